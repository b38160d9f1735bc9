"""Ranges as columns: what the rows of an alignment hold of a side, all rows at once.

Legend: e = rows; n = tokens of a side.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unspin.records import Int32, UInt32

EQUAL, SUBSTITUTED, ONLY_A, ONLY_B = 0, 1, 2, 3
"""What a row says of its two ranges: ``Words.ops``."""
Tokens = tuple[int, int]
"""A half-open range of token indexes of one side."""
IntP = NDArray[np.int64]

_FAR = np.iinfo(np.int32).max


def column(values: NDArray[np.integer[Any]]) -> Sequence[int]:
    """Return a column to look plain numbers up in; nothing is copied, as a list would."""
    return values.data


def hull(starts: Sequence[int], ends: Sequence[int], first: int, last: int) -> Tokens | None:
    """Return the range that the non-empty ranges of rows [first, last) span, None for none."""
    held = [r for r in range(first, last) if ends[r] > starts[r]]
    if not held:
        return None
    if len(held) == 1:
        return starts[held[0]], ends[held[0]]
    return min([starts[r] for r in held]), max([ends[r] for r in held])


def hulls(starts: Int32, ends: Int32, cuts: IntP, points: Int32) -> tuple[IntP, IntP]:
    """Return what :func:`hull` does for each of the groups that begin at ``cuts``, or its point."""
    held = ends > starts
    low = np.minimum.reduceat(np.where(held, starts, _FAR), cuts)
    high = np.maximum.reduceat(np.where(held, ends, -1), cuts)
    none = high < 0
    low[none] = high[none] = points[none]
    return low, high


def reached(starts: Int32, ends: Int32) -> Int32:
    """Return for each row the end of the last non-empty range above it, its own start for none."""
    rows = np.arange(len(starts))
    last = np.maximum.accumulate(np.where(ends > starts, rows, -1))
    above = np.concatenate(([-1], last[:-1])) if len(last) else last
    return np.where(above >= 0, ends[above], starts)


def rows_of(starts: Int32, ends: Int32, n: int) -> Int32:
    """Return for each of n tokens the row whose range holds it, -1 for none."""
    rows = np.full(n, -1, np.int32)
    held = np.flatnonzero(ends > starts)
    first, sizes = starts[held], (ends - starts)[held]
    if int(sizes.max(initial=1)) > 1:  # most rows hold one token a side
        offsets = np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        held, first = np.repeat(held, sizes), np.repeat(first, sizes) + offsets
    rows[first] = held
    return rows


def image(
    rows: Sequence[int], ops: Sequence[int], starts: Sequence[int], ends: Sequence[int]
) -> Tokens | None:
    """Return the range that the ranges of the paired ones among some rows span, None for none."""
    held = [r for r in rows if r >= 0 and ops[r] <= SUBSTITUTED]
    if not held:
        return None
    return min(starts[r] for r in held), max(ends[r] for r in held)


def codes(text: str) -> UInt32:
    """Return the code points of a text."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def unequal(
    a: UInt32, b: UInt32, a_starts: Int32, b_starts: Int32, sizes: Int32
) -> NDArray[np.bool_]:
    """Return which of the stretches, alike in size and none of them empty, differ in text."""
    firsts = np.cumsum(sizes) - sizes
    offsets = np.arange(int(sizes.sum())) - np.repeat(firsts, sizes)
    differ = a[np.repeat(a_starts, sizes) + offsets] != b[np.repeat(b_starts, sizes) + offsets]
    return np.logical_or.reduceat(differ, firsts)
