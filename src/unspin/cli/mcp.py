"""``unspin mcp``: tools for an agent."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from unspin.cli.app import Quiet, say

Place = Annotated[
    Path | None,
    typer.Argument(metavar="INDEX", help="An index, or the results of a scan, to search."),
]
Port = Annotated[
    int | None,
    typer.Option(
        "--http", min=0, max=65535, metavar="PORT", show_default=False,
        help="Answer over HTTP at 127.0.0.1:PORT/mcp instead of stdin and stdout; 0 takes a free one.",
    ),
]  # fmt: skip


def mcp(index: Place = None, http: Port = None, quiet: Quiet = False) -> None:
    """Serve tools to an agent, by the Model Context Protocol.

    The tools are compare, find, inspect and quotes. They only read: nothing is fetched, kept or
    written, and no file is read but those of INDEX. Answers are short, and follow a schema. Words
    of articles come only in fields marked untrusted_, with tags, links and hidden letters in them
    replaced, since a text may hold orders to the program that reads it. Without INDEX, find and
    ids of documents are refused.

    An agent begins this command itself and talks to it over stdin and stdout. --http is for
    programs on this machine; whoever is logged in here can reach it.

    \b
    Examples:
      unspin mcp archive
      unspin mcp archive --http 8765
    Most agents have a file of servers, where this goes:
      {"mcpServers": {"unspin": {"command": "unspin", "args": ["mcp", "/path/to/archive"]}}}

    Needs the mcp extra: pip install 'unspin[mcp]'
    """
    from unspin.server.agents import serve

    serve(
        index, http, (lambda _: None) if quiet else lambda address: say(f"unspin is at {address}")
    )
