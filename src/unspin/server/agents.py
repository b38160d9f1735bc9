"""The server of ``unspin mcp`` begun: over standard input and output, or over HTTP on loopback."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import NoReturn

from unspin.errors import require
from unspin.server.options import Options
from unspin.server.start import address, listening

_HOST = "127.0.0.1"
_INTERRUPTED = 130


def serve(place: Path | None, port: int | None, tell: Callable[[str], None]) -> None:
    """Answer an agent until it hangs up.

    Args:
        place: folder of an index or of the results of a scan; None for no index.
        port: answer over streamable HTTP there, on this machine only; None for stdin and stdout.
        tell: called with the address, when there is one.

    Raises:
        BadInput: there is no index.
        MissingExtra: the ``mcp`` extra is not installed.
        KeyboardInterrupt: Ctrl-C was pressed.
    """
    os.environ.setdefault("OTEL_SDK_DISABLED", "true")  # nothing is told to anybody
    require("mcp")
    from unspin.server.tools import server

    made = server(place)
    if port is None:
        before = signal.signal(signal.SIGINT, _leave)
        try:
            made.run("stdio")
        finally:
            signal.signal(signal.SIGINT, before)
        return
    import uvicorn

    app = made.streamable_http_app(host=_HOST)  # which refuses other names than this machine's
    with listening(Options(place or Path(), host=_HOST, port=port)) as held:
        config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False)
        tell(f"{address(held)}mcp")
        asyncio.run(uvicorn.Server(config).serve(sockets=[held]))


def _leave(number: int, frame: FrameType | None) -> NoReturn:  # noqa: ARG001 (what signals hand over)
    """End at once: a thread waits for the agent's next word, and nothing here needs closing."""
    os._exit(_INTERRUPTED)
