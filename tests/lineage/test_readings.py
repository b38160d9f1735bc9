"""Words that only moved are told from words put in and left out."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from unspin.lineage.readings import events, leanings, moves

PLAIN = np.zeros(40, np.uint8)


def row(*words: int) -> np.ndarray:
    return np.array(words, np.int32)


def test_a_word_that_moved_is_met_on_both_sides() -> None:
    ours, theirs = moves(row(1, 2, 3, -1, 4), row(1, -1, 3, 2, 4), PLAIN)
    assert ours.tolist() == [0, 1, 0, 0, 0]
    assert theirs.tolist() == [0, 0, 0, 1, 0]


def test_a_function_word_alone_has_not_moved() -> None:
    function = PLAIN.copy()
    function[2] = 1
    ours, theirs = moves(row(1, 2, 3, -1, 4), row(1, -1, 3, 2, 4), function)
    assert not ours.any()
    assert not theirs.any()


cells = st.lists(st.tuples(st.integers(-1, 12), st.integers(-1, 12)), min_size=1, max_size=40)


@settings(max_examples=60)
@given(cells)
def test_moved_words_pair_up(places: list[tuple[int, int]]) -> None:
    u, v = (row(*side) for side in zip(*places, strict=True))
    ours, theirs = moves(u, v, PLAIN)
    assert sorted(u[ours > 0]) == sorted(v[theirs > 0])
    assert not ours[u == v].any()


def table_of(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    logs, words = np.zeros(len(u), np.float32), len(PLAIN)
    counts = [np.bincount(w[w >= 0], minlength=words).astype(np.int32) for w in (u, v)]
    return events(u, v, logs, logs, *counts, PLAIN, PLAIN)


def test_a_sentence_that_moved_and_was_reworded_says_nothing_of_the_direction() -> None:
    kept, gone = [1, 2, 3, 4], [-1] * 6
    u = row(*kept, 10, 11, 12, 13, 14, 15, 5, 6, 7, *gone, 8, 9)
    reworded = row(*kept, *gone, 5, 6, 7, 10, 21, 12, 13, 24, 15, 8, 9)
    another = row(*kept, *gone, 5, 6, 7, 20, 21, 12, 23, 24, 25, 8, 9)
    assert (leanings(table_of(u, reworded)) == 0).all()
    assert (leanings(table_of(reworded, u)) == 0).all()
    assert (leanings(table_of(u, another)) != 0).any()
