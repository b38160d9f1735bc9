"""How well each candidate would stand between the words around it, and the likeliest path.

Legend: m = places of the stream, in which only what the language model counts stands (words,
numbers, marks, and a start before each sentence); N = candidates of all places, one after another.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from unspin.findings import LanguageModel
from unspin.inspect.features import chain
from unspin.inspect.model import ALONE, NOTHING, Tables, pair_chance, triple_chance
from unspin.records import Float32, Int32, Kind, Segmented

LEAST_HELD = 0.05
"""Chance from which a place is thought to have said something else."""
HELD = 6
"""Candidates of a place that are thought of when the places beside it are weighed."""
MOST_NATS = 12.0
"""Nats that a single comparison counts at most."""


class Stream(NamedTuple):
    """A text as the model counts it: (m,) tokens (-1 for a start), ids, and probability alone."""

    tokens: Int32
    ids: Int32
    alone: Float32


def stream(seg: Segmented, model: LanguageModel) -> Stream:
    """Return the places of a text."""
    rows = seg.rows
    ids = np.where(rows >= 0, model.ids[np.maximum(rows, 0)], -1)
    alone = np.where(rows >= 0, model.rare[np.maximum(rows, 0)], 1e-8)
    kept = (seg.kinds <= Kind.NUMBER) | (ids >= 0)
    tokens = np.flatnonzero(kept)
    firsts = np.searchsorted(tokens, seg.sentences[:-1])
    return Stream(
        np.insert(tokens, firsts, -1).astype(np.int32),
        np.insert(ids[tokens], firsts, model.start).astype(np.int32),
        np.insert(alone[tokens], firsts, 1.0).astype(np.float32),
    )


def likelihoods(seg: Segmented, model: LanguageModel, known: Tables) -> Float32:
    """Return (n,) the log probability of each token after the two before it, in nats."""
    tokens, ids, alone = stream(seg, model)
    _, three = chain(ids, alone, tokens, known)
    found = np.zeros(len(seg), np.float32)
    found[tokens[tokens >= 0]] = np.log(three[tokens >= 0])
    return found


@njit(nogil=True, cache=True)
def around(
    tokens: Int32, ids: Int32, alone: Float32, places: Int32, widths: Int32, starts: Int32,
    choices: Int32, tables: Tables,
) -> Float32:  # fmt: skip
    """Return (N, 4) what each candidate gains over the word that stands there, in nats.

    Args:
        tokens, ids, alone: the stream.
        places: (k,) places that have candidates; widths: (k,) words that stand there.
        starts: (k+1,) into ``choices``, ids.
        tables: the model.

    Returns:
        After the word before it; for the word after it; what trigrams add to both; and how likely
        the further words of a phrase were after its first, 0 for a single word.
    """
    words, pairs, triples = tables.words, tables.pairs, tables.triples
    sieve, logs = tables.sieve, tables.logs
    m, out = len(ids), np.zeros((len(choices), 4), np.float32)
    for k in range(len(places)):
        i, e = places[k], places[k] + widths[k] - 1
        right = e + 1 < m and tokens[e + 1] >= 0
        further = right and e + 2 < m and tokens[e + 2] >= 0
        l1 = ids[i - 1]
        l2 = ids[i - 2] if i > 1 and tokens[i - 1] >= 0 else -1
        r1 = ids[e + 1] if right else NOTHING
        r2 = ids[e + 2] if further else NOTHING
        a1 = np.float64(alone[e + 1]) if right else 1.0
        p2, inner = 1.0, 0.0
        if further:
            p2 = pair_chance(words, pairs, sieve, logs, r1, r2, np.float64(alone[e + 2]))
        for s in range(i + 1, e + 1):
            a2 = np.float64(alone[s])
            inner += math.log(pair_chance(words, pairs, sieve, logs, ids[s - 1], ids[s], a2))
        own_left, own_right, own_more = 0.0, 0.0, 0.0
        for n in range(starts[k] - 1, starts[k + 1]):
            own = n < starts[k]
            c = ids[i] if own else choices[n]
            pc = np.float64(alone[i]) if own else np.float64(words[c, ALONE])
            left = pair_chance(words, pairs, sieve, logs, l1, c, pc)
            more = math.log(triple_chance(pairs, triples, sieve, logs, l2, l1, c, left) / left)
            before = l1
            if own and e > i:
                before, c = ids[e - 1], ids[e]
            after = pair_chance(words, pairs, sieve, logs, c, r1, a1) if right else 1.0
            if right:
                more += math.log(
                    triple_chance(pairs, triples, sieve, logs, before, c, r1, after) / after
                )
            if further:
                more += math.log(triple_chance(pairs, triples, sieve, logs, c, r1, r2, p2) / p2)
            if own:
                own_left, own_right, own_more = math.log(left), math.log(after), more
            else:
                out[n, 0] = _clipped(math.log(left) - own_left)
                out[n, 1] = _clipped(math.log(after) - own_right)
                out[n, 2] = _clipped(more - own_more)
                out[n, 3] = inner
    return out


@njit(nogil=True, cache=True)
def _clipped(nats: float) -> float:
    return min(MOST_NATS, max(-MOST_NATS, nats))


class Beliefs(NamedTuple):
    """What each place may have said: (m+1,) starts into ids and probabilities, own word first."""

    starts: Int32
    ids: Int32
    chances: Float32


@njit(nogil=True, cache=True)
def expected(
    tokens: Int32, ids: Int32, alone: Float32, places: Int32, widths: Int32, starts: Int32,
    choices: Int32, held_starts: Int32, held_ids: Int32, held: Float32, tables: Tables,
) -> Float32:  # fmt: skip
    """Return (N, 2) what :func:`around` does of pairs, where the words beside are doubted too.

    The probability of a pair is the mean over what the place beside may have said, so a word that
    fits what probably stood there gains by it (mean field, one sweep).
    """
    words, pairs, sieve, logs = tables.words, tables.pairs, tables.sieve, tables.logs
    m, out = len(ids), np.zeros((len(choices), 2), np.float32)
    for k in range(len(places)):
        i, e = places[k], places[k] + widths[k] - 1
        right = e + 1 < m and tokens[e + 1] >= 0
        own_left, own_right = 0.0, 0.0
        for n in range(starts[k] - 1, starts[k + 1]):
            own = n < starts[k]
            c = ids[i] if own else choices[n]
            pc = np.float64(alone[i]) if own else np.float64(words[c, ALONE])
            left, after = 0.0, 0.0
            for s in range(held_starts[i - 1], held_starts[i]):
                left += held[s] * pair_chance(words, pairs, sieve, logs, held_ids[s], c, pc)
            if right:
                c = ids[e] if own else c
                for s in range(held_starts[e + 1], held_starts[e + 2]):
                    r = held_ids[s]
                    pr = np.float64(words[r, ALONE]) if r >= 0 else np.float64(alone[e + 1])
                    after += held[s] * pair_chance(words, pairs, sieve, logs, c, r, pr) / pr
            else:
                after = 1.0
            if own:
                own_left, own_right = math.log(left), math.log(after)
            else:
                out[n, 0] = _clipped(math.log(left) - own_left)
                out[n, 1] = _clipped(math.log(after) - own_right)
    return out


def beliefs(
    text: Stream, places: Int32, widths: Int32, starts: Int32, choices: Int32,
    shares: NDArray[np.float64], put_in: NDArray[np.float64], articles: tuple[int, int],
) -> Beliefs:  # fmt: skip
    """Return what each place may have said, after a first look.

    Args:
        text: the stream; places, widths, starts, choices: as of :func:`around`; of phrases nothing
            is believed.
        shares: (N,) share of each candidate among those of its place.
        put_in: (k,) how likely each place was rewritten.
        articles: ids of ``a`` and ``an``: which of them stands there hangs on the word after it.
    """
    at = {int(places[k]): k for k in np.flatnonzero(widths == 1).tolist()}
    held: list[tuple[int, float]] = []
    bounds = [0]
    for i, own in enumerate(text.ids.tolist()):
        if own in articles:
            held += [(own, 0.5), (sum(articles) - own, 0.5)]
        elif (k := at.get(i)) is None or put_in[k] < LEAST_HELD:
            held.append((own, 1.0))
        else:
            first, last = int(starts[k]), int(starts[k + 1])
            part = shares[first:last]
            top = np.argsort(-part, kind="stable")[:HELD]
            total = float(part[top].sum())
            held.append((own, 1.0 - float(put_in[k])))
            held += [
                (int(choices[first + n]), float(put_in[k] * part[n] / total)) for n in top.tolist()
            ]
        bounds.append(len(held))
    return Beliefs(
        np.array(bounds, np.int32), np.array([h for h, _ in held], np.int32),
        np.array([p for _, p in held], np.float32),
    )  # fmt: skip


@njit(nogil=True, cache=True)
def softmax(values: NDArray[np.float64], starts: Int32) -> NDArray[np.float64]:
    """Return for each candidate its share among those of its place."""
    out = np.empty(len(values))
    for k in range(len(starts) - 1):
        first, last = starts[k], starts[k + 1]
        if first == last:
            continue
        top = values[first:last].max()
        total = 0.0
        for n in range(first, last):
            out[n] = math.exp(values[n] - top)
            total += out[n]
        for n in range(first, last):
            out[n] /= total
    return out
