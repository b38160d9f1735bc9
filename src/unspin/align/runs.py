"""Runs: words that stand on both sides in one order, without a gap.

The search for passages asks which words were kept, not in which order, and discounts those that the
pages are full of: a list of wares may be copied from end to end and hold no telling word. A long run
is copied whatever its words are, and where it ends is where a copy word for word ends.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from unspin.align.meetings import Float64, Meetings
from unspin.align.stretches import MOST, overlaps
from unspin.records import Int32, UInt64

GRAM = 6
"""Words of the shortest run that is looked at."""
REPEATS = 32
"""Places of b that a gram is looked up at; a refrain that has more starts no run at the others."""
MOST_RUNS = 500
"""Most runs kept, the longest ones."""
LONGEST = 2.0**40
"""More words than any text has."""
STEPS = 64
"""Work budget, in words of runs for each word of both texts: of a text that says one thing over and
over every place begins a run."""
GAP = 4
"""Words on either side between two runs that are one: a word or two was changed."""
PHRASE = MOST / 2
"""Most nats that a word of a run speaks for copying: half of what one may elsewhere, since the
words before it have told half of it."""
ALONE = 40
"""Words of the shortest run that is a passage though the search found none there."""
COVERING = 0.8
"""Share of the shorter side of a rectangle from which a run says where it ends."""
FACING = 0.4
"""What stands beyond a run on one side belongs to the passage if the other side has this share."""
SHARP_START, SHARP_END = 1, 2
"""Bits of an end that is a run's own, for :func:`unspin.align.edges.snapped`."""
TOLD = 0.7
"""Share of a stretch in runs from which it is copied, and no digest."""


@njit(nogil=True, cache=True)
def runs(a: Meetings, b: Meetings) -> Float64:
    """Return (k, 5) rectangles (a start, a end, b start, b end, nats) of runs, longest first.

    Runs that follow each other on both sides with hardly a gap are one; of those that overlap by
    more than half on both sides the longest is kept.
    """
    on_a, on_b = _numbered(a, b)
    grams = _grams(on_b)
    order = np.argsort(grams, kind="mergesort")
    found = _longest_first(_runs(on_a, on_b, _grams(on_a), grams[order], order))
    chained = _longest_first(_chained(_distinct(found[:MOST_RUNS])))
    _weigh(chained, a, b)
    return chained


@njit(nogil=True, cache=True)
def _numbered(a: Meetings, b: Meetings) -> tuple[Int32, Int32]:
    """Return a number for each word, the same one on both sides, and -1 for what one side has."""
    on_a, on_b = np.full(len(a.low), -1, np.int32), np.full(len(b.low), -1, np.int32)
    for i in range(len(on_a)):
        if a.low[i] < a.high[i]:
            on_a[i] = a.low[i]
    for j in range(len(on_b)):
        if b.low[j] < b.high[j]:
            on_b[j] = a.low[b.others[b.low[j]]]
    return on_a, on_b


@njit(nogil=True, cache=True)
def _longest_first(found: Float64) -> Float64:
    return _ordered(found, LONGEST - found[:, 1] + found[:, 0])


@njit(nogil=True, cache=True)
def _ordered(found: Float64, by: Float64) -> Float64:
    """Return rows by whole numbers from 0 on, those of one number as they stand."""
    return found[np.argsort(by.astype(np.uint64), kind="mergesort")]


@njit(nogil=True, cache=True)
def _grams(numbers: Int32) -> UInt64:
    """Return a hash of the ``GRAM`` words from each place on; 0 where one has no other side."""
    out = np.zeros(len(numbers), np.uint64)
    for i in range(len(numbers) - GRAM + 1):
        value = np.uint64(1469598103934665603)
        for k in range(i, i + GRAM):
            if numbers[k] < 0:
                value = np.uint64(0)
                break
            value = (value ^ np.uint64(numbers[k])) * np.uint64(1099511628211)
            value ^= value >> np.uint64(29)
        out[i] = value
    return out


@njit(nogil=True, cache=True)
def _runs(
    on_a: Int32, on_b: Int32, grams: UInt64, ordered: UInt64, order: NDArray[np.int64]
) -> Float64:  # fmt: skip
    """Return every run that cannot be made longer, by its place on a.

    ``grams`` are a's, ``ordered`` b's with the place of each in ``order``.
    """
    out = np.empty((64, 5))
    count, budget = 0, STEPS * (len(on_a) + len(on_b))
    for i in range(len(on_a)):
        if grams[i] == 0:
            continue
        at = np.searchsorted(ordered, grams[i])
        for k in range(at, min(at + REPEATS, len(ordered))):
            if ordered[k] != grams[i]:
                break
            j = order[k]
            if i and j and on_a[i - 1] >= 0 and on_a[i - 1] == on_b[j - 1]:
                continue
            size = 0
            while i + size < len(on_a) and j + size < len(on_b):
                if on_a[i + size] < 0 or on_a[i + size] != on_b[j + size]:
                    break
                size += 1
            budget -= size
            if budget < 0:
                return out[:count].copy()
            if size < GRAM:
                continue
            if count == len(out):
                wider = np.empty((2 * count, 5))
                wider[:count] = out
                out = wider
            out[count, 0], out[count, 1] = i, i + size
            out[count, 2], out[count, 3], out[count, 4] = j, j + size, 0.0
            count += 1
    return out[:count].copy()


