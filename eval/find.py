#!/usr/bin/env python3
"""Say how many copies become candidates, by how they were made, at several budgets of the sketch.

    eval/find.py [--limit 60] [--background 8000] [--budgets 0.5 1 2] [--misses FILE] [--json FILE]

Copies of every kind, strength and length lie among pages of the open data. A copy is found when it
and its original promise enough (``find.candidates``) and their traces agree where they met
(``find.traces``); nothing is aligned. The price of a budget is its postings a page.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import corpus
import numpy as np
import respin
from background import Article, natural
from common import Figures, command, options, rng_of, share, show
from numpy.typing import NDArray
from obfuscate import sentences

from unspin.find.candidates import Pairs, least_promise, meet, pair
from unspin.find.sketch import CHANNELS, TWIN, channel, sketch
from unspin.find.traces import ALIKE, shared_numbers, trace
from unspin.ingest.resources import load_lexicon
from unspin.records import Sketch, Skimmed
from unspin.text.skim import skim

STRENGTHS = (0.1, 0.3, 0.5, 0.7, 0.9)
RECAST = ((0.5, 0.4), (0.7, 0.4), (0.5, 0.7))
"""Shares of content words and of function words that are replaced."""
LENGTHS = (50, 80, 120, 200, 400, 1_000)
PASSAGE_STRENGTHS = (0.3, 0.5, 0.7)
GARBLED = ("typos", "homoglyphs")


class Copy(NamedTuple):
    """A copy: how it was made, and both texts."""

    kind: str
    original: str
    text: str


class Seen(NamedTuple):
    """What was seen of one planted pair at one budget."""

    kind: str
    found: bool
    promise: float
    shared: int


def copies(data: Path, pages: list[Article], spinner: respin.Spinner, limit: int) -> Iterator[Copy]:
    """Yield ``limit`` copies of each kind, no two of one page; ``pages`` is used up from its end."""

    def each(kind: str) -> Iterator[tuple[str, random.Random]]:
        for _ in range(limit):
            page = pages.pop()
            yield page.text, rng_of(f"{kind} {page.origin}")

    for strength in STRENGTHS:
        for text, rng in each(kind := f"spun {strength}"):
            yield Copy(kind, text, spinner.spin(text, strength, rng))
    for content, function in RECAST:
        for text, rng in each(kind := f"recast {content}/{function}"):
            yield Copy(kind, text, spinner.spin(text, content, rng, function))
    for way in respin.PLAIN:
        if way.kind in GARBLED:
            for text, rng in each(way.kind):
                yield Copy(way.kind, text, way.make(text, rng))
    for length in LENGTHS:
        for number, (text, rng) in enumerate(each(kind := f"passage {length:4}")):
            strength = PASSAGE_STRENGTHS[number % len(PASSAGE_STRENGTHS)]
            passage = spinner.spin(_stretch(text, length, rng), strength, rng)
            yield Copy(kind, text, planted(passage, pages.pop().text))
    originals, made = corpus._round_trips(data, limit)
    texts = {page.origin: page.text for page in originals}
    for copy in made:
        yield Copy(copy.kind, texts[copy.original], copy.page.text)


def _stretch(text: str, length: int, rng: random.Random) -> str:
    """Return so many words in a row, or as many as there are."""
    words = [found.span() for found in re.finditer(r"\S+", text)]
    first = rng.randrange(max(1, len(words) - length + 1))
    return text[words[first][0] : words[min(first + length, len(words)) - 1][1]]


def planted(passage: str, host: str) -> str:
    """Return a stranger's page with a passage between two sentences in its middle.

    >>> planted("New.", "One. Two.")
    'One. New. Two.'
    """
    at = min((end for _, end in sentences(host)), key=lambda end: abs(end - len(host) / 2))
    return f"{host[:at]} {passage}{host[at:]}"


def candidates(words: list[Skimmed], budget: float) -> tuple[Pairs, NDArray[np.bool_], list[int]]:
    """Return the pairs that met, which of them agree, and how many postings each channel has."""
    made = [sketch("", text, budget) for text in words]
    keys, nums, positions = _postings(made)
    counts = np.bincount(channel(keys), minlength=len(CHANNELS)).tolist()
    other = channel(keys) != TWIN
    fold = np.arange(len(words), dtype=np.uint32)
    met = meet(keys[other], nums[other], positions[other], fold, len(words))
    pairs = pair(met, least_promise(len(words)))
    traces = [trace(text) for text in words]
    lengths = np.array([len(t) for t in traces], np.int32)
    starts = np.cumsum(lengths, dtype=np.int64) - lengths
    shared = shared_numbers(
        np.concatenate(traces), starts, lengths, pairs.a, pairs.b, pairs.at_a, pairs.at_b
    )
    return pairs, shared >= ALIKE, counts


def _postings(
    made: list[Sketch],
) -> tuple[NDArray[np.uint64], NDArray[np.uint32], NDArray[np.uint16]]:
    keys = np.concatenate([s.keys for s in made])
    nums = np.repeat(np.arange(len(made), dtype=np.uint32), [len(s) for s in made])
    order = np.argsort(keys, kind="stable")
    return keys[order], nums[order], np.concatenate([s.positions for s in made])[order]


def measured(
    words: list[Skimmed], planted_pairs: dict[tuple[int, int], str], budget: float
) -> tuple[list[Seen], Figures, list[int]]:
    """Return what was seen of each planted pair, the cost, and postings by channel."""
    pairs, agree, counts = candidates(words, budget)
    rows = {
        ends: row for row, ends in enumerate(zip(pairs.a.tolist(), pairs.b.tolist(), strict=True))
    }
    seen = []
    for ends, kind in planted_pairs.items():
        row = rows.get(ends)
        if row is None:
            seen.append(Seen(kind, False, 0.0, 0))
        else:
            seen.append(
                Seen(kind, bool(agree[row]), float(pairs.promise[row]), int(pairs.shared[row]))
            )
    cost = {
        "postings": sum(counts) / len(words),
        "met": len(pairs) / len(words),
        "candidates": int(agree.sum()) / len(words),
    }
    return seen, cost, counts


def run(args: argparse.Namespace) -> Figures:
    """Make the pages, sweep the budgets, print one table and return the figures."""
    pages = natural(args.data)
    rng_of("find").shuffle(pages)
    bodies = [
        page
        for page in pages
        if corpus.BODY[0] <= len(page.text) <= corpus.BODY[1] and corpus._is_prose(page.text)
    ]
    known = sorted(set(re.findall(r"[a-z]{3,}", " ".join(page.text for page in pages))))
    spinner = respin.Spinner(respin.neighbours(known))
    # Pages that are copied come from the end of ``bodies``; what is left of them is background.
    made = list(copies(args.data, bodies, spinner, args.limit or 60))
    used = {copy.original for copy in made}
    others = [page.text for page in pages if page.text not in used][: args.background]
    lexicon = load_lexicon()
    texts = [text for copy in made for text in (copy.original, copy.text)] + others
    words = [skim(text, lexicon) for text in texts]
    ends = {(2 * i, 2 * i + 1): copy.kind for i, copy in enumerate(made)}
    figures: Figures = {}
    columns: list[dict[str, float]] = []
    for budget in args.budgets:
        seen, cost, counts = measured(words, ends, budget)
        by_kind: dict[str, list[bool]] = defaultdict(list)
        for one in seen:
            by_kind[one.kind].append(one.found)
        recall = {kind: share(sum(hits), len(hits)) for kind, hits in by_kind.items()}
        postings = {
            f"postings, {name}": number / len(words)
            for name, number in zip(CHANNELS, counts, strict=True)
        }
        columns.append(recall | postings | cost)
        figures |= {
            f"find.{re.sub('[ /]+', '_', name)}_x{budget:g}": value
            for name, value in columns[-1].items()
        }
        if args.misses and budget == 1:
            _write_misses(args.misses, made, seen)
    title = f"Share of copies that become candidates among {len(words):,} pages; costs are a page's"
    rows = [(name, *(column[name] for column in columns)) for name in columns[0]]
    show(title, ("copy", *(f"budget x{budget:g}" for budget in args.budgets)), rows)
    return figures


def _write_misses(target: Path, made: list[Copy], seen: list[Seen]) -> None:
    """Write both texts of every copy that was missed, for reading by hand."""
    missed = [(copy, one) for copy, one in zip(made, seen, strict=True) if not one.found]
    parts = [
        f"== {copy.kind}: promise {one.promise:.1f}, shared {one.shared}\n"
        f"-- original\n{copy.original}\n-- copy\n{copy.text}\n"
        for copy, one in missed
    ]
    target.write_text("\n".join(parts), "utf-8")


def main() -> int:
    """Run the command and return its exit code."""
    parser = options(__doc__)
    parser.add_argument("--background", type=int, default=8_000, help="pages that nobody copied")
    parser.add_argument(
        "--budgets", type=float, nargs="+", default=[0.5, 1.0, 2.0],
        help="factors on the shares and rates of the sketch",
    )  # fmt: skip
    parser.add_argument("--misses", type=Path, help="write the copies missed at budget 1 here")
    return command(run, parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
