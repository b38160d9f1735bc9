"""What is told of a pair of texts, one of which is the user's own."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from unspin.records import COPIES, Change, Document, Judgement

ALTERED = frozenset(("C510", "C513"))
"""Changes that leave a quotation in other words, or in another mouth."""
QUOTED = 2000
"""Characters of a quotation that are told; a longer one says that it was ``cut``."""
SHOWN = 50
"""Altered quotations that are told; ``quotations_in_all`` counts them all."""


def alerts_of(
    judgements: Iterable[Judgement], is_own: Callable[[Document], bool], now: str
) -> Iterator[tuple[str, bytes]]:
    """Yield the messages about pairs of an own story and another's, as id and JSON.

    A message is of the type ``copy.found`` or ``quotation.altered``. Its id is made of what it
    tells, so that finding it again makes no second message.
    """
    for judged in judgements:
        own_is_a = is_own(judged.a)
        if own_is_a == is_own(judged.b):
            continue
        if judged.relation in COPIES:
            yield _message("copy.found", judged, own_is_a, now)
        if any(change.code in ALTERED for change in judged.changes):
            yield _message("quotation.altered", judged, own_is_a, now)


def _message(kind: str, judged: Judgement, own_is_a: bool, now: str) -> tuple[str, bytes]:
    own, other = (judged.a, judged.b) if own_is_a else (judged.b, judged.a)
    altered = [change for change in judged.changes if change.code in ALTERED]
    parts = [kind, *(x for d in (own, other) for x in (d.doc_id, d.text))]
    made = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
    data = {
        "schema": "unspin.alert/1",
        "own": _witness(own),
        "other": _witness(other),
        "pair": judged.to_pair(),
        "quotations": [_quotation(change, judged, own_is_a) for change in altered[:SHOWN]],
        "quotations_in_all": len(altered),
    }
    message = {"type": kind, "timestamp": now, "data": data}
    return f"msg_{made}", json.dumps(message, separators=(",", ":")).encode("ascii")


def _witness(document: Document) -> dict[str, Any]:
    return {
        "id": document.doc_id,
        "url": document.url,
        "title": document.title,
        "outlet": document.outlet,
        "published": document.published.isoformat() if document.published else None,
        "first_read": document.fetched.isoformat() if document.fetched else None,
        "first_listed": document.extra.get("listed"),
    }


def _quotation(change: Change, judged: Judgement, own_is_a: bool) -> dict[str, Any]:
    sides = ((judged.a, change.a), (judged.b, change.b))
    (own, at), (other, there) = sides if own_is_a else sides[::-1]
    texts = at.of(own.text), there.of(other.text)
    return {
        "code": change.code,
        "name": change.name,
        "own": texts[0][:QUOTED],
        "other": texts[1][:QUOTED],
        "own_span": [at.start, at.end],
        "other_span": [there.start, there.end],
        "cut": max(map(len, texts)) > QUOTED,
        "detail": change.detail,
    }
