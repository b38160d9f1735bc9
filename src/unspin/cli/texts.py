"""``unspin compare``: two texts."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

import unspin
from unspin.cli.app import FOUND, Quiet, drawn, say
from unspin.cli.progress import waiting

_NO_COPY = ("same-event", "unrelated")


def compare(
    a: Annotated[str, typer.Argument(metavar="A", help="A text or HTML file; - is stdin.")],
    b: Annotated[str, typer.Argument(metavar="B", help="The other; at most one can be -.")],
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the judgement as JSON (unspin.judgement/1).")
    ] = False,
    html: Annotated[
        Path | None,
        typer.Option(
            "--html", metavar="FILE", dir_okay=False, help="Write a page with both side by side."
        ),
    ] = None,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Leave with 1 if one copies from the other.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Compare two texts and name every change.

    Says how they are related, which way the copying went or that it cannot be told, and lists the
    changes, the gravest first. It does not matter which text comes first.

    \b
    Examples:
      unspin compare story.txt copy.txt
      unspin compare story.txt copy.html --html report.html
      unspin compare a.txt b.txt --json | jq .relation
      unspin compare story.txt - --quiet --exit-code < copy.txt; echo $?

    HTML needs the web extra: pip install 'unspin[web]'
    """
    if html is not None and str(html) == "-":
        raise unspin.BadInput("--html -: a page is not written to stdout: name a file")
    if a == b == "-":
        raise unspin.BadInput("both A and B are -: standard input can be only one of them")
    with waiting("comparing", quiet=quiet):
        judgement = unspin.compare(unspin.read(a), unspin.read(b))
    if html is not None:
        written = unspin.report(judgement, html)
        if not quiet:
            say(f"report: {written}")
    if as_json:
        typer.echo(json.dumps(judgement.to_dict()))
        for side in () if quiet else (judgement.a, judgement.b):  # the view shows it by itself
            for damage in side.damage:
                say(f"{side.doc_id}: {damage}")
    elif not quiet:
        typer.echo(drawn(unspin.render(judgement)), nl=False, color=True)
    if exit_code and judgement.relation not in _NO_COPY:
        sys.stdout.flush()
        raise typer.Exit(FOUND)
