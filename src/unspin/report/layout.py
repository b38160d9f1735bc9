"""What terminal views are laid out with, whatever they show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult

_COLUMNS = 100  # wider lines are hard to read


def stacked(parts: Iterable[RenderableType]) -> Group:
    """Return parts of a view one below the other, with air between and no wider than is easy to read."""
    return Group(*(_Narrow(Padding(part, (0, 0, 1, 1))) for part in parts))


def section(title: str, aside: str, content: RenderableType) -> Group:
    """Return a part of a view under its title, and what is said beside it in passing."""
    return Group(Text.assemble((title, "bold"), ("  " + aside if aside else "", "dim")), content)


class _Narrow:
    """Lays its content out no wider than lines are easy to read."""

    def __init__(self, content: RenderableType) -> None:
        self.content = content

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width = min(options.max_width, _COLUMNS)
        yield from console.render(self.content, options.update(width=width))
