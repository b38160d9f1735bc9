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
from numba import njit

from unspin.align.chains import once_on_both
from unspin.align.meetings import Bool
from unspin.align.sentences import heaviest_chain
from unspin.align.similarity import NUMBER
from unspin.records import Flag, Int32, Passage, Segmented, Span, UInt64

NEAR = 8
"""Words from an end to the nearest one that both sides have, at the most, for it to be carried over."""
AROUND = 2
"""Words around the place that faces an end where the first word of the sentence is looked for."""
BESIDE = 12
"""Tokens between a seam and a borrowed end, at the most, for the end to take the seam's place."""
LONGEST = 60
"""Tokens between two borrowed ends without seams in between: most sentences have fewer."""
_SEAM = int(Flag.SEAM)


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
    seams: Bool = text.flags[text.sentences[:-1]] & _SEAM != 0
    return seams


def _borrowing(
    text: Segmented, other: Segmented, lent: Int32, places: Sequence[tuple[Span, Span]]
) -> Segmented:
    """Return a text with the starts of sentences that it borrows; ``lent`` are those of the other."""
    found = [_facing(text, other, lent, own, theirs) for own, theirs in places]
    starts: Int32 = np.unique(np.concatenate(found))
    begin_at_seam = _seams(text)
    starts = starts[_endless(text, begin_at_seam)[starts]]
    seams = text.sentences[:-1][begin_at_seam]
    kept = np.setdiff1d(text.sentences, seams[_replaced(seams, starts)])
    return replace(text, sentences=np.union1d(kept, starts).astype(np.int32))


def _endless(text: Segmented, seams: Bool) -> Bool:
    """Tell of each token whether it stands in a sentence that was cut at a seam."""
    cut = seams | np.append(seams[1:], False)
    return np.repeat(cut, np.diff(text.sentences))


def _replaced(seams: Int32, starts: Int32) -> Bool:
    """Tell which seams borrowed starts take the place of."""
    far = 1 << 30
    around = np.concatenate(([-far], starts, [far]))
    at = np.searchsorted(starts, seams)
    before, after = seams - around[at], around[at + 1] - seams
    return (before <= BESIDE) | (after <= BESIDE) | (before + after <= LONGEST)


def _facing(text: Segmented, other: Segmented, lent: Int32, own: Span, theirs: Span) -> Int32:
    """Return the tokens of a passage that face the other side's starts, as far as can be told."""
    mine, yours = _words(text, own), _words(other, theirs)
    x, y = _anchors(text.stems[mine], other.stems[yours])
    begins = np.unique(np.searchsorted(yours, lent)).astype(np.int32)
    facing: Int32 = mine[_carried(begins, x, y, text.keys[mine], other.keys[yours])]
    return facing


def _words(text: Segmented, span: Span) -> Int32:
    """Return the tokens of a stretch that are words."""
    first, last = np.searchsorted(text.starts, (span.start, span.end))
    words: Int32 = (first + np.flatnonzero(text.kinds[first:last] <= NUMBER)).astype(np.int32)
    return words


def _anchors(mine: UInt64, yours: UInt64) -> tuple[Int32, Int32]:
    """Return (c,) places of the words that stand once on either side, in one order on both."""
    partner = once_on_both(mine, yours)
    x = np.flatnonzero(partner >= 0).astype(np.int32)
    y = partner[x]
    chain = heaviest_chain(x, y, np.ones(len(x), np.float32), len(yours))
    return x[chain], y[chain]


@njit(nogil=True, cache=True)
def _carried(begins: Int32, x: Int32, y: Int32, keys: UInt64, other_keys: UInt64) -> Int32:
    """Return the words that face the words of the other side at which sentences begin.

    Args:
        begins: of the other side, ascending, counted in words of the passage.
        x, y: (c,) words that face each other.
        keys, other_keys: of the words of either side.
    """
    found = np.empty(len(begins), np.int32)
    count, at = 0, 0
    for t in begins:
        while at < len(y) and y[at] < t:
            at += 1
        if at == 0 or at == len(y):
            continue
        since, until = t - y[at - 1], y[at] - t
        if min(since, until) > NEAR:
            continue
        low, high = x[at - 1] + 1, x[at]
        # a word more or less is likelier inside the sentence that begins than at the end of the last
        place = x[at - 1] + since if until > 0 and since <= until else high - until
        found[count] = _beside(min(max(place, low), high), low, high, keys, other_keys[t])
        count += 1
    return found[:count]


@njit(nogil=True, cache=True)
def _beside(place: int, low: int, high: int, keys: UInt64, first: np.uint64) -> int:
    """Return the nearest place that holds the first word of the sentence, or the place itself."""
    for aside in range(AROUND + 1):
        for there in (place - aside, place + aside):
            if low <= there <= high and keys[there] == first:
                return there
    return place
