"""``unspin report``: results as a page to look at, or a file for another program."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

import unspin
from unspin.cli.app import Quiet, many, say
from unspin.cli.progress import waiting

Pages = Annotated[
    bool,
    typer.Option(
        "--pages",
        help="Of a scan: also a page for each family, and for each pair that its stemma joins.",
    ),
]


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
    pages: Pages = False,
    quiet: Quiet = False,
) -> None:  # fmt: skip
    """Write a report as one file that needs nothing but itself.

    With --pages, the report of a scan leads on to pages in a folder beside it: from the overview
    to a family, and from there to its pairs side by side.

    \b
    .html     the page: of a scan, of a family, of two texts side by side
    .json     of a family its lineage, of two texts the judgement
    .csv      of a scan its pairs, of a family who derives from whom; .parquet, .jsonl: pairs
    .graphml  families as a graph;  .tei, .xml: all readings as a critical apparatus

    \b
    Examples:
      unspin report found --out report.html
      unspin report found --out report.html --pages
      unspin report found --family 3 --out family.html
      unspin report archive --family story-17 --out family.tei
      unspin report story.txt copy.txt --out pair.html --anonymous
    """
    if str(out) == "-":
        raise unspin.BadInput("--out -: a report is not written to stdout: name a file")
    if pages:
        _with_pages(inputs, out, family, anonymous=anonymous, quiet=quiet)
        return
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


def _with_pages(
    inputs: list[Path], out: Path, family: str | None, *, anonymous: bool, quiet: bool
) -> None:
    """Write the page of a scan, and in a folder beside it those it leads to."""
    found, folder = inputs[0], out.with_name(f"{out.stem}-pages")
    if len(inputs) > 1 or family or anonymous or not (found / "families.jsonl").is_file():
        raise unspin.BadInput(
            "--pages is for the results of one scan, all families under their own names"
        )
    if out.suffix.lower() not in (".html", ".htm"):
        raise unspin.BadInput(f"{out}: --pages needs a page to lead to them: name a .html file")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as cause:
        raise unspin.BadInput(f"{folder}: cannot make this folder ({cause.strerror})") from cause
    homes: dict[int, str] = {}
    sides: dict[tuple[str, str], str] = {}
    with waiting("writing the pages", quiet=quiet):
        for lineage in unspin.lineage(found):
            joined = _pairs(found, lineage, folder)
            sides.update(((a, b), f"{folder.name}/{page}") for (a, b), page in joined.items())
            name = f"family-{lineage.family}.html"
            unspin.report(found, folder / name, family=lineage.family, pages=joined)
            homes[int(lineage.family)] = f"{folder.name}/{name}"
        written = unspin.report(found, out, pages=sides, homes=homes)
    typer.echo(str(written))
    if not quiet:
        say(f"{many(len(homes), 'family', 'families')} and {many(len(sides), 'pair')} in {folder}")


def _pairs(found: Path, lineage: Any, folder: Path) -> dict[tuple[str, str], str]:
    """Write the pages of the pairs that a stemma joins, and return their names."""
    pages: dict[tuple[str, str], str] = {}
    with unspin.Index.open(unspin.Finished(found).index) as index:
        for number, edge in enumerate(lineage.derivations):
            ends = index.witnesses(edge.source), index.witnesses(edge.derivative)
            if all(len(texts) == 1 for texts in ends):  # a lost witness has none
                name = f"family-{lineage.family}-pair-{number}.html"
                unspin.report(unspin.compare(ends[0][0], ends[1][0]), folder / name)
                pages[edge.source, edge.derivative] = name
    return pages
