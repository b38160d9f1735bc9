"""How alike two words are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oracles_align import meaning, osa, token_similarity
from strategies import document
from unspin.align import similarity
from unspin.align.texts import _letters
from unspin.ingest.resources import load_lexicon
from unspin.text.segment import segment

ENGLISH = load_lexicon("en")
KNOWLEDGE = similarity.words(ENGLISH)
word = st.text("abcd", min_size=1, max_size=8)


def alike(a, b):
    """Similarity of the second tokens of "so a" and "so b"."""
    one, other = f"so {a}", f"so {b}"
    left, right = segment(document(one), ENGLISH), segment(document(other), ENGLISH)
    bundle = similarity.sides(left, right, _letters(one), _letters(other))
    return token_similarity(1, 1, bundle, KNOWLEDGE)


@given(word, word)
def test_spelling_is_one_less_damerau_s_distance_where_that_is_a_slip(a, b):
    found = similarity.spelling(_letters(a), 0, len(a), _letters(b), 0, len(b))
    apart = min(len(a), len(b)) < 3 or abs(len(a) - len(b)) > 2
    alike = 0.0 if apart else 1 - osa(a, b) / max(len(a), len(b))
    assert found == pytest.approx(alike if alike >= similarity.SLIP else 0.0)


rows = st.integers(0, len(ENGLISH.keys) - 1)


@given(rows, st.lists(st.one_of(rows, st.just(-1)), max_size=9))
def test_meanings_are_those_of_plain_sets_and_vectors(u, others):
    found = np.full(len(others), -7.0)
    similarity.meanings(u, np.array(others, np.int32), KNOWLEDGE, found)
    assert found == pytest.approx([meaning(ENGLISH, u, v) if v >= 0 else -7.0 for v in others])


def test_meanings_do_not_depend_on_which_word_is_asked_for():
    common = np.argsort(-ENGLISH.counts)[:200].astype(np.int32)
    table = np.zeros((len(common), len(common)))
    for u, row in zip(common, table, strict=True):
        similarity.meanings(u, common, KNOWLEDGE, row)
    assert (table == table.T).all() and len(np.unique(table)) > 100
    assert table[:20].ravel() == pytest.approx(
        [meaning(ENGLISH, u, v) for u in common[:20] for v in common]
    )


ascending = st.sets(st.integers(0, 30), max_size=10).map(sorted)


@given(ascending, ascending)
def test_runs_meet_when_they_share_a_value(a, b):
    left, right = np.array(a, np.int32), np.array(b, np.int32)
    assert similarity.meet(left, 0, len(a), right, 0, len(b)) == bool(set(a) & set(b))


def test_the_scale_falls_from_the_same_word_to_unrelated_ones():
    pairs = [
        ("War", "war"),
        ("colour", "color"),
        ("walked", "walks"),
        ("big", "large"),
        ("car", "lunch"),
    ]
    scale = [alike(*pair) for pair in pairs]
    assert scale == sorted(scale, reverse=True)
    assert scale[0] == similarity.SAME and scale[-1] == similarity.SLOT


def test_slips_of_the_keyboard_are_forgiven_but_no_other_known_word():
    assert alike("hospitol", "hospital") > 0.6 > alike("form", "from")


def test_words_never_pair_with_marks():
    assert alike("war", ",") < 0 and alike("14", "”") < 0
    assert alike("the", "war") < alike("the", "a")


words = st.sampled_from(
    "the a of big large war wars 3 14 , ” - Paris London teh colour color not run".split()
)


@given(words, words)
def test_similarity_is_the_same_from_both_sides(a, b):
    assert alike(a, b) == alike(b, a)
