"""Slow textbook versions of what ``unspin.align`` does."""

from __future__ import annotations

from functools import cache

import numpy as np

from unspin.align import similarity, stretches, words
from unspin.align.meetings import Float64, Meetings
from unspin.align.similarity import Sides, Words, similarities
from unspin.records import Int32, Lexicon


def token_similarity(i: int, j: int, s: Sides, w: Words) -> float:
    """How alike one token of a is to one of b."""
    return float(similarities(np.array([i], np.int32), np.array([j], np.int32), s, w)[0, 0])


def meaning(lexicon: Lexicon, u: int, v: int) -> float:
    """How alike two rows of the lexicon are in meaning, by sets and plain arithmetic."""
    if lexicon.variants[u] == lexicon.variants[v]:
        return similarity.VARIANT
    senses = [_run(lexicon.sense_starts, lexicon.senses, row) for row in (u, v)]
    if senses[0] & senses[1]:
        return similarity.SENSE
    near = [_run(lexicon.near_starts, lexicon.near, row) for row in (u, v)]
    one, other = lexicon.vector_rows[[u, v]]
    cosine = similarity.UNKNOWN_COSINE
    if one >= 0 and other >= 0:
        cosine = float(lexicon.vectors[one].astype(int) @ lexicon.vectors[other]) / 127**2
    if cosine < similarity.UNRELATED:
        return 0.0
    best = similarity.NEAR if senses[0] & near[1] or senses[1] & near[0] else 0.0
    if cosine > 0.25:
        best = max(best, similarity.VECTOR_MOST * min(1.0, 2 * cosine - 0.5)) + 0.1 * cosine
    return min(best, similarity.SENSE)


def _run(starts: Int32, values: Int32, row: int) -> set[int]:
    return set(values[starts[row] : starts[row + 1]].tolist())


def value(i: int, j: int, s: Sides, w: Words) -> float:
    """What pairing two tokens is worth."""
    return float(words._weight(s.a_kinds[i], s.b_kinds[j], token_similarity(i, j, s, w)))


def best_score(a0: int, a1: int, b0: int, b1: int, s: Sides, w: Words) -> float:
    """The best score of a global alignment by plain recursion over prefixes (Gotoh 1982)."""
    never = float("-inf")

    @cache
    def paired(i: int, j: int) -> float:
        if i == a0 and j == b0:
            return 0.0
        if i == a0 or j == b0:
            return never
        before = max(paired(i - 1, j - 1) + words.RUN, skipped(i - 1, j - 1))
        return before + value(i - 1, j - 1, s, w)

    @cache
    def skipped(i: int, j: int) -> float:
        options = [never]
        for i2, j2 in ((i - 1, j), (i, j - 1)):
            if i2 >= a0 and j2 >= b0:
                options += [paired(i2, j2) + words.GAP_OPEN, skipped(i2, j2)]
        return max(options) + words.GAP_MORE

    return max(paired(a1, b1), skipped(a1, b1))


def path_score(a0: int, a1: int, b0: int, b1: int, out: list[int], s: Sides, w: Words) -> float:
    """What one alignment is worth, added up from left to right."""
    total, i, j = 0.0, a0, b0
    for k in range(a0, a1):
        if out[k] >= 0:
            total += _gap(k - i + out[k] - j) or words.RUN
            total += value(k, out[k], s, w)
            i, j = k + 1, out[k] + 1
    return total + _gap(a1 - i + b1 - j)


def _gap(skipped: int) -> float:
    return words.GAP_OPEN + skipped * words.GAP_MORE if skipped else 0.0


def longest_rise(partner: list[int]) -> int:
    """Length of the longest chain along which the values rise; negative ones are left out."""
    best = [0] * len(partner)
    for i, x in enumerate(partner):
        if x >= 0:
            best[i] = 1 + max((best[k] for k in range(i) if 0 <= partner[k] < x), default=0)
    return max(best, default=0)


def heaviest_rise(s: list[int], t: list[int], gain: list[float]) -> float:
    """Weight of the heaviest chain of pairs that rises strictly on both sides; 0 for none."""
    best = [0.0] * len(s)
    for k in range(len(s)):
        before = [best[q] for q in range(k) if s[q] < s[k] and t[q] < t[k]]
        best[k] = np.float32(gain[k]) + max(0.0, *before, 0.0)
    return max([0.0, *best])


def osa(a: str, b: str) -> int:
    """Optimal string alignment distance (Damerau), by recursion."""

    @cache
    def distance(i: int, j: int) -> int:
        if i == 0 or j == 0:
            return i + j
        best = min(
            distance(i - 1, j) + 1,
            distance(i, j - 1) + 1,
            distance(i - 1, j - 1) + (a[i - 1] != b[j - 1]),
        )
        if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
            best = min(best, distance(i - 2, j - 2) + 1)
        return best

    return distance(len(a), len(b))


def unique_shared(a: list[int], b: list[int]) -> list[tuple[int, int]]:
    """Places of the values that occur once in a and once in b, in the order of a."""
    return [(i, b.index(x)) for i, x in enumerate(a) if a.count(x) == b.count(x) == 1]


def improved(guess: Float64, a: Meetings, b: Meetings) -> Float64:
    """The rectangle that a guess becomes in turns, each turn worked out anew."""
    best = guess
    for turn in range(stretches.MAX_TURNS):
        a0, a1, b0, b1 = (int(x) for x in best[:4])
        for tight in range(3):
            before = (a0, a1, b0, b1)
            a0, a1, ours = stretches._fit(a0, a1, b0, b1, _grow(b0, b1, tight), a)
            b0, b1, theirs = stretches._fit(b0, b1, a0, a1, _grow(a0, a1, tight), b)
            if tight and before == (a0, a1, b0, b1):
                break
        score = 2.0 * min(ours, theirs)
        if score <= best[4] + 0.1:
            break
        best = np.array([a0, a1, b0, b1, score])
        if turn == 0 and score < stretches.HOPELESS:
            break
    return best


def _grow(start: int, end: int, tight: int) -> int:
    return 0 if tight else max(stretches.REACH, (end - start) // 2)


def longest_run(a: list[str], b: list[str]) -> int:
    """Return the length of the longest run, by looking at every pair of places."""
    lengths = {(i, j): 0 for i in range(-1, len(a)) for j in range(-1, len(b))}
    for i, word in enumerate(a):
        for j, other in enumerate(b):
            lengths[i, j] = lengths[i - 1, j - 1] + 1 if word == other else 0
    return max(lengths.values())
