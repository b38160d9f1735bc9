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
FAR_MORE = 2.0
"""How many times the evidence of earlier rectangles together one that overlaps them needs to take
their place. With 1 passages of PAN 2013 run together (plagdet of summaries .789, not .793); with 2
nothing changes there, and of the planted pairs in 14,500 pages 108 more are copies as a whole."""
ANSWERS = 509
"""Questions that are remembered, so that no search goes twice the same way."""
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
def _asked(
    start: int, end: int, other_start: int, other_end: int, grow: int, side: Meetings,
    answers: Float64,
) -> tuple[int, int, float]:  # fmt: skip
    """Return what :func:`_fit` does, from ``answers`` where that was asked of late.

    Guesses beside a passage soon come by one rectangle, and a rectangle that no longer moves asks
    the same again: of the words to be looked at, two in five were looked at before.
    """
    number = ((start * 31 + end) * 31 + other_start) * 31 + other_end
    row = answers[(number * 2 + (grow > 0)) % len(answers)]
    known = row[0] == start and row[1] == end and row[2] == other_start and row[3] == other_end
    if not known or row[4] != grow:
        row[5], row[6], row[7] = _fit(start, end, other_start, other_end, grow, side)
        row[0], row[1], row[2], row[3], row[4] = start, end, other_start, other_end, grow
    return int(row[5]), int(row[6]), row[7]


@njit(nogil=True, cache=True)
def _turn(rectangle: Float64, a: Meetings, b: Meetings, of_a: Float64, of_b: Float64) -> Float64:
    """Improve a rectangle once; return (a start, a end, b start, b end, nats).

    Each side can only grow into words that the other side's stretch already holds, so a turn
    first looks at the other side with a margin around it, then tightens both. The nats are twice
    the weaker side's: both sides must be copies of each other.
    """
    a0, a1, b0, b1 = _corners(rectangle)
    score = 0.0
    for tight in range(3):
        before = (a0, a1, b0, b1)
        grow = ZERO if tight else max(REACH, (b1 - b0) // 2)
        a0, a1, a_nats = _asked(a0, a1, b0, b1, grow, a, of_a)
        grow = ZERO if tight else max(REACH, (a1 - a0) // 2)
        b0, b1, b_nats = _asked(b0, b1, a0, a1, grow, b, of_b)
        score = 2.0 * min(a_nats, b_nats)
        if tight and before == (a0, a1, b0, b1):
            break
    return np.array([a0, a1, b0, b1, score], np.float64)


@njit(nogil=True, cache=True, inline="always")
def _corners(rectangle: Float64) -> tuple[int, int, int, int]:
    return int(rectangle[0]), int(rectangle[1]), int(rectangle[2]), int(rectangle[3])


@njit(nogil=True, cache=True)
def improved(guess: Float64, a: Meetings, b: Meetings, of_a: Float64, of_b: Float64) -> Float64:
    """Return the rectangle that a guess becomes in turns.

    Args:
        guess: (5,) a rectangle with no nats.
        a, b: the two sides.
        of_a, of_b: (k, 8) what was asked of each side, see :func:`_asked`; at first :func:`nothing`.
    """
    best = guess
    for turn in range(MAX_TURNS):
        found = _turn(best, a, b, of_a, of_b)
        if found[4] <= best[4] + 0.1:
            break
        best = found
        if turn == 0 and best[4] < HOPELESS:
            break
    return best


@njit(nogil=True, cache=True)
def nothing() -> Float64:
    """Return room for questions and answers, with none in it."""
    return np.full((ANSWERS, 8), -1.0)


@njit(nogil=True, cache=True)
def searched(guesses: Float64, a: Meetings, b: Meetings) -> Float64:
    """Improve guesses in turns until nothing moves, best first.

    Args:
        guesses: (g, 5) rectangles (a start, a end, b start, b end, anything), best first.
        a, b: the two sides.

    Returns:
        (k, 5) rectangles with their nats; a guess inside an earlier one starts no search. What
        overlaps earlier ones by half takes their place if it says far more than they do together,
        and else is left out.
    """
    kept = np.empty((len(guesses), 5))
    of_a, of_b = nothing(), nothing()
    count = 0
    for g in range(len(guesses)):
        guess = guesses[g].copy()
        guess[4] = -1e18
        if _is_held(guess, kept[:count]):
            continue
        found = improved(guess, a, b, of_a, of_b)
        if found[4] >= SEED_NATS:
            count = _with(found, kept, count)
    return kept[:count].copy()


@njit(nogil=True, cache=True)
def _with(found: Float64, kept: Float64, count: int) -> int:
    """Put a rectangle among the first ``count`` kept ones, if it belongs there; return the new count.

    A search may come upon one paragraph first, and from another guess upon the page it stands in:
    ``FAR_MORE`` tells the page from the same paragraph with a sentence too many.
    """
    nats = 0.0
    for k in range(count):
        if overlaps(found, kept[k]):
            nats += kept[k, 4]
    if FAR_MORE * nats > found[4]:
        return count
    left = 0
    for k in range(count):
        if not overlaps(found, kept[k]):
            kept[left] = kept[k]
            left += 1
    kept[left] = found
    return left + 1


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
def overlaps(r: Float64, other: Float64) -> bool:
    """Tell whether a rectangle overlaps another by more than half of the smaller on both sides."""
    on_a = min(r[1], other[1]) - max(r[0], other[0])
    on_b = min(r[3], other[3]) - max(r[2], other[2])
    small_a, small_b = min(r[1] - r[0], other[1] - other[0]), min(r[3] - r[2], other[3] - other[2])
    return bool(on_a > 0.5 * small_a and on_b > 0.5 * small_b)
