"""Pure: sentence links -> the rows of a side-by-side view.

Both sides are read from top to bottom with nothing lost and nothing twice, so a sentence that
moved stands in two rows: where a has it and where b has it, each naming the other.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Literal, TypeAlias

from unspin.records import Link, Span
from unspin.report.marks import Run, nest, place, trim

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from unspin.records import Document, Judgement
    from unspin.report.marks import Part, Placed

State = Literal["paired", "moved", "dropped", "added"]
_Home: TypeAlias = tuple[int, str]  # a link, and the side of it that stands alone


@dataclass(frozen=True, slots=True)
class Cell:
    """Consecutive sentences of one side: white space before, marked text, white space after."""

    lead: str
    parts: tuple[Part, ...]
    tail: str


@dataclass(frozen=True, slots=True)
class Row:
    """What stands side by side; ``partner`` is the row where a moved cell's counterpart stands."""

    number: int
    state: State
    a: Cell | None
    b: Cell | None
    partner: int | None = None
    ends_paragraph: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """Rows that stand together: all of them without a mark, and so to be folded, or not."""

    rows: tuple[Row, ...]
    folded: bool


_FOLD = 4
"""Unchanged rows in succession from which they are folded, the outer two left as context."""


@dataclass(frozen=True, slots=True)
class _Slot:
    """A row in the making: half-open ranges of sentences, and the link they come from."""

    a: tuple[int, int]
    b: tuple[int, int]
    link: int | None


def rows(judgement: Judgement) -> tuple[Row, ...]:
    """Return the rows; their cells, read down one side, spell that side's whole text."""
    spans_a, spans_b, links = _sentences(judgement)
    tiles_a = _tile(spans_a, len(judgement.a.text))
    tiles_b = _tile(spans_b, len(judgement.b.text))
    slots = list(_layout(links, len(tiles_a), len(tiles_b)))
    placed_a, placed_b = place(judgement)
    cells_a = _cells(judgement.a, [_stretch(tiles_a, s.a) for s in slots], placed_a)
    cells_b = _cells(judgement.b, [_stretch(tiles_b, s.b) for s in slots], placed_b)
    first: dict[_Home, int] = {}
    for i, slot in enumerate(slots):
        if slot.link is not None and not (slot.a[1] and slot.b[1]):
            first.setdefault((slot.link, "a" if slot.a[1] else "b"), i + 1)
    return tuple(_row(i + 1, slot, first, cells_a[i], cells_b[i]) for i, slot in enumerate(slots))


def blocks(every: Sequence[Row]) -> tuple[Block, ...]:
    """Return all rows in order, long runs of unchanged ones apart from the others."""
    found: list[Block] = []
    shown: list[Row] = []
    for same, run in groupby(every, key=_is_unchanged):
        inside = list(run)
        if not same or len(inside) < _FOLD:
            shown += inside
            continue
        # At the ends of the text nothing changed stands beyond that a row would be context of.
        first = 0 if inside[0] is every[0] else 1
        last = len(inside) - (0 if inside[-1] is every[-1] else 1)
        shown += inside[:first]
        if shown:
            found.append(Block(tuple(shown), folded=False))
        found.append(Block(tuple(inside[first:last]), folded=True))
        shown = inside[last:]
    return (*found, Block(tuple(shown), folded=False)) if shown else tuple(found)


def _is_unchanged(row: Row) -> bool:
    cells = (row.a, row.b)
    return row.state == "paired" and all(
        isinstance(part, Run) for cell in cells if cell for part in cell.parts
    )


def _sentences(judgement: Judgement) -> tuple[Sequence[Span], Sequence[Span], tuple[Link, ...]]:
    """Return the sentences of both sides and their links.

    A judgement that knows no sentences is cut where an equal stretch holds a line's end, and the
    stretches between two cuts are taken to be linked.
    """
    if judgement.a_sentences or judgement.b_sentences:
        return judgement.a_sentences, judgement.b_sentences, judgement.alignment.links
    a, b = judgement.a.text, judgement.b.text
    cuts = [(0, 0)]
    for edit in judgement.alignment.edits:
        if edit.op == "equal":
            cut_a = a.rfind("\n", edit.a.start, edit.a.end) + 1
            cut_b = b.rfind("\n", edit.b.start, edit.b.end) + 1
            if len(a) > cut_a > cuts[-1][0] and len(b) > cut_b > cuts[-1][1]:
                cuts.append((cut_a, cut_b))
    cuts.append((len(a), len(b)))
    spans_a = [Span(s[0], e[0]) for s, e in pairwise(cuts)]
    spans_b = [Span(s[1], e[1]) for s, e in pairwise(cuts)]
    return spans_a, spans_b, tuple(Link((i,), (i,), 1.0) for i in range(len(spans_a)))


