"""Dates in the formats that records use, and none made up."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspin.ingest.dates import moment

DAY = datetime(2007, 9, 10, tzinfo=UTC)
HOUR = datetime(2007, 9, 10, 14, 5, 6, tzinfo=UTC)


@pytest.mark.parametrize("value", [
    "2007-09-10", "20070910", "2007/09/10", "2007/9/10", "10Sep2007", "10 September 2007", "10-sep-2007", " 2007-09-10 ",
    "2007-09-10T00:00:00Z", "2007-09-10 02:00:00+02:00", 1189382400, 1189382400.0, "1189382400", 1189382400000, date(2007, 9, 10),
    datetime(2007, 9, 10), "Mon, 10 Sep 2007 00:00:00 GMT", "Sun, 09 Sep 2007 17:00:00 -0700",  # noqa: DTZ001 - a naive one
])  # fmt: skip
def test_one_day_in_every_format(value):
    assert moment(value) == DAY
    assert moment(value).tzinfo == UTC


@pytest.mark.parametrize(
    "value", ["2007-09-10T14:05:06Z", "20070910T140506Z", "Mon, 10 Sep 2007 10:05:06 EDT"]
)
def test_the_time_of_day(value):
    assert moment(value) == HOUR


@pytest.mark.parametrize("value", [
    None, True, "", " ", "yesterday", "2007", "2007-09", "2007-13-01", "31Feb2007", "10Foo2007", "2007/99/99", float("nan"), float("inf"),
    10**30, -(10**18), "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", [], {}, "9" * 5000, "٢٠٠٧-٠٩-١٠x", "1" * 13 + "." + "1" * 60,
])  # fmt: skip
def test_what_is_no_date_is_none(value):
    assert moment(value) is None


@given(st.text() | st.text(alphabet="0123456789-:TZ+ /JanSep,") | st.floats() | st.integers())
def test_nothing_raises(value):
    assert moment(value) is None or moment(value).tzinfo == UTC


def test_no_text_takes_long():
    begin = time.perf_counter()
    for text in ("1" * 64, "10" + " " * 62, "(" * 64, "Mon, " * 12, "-" * 64, "Sep" * 21):
        for _ in range(100):
            moment(text)
    assert time.perf_counter() - begin < 1
