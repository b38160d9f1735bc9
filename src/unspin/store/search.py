"""Kernels over postings: search, gather, merge.

A posting is a key, a document number and a position; columns are sorted by key, then number. A key
is a 48-bit number. A file keeps its low 32 bits; where the postings of each value of the high 16
start is in ``tops``. Legend: n = postings of a file, q = keys looked for, k = postings found.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from unspin.records import UInt16, UInt32, UInt64
from unspin.store.pages import PAGE, Pages, first_wrong

Int64 = NDArray[np.int64]
Whole = int | np.int64
KEY_BITS = 48
TOPS = 1 << 16
_SHIFT = np.uint64(32)
_LOW = np.uint64(2**32 - 1)
_CHANNEL = np.uint64(7)


class Columns(NamedTuple):
    """The postings of one file, and the byte at which each column starts.

    Attributes:
        pages: the file's pages.
        tops: (65,537,) uint32, where the postings of each high half start, then n.
        low: (n,) uint32, ascending within a high half.
        nums: (n,) uint32, document numbers.
        positions: (n,) uint16.
        at: (3,) int64, where the last three start in the file.
        wrong: (1,) int64, receives the number of a page that has changed.
    """

    pages: Pages
    tops: UInt32
    low: UInt32
    nums: UInt32
    positions: UInt16
    at: Int64
    wrong: Int64


@njit(nogil=True, cache=True)
def _intact(c: Columns, column: int, wide: int, start: Whole, end: Whole) -> bool:
    """Look at the pages of ``column[start:end]``; tell whether they are right."""
    if end <= start:
        return True
    first = (c.at[column] + start * wide) // PAGE
    last = (c.at[column] + end * wide - 1) // PAGE
    page = first_wrong(c.pages, first, last)
    if page >= 0:
        c.wrong[0] = page
    return page < 0


@njit(nogil=True, cache=True)
def _bound(lows: UInt32, low: Whole, start: Whole, end: Whole) -> Whole:
    """Return the first index in ``start..end`` whose low half is not below ``low``.

    Halves with no branch but the loop's: keys are hashes, so any other would be guessed wrong.
    """
    left, count = start, end - start
    while count > 0:
        half = (count + 1) >> 1
        left += half if lows[left + half - 1] < low else 0
        count -= half
    return left


@njit(nogil=True, cache=True)
def find(c: Columns, queries: UInt64, starts: Int64, ends: Int64) -> bool:
    """Find where the postings of each key start and end.

    All postings of a high half are looked at; keys are uniform, so they lie on a page or two, and
    any other distribution costs time only.

    Args:
        c: a file.
        queries: (q,) uint64, ascending; 2**48 is beyond all.
        starts, ends: (q,) int64, receive the ranges.

    Returns:
        Whether all pages that were needed are right; else ``c.wrong`` says which is not.
    """
    for i in range(len(queries)):
        top = np.int64(queries[i] >> _SHIFT)
        if top >= TOPS:
            starts[i] = ends[i] = len(c.low)
            continue
        low = np.int64(queries[i] & _LOW)
        first, last = np.int64(c.tops[top]), np.int64(c.tops[top + 1])
        if not _intact(c, 0, 4, first, last):
            return False
        starts[i] = _bound(c.low, low, first, last)
        ends[i] = _bound(c.low, low + 1, starts[i], last)
    return True


@njit(nogil=True, cache=True)
def collect(
    c: Columns, starts: Int64, ends: Int64, before: Int64, lengths: Int64, cap: int,
    cursor: Int64, nums: UInt32, positions: UInt16,
) -> bool:  # fmt: skip
    """Copy the postings of ranges to where each query's hits go.

    Of a list longer than ``cap`` the postings of rank ``floor(j * length / cap)`` are taken, ranks
    counted over all files: the same sample however the postings are spread over files.

    Args:
        c: a file.
        starts, ends: (q,) int64, its ranges.
        before: (q,) int64, postings of the query in the files before; moved on by this one's.
        lengths: (q,) int64, postings of the query in all files.
        cap: most postings to take of a list.
        cursor: (q,) int64, where the query's next hit goes; moved on.
        nums, positions: (k,) receive the hits.

    Returns:
        Whether all pages of the ranges are right.
    """
    for q in range(len(starts)):  # all beforehand: the copying below then waits for memory alone
        if not (_intact(c, 1, 4, starts[q], ends[q]) and _intact(c, 2, 2, starts[q], ends[q])):
            return False
    for q in range(len(starts)):
        size, total = ends[q] - starts[q], lengths[q]
        step = max(total, cap)  # that many postings for every ``cap`` taken
        j = -(-before[q] * cap // step)
        i = j * step // cap - before[q]
        while i < size:
            nums[cursor[q]] = c.nums[starts[q] + i]
            positions[cursor[q]] = c.positions[starts[q] + i]
            cursor[q] += 1
            j += 1
            i = j * step // cap - before[q]
        before[q] += size
    return True


@njit(nogil=True, cache=True)
def copy_range(
    c: Columns, start: int, end: int, at: int, keys: UInt64, nums: UInt32, positions: UInt16
) -> bool:
    """Copy postings ``start:end`` of a file to index ``at`` of the arrays; False when damaged."""
    if not (
        _intact(c, 0, 4, start, end)
        and _intact(c, 1, 4, start, end)
        and _intact(c, 2, 2, start, end)
    ):
        return False
    top = np.searchsorted(c.tops, np.uint32(start), side="right") - 1
    for i in range(start, end):
        while c.tops[top + 1] <= i:
            top += 1
        keys[at] = (np.uint64(top) << _SHIFT) | np.uint64(c.low[i])
        nums[at] = c.nums[i]
        positions[at] = c.positions[i]
        at += 1
    return True


@njit(nogil=True, cache=True)
def merge_runs(
    keys: UInt64, nums: UInt32, positions: UInt16, bounds: Int64
) -> tuple[UInt64, UInt32, UInt16]:
    """Merge runs that are each sorted by key, neighbours two by two; equal keys keep their order.

    Args:
        keys, nums, positions: (n,) the runs one after the other; used as scratch.
        bounds: (r+1,) int64, where each run starts, then n.

    Returns:
        The three columns, sorted by key.
    """
    other_keys, other_nums = np.empty_like(keys), np.empty_like(nums)
    other_positions = np.empty_like(positions)
    runs = bounds.copy()
    count = len(runs) - 1
    while count > 1:
        merged = 0
        for r in range(0, count, 2):
            i, middle = runs[r], runs[r + 1]
            j, end = middle, runs[min(r + 2, count)]
            if r + 1 == count:
                j = end = middle
            for out in range(i, end):
                if j >= end or (i < middle and keys[i] <= keys[j]):
                    source = i
                    i += 1
                else:
                    source = j
                    j += 1
                other_keys[out] = keys[source]
                other_nums[out] = nums[source]
                other_positions[out] = positions[source]
            runs[merged + 1] = end
            merged += 1
        count = merged
        keys, other_keys = other_keys, keys
        nums, other_nums = other_nums, nums
        positions, other_positions = other_positions, positions
    return keys, nums, positions


@njit(nogil=True, cache=True)
def without_channel(
    keys: UInt64, nums: UInt32, positions: UInt16, channel: int
) -> tuple[UInt64, UInt32, UInt16]:
    """Drop the postings of a channel, in place; return what is left."""
    kept = 0
    for i in range(len(keys)):
        if (keys[i] & _CHANNEL) != np.uint64(channel):
            keys[kept] = keys[i]
            nums[kept] = nums[i]
            positions[kept] = positions[i]
            kept += 1
    return keys[:kept], nums[:kept], positions[:kept]


@njit(nogil=True, cache=True)
def tops_of(high: UInt16) -> UInt32:
    """Return where each value of ``high`` (ascending) starts, then its length: (65,537,) uint32."""
    tops = np.zeros(TOPS + 1, np.uint32)
    for value in high:
        tops[np.int64(value) + 1] += np.uint32(1)
    for i in range(TOPS):
        tops[i + 1] += tops[i]
    return tops
