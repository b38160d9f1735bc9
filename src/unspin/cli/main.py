"""The commands, in the order in which ``unspin --help`` lists them."""

from __future__ import annotations

import atexit
import os
import signal
import sys
from io import TextIOWrapper
from typing import TYPE_CHECKING

from unspin.cli import (
    care,
    corpus,
    inspect,
    lineage,
    mcp,
    mine,
    quotes,
    report,
    restore,
    sample,
    serve,
    texts,
    watch,
)
from unspin.cli.app import app, guarded

if TYPE_CHECKING:
    from types import FrameType

_LLVM = f"llvmlite{os.sep}binding"
_INTERRUPTED_ADD = "interrupted: what was added stays; the same command adds the rest"
_INTERRUPTED_SCAN = "interrupted: the same command goes on where it stopped"

app.command()(guarded()(sample.demo))
app.command()(guarded()(texts.compare))
app.command()(guarded()(quotes.quotes))
app.command()(guarded()(inspect.inspect))
app.command()(guarded()(restore.restore))
app.command()(guarded(_INTERRUPTED_SCAN)(corpus.scan))
app.command()(guarded()(corpus.export))
app.command()(guarded(_INTERRUPTED_ADD)(corpus.add))
app.command()(guarded()(corpus.find))
app.command()(guarded("interrupted: the next round goes on where it stopped")(watch.watch))
app.command()(guarded()(lineage.lineage))
app.command()(guarded()(mine.mine))
app.command()(guarded()(report.report))
app.command()(guarded("stopped")(serve.serve))
app.command()(guarded("stopped")(mcp.mcp))
app.command()(guarded()(care.check))
app.command()(guarded("interrupted: the index is as it was")(care.rebuild))
app.command()(guarded()(care.purge))


def main() -> None:
    """Run the command line and leave with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a narrow encoding must not end a report half way
            stream.reconfigure(errors="replace")
    signal.signal(signal.SIGINT, _interrupt)
    try:
        app(prog_name="unspin")
    finally:
        # numba wakes colorama where that is installed, and it would leave an escape code behind
        if (colorama := sys.modules.get("colorama.initialise")) is not None:
            atexit.unregister(colorama.reset_all)


def _interrupt(_: int, frame: FrameType | None) -> None:
    """Raise KeyboardInterrupt; inside LLVM, as soon as that is done.

    While kernels are loaded, which is much of a command's first second, LLVM calls back. It loses
    what is raised there, or breaks down.
    """
    if _is_in_llvm(frame):
        sys.setprofile(_interrupt_after)
    else:
        raise KeyboardInterrupt


def _interrupt_after(frame: FrameType, _event: str, _of: object) -> None:
    """Raise KeyboardInterrupt at the first call or return outside LLVM."""
    if not _is_in_llvm(frame):
        sys.setprofile(None)
        raise KeyboardInterrupt


def _is_in_llvm(frame: FrameType | None) -> bool:
    while frame is not None:
        if _LLVM in frame.f_code.co_filename:
            return True
        frame = frame.f_back
    return False
