"""What is stored of a document so that its copies are found: a sample of its shingles, hashed.

A shingle is made of some of the words only, and each way to choose them is a channel; a rewriter
who destroys one leaves another:

    function  six function words in a row (Stamatatos 2011): synonym spinning leaves them alone
    stem      two content words in a row, five letters of each: outlives inflection, translation
    anchor    two names or numbers in a row: outlive nearly everything
    rare      one rare word

Of each channel a fixed share is kept, by hash, so that two documents keep the same shingles
(FracMinHash: Irber et al. 2022). No channel may outgrow its budget: where one is full, the smallest
hashes stay, which is again the same choice in every document. *Twin* keys are of another kind: they
meet when two sketches are nearly equal (bands of MinHash: Broder 1997), or two texts are.

Legend: n = words, k = keys kept.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from unspin.records import Int32, Reading, Sketch, Skimmed, UInt8, UInt16, UInt32, UInt64
from unspin.typed import ZERO

Float64 = NDArray[np.float64]

SCHEME = "unspin-sketch/1"
CHANNELS = ("twin", "function", "stem", "anchor", "rare")
TWIN, FUNCTION, STEM, ANCHOR, RARE = range(len(CHANNELS))
SHARES = np.array([0.0, 0.050, 0.034, 0.016, 0.014], np.float64)
"""The most keys kept of a channel, as a share of the document's words."""
RATES = np.array([0.0, 1 / 10, 1 / 5, 1 / 9, 1 / 5], np.float64)
"""Share of a channel's shingles that is kept where its budget allows."""
SHORT = 600
"""Documents of fewer words keep a larger share, up to four times, or they would keep nothing."""
ROW = 6
"""Function words in one shingle."""
RARELY = 4
"""Commonness below which a word is rare: under 16 times in the 35 million words counted."""
PLAIN = 24
"""Commonness of two words together from which their shingle is not kept."""
BANDS, BAND = 5, 3
"""Twin keys, and hashes in one: sketches that share nine keys in ten meet with 0.998."""

_F, _A, _C = int(Reading.FUNCTION), int(Reading.ANCHOR), int(Reading.COMMONNESS)
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_MIX_1, _MIX_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_SALTS = np.array([0x5851F42D4C957F2D * (2 * c + 1) & 2**64 - 1 for c in range(8)], np.uint64)
_RANK_BITS = np.uint64(19)
_RANKS = 1 << 19
_RANK_MASK = np.uint64(_RANKS - 1)
_SUMS = np.arange(2 * _C + 1)
"""Commonness of two words together. Common words are what a spinner replaces, and what strangers
share: the commoner, the oftener the rate of their shingle is halved; 19 times leaves nothing."""
_STEM_HALVINGS = np.select([_SUMS < 12, _SUMS < 20, _SUMS < PLAIN], [0, 2, 3], 19).astype(np.uint64)
_ANCHOR_HALVINGS = np.where(_SUMS < PLAIN, 0, 19).astype(np.uint64)
_OUT = np.uint64(pow(int(_MULTIPLIER), ROW, 2**64))
"""Weight with which the oldest word of a rolling shingle leaves it."""


def sketch(doc_id: str, text: Skimmed, budget: float = 1.0) -> Sketch:
    """Return the sketch of a document.

    Args:
        doc_id: its id.
        text: its words, as ``text.skim`` reads them.
        budget: factor on :data:`SHARES` and :data:`RATES`. ``eval/find.py`` shows what others than
            1 would buy; only sketches of one budget may be compared.

    Returns:
        About one key for every nine words.
    """
    boost = budget * min(4.0, max(1.0, SHORT / max(len(text), 1)))
    keys, positions = _sketch(text.keys, text.stems, text.classes, RATES, SHARES, boost)
    return Sketch(doc_id, SCHEME, keys, positions, len(text))


