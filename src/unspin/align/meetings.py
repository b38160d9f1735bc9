"""Where each word of one text occurs in the other, and how often chance would have it there."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from unspin.records import Int32, Kind, Lexicon, Segmented

Float64 = NDArray[np.float64]
Bool = NDArray[np.bool_]

UNSEEN = 0.5
"""Count given to a word the lexicon has never seen (half an occurrence)."""
DEFAULT_TOTAL = 1_000_000
"""Size of the sample a word's frequency is taken from when there is no lexicon."""
COMMONEST = 0.2
"""Highest chance of any word at one place."""


class Meetings(NamedTuple):
    """The wordy tokens of one side and their occurrences on the other; a tuple that kernels take.

    Legend: W = wordy tokens of this side, X of the other, m = sentences.

    Attributes:
        tokens: (W,) int32, index into the Segmented.
        rate: (W,) float64, chance of the word at any one place of the other text.
        log_rate: (W,) float64, its logarithm, for :func:`log_chance`.
        low, high: (W,) int32, range of its occurrences in ``others``.
        others: (X,) int32, positions of the other side sorted by (stem, position).
        rows: (W,) int32, lexicon rows.
        bounds: (m+1,) int32, word where each sentence starts, then W.
    """

    tokens: Int32
    rate: Float64
    log_rate: Float64
    low: Int32
    high: Int32
    others: Int32
    rows: Int32
    bounds: Int32


def meetings(a: Segmented, b: Segmented, lexicon: Lexicon) -> tuple[Meetings, Meetings]:
    """Look each side's words up on the other side, by stem."""
    tokens = [np.flatnonzero(s.kinds <= Kind.NUMBER).astype(np.int32) for s in (a, b)]
    stems = [s.stems[t] for s, t in zip((a, b), tokens, strict=True)]
    orders = [np.argsort(x, kind="stable").astype(np.int32) for x in stems]
    ordered = [x[o] for x, o in zip(stems, orders, strict=True)]
    out = []
    for me, other, text in ((0, 1, a), (1, 0, b)):
        low = np.searchsorted(ordered[other], stems[me], "left").astype(np.int32)
        high = np.searchsorted(ordered[other], stems[me], "right").astype(np.int32)
        own = _run_lengths(ordered[me], orders[me])
        rows = text.rows[tokens[me]]
        rate = _rates(rows, own, high - low, len(stems[other]), lexicon)
        bounds = np.searchsorted(tokens[me], text.sentences).astype(np.int32)
        out.append(Meetings(tokens[me], rate, np.log(rate), low, high, orders[other], rows, bounds))
    return out[0], out[1]


def _run_lengths(ordered: NDArray[np.uint64], order: Int32) -> Int32:
    """Return how often each word occurs on its own side."""
    if len(ordered) == 0:
        return np.zeros(0, np.int32)
    first = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    lengths = np.diff(np.concatenate((first, [len(ordered)])))
    out = np.empty(len(ordered), np.int32)
    out[order] = np.repeat(lengths, lengths)
    return out


def _rates(rows: Int32, own: Int32, others: Int32, other_size: int, lexicon: Lexicon) -> Float64:
    """Chance of each word at one place of the other text: in the language, or in the text's topic.

    One use on each side is what copying looks like; every further one is the topic's.
    """
    counts = np.full(len(rows), UNSEEN)
    if len(lexicon.keys):
        known = rows >= 0
        counts[known] = np.maximum(lexicon.counts[rows[known]], UNSEEN)
    language = counts / max(lexicon.total, DEFAULT_TOTAL)
    there = np.maximum(others - 1, 0) / max(other_size, 1)
    here = np.maximum(own - 1, 0) / max(len(rows), 1)
    return np.minimum(language + np.maximum(there, here), COMMONEST)


@njit(nogil=True, cache=True, inline="always")
def chance(rate: float, size: int) -> float:
    """Return the chance of meeting a word among ``size`` places."""
    return 1.0 - math.exp(-rate * size)


@njit(nogil=True, cache=True, inline="always")
def log_chance(rate: float, log_rate: float, size: int, log_size: float) -> float:
    """Return log of :func:`chance`; of a rare word by two terms of its series, which is quicker.

    log(1 - exp(-x)) = log x - x / 2 + x^2 / 24 - ...; below 0.1 the rest is less than 1e-7.
    """
    x = rate * size
    if x < 0.1:
        return log_rate + log_size - x * (0.5 - x / 24.0)
    return math.log(1.0 - math.exp(-x))


@njit(nogil=True, cache=True)
def matched(lo: int, hi: int, start: int, end: int, side: Meetings) -> Bool:
    """Tell for each word of the side whether it lies in [lo, hi) and occurs in [start, end)."""
    # fields of a tuple are counted each time they are read: once is enough
    lows, highs, others = side.low, side.high, side.others
    out = np.zeros(len(lows), np.bool_)
    for i in range(lo, hi):
        left, last = lows[i], highs[i]
        right = last
        while left < right:
            mid = (left + right) // 2
            if others[mid] < start:
                left = mid + 1
            else:
                right = mid
        out[i] = left < last and others[left] < end
    return out
