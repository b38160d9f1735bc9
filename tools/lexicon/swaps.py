"""Which words a word may stand for: what a rewriter could have found there.

A rewriter puts a word in from a thesaurus or from a vector space. Looked at from the other end,
each word has a short list of those it may have been put for: of its synsets and those beside
them, near it among the vectors, or seen replaced by it; of its inflection; the likeliest first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from lexicon.assemble import Base
from lexicon.forms import VERB
from lexicon.wordnet import WordNet

MOST = 7
"""Words kept of a list."""
NEIGHBOURS = 14
"""Nearest vectors looked at."""
LEAST_COSINE = 0.42
SYNONYM, BESIDE, SEEN = 2.0, 1.0, 2.6
"""What a source is worth, in the units of the logarithm of a word's count."""
SEEN_LEAST = 2
"""Texts in which a word must have been put for another."""
OUT_OF_SENSE = 0.35
"""What every sense costs that is likelier than the one the two words share."""
COMMON = 0.35
"""What a commoner word gains, for each nat of its probability."""


class Swaps:
    """Makes the lists; see :meth:`of`."""

    def __init__(
        self, forms: Sequence[str], bases: list[list[Base]], source: WordNet,
        chances: NDArray[np.float64], vectors: NDArray[np.float32], vector_rows: NDArray[np.int32],
        seen: Mapping[tuple[str, str], int],
    ) -> None:  # fmt: skip
        self.forms, self.bases, self.source, self.chances = forms, bases, source, chances
        self.rows = {form: row for row, form in enumerate(forms)}
        self.by_base: dict[tuple[Base, str], int] = {}
        for row, found in enumerate(bases):
            for base in found:
                key = base, shape(forms[row], base)
                best = self.by_base.get(key)
                if best is None or chances[row] > chances[best]:
                    self.by_base[key] = row
        self.seen: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for (spun, original), count in seen.items():
            if count >= SEEN_LEAST and spun in self.rows and original in self.rows:
                self.seen[self.rows[spun]].append((self.rows[original], count))
        self.near = self._near(vectors, vector_rows)

    def of(self, row: int) -> list[int]:
        """Return rows that a row may stand for, the likeliest first."""
        worth: dict[int, float] = {}
        for other, value in (*self._senses(row), *self._alike(row), *self._found(row)):
            if other != row and self.forms[other].isalpha():
                worth[other] = max(worth.get(other, -9.0), value)
        return sorted(worth, key=lambda r: (-worth[r] - COMMON * np.log(self.chances[r]), r))[:MOST]

    def _senses(self, row: int) -> list[tuple[int, float]]:
        found = []
        for base in self.bases[row]:
            form = shape(self.forms[row], base)
            for rank, number in enumerate(self.source.index[base]):
                cost = OUT_OF_SENSE * rank
                synset = self.source.synsets[number]
                for word in synset.words:
                    found += self._lemma(word, base, form, SYNONYM - cost, number)
                for own, target in synset.near:
                    if own is None and self.source.synsets[target].pos == base[1]:
                        for word in islice(self.source.synsets[target].words, 4):
                            found += self._lemma(word, base, form, BESIDE - cost, target)
        return found

    def _lemma(
        self, word: str, base: Base, form: str, value: float, number: int
    ) -> list[tuple[int, float]]:
        lemma = word.lower()
        other = self.by_base.get(((lemma, base[1]), form))
        if other is None or (lemma, base[1]) not in self.source.index:
            return []
        rank = (
            self.source.index[lemma, base[1]].index(number)
            if number in self.source.index[lemma, base[1]]
            else 3
        )
        return [(other, value - OUT_OF_SENSE * rank)]

    def _alike(self, row: int) -> list[tuple[int, float]]:
        shapes = {(base[1], shape(self.forms[row], base)) for base in self.bases[row]}
        found = []
        for other, cosine in self.near.get(row, ()):
            theirs = {(base[1], shape(self.forms[other], base)) for base in self.bases[other]}
            if not shapes.isdisjoint(theirs):
                found.append((other, 3.0 * cosine))
        return found

    def _found(self, row: int) -> list[tuple[int, float]]:
        return [(other, SEEN + np.log(count)) for other, count in self.seen.get(row, ())]

    def _near(
        self, vectors: NDArray[np.float32], vector_rows: NDArray[np.int32]
    ) -> dict[int, list[tuple[int, float]]]:
        """Return the nearest neighbours of each row that has a vector."""
        rows = np.flatnonzero((vector_rows >= 0) & np.array([bool(b) for b in self.bases]))
        if not len(rows):
            return {}
        unit = vectors[vector_rows[rows]].astype(np.float32) / 127.0
        near = {}
        for first in range(0, len(rows), 2000):
            cosines = unit[first : first + 2000] @ unit.T
            top = np.argpartition(-cosines, NEIGHBOURS, axis=1)[:, : NEIGHBOURS + 1]
            for at, columns in enumerate(top.tolist()):
                row = int(rows[first + at])
                pairs = [(int(rows[c]), float(cosines[at, c])) for c in sorted(columns)]
                near[row] = [(r, c) for r, c in pairs if c >= LEAST_COSINE and r != row]
        return near


def shape(form: str, base: Base) -> str:
    """Return what inflection a form of a base is: "", ing, s, er, est or d (past of any kind).

    >>> shape("running", ("run", VERB)), shape("ran", ("run", VERB)), shape("houses", ("house", 1))
    ('ing', 'd', 's')
    """
    if form == base[0]:
        return ""
    for ending in ("ing", "est", "er", "s"):
        if form.endswith(ending) and not base[0].endswith(ending):
            return ending
    return "d" if base[1] == VERB else "s"
