"""A report without names: a search for any of them finds nothing."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from report.families import documents
from unspin.records import Document
from unspin.report.anonymous import hidden, masked

STORY = Document(
    "northern-courier-2026-03-12", "By Mara Ellwood\n\nMARA ELLWOOD of the Northern\nCourier wrote "
    "this. See https://courier.example/a?b=1, www.other.example or desk@courier.example, @courier.",
    url="https://www.courier.example/story/17", title="Northern Courier: a wall",
    outlet="Northern Courier", extra={"author": "Jo Parrish", "feed": "courier"},
)  # fmt: skip


def test_nobody_is_named_anywhere():
    other = Document("other", "Jo Parrish of the Northern Courier, says courier.example.")
    told = repr(hidden([STORY, other]))
    assert not re.findall(r"(?i)ellwood|courier|parrish|\.example|17", told)


def test_one_name_becomes_one_name_and_the_rest_stays():
    (one,) = hidden([STORY])
    assert one.text.startswith("By Author")
    assert one.outlet in one.text
    assert "wrote this. See [address]" in " ".join(one.text.split())


def test_the_order_of_ids_is_kept():
    found = hidden([Document(name, "x") for name in ("b", "c", "a")])
    assert [d.doc_id for d in found] == ["witness-2", "witness-3", "witness-1"]


def test_short_names_in_texts_stay_words():
    (one,) = hidden([Document("a", "Time and a word", outlet="Time")])
    assert (one.text, one.outlet) == ("Time and a word", "Outlet 1")


def test_a_family_without_names():
    told = " ".join(repr(d) for d in hidden(list(documents().values())))
    assert "Post" not in told


PLAIN = re.compile(
    r"(?:https?://|[\w.+-]*www\.)[^\s<>\"'’”)\]]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.IGNORECASE
)


@given(
    st.lists(st.sampled_from(["a", "@", ".", "-", "+", " ", ")", "www.", "http://"])).map("".join)
)
def test_addresses_are_masked_as_by_the_plain_pattern(text):
    assert masked(text) == PLAIN.sub("[address]", text)
