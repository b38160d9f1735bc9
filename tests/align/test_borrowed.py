"""A text without marks takes the ends of its copy's sentences, and the words around them align."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import unspin
from strategies import WORDS, document, sentence
from unspin.align.borrowed import NEAR, _carried, with_borrowed_ends
from unspin.align.chains import once_on_both
from unspin.ingest.resources import load_lexicon
from unspin.records import Flag, Passage, Segmented, Span
from unspin.text.segment import segment

EN = load_lexicon("en")
FILLERS = ("the", "of", "and", "in", "with")


def story(seed: int, count: int = 14) -> list[str]:
    """Sentences of one text; no two share a content word."""
    rng = np.random.default_rng(seed)
    words = rng.permutation(WORDS)[: count * 8].reshape(count, 8).tolist()
    return [sentence([w for pair in zip(own, rng.choice(FILLERS, 8).tolist(), strict=True) for w in pair])
            for own in words]  # fmt: skip


def bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", text)).lower()


def whole(a: Segmented, b: Segmented) -> list[Passage]:
    return [Passage(*(Span(0, int(s.ends[-1])) for s in (a, b)), 100.0)]


def first_words(text: str, found: Segmented) -> list[str]:
    return [text[found.starts[t] : found.ends[t]].lower() for t in found.sentences[:-1]]


@pytest.mark.parametrize("swapped", [False, True])
def test_a_text_without_marks_ends_its_sentences_where_its_copy_does(swapped: bool) -> None:
    text = " ".join(story(1))
    texts = (bare(text), text) if swapped else (text, bare(text))
    sides = tuple(segment(document(t), EN) for t in texts)
    assert len({len(s.sentences) for s in sides}) == 2
    a, b = with_borrowed_ends(*sides, whole(*sides))
    assert first_words(texts[0], a) == first_words(texts[1], b)
    marked = a if not swapped else b
    assert np.array_equal(marked.sentences, sides[swapped].sentences)


@given(st.integers(0, 500), st.integers(0, 500), st.booleans(), st.booleans())
def test_whatever_is_borrowed_the_sentences_cover_the_text(
    seed: int, other: int, bare_a: bool, bare_b: bool
) -> None:
    texts = [" ".join(story(s)) for s in (seed, other)]
    texts = [bare(t) if lost else t for t, lost in zip(texts, (bare_a, bare_b), strict=True)]
    sides = [segment(document(t), EN) for t in texts]
    for found, was in zip(with_borrowed_ends(*sides, whole(*sides)), sides, strict=True):
        assert found.sentences[0] == 0 and found.sentences[-1] == len(was)
        assert all(p < q for p, q in pairwise(found.sentences.tolist()))
        told = was.sentences[was.flags[np.minimum(was.sentences, len(was) - 1)] & Flag.SEAM == 0]
        assert np.isin(told, found.sentences).all()  # only seams move


def test_marks_lost_are_no_words_lost() -> None:
    sentences = story(7)
    changed = " ".join(sentences).replace(sentences[5].split()[0], "Zambia", 1)
    judged = unspin.compare(" ".join(sentences), bare(changed))
    facts = {c.code for c in judged.changes} & {"C206", "C207", "C401", "C402", "C501", "C502"}
    assert judged.relation == "edited" and not facts


@given(st.sets(st.integers(0, 59)), st.sets(st.integers(0, 59)), st.data())
def test_an_end_is_carried_over_the_words_that_both_have(
    lost: set[int], begins: set[int], data: st.DataObject
) -> None:
    words = [n for n in range(60) if n not in lost]  # what is left of the other side's 60
    sure = data.draw(st.sets(st.sampled_from(words), min_size=1)) if words else set()
    x = np.array([k for k, n in enumerate(words) if n in sure], np.int32)
    y = np.array([n for n in words if n in sure], np.int32)
    keys = np.array(words, np.uint64)
    found = _carried(np.array(sorted(begins), np.int32), x, y, keys, np.arange(60, dtype=np.uint64))
    told = []
    for begin in sorted(begins):
        before, after = [n for n in sure if n < begin], [n for n in sure if n >= begin]
        if before and after and min(begin - max(before), min(after) - begin) <= NEAR:
            told.append((max(before), begin, min(after)))
    assert len(found) == len(told)
    for place, (before, begin, after) in zip(found.tolist(), told, strict=True):
        assert before < words[place] <= after
        if not lost & set(range(before, after)):
            assert words[place] == begin


@given(*[st.lists(st.integers(0, 30), max_size=40)] * 2)
def test_words_that_each_side_has_once_face_each_other(mine: list[int], yours: list[int]) -> None:
    stems = [np.array(side, np.uint64) for side in (mine, yours)]
    partner = once_on_both(*stems)
    once = [n for n in mine if mine.count(n) == yours.count(n) == 1]
    assert np.flatnonzero(partner >= 0).tolist() == [mine.index(n) for n in once]
    assert partner[partner >= 0].tolist() == [yours.index(n) for n in once]


def test_texts_of_the_same_words_are_left_alone() -> None:
    sides = [segment(document(bare(" ".join(story(3)))), EN) for _ in range(2)]
    assert with_borrowed_ends(*sides, whole(*sides)) == tuple(sides)
