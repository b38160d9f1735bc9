"""Puts lost witnesses into a tree, one by one, as long as one is to be believed.

A lost witness is the median of three neighbours in the tree. It is believed for what it shows, not
for what it saves: where a heavy hand has been at work the few changes of a light one cost next to
nothing beside its own, and a tree without the lost witness may even be the cheaper.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from unspin.lineage import lost
from unspin.lineage.arborescence import likelihoods
from unspin.lineage.stemma import Node, Nodes, arborescence_of, source_of, total, two_lines

Float64 = NDArray[np.float64]

ROOT_PRICE = 7.5
"""Nats a lost witness must save to be believed where nothing is above it: a median fits three
neighbours by chance as well."""
TRIED = 40
"""Paths of three witnesses that are looked at for a lost one between them, each time round."""
HEAT = 3.5
"""By how much costs are divided before they are taken for log odds: events of one copyist are not
as independent as they are counted."""


@dataclass(frozen=True, slots=True, eq=False)
class Tree:
    """A stemma by numbers: the first ``extant`` nodes are witnesses, the others lost.

    Attributes:
        sources: source of each node, -1 for the root.
        chances: (n + 1, n) how likely each is the source of each; the last row, that it has none.
        certain: how likely each node has been there at all, 1 for witnesses.
    """

    sources: list[int]
    nodes: Nodes
    extant: int
    chances: Float64
    certain: list[float]


class Candidate(NamedTuple):
    """A lost witness that might be put in.

    Attributes:
        node: what it had.
        above: its source, -1 for none.
        children: what would hang under it, the nearest first.
        gain: nats by which the tree would be cheaper.
        signs: what tells of it, by name; empty when it has no source.
        odds: log odds, in nats, that it has been there.
    """

    node: Node
    above: int
    children: tuple[int, ...]
    gain: float
    signs: dict[str, float]
    odds: float


class Between(NamedTuple):
    """A node that has what most of three nodes have.

    Attributes:
        node: what it has.
        nats, tables: by node, nats from it and to it, and the events between the two.
        hung: by its source and children, what it would be with them.
    """

    node: Node
    nats: dict[int, tuple[float, float]]
    tables: dict[int, Float64]
    hung: dict[tuple[int, tuple[int, ...]], Candidate]


Tried = dict[tuple[int, int, int], Between]
"""What was found to stand between three nodes: most paths are the same round after round."""


def grow(nodes: Nodes) -> Tree:
    """Return the cheapest tree, lost witnesses put in where they are to be believed."""
    extant = len(nodes.items)
    sources, odds_of = with_root(nodes, *with_lost(nodes))
    certain = [1.0] * extant + [_sigmoid(nats) for nats in odds_of]
    chances = likelihoods(nodes.costs, nodes.roots, sources, HEAT)
    return Tree(sources, nodes, extant, chances, certain)


def with_lost(nodes: Nodes) -> tuple[list[int], list[float]]:
    """Put in the lost witnesses that are to be believed, the most credible first.

    Returns:
        The tree, and the log odds, in nats, of each lost witness.
    """
    extant, tried = len(nodes.items), Tried()
    odds_of: list[float] = []
    sources = arborescence_of(nodes)
    while len(nodes.items) < 2 * extant:
        found = [c for c in candidates(nodes, sources, tried) if c.odds >= 0]
        found.sort(key=lambda c: -c.odds)
        put = ((c.odds, hung) for c in found if (hung := put_in(nodes, sources, c)))
        odds, hung = next(put, (0.0, None))
        if hung is None:
            break
        sources, odds_of = hung, [*odds_of, odds]
    while idle := [n for n in range(extant, len(sources)) if sources.count(n) < 2]:
        nodes.drop(idle[-1])  # it shows nothing any more; without it the others may hang otherwise
        odds_of.pop(idle[-1] - extant)
        sources = arborescence_of(nodes)
    return sources, odds_of


def with_root(
    nodes: Nodes, sources: list[int], odds_of: list[float]
) -> tuple[list[int], list[float]]:  # fmt: skip
    """Have a page at the top and a line below it go back to a lost one, when both have changes.

    A line that begins with a lost witness begins with that very one, four times in five: what other
    copies share against a page that was taken for their source is what that page has changed.

    Returns:
        The tree, and the log odds, in nats, of each lost witness.
    """
    extant, root = len(nodes.items) - len(odds_of), sources.index(-1)
    child, odds = two_lines(nodes, sources, extant) if root < extant else (-1, 0.0)
    if child < 0:
        return sources, odds_of
    if child < extant:
        nodes.add(source_of(nodes, root, child))
        return _under(nodes, [*sources, -1], len(sources), (root, child), extant), [*odds_of, odds]
    before = odds_of[child - extant]
    either = float(np.logaddexp.reduce([before, odds, before + odds]))
    odds_of = [either if v == child - extant else nats for v, nats in enumerate(odds_of)]
    return _under(nodes, sources, child, (root,), extant), odds_of


def _under(
    nodes: Nodes, sources: Sequence[int], top: int, below: Sequence[int], extant: int
) -> list[int]:  # fmt: skip
    """Return a tree with ``top`` as its root and some right below it.

    With them go the copies of pages that are nearer to the root than to what they were hung under.
    """
    costs, found = nodes.costs, list(sources)
    for v, source in enumerate(sources):
        page = 0 <= source < extant
        if v in below or (page and costs[top, v] < costs[source, v]):
            found[v] = top
    found[top] = -1
    return found


def put_in(nodes: Nodes, sources: Sequence[int], one: Candidate) -> list[int] | None:
    """Put a lost witness in and return the tree; None, and the nodes as before, if it does not fit.

    The cheapest tree may hang it elsewhere: with no two children, or on top, where it must save more.
    """
    before, number = total(nodes, sources), len(nodes.items)
    nodes.add(one.node)
    hung = arborescence_of(nodes)
    saves = before - total(nodes, hung)
    if hung.count(number) >= 2 and (hung[number] >= 0 or saves >= ROOT_PRICE):
        return hung
    nodes.drop(number)
    return None


def candidates(nodes: Nodes, sources: Sequence[int], tried: Tried) -> list[Candidate]:
    """Return the lost witnesses that might stand between neighbours of a tree."""
    return [_candidate(nodes, sources, path, tried) for path in _promising(nodes, sources)]


def _promising(nodes: Nodes, sources: Sequence[int]) -> list[tuple[int, int, int]]:
    """Return the paths of three nodes whose ends share most that the middle has not, best first.

    What two ends share on the way to the middle is half of what the ways to it are longer together
    than the way between them (the Gromov product of the three).
    """
    near = np.minimum(nodes.costs, nodes.costs.T)
    paths = _neighbours(sources)
    return sorted(paths, key=lambda p: (near[p[0], p[2]] - near[p[1], p[0]] - near[p[1], p[2]], p))[
        :TRIED
    ]


def _neighbours(sources: Sequence[int]) -> list[tuple[int, int, int]]:
    """Return the paths of three nodes (end, middle, end) of a tree."""
    around: list[list[int]] = [[] for _ in sources]
    for v, s in enumerate(sources):
        if s >= 0:
            around[v].append(s)
            around[s].append(v)
    return [
        (x, y, z)
        for y, near in enumerate(around)
        for i, x in enumerate(near)
        for z in near[i + 1 :]
    ]


def _candidate(
    nodes: Nodes, sources: Sequence[int], path: tuple[int, int, int], tried: Tried
) -> Candidate:  # fmt: skip
    """Return the lost witness between three nodes of a tree."""
    if path not in tried:
        x, y, z = path
        tried[path] = Between(nodes.middle((y, x, z)), {}, {}, {})
    between = tried[path]
    above, children, gain = _hung(nodes, sources, path, between)
    if (above, children) not in between.hung:
        between.hung[above, children] = _weighed(nodes, path[1], between, above, children, gain)
    return between.hung[above, children]


def _weighed(
    nodes: Nodes, y: int, between: Between, above: int, children: tuple[int, ...], gain: float
) -> Candidate:  # fmt: skip
    """Return a lost witness whose place is known, next to the node y, with what tells of it."""
    if above < 0:
        return Candidate(between.node, above, children, gain, {}, (gain - ROOT_PRICE) / HEAT)
    shared, *own = (_events(nodes, between, v) for v in (above, *children))
    middle = _events(nodes, between, y)
    seen = lost.signs_of(gain, shared, own, middle, _unlike(nodes, above, children))
    return Candidate(between.node, above, children, gain, seen, lost.odds(seen))


def _hung(
    nodes: Nodes, sources: Sequence[int], path: tuple[int, int, int], between: Between
) -> tuple[int, tuple[int, ...], float]:
    """Return the source of a node put between three others, its children, and what it saves.

    Other children of the node in the middle go over to it where that is cheaper.
    """
    x, y, z = path
    nats, costs = between.nats, nodes.costs
    for v in (x, y, z, *(v for v, s in enumerate(sources) if s == y)):
        if v not in nats:
            nats[v] = nodes.between(nodes.items[v], between.node)
    saved = {v: float(costs[y, v]) - nats[v][1] for v, s in enumerate(sources) if s == y}
    over = [v for v in saved if v in (x, z) or saved[v] > 0]
    gain = sum(saved[v] for v in over)
    above = sources[y]
    if above in (x, z):
        gain += float(costs[above, y]) - nats[above][0] - nats[y][1]
        over.append(y)
    else:
        root = float(nodes.worth[between.node.words >= 0].sum())
        top = float(nodes.roots[y]) - root - nats[y][1]
        gain, above = (
            (gain + top, -1) if above < 0 and top > -nats[y][0] else (gain - nats[y][0], y)
        )
        over += [y] if above < 0 else []
    return above, tuple(sorted(over, key=lambda v: (nats[v][1], v))), gain


def _events(nodes: Nodes, between: Between, number: int) -> Float64:
    """Return the events between a node and the one that might be put in beside it."""
    if number not in between.tables:
        between.tables[number] = nodes.table(between.node, nodes.items[number])
    return between.tables[number]


def _unlike(nodes: Nodes, above: int, children: Sequence[int]) -> int:
    """Return at how many places a source and the two nearest children have three different words."""
    source, one, other = (nodes.items[v].words for v in (above, *children[:2]))
    held = (source >= 0) & (one >= 0) & (other >= 0)
    return int(np.count_nonzero(held & (one != other) & (one != source) & (other != source)))


def _sigmoid(nats: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, nats))))
