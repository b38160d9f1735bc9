#!/usr/bin/env python3
"""Say what disguising letters costs: how many copies are still found, and whether it is named.

    eval/evasion.py [--limit 200] [--background 2000] [--share 0.1] [--json FILE]

Copies of open pages, spun a little, are disguised in a share of their words: letters of another
script, characters without width, direction controls, spaces between letters. Recall is that of
``eval/find.py``, beside the same copies undisguised; named is the share of pairs in which
``compare`` tells of the disguise by its code, and false the same for copies without one.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections.abc import Callable

import corpus
import respin
from background import natural
from common import Figures, command, judged, options, rng_of, share, show

from find import measured
from unspin.ingest.resources import load_lexicon
from unspin.text.skim import skim

STRENGTH = 0.3
"""Share of content words that the copies' spinner replaced."""
JUDGED = 40
"""Pairs of each disguise that are compared."""
LOOK_ALIKES = str.maketrans("aceopxyiABEKMHOPCTX", "асеорхуіАВЕКМНОРСТХ")
Disguise = Callable[[str, random.Random], str]


def look_alike(word: str, _: random.Random) -> str:
    """Replace what letters can be by Cyrillic ones."""
    return word.translate(LOOK_ALIKES)


def hidden(marks: str) -> Disguise:
    """Return a disguise that puts one of some invisible characters inside of a word."""

    def disguise(word: str, rng: random.Random) -> str:
        at = rng.randrange(1, len(word))
        return word[:at] + rng.choice(marks) + word[at:]

    return disguise


def spaced(word: str, _: random.Random) -> str:
    """Put a space between any two letters."""
    return " ".join(word)


DISGUISES: dict[str, tuple[Disguise, str]] = {
    "homoglyph": (look_alike, "C603"),
    "zero-width": (hidden("\u200b\u200c\u200d\u2060\u00ad"), "C604"),
    "bidi": (hidden("\u200e\u200f\u202a\u202c\u202d\u2066\u2069"), "C605"),
    "spacing": (spaced, "C604"),
}


def disguised(text: str, disguise: Disguise, part: float, rng: random.Random) -> str:
    """Disguise a share of the words of three letters and more."""

    def one(found: re.Match[str]) -> str:
        return disguise(found[0], rng) if rng.random() < part else found[0]

    return re.sub(r"[^\W\d_]{3,}", one, text)


def run(args: argparse.Namespace) -> Figures:
    """Make the copies, look for them, compare some, print a table and return the figures."""
    pages = natural(args.data)
    rng_of("evasion").shuffle(pages)
    bodies = [
        p.text for p in pages
        if corpus.BODY[0] <= len(p.text) <= corpus.BODY[1] and corpus._is_prose(p.text)
    ]  # fmt: skip
    limit = args.limit or 200
    sources, others = bodies[:limit], bodies[limit : limit + args.background]
    spinner = respin.Spinner({})  # the thesaurus alone: neighbours by vectors take minutes to find
    copies = [spinner.spin(t, STRENGTH, rng_of(f"evasion {i}")) for i, t in enumerate(sources)]
    lexicon = load_lexicon()
    around = [skim(text, lexicon) for text in sources + others]
    ends = {(i, len(around) + i): "copy" for i in range(len(sources))}

    def recall(texts: list[str]) -> float:
        seen, _, _ = measured(around + [skim(text, lexicon) for text in texts], ends, 1.0)
        return share(sum(one.found for one in seen), len(seen))

    def named(texts: list[str], code: str) -> float:
        pairs = list(zip(sources, texts, strict=True))[:JUDGED]
        hits = [code in {c.code for c in judged(a, b).changes} for a, b in pairs]
        return share(sum(hits), len(hits))

    plain = recall(copies)
    figures: Figures = {"evasion.recall_plain": plain}
    rows = [("none", plain, 0.0, 0.0)]
    for name, (disguise, code) in DISGUISES.items():
        rng = rng_of(f"evasion {name}")
        texts = [disguised(text, disguise, args.share, rng) for text in copies]
        found, told, false = recall(texts), named(texts, code), named(copies, code)
        figures |= {
            f"evasion.recall_{name}": found, f"evasion.lost_{name}": plain - found,
            f"evasion.named_{name}": told, f"evasion.false_{name}": false,
        }  # fmt: skip
        rows.append((name, found, told, false))
    show(
        f"{limit} copies among {len(around):,} pages", ("disguise", "found", "named", "false"), rows
    )
    return figures


def main() -> int:
    """Read the options and run."""
    parser = options(__doc__)
    parser.add_argument("--background", type=int, default=2_000, help="pages beside the copies")
    parser.add_argument("--share", type=float, default=0.1, help="words that are disguised")
    return command(run, parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
