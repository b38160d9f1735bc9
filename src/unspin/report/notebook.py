"""Pure: what ``rich`` can print -> HTML for a notebook cell, which has no page of its own."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from rich.console import Console
from rich.segment import Segment

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.style import Style

_WIDE = 100  # cells of a line, as in a terminal
_FRAME = (
    '<pre style="white-space:pre;overflow-x:auto;line-height:1.35;'
    'font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace">{}</pre>'
)
_TAGS = {"bold": "b", "italic": "i", "underline": "u", "strike": "s"}


def html(shown: RenderableType) -> str:
    """Return a result as an HTML fragment: escaped text, marks as tags, no colours.

    A notebook may be light or dark, and every mark has a shape or a word beside its colour.
    """
    console = Console(width=_WIDE, color_system=None, legacy_windows=False, force_jupyter=False)
    lines = console.render_lines(shown, pad=False)
    return _FRAME.format("\n".join(_line(line) for line in lines))


def _line(segments: list[Segment]) -> str:
    return "".join(_part(s.text, s.style) for s in Segment.simplify(segments)).rstrip()


def _part(text: str, style: Style | None) -> str:
    part = escape(text)
    if style is None or not text.strip():
        return part
    for attribute, tag in _TAGS.items():
        if getattr(style, attribute):
            part = f"<{tag}>{part}</{tag}>"
    return part
