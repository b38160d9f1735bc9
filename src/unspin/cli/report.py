"""``unspin report``: results as a page to look at, or a file for another program."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import unspin
from unspin.cli.app import Quiet, say
from unspin.cli.progress import waiting


def report(
    inputs: Annotated[
        list[Path],
        typer.Argument(
            metavar="INPUT...",
            help="The results of a scan; an index; or two files, or the files of one family.",
        ),
    ],
    out: Annotated[
        Path,
        typer.Option(
            "--out", "-o", metavar="FILE", dir_okay=False,
            help="The file; its suffix says what it is.",
        ),
    ],
    family: Annotated[
        str | None,
        typer.Option("--family", metavar="NAME", help="Only one family: its number, or a document."),
    ] = None,
    anonymous: Annotated[
        bool,
        typer.Option("--anonymous", help="Name no outlet, author, address or id, nor in the texts."),
    ] = False,
    quiet: Quiet = False,
) -> None:  # fmt: skip
    """Write a report as one file that needs nothing but itself.

    \b
    .html     the page: of a scan, of a family, of two texts side by side
    .json     of a family its lineage, of two texts the judgement
    .csv      of a scan its pairs, of a family who derives from whom; .parquet, .jsonl: pairs
    .graphml  families as a graph;  .tei, .xml: all readings as a critical apparatus

    \b
    Examples:
      unspin report found --out report.html
      unspin report found --family 3 --out family.html
      unspin report archive --family story-17 --out family.tei
      unspin report story.txt copy.txt --out pair.html --anonymous
    """
    if str(out) == "-":
        raise unspin.BadInput("--out -: a report is not written to stdout: name a file")
    with waiting("writing the report", quiet=quiet):
        written = _written(inputs, out, family, anonymous=anonymous)
    typer.echo(str(written))
    if not quiet and family is not None and inputs[0].is_file():
        say("--family is for an index or a scan: these files are one family as they are")


def _written(inputs: list[Path], out: Path, family: str | None, *, anonymous: bool) -> Path:
    first = inputs[0]
    if first.is_dir():
        if len(inputs) > 1:
            raise unspin.BadInput(f"got {len(inputs)} inputs, wanted one folder, or files only")
        return unspin.report(first, out, family=family, anonymous=anonymous)
    if not first.exists():
        raise unspin.BadInput(f"{first}: is not there: give a folder of results, or text files")
    if len(inputs) == 1:
        raise unspin.BadInput(
            f"{first}: is one file: give the other text too, or the folder of a scan. A judgement "
            "in JSON holds no texts, so that the two texts are needed again"
        )
    documents = [unspin.read(str(path)) for path in inputs]
    if len({d.doc_id for d in documents}) < len(documents):
        raise unspin.BadInput("two files have the same name for a report: rename one of them")
    if len(documents) > 2:
        return unspin.report(documents, out, anonymous=anonymous)
    a, b = unspin.hidden(documents) if anonymous else documents
    return unspin.report(unspin.compare(a, b), out)
