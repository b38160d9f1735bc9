"""Summaries: a short stretch of one side that takes a little from everywhere of the other.

No small rectangle explains a digest; one as wide as the whole other text does. What sets it off
from a page that merely shares the topic was measured on the open share of PAN 2013 (246 summaries):
the words of the long side meet the digest more often than chance, all over the text, and what the
digest says beside the paragraph it is nearest to comes from elsewhere in that text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numba import njit

from unspin.align.meetings import Bool, Float64, Meetings, chance, matched
from unspin.align.runs import TOLD, in_runs
from unspin.align.stretches import best_stretch, gains, survival
from unspin.typed import ZERO

RATIO = (2.5, 20.0)
"""How much longer than its digest a text is."""
LONGEST = 2000
"""Words of the longest text that is told to be digested; longer pages share topics by chance."""
TELLS = 0.3
"""A word tells if its chance of being met anyway is below this."""
TELLING = 0.45
"""Least share of a digest's telling words that are met."""
SPREAD = 0.3
"""Least share of the long side between the first and the last telling word met."""
WEIGHTS = (7.5, 91.9, -72.4, -12.7, 8.5)
"""Of the constant and of :class:`Shares`, in log-odds. One who digests takes from everywhere; the
text that a paragraph was copied from is met in that paragraph, and there word by word. Fitted by
``eval/digests.py`` on the open share of PAN 2013."""
SURE = 1.0
"""Log-odds from which a digest is told: elsewhere they are rarer than in PAN's pairs."""

Rectangle = tuple[float, ...]
NOTHING: Rectangle = (0.0, 0.0, 0.0, 0.0, 0.0)


@njit(nogil=True, cache=True, inline="always")
def is_wide(r: Float64) -> bool:
    """Tell whether one side of a rectangle is too long for the other to be but its digest."""
    a, b = r[1] - r[0], r[3] - r[2]
    return bool(max(a, b) > RATIO[0] * min(a, b))


class Shares(NamedTuple):
    """What sets a digest off from a paragraph that was copied, each a share from -1 to 1.

    Without a dense rectangle nothing is held, and all of nothing is kept: as if one had been copied
    word for word, so that a digest must be told by what is met elsewhere.

    Attributes:
        beside: words of the long side met beyond chance outside of the strongest dense rectangle,
            by its length.
        held: those met inside of it, by the length of the whole long side.
        kept: share of the words of the long side inside of it that the short side keeps.
        rest: share of the digest's telling words, without those that it holds, which the long side
            does hold.
    """

    beside: float
    held: float
    kept: float
    rest: float


def with_digests(
    kept: list[Rectangle], a: Meetings, b: Meetings, nats: float, in_order: Float64
) -> list[Rectangle]:
    """Replace rectangles by one wide one where a stretch of one side digests all of the other.

    ``in_order`` holds the runs of the pair: what stands there word for word is no digest.
    """
    for wide, inside, shares in digests(kept, a, b, nats):
        i = 0 if wide[1] - wide[0] < wide[3] - wide[2] else 2
        copied = in_runs(int(wide[i]), int(wide[i + 1]), i, in_order) > TOLD
        if not copied and log_odds(shares, WEIGHTS) > SURE:
            return [r for r in kept if r not in inside] + [wide]
    return kept


def log_odds(shares: Shares, weights: Sequence[float]) -> float:
    """Return the log-odds that a text was digested, and not a paragraph of it copied."""
    return weights[0] + sum(w * x for w, x in zip(weights[1:], shares, strict=True))


