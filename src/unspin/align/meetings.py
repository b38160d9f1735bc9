"""Where each word of one text occurs in the other, and how often chance would have it there."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from unspin.later import lately
from unspin.records import Int32, Kind, Lexicon, Segmented
from unspin.typed import ZERO

Float64 = NDArray[np.float64]
Bool = NDArray[np.bool_]

K_NUMBER = int(Kind.NUMBER)
UNSEEN = 0.5
"""Count given to a word the lexicon has never seen (half an occurrence)."""
DEFAULT_TOTAL = 1_000_000
"""Size of the sample a word's frequency is taken from when there is no lexicon."""
COMMONEST = 0.2
"""Highest chance of any word at one place."""
PLACE_BITS = 20
"""Bits of a place in a text; longer texts are ranked the slow way."""
NEAR = 50
"""Words between two uses of a word up to which they are one use: a story names its people often, and
a copy of the story as often."""


class Meetings(NamedTuple):
    """The wordy tokens of one side and their occurrences on the other; a tuple that kernels take.

    Legend: W = wordy tokens of this side, X of the other, m = sentences.

    Attributes:
        tokens: (W,) int32, index into the Segmented.
        rate: (W,) float64, chance of the word at any one place of the other text.
        log_rate: (W,) float64, its logarithm, for :func:`log_chance`.
        near: (W,) float64, the same chance with uses within ``NEAR`` words counted as one: what a
            passage that uses its own words often is found by.
        low, high: (W,) int32, range of its occurrences in ``others``.
        others: (X,) int32, positions of the other side sorted by (stem, position).
        begins: (X,) int32, where in ``others`` the uses of each word of the other side begin.
        rows: (W,) int32, lexicon rows.
        bounds: (m+1,) int32, word where each sentence starts, then W.
    """

    tokens: Int32
    rate: Float64
    log_rate: Float64
    near: Float64
    low: Int32
    high: Int32
    others: Int32
    begins: Int32
    rows: Int32
    bounds: Int32


def meetings(a: Segmented, b: Segmented, lexicon: Lexicon) -> tuple[Meetings, Meetings]:
    """Look each side's words up on the other side, by stem."""
    left, right = _words(a, lexicon), _words(b, lexicon)
    return _meetings(left, right), _meetings(right, left)


class _Words(NamedTuple):
    """The wordy tokens of a text, whatever it is compared with; as :class:`Meetings` has them.

    Attributes:
        stems, order: (W,) the words by their stems, and where each stands.
        begins: (W,) int32, where in ``order`` the uses of each word begin.
        language: (W,) float64, chance of the word at one place of any text.
    """

    tokens: Int32
    stems: NDArray[np.uint64]
    order: Int32
    begins: Int32
    language: Float64
    rows: Int32
    bounds: Int32


@lately
def _words(text: Segmented, lexicon: Lexicon) -> _Words:
    tokens = np.flatnonzero(text.kinds <= K_NUMBER).astype(np.int32)
    rows = text.rows[tokens]
    bounds = np.searchsorted(tokens, text.sentences).astype(np.int32)
    stems, order = _placed(text.stems[tokens])
    begins = _begins(stems, order)
    return _Words(tokens, stems, order, begins, _language(lexicon)[rows], rows, bounds)


def _meetings(own: _Words, other: _Words) -> Meetings:
    low, high, rate, near = _meet(own.stems, own.order, other.stems, other.order, own.language)
    return Meetings(
        own.tokens, rate, np.log(rate), near, low, high, other.order, other.begins, own.rows,
        own.bounds,
    )  # fmt: skip


def _placed(stems: NDArray[np.uint64]) -> tuple[NDArray[np.uint64], Int32]:
    """Return the words in the order of their stems, and where each stands; of one, in the text's.

    Stem and place fit one number, and numbers are sorted much faster than they are ranked: the
    44 bits of the hash that are left tell a million words apart but for one chance in 30.
    """
    if len(stems) >= 1 << PLACE_BITS:
        order = np.argsort(stems, kind="stable")
        return stems[order] >> np.uint64(PLACE_BITS), order.astype(np.int32)
    mask = np.uint64((1 << PLACE_BITS) - 1)
    both = np.sort((stems & ~mask) | np.arange(len(stems), dtype=np.uint64))
    return both >> np.uint64(PLACE_BITS), (both & mask).astype(np.int32)


def _begins(stems: NDArray[np.uint64], order: Int32) -> Int32:
    """Return for each word where in the order the uses of its stem begin."""
    places = np.arange(len(stems), dtype=np.int32)
    places[1:][stems[1:] == stems[:-1]] = 0
    begins = np.empty_like(places)
    begins[order] = np.maximum.accumulate(places)
    return begins


def frequencies(lexicon: Lexicon) -> tuple[Float64, int]:
    """Return how often each row of the lexicon was seen, at -1 any other word, and among how many."""
    return np.maximum(np.append(lexicon.counts, 0), UNSEEN), max(lexicon.total, DEFAULT_TOTAL)


@lru_cache(maxsize=2)
def _language(lexicon: Lexicon) -> Float64:
    """Return the chance of each row of the lexicon at one place of any text, and at -1 of others."""
    counts, total = frequencies(lexicon)
    return counts / total


@njit(nogil=True, cache=True)
def _meet(
    own: NDArray[np.uint64], own_order: Int32, other: NDArray[np.uint64], other_order: Int32,
    language: Float64,
) -> tuple[Int32, Int32, Float64, Float64]:  # fmt: skip
    """Return low, high, rate and near of each word of one side (see :class:`Meetings`).

    One use on each side is what copying looks like; every further one is the topic's, and speaks
    for the larger of its shares of the two texts.
    """
    size, other_size = len(own), len(other)
    low, high = np.empty(size, np.int32), np.empty(size, np.int32)
    rate, near = np.empty(size), np.empty(size)
    first, at = ZERO, ZERO
    while first < size:
        last, uses = _run(own, own_order, first)
        while at < other_size and other[at] < own[first]:
            at += 1
        end, other_uses = at, 0
        if at < other_size and other[at] == own[first]:
            end, other_uses = _run(other, other_order, at)
        topic = max((end - at - 1) / max(other_size, 1), (last - first - 1) / size)
        topic_near = max((other_uses - 1) / max(other_size, 1), (uses - 1) / size)
        for k in range(first, last):
            i = own_order[k]
            low[i], high[i] = at, end
            rate[i] = min(language[i] + topic, COMMONEST)
            near[i] = min(language[i] + topic_near, COMMONEST)
        first, at = last, end
    return low, high, rate, near


@njit(nogil=True, cache=True)
def _run(ordered: NDArray[np.uint64], order: Int32, first: int) -> tuple[int, int]:
    """Return where the word at ``first`` ends in the order, and its uses; near ones are one."""
    last, uses = first + 1, 1
    while last < len(ordered) and ordered[last] == ordered[first]:
        uses += order[last] - order[last - 1] > NEAR
        last += 1
    return last, uses


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
    """Tell for each word of the side whether it lies in [lo, hi) and occurs in [start, end).

    The words of [start, end) are marked and those of [lo, hi) looked up: no step depends on what
    a word is, which a processor could not foresee.
    """
    # fields of a tuple are counted each time they are read: once is enough
    low, high, begins = side.low, side.high, side.begins
    held = np.zeros(len(begins) + 1, np.bool_)
    for j in range(max(start, 0), min(end, len(begins))):
        held[begins[j]] = True
    out = np.zeros(len(low), np.bool_)
    for i in range(lo, hi):
        out[i] = held[low[i]] & (low[i] < high[i])
    return out
