"""What is measured of every word: how well it sits between its neighbours, and what would sit better.

Legend: n = tokens of the text; i = places of the stream, in which only what the language model
counts stands: words, numbers, marks, and a start before each sentence; m = its length.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from unspin.findings import LanguageModel
from unspin.inspect.model import (
    ALONE,
    KINDS,
    NOTHING,
    TOTAL,
    Tables,
    counted,
    pair_count,
    sift,
    tables,
    triple_after,
    triple_chance,
)
from unspin.records import Flag, Float32, Int32, Kind, Lexicon, Segmented, UInt8, UInt16

NAMES = (
    "alone", "left", "right", "left_triple", "right_triple", "left_unseen", "right_unseen",
    "better", "commoner", "odds", "none", "spun", "spun_known", "name", "first", "function",
    "topic", "topic_gain", "unknown", "around", "text_fit", "text_alone", "better_spun",
    "better_left", "better_right", "marked", "turn_in", "turn_out", "turn_gain",
)  # fmt: skip
"""The features of a word, in the order of the columns."""
WIDTH = len(NAMES)
K_FUNCTION, K_NAME, K_NUMBER = int(Kind.FUNCTION), int(Kind.NAME), int(Kind.NUMBER)
F_INITIAL = int(Flag.INITIAL)
UNIT = 4096
"""What stands for one where vectors are compared in whole numbers."""
PUT_TOTAL = 90_000.0
"""Quarters of words that were put in, in the texts they were learned from."""
AT_HOME = -0.5
"""Nats above chance from which a function word is no more looked at: one in twenty words that
rewriters put in is one, and half of all words are."""
WELL_MET = 2.0
"""Nats above chance, of a word and its neighbours, from which nothing better is looked for."""
NO_BETTER = -4.0
"""What is taken for the better word's gain where none was looked for."""
SELDOM = -0.1
"""Nats under which a pair was never counted, though its words were."""
MOST = 12.0
"""Nats that a single comparison counts at most."""


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
    return Seen(*_measure(
        *stream, text.kinds, text.flags, text.rows, tables(model, lexicon), model.swap_starts,
        model.swaps, model.spun, model.rare, lexicon.vector_rows, lexicon.vectors, rows_of(model), model.classes,
    ))  # fmt: skip


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
def chain(ids: Int32, alone: Float32, tokens: Int32, model: Tables) -> tuple[Float32, Float32]:
    """Return (m,) the probability of each place after the one before it, and after two."""
    words, pairs, triples, sieve, _, logs = model
    m = len(ids)
    two, three = np.ones(m, np.float32), np.ones(m, np.float32)
    before = 0.0
    for i in range(1, m):
        if tokens[i] < 0:
            before = 0.0
            continue
        one, w, pw = ids[i - 1], ids[i], np.float64(alone[i])
        seen, two[i] = 0.0, pw
        if one >= 0:
            seen = pair_count(pairs, sieve, logs, one, w)
            pull = np.float64(words[one, KINDS]) + 1.0
            two[i] = (seen + pull * pw) / (words[one, TOTAL] + pull)
        three[i] = two[i]
        if before >= 1.0:
            three[i] = triple_after(triples, logs, ids[i - 2], one, w, np.float64(two[i]), before)
        before = seen
    return two, three


