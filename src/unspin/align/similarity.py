"""How alike two tokens are, 0..1: by form, spelling, stem, sense, vector, letters.

The scale is ordinal: it decides which of several words another one replaces, and how sure the
replacement is. Legend: i, j = token indexes in a and b.
"""

from __future__ import annotations

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
    """The columns of the lexicon that similarity reads, as one argument for kernels."""

    variants: Int32
    vector_rows: Int32
    vectors: NDArray[np.int8]
    sense_starts: Int32
    senses: Int32
    near_starts: Int32
    near: Int32


def sides(
    a: Segmented, b: Segmented, a_codes: NDArray[np.int32], b_codes: NDArray[np.int32]
) -> Sides:
    """Bundle two documents; the codes are the folded code points of their texts."""
    return Sides(
        a.keys, a.stems, a.kinds, a.rows, a.starts, a.ends, a_codes,
        b.keys, b.stems, b.kinds, b.rows, b.starts, b.ends, b_codes,
    )  # fmt: skip


def words(lexicon: Lexicon) -> Words:
    """Bundle what similarity needs of a lexicon."""
    return Words(
        lexicon.variants, lexicon.vector_rows, lexicon.vectors, lexicon.sense_starts,
        lexicon.senses, lexicon.near_starts, lexicon.near,
    )  # fmt: skip


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
    total = np.int32(0)
    for k in range(vectors.shape[1]):
        total += np.int32(vectors[u, k]) * np.int32(vectors[v, k])
    return total / 16129.0


@njit(nogil=True, cache=True)
def spelling(
    a: NDArray[np.int32], a0: int, a1: int, b: NDArray[np.int32], b0: int, b1: int
) -> float:
    """Return 1 - edit distance / longer length of two words of at most 24 letters (else 0).

    The distance is Damerau's optimal string alignment: a swap of neighbours counts once.
    """
    n, m = a1 - a0, b1 - b0
    if n > 24 or m > 24 or abs(n - m) > 2 or n < 3 or m < 3:
        return 0.0
    before = np.empty(25, np.int32)
    last = np.arange(25).astype(np.int32)
    row = np.empty(25, np.int32)
    for i in range(1, n + 1):
        row[0] = i
        for j in range(1, m + 1):
            same = a[a0 + i - 1] == b[b0 + j - 1]
            best = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (0 if same else 1))
            swapped = i > 1 and j > 1 and a[a0 + i - 1] == b[b0 + j - 2]
            if swapped and a[a0 + i - 2] == b[b0 + j - 1]:
                best = min(best, before[j - 2] + 1)
            row[j] = best
        before[:] = last
        last[:] = row
    return 1.0 - float(last[m]) / max(n, m)


@njit(nogil=True, cache=True)
def meaning(u: int, v: int, w: Words) -> float:
    """Return how alike two lexicon rows are in meaning: a sense shared, one step apart, a vector."""
    if w.variants[u] == w.variants[v]:
        return VARIANT
    u0, u1 = w.sense_starts[u], w.sense_starts[u + 1]
    v0, v1 = w.sense_starts[v], w.sense_starts[v + 1]
    if meet(w.senses, u0, u1, w.senses, v0, v1):
        return SENSE
    near = UNKNOWN_COSINE
    if w.vector_rows[u] >= 0 and w.vector_rows[v] >= 0:
        near = cosine(w.vector_rows[u], w.vector_rows[v], w.vectors)
    if near < UNRELATED:  # saves looking for relations that would be far-fetched
        return 0.0
    best = 0.0
    if meet(w.senses, u0, u1, w.near, w.near_starts[v], w.near_starts[v + 1]) or meet(
        w.senses, v0, v1, w.near, w.near_starts[u], w.near_starts[u + 1]
    ):
        best = NEAR
    if near > 0.25:
        best = max(best, VECTOR_MOST * min(1.0, (near - 0.25) / 0.5)) + 0.1 * near
    return min(best, SENSE)


@njit(nogil=True, cache=True)
def token_similarity(i: int, j: int, s: Sides, w: Words) -> float:
    """Return the similarity of token i of a and token j of b; negative when they may not pair."""
    if s.a_keys[i] == s.b_keys[j]:
        return SAME
    left, right = s.a_kinds[i], s.b_kinds[j]
    if left > NUMBER or right > NUMBER:
        if left == right and left == PUNCTUATION:
            return 0.1
        return 0.3 if left == QUOTE and right == QUOTE else -1.0
    if left == NUMBER or right == NUMBER:
        return 0.45 if left == right else -0.05
    if s.a_stems[i] == s.b_stems[j]:
        return STEM
    known = s.a_rows[i] >= 0 and s.b_rows[j] >= 0
    if left == FUNCTION or right == FUNCTION:
        if left != right:
            return -0.1
        near = meaning(s.a_rows[i], s.b_rows[j], w) if known else 0.0
        return 0.15 + 0.4 * near
    near = meaning(s.a_rows[i], s.b_rows[j], w) if known else 0.0
    if near < 0.5 and not known:  # a slip of the keyboard hardly ever makes another word
        letters = spelling(
            s.a_codes, s.a_starts[i], s.a_ends[i], s.b_codes, s.b_starts[j], s.b_ends[j]
        )
        if letters >= 0.6:
            near = max(near, 0.9 * letters)
    if left == NAME and right == NAME:
        return max(near, 0.25)
    return max(near, SLOT)
