"""From collated witnesses to the cheapest rooted tree, and whether a lost one stands at its top.

Every way of making one witness from another has a cost in nats: how much had to be changed, less
what the changes say of the direction. What two witnesses share against a third is paid for once in
a tree that makes one of them from the other, or both from a lost one, and twice elsewhere: so common
errors decide, not similarity. Lost witnesses below the top are put in by ``growing.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from unspin.lineage.arborescence import arborescence
from unspin.lineage.collate import Collation
from unspin.lineage.lost import root_odds, root_signs
from unspin.lineage.readings import (
    FIRST,
    LAST,
    added,
    costs,
    events,
    leanings,
    median,
    moves,
)
from unspin.records import Float32, Int32, UInt8

Float64 = NDArray[np.float64]

CUT = 30
"""Words that others must share beyond the end of a witness when it was cut short: it is not enough
that each has something there, for a sentence may have moved or been put in at the end."""
WORTH, MOST_WORTH = 2.5, 25.0
"""Nats of a word that was added, and of all words added in one place by the same witnesses."""


@dataclass(slots=True, eq=False)
class Node:
    """A witness, or a lost one, as a row of the collation.

    Attributes:
        words: (p,) its word at each place, -1 for none.
        logs: (p,) log probability of each word in its context.
        counts: (k,) how often it has each word.
    """

    words: Int32
    logs: Float32
    counts: Int32


@dataclass(slots=True, eq=False)
class Nodes:
    """All nodes of a family, and what it costs to make each from each.

    Attributes:
        costs: (n, n) nats, row source, column derivative.
        roots: (n,) nats that the text of each costs, made from nothing.
    """

    collation: Collation
    named: UInt8
    items: list[Node]
    spread: int
    worth: Float64
    costs: Float64 = field(default_factory=lambda: np.zeros((0, 0)))
    roots: Float64 = field(default_factory=lambda: np.zeros(0))

    def copy(self) -> Nodes:
        """Return the same nodes, to be added to or replaced without changing these."""
        return replace(
            self, items=list(self.items), costs=self.costs.copy(), roots=self.roots.copy()
        )

    def add(self, node: Node) -> None:
        """Take one more node in."""
        n = len(self.items)
        wide = np.zeros((n + 1, n + 1))
        wide[:n, :n] = self.costs
        for i, other in enumerate(self.items):
            wide[i, n], wide[n, i] = self.between(other, node)
        self.items.append(node)
        self.costs = wide
        self.roots = np.append(self.roots, self.worth[node.words >= 0].sum())

    def replace(self, number: int, node: Node) -> None:
        """Put another node in a node's place."""
        self.items[number] = node
        self.roots[number] = self.worth[node.words >= 0].sum()
        for i, other in enumerate(self.items):
            if i != number:
                self.costs[i, number], self.costs[number, i] = self.between(other, node)

    def drop(self, number: int) -> None:
        """Take a node out again."""
        del self.items[number]
        self.costs = np.delete(np.delete(self.costs, number, 0), number, 1)
        self.roots = np.delete(self.roots, number)

    def between(self, u: Node, v: Node) -> tuple[float, float]:
        """Return the nats that v was made from u, and u from v."""
        table = self.table(u, v)
        there, back = costs(table, leanings(table), self.spread)
        to_v, to_u = added(u.words, v.words, self.worth)
        return there + to_v, back + to_u

    def table(self, u: Node, v: Node) -> Float64:
        """Return the events between two nodes."""
        return events(
            u.words, v.words, u.logs, v.logs, u.counts, v.counts, self.collation.function,
            self.named,
        )  # fmt: skip

    def middle(self, among: Sequence[int]) -> Node:
        """Return the node that has at each place what most of three nodes have.

        One that was cut short cannot say what its source had beyond its end: there the others say.
        """
        words = np.stack([self.items[i].words for i in among])
        owner = median(words)
        ends = [_end(row) for row in words]
        shortest = int(np.argmin(ends))
        end, rest = ends[shortest], [i for i in range(len(among)) if i != shortest]
        if _common(*words[rest, end:]) >= CUT:
            owner[end:] = np.array(rest, np.int32)[median(words[rest, end:])]
        places = np.arange(words.shape[1])
        logs = np.stack([self.items[i].logs for i in among])[owner, places]
        chosen = words[owner, places]
        return Node(chosen, logs, counted(chosen, len(self.named)))


