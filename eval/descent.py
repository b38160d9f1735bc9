"""A small network fitted by stochastic descent, for the scripts that write weights."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]


class Descent(NamedTuple):
    """How a network is fitted.

    Attributes:
        cells: of its one layer.
        rounds: times that every row is seen.
        rate: first step, which falls to nothing (Loshchilov and Hutter 2017).
        batch: rows of a step.
        decay: of the weights.
    """

    cells: int
    rounds: int
    rate: float
    batch: int
    decay: float


def beginning(inputs: int, how: Descent, rng: np.random.Generator) -> list[Array]:
    """Return the weights before anything is learned: hidden, its bias, out, its bias."""
    return [
        rng.normal(0, inputs**-0.5, (inputs, how.cells)).astype(np.float32),
        np.zeros(how.cells, np.float32), rng.normal(0, 0.3, how.cells).astype(np.float32),
        np.array(-1.5, np.float32),
    ]  # fmt: skip


def descend(
    p: list[Array], x: Array, y: Array, w: Array, how: Descent, rng: np.random.Generator
) -> None:
    """Fit weights to rows ``x``, answers ``y`` and their worth ``w`` by Adam (Kingma and Ba 2015)."""
    first, second = [np.zeros_like(v) for v in p], [np.zeros_like(v) for v in p]
    steps, done = how.rounds * (len(x) // how.batch + 1), 0
    for _ in range(how.rounds):
        order = rng.permutation(len(x))
        for at in range(0, len(x), how.batch):
            i = order[at : at + how.batch]
            done += 1
            rate = how.rate * 0.5 * (1 + np.cos(np.pi * done / steps))
            for k, slope in enumerate(_slopes(p, x[i], y[i], w[i], how.decay)):
                first[k] = 0.9 * first[k] + 0.1 * slope
                second[k] = 0.999 * second[k] + 0.001 * slope**2
                step = first[k] / (1 - 0.9**done) / (np.sqrt(second[k] / (1 - 0.999**done)) + 1e-8)
                p[k] = (p[k] - rate * step).astype(np.float32)


def _slopes(p: list[Array], x: Array, y: Array, w: Array, decay: float) -> tuple[Array, ...]:
    """Return the slope of the mean log loss along every weight."""
    before = x @ p[0] + p[1]
    h = np.maximum(before, 0)
    guess = 1 / (1 + np.exp(-np.clip(h @ p[2] + p[3], -20, 20)))
    g = (w * (guess - y) / len(x)).astype(np.float32)
    gh = np.outer(g, p[2]) * (before > 0)
    return (x.T @ gh + decay * p[0], gh.sum(0), h.T @ g + decay * p[2], g.sum())
