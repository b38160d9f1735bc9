"""Rows of an alignment as ranges of both sides, told all at once as they are one by one."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from unspin.judge.ranges import codes, column, cut, hull, hulls, placed
from unspin.records import Segmented, Words

LETTERS = "aAbB’\ud800"


def columns(sizes: list[int]) -> Segmented:
    """Return tokens of these sizes, a space between each two."""
    n = len(sizes)
    ends = (np.cumsum(sizes) + np.arange(n)).astype(np.int32)
    zeros, keys = np.zeros(n, np.uint8), np.zeros(n, np.uint64)
    return Segmented(
        "d", ends - np.array(sizes, np.int32), ends, keys, keys, zeros, zeros,
        np.zeros(n, np.int32), np.array([0, n], np.int32), np.zeros((0, 2), np.int32),
    )  # fmt: skip


words_of = st.lists(st.text(LETTERS, min_size=1, max_size=2), max_size=6)


@st.composite
def aligned(draw) -> tuple[list[str], list[str], Words]:
    """Draw the words of two texts, and rows in the order of a: pairs, and lone tokens."""
    a, b = draw(words_of), draw(words_of)
    free = list(draw(st.permutations(range(len(b)))))
    rows = []
    for i in range(len(a)):
        j = free.pop() if free and draw(st.booleans()) else -1
        rows.append(
            (draw(st.integers(0, 1)), i, i + 1, j, j + 1) if j >= 0 else (2, i, i + 1, 0, 0)
        )
    rows += [(3, len(a), len(a), j, j + 1) for j in free]
    ops, *bounds = np.array(rows, np.int32).reshape(-1, 5).T.copy()
    links = np.zeros(len(rows), np.int32)
    return a, b, Words(ops.astype(np.uint8), *bounds, links, links.astype(np.float32))


@given(aligned())
def test_rows_are_placed_as_one_looks_for_them(drawn):
    a, b, w = drawn
    sides = [columns([len(word) for word in words]) for words in (a, b)]
    found = placed(w, *sides, *(codes(" ".join(words)) for words in (a, b)))
    for starts, ends, row_of, before in (
        (w.a_starts, w.a_ends, found.row_of_a, found.before_a),
        (w.b_starts, w.b_ends, found.row_of_b, found.before_b),
    ):
        held = [(r, t) for r in range(len(w)) for t in range(starts[r], ends[r])]
        assert row_of.tolist() == [
            next((r for r, k in held if k == t), -1) for t in range(len(row_of))
        ]
        for r in range(len(w)):
            above = [ends[k] for k in range(r) if ends[k] > starts[k]]
            assert before[r] == (above[-1] if above else starts[r])
    equal = [r for r in range(len(w)) if w.ops[r] == 0]
    assert found.restyled.tolist() == [r for r in equal if a[w.a_starts[r]] != b[w.b_starts[r]]]


@given(aligned(), st.data())
def test_hulls_are_those_of_each_group(drawn, data):
    _, _, w = drawn
    rows = np.arange(len(w), dtype=np.int64)
    begins = data.draw(st.sets(st.integers(0, len(w) - 1)) if len(w) else st.just(set()))
    cuts = np.array(sorted(begins | {0}) if len(w) else [], np.int64)
    before = np.full(len(w), 90, np.int32), np.full(len(w), 91, np.int32)
    found = hulls(rows, cuts, w.a_starts, w.a_ends, w.b_starts, w.b_ends, *before)
    ends = [*cuts.tolist()[1:], len(w)]
    for group, first, last in zip(found.T.tolist(), cuts.tolist(), ends, strict=False):
        a = hull(column(w.a_starts), column(w.a_ends), first, last) or (90, 90)
        b = hull(column(w.b_starts), column(w.b_ends), first, last) or (91, 91)
        assert group == [first, last, *a, *b]


@given(words_of, st.sampled_from(("", " ", "\n\n")))
def test_stretches_are_cut_wherever_they_stand(words, between):
    text = between.join(words)
    sizes = np.array([len(word) for word in words], np.int32)
    starts = (np.cumsum(sizes) - sizes + len(between) * np.arange(len(words))).astype(np.int32)
    assert cut(text, starts, starts + sizes) == words
