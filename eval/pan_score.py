#!/usr/bin/env python3
"""PAN 2013 text alignment on the open share: plagdet by kind of obfuscation.

    eval/pan_score.py [--data DIR] [--corpus test|train] [--jobs N]
    eval/pan_score.py --detections DIR        score files written before

Macro-averaged plagdet of Potthast, Stein, Barron-Cedeno and Rosso (2010), "An evaluation framework
for plagiarism detection". With S the cases, R the detections, and both sides' characters counted:
    precision = 1/|R| sum over r of |union over s of (s and r)| / |r|
    recall    = 1/|S| sum over s of |union over r of (s and r)| / |s|
    granularity = 1/|S_R| sum over s in S_R of |R_s|
    plagdet   = F1 / log2(1 + granularity)
where s and r meet only if they overlap on the suspicious side and on the source side.
"""

from __future__ import annotations

import argparse
import math
import resource
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

import pan
from common import Figures, command, options, read, rng_of, sample, share, show

NEGATIVES = 1000
Pair = tuple[str, str]


class Box(NamedTuple):
    """A case or a detection: half-open stretches of both documents of a pair."""

    a: int
    a_end: int
    b: int
    b_end: int

    @property
    def size(self) -> int:
        """Characters on both sides."""
        return self.a_end - self.a + self.b_end - self.b


class Score(NamedTuple):
    """The figures of one set of pairs."""

    plagdet: float
    recall: float
    precision: float
    granularity: float


Boxes = dict[Pair, list[Box]]


def meet(one: Box, other: Box) -> Box | None:
    """Return what two boxes share, or None unless they overlap on both sides."""
    box = Box(
        max(one.a, other.a),
        min(one.a_end, other.a_end),
        max(one.b, other.b),
        min(one.b_end, other.b_end),
    )
    return box if box.a < box.a_end and box.b < box.b_end else None


def union(spans: Iterable[tuple[int, int]]) -> int:
    """Return how many characters the spans cover together.

    >>> union([(0, 4), (2, 6), (9, 10)])
    7
    """
    covered, reached = 0, 0
    for start, end in sorted(spans):
        covered += max(0, end - max(start, reached))
        reached = max(reached, end)
    return covered


def covered(box: Box, others: Sequence[Box]) -> float:
    """Return the share of the box's characters, on both sides, that the others cover."""
    met = [m for m in (meet(box, other) for other in others) if m]
    return (union((m.a, m.a_end) for m in met) + union((m.b, m.b_end) for m in met)) / box.size


def plagdet(cases: Boxes, detections: Boxes) -> Score:
    """Return the macro-averaged figures of the detections against the cases."""
    recalls, precisions, hits = [], [], []
    for pair in sorted(cases.keys() | detections.keys()):
        true, found = sorted(set(cases.get(pair, ()))), sorted(set(detections.get(pair, ())))
        recalls += [covered(case, found) for case in true]
        precisions += [covered(box, true) for box in found]
        hits += [n for n in (sum(meet(s, r) is not None for r in found) for s in true) if n]
    recall, precision = share(sum(recalls), len(recalls)), share(sum(precisions), len(precisions))
    granularity = share(sum(hits), len(hits)) if hits else 1.0
    if not recalls or not precisions or recall + precision == 0:
        return Score(0.0, recall, precision, granularity)
    f1 = 2 * recall * precision / (recall + precision)
    return Score(f1 / math.log2(1 + granularity), recall, precision, granularity)


def read_detections(folder: Path, pairs: Iterable[Pair]) -> Boxes:
    """Return what the detection files of the pairs say; a missing file is an error."""
    found: Boxes = {}
    for a, b in pairs:
        root = ET.parse(folder / f"{a}-{b}.xml").getroot()
        found[a, b] = [_box(feature) for feature in root.iter("feature")]
    return found


def _box(feature: ET.Element) -> Box:
    names = ("this_offset", "this_length", "source_offset", "source_length")
    a, a_length, b, b_length = (int(feature.attrib[name]) for name in names)
    return Box(a, a + a_length, b, b + b_length)


