"""Pure: the results of a scan -> families and pairs in words, for a terminal or a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from unspin.report.html import filled
from unspin.report.naming import printable, squeeze
from unspin.report.overview import Overview, overview
from unspin.report.view import CAVEAT, percent, tail

if TYPE_CHECKING:
    from unspin.records import Document

FAMILIES = 200
"""Families that are shown, the largest; how many are not is said."""
PAIRS = 50
"""Pairs of a family that are shown; how many are not is said."""

_METHODS = {"substitution": "word by word", "translation": "by round trip",
            "paraphrase": "paraphrased"}  # fmt: skip
_NAME = 44  # cells of an id


@dataclass(frozen=True, slots=True)
class Member:
    """A document of a family; a guest shares only a passage with the others."""

    name: str
    title: str
    outlet: str
    day: str
    guest: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A verified pair in words.

    Attributes:
        earlier, later: ids, from the source to its copy where that is known.
        relation: what they are to each other, with the method and the extent.
        direction: which way the copying went, or that it cannot be told.
        shared: how much of each side the other has.
        directed: whether ``earlier`` is the source.
        page: where the pair stands side by side; empty when nowhere.
    """

    earlier: str
    later: str
    relation: str
    direction: str
    shared: str
    directed: bool
    page: str


@dataclass(frozen=True, slots=True)
class FamilyView:
    """A family: the documents in order of their dates, pairs of them as far as shown, its own page."""

    number: int
    title: str
    members: tuple[Member, ...]
    lines: tuple[Line, ...]
    pairs: int
    page: str = ""


@dataclass(frozen=True, slots=True)
class Other:
    """A pair that is no copy, and has a page all the same."""

    a: str
    b: str
    page: str


@dataclass(frozen=True, slots=True)
class CorpusView:
    """What is shown of a scan: the largest families, and the counts of everything."""

    headline: str
    caveat: str
    families: tuple[FamilyView, ...]
    unshown: int
    relations: tuple[tuple[str, int], ...]
    others: tuple[Other, ...]
    books: Mapping[str, Any]
    overview: Overview | None = None


def view(
    books: Mapping[str, Any], families: Iterable[Mapping[str, Any]],
    pairs: Iterable[Mapping[str, Any]], about: Mapping[str, Document],
    pages: Mapping[tuple[str, str], str], *, homes: Mapping[int, str] | None = None,
    whole: bool = False,
) -> CorpusView:  # fmt: skip
    """Return the view of a scan.

    Args:
        books: what ``stats.json`` holds.
        families, pairs: the lines of ``families.jsonl`` and ``pairs.jsonl``.
        about: documents by id, as far as they are known.
        pages: address of the page of a pair of ids, where there is one.
        homes: address of the page of a family, by its number.
        whole: show everything, with an overview, not as much as fits a screen.
    """
    rows = list(families)
    shown = rows if whole else rows[:FAMILIES]
    family_of = {member: row["family"] for row in rows for member in row["members"]}
    lines: dict[int, list[Line]] = {}
    counts: Counter[int] = Counter()
    relations: Counter[str] = Counter()
    unlinked = dict(pages)
    if whole:
        pairs = list(pairs)
    for pair in pairs:
        for sides in ((pair["a"], pair["b"]), (pair["b"], pair["a"])):
            unlinked.pop(sides, None)
        relations[pair["relation"]] += 1
        family = family_of.get(pair["a"], -1)
        counts[family] += 1
        if whole or counts[family] <= PAIRS:
            lines.setdefault(family, []).append(_line(pair, pages))
    documents = books["indexed"]
    return CorpusView(
        f"{_many(len(rows), 'family', 'families')} of copies among {documents:,} documents",
        CAVEAT,
        tuple(_family(row, lines, counts, about, homes or {}) for row in shown),
        len(rows) - len(shown),
        tuple(relations.most_common()),
        tuple(Other(printable(a), printable(b), page) for (a, b), page in unlinked.items()),
        books,
        overview(books, rows, list(pairs), about) if whole else None,
    )


