"""What is measured of every word: how well it sits between its neighbours, and what would sit better.

Legend: m = places of the stream (see ``sitting``), n = words looked at. What is a logarithm in the
end is kept as a ratio until all are there: numpy takes many logarithms in the time of one alone.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from unspin.findings import LanguageModel
from unspin.inspect.model import ALONE, tables
from unspin.inspect.sitting import LEFT, RIGHT, SHARE, TOP, chain, instead, links
from unspin.records import Flag, Float32, Int32, Kind, Lexicon, Segmented, UInt8, UInt16, UInt32

NAMES = (
    "alone", "left", "right", "left_triple", "right_triple", "left_unseen", "right_unseen",
    "better", "commoner", "odds", "none", "spun", "spun_known", "name", "first", "function",
    "topic", "topic_gain", "unknown", "around", "text_fit", "text_alone", "better_spun",
    "better_left", "better_right", "marked", "turn_in", "turn_out", "turn_gain",
)  # fmt: skip
"""The features of a word, in the order of the columns."""
WIDTH = len(NAMES)
__all__ = ["NAMES", "NO_BETTER", "PUT_TOTAL", "WIDTH", "Seen", "chain", "features", "rows_of"]
K_FUNCTION, K_NAME, K_NUMBER = int(Kind.FUNCTION), int(Kind.NAME), int(Kind.NUMBER)
F_INITIAL = int(Flag.INITIAL)
UNIT = 4096
"""What stands for one where vectors are compared in whole numbers."""
PUT_TOTAL = 90_000.0
"""Quarters of words that were put in, in the texts they were learned from."""
AT_HOME, WELL_MET = math.exp(-0.5), math.exp(2.0)
"""How much oftener than by chance a word and its neighbours meet: from the first a function word
is no more looked at (one in twenty words that rewriters put in is one, and half of all words are),
from the second nothing better is looked for."""
NO_BETTER = -4.0
"""Nats taken for the better word's gain where none was looked for."""
SELDOM = math.exp(-0.1)
"""The same under which a pair was never counted, though its words were."""
MOST = 12.0
"""Nats that a single comparison counts at most."""
_LOGS = (0, 1, 2, 3, 4, 7, 8, 9, 11, 22, 23, 24)
"""Columns that are logarithms of ratios."""
_ENDS = tuple(99.0 if c in (0, 9, 11, 22) else MOST for c in _LOGS)
"""Where they are cut off."""
MOST_CHOICES = 16
"""Words that one word may stand for, as far as they are tried; the model lists fewer."""
NONE_LOOKED_FOR = math.exp(NO_BETTER)


class Seen(NamedTuple):
    """What is known of each word of a text.

    Attributes:
        tokens: (m,) int32, the token of each word looked at.
        values: (m, WIDTH) float32, see :data:`NAMES`.
        best: (m,) int32, id of the word that would sit best instead, -1 when none was known.
    """

    tokens: Int32
    values: Float32
    best: Int32


def features(text: Segmented, lexicon: Lexicon, model: LanguageModel) -> Seen:
    """Measure every word of a text.

    Args:
        text: the columns of ``text.quick.read_quickly``.
        lexicon, model: of its language.
    """
    stream = _stream(text.sentences, text.rows, text.kinds, model.ids, model.rare, model.start)
    known = tables(model, lexicon)
    places, ratios, x, best = _measure(
        *stream, text.kinds, text.flags, text.rows, known.words, known.pairs,
        known.triples, known.turns, known.logs, model.swap_starts, model.swaps, model.spun, model.rare, lexicon.vector_rows, lexicon.vectors, rows_of(model),
        model.classes,
    )  # fmt: skip
    _finish(x, np.log(ratios))
    return Seen(places, x, best)


def rows_of(model: LanguageModel) -> Int32:
    """Return (L,) the row of each id."""
    key = id(model)
    if key not in _ROWS:
        rows = np.zeros(len(model.chances), np.int32)
        known = np.flatnonzero(model.ids >= 0)
        rows[model.ids[known]] = known
        _ROWS[key] = rows
    return _ROWS[key]


_ROWS: dict[int, Int32] = {}


@njit(nogil=True, cache=True)
def _stream(
    sentences: Int32, rows: Int32, kinds: UInt8, ids: Int32, rare: Float32, start: int
) -> tuple[Int32, Int32, Float32]:
    """Return tokens (-1 for a start), ids and probabilities alone of what the model counts."""
    most = len(rows) + len(sentences)
    tokens, numbers, alone = (
        np.empty(most, np.int32),
        np.empty(most, np.int32),
        np.empty(most, np.float32),
    )
    m = 0
    for s in range(len(sentences) - 1):
        tokens[m], numbers[m], alone[m] = -1, start, 1.0
        m += 1
        for t in range(sentences[s], sentences[s + 1]):
            row = rows[t]
            number = ids[row] if row >= 0 else -1
            if kinds[t] > K_NUMBER and number < 0:
                continue
            tokens[m], numbers[m] = t, number
            alone[m] = rare[row] if row >= 0 else 1e-8
            m += 1
    return tokens[:m].copy(), numbers[:m].copy(), alone[:m].copy()


