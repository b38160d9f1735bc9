"""Pure: a Judgement -> what a terminal shows, for rich to lay out.

Read from the top: what is said, how much is shared, the worst of it in context, then the counts
and the evidence. Without colour the marks are brackets, so a pipe or a log loses nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.table import Table
from rich.text import Text

from unspin.report.layout import section, stacked
from unspin.report.naming import squeeze
from unspin.report.view import percent, tail, view

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult

    from unspin.records import Judgement
    from unspin.report.view import Reason, SeverityCount, View, Witness
    from unspin.report.worst import Bit, Worst

_BAR = 16  # cells of a coverage bar
_WEIGHT = 8  # cells of an evidence bar
_NAME = 26  # cells for the name and the code of a change
# Okabe-Ito blue and vermilion as the nearest of the 256 colours: told apart by every eye.
_OLD, _NEW = "strike color(166)", "bold color(32)"
_UNTAGGED = {
    "wording": "WORDS", "dropped": "ONLY A", "added": "ONLY B",
    "typographic": "TYPE", "boilerplate": "FRAME",
}  # fmt: skip
_SEVERITY = {"meaning": "bold color(166)", "wording": "bold color(32)", "cosmetic": "bold"}


def render(judgement: Judgement) -> RenderableType:
    """Return the terminal view of a judgement, a :class:`rich.console.Group`."""
    seen = view(judgement, side_by_side=False)
    order = f"{seen.earlier} → {seen.later}"
    parts: list[RenderableType] = [_head(seen), _Coverage((seen.a, seen.b))]
    if seen.severities:
        total = sum(s.count for s in seen.severities)
        parts.append(section("Changes", f"{total:,}, {order}", _changes(seen.severities)))
    if seen.worst:
        parts.append(section("The worst", order, _worst(seen.worst)))
    if seen.reasons:
        parts.append(section("Which came first", "", _direction(seen)))
    if seen.notes:
        parts.append(section("Notes", "", Text("\n".join(seen.notes))))
    return stacked(parts)


class _Example:
    """Two wordings on one line, each cut to its fair share of the room."""

    def __init__(self, before: str, after: str) -> None:
        self.before, self.after = before, after

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if not (self.before and self.after):
            sign, text = ("− ", self.before) if self.before else ("+ ", self.after)
            yield Text.assemble((sign, "dim"), squeeze(text, options.max_width - 2))
            return
        room = options.max_width - len(" → ")
        short = min(len(self.before), len(self.after), room // 2)
        before = squeeze(self.before, max(room - len(self.after), room // 2, short))
        after = squeeze(self.after, max(room - len(before), 1))
        yield Text.assemble(before, (" → ", "dim"), after)


class _Coverage:
    """A line for each side: the name gives way, so that the figures never do."""

    def __init__(self, sides: tuple[Witness, ...]) -> None:
        self.sides = sides

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        shares = [f"{percent(side.cover)} of {side.words:,} words shared" for side in self.sides]
        room = options.max_width - _BAR - max(map(len, shares)) - len("a    source    ")
        grid = Table.grid(padding=(0, 2))
        for side, share in zip(self.sides, shares, strict=True):
            name, role = Text(tail(side.name, room)), Text(side.role, "dim")
            bar = _bar(side.cover, _BAR)
            grid.add_row(Text(side.side, "bold"), name, role, bar, Text(share))
        yield grid


class _Excerpt:
    """Words in context; what changed is styled, or bracketed where there is no colour."""

    def __init__(self, bits: tuple[Bit, ...]) -> None:
        self.bits = bits

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        plain = console.no_color or console.color_system is None
        yield Text.assemble(*self._pieces(plain=plain))

    def _pieces(self, *, plain: bool) -> Iterator[tuple[str, str]]:
        before = ""
        for bit in self.bits:
            if bit.role == "same":
                yield bit.text, ""
            elif plain:
                yield (f"[-{bit.text}-]" if bit.role == "old" else f"{{+{bit.text}+}}"), "bold"
            else:
                # Two wordings side by side need a space between them to be read.
                gap = " " if bit.role == "new" and before == "old" else ""
                yield gap, ""
                yield bit.text, _OLD if bit.role == "old" else _NEW
            before = bit.role


def _bar(share: float, cells: int) -> Text:
    filled = min(cells, max(round(share * cells), int(share > 0)))
    return Text.assemble(("█" * filled, "color(32)"), ("░" * (cells - filled), "dim"))


def _head(seen: View) -> Text:
    text = Text.assemble((seen.headline, "bold"), "\n")
    if seen.facts:
        facts = "; ".join(seen.facts)
        text.append(f"{facts[0].upper()}{facts[1:]}.\n")
    return text.append(seen.caveat, style="dim")


def _worst(worst: tuple[Worst, ...]) -> Table:
    grid = Table.grid(padding=(0, 2))
    for change in worst:
        tag = change.tag if change.tag.isalpha() else _UNTAGGED[change.kind]
        grid.add_row(Text(tag, "bold"), _Excerpt(change.bits))
    return grid


def _changes(severities: tuple[SeverityCount, ...]) -> Table:
    grid = Table.grid(padding=(0, 2), expand=True)
    grid.add_column(no_wrap=True, min_width=_NAME)
    grid.add_column(no_wrap=True, justify="right", min_width=5)
    grid.add_column(ratio=1)
    for severity in severities:
        style = _SEVERITY[severity.severity]
        grid.add_row(Text(severity.severity, style), Text(f"{severity.count:,}", style), "")
        for code in severity.codes:
            title = Text.assemble((f"  {code.code} ", "dim"), code.title)
            grid.add_row(title, f"{code.count:,}", _Example(*code.example))
    return grid


def _direction(seen: View) -> Group:
    chances = " · ".join(f"{what} {percent(p)}" for what, p in seen.chances)
    grid = Table.grid(padding=(0, 2))
    for reason in seen.reasons:
        grid.add_row(*_reason(reason))
    return Group(Text(chances + "\n"), grid)


def _reason(reason: Reason) -> tuple[Text, ...]:
    favours = Text(f"for {reason.favours}") if reason.favours else Text("neither", "dim")
    name = Text.assemble((reason.name, "bold"), ": " if reason.detail else "", reason.detail)
    return favours, _bar(reason.weight, _WEIGHT), Text(reason.odds, justify="right"), name
