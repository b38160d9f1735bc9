"""Postings become pairs of documents worth aligning.

Two documents that hold the same shingle meet. A meeting is worth the logarithm of how much rarer
the shingle is than the corpus is large, in nats: that is the evidence against chance if it were the
only one looked for. What counts for a pair is the most evidence in one *neighbourhood*: meetings
that lie close together on both sides and in one order, as the words of a copied passage do. Strangers
share as many shingles, but scattered.

A list of postings longer than :data:`LONGEST` is sampled, never dropped: its documents are all
paired with the same few *pivots*, the same ones in every list they are in, so that ten thousand
copies of a story still meet often enough to be found.

Legend: p = postings, m = meetings, c = candidate pairs; num = number of a document in the index.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from unspin.records import Float32, Int32, UInt8, UInt16, UInt32, UInt64
from unspin.typed import ZERO

LONGEST = 32
"""Documents of one list that are all paired with each other; beyond, only with the pivots."""
PIVOTS = 4
NEAR = 200
"""Words between meetings of one neighbourhood, on either side."""
SLANT = 60
"""Words by which two meetings of one neighbourhood may stand further apart on one side."""
SMALLEST = 10_000
"""Documents a corpus is taken to have at the least: what is rare among four is not rare."""
FEW = 10
"""Documents of a list in which one meeting is worth a second look."""


@dataclass(frozen=True, slots=True, eq=False)
class Meetings:
    """Shingles that two documents share, one row a shingle and pair; ``a`` < ``b`` always.

    Attributes:
        a, b: (m,) uint32, the documents.
        at_a, at_b: (m,) uint16, positions as in ``Sketch``.
        nats: (m,) float32, evidence of the meeting.
        marks: (m,) uint8, bit c for channel c, bit 7 when the list was sampled.
    """

    a: UInt32
    b: UInt32
    at_a: UInt16
    at_b: UInt16
    nats: Float32
    marks: UInt8

    def __len__(self) -> int:
        return len(self.a)


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Candidate pairs as columns, by ascending (a, b).

    Attributes:
        a, b: (c,) uint32, a < b.
        shared: (c,) int32, shingles in common.
        promise: (c,) float32, nats of the best neighbourhood.
        at_a, at_b: (c,) uint16, positions of the meeting in its midst.
        marks: (c,) uint8, channels and sampling as in :class:`Meetings`.
    """

    a: UInt32
    b: UInt32
    shared: Int32
    promise: Float32
    at_a: UInt16
    at_b: UInt16
    marks: UInt8

    def __len__(self) -> int:
        return len(self.a)

    def where(self, kept: NDArray[np.bool_] | NDArray[np.int64]) -> Pairs:
        """Return only some of the pairs."""
        return Pairs(*(getattr(self, name)[kept] for name in COLUMNS))


COLUMNS = tuple(f.name for f in fields(Pairs))
"""The columns of :class:`Pairs`, in order."""


def meet(keys: UInt64, nums: UInt32, positions: UInt16, fold: UInt32, documents: int) -> Meetings:
    """Pair the documents of every list.

    Args:
        keys, nums, positions: (p,) postings sorted by (key, num); all those of a key.
        fold: (documents,) uint32, the document that stands for each, mostly itself: of documents
            that stand for one another only the first speaks in a list.
        documents: how many there are, from which a shingle's rarity follows.

    Returns:
        The meetings.
    """
    columns = _meet(keys, nums, positions, fold, documents)
    return Meetings(*columns)


def worth(documents: int, length: NDArray[Any] | int) -> NDArray[np.float32]:
    """Return the nats of a meeting in a list of so many of a corpus's documents."""
    corpus = max(documents, SMALLEST)
    return np.log(corpus / np.maximum(length, 1)).astype(np.float32)


def least_promise(documents: int) -> float:
    """Return the nats from which a pair gets a second look in a corpus of this size."""
    return float(worth(documents, FEW))


def pair(meetings: Meetings, least: float) -> Pairs:
    """Sum up meetings by pair.

    Args:
        meetings: in any order, but all those of a pair.
        least: nats of promise below which a pair is left out.
    """
    code = meetings.a.astype(np.uint64) << np.uint64(32) | meetings.b
    order = np.argsort(code, kind="stable")
    columns = _pair(
        code[order], meetings.at_a[order], meetings.at_b[order], meetings.nats[order],
        meetings.marks[order], least,
    )  # fmt: skip
    found, shared, promise, middle, marks = columns
    rows = order[middle]
    return Pairs(
        (found >> np.uint64(32)).astype(np.uint32), found.astype(np.uint32), shared, promise,
        meetings.at_a[rows], meetings.at_b[rows], marks,
    )  # fmt: skip


@njit(nogil=True, cache=True)
def twins(keys: UInt64, nums: UInt32, positions: UInt16) -> tuple[UInt32, UInt32, UInt16]:
    """Return (first, other, position) of every twin key that two documents share.

    Args:
        keys, nums, positions: (p,) postings of the twin channel, sorted by (key, num). Position 0
            is that of the whole text's key, the others are those of the bands.

    Returns:
        (t,) the first document of a list, each of the others in turn, and the position.
    """
    size = len(keys)
    first, other = np.empty(size, np.uint32), np.empty(size, np.uint32)
    band, total, start = np.empty(size, np.uint16), 0, 0
    for row in range(1, size):
        if keys[row] != keys[start]:
            start = row
            continue
        first[total], other[total], band[total] = nums[start], nums[row], positions[row]
        total += 1
    return first[:total], other[:total], band[:total]


