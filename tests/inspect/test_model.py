"""The language model: it agrees with the counts, and its probabilities are ones."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspin.inspect.model import (
    ALONE,
    NOTHING,
    fill,
    pair_chance,
    pair_count,
    tables,
    triple_chance,
)
from unspin.text.hashing import word_key


@pytest.fixture(scope="module")
def known(lexicon, model):
    made = tables(model, lexicon)

    def number(word):
        return int(model.ids[np.searchsorted(lexicon.keys, np.uint64(word_key(word)))])

    def count(one, other):
        return pair_count(made.pairs, made.sieve, made.logs, number(one), number(other))

    def chance(one, other):
        second = number(other)
        alone = float(made.words[second, ALONE])
        return pair_chance(
            made.words, made.pairs, made.sieve, made.logs, number(one), second, alone
        )

    def third(a, b, c):
        below = chance(b, c)
        return triple_chance(
            made.pairs, made.triples, made.sieve, made.logs, number(a), number(b), number(c), below
        )

    return made, number, count, chance, third


def test_ids_spell_the_words_they_number(known, model):
    number = known[1]
    assert [model.word(number(w)) for w in ("the", "house", "yummy")] == ["the", "house", "yummy"]


def test_established_pairs_were_counted_and_broken_ones_were_not(known):
    count = known[2]
    assert count("cold", "war") > 500
    assert count("white", "house") > 5000
    assert count("chilly", "warfare") == count("white", "home") == 0


def test_the_chances_of_what_may_follow_sum_to_one(known, model):
    made, number, *_ = known
    for word in ("cold", "the", "yummy"):
        first = number(word)
        total = sum(
            pair_chance(made.words, made.pairs, made.sieve, made.logs, first, w, float(p))
            for w, p in enumerate(model.chances.tolist())
        )
        assert total == pytest.approx(1.0, abs=0.06)  # counts are kept to 3 %


def test_context_makes_the_right_word_likelier(known):
    chance, third = known[3:]
    assert chance("cold", "war") > 100 * chance("cold", "warfare")
    assert third("the", "united", "states") > 0.5 > third("the", "united", "condition")


def test_unknown_and_missing_words_fall_back(known):
    made, number, *_ = known
    call = (made.words, made.pairs, made.sieve, made.logs)
    assert pair_chance(*call, -1, number("war"), 0.25) == 0.25
    assert pair_chance(*call, number("war"), NOTHING, 1.0) == 1.0


@given(
    st.dictionaries(st.tuples(*[st.integers(0, 65_534)] * 2), st.integers(1, 10**6), max_size=40)
)
def test_a_table_gives_back_what_was_put_in(counted):
    pairs = sorted(counted)
    columns = (np.array([p[k] for p in pairs], np.int32) for k in (0, 1))
    counts = np.array([counted[p] for p in pairs], np.float64)
    slots = fill(*columns, np.zeros(0, np.int32), counts)
    assert np.count_nonzero(slots) == len(pairs)
    steps = sorted(round(np.log2(c) * 12) + 1 for c in counts.tolist())
    assert sorted(int(s) & 0xFF for s in slots[slots > 0]) == [min(255, s) for s in steps]
