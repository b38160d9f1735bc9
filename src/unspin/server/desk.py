"""A worker's desk: questions in, answers out, by the public library alone.

A verb returns what the JSON answer holds, and the page with its names; only what is asked for is
made of it.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import unspin
from unspin.server.cursors import cursor, position
from unspin.server.problems import Problem
from unspin.server.questions import Answer, Question, Side, encoded

FEW = 1_000
"""Documents of an index whose families are looked for on the way; of more, a scan finds them."""
COPYING = 200
"""Rows of the table of outlets that copy each other."""


@dataclass(frozen=True, slots=True)
class Said:
    """What there is to say: as JSON, and as a page. Both are made when they are asked for."""

    data: Callable[[], Any]
    page: str
    names: Callable[[], Mapping[str, Any]]
    headers: Mapping[str, str] = field(default_factory=dict)


class Desk:
    """The library over one index or one finished scan.

    Raises:
        BadInput: there is neither.
    """

    def __init__(self, place: Path, nonce: str) -> None:
        if not place.is_dir():
            raise unspin.BadInput(
                f"{place}: is no folder: give an index that  unspin add  made, or the results of "
                "a scan"
            )
        self.place, self.nonce = place, nonce
        self.scan = unspin.Finished(place) if (place / "families.jsonl").is_file() else None
        self.index = unspin.Index.open(self.scan.index if self.scan else place)

    def answer(self, question: Question) -> Answer:
        """Answer a question.

        Raises:
            Problem: it has no answer.
            BadInput: a text cannot be used.
        """
        said = VERBS[question.verb](self, **question.values)
        if question.form == "json":
            return Answer("json", encoded(said.data()), said.headers)
        html = unspin.page(
            said.page, nonce=self.nonce, version=unspin.__version__, site=question.site,
            **said.names(),
        )  # fmt: skip
        return Answer("html", html.encode("utf-8", "replace"), said.headers)

    @cached_property
    def outlets(self) -> dict[str | None, int]:
        """Documents of each outlet."""
        return self.index.outlets()

    @cached_property
    def families(self) -> list[Mapping[str, Any]]:
        """The families, largest first, as lines of ``families.jsonl``.

        Raises:
            Problem: 409, there are too many documents to look for them now.
        """
        if self.scan:
            return list(self.scan.families())
        if len(self.index) > FEW:
            raise Problem(
                409,
                f"the families of {len(self.index):,} documents are found by a scan: run  unspin "
                "scan INPUT --out DIR  and serve DIR",
            )
        found = self.index.families()
        return [{"family": number, "members": list(ids)} for number, ids in enumerate(found)]

    def family(self, number: int) -> Mapping[str, Any]:
        """Return a family by its number.

        Raises:
            Problem: 404, there is none.
        """
        for row in self.families:
            if row["family"] == number:
                return row
        raise Problem(404, f"there is no family {number}: /families lists all of them")

    def one(self, doc_id: str) -> unspin.Document:
        """Return the newest text under an id.

        Raises:
            Problem: 404, there is none.
        """
        return self.several(doc_id)[-1]

    def several(self, doc_id: str) -> tuple[unspin.Document, ...]:
        """Return all texts under an id, oldest first; raises as :meth:`one` does."""
        found = self.index.witnesses(doc_id)
        if not found:
            raise Problem(404, f"no document has the id {doc_id[:200]!r}: /documents lists all ids")
        return found

    def known(self, ids: Iterable[str]) -> dict[str, unspin.Document]:
        """Return the newest text under each id that has one."""
        found = {doc_id: self.index.witnesses(doc_id) for doc_id in dict.fromkeys(ids)}
        return {doc_id: texts[-1] for doc_id, texts in found.items() if texts}


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
    found = unspin.lineage(desk.place, str(number), jobs=1)[0]
    return Said(found.to_dict, "lineage", lambda: {"lineage": found})


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
    "quotes": _quotes,
    "quotes-of": _quotes_of,
    "inspect": _inspect,
    "inspect-one": _inspect_one,
    "outlets": _outlets,
}
"""What can be asked."""