@njit(nogil=True, cache=True)
def _measure(
    tokens: Int32, ids: Int32, alone: Float32, kinds: UInt8, flags: UInt8, rows: Int32,
    model: Tables, swap_starts: Int32, swaps: UInt16, spun: Int32, rare: Float32,
    vector_rows: Int32, vectors: NDArray[np.int8], row_of: Int32, classes: UInt8,
) -> tuple[Int32, Float32, Int32]:  # fmt: skip
    words, turns = model.words, model.turns
    m = len(tokens)
    two, three = chain(ids, alone, tokens, model)
    topic = _topic(tokens, kinds, rows, vector_rows, vectors)
    places, best = np.empty(m, np.int32), np.full(m, -1, np.int32)
    marks = np.empty(256, np.uint8)
    x, fit, n = np.zeros((m, WIDTH), np.float32), np.zeros(m, np.float32), 0
    for i in range(1, m):
        t = tokens[i]
        if t < 0 or kinds[t] >= K_NUMBER:
            continue
        row, pw, y = rows[t], np.float64(alone[i]), x[n]
        right = i + 1 < m and tokens[i + 1] >= 0
        further = right and i + 2 < m and tokens[i + 2] >= 0
        y[1] = _nats(two[i], pw)
        y[2] = _nats(two[i + 1], alone[i + 1]) if right else 0.0
        fit[n] = y[1] + y[2]
        if kinds[t] == K_FUNCTION and fit[n] >= AT_HOME:
            continue
        y[0] = math.log(pw)
        y[3] = _nats(three[i], two[i])
        y[4] = _nats(three[i + 1], two[i + 1]) if right else 0.0
        y[4] += _nats(three[i + 2], two[i + 2]) if further else 0.0
        y[5], y[6] = y[1] < SELDOM, right and y[2] < SELDOM
        place = -1
        if row < 0 or swap_starts[row] == swap_starts[row + 1]:
            y[10] = 1.0
        elif fit[n] < WELL_MET:
            near = (
                ids[i - 2] if i > 1 and tokens[i - 1] >= 0 else -1,
                ids[i - 1],
                ids[i + 1] if right else NOTHING,
                ids[i + 2] if further else NOTHING,
            )
            own3 = np.float64(three[i])
            own3 *= three[i + 1] if right else 1.0
            own3 *= three[i + 2] if further else 1.0
            place, top3, share, y[23], y[24] = _instead(
                swaps[swap_starts[row] : swap_starts[row + 1]], near, np.float64(two[i]),
                np.float64(two[i + 1]) if right else 1.0, np.float64(alone[i + 1]) if right else 1.0,
                np.float64(two[i + 2]) if further else 1.0, model, marks,
            )  # fmt: skip
            y[7], y[8], y[9] = _nats(top3, own3), _nats(words[place, ALONE], pw), share
        else:
            y[7] = NO_BETTER
        y[18] = ids[i] < 0
        _itself(y, row, place, kinds[t], flags[t], topic, spun, rare, vector_rows, vectors, row_of)
        _grammar(y, i, place, right, tokens, rows, classes, row_of, turns)
        y[25] = tokens[i - 1] < 0
        places[n], best[n] = t, place
        n += 1
    _around(x[:n], fit[:n])
    return places[:n].copy(), x[:n].copy(), best[:n].copy()


@njit(nogil=True, cache=True)
def _itself(
    y: Float32, row: int, place: int, kind: int, flag: int, topic: Int32, spun: Int32,
    rare: Float32, vector_rows: Int32, vectors: NDArray[np.int8], row_of: Int32,
) -> None:  # fmt: skip
    """Fill in what a word is by itself, and how well it suits the topic of its text."""
    y[13], y[14], y[15] = kind == K_NAME, flag & F_INITIAL > 0, kind == K_FUNCTION
    if place >= 0:
        y[22] = _odds(spun, rare, row_of[place])
    if row < 0:
        return
    y[11], y[12] = _odds(spun, rare, row), spun[row] > 0
    if kind != K_FUNCTION and vector_rows[row] >= 0:
        y[16] = _cosine(topic, vectors, vector_rows[row])
        if place >= 0 and vector_rows[row_of[place]] >= 0:
            y[17] = _cosine(topic, vectors, vector_rows[row_of[place]]) - y[16]


@njit(nogil=True, cache=True)
def _grammar(
    y: Float32, i: int, place: int, right: bool, tokens: Int32, rows: Int32, classes: UInt8,
    row_of: Int32, turns: Float32,
) -> None:  # fmt: skip
    """Fill in how well a word's class goes between its neighbours', and the better word's class."""
    here, before, after = rows[tokens[i]], tokens[i - 1], tokens[i + 1] if right else -1
    own = classes[here] if here >= 0 else 0
    other = classes[row_of[place]] if place >= 0 else own
    if before >= 0:
        one = classes[rows[before]] if rows[before] >= 0 else 0
        y[26], y[28] = turns[one, own], turns[one, other] - turns[one, own]
    if after >= 0:
        two = classes[rows[after]] if rows[after] >= 0 else 0
        y[27] = turns[own, two]
        y[28] += turns[other, two] - turns[own, two]


