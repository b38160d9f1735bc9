"""Pure: changes and edits -> marks on a stretch of text, properly nested.

A mark says what became of some words, by meaning and not by colour: its kind chooses the shape,
its tag and its label say the same in letters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush
from itertools import accumulate
from typing import TYPE_CHECKING, Literal, TypeAlias

from unspin.records import Change, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from unspin.records import Judgement

Side = Literal["a", "b"]
MarkKind = Literal[
    "typographic", "wording", "name", "number", "quote", "polarity", "tortured",
    "dropped", "added", "moved", "residue", "boilerplate",
]  # fmt: skip

FAMILIES: dict[str, tuple[MarkKind, str]] = {
    "C1": ("typographic", ""),
    "C2": ("wording", ""),
    "C3": ("name", "FACT"),
    "C4": ("moved", "MOVED"),
    "C5": ("quote", "QUOTE"),
    "C6": ("residue", "RESIDUE"),
    "C7": ("boilerplate", ""),
}
"""Kind and tag of a family, for codes that :data:`CODES` does not name."""

CODES: dict[str, tuple[MarkKind, str]] = {
    "C206": ("added", "+"),
    "C207": ("dropped", "−"),
    "C301": ("name", "NAME"),
    "C302": ("name", "NAME"),
    "C303": ("number", "NUM"),
    "C304": ("number", "DATE"),
    "C305": ("number", "UNIT"),
    "C306": ("polarity", "NOT"),
    "C307": ("polarity", "MAY"),
    "C308": ("tortured", "PHRASE"),
    "C401": ("moved", "SPLIT"),
    "C402": ("moved", "MERGED"),
    "C501": ("dropped", "−"),
    "C502": ("added", "+"),
    "C503": ("quote", "SOURCE"),
    "C504": ("quote", "SOURCE"),
    "C513": ("quote", "SOURCE"),
    "C603": ("residue", "HIDDEN"),
    "C604": ("residue", "HIDDEN"),
    "C605": ("residue", "HIDDEN"),
}
"""Kind and tag of a code."""

FRAMES = frozenset(("C401", "C402", "C403", "C510", "C511", "C512", "C513"))
"""Changes that frame other changes: the edits inside them keep marks of their own."""

TITLES = {
    "C206": "words only in b",
    "C207": "words only in a",
    "C401": "split in b",
    "C402": "split in a",
    "C501": "sentence only in a",
    "C502": "sentence only in b",
    "C503": "attribution on one side",
    "C511": "quoted only in a",
    "C512": "quoted only in b",
    "C602": "plug-in residue",
}
"""What is said of codes whose names need more than a space for a hyphen.

Most of them run from a to b, and would be wrong where b is the source.
"""

NAMED_BY_THING = frozenset(("number", "date", "unit", "polarity", "modality"))
"""Names of changes that name what changed and not what was done to it."""

_LONG = 60  # characters of a text that a label still repeats; a longer one can be read in place
_CONTROLS = {code: 0x2400 + code for code in range(32) if chr(code) not in "\t\n\r"} | {127: 0x2421}
_NOWHERE = Span(0, 0)
_SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Mark:
    """What is said of some words of one side.

    Attributes:
        kind: what it means; chooses its shape.
        tag: a few capitals or a sign that stand before the words, or nothing.
        label: the same in words, for those who do not see the shape.
        anchor: name of the place, none on the second and later pieces of a divided mark.
        partner: name of the counterpart's place on the other side, if there is one.
    """

    kind: MarkKind
    tag: str
    label: str
    anchor: str | None = None
    partner: str | None = None

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


def look(code: str) -> tuple[MarkKind, str]:
    """Return the kind and the tag of a change's mark.

    >>> look("C303")
    ('number', 'NUM')
    """
    return CODES.get(code) or FAMILIES.get(code[:2], ("wording", ""))


def printable(text: str) -> str:
    r"""Return ``text`` as safe to show, of the same length.

    Control characters become their pictures, so that none can steer a terminal, and lone
    surrogates become U+FFFD, so that the page can be written as UTF-8.

    >>> printable("a\x1b[31m")
    'a␛[31m'
    """
    return _SURROGATES.sub("\ufffd", text).translate(_CONTROLS)


def squeeze(text: str, limit: int = _LONG) -> str:
    """Return ``text`` on one line, cut at a word with an ellipsis when longer than ``limit``.

    Mere white space is shown by its sign.

    >>> squeeze("one  two three", 9)
    'one two…'
    """
    line = " ".join(printable(text).split()) or "␣" * bool(text)
    if len(line) <= limit:
        return line
    return (line[:limit].rsplit(" ", 1)[0] if " " in line[:limit] else line[: limit - 1]) + "…"


def source_of(judgement: Judgement) -> Side | None:
    """Return the side judged to be the source; None when abstained or when both have another."""
    p = judgement.direction
    if p.abstained or p.common_source >= max(p.a_source, p.b_source):
        return None
    return "a" if p.a_source >= p.b_source else "b"


def title_of(change: Change) -> str:
    """Return a change's name as words that hold whichever side is the source.

    >>> nowhere = Span(0, 0)
    >>> title_of(Change("C303", "number", "meaning", nowhere, nowhere))
    'number changed'
    >>> title_of(Change("C501", "sentence-dropped", "wording", nowhere, nowhere))
    'sentence only in a'
    """
    name = change.name
    if change.code in TITLES:
        return TITLES[change.code]
    return f"{name} changed" if name in NAMED_BY_THING else name.replace("-", " ")


def label(change: Change, a: str, b: str, source: Side | None) -> str:
    """Return what a mark says in words; ``a`` and ``b`` are the texts of the change."""
    title, before, after = title_of(change), squeeze(a), squeeze(b)
    if not before or not after:
        return title if "only in" in title else f"{title}, only in {'a' if before else 'b'}"
    if max(len(before), len(after)) >= _LONG:
        return title
    if source is None:
        return f"{title}: {before} in a, {after} in b"
    return f"{title}: {after} was {before}" if source == "a" else f"{title}: {before} was {after}"


def place(judgement: Judgement) -> tuple[list[Placed], list[Placed]]:
    """Return the marks of side a and of side b, with their spans, in no order."""
    placed_a: list[Placed] = []
    placed_b: list[Placed] = []
    for anchor, (kind, tag), words, span_a, span_b in _subjects(judgement):
        in_a = f"a-{anchor}" if len(span_a) else None
        in_b = f"b-{anchor}" if len(span_b) else None
        if in_a:
            placed_a.append((span_a, Mark(kind, tag, words, in_a, in_b)))
        if in_b:
            placed_b.append((span_b, Mark(kind, tag, words, in_b, in_a)))
    return placed_a, placed_b


def _subjects(
    judgement: Judgement,
) -> Iterator[tuple[str, tuple[MarkKind, str], str, Span, Span]]:
    """Yield anchor, look, label and both spans of all that deserves a mark."""
    texts, source = (judgement.a.text, judgement.b.text), source_of(judgement)
    seen: set[tuple[MarkKind, Span, Span]] = set()
    for i, change in enumerate(judgement.changes):
        shown = look(change.code)
        if (shown[0], change.a, change.b) not in seen:
            seen.add((shown[0], change.a, change.b))
            words = label(change, change.a.of(texts[0]), change.b.of(texts[1]), source)
            yield f"c{i}", shown, words, *_spans(change, *texts)
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
