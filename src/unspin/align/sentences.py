"""Which sentences of a and b say the same: kept in order, moved, split, merged, dropped, added.

Pairs are scored by the words they share (a weighted Dice coefficient) and by the cosine of their
mean word vectors. The heaviest chain of pairs that rises on both sides is the order the texts
share; good pairs off the chain were moved; a sentence next to a linked one whose words the other
side's sentence also holds was split off or merged in.

Legend: s, t = sentences of a, of b; k = scored pairs; D = width of word vectors.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numba import njit
from numpy.typing import NDArray

from unspin.align.meetings import frequencies
from unspin.align.similarity import FUNCTION, NUMBER, Sides, Words
from unspin.align.words import pair_stretches
from unspin.later import lately
from unspin.records import (
    Float32,
    Int32,
    Lexicon,
    Link,
    Passage,
    Segmented,
    UInt64,
)

Bool = NDArray[np.bool_]

ENOUGH = 0.3
"""Similarity from which two sentences may be linked in order."""
ENOUGH_ALONE = 0.45
"""Similarity from which two sentences outside every passage may be linked in order, in texts of
some thirty sentences."""
MOST_ALONE = 0.7
WITHIN = 0.3
ENOUGH_MOVED = 0.6
"""Similarity from which two sentences may be linked out of order."""
ENOUGH_BETWEEN = 0.3
"""Mean word similarity from which two sentences between the same links are linked."""
BETWEEN_CELLS = 64
TINY = 4
"""Texts of so few sentence pairs need no passage to vouch for a link."""
LARGEST = 6
"""Most sentences of one side in a link."""
HELD = 0.5
"""Share of a sentence's weight that a neighbour's partner must hold to take it in."""
DENSE = 250_000
"""Up to this many sentence pairs every pair's vectors are compared, not only pairs that share a word."""
RARE, COMMON = 12.0, 2.0
"""Most and least weight (nats) of a content word."""


def link_sentences(
    a: Segmented, b: Segmented, passages: tuple[Passage, ...], lexicon: Lexicon,
    bundle: Sides, knowledge: Words,
) -> tuple[Link, ...]:  # fmt: skip
    """Link the sentences of two texts.

    Args:
        a, b: the two sides.
        passages: reused stretches; sentence pairs outside all of them need more to be linked.
        lexicon: word weights and vectors.
        bundle, knowledge: the same, prepared for word similarity.

    Returns:
        Links in the order of a, with dropped sentences in their place and added ones after the
        sentence they follow in b. Every sentence of either side is in exactly one link.
    """
    m_a, m_b = len(a.sentences) - 1, len(b.sentences) - 1
    if m_a == 0 or m_b == 0:
        return _with_unlinked([], m_a, m_b)
    left, right = _side(a, lexicon), _side(b, lexicon)
    s, t, scores = _scored_pairs(left, right, passages)
    chain = heaviest_chain(s, t, scores - np.float32(ENOUGH / 2), m_b)
    pairs = [(int(s[k]), int(t[k]), float(scores[k]), False) for k in chain]
    if not pairs and m_a * m_b == 1:  # two lone sentences have nothing else to be linked to
        [alone] = _likeness([(0, 0)], left, right, bundle, knowledge)
        pairs = [(0, 0, alone, False)] if alone >= ENOUGH_BETWEEN / 2 else []
    pairs += _between(pairs, left, right, bundle, knowledge)
    pairs += _moved_pairs(s, t, scores, pairs)
    links = _grow(pairs, left, right)
    return _with_unlinked(links, m_a, m_b)


class _Side:
    """The content words of one side by sentence, weighted, and sentence vectors."""

    def __init__(self, text: Segmented, lexicon: Lexicon) -> None:
        self.text = text
        self.size = len(text.sentences) - 1
        wordy = text.kinds <= NUMBER
        content = wordy & (text.kinds != FUNCTION)
        sentence_of = np.repeat(np.arange(self.size, dtype=np.int32), np.diff(text.sentences))
        # a sentence of nothing but function words is known by those
        has_content = np.bincount(sentence_of[content], minlength=self.size) > 0
        used = content | (wordy & ~has_content[sentence_of])
        self.tokens = np.flatnonzero(used).astype(np.int32)
        self.stems = text.stems[self.tokens]
        self.sentence = sentence_of[self.tokens]
        self.weight = _weights(lexicon)[text.rows[self.tokens]]
        self.total = np.bincount(self.sentence, self.weight, self.size).astype(np.float32)
        self.starts = np.searchsorted(self.sentence, np.arange(self.size + 1)).astype(np.int32)
        self.order = np.argsort(self.stems, kind="stable").astype(np.int32)
        self.vectors = _sentence_vectors(text, self, lexicon)


