"""Pure: a family -> one page: what each witness changed, whom it quotes how, who copied whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from unspin.records import Document
from unspin.report.heat import Heat, central, heat
from unspin.report.html import filled
from unspin.report.naming import printable, squeeze
from unspin.report.stemma import Stemma, said, stemma
from unspin.report.view import CAVEAT, percent
from unspin.witnesses import Apparatus, Appearance, Lineage, Statement

_VERDICTS = {
    "identical": ("same", "same words"),
    "typographic": ("same", "same words, other typography"),
    "bracketed": ("near", "words in brackets"),
    "split": ("near", "divided"),
    "merged": ("near", "joined with another"),
    "dequoted": ("near", "without quote marks"),
    "requoted": ("near", "put in quote marks"),
    "truncated": ("cut", "cut short"),
    "extended": ("cut", "longer"),
    "reordered": ("cut", "in another order"),
    "unsupported": ("cut", "not supported"),
    "substituted": ("altered", "words replaced"),
    "name-changed": ("grave", "name changed"),
    "number-changed": ("grave", "number changed"),
    "polarity-changed": ("grave", "negation changed"),
    "reattributed": ("grave", "another speaker"),
}
"""Class and words of a verdict, harmless ones first."""
_SIGNS = {"same": "✓", "near": "≈", "cut": "✂", "altered": "≠", "grave": "✗"}
_ORDER = tuple(_VERDICTS)
_TICKS = 5


@dataclass(frozen=True, slots=True)
class WitnessRow:
    """A witness in the list.

    Attributes:
        number: what the page calls it; name: its id.
        claimed, observed: its days, with ``claimed_at`` and ``observed_at`` their places on the
            time line, 0..100, or None.
        grade: of its dates; differing: how much of the base it has otherwise and lacks, in words; base: whether it is it.
        collated: whether its own words are in the heat map; else another has the same text.
        page: its address, or "".
    """

    number: int
    name: str
    title: str
    outlet: str
    claimed: str
    observed: str
    claimed_at: float | None
    observed_at: float | None
    grade: str
    differing: str
    base: bool
    collated: bool
    page: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """What an outlet made of a quotation: class, sign and words of the verdict, and its wording."""

    kind: str
    sign: str
    verdict: str
    exact: str


@dataclass(frozen=True, slots=True)
class QuoteRow:
    """A quotation, and a cell for each column; None where that witness does not quote it."""

    who: str
    about: str
    wording: str
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Variant:
    """A reading, and the numbers of the witnesses that have it."""

    text: str
    who: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FamilyPage:
    """What is shown of a family.

    Attributes:
        numbers: by row of the heat map, the number of the witness.
        columns: of the quotation board: number and name of a witness.
        table: the stemma in words: source, derivative, what is said of it, page of the pair or "".
        ticks: of the time line: place 0..100, and day.
        undated: how many witnesses have no date.
    """

    headline: str
    facts: tuple[str, ...]
    caveat: str
    witnesses: tuple[WitnessRow, ...]
    heat: Heat
    numbers: tuple[int, ...]
    columns: tuple[tuple[int, str], ...]
    quotes: tuple[QuoteRow, ...]
    stemma: Stemma
    table: tuple[tuple[str, str, str, str], ...]
    lost: tuple[tuple[str, str], ...]
    flags: tuple[str, ...]
    ticks: tuple[tuple[float, str], ...]
    undated: int
    family: str


def view(
    lineage: Lineage, apparatus: Apparatus, documents: Mapping[str, Document],
    statements: Sequence[Statement], pages: Mapping[tuple[str, str], str] | None = None,
    homes: Mapping[str, str] | None = None,
) -> FamilyPage:  # fmt: skip
    """Return the view of a family.

    Args:
        lineage: who derives from whom.
        apparatus: the readings of its witnesses, one of each text.
        documents: its documents by id.
        statements: what is quoted in them.
        pages: addresses of the pages of pairs, by the ids of their sides in either order.
        homes: addresses of the pages of documents, by id.
    """
    ordered = sorted(lineage.witnesses, key=lambda name: (_day(documents[name]), name))
    number = {name: n for n, name in enumerate(ordered, 1)}
    base = central(apparatus, lineage.roots)
    seen = heat(apparatus, base, documents[apparatus.witnesses[base]].text)
    rows, ticks = _witnesses(ordered, documents, apparatus, seen, homes or {})
    pairs = {frozenset(sides): page for sides, page in (pages or {}).items()}
    quoting = sorted({a.doc_id for s in statements for a in s.appearances}, key=number.__getitem__)
    columns = tuple((number[n], _called(documents[n])) for n in quoting)
    about = {name: _about(documents[name], number[name]) for name in ordered}
    return FamilyPage(
        headline=_headline(lineage, documents, apparatus.witnesses[base]),
        facts=_facts(lineage, seen, statements),
        caveat=CAVEAT,
        witnesses=rows,
        heat=seen,
        numbers=tuple(number[name] for name in apparatus.witnesses),
        columns=columns,
        quotes=tuple(_quote(s, quoting) for s in statements),
        stemma=stemma(lineage, about),
        table=tuple(
            (printable(e.source), printable(e.derivative), said(e),
             pairs.get(frozenset((e.source, e.derivative)), ""))
            for e in sorted(lineage.derivations, key=lambda e: (e.source, e.derivative))
        ),
        lost=tuple(
            (one.name, ", ".join(map(printable, one.children))) for one in lineage.lost
        ),
        flags=tuple(map(printable, lineage.flags)),
        ticks=ticks,
        undated=sum(not (row.claimed or row.observed) for row in rows),
        family=printable(lineage.family),
    )  # fmt: skip


def page(seen: FamilyPage, *, version: str) -> str:
    """Return the page of a family, which needs nothing but itself."""
    return filled(
        "family.html", styles=("page.css", "family.css"), script="family.js", view=seen,
        version=version,
    )  # fmt: skip


def _headline(lineage: Lineage, documents: Mapping[str, Document], base: str) -> str:
    count = len(lineage.witnesses)
    title = squeeze(documents[base].title or "", 90)
    told = f"{count:,} {'witness' if count == 1 else 'witnesses'} of {f'“{title}”' if title else 'one text'}"
    return f"{told}, {len(lineage.lost)} lost" if lineage.lost else told


def _facts(lineage: Lineage, seen: Heat, statements: Sequence[Statement]) -> tuple[str, ...]:
    facts = []
    if seen.others:
        share = percent(seen.touched / seen.words) if seen.words else "0 %"
        facts.append(
            f"at least one witness differs at {seen.touched:,} of the {seen.words:,} words ({share})"
        )
    altered = sum(
        any(_kind(a)[0] in ("altered", "grave") for a in s.appearances) for s in statements
    )
    if statements:
        facts.append(f"{altered:,} of {len(statements):,} quotations altered somewhere")
    dated = sum(e.grade in ("G1", "G2", "G3") for e in lineage.derivations)
    if lineage.derivations:
        facts.append(f"{dated:,} of {len(lineage.derivations):,} derivations have observed dates")
    return tuple(facts)


def _witnesses(
    ordered: Sequence[str],
    documents: Mapping[str, Document],
    apparatus: Apparatus,
    seen: Heat,
    homes: Mapping[str, str],
) -> tuple[tuple[WitnessRow, ...], tuple[tuple[float, str], ...]]:
    """Return the rows of the list, and the ticks of the time line."""
    row_of = {name: i for i, name in enumerate(apparatus.witnesses)}
    moments = [m for n in ordered for m in (documents[n].published, documents[n].fetched) if m]
    first = min(map(_utc, moments), default=datetime(1970, 1, 1, tzinfo=UTC))
    length = (max(map(_utc, moments), default=first) - first).total_seconds()

    def at(moment: datetime | None) -> float | None:
        if moment is None:
            return None
        return 2 + 96 * ((_utc(moment) - first).total_seconds() / length if length else 0.5)

    rows = []
    for n, name in enumerate(ordered, 1):
        one, row = documents[name], row_of.get(name)
        differing = "" if row is None else percent(seen.differing[row])
        if row is not None and seen.lacking[row] > 0:
            differing += f", lacks {percent(seen.lacking[row])}"
        rows.append(WitnessRow(
            n, printable(name), squeeze(one.title or "", 80), squeeze(one.outlet or ""),
            _iso(one.published), _iso(one.fetched), at(one.published), at(one.fetched),
            "G3" if one.fetched else "G4" if one.published else "none", differing,
            row == seen.base, row is not None, homes.get(name, ""),
        ))  # fmt: skip
    ticks = [(2 + 96 * i / _TICKS, (first + (max(map(_utc, moments)) - first) * i / _TICKS).date())
             for i in range(_TICKS + 1)] if length else []  # fmt: skip
    return tuple(rows), tuple((place, day.isoformat()) for place, day in ticks)


def _quote(statement: Statement, quoting: Iterable[str]) -> QuoteRow:
    at: dict[str, Appearance] = {}
    for one in statement.appearances:
        if one.doc_id not in at or _kind(one)[2] > _kind(at[one.doc_id])[2]:
            at[one.doc_id] = one
    told = [f"to {statement.addressee}" if statement.addressee else ""]
    told += [f"on {statement.said_on.isoformat()}" if statement.said_on else ""]
    told += [f"through {', '.join(statement.via)}" if statement.via else ""]
    return QuoteRow(
        squeeze(statement.speaker or "", 80), printable(" ".join(filter(None, told))),
        printable(statement.wording), tuple(_cell(at.get(name), statement) for name in quoting),
    )  # fmt: skip


def _cell(one: Appearance | None, statement: Statement) -> Cell | None:
    if one is None:
        return None
    kind, words, _ = _kind(one)
    same = one.exact == statement.wording
    return Cell(kind, _SIGNS[kind], words, "" if same else printable(one.exact))


def told(one: Appearance) -> tuple[str, str, str]:
    """Return the class, the sign and the words of what became of a statement in a witness."""
    kind, words, _ = _kind(one)
    return kind, _SIGNS[kind], words


def _kind(one: Appearance) -> tuple[str, str, int]:
    """Return the class, the words and the gravity of the gravest verdict."""
    gravest = max(
        (v for v in one.verdicts if v in _VERDICTS), key=_ORDER.index, default="identical"
    )
    return (*_VERDICTS[gravest], _ORDER.index(gravest))


def _about(one: Document, number: int) -> str:
    return " · ".join(filter(None, (f"{number}", one.outlet or "", _iso(one.published))))


def _called(one: Document) -> str:
    return squeeze(one.outlet or one.doc_id, 26)


def _day(one: Document) -> str:
    moments = [_utc(m) for m in (one.published, one.fetched) if m]
    return min(moments).isoformat() if moments else "~"


def _iso(moment: datetime | None) -> str:
    return moment.date().isoformat() if moment else ""


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
