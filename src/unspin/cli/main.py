"""The commands, in the order in which ``unspin --help`` lists them."""

from __future__ import annotations

import atexit
import sys
from io import TextIOWrapper

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
    try:
        app(prog_name="unspin")
    finally:
        # numba wakes colorama where that is installed, and it would leave an escape code behind
        if (colorama := sys.modules.get("colorama.initialise")) is not None:
            atexit.unregister(colorama.reset_all)
