"""How well words sit between their neighbours, and which others would sit better there.

Everything is done for all words of a text at once: the slots of all n-grams are fetched together
(see ``model.fetch``), and only then is any of them weighed.

Legend: i = places of the stream, in which only what the language model counts stands: words,
numbers, marks, and a start before each sentence; m = its length; n = words looked at; C = words
that they may stand for, one after another.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from unspin.inspect.model import (
    ALONE,
    KINDS,
    NOTHING,
    TOTAL,
    Tables,
    drawn,
    fetch,
    hashed,
    value_of,
)
from unspin.records import Float32, Int32, UInt16, UInt32, UInt64

SHARE, TOP, LEFT, RIGHT, COLUMNS = 0, 1, 2, 3, 4
"""Columns of what :func:`instead` finds: the share of the word that stands there among all that
may, and as ratios how much likelier the best makes the place, how much oftener than by chance it
follows the word before it, and is followed by the word after it."""


@njit(nogil=True, cache=True)
def chain(ids: Int32, alone: Float32, tokens: Int32, model: Tables) -> tuple[Float32, Float32]:
    """Return (m,) the probability of each place after the one before it, and after two."""
    words, pairs, triples, _, _, logs = model
    two, three, _ = links(ids, alone, tokens, words, pairs, triples, logs)
    return two, three


@njit(nogil=True, cache=True)
def links(
    ids: Int32, alone: Float32, tokens: Int32, words: Float32, pairs: UInt32, triples: UInt32,
    logs: Float32,
) -> tuple[Float32, Float32, Float32]:  # fmt: skip
    """Return what :func:`chain` does, and how often each place followed the one before it."""
    m = len(ids)
    h2, h3 = np.zeros(m, np.uint64), np.zeros(m, np.uint64)
    for i in range(2, m):
        h3[i] = hashed(ids[i - 2], ids[i - 1], ids[i])
    for i in range(1, m):
        h2[i] = hashed(ids[i - 1], ids[i], -1)
    slots2, slots3 = fetch(pairs, h2), fetch(triples, h3)
    two, three, seen = np.ones(m, np.float32), np.ones(m, np.float32), np.zeros(m, np.float32)
    for i in range(1, m):
        if tokens[i] < 0:
            continue
        one, w, chance = ids[i - 1], ids[i], np.float64(alone[i])
        if one >= 0:
            if w >= 0:
                seen[i] = logs[value_of(pairs, h2[i], slots2[i])]
            pull = np.float64(words[one, KINDS]) + 1.0
            chance = (seen[i] + pull * chance) / (words[one, TOTAL] + pull)
        two[i], three[i] = chance, chance
        before = np.float64(seen[i - 1])
        if before >= 1.0:
            third = 0.0
            if w >= 0:
                third = np.float64(logs[value_of(triples, h3[i], slots3[i])])
            three[i] = drawn(third, before, chance)
    return two, three, seen


@njit(nogil=True, cache=True)
def instead(
    asked: Int32, first: Int32, choices: UInt16, tokens: Int32, ids: Int32, alone: Float32,
    two: Float32, three: Float32, seen: Float32, words: Float32, pairs: UInt32, triples: UInt32,
    logs: Float32,
) -> tuple[Int32, NDArray[np.float64]]:  # fmt: skip
    """Return the word that would sit best at each place asked for, and what it is worth there.

    Args:
        asked: (n,) places.
        first: (n+1,) where the words that each may stand for begin in ``choices``.
        choices: (C,) their ids.
        tokens, ids, alone: (m,) the stream.
        two, three, seen: (m,) of :func:`links`.
        words, pairs, triples, logs: of :class:`Tables`.

    Returns:
        (n,) ids, and (n, COLUMNS).
    """
    m = len(ids)
    h1, h2 = _beside(asked, first, choices, ids)
    slots1, slots2 = fetch(pairs, h1), fetch(pairs, h2)
    best, top_seen = np.full(len(asked), -1, np.int32), np.zeros((len(asked), 2))
    found = np.ones((len(asked), COLUMNS))
    for a in range(len(asked)):
        i = asked[a]
        before = ids[i - 1]
        total, pull = 0.0, 1.0
        if before >= 0:
            total, pull = np.float64(words[before, TOTAL]), words[before, KINDS] + 1.0
        inside = i + 1 < m and tokens[i + 1] >= 0
        after, next_alone, own = NOTHING, 1.0, np.float64(two[i])
        if inside:
            after, next_alone = ids[i + 1], np.float64(alone[i + 1])
            own *= two[i + 1]
        rest, top, left, right = own, 0.0, 1.0, 1.0
        for k in range(first[a], first[a + 1]):
            c = np.int64(choices[k])
            one_seen = other_seen = 0.0
            if before >= 0:
                one_seen = np.float64(logs[value_of(pairs, h1[k], slots1[k])])
            one = (one_seen + pull * np.float64(words[c, ALONE])) / (total + pull)
            other = next_alone
            if inside:
                if after >= 0:
                    other_seen = np.float64(logs[value_of(pairs, h2[k], slots2[k])])
                back = words[c, KINDS] + 1.0
                other = (other_seen + back * next_alone) / (words[c, TOTAL] + back)
            rest += one * other
            if one * other > top:
                top, best[a], left, right = one * other, c, one, other
                top_seen[a, 0], top_seen[a, 1] = one_seen, other_seen
        found[a, SHARE] = max(own, 1e-30) / max(rest, 1e-30)
        found[a, LEFT], found[a, RIGHT] = left, right
    _value(asked, best, top_seen, found, tokens, ids, two, three, seen, triples, logs)
    for a in range(len(asked)):
        i = asked[a]
        found[a, LEFT] /= words[best[a], ALONE]
        if i + 1 < m and tokens[i + 1] >= 0:
            found[a, RIGHT] /= alone[i + 1]
    return best, found


@njit(nogil=True, cache=True)
def _beside(asked: Int32, first: Int32, choices: UInt16, ids: Int32) -> tuple[UInt64, UInt64]:
    """Return (C,) hashes of each choice with the word before its place, and with the one after."""
    h1, h2 = np.empty(len(choices), np.uint64), np.empty(len(choices), np.uint64)
    for a in range(len(asked)):
        i = asked[a]
        before, after = ids[i - 1], ids[i + 1] if i + 1 < len(ids) else -1
        for k in range(first[a], first[a + 1]):
            h1[k], h2[k] = hashed(before, choices[k], -1), hashed(choices[k], after, -1)
    return h1, h2


@njit(nogil=True, cache=True)
def _value(
    asked: Int32, best: Int32, top_seen: NDArray[np.float64], found: NDArray[np.float64],
    tokens: Int32, ids: Int32, two: Float32, three: Float32, seen: Float32, triples: UInt32,
    logs: Float32,
) -> None:  # fmt: skip
    """Fill in how much likelier the best words make their places, by all trigrams they are in."""
    m, n = len(ids), len(asked)
    hashes = np.zeros(3 * n, np.uint64)
    for a in range(n):
        i, w = asked[a], best[a]
        after = ids[i + 1] if i + 1 < m else -1
        if i > 1:
            hashes[3 * a] = hashed(ids[i - 2], ids[i - 1], w)
        hashes[3 * a + 1] = hashed(ids[i - 1], w, after)
        if i + 2 < m:
            hashes[3 * a + 2] = hashed(w, after, ids[i + 2])
    slots = fetch(triples, hashes)
    for a in range(n):
        i = asked[a]
        value, own = float(found[a, LEFT]), float(three[i])
        if seen[i - 1] >= 1.0:
            third = float(logs[value_of(triples, hashes[3 * a], slots[3 * a])])
            value = drawn(third, np.float64(seen[i - 1]), value)
        if i + 1 < m and tokens[i + 1] >= 0:
            chance, third = float(found[a, RIGHT]), 0.0
            if top_seen[a, 0] >= 1.0:
                if ids[i + 1] >= 0:
                    third = float(logs[value_of(triples, hashes[3 * a + 1], slots[3 * a + 1])])
                chance = drawn(third, top_seen[a, 0], chance)
            value, own = value * chance, own * three[i + 1]
            if i + 2 < m and tokens[i + 2] >= 0:
                chance, third = float(two[i + 2]), 0.0
                if top_seen[a, 1] >= 1.0:
                    if ids[i + 2] >= 0:
                        h = hashes[3 * a + 2]
                        third = float(logs[value_of(triples, h, slots[3 * a + 2])])
                    chance = drawn(third, top_seen[a, 1], chance)
                value, own = value * chance, own * three[i + 2]
        found[a, TOP] = value / own
