"""Pure: a Judgement -> a View: everything the pages say, in plain words and in order.

The faces (terminal, HTML) only lay a view out. Nothing here knows a colour or a width.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from unspin.report.figure import Figure, Places, figure, totals
from unspin.report.naming import Side, look, printable, source_of, squeeze, title_of
from unspin.report.rows import Block, Row, blocks, rows
from unspin.report.worst import Worst, worst

if TYPE_CHECKING:
    from unspin.records import Change, Direction, Document, Evidence, Judgement, Severity
    from unspin.report.naming import MarkKind

CAVEAT = "This is evidence, not proof of wrongdoing."
_SEVERITIES: tuple[Severity, ...] = ("meaning", "wording", "cosmetic")
_METHODS = {
    "substitution": "words replaced one by one",
    "translation": "translated and back again",
    "paraphrase": "sentences paraphrased",
}
_COPIES = {
    "identical": "an identical copy",
    "near-duplicate": "a near-duplicate",
    "edited": "an edited copy",
    "spun": "a machine-spun copy",
}
_SHARED = {
    "identical": "are identical",
    "near-duplicate": "are near-duplicates",
    "edited": "are edited copies of one text",
    "spun": "are one text, machine-spun on at least one side",
}


@dataclass(frozen=True, slots=True)
class Witness:
    """One side: who it is, what it is judged to be, and how much of it the other side holds.

    ``matched`` of its ``words`` lie in passages that the other side has too, ``same`` of those
    word for word, or None where the words were not told apart.
    """

    side: Side
    name: str
    title: str
    outlet: str
    url: str
    role: str
    words: int
    cover: float
    damage: tuple[str, ...]
    matched: int
    same: int | None


@dataclass(frozen=True, slots=True)
class CodeCount:
    """All changes of one code; the example is its commonest, in the order they are read."""

    code: str
    title: str
    kind: MarkKind
    tag: str
    count: int
    example: tuple[str, str]


@dataclass(frozen=True, slots=True)
class SeverityCount:
    """All changes of one severity, by code, most frequent first."""

    severity: Severity
    count: int
    codes: tuple[CodeCount, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """A piece of evidence in words; ``weight`` is its share of the strongest, 0..1."""

    name: str
    favours: Side | None
    odds: str
    weight: float
    detail: str


@dataclass(frozen=True, slots=True)
class View:
    """What is shown of a judgement.

    Attributes:
        headline: the judgement in one sentence.
        facts: what else belongs beside it, a phrase each.
        caveat: what the judgement is not.
        a, b: the two sides.
        earlier, later: the side whose wording is shown first and second in examples: from the
            source to its copy when that is known, else from a to b.
        severities: the changes counted, gravest first; a severity without changes is left out.
        worst: the gravest changes in context.
        chances: what may be the source, and how probable that is, likeliest first.
        reasons: the evidence for a direction, strongest first.
        rows: the side-by-side view.
        notes: what a reader must know of the run: searches cut, input damaged.
        figure: the counts behind the numbers, for filters.
    """

    headline: str
    facts: tuple[str, ...]
    caveat: str
    a: Witness
    b: Witness
    earlier: Side
    later: Side
    severities: tuple[SeverityCount, ...]
    worst: tuple[Worst, ...]
    chances: tuple[tuple[str, float], ...]
    reasons: tuple[Reason, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...]
    figure: Figure

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The rows, with long runs of unchanged ones apart."""
        return blocks(self.rows)


def view(
    judgement: Judgement, *, side_by_side: bool = True, words: tuple[Places, Places] | None = None
) -> View:  # fmt: skip
    """Return the view of a judgement.

    Args:
        judgement: what to show.
        side_by_side: whether ``rows`` are wanted.
        words: start and end of each word of a and of b, to count words for filters.
    """
    counts = figure(judgement, words if side_by_side else None)
    source, p = source_of(judgement), judgement.direction
    backwards = source == "b" or (not p.abstained and p.b_source > p.a_source)
    earlier: Side = "b" if backwards else "a"
    a = _witness(judgement.a, "a", source, judgement.a_words, judgement.alignment.cover_a, counts.a)
    b = _witness(judgement.b, "b", source, judgement.b_words, judgement.alignment.cover_b, counts.b)
    return View(
        headline=headline(judgement),
        facts=_facts(judgement),
        caveat=CAVEAT,
        a=a,
        b=b,
        earlier=earlier,
        later="a" if backwards else "b",
        severities=_severities(judgement, earlier),
        worst=worst(judgement, earlier),
        chances=_chances(p),
        reasons=_reasons(judgement.evidence),
        rows=rows(judgement) if side_by_side else (),
        notes=_notes(judgement),
        figure=counts,
    )


def headline(judgement: Judgement) -> str:
    """Return the judgement in one sentence.

    It names a source only where the direction does, and never accuses anybody.
    """
    relation, p = judgement.relation, judgement.direction
    if relation == "unrelated":
        return "a and b are unrelated"
    if relation == "same-event":
        return "a and b report the same event independently"
    part = " in part" if judgement.extent == "partial" else ""
    source = source_of(judgement)
    if source:
        return f"{'b' if source == 'a' else 'a'} is{part} {_COPIES[relation]} of {source}"
    if p.abstained or relation == "identical":
        return f"a and b {_SHARED[relation].replace('are', f'are{part}', 1)}"
    spun = "; at least one of them is machine-spun" if relation == "spun" else ""
    return f"a and b both copy{part} a third text that is not here{spun}"