def digests(
    kept: list[Rectangle], a: Meetings, b: Meetings, nats: float
) -> Iterator[tuple[Rectangle, list[Rectangle], Shares]]:
    """Yield the wide rectangles that may be, what each would replace, and what tells of it."""
    best = max(kept, key=lambda r: (r[4], r), default=None)
    if best is None:
        return
    near_a, near_b = _nearby(a), _nearby(b)
    for short, other, long, i in ((near_a, near_b, b, 0), (near_b, near_a, a, 2)):
        d = _digest(int(best[i]), int(best[i + 1]), short, other)
        if d[4] < nats:
            continue
        wide = _turned(d.tolist(), i)
        inside = [r for r in kept if _mostly_within(r, wide, i)]
        dense = [r for r in inside if not is_wide(np.array(r))]
        held = max(dense, key=lambda r: (r[4], r), default=NOTHING)
        yield wide, inside, _shares(d, _turned(held, i), short, long)


def _turned(r: Sequence[float], i: int) -> Rectangle:
    """Return a rectangle with the side whose columns start at ``i`` as its first, and back."""
    return (r[2], r[3], r[0], r[1], r[4]) if i else tuple(r)


def _nearby(side: Meetings) -> Meetings:
    """Return a side whose rates are those of uses near each other counted as one."""
    return side._replace(rate=side.near, log_rate=np.log(side.near))


def _shares(d: Float64, held: Rectangle, short: Meetings, long: Meetings) -> Shares:
    """Return what the long side shares with a digest, inside of a dense rectangle and beside it."""
    start, end, first, last = (int(x) for x in (*d[:2], *held[2:4]))
    size = len(long.rate)
    q = -np.expm1(-long.rate * (end - start))
    excess = (1.0 - q) * (matched(0, size, start, end, long) - q)
    inside = float(excess[first:last].sum())
    kept = matched(first, last, int(held[0]), int(held[1]), long).sum()
    kept = kept / (last - first) if last > first else 1.0
    rest = _rest(start, end, first, last, size, short)
    return Shares((float(excess.sum()) - inside) / size, inside / size, float(kept), rest)


def _rest(start: int, end: int, first: int, last: int, size: int, short: Meetings) -> float:
    """Return the share of a digest's telling words, not met in [first, last), which are elsewhere.

    Of none it is a half, and of few near that (Laplace's rule).
    """
    told = -np.expm1(-short.rate[start:end] * size) < TELLS
    left = told & ~matched(start, end, first, last, short)[start:end]
    met = matched(start, end, 0, size, short)[start:end]
    return (float((left & met).sum()) + 1.0) / (float(left.sum()) + 2.0)


def _mostly_within(r: Rectangle, wide: Rectangle, i: int) -> bool:
    over = min(r[i + 1], wide[i + 1]) - max(r[i], wide[i])
    return over > 0.5 * (r[i + 1] - r[i])


@njit(nogil=True, cache=True)
def _digest(start: int, end: int, short: Meetings, long: Meetings) -> Float64:
    """Return (start, end, 0, long size, nats) of a stretch that digests the long side, or zeros."""
    none = np.zeros(5, np.float64)
    size, width = len(long.rate), len(short.rate)
    if size > LONGEST:
        return none
    kept = matched(ZERO, width, ZERO, size, short)
    score = 0.0
    for _ in range(6):
        before = (start, end)
        p = survival(start, end, size, short, kept)
        values = gains(ZERO, width, size, p, short, kept)
        start, end, score = best_stretch(ZERO, values, start, end)
        if before == (start, end):
            break
    if not RATIO[0] <= size / (end - start) <= RATIO[1]:
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
        if chance(rate[i], size) < TELLS:
            telling += 1.0
            met += kept[i]
    return met >= TELLING * telling


@njit(nogil=True, cache=True)
def _is_spread(start: int, end: int, long: Meetings) -> bool:
    """Tell whether the words that the long side shares with the digest lie far apart."""
    rate = long.rate
    size = len(rate)
    hit = matched(ZERO, size, start, end, long)
    first, last = size, 0
    for j in range(size):
        if hit[j] and chance(rate[j], end - start) < 0.05:
            first, last = min(first, j), max(last, j + 1)
    return last - first >= SPREAD * size
