"""Pure: results -> a few plain values for a program that reads words, such as a language model.

Small where ``to_dict`` is complete: a headline, the verdict, the gravest changes. What is left out
is counted. Every word of a foreign text stands under a key that begins with ``untrusted_``, with
nothing in it that steers a program; all other strings are ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import Any, Protocol

from unspin.findings import Finding, Inspection
from unspin.records import Change, Document, Evidence, Judgement
from unspin.report.naming import source_of, title_of
from unspin.report.untrusted import neutral, untrusted
from unspin.report.view import headline
from unspin.report.worst import gravest
from unspin.witnesses import Quote, Quotes

_NAME = 200
"""Characters of a title, an address, an id."""
_REASONS = 6
"""Pieces of evidence for the direction, the weightiest."""
_PASSAGES = 20
_A_MATCH = 3
"""Changes that are shown of each of many matches."""


class Found(Protocol):
    """What an index knows of a document: see :class:`unspin.index.Found`."""

    @property
    def judgements(self) -> tuple[Judgement, ...]: ...  # noqa: D102
    @property
    def candidates(self) -> int: ...  # noqa: D102
    @property
    def unverified(self) -> int: ...  # noqa: D102
    @property
    def sampled(self) -> bool: ...  # noqa: D102


def brief(
    result: Judgement | Found | Inspection | Quotes | Document | str, *, most: int = 10
) -> dict[str, Any]:
    """Return a result in a few plain values, safe to hand to a language model as data.

    Args:
        result: what :func:`unspin.compare`, :meth:`unspin.Index.find`, :func:`unspin.inspect` or
            :func:`unspin.quotes` returned; a document, for its names; or some foreign words.
        most: entries of its list at the most: changes, matches, findings, quotations.

    Returns:
        Ours in plain fields, words of texts in objects with ``untrusted_text``, ``left_out``
        (characters that were cut), ``defused`` (marks that were replaced) and ``gives_orders``.
        Offsets are code points of the text as it was given.

    Example:
        >>> import unspin
        >>> told = unspin.brief(unspin.compare("The mill shut in May.", "The mill shut in June."))
        >>> told["worst"][0]["b"]["untrusted_text"]
        'June'
    """
    if isinstance(result, str):
        return untrusted(result)
    if isinstance(result, Document):
        return _about(result)
    if isinstance(result, Judgement):
        return _pair(result, most)
    if isinstance(result, Inspection):
        return _inspection(result, most)
    if isinstance(result, Quotes):
        return _quotes(result, most)
    return _found(result, most)


def name_of(doc_id: str) -> str:
    """Return an id as it is shown: as it is where that is safe, else with a mark that tells it apart.

    >>> name_of("story-17"), name_of("<b>")[:4]
    ('story-17', '‹b›~')
    """
    shown = neutral(doc_id[:_NAME])[0]
    if shown == doc_id:
        return shown
    return f"{shown}~{blake2b(doc_id.encode('utf-8', 'surrogatepass'), digest_size=4).hexdigest()}"


def _about(document: Document) -> dict[str, Any]:
    d = document
    words = {"title": d.title, "outlet": d.outlet, "url": d.url}
    return {
        "untrusted_id": name_of(d.doc_id),
        **{f"untrusted_{k}": neutral(v[:_NAME])[0] if v else None for k, v in words.items()},
        "published": d.published.date().isoformat() if d.published else None,
    }


def _pair(judgement: Judgement, most: int) -> dict[str, Any]:
    align = judgement.alignment
    sides = ((judgement.a, judgement.a_words, align.cover_a),
             (judgement.b, judgement.b_words, align.cover_b))  # fmt: skip
    a, b = ({**_about(d), "words": words, "cover": round(c, 4)} for d, words, c in sides)
    reasons = sorted(judgement.evidence, key=lambda e: (-abs(e.log_odds), e.name))
    spans = [[p.a.start, p.a.end, p.b.start, p.b.end] for p in align.passages[:_PASSAGES]]
    return {
        "schema": "unspin.brief-judgement/1",
        **_verdict(judgement),
        "a": a,
        "b": b,
        "reasons": [_reason(e) for e in reasons[:_REASONS]],
        "reasons_left_out": max(0, len(reasons) - _REASONS),
        **_changes(judgement, most),
        "passages": spans,
        "passages_left_out": len(align.passages) - len(spans),
        "cut_short": align.fallback,
    }


def _verdict(judgement: Judgement) -> dict[str, Any]:
    p = judgement.direction
    settled = not p.abstained and judgement.relation not in ("identical", "same-event", "unrelated")
    return {
        "headline": headline(judgement),
        "relation": judgement.relation,
        "extent": judgement.extent,
        "method": judgement.method,
        "source": source_of(judgement) or ("third" if settled else None),
        "p": {"a_source": round(p.a_source, 4), "b_source": round(p.b_source, 4),
              "common_source": round(p.common_source, 4)},
        "abstained": p.abstained,
    }  # fmt: skip


def _reason(evidence: Evidence) -> dict[str, Any]:
    return {
        "name": evidence.name,
        "log_odds": round(evidence.log_odds, 3),
        "detail": untrusted(evidence.detail),
    }


def _changes(judgement: Judgement, most: int) -> dict[str, Any]:
    shown = [_change(judgement, judgement.changes[i]) for i in gravest(judgement, most)]
    return {
        "changes": dict(sorted(judgement.codes.items())),
        "worst": shown,
        "changes_left_out": len(judgement.changes) - len(shown),
    }


def _change(judgement: Judgement, change: Change) -> dict[str, Any]:
    return {
        "code": change.code,
        "title": title_of(change),
        "severity": change.severity,
        "a_span": [change.a.start, change.a.end],
        "b_span": [change.b.start, change.b.end],
        "a": untrusted(change.a.of(judgement.a.text)),
        "b": untrusted(change.b.of(judgement.b.text)),
    }


def _found(found: Found, most: int) -> dict[str, Any]:
    shown = [
        {"rank": rank, **_about(j.b), **_verdict(j), "words": j.b_words,
         "cover_text": round(j.alignment.cover_a, 4), "cover_match": round(j.alignment.cover_b, 4),
         **_changes(j, _A_MATCH)}
        for rank, j in enumerate(found.judgements[:most], 1)
    ]  # fmt: skip
    return {
        "schema": "unspin.brief-matches/1",
        "matches": shown,
        "matches_left_out": len(found.judgements) - len(shown),
        "candidates": found.candidates,
        "unverified": found.unverified,
        "sampled": found.sampled,
    }


def _inspection(inspection: Inspection, most: int) -> dict[str, Any]:
    findings: Sequence[Finding] = inspection.findings
    surest = sorted(findings, key=lambda f: (-f.score, f.span.start))[:most]
    surest.sort(key=lambda f: f.span.start)
    p = inspection.p_spun
    return {
        "schema": "unspin.brief-inspection/1",
        "p_spun": None if p is None else round(p, 4),
        "reason": neutral(inspection.reason)[0] if inspection.reason else None,
        "words": inspection.words,
        "method": inspection.method,
        "findings": [
            {"code": f.code, "name": f.name, "span": [f.span.start, f.span.end],
             "score": round(f.score, 3), "text": untrusted(f.text),
             "suggestion": untrusted(f.suggestion) if f.suggestion is not None else None,
             "why": untrusted(f.why)}
            for f in surest
        ],
        "findings_left_out": len(findings) - len(surest),
    }  # fmt: skip


def _quotes(quotes: Quotes, most: int) -> dict[str, Any]:
    shown = [_quote(q) for q in quotes[:most]]
    return {
        "schema": "unspin.brief-quotes/1",
        "quotes": shown,
        "quotes_left_out": len(quotes) - len(shown),
    }


def _quote(quote: Quote) -> dict[str, Any]:
    speaker = quote.speaker
    return {
        "span": [quote.span.start, quote.span.end],
        "exact": untrusted(quote.exact, 600),
        "kind": quote.kind,
        "speaker": untrusted(speaker.canonical, _NAME) if speaker else None,
        "speaker_found_by": speaker.method if speaker else None,
        "addressee": untrusted(quote.addressee, _NAME) if quote.addressee else None,
        "via": [untrusted(outlet, _NAME) for outlet in quote.via],
        "said_on": quote.said_on.isoformat() if quote.said_on else None,
        "confidence": round(quote.confidence, 3),
    }
