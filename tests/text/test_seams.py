"""A text that never ends a sentence is cut, and the same words are cut in the same places."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from oracles_text import seams
from strategies import WORDS, document
from unspin.ingest.resources import load_lexicon
from unspin.records import Flag, Kind
from unspin.text.hashing import word_key
from unspin.text.seams import APART, ENDLESS, mark_seams
from unspin.text.segment import segment

EN = load_lexicon("en")
SMALL = ("the", "of", "and", "The", "We", "to", ",", ";", "(", *WORDS[:40])
tokens = st.lists(st.sampled_from(SMALL), min_size=0, max_size=3 * ENDLESS)


def columns(words: list[str]) -> tuple[np.ndarray, ...]:
    """Keys, kinds, flags, and which words are function words, as they are before names are told."""
    kinds = [Kind.WORD if word.isalpha() else Kind.PUNCTUATION for word in words]
    flags = [Flag.CAPITAL if word[0].isupper() else 0 for word in words]
    wordlets = [word.lower() in {"the", "of", "and", "we", "to"} for word in words]
    return (
        np.array([word_key(word.lower()) for word in words], np.uint64),
        np.array(kinds, np.uint8), np.array(flags, np.uint8), np.array(wordlets, bool),
    )  # fmt: skip


@given(tokens, st.integers(1, 2 * ENDLESS))
def test_seams_are_the_likeliest_tokens_around_as_the_slow_way_finds_them(
    words: list[str], stop: int
) -> None:
    starting = np.zeros(len(words) + 1, bool)
    starting[[0, min(stop, len(words)), -1]] = True
    before = starting.copy()
    keys, kinds, flags, wordlets = columns(words)
    rows = np.arange(len(words), dtype=np.int32)
    mark_seams(starting, keys, kinds, flags, rows, wordlets.astype(np.uint8))
    found = np.flatnonzero(starting & ~before)
    assert found.tolist() == seams(words, np.flatnonzero(before).tolist(), wordlets.tolist())
    assert (flags[found] & Flag.SEAM).all() and np.count_nonzero(flags & Flag.SEAM) == len(found)
    ends = np.flatnonzero(starting).tolist()
    assert all(
        q - p > APART for p, q in pairwise(ends) if q - p and {p, q} - set(before.nonzero()[0])
    )


def bare(count: int, seed: int) -> str:
    """Words of one text without any mark."""
    rng = np.random.default_rng(seed)
    return " ".join(rng.choice([*WORDS, "the", "and", "of"], count))


def sentences_of(text: str) -> list[str]:
    found = segment(document(text), EN)
    return [text[found.starts[p] : found.ends[q - 1]] for p, q in pairwise(found.sentences)]


def test_a_passage_is_cut_the_same_whatever_stands_around_it() -> None:
    passage = bare(300, 1)
    one, other = (sentences_of(f"{bare(90, s)} {passage} {bare(90, s + 1)}") for s in (2, 4))
    inner = [s for s in one if s in passage]
    assert len(inner) >= 6 and inner == [s for s in other if s in passage]


def test_a_sentence_begins_at_a_function_word_with_a_capital() -> None:
    text = "the board met in May " * 20 + "The chairman left " + "early for the coast again " * 20
    assert any(s.startswith("The chairman left") for s in sentences_of(text))


def test_a_long_sentence_that_ends_is_left_alone() -> None:
    text = bare(ENDLESS - 1, 3) + "."
    assert sentences_of(text) == [text]
