"""Word alignment inside linked sentences: global, monotone, with substitution scores.

Needleman and Wunsch's dynamic programming (1970) with Gotoh's affine gaps (1982) over token
arrays: a run of dropped words is one event, not many. Words that moved inside the link are paired
afterwards, from what the monotone path left over.

Legend: n, m = tokens of a and of b in the link; D = ends in a pair, G = ends in a gap.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from unspin.align.chains import once_on_both, rising_chain
from unspin.align.meetings import Float64
from unspin.align.similarity import (
    FUNCTION,
    NUMBER,
    PUNCTUATION,
    Sides,
    Words,
    similarities,
)
from unspin.records import Float32, Int32, UInt8
from unspin.typed import FALSE, TRUE

GAP_OPEN, GAP_MORE = -0.22, -0.02
RUN = 0.12
"""A pair that follows a pair: alignments in runs are likelier than scattered ones."""
CELLS = 1_000_000
"""Work budget of one table; longer stretches with nothing to cut them at are cut in proportion."""
FEW_CELLS = 1 << 14
"""Stretches with a larger table are cut at words that occur once on both sides, if there are any: a
page without a full stop is one sentence, and its table larger than those of all other pages."""
NOWHERE = np.zeros((0, 2), np.int32)
"""No places to cut at."""
MOVED = 0.6
"""Words left over are paired across the path when they are at least this alike."""
MOVED_CELLS = 250_000
"""Work budget of the search for moved words in one link; longer links are one endless sentence."""
FORCED = 0.3
"""Similarity under which two words share a slot and nothing else, so that better pairs part them."""
FROM_PAIR, SKIPS_A, FROM_GAP = 1, 2, 4
"""Bits of a table's cell: D came from a pair; G skips a token of a (else of b); G came from a gap."""


@njit(nogil=True, cache=True, inline="always")
def _weight(left: int, right: int, similarity: float) -> float:
    """Value of pairing tokens of two kinds: a content word is worth more than a comma."""
    if similarity < 0.0:
        return similarity - 0.5
    if left == FUNCTION or right == FUNCTION:
        return 0.55 * similarity
    if left >= PUNCTUATION or right >= PUNCTUATION:
        return 0.45 * similarity
    return similarity


@njit(nogil=True, cache=True)
def align_cells(
    a0: int, a1: int, b0: int, b1: int, s: Sides, w: Words, out: Int32, scores: Float64
) -> float:
    """Align a[a0:a1] with b[b0:b1]; write b's token (or -1) for each of a's into out[a0:a1].

    How alike the tokens of a pair are goes into ``scores``; what is not paired is left as it is.

    A path is worth its pairs, :data:`RUN` for each pair that follows a pair (the beginning counts
    as one), and for each run of g skipped tokens of either side ``GAP_OPEN + g * GAP_MORE``.

    Returns:
        The score of the best path.
    """
    trace = np.zeros((a1 - a0 + 1, b1 - b0 + 1), np.uint8)
    left, right = np.arange(a0, a1).astype(np.int32), np.arange(b0, b1).astype(np.int32)
    values = similarities(left, right, s, w)
    pair_score, gap_score = _fill(s.a_kinds[a0:a1], s.b_kinds[b0:b1], values, trace)
    _walk_back(a0, b0, trace, pair_score >= gap_score, out)
    for i in range(a0, a1):
        if out[i] >= 0:
            scores[i] = max(0.0, values[i - a0, out[i] - b0])
    return max(pair_score, gap_score)


