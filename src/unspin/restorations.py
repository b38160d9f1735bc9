"""Nouns of what was mined from pairs and of wording put back.

They stand beside ``records`` under the same rules: frozen, slotted, checked when built, offsets in
code points of one ``Document.text``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from unspin.errors import BadRecord
from unspin.records import Document, Int32
from unspin.shown import Shown, Tabular


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a rewriter's dictionary.

    Attributes:
        spun: the words that were put in; original: those they were put for.
        count: in how many texts.
        examples: ids of some of the texts.
        back: in how many texts the exchange was the other way round.
        score: how sure it is that a rewriter did it, 0..1.
        context: the words around one place, of the spun text.
    """

    spun: str
    original: str
    count: int
    examples: tuple[str, ...] = ()
    back: int = 0
    score: float = 1.0
    context: str = ""

    def __post_init__(self) -> None:
        if not self.spun or not self.original or self.count < 1:
            raise BadRecord(f"an entry has words on both sides and a count, got {self}")
        if not 0.0 <= self.score <= 1.0:
            raise BadRecord(f"score is a probability, got {self.score}")

    def to_dict(self) -> dict[str, Any]:
        """Return the object of ``entries`` in ``unspin.mined/1``."""
        return {
            "spun": self.spun,
            "original": self.original,
            "count": self.count,
            "back": self.back,
            "score": round(self.score, 3),
            "examples": list(self.examples),
            "context": self.context,
        }

    def to_row(self) -> str:
        """Return the line of the TSV: spun, original, count, example ids."""
        return "\t".join((self.spun, self.original, str(self.count), " ".join(self.examples)))


@dataclass(frozen=True, slots=True)
class Shared:
    """What two sites' replacements have in common.

    Attributes:
        a, b: the sites.
        words: originals that both replaced.
        alike: share of the replacements that both have alike, 0..1.
        examples: (original, spun) of some.
    """

    a: str
    b: str
    words: int
    alike: float
    examples: tuple[tuple[str, str], ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the object of ``sites`` in ``unspin.mined/1``."""
        return {
            "a": self.a,
            "b": self.b,
            "words": self.words,
            "alike": round(self.alike, 3),
            "examples": [list(pair) for pair in self.examples],
        }


@dataclass(frozen=True, slots=True)
class Mined(Tabular, Sequence[Entry]):
    """A rewriter's dictionary, the surest and commonest lines first.

    Attributes:
        entries: its lines.
        pairs: how many pairs of texts it was mined from; left: how many could not be used, by
            reason.
        sites: pairs of sites, those with most in common first.
        tables: groups of sites that seem to share one table.
    """

    entries: tuple[Entry, ...]
    pairs: int = 0
    left: Mapping[str, int] = field(default_factory=dict)
    sites: tuple[Shared, ...] = ()
    tables: tuple[tuple[str, ...], ...] = ()
    _COLUMNS: ClassVar[Mapping[str, str]] = {
        "spun": "text", "original": "text", "count": "count", "back": "count", "score": "share",
        "examples": "texts", "context": "text",
    }  # fmt: skip

    def _rows(self) -> Iterator[dict[str, Any]]:
        return (entry.to_dict() for entry in self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def __getitem__(self, index: Any) -> Any:
        return self.entries[index]

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def to_dict(self) -> dict[str, Any]:
        """Return the ``unspin.mined/1`` object: plain types only, ready for JSON."""
        return {
            "schema": "unspin.mined/1",
            "pairs": self.pairs,
            "left": dict(self.left),
            "entries": [entry.to_dict() for entry in self.entries],
            "sites": [shared.to_dict() for shared in self.sites],
            "tables": [list(sites) for sites in self.tables],
        }

    def to_tsv(self) -> str:
        """Return the lines of ``unspin mine``, which ``--lexicon`` reads."""
        return "".join(f"{entry.to_row()}\n" for entry in self.entries)


@dataclass(frozen=True, slots=True, eq=False)
class Dictionary:
    """Entries by their words' rows in a lexicon.

    Attributes:
        starts: (V+1,) int32 into the two below, by row of the word put in.
        originals: ascending rows of the words that had been there; counts: (N,) float64.
        phrases: entries of more than one word on either side, by the words put in, lower-case.
    """

    starts: Int32
    originals: NDArray[np.int64]
    counts: NDArray[np.float64]
    phrases: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)

    def of(self, row: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return the rows of the words that a word was put for, and how often."""
        first, last = int(self.starts[row]), int(self.starts[row + 1])
        return self.originals[first:last], self.counts[first:last]


@dataclass(frozen=True, slots=True)
class Restored:
    """A change that was made to a text.

    Attributes:
        start, end: where the words stood in the text as it was read; ``text`` are those words.
        restored: what was put in their place.
        confidence: how likely that had been there, 0..1.
        witness: id of the document that has it; None when it was told from the language alone.
        why: the reason, in plain words.
    """

    start: int
    end: int
    text: str
    restored: str
    confidence: float
    witness: str | None
    why: str

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end or len(self.text) != self.end - self.start:
            raise BadRecord(f"a change at {self.start}..{self.end} of {self.text!r}")
        if not 0.0 <= self.confidence <= 1.0:
            raise BadRecord(f"confidence is a probability, got {self.confidence}")

    def to_dict(self) -> dict[str, Any]:
        """Return the object of ``changes`` in ``unspin.restoration/1``."""
        return {
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "restored": self.restored,
            "confidence": round(self.confidence, 3),
            "witness": self.witness,
            "why": self.why,
        }


@dataclass(frozen=True, slots=True)
class Unrecoverable:
    """A quotation of a text that is likely spun, which no witness has: its words were left alone."""

    start: int
    end: int
    text: str
    why: str = "wording not recoverable"

    def to_dict(self) -> dict[str, Any]:
        """Return the object of ``unrecoverable`` in ``unspin.restoration/1``."""
        return {"start": self.start, "end": self.end, "text": self.text, "why": self.why}


@dataclass(frozen=True, slots=True, eq=False)
class Restoration(Shown):
    """The probable original wording of a text. ``to_dict`` is the JSON of ``unspin restore``.

    Attributes:
        document: the text as it was read.
        text: with the changes made; everything else is as it was.
        changes: in the order of the text.
        unrecoverable: quotations whose wording nobody has.
        witnesses: ids of the documents that were drawn on.
        reason: why nothing was tried; None when something was.
    """

    document: Document
    text: str
    changes: tuple[Restored, ...]
    unrecoverable: tuple[Unrecoverable, ...] = ()
    witnesses: tuple[str, ...] = ()
    reason: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the ``unspin.restoration/1`` object: plain types only, ready for JSON."""
        return {
            "schema": "unspin.restoration/1",
            "id": self.document.doc_id,
            "text": self.text,
            "reason": self.reason,
            "witnesses": list(self.witnesses),
            "changes": [change.to_dict() for change in self.changes],
            "unrecoverable": [place.to_dict() for place in self.unrecoverable],
        }
