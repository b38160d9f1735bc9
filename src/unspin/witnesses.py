"""Nouns of what several witnesses say: quotations and their survival, lineages.

The nouns of one text and of a pair are in ``records``; these stand beside it, under the same
rules: frozen, slotted, checked when built, offsets in code points of one ``Document.text``.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain, islice
from typing import Any, ClassVar, Literal

from unspin.errors import BadRecord
from unspin.records import Span
from unspin.shown import Shown, Tabular

QuoteKind = Literal["direct", "mixed", "indirect"]
Grade = Literal["G1", "G2", "G3", "G4", "G5", "none"]
"""How good the dates of both ends of a derivation are: independent capture, own capture, first
seen in a feed, declared by the page, printed in the text; ``none`` when an end has no date."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who is said to have said something.

    Attributes:
        surface, span: the words that name the speaker beside the quotation, and where they stand.
        canonical: the fullest name the document has for that person or body.
        method: how ``canonical`` was found: ``name`` (as it stands), ``shorter`` (a part of a
            name given in full elsewhere), ``role`` (``the senator``), ``pronoun``, ``pooled`` (from
            another witness).
    """

    surface: str
    span: Span
    canonical: str
    method: str

    def to_dict(self) -> dict[str, Any]:
        """Return the ``speaker`` of ``unspin.quote/1``."""
        return {
            "surface": self.surface,
            "start": self.span.start,
            "end": self.span.end,
            "canonical": self.canonical,
            "method": self.method,
        }


@dataclass(frozen=True, slots=True)
class Survival:
    """What became of a quotation's wording in another witness."""

    doc_id: str
    verdicts: tuple[str, ...]


