"""Which rows make a phrase of two words with the next one."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from oracles_judge import phrases_beside
from strategies import aligned_columns
from unspin.judge.collocation import APART, LEAST_COUNT, RAREST, adjacent


@given(aligned_columns(), st.sets(st.integers(0, 3)), st.data())
def test_phrases_are_those_of_two_words_side_by_side(drawn, joined, data):
    a, b, w = drawn
    two_sided = np.array([k in joined for k in w.links.tolist()], bool)
    often = st.sampled_from((0, 1, 24, 25, 499, 500, 501))
    counts = [
        np.array(data.draw(st.lists(often, min_size=len(s), max_size=len(s))), np.int32)
        for s in (a, b)
    ]
    first, ours, theirs = adjacent(
        w.ops, w.links, w.a_starts, w.a_ends, w.b_starts, w.b_ends, two_sided, a.kinds, b.kinds, *counts
    )  # fmt: skip
    expected = []
    for r, apart in phrases_beside(a, b, w, joined):
        least, most = sorted((counts[0][w.a_starts[r + 1]], counts[1][w.b_starts[r + 1]]))
        if apart or (most >= LEAST_COUNT and least <= RAREST * most):
            expected.append((r, apart))
    assert first.tolist() == [r for r, _ in expected]
    assert ours.tolist() == [int(counts[0][w.a_starts[r + 1]]) for r, _ in expected]
    assert theirs.tolist() == [
        APART if apart else int(counts[1][w.b_starts[r + 1]]) for r, apart in expected
    ]
