"""The cheapest way to hang all witnesses under one, and how sure each edge of it is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numba import njit
from numpy.typing import NDArray

Float64 = NDArray[np.float64]

_NEVER = 1e12


def arborescence(costs: Float64, roots: Float64) -> list[int]:
    """Return the source of each node in the cheapest arborescence, -1 for its one root.

    Chu and Liu (1965), Edmonds (1967): every node takes its cheapest source; a circle becomes one
    node, whose other sources cost what they would add to it; and so on until there is none.

    Args:
        costs: (n, n), row source, column derivative.
        roots: (n,) what it costs that a node is the root.
    """
    n = len(roots)
    table = np.full((n + 1, n + 1), _NEVER)
    table[:n, :n] = costs
    # One root is as good as any number of them, so each costs more than any tree.
    table[n, :n] = roots - roots.min() + 1e7
    np.fill_diagonal(table, _NEVER)
    table[:, n] = _NEVER
    found = _hung(table, n)[:n]
    return [-1 if s == n else s for s in found.tolist()]


@njit(nogil=True, cache=True)
def _hung(table: Float64, root: int) -> NDArray[np.int64]:
    """Return the source of each node of the cheapest arborescence from ``root``."""
    n = len(table)
    best = np.full(n, -1, np.int64)
    for v in range(n):
        if v != root:
            best[v] = np.argmin(table[:, v])
    circle = _circle(best, root)
    if len(circle) == 0:
        return best
    inside = np.zeros(n, np.bool_)
    inside[circle] = True
    outer = np.flatnonzero(~inside)
    size = len(outer) + 1
    smaller = np.full((size, size), 1e12)
    entry = np.zeros(size, np.int64)  # from each outer node: the node of the circle it enters at
    leave = np.zeros(size, np.int64)  # to each outer node: the node of the circle it leaves from
    for i in range(size - 1):
        u = outer[i]
        for j in range(size - 1):
            if i != j:
                smaller[i, j] = table[u, outer[j]]
        for v in circle:
            into = table[u, v] - table[best[v], v]
            if into < smaller[i, size - 1]:
                smaller[i, size - 1], entry[i] = into, v
            if table[v, u] < smaller[size - 1, i]:
                smaller[size - 1, i], leave[i] = table[v, u], v
    new_root = 0
    for i in range(size - 1):
        if outer[i] == root:
            new_root = i
    below = _hung(smaller, new_root)
    for i in range(size - 1):
        if outer[i] != root:
            best[outer[i]] = leave[i] if below[i] == size - 1 else outer[below[i]]
    came = below[size - 1]
    best[entry[came]] = outer[came]
    return best


@njit(nogil=True, cache=True)
def _circle(best: NDArray[np.int64], root: int) -> NDArray[np.int64]:
    """Return the nodes of one circle among best sources, or none."""
    n = len(best)
    mark = np.zeros(n, np.int64)
    for start in range(n):
        v = start
        while v != root and mark[v] == 0:
            mark[v] = start + 1
            v = best[v]
        if v != root and mark[v] == start + 1:
            members = [v]
            u = best[v]
            while u != v:
                members.append(u)
                u = best[u]
            return np.array(members)
    return np.zeros(0, np.int64)


def likelihoods(costs: Float64, roots: Float64, sources: Sequence[int], heat: float) -> Float64:
    """Return (n + 1, n): how likely each node is the source of each, the last row "it is the root".

    Two questions are open for a node of a tree: on which side of it the root lies, and, if above
    it, which of the nodes that it does not lead to is its source. Each is answered by the costs of
    the trees that differ in this alone, over ``heat`` (a Boltzmann distribution).

    Args:
        costs, roots: as for :func:`arborescence`.
        sources: its answer.
        heat: nats that count for one.
    """
    n = len(sources)
    below = _below(sources)
    rooted = _rooted(costs, roots, sources)
    chance = np.exp(-(rooted - rooted.min()) / heat)
    chance /= chance.sum()
    found = np.zeros((n + 1, n))
    found[n] = chance
    for v, source in enumerate(sources):
        for child in range(n):
            if sources[child] == v:
                found[child, v] = chance[below[child]].sum()
        if source >= 0:
            free = np.flatnonzero(~below[v])
            nats = costs[free, v] - costs[free, v].min()
            local = np.exp(-nats / heat)
            found[free, v] = local / local.sum() * chance[free].sum()
    return np.minimum(found, 1.0)  # sums of shares may pass it by a bit


def _below(sources: Sequence[int]) -> NDArray[np.bool_]:
    """Return (n, n): row v marks v and all that hang under it."""
    n = len(sources)
    found = np.eye(n, dtype=bool)
    for v in range(n):
        above = sources[v]
        while above >= 0:
            found[above, v] = True
            above = sources[above]
    return found


def _rooted(costs: Float64, roots: Float64, sources: Sequence[int]) -> Float64:
    """Return (n,) the nats of the same tree hung up by each of its nodes."""
    n = len(sources)
    found = np.empty(n)
    for v in range(n):
        nats, child = 0.0, v
        while sources[child] >= 0:  # the edges from here to the old root turn round
            above = sources[child]
            nats += costs[child, above] - costs[above, child]
            child = above
        found[v] = nats + roots[v]
    return found
