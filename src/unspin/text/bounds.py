"""Where a word, an initialism or a number ends, and where the clitic of a word begins.

Legend: c = code points of the text (N,), i = an index into it.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from unspin.records import UInt8
from unspin.text.normalise import Glyph

LETTER, DIGIT, SINGLE = int(Glyph.LETTER), int(Glyph.DIGIT), int(Glyph.SINGLE_QUOTE)
INVISIBLE, BIDI = int(Glyph.INVISIBLE), int(Glyph.BIDI)


@njit(nogil=True, cache=True, inline="always")
def _is_wordy(kind: int) -> bool:
    return kind == LETTER or kind == INVISIBLE


@njit(nogil=True, cache=True)
def word_end(c: NDArray[np.uint32], start: int, glyphs: UInt8) -> int:
    """Return the end of the run of letters, digits and inner apostrophes that starts here."""
    i, size = start, len(c)
    while i < size:
        kind = glyphs[c[i]]
        if _is_wordy(kind) or kind == DIGIT or kind == BIDI:
            i += 1
        elif kind == SINGLE and i + 1 < size and glyphs[c[i + 1]] == LETTER and i > start:
            i += 1
        else:
            break
    while i > start + 1 and glyphs[c[i - 1]] in (INVISIBLE, BIDI):
        i -= 1
    return i


@njit(nogil=True, cache=True)
def clitic_start(c: NDArray[np.uint32], start: int, end: int, glyphs: UInt8) -> int:
    """Return where the clitic of a word begins (``there|'s``, ``do|n't``), or ``end``."""
    for back in range(2, 4):
        i = end - back
        if i <= start or glyphs[c[i]] != SINGLE:
            continue
        first = c[i + 1] | 32
        if back == 2:
            if first == 116 and i - 1 > start and c[i - 1] | 32 == 110:  # n't
                return i - 1
            if first == 115 or first == 109 or first == 100:  # 's 'm 'd
                return i
        else:
            second = c[i + 2] | 32
            if (
                (first == 114 and second == 101)  # 're
                or (first == 118 and second == 101)  # 've
                or (first == 108 and second == 108)  # 'll
            ):
                return i
    return end


@njit(nogil=True, cache=True)
def initialism_end(c: NDArray[np.uint32], start: int, glyphs: UInt8) -> int:
    """Return the end of ``U.S.``-like letters and stops, or ``start`` when there is none."""
    i, pairs, size = start, 0, len(c)
    while i + 1 < size and glyphs[c[i]] == LETTER and c[i + 1] == 46:
        pairs += 1
        i += 2
    if pairs == 1 and i < size and glyphs[c[i]] == LETTER and i - start == 2:
        lone = i + 1 >= size or not (_is_wordy(glyphs[c[i + 1]]) or glyphs[c[i + 1]] == DIGIT)
        upper = 65 <= c[start] <= 90 and 65 <= c[i] <= 90
        return i + 1 if lone and upper else start  # "U.S" with its last stop dropped
    return i if pairs >= 2 else start


@njit(nogil=True, cache=True)
def number_end(c: NDArray[np.uint32], start: int, glyphs: UInt8) -> int:
    """Return the end of digits with inner separators, and of an ordinal or decade suffix."""
    i, size = start, len(c)
    while i < size:
        if glyphs[c[i]] == DIGIT:
            i += 1
        elif (c[i] in (44, 46, 58, 47)) and i + 1 < size and glyphs[c[i + 1]] == DIGIT:
            i += 1
        else:
            break
    return _suffix_end(c, i, glyphs)


@njit(nogil=True, cache=True)
def _suffix_end(c: NDArray[np.uint32], i: int, glyphs: UInt8) -> int:
    """Return the end of what belongs to the digits that end at i (``1980s``, ``3rd``, ``3D``)."""
    stop, size = i, len(c)
    while stop < size and (glyphs[c[stop]] == LETTER or glyphs[c[stop]] == DIGIT):
        stop += 1
    if stop == i:
        return i
    first = c[i] | 32
    if stop - i == 1 and first == 115:  # 1980s
        return stop
    if stop - i == 2:
        second = c[i + 1] | 32
        if (
            (first == 115 and second == 116)
            or (first == 110 and second == 100)
            or (first == 114 and second == 100)
            or (first == 116 and second == 104)
        ):
            return stop
    for k in range(i, stop):  # 3D, 5G, A4-like codes stay whole; 40mph, 10km come apart
        if glyphs[c[k]] == DIGIT or 65 <= c[k] <= 90:
            return stop
    return i