def cases_of(records: Sequence[dict[str, Any]]) -> dict[str, Boxes]:
    """Return the true cases, by category and pair."""
    cases: dict[str, Boxes] = defaultdict(lambda: defaultdict(list))
    for c in records:
        a, b = c["susp_offset"], c["source_offset"]
        box = Box(a, a + c["susp_length"], b, b + c["source_length"])
        cases[c["category"]][c["susp"], c["source"]].append(box)
    return {category: dict(boxes) for category, boxes in sorted(cases.items())}


def negatives(documents: Sequence[dict[str, Any]], number: int) -> list[Pair]:
    """Return seeded pairs of documents from different components, which share no case."""
    rng = rng_of("pan13 negatives")
    suspicious = [d for d in documents if d["kind"] == "susp"]
    sources = [d for d in documents if d["kind"] == "source"]
    pairs: set[Pair] = set()
    while len(pairs) < number:
        a, b = rng.choice(suspicious), rng.choice(sources)
        if a["component"] != b["component"]:
            pairs.add((a["id"], b["id"]))
    return sorted(pairs)


def detect_all(
    documents: Sequence[dict[str, Any]], pairs: Sequence[Pair], folder: Path, jobs: int
) -> float:
    """Write the texts, run the detector over the pairs and return its CPU seconds."""
    texts = folder / "texts"
    texts.mkdir(parents=True)
    wanted = {name for pair in pairs for name in pair}
    for document in documents:
        if document["id"] in wanted:
            (texts / f"{document['id']}.txt").write_bytes(document["text"].encode())
    # Compile and load before the clock starts: a cold cache is not a property of the method.
    pan.detect(*(texts / f"{name}.txt" for name in pairs[0]))
    before = _cpu()
    named = [(f"{a}.txt", f"{b}.txt") for a, b in pairs]
    pan.write_all(named, texts, texts, folder / "xml", jobs)
    return _cpu() - before


def _cpu() -> float:
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in usage)


def run(args: argparse.Namespace) -> Figures:
    """Detect, score and print; return the figures."""
    records = [
        c for c in read(args.data, "pan13_cases_open") if args.corpus in ("all", c["corpus"])
    ]
    documents = read(args.data, "pan13_docs_open")
    cases = cases_of(records)
    cases = {k: {p: v[p] for p in sample(sorted(v), args.limit, k)} for k, v in cases.items()}
    unrelated = negatives(documents, args.limit or NEGATIVES)
    pairs = [pair for boxes in cases.values() for pair in boxes] + unrelated
    seconds = math.nan
    with tempfile.TemporaryDirectory() as scratch:
        folder = args.detections
        if not folder:
            seconds = detect_all(documents, pairs, Path(scratch), args.jobs)
            folder = Path(scratch) / "xml"
        found = read_detections(folder, pairs)
    return report(cases, unrelated, found, len(pairs) / seconds, args.corpus)


def report(
    cases: dict[str, Boxes], unrelated: Sequence[Pair], found: Boxes, speed: float, corpus: str
) -> Figures:
    """Print the table and return the figures."""
    # A false detection in a pair without any case counts against the precision of "all".
    everything = {pair: boxes for by_pair in cases.values() for pair, boxes in by_pair.items()}
    rows: list[tuple[object, ...]] = [("all", len(found), *plagdet(everything, found))]
    for name, boxes in cases.items():
        rows.append((name, len(boxes), *plagdet(boxes, {pair: found[pair] for pair in boxes})))
    false = sum(len(found[pair]) for pair in unrelated)
    title = (
        f"PAN 2013, {corpus}: {false} false detections in {len(unrelated)} negative pairs, "
        f"{speed:.0f} pairs per CPU second"
    )
    show(title, ("category", "pairs", "plagdet", "recall", "precision", "granularity"), rows)
    figures = {f"pan.plagdet.{str(row[0]).split('-')[0]}": float(str(row[2])) for row in rows}
    figures = {name.replace(".no", ".verbatim"): value for name, value in figures.items()}
    figures |= {"pan.false_per_1000": 1000 * share(false, len(unrelated))}
    return figures | {"pan.pairs_per_cpu_second": speed}


def main() -> int:
    """Run the command and return its exit code."""
    parser = options(__doc__)
    parser.add_argument("--corpus", choices=("all", "test", "train"), default="all")
    parser.add_argument("--detections", type=Path, help="score this folder, detect nothing")
    return command(run, parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