@njit(nogil=True, cache=True)
def _measure(
    tokens: Int32, ids: Int32, alone: Float32, kinds: UInt8, flags: UInt8, rows: Int32,
    words: Float32, pairs: UInt32, triples: UInt32, turns: Float32, logs: Float32,
    swap_starts: Int32, swaps: UInt16, spun: Int32, rare: Float32, vector_rows: Int32,
    vectors: NDArray[np.int8], row_of: Int32, classes: UInt8,
) -> tuple[Int32, Float32, Float32, Int32]:  # fmt: skip
    """Return tokens, (n, 12) ratios of the columns :data:`_LOGS`, all other columns, best words."""
    m = len(tokens)
    two, three, seen = links(ids, alone, tokens, words, pairs, triples, logs)
    at = _looked_at(tokens, alone, kinds, two)
    n = len(at)
    x, ratios = np.zeros((n, WIDTH), np.float32), np.ones((n, 12), np.float32)
    best, asked_of, asked = np.full(n, -1, np.int32), np.empty(n, np.int32), 0
    first, choices = np.zeros(n + 1, np.int32), np.empty(MOST_CHOICES * n, np.uint16)
    for k in range(n):
        i, t = at[k], tokens[at[k]]
        row = rows[t]
        ratios[k, 0] = alone[i]
        ratios[k, 1], ratios[k, 3] = two[i] / alone[i], three[i] / two[i]
        if i + 1 < m and tokens[i + 1] >= 0:
            ratios[k, 2], ratios[k, 4] = two[i + 1] / alone[i + 1], three[i + 1] / two[i + 1]
            if i + 2 < m and tokens[i + 2] >= 0:
                ratios[k, 4] *= three[i + 2] / two[i + 2]
        x[k, 5], x[k, 6] = ratios[k, 1] < SELDOM, ratios[k, 2] < SELDOM
        x[k, 13], x[k, 14] = kinds[t] == K_NAME, flags[t] & F_INITIAL > 0
        x[k, 15], x[k, 18], x[k, 25] = kinds[t] == K_FUNCTION, ids[i] < 0, tokens[i - 1] < 0
        if row < 0 or swap_starts[row] == swap_starts[row + 1]:
            x[k, 10] = 1.0
        elif ratios[k, 1] * ratios[k, 2] < WELL_MET:
            end, last = first[asked], min(swap_starts[row + 1], swap_starts[row] + MOST_CHOICES)
            for c in range(swap_starts[row], last):
                choices[end] = swaps[c]
                end += 1
            asked_of[asked] = k
            asked += 1
            first[asked] = end
        else:
            ratios[k, 5] = NONE_LOOKED_FOR
    asked_of = asked_of[:asked]
    chosen, found = instead(
        at[asked_of], first[: asked + 1], choices[: first[asked]], tokens, ids, alone, two, three,
        seen, words, pairs, triples, logs,
    )  # fmt: skip
    for a in range(asked):
        k, w = asked_of[a], chosen[a]
        best[k] = w
        ratios[k, 5], ratios[k, 7] = found[a, TOP], found[a, SHARE]
        ratios[k, 6] = words[w, ALONE] / alone[at[k]]
        ratios[k, 9] = _odds(spun, rare, row_of[w])
        ratios[k, 10], ratios[k, 11] = found[a, LEFT], found[a, RIGHT]
    _grammar(x, at, best, tokens, rows, classes, row_of, turns)
    _suit(x, at, best, tokens, kinds, rows, vector_rows, vectors, row_of)
    places = np.empty(n, np.int32)
    for k in range(n):
        places[k] = tokens[at[k]]
        row = rows[places[k]]
        if row >= 0:
            ratios[k, 8], x[k, 12] = _odds(spun, rare, row), spun[row] > 0
    return places, ratios, x, best


