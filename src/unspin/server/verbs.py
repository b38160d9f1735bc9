"""What can be asked of a desk: questions in, answers out, by the public library alone.

A verb returns what the JSON answer holds, and the page with its names; only what is asked for is
made of it.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import unspin
from unspin.server.cursors import cursor, position
from unspin.server.desk import Desk
from unspin.server.problems import Problem
from unspin.server.questions import Answer, Question, Side, encoded

COPYING = 200
"""Rows of the table of outlets that copy each other."""


@dataclass(frozen=True, slots=True)
class Said:
    """What there is to say: as JSON, as a page, some as a table; made when it is asked for."""

    data: Callable[[], Any]
    page: str
    names: Callable[[], Mapping[str, Any]]
    headers: Mapping[str, str] = field(default_factory=dict)
    table: Callable[[], bytes] = bytes


def answer(desk: Desk, question: Question) -> Answer:
    """Answer a question.

    Raises:
        Problem: it has no answer.
        BadInput: a text cannot be used.
    """
    said = VERBS[question.verb](desk, **question.values)
    if question.form == "csv":
        return Answer("csv", said.table(), said.headers)
    if question.form == "json":
        return Answer("json", encoded(said.data()), said.headers)
    html = unspin.page(
        said.page, nonce=desk.nonce, version=unspin.__version__, site=question.site,
        **said.names(),
    )  # fmt: skip
    return Answer("html", html.encode("utf-8", "replace"), said.headers)


def _text(side: Side) -> str | unspin.Document:
    """Return what the library takes for a text that a client sent.

    A file is read as the command line reads one, from a place of its own: its name goes nowhere
    but into the document's id.
    """
    if side.data is None:
        return side.text
    suffix = ".html" if side.name.lower().endswith((".html", ".htm")) else ".txt"
    with tempfile.TemporaryDirectory(prefix="unspin-") as folder:
        path = Path(folder, f"upload{suffix}")
        path.write_bytes(side.data)
        try:
            return replace(unspin.read(path), doc_id=side.name or "upload")
        except unspin.MissingExtra:
            raise
        except unspin.BadInput as refused:
            raise unspin.BadInput(str(refused).replace(str(path), side.name)) from refused


def _document(side: Side) -> unspin.Document:
    """Return a document; the id of a pasted text is that which the library gives it."""
    given = _text(side)
    if isinstance(given, unspin.Document):
        return given
    return unspin.Document(sha256(given.encode()).hexdigest()[:16], given)


def _title(side: Side) -> str:
    return side.name or "the text that was pasted"


def _named(document: unspin.Document) -> str:
    return document.title or document.doc_id


def _about(document: unspin.Document) -> dict[str, Any]:
    d = document
    return {
        "id": d.doc_id, "url": d.url, "title": d.title, "outlet": d.outlet, "language": d.language,
        "published": d.published.isoformat() if d.published else None,
        "fetched": d.fetched.isoformat() if d.fetched else None,
    }  # fmt: skip


def _home(desk: Desk) -> Said:
    families = len(desk.families) if desk.scan else None
    counts = {"documents": len(desk.index), "outlets": sum(map(bool, desk.outlets))}
    said = {"schema": "unspin.server/1", "version": unspin.__version__, **counts}
    return Said(lambda: {**said, "families": families}, "home",
                lambda: {**counts, "families": families})  # fmt: skip


def _judged(judgement: unspin.Judgement) -> Said:
    return Said(judgement.to_dict, "pair", lambda: {"judgement": judgement})


def _compare(_: Desk, a: Side, b: Side) -> Said:
    return _judged(unspin.compare(_text(a), _text(b)))


def _pair(desk: Desk, a: str, b: str) -> Said:
    return _judged(unspin.compare(desk.one(a), desk.one(b)))


def _found(
    desk: Desk, document: unspin.Document, title: str, most: int, base: str, rest: str
) -> Said:  # fmt: skip
    found = desk.index.find(document, most=most)
    counts = {"unverified": found.unverified, "candidates": found.candidates}
    headers = {f"Unspin-{name.title()}": str(count) for name, count in counts.items()}
    headers["Unspin-Sampled"] = str(found.sampled).lower()
    pairs = [f"{base}/{rank}{rest}" for rank in range(1, len(found.judgements) + 1)]
    names = {"judgements": found.judgements, "title": title,
             "pairs": pairs, "sampled": found.sampled, **counts}  # fmt: skip
    return Said(found.to_dict, "found", lambda: names, headers)


def _find(desk: Desk, text: Side, most: int, base: str) -> Said:
    return _found(desk, _document(text), _title(text), most, base, f"?most={most}")


def _matches(desk: Desk, id: str, most: int, query: str) -> Said:  # noqa: A002 (its name in the API)
    document = desk.one(id)
    return _found(desk, document, _named(document), most, "/matches", f"?{query}")


def _ranked(desk: Desk, document: unspin.Document, most: int, rank: int) -> Said:
    found = desk.index.find(document, most=most).judgements
    if not 1 <= rank <= len(found):
        raise Problem(404, f"{len(found)} texts were found, and this asks for number {rank}")
    return _judged(found[rank - 1])


def _find_pair(desk: Desk, text: Side, most: int, rank: int) -> Said:
    return _ranked(desk, _document(text), most, rank)


def _match_pair(desk: Desk, id: str, most: int, rank: int) -> Said:  # noqa: A002 (its name in the API)
    return _ranked(desk, desk.one(id), most, rank)


def _documents(desk: Desk, outlet: str | None, most: int, after: str | None) -> Said:
    scope = f"documents {outlet!r}"
    start = -1 if after is None else position(scope, after)
    rows = desk.index.page(after=start, most=most + 1, outlet=outlet)
    following = cursor(scope, rows[most - 1][0]) if len(rows) > most else None
    shown = [document for _, document in rows[:most]]
    total = len(desk.index) if outlet is None else desk.outlets.get(outlet, 0)
    return Said(
        lambda: {"documents": [_about(d) for d in shown], "total": total, "next": following},
        "documents",
        lambda: {
            "documents": shown,
            "total": total,
            "outlet": outlet,
            "following": _next("/documents", following, most=most, outlet=outlet),
        },
    )


def _next(path: str, following: str | None, **values: Any) -> str | None:
    """Return the address of the next page of a list, if there is one."""
    if following is None:
        return None
    kept = {name: value for name, value in values.items() if value is not None}
    return f"{path}?{urlencode({**kept, 'after': following}, errors='replace')}"


def _one(desk: Desk, id: str) -> Said:  # noqa: A002 (its name in the API)
    found = desk.several(id)
    rows = [{**_about(d), "text": d.text, "damage": list(d.damage)} for d in found]
    return Said(lambda: {"id": id, "texts": rows}, "document", lambda: {"witnesses": found})


def _families(desk: Desk, most: int, after: str | None) -> Said:
    start = 0 if after is None else position("families", after)
    rows = desk.families[start : start + most]
    end = start + len(rows)
    total = len(desk.families)
    following = cursor("families", end) if end < total else None

    def names() -> Mapping[str, Any]:
        known = desk.known(islice((m for row in rows for m in row["members"]), 2_000))
        address = _next("/families", following, most=most)
        return {"rows": rows, "total": total, "documents": known, "following": address}

    return Said(lambda: {"families": rows, "total": total, "next": following}, "families", names)


def _family(desk: Desk, number: int) -> Said:
    row = desk.family(number)
    members = set(row["members"])
    pairs = [p for p in (desk.scan.pairs() if desk.scan else ())
             if p["a"] in members and p["b"] in members]  # fmt: skip
    return Said(
        lambda: {**row, "pairs": pairs},
        "family",
        lambda: {"row": row, "pairs": pairs, "documents": desk.known(row["members"])},
    )


def _lineage(desk: Desk, number: int) -> Said:
    desk.family(number)
    place, name = desk.place, str(number)

    def data() -> Any:
        return unspin.lineage(place, name, jobs=1)[0].to_dict()

    def names() -> Mapping[str, Any]:
        found = unspin.lineage(place, name, jobs=1, readings=True)
        return {
            "lineage": found[0], "apparatus": found.apparatus[0], "number": number,
            "documents": desk.known(found[0].witnesses),
            "statements": unspin.statements(place, family=name),
        }  # fmt: skip

    return Said(data, "lineage", names)


def _statements(desk: Desk, most: int, after: str | None, *, strict: bool) -> Said:
    large = desk.is_large and desk.scan is not None
    scope = f"statements {strict} {large}"
    start = 0 if after is None else position(scope, after)
    total: int | None = None
    if large:
        rows, end = desk.statements_from(start, most, strict=strict)
    else:
        found = desk.statements(strict=strict)
        rows, total = found[start : start + most], len(found)
        end = start + len(rows) if start + len(rows) < total else None
    following = cursor(scope, end) if end is not None else None
    said = str(strict).lower()
    names = {"rows": rows, "total": total, "family": None,
             "table": None if large else f"/statements.csv?strict={said}",
             "following": _next("/statements", following, most=most, strict=said)}  # fmt: skip
    return Said(
        lambda: {"statements": [s.to_dict() for s in rows], "total": total, "next": following},
        "statements", lambda: names,
    )  # fmt: skip


def _statements_table(desk: Desk, *, strict: bool) -> Said:
    found = desk.statements(strict=strict)
    return Said(found.to_dict, "statements", dict, table=lambda: _table(found))


def _family_statements(desk: Desk, number: int, *, strict: bool) -> Said:
    desk.family(number)
    found = unspin.statements(desk.place, family=str(number), strict=strict)
    table = f"/families/{number}/statements.csv?strict={str(strict).lower()}"
    names = {
        "rows": found,
        "total": len(found),
        "family": number,
        "table": table,
        "following": None,
    }
    return Said(found.to_dict, "statements", lambda: names, table=lambda: _table(found))


def _table(statements: Any) -> bytes:
    """Return the bytes of the CSV file that the library writes."""
    with tempfile.TemporaryDirectory(prefix="unspin-") as folder:
        return unspin.report(statements, Path(folder, "said.csv")).read_bytes()


def _restore(desk: Desk, text: Side) -> Said:
    return _restored(desk, _text(text), _title(text))


def _restore_one(desk: Desk, id: str) -> Said:  # noqa: A002 (its name in the API)
    document = desk.one(id)
    return _restored(desk, document, _named(document))


def _restored(desk: Desk, text: str | unspin.Document, title: str) -> Said:
    found = unspin.restore(text, desk.index)
    return Said(found.to_dict, "restoration", lambda: {"restoration": found, "title": title})


def _quotes(_: Desk, text: Side, *, strict: bool) -> Said:
    return _quoted(_text(text), _title(text), strict=strict)


def _quotes_of(desk: Desk, id: str, *, strict: bool) -> Said:  # noqa: A002 (its name in the API)
    document = desk.one(id)
    return _quoted(document, _named(document), strict=strict)


def _quoted(text: str | unspin.Document, title: str, *, strict: bool) -> Said:
    found = unspin.quotes(text, strict=strict)
    return Said(found.to_dict, "quotes", lambda: {"quotes": found, "title": title})


def _inspect(_: Desk, text: Side) -> Said:
    return _inspected(_text(text), _title(text))


def _inspect_one(desk: Desk, id: str) -> Said:  # noqa: A002 (its name in the API)
    document = desk.one(id)
    return _inspected(document, _named(document))


def _inspected(text: str | unspin.Document, title: str) -> Said:
    found = unspin.inspect(text)
    return Said(found.to_dict, "inspection", lambda: {"inspection": found, "title": title})


def _outlets(desk: Desk) -> Said:
    copying = _copying(desk)
    rows = [{"outlet": name, "documents": count} for name, count in desk.outlets.items()]
    edges = [{"source": a, "copy": b, "pairs": n} for a, b, n in copying]
    shown = [(a or "", b or "", n) for a, b, n in copying[:COPYING]]
    return Said(lambda: {"outlets": rows, "copying": edges}, "outlets",
                lambda: {"outlets": desk.outlets, "copying": shown})  # fmt: skip


def _copying(desk: Desk) -> list[tuple[str | None, str | None, int]]:
    """Return which outlet copied which, in how many pairs whose direction a scan could tell."""
    if desk.scan is None:
        return []
    directed = []
    for pair in desk.scan.pairs():
        p = pair["p"]
        if not pair["abstained"] and max(p, key=lambda name: p[name]) != "common_source":
            a_first = p["a_source"] >= p["b_source"]
            directed.append((pair["a"], pair["b"]) if a_first else (pair["b"], pair["a"]))
    known = desk.known(doc_id for pair in directed for doc_id in pair)
    counts = Counter(
        (known[a].outlet, known[b].outlet) for a, b in directed if a in known and b in known
    )
    edges = [(a, b, n) for (a, b), n in counts.items() if a != b]
    return sorted(edges, key=lambda e: (-e[2], e[0] or "", e[1] or ""))


VERBS: dict[str, Callable[..., Said]] = {
    "home": _home,
    "compare": _compare,
    "pair": _pair,
    "find": _find,
    "find-pair": _find_pair,
    "matches": _matches,
    "match-pair": _match_pair,
    "documents": _documents,
    "document": _one,
    "families": _families,
    "family": _family,
    "lineage": _lineage,
    "statements": _statements,
    "statements-table": _statements_table,
    "family-statements": _family_statements,
    "restore": _restore,
    "restore-one": _restore_one,
    "quotes": _quotes,
    "quotes-of": _quotes_of,
    "inspect": _inspect,
    "inspect-one": _inspect_one,
    "outlets": _outlets,
}
"""What can be asked."""