@njit(nogil=True, cache=True)
def _fill(a_kinds: UInt8, b_kinds: UInt8, values: Float64, trace: UInt8) -> tuple[float, float]:
    """Fill the table of where each best path came from; return the best scores at its end."""
    n, m = values.shape
    pair, gap = np.full((2, m + 1), -1e9), np.full((2, m + 1), -1e9)
    pair[0, 0] = 0.0
    for j in range(1, m + 1):
        gap[0, j] = GAP_OPEN + GAP_MORE * j
        trace[0, j] = FROM_GAP if j > 1 else 0
    for i in range(1, n + 1):
        now, old = i & 1, (i - 1) & 1
        pair[now, 0] = -1e9
        gap[now, 0] = GAP_OPEN + GAP_MORE * i
        trace[i, 0] = SKIPS_A | (FROM_GAP if i > 1 else 0)
        kind = a_kinds[i - 1]
        for j in range(1, m + 1):
            value = _weight(kind, b_kinds[j - 1], values[i - 1, j - 1])
            run, jump = pair[old, j - 1] + RUN, gap[old, j - 1]
            bits = 0
            if run >= jump:
                bits |= FROM_PAIR
                pair[now, j] = run + value
            else:
                pair[now, j] = jump + value
            skip_a_new, skip_a_more = pair[old, j] + GAP_OPEN, gap[old, j]
            skip_b_new, skip_b_more = pair[now, j - 1] + GAP_OPEN, gap[now, j - 1]
            best_a, best_b = max(skip_a_new, skip_a_more), max(skip_b_new, skip_b_more)
            if best_a >= best_b:
                bits |= SKIPS_A
                if skip_a_more > skip_a_new:
                    bits |= FROM_GAP
                gap[now, j] = best_a + GAP_MORE
            else:
                if skip_b_more > skip_b_new:
                    bits |= FROM_GAP
                gap[now, j] = best_b + GAP_MORE
            trace[i, j] = bits
    return pair[n & 1, m], gap[n & 1, m]


@njit(nogil=True, cache=True)
def _walk_back(a0: int, b0: int, trace: UInt8, in_pair: bool, out: Int32) -> None:
    """Follow the table from its end to its beginning, writing the path into ``out``."""
    i, j = trace.shape[0] - 1, trace.shape[1] - 1
    while i > 0 or j > 0:
        bits = trace[i, j]
        if in_pair:
            out[a0 + i - 1] = b0 + j - 1
            in_pair = (bits & FROM_PAIR) != 0
            i -= 1
            j -= 1
        else:
            in_pair = (bits & FROM_GAP) == 0
            if i == 0 or (j > 0 and (bits & SKIPS_A) == 0):
                j -= 1
            else:
                out[a0 + i - 1] = -1
                i -= 1
        if (i == 0) != (j == 0):  # only skips lead along an edge
            in_pair = False


@njit(nogil=True, cache=True)
def align_link(
    a0: int, a1: int, b0: int, b1: int, s: Sides, w: Words, out: Int32, scores: Float64
) -> bool:
    """Align two linked stretches; return whether the work budget cut the search.

    Content words that occur once on each side and rise together are anchors: only the stretches
    between them need the dynamic programme. Where they disagree about the order, none is trusted.
    """
    anchors, candidates = _anchors(a0, a1, b0, b1, s, TRUE)
    if 2 * len(anchors) < candidates:
        return _align_block(a0, a1, b0, b1, s, w, out, scores)
    cut, rising = False, anchors.astype(np.int64)
    for k in range(len(anchors)):
        i, j = rising[k]
        cut |= _align_block(a0, i, b0, j, s, w, out, scores)
        out[i] = j
        a0, b0 = i + 1, j + 1
    return cut | _align_block(a0, a1, b0, b1, s, w, out, scores)


