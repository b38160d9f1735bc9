"""Words that only moved are told from words put in and left out."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from unspin.lineage.readings import moves

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
