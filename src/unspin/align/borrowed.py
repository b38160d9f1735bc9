"""Sentences that a text without marks borrows from its copy.

A sentence that never ends was cut at its seams (``text/seams.py``), which rarely fall where the
other text ends its sentences: then the words on both sides of a seam have no counterpart, and each
piece looks like a split and a merger. Where the two share a passage, the words that each has once
say which places face each other; the ends of the other's sentences are carried over, and take the
place of the seams around them.

Legend: c = words of a passage that both sides have once, in one order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from unspin.align.sentences import heaviest_chain
from unspin.align.similarity import NUMBER
from unspin.records import Flag, Int32, Passage, Segmented, Span

NEAR = 8
"""Words from an end to the nearest one that both sides have, at the most, for it to be carried over."""
AROUND = 2
"""Words around the place that faces an end where the first word of the sentence is looked for."""
BESIDE = 12
"""Tokens between a seam and a borrowed end, at the most, for the end to take the seam's place."""
LONGEST = 60
"""Tokens between two borrowed ends without seams in between: most sentences have fewer."""
_SEAM = int(Flag.SEAM)

Bool = NDArray[np.bool_]


def with_borrowed_ends(
    a: Segmented, b: Segmented, passages: Sequence[Passage]
) -> tuple[Segmented, Segmented]:
    """Return two texts with the seams in their passages moved to where the other's sentences end.

    Where both were cut at seams, b takes a's. A text without seams is returned as it is, and so are
    two of the same words, whose seams are the same.
    """
    of_a, of_b = _seams(a), _seams(b)
    if not passages or not (of_a.any() or of_b.any()) or np.array_equal(a.keys, b.keys):
        return a, b
    if of_a.any():
        a = _borrowing(a, b, b.sentences[:-1][~of_b], [(p.a, p.b) for p in passages])
    if of_b.any():
        b = _borrowing(b, a, a.sentences[:-1], [(p.b, p.a) for p in passages])
    return a, b


def _seams(text: Segmented) -> Bool:
    """Tell of each sentence whether it begins at a seam."""
    return text.flags[text.sentences[:-1]] & _SEAM != 0


def _borrowing(
    text: Segmented, other: Segmented, lent: Int32, places: Sequence[tuple[Span, Span]]
) -> Segmented:
    """Return a text with the starts of sentences that it borrows; ``lent`` are those of the other."""
    found = [_facing(text, other, lent, own, theirs) for own, theirs in places]
    starts = np.unique(np.concatenate(found))
    starts = starts[_endless(text)[starts]]
    seams = text.sentences[:-1][_seams(text)]
    kept = np.setdiff1d(text.sentences, seams[_replaced(seams, starts)])
    return replace(text, sentences=np.union1d(kept, starts).astype(np.int32))


def _endless(text: Segmented) -> Bool:
    """Tell of each token whether it stands in a sentence that was cut at a seam."""
    seams = _seams(text)
    cut = seams | np.append(seams[1:], False)
    return np.repeat(cut, np.diff(text.sentences))


def _replaced(seams: Int32, starts: NDArray[np.int64]) -> Bool:
    """Tell which seams borrowed starts take the place of."""
    far = 1 << 30
    around = np.concatenate(([-far], starts, [far]))
    at = np.searchsorted(starts, seams)
    before, after = seams - around[at], around[at + 1] - seams
    return (before <= BESIDE) | (after <= BESIDE) | (before + after <= LONGEST)


def _facing(
    text: Segmented, other: Segmented, lent: Int32, own: Span, theirs: Span
) -> NDArray[np.int64]:
    """Return the tokens of a passage that face the other side's starts, as far as can be told."""
    mine, yours = _words(text, own), _words(other, theirs)
    x, y = _anchors(text.stems[mine], other.stems[yours])
    if len(x) < 2:
        return np.zeros(0, np.int64)
    begins = np.unique(np.searchsorted(yours, lent))
    at = np.searchsorted(y, begins)
    inside = (at > 0) & (at < len(y))
    begins, at = begins[inside], at[inside]
    since, until = begins - y[at - 1], y[at] - begins
    low, high = x[at - 1] + 1, x[at]
    place = np.where(until <= since, high - until, low - 1 + since)
    place = np.clip(place, low, high)
    near = np.minimum(since, until) <= NEAR
    keys, first = text.keys[mine], other.keys[yours[begins]]
    for step in (s for k in range(AROUND, 0, -1) for s in (k, -k)):
        aside = np.clip(place + step, low, high)
        same = (keys[aside] == first) & (keys[place] != first)
        place = np.where(same & near, aside, place)
    return mine[place[near]].astype(np.int64)


def _words(text: Segmented, span: Span) -> NDArray[np.int64]:
    """Return the tokens of a stretch that are words."""
    first, last = np.searchsorted(text.starts, (span.start, span.end))
    return first + np.flatnonzero(text.kinds[first:last] <= NUMBER)


def _anchors(mine: NDArray[np.uint64], yours: NDArray[np.uint64]) -> tuple[Int32, Int32]:
    """Return (c,) places of the words that stand once on either side, in one order on both."""
    x, y = (_once(side) for side in (mine, yours))
    _, at_x, at_y = np.intersect1d(mine[x], yours[y], assume_unique=True, return_indices=True)
    x, y = x[at_x], y[at_y]
    order = np.argsort(x)
    x, y = x[order].astype(np.int32), y[order].astype(np.int32)
    chain = heaviest_chain(x, y, np.ones(len(x), np.float32), len(yours))
    return x[chain], y[chain]


def _once(stems: NDArray[np.uint64]) -> NDArray[np.int64]:
    _, firsts, counts = np.unique(stems, return_index=True, return_counts=True)
    return firsts[counts == 1]
