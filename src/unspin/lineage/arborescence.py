"""The cheapest way to hang all witnesses under one, and how sure each edge of it is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numba import njit
from numpy.typing import NDArray

Float64 = NDArray[np.float64]
Int64 = NDArray[np.int64]

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
    into = np.full((n + 1, n + 1), _NEVER)  # row derivative: the sources of one stand together
    into[:n, :n] = costs.T
    # One root is as good as any number of them, so each costs more than any tree.
    into[:n, n] = roots - roots.min() + 1e7
    np.fill_diagonal(into, _NEVER)
    into[n] = _NEVER
    found = _hung(into, n)[:n]
    return [-1 if s == n else s for s in found.tolist()]


@njit(nogil=True, cache=True)
def _hung(into: Float64, root: int) -> Int64:
    """Return the source of each node of the cheapest arborescence from ``root``, -1 for that.

    All circles of a round become nodes at once, so that there are few rounds of (n, n) work each.
    """
    n = len(into)
    best = np.full(n, -1, np.int64)
    for v in range(n):
        if v != root:
            best[v] = np.argmin(into[v])
    group, size = _grouped(best)
    if size == n:
        return best
    smaller = np.full((size, size), _NEVER)
    leave = np.zeros((size, size), np.int64)  # of a way between groups: the node it leaves from,
    enter = np.zeros((size, size), np.int64)  # and the one it enters at
    held = np.bincount(group, minlength=size)
    for v in range(n):
        if v == root:
            continue
        j = group[v]
        less = into[v, best[v]] if held[j] > 1 else 0.0
        for u in range(n):
            i = group[u]
            if i != j and into[v, u] - less < smaller[j, i]:
                smaller[j, i], leave[j, i], enter[j, i] = into[v, u] - less, u, v
    below = _hung(smaller, group[root])
    for j in range(size):
        if below[j] >= 0:
            best[enter[j, below[j]]] = leave[j, below[j]]
    return best


@njit(nogil=True, cache=True)
def _grouped(best: Int64) -> tuple[Int64, int]:
    """Return the group of each node, a circle among best sources or itself, and how many there are."""
    n = len(best)
    mark = np.zeros(n, np.int64)
    group = np.full(n, -1, np.int64)
    size = 0
    for start in range(n):
        v = start
        while v >= 0 and mark[v] == 0:
            mark[v] = start + 1
            v = best[v]
        if v >= 0 and mark[v] == start + 1 and group[v] < 0:
            while group[v] < 0:
                group[v] = size
                v = best[v]
            size += 1
    for v in range(n):
        if group[v] < 0:
            group[v] = size
            size += 1
    return group, size


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