class Fates(Sequence[Survival]):
    """What became of a quotation in the other witnesses, by their ids.

    Quotations with the same wording and speaker share one list, which has the witness of each
    too: so a family takes memory for its wordings, not for the square of its copies.

    Args:
        of_all: by all ids, ascending; own: the id to leave out.
    """

    __slots__ = ("_all", "_own")

    def __init__(self, of_all: tuple[Survival, ...], own: str) -> None:
        at = bisect_left(of_all, own, key=lambda s: s.doc_id)
        found = at < len(of_all) and of_all[at].doc_id == own
        self._all, self._own = of_all, at if found else len(of_all)

    def __len__(self) -> int:
        return len(self._all) - (self._own < len(self._all))

    def __iter__(self) -> Iterator[Survival]:
        return chain(islice(self._all, self._own), islice(self._all, self._own + 1, None))

    def __getitem__(self, index: Any) -> Any:
        return tuple(self)[index]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation of one document, and who is said to have said it, to whom, through whom.

    Attributes:
        span: where its words stand, quote marks left out; ``exact`` is the text there.
        prefix, suffix: up to 32 characters before and after the span.
        kind: ``direct`` is a quoted sentence, ``mixed`` a quoted part of one.
        cue: the word that says that somebody speaks, as it stands; None without one.
        addressee: who was spoken to; via: outlets it came through, nearest the speaker first.
        said_on: the day it was said, by the day word beside it and the dateline; None without.
        rule: name of the rule that found the speaker; confidence: how often that rule is right.
        group, survival: over an index only, the quotation it is a witness of, and what became of
            its wording in the other documents.
    """

    doc_id: str
    span: Span
    exact: str
    prefix: str
    suffix: str
    kind: QuoteKind
    cue: str | None
    speaker: Speaker | None
    addressee: str | None
    via: tuple[str, ...]
    confidence: float
    rule: str
    said_on: date | None = None
    outlet: str | None = None
    published: datetime | None = None
    group: str | None = None
    survival: Sequence[Survival] | None = None

    def __post_init__(self) -> None:
        if len(self.exact) != len(self.span):
            raise BadRecord(f"a quotation at {self.span} must have that length: {self.exact!r}")
        if not 0.0 <= self.confidence <= 1.0:
            raise BadRecord(f"confidence is a probability, got {self.confidence}")

    def to_dict(self) -> dict[str, Any]:
        """Return the line of ``unspin quotes --json``: ``unspin.quote/1``."""
        line = {
            "schema": "unspin.quote/1",
            "doc_id": self.doc_id,
            "start": self.span.start,
            "end": self.span.end,
            "exact": self.exact,
            "prefix": self.prefix,
            "suffix": self.suffix,
            "kind": self.kind,
            "cue": self.cue,
            "speaker": self.speaker.to_dict() if self.speaker else None,
            "addressee": self.addressee,
            "via": list(self.via),
            "said_on": self.said_on.isoformat() if self.said_on else None,
            "outlet": self.outlet,
            "published": self.published.isoformat() if self.published else None,
            "confidence": round(self.confidence, 3),
            "rule": self.rule,
            "tier": "rules",
        }
        if self.survival is not None:
            line["group"] = self.group
            line["survival"] = [
                {"doc_id": s.doc_id, "verdicts": list(s.verdicts)} for s in self.survival
            ]
        return line


@dataclass(frozen=True, slots=True)
class Quotes(Tabular, Sequence[Quote]):
    """The quotations of a document or an index, in order."""

    items: tuple[Quote, ...]
    _COLUMNS: ClassVar[Mapping[str, str]] = {
        "doc_id": "text", "start": "count", "end": "count", "exact": "text", "kind": "text",
        "cue": "text", "speaker": "text", "addressee": "text", "via": "texts", "said_on": "text",
        "outlet": "text", "published": "text", "confidence": "share", "rule": "text",
        "group": "text",
    }  # fmt: skip

    def _rows(self) -> Iterator[dict[str, Any]]:
        for quote in self.items:
            speaker = quote.speaker.canonical if quote.speaker else None
            yield {"group": None, **quote.to_dict(), "speaker": speaker}

    def __getitem__(self, index: Any) -> Any:
        return self.items[index]

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[Quote]:
        return iter(self.items)

    def to_dict(self) -> list[dict[str, Any]]:
        """Return the lines of ``unspin quotes --json``."""
        return [quote.to_dict() for quote in self.items]


@dataclass(frozen=True, slots=True)
class Appearance:
    """A statement as one witness has it.

    Attributes:
        doc_id, outlet, published, url: the witness.
        span, exact: where the words stand in it, and what they are.
        speaker: whom this witness names; None where only others do.
        verdicts: what became of the best-supported wording here.
    """

    doc_id: str
    outlet: str | None
    published: datetime | None
    url: str | None
    span: Span
    exact: str
    speaker: str | None
    verdicts: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return an entry of ``appearances`` in ``unspin.statement/1``."""
        return {
            "doc_id": self.doc_id,
            "outlet": self.outlet,
            "published": self.published.isoformat() if self.published else None,
            "url": self.url,
            "start": self.span.start,
            "end": self.span.end,
            "exact": self.exact,
            "speaker": self.speaker,
            "verdicts": list(self.verdicts),
        }


@dataclass(frozen=True, slots=True)
class Statement:
    """Who said what, to whom, when, through whom, and in which witnesses.

    Attributes:
        group: name of the quotation, that of ``Quote.group``.
        speaker: the fullest name that its witnesses settle on; None when none names anybody.
        wording: the best-supported one, word for word as some witness has it.
        confidence: of the speaker.
        appearances: by time of publication, those without one last; the first is the first known.
    """

    group: str
    speaker: str | None
    addressee: str | None
    said_on: date | None
    via: tuple[str, ...]
    wording: str
    confidence: float
    appearances: tuple[Appearance, ...]

    def __post_init__(self) -> None:
        if not self.appearances:
            raise BadRecord(f"a statement must appear somewhere: {self.wording!r}")

    def to_dict(self) -> dict[str, Any]:
        """Return the line of ``unspin.statement/1``."""
        return {
            "schema": "unspin.statement/1",
            "group": self.group,
            "speaker": self.speaker,
            "addressee": self.addressee,
            "said_on": self.said_on.isoformat() if self.said_on else None,
            "via": list(self.via),
            "wording": self.wording,
            "confidence": round(self.confidence, 3),
            "appearances": [a.to_dict() for a in self.appearances],
        }


