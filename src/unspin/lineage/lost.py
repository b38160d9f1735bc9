"""How far a lost witness is to be believed that would make a tree cheaper.

Its children share readings that its source has not. They also do when two copyists hit on the same
change, when a child that was hardly altered is taken for a copy of its own sibling's source, and
when one child took a stretch of its text from the other: so it is asked what kind of readings they
share, what the nearest child has of its own, and whether all that is shared stands together.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from unspin.lineage.readings import AGAIN, BLOCK, FEW, FIRST, KIND, NAMED, REPLACED, TAIL
from unspin.lineage.weights import DOUBT, ROOT_DOUBT, ROOT_WORTH, WORTH

Float64 = NDArray[np.float64]

MOST = {
    "gain": 16.0, "children": 4, "blocks": 3, "tails": 1, "apart": 3, "apart_words": 1,
    "apart_few": 1, "apart_firm": 8, "apart_tails": 1, "own": 3, "own_words": 3, "own_blocks": 1,
    "own_tails": 1, "next": 8, "next_tails": 1, "together": 8.0, "unlike": math.inf,
}  # fmt: skip
"""The signs of a lost witness with a source, and beyond which more of one makes it no likelier,
or less likely."""
ROOT_MOST = {
    "gain": 8.0, "blocks": 3, "strongest": math.inf, "third": 4.0, "lost": 1, "pages": math.log(12),
}  # fmt: skip
"""The same for a lost root above a root and its child: what two lines explain better than one;
sentences that the root seems to have left out; the nats of what speaks most against it, and third
most; whether its child is a lost witness; and the logarithm of how many pages there are, of which
the first is seldom the one that is lost."""
LEANS = 0.3
"""Nats from which an event speaks for a direction at all."""
KEEPS = 0.93
"""Share of the readings inside a stretch that came with it, and outside that did not."""


def odds(signs: Mapping[str, float]) -> float:
    """Return the log odds, in nats, that a lost witness with a source has been there."""
    return _weighed(signs, WORTH, DOUBT)


def root_odds(signs: Mapping[str, float]) -> float:
    """Return the log odds, in nats, that the root and a page below it both go back to a lost one."""
    return _weighed(signs, ROOT_WORTH, ROOT_DOUBT)


def _weighed(signs: Mapping[str, float], worth: Mapping[str, float], doubt: float) -> float:
    return doubt + sum(worth[name] * sign for name, sign in signs.items())


def signs_of(
    gain: float, shared: Float64, own: Sequence[Float64], apart: Float64, unlike: int
) -> dict[str, float]:  # fmt: skip
    """Return what tells, by name, whether a lost witness with a source has been there.

    Args:
        gain: nats by which the tree is cheaper with it.
        shared: events between its source and it, which its children share.
        own: events between it and each child, the child nearest to it first.
        apart: events between it and the witness whose neighbours show it, its source or a child.
        unlike: places where its source and two children have three different words: where both
            were spun, they share words by chance as well.
    """
    shared, apart, *children = (table[table[:, AGAIN] == 0] for table in (shared, apart, *own))
    mine, others, alone = children[0], children[1], _kinds(apart)
    nearest, after, both = _kinds(mine), _kinds(others), _kinds(shared)
    together = max(_together(shared[:, FIRST], child[:, FIRST]) for child in children)
    signs: dict[str, float] = {
        "gain": max(gain, 0.0),
        "children": len(children),
        "blocks": both.blocks,
        "tails": both.tails,
        "apart": len(apart),
        "apart_words": alone.words,
        "apart_few": alone.few,
        "apart_firm": alone.names + alone.blocks,
        "apart_tails": alone.tails,
        "own": len(mine) - nearest.words,
        "own_words": nearest.words,
        "own_blocks": nearest.blocks,
        "own_tails": nearest.tails,
        "next": len(others),
        "next_tails": after.tails,
        "together": max(together, 0.0),
        "unlike": math.log1p(unlike),
    }
    return _no_more(signs, MOST)


class _Kinds(NamedTuple):
    """How many events are plain words, names and numbers, a few words, sentences, the end."""

    words: int
    names: int
    few: int
    blocks: int
    tails: int


@njit(nogil=True, cache=True)
def _kinds(table: Float64) -> _Kinds:
    """Count events by kind."""
    words, names, few, blocks, tails = 0, 0, 0, 0, 0
    for row in table:
        kind, named = row[KIND], row[NAMED] > 0
        words += kind == REPLACED and not named
        names += kind <= FEW and named
        few += kind == FEW and not named
        blocks += kind == BLOCK
        tails += kind == TAIL
    return _Kinds(words, names, few, blocks, tails)


def _together(shared: Float64, own: Float64) -> float:
    """Return the nats for "one stretch was taken over" against "readings were shared anywhere".

    A page that took a stretch from its sibling has all that the sibling changed inside it, and
    nothing that it changed outside. Of a lost witness's changes and a child's own neither need
    stand together.

    Args:
        shared, own: places of the readings that both have, and that only one has.
    """
    n, k = len(shared) + len(own), len(shared)
    if k in (0, n):
        return 0.0
    places = np.concatenate([own, shared])
    held = (np.arange(n) >= len(own))[np.lexsort((np.arange(n), places))]
    step = math.log(KEEPS / (1 - KEEPS))
    _, _, best = best_stretch(np.where(held, step, -step))
    stretch = best + k * math.log(1 - KEEPS) + (n - k) * math.log(KEEPS)
    anywhere = math.lgamma(k + 1) + math.lgamma(n - k + 1) - math.lgamma(n + 2)
    return stretch - math.log(n * (n + 1) / 2) - anywhere


def root_signs(table: Float64, leaning: Float64, *, lost: bool, pages: int) -> dict[str, float]:
    """Return what tells, by name, whether the root and a page below it both go back to a lost one.

    Args:
        table: the events between the two, without words that only moved.
        leaning: (e,) log odds of each that the root is the source.
        lost: whether the page below is a lost witness.
        pages: witnesses of the family.
    """
    first_met = table[:, AGAIN] == 0
    against = np.sort(np.maximum(-leaning[first_met], 0.0))[::-1]
    left_out = (leaning[first_met] < -LEANS) & (table[first_met, KIND] >= BLOCK)
    signs: dict[str, float] = {
        "gain": _two_lines(leaning, _classes_of(table)),
        "blocks": int(left_out.sum()),
        "strongest": float(against.max(initial=0.0)),
        "third": float(against[2:3].sum()),
        "lost": int(lost),
        "pages": math.log(pages),
    }
    return _no_more(signs, ROOT_MOST)


def _no_more(signs: Mapping[str, float], most: Mapping[str, float]) -> dict[str, float]:
    return {name: float(min(sign, most[name])) for name, sign in signs.items()}


def _two_lines(leaning: Float64, classes: NDArray[np.int64]) -> float:
    """Return the nats for "each side has changes of its own" over "one is the source".

    Each event is v's change or u's; in every class of events the share of v's is the one that fits
    best (a mixture of two, fitted by expectation and maximisation), for a spinner changes words
    and an editor takes out sentences.

    Args:
        leaning: (e,) log odds that u is the source.
        classes: (e,) class of each event.
    """
    there = np.log1p(np.exp(-leaning))
    back = np.log1p(np.exp(leaning))
    fit = 0.0
    for one in set(classes.tolist()):
        fit += _mixed(np.exp(-leaning[classes == one])) - float(there[classes == one].sum())
    return fit + min(float(there.sum()), float(back.sum()))


def _mixed(odds: Float64) -> float:
    """Return the nats of the best mixture over "all are v's changes"."""
    share = 0.5
    for _ in range(30):
        ours = share / (share + (1 - share) * odds)
        share = float(ours.mean())
    return float(np.log(share + (1 - share) * odds).sum())


def _classes_of(table: Float64) -> NDArray[np.int64]:
    """Return the class of each event: words, names and numbers, sentences, the end."""
    kinds = table[:, KIND].astype(np.int64)
    return np.where(kinds <= 1, np.where(table[:, NAMED] > 0, 1, 0), kinds)


@njit(nogil=True, cache=True)
def best_stretch(gains: Float64) -> tuple[int, int, float]:
    """Return (first, last, sum) of the stretch with the greatest sum (Kadane's algorithm)."""
    best, first, last = 0.0, 0, 0
    total, start = 0.0, 0
    for p in range(len(gains)):
        if total <= 0.0:
            total, start = 0.0, p
        total += gains[p]
        if total > best:
            best, first, last = total, start, p
    return first, last, best
