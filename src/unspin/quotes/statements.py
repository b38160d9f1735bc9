"""Statements: the quotations of many documents as a table of who said what, and its file formats."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from unspin.quotes.groups import standing
from unspin.quotes.survival import worst
from unspin.records import Document
from unspin.witnesses import Appearance, Quote, Statement

COLUMNS = (
    "group", "speaker", "addressee", "said_on", "via", "wording", "confidence", "doc_id", "outlet",
    "published", "url", "start", "end", "exact", "named_here", "verdicts", "worst", "first",
)  # fmt: skip
"""Columns of the table: a row for every appearance of a statement."""
_BODIES = frozenset(
    "ministry department committee agency company group council bank party commission office "
    "association union federation court inc corp ltd university organisation organization".split()
)


def statements(quotes: Iterable[Quote], documents: Mapping[str, Document]) -> list[Statement]:
    """Return the statements that quotations with groups make.

    Args:
        quotes: with their groups, and survival where :func:`unspin.quotes.groups.standing` says.
        documents: by id, for their addresses; one that is not there has none.

    Returns:
        Most witnesses first, then by first appearance and group.
    """
    groups: dict[str, list[Quote]] = defaultdict(list)
    for quote in quotes:
        if quote.group is not None:
            groups[quote.group].append(quote)
    found = [_statement(name, groups[name], documents) for name in groups]
    return sorted(found, key=lambda s: (-len(s.appearances), _when(s.appearances[0]), s.group))


def _statement(name: str, quotes: Sequence[Quote], documents: Mapping[str, Document]) -> Statement:
    best = min(quotes, key=partial(standing, name))
    verdicts = {s.doc_id: s.verdicts for s in best.survival or ()}
    appearances = [_appearance(q, best, verdicts, documents) for q in quotes]
    named = [q for q in quotes if q.speaker]
    surest = max(named, key=lambda q: (q.confidence, q.doc_id), default=None)
    return Statement(
        name,
        surest.speaker.canonical if surest and surest.speaker else None,
        _most(q.addressee for q in quotes),
        _most(q.said_on for q in quotes),
        max((q.via for q in quotes), key=lambda via: (len(via), via)),
        best.exact,
        surest.confidence if surest else 0.0,
        tuple(sorted(appearances, key=_when)),
    )


def _most(values: Iterable[Any]) -> Any:
    """Return the value that most give, None when none gives any."""
    counts = Counter(value for value in values if value is not None)
    return min(counts, key=lambda v: (-counts[v], str(v)), default=None)


def _appearance(
    quote: Quote, best: Quote, verdicts: Mapping[str, tuple[str, ...]],
    documents: Mapping[str, Document],
) -> Appearance:  # fmt: skip
    own = quote.doc_id == best.doc_id
    said = ("identical",) if own else verdicts.get(quote.doc_id, ("unsupported",))
    document = documents.get(quote.doc_id)
    named = quote.speaker if quote.speaker and quote.speaker.surface else None
    return Appearance(
        quote.doc_id, quote.outlet, quote.published, document.url if document else None,
        quote.span, quote.exact, named.canonical if named else None, said,
    )  # fmt: skip


def _when(appearance: Appearance) -> tuple[str, str, int]:
    published = appearance.published.isoformat() if appearance.published else "~"
    return published, appearance.doc_id, appearance.span.start


def as_rows(found: Iterable[Statement]) -> Iterator[dict[str, Any]]:
    """Yield a flat row for every appearance; see :data:`COLUMNS`."""
    for statement in found:
        head = statement.to_dict()
        shared = {key: head[key] for key in COLUMNS[:7]} | {"via": "; ".join(statement.via)}
        for n, appearance in enumerate(statement.appearances):
            row = appearance.to_dict()
            row["named_here"] = row.pop("speaker")
            row["verdicts"] = " ".join(appearance.verdicts)
            yield {**row, **shared, "worst": worst(appearance.verdicts), "first": n == 0}


def as_csv(found: Iterable[Statement]) -> str:
    """Return statements as CSV: a line for every appearance, RFC 4180, in UTF-8 when written."""
    rows = ([_cell(row[key]) for key in COLUMNS] for row in as_rows(found))
    return "".join(",".join(row) + "\r\n" for row in (list(COLUMNS), *rows))


def _cell(value: Any) -> str:
    """Return a cell as it stands in the file."""
    text = "" if value is None else str(_plain(value))
    if any(c in text for c in ',"\r\n'):
        doubled = text.replace('"', '""')
        return f'"{doubled}"'
    return text


def _plain(value: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return value


def as_lines(found: Iterable[Statement]) -> str:
    """Return statements as JSON lines, ``unspin.statement/1``."""
    return "".join(json.dumps(s.to_dict(), ensure_ascii=False) + "\n" for s in found)


def as_claims(found: Iterable[Statement]) -> str:
    """Return statements as schema.org ``Claim`` objects, in JSON-LD; never with a rating."""
    graph = {"@context": "https://schema.org", "@graph": [_claim(s) for s in found]}
    return json.dumps(graph, indent=1, ensure_ascii=False) + "\n"


def _claim(statement: Statement) -> dict[str, Any]:
    works = [_work(appearance) for appearance in statement.appearances]
    first = statement.appearances[0].published
    said = statement.said_on or (first.date() if first else None)
    claim: dict[str, Any] = {
        "@type": "Claim", "@id": f"#{statement.group}", "text": statement.wording,
    }  # fmt: skip
    if statement.speaker:
        claim["author"] = {"@type": _kind(statement.speaker), "name": statement.speaker}
    if said:
        claim["datePublished"] = said.isoformat()
    return claim | {"firstAppearance": works[0], "appearance": works}


def _work(appearance: Appearance) -> dict[str, Any]:
    work: dict[str, Any] = {"@type": "Article", "identifier": appearance.doc_id}
    if appearance.url:
        work["url"] = appearance.url
    if appearance.outlet:
        work["publisher"] = {"@type": "Organization", "name": appearance.outlet}
    if appearance.published:
        work["datePublished"] = appearance.published.isoformat()
    return work | {"text": appearance.exact}


def _kind(name: str) -> str:
    """Return the type of a speaker: a body by its last words, else a person."""
    return "Person" if _BODIES.isdisjoint(name.lower().split()) else "Organization"


FORMATS = {".csv": as_csv, ".jsonl": as_lines, ".jsonld": as_claims}
"""Suffix of a file -> how statements are written in it."""
