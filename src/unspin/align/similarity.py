"""How alike two tokens are, 0..1: by form, spelling, stem, sense, vector, letters.

The scale is ordinal: it decides which of several words another one replaces, and how sure the
replacement is. Legend: i, j = token indexes in a and b.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from unspin.records import Int32, Kind, Lexicon, Segmented, UInt8, UInt64

FUNCTION, NAME, NUMBER, PUNCTUATION, QUOTE = (
    int(Kind.FUNCTION), int(Kind.NAME), int(Kind.NUMBER), int(Kind.PUNCTUATION), int(Kind.QUOTE),
)  # fmt: skip

SAME, VARIANT, STEM, SENSE, NEAR = 1.0, 0.97, 0.9, 0.8, 0.62
VECTOR_MOST = 0.6
UNKNOWN_COSINE, UNRELATED = 0.2, 0.08
SLOT = 0.05
"""Two words of one class with nothing in common may still hold the same place."""
SLIP = 0.6
"""Likeness in letters from which an unknown word may be a slip for another."""


class Sides(NamedTuple):
    """The columns of both sides that similarity reads, as one argument for kernels."""

    a_keys: UInt64
    a_stems: UInt64
    a_kinds: UInt8
    a_rows: Int32
    a_starts: Int32
    a_ends: Int32
    a_codes: NDArray[np.int32]
    b_keys: UInt64
    b_stems: UInt64
    b_kinds: UInt8
    b_rows: Int32
    b_starts: Int32
    b_ends: Int32
    b_codes: NDArray[np.int32]


class Words(NamedTuple):
    """The columns of the lexicon that similarity reads, as one argument for kernels.

    Attributes:
        sense_marks, near_marks: (r,) uint64, a bit for each sense of a row, and for each sense one
            step from it; several senses share a bit, so that rows without a bit in common share no
            sense, and others may (Bloom 1970).
    """

    variants: Int32
    vector_rows: Int32
    vectors: NDArray[np.int8]
    sense_starts: Int32
    senses: Int32
    near_starts: Int32
    near: Int32
    sense_marks: UInt64
    near_marks: UInt64


def sides(
    a: Segmented, b: Segmented, a_codes: NDArray[np.int32], b_codes: NDArray[np.int32]
) -> Sides:
    """Bundle two documents; the codes are the folded code points of their texts."""
    return Sides(
        a.keys, a.stems, a.kinds, a.rows, a.starts, a.ends, a_codes,
        b.keys, b.stems, b.kinds, b.rows, b.starts, b.ends, b_codes,
    )  # fmt: skip


@lru_cache(maxsize=4)
def words(lexicon: Lexicon) -> Words:
    """Bundle what similarity needs of a lexicon."""
    return Words(
        lexicon.variants, lexicon.vector_rows, lexicon.vectors, lexicon.sense_starts,
        lexicon.senses, lexicon.near_starts, lexicon.near,
        _marks(lexicon.sense_starts, lexicon.senses), _marks(lexicon.near_starts, lexicon.near),
    )  # fmt: skip


@njit(nogil=True, cache=True)
def _marks(starts: Int32, values: Int32) -> UInt64:
    """Return for each run of values a number with their bits."""
    out = np.zeros(len(starts) - 1, np.uint64)
    for r in range(len(out)):
        for k in range(starts[r], starts[r + 1]):
            out[r] |= np.uint64(1) << np.uint64(values[k] & 63)
    return out


@njit(nogil=True, cache=True)
def meet(
    left: Int32, left_from: int, left_to: int, right: Int32, right_from: int, right_to: int
) -> bool:
    """Tell whether two ascending runs share a value; the left one should be the shorter."""
    j = right_from
    for i in range(left_from, left_to):
        low, high = j, right_to
        while low < high:
            mid = (low + high) // 2
            if right[mid] < left[i]:
                low = mid + 1
            else:
                high = mid
        if low == right_to:
            return False
        if right[low] == left[i]:
            return True
        j = low
    return False


@njit(nogil=True, cache=True)
def cosine(u: int, v: int, vectors: NDArray[np.int8]) -> float:
    """Return the cosine of two rows of unit vectors stored times 127."""
    one, other, total = vectors[u], vectors[v], np.int32(0)
    for k in range(len(one)):
        # numba adds in 64 bits; kept to 32, a processor multiplies four times as many at once
        total = np.int32(total + np.int32(one[k]) * np.int32(other[k]))
    return total / 16129.0


@njit(nogil=True, cache=True)
def spelling(
    a: NDArray[np.int32], a0: int, a1: int, b: NDArray[np.int32], b0: int, b1: int
) -> float:
    """Return 1 - edit distance / longer length of two words of 3 to 24 letters, if it is a slip.

    The distance is Damerau's optimal string alignment: a swap of neighbours counts once. Less than
    :data:`SLIP` is told as 0.
    """
    n, m = a1 - a0, b1 - b0
    if n > 24 or m > 24 or abs(n - m) > 2 or n < 3 or m < 3:
        return 0.0
    # most words are told apart by the letters that one of them lacks
    if _lacking(a, a0, a1, b, b0, b1) > (1.0 - SLIP) * max(n, m):
        return 0.0
    rows = np.empty((3, 25), np.int32)
    for j in range(m + 1):
        rows[0, j] = j
    for i in range(1, n + 1):
        row, last, before = rows[i % 3], rows[(i - 1) % 3], rows[(i - 2) % 3]
        row[0] = i
        for j in range(1, m + 1):
            same = a[a0 + i - 1] == b[b0 + j - 1]
            best = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (0 if same else 1))
            swapped = i > 1 and j > 1 and a[a0 + i - 1] == b[b0 + j - 2]
            if swapped and a[a0 + i - 2] == b[b0 + j - 1]:
                best = min(best, before[j - 2] + 1)
            row[j] = best
    alike = 1.0 - float(rows[n % 3, m]) / max(n, m)
    return alike if alike >= SLIP else 0.0


@njit(nogil=True, cache=True, inline="always")
def _lacking(a: NDArray[np.int32], a0: int, a1: int, b: NDArray[np.int32], b0: int, b1: int) -> int:
    """Return the least edits two words can be apart: letters of one that the other has not."""
    one, in_a, in_b = np.uint64(1), np.uint64(0), np.uint64(0)
    for i in range(a0, a1):
        in_a |= one << np.uint64(a[i] & 63)
    for j in range(b0, b1):
        in_b |= one << np.uint64(b[j] & 63)
    ours, theirs = 0, 0
    for i in range(a0, a1):
        ours += (in_b >> np.uint64(a[i] & 63)) & one == 0
    for j in range(b0, b1):
        theirs += (in_a >> np.uint64(b[j] & 63)) & one == 0
    return max(ours, theirs)


@njit(nogil=True, cache=True)
def meanings(u: int, rows: Int32, w: Words, out: NDArray[np.float64]) -> None:
    """Write how alike a lexicon row and each of others are: a sense shared, one step apart, a vector.

    A row below 0 is passed over.
    """
    # Fields of a tuple are counted each time they are read; in a loop that costs more than the work.
    variants, vector_rows, senses, near = w.variants, w.vector_rows, w.senses, w.near
    sense_starts, near_starts = w.sense_starts, w.near_starts
    sense_marks, near_marks, vectors = w.sense_marks, w.near_marks, w.vectors
    u0, u1 = sense_starts[u], sense_starts[u + 1]
    senses_of_u, near_u = sense_marks[u], near_marks[u]
    variant, vector = variants[u], vector_rows[u]
    for k in range(len(rows)):
        v = rows[k]
        if v < 0:
            continue
        if variants[v] == variant:
            out[k] = VARIANT
            continue
        v0, v1 = sense_starts[v], sense_starts[v + 1]
        if senses_of_u & sense_marks[v] and meet(senses, u0, u1, senses, v0, v1):
            out[k] = SENSE
            continue
        alike = UNKNOWN_COSINE
        if vector >= 0 and vector_rows[v] >= 0:
            alike = cosine(vector, vector_rows[v], vectors)
        out[k] = best = 0.0
        if alike < UNRELATED:  # saves looking for relations that would be far-fetched
            continue
        if senses_of_u & near_marks[v]:
            best = NEAR * meet(senses, u0, u1, near, near_starts[v], near_starts[v + 1])
        if best == 0.0 and sense_marks[v] & near_u:
            best = NEAR * meet(senses, v0, v1, near, near_starts[u], near_starts[u + 1])
        if alike > 0.25:
            best = max(best, VECTOR_MOST * min(1.0, (alike - 0.25) / 0.5)) + 0.1 * alike
        out[k] = min(best, SENSE)


@njit(nogil=True, cache=True)
def similarities(left: Int32, right: Int32, s: Sides, w: Words) -> NDArray[np.float64]:
    """Return the similarity of every token of ``left`` (a's) with every one of ``right`` (b's).

    Returns:
        (len(left), len(right)) shares, 0..1; negative where two tokens may not pair.
    """
    out = np.empty((len(left), len(right)))
    asked, alike = np.empty(len(right), np.int32), np.empty(len(right))
    for x in range(len(left)):
        i, row = left[x], out[x]
        if not _by_form(i, right, s, row, asked):
            continue
        meanings(s.a_rows[i], asked, w, alike)
        function = s.a_kinds[i] == FUNCTION
        for y in range(len(right)):
            if asked[y] >= 0:
                row[y] = row[y] + 0.4 * alike[y] if function else max(row[y], alike[y])
    return out


@njit(nogil=True, cache=True)
def _by_form(i: int, right: Int32, s: Sides, out: NDArray[np.float64], asked: Int32) -> bool:
    """Write how alike token i of a and tokens of b are without regard to meaning.

    Returns:
        Whether meaning is to be asked for, of any; ``asked`` gets the lexicon rows of those, and -1.
    """
    keys, stems, kinds, rows = s.b_keys, s.b_stems, s.b_kinds, s.b_rows
    key, stem, kind, row = s.a_keys[i], s.a_stems[i], s.a_kinds[i], s.a_rows[i]
    some = False
    for y in range(len(right)):
        j = right[y]
        asked[y] = -1
        if key == keys[j]:
            value = SAME
        elif kind > NUMBER or kinds[j] > NUMBER:
            value = -1.0
            if kind == kinds[j] and (kind == PUNCTUATION or kind == QUOTE):
                value = 0.1 if kind == PUNCTUATION else 0.3
        elif kind == NUMBER or kinds[j] == NUMBER:
            value = 0.45 if kind == kinds[j] else -0.05
        elif stem == stems[j]:
            value = STEM
        elif kind != kinds[j] and (kind == FUNCTION or kinds[j] == FUNCTION):
            value = -0.1
        else:
            value = 0.15 if kind == FUNCTION else SLOT
            if kind == NAME and kinds[j] == NAME:
                value = 0.25
            if row >= 0 and rows[j] >= 0:
                asked[y], some = rows[j], True
            elif kind != FUNCTION:  # a slip of the keyboard hardly ever makes another word
                value = max(value, 0.9 * _slip(i, j, s))
        out[y] = value
    return some


@njit(nogil=True, cache=True)
def _slip(i: int, j: int, s: Sides) -> float:
    return spelling(s.a_codes, s.a_starts[i], s.a_ends[i], s.b_codes, s.b_starts[j], s.b_ends[j])
