"""What a word may stand for: a rewriter's dictionary, shared senses, senses beside them, vectors.

Legend: a row is one of the lexicon, an id one of the language model; c = candidates of one word.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from unspin.findings import LanguageModel
from unspin.inspect.context import Maps
from unspin.inspect.features import PUT_TOTAL, rows_of
from unspin.inspect.listed import NAMES as LISTED
from unspin.inspect.listed import Marks, drawn_from, listed
from unspin.records import Float32, Int32, Lexicon
from unspin.restorations import Dictionary, Entry

MOST = 60
"""Candidates of a word that are weighed."""
NEIGHBOURS = 40
"""Nearest vectors that are among them."""
BESIDE = 60
"""Words of senses beside its own that are among them, the commonest first."""
LEAST_COSINE = 0.25
"""Of vectors as rewriters put words for each other, see ``context.Maps.kin``."""
NEVER = 1.5e-8
"""Share of the language that a phrase has of which nothing is known."""
Book = dict[tuple[int, ...], tuple[int, ...]]
"""Stems of a phrase, and those of the words it may stand for."""
SHELF = 128
"""Words whose nearest vectors are looked for at once."""
ENDINGS = ("ing", "ed", "ly", "s")
NAMES = (
    "seen", "seen_share", "others_seen", "sense", "beside", "cosine", "no_vector", "stem",
    "ending", "part", "commoner", "common", "swap", "put_in", "rank", "listed", "first", "senses",
    "words", "kin", *LISTED,
)  # fmt: skip
"""What is known of a word and a candidate whatever stands around them, in the order of columns."""
KIN, PLACE = NAMES.index("kin"), NAMES.index("listed_place")


class Thesaurus(NamedTuple):
    """What a thesaurus offers a rewriter: phrases beside single words, and marks of its senses."""

    phrases: tuple[Entry, ...]
    marks: Marks


class Choices(NamedTuple):
    """Candidates of a word: (c,) ids, and (c, len(NAMES)) what is known of each."""

    ids: Int32
    values: Float32


class Source:
    """Gives the candidates of words; keeps those it has worked out.

    Args:
        lexicon, model: of the language.
        dictionary: what rewriters were seen to put for which words.
        maps: of the lexicon's vectors.
        thesaurus: what a rewriter looks words up in.
    """

    def __init__(
        self, lexicon: Lexicon, model: LanguageModel, dictionary: Dictionary, maps: Maps,
        thesaurus: Thesaurus,
    ) -> None:  # fmt: skip
        self.lexicon, self.model, self.dictionary, self.maps = lexicon, model, dictionary, maps
        self.inverse = inverse(lexicon)
        self.listed = listed(lexicon, thesaurus.marks)
        self.logs = np.log(model.rare)
        self.rows = rows_of(model)
        self.endings = _endings(model)
        self.known: dict[int, Choices] = {}
        self.near: dict[int, NDArray[np.int64]] = {}
        self.kin = self.inverse.unit @ maps.kin
        self.kin /= np.maximum(np.linalg.norm(self.kin, axis=1, keepdims=True), 1e-6)
        self.lists: dict[int, NDArray[np.float64]] = {}
        self.numbers = _numbers(model)
        self.book: Book = book_of(thesaurus.phrases, self)

    def number(self, word: str) -> int:
        """Return the id of a lower-case word, -1 when the model has none."""
        return self.numbers.get(word, -1)

    def prepare(self, rows: NDArray[np.int64]) -> None:
        """Work out the nearest vectors of many words at once, which takes a tenth of the time."""
        wanted = [
            row for row in np.unique(rows).tolist()
            if row not in self.near and row not in self.known and self.lexicon.vector_rows[row] >= 0
        ]  # fmt: skip
        inv = self.inverse
        for first in range(0, len(wanted), SHELF):
            shelf = wanted[first : first + SHELF]
            cosines = self.kin[self.lexicon.vector_rows[shelf]] @ self.kin.T
            tops = np.argpartition(-cosines, NEIGHBOURS, axis=1)[:, : NEIGHBOURS + 1]
            for row, top, line in zip(shelf, tops, cosines, strict=True):
                self.near[row] = inv.rows_of_vectors[np.sort(top[line[top] >= LEAST_COSINE])]

    def of(self, row: int) -> Choices:
        """Return the candidates of a word of the lexicon, itself left out."""
        if row not in self.known:
            self.known[row] = self._made(row)
        return self.known[row]

    def _made(self, row: int) -> Choices:
        lex, model, inv = self.lexicon, self.model, self.inverse
        seen, counts = self.dictionary.of(row)
        senses = lex.senses[lex.sense_starts[row] : lex.sense_starts[row + 1]]
        near = lex.near[lex.near_starts[row] : lex.near_starts[row + 1]]
        sharing = inv.having(senses)
        beside = np.setdiff1d(inv.having(near), sharing)
        beside = beside[np.argsort(-self.logs[beside], kind="stable")[:BESIDE]]
        kin = inv.of_stem(int(lex.stems[row]))
        swaps = self.rows[model.swaps[model.swap_starts[row] : model.swap_starts[row + 1]]]
        found = np.unique(np.concatenate((seen, sharing, beside, kin, swaps, self.near_of(row))))
        found = found[(model.ids[found] >= 0) & (found != row) & (self.logs[found] < 0)]
        found = found[self.endings[model.ids[found]] >= 0].astype(np.int64)
        times = _times(found, seen, counts)
        cosine, none = self._cosine(row, found)
        values = np.column_stack((
            np.log1p(times), times / (counts.sum() + 1.0), (times == 0) & (counts.sum() > 1),
            np.isin(found, sharing), np.isin(found, beside), cosine, none,
            lex.stems[found] == lex.stems[row],
            self._ending(row) == self.endings[model.ids[found]],
            (lex.pos[found] & lex.pos[row]) > 0, self.logs[found] - self.logs[row],
            self.logs[found], np.isin(found, swaps), self._put_in(found),
            *self._listed(row, found), np.zeros(len(found)), self._kin(row, found),
            drawn_from(row, found, self.listed),
        )).astype(np.float32)  # fmt: skip
        worth = 2 * values[:, 0] + 2 * values[:, 3] + values[:, 4] + 3 * cosine
        worth += values[:, 7] + 0.35 * values[:, 11] + 3 * values[:, KIN] + 2 * values[:, PLACE]
        kept = np.sort(np.argsort(-worth, kind="stable")[:MOST])
        return Choices(model.ids[found[kept]], np.ascontiguousarray(values[kept]))

    def values_of_phrase(self, rows: NDArray[np.int64], found: NDArray[np.int64]) -> Float32:
        """Return (c, len(NAMES)) what is known of a phrase and each word it may stand for."""
        lex, none = self.lexicon, np.zeros(len(found))
        cosines = np.array([self._cosine(int(row), found)[0] for row in rows])
        own = max(float(self.logs[rows].sum()), float(np.log(NEVER)))
        ids = self.model.ids
        return np.column_stack((
            none, none, none, none + 1.0, none, cosines.mean(axis=0), none,
            np.isin(lex.stems[found], lex.stems[rows]),
            self.endings[ids[found]] == self.endings[ids[rows[-1]]],
            (lex.pos[found] & lex.pos[rows[-1]]) > 0, self.logs[found] - own, self.logs[found],
            none, self._put_in(found), *self._listed_at(own, found), none + len(rows) - 1,
            np.array([self._kin(int(row), found) for row in rows]).mean(axis=0),
            np.zeros((len(found), len(LISTED))),
        )).astype(np.float32)  # fmt: skip

    def _listed(self, row: int, rows: NDArray[np.int64]) -> tuple[NDArray[np.float64], ...]:
        """Return where a word stands among those a thesaurus lists for each candidate.

        A rewriter draws it from there, and the common ones oftener: how many are commoner, how
        many there are, whether it is the first, and how many senses the candidate has.
        """
        return self._listed_at(float(self.logs[row]), rows)

    def _listed_at(self, own: float, rows: NDArray[np.int64]) -> tuple[NDArray[np.float64], ...]:
        lists = [self._list(r) for r in rows.tolist()]
        sizes = np.array([len(known) for known in lists], np.float64)
        after = [len(k) - int(k.searchsorted(own, "right")) for k in lists]
        ranks = np.array(after, np.float64)
        senses = self.lexicon.sense_starts[rows + 1] - self.lexicon.sense_starts[rows]
        return np.log1p(ranks), np.log1p(sizes), ranks == 0, np.log1p(senses)

    def _list(self, row: int) -> NDArray[np.float64]:
        """Return, ascending, how common the words of a word's senses with its ending are."""
        if row not in self.lists:
            lex, ids = self.lexicon, self.model.ids
            rows = self.inverse.having(
                lex.senses[lex.sense_starts[row] : lex.sense_starts[row + 1]]
            )
            rows = rows[(ids[rows] >= 0) & (rows != row)]
            alike = self.endings[ids[rows]] == self.endings[ids[row]]
            self.lists[row] = np.sort(self.logs[rows[alike]])
        return self.lists[row]

    def _ending(self, row: int) -> int:
        number = int(self.model.ids[row])
        return int(self.endings[number]) if number >= 0 else -2

    def _put_in(self, rows: NDArray[np.int64]) -> NDArray[np.float64]:
        put, rare = self.model.spun[rows] / PUT_TOTAL, self.model.rare[rows]
        odds: NDArray[np.float64] = np.log((put + 1e-6) / (rare + 1.0 / PUT_TOTAL))
        return odds

    def _cosine(
        self, row: int, rows: NDArray[np.int64]
    ) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        lex = self.lexicon
        own, theirs = int(lex.vector_rows[row]), lex.vector_rows[rows]
        if own < 0:
            return np.zeros(len(rows)), np.ones(len(rows), bool)
        dot = lex.vectors[theirs].astype(np.int32) @ lex.vectors[own].astype(np.int32)
        return np.where(theirs >= 0, dot / 16129.0, 0.0), theirs < 0

    def _kin(self, row: int, rows: NDArray[np.int64]) -> NDArray[np.float64]:
        own, theirs = int(self.lexicon.vector_rows[row]), self.lexicon.vector_rows[rows]
        if own < 0:
            return np.zeros(len(rows))
        return np.where(theirs >= 0, self.kin[theirs] @ self.kin[own], 0.0)

    def near_of(self, row: int) -> NDArray[np.int64]:
        """Return the rows of the nearest vectors."""
        self.prepare(np.array([row]))
        return self.near.pop(row, np.zeros(0, np.int64))


