"""Which sites open a sentence on one side alone, as one looks for them."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from unspin.judge.boilerplate import opening_sites
from unspin.records import Kind

SIZE = 6
ranges = st.tuples(st.integers(0, SIZE), st.integers(0, SIZE)).map(sorted)
kinds = st.lists(st.integers(0, 6), min_size=SIZE, max_size=SIZE)
bounds = st.lists(st.integers(0, SIZE), max_size=4).map(lambda inner: sorted([0, *inner, SIZE]))


def opens(held: list[int], of_kinds: list[int], sentences: list[int]) -> bool:
    starts = held[0] < held[1] and held[0] in sentences
    return starts and of_kinds[held[0]] in (Kind.WORD, Kind.NAME)


@given(st.lists(st.tuples(ranges, ranges), max_size=6), kinds, kinds, bounds, bounds)
def test_opening_sites_begin_a_sentence_on_one_side(sites, kinds_a, kinds_b, of_a, of_b):
    columns = np.array([[0, 1, *a, *b] for a, b in sites], np.int64).reshape(-1, 6)
    found = opening_sites(
        columns.T,
        np.array(kinds_a, np.uint8), np.array(of_a, np.int32),
        np.array(kinds_b, np.uint8), np.array(of_b, np.int32),
    )  # fmt: skip
    expected = []
    for k, (a, b) in enumerate(sites):
        alone_a, alone_b = b[0] == b[1], a[0] == a[1]
        if (alone_a and opens(a, kinds_a, of_a)) or (alone_b and opens(b, kinds_b, of_b)):
            expected.append(k)
    assert found.tolist() == expected
