"""What makes a lost witness credible."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from unspin.lineage import lost
from unspin.lineage.readings import BLOCK, FIRST, KIND, REPLACED


def odds(gain: float, shared: np.ndarray, own: list[np.ndarray]) -> float:
    return lost.odds(lost.signs_of(gain, shared, own, shared, unlike=0))


def root_odds(table: np.ndarray, leaning: np.ndarray) -> float:
    return lost.root_odds(lost.root_signs(table, leaning, lost=False, pages=7))


def events(places: range | list[int], kind: int = REPLACED) -> np.ndarray:
    table = np.zeros((len(places), 10))
    table[:, FIRST], table[:, KIND] = places, kind
    return table


APART = [events(range(1, 60, 9)), events(range(4, 60, 9))]


def test_what_stands_together_may_have_been_taken_from_a_sibling() -> None:
    spread, together = events(range(2, 60, 12)), events(range(29, 34))
    assert odds(9.0, spread, APART) > odds(9.0, together, APART)


def test_a_child_that_changed_nothing_is_perhaps_the_source_itself() -> None:
    shared = events([5, 50])
    assert odds(9.0, shared, APART) > odds(9.0, shared, [events([]), APART[1]])


def test_a_sentence_left_out_says_more_than_a_word() -> None:
    assert odds(9.0, events([5, 50], BLOCK), APART) > odds(9.0, events([5, 50]), APART)


@given(st.floats(-50, 100), st.floats(-50, 100))
def test_who_saves_more_is_no_less_credible(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert odds(low, events([5]), APART) <= odds(high, events([5]), APART)


def test_a_root_with_changes_of_its_own_has_a_lost_one_above() -> None:
    table = events(range(12))
    all_below = root_odds(table, np.full(12, 2.0))
    half = root_odds(table, np.where(np.arange(12) < 6, -2.0, 2.0))
    assert all_below < 0 < half
    table[:3, KIND] = BLOCK
    assert root_odds(table, np.where(np.arange(12) < 6, -2.0, 2.0)) > half