def channel(keys: UInt64) -> NDArray[np.uint8]:
    """Return the channel of each key: an index into :data:`CHANNELS`."""
    return (keys & np.uint64(7)).astype(np.uint8)


def stride(tokens: int) -> int:
    """Return how many words one step of ``Sketch.positions`` stands for."""
    return (tokens >> 16) + 1


@njit(nogil=True, cache=True, inline="always")
def _mix(h: np.uint64) -> np.uint64:
    """Spread a hash over all bits (SplitMix64: Steele et al. 2014)."""
    h = (h ^ (h >> np.uint64(30))) * _MIX_1
    h = (h ^ (h >> np.uint64(27))) * _MIX_2
    return h ^ (h >> np.uint64(31))


@njit(nogil=True, cache=True)
def _sketch(
    keys: UInt64, stems: UInt64, classes: UInt8, rates: Float64, shares: Float64, boost: float
) -> tuple[UInt64, UInt16]:
    n, channels = len(keys), len(rates)
    limits = (np.minimum(rates * boost, 1.0) * _RANKS).astype(np.uint64)
    words, spoken = _words(classes)
    hashes, places = np.empty((channels, n + 1), np.uint64), np.empty((channels, n + 1), np.int32)
    counts = np.zeros(channels, np.int64)
    for c in range(1, channels):
        own = words[c, : spoken[c]]
        if c == FUNCTION:
            counts[c] = _rows(keys, own, limits[c], hashes[c], places[c])
        elif c == RARE:
            counts[c] = _singles(keys, own, limits[c], hashes[c], places[c])
        else:
            of = stems if c == STEM else keys
            counts[c] = _doubles(of, classes, own, limits[c], c, hashes[c], places[c])
    step, total = np.uint64((n >> 16) + 1), ZERO
    packed = np.empty(counts.sum() + 1 + BANDS, np.uint64)  # to be sorted: key, then position
    for c in range(1, channels):
        limit = _limit(hashes[c, : counts[c]], math.ceil(shares[c] * boost * n))
        for i in range(counts[c]):
            packed[total] = _packed(hashes[c, i], c, np.uint64(places[c, i]) // step)
            total += int(hashes[c, i] & _RANK_MASK < limit)
    own_keys = _distinct(packed, total)
    total = _with_twins(packed, own_keys, keys)
    sketched, positions = np.empty(total, np.uint64), np.empty(total, np.uint16)
    for i in range(total):
        sketched[i] = packed[i] >> np.uint64(16)
        positions[i] = packed[i] & np.uint64(0xFFFF)
    return sketched, positions


@njit(nogil=True, cache=True)
def _words(classes: UInt8) -> tuple[UInt32, NDArray[np.int64]]:
    """Return the words each channel speaks of, (5, n + 1), and how many those are.

    All is written and the counts alone decide: no branch, so none that is guessed wrong.
    """
    n = len(classes)
    words, counts = np.empty((5, n + 1), np.uint32), np.zeros(5, np.int64)
    function = stem = anchor = rare = np.int64(0)
    for t in range(n):
        kind = np.int64(classes[t])
        content = 1 - (kind >> 7)
        words[FUNCTION, function] = words[STEM, stem] = t
        words[ANCHOR, anchor] = words[RARE, rare] = t
        function += 1 - content
        stem += content
        anchor += content & kind >> 6
        rare += content & np.int64(kind & _C < RARELY)
    counts[FUNCTION], counts[STEM], counts[ANCHOR], counts[RARE] = function, stem, anchor, rare
    return words, counts


@njit(nogil=True, cache=True)
def _rows(keys: UInt64, words: UInt32, limit: np.uint64, hashes: UInt64, places: Int32) -> int:
    """Write hash and first word of every row of function words within a limit; return how many."""
    count, rolling = 0, np.uint64(0)
    for j in range(len(words)):
        rolling = rolling * _MULTIPLIER + keys[words[j]]
        if j >= ROW:
            rolling -= keys[words[j - ROW]] * _OUT
        if j >= ROW - 1:
            h = _mix(rolling ^ _SALTS[FUNCTION])
            hashes[count], places[count] = h, words[j - ROW + 1]
            count += int(h & _RANK_MASK < limit)
    return count


@njit(nogil=True, cache=True)
def _doubles(
    of: UInt64, classes: UInt8, words: UInt32, limit: np.uint64, kind: int,
    hashes: UInt64, places: Int32,
) -> int:  # fmt: skip
    """Write those of two words in a row; the commoner they are, the fewer."""
    count = 0
    limits = limit >> (_STEM_HALVINGS if kind == STEM else _ANCHOR_HALVINGS)
    one, rank = np.uint32(0), np.int64(0)
    for j in range(len(words)):
        other = words[j]
        h = _mix(of[one] * _MULTIPLIER + of[other] ^ _SALTS[kind])
        common = np.int64(classes[other] & _C)
        hashes[count], places[count] = h, one
        count += int(j > 0 and h & _RANK_MASK < limits[rank + common])
        one, rank = other, common
    return count


@njit(nogil=True, cache=True)
def _singles(keys: UInt64, words: UInt32, limit: np.uint64, hashes: UInt64, places: Int32) -> int:
    """Write those of one word."""
    count = 0
    for word in words:
        h = _mix(keys[word] ^ _SALTS[RARE])
        hashes[count], places[count] = h, word
        count += int(h & _RANK_MASK < limit)
    return count


@njit(nogil=True, cache=True, inline="always")
def _packed(h: np.uint64, kind: int, position: np.uint64) -> np.uint64:
    """Return key and position in one number."""
    return (h >> _RANK_BITS << np.uint64(3) | np.uint64(kind)) << np.uint64(16) | position


@njit(nogil=True, cache=True)
def _limit(hashes: UInt64, budget: int) -> np.uint64:
    """Return the rank below which hashes are kept, so that not much more than a budget is."""
    if len(hashes) <= budget:
        return np.uint64(_RANKS)
    ranks: UInt64 = np.sort(hashes & _RANK_MASK)
    return np.uint64(ranks[budget])


@njit(nogil=True, cache=True)
def _distinct(packed: UInt64, total: int) -> int:
    """Sort numbers in place; of those of one key the first is kept. Return how many there are."""
    packed[:total].sort()
    kept = 0
    for i in range(total):
        if kept == 0 or packed[i] >> np.uint64(16) != packed[kept - 1] >> np.uint64(16):
            packed[kept] = packed[i]
            kept += 1
    return kept


@njit(nogil=True, cache=True)
def _with_twins(packed: UInt64, total: int, words: UInt64) -> int:
    """Insert a key of the whole text, and :data:`BANDS` keys of the sketch, as channel 0.

    Returns:
        How many keys there are now.
    """
    own = packed[:total] >> np.uint64(16)
    whole = np.uint64(len(words))
    for key in words:
        whole = (whole ^ key) * _MULTIPLIER
    total = _insert(packed, total, _packed(_mix(whole), TWIN, np.uint64(0)))
    if len(own) < BAND:
        return total
    for band in range(BANDS):
        h = np.uint64(band)
        for member in range(BAND):
            salt = _mix(np.uint64(band * BAND + member + 1))
            least = ~np.uint64(0)
            for key in own:
                least = min(least, _mix(key ^ salt))
            h = _mix(h * _MULTIPLIER + least)
        total = _insert(packed, total, _packed(h, TWIN, np.uint64(band + 1)))
    return total


@njit(nogil=True, cache=True)
def _insert(packed: UInt64, total: int, number: np.uint64) -> int:
    """Put a number in its place among those before ``total``; return the new total."""
    at = total
    while at > 0 and packed[at - 1] > number:
        packed[at] = packed[at - 1]
        at -= 1
    packed[at] = number
    return total + 1
