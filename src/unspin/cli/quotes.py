"""``unspin quotes``: who said what."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

import unspin
from unspin.cli.app import Quiet, drawn, many, say
from unspin.cli.progress import waiting


def quotes(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...|INDEX", help="Text or HTML files, - for stdin; or one index or scan."
        ),
    ],
    strict: Annotated[
        bool, typer.Option("--strict", help="Only quotations whose speaker is sure.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print a line of JSON for each (unspin.quote/1).")
    ] = False,
    table: Annotated[
        Path | None,
        typer.Option(
            "--statements",
            metavar="FILE",
            dir_okay=False,
            help="Of an index or a scan: write who said what (.csv, .jsonl or .jsonld).",
        ),
    ] = None,
    quiet: Quiet = False,
) -> None:
    """List the quotations of a text, and who said them.

    Names the speaker in full as the text has it, whoever was spoken to, the outlet it came
    through, and the day. Of an index, or the results of a scan, it also says what became of each
    quotation in the other pages, and which outlet altered it. How sure a speaker is was measured:
    of those told as 90 % sure, nine in ten are right.

    \b
    Examples:
      unspin quotes story.txt
      unspin quotes story.txt --strict --json | jq -r '[.speaker.canonical, .exact] | @tsv'
      cat story.txt | unspin quotes -
      unspin quotes news.index --statements said.csv

    HTML needs the web extra: pip install 'unspin[web]'
    """
    folders = [file for file in files if file != "-" and Path(file).is_dir()]
    if folders or table is not None:
        if len(files) != 1 or not folders:
            raise unspin.BadInput(
                "one index or one folder of a scan is read at a time, and no files"
            )
        _over(Path(files[0]), strict=strict, as_json=as_json, table=table, quiet=quiet)
        return
    if files.count("-") > 1:
        raise unspin.BadInput("- was given more than once: standard input can be read only once")
    for file in files:
        _of_text(file, strict=strict, as_json=as_json, named=len(files) > 1, quiet=quiet)


def _of_text(file: str, *, strict: bool, as_json: bool, named: bool, quiet: bool) -> None:
    """Tell of the quotations of one text."""
    document = unspin.read(file)
    with waiting("reading", quiet=quiet):
        found = unspin.quotes(document, strict=strict)
    if as_json:
        for line in found.to_dict():
            typer.echo(json.dumps(line))
    elif not quiet:
        if named and len(found):
            typer.echo(f"{file}:")
        typer.echo(drawn(unspin.render(found)), nl=False, color=True)
    if not quiet:
        for damage in document.damage:
            say(f"{document.doc_id}: {damage}")
        spoken = sum(quote.speaker is not None for quote in found)
        say(f"{many(len(found), 'quotation')} in {file}, {spoken:,} with a speaker")


def _over(folder: Path, *, strict: bool, as_json: bool, table: Path | None, quiet: bool) -> None:
    """Tell of the quotations of an index or a scan."""
    if table is not None or not as_json:
        with waiting("reading", quiet=quiet):
            found = unspin.statements(folder, strict=strict)
        if table is not None:
            written = unspin.report(found, table)
            if not quiet:
                say(f"statements: {written}")
        elif not quiet:
            typer.echo(drawn(unspin.render(found)), nl=False, color=True)
        if not quiet:
            say(f"{many(len(found), 'statement')} in {folder}")
    if as_json:
        for part in unspin.quotes_by_family(folder, strict=strict):
            for line in part.to_dict():
                typer.echo(json.dumps(line))
