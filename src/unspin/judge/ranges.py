"""Ranges as columns: what the rows of an alignment hold of a side, all rows at once.

Legend: e = rows; n = tokens of a side.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from unspin.records import Int32, Segmented, UInt8, UInt32, Words

EQUAL, SUBSTITUTED, ONLY_A, ONLY_B = 0, 1, 2, 3
"""What a row says of its two ranges: ``Words.ops``."""
Tokens = tuple[int, int]
"""A half-open range of token indexes of one side."""
IntP = NDArray[np.int64]

_NEWLINE = ord("\n")


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


@njit(nogil=True, cache=True)
def hulls(
    rows: IntP, cuts: IntP, a0: Int32, a1: Int32, b0: Int32, b1: Int32, before_a: Int32,
    before_b: Int32,
) -> IntP:  # fmt: skip
    """Return what :func:`hull` does for each of the groups of rows that begin at ``cuts``.

    Returns:
        (6, groups): first row, row after the last, and first token and token after the last of a
        and of b; where a group holds no token of a side, twice the point that side has got to.
    """
    found = np.empty((len(cuts), 6), np.int64)
    for k in range(len(cuts)):
        first, end = cuts[k], cuts[k + 1] if k + 1 < len(cuts) else len(rows)
        found[k, 0], found[k, 1] = rows[first], rows[end - 1] + 1
        found[k, 2:4], found[k, 4:] = before_a[rows[first]], before_b[rows[first]]
        for r in rows[first:end]:
            widen(found[k, 2:4], a0[r], a1[r])
            widen(found[k, 4:], b0[r], b1[r])
    return found.T


@njit(nogil=True, cache=True)
def widen(held: NDArray[Any], first: int, last: int) -> None:
    """Have a token range hold another one too; an empty one adds nothing, and gives way."""
    if first < last:
        empty = held[0] == held[1]
        held[0] = first if empty else min(held[0], first)
        held[1] = last if empty else max(held[1], last)


class Placed(NamedTuple):
    """The rows of a word alignment as seen from the tokens and the texts of both sides.

    Attributes:
        row_of_a, row_of_b: (n,) the row that holds each token, -1 for none.
        before_a, before_b: (e,) how far a side has got before each row: the end of the last token
            above it, its own start for none.
        restyled: equal rows whose text is not the same, ascending.
    """

    row_of_a: Int32
    row_of_b: Int32
    before_a: Int32
    before_b: Int32
    restyled: Int32


def placed(words: Words, a: Segmented, b: Segmented, a_text: UInt32, b_text: UInt32) -> Placed:
    """Place the rows of a word alignment among the tokens of two texts of these code points."""
    w = words
    return Placed(*_placed(
        w.ops, w.a_starts, w.a_ends, w.b_starts, w.b_ends, a.starts, a.ends, b.starts, b.ends,
        a_text, b_text,
    ))  # fmt: skip


@njit(nogil=True, cache=True)
def _placed(
    ops: UInt8, a0: Int32, a1: Int32, b0: Int32, b1: Int32, a_starts: Int32, a_ends: Int32,
    b_starts: Int32, b_ends: Int32, a_text: UInt32, b_text: UInt32,
) -> tuple[Int32, Int32, Int32, Int32, Int32]:  # fmt: skip
    row_of_a, before_a = _seen_from(a0, a1, len(a_starts))
    row_of_b, before_b = _seen_from(b0, b1, len(b_starts))
    restyled, count = np.empty(len(ops), np.int32), 0
    for r in range(len(ops)):
        if ops[r] != EQUAL:
            continue
        one, other = a_starts[a0[r]], b_starts[b0[r]]
        size = a_ends[a0[r]] - one
        differ = size != b_ends[b0[r]] - other
        for k in range(0 if differ else size):
            differ |= a_text[one + k] != b_text[other + k]
        if differ:
            restyled[count] = r
            count += 1
    return row_of_a, row_of_b, before_a, before_b, restyled[:count].copy()


@njit(nogil=True, cache=True)
def _seen_from(starts: Int32, ends: Int32, n: int) -> tuple[Int32, Int32]:
    """Return the row of each of n tokens of a side, and how far it has got before each row."""
    row_of, before = np.full(n, -1, np.int32), np.empty(len(starts), np.int32)
    last = -1
    for r in range(len(starts)):
        before[r] = last if last >= 0 else starts[r]
        for t in range(starts[r], ends[r]):
            row_of[t] = r
            last = ends[r]
    return row_of, before


def image(
    rows: Sequence[int], ops: Sequence[int], starts: Sequence[int], ends: Sequence[int]
) -> Tokens | None:
    """Return the range that the ranges of the paired ones among some rows span, None for none."""
    held = [r for r in rows if r >= 0 and ops[r] <= SUBSTITUTED]
    if not held:
        return None
    return min(starts[r] for r in held), max(ends[r] for r in held)


def codes(text: str) -> UInt32:
    """Return the code points of a text, to be written to: kernels take no others."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).copy()


def cut(text: str, starts: Int32, ends: Int32) -> list[str]:
    """Return the stretches of a text, none of which holds a newline."""
    if not len(starts):
        return []
    held: str = _lines(codes(text), starts, ends).tobytes().decode("utf-32-le", "surrogatepass")
    return held.split("\n")[:-1]


@njit(nogil=True, cache=True)
def _lines(text: UInt32, starts: Int32, ends: Int32) -> UInt32:
    """Return stretches of some code points, each with a newline after it."""
    lines = np.empty(np.sum(ends - starts) + len(starts), np.uint32)
    at = 0
    for k in range(len(starts)):
        for c in range(starts[k], ends[k]):
            lines[at] = text[c]
            at += 1
        lines[at] = _NEWLINE
        at += 1
    return lines