def _tile(spans: Sequence[Span], length: int) -> list[Span]:
    """Stretch sentences so that they cover the text: each takes what follows up to the next."""
    if not length:
        return []
    starts = [0, *(s.start for s in spans[1:])]
    return [Span(s, e) for s, e in zip(starts, [*starts[1:], length], strict=True)]


def _stretch(tiles: list[Span], sentences: tuple[int, int]) -> Span | None:
    first, stop = sentences
    return Span(tiles[first].start, tiles[stop - 1].end) if first < stop else None


def _layout(links: tuple[Link, ...], m: int, n: int) -> Iterator[_Slot]:
    """Yield the slots in reading order; m and n are the numbers of sentences of a and b."""
    home_a = {i: k for k, link in reversed(list(enumerate(links))) for i in link.a}
    home_b = {i: k for k, link in reversed(list(enumerate(links))) for i in link.b}
    i = j = 0
    for k in _in_order(links, m, n):
        a, b = links[k].a, links[k].b
        yield from _alone(i, a[0], home_a, "a")
        yield from _alone(j, b[0], home_b, "b")
        i, j = a[-1] + 1, b[-1] + 1
        yield _Slot((a[0], i), (b[0], j), k)
    yield from _alone(i, m, home_a, "a")
    yield from _alone(j, n, home_b, "b")


def _in_order(links: tuple[Link, ...], m: int, n: int) -> Iterator[int]:
    """Yield the links that can stand in one row with neither side leaving its order."""
    i = j = 0
    for k in sorted(range(len(links)), key=lambda k: (links[k].a, links[k].b)):
        link = links[k]
        if link.moved or not (_run(link.a, i, m) and _run(link.b, j, n)):
            continue
        i, j = link.a[-1] + 1, link.b[-1] + 1
        yield k


def _run(sentences: tuple[int, ...], first: int, stop: int) -> bool:
    """Whether ``sentences`` are consecutive, at least one, and lie in first..stop."""
    return (
        bool(sentences)
        and first <= sentences[0] <= sentences[-1] < stop
        and sentences == tuple(range(sentences[0], sentences[-1] + 1))
    )


def _alone(start: int, stop: int, home: dict[int, int], side: str) -> Iterator[_Slot]:
    """Yield slots with one side only: a sentence each, or those of one moved link together."""
    # The key of a sentence no link names is its own, below every link's.
    for key, group in groupby(range(start, stop), key=lambda i: home.get(i, -1 - i)):
        inside = list(group)
        held, link = (inside[0], inside[-1] + 1), key if key >= 0 else None
        yield _Slot(held, (0, 0), link) if side == "a" else _Slot((0, 0), held, link)


def _row(number: int, slot: _Slot, first: dict[_Home, int], a: Cell | None, b: Cell | None) -> Row:
    ends = any("\n" in cell.tail for cell in (a, b) if cell)
    if slot.a[1] and slot.b[1]:
        return Row(number, "paired", a, b, None, ends)
    partner = None if slot.link is None else first.get((slot.link, "b" if slot.a[1] else "a"))
    if partner is not None:
        return Row(number, "moved", a, b, partner, ends)
    return Row(number, "dropped" if slot.a[1] else "added", a, b, None, ends)


def _cells(doc: Document, spans: list[Span | None], placed: list[Placed]) -> list[Cell | None]:
    """Return the cells, each with the marks that reach into it."""
    bodies = [trim(doc.text, span) for span in spans if span]
    starts = [body.start for body in bodies]
    inside: list[list[Placed]] = [[] for _ in bodies]
    for span, mark in placed:
        first = max(0, bisect_right(starts, span.start) - 1)
        for k in range(first, bisect_right(starts, span.end - 1)):
            # A mark that began in an earlier cell keeps its anchor there.
            again = k > first and span.start < bodies[first].end
            inside[k].append((span, mark.unnamed() if again else mark))
    made = iter(zip((s for s in spans if s), bodies, inside, strict=True))
    return [_cell(doc.text, *next(made)) if span else None for span in spans]


def _cell(text: str, span: Span, body: Span, placed: list[Placed]) -> Cell:
    return Cell(text[span.start : body.start], nest(text, body, placed), text[body.end : span.end])
