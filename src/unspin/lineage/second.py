"""Pages that follow one source here and another there (contamination, in textual criticism).

A stretch of such a page has the errors of a second line and none of its own source's. Left alone,
it would look as if the two lines shared a lost witness.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from unspin.lineage.growing import Tree, grow
from unspin.lineage.lost import best_stretch
from unspin.lineage.readings import AGAIN, FIRST, KIND, N_U, N_V, REPLACED
from unspin.lineage.stemma import Node, Nodes, arborescence_of, counted, total

Float64 = NDArray[np.float64]

LEAST = 14.0
"""Nats that a second source must save in its stretch."""
A_WORD, A_BLOCK = 3.5, 8.0
"""Nats of a replaced word, of an omission or addition, when looking for a stretch."""
PURE = 0.3
"""Share of a stretch's nats, if the first source were its source too, that may be left."""
SHARE = (0.08, 0.7)
"""Share of the places that a stretch of a second source takes."""


NEAREST = 5
"""Witnesses that are tried as the second source of one: those it costs least to be made from."""


class Second(NamedTuple):
    """A second source: who has it, which it is, where, what it saves in nats, and what it costs."""

    derivative: int
    source: int
    first: int
    last: int
    nats: float
    left: float = 0.0


def seconds(nodes: Nodes, sources: Sequence[int]) -> list[Second]:
    """Return the second sources of a tree's nodes, at most one for each."""
    found = []
    for v, u in enumerate(sources):
        if u < 0:
            continue
        below = _below(sources, v)
        own = _nats(nodes, u, v)
        free = [w for w in range(len(sources)) if w != u and w not in below]
        free.sort(key=lambda w: (nodes.costs[w, v], w))
        others = {w: _nats(nodes, w, v) for w in free[:NEAREST]}
        tried = [Second(v, w, *best_stretch(own - other)) for w, other in others.items()]
        fit = [s for s in tried if _fits(s, own, others[s.source])]
        if fit:
            best = max(fit, key=lambda s: (s.nats, -s.source))
            stretch = others[best.source][best.first : best.last + 1]
            found.append(best._replace(left=LEAST + float(stretch.sum())))
    return found


def _fits(second: Second, own: Float64, other: Float64) -> bool:
    """Tell whether a stretch is the second source's, and the rest the first's."""
    if second.nats < LEAST:
        return False
    at = slice(second.first, second.last + 1)
    size = second.last - second.first + 1
    if not SHARE[0] * len(own) <= size <= SHARE[1] * len(own):
        return False
    elsewhere = float((other - own).sum()) + second.nats
    return elsewhere >= LEAST and float(other[at].sum()) <= PURE * float(own[at].sum())


def _below(sources: Sequence[int], top: int) -> set[int]:
    """Return a node and all that hang under it."""
    found = {top}
    while more := {v for v, s in enumerate(sources) if s in found} - found:
        found |= more
    return found


def _nats(nodes: Nodes, u: int, v: int) -> Float64:
    """Return (p,) what each place costs if v was made from u."""
    table = nodes.table(nodes.items[u], nodes.items[v])
    words = np.maximum(table[:, N_U], table[:, N_V])
    nats: Float64 = np.where(table[:, KIND] == REPLACED, A_WORD * np.minimum(words, 3), A_BLOCK)
    nats = np.where(table[:, AGAIN] > 0, nats / 3, nats)
    at = table[:, FIRST].astype(np.int64)
    missing = ((nodes.items[u].words < 0) & (nodes.items[v].words >= 0)).astype(np.float64)
    found: Float64 = np.bincount(at, nats, minlength=nodes.collation.places) + missing
    return found


def grown(nodes: Nodes) -> tuple[Tree, list[Second]]:
    """Return the cheapest tree, with second sources where they explain more than lost witnesses do.

    Both explain why a page has errors of two lines. The tree is grown twice, once with every such
    stretch as its page's first source has it, and the cheaper explanation is told.
    """
    before = arborescence_of(nodes)
    found = seconds(nodes, before)
    plain = nodes.copy()
    tree = grow(plain)
    if not found:
        return tree, []
    _clean(nodes, before, found)
    other = grow(nodes)
    priced = total(nodes, other.sources) + sum(second.left for second in found)
    return (other, found) if priced < total(plain, tree.sources) else (tree, [])


def _clean(nodes: Nodes, sources: Sequence[int], found: Sequence[Second]) -> None:
    """Give each page with a second source, in that stretch, the words of its first."""
    for second in found:
        own, first = nodes.items[second.derivative], nodes.items[sources[second.derivative]]
        words, logs = own.words.copy(), own.logs.copy()
        at = slice(second.first, second.last + 1)
        words[at], logs[at] = first.words[at], first.logs[at]
        nodes.replace(second.derivative, Node(words, logs, counted(words, len(nodes.named))))