@njit(nogil=True, cache=True)
def _meet(
    keys: UInt64, nums: UInt32, positions: UInt16, fold: UInt32, documents: int
) -> tuple[UInt32, UInt32, UInt16, UInt16, Float32, UInt8]:
    size = _count(keys)
    a, b = np.empty(size, np.uint32), np.empty(size, np.uint32)
    at_a, at_b = np.empty(size, np.uint16), np.empty(size, np.uint16)
    nats, marks = np.empty(size, np.float32), np.empty(size, np.uint8)
    total, start = 0, ZERO
    while start < len(keys):
        end = _end(keys, start)
        rows = _speakers(nums, fold, start, end)
        n = len(rows)
        if n > 1:
            nats_each = np.float32(np.log(max(documents, SMALLEST) / n))
            mark = np.uint8(1) << np.uint8(keys[start] & np.uint64(7))
            if n > LONGEST:
                mark |= np.uint8(0x80)
            for i in range(min(n, PIVOTS) if n > LONGEST else n):
                for j in range(i + 1, n):
                    low, high = rows[i], rows[j]
                    if nums[low] > nums[high]:
                        low, high = high, low
                    a[total], b[total] = nums[low], nums[high]
                    at_a[total], at_b[total] = positions[low], positions[high]
                    nats[total], marks[total] = nats_each, mark
                    total += 1
        start = end
    return a[:total], b[:total], at_a[:total], at_b[:total], nats[:total], marks[:total]


@njit(nogil=True, cache=True)
def _count(keys: UInt64) -> int:
    """Return an upper bound of the meetings there will be."""
    total, start = 0, 0
    while start < len(keys):
        end = _end(keys, start)
        n = end - start
        total += n * (n - 1) // 2 if n <= LONGEST else max(n * PIVOTS, LONGEST * LONGEST // 2)
        start = end
    return total


@njit(nogil=True, cache=True, inline="always")
def _end(keys: UInt64, start: int) -> int:
    end = start + 1
    while end < len(keys) and keys[end] == keys[start]:
        end += 1
    return end


@njit(nogil=True, cache=True)
def _speakers(nums: UInt32, fold: UInt32, start: int, end: int) -> NDArray[np.int64]:
    """Return the rows of a list that speak: of those one document stands for, only the first.

    In a long list the pivots come first: those whose number hashes lowest.
    """
    if end - start == 1:
        return np.zeros(0, np.int64)
    firsts = np.empty(end - start, np.uint64)  # who stands for a row, then the row: to be sorted
    for row in range(start, end):
        num = nums[row]
        while fold[num] != num:
            num = fold[num]
        firsts[row - start] = np.uint64(num) << np.uint64(32) | np.uint64(row - start)
    firsts.sort()
    rows, n = np.empty(end - start, np.int64), 0
    for i in range(end - start):
        if i == 0 or firsts[i] >> np.uint64(32) != firsts[i - 1] >> np.uint64(32):
            rows[n] = start + np.int64(firsts[i] & np.uint64(0xFFFFFFFF))
            n += 1
    rows = rows[:n]
    if n > LONGEST:
        ranks = np.empty(n, np.uint32)
        for i in range(n):  # Knuth's multiplicative hash: odd, so no two numbers share a rank
            ranks[i] = np.uint32(nums[rows[i]] * np.uint32(2654435761))
        rows = rows[np.argsort(ranks, kind="mergesort")]
    return rows


@njit(nogil=True, cache=True)
def _pair(
    code: UInt64, at_a: UInt16, at_b: UInt16, nats: Float32, marks: UInt8, least: float
) -> tuple[UInt64, Int32, Float32, Int32, UInt8]:
    size = len(code)
    found, shared = np.empty(size, np.uint64), np.empty(size, np.int32)
    promise, middles = np.empty(size, np.float32), np.empty(size, np.int32)
    mark, total, start = np.empty(size, np.uint8), 0, ZERO
    while start < size:
        end, best, seen = start, np.float32(0.0), np.uint8(0)
        while end < size and code[end] == code[start]:
            best += nats[end]
            seen |= marks[end]
            end += 1
        if best >= least:
            middle = start
            if end - start > 1:
                middle, best = _best(at_a, at_b, nats, start, end)
            if best >= least:
                found[total], shared[total] = code[start], end - start
                promise[total], middles[total], mark[total] = best, middle, seen
                total += 1
        start = end
    return found[:total], shared[:total], promise[:total], middles[:total], mark[:total]


@njit(nogil=True, cache=True)
def _best(
    at_a: UInt16, at_b: UInt16, nats: Float32, start: int, end: int
) -> tuple[int, np.float32]:
    """Return the meeting of a pair with the most evidence around it, and how much that is."""
    rows = start + np.argsort(at_a[start:end], kind="mergesort")
    best, middle, low = np.float32(0.0), start, 0
    for i in rows:
        near = np.float32(0.0)
        while np.int32(at_a[i]) - at_a[rows[low]] > NEAR:
            low += 1
        for j in rows[low:]:
            on_a, on_b = np.int32(at_a[j]) - at_a[i], np.int32(at_b[j]) - at_b[i]
            if on_a > NEAR:
                break
            if abs(on_b) <= NEAR and abs(on_a - on_b) <= SLANT:
                near += nats[j]
        if near > best:
            best, middle = near, i
    return middle, best
