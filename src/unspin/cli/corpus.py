"""``unspin scan``, ``export``, ``add`` and ``find``: many texts."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

import unspin
from unspin.cli.app import FOUND, IdKey, Jobs, Quiet, TextKey, drawn, many, printable, say
from unspin.cli.books import SHOWN, lines, summary, tell_skipped, tell_unjudged
from unspin.cli.progress import stages, waiting

Inputs = Annotated[
    list[str],
    typer.Argument(
        metavar="INPUT",
        help="Files, folders, s3://BUCKET/PREFIX: text, HTML, JSONL, CSV, Parquet, WARC, RSS, "
        "Atom; - is stdin.",
    ),
]
Engine = Annotated[
    Literal["local", "ray"],
    typer.Option("--engine", help="What the processes run on: this machine, or a Ray cluster."),
]
Kept = Annotated[
    Path | None,
    typer.Option(
        "--index",
        metavar="INDEX",
        file_okay=False,
        help="Keep the documents in this index, and compare them with what is there.",
    ),
]
EndpointUrl = Annotated[
    str | None,
    typer.Option(
        "--endpoint-url", metavar="URL", help="Store of s3:// inputs; else AWS_ENDPOINT_URL."
    ),
]
StopAfter = Annotated[
    Literal["sketch", "candidates", "align"] | None,
    typer.Option("--stop-after", help="Stop early; the same command without it goes on."),
]
Keep = Annotated[
    Literal["source", "first", "longest"] | None,
    typer.Option("--keep", help="Also choose which of the copies to keep, and say why."),
]


def scan(
    inputs: Inputs,
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", file_okay=False, help="Where the results go.")
    ],
    index: Kept = None,
    jobs: Jobs = None,
    engine: Engine = "local",
    endpoint_url: EndpointUrl = None,
    stop_after: StopAfter = None,
    keep: Keep = None,
    text_key: TextKey = "text",
    id_key: IdKey = "id",
    quiet: Quiet = False,
) -> None:
    """Find every copy in a corpus.

    Writes pairs.jsonl (every verified pair, with its passages and changes), families.jsonl,
    skipped.jsonl and stats.json into DIR, and says in short what is in them. A scan that was
    stopped, however it was, goes on where it stopped when the same command is given again.
    With --keep, also kept.jsonl and dropped.jsonl: of the documents that are mostly each other one
    is kept (the likeliest source, the first read, or the longest), and a reason given for each
    that may go. On results that are there already this takes no new scan.
    With --engine ray, the work is done by the Ray cluster that RAY_ADDRESS names, or by one started
    on this machine; the results are the same. Every node must see DIR, INDEX and local input under
    the same paths, on a disk they share.

    \b
    Examples:
      unspin scan news.jsonl --out found
      unspin scan news.jsonl --out found --keep source
      unspin scan crawl/*.warc.gz --out found --jobs 8
      unspin scan today.jsonl --index archive --out found
      unspin scan posts.jsonl --text-key body --id-key url --out found
      unspin scan s3://crawl/2024 --endpoint-url http://store:9000 --out found
      RAY_ADDRESS=head:6379 unspin scan s3://crawl/2024 --out /shared/found --engine ray
      jq -r 'select(.relation == "spun") | [.a, .b] | @tsv' found/pairs.jsonl
    """
    if endpoint_url:
        os.environ["AWS_ENDPOINT_URL"] = endpoint_url  # processes and nodes that read need it too
    if keep and stop_after:
        raise unspin.BadInput("--keep needs the families of a whole scan: leave --stop-after out")
    with stages(quiet=quiet) as tell:
        books = unspin.scan(
            inputs, out, index=index, text_key=text_key, id_key=id_key, jobs=jobs,
            engine=engine, stop_after=stop_after, tell=tell,
        )  # fmt: skip
    if keep:
        with waiting("choosing", quiet=quiet):
            books["kept"] = unspin.curate(out, keep=keep)
    if quiet:
        return
    tell_skipped(lines(out / "skipped.jsonl"))
    tell_unjudged(books.get("unjudged", {}))
    typer.echo(summary(books, out, stopped=stop_after is not None))


def export(
    results: Annotated[Path, typer.Argument(metavar="DIR", help="The results of a scan.")],
    path: Annotated[
        Path, typer.Argument(metavar="PATH", help="File to write; for dolma also a folder.")
    ],
    form: Annotated[
        Literal["jsonl", "parquet", "csv", "dolma", "passim"] | None,
        typer.Option("--format", help="What to write, if the name of PATH does not say it."),
    ] = None,
) -> None:
    """Write what a scan found for another program.

    JSONL, Parquet and CSV hold the pairs, and CSV has passages and families in files beside them.
    dolma: attributes of documents, a file for each file of the input, in the folder PATH. passim:
    a line for each witness of a passage. JSONL, dolma and passim are packed when the name ends in
    .gz or .zst. Prints the paths of what was written.

    \b
    Examples:
      unspin export found pairs.parquet
      unspin export found pairs.csv
      unspin export found corpus/attributes/unspin --format dolma
      unspin export found clusters.json.gz --format passim
    """
    if str(path) == "-":
        raise unspin.BadInput("-: an export appears whole or not at all: give the name of a file")
    with waiting("writing", quiet=False):
        written = unspin.export(results, path, format=form)
    for file in written:
        typer.echo(str(file))


def add(
    index: Annotated[
        Path, typer.Argument(metavar="INDEX", file_okay=False, help="Made if it is not there.")
    ],
    inputs: Inputs,
    text_key: TextKey = "text",
    id_key: IdKey = "id",
    jobs: Jobs = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the counts as JSON.")] = False,
    quiet: Quiet = False,
) -> None:
    """Add documents to an index, which is made if need be.

    Documents are known by their id and text: adding one again does nothing, and another text under
    an old id is kept beside the first, and said. What is acknowledged is on the disk.

    \b
    Examples:
      unspin add archive news.jsonl
      unspin add archive stories/ feed.xml crawl.warc.gz
      zcat posts.jsonl.gz | unspin add archive - --text-key body --id-key url
    """
    with stages(quiet=quiet) as tell:
        books = unspin.add(
            index, inputs, text_key=text_key, id_key=id_key, jobs=jobs, tell=tell
        )  # fmt: skip
    if not quiet:
        tell_skipped(books["skips"])
        _tell_changed(books["changed"])
    if as_json:
        counts = {k: v for k, v in books.items() if k != "skips"}
        typer.echo(json.dumps({**counts, "changed": len(books["changed"])}))
    elif not quiet:
        typer.echo(
            f"{many(books['read'], 'record')} read: {books['new']:,} new, "
            f"{books['same']:,} there already, {sum(books['skipped'].values()):,} skipped"
        )


def find(
    index: Annotated[
        Path, typer.Argument(metavar="INDEX", help="An index, or the results of a scan.")
    ],
    file: Annotated[str, typer.Argument(metavar="FILE", help="Text or HTML; - is stdin.")],
    most: Annotated[
        int, typer.Option("--most", min=1, metavar="N", help="Candidates to verify.")
    ] = 20,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print a line of JSON for each (unspin.match/1).")
    ] = False,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Leave with 1 if there is a copy or a source.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Find the sources and copies of a text in an index.

    Each one was aligned with the text word by word and judged as unspin compare does it. Says how
    they are related, which way the copying went or that it cannot be told, and what was changed.

    \b
    Examples:
      unspin find archive story.txt
      unspin find archive story.txt --json | jq -r '[.rank, .relation, .b] | @tsv'
      unspin find archive - --quiet --exit-code < story.txt; echo $?
    """
    with waiting("searching", quiet=quiet), unspin.Index.open(index_at(index)) as opened:
        found = opened.find(unspin.read(file), most=most)
    if as_json:
        for match in found.to_dict():
            typer.echo(json.dumps(match))
    elif not quiet and found.judgements:
        typer.echo(drawn(unspin.render(found)), nl=False, color=True)
    if not quiet:
        _tell_found(found, file)
    if exit_code and found.judgements:
        sys.stdout.flush()
        raise typer.Exit(FOUND)


def index_at(path: Path) -> Path:
    """Return the index that a path means: itself, or that of a scan whose results lie there."""
    index: Path = unspin.Finished.index_of(path)
    return index


def _tell_changed(changed: Sequence[str]) -> None:
    if not changed:
        return
    names = ", ".join(map(printable, changed[:SHOWN]))
    more = f" and {len(changed) - SHOWN:,} more" if len(changed) > SHOWN else ""
    say(f"{many(len(changed), 'id')} had another text before; both are kept: {names}{more}")


def _tell_found(found: Any, file: str) -> None:
    """Say how thorough the search was."""
    count, looked = len(found.judgements), found.candidates - found.unverified
    what = many(count, "copy or source", "copies and sources") if count else "no copy or source"
    say(f"{what} of {printable(file)}, from {many(looked, 'candidate')} verified")
    if found.unverified:
        say(f"{many(found.unverified, 'candidate')} left unverified: --most N looks at more")
    if found.sampled:
        say("some words of it are so common that only a sample of their documents was looked at")
