"""The best stretch of one side for a stretch of the other, and rectangles improved in turns.

See ``passages.py`` for the model. Legend: p = share of words that survive copying, q = chance of
meeting a word anyway; [lo, hi) = the words looked at.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from unspin.align.meetings import Bool, Float64, Meetings, chance, log_chance, matched

MOST, LEAST = 4.0, -1.5
"""Nats one word may speak for or against copying: words of one name or phrase come together, so
their evidence may not simply be added."""
REACH = 50
"""Words beyond its edge that a stretch may look for new matches in, at the least."""
MAX_TURNS = 20
HOPELESS = 8.0
"""A search whose first turn ends below this is given up."""
PRIOR_KEPT, PRIOR_WORDS = 2.4, 4.0
"""Before any word is seen, six in ten are taken to survive; worth four words."""


@njit(nogil=True, cache=True)
def survival(lo: int, hi: int, size: int, side: Meetings, kept: Bool) -> float:
    """Estimate p over [lo, hi); words that chance brings count for little."""
    hits, total = PRIOR_KEPT, PRIOR_WORDS
    rate = side.rate
    for i in range(lo, hi):
        weight = 1.0 - chance(rate[i], size)
        total += weight
        if kept[i]:
            hits += weight
    return min(max(hits / total, 0.08), 0.98)


@njit(nogil=True, cache=True)
def gains(lo: int, hi: int, size: int, p: float, side: Meetings, kept: Bool) -> Float64:
    """Return (hi - lo,) the nats by which each word of [lo, hi) speaks for copying.

    A word that chance brings as often as copying does (q >= p) says nothing: 0. Since
    log(1 - q) = -rate * size, a word that was not kept costs no logarithm.
    """
    out = np.zeros(hi - lo)
    log_p, log_lost, log_size = math.log(p), math.log(1.0 - p), math.log(size)
    rate, log_rate = side.rate, side.log_rate
    for i in range(lo, hi):
        x = rate[i] * size
        if x >= -log_lost:
            continue
        if kept[i]:
            q = log_chance(rate[i], log_rate[i], size, log_size)
            out[i - lo] = min(log_p - q, MOST)
        else:
            out[i - lo] = max(log_lost + x, LEAST)
    return out


@njit(nogil=True, cache=True)
def best_stretch(lo: int, values: Float64, start: int, end: int) -> tuple[int, int, float]:
    """Return the maximum-sum stretch of words from ``lo`` on that meets [start, end), and its sum."""
    best, best_start, best_end = -1e18, start, end
    running, first = 0.0, lo
    for k in range(len(values)):
        i = lo + k
        if running <= 0.0:
            running, first = 0.0, i
        running += values[k]
        if running > best and i + 1 > start and first < end:
            best, best_start, best_end = running, first, i + 1
    return best_start, best_end, best


@njit(nogil=True, cache=True)
def _fit(
    start: int, end: int, other_start: int, other_end: int, grow: int, side: Meetings
) -> tuple[int, int, float]:
    """Return the best stretch of one side for a stretch of the other, widened by ``grow``."""
    margin = max(4 * REACH, 2 * (end - start), 2 * (other_end - other_start))
    lo, hi = max(0, start - margin), min(len(side.rate), end + margin)
    other_start, other_end = other_start - grow, other_end + grow
    size = other_end - other_start
    kept = matched(lo, hi, other_start, other_end, side)
    p = survival(start, end, size, side, kept)
    return best_stretch(lo, gains(lo, hi, size, p, side, kept), start, end)


@njit(nogil=True, cache=True)
def improve(a0: int, a1: int, b0: int, b1: int, a: Meetings, b: Meetings) -> Float64:
    """Improve a rectangle in turns; return (a start, a end, b start, b end, nats).

    Each side can only grow into words that the other side's stretch already holds, so a turn
    first looks at the other side with a margin around it, then tightens both. The nats are twice
    the weaker side's: both sides must be copies of each other.
    """
    best = np.array([a0, a1, b0, b1, -1e18], np.float64)
    for turn in range(MAX_TURNS):
        a0, a1, b0, b1 = int(best[0]), int(best[1]), int(best[2]), int(best[3])
        score = 0.0
        for tight in range(3):
            before = (a0, a1, b0, b1)
            grow = 0 if tight else max(REACH, (b1 - b0) // 2)
            a0, a1, a_nats = _fit(a0, a1, b0, b1, grow, a)
            grow = 0 if tight else max(REACH, (a1 - a0) // 2)
            b0, b1, b_nats = _fit(b0, b1, a0, a1, grow, b)
            score = 2.0 * min(a_nats, b_nats)
            if tight and before == (a0, a1, b0, b1):
                break
        if score <= best[4] + 0.1:
            break
        best[:] = np.array([a0, a1, b0, b1, score], np.float64)
        if turn == 0 and score < HOPELESS:
            break
    return best
