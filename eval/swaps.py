#!/usr/bin/env python3
"""Count which words rewriters put for which, in the share of the open data kept for that.

    eval/swaps.py --out FILE.tsv

Each line of the file: what was put in, what had been there, in how many texts. It is read by
``tools/build_ngrams.py``. Only texts whose lot is below ``FITTED`` are looked at; ``inspect.py``
measures on others.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from common import Figures, chance, command, options, read

FITTED = 0.6
"""Share of the texts that words and weights are learned from; the others are held out."""
LEAST = 1


def lot(name: str) -> float:
    """Return the lot of a text, which decides what it is used for."""
    return chance(f"inspect:{name}")


def pairs(data: Path) -> Iterator[tuple[str, str, str]]:
    """Yield (id, original, copy) of the sets whose tokens stay in place."""
    for record in read(data, "tf_adv_open"):
        yield record["id"], record["original"], record["variant"]
    for record in read(data, "detectrl_other"):
        yield from _swapped(record)


def _swapped(record: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    copy = record["variants"].get("word_swap")
    if copy:
        yield record["id"], record["original"], copy["text"] if isinstance(copy, dict) else copy


def swaps(original: str, copy: str) -> set[tuple[str, str]]:
    """Return the (put in, had been there) words of two texts of as many tokens."""
    before, after = original.split(), copy.split()
    if len(before) != len(after):
        return set()
    found = set()
    for old, new in zip(before, after, strict=True):
        a, b = (re.sub(r"^\W+|\W+$", "", word).lower() for word in (old, new))
        if a != b and a.isalpha() and b.isalpha():
            found.add((b, a))
    return found


def run(args: argparse.Namespace) -> Figures:
    """Count, and write the file."""
    counts: Counter[tuple[str, str]] = Counter()
    for name, original, copy in pairs(args.data):
        if lot(name) < FITTED:
            counts.update(swaps(original, copy))
    rows = sorted((n, pair) for pair, n in counts.items() if n >= LEAST)
    lines = [f"{spun}\t{original}\t{n}\n" for n, (spun, original) in reversed(rows)]
    args.out.write_text("".join(lines), "utf-8")
    print(f"{len(lines)} pairs")
    return {"swaps": float(len(lines))}


def main() -> int:
    """Run the command and return its exit code."""
    parser = options(__doc__)
    parser.add_argument("--out", type=Path, required=True, help="file to write")
    return command(run, parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
