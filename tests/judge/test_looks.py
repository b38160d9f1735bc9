"""Rows that may hold the same in another look, sought all at once as one by one."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from strategies import aligned_columns, lexicon_rows
from unspin.judge.looks import one_for_one, respaced, without_words
from unspin.records import Flag, Kind

CAPITALS = Flag.CAPITAL | Flag.UPPER


@given(aligned_columns(), st.data())
def test_spaces_on_one_side_only(drawn, data):
    a, b, w = drawn
    flags = st.sampled_from((0, int(Flag.SPACED), int(Flag.CAPITAL)))
    spaces = [
        np.array(data.draw(st.lists(flags, min_size=len(s), max_size=len(s))), np.uint8)
        for s in (a, b)
    ]
    found = respaced(w.ops, w.a_starts, w.a_ends, w.b_starts, w.b_ends, *spaces)
    expected = []
    for r in range(1, len(w)):
        equal = w.ops[r] == w.ops[r - 1] == 0
        if equal and w.a_ends[r - 1] == w.a_starts[r] and w.b_ends[r - 1] == w.b_starts[r]:
            one, other = spaces[0][w.a_starts[r]], spaces[1][w.b_starts[r]]
            if bool(one & Flag.SPACED) != bool(other & Flag.SPACED):
                expected.append(r)
    assert found.tolist() == expected


@given(aligned_columns())
def test_rows_without_words(drawn):
    a, b, w = drawn
    rows = np.flatnonzero(w.ops)
    columns = w.a_starts, w.a_ends, w.b_starts, w.b_ends
    found = without_words(rows, *columns, a.kinds, b.kinds)
    expected = []
    for r in rows.tolist():
        kinds = [int(k) for k in a.kinds[w.a_starts[r] : w.a_ends[r]]]
        kinds += [int(k) for k in b.kinds[w.b_starts[r] : w.b_ends[r]]]
        if all(kind > Kind.NUMBER for kind in kinds):
            expected.append(r)
    assert found.tolist() == expected


@given(aligned_columns(), st.data())
def test_one_word_in_two_looks(drawn, data):
    a, b, w = drawn
    rows = [lexicon_rows(data.draw, len(s), 3) for s in (a, b)]
    variants = np.array([0, 0, 1, 2], np.int32)
    spelt, named = one_for_one(
        w.ops, w.a_starts, w.b_starts, *rows, variants, a.kinds, b.kinds, a.flags, b.flags
    )
    pairs = [(r, w.a_starts[r], w.b_starts[r]) for r in range(len(w)) if w.ops[r] == 1]
    known = [(r, rows[0][i], rows[1][j]) for r, i, j in pairs if rows[0][i] >= 0 <= rows[1][j]]
    assert spelt.tolist() == [r for r, one, other in known if variants[one] == variants[other]]
    assert named.tolist() == [
        r for r, i, j in pairs
        if Kind.NUMBER in (a.kinds[i], b.kinds[j]) or (a.flags[i] | b.flags[j]) & CAPITALS
    ]  # fmt: skip
