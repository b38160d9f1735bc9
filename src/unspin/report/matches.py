"""Pure: what an index knows of a document -> a list for a terminal, closest first.

The document that was asked about is called "your text": in a list of twenty, nobody remembers
which of them is a and which is b.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from unspin.report.naming import printable, source_of, squeeze, title_of
from unspin.report.view import percent

if TYPE_CHECKING:
    from unspin.records import Document, Judgement

_WIDE = 96  # cells of a line; wider ones are hard to read
_RELATIONS = {
    "identical": "identical",
    "near-duplicate": "near-duplicate",
    "edited": "edited",
    "spun": "machine-spun",
}
_METHODS = {"substitution": "word by word", "translation": "by round trip",
            "paraphrase": "paraphrased"}  # fmt: skip
_EXTENTS = {
    "whole": "", "partial": "a passage", "embedded-a": "your text lies inside it",
    "embedded-b": "it lies inside your text",
}  # fmt: skip
_WORST = 3
"""Kinds of change of meaning that are named."""


def render(judgements: Sequence[Judgement]) -> Group:
    """Return a list of the copies and sources of one document, side a of every judgement."""
    return Group(*(_entry(rank, judgement) for rank, judgement in enumerate(judgements, 1)))


def told(judgement: Judgement) -> tuple[str, ...]:
    """Return what is said of a copy or source in a list: relation, direction, cover, changes."""
    said = f"{_relation(judgement)}: {_direction(judgement)}"
    return tuple(filter(None, (said, _cover(judgement), _gravest(judgement))))


def _entry(rank: int, judgement: Judgement) -> Padding:
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(justify="right", no_wrap=True, min_width=3)
    grid.add_column(max_width=_WIDE)
    other = judgement.b
    named = Text.assemble((printable(other.doc_id), "bold"), _about(other))
    grid.add_row(Text(f"{rank}.", "bold"), named)
    for line in filter(None, (squeeze(other.title or "", _WIDE), *told(judgement))):
        grid.add_row("", Text(line))
    return Padding(grid, (0, 0, 1, 0))


def _about(other: Document) -> str:
    day = other.published.date().isoformat() if other.published else ""
    return "".join(f" · {squeeze(part, 60)}" for part in (other.outlet, day) if part)


def _relation(judgement: Judgement) -> str:
    said = [_RELATIONS.get(judgement.relation, judgement.relation)]
    said += [_METHODS[judgement.method]] if judgement.method else []
    said += [extent] if (extent := _EXTENTS[judgement.extent]) else []
    return ", ".join(said)


def _direction(judgement: Judgement) -> str:
    """Say in words which way the copying went from or to side a, or that nobody can tell."""
    p, source = judgement.direction, source_of(judgement)
    if source == "b":
        return f"your text was made from it ({percent(p.b_source)})"
    if source == "a":
        return f"it was made from your text ({percent(p.a_source)})"
    if p.abstained or judgement.relation == "identical":
        return "which came first cannot be told"
    return f"both were made from a third text ({percent(p.common_source)})"


def _cover(judgement: Judgement) -> str:
    align = judgement.alignment
    return f"words shared: {percent(align.cover_a)} of your text, {percent(align.cover_b)} of it"


def _gravest(judgement: Judgement) -> str:
    counts = Counter(title_of(c) for c in judgement.changes if c.severity == "meaning")
    if not counts:
        return ""
    named = [f"{count} × {title}" for title, count in counts.most_common(_WORST)]
    rest = counts.total() - sum(count for _, count in counts.most_common(_WORST))
    return "changes of meaning: " + ", ".join(named) + (f" and {rest} more" if rest else "")