@lately
def _side(text: Segmented, lexicon: Lexicon) -> _Side:
    return _Side(text, lexicon)


@lru_cache(maxsize=2)
def _weights(lexicon: Lexicon) -> Float32:
    """Return the weight of each row of the lexicon, and at -1 that of a word it has not.

    A weight is minus the log of a word's frequency, between COMMON and RARE.
    """
    counts, total = frequencies(lexicon)
    nats = math.log(total) - np.log(counts)
    weights: Float32 = np.clip(nats - 3.0, COMMON, RARE).astype(np.float32)
    return weights


def _sentence_vectors(text: Segmented, side: _Side, lexicon: Lexicon) -> NDArray[np.float32]:
    """Return (m, D) unit vectors: the weighted mean of the vectors of a sentence's content words."""
    width = lexicon.vectors.shape[1]
    out = np.zeros((side.size, width), np.float32)
    rows = text.rows[side.tokens]
    if len(lexicon.keys) and lexicon.vectors.shape[0]:
        _sum_vectors(rows, side.sentence, side.weight, lexicon.vector_rows, lexicon.vectors, out)
    norms = np.sqrt((out * out).sum(axis=1, keepdims=True))
    unit: Float32 = (out / np.maximum(norms, 1e-6)).astype(np.float32)
    return unit


@njit(nogil=True, cache=True)
def _sum_vectors(
    rows: Int32, sentence: Int32, weight: Float32, vector_rows: Int32,
    vectors: NDArray[np.int8], out: NDArray[np.float32],
) -> None:  # fmt: skip
    for k in range(len(rows)):
        if rows[k] >= 0 and vector_rows[rows[k]] >= 0:
            vector, total = vectors[vector_rows[rows[k]]], out[sentence[k]]
            by = weight[k]
            for d in range(len(vector)):
                total[d] += by * vector[d]


def _scored_pairs(
    left: _Side, right: _Side, passages: tuple[Passage, ...]
) -> tuple[Int32, Int32, Float32]:
    """Return the sentence pairs worth linking, ordered by (s, t), with their similarity 0..1."""
    s, t, dice = _dice(
        left.stems, left.sentence, left.weight, left.total,
        right.stems[right.order], right.sentence[right.order], right.total,
        0.05 if left.size * right.size <= DENSE else ENOUGH,
    )  # fmt: skip
    if left.size * right.size <= DENSE:
        cosine = _cosines(left.vectors, right.vectors)
        dense = np.zeros_like(cosine)
        dense[s, t] = dice
        score = _blend(dense, cosine)
        ss, tt = np.nonzero(score >= ENOUGH)
        s, t, scores = ss.astype(np.int32), tt.astype(np.int32), score[ss, tt]
    else:
        scores = _blend(dice, _cosines_of(left.vectors, right.vectors, s, t))
        keep = scores >= ENOUGH
        s, t, scores = s[keep], t[keep], scores[keep]
    inside = _inside_passages(left.text, right.text, s, t, passages)
    keep = inside | (scores >= _enough_alone(left.size * right.size))
    return s[keep], t[keep], scores[keep].astype(np.float32)


def _enough_alone(pairs: int) -> float:
    """Return the similarity wanted outside every passage: the more pairs, the more meet by chance."""
    if pairs <= TINY:
        return ENOUGH
    return min(ENOUGH_ALONE + 0.04 * max(0.0, math.log10(pairs / 1000)), MOST_ALONE)


