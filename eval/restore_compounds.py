#!/usr/bin/env python3
"""List the phrases of WordNet that share a sense with a single word: what a rewriter's list has.

    eval/restore_compounds.py [--out FILE]

Each line: a phrase of two or three words, and the word it may have been put for. Read by
``unspin restore``; WordNet 3 (Princeton University) is read where ``wordnet.py`` finds it.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from common import ROOT, Figures, command, options
from wordnet import PARTS, folder

from unspin.ingest.model import load_model

OUT = ROOT / "src" / "unspin" / "data" / "en" / "compounds.tsv"
MOST_WORDS = 3


def run(args: argparse.Namespace) -> Figures:
    """List, and write the file."""
    model = load_model()
    if model is None:
        raise SystemExit("no English language model")
    known = {model.word(number) for number in range(len(model.chances))}
    found = set()
    for part in PARTS:
        for line in (folder() / f"data.{part}").read_text("utf-8").splitlines():
            if line.startswith(" "):
                continue
            cells = line.split()
            words = [w.partition("(")[0].lower() for w in cells[4 : 4 + 2 * int(cells[3], 16) : 2]]
            phrases = [w.split("_") for w in words if 0 < w.count("_") < MOST_WORDS]
            singles = [w for w in words if w.isalpha() and w in known]
            found |= {(" ".join(p), w) for p in phrases for w in singles if known.issuperset(p)}
    args.out.write_text("".join(f"{phrase}\t{word}\n" for phrase, word in sorted(found)), "utf-8")
    print(f"{len(found)} phrases with their words")
    return {"compounds": float(len(found))}


def main() -> int:
    """Run the command and return its exit code."""
    parser = options(__doc__)
    parser.add_argument("--out", type=Path, default=OUT, help="file to write")
    return command(run, parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