@njit(nogil=True, cache=True)
def _instead(
    choices: UInt16, near: tuple[int, int, int, int], left: float, right: float, next_alone: float,
    below: float, model: Tables, marks: UInt8,
) -> tuple[int, float, float, float, float]:  # fmt: skip
    """Return the choice that would sit best, and what it would be worth there.

    That is: how likely it makes the place, the share of the word that stands there among all
    choices, and how far above chance the choice follows the word before it, and the next word it.

    Args:
        choices: ids that the word may stand for.
        near: ids of two words before and two after; ``NOTHING`` where the sentence ends.
        left, right: probability of the word after the one before it, and of the one after it.
        next_alone: probability alone of the word after.
        below: probability of the last of the four after the third.
        model: the tables; marks: room for a mark a choice.
    """
    words, pairs, triples, sieve, _, logs = model
    l2, l1, r1, r2 = near
    top, rest, place, top_left, top_right = 0.0, left * right, -1, 0.0, 0.0
    sift(sieve, l1, choices, r1, marks)
    total, pull = (np.float64(words[l1, TOTAL]), words[l1, KINDS] + 1.0) if l1 >= 0 else (0.0, 1.0)
    for k in range(len(choices)):
        c = int(choices[k])
        other = next_alone
        seen = counted(pairs, logs, l1, c) if marks[k] & 1 else 0.0
        one = (seen + pull * np.float64(words[c, ALONE])) / (total + pull)
        if r1 != NOTHING:
            seen = counted(pairs, logs, c, r1) if marks[k] & 2 else 0.0
            own = words[c, KINDS] + 1.0
            other = (seen + own * next_alone) / (words[c, TOTAL] + own)
        rest += one * other
        if one * other > top:
            top, place, top_left, top_right = one * other, c, one, other
    value = triple_chance(pairs, triples, sieve, logs, l2, l1, place, top_left)
    value *= triple_chance(pairs, triples, sieve, logs, l1, place, r1, top_right)
    value *= triple_chance(pairs, triples, sieve, logs, place, r1, r2, below)
    share = math.log(max(left * right, 1e-30) / max(rest, 1e-30))
    before = _nats(top_left, np.float64(words[place, ALONE]))
    return place, value, share, before, _nats(top_right, next_alone)


@njit(nogil=True, cache=True)
def _nats(more: float, less: float) -> float:
    return min(MOST, max(-MOST, math.log(more / less)))


@njit(nogil=True, cache=True)
def _odds(spun: Int32, rare: Float32, row: int) -> float:
    """Return in nats how much oftener rewriters put a word in than people use it; 0 if unknown."""
    if spun[row] <= 0:
        return 0.0
    return math.log(spun[row] / PUT_TOTAL) - math.log(rare[row] + 1.0 / PUT_TOTAL)


@njit(nogil=True, cache=True)
def _topic(
    tokens: Int32, kinds: UInt8, rows: Int32, vector_rows: Int32, vectors: NDArray[np.int8]
) -> Int32:
    """Return the mean direction of a text's content words, as whole numbers (UNIT times one)."""
    total = np.zeros(vectors.shape[1], np.int32)
    for t in tokens:
        if t < 0 or kinds[t] >= K_NUMBER or kinds[t] == K_FUNCTION or rows[t] < 0:
            continue
        at = vector_rows[rows[t]]
        if at >= 0:
            total += vectors[at]
    length = math.sqrt((total.astype(np.float64) ** 2).sum()) + 1.0
    found: Int32 = np.rint(total * (UNIT / length)).astype(np.int32)
    return found


@njit(nogil=True, cache=True)
def _cosine(topic: Int32, vectors: NDArray[np.int8], row: int) -> float:
    """Return the cosine of a word with its text; in whole numbers, which processors add abreast."""
    dot = np.int32(0)
    for d in range(len(topic)):
        dot += topic[d] * np.int32(vectors[row, d])
    return dot / (127.0 * UNIT)


@njit(nogil=True, cache=True)
def _around(x: Float32, fit: Float32) -> None:
    """Fill what a word's neighbours and the whole text are like, in place."""
    n = len(fit)
    if n == 0:
        return
    mean_fit, mean_alone = fit.mean(), x[:, 0].mean()
    for i in range(n):
        total, count = 0.0, 0
        for k in range(max(0, i - 3), min(n, i + 4)):
            if k < i - 1 or k > i + 1:
                total += fit[k]
                count += 1
        x[i, 19] = total / count if count else 0.0
        x[i, 20], x[i, 21] = mean_fit, mean_alone
