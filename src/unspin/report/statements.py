"""Pure: statements -> blocks for a terminal: who, the best wording, then what each outlet made of it."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from unspin.report.naming import printable, squeeze

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from unspin.witnesses import Appearance, Statement

_WIDE = 92  # cells of a line; wider ones are hard to read
_LONGEST = 600
"""Characters of a quotation that are shown; --json has all of it."""
_AROUND = 2
"""Unchanged words shown on either side of changed ones."""
_HARMLESS = frozenset(("identical", "typographic"))
_GRAVE = frozenset(("number-changed", "name-changed", "polarity-changed", "reattributed"))


def render(statements: Iterable[Statement]) -> Group:
    """Return a block for each statement."""
    return Group(*(_block(statement) for statement in statements))


def _block(statement: Statement) -> Padding:
    grid = Table.grid(padding=(0, 0, 0, 2))
    grid.add_column(max_width=_WIDE)
    grid.add_row(_who(statement))
    grid.add_row(Text(f"“{squeeze(statement.wording, _LONGEST)}”"))
    told = Table.grid(padding=(0, 2, 0, 0))
    told.add_column(max_width=24)
    told.add_column(max_width=_WIDE - 26)
    for appearance in statement.appearances:
        told.add_row(_where(appearance), _said(statement.wording, appearance))
    grid.add_row(Padding(told, (0, 0, 0, 2)))
    return Padding(grid, (0, 0, 1, 0))


def _who(statement: Statement) -> Text:
    if statement.speaker is None:
        line = Text("nobody is named", "italic")
    else:
        line = Text(squeeze(statement.speaker, 60), "bold")
    about = [f"to {squeeze(statement.addressee, 40)}" if statement.addressee else ""]
    about += [f"on {statement.said_on.isoformat()}" if statement.said_on else ""]
    about += [f"through {squeeze(', '.join(statement.via), 40)}" if statement.via else ""]
    told = " · ".join(filter(None, about))
    return line.append(f"  {told}", "not bold dim") if told else line


def _where(appearance: Appearance) -> Text:
    return Text(squeeze(appearance.outlet or appearance.doc_id, 24), "dim")


def _said(wording: str, appearance: Appearance) -> Text:
    """Return the verdicts on one appearance, with the words that are not those of the best."""
    names = appearance.verdicts
    style = "red" if _GRAVE.intersection(names) else "yellow"
    line = Text(", ".join(names), "green" if _HARMLESS.issuperset(names) else style)
    if not _HARMLESS.issuperset(names):
        for change in _changes(wording.split(), appearance.exact.split()):
            line.append("\n").append(change)
    return line


def _changes(ours: Sequence[str], theirs: Sequence[str]) -> list[Text]:
    """Return the places that differ: ``[old → new]``, ``[−old]``, ``[+new]``, so that colour only helps."""
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    found = []
    for what, a0, a1, b0, b1 in matcher.get_opcodes():
        if what == "equal":
            continue
        place = Text(_words(ours[max(0, a0 - _AROUND) : a0]), "dim")
        old, new = _words(ours[a0:a1]).rstrip(), _words(theirs[b0:b1]).rstrip()
        place.append("[" if old and new else "[−" if old else "[+", "not dim")
        place.append(old, "strike red not dim").append(" → " if old and new else "", "not dim")
        place.append(new, "bold not dim").append("] ", "not dim")
        found.append(place.append(_words(ours[a1 : a1 + _AROUND]), "dim"))
    return found


def _words(words: Sequence[str]) -> str:
    """Return some words with a space after them, a long row of them cut."""
    return printable(squeeze(" ".join(words), 160)) + " " if words else ""
