#!/usr/bin/env python3
"""Where passages end: chooses what a sentence at an end may lack, and how far an end may snap.

    eval/edges.py [--data DIR] [--jobs N]

Plagdet of the open share of PAN 2013 (``pan_score.py``) at each setting of ``EDGE`` and ``SNAP`` of
``unspin/align/edges.py``: of the pairs of half of the documents, which choose, and of those of the
other half, which are only shown.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from functools import lru_cache, partial
from itertools import product
from typing import NamedTuple

import pan
from common import Figures, chance, command, options, parallel, read, show
from pan_score import Box, Boxes, Pair, cases_of, plagdet

from unspin.align import edges
from unspin.pipeline.pairs import segmented
from unspin.records import Document, Segmented

EDGES = (-2.0, -4.0, -6.0, -8.0, -10.0)
SNAPS = (4, 8, 12)


class Task(NamedTuple):
    """A pair: its kind, its names and its texts."""

    kind: str
    names: Pair
    texts: tuple[str, str]


class Setting(NamedTuple):
    """What is chosen: nats, and tokens."""

    edge: float
    snap: int


def found_at(setting: Setting, tasks: Sequence[Task], jobs: int) -> Boxes:
    """Return what is detected in each pair when passages end by a setting."""
    found = parallel(partial(detected, setting=setting), tasks, jobs, chunk=32)
    return {task.names: boxes for task, boxes in zip(tasks, found, strict=True)}


def detected(task: Task, setting: Setting) -> list[Box]:
    """Return the detections of one pair at a setting."""
    edges.EDGE, edges.SNAP = setting
    sides = (in_columns(*named) for named in zip(task.names, task.texts, strict=True))
    return [Box(a, a + n, b, b + m) for a, n, b, m in pan.passages_of(*sides)]


@lru_cache(maxsize=512)
def in_columns(name: str, text: str) -> Segmented:
    """Return a document in columns; a document of many pairs is segmented once."""
    return segmented(Document(name, text), pan.lexicon())


def reached(cases: dict[str, Boxes], found: Boxes, pairs: set[Pair]) -> list[float]:
    """Return the plagdet of some pairs: over all, and by kind."""
    kinds = [{p: boxes for p, boxes in of.items() if p in pairs} for of in cases.values()]
    everything = {p: boxes for of in kinds for p, boxes in of.items()}
    return [plagdet(of, {p: found[p] for p in of}).plagdet for of in (everything, *kinds)]


def run(args: argparse.Namespace) -> Figures:
    """Try every setting, print what each half reaches; return the choice, and the other half."""
    texts = {d["id"]: d["text"] for d in read(args.data, "pan13_docs_open")}
    cases = cases_of(read(args.data, "pan13_cases_open"))
    tasks = [Task(k, p, (texts[p[0]], texts[p[1]])) for k, of in cases.items() for p in sorted(of)]
    half = {t.names for t in tasks if chance(t.names[1]) < 0.5}
    halves = (half, {t.names for t in tasks} - half)
    figures = {}
    for setting in (Setting(*values) for values in product(EDGES, SNAPS)):
        found = found_at(setting, tasks, args.jobs)
        figures[setting] = [reached(cases, found, pairs) for pairs in halves]
    columns = ("edge", "snap", "all", *cases)
    for k, title in enumerate(("the half that chooses", "the half that is only shown")):
        show(f"Plagdet, {title}", columns, [(*s, *of[k]) for s, of in figures.items()])
    best = max(figures, key=lambda s: figures[s][0][0])
    print("EDGE, SNAP =", *best)
    return {"edges.edge": best.edge, "edges.snap": best.snap, "edges.plagdet": figures[best][1][0]}


def main() -> int:
    """Run the evaluation."""
    return command(run, options(__doc__).parse_args())


if __name__ == "__main__":
    sys.exit(main())