@njit(nogil=True, cache=True)
def _cosines(a: NDArray[np.float32], b: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the (m_a, m_b) cosines of unit vectors, summed in one order on every machine.

    A matrix product would leave the order, and so the last digit, to the BLAS and its threads. Here
    each cell is summed over d, as in ``_cosines_of``, but a row of cells at a time.
    """
    out = np.zeros((len(a), len(b)), np.float32)
    across = b.T.copy()
    for s in range(len(a)):
        row = out[s]
        for d in range(a.shape[1]):
            value, column = a[s, d], across[d]
            for t in range(len(row)):
                row[t] += value * column[t]
    return out


@njit(nogil=True, cache=True)
def _cosines_of(
    a: NDArray[np.float32], b: NDArray[np.float32], s: Int32, t: Int32
) -> NDArray[np.float32]:
    """Return the (k,) cosines of the listed pairs, as ``_cosines`` sums them."""
    out = np.empty(len(s), np.float32)
    for k in range(len(s)):
        total = np.float32(0.0)
        for d in range(a.shape[1]):
            total += a[s[k], d] * b[t[k], d]
        out[k] = total
    return out


def _blend(dice: NDArray[np.float32], cosine: NDArray[np.float32]) -> NDArray[np.float32]:
    """Blend shared words and shared meaning; either alone can carry a pair, both make it sure."""
    meaning = np.clip((cosine - 0.2) / 0.8, 0.0, 1.0)
    blended: Float32 = np.maximum(dice, 0.5 * dice + 0.5 * meaning).astype(np.float32)
    return blended


@njit(nogil=True, cache=True)
def _dice(
    a_stems: UInt64, a_sentence: Int32, a_weight: Float32, a_total: Float32,
    b_sorted: UInt64, b_sentence: Int32, b_total: Float32, least: float,
) -> tuple[Int32, Int32, Float32]:  # fmt: skip
    """Return (s, t, weighted Dice) of every sentence pair whose Dice is at least ``least``."""
    capacity = 1024
    ss, tt = np.empty(capacity, np.int32), np.empty(capacity, np.int32)
    scores = np.empty(capacity, np.float32)
    count = 0
    shared = np.zeros(len(b_total), np.float32)
    seen = np.full(len(b_total), -1, np.int32)
    touched = np.empty(len(b_total), np.int32)
    k, size = 0, len(a_stems)
    while k < size:
        s = a_sentence[k]
        n_touched = 0
        while k < size and a_sentence[k] == s:
            low, high = 0, len(b_sorted)
            while low < high:
                mid = (low + high) // 2
                if b_sorted[mid] < a_stems[k]:
                    low = mid + 1
                else:
                    high = mid
            while low < len(b_sorted) and b_sorted[low] == a_stems[k]:
                t = b_sentence[low]
                if seen[t] != k:
                    seen[t] = k
                    if shared[t] == 0.0:
                        touched[n_touched] = t
                        n_touched += 1
                    shared[t] += a_weight[k]
                low += 1
            k += 1
        row = np.sort(touched[:n_touched])
        for t in row:
            score = min(1.0, 2.0 * shared[t] / (a_total[s] + b_total[t]))
            shared[t] = 0.0
            if score < least:
                continue
            if count == capacity:
                capacity *= 2
                ss = np.concatenate((ss, np.empty_like(ss)))
                tt = np.concatenate((tt, np.empty_like(tt)))
                scores = np.concatenate((scores, np.empty_like(scores)))
            ss[count], tt[count], scores[count] = s, t, score
            count += 1
    return ss[:count].copy(), tt[:count].copy(), scores[:count].copy()


def _inside_passages(
    a: Segmented, b: Segmented, s: Int32, t: Int32, passages: tuple[Passage, ...]
) -> Bool:
    """Tell which pairs lie on both sides of one passage, by a good part of each sentence."""
    if not passages:
        return np.zeros(len(s), bool)
    spans = np.array([(p.a.start, p.a.end, p.b.start, p.b.end) for p in passages], np.int32)
    within_a = _within(*sentence_places(a), spans[:, :2])
    within_b = _within(*sentence_places(b), spans[:, 2:])
    return _in_one(within_a, within_b, s, t)


def sentence_places(text: Segmented) -> tuple[Int32, Int32]:
    """Return where each sentence begins and ends in a text that is not empty."""
    first, last = text.sentences[:-1], np.maximum(text.sentences[1:] - 1, text.sentences[:-1])
    return text.starts[first], text.ends[last]


@njit(nogil=True, cache=True)
def _within(starts: Int32, ends: Int32, spans: Int32) -> UInt64:
    """Return, a row a sentence, the passages that hold ``WITHIN`` of it, as bits."""
    bits = np.zeros((len(starts), (len(spans) + 63) // 64), np.uint64)
    for p in range(len(spans)):
        start, end = spans[p]
        k = np.searchsorted(ends, start, "right")
        while k < len(starts) and starts[k] < end:
            inside = min(ends[k], end) - max(starts[k], start)
            if inside >= WITHIN * (ends[k] - starts[k]):
                bits[k, p >> 6] |= np.uint64(1) << np.uint64(p & 63)
            k += 1
    return bits


@njit(nogil=True, cache=True)
def _in_one(within_a: UInt64, within_b: UInt64, s: Int32, t: Int32) -> Bool:
    """Tell of each pair of sentences whether one passage holds both."""
    found = np.zeros(len(s), np.bool_)
    for k in range(len(s)):
        for w in range(within_a.shape[1]):
            if within_a[s[k], w] & within_b[t[k], w]:
                found[k] = True
                break
    return found


@njit(nogil=True, cache=True)
def heaviest_chain(s: Int32, t: Int32, gain: Float32, t_size: int) -> Int32:
    """Return the indexes of the heaviest chain of pairs rising strictly in s and in t.

    Pairs must be ordered by (s, t). A Fenwick tree of prefix maxima over t makes it
    O(k log t_size). Among equally heavy chains the one found first wins.
    """
    best = np.zeros(t_size + 1, np.float32)
    best_at = np.full(t_size + 1, -1, np.int32)
    total = np.empty(len(s), np.float32)
    back = np.empty(len(s), np.int32)
    k = 0
    while k < len(s):
        row_end = k
        while row_end < len(s) and s[row_end] == s[k]:
            node, top, at = t[row_end], np.float32(0.0), -1
            while node > 0:  # maximum over t' < t
                if best[node] > top:
                    top, at = best[node], best_at[node]
                node -= node & -node
            total[row_end], back[row_end] = top + gain[row_end], at
            row_end += 1
        for q in range(k, row_end):  # a whole row is entered at once: s must rise strictly
            node = t[q] + 1
            while node <= t_size:
                if total[q] > best[node]:
                    best[node], best_at[node] = total[q], q
                node += node & -node
        k = row_end
    end, top = -1, np.float32(0.0)
    for q in range(len(s)):
        if total[q] > top:
            end, top = q, total[q]
    chain = np.empty(len(s), np.int32)
    count = 0
    while end >= 0:
        chain[count] = end
        count += 1
        end = back[end]
    return chain[:count][::-1].copy()


def _between(
    pairs: list[tuple[int, int, float, bool]], left: _Side, right: _Side, bundle: Sides,
    knowledge: Words,
) -> list[tuple[int, int, float, bool]]:  # fmt: skip
    """Link free sentences that lie between the same two links and align word by word.

    Their place vouches for them, so they need less: a heading whose words were all replaced.
    """
    gaps: list[list[tuple[int, int]]] = []
    for (i, j, _, _), (i2, j2, _, _) in pairwise(pairs):
        free_a, free_b = range(i + 1, i2), range(j + 1, j2)
        if free_a and free_b and len(free_a) * len(free_b) <= BETWEEN_CELLS:
            gaps.append([(s, t) for s in free_a for t in free_b])
    if not gaps:
        return []
    alike = iter(
        _likeness([place for gap in gaps for place in gap], left, right, bundle, knowledge)
    )
    found = []
    for gap in gaps:
        scored = [(s, t, next(alike)) for s, t in gap]
        good = [place for place in scored if place[2] >= ENOUGH_BETWEEN]
        if good:
            ss, tt, scores = (np.array(column) for column in zip(*good, strict=True))
            chain = heaviest_chain(
                ss.astype(np.int32), tt.astype(np.int32), scores.astype(np.float32), right.size
            )
            found += [(*good[k], False) for k in chain]
    return found


def _likeness(
    places: Sequence[tuple[int, int]], left: _Side, right: _Side, bundle: Sides, knowledge: Words
) -> list[float]:
    """Return how alike the words of each of the sentence pairs (s, t) are, 0..1."""
    s, t = np.array(places, np.int32).T
    a, b = left.text.sentences, right.text.sentences
    bounds = np.stack((a[s], a[s + 1], b[t], b[t + 1]), axis=1)
    alike: list[float] = pair_stretches(bounds, True, bundle, knowledge)[2].tolist()
    return alike


def _moved_pairs(
    s: Int32, t: Int32, scores: Float32, pairs: list[tuple[int, int, float, bool]]
) -> list[tuple[int, int, float, bool]]:
    """Return good pairs off the chain whose sentences are both still free, best first."""
    used_s, used_t = {p[0] for p in pairs}, {p[1] for p in pairs}
    off = np.flatnonzero(scores >= ENOUGH_MOVED)
    found = []
    for k in off[np.lexsort((t[off], s[off], -scores[off]))].tolist():
        i, j = int(s[k]), int(t[k])
        if i not in used_s and j not in used_t:
            used_s.add(i)
            used_t.add(j)
            found.append((i, j, float(scores[k]), True))
    return found


def _grow(pairs: list[tuple[int, int, float, bool]], left: _Side, right: _Side) -> list[Link]:
    """Let each pair take in free neighbours that it holds: splits and merges."""
    free = (
        set(range(left.size)).difference(p[0] for p in pairs),
        set(range(right.size)).difference(p[1] for p in pairs),
    )
    links = []
    for i, j, score, moved in sorted(pairs):
        ranges = ([i, i + 1], [j, j + 1])
        while any(_take(*way, ranges, left, right) for way in _ways(ranges, free)):
            for side in (0, 1):
                free[side].difference_update(range(*ranges[side]))
        links.append(Link(tuple(range(*ranges[0])), tuple(range(*ranges[1])), score, moved))
    return links


def _ways(
    ranges: tuple[list[int], list[int]], free: tuple[set[int], set[int]]
) -> Iterator[tuple[int, int]]:
    """Yield each side and step by which a link could take in a free sentence beside it."""
    for side in (0, 1):
        first, last = ranges[side]
        if first - 1 in free[side]:
            yield side, -1
        if last in free[side]:
            yield side, 1


def _take(
    side: int, step: int, ranges: tuple[list[int], list[int]], left: _Side, right: _Side
) -> bool:
    """Take one free neighbour into the link if the other side holds words of it that are left over."""
    mine, theirs = ranges[side], ranges[1 - side]
    if mine[1] - mine[0] >= LARGEST:
        return False
    candidate = mine[0] - 1 if step < 0 else mine[1]
    me, other = (left, right) if side == 0 else (right, left)
    held = set(other.stems[other.starts[theirs[0]] : other.starts[theirs[1]]].tolist())
    kept = set(me.stems[me.starts[mine[0]] : me.starts[mine[1]]].tolist())
    first, last = me.starts[candidate], me.starts[candidate + 1]
    spare = np.array([x in held and x not in kept for x in me.stems[first:last].tolist()], bool)
    share = float(me.weight[first:last][spare].sum()) / max(float(me.total[candidate]), 1e-6)
    if share < HELD or not spare.any():
        return False
    mine[0 if step < 0 else 1] += step
    return True


def mirrored_links(links: tuple[Link, ...]) -> tuple[Link, ...]:
    """Return the links of all sentences of two texts with the sides swapped."""
    m_a, m_b = sum(len(k.b) for k in links), sum(len(k.a) for k in links)
    joined = [Link(k.b, k.a, k.score, k.moved) for k in links if k.a and k.b]
    return _with_unlinked(joined, m_a, m_b)


def _with_unlinked(links: list[Link], m_a: int, m_b: int) -> tuple[Link, ...]:
    """Add the dropped and added sentences, each in its place."""
    used_a = {i for link in links for i in link.a}
    used_b = {j for link in links for j in link.b}
    dropped = [Link((i,), (), 0.0) for i in range(m_a) if i not in used_a]
    place = {j: link.a[-1] for link in links for j in link.b}
    added, after = [], -1
    for j in range(m_b):
        after = place.get(j, after)
        if j not in used_b:
            added.append((after, j))
    keyed = [((link.a[0], 0, 0), link) for link in links + dropped]
    keyed += [((after, 1, j), Link((), (j,), 0.0)) for after, j in added]
    return tuple(link for _, link in sorted(keyed, key=lambda entry: entry[0]))