def percent(share: float) -> str:
    """Return a share as a percentage that never rounds to all or nothing.

    >>> percent(0.784), percent(0.9999), percent(1.0)
    ('78 %', 'over 99 %', '100 %')
    """
    if 0 < share < 0.005:
        return "under 1 %"
    if 0.995 <= share < 1:
        return "over 99 %"
    return f"{100 * share:.0f} %"


def tail(name: str, limit: int) -> str:
    """Return a name cut to ``limit``; its end stays, because there paths differ.

    >>> tail("/a/long/way/to/story.txt", 12)
    '…o/story.txt'
    """
    return name if len(name) <= limit else "…" + name[len(name) - max(0, limit - 1) :]


def _facts(judgement: Judgement) -> tuple[str, ...]:
    facts = []
    if judgement.method:
        facts.append(_METHODS[judgement.method])
    if judgement.extent.startswith("embedded"):
        inner, outer = ("a", "b") if judgement.extent == "embedded-a" else ("b", "a")
        facts.append(f"{inner} lies inside {outer}")
    if judgement.direction.abstained and judgement.relation in _COPIES:
        facts.append("the evidence is too weak to say which came first")
    quoted = sum(q.a is not None and q.b is not None for q in judgement.quotes)
    altered = sum(c.code == "C510" for c in judgement.changes)
    if quoted >= altered > 0:
        facts.append(f"{altered} of {quoted} shared quotations altered")
    return tuple(facts)


def _witness(
    doc: Document, side: Side, source: Side | None, words: int, cover: float,
    rows: tuple[tuple[int, int, int, int, int], ...],
) -> Witness:  # fmt: skip
    role = "" if source is None else "source" if side == source else "copy"
    name, title, outlet, url = (
        printable(text or "") for text in (doc.doc_id, doc.title, doc.outlet, doc.url)
    )
    return Witness(
        side, name, title, outlet, url, role, words, cover, tuple(map(printable, doc.damage)),
        round(cover * words), totals(rows)[2] if rows else None,
    )  # fmt: skip


def _severities(judgement: Judgement, earlier: Side) -> tuple[SeverityCount, ...]:
    by_code: dict[tuple[Severity, str], list[Change]] = {}
    for change in judgement.changes:
        by_code.setdefault((change.severity, change.code), []).append(change)
    found = []
    for severity in _SEVERITIES:
        codes = [
            _count(judgement, changes, earlier)
            for (level, _), changes in by_code.items()
            if level == severity
        ]
        codes.sort(key=lambda c: (-c.count, c.code))
        if codes:
            found.append(SeverityCount(severity, sum(c.count for c in codes), tuple(codes)))
    return tuple(found)


def _count(judgement: Judgement, changes: list[Change], earlier: Side) -> CodeCount:
    kind, tag = look(changes[0].code)
    pairs: dict[tuple[str, str], int] = {}
    for change in changes:
        a = squeeze(change.a.of(judgement.a.text))
        b = squeeze(change.b.of(judgement.b.text))
        pair = (a, b) if earlier == "a" else (b, a)
        pairs[pair] = pairs.get(pair, 0) + 1
    example = min(pairs, key=lambda pair: (-pairs[pair], len(pair[0]) + len(pair[1])))
    first = changes[0]
    return CodeCount(first.code, title_of(first), kind, tag, len(changes), example)


def _chances(p: Direction) -> tuple[tuple[str, float], ...]:
    chances = (
        ("a is the source", p.a_source),
        ("b is the source", p.b_source),
        ("both copy a third text", p.common_source),
    )
    return tuple(sorted(chances, key=lambda chance: -chance[1]))


def _reasons(evidence: tuple[Evidence, ...]) -> tuple[Reason, ...]:
    ordered = sorted(evidence, key=lambda e: (-abs(e.log_odds), e.name))
    strongest = max((abs(e.log_odds) for e in ordered), default=0.0) or 1.0
    return tuple(
        Reason(
            printable(e.name.replace("-", " ").replace("_", " ")),
            None if abs(e.log_odds) < 0.05 else "a" if e.log_odds > 0 else "b",
            _odds(e.log_odds),
            abs(e.log_odds) / strongest,
            printable(e.detail),
        )
        for e in ordered
    )


def _odds(log_odds: float) -> str:
    """Return log-odds in nats as odds in words: nobody thinks in nats."""
    if abs(log_odds) < 0.05:
        return "even"
    if abs(log_odds) > math.log(1000):
        return "over 1,000 to 1"
    odds = math.exp(abs(log_odds))
    return f"{odds:.1f} to 1" if odds < 9.95 else f"{odds:.0f} to 1"


def _notes(judgement: Judgement) -> tuple[str, ...]:
    notes = (
        [f"The search was cut: {judgement.alignment.fallback}."]
        if judgement.alignment.fallback
        else []
    )
    for side, doc in (("a", judgement.a), ("b", judgement.b)):
        notes += [f"Input {side} was damaged: {what}." for what in doc.damage]
    return tuple(map(printable, notes))