def prepare(
    collation: Collation, logs: Sequence[Float32], named: UInt8
) -> Nodes:  # fmt: skip
    """Return the nodes of a family.

    Args:
        collation: its witnesses.
        logs: by witness, the log probability of each of its tokens in context, in nats.
        named: (k,) 1 for words that are names or numbers.
    """
    words = collation.words
    distinct = len(named)
    nodes = Nodes(collation, named, [], _spread(words), _worth(words))
    for row, tokens, likely in zip(words, collation.tokens, logs, strict=True):
        at = np.where(tokens >= 0, likely[np.maximum(tokens, 0)], np.float32(0))
        nodes.add(Node(row.copy(), at.astype(np.float32), counted(row, distinct)))
    return nodes


def _end(words: Int32) -> int:
    """Return the place after the last word of a row."""
    return len(words) - int(np.argmax(words[::-1] >= 0))


def _common(one: Int32, other: Int32) -> int:
    """Return at how many places two rows have the same word."""
    return int(np.count_nonzero((one == other) & (one >= 0)))


def counted(words: Int32, distinct: int) -> Int32:
    """Return (k,) how often each word stands in a row."""
    return np.bincount(words[words >= 0], minlength=distinct).astype(np.int32)


def _spread(words: Int32) -> int:
    """Return at how many places witnesses replace words at all."""
    held = words >= 0
    high = words.max(axis=0)
    low = np.where(held, words, np.iinfo(np.int32).max).min(axis=0)
    return int((low < high).sum())


def _worth(words: Int32) -> Float64:
    """Return (p,) the nats of a word at each place, if it was added there."""
    held = np.packbits(words >= 0, axis=0)
    starts = np.concatenate([[True], (held[:, 1:] != held[:, :-1]).any(axis=0)])
    block = np.cumsum(starts) - 1
    sizes = np.bincount(block)
    worth: Float64 = np.minimum(WORTH, MOST_WORTH / sizes)[block]
    return worth


def arborescence_of(nodes: Nodes) -> list[int]:
    """Return the source of each node in the cheapest tree of these nodes alone."""
    return arborescence(nodes.costs, nodes.roots)


def total(nodes: Nodes, sources: Sequence[int]) -> float:
    """Return the nats of a tree."""
    return sum(float(nodes.roots[v] if s < 0 else nodes.costs[s, v]) for v, s in enumerate(sources))


def two_lines(nodes: Nodes, sources: Sequence[int], extant: int) -> tuple[int, float]:
    """Return the child of the root that most likely hangs with it under a lost one.

    Args:
        nodes, sources: a tree.
        extant: its nodes from this number on are lost witnesses.

    Returns:
        Its number and the log odds of it, in nats; -1 where no child is likely to.
    """
    likely = [(root_odds(seen), child) for child, seen in signs_below(nodes, sources, extant)]
    odds, child = max(likely, key=lambda one: (one[0], -one[1]), default=(0.0, -1))
    return (child, odds) if odds > 0 else (-1, 0.0)


def signs_below(
    nodes: Nodes, sources: Sequence[int], extant: int
) -> list[tuple[int, dict[str, float]]]:
    """Return what tells of the root and each child of it whether a lost one stands above both."""
    root = sources.index(-1)
    found = []
    for child in [v for v, s in enumerate(sources) if s == root]:
        table = nodes.table(nodes.items[root], nodes.items[child])
        table = table[~_is_moved(nodes, root, child, table)]
        seen = root_signs(table, leanings(table), lost=child >= extant, pages=extant)
        found.append((child, seen))
    return found


def _is_moved(nodes: Nodes, u: int, v: int, table: Float64) -> NDArray[np.bool_]:
    """Tell of each event whether half of its words or more only stand elsewhere on the other side."""
    one, other = nodes.items[u].words, nodes.items[v].words
    moved_u, moved_v = moves(one, other, nodes.collation.function)
    found = np.zeros(len(table), bool)
    for e, row in enumerate(table):
        at = slice(int(row[FIRST]), int(row[LAST]) + 1)
        unlike = one[at] != other[at]
        words = np.count_nonzero(unlike & (one[at] >= 0)) + np.count_nonzero(
            unlike & (other[at] >= 0)
        )
        found[e] = 2 * (int(moved_u[at].sum()) + int(moved_v[at].sum())) >= words
    return found


def source_of(nodes: Nodes, u: int, v: int) -> Node:
    """Return the lost source of two nodes: at each event the reading that looks older."""
    a, b = nodes.items[u], nodes.items[v]
    words, logs = a.words.copy(), a.logs.copy()
    table = nodes.table(a, b)
    for row, lean in zip(table, leanings(table), strict=True):
        if lean < 0:
            at = slice(int(row[-2]), int(row[-1]) + 1)
            words[at], logs[at] = b.words[at], b.logs[at]
    return Node(words, logs, counted(words, len(nodes.named)))
