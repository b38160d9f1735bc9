"""What an outlet prints everywhere is learned by counting pages, and pages that are kin vote once."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from unspin.find.boilerplate import (
    ELECTORATE,
    LITTLE,
    SUSPECTS,
    VOTES,
    common_numbers,
    electorate,
    hidden,
    nothing_else,
    voters,
)

numbers = st.integers(1, 12)


@given(st.lists(st.tuples(st.lists(numbers, max_size=8), st.integers(0, 9)), max_size=20))
def test_boilerplate_is_what_seven_voters_have(pages: list[tuple[list[int], int]]) -> None:
    trace = np.array([n for own, _ in pages for n in own], np.uint32)
    lengths = np.array([len(own) for own, _ in pages], np.int32)
    says = np.array([voter for _, voter in pages], np.uint32)
    held = {n: {voter for own, voter in pages if n in own} for n in range(1, 13)}
    wanted = [n for n, who in held.items() if len(who) >= VOTES + 2]
    found = common_numbers(trace, lengths, says)
    assert found.tolist() == wanted
    assert hidden(trace, found).tolist() == [0 if n in wanted else n for n in trace.tolist()]


def test_an_outlet_is_asked_in_bounds_and_small_ones_wholly() -> None:
    few = np.arange(0, 500, 10, dtype=np.uint32)
    assert electorate(few, few[3:5]).tolist() == few.tolist()
    many = np.arange(50_000, dtype=np.uint32)
    assert len(electorate(many, many)) <= 2 * (ELECTORATE + SUSPECTS)


def test_a_formula_filled_in_anew_is_no_copy_but_a_paragraph_beside_it_is() -> None:
    shared = np.array([LITTLE, 40, 40, LITTLE - 1, 200], np.int32)
    left = np.array([0, LITTLE - 1, LITTLE, LITTLE - 1, 150], np.int32)
    assert nothing_else(shared, left).tolist() == [True, True, False, False, False]


def test_pages_that_are_linked_vote_as_one() -> None:
    a, b = np.array([1, 4, 5], np.uint32), np.array([2, 5, 6], np.uint32)
    assert voters(a, b, 8).tolist() == [0, 1, 1, 3, 4, 4, 4, 7]
