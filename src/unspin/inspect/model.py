"""A small language model: how likely a word is after two others, from counted n-grams.

Probabilities are those of hierarchical Dirichlet smoothing (MacKay and Peto 1995): each order is
drawn towards the one below it by as many counts as words were seen to follow (Witten and Bell
1991). Everything is a kernel over plain arrays, so that a lattice of candidates can be scored as
well as a text: :func:`pair_chance` and :func:`triple_chance` are all that is needed.

Legend: an id is a word's number in the model, -1 for a word it does not know; slots are open-
addressed hash tables, 24 bits of the n-gram's hash above 8 bits of its logarithmic count.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from unspin.findings import LanguageModel
from unspin.records import Float32, Int32, Lexicon, UInt8, UInt32, UInt64

NOTHING = -2
"""Stands for a word that is not there, after the last of a sentence; -1 is a word not known."""
ALONE, TOTAL, KINDS = 0, 1, 2
"""Columns of :attr:`Tables.words`."""
STEPS = 12
"""Steps of a count's logarithm in an octave: a count is kept within 3 %."""
TRIPLE_PULL, TRIPLE_SHARE = 12.0, 0.3
"""Counts that draw a trigram towards the bigram below it, and by how much more for each time its
first two words were seen: trigrams counted less than four times are not in the table."""
LOAD = 0.62
"""Share of the slots of a table that are taken: one or two are looked at for an n-gram."""
_MIX_1, _MIX_2 = np.uint64(0xFF51AFD7ED558CCD), np.uint64(0xC4CEB9FE1A85EC53)
_SHIFT, _HALF, _VALUE, _LOW = np.uint64(33), np.uint64(32), np.uint64(8), np.uint64(0xFFFFFF)
_WORD, ZERO, ONE = np.uint64(17), np.int64(0), np.int64(1)
SIEVE = 24
"""Bits of a hash that the sieve keeps."""
_SIEVED, _THREE, _SEVEN = np.uint64(64 - SIEVE), np.uint64(3), np.uint64(7)


class Tables(NamedTuple):
    """The model as the kernels take it.

    Attributes:
        words: (L, 4) float32, of each id its probability alone, how often it was counted as the
            first of a pair, how many different words followed it, and 0; together, because they
            are asked for together.
        pairs, triples: (S,) uint32 slots of bigrams and trigrams.
        sieve: (2**21,) uint8, a bit for each pair: most pairs asked for were never counted, and a
            sieve this small stays near the processor (Bloom 1970, one hash).
        turns: (256, 256) float32, nats by which words of one grammatical class follow those of
            another oftener than by chance.
        logs: (256,) float32, the count that each value of a slot stands for.
    """

    words: Float32
    pairs: UInt32
    triples: UInt32
    sieve: UInt8
    turns: Float32
    logs: Float32


@lru_cache(maxsize=2)
def tables(model: LanguageModel, lexicon: Lexicon) -> Tables:
    """Return the tables of a model, made once: the lexicon's pairs and the model's own, joined."""
    rows_of = np.zeros(len(lexicon.bigram_starts), np.int32)
    known = np.flatnonzero(lexicon.lm_ids >= 0)
    rows_of[lexicon.lm_ids[known]] = known
    firsts, seconds, counts = _joined(
        model.ids[rows_of], lexicon.bigram_starts, lexicon.bigram_nexts, lexicon.bigram_counts,
        model.pair_firsts, model.pair_seconds, model.pair_counts,
    )  # fmt: skip
    size = len(model.chances)
    words = np.zeros((size, 4), np.float32)
    words[:, ALONE] = model.chances
    words[:, TOTAL] = np.bincount(firsts, counts, size)
    words[:, KINDS] = np.bincount(firsts, minlength=size)
    pairs = fill(firsts.astype(np.int32), seconds, np.zeros(0, np.int32), counts)
    logs = np.exp2(np.arange(-1, 255) / STEPS).astype(np.float32)
    logs[0] = 0.0
    sieve = _sieve(firsts, seconds)
    rows = np.zeros(size, np.int32)
    known = np.flatnonzero(model.ids >= 0)
    rows[model.ids[known]] = known
    turns = _turns(model.classes[rows], firsts, seconds, counts)
    return Tables(words, pairs, model.triples, sieve, turns, logs)