@dataclass(frozen=True, slots=True)
class Statements(Tabular, Sequence[Statement]):
    """The statements of an index or a scan, those with most witnesses first."""

    items: tuple[Statement, ...]
    _COLUMNS: ClassVar[Mapping[str, str]] = {
        "group": "text", "speaker": "text", "addressee": "text", "said_on": "text", "via": "texts",
        "wording": "text", "confidence": "share", "appearances": "count", "doc_ids": "texts",
    }  # fmt: skip

    def _rows(self) -> Iterator[dict[str, Any]]:
        for said in self.items:
            ids = [appearance.doc_id for appearance in said.appearances]
            yield {**said.to_dict(), "appearances": len(ids), "doc_ids": ids}

    def __getitem__(self, index: Any) -> Any:
        return self.items[index]

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[Statement]:
        return iter(self.items)

    def to_dict(self) -> list[dict[str, Any]]:
        """Return the lines of ``unspin.statement/1``."""
        return [statement.to_dict() for statement in self.items]


@dataclass(frozen=True, slots=True)
class Derivation:
    """One witness was made from another.

    Attributes:
        source, derivative: ids of witnesses; a lost one is named ``lost-1``, ``lost-2``, ...
        p: how likely it is, 0..1, among the sources this derivative may have.
        grade: the worse of the two ends' date grades; no date decides anything.
        changes: what was done to the text on the way, counted by code.
    """

    source: str
    derivative: str
    p: float
    grade: Grade
    changes: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not 0.0 <= self.p <= 1.0:
            raise BadRecord(f"p is a probability, got {self.p}")

    def to_dict(self) -> dict[str, Any]:
        """Return the object of ``derivations``."""
        return {
            "source": self.source,
            "derivative": self.derivative,
            "p": round(self.p, 4),
            "grade": self.grade,
            "changes": dict(sorted(self.changes.items())),
        }


@dataclass(frozen=True, slots=True)
class Lost:
    """A witness that nobody has: its children share what none of them can have from another.

    ``readings`` counts the places that show it.
    """

    name: str
    children: tuple[str, ...]
    readings: int


@dataclass(frozen=True, slots=True)
class Lineage(Shown):
    """Who derives from whom in a family: its stemma.

    ``flags`` say in words what does not fit: a contradiction, a second source, a date that speaks
    against the texts, a witness whose place cannot be told.
    """

    family: str
    witnesses: tuple[str, ...]
    derivations: tuple[Derivation, ...]
    roots: tuple[str, ...]
    lost: tuple[Lost, ...] = ()
    flags: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the line of ``unspin lineage --json``: ``unspin.lineage/1``."""
        return {
            "schema": "unspin.lineage/1",
            "family": self.family,
            "witnesses": list(self.witnesses),
            "derivations": [d.to_dict() for d in self.derivations],
            "roots": list(self.roots),
            "lost": [
                {"name": x.name, "children": list(x.children), "readings": x.readings}
                for x in self.lost
            ],
            "flags": list(self.flags),
        }


@dataclass(frozen=True, slots=True)
class Apparatus:
    """The witnesses of a family word under word.

    Attributes:
        family: its name; witnesses: ids, one of each text.
        places: at each place the word of every witness, "" where it has none.
    """

    family: str
    witnesses: tuple[str, ...]
    places: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Lineages(Shown, Sequence[Lineage]):
    """The lineages of some families, largest first; with their readings, where those were asked for."""

    items: tuple[Lineage, ...]
    apparatus: tuple[Apparatus, ...] = ()

    def __getitem__(self, index: Any) -> Any:
        return self.items[index]

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[Lineage]:
        return iter(self.items)

    def to_dict(self) -> list[dict[str, Any]]:
        """Return the lines of ``unspin lineage --json``."""
        return [lineage.to_dict() for lineage in self.items]
