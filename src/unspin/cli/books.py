"""What a scan and an index say about what they read, found and left out."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from unspin.cli.app import many, printable, say

SHOWN = 5
"""Skipped records, and changed ids, that are shown one by one."""


def summary(books: Mapping[str, Any], out: Path, *, stopped: bool) -> str:
    """Return the books of a scan as a short table.

    Args:
        books: those of ``scan``; under ``kept`` what ``curate`` returned, if it was called.
        out: folder of the results.
        stopped: whether the scan was to stop early.
    """
    failed = sum(books["failed"].values())
    skipped = by_count(books["skipped"], "skipped") + (f", {failed:,} failed" if failed else "")
    read = f"{many(books['read'], 'record')}, {many(books['indexed'], 'document')}"
    table = [("read", read + skipped)]
    files = ["skipped.jsonl", "stats.json"]
    if "candidates" in books:
        table.append(("candidates", _candidates(books)))
    if "verified" in books:
        table += _found(books)
        files = ["pairs.jsonl", *files]
    if not stopped:
        table.append(("families", f"{books['families']:,}"))
        files = ["families.jsonl", *files]
    if kept := books.get("kept"):
        guests = f" ({many(kept['guests'], 'guest')})" if kept["guests"] else ""
        table.append(
            ("kept", f"{many(kept['kept'], 'document')}{guests}, {kept['dropped']:,} dropped")
        )
        files = ["dropped.jsonl", *files[:1], "kept.jsonl", *files[1:]]
    seconds = ", ".join(f"{s:,.1f} {what}" for what, s in books["seconds"].items())
    table += [("seconds", seconds), ("files", ", ".join(str(out / name) for name in files))]
    said = [f"{name:<10}  {value}" for name, value in table]
    if stopped:
        said.append("stopped early: the same command without --stop-after goes on from here")
    return "\n".join(said)


def _candidates(books: Mapping[str, Any]) -> str:
    sampled = f", {books['capped']:,} of them from sampled lists" if books["capped"] else ""
    passed = books.get("rejected", {}).get("budget", 0)
    left = f", {passed:,} unverified (each document has better ones)" if passed else ""
    return f"{books['candidates']:,}{sampled}{left}"


def _found(books: Mapping[str, Any]) -> list[tuple[str, str]]:
    none = {reason: count for reason, count in books["rejected"].items() if reason != "budget"}
    unjudged = sum(books["unjudged"].values())
    left = f", {unjudged:,} not judged" if unjudged else ""
    return [
        ("verified", f"{books['verified']:,}{by_count(none, 'no copies')}{left}"),
        ("pairs", f"{books['pairs']:,}{by_count(books['relations'])}"),
    ]


def by_count(counts: Mapping[str, int], what: str = "") -> str:
    """Return counts, the highest first: all and each, or only the part in brackets.

    >>> by_count({"same-event": 4, "slight": 8}, "no copies")
    ', 12 no copies (8 slight, 4 same-event)'
    >>> by_count({"spun": 1200}), by_count({})
    (' (1,200 spun)', '')
    """
    parts = ", ".join(f"{count:,} {printable(name)}" for name, count in _ordered(counts) if count)
    if not parts:
        return ""
    return f", {sum(counts.values()):,} {what} ({parts})" if what else f" ({parts})"


def _ordered(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda count: (-count[1], count[0]))


def tell_unjudged(faults: Mapping[str, int]) -> None:
    """Say how many pairs could not be judged, and the commonest faults: they are to be reported."""
    if faults:
        say(f"{many(sum(faults.values()), 'pair')} could not be judged:")
    for fault, count in _ordered(faults)[:SHOWN]:
        say(f"  {count:,} × {printable(fault)}")


def tell_skipped(skipped: Iterable[Mapping[str, str]]) -> None:
    """Say how many records gave no document, why, and where the first few stand."""
    counts: Counter[str] = Counter()
    first: list[Mapping[str, str]] = []
    for row in skipped:
        counts[row["code"]] += 1
        if len(first) < SHOWN:
            first.append(row)
    if not counts:
        return
    say(f"skipped {many(counts.total(), 'record')}{by_count(counts)}")
    for row in first:
        say(f"  {printable(row['origin'])}: {printable(row['reason'])}")
    if counts.total() > len(first):
        say(f"  and {counts.total() - len(first):,} more")


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the lines of a file of results."""
    with path.open("rb") as file:
        yield from map(json.loads, file)