@njit(nogil=True, cache=True)
def _distinct(found: Float64) -> Float64:
    """Return the runs, longest first, without those that lie by half in a longer one."""
    kept = np.empty_like(found)
    count = 0
    for r in found:
        if not _is_repeated(r, kept[:count]):
            kept[count] = r
            count += 1
    return kept[:count].copy()


@njit(nogil=True, cache=True)
def _is_repeated(r: Float64, kept: Float64) -> bool:
    """Tell whether a rectangle overlaps one of others."""
    repeated = False
    for k in range(len(kept)):
        repeated = repeated or overlaps(r, kept[k])
    return repeated


@njit(nogil=True, cache=True)
def _chained(found: Float64) -> Float64:
    """Return the runs, those with hardly a gap on either side between them made one."""
    ordered = _ordered(found, found[:, 0].copy())
    out = np.empty_like(ordered)
    count = 0
    for r in ordered:
        joined = False
        for k in range(count - 1, -1, -1):
            on_a, on_b = r[0] - out[k, 1], r[2] - out[k, 3]
            if -GRAM <= on_a <= GAP and -GRAM <= on_b <= GAP:
                out[k, 1], out[k, 3] = max(r[1], out[k, 1]), max(r[3], out[k, 3])
                joined = True
                break
        if not joined:
            out[count] = r
            count += 1
    return out[:count].copy()


@njit(nogil=True, cache=True)
def _weigh(found: Float64, a: Meetings, b: Meetings) -> None:
    """Write the nats of runs: each word is met at the one place where the order has it."""
    places = math.log(max(1.0, len(a.rate) * len(b.rate)))
    for r in found:
        nats = -places
        for i in range(int(r[0]), int(r[1])):
            nats += min(-math.log(min(a.rate[i], 1.0)), PHRASE)
        r[4] = nats


@njit(nogil=True, cache=True)
def with_runs(kept: Float64, found: Float64) -> Float64:
    """Return rectangles that end where runs end, and the long runs that none of them holds.

    Args:
        kept: (k, 5) rectangles.
        found: (n, 5) runs.

    Returns:
        (k + m, 6) rectangles; the last column says which ends are sharp (``SHARP_START``,
        ``SHARP_END``).
    """
    size = len(kept)
    out = np.zeros((size + len(found), 6))
    out[:size, :5] = kept
    for k in range(size):
        best = _making_up(out[k], found)
        if best >= 0:
            _fit(out[k], found[best])
    for n in range(len(found)):
        if found[n, 1] - found[n, 0] >= ALONE and not _lies_in(found[n], out[: len(kept)]):
            out[size, :5] = found[n]
            out[size, 5] = SHARP_START + SHARP_END
            size += 1
    return out[:size].copy()


@njit(nogil=True, cache=True)
def _making_up(r: Float64, found: Float64) -> int:
    """Return which run makes up most of a rectangle, -1 for none."""
    best, share = -1, COVERING
    shorter = max(min(r[1] - r[0], r[3] - r[2]), 1.0)
    for n in range(len(found)):
        on_a = min(r[1], found[n, 1]) - max(r[0], found[n, 0])
        on_b = min(r[3], found[n, 3]) - max(r[2], found[n, 2])
        if min(on_a, on_b) > share * shorter or (best < 0 and min(on_a, on_b) == share * shorter):
            best, share = n, min(on_a, on_b) / shorter
    return best


@njit(nogil=True, cache=True)
def _lies_in(run: Float64, kept: Float64) -> bool:
    """Tell whether a rectangle holds more than half of a run on both sides."""
    half = 0.5 * (run[1] - run[0])
    for k in kept:
        on_a = min(run[1], k[1]) - max(run[0], k[0])
        on_b = min(run[3], k[3]) - max(run[2], k[2])
        if on_a > half and on_b > 0.5 * (run[3] - run[2]):
            return True
    return False


@njit(nogil=True, cache=True)
def _fit(r: Float64, run: Float64) -> None:
    """Move the ends of a rectangle out to a run's, and in where nothing faces what is beyond."""
    for end in range(2):
        sign = 1.0 if end else -1.0
        on_a, on_b = sign * (r[end] - run[end]), sign * (r[2 + end] - run[2 + end])
        if min(on_a, on_b) <= FACING * max(on_a, on_b, 0.0):
            r[end], r[2 + end] = run[end], run[2 + end]
            r[5] += SHARP_END if end else SHARP_START


def in_runs(start: int, end: int, at: int, found: Float64) -> float:
    """Return the share of [start, end) of one side that lies in long runs."""
    told = np.zeros(end - start, np.bool_)
    for r in found[found[:, 1] - found[:, 0] >= ALONE]:
        told[max(int(r[at]) - start, 0) : max(int(r[at + 1]) - start, 0)] = True
    return float(told.mean()) if end > start else 0.0
