#!/usr/bin/env python3
"""Mining: are the words that were read off pairs those the spinner really put.

    eval/mine.py [--limit N] [--json FILE]

Precision of the first 100 entries, and of all, and how much of the spinner's table was found: on
texts of DetectRL and their word-swapped copies, on adversarial copies, and on copies made by our
own spinner, of which every exchange is known. The pairs go in as two texts in no order: which one
was rewritten is part of the question. Also whether sites that share a table are told from others.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import obfuscate
from common import Figures, chance, command, options, read, rng_of, sample, share, show
from swaps import pairs as swapped
from swaps import swaps

Exchange = tuple[str, str]
SETS = ("word_swap", "adversarial", "spun")
NEWS = ("basil_open", "ecbplus_open")
FIRST = 100


def material(data: Path, name: str, limit: int) -> Iterator[tuple[str, str, str, set[Exchange]]]:
    """Yield (id, original, copy, what was put for what) of a set."""
    if name == "spun":
        for file in NEWS:
            for r in sample(read(data, file), limit // 2, f"mine {file}"):
                rng = rng_of(f"mine {file} {r['id']}")
                made, acts = obfuscate.spin(r["text"], rng.choice((0.3, 0.5, 0.7)), rng)
                yield f"{file} {r['id']}", r["text"], made, {
                    (a.b_text.lower(), a.a_text.lower()) for a in acts
                }  # fmt: skip
        return
    wanted = [p for p in swapped(data) if p[0].startswith("tfadv") == (name == "adversarial")]
    long = [p for p in wanted if len(p[1].split()) >= 60]
    for doc_id, original, copy in sample(long, limit, f"mine {name}"):
        yield doc_id, original, copy, swaps(original, copy)


def is_right(entry: Any, gold: set[Exchange]) -> bool:
    """Say whether a spinner put every word of an entry that differs for the one beside it."""
    spun, original = entry.spun.lower(), entry.original.lower()
    if (spun, original) in gold:
        return True
    ours, theirs = spun.split(), original.split()
    pairs = zip(ours, theirs, strict=False)
    return len(ours) == len(theirs) and all(a == b or (a, b) in gold for a, b in pairs)


def run(args: argparse.Namespace) -> Figures:
    """Mine each set and return the figures."""
    import unspin

    figures: Figures = {}
    lines = []
    for name in SETS:
        gold: set[Exchange] = set()
        pairs = []
        for doc_id, original, copy, exchanges in material(args.data, name, args.limit or 200):
            gold |= exchanges
            sides = unspin.Document(f"{doc_id} o", original), unspin.Document(f"{doc_id} c", copy)
            pairs.append(sides if chance(f"order {doc_id}") < 0.5 else sides[::-1])
        found = unspin.mine(pairs)
        right = [is_right(entry, gold) for entry in found]
        first = share(sum(right[:FIRST]), len(right[:FIRST]))
        words = {(e.spun.lower(), e.original.lower()) for e in found}
        figures[f"mine.precision_100.{name}"] = first
        figures[f"mine.precision.{name}"] = share(sum(right), len(right))
        known = share(len(words & gold), len(gold))
        lines.append(
            (name, len(pairs), found.pairs, len(found), first, share(sum(right), len(right)), known)
        )
        for entry, fine in zip(found.entries[:FIRST], right, strict=False):
            if not fine:
                print(f"wrong among the first in {name}: {entry.to_row()}")
    show(
        "Mined",
        ("set", "pairs", "used", "entries", "precision at 100", "precision", "of the table"),
        lines,
    )
    return figures | sites(args)


def sites(args: argparse.Namespace) -> Figures:
    """Spin pages of six sites with two tables, and see which sites are told to share one."""
    import unspin

    pairs = []
    rows = sample(read(args.data, "detectrl_other"), min(args.limit or 240, 240), "mine sites")
    for number, r in enumerate(rows):
        site = number % 6
        rng = rng_of(f"mine site {r['id']}")
        if site < 3:
            copy = obfuscate.spin(r["original"], 0.5, rng)[0]
        else:
            swap = r["variants"].get("word_swap") or ""
            copy = swap["text"] if isinstance(swap, dict) else swap
        if copy:
            pairs.append((
                unspin.Document(f"{r['id']} o", r["original"]),
                unspin.Document(f"{r['id']} c", copy, outlet=f"site-{site}.example"),
            ))  # fmt: skip
    found = unspin.mine(pairs)
    alike: dict[bool, list[float]] = {True: [], False: []}
    for s in found.sites:
        alike[(int(s.a[5]) < 3) == (int(s.b[5]) < 3)].append(s.alike)
    mean = {same: share(sum(v), len(v)) for same, v in alike.items()}
    print(f"sites alike: {mean[True]:.3f} with one table, {mean[False]:.3f} with two")
    print("told to share a table:", *found.tables)
    return {"mine.sites_gap": mean[True] - mean[False]}


def main() -> int:
    """Run the command and return its exit code."""
    return command(run, options(__doc__).parse_args())


if __name__ == "__main__":
    sys.exit(main())
