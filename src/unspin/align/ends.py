"""Where a passage ends, settled sentence by sentence on both sides at once.

The search asks of each word whether the other stretch holds it, so a word of a may speak for
copying many times, and a sentence beside the passage that repeats the passage's words looks copied.
Here a word that A uses twice pays for two uses in B and no more: each is a copy of one. A sentence
joins or leaves at either end of either side, alone or with one of the other side (a sentence moved
from the head of a passage to its foot is missed from both), whichever move wins the most nats,
until none does. The nats of a word are those of ``passages.py``.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from unspin.align.meetings import Float64, Meetings
from unspin.align.stretches import LEAST, MOST, PRIOR_KEPT, PRIOR_WORDS
from unspin.records import Int32
from unspin.typed import FALSE, ONE, TRUE

WORTH = 1.0
"""Nats in favour of the longer of two passages: reuse rarely ends a sentence early."""
MOST_MOVES = 40
STAY, START_OUT, START_IN, END_OUT, END_IN = range(5)
"""The moves of one side; an odd one takes a sentence in, an even one lets it go."""
OF_A, OF_B = FALSE, TRUE
"""Whose words are counted."""


@njit(nogil=True, cache=True)
def settle(r: Float64, a: Meetings, b: Meetings) -> None:
    """Move the ends of a rectangle (a start, a end, b start, b end, nats), in place; nats kept."""
    ends = r[:4].astype(np.int32)
    move_ends(ends, a, b)
    r[:4] = ends


@njit(nogil=True, cache=True)
def move_ends(ends: Int32, a: Meetings, b: Meetings) -> None:
    """Move (a start, a end, b start, b end) in place to where no move wins anything."""
    counts = np.zeros((2, len(b.rate) + 1), np.int32)
    _count(ends[0], ends[1], ONE, counts[0], a, a, OF_A)
    _count(ends[2], ends[3], ONE, counts[1], b, a, OF_B)
    for _ in range(MOST_MOVES):
        kept_a = _survival(ends[0], ends[1], ends[3] - ends[2], a, a, OF_A, counts[0], counts[1])
        kept_b = _survival(ends[2], ends[3], ends[1] - ends[0], b, a, OF_B, counts[1], counts[0])
        best, on_a, on_b = _best_move(ends, kept_a, kept_b, a, b, counts)
        if best <= 1e-9:
            break
        for move, side, flip in ((on_a, a, OF_A), (on_b, b, OF_B)):
            at = 2 if flip else 0
            start, end = _sentence(move, ends[at], ends[at + 1], side.bounds)
            sign = 1 if move % 2 else -1
            _count(start, end, sign, counts[1 if flip else 0], side, a, flip)
            if move == START_OUT:
                ends[at] = start
            elif move == START_IN:
                ends[at] = end
            elif move == END_OUT:
                ends[at + 1] = end
            elif move == END_IN:
                ends[at + 1] = start


@njit(nogil=True, cache=True)
def _best_move(
    ends: Int32, kept_a: float, kept_b: float, a: Meetings, b: Meetings, counts: Int32
) -> tuple[float, int, int]:
    """Return the nats that the best move of a, of b or of both wins, and the two moves."""
    best, best_a, best_b = 0.0, STAY, STAY
    for on_a in range(5):
        start, end = _sentence(on_a, ends[0], ends[1], a.bounds)
        if on_a != STAY and start == end:
            continue
        sign = 1 if on_a % 2 else -1
        won_a = _won(
            start, end, sign, ends[3] - ends[2], ends[1] - ends[0], kept_a, kept_b, a, b, OF_A,
            counts[0], counts[1],
        )  # fmt: skip
        for on_b in range(5):
            if (on_a == STAY and on_b == STAY) or (on_a and on_b and (on_a - on_b) % 2):
                continue
            first, last = _sentence(on_b, ends[2], ends[3], b.bounds)
            if on_b != STAY and first == last:
                continue
            takes = 1 if on_b % 2 else -1
            won = won_a + _won(
                first, last, takes, ends[1] - ends[0], ends[3] - ends[2], kept_b, kept_a, b, a,
                OF_B, counts[1], counts[0],
            )  # fmt: skip
            _count(first, last, -takes, counts[1], b, a, OF_B)
            won += WORTH if on_a % 2 or on_b % 2 else -WORTH
            if won > best:
                best, best_a, best_b = won, on_a, on_b
        _count(start, end, -sign, counts[0], a, a, OF_A)
    return best, best_a, best_b


@njit(nogil=True, cache=True)
def _stems(start: int, end: int, side: Meetings, a: Meetings, flip: bool) -> Int32:
    """Return the number that all uses of a word share on both sides; -1 if one side has none."""
    # fields of a tuple are counted each time they are read: once is enough
    low, high, others, numbers = side.low, side.high, side.others, a.low
    out = np.full(end - start, -1, np.int32)
    for i in range(start, end):
        if low[i] != high[i]:
            out[i - start] = numbers[others[low[i]]] if flip else low[i]
    return out


@njit(nogil=True, cache=True)
def _count(
    start: int, end: int, by: int, counts: Int32, side: Meetings, a: Meetings, flip: bool
) -> None:
    """Add ``by`` to the uses of each word of [start, end)."""
    for stem in _stems(start, end, side, a, flip):
        if stem >= 0:
            counts[stem] += by


@njit(nogil=True, cache=True)
def _survival(
    start: int, end: int, size: int, side: Meetings, a: Meetings, flip: bool, mine: Int32,
    others: Int32,
) -> float:  # fmt: skip
    """Estimate the share of words that survive; each use pays for one on the other side."""
    hits, total = PRIOR_KEPT, PRIOR_WORDS
    near, stems = side.near, _stems(start, end, side, a, flip)
    for i in range(start, end):
        weight = math.exp(-near[i] * size)
        total += weight
        stem = stems[i - start]
        if stem >= 0:
            # of m uses here and n there, min(m, n) are copies
            hits += weight * min(1.0, others[stem] / mine[stem])
    return min(max(hits / total, 0.08), 0.98)


@njit(nogil=True, cache=True, inline="always")
def _nats(rate: float, size: int, kept: float, found: bool) -> float:
    """Return the nats by which a word speaks for copying: found on the other side, or not."""
    x = rate * size
    lost = math.log(1.0 - kept)
    if x >= -lost:
        return 0.0
    if found:
        return min(math.log(kept) - math.log(-math.expm1(-x)), MOST)
    return max(lost + x, LEAST)


@njit(nogil=True, cache=True)
def _won(
    start: int, end: int, sign: int, size: int, own_size: int, kept: float, other_kept: float,
    side: Meetings, other: Meetings, flip: bool, mine: Int32, others: Int32,
) -> float:  # fmt: skip
    """Return the nats won when [start, end) joins (sign 1) or leaves (-1), and count its words.

    A word that finds a use on the other side to be the copy of makes that one found, too.
    """
    nats = 0.0
    near, facing, low, there = side.near, other.near, side.low, side.others
    stems = _stems(start, end, side, other if flip else side, flip)
    for i in range(start, end):
        stem = stems[i - start]
        if stem >= 0 and sign < 0:
            mine[stem] -= 1
        if stem >= 0 and mine[stem] < others[stem]:
            rate = facing[there[low[i]]]
            nats += _nats(near[i], size, kept, True)
            nats += _nats(rate, own_size, other_kept, True)
            nats -= _nats(rate, own_size, other_kept, False)
        else:
            nats += _nats(near[i], size, kept, False)
        if stem >= 0 and sign > 0:
            mine[stem] += 1
    return sign * nats


@njit(nogil=True, cache=True)
def _sentence(move: int, start: int, end: int, bounds: Int32) -> tuple[int, int]:
    """Return the words that a move takes in or lets go: to the next bound; none at a text's end."""
    if move == START_OUT:
        s = np.searchsorted(bounds, start, "left") - 1
        return (bounds[s], start) if s >= 0 else (start, start)
    if move == START_IN:
        s = np.searchsorted(bounds, start, "right")
        return (start, bounds[s]) if s < len(bounds) and bounds[s] < end else (start, start)
    if move == END_OUT:
        s = np.searchsorted(bounds, end, "right")
        return (end, bounds[s]) if s < len(bounds) else (end, end)
    if move == END_IN:
        s = np.searchsorted(bounds, end, "left") - 1
        return (bounds[s], end) if s >= 0 and bounds[s] > start else (end, end)
    return start, start
