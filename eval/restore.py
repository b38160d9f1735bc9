#!/usr/bin/env python3
"""Restoring: how many of the words a rewriter replaced come back, and how many others are harmed.

    eval/restore.py [--limit N] [--all] [--json FILE]

With the source in the index: texts go into an index among others, and each of their copies is
restored from it. Without: the copies alone, those whose lot was held out from fitting. A word is
back when the text has, in its place, what the original had there; it is harmed when it was not
touched by the rewriter and does not stand there any more. Precision is that of single changes.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from common import Figures, command, options, parallel, read, sample, share, show
from restore_sets import Spun, material
from swaps import FITTED, lot

KINDS = ("adversarial", "word_swap", "spun")
Counts = Counter[str]


def bare(text: str) -> str:
    """Return a text in lower case, without marks at its ends, blanks made one."""
    return re.sub(r"^\W+|\W+$", "", " ".join(text.lower().split()))


def mapped(text: str, changes: Sequence[Any], start: int, end: int) -> str:
    """Return what stands after the changes where ``start..end`` stood before."""
    parts, at = [], start
    for change in changes:
        if (
            change.end < start
            or change.start >= end
            or (change.end == start and change.start < start)
        ):
            continue
        if change.start < start:  # it began before: all of it counts
            parts.append(change.restored)
        else:
            parts += [text[at : change.start], change.restored]
        at = max(at, change.end)
    return "".join([*parts, text[at:end] if at < end else ""])


def scored(item: Spun, restoration: Any) -> Counts:
    """Count what became of the words of a text."""
    found: Counts = Counter()
    changes = restoration.changes
    for start, end, old in item.changed:
        got, wanted = bare(mapped(item.text, changes, start, end)), bare(old)
        found["changed"] += 1
        found["back"] += got == wanted or (wanted != "" and f" {wanted} " in f" {got} ")
    spans = sorted((start, end) for start, end, _ in item.changed)
    starts = [start for start, _ in spans]
    for word in re.finditer(r"[\w’']+", item.text):
        k = bisect_left(starts, word.end())
        if k and spans[k - 1][1] > word.start():
            continue
        found["untouched"] += 1
        # a/an and the like may move to the word beside it
        found["harmed"] += bare(word[0]) not in bare(mapped(item.text, changes, *word.span()))
    for change in changes:
        touched = [g for g in item.changed if g[0] < change.end and g[1] > change.start]
        wanted = bare(" ".join(g[2] for g in touched))
        found["made"] += change.start < change.end
        found["right"] += (
            bool(touched) and change.start < change.end and wanted == bare(change.restored)
        )
    return found


def alone(item: Spun) -> Counts:
    """Restore a text from the language alone."""
    import unspin

    return scored(item, unspin.restore(item.text))


def with_source(items: Iterable[Spun], background: Iterable[str]) -> list[Counts]:
    """Restore texts from an index that has their originals."""
    import unspin

    items = list(items)
    found: list[Counts] = []
    with (
        tempfile.TemporaryDirectory() as scratch,
        unspin.Index.open(Path(scratch) / "index") as index,
    ):
        index.add(unspin.Document(f"original {i.name}", i.original) for i in items)
        index.add(unspin.Document(f"other {n}", text) for n, text in enumerate(background))
        found += (scored(item, unspin.restore(item.text, index)) for item in items)
    return found


def figures_of(name: str, kinds: Sequence[str], found: Sequence[Counts]) -> Figures:
    """Show one table, and return its figures."""
    lines, figures = [], {}
    for kind in (*KINDS, "all"):
        total = sum((c for k, c in zip(kinds, found, strict=True) if kind in (k, "all")), Counter())
        back = share(total["back"], total["changed"])
        harmed = share(total["harmed"], total["untouched"])
        precision = share(total["right"], total["made"])
        lines.append((kind, total["changed"], back, harmed, total["made"], precision))
        if total["changed"]:
            figures[f"restore.{name}.back.{kind}"] = back
            figures[f"restore.{name}.harmed.{kind}"] = harmed
    if name == "alone":
        figures["restore.alone.precision.all"] = lines[-1][-1]
    show(
        f"Restored, {name}", ("kind", "changed words", "back", "harmed", "changes", "right"), lines
    )
    return figures


def run(args: argparse.Namespace) -> Figures:
    """Run both parts and return the figures."""
    items = list(material(args.data, args.limit))
    limit = args.limit or 100
    chosen = [
        i for kind in KINDS for i in sample([i for i in items if i.kind == kind], limit, kind)
    ]
    background = [
        r["text"] for r in sample(read(args.data, "wikinews_2019"), 200, "restore others")
    ]
    figures = figures_of("source", [i.kind for i in chosen], with_source(chosen, background))
    held = [i for i in items if args.all or lot(i.lot) >= FITTED]
    return figures | figures_of("alone", [i.kind for i in held], parallel(alone, held, args.jobs))


def main() -> int:
    """Run the command and return its exit code."""
    parser = options(__doc__)
    parser.add_argument("--all", action="store_true", help="the texts that were learned from too")
    return command(run, parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
