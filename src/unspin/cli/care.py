"""``unspin check``, ``rebuild`` and ``purge``: care of an index."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

import unspin
from unspin.cli.app import BAD_INPUT, Quiet, many, printable, say
from unspin.cli.corpus import index_at
from unspin.cli.progress import waiting

_SHOWN = 5
"""Ids, and losses, that are shown one by one."""

Where = Annotated[Path, typer.Argument(metavar="INDEX", help="An index, or the results of a scan.")]


def check(index: Where, quiet: Quiet = False) -> None:
    """Read every byte of an index and say what is wrong.

    Prints a line for everything that is not as it was written, and leaves with 2 when something is
    damaged. What a killed writer left behind is told, and harmless: the next writer removes it.

    \b
    Examples:
      unspin check archive
      unspin check found && echo whole
    """
    place = index_at(index)
    with waiting("reading every byte", quiet=quiet):
        findings = unspin.check(place)
    damaged = [finding for finding in findings if not finding.harmless]
    if not quiet:
        for finding in findings:
            harmless = " (harmless: the next writer removes it)" if finding.harmless else ""
            typer.echo(f"{printable(str(finding))}{harmless}")
        if not damaged:
            say(f"{place}: whole")
    if damaged:
        sys.stdout.flush()
        say(f"unspin: {place}: damaged. Run  unspin rebuild {place}")
        raise typer.Exit(BAD_INPUT)


def rebuild(index: Where, quiet: Quiet = False) -> None:
    """Make an index anew from whatever is left of it.

    Every document that is still whole is saved, and the loss of the others is told. The old files
    go only when the new ones are there and have been checked. Also the way to take an index over
    to a version of unspin that makes other sketches.

    \b
    Examples:
      unspin rebuild archive
    """
    with waiting("rebuilding", quiet=quiet):
        rebuilt = unspin.rebuild(index_at(index))
    for loss in rebuilt.lost[:_SHOWN]:
        say(printable(loss))
    if len(rebuilt.lost) > _SHOWN:
        say(f"and {len(rebuilt.lost) - _SHOWN:,} more losses")
    if not quiet:
        typer.echo(f"{many(rebuilt.kept, 'document')} kept, {rebuilt.lost_documents:,} lost")


def purge(
    index: Where,
    ids: Annotated[
        str, typer.Option("--ids", metavar="FILE", help="Ids to forget, one a line; - is stdin.")
    ],
    quiet: Quiet = False,
) -> None:
    """Remove documents from an index for good.

    All texts under an id go, with everything that was kept of them. Ids that the index does not
    have are told.

    \b
    Examples:
      unspin purge archive --ids withdrawn.txt
      echo story-17 | unspin purge archive --ids -
    """
    wanted = _ids(ids)
    with unspin.Index.open(index_at(index)) as opened:
        opened.stats()  # an index that is not there must not be made
        with waiting("forgetting", quiet=quiet):
            gone = opened.forget(wanted)
    if gone.unknown:
        names = ", ".join(map(printable, gone.unknown[:_SHOWN]))
        more = len(gone.unknown) - _SHOWN
        say(f"not in the index: {names}{f' and {more:,} more' if more > 0 else ''}")
    if not quiet:
        removed = many(gone.documents, "document")
        typer.echo(f"{removed} removed, {many(len(gone.unknown), 'id')} not found")


def _ids(file: str) -> list[str]:
    """Read the ids to forget: one a line, of any characters but line ends."""
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        lines = data.decode("utf-8-sig").split("\n")
    except OSError as cause:
        raise unspin.BadInput(
            f"{file}: cannot be read ({cause.strerror or cause}): give a file with an id a line"
        ) from cause
    except UnicodeDecodeError as cause:
        raise unspin.BadInput(
            f"{file}: is not UTF-8 text: give a file with an id a line"
        ) from cause
    return [line.strip("\r") for line in lines if line.strip()]
