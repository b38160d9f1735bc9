"""What a terminal shows while work goes on; nothing when piped or under NO_COLOR."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from threading import Timer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.progress import Progress, Task

_STAGES = {  # what a stage is called, and what it counts
    "read": ("reading", "parts"),
    "join": ("joining", "steps"),
    "verify": ("verifying", "pairs"),
}
_HINT = "the first run compiles for this machine: a few minutes"
_PATIENCE = 4.0
"""Seconds without news before the hint is given."""


def _shown(quiet: bool) -> bool:
    return not quiet and sys.stderr.isatty() and not os.environ.get("NO_COLOR")


@contextmanager
def waiting(what: str, *, quiet: bool) -> Iterator[None]:
    """Show that something of unknown length goes on."""
    if not _shown(quiet):
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(what) as status, _later(status.update, f"{what} ({_HINT})"):
        yield


@contextmanager
def stages(*, quiet: bool) -> Iterator[Callable[[str, int, int], None] | None]:
    """Show the stages of a job: a bar each, with what is done, how fast, and the time left.

    Yields:
        What the library calls with a stage, how much is done, and of how much; None to show nothing.
    """
    if not _shown(quiet):
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

    progress = Progress(
        SpinnerColumn(finished_text="✓"), TextColumn("{task.description:<10}"), BarColumn(30),
        TextColumn("{task.fields[said]}"), TimeRemainingColumn(elapsed_when_finished=True),
        console=Console(stderr=True),
    )  # fmt: skip
    with progress, _later(progress.log, _HINT) as hint:
        yield _Bars(progress, hint)


class _Bars:
    def __init__(self, progress: Progress, hint: Timer) -> None:
        self.progress, self.hint = progress, hint
        self.tasks: dict[str, Any] = {}

    def __call__(self, stage: str, done: int, of: int) -> None:
        name, unit = _STAGES.get(stage, (stage, ""))
        if stage not in self.tasks:
            # What an earlier run did is there from the start, and says nothing about the speed.
            self.tasks[stage] = self.progress.add_task(name, total=of, completed=done, said="")
        else:
            self.hint.cancel()
        self.progress.update(self.tasks[stage], completed=done)
        task = next(t for t in self.progress.tasks if t.id == self.tasks[stage])
        self.progress.update(task.id, said=_said(task, done, of, unit))


def _said(task: Task, done: int, of: int, unit: str) -> str:
    """Return ``1,200 of 3,000 pairs, 85/s``."""
    said = f"{done:,} of {of:,} {unit}"
    if not (speed := task.finished_speed or task.speed):
        return said
    return f"{said}, {speed:,.0f}/s" if speed >= 10 else f"{said}, {speed:.2g}/s"


@contextmanager
def _later(call: Callable[[str], object], words: str) -> Iterator[Timer]:
    """Say something if this goes on for long."""
    timer = Timer(_PATIENCE, call, [words])
    timer.daemon = True
    timer.start()
    try:
        yield timer
    finally:
        timer.cancel()
