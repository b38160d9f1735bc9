"""Phrases that a rewriter put for a single word: ``coffee bean`` for ``coffee``.

A thesaurus lists phrases beside words of one sense, and a rewriter who draws them leaves phrases
that nobody would write there. They are looked up by the stems of their words, and what they may
stand for takes the ending that one of those has.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from unspin.inspect.candidates import Source
from unspin.records import Int32, Segmented

LONGEST = 3
"""Words of the longest phrase that is looked up."""


class Found(NamedTuple):
    """A phrase of a text: its first token, its words, and its candidates as ``Choices`` has them."""

    token: int
    width: int
    ids: Int32
    values: NDArray[np.float32]


def compounds(seg: Segmented, source: Source) -> Iterator[Found]:
    """Yield the phrases of a text that may stand for single words."""
    book, lexicon = source.book, source.lexicon
    if not book:
        return
    stems = np.where(seg.rows >= 0, lexicon.stems[np.maximum(seg.rows, 0)], 0).tolist()
    ends = set(seg.sentences.tolist())
    for t in range(len(stems) - 1):
        for width in range(2, LONGEST + 1):
            if t + width - 1 in ends or t + width > len(stems):
                break
            if words := book.get(tuple(stems[t : t + width])):
                rows = seg.rows[t : t + width].astype(np.int64)
                ids, values = _candidates(rows, words, source)
                if len(ids):
                    yield Found(t, width, ids, values)


def _candidates(
    rows: NDArray[np.int64], words: tuple[int, ...], source: Source
) -> tuple[Int32, NDArray[np.float32]]:
    """Return ids and values of what a phrase, as rows, may stand for."""
    ids = source.model.ids
    wanted = [int(source.endings[ids[row]]) for row in (rows[0], rows[-1])]
    kept = []
    for stem in words:
        forms = source.inverse.of_stem(stem)
        forms = forms[(ids[forms] >= 0) & (source.logs[forms] < 0)]
        alike = forms[np.isin(source.endings[ids[forms]], wanted)]
        kept.append(alike if len(alike) else forms)
    found = np.unique(np.concatenate(kept)).astype(np.int64)
    found = found[source.endings[ids[found]] >= 0]
    return ids[found], source.values_of_phrase(rows, found)
