"""What is counted of the rows of a word alignment."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from oracles_judge import rows_counted
from unspin.judge import features
from unspin.records import Segmented, Words

NAMES = ("WORDY", "PAIRED", "SAME", "NEAR", "SLOT", "FUNCTION", "QUOTED", "INSIDE")


def columns(kinds: list[int], flags: list[int]) -> Segmented:
    n = len(kinds)
    at, keys = np.arange(n, dtype=np.int32), np.arange(n, dtype=np.uint64)
    none = np.zeros((0, 2), np.int32)
    return Segmented(
        "d", at, at + 1, keys, keys, np.array(kinds, np.uint8), np.array(flags, np.uint8), at,
        np.array([0, n], np.int32), none,
    )  # fmt: skip


@st.composite
def alignments(draw) -> tuple[Segmented, Segmented, Words]:
    """Draw two texts of some tokens, and rows in the order of a: pairs, and lone tokens."""
    tokens = st.lists(st.tuples(st.integers(0, 5), st.sampled_from((0, 8, 9, 255))), max_size=14)
    a, b = draw(tokens), draw(tokens)
    partners = draw(st.permutations(range(max(len(a), len(b)))))[: len(a)]
    rows = []
    for i, j in enumerate(partners):
        paired = j < len(b) and draw(st.booleans())
        op, ends = (draw(st.integers(0, 1)), (j, j + 1)) if paired else (2, (0, 0))
        rows.append((op, i, i + 1, *ends))
    held = {row[3] for row in rows if row[0] <= 1}
    rows += [(3, len(a), len(a), j, j + 1) for j in range(len(b)) if j not in held]
    links = draw(st.lists(st.integers(-1, 3), min_size=len(rows), max_size=len(rows)))
    scores = draw(st.lists(st.floats(0, 1, width=32), min_size=len(rows), max_size=len(rows)))
    ops, *bounds = np.array(rows, np.int32).reshape(-1, 5).T.copy()
    words = Words(ops.astype(np.uint8), *bounds, np.array(links, np.int32),
                  np.array(scores, np.float32))  # fmt: skip
    sides = [columns([k for k, _ in side], [f for _, f in side]) for side in (a, b)]
    return sides[0], sides[1], words


@given(alignments())
def test_rows_are_counted_as_the_textbook_counts_them(drawn):
    a, b, words = drawn
    rows, numbers = rows_counted(a, b, words)
    found = features.count_rows(a, b, words)
    told = [{name for name in NAMES if bits & getattr(features, name)} for bits in found.classes]
    assert told == rows
    assert (*found[2:],) == numbers
    for every, none in (({"WORDY"}, set()), ({"INSIDE", "WORDY"}, {"FUNCTION", "PAIRED"})):
        bits = [sum(getattr(features, name) for name in names) for names in (every, none)]
        assert found.count(*bits) == sum(row >= every and not row & none for row in rows)
