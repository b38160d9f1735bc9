"""``unspin mine``: the dictionary of a rewriter."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

import unspin
from unspin.cli.app import Jobs, Quiet, many, printable, say
from unspin.cli.books import by_count
from unspin.cli.progress import waiting

_EXAMPLES = 3
_SITES = 50
"""Pairs of sites that are shown."""


def mine(
    place: Annotated[
        Path, typer.Argument(metavar="DIR|INDEX", help="The results of a scan, or an index.")
    ],
    min_count: Annotated[
        int,
        typer.Option("--min-count", min=1, metavar="N", help="Texts an entry must be seen in."),
    ] = 1,
    sites: Annotated[
        bool, typer.Option("--sites", help="Print instead which sites seem to share a table.")
    ] = False,
    header: Annotated[bool, typer.Option("--header", help="Print a heading first.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print everything as JSON (unspin.mined/1).")
    ] = False,
    jobs: Jobs = None,
    quiet: Quiet = False,
) -> None:
    """Print the dictionary that spinners used on what was found.

    A line for each: the words put in, the words that had been there, in how many texts, and ids of
    some of them, with tabs between. Surest and commonest first. What happens both ways, or between
    edited copies too, is left out, as are numbers, function words, and names put for other names.
    The lines are a dictionary for  unspin restore --lexicon.

    --sites compares the tables of every two outlets (or hosts): how many words both replaced, and
    what share of them alike. A high share is the same spinner with the same table.

    \b
    Examples:
      unspin mine found > spinner.tsv
      unspin mine found --min-count 3 --header | column -ts $'\\t' | less
      unspin mine found --sites
      unspin mine archive --json | jq '.entries[:10]'
    """
    with waiting("mining", quiet=quiet):
        found = unspin.mine(place, min_count=min_count, jobs=jobs)
    if as_json:
        typer.echo(json.dumps(found.to_dict()))
    elif sites:
        _print_sites(found, header=header)
    else:
        if header:
            typer.echo("spun\toriginal\tcount\texamples")
        for entry in found:
            cells = (entry.spun, entry.original, str(entry.count), " ".join(entry.examples))
            typer.echo("\t".join(map(printable, cells)))
    if not quiet:
        entries = many(len(found), "entry", "entries")
        say(f"{entries} from {many(found.pairs, 'pair')}{by_count(found.left, 'not used')}")


def _print_sites(found: Any, *, header: bool) -> None:
    """Print a line for two sites at a time, and the groups that share a table on stderr."""
    if header:
        typer.echo("site\tother\twords\talike\texamples")
    for shared in found.sites[:_SITES]:
        examples = ", ".join(f"{spun} for {old}" for old, spun in shared.examples[:_EXAMPLES])
        cells = (shared.a, shared.b, str(shared.words), f"{shared.alike:.3f}", examples)
        typer.echo("\t".join(map(printable, cells)))
    if len(found.sites) > _SITES:
        say(f"and {len(found.sites) - _SITES:,} more pairs of sites: --json has all")
    for table in found.tables:
        say(f"one table: {', '.join(map(printable, table))}")
