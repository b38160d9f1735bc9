"""Pure: what the server shows -> HTML, by the style sheet and the templates of the reports.

Every page takes a nonce: the policy that the server sends along allows the style sheet and the
scripts that carry it, and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from jinja2.filters import do_urlencode

from unspin.report import corpus
from unspin.report import family as families
from unspin.report.html import LEGEND, filled
from unspin.report.matches import told
from unspin.report.naming import printable, squeeze
from unspin.report.view import percent, view

if TYPE_CHECKING:
    from unspin.findings import Inspection
    from unspin.records import Document, Judgement
    from unspin.restorations import Restoration
    from unspin.witnesses import Apparatus, Appearance, Lineage, Quotes, Statement

_SHOWN = 200
"""Characters of a title in a list."""


def page(name: str, *, nonce: str, version: str, site: Mapping[str, Any], **about: Any) -> str:
    """Return one of the pages of ``unspin serve``.

    Args:
        name: which one: a key of ``PAGES``.
        nonce: what the page's style sheet and scripts carry.
        version: unspin's own.
        site: what the frame of the page needs: ``scans`` (whether jobs can be given), ``login``
            (whether somebody is logged in), ``api`` (address of this page as JSON, or "").
        about: what the page is about, by the names its function takes.
    """
    template, names = PAGES[name](**about)
    return filled(template, nonce=nonce, version=version, site=site, **names)


def _plain(template: str, headline: str) -> Callable[..., tuple[str, dict[str, Any]]]:
    """Return a function for pages that need no preparing."""

    def prepared(**about: Any) -> tuple[str, dict[str, Any]]:
        return template, {"view": {"headline": headline}, **about}

    return prepared


def _pair(judgement: Judgement) -> tuple[str, dict[str, Any]]:
    return "pair.html", {"view": view(judgement), "judgement": judgement, "legend": LEGEND}


def _found(
    judgements: Sequence[Judgement], title: str, pairs: Sequence[str], unverified: int,
    candidates: int, *, sampled: bool,
) -> tuple[str, dict[str, Any]]:  # fmt: skip
    many = len(judgements)
    rows = [
        {**_card(judged.b), "pair": address, "told": told(judged)}
        for judged, address in zip(judgements, pairs, strict=True)
    ]
    what = "copy or source" if many == 1 else "copies and sources"
    headline = f"{many:,} {what} found" if many else "No copy and no source found"
    return "site/found.html", {
        "view": {"headline": headline}, "asked": squeeze(title, _SHOWN), "rows": rows,
        "unverified": unverified, "looked": candidates - unverified, "sampled": sampled,
    }  # fmt: skip


def _documents(
    documents: Sequence[Document], total: int, outlet: str | None, following: str | None
) -> tuple[str, dict[str, Any]]:
    headline = f"{total:,} {'document' if total == 1 else 'documents'}"
    return "site/documents.html", {
        "view": {"headline": f"{headline} of {squeeze(outlet)}" if outlet else headline},
        "rows": [_card(d) for d in documents], "next": following,
    }  # fmt: skip


def _document(witnesses: Sequence[Document]) -> tuple[str, dict[str, Any]]:
    latest = witnesses[-1]
    headline = squeeze(latest.title or "", _SHOWN) or squeeze(latest.doc_id, _SHOWN)
    cards = [
        {**_card(d), "text": printable(d.text), "language": d.language,
         "damage": [printable(x) for x in d.damage],
         "fetched": d.fetched.isoformat() if d.fetched else ""}
        for d in witnesses
    ]  # fmt: skip
    return "site/document.html", {"view": {"headline": headline}, "witnesses": cards}


def _families(
    rows: Sequence[Mapping[str, Any]], total: int, documents: Mapping[str, Document],
    following: str | None,
) -> tuple[str, dict[str, Any]]:  # fmt: skip
    seen = corpus.view({"indexed": 0}, rows, (), documents, {}).families
    cards = [
        {"number": f.number, "title": f.title, "members": len(f.members),
         "outlets": sorted({m.outlet for m in f.members if m.outlet}),
         "days": [m.day for m in f.members if m.day]}
        for f in seen
    ]  # fmt: skip
    headline = f"{total:,} {'family' if total == 1 else 'families'} of copies"
    return "site/families.html", {"view": {"headline": headline}, "rows": cards, "next": following}


def _family(
    row: Mapping[str, Any], pairs: Iterable[Mapping[str, Any]], documents: Mapping[str, Document]
) -> tuple[str, dict[str, Any]]:
    kept = list(pairs)
    pages = {(p["a"], p["b"]): f"/pair?{query(a=p['a'], b=p['b'])}" for p in kept}
    family = corpus.view({"indexed": 0}, [row], kept, documents, pages).families[0]
    return "site/family.html", {
        "view": {"headline": family.title}, "family": family,
        "addresses": {printable(m): f"/document?{query(id=m)}" for m in row["members"]},
    }  # fmt: skip


def _lineage(
    lineage: Lineage, apparatus: Apparatus, documents: Mapping[str, Document],
    statements: Sequence[Statement], number: int,
) -> tuple[str, dict[str, Any]]:  # fmt: skip
    pages = {(d.source, d.derivative): f"/pair?{query(a=d.source, b=d.derivative)}"
             for d in lineage.derivations if {d.source, d.derivative} <= documents.keys()}  # fmt: skip
    homes = {name: f"/document?{query(id=name)}" for name in documents}
    seen = families.view(lineage, apparatus, documents, statements, pages, homes)
    links = [(f"/families/{number}", "The documents of this family"),
             (f"/families/{number}/statements", "Who said what")]  # fmt: skip
    return "family.html", {"view": seen, "links": links, "sheet": "family.css"}


def _statements(
    rows: Sequence[Statement], total: int | None, following: str | None, table: str | None,
    family: int | None,
) -> tuple[str, dict[str, Any]]:  # fmt: skip
    cards = [
        {"who": squeeze(s.speaker or "", _SHOWN), "sure": percent(s.confidence),
         "wording": printable(s.wording), "to": squeeze(s.addressee or ""),
         "day": s.said_on.isoformat() if s.said_on else "", "via": squeeze(", ".join(s.via), _SHOWN),
         "rows": [_appearance(a, s) for a in s.appearances]}
        for s in rows
    ]  # fmt: skip
    said = (
        "Statements, family by family"
        if total is None
        else f"{total:,} {'statement' if total == 1 else 'statements'}"
    )
    headline = said if family is None else f"{said} in family {family}"
    return "site/statements.html", {
        "view": {"headline": headline}, "rows": cards, "next": following, "table": table,
        "family": family, "sheet": "family.css",
    }  # fmt: skip


def _appearance(appearance: Appearance, statement: Statement) -> dict[str, Any]:
    a = appearance
    kind, sign, verdict = families.told(a)
    return {
        "where": squeeze(a.outlet or a.doc_id), "page": f"/document?{query(id=a.doc_id)}",
        "day": a.published.date().isoformat() if a.published else "",
        "kind": kind, "sign": sign, "verdict": verdict,
        "exact": "" if a.exact == statement.wording else printable(a.exact),
    }  # fmt: skip


def _restoration(restoration: Restoration, title: str) -> tuple[str, dict[str, Any]]:
    found, text = restoration, restoration.document.text
    pieces: list[dict[str, str]] = []
    at = 0
    for change in found.changes:
        if change.start >= at:
            was = f"{squeeze(change.text) or 'nothing'} in the text as it was given"
            pieces += [{"text": printable(text[at : change.start]), "was": ""},
                       {"text": printable(change.restored) or "‸", "was": was}]  # fmt: skip
            at = change.end
    pieces.append({"text": printable(text[at:]), "was": ""})
    rows = [
        {"text": squeeze(c.text), "restored": squeeze(c.restored), "sure": percent(c.confidence),
         "why": printable(c.why), "witness": printable(c.witness or ""),
         "page": f"/document?{query(id=c.witness)}" if c.witness else ""}
        for c in found.changes
    ]  # fmt: skip
    count = f"{len(rows):,} {'place' if len(rows) == 1 else 'places'}"
    headline = f"{count} put back" if rows else "Nothing to put back"
    return "site/restoration.html", {
        "view": {"headline": headline}, "asked": squeeze(title, _SHOWN), "rows": rows,
        "pieces": pieces, "reason": printable(found.reason or ""),
        "language": found.document.language,
        "lost": [(squeeze(p.text, _SHOWN), printable(p.why)) for p in found.unrecoverable],
        "witnesses": [(printable(w), f"/document?{query(id=w)}") for w in found.witnesses],
    }  # fmt: skip


def _quotes(quotes: Quotes, title: str) -> tuple[str, dict[str, Any]]:
    cards = [
        {"who": squeeze(q.speaker.canonical, _SHOWN) if q.speaker else "", "exact": printable(q.exact),
         "sure": percent(q.confidence), "cue": printable(q.cue or ""), "kind": q.kind,
         "via": printable(", ".join(q.via)), "to": printable(q.addressee or ""),
         "day": q.said_on.isoformat() if q.said_on else "", "prefix": _line(q.prefix),
         "suffix": _line(q.suffix)}
        for q in quotes
    ]  # fmt: skip
    count = f"{len(cards):,} {'quotation' if len(cards) == 1 else 'quotations'}"
    return "site/quotes.html", {
        "view": {"headline": count}, "asked": squeeze(title, _SHOWN), "rows": cards,
    }  # fmt: skip


def _line(text: str) -> str:
    """Return a text on one line, with the white space at its ends."""
    return printable(" ".join(f"|{text}|".split())[1:-1])


def _inspection(inspection: Inspection, title: str) -> tuple[str, dict[str, Any]]:
    p, text, found = inspection.p_spun, inspection.document.text, list(inspection.findings)
    pieces: list[dict[str, Any]] = []
    at = 0
    for f in found:  # those that lie in another one are in the table only
        if f.span.start >= at:
            pieces += [{"text": printable(text[at : f.span.start]), "why": ""},
                       {"text": printable(f.text), "why": _why(f)}]  # fmt: skip
            at = f.span.end
    pieces.append({"text": printable(text[at:]), "why": ""})
    rows = [
        {"name": f.name.replace("-", " "), "code": f.code, "text": squeeze(f.text),
         "suggestion": squeeze(f.suggestion or ""), "score": percent(f.score), "why": printable(f.why)}
        for f in found
    ]  # fmt: skip
    headline = "Nothing can be said" if p is None else f"Machine-spun with {percent(p)} probability"
    return "site/inspection.html", {
        "view": {"headline": headline}, "asked": squeeze(title, _SHOWN), "rows": rows,
        "pieces": pieces, "p": p, "reason": printable(inspection.reason or ""),
        "words": inspection.words, "method": inspection.method or "",
        "language": inspection.document.language,
    }  # fmt: skip


def _why(finding: Any) -> str:
    said = finding.name.replace("-", " ")
    return f"{said}: probably {squeeze(finding.suggestion)}" if finding.suggestion else said


def _outlets(
    outlets: Mapping[str | None, int], copying: Sequence[tuple[str, str, int]]
) -> tuple[str, dict[str, Any]]:
    rows = [
        {"name": squeeze(name or "", _SHOWN), "count": count,
         "page": f"/documents?{query(outlet=name)}" if name else ""}
        for name, count in sorted(outlets.items(), key=lambda o: (-o[1], o[0] or ""))
    ]  # fmt: skip
    edges = [(squeeze(a, _SHOWN), squeeze(b, _SHOWN), count) for a, b, count in copying]
    headline = f"{sum(name is not None for name in outlets):,} outlets"
    return "site/outlets.html", {"view": {"headline": headline}, "rows": rows, "copying": edges}


def _problem(problem: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    headline = printable(str(problem["title"]))
    said = {key: printable(str(value)) for key, value in problem.items() if key != "errors"}
    errors = [printable(f"{e['where']}: {e['message']}") for e in problem.get("errors", ())]
    return "site/problem.html", {"view": {"headline": headline}, "problem": said, "errors": errors}


def query(**values: str) -> str:
    """Return a query string; what no encoding can hold goes as a question mark."""
    return do_urlencode({k: v.encode("utf-8", "replace").decode() for k, v in values.items()})


def _card(document: Document) -> dict[str, Any]:
    d = document
    url = d.url or ""
    return {
        "id": printable(d.doc_id), "page": f"/document?{query(id=d.doc_id)}",
        "query": query(id=d.doc_id), "title": squeeze(d.title or "", _SHOWN),
        "outlet": squeeze(d.outlet or ""), "url": printable(url),
        "link": url if url.startswith(("https://", "http://")) else "",
        "author": squeeze(str(d.extra.get("author") or ""), _SHOWN),
        "day": d.published.date().isoformat() if d.published else "",
    }  # fmt: skip


def _job(job: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    return "site/job.html", {"view": {"headline": f"Scan {job['id']}"}, "job": job}


PAGES: dict[str, Callable[..., tuple[str, dict[str, Any]]]] = {
    "home": _plain("site/home.html", "What became of this text?"),
    "pair": _pair,
    "found": _found,
    "documents": _documents,
    "document": _document,
    "families": _families,
    "family": _family,
    "lineage": _lineage,
    "statements": _statements,
    "restoration": _restoration,
    "quotes": _quotes,
    "inspection": _inspection,
    "outlets": _outlets,
    "jobs": _plain("site/jobs.html", "Scans"),
    "job": _job,
    "login": _plain("site/login.html", "This server asks for its token"),
    "problem": _problem,
}
"""The pages by name: what each needs, and the template that lays it out."""
