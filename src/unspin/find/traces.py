"""A second look at a candidate, at every shingle around the place where the two texts met.

Sketches keep one shingle in ten: a spun passage of a hundred words may leave a single meeting, and
so may chance. The *trace* of a text keeps them all, a number a word: for a function word the hash
of it and the four function words before it, for another word that of it and the content word
before it. Around a true meeting the two traces have many numbers in common, around a chance one
hardly any, and where both use one phrase they lie side by side. Neither is an alignment: it decides
only what is worth aligning.

Legend: n = words, t = words of all texts, c = candidate pairs.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from unspin.records import Int32, Reading, Skimmed, UInt8, UInt16, UInt32, UInt64

ROW = 5
"""Function words in one number of a trace."""
REACH = 160
"""Words looked at on either side of a meeting."""
ALIKE = 10
"""Numbers that two traces share around a meeting when the pair is worth aligning."""
PHRASE, SHORT = 18, 40
"""Words within which two texts of more than ``SHORT`` words have a phrase in common and no passage.
Of the candidates among a million pages with at most 30 numbers in common, so had three in five of
those that were refused and one in fifty of those that were told of."""
_F = int(Reading.FUNCTION)
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_OUT = np.uint64(pow(int(_MULTIPLIER), ROW, 2**64))
_HIGH = np.uint64(32)
_SLOTS = 1024
"""Slots of the table one window is put into: at least twice the words in it."""


def trace(text: Skimmed) -> UInt32:
    """Return the trace of a text: (n,) uint32, a number for each of its words."""
    return _trace(text.keys, text.stems, text.classes)


def seen_from(at: int, text: str) -> int | None:
    """Return how many words of a text a look at one meeting may take in; None for all of them.

    Args:
        at: where they met, as in ``Sketch.positions``: the number of a word, unless there are so
            many words that it may be that of a group.
        text: the whole text.
    """
    return at + REACH if len(text) < 1 << 16 else None


@njit(nogil=True, cache=True)
def _trace(keys: UInt64, stems: UInt64, classes: UInt8) -> UInt32:
    numbers = np.empty(len(keys), np.uint32)
    row, held, rolling, before = np.zeros(ROW, np.uint64), 0, np.uint64(0), np.uint64(0)
    for t in range(len(keys)):
        if classes[t] & _F:
            slot = held % ROW
            rolling = rolling * _MULTIPLIER + keys[t] - row[slot] * _OUT
            row[slot] = keys[t]
            held += 1
            h = rolling
        else:
            h = before * _MULTIPLIER + stems[t]
            before = stems[t]
        h ^= h >> _HIGH
        numbers[t] = np.uint32(h * _MULTIPLIER >> _HIGH)
    return numbers


@njit(nogil=True, cache=True)
def shared_numbers(
    traces: UInt32, starts: NDArray[np.int64], lengths: Int32, a: UInt32, b: UInt32,
    at_a: UInt16, at_b: UInt16,
) -> Int32:  # fmt: skip
    """Count, for each pair, the numbers that the traces around its meeting have in common.

    Args:
        traces: (t,) the traces of all documents; a 0 counts for nothing.
        starts, lengths: (documents,) where each lies in it.
        a, b: (c,) the pairs, as numbers of documents.
        at_a, at_b: (c,) where they met, as in ``Sketch.positions``.

    Returns:
        (c,) int32; each number counts once. 0 where all of them lie within :data:`PHRASE` words of
        a text and both texts are longer than :data:`SHORT`: the two use one phrase, or quote it.
    """
    counts = np.zeros(len(a), np.int32)
    table, stamp = np.zeros(_SLOTS, np.uint32), np.zeros(_SLOTS, np.int32)
    place = np.zeros(_SLOTS, np.int64)
    for i in range(len(a)):
        a_low, a_high = _window(starts[a[i]], np.int64(lengths[a[i]]), np.int64(at_a[i]))
        for t in range(a_low, a_high):
            if traces[t] == 0:
                continue
            slot = traces[t] & np.uint32(_SLOTS - 1)
            while stamp[slot] == i + 1 and table[slot] != traces[t]:
                slot = (slot + np.uint32(1)) & np.uint32(_SLOTS - 1)
            if stamp[slot] != i + 1:
                table[slot], stamp[slot], place[slot] = traces[t], i + 1, t
        b_low, b_high = _window(starts[b[i]], np.int64(lengths[b[i]]), np.int64(at_b[i]))
        first_a, last_a, first_b, last_b = a_high, a_low, b_high, b_low
        for t in range(b_low, b_high):
            if traces[t] == 0:
                continue
            slot = traces[t] & np.uint32(_SLOTS - 1)
            while abs(stamp[slot]) == i + 1 and table[slot] != traces[t]:
                slot = (slot + np.uint32(1)) & np.uint32(_SLOTS - 1)
            if stamp[slot] == i + 1:
                stamp[slot] = -(i + 1)  # counted
                counts[i] += 1
                first_a, last_a = min(first_a, place[slot]), max(last_a, place[slot])
                first_b, last_b = min(first_b, np.int64(t)), np.int64(t)
        within = min(last_a - first_a, last_b - first_b) < PHRASE
        if within and min(lengths[a[i]], lengths[b[i]]) > SHORT:
            counts[i] = 0
    return counts


@njit(nogil=True, cache=True, inline="always")
def _window(start: np.int64, length: np.int64, at: np.int64) -> tuple[np.int64, np.int64]:
    """Return where the words around a position of a document lie."""
    middle = at * ((length >> 16) + 1)
    low = middle - REACH if middle > REACH else np.int64(0)
    high = min(length, middle + REACH)
    return start + low, start + high
