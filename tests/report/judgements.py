"""Judgements made by hand, from one string that holds both texts.

``{old|new|C301}`` is an edit from ``old`` (in a) to ``new`` (in b), with a change of that code;
the code may be left out, or be ``move`` on two edits that are the two ends of one move.
What stands outside braces is equal on both sides. ``⟨`` and ``⟩`` are braces of the texts.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from unspin.records import (
    Alignment,
    Change,
    Direction,
    Document,
    Edit,
    Evidence,
    Judgement,
    Link,
    QuotePair,
    Span,
    Words,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

NAMES = {
    "C101": "quote-glyph", "C202": "synonym", "C203": "paraphrase", "C206": "insertion",
    "C207": "deletion", "C301": "name-garbled", "C303": "number", "C306": "polarity",
    "C308": "tortured-phrase", "C403": "moved", "C501": "sentence-dropped",
    "C502": "sentence-added", "C510": "quotation-altered", "C601": "spintax-residue",
    "C604": "invisible-character", "C701": "byline",
}  # fmt: skip


def severity(code: str) -> Any:
    if code[:2] in {"C3", "C6"} or code == "C510":
        return "meaning"
    return "cosmetic" if code[:2] in {"C1", "C7"} else "wording"


def change(code: str, a: Span, b: Span, detail: str = "") -> Change:
    return Change(code, NAMES.get(code, "something"), severity(code), a, b, detail)


def build(
    pair: str,
    *,
    frames: Sequence[tuple[str, str, str]] = (),
    links: tuple[Link, ...] | None = None,
    sentences: bool = True,
    p: tuple[float, float, float] = (0.96, 0.01, 0.03),
    **other: Any,
) -> Judgement:
    """Return the judgement of a pair; ``frames`` are changes (code, a's text, b's text)."""
    a, b, edits, changes = _parse(pair)
    for code, in_a, in_b in frames:
        changes.append(change(code, _find(a, in_a), _find(b, in_b)))
    spans_a, spans_b = _sentences(a), _sentences(b)
    if links is None:
        links = tuple(Link((i,), (i,), 1.0) for i in range(min(len(spans_a), len(spans_b))))
    none = np.zeros(0, np.int32)
    words = Words(np.zeros(0, np.uint8), *[none] * 5, np.zeros(0, np.float32))
    fallback = other.pop("fallback", None)
    covers = other.pop("covers", (0.8, 0.75))
    fields: dict[str, Any] = {
        "a": Document("original.txt", a),
        "b": Document("copy.txt", b),
        "relation": "spun",
        "extent": "whole",
        "method": "substitution",
        "evidence": (
            Evidence("length", -0.4, "b is longer"),
            Evidence("collocation", 3.0, "a keeps 12 set phrases that b breaks"),
        ),
        "quotes": tuple(
            QuotePair(c.a, c.b, ("altered",)) for c in changes if c.code == "C510"
        ),
    }  # fmt: skip
    return Judgement(
        a_words=len(a.split()),
        b_words=len(b.split()),
        alignment=Alignment("a", "b", (), links, words, tuple(edits), *covers, fallback),
        direction=Direction(*p, abstained=other.pop("abstained", False)),
        changes=tuple(changes),
        a_sentences=spans_a if sentences else (),
        b_sentences=spans_b if sentences else (),
        **(fields | other),
    )


def _parse(pair: str) -> tuple[str, str, list[Edit], list[Change]]:
    a = b = ""
    edits: list[Edit] = []
    changes: list[Change] = []
    moving: Edit | None = None
    for found in re.findall(r"([^{]+)|\{([^|]*)\|([^|}]*)\|?([^}]*)\}", pair):
        same, old, new, code = (text.translate({ord("⟨"): "{", ord("⟩"): "}"}) for text in found)
        span_a = Span(len(a), len(a) + len(same or old))
        span_b = Span(len(b), len(b) + len(same or new))
        a, b = a + (same or old), b + (same or new)
        op = "equal" if same else "replace" if old and new else "delete" if old else "insert"
        edit = Edit(op, span_a, span_b)
        if code == "move" and moving is None:
            moving = edit
            continue
        if code == "move":
            ends = (moving.a, span_b) if len(moving.a) else (span_a, moving.b)
            edit = Edit("move", *ends)
        elif code:
            changes.append(change(code, span_a, span_b, "a hand-made change"))
        edits.append(edit)
    return a, b, edits, changes


def _find(text: str, part: str) -> Span:
    return Span(text.index(part), text.index(part) + len(part))


def _sentences(text: str) -> tuple[Span, ...]:
    return tuple(Span(*m.span()) for m in re.finditer(r"[^\s].*?[.!?]”?(?=\s|$)", text, re.DOTALL))


STORY = (
    "{By Mara Ellwood|Writer: Mara Ellwood|C701}\n\n"
    "The {White House|White Home|C301} said on Wednesday that {14|40|C303} "
    "{villages|hamlets|C202} along the coast {would|would not|C306} be {rebuilt|reconstructed|C202}. "
    "{The work starts in May. ||C501}“There’s {no|not any|C203} {quick|fast|C202} {way|method|C202} "
    "to {mend|repair|C202} a sea wall,” {said|stated|C202} Ana Brandt, who runs the harbour. "
    "{Nobody was hurt. ||move}It was a relic of the {Cold War|Chilly Warfare|C308}, she {said|added}.\n\n"
    "The {|⟨hardware⟩ |C601}bill comes to $12 million. {|Nobody was hurt. |move}"
    "{|Share this story with friends. |C502}The rest is {‘settled’|'settled'|C101}."
)

QUOTATION = (
    "C510",
    "There’s no quick way to mend a sea wall,",
    "There’s not any fast method to repair a sea wall,",
)
LINKS = (
    Link((0,), (0,), 1.0),
    Link((1,), (), 0.0),
    Link((2,), (1,), 0.9),
    Link((3,), (4,), 1.0, moved=True),
    Link((4,), (2,), 0.8),
    Link((5,), (3,), 0.9),
    Link((), (5,), 0.0),
    Link((6,), (6,), 1.0),
)


def story(**other: Any) -> Judgement:
    """Return a pair with a change of nearly every family in it."""
    return build(STORY, **({"frames": [QUOTATION], "links": LINKS} | other))
