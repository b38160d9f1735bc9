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
_MARKS = 1 << 15
"""Slots that tell of most pairs that they share too little: as much as a processor has at hand. Of
two windows of 320 words three numbers fall into one slot by chance."""
Window = tuple[np.int64, np.int64]
"""Where in the traces a window begins and ends."""


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
        (c,) int32; each number counts once. 0 where there are fewer than :data:`ALIKE`, and where
        all of them lie within :data:`PHRASE` words of a text and both texts are longer than
        :data:`SHORT`: the two use one phrase, or quote it.
    """
    counts = np.zeros(len(a), np.int32)
    table, stamp = np.zeros(_SLOTS, np.uint32), np.zeros(_SLOTS, np.int32)
    place, marks = np.zeros(_SLOTS, np.int64), np.zeros(_MARKS, np.uint8)
    mark, marked = np.uint8(0), (np.int64(-1), np.int64(-1))
    for i in range(len(a)):
        window_a = _window(starts[a[i]], np.int64(lengths[a[i]]), np.int64(at_a[i]))
        window_b = _window(starts[b[i]], np.int64(lengths[b[i]]), np.int64(at_b[i]))
        if window_a != marked:
            mark, marked = _marked(traces, window_a, marks, mark), window_a
        if _at_most(traces, window_b, marks, mark) < ALIKE:
            continue  # so it is for nineteen in twenty
        short = min(lengths[a[i]], lengths[b[i]]) <= SHORT
        counts[i] = _shared(traces, window_a, window_b, short, i + 1, table, stamp, place)
    return counts


@njit(nogil=True, cache=True)
def _marked(traces: UInt32, window: Window, marks: UInt8, mark: np.uint8) -> np.uint8:
    """Mark the slots of a window's numbers; return the mark, which no slot had before."""
    if mark == 255:
        marks[:] = 0
        mark = np.uint8(0)
    mark = np.uint8(mark + 1)
    for t in range(*window):
        marks[traces[t] & np.uint32(_MARKS - 1)] = mark
    return mark


@njit(nogil=True, cache=True)
def _at_most(traces: UInt32, window: Window, marks: UInt8, mark: np.uint8) -> int:
    """Count the numbers of a window whose slots are marked: no fewer than those that are shared."""
    found = 0
    for t in range(*window):
        found += (marks[traces[t] & np.uint32(_MARKS - 1)] == mark) & (traces[t] != 0)
    return found


@njit(nogil=True, cache=True)
def _shared(
    traces: UInt32, window_a: Window, window_b: Window, short: bool, turn: int, table: UInt32,
    stamp: Int32, place: NDArray[np.int64],
) -> int:  # fmt: skip
    """Count what :func:`shared_numbers` does of one pair, in a table that it shares with others."""
    count = 0
    for t in range(*window_a):
        if traces[t] == 0:
            continue
        slot = traces[t] & np.uint32(_SLOTS - 1)
        while stamp[slot] == turn and table[slot] != traces[t]:
            slot = (slot + np.uint32(1)) & np.uint32(_SLOTS - 1)
        if stamp[slot] != turn:
            table[slot], stamp[slot], place[slot] = traces[t], turn, t
    (last_a, first_a), (last_b, first_b) = window_a, window_b
    for t in range(*window_b):
        if traces[t] == 0:
            continue
        slot = traces[t] & np.uint32(_SLOTS - 1)
        while abs(stamp[slot]) == turn and table[slot] != traces[t]:
            slot = (slot + np.uint32(1)) & np.uint32(_SLOTS - 1)
        if stamp[slot] == turn:
            stamp[slot] = -turn  # counted
            count += 1
            first_a, last_a = min(first_a, place[slot]), max(last_a, place[slot])
            first_b, last_b = min(first_b, np.int64(t)), np.int64(t)
    within = min(last_a - first_a, last_b - first_b) < PHRASE
    return count if count >= ALIKE and (short or not within) else 0


@njit(nogil=True, cache=True, inline="always")
def _window(start: np.int64, length: np.int64, at: np.int64) -> tuple[np.int64, np.int64]:
    """Return where the words around a position of a document lie."""
    middle = at * ((length >> 16) + 1)
    low = middle - REACH if middle > REACH else np.int64(0)
    high = min(length, middle + REACH)
    return start + low, start + high