def book_of(entries: Iterable[Entry], source: Source) -> Book:
    """Return phrases by the stems of their words; those with a word nobody knows are left out."""
    found: dict[tuple[int, ...], set[int]] = {}
    for entry in entries:
        numbers = [source.number(w) for w in (*entry.spun.split(), entry.original)]
        if min(numbers) >= 0:
            *phrase, word = (int(source.lexicon.stems[source.rows[n]]) for n in numbers)
            found.setdefault(tuple(phrase), set()).add(word)
    return {phrase: tuple(sorted(words)) for phrase, words in found.items()}


class Inverse:
    """The lists of a lexicon read from the other end: words of a sense, of a stem, of a vector."""

    def __init__(self, lexicon: Lexicon) -> None:
        rows = np.repeat(np.arange(len(lexicon.keys)), np.diff(lexicon.sense_starts))
        order = np.argsort(lexicon.senses, kind="stable")
        self.sense_rows, self.senses = rows[order], lexicon.senses[order]
        self.stem_rows = np.argsort(lexicon.stems, kind="stable")
        self.stems = lexicon.stems[self.stem_rows]
        self.unit = lexicon.vectors.astype(np.float32) / np.float32(127.0)
        self.rows_of_vectors = np.zeros(len(lexicon.vectors), np.int64)
        held = np.flatnonzero(lexicon.vector_rows >= 0)
        self.rows_of_vectors[lexicon.vector_rows[held]] = held

    def having(self, senses: Int32) -> NDArray[np.int64]:
        """Return the rows of words that have one of some senses."""
        starts = np.searchsorted(self.senses, senses, "left").tolist()
        ends = np.searchsorted(self.senses, senses, "right").tolist()
        parts = [self.sense_rows[a:b] for a, b in zip(starts, ends, strict=True)]
        return np.unique(np.concatenate(parts)) if parts else np.zeros(0, np.int64)

    def of_stem(self, stem: int) -> NDArray[np.int64]:
        """Return the rows of the words of a stem."""
        key = np.uint64(stem)
        first, last = (int(np.searchsorted(self.stems, key, s)) for s in ("left", "right"))
        found: NDArray[np.int64] = self.stem_rows[first:last]
        return found


@lru_cache(maxsize=2)
def inverse(lexicon: Lexicon) -> Inverse:
    """Return the lists of a lexicon from the other end, made once."""
    return Inverse(lexicon)


@lru_cache(maxsize=2)
def _numbers(model: LanguageModel) -> dict[str, int]:
    return {model.word(number): number for number in range(len(model.chances))}


@lru_cache(maxsize=2)
def _endings(model: LanguageModel) -> NDArray[np.int8]:
    """Return (L,) the ending of each id: its number, len(ENDINGS) for none, -1 for no word."""
    found = np.full(len(model.chances), -1, np.int8)
    for number in range(len(found)):
        word = model.word(number)
        if word.isalpha():
            ends = (k for k, ending in enumerate(ENDINGS) if word.endswith(ending))
            found[number] = next(ends, len(ENDINGS))
    return found


def _times(
    rows: NDArray[np.int64], seen: NDArray[np.int64], counts: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return how often each row is in a list of rows with counts, in ascending order of rows."""
    if not len(seen):
        return np.zeros(len(rows))
    at = np.minimum(np.searchsorted(seen, rows), len(seen) - 1)
    times: NDArray[np.float64] = np.where(seen[at] == rows, counts[at], 0.0)
    return times
