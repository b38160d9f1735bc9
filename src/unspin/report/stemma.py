"""Pure: a lineage -> where its witnesses and edges stand in a drawing.

A layered layout of our own: a witness stands one step to the right of its source and one line
below what stands before it, so that no line crosses a name however many copies a text has. A
second source of a witness is drawn as a bow.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from unspin.report.lineage import in_words
from unspin.report.naming import printable, squeeze
from unspin.report.view import percent
from unspin.witnesses import Derivation, Lineage

STEP, LINE, MARGIN = 44, 46, 16
"""Units to the right of a source, down to the next witness, around the drawing."""
CLAIMED = ("G4", "G5")
"""Grades of dates that pages claim and nobody has observed."""
UNSURE = 0.5
LETTER = 8
"""Units that a letter takes at most, to know how wide the drawing is."""


@dataclass(frozen=True, slots=True)
class Node:
    """A witness in the drawing: its place, its name and day, and how it was made in words."""

    name: str
    x: int
    y: int
    lost: bool
    title: str
    note: str


@dataclass(frozen=True, slots=True)
class Edge:
    """A derivation in the drawing; ``second`` when another source is likelier.

    ``dashed`` when the order of its ends is only claimed, or the source cannot be told for sure.
    """

    path: str
    dashed: bool
    second: bool
    grade: str
    x: int
    y: int
    said: str


@dataclass(frozen=True, slots=True)
class Stemma:
    """A drawing, and its size in its own units."""

    width: int
    height: int
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def stemma(lineage: Lineage, about: Mapping[str, str]) -> Stemma:
    """Return the drawing of a lineage; ``about`` has by id what stands beside a name."""
    main, second = _split(lineage)
    below: dict[str, list[Derivation]] = defaultdict(list)
    for edge in main:
        below[edge.source].append(edge)
    lost = {one.name: one for one in lineage.lost}
    derived = {edge.derivative: edge for edge in main}
    starts = [*lineage.roots]
    starts += [n for n in (*lineage.witnesses, *lost) if n not in derived and n not in starts]
    places: dict[str, tuple[int, int]] = {}
    nodes = []
    for line, (name, depth) in enumerate(_walk(starts, below)):
        x, y = MARGIN + depth * STEP, MARGIN + line * LINE
        places[name] = x, y
        if name in lost:
            title = f"{name}: nobody has it; {lost[name].readings} shared readings show it"
        else:
            title = squeeze(about.get(name, ""), 90)
        nodes.append(Node(squeeze(name, 48), x, y, name in lost, title, _note(derived.get(name))))
    edges = [_edge(e, places) for e in main if e.source in places and e.derivative in places]
    edges += [_bow(e, places) for e in second if e.source in places and e.derivative in places]
    widest = max(
        (n.x + LETTER * max(len(n.name) + len(n.title) + 3, len(n.note)) for n in nodes), default=0
    )
    return Stemma(widest + 2 * MARGIN, 2 * MARGIN + len(nodes) * LINE, tuple(nodes), tuple(edges))


def said(edge: Derivation) -> str:
    """Return a derivation in words, with the grade of its dates."""
    dated = {"none": "no dates", "G4": "order claimed, not observed (G4)",
             "G5": "order claimed, not observed (G5)"}  # fmt: skip
    likely = "" if edge.p >= 0.995 else f"{percent(edge.p)} likely"
    graded = dated.get(edge.grade, f"dates observed ({edge.grade})")
    return " · ".join(filter(None, (in_words(edge.changes), likely, graded)))


def _split(lineage: Lineage) -> tuple[list[Derivation], list[Derivation]]:
    """Return the likeliest derivation of each witness, and the others."""
    main: dict[str, Derivation] = {}
    second = []
    for edge in sorted(lineage.derivations, key=lambda d: (d.derivative, -d.p, d.source)):
        if edge.derivative in main:
            second.append(edge)
        else:
            main[edge.derivative] = edge
    return list(main.values()), second


def _walk(starts: list[str], below: Mapping[str, list[Derivation]]) -> Iterator[tuple[str, int]]:
    """Yield names from the top down with their depth, those with most below them last."""
    waiting = [(name, 0) for name in reversed(starts)]
    seen: set[str] = set()
    while waiting:
        name, depth = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        yield name, depth
        children = sorted(below.get(name, ()), key=lambda d: (len(below[d.derivative]) if d.derivative in below else 0, d.derivative))  # fmt: skip
        waiting += [(edge.derivative, depth + 1) for edge in reversed(children)]


def _note(edge: Derivation | None) -> str:
    return "the source of the others, as far as can be told" if edge is None else said(edge)


def _edge(edge: Derivation, places: Mapping[str, tuple[int, int]]) -> Edge:
    (x0, y0), (x1, y1) = places[edge.source], places[edge.derivative]
    dashed = edge.grade in CLAIMED or edge.p < UNSURE
    path = f"M{x0} {y0 + 7}V{y1 - 8}Q{x0} {y1} {x0 + 8} {y1}H{x1 - 7}"
    return Edge(path, dashed, False, _graded(edge), x0 + 12, y1 - 4, _told(edge))


def _bow(edge: Derivation, places: Mapping[str, tuple[int, int]]) -> Edge:
    (x0, y0), (x1, y1) = places[edge.source], places[edge.derivative]
    left = min(x0, x1) - STEP // 2
    path = f"M{x0 - 7} {y0}C{left} {y0} {left} {y1} {x1 - 7} {y1}"
    return Edge(path, True, True, "", left, (y0 + y1) // 2, f"perhaps also: {_told(edge)}")


def _graded(edge: Derivation) -> str:
    return "" if edge.grade == "none" else edge.grade


def _told(edge: Derivation) -> str:
    return f"{printable(edge.derivative)} from {printable(edge.source)}: {said(edge)}"
