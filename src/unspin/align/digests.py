"""Summaries: a short stretch of one side that takes a little from everywhere of the other.

No small rectangle explains a digest; one as wide as the whole other text does. What sets it off
from a page that merely shares the topic was measured on the open share of PAN 2013 (246 summaries):
the words of the long side meet the digest more often than chance, all over the text.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from unspin.align.meetings import Bool, Float64, Meetings, chance, matched
from unspin.align.stretches import best_stretch, gains, survival

RATIO = (2.5, 12.0)
"""How much longer than its digest a text is."""
LONGEST = 1200
"""Words of the longest text that is told to be digested; longer pages share topics by chance."""
SURVIVAL = 0.4
"""Least share of the digest's words that come from the long side."""
TELLING = 0.55
"""Least share of its telling words (chance under 0.3) that do."""
EXCESS = -0.01
"""Least share of the long side's words met beyond chance."""
SPREAD = 0.6
"""Least share of the long side between the first and the last telling word met."""
EXPLAINED = 0.75
"""Share of the digest that one dense rectangle may cover at most."""

Rectangle = tuple[float, ...]


@njit(nogil=True, cache=True, inline="always")
def is_wide(r: Float64) -> bool:
    """Tell whether one side of a rectangle is too long for the other to be but its digest."""
    a, b = r[1] - r[0], r[3] - r[2]
    return bool(max(a, b) > RATIO[0] * min(a, b))


def with_digests(kept: list[Rectangle], a: Meetings, b: Meetings, nats: float) -> list[Rectangle]:
    """Replace rectangles by one wide one where a stretch of one side digests all of the other."""
    if not kept:
        return kept
    best = max(kept, key=lambda r: (r[4], r))
    for flip in (False, True):
        short, long = (b, a) if flip else (a, b)
        start, end = (best[2], best[3]) if flip else (best[0], best[1])
        d = _digest(int(start), int(end), short, long)
        if d[4] < nats:
            continue
        wide = (d[2], d[3], d[0], d[1], d[4]) if flip else tuple(d.tolist())
        inside = [r for r in kept if _mostly_within(r, wide, flip)]
        if max((_explained(r, wide, flip) for r in inside), default=0.0) < EXPLAINED:
            return [r for r in kept if r not in inside] + [wide]
    return kept


def _mostly_within(r: Rectangle, wide: Rectangle, flip: bool) -> bool:
    i = 2 if flip else 0
    over = min(r[i + 1], wide[i + 1]) - max(r[i], wide[i])
    return over > 0.5 * (r[i + 1] - r[i])


def _explained(r: Rectangle, wide: Rectangle, flip: bool) -> float:
    """Share of the digest that one dense rectangle explains; a sparse one explains nothing."""
    i, j = (2, 0) if flip else (0, 2)
    if r[j + 1] - r[j] > RATIO[0] * (r[i + 1] - r[i]):
        return 0.0
    return (r[i + 1] - r[i]) / max(wide[i + 1] - wide[i], 1.0)


@njit(nogil=True, cache=True)
def _digest(start: int, end: int, short: Meetings, long: Meetings) -> Float64:
    """Return (start, end, 0, long size, nats) of a stretch that digests the long side, or zeros."""
    none = np.zeros(5, np.float64)
    size, width = len(long.rate), len(short.rate)
    if size > LONGEST:
        return none
    kept = matched(0, width, 0, size, short)
    score, p = 0.0, 0.0
    for _ in range(6):
        before = (start, end)
        p = survival(start, end, size, short, kept)
        values = gains(0, width, size, p, short, kept)
        start, end, score = best_stretch(0, values, start, end)
        if before == (start, end):
            break
    if p < SURVIVAL or not RATIO[0] <= size / (end - start) <= RATIO[1]:
        return none
    if not _tells(start, end, size, short, kept) or not _is_spread(start, end, long):
        return none
    return np.array([start, end, 0, size, 2.0 * score], np.float64)


@njit(nogil=True, cache=True)
def _tells(start: int, end: int, size: int, short: Meetings, kept: Bool) -> bool:
    """Tell whether enough of the digest's telling words come from the long side."""
    telling, met = 1e-9, 0.0
    rate = short.rate
    for i in range(start, end):
        if chance(rate[i], size) < 0.3:
            telling += 1.0
            met += kept[i]
    return met >= TELLING * telling


@njit(nogil=True, cache=True)
def _is_spread(start: int, end: int, long: Meetings) -> bool:
    """Tell whether the long side meets the digest all over, and more than chance would have it."""
    rate = long.rate
    size = len(rate)
    hit = matched(0, size, start, end, long)
    first, last = size, 0
    excess, weight = 0.0, 0.0
    for j in range(size):
        q = chance(rate[j], end - start)
        excess += (1.0 - q) * ((1.0 if hit[j] else 0.0) - q)
        weight += 1.0 - q
        if hit[j] and q < 0.05:
            first, last = min(first, j), max(last, j + 1)
    return last - first >= SPREAD * size and excess >= EXCESS * weight