@njit(nogil=True, cache=True)
def _align_block(
    a_first: int, a_last: int, b_first: int, b_last: int, s: Sides, w: Words, out: Int32,
    scores: Float64,
) -> bool:  # fmt: skip
    """Align two stretches of any length; return whether the work budget cut the search.

    Equal ends are peeled off first. What is left and large is cut at a pair of tokens whose key
    occurs once in each stretch, one of the longest chain of them (patience), and each piece is
    aligned alone; a piece with no such pair that is too large for one table is cut in proportion.
    """
    cut = False
    stack = np.empty((128, 4), np.int64)
    _push(stack, 0, a_first, a_last, b_first, b_last)
    depth = 1
    while depth > 0:
        depth -= 1
        a0, a1, b0, b1 = stack[depth]
        a0, a1, b0, b1 = _peel(a0, a1, b0, b1, s, out)
        if a0 == a1 or b0 == b1:
            out[a0:a1] = -1
            continue
        cells, full = (a1 - a0) * (b1 - b0), depth + 2 >= stack.shape[0]
        anchors = NOWHERE if cells <= FEW_CELLS else _anchors(a0, a1, b0, b1, s, FALSE)[0]
        at = _firmest(anchors, a0, a1, b0, b1, s)
        if (at < 0 or full) and cells <= CELLS:
            align_cells(a0, a1, b0, b1, s, w, out, scores)
            continue
        if len(anchors) == 0 or full:
            cut = True
            half_a, half_b = (a0 + a1) // 2, (b0 + b1) // 2
            if half_a == a0 or half_b == b0 or full:
                out[a0:a1] = -1
                continue
        else:
            half_a, half_b = anchors[at if at >= 0 else len(anchors) // 2]
            if half_a == a0 and half_b == b0:
                out[a0] = b0
                _push(stack, depth, a0 + 1, a1, b0 + 1, b1)
                depth += 1
                continue
        _push(stack, depth, a0, half_a, b0, half_b)
        _push(stack, depth + 1, half_a, a1, half_b, b1)
        depth += 2
    return cut


@njit(nogil=True, cache=True)
def _firmest(anchors: Int32, a0: int, a1: int, b0: int, b1: int, s: Sides) -> int:
    """Return which anchor to cut two stretches at: the middle one of those beside equal tokens.

    A word that two strange texts have once each need not be the same use of it; two words are.

    Returns:
        Its index; where there is none, -1.
    """
    keys, others, middle = s.a_keys, s.b_keys, len(anchors) // 2
    for step in range(len(anchors)):
        at = middle - (step + 1) // 2 if step % 2 else middle + step // 2
        i, j = anchors[at]
        before = i > a0 and j > b0 and keys[i - 1] == others[j - 1]
        if before or (i + 1 < a1 and j + 1 < b1 and keys[i + 1] == others[j + 1]):
            return at
    return -1


@njit(nogil=True, cache=True, inline="always")
def _push(stack: NDArray[np.int64], at: int, a0: int, a1: int, b0: int, b1: int) -> None:
    stack[at, 0], stack[at, 1], stack[at, 2], stack[at, 3] = a0, a1, b0, b1


@njit(nogil=True, cache=True)
def _peel(a0: int, a1: int, b0: int, b1: int, s: Sides, out: Int32) -> tuple[int, int, int, int]:
    """Pair the equal tokens at both ends of two stretches; return what is left of them."""
    while a0 < a1 and b0 < b1 and s.a_keys[a0] == s.b_keys[b0]:
        out[a0] = b0
        a0 += 1
        b0 += 1
    while a0 < a1 and b0 < b1 and s.a_keys[a1 - 1] == s.b_keys[b1 - 1]:
        out[a1 - 1] = b1 - 1
        a1 -= 1
        b1 -= 1
    return a0, a1, b0, b1


@njit(nogil=True, cache=True)
def _anchors(a0: int, a1: int, b0: int, b1: int, s: Sides, content_only: bool) -> tuple[Int32, int]:
    """Return (k, 2) token pairs, rising on both sides, whose key is unique in both stretches.

    The second value is how many such keys there are, rising or not.
    """
    partner, candidates = _unique_pairs(a0, a1, b0, b1, s, content_only)
    chain = rising_chain(partner)
    found = np.empty((len(chain), 2), np.int32)
    for k in range(len(chain)):
        found[k, 0], found[k, 1] = a0 + chain[k], b0 + partner[chain[k]]
    return found, candidates


@njit(nogil=True, cache=True)
def _unique_pairs(
    a0: int, a1: int, b0: int, b1: int, s: Sides, content_only: bool
) -> tuple[Int32, int]:
    """Return for each token of a, from a0, the one of b, from b0, that shares its unique key."""
    partner = once_on_both(s.a_keys[a0:a1], s.b_keys[b0:b1])
    candidates = 0
    for t in range(len(partner)):
        kind = s.a_kinds[a0 + t]
        if content_only and (kind > NUMBER or kind == FUNCTION):
            partner[t] = -1
        candidates += partner[t] >= 0
    return partner, candidates


@njit(nogil=True, cache=True)
def pair_moved(
    a0: int, a1: int, b0: int, b1: int, s: Sides, w: Words, out: Int32, scores: Float64
) -> None:
    """Pair content words of a link that the monotone path left over on both sides.

    Best pairs first, nearer ones first among equals. A pair replaces a forced one (two words with
    nothing in common in one slot) on either side. ``scores`` holds how alike the pairs are.
    """
    holder = np.full(b1 - b0, -1, np.int32)
    firm_a, firm_b = np.zeros(a1 - a0, np.bool_), np.zeros(b1 - b0, np.bool_)
    for i in range(a0, a1):
        if out[i] >= 0:
            holder[out[i] - b0] = i
            firm_a[i - a0] = firm_b[out[i] - b0] = scores[i] >= FORCED
    left, right = _loose(a0, s.a_kinds, firm_a), _loose(b0, s.b_kinds, firm_b)
    if len(left) == 0 or len(right) == 0:  # as of most links
        return
    values = similarities(left, right, s, w)
    for x in range(len(left)):
        i, best, where, score = left[x], MOVED, -1, 0.0
        for y in range(len(right)):
            j = right[y]
            if firm_b[j - b0] or holder[j - b0] == i:
                continue
            value = values[x, y] - 0.001 * abs((i - a0) - (j - b0))
            if value > best:
                best, where, score = value, j, values[x, y]
        if where >= 0:
            if out[i] >= 0:
                holder[out[i] - b0] = -1
            if holder[where - b0] >= 0:
                out[holder[where - b0]] = -1
            holder[where - b0], firm_b[where - b0], out[i], scores[i] = i, True, where, score


@njit(nogil=True, cache=True)
def _loose(start: int, kinds: UInt8, firm: NDArray[np.bool_]) -> Int32:
    """Return the content words from ``start`` on that have no firm partner."""
    found = np.empty(len(firm), np.int32)
    count = 0
    for k in range(len(firm)):
        kind = kinds[start + k]
        if not firm[k] and kind <= NUMBER and kind != FUNCTION:
            found[count] = start + k
            count += 1
    return found[:count]


@njit(nogil=True, cache=True)
def likeness(
    a0: int, a1: int, b0: int, b1: int, s: Sides, w: Words, out: Int32, scores: Float64
) -> float:
    """Align two stretches and return their mean pair similarity over the longer one, 0..1."""
    if (a1 - a0) * (b1 - b0) > CELLS:
        return 0.0
    align_cells(a0, a1, b0, b1, s, w, out, scores)
    total, size_a, size_b = 0.0, 0.0, 0.0
    for i in range(a0, a1):
        if s.a_kinds[i] <= NUMBER:
            size_a += 1.0
            if out[i] >= 0:
                total += scores[i]
    for j in range(b0, b1):
        if s.b_kinds[j] <= NUMBER:
            size_b += 1.0
    return float(total / max(size_a, size_b, 1.0))


@njit(nogil=True, cache=True)
def pair_stretches(
    bounds: Int32, apart: bool, s: Sides, w: Words
) -> tuple[Int32, Float32, Float64, bool, bool]:
    """Pair the words of stretches: the one way into this module, so that one kernel is loaded.

    Args:
        bounds: (k, 4) token ranges (a start, a end, b start, b end).
        apart: whether the stretches may overlap, and only how alike they are is wanted.
        s, w: the two sides and what is known of words.

    Returns:
        Of every token of a its partner in b (-1 for none) and their similarity (0 for none);
        (k,) how alike the stretches are, where they are wanted apart; whether a table was cut, and
        whether moved words were left unsought, by the work budget.
    """
    out, scores = np.full(len(s.a_keys), -1, np.int32), np.ones(len(s.a_keys))
    alike = np.zeros(len(bounds))
    cut, unsought = False, False
    wide = bounds.astype(np.int64)
    for k in range(len(bounds)):
        a0, a1, b0, b1 = wide[k]
        if apart:
            alike[k] = likeness(a0, a1, b0, b1, s, w, out, scores)
            continue
        cut |= align_link(a0, a1, b0, b1, s, w, out, scores)
        if (a1 - a0) * (b1 - b0) <= MOVED_CELLS:
            pair_moved(a0, a1, b0, b1, s, w, out, scores)
        else:
            unsought = True
    scores[out < 0] = 0.0
    return out, scores.astype(np.float32), alike, cut, unsought
