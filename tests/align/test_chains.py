"""Chains of pairs against their quadratic oracles."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oracles_align import heaviest_rise, longest_rise
from unspin.align.chains import rising_chain
from unspin.align.sentences import heaviest_chain


@given(st.permutations(range(12)), st.sets(st.integers(0, 11)))
def test_the_rising_chain_is_a_longest_one(values, gone):
    partner = [-1 if i in gone else x for i, x in enumerate(values)]
    chain = rising_chain(np.array(partner, np.int32)).tolist()
    assert len(chain) == longest_rise(partner)
    assert chain == sorted(set(chain))
    picked = [partner[i] for i in chain]
    assert picked == sorted(picked) and all(x >= 0 for x in picked)


@given(st.sets(st.tuples(st.integers(0, 8), st.integers(0, 8))), st.data())
def test_the_heaviest_chain_of_sentence_pairs_weighs_as_much_as_the_oracles(pairs, data):
    s, t = [p[0] for p in sorted(pairs)], [p[1] for p in sorted(pairs)]
    gain = data.draw(st.lists(st.floats(0.125, 1.0, width=16), min_size=len(s), max_size=len(s)))
    chain = heaviest_chain(
        np.array(s, np.int32), np.array(t, np.int32), np.array(gain, np.float32), 9
    ).tolist()
    assert sum(gain[k] for k in chain) == pytest.approx(heaviest_rise(s, t, gain))
    for k, q in pairwise(chain):
        assert s[k] < s[q] and t[k] < t[q]
