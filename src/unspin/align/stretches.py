"""The best stretch of one side for a stretch of the other, and rectangles improved in turns.

See ``passages.py`` for the model. Legend: p = share of words that survive copying, q = chance of
meeting a word anyway; [lo, hi) = the words looked at.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from unspin.align.meetings import Bool, Float64, Meetings, chance, log_chance, matched
from unspin.typed import ZERO

MOST, LEAST = 4.0, -1.5
"""Nats one word may speak for or against copying: words of one name or phrase come together, so
their evidence may not simply be added."""
REACH = 50
"""Words beyond its edge that a stretch may look for new matches in, at the least."""
MAX_TURNS = 20
HOPELESS = 8.0
"""A search whose first turn ends below this is given up."""
SEED_NATS = 15.0
"""Evidence a rectangle must have for its edges to be worth sharpening."""
TRAIL = 256
"""Rectangles that are remembered, so that no search goes twice the same way."""
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
def _tightened(
    start: int, end: int, other_start: int, other_end: int, side: Meetings, last: Float64
) -> tuple[int, int, float]:
    """Return what :func:`_fit` does with nothing widened.

    ``last`` holds the question that was asked last, and its answer: rectangles that no longer
    move ask the same again.
    """
    asked = last[0] == start and last[1] == end
    if asked and last[2] == other_start and last[3] == other_end:
        return int(last[4]), int(last[5]), last[6]
    first, stop, nats = _fit(start, end, other_start, other_end, ZERO, side)
    last[0], last[1], last[2], last[3] = start, end, other_start, other_end
    last[4], last[5], last[6] = first, stop, nats
    return first, stop, nats


@njit(nogil=True, cache=True)
def _turn(
    rectangle: Float64, a: Meetings, b: Meetings, last_a: Float64, last_b: Float64
) -> Float64:
    """Improve a rectangle once; return (a start, a end, b start, b end, nats).

    Each side can only grow into words that the other side's stretch already holds, so a turn
    first looks at the other side with a margin around it, then tightens both. The nats are twice
    the weaker side's: both sides must be copies of each other.
    """
    a0, a1, b0, b1 = _corners(rectangle)
    score = 0.0
    for tight in range(3):
        before = (a0, a1, b0, b1)
        if tight:
            a0, a1, a_nats = _tightened(a0, a1, b0, b1, a, last_a)
            b0, b1, b_nats = _tightened(b0, b1, a0, a1, b, last_b)
        else:
            a0, a1, a_nats = _fit(a0, a1, b0, b1, max(REACH, (b1 - b0) // 2), a)
            b0, b1, b_nats = _fit(b0, b1, a0, a1, max(REACH, (a1 - a0) // 2), b)
        score = 2.0 * min(a_nats, b_nats)
        if tight and before == (a0, a1, b0, b1):
            break
    return np.array([a0, a1, b0, b1, score], np.float64)


@njit(nogil=True, cache=True, inline="always")
def _corners(rectangle: Float64) -> tuple[int, int, int, int]:
    return int(rectangle[0]), int(rectangle[1]), int(rectangle[2]), int(rectangle[3])


@njit(nogil=True, cache=True)
def _improved(
    guess: Float64, a: Meetings, b: Meetings, trail: Float64, marks: int
) -> tuple[Float64, int]:
    """Return the rectangle that a guess becomes in turns, and how many rows of ``trail`` are filled.

    Args:
        guess: (5,) a rectangle with no nats.
        a, b: the two sides.
        trail: (t, 11) what earlier guesses came by: a rectangle, what became of it, and in how
            many turns. Most guesses beside a passage soon come by a rectangle that is known.
        marks: how many of its rows are filled.
    """
    best = guess
    path = np.empty((MAX_TURNS, 5))
    last_a, last_b = np.full(7, -1.0), np.full(7, -1.0)
    for turn in range(MAX_TURNS):
        path[turn] = best
        at = _known(best, trail[:marks]) if turn else -1
        if at >= 0 and turn + trail[at, 10] < MAX_TURNS:
            return trail[at, 5:10].copy(), marks
        found = _turn(best, a, b, last_a, last_b)
        if found[4] <= best[4] + 0.1:
            return best, _marked(path[1 : turn + 1], best, trail, marks)
        best = found
        if turn == 0 and best[4] < HOPELESS:
            break
    return best, marks


@njit(nogil=True, cache=True)
def _known(rectangle: Float64, trail: Float64) -> int:
    """Return which row of the trail is of a rectangle, -1 for none."""
    for row in range(len(trail)):
        same = True
        for k in range(5):
            same = same and trail[row, k] == rectangle[k]
        if same:
            return row
    return -1


@njit(nogil=True, cache=True)
def _marked(path: Float64, end: Float64, trail: Float64, marks: int) -> int:
    """Write a path that has come to its end into the trail; return how many rows are filled."""
    for step in range(len(path)):
        if marks < len(trail):
            trail[marks, :5], trail[marks, 5:10] = path[step], end
            trail[marks, 10] = len(path) - 1 - step
            marks += 1
    return marks


@njit(nogil=True, cache=True)
def searched(guesses: Float64, a: Meetings, b: Meetings) -> Float64:
    """Improve guesses in turns until nothing moves, best first.

    Args:
        guesses: (g, 5) rectangles (a start, a end, b start, b end, anything), best first.
        a, b: the two sides.

    Returns:
        (k, 5) rectangles with their nats; a guess inside an earlier one starts no search, and
        what overlaps an earlier one by half is left out.
    """
    kept = np.empty((len(guesses), 5))
    trail = np.empty((TRAIL, 11))
    count, marks = 0, ZERO
    for g in range(len(guesses)):
        guess = guesses[g].copy()
        guess[4] = -1e18
        if _is_held(guess, kept[:count]):
            continue
        found, marks = _improved(guess, a, b, trail, marks)
        if found[4] >= SEED_NATS and not is_repeated(found, kept[:count]):
            kept[count] = found
            count += 1
    return kept[:count].copy()


@njit(nogil=True, cache=True)
def _is_held(guess: Float64, kept: Float64) -> bool:
    """Tell whether the middle of a guess lies in one of some rectangles."""
    on_a, on_b = (guess[0] + guess[1]) / 2, (guess[2] + guess[3]) / 2
    for k in range(len(kept)):
        r = kept[k]
        if r[0] <= on_a <= r[1] and r[2] <= on_b <= r[3]:
            return True
    return False


@njit(nogil=True, cache=True)
def is_repeated(r: Float64, kept: Float64) -> bool:
    """Tell whether a rectangle overlaps another by more than half of the smaller on both sides."""
    for k in range(len(kept)):
        other = kept[k]
        on_a = min(r[1], other[1]) - max(r[0], other[0])
        on_b = min(r[3], other[3]) - max(r[2], other[2])
        if on_a > 0.5 * min(r[1] - r[0], other[1] - other[0]) and on_b > 0.5 * min(
            r[3] - r[2], other[3] - other[2]
        ):
            return True
    return False
