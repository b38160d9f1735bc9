"""Pure: a restoration, or a rewriter's dictionary -> what a terminal shows of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Group
from rich.table import Table
from rich.text import Text

from unspin.report.naming import printable, squeeze
from unspin.report.view import percent

if TYPE_CHECKING:
    from rich.console import RenderableType

    from unspin.restorations import Entry, Mined, Restoration

_SHOWN = 20
"""Rows of a table that are shown; how many more there are is said."""
_CELL = 34


def restored(found: Restoration) -> Group:
    """Return a restoration as its changes in the order of the text, and what stays unknown."""
    if found.reason is not None:
        return Group(Text(f"nothing looked for: {found.reason}", "bold"))
    source = ", ".join(map(printable, found.witnesses)) or "the language alone"
    head = f"{_many(len(found.changes), 'change')}, from {source}"
    parts: list[RenderableType] = [Text(head, "bold")]
    rows = [
        (_words(change.text), _words(change.restored), percent(change.confidence))
        for change in found.changes[:_SHOWN]
    ]
    parts += _table(("it says", "it probably said", "how sure"), rows, len(found.changes))
    for place in found.unrecoverable:
        parts.append(Text(f"{place.why}: {squeeze(place.text, 60)}", "dim"))
    return Group(*parts)


def dictionary(mined: Mined) -> Group:
    """Return the dictionary of a rewriter, the surest and commonest lines of it."""
    head = f"{_many(len(mined), 'entry', 'entries')} from {_many(mined.pairs, 'pair')}"
    rows = [_line(entry) for entry in mined[:_SHOWN]]
    return Group(Text(head, "bold"), *_table(("put in", "for", "texts"), rows, len(mined)))


def _line(entry: Entry) -> tuple[str, str, str]:
    return _words(entry.spun), _words(entry.original), f"{entry.count:,}"


def _words(text: str) -> str:
    return squeeze(text, _CELL) or "(nothing)"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], of: int) -> list[RenderableType]:
    if not rows:
        return []
    grid = Table.grid(padding=(0, 2, 0, 0))
    for head in heads:
        grid.add_column(justify="right" if head in ("texts", "how sure") else "left")
    grid.add_row(*(Text(head, "dim") for head in heads))
    for row in rows:
        grid.add_row(*map(Text, row))
    more = [Text(f"and {of - len(rows):,} more", "dim")] if of > len(rows) else []
    return [grid, *more]


def _many(count: int, one: str, several: str | None = None) -> str:
    return f"{count:,} {one if count == 1 else several or f'{one}s'}"
