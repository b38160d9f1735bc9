"""What is stored of a document so that its copies are found: a sample of its shingles, hashed.

A shingle is made of some of the words only, and each way to choose them is a channel; a rewriter
who destroys one leaves another:

    function  seven function words in a row (Stamatatos 2011): synonym spinning leaves them alone
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

import numpy as np
from numba import njit
from numpy.typing import NDArray

from unspin.records import Int32, Reading, Sketch, Skimmed, UInt8, UInt16, UInt64

SCHEME = "unspin-sketch/1"
CHANNELS = ("twin", "function", "stem", "anchor", "rare")
TWIN, FUNCTION, STEM, ANCHOR, RARE = range(len(CHANNELS))
SHARES = np.array([0.0, 0.045, 0.036, 0.027, 0.008], np.float64)
"""The most keys kept of a channel, as a share of the document's words."""
RATES = np.array([0.0, 1 / 11, 1 / 5, 1 / 5, 1 / 9], np.float64)
"""Share of a channel's shingles that is kept where its budget allows."""
SHORT = 600
"""Documents of fewer words keep a larger share, up to four times, or they would keep nothing."""
ROW = 7
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
_OUT = np.uint64(pow(int(_MULTIPLIER), ROW, 2**64))
"""Weight with which the oldest word of a rolling shingle leaves it."""


def sketch(doc_id: str, text: Skimmed) -> Sketch:
    """Return the sketch of a document.

    Args:
        doc_id: its id.
        text: its words, as ``text.skim`` reads them.

    Returns:
        About one key for every nine words.
    """
    keys, positions = _sketch(text.keys, text.stems, text.classes)
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
def _sketch(keys: UInt64, stems: UInt64, classes: UInt8) -> tuple[UInt64, UInt16]:
    n = len(keys)
    boost = min(4.0, max(1.0, SHORT / max(n, 1)))
    hashes, places, kinds = _shingles(keys, stems, classes, np.minimum(RATES * boost, 1.0))
    limits = np.full(len(RATES), _RANKS, np.int64)
    for c in range(1, len(RATES)):
        limits[c] = _limit(hashes[kinds == c], np.int64(np.ceil(SHARES[c] * boost * n)))
    step, total = np.uint64((n >> 16) + 1), 0
    packed = np.empty(len(hashes), np.uint64)  # key and position in one number, to be sorted
    for i in range(len(hashes)):
        if np.int64(hashes[i] & _RANK_MASK) < limits[kinds[i]]:
            key = hashes[i] >> _RANK_BITS << np.uint64(3) | np.uint64(kinds[i])
            packed[total] = key << np.uint64(16) | np.uint64(places[i]) // step
            total += 1
    own, positions = _distinct(np.sort(packed[:total]))
    return _with_twins(own, positions, keys)


@njit(nogil=True, cache=True)
def _shingles(
    keys: UInt64, stems: UInt64, classes: UInt8, rates: NDArray[np.float64]
) -> tuple[UInt64, Int32, UInt8]:
    """Return hash, first word and channel of every shingle within its channel's rate."""
    n = len(keys)
    hashes, places = np.empty(4 * n, np.uint64), np.empty(4 * n, np.int32)
    kinds, total = np.empty(4 * n, np.uint8), 0
    row, begun = np.zeros(ROW, np.uint64), np.zeros(ROW, np.int32)
    held, rolling = 0, np.uint64(0)
    stem_at, anchor_at = -1, -1
    limits = (rates * _RANKS).astype(np.uint64)
    for t in range(n):
        kind = classes[t]
        if kind & _F:
            slot = held % ROW
            rolling = rolling * _MULTIPLIER + keys[t] - row[slot] * _OUT
            row[slot], begun[slot] = keys[t], t
            held += 1
            if held >= ROW:
                h = _mix(rolling ^ _SALTS[FUNCTION])
                if h & _RANK_MASK < limits[FUNCTION]:
                    hashes[total], places[total], kinds[total] = h, begun[held % ROW], FUNCTION
                    total += 1
            continue
        if stem_at >= 0:
            h = _mix(stems[stem_at] * _MULTIPLIER + stems[t] ^ _SALTS[STEM])
            if h & _RANK_MASK < limits[STEM] >> _halvings(classes[stem_at], kind):
                hashes[total], places[total], kinds[total] = h, stem_at, STEM
                total += 1
        stem_at = t
        if kind & _A:
            if anchor_at >= 0:
                h = _mix(keys[anchor_at] * _MULTIPLIER + keys[t] ^ _SALTS[ANCHOR])
                both = np.int64(classes[anchor_at] & _C) + np.int64(kind & _C)
                if h & _RANK_MASK < limits[ANCHOR] and both < PLAIN:
                    hashes[total], places[total], kinds[total] = h, anchor_at, ANCHOR
                    total += 1
            anchor_at = t
        if kind & _C < RARELY:
            h = _mix(keys[t] ^ _SALTS[RARE])
            if h & _RANK_MASK < limits[RARE]:
                hashes[total], places[total], kinds[total] = h, t, RARE
                total += 1
    return hashes[:total], places[:total], kinds[:total]


@njit(nogil=True, cache=True, inline="always")
def _halvings(one: int, other: int) -> np.uint64:
    """Return how often the rate of two content words is halved: the commoner, the oftener.

    Common words are what a spinner replaces, and what strangers share.
    """
    both = np.int64(one & _C) + np.int64(other & _C)
    if both < 12:
        return np.uint64(0)
    return np.uint64(19 if both >= PLAIN else 2 if both < 20 else 3)


@njit(nogil=True, cache=True)
def _limit(hashes: UInt64, budget: int) -> int:
    """Return the rank below which hashes are kept, so that not much more than a budget is."""
    if len(hashes) <= budget:
        return _RANKS
    return np.int64(np.sort(hashes & _RANK_MASK)[budget])


@njit(nogil=True, cache=True)
def _distinct(packed: UInt64) -> tuple[UInt64, UInt16]:
    """Split sorted (key, position) numbers; of one key's positions the first is kept."""
    keys, positions = np.empty(len(packed), np.uint64), np.empty(len(packed), np.uint16)
    total = 0
    for number in packed:
        key = number >> np.uint64(16)
        if total == 0 or keys[total - 1] != key:
            keys[total], positions[total] = key, np.uint16(number & np.uint64(0xFFFF))
            total += 1
    return keys[:total], positions[:total]


@njit(nogil=True, cache=True)
def _with_twins(keys: UInt64, positions: UInt16, words: UInt64) -> tuple[UInt64, UInt16]:
    """Add a key of the whole text, and :data:`BANDS` keys of the sketch; both as channel 0."""
    whole = np.uint64(len(words))
    for key in words:
        whole = _mix(whole * _MULTIPLIER + key)
    extra = BANDS if len(keys) >= BAND else 0
    twins = np.empty(extra + 1, np.uint64)
    twins[0] = whole
    for band in range(extra):
        h = np.uint64(band)
        for member in range(BAND):
            salt = _mix(np.uint64(band * BAND + member + 1))
            least = ~np.uint64(0)
            for key in keys:
                least = min(least, _mix(key ^ salt))
            h = _mix(h * _MULTIPLIER + least)
        twins[band + 1] = h
    packed = np.empty(len(keys) + len(twins), np.uint64)
    for i, twin in enumerate(twins):
        packed[i] = (twin >> _RANK_BITS << np.uint64(3)) << np.uint64(16) | np.uint64(i)
    for i in range(len(keys)):
        packed[len(twins) + i] = keys[i] << np.uint64(16) | np.uint64(positions[i])
    return _distinct(np.sort(packed))
