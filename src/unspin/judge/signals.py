"""Signs of which side was there first: counted, signed, positive when they favour a as the source.

Each signal changes its sign when a and b are swapped, and is 0 when it says nothing. What a signal
is worth depends on the method of copying (``weights.py``): a substitution spinner breaks
collocations, a translation engine smooths them.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from unspin.judge.ranges import ONLY_A, ONLY_B, SUBSTITUTED
from unspin.judge.words import followed
from unspin.later import lately
from unspin.records import Alignment, Flag, Float32, Int32, Kind, Lexicon, Segmented, UInt8

K_NAME, K_NUMBER, F_FOLDED = int(Kind.NAME), int(Kind.NUMBER), int(Flag.FOLDED)
SITE = 6
"""Most rows of a replacement site; longer ones are rewritten sentences, not replaced words."""
LIKELY = np.float32(0.5)
"""Score from which a substitution is taken for the same word."""
MOST = 3.0
"""Nats a single site may add: one absurd phrase must not outvote a page."""
BIGRAM_SHARE = 0.75
"""Weight of the bigram in the interpolated language model (Jelinek and Mercer 1980)."""


def signals(
    a: Segmented, b: Segmented, alignment: Alignment, residue: tuple[int, int], lexicon: Lexicon
) -> dict[str, float]:
    """Return every signal by name, positive when it favours "a is the source".

    ``residue`` is how many left-overs of a spinner or a plug-in stand in a, and in b.
    """
    total, mean, unigram, sites = _collocations(a, b, alignment, lexicon)
    return {
        "collocation": total / math.sqrt(sites) if sites else 0.0,
        "collocation_mean": mean,
        "rarity": unigram,
        "residue": float(max(-3, min(3, residue[1] - residue[0]))),
        "hidden": _signed_log(_hidden(b) - _hidden(a)),
        "misspelling": _signed_log(_misspelt(a, b, alignment, lexicon)),
        "length": math.log(max(a.words, 1) / max(b.words, 1)),
        "loose": _loose(a, b, alignment),
    }


def _signed_log(count: float) -> float:
    return math.copysign(math.log1p(abs(count)), count)


def _collocations(
    a: Segmented, b: Segmented, alignment: Alignment, lexicon: Lexicon
) -> tuple[float, float, float, int]:
    """Return (sum, mean, unigram mean, sites) of clipped differences in mean log probability."""
    if not len(lexicon.bigram_counts):
        return 0.0, 0.0, 0.0, 0
    w = alignment.words
    logs_a, words_a = log_probabilities(a, lexicon)
    logs_b, words_b = log_probabilities(b, lexicon)
    return _sites(
        w.ops, w.links, w.a_starts, w.a_ends, w.b_starts, w.b_ends, a.kinds, b.kinds,
        logs_a, logs_b, words_a, words_b,
    )  # fmt: skip


@lately
def log_probabilities(text: Segmented, lexicon: Lexicon) -> tuple[Float32, Float32]:
    """Return (n,) bigram and (n,) unigram log probabilities of each token, in nats.

    Interpolated: 3/4 of the bigram estimate, 1/4 of the unigram's, half a count for the unseen.
    """
    rows = text.rows
    known = rows >= 0
    counts = np.where(known, lexicon.counts[np.maximum(rows, 0)], 0).astype(np.float64)
    unigram = np.log((counts + 0.5) / max(lexicon.total, 1))
    seen = followed(text, lexicon)
    before = np.concatenate(([1.0], np.maximum(counts[:-1], 1.0)))[: len(counts)]
    blend = BIGRAM_SHARE * seen / before + (1 - BIGRAM_SHARE) * np.exp(unigram)
    return np.log(blend).astype(np.float32), unigram.astype(np.float32)


@njit(nogil=True, cache=True)
def _sites(
    ops: UInt8, links: Int32, a0: Int32, a1: Int32, b0: Int32, b1: Int32,
    a_kinds: UInt8, b_kinds: UInt8, logs_a: Float32, logs_b: Float32, words_a: Float32,
    words_b: Float32,
) -> tuple[float, float, float, int]:  # fmt: skip
    """Sum the clipped differences over replacement sites: runs of rows that differ in one link."""
    total, unigram, sites = 0.0, 0.0, 0
    r, size = 0, len(ops)
    while r < size:
        if ops[r] == 0 or links[r] < 0:
            r += 1
            continue
        first = r
        while r < size and ops[r] != 0 and links[r] == links[first]:
            r += 1
        if r - first > SITE:
            continue
        sum_a, n_a, sum_b, n_b, uni_a, uni_b = 0.0, 0, 0.0, 0, 0.0, 0.0
        left_a, right_a, left_b, right_b = 1 << 30, -1, 1 << 30, -1
        words = 0
        for q in range(first, r):
            if a1[q] > a0[q]:
                left_a, right_a = min(left_a, a0[q]), max(right_a, a1[q])
                words += a_kinds[a0[q]] <= 3
            if b1[q] > b0[q]:
                left_b, right_b = min(left_b, b0[q]), max(right_b, b1[q])
                words += b_kinds[b0[q]] <= 3
        if (
            right_a < 0
            or right_b < 0
            or words < 2
            or right_a - left_a > SITE
            or right_b - left_b > SITE
        ):
            continue
        for t in range(left_a, min(right_a + 1, len(logs_a))):
            sum_a += logs_a[t]
            n_a += 1
        for t in range(left_b, min(right_b + 1, len(logs_b))):
            sum_b += logs_b[t]
            n_b += 1
        for t in range(left_a, right_a):
            uni_a += words_a[t] / (right_a - left_a)
        for t in range(left_b, right_b):
            uni_b += words_b[t] / (right_b - left_b)
        total += min(max(sum_a / n_a - sum_b / n_b, -MOST), MOST)
        unigram += min(max(uni_a - uni_b, -MOST), MOST)
        sites += 1
    if sites == 0:
        return 0.0, 0.0, 0.0, 0
    return total, total / sites, unigram / sites, sites


def _hidden(text: Segmented) -> int:
    folded = int(np.count_nonzero(text.flags & F_FOLDED))
    return folded + sum(f.kind == "bidi" for f in text.folds)


def _misspelt(a: Segmented, b: Segmented, alignment: Alignment, lexicon: Lexicon) -> int:
    """Count substitutions by a word no lexicon knows in b, less those in a."""
    if not len(lexicon.keys):
        return 0
    w = alignment.words
    return unknown_for_known(
        w.ops, w.scores, w.a_starts, w.b_starts, a.kinds, b.kinds, a.rows, b.rows
    )


@njit(nogil=True, cache=True)
def unknown_for_known(
    ops: UInt8, scores: Float32, a0: Int32, b0: Int32, a_kinds: UInt8, b_kinds: UInt8,
    a_rows: Int32, b_rows: Int32,
) -> int:  # fmt: skip
    """Count likely words for words of which only b's is unknown, less those of which only a's is."""
    count = 0
    for r in range(len(ops)):
        if ops[r] == SUBSTITUTED and scores[r] >= LIKELY:
            count += b_rows[b0[r]] < 0 and b_kinds[b0[r]] <= K_NAME
            count -= a_rows[a0[r]] < 0 and a_kinds[a0[r]] <= K_NAME
    return count


def _loose(a: Segmented, b: Segmented, alignment: Alignment) -> float:
    """Log ratio of words in a without counterpart to those in b: copies are cut, rarely padded."""
    w = alignment.words
    only_a = loose_words(w.ops, ONLY_A, w.a_starts, a.kinds)
    only_b = loose_words(w.ops, ONLY_B, w.b_starts, b.kinds)
    return math.log((only_a + 5.0) / (only_b + 5.0))


@njit(nogil=True, cache=True)
def loose_words(ops: UInt8, op: int, starts: Int32, kinds: UInt8) -> int:
    """Count the rows of a kind that begin with a word on the side that they are of."""
    count = 0
    for r in range(len(ops)):
        count += ops[r] == op and kinds[starts[r]] <= K_NUMBER
    return count
