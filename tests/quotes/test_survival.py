"""What became of a wording: each verdict where it is due, and the same whichever way it is found."""

from __future__ import annotations

import pytest

import unspin
from unspin.ingest.resources import load_lexicon
from unspin.judge.survival import turned
from unspin.pipeline.quotations import collate, compared_wordings, quotes, witnessed
from unspin.quotes.survival import SEVERITY, composed, worst
from unspin.records import Document

SAID = (
    "We will not accept 41 percent of the cuts that the White House announced on Monday, and our "
    "neighbors will remember it for many years."
)
CASES = [
    ("identical", SAID),
    ("typographic", SAID.replace("neighbors", "neighbours").replace("percent", "per cent")),
    ("truncated", SAID.replace(", and our neighbors will remember it for many years", "")),
    ("truncated", SAID.replace("that the White House announced on Monday", "...")),
    ("extended", SAID.replace("many years.", "many years, whatever they may say.")),
    ("bracketed", SAID.replace("remember it", "remember [the vote]")),
    ("substituted", SAID.replace("accept", "swallow")),
    ("number-changed", SAID.replace("41", "45")),
    ("name-changed", SAID.replace("White House", "World Bank")),
    ("polarity-changed", SAID.replace("will not", "will")),
    ("polarity-changed", SAID.replace("not accept", "accept").replace("will remember", "will not remember")),
]  # fmt: skip


@pytest.fixture(scope="module")
def lexicon():
    return load_lexicon("en")


def said(words: str, who: str = "Ann Lee") -> str:
    return f'The vote was held in May. "{words}" said {who}, the mayor. Nobody else spoke that day.'


@pytest.mark.parametrize(("verdict", "wording"), CASES)
def test_compare_gives_each_change_its_verdict(verdict, wording):
    (quote,) = unspin.compare(said(SAID), said(wording)).quotes
    assert quote.verdicts == (verdict,)


@pytest.mark.parametrize(("verdict", "wording"), CASES)
def test_wordings_alone_get_the_verdicts_of_compare_both_ways(verdict, wording, lexicon):
    assert compared_wordings((SAID,), (wording,), lexicon) == ((verdict,),)
    assert compared_wordings((wording,), (SAID,), lexicon) == ((turned(verdict),),)


def test_a_quotation_broken_by_its_speaker_is_split_and_back_merged():
    whole = said("The bridge is old and narrow, and we will build a new one before the winter,")
    parts = whole.replace("narrow, and", 'narrow," he told us, "and')
    split = unspin.compare(whole, parts).quotes
    assert [q.verdicts for q in split] == [("split",), ("split",)]
    assert {q.verdicts for q in unspin.compare(parts, whole).quotes} == {("merged",)}


def test_lost_marks_another_mouth_and_no_counterpart():
    assert unspin.compare(said(SAID), said(SAID).replace('"', "")).quotes[0].verdicts == (
        "dequoted",
    )
    assert unspin.compare(said(SAID).replace('"', ""), said(SAID)).quotes[0].verdicts == (
        "requoted",
    )
    other = unspin.compare(said(SAID), said(SAID, "Tom Burns")).quotes[0]
    assert other.verdicts == ("reattributed",)


def test_two_copies_are_compared_by_what_each_is_beside_a_third(lexicon):
    copies = [SAID.replace("41", "45"), SAID.replace("accept", "swallow"), SAID.replace("41", "46")]
    (read,) = collate([(SAID, copies)], lexicon)
    number, word, other = (read[c] for c in copies)
    assert composed(number, word, turned) == ("number-changed", "substituted")
    assert composed(number, other, turned) == ("number-changed",)
    assert composed(number, number, turned) == ("typographic",)


def test_what_one_cut_the_other_cannot_have_changed(lexicon):
    tail = SAID.replace(", and our neighbors will remember it for many years", "")
    other = SAID.replace("many years", "few weeks")
    (read,) = collate([(SAID, [tail, other])], lexicon)
    assert composed(read[tail], read[other], turned) == ("extended",)


def test_witnesses_tell_what_became_of_each_quotation(lexicon):
    texts = [
        said(SAID),
        said(SAID.replace("41", "45")),
        said(SAID).replace('"', ""),
        "Nothing was said here.",
    ]
    documents = [Document(f"d{n}", text) for n, text in enumerate(texts)]
    found = witnessed(documents, [q for d in documents for q in quotes(d, lexicon)], lexicon)
    assert [q.doc_id for q in found] == ["d0", "d1"]
    assert [(s.doc_id, s.verdicts) for s in found[0].survival] == [
        ("d1", ("number-changed",)), ("d2", ("dequoted",)), ("d3", ("unsupported",)),
    ]  # fmt: skip
    assert found[0].group == found[1].group


def test_the_worst_verdict_is_never_a_minor_one():
    assert worst(("substituted", "polarity-changed", "typographic")) == "polarity-changed"
    assert worst(("number-changed", "truncated")) == "number-changed"
    assert len(set(SEVERITY)) == 16
