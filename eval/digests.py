#!/usr/bin/env python3
"""Is a text digested in a stretch of another, or was a paragraph of it copied? Fits the weights.

    eval/digests.py [--data DIR] [--jobs N]

Every wide rectangle with a dense one inside that the search for passages comes upon in the pairs of
the open share of PAN 2013 is a candidate; a true one lies within a planted case. The weights are fitted on the pairs of
half of the documents and shown on the other half; what is printed at the end is fitted on all, and
goes into ``unspin/align/digests.py``.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pan
from common import Figures, chance, command, logistic, options, parallel, read, share, show
from pan_score import Box, cases_of, covered

from unspin.align.digests import Shares, digests, log_odds
from unspin.align.meetings import meetings
from unspin.align.passages import seeds
from unspin.config import PassageConfig
from unspin.pipeline.pairs import segmented
from unspin.records import Document

WITHIN = 0.9
"""Share of a candidate's characters that lie in a case, from which it is a true one."""
NATS = PassageConfig().nats


class Candidate(NamedTuple):
    """A wide rectangle: the pair it was found in, its kind, whether it is one, and what tells."""

    source: str
    category: str
    true: bool
    shares: Shares


def candidates(task: tuple[str, str, str, str, str, list[Box]]) -> list[Candidate]:
    """Return the candidates of one pair."""
    category, name, source, a_text, b_text, boxes = task
    lexicon = pan.lexicon()
    texts = [segmented(Document(n, t), lexicon) for n, t in ((name, a_text), (source, b_text))]
    sides = meetings(*texts, lexicon)
    found = []
    for wide, _, shares in digests(seeds(*sides)[0], *sides, NATS):
        if shares.held == 0.0:  # none is inside
            continue
        ends = [int(x) for x in wide[:4]]
        at = [
            (int(t.starts[s.tokens[ends[k]]]), int(t.ends[s.tokens[ends[k + 1] - 1]]))
            for t, s, k in zip(texts, sides, (0, 2), strict=True)
        ]
        true = covered(Box(*at[0], *at[1]), boxes) >= WITHIN
        found.append(Candidate(source, category, true, shares))
    return found


def fit(rows: list[Candidate]) -> list[float]:
    """Return the constant and the weights of :class:`Shares`: a logistic regression."""
    x = np.c_[np.ones(len(rows)), np.array([r.shares for r in rows])]
    y = np.array([float(r.true) for r in rows])
    return [float(v) for v in logistic(x, y)]


class Reached(NamedTuple):
    """How many candidates there are, how many are true, and the shares of both kinds told."""

    candidates: int
    true: int
    true_told: float
    false_told: float


def reached(rows: list[Candidate], weights: Sequence[float]) -> Reached:
    """Return what some weights tell of candidates."""
    hits = [log_odds(r.shares, weights) > 0 for r in rows]
    true = sum(r.true for r in rows)
    found = sum(h and r.true for h, r in zip(hits, rows, strict=True))
    return Reached(len(rows), true, share(found, true), share(sum(hits) - found, len(rows) - true))


def by_kind(rows: list[Candidate], weights: Sequence[float]) -> list[tuple[object, ...]]:
    """Return what is reached over all, and by kind."""
    kinds = sorted({r.category for r in rows})
    parts = [[r for r in rows if r.category == kind] for kind in kinds]
    named = zip(("all", *kinds), (rows, *parts), strict=True)
    return [(kind, *reached(part, weights)) for kind, part in named]


def run(args: argparse.Namespace) -> Figures:
    """Collect, fit, print; return what was reached on the half that was not fitted on."""
    texts = {d["id"]: d["text"] for d in read(args.data, "pan13_docs_open")}
    tasks = [
        (category, a, b, texts[a], texts[b], boxes)
        for category, pairs in cases_of(read(args.data, "pan13_cases_open")).items()
        for (a, b), boxes in sorted(pairs.items())
    ]
    rows = [r for part in parallel(candidates, tasks, args.jobs) for r in part]
    half = [chance(r.source) < 0.5 for r in rows]
    fitted = fit([r for r, h in zip(rows, half, strict=True) if h])
    held = [r for r, h in zip(rows, half, strict=True) if not h]
    columns = ("candidates", "all", "true", "true told", "false told")
    show("Digests, held half", columns, by_kind(held, fitted))
    show("Digests, all, fitted on all", columns, by_kind(rows, weights := fit(rows)))
    print("WEIGHTS =", ", ".join(f"{w:.1f}" for w in weights))
    seen = reached(held, fitted)
    return {"digests.true_told": seen.true_told, "digests.false_told": seen.false_told}


def main() -> int:
    """Run the evaluation."""
    return command(run, options(__doc__).parse_args())


if __name__ == "__main__":
    sys.exit(main())
