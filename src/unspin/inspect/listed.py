"""How a rewriter would come to a word in a thesaurus, looking up another.

A rewriter looks a word up as one part of speech, and takes what is listed under its first senses,
the common ones sooner. So a word that was put in tells of what had been there: under which sense of
it the word is listed, how far from the top, and among how many. Ranks of senses and counts are those
of WordNet (Miller 1995). Legend: a row is one of the lexicon, an entry one of its ``senses``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from unspin.records import Float32, Int32, Lexicon, UInt8

Int64 = NDArray[np.int64]

SHAPES = ("", "s", "d", "ing", "er", "est")
"""Inflections that a word and what is put for it have in common."""
DEEPEST = 10
"""Ranks of senses that are told apart."""
UNKNOWN = 255
OCTAVE = 16
"""Steps of a count's logarithm in an octave."""
OPENED = 3
"""Senses of a word that a rewriter looks under."""
MOST = 64
"""Words of a list that are counted."""
NAMES = ("listed_sense", "listed_place", "listed_among", "listed_part", "own_sense", "listed_near")
"""What is known of a word and one it may have been put for, in the order of columns."""


class Marks(NamedTuple):
    """How each entry of a lexicon is reached from its word.

    Attributes:
        marks: (S,) rank of the sense, 0 the commonest, and, times ``DEEPEST``, inflection and part
            of speech; ``UNKNOWN`` where the lexicon's words were not at hand.
        times: (S,) logarithm of how often the base form was met in tagged text as that part of
            speech.
    """

    marks: UInt8
    times: UInt8


class Listed(NamedTuple):
    """A thesaurus read from either end.

    Attributes:
        starts, senses, marks, times: (V+1,) and three of (S,), by row.
        near_starts, near: senses beside those of a row.
        sense_starts, entries, rows: into the entries of each sense, and the row of every entry.
    """

    starts: Int32
    senses: Int32
    marks: UInt8
    times: UInt8
    near_starts: Int32
    near: Int32
    sense_starts: Int64
    entries: Int64
    rows: Int64


def listed(lexicon: Lexicon, marks: Marks) -> Listed:
    """Return a lexicon's thesaurus."""
    rows = np.repeat(np.arange(len(lexicon.keys)), np.diff(lexicon.sense_starts))
    order = np.argsort(lexicon.senses, kind="stable")
    sizes = np.bincount(lexicon.senses, minlength=1)
    return Listed(
        lexicon.sense_starts, lexicon.senses, marks.marks, marks.times, lexicon.near_starts,
        lexicon.near, np.concatenate(([0], np.cumsum(sizes))), order, rows,
    )  # fmt: skip


@njit(nogil=True, cache=True)
def drawn_from(own: int, rows: Int64, book: Listed) -> Float32:
    """Return (c, len(NAMES)) how a word would be found by looking up each of some others.

    Args:
        own: row of the word that was found; rows: (c,) of those looked up.
        book: the thesaurus.

    Returns:
        One over the rank of the sense it is under and over its place there, logarithm of how many
        are listed, whether that is the commonest part of speech, one over the rank of the sense
        among its own; and whether it is only beside the senses of a word that has no synonyms.
    """
    out = np.zeros((len(rows), 6), np.float32)
    for n in range(len(rows)):
        row = rows[n]
        most = 0
        for e in range(book.starts[row], book.starts[row + 1]):
            most = max(most, book.times[e])
        best, at, found = 1 << 20, -1, -1
        for e in range(book.starts[row], book.starts[row + 1]):
            if book.marks[e] == UNKNOWN:
                continue
            for f in range(book.starts[own], book.starts[own + 1]):
                if (
                    book.senses[f] == book.senses[e]
                    and book.marks[f] // DEEPEST == book.marks[e] // DEEPEST
                ):
                    rank = DEEPEST * (book.times[e] < most) + book.marks[e] % DEEPEST
                    if rank < best:
                        best, at, found = rank, e, f
        if at >= 0:
            size, after = _list(row, book.marks[at] // DEEPEST, book.times[found], book)
            out[n, 0] = 1.0 / (1 + book.marks[at] % DEEPEST)
            out[n, 1] = 1.0 / (1 + after) if book.marks[at] % DEEPEST < OPENED else 0.0
            out[n, 2], out[n, 3] = np.log1p(size), book.times[at] == most
            out[n, 4] = 1.0 / (1 + book.marks[found] % DEEPEST)
        else:
            out[n, 5] = _near(own, row, book)
    return out


@njit(nogil=True, cache=True)
def _list(row: int, kind: int, times: int, book: Listed) -> tuple[int, int]:
    """Return how many words a row's first senses list as one kind, and how many are commoner."""
    known, size, after = np.empty(MOST, np.int64), 0, 0
    for e in range(book.starts[row], book.starts[row + 1]):
        if book.marks[e] // DEEPEST != kind or book.marks[e] % DEEPEST >= OPENED:
            continue
        sense = book.senses[e]
        for g in range(book.sense_starts[sense], book.sense_starts[sense + 1]):
            f = book.entries[g]
            other = book.rows[f]
            if other == row or book.marks[f] == UNKNOWN or book.marks[f] // DEEPEST != kind:
                continue
            new = size < MOST
            for k in range(size):
                new = new and known[k] != other
            if new:
                known[size] = other
                size += 1
                after += book.times[f] > times
    return size, after


@njit(nogil=True, cache=True)
def _near(own: int, row: int, book: Listed) -> float:
    """Tell whether a word is beside the senses of one that has no synonyms of some kind."""
    near = book.near[book.near_starts[row] : book.near_starts[row + 1]]
    for f in range(book.starts[own], book.starts[own + 1]):
        k = np.searchsorted(near, book.senses[f])
        if book.marks[f] == UNKNOWN or k == len(near) or near[k] != book.senses[f]:
            continue
        kind = book.marks[f] // DEEPEST
        for e in range(book.starts[row], book.starts[row + 1]):
            if book.marks[e] != UNKNOWN and book.marks[e] // DEEPEST == kind:
                size, _ = _list(row, kind, 0, book)
                return 1.0 / (1 + size)
    return 0.0
