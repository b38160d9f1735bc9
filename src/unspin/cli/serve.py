"""``unspin serve``: pages and an HTTP API."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from unspin.cli.app import Quiet, say

Place = Annotated[Path, typer.Argument(metavar="INDEX", help="An index, or the results of a scan.")]
Host = Annotated[str, typer.Option("--host", metavar="HOST", help="Address to listen at.")]
Port = Annotated[
    int, typer.Option("--port", "-p", min=0, max=65535, help="Port; 0 takes a free one.")
]
Token = Annotated[
    str | None,
    typer.Option(
        "--token",
        envvar="UNSPIN_TOKEN",
        metavar="TOKEN",
        help="What clients must know; needed for any address but this machine's own. Others here "
        "can read a command line: the variable is safer.",
    ),
]
Names = Annotated[
    list[str] | None,
    typer.Option("--name", metavar="NAME", help="A name the server is reached by; repeatable."),
]
Folders = Annotated[
    list[Path] | None,
    typer.Option("--allow", metavar="DIR", help="A folder that may be scanned; repeatable."),
]
Workers = Annotated[
    int, typer.Option("--workers", min=1, max=64, metavar="N", help="Processes that compare.")
]
Deadline = Annotated[
    float, typer.Option("--deadline", min=1, metavar="SECONDS", help="Longest time of a request.")
]
Limit = Annotated[
    int, typer.Option("--limit", min=1, max=64, metavar="MB", help="Largest request.")
]
Rate = Annotated[
    int | None,
    typer.Option(
        "--rate",
        min=0,
        metavar="N",
        help="Requests a minute of one client; 0 for any number. Without a token any, else 600.",
    ),
]


def serve(
    index: Place,
    host: Host = "127.0.0.1",
    port: Port = 8000,
    token: Token = None,
    name: Names = None,
    allow: Folders = None,
    workers: Workers = 2,
    deadline: Deadline = 30.0,
    limit: Limit = 8,
    rate: Rate = None,
    quiet: Quiet = False,
) -> None:
    """Serve pages and an HTTP API over an index.

    Compare two pasted texts or files, search the index for a text, browse documents, families and
    outlets. Programs get JSON at the same addresses, and /openapi.json. Nothing is fetched from
    anywhere, and texts that are pasted are kept in memory only. The address goes to stderr; Ctrl-C
    ends it. Only this machine can reach it unless --host says otherwise, which needs a token. What
    is added to the index meanwhile is seen after a restart.

    \b
    Examples:
      unspin serve archive
      unspin serve found --port 0 --allow ~/corpora
      UNSPIN_TOKEN=$(cat token) unspin serve found --host 0.0.0.0 --name texts.example.org
      curl -s --json '{"a": "The mill closed.", "b": "The mill shut."}' localhost:8000/compare

    Needs the serve extra: pip install 'unspin[serve]'
    """
    from unspin.server.options import Options
    from unspin.server.start import serve as run

    options = Options(
        index,
        host=host,
        port=port,
        token=token,
        names=tuple(one.lower() for one in name or ()),
        folders=tuple(allow or ()),
        workers=workers,
        deadline=deadline,
        largest=limit * 2**20,
        rate=rate if rate is not None else 600 if token else 0,
    )
    run(options, (lambda _: None) if quiet else lambda address: say(f"unspin is at {address}"))