def render(seen: CorpusView) -> Group:
    """Return families and pairs as something ``rich`` can print."""
    parts: list[Any] = [Text(seen.headline, "bold")]
    for family in seen.families:
        parts += [Text(f"\nFamily {family.number}: {family.title}", "bold"), _members(family)]
        parts.append(Padding(_lines(family), (1, 0, 0, 0)))
        if family.pairs > len(family.lines):
            parts.append(Text(f"  and {family.pairs - len(family.lines):,} more pairs", "dim"))
    if seen.unshown:
        parts.append(Text(f"\nand {_many(seen.unshown, 'smaller family', 'smaller families')}"))
    return Group(*parts)


def page(seen: CorpusView, *, version: str) -> str:
    """Return the page of a scan, which needs nothing but itself."""
    return filled(
        "corpus.html", styles=("page.css", "corpus.css"), view=seen, version=version
    )  # fmt: skip


def _members(family: FamilyView) -> Table:
    grid = Table.grid(padding=(0, 2))
    for member in family.members:
        note = "shares a passage" if member.guest else ""
        grid.add_row("", tail(member.name, _NAME), Text(member.day), Text(member.outlet), note)
    return grid


def _lines(family: FamilyView) -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_row("", *(Text(head, "dim") for head in ("pair", "relation", "which came first")))
    for line in family.lines:
        arrow = "→" if line.directed else "–"
        names = f"{tail(line.earlier, _NAME)} {arrow} {tail(line.later, _NAME)}"
        grid.add_row("", Text(names), Text(line.relation), Text(line.direction))
    return grid


def _family(
    row: Mapping[str, Any], lines: Mapping[int, list[Line]], counts: Mapping[int, int],
    about: Mapping[str, Document], homes: Mapping[int, str],
) -> FamilyView:  # fmt: skip
    guests = set(row.get("guests", ()))
    members = [_member(name, about.get(name), name in guests) for name in row["members"]]
    members.sort(key=lambda m: (m.guest, m.day or "9999", m.name))
    first = members[0]
    number = row["family"]
    return FamilyView(
        number, first.title or first.name, tuple(members), tuple(lines.get(number, ())),
        counts.get(number, 0), homes.get(number, ""),
    )  # fmt: skip


def _member(name: str, document: Document | None, guest: bool) -> Member:
    if document is None:
        return Member(printable(name), "", "", "", guest)
    day = document.published.date().isoformat() if document.published else ""
    title, outlet = squeeze(document.title or "", 80), squeeze(document.outlet or "")
    return Member(printable(name), title, outlet, day, guest)


def _line(pair: Mapping[str, Any], pages: Mapping[tuple[str, str], str]) -> Line:
    a, b, p = pair["a"], pair["b"], pair["p"]
    backwards = not pair["abstained"] and p["b_source"] > max(p["a_source"], p["common_source"])
    earlier, later = (b, a) if backwards else (a, b)
    cover = (pair["cover_b"], pair["cover_a"]) if backwards else (pair["cover_a"], pair["cover_b"])
    likeliest = max(p, key=lambda name: p[name])
    unsaid = pair["abstained"] or pair["relation"] == "identical"
    if unsaid:
        said = "cannot be told"
    elif likeliest == "common_source":
        said = f"both from a third text ({percent(p[likeliest])})"
    else:
        said = f"source and copy ({percent(p[likeliest])})"
    relation = [pair["relation"], _METHODS.get(pair["method"], "")]
    relation.append("" if pair["extent"] == "whole" else "in part")
    return Line(
        printable(earlier), printable(later), ", ".join(filter(None, relation)), said,
        f"{percent(cover[0])} and {percent(cover[1])}",
        not unsaid and likeliest != "common_source",
        pages.get((a, b), pages.get((b, a), "")),
    )  # fmt: skip


def _many(count: int, one: str, more: str) -> str:
    return f"{count:,} {one if count == 1 else more}"
