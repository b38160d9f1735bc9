"""``unspin restore``: what a spun text probably said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

import unspin
from unspin.cli.app import Quiet, many, printable, say
from unspin.cli.progress import waiting


def restore(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A text or HTML file; - is stdin.")],
    index: Annotated[
        Path | None,
        typer.Option("--index", metavar="INDEX", help="An index, or the results of a scan."),
    ] = None,
    lexicon: Annotated[
        Path | None,
        typer.Option("--lexicon", metavar="TSV", help="A dictionary that unspin mine printed."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the changes as JSON (unspin.restoration/1).")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Put the probable wording back into a machine-spun text.

    With --index, the sources and copies of the text are looked up and aligned with it, and each
    place gets the reading of the best witness. Without, or when there is none, only words that
    were nearly certainly put in are replaced by what most likely stood there; quotations are then
    left alone, and where the text is likely spun they are listed as not recoverable.

    The text goes to stdout, with its layout kept; --json says of every change how sure it is,
    which witness has it, and why.

    \b
    Examples:
      unspin restore page.txt --index archive > original.txt
      unspin restore page.html --lexicon spinner.tsv
      unspin restore page.txt --json | jq -r '.changes[] | [.text, .restored, .confidence] | @tsv'

    HTML needs the web extra: pip install 'unspin[web]'
    """
    document = unspin.read(file)
    with waiting("restoring", quiet=quiet):
        found = unspin.restore(document, index, lexicon=lexicon)
    if as_json:
        typer.echo(json.dumps(found.to_dict()))
    else:
        typer.echo(found.text, nl=not found.text.endswith("\n"))
    if not quiet:
        _tell(found)
        for damage in document.damage:
            say(f"{document.doc_id}: {damage}")


def _tell(found: Any) -> None:
    if found.reason is not None:
        say(f"nothing looked for: {found.reason}")
        return
    if found.witnesses:
        source = f"from {', '.join(map(printable, found.witnesses))}"
    else:
        source = "from the language alone"
    say(f"{many(len(found.changes), 'change')}, {source}")
    for place in found.unrecoverable:
        say(f"{place.why}: {printable(place.text)}")
