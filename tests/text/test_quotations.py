"""Quotations: which marks pair, and what a pairing promises."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategies import document, hostile_text
from unspin.ingest.resources import empty_lexicon
from unspin.records import Flag, Kind
from unspin.text.segment import segment


def quotations(text):
    """The texts of all quotations."""
    found = segment(document(text), empty_lexicon())
    return [text[found.starts[i] : found.ends[j - 1]] for i, j in found.quotations.tolist()]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ('He said "no" twice.', ["no"]),
        ("He said “no” and «yes» and „so”.", ["no", "yes", "so"]),
        ("He said ''no'' and ``yes''.", ["no", "yes"]),
        ("They 'never' paid.", ["never"]),
        ("Rock 'n' roll isn't the dogs' dinner.", ["n"]),
        ("“One paragraph.\n\n“And another.” So.", ["One paragraph.", "And another."]),
        ('Open "to the end', ["to the end"]),
        ("“He told me 'no' then,” she said.", ["He told me 'no' then,"]),
        ("The dogs' bowl was the cats' bowl.", []),
        ("It ends with “\n\nand “goes on” here.", ["goes on"]),
        ("One 'single.\n\nTwo' sentences.", []),
        ("'He said \"no\" then,' she said.", ["no"]),
        ("Here “a 'b” c' d.", ["a 'b"]),
        ("Er sagte „so“ und ging. „Dann kam er“, sagte sie.", ["so", "Dann kam er"]),
        ("Hun sa »slik« og gikk.", ["slik"]),
        ("‘It is late. We go,’ she said. The dogs' bowl.", ["It is late. We go,"]),
        ("The dogs' bowl. 'It is late. We go,' she said.", ["It is late. We go,"]),
        ('"', []),
        ('""', []),
        ("", []),
    ],
)  # fmt: skip
def test_marks_pair_like_this(text, quoted):
    assert quotations(text) == quoted


crowded = st.lists(
    st.sampled_from([*"\"'“”‘’«» ,.(", " '", "' ", ' "', '" ', "word", "a", "\n", "\n\n", ". Then "]), max_size=40
).map("".join)  # fmt: skip


@given(st.one_of(crowded, hostile_text))
def test_quotations_hold_tokens_in_order_and_never_nest_or_cross(text):
    found = segment(document(text), empty_lexicon())
    pairs = found.quotations.tolist()
    assert all(0 < i < j <= len(found) for i, j in pairs)
    assert all(end <= start for (_, end), (start, _) in pairwise(pairs))


@given(st.one_of(crowded, hostile_text))
def test_a_quotation_begins_after_an_opening_mark_and_its_tokens_say_so(text):
    found = segment(document(text), empty_lexicon())
    quoted = set()
    for i, j in found.quotations.tolist():
        assert found.kinds[i - 1] == Kind.QUOTE and found.flags[i - 1] & Flag.OPENING
        quoted.update(range(i, j))
    assert {t for t in range(len(found)) if found.flags[t] & Flag.QUOTED} == quoted


@given(crowded)
def test_only_quote_marks_open(text):
    found = segment(document(text), empty_lexicon())
    opening = (found.flags & Flag.OPENING) != 0
    assert (found.kinds[opening] == Kind.QUOTE).all()
