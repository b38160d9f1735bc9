from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from rich.console import Console

from report.judgements import build, story
from unspin.records import Document
from unspin.report.terminal import render

SNAPSHOT = Path(__file__).parents[1] / "snapshots" / "report-terminal-80.txt"
REWRITE = "UNSPIN_REWRITE_SNAPSHOTS"


def shown(width: int = 80, color: str | None = None, **fields: object) -> str:
    console = Console(
        file=io.StringIO(),
        width=width,
        color_system=color,
        force_terminal=bool(color),
        no_color=False,
    )  # type: ignore[arg-type]
    console.print(render(story(**fields)))
    assert isinstance(console.file, io.StringIO)
    return "".join(line.rstrip() + "\n" for line in console.file.getvalue().splitlines())


def test_terminal_view_at_80_columns_without_colour() -> None:
    found = shown()
    if os.environ.get(REWRITE):
        SNAPSHOT.write_text(found, encoding="utf-8")
    assert found == SNAPSHOT.read_text(encoding="utf-8"), f"set {REWRITE}=1 to rewrite {SNAPSHOT}"


@pytest.mark.parametrize("width", [40, 80, 120, 200])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    assert max(map(len, shown(width).splitlines())) <= min(width, 100)


def test_piped_output_has_no_escape_codes_and_keeps_the_marks() -> None:
    found = shown()
    assert "\x1b" not in found
    assert "[-14-]{+40+}" in found


def test_a_long_name_gives_way_to_the_figures_and_keeps_its_end() -> None:
    name = "/a/very/long/way/down/to/the/place/of/an/old/story.txt"
    found = shown(a=Document(name, story().a.text)).splitlines()
    line = next(line for line in found if "story.txt" in line)
    assert line.endswith("80 % of 62 words shared")


def test_colour_replaces_the_brackets() -> None:
    found = shown(color="256")
    assert "\x1b[" in found
    assert "[-14-]" not in found


def test_a_text_cannot_steer_the_terminal_or_its_markup() -> None:
    hostile = build(
        "The [bold]{one\x1b[2J|two\x07|C303}[/bold] end.",
        a=Document("[bold]\x1b[2J", "The [bold]one\x1b[2J[/bold] end."),
    )
    console = Console(file=io.StringIO(), width=80, color_system=None)
    console.print(render(hostile))
    assert isinstance(console.file, io.StringIO)
    found = console.file.getvalue()
    assert found.count("[bold]") == 2, "once in the name, once in the excerpt"
    assert not set(found) & {"\x1b", "\x07"}
