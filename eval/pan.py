#!/usr/bin/env python3
"""PAN text alignment: read pairs of documents, write one detection file for each.

    eval/pan.py --pairs FILE --susp DIR --src DIR --out DIR [--jobs N]

``--pairs`` holds lines ``susp.txt source.txt``. The output is the XML of the PAN lab (Potthast et
al., 2013): ``SUSP-SRC.xml``, one a pair, also when nothing was found. Offsets are code points of
the files as they are: no newline is translated and no byte-order mark is dropped.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import numpy as np
from common import parallel

import unspin
from unspin.records import Kind

PASSAGE_CHARACTERS = 130
"""Shortest passage reported here. PAN's documents are retrieved by topic, so each pair shares
stock phrases that nobody planted; below some 130 characters most of what is found is that."""
PASSAGE_NATS = 32.0
"""Evidence wanted here, for the same reason; chosen on the pairs of the train corpus."""
ECHO = 0.25
"""Share of the evidence of a pair's best passage that every passage must have: PAN's pairs were
planted in one way each, and beside a long verbatim passage a weak one is the pages' topic."""
WORD_FOR_WORD = 0.9
"""Share of its threes of words that a passage copied word for word has on both sides."""
AS_TRUE = 0.8
"""That share of every passage beside a best one copied word for word, for the same reason: a hand
that copies so does not paraphrase, and what is half alike are quotations and the site's own words."""

Detection = tuple[int, int, int, int]
"""Suspicious offset and length, source offset and length."""


@lru_cache(maxsize=512)
def segmented(path: Path) -> Any:
    """Return the document at ``path`` in columns; a document of many pairs is segmented once."""
    from unspin.text.segment import segment

    document = unspin.Document(doc_id=path.stem, text=path.read_bytes().decode("utf-8"))
    return segment(document, lexicon())


@cache
def lexicon() -> Any:
    """Return the English lexicon, loaded once, with the kernels ready to be imported."""
    from unspin.api import ready_kernels
    from unspin.ingest.resources import load_lexicon

    ready_kernels()
    return load_lexicon()


def detect(susp: Path, source: Path) -> list[Detection]:
    """Return the reused passages of a pair.

    The one place that calls the library: what ``unspin.passages`` does, with documents that are
    segmented already.
    """
    return passages_of(segmented(susp), segmented(source))


def passages_of(susp: Any, source: Any) -> list[Detection]:
    """Return the reused passages of two documents in columns."""
    known = lexicon()
    from unspin.config import PassageConfig
    from unspin.pipeline.pairs import reused

    wanted = PassageConfig(nats=PASSAGE_NATS, characters=PASSAGE_CHARACTERS)
    config = unspin.Config(passages=wanted)
    found = reused(susp, source, known, config)
    return [(p.a.start, len(p.a), p.b.start, len(p.b)) for p in of_one_hand(found, susp, source)]


def of_one_hand(found: Sequence[Any], susp: Any, source: Any) -> list[Any]:
    """Return the passages that may have been planted as the best one was: see ``ECHO``."""
    if not found:
        return []
    best = max(found, key=lambda p: p.score)
    strong = [p for p in found if p.score >= ECHO * best.score]
    if threes_kept(best, susp, source) < WORD_FOR_WORD:
        return strong
    return [p for p in strong if threes_kept(p, susp, source) >= AS_TRUE]


def threes_kept(passage: Any, susp: Any, source: Any) -> float:
    """Return the share of the threes of words of a passage's shorter side that the other has."""
    a, b = threes(susp, passage.a), threes(source, passage.b)
    return (a & b).total() / max(1, min(a.total(), b.total()))


def threes(text: Any, span: Any) -> Counter[tuple[int, ...]]:
    """Return how often each three words follow each other in a stretch, marks not counted."""
    first, last = np.searchsorted(text.starts, (span.start, span.end))
    keys = text.keys[first:last][text.kinds[first:last] <= int(Kind.NUMBER)].tolist()
    return Counter(zip(keys, keys[1:], keys[2:], strict=False))


def to_xml(susp: str, source: str, detections: Sequence[Detection]) -> str:
    """Return the detection file of a pair."""
    features = "".join(
        f'<feature name="detected-plagiarism" this_offset="{a}" this_length="{a_length}" '
        f'source_reference={quoteattr(source)} source_offset="{b}" source_length="{b_length}"/>\n'
        for a, a_length, b, b_length in detections
    )
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return f"{head}<document reference={quoteattr(susp)}>\n{features}</document>\n"


def read_pairs(path: Path) -> list[tuple[str, str]]:
    """Return the pairs of a pairs file.

    Raises:
        ValueError: a line does not hold two names; the message says which.
    """
    pairs = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        names = line.split()
        if len(names) == 2:
            pairs.append((names[0], names[1]))
        elif names:
            raise ValueError(f"{path}, line {number}: wanted two file names, got {line!r}")
    return pairs


def write_pair(pair: tuple[str, str], susp: Path, source: Path, out: Path) -> int:
    """Align one pair, write its file and return how many passages were found."""
    a, b = pair
    found = detect(susp / a, source / b)
    name = f"{a.removesuffix('.txt')}-{b.removesuffix('.txt')}.xml"
    (out / name).write_text(to_xml(a, b, found), "utf-8")
    return len(found)


def write_all(
    pairs: Sequence[tuple[str, str]], susp: Path, source: Path, out: Path, jobs: int
) -> int:
    """Align all pairs and return how many passages were found.

    Pairs go out in the order of their names, so that a worker's cache sees each document often.
    """
    out.mkdir(parents=True, exist_ok=True)
    work = partial(write_pair, susp=susp, source=source, out=out)
    return sum(parallel(work, sorted(pairs), jobs, chunk=32))


def arguments() -> argparse.Namespace:
    """Return the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pairs", type=Path, required=True, help="lines: susp.txt source.txt")
    parser.add_argument("--susp", type=Path, required=True, help="folder of suspicious texts")
    parser.add_argument("--src", type=Path, required=True, help="folder of source texts")
    parser.add_argument("--out", type=Path, required=True, help="folder for the detections")
    parser.add_argument("--jobs", type=int, default=1, help="worker processes")
    return parser.parse_args()


def main() -> int:
    """Run the command and return its exit code."""
    args = arguments()
    try:
        pairs = read_pairs(args.pairs)
        found = write_all(pairs, args.susp, args.src, args.out, args.jobs)
    except (OSError, ValueError) as problem:
        print(f"error: {problem}", file=sys.stderr)
        return 2
    print(f"{len(pairs)} pairs, {found} passages", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
