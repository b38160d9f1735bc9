"""Pure: what ``rich`` can print -> HTML for a notebook cell, which has no page of its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.console import Console

if TYPE_CHECKING:
    from rich.console import RenderableType

_WIDE = 100  # cells of a line, as in a terminal
_FRAME = (
    '<pre style="white-space:pre;overflow-x:auto;line-height:1.35;'
    'font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace">{code}</pre>\n'
)
_COLOUR = re.compile(r"(?:background-)?color: #[0-9a-f]{6};? ?")
"""Colours of a dark terminal, and what ``rich`` makes of dim ones: a notebook may be light or dark,
and all marks have a shape or a word beside their colour."""


def html(shown: RenderableType) -> str:
    """Return a result as an HTML fragment: escaped text in the notebook's own two colours."""
    console = Console(quiet=True, record=True, width=_WIDE, force_terminal=True, no_color=False,
                      color_system="truecolor", legacy_windows=False, force_jupyter=False)  # fmt: skip
    console.print(shown)
    return _COLOUR.sub("", console.export_html(inline_styles=True, code_format=_FRAME))
