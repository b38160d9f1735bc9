"""``unspin scan``, ``add`` and ``find``: many texts."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

import unspin
from unspin.cli.app import FOUND, IdKey, Jobs, Quiet, TextKey, drawn, many, printable, say
from unspin.cli.progress import stages, waiting

_SHOWN = 5
"""Skipped records, and changed ids, that are shown one by one."""

Inputs = Annotated[
    list[str],
    typer.Argument(
        metavar="INPUT",
        help="Files and folders: text, HTML, JSONL, CSV, Parquet, WARC, RSS, Atom; - is stdin.",
    ),
]


def scan(
    inputs: Inputs,
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", file_okay=False, help="Where the results go.")
    ],
    index: Annotated[
        Path | None,
        typer.Option(
            "--index",
            metavar="INDEX",
            file_okay=False,
            help="Keep the documents in this index, and compare them with what is there.",
        ),
    ] = None,
    jobs: Jobs = None,
    engine: Annotated[
        Literal["local", "ray"], typer.Option("--engine", help="What the processes run on.")
    ] = "local",
    stop_after: Annotated[
        Literal["sketch", "candidates", "align"] | None,
        typer.Option("--stop-after", help="Stop early; the same command without it goes on."),
    ] = None,
    text_key: TextKey = "text",
    id_key: IdKey = "id",
    quiet: Quiet = False,
) -> None:
    """Find every copy in a corpus.

    Writes pairs.jsonl (every verified pair, with its passages and changes), families.jsonl,
    skipped.jsonl and stats.json into DIR, and says in short what is in them. A scan that was
    stopped, however it was, goes on where it stopped when the same command is given again.

    \b
    Examples:
      unspin scan news.jsonl --out found
      unspin scan crawl/*.warc.gz --out found --jobs 8
      unspin scan today.jsonl --index archive --out found
      unspin scan posts.jsonl --text-key body --id-key url --out found
      jq -r 'select(.relation == "spun") | [.a, .b] | @tsv' found/pairs.jsonl
    """
    if engine == "ray":
        raise unspin.BadInput(
            "--engine ray: unspin cannot run on a Ray cluster yet: leave --engine out"
        )
    with stages(quiet=quiet) as tell:
        books = unspin.scan(
            inputs, out, index=index, text_key=text_key, id_key=id_key, jobs=jobs,
            stop_after=stop_after, tell=tell,
        )  # fmt: skip
    if quiet:
        return
    _tell_skipped(_lines(out / "skipped.jsonl", sum(books["skipped"].values())))
    typer.echo(summary(books, out))


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
        _tell_skipped(books["skips"])
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
    """Return the index that a path means: itself, or the one among the results of a scan."""
    inside = path / "index"
    return inside if inside.is_dir() and (path / "stats.json").exists() else path


def summary(books: Mapping[str, Any], out: Path) -> str:
    """Return the books of a scan as a short table."""
    read = f"{many(books['read'], 'record')}, {many(books['indexed'], 'document')}"
    rows = [("read", read + _by_count(books["skipped"], "skipped"))]
    if "candidates" in books:
        sampled = f", {books['capped']:,} of them from sampled lists" if books["capped"] else ""
        rows.append(("candidates", f"{books['candidates']:,}{sampled}"))
    if ended := "verified" in books:
        relations = Counter(row["relation"] for row in _lines(out / "pairs.jsonl"))
        rows += [
            ("verified", f"{books['verified']:,}" + _by_count(books["rejected"], "no copies")),
            ("pairs", f"{books['pairs']:,}" + _by_count(relations)),
            ("families", f"{books['families']:,}"),
        ]
    rows.append(("seconds", ", ".join(f"{s:,.1f} {what}" for what, s in books["seconds"].items())))
    names = [*(("families.jsonl", "pairs.jsonl") if ended else ()), "skipped.jsonl", "stats.json"]
    rows.append(("files", ", ".join(str(out / name) for name in names)))
    lines = [f"{name:<10}  {said}" for name, said in rows]
    if not ended:
        lines.append("stopped early: the same command without --stop-after goes on from here")
    return "\n".join(lines)


def _by_count(counts: Mapping[str, int], what: str = "") -> str:
    """Return ``, 12 no copies (8 slight, 4 same-event)``, or only the part in brackets."""
    ordered = sorted(counts.items(), key=lambda count: (-count[1], count[0]))
    parts = ", ".join(f"{count:,} {name}" for name, count in ordered if count)
    if not parts:
        return ""
    return f", {sum(counts.values()):,} {what} ({parts})" if what else f" ({parts})"


def _tell_skipped(skipped: Sequence[Mapping[str, str]] | Iterator[Mapping[str, str]]) -> None:
    """Say how many records gave no document, why, and where the first few stand."""
    counts: Counter[str] = Counter()
    first: list[Mapping[str, str]] = []
    for row in skipped:
        counts[row["code"]] += 1
        if len(first) < _SHOWN:
            first.append(row)
    if not counts:
        return
    say(f"skipped {many(counts.total(), 'record')}{_by_count(counts)}")
    for row in first:
        say(f"  {printable(row['origin'])}: {printable(row['reason'])}")
    if counts.total() > len(first):
        say(f"  and {counts.total() - len(first):,} more")


def _tell_changed(changed: Sequence[str]) -> None:
    if not changed:
        return
    names = ", ".join(map(printable, changed[:_SHOWN]))
    more = f" and {len(changed) - _SHOWN:,} more" if len(changed) > _SHOWN else ""
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


def _lines(path: Path, wanted: int = 1) -> Iterator[dict[str, Any]]:
    """Yield the lines of a file of results; of none when none are wanted."""
    if wanted:
        with path.open("rb") as file:
            yield from map(json.loads, file)
