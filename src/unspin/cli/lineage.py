"""``unspin lineage``: who derives from whom."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

import unspin
from unspin.cli.app import Jobs, Quiet, drawn, many, say
from unspin.cli.progress import waiting


def lineage(
    places: Annotated[
        list[str],
        typer.Argument(
            metavar="INDEX|DIR [FAMILY] or FILE...",
            help="An index or the results of a scan, and perhaps one family: its number, or a "
            "document of it. Or the files of one family.",
        ),
    ],
    as_json: Annotated[
        bool, typer.Option("--json", help="Print a line of JSON for each (unspin.lineage/1).")
    ] = False,
    graphml: Annotated[bool, typer.Option("--graphml", help="Print all as GraphML.")] = False,
    tei: Annotated[
        Path | None,
        typer.Option("--tei", metavar="FILE", help="Write all readings as a TEI apparatus."),
    ] = None,
    csv: Annotated[
        Path | None, typer.Option("--csv", metavar="FILE", help="Write the derivations as CSV.")
    ] = None,
    jobs: Jobs = None,
    quiet: Quiet = False,
) -> None:
    """Show who was copied from whom.

    The source stands above, what was made from it below, with what was changed on the way and how
    likely that source is. A lost witness (hollow) is put in where copies share what none of them
    can have from another. Texts decide, never dates; what contradicts them is said.

    \b
    Examples:
      unspin lineage found
      unspin lineage found 3 --tei apparatus.xml
      unspin lineage archive story-17 --json | jq .roots
      unspin lineage found --graphml > families.graphml
      unspin lineage first.txt second.txt third.txt
    """
    if as_json and graphml:
        raise unspin.BadInput("--json and --graphml both print: choose one of them")
    for path in (tei, csv):
        if path is not None and str(path) == "-":
            raise unspin.BadInput("-: such a file appears whole or not at all: give its name")
    with waiting("tracing", quiet=quiet):
        found = _found(places, jobs, readings=tei is not None)
    if tei is not None:
        _written(unspin.report(found, tei.with_suffix(".xml")), quiet=quiet)
    if csv is not None:
        _written(unspin.report(found, csv.with_suffix(".csv")), quiet=quiet)
    if as_json:
        for line in found.to_dict():
            typer.echo(json.dumps(line))
    elif graphml:
        typer.echo(unspin.graphml(found), nl=False)
    elif not quiet and len(found):
        typer.echo(drawn(unspin.render(found)), nl=False, color=True)
    if not quiet and not len(found):
        say("no families: nothing was copied")
    elif not quiet:
        say(many(len(found), "family", "families"))


def _found(places: list[str], jobs: int | None, *, readings: bool) -> Any:
    first = Path(places[0])
    if first.is_dir():
        if len(places) > 2:
            raise unspin.BadInput(
                f"got {len(places) - 1} families, wanted one, or none for all of them"
            )
        family = places[1] if len(places) == 2 else None
        return unspin.lineage(first, family, jobs=jobs, readings=readings)
    if len(places) == 1 and not first.is_file():
        raise unspin.BadInput(
            f"{first}: is not there: give an index, the results of a scan, or several text files"
        )
    return unspin.lineage([unspin.read(place) for place in places], readings=readings)


def _written(path: Path, *, quiet: bool) -> None:
    if not quiet:
        say(f"written: {path}")
