"""Established phrases that a rewriter broke: two words that were one, and what they were.

Either word may have been replaced, or both (``Chilly Warfare``): all pairs of words they may stand
for are tried between their neighbours, and the likeliest is taken if it is a phrase the language
has (pointwise mutual information, Church and Hanks 1990) and what stands there is not.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit

from unspin.findings import LanguageModel
from unspin.inspect.model import ALONE, NOTHING, Tables, pair_chance, pair_count
from unspin.records import Float32, Int32, Lexicon, UInt8, UInt32

ADJECTIVE = 4
"""The bit of ``Lexicon.pos`` for adjectives."""
LEAST_COUNT = 6.0
"""Times that a phrase must have been counted to be an established one."""
LEAST_NATS = 4.0
"""Nats above chance that make two words a phrase."""
RAREST = 0.03
"""Share of the phrase's count up to which what stands there is its loss."""
CHANGED = 0.1
"""Chance that a word was replaced, beside one that was not: two changes must explain much more."""
WORDS = 35_000_000.0
"""Words that the counts are of."""


class Phrase(NamedTuple):
    """What probably stood in the place of two words: their ids, and how often it was counted.

    ``gain`` is how much likelier it is there than what stands there, in nats.
    """

    first: int
    second: int
    times: float
    was: float
    gain: float


def broken(
    left: int, one: tuple[int, int], other: tuple[int, int], right: int, model: LanguageModel,
    words: Tables,
) -> Phrase | None:  # fmt: skip
    """Return the phrase that two words broke, or None.

    Args:
        left, right: ids of the words around them, ``NOTHING`` at the ends of a sentence.
        one, other: (row, id) of the two words.
    """
    alone = _alone(model, one, other)
    first, second, gain = _best(
        words, left, _choices(model, *one), _choices(model, *other), right, *alone
    )
    if (first, second) == (one[1], other[1]):
        return None
    found = _weighed(words, first, second, one[1], other[1], gain)
    return found if gain > 1.0 else None


def filled(
    left: int, one: tuple[int, int], other: tuple[int, int], lexicon: Lexicon,
    model: LanguageModel, words: Tables,
) -> Phrase | None:  # fmt: skip
    """Return the phrase with the first word that oftenest stands before the other, or None.

    For words that a rewriter took from no thesaurus: anything of the same part of speech may have
    stood there. The word itself must be one that a rewriter can know: an adjective, no name.
    """
    if one[0] < 0 or not lexicon.pos[one[0]] & ADJECTIVE:
        return None
    row = other[0]
    number = int(lexicon.lm_ids[row])
    places = np.flatnonzero(lexicon.bigram_nexts == number)
    if number < 0 or not len(places):
        return None
    news = np.searchsorted(lexicon.bigram_starts, places, side="right") - 1
    rows_of_news = np.zeros(len(lexicon.bigram_starts), np.int32)
    known = np.flatnonzero(lexicon.lm_ids >= 0)
    rows_of_news[lexicon.lm_ids[known]] = known
    firsts = rows_of_news[news]
    fits = (
        (lexicon.function[firsts] == 0)
        & ((lexicon.pos[firsts] & ADJECTIVE) > 0)
        & (firsts != one[0])
    )
    ids = model.ids[firsts]
    fits &= ids >= 0
    best: tuple[float, Phrase] | None = None
    for number in ids[fits].tolist():
        found = _weighed(words, number, other[1], one[1], other[1], 2.0)
        if found:
            value = found.times * (
                1.0 + pair_count(words.pairs, words.sieve, words.logs, left, number)
            )
            if best is None or value > best[0]:
                best = value, found
    return best[1] if best else None


def _choices(model: LanguageModel, row: int, number: int) -> Int32:
    swaps = np.zeros(0, np.uint16)
    if row >= 0:
        swaps = model.swaps[model.swap_starts[row] : model.swap_starts[row + 1]]
    return np.concatenate((np.array([number], np.int32), swaps.astype(np.int32)))


def _alone(
    model: LanguageModel, one: tuple[int, int], other: tuple[int, int]
) -> tuple[float, float]:
    first, second = (float(model.rare[row]) if row >= 0 else 1e-8 for row, _ in (one, other))
    return first, second


def _weighed(
    words: Tables, first: int, second: int, one: int, other: int, gain: float
) -> Phrase | None:
    count = pair_count(words.pairs, words.sieve, words.logs, first, second)
    was = pair_count(words.pairs, words.sieve, words.logs, one, other)
    if count < LEAST_COUNT or was > RAREST * count:
        return None
    chance = float(words.words[first, ALONE]) * float(words.words[second, ALONE]) * WORDS
    if math.log(count / max(chance, 1e-9)) < LEAST_NATS:
        return None
    return Phrase(first, second, count, was, gain)


def _best(
    words: Tables, left: int, firsts: Int32, seconds: Int32, right: int, one: float, other: float
) -> tuple[int, int, float]:
    found: tuple[int, int, float] = _best_of(
        words.words, words.pairs, words.sieve, words.logs, left, firsts, seconds, right, one, other
    )
    return found


@njit(nogil=True, cache=True)
def _best_of(
    words: Float32, pairs: UInt32, sieve: UInt8, logs: Float32, left: int, firsts: Int32,
    seconds: Int32, right: int, one: float, other: float,
) -> tuple[int, int, float]:  # fmt: skip
    """Return the likeliest pair of choices, the first of each being what stands there, and its gain."""
    own, top, best_a, best_b = 0.0, 0.0, firsts[0], seconds[0]
    for i in range(len(firsts)):
        a = firsts[i]
        pa = one if i == 0 else np.float64(words[a, ALONE])
        before = pair_chance(words, pairs, sieve, logs, left, a, pa)
        for k in range(len(seconds)):
            b = seconds[k]
            pb = other if k == 0 else np.float64(words[b, ALONE])
            value = before * (CHANGED if i else 1.0) * (CHANGED if k else 1.0)
            value *= pair_chance(words, pairs, sieve, logs, a, b, pb)
            if right != NOTHING:
                pr = np.float64(words[right, ALONE]) if right >= 0 else 1e-7
                value *= pair_chance(words, pairs, sieve, logs, b, right, pr)
            if i == 0 and k == 0:
                own = value
            if value > top:
                top, best_a, best_b = value, a, b
    return best_a, best_b, math.log(top / max(own, 1e-300))
