"""Sentences with no counterpart on the other side, and where they would stand there."""

from __future__ import annotations

import numpy as np

from unspin.judge.pair import PLAIN, Found, Pair

WHOLE = 0.5
"""Cover from which a text counts as one copy, so that everything it lacks was dropped or added."""


def beside(pair: Pair, index: int, *, in_a: bool) -> Found:
    """Return a finding for a sentence of one side, with the point of the other where it belongs."""
    points = pair.once(f"points-{in_a}", lambda: _points(pair, in_a))
    point = points[index], points[index]
    side = pair.a if in_a else pair.b
    held = side.bounds(side.sentence(index))
    return (held, point, PLAIN) if in_a else (point, held, PLAIN)


def _points(pair: Pair, in_a: bool) -> list[int]:
    """Return for each sentence of one side where the other side has got to before it."""
    side, other = (pair.a, pair.b) if in_a else (pair.b, pair.a)
    ends = np.zeros(max(1, len(side.seg.sentences) - 1), np.int64)
    for link in pair.alignment.links:
        ours, theirs = (link.a, link.b) if in_a else (link.b, link.a)
        if ours and theirs:
            ends[max(ours)] = other.bounds(other.sentence(max(theirs)))[1]
    return [0, *np.maximum.accumulate(ends).tolist()]


def one_sided(pair: Pair, *, in_a: bool) -> list[int]:
    """Return the sentences of one side with no counterpart, where a counterpart was to be expected.

    Where only a passage is shared, the text around it was neither dropped nor added: then only
    sentences between the first and the last linked one count.
    """
    return pair.once(f"one-sided-{in_a}", lambda: _find_one_sided(pair, in_a))


def _find_one_sided(pair: Pair, in_a: bool) -> list[int]:
    alignment = pair.alignment
    linked = [k for k in alignment.links if k.a and k.b]
    if not linked:
        return []
    lone = [i for k in alignment.links if not (k.a and k.b) for i in (k.a if in_a else k.b)]
    cover = alignment.cover_a if in_a else alignment.cover_b
    if cover < WHOLE:
        held = [i for k in linked for i in (k.a if in_a else k.b)]
        first, last = min(held), max(held)
        lone = [i for i in lone if first < i < last]
    side = pair.a if in_a else pair.b
    explained = pair.claims.sentences
    return sorted(
        i for i in lone if (in_a, i) not in explained and side.has_words(side.sentence(i))
    )