def _turns(classes: UInt8, firsts: Int32, seconds: Int32, counts: NDArray[np.float64]) -> Float32:
    """Return the mutual information of classes that follow each other, in nats."""
    codes = classes[firsts].astype(np.int64) << 8 | classes[seconds]
    seen = np.bincount(codes, counts, 1 << 16).reshape(256, 256) + 0.5
    chance = seen.sum(1, keepdims=True) * seen.sum(0, keepdims=True) / seen.sum()
    found: Float32 = np.clip(np.log(seen / chance), -6.0, 6.0).astype(np.float32)
    return found


def _joined(
    ids: Int32, starts: Int32, nexts: NDArray[np.uint16], counts: Int32,
    firsts: NDArray[np.uint16], seconds: NDArray[np.uint16], more: Float32,
) -> tuple[Int32, Int32, NDArray[np.float64]]:  # fmt: skip
    """Return firsts, seconds and counts of all pairs, those of both sources added up."""
    first = np.repeat(ids[: len(starts) - 1], np.diff(starts)).astype(np.int64)
    second = ids[nexts].astype(np.int64)
    held = (first >= 0) & (second >= 0)
    codes = np.concatenate(
        (first[held] << 16 | second[held], firsts.astype(np.int64) << 16 | seconds.astype(np.int64))
    )
    both = np.concatenate((counts[held].astype(np.float64), more.astype(np.float64)))
    distinct, place = np.unique(codes, return_inverse=True)
    summed = np.bincount(place, both)
    one, other = (distinct >> 16).astype(np.int32), (distinct & 0xFFFF).astype(np.int32)
    return one, other, summed.astype(np.float64)


def fill(firsts: Int32, seconds: Int32, thirds: Int32, counts: NDArray[np.float64]) -> UInt32:
    """Return the slots of a table of n-grams: pairs where ``thirds`` is empty."""
    values = np.clip(np.rint(np.log2(np.maximum(counts, 1.0)) * STEPS) + 1, 1, 255).astype(np.int64)
    order = np.argsort(-counts, kind="stable")  # the commonest are met first
    thirds = thirds if len(thirds) else np.full(len(firsts), -1, np.int32)
    slots: UInt32 = _fill(
        firsts[order], seconds[order], thirds[order], values[order],
        math.ceil(max(len(firsts), 1) / LOAD),
    )  # fmt: skip
    return slots


@njit(nogil=True, cache=True)
def _fill(
    firsts: Int32, seconds: Int32, thirds: Int32, values: NDArray[np.int64], size: int
) -> UInt32:
    slots = np.zeros(size, np.uint32)
    for k in range(len(firsts)):
        h = hashed(firsts[k], seconds[k], thirds[k])
        at = np.int64(((h >> _HALF) * np.uint64(size)) >> _HALF)
        while slots[at] != 0:
            at = at + ONE if at + 1 < size else ZERO
        slots[at] = np.uint32((h & _LOW) << _VALUE | np.uint64(values[k]))
    return slots


@njit(nogil=True, cache=True)
def _sieve(firsts: Int32, seconds: Int32) -> UInt8:
    sieve = np.zeros(1 << SIEVE - 3, np.uint8)
    for k in range(len(firsts)):
        h = hashed(firsts[k], seconds[k], -1) >> _SIEVED
        sieve[h >> _THREE] |= np.uint8(1) << np.uint8(h & _SEVEN)
    return sieve


@njit(nogil=True, cache=True)
def hashed(first: int, second: int, third: int) -> np.uint64:
    """Mix three ids (-1 for none) into 64 bits, with MurmurHash3's finaliser."""
    h = (np.uint64(first + 1) << _WORD | np.uint64(second + 1)) << _WORD | np.uint64(third + 1)
    h ^= h >> _SHIFT
    h *= _MIX_1
    h ^= h >> _SHIFT
    h *= _MIX_2
    return h ^ h >> _SHIFT


