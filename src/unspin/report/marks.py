"""Pure: changes and edits -> marks on a stretch of text, properly nested.

A mark says what became of some words, by meaning and not by colour: its kind chooses the shape,
its tag and its label say the same in letters.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush
from itertools import accumulate
from typing import TYPE_CHECKING, TypeAlias

from unspin.records import Span
from unspin.report.naming import FRAMES, label, look, printable, source_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from unspin.records import Change, Judgement
    from unspin.report.naming import MarkKind

_NOWHERE = Span(0, 0)


@dataclass(frozen=True, slots=True)
class Mark:
    """What is said of some words of one side.

    Attributes:
        kind: what it means; chooses its shape.
        tag: a few capitals or a sign that stand before the words, or nothing.
        label: the same in words, for those who do not see the shape.
        severity: of the change, by its first letter; an edit that no change names is wording.
        anchor: name of the place, none on the second and later pieces of a divided mark.
        partner: name of the counterpart's place on the other side, if there is one.
    """

    kind: MarkKind
    tag: str
    label: str
    anchor: str | None = None
    partner: str | None = None
    severity: str = "w"

    def unnamed(self) -> Mark:
        """Return the mark for a second piece: a place has one name only."""
        return replace(self, anchor=None)


@dataclass(frozen=True, slots=True)
class Run:
    """Plain text."""

    text: str


@dataclass(frozen=True, slots=True)
class Marked:
    """Text under a mark; the parts may hold further marks."""

    mark: Mark
    parts: tuple[Part, ...]


Part: TypeAlias = Run | Marked
Placed: TypeAlias = tuple[Span, Mark]


def place(judgement: Judgement) -> tuple[list[Placed], list[Placed]]:
    """Return the marks of side a and of side b, with their spans, in no order."""
    placed_a: list[Placed] = []
    placed_b: list[Placed] = []
    for anchor, (kind, tag), words, span_a, span_b, severity in _subjects(judgement):
        in_a = f"a-{anchor}" if len(span_a) else None
        in_b = f"b-{anchor}" if len(span_b) else None
        if in_a:
            placed_a.append((span_a, Mark(kind, tag, words, in_a, in_b, severity)))
        if in_b:
            placed_b.append((span_b, Mark(kind, tag, words, in_b, in_a, severity)))
    return placed_a, placed_b


def _subjects(
    judgement: Judgement,
) -> Iterator[tuple[str, tuple[MarkKind, str], str, Span, Span, str]]:
    """Yield anchor, look, label, both spans and severity of all that deserves a mark."""
    texts, source = (judgement.a.text, judgement.b.text), source_of(judgement)
    seen: set[tuple[MarkKind, Span, Span]] = set()
    for i, change in enumerate(judgement.changes):
        shown = look(change.code)
        if (shown[0], change.a, change.b) not in seen:
            seen.add((shown[0], change.a, change.b))
            words = label(change, change.a.of(texts[0]), change.b.of(texts[1]), source)
            yield f"c{i}", shown, words, *_spans(change, *texts), change.severity[0]
    leaves = [c for c in judgement.changes if c.code not in FRAMES]
    open_a = _Open(texts[0], (c.a for c in leaves))
    open_b = _Open(texts[1], (c.b for c in leaves))
    for i, edit in enumerate(judgement.alignment.edits):
        a, b = trim(texts[0], edit.a), trim(texts[1], edit.b)
        if edit.op != "equal" and (a in open_a or b in open_b):
            shown, words = _look_of_edit(a, b, moved=edit.op == "move")
            yield (
                f"e{i}",
                shown,
                words,
                a if a in open_a else _NOWHERE,
                b if b in open_b else _NOWHERE,
                "w",
            )


def _spans(change: Change, text_a: str, text_b: str) -> tuple[Span, Span]:
    """Return where a change is marked: at its words, or at the white space it is about."""
    a, b = trim(text_a, change.a), trim(text_b, change.b)
    if not (len(a) or len(b)):
        return change.a, change.b
    if change.code.startswith("C6"):
        # Residue is told of the side that has it; what stands in its place elsewhere is sound.
        in_a, in_b = change.detail.endswith(" in a"), change.detail.endswith(" in b")
        return (_NOWHERE if in_b else a), (_NOWHERE if in_a else b)
    return a, b


def _look_of_edit(a: Span, b: Span, *, moved: bool) -> tuple[tuple[MarkKind, str], str]:
    if moved:
        return ("moved", ""), "moved"
    if len(a) and len(b):
        return ("wording", ""), "worded differently"
    return (("dropped", "−"), "only in a") if len(a) else (("added", "+"), "only in b")


class _Open:
    """Tells whether a span holds a visible character that no change names."""

    def __init__(self, text: str, named: Iterable[Span]) -> None:
        free = bytearray(not character.isspace() for character in text)
        for span in named:
            free[span.start : span.end] = bytes(len(free[span.start : span.end]))
        self.before = [0, *accumulate(free)]

    def __contains__(self, span: Span) -> bool:
        return self.before[span.end] > self.before[span.start]


def trim(text: str, span: Span) -> Span:
    """Return ``span`` without white space at its ends; empty when it holds nothing else."""
    words = span.of(text)
    start = span.start + len(words) - len(words.lstrip())
    return Span(start, start + len(words.strip()))


def nest(text: str, within: Span, marks: Iterable[Placed]) -> tuple[Part, ...]:
    """Return the text of ``within`` as a tree of marks, its leaves in order and nothing lost.

    A longer mark holds a shorter one. A mark that begins inside another and ends outside it is
    divided at the other's end; only its first piece keeps the anchor.

    >>> a, b = Mark("quote", "", "q"), Mark("wording", "", "w")
    >>> [type(p).__name__ for p in nest("abcd", Span(0, 4), [(Span(1, 3), a), (Span(2, 4), b)])]
    ['Run', 'Marked', 'Marked']
    """
    waiting = [
        (max(s.start, within.start), -min(s.end, within.end), order, mark)
        for order, (s, mark) in enumerate(marks)
        if s.start < within.end and s.end > within.start
    ]
    heapify(waiting)
    return _fill(text, within, waiting)


def _fill(text: str, within: Span, waiting: list[tuple[int, int, int, Mark]]) -> tuple[Part, ...]:
    parts: list[Part] = []
    at = within.start
    while waiting and waiting[0][0] < within.end:
        start, minus_end, order, mark = heappop(waiting)
        end = min(-minus_end, within.end)
        if -minus_end > within.end:
            heappush(waiting, (within.end, minus_end, order, mark.unnamed()))
        if start > at:
            parts.append(Run(printable(text[at:start])))
        parts.append(Marked(mark, _fill(text, Span(start, end), waiting)))
        at = end
    if at < within.end:
        parts.append(Run(printable(text[at : within.end])))
    return tuple(parts)
