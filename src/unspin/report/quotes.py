"""Pure: quotations -> cards for a terminal: who said it, the words, when and to whom, how sure.

The name comes first and the words below it: readers look for a person, then for the wording.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from unspin.report.naming import printable, squeeze
from unspin.report.view import percent

if TYPE_CHECKING:
    from rich.console import RenderableType

    from unspin.witnesses import Quote

_WIDE = 92  # cells of a line; wider ones are hard to read
_LONGEST = 600
"""Characters of a quotation that are shown; --json has all of it."""
_SURE, _LIKELY = 0.95, 0.75


def render(quotes: Iterable[Quote]) -> Group:
    """Return the quotations of one or more documents, a card each; one document needs no heading."""
    documents = [list(group) for _, group in groupby(quotes, lambda q: q.doc_id)]
    shown: list[RenderableType] = []
    for group in documents:
        if len(documents) > 1:
            shown.append(Rule(printable(group[0].doc_id), align="left", style="dim"))
        shown += [_card(quote) for quote in group]
    return Group(*shown)


def _card(quote: Quote) -> Padding:
    grid = Table.grid(padding=(0, 0, 0, 2))
    grid.add_column(max_width=_WIDE)
    head = Table.grid(padding=(0, 2, 0, 0))
    head.add_column()
    head.add_column(no_wrap=True)
    head.add_row(_who(quote), _how_sure(quote))
    grid.add_row(head)
    grid.add_row(Text(f"“{squeeze(quote.exact, _LONGEST)}”"))
    if about := _about(quote):
        grid.add_row(Text(about, "dim"))
    return Padding(grid, (0, 0, 1, 0))


def _who(quote: Quote) -> Text:
    if quote.speaker is None:
        return Text("nobody is named", "italic")
    name = Text(squeeze(quote.speaker.canonical, 60), "bold")
    if quote.speaker.surface != quote.speaker.canonical:
        name.append(f" (“{squeeze(quote.speaker.surface, 60)}”)", "not bold")
    return name


def _how_sure(quote: Quote) -> Text:
    if quote.speaker is None:
        return Text("")
    sure = quote.confidence
    style = "green" if sure >= _SURE else "yellow" if sure >= _LIKELY else "red"
    return Text(f"{percent(sure)} sure", style)


def _about(quote: Quote) -> str:
    """Say how, when, to whom and through whom it was said."""
    parts = [f"“{printable(quote.cue)}”" if quote.cue else ""]
    parts += [quote.said_on.strftime("%A, ") + quote.said_on.isoformat() if quote.said_on else ""]
    parts += [f"to {squeeze(quote.addressee, 60)}" if quote.addressee else ""]
    parts += [f"through {squeeze(', '.join(quote.via), 60)}" if quote.via else ""]
    parts += ["a part of a sentence" if quote.kind == "mixed" else ""]
    return " · ".join(filter(None, parts))