@njit(nogil=True, cache=True)
def _look(slots: UInt32, h: np.uint64) -> np.int64:
    """Return the value that a table holds for a hash, 0 for none."""
    size = np.uint64(len(slots))
    at, tag = np.int64(((h >> _HALF) * size) >> _HALF), np.uint32(h & _LOW)
    while slots[at] != 0:
        if slots[at] >> np.uint32(8) == tag:
            return np.int64(slots[at] & np.uint32(0xFF))
        at = at + ONE if at + 1 < len(slots) else ZERO
    return ZERO


@njit(nogil=True, cache=True)
def pair_count(pairs: UInt32, sieve: UInt8, logs: Float32, first: int, second: int) -> float:
    """Return how often an id follows another, to 3 %; 0 when never."""
    if first < 0 or second < 0:
        return 0.0
    h = hashed(first, second, -1)
    bit = h >> _SIEVED
    if not sieve[bit >> _THREE] >> np.uint8(bit & _SEVEN) & np.uint8(1):
        return 0.0
    found: float = logs[_look(pairs, h)]
    return found


@njit(nogil=True, cache=True)
def fetch(slots: UInt32, hashes: UInt64) -> UInt32:
    """Return the slot that each hash leads to first.

    A loop without branches, so that the processor fetches many at once: asked for one by one, each
    would wait for the memory.
    """
    size = np.uint64(len(slots))
    found = np.empty(len(hashes), np.uint32)
    for k in range(len(hashes)):
        found[k] = slots[np.int64(((hashes[k] >> _HALF) * size) >> _HALF)]
    return found


@njit(nogil=True, cache=True)
def value_of(slots: UInt32, h: np.uint64, slot: np.uint32) -> np.int64:
    """Return what ``_look`` does, given the first slot as :func:`fetch` gave it."""
    if slot == 0:
        return ZERO
    if slot >> np.uint32(8) == np.uint32(h & _LOW):
        return np.int64(slot & np.uint32(0xFF))
    return _look(slots, h)


@njit(nogil=True, cache=True)
def pair_chance(
    words: Float32, pairs: UInt32, sieve: UInt8, logs: Float32, first: int, second: int,
    alone: float,
) -> float:  # fmt: skip
    """Return the probability of an id after another, given its probability ``alone``.

    The arrays are those of :class:`Tables`, taken out once by the caller: taken out of the tuple
    here, each would be counted as a reference and cost more than the look-up.
    """
    if first < 0 or second == NOTHING:
        return alone
    pull = np.float64(words[first, KINDS]) + 1.0
    seen = pair_count(pairs, sieve, logs, first, second)
    chance: float = (seen + pull * alone) / (words[first, TOTAL] + pull)
    return chance


@njit(nogil=True, cache=True)
def triple_chance(
    pairs: UInt32, triples: UInt32, sieve: UInt8, logs: Float32, first: int, second: int,
    third: int, below: float,
) -> float:  # fmt: skip
    """Return the probability of an id after two others, given that after the last of them."""
    if first < 0 or second < 0 or third == NOTHING:
        return below
    before = pair_count(pairs, sieve, logs, first, second)
    if before < 1.0:
        return below
    return triple_after(triples, logs, first, second, third, below, before)


@njit(nogil=True, cache=True)
def triple_after(
    triples: UInt32, logs: Float32, first: int, second: int, third: int, below: float,
    before: float,
) -> float:  # fmt: skip
    """Return what :func:`triple_chance` does, given how often the first two were counted."""
    seen = 0.0
    if third >= 0:
        seen = np.float64(logs[_look(triples, hashed(first, second, third))])
    return drawn(seen, before, below)


@njit(nogil=True, cache=True)
def drawn(seen: float, before: float, below: float) -> float:
    """Return the probability of a trigram counted ``seen`` times, whose first two were ``before``."""
    pull = TRIPLE_PULL + TRIPLE_SHARE * before
    return (seen + pull * below) / (max(before, seen) + pull)
