"""Day words count back from the day of the text."""

from __future__ import annotations

from datetime import date

import pytest

from quoting import told


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("Lee said Thursday", date(2016, 6, 2)),
        ("Lee said on Friday", date(2016, 6, 3)),
        ("Lee said last Friday", date(2016, 5, 27)),
        ("Lee said Saturday night", date(2016, 5, 28)),
        ("Lee said yesterday", date(2016, 6, 2)),
        ("Lee said in Ohio on May 5", date(2016, 5, 5)),
        ("Lee said on Dec. 5", date(2015, 12, 5)),
        ("Lee said on Sept. 5, 2012", date(2012, 9, 5)),
        ("Lee said last week", None),
        ("Lee said of next Tuesday", None),
        ("Lee said", None),
    ],
)
def test_day(words, day):
    (quote,) = told(f'"We will all go home," {words}.')
    assert quote.said_on == day


def test_a_dateline_counts_before_the_date_of_the_page():
    text = 'WASHINGTON, March 4, 2015 (Reuters) - "We will all go home," Lee said Tuesday.'
    assert told(text)[0].said_on == date(2015, 3, 3)
    assert told('"We will all go home," Lee said Tuesday.', published=None)[0].said_on is None