@njit(nogil=True, cache=True)
def _looked_at(tokens: Int32, alone: Float32, kinds: UInt8, two: Float32) -> Int32:
    """Return the places of words that may have been put in.

    The first place is a start, so that every word has something before it.
    """
    m = len(tokens)
    found, n = np.empty(m, np.int32), 0
    for i in range(1, m):
        t = tokens[i]
        if t < 0 or kinds[t] >= K_NUMBER:
            continue
        if kinds[t] == K_FUNCTION:
            fit = two[i] / alone[i]
            if i + 1 < m and tokens[i + 1] >= 0:
                fit *= two[i + 1] / alone[i + 1]
            if fit >= AT_HOME:
                continue
        found[n] = i
        n += 1
    return found[:n].copy()


@njit(nogil=True, cache=True)
def _grammar(
    x: Float32, at: Int32, best: Int32, tokens: Int32, rows: Int32, classes: UInt8, row_of: Int32,
    turns: Float32,
) -> None:  # fmt: skip
    """Fill in how well each word's class goes between its neighbours', and the better word's."""
    m = len(tokens)
    for k in range(len(at)):
        i = at[k]
        here, before = rows[tokens[i]], tokens[i - 1]
        after = tokens[i + 1] if i + 1 < m else -1
        own = classes[here] if here >= 0 else 0
        other = classes[row_of[best[k]]] if best[k] >= 0 else own
        if before >= 0:
            one = classes[rows[before]] if rows[before] >= 0 else 0
            x[k, 26], x[k, 28] = turns[one, own], turns[one, other] - turns[one, own]
        if after >= 0:
            two = classes[rows[after]] if rows[after] >= 0 else 0
            x[k, 27] = turns[own, two]
            x[k, 28] += turns[other, two] - turns[own, two]


@njit(nogil=True, cache=True)
def _odds(spun: Int32, rare: Float32, row: int) -> float:
    """Return how much oftener rewriters put a word in than people use it; 1 if unknown."""
    if spun[row] <= 0:
        return 1.0
    return float(spun[row] / PUT_TOTAL / (rare[row] + 1.0 / PUT_TOTAL))


@njit(nogil=True, cache=True)
def _suit(
    x: Float32, at: Int32, best: Int32, tokens: Int32, kinds: UInt8, rows: Int32,
    vector_rows: Int32, vectors: NDArray[np.int8], row_of: Int32,
) -> None:  # fmt: skip
    """Fill in how well words, and better ones, suit the topic of their text.

    The topic is the mean direction of its content words. In whole numbers (UNIT times one), which
    processors add abreast.
    """
    width = vectors.shape[1]
    total, topic = np.zeros(width, np.int32), np.zeros(width, np.int32)
    for t in tokens:
        if t < 0 or kinds[t] >= K_NUMBER or kinds[t] == K_FUNCTION or rows[t] < 0:
            continue
        row = vector_rows[rows[t]]
        if row >= 0:
            for d in range(width):
                total[d] = np.int32(total[d] + vectors[row, d])
    length = 1.0 + math.sqrt((total.astype(np.float64) ** 2).sum())
    for d in range(width):
        topic[d] = np.int32(np.rint(total[d] * (UNIT / length)))
    for k in range(len(at)):
        here, w = rows[tokens[at[k]]], best[k]
        if here < 0 or x[k, 15] > 0 or vector_rows[here] < 0:
            continue
        x[k, 16] = _cosine(topic, vectors, vector_rows[here])
        if w >= 0 and vector_rows[row_of[w]] >= 0:
            x[k, 17] = _cosine(topic, vectors, vector_rows[row_of[w]]) - x[k, 16]


@njit(nogil=True, cache=True)
def _cosine(topic: Int32, vectors: NDArray[np.int8], row: int) -> float:
    """Return the cosine of a word with its text.

    Told that every sum fits, the compiler takes eight products at once.
    """
    dot = np.int32(0)
    for d in range(len(topic)):
        dot = np.int32(dot + np.int32(topic[d] * np.int32(vectors[row, d])))
    cosine: float = dot / (127.0 * UNIT)
    return cosine


@njit(nogil=True, cache=True)
def _finish(x: Float32, logs: Float32) -> None:
    """Fill in the logarithms, and what a word's neighbours and the whole text are like."""
    n = len(x)
    fit = np.empty(n, np.float32)
    mean_fit = mean_alone = 0.0
    for k in range(n):
        for c in range(len(_LOGS)):
            x[k, _LOGS[c]] = min(_ENDS[c], max(-_ENDS[c], logs[k, c]))
        fit[k] = x[k, 1] + x[k, 2]
        mean_fit += fit[k] / n
        mean_alone += x[k, 0] / n
    for k in range(n):
        total, count = 0.0, 0
        for j in range(max(0, k - 3), min(n, k + 4)):
            if j < k - 1 or j > k + 1:
                total += fit[j]
                count += 1
        x[k, 19] = total / count if count else 0.0
        x[k, 20], x[k, 21] = mean_fit, mean_alone
