#!/usr/bin/env python3
"""Relation, method and direction on labelled pairs: copies, spins, same events, strangers.

    eval/relations.py [--only SET ...] [--split fit|held|all] [--features FILE.jsonl]

``--features`` writes one line a pair with everything that weights are fitted from. Fit on "fit"
and measure on "held": the split goes by source document, so no text stands on both sides.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pairs
from common import Figures, command, judged, options, parallel, share, show
from pairs import COPIED, Pair

HEADLINE_OUT = frozenset(("engine, human", "same sub-topic"))
"""Kinds shown but counted apart: an independent translation is no copy, and the short reports of
one sub-topic hold wire copies nobody has labelled."""
SPUN_KINDS = ("word_swap", "back_translation", "spin 0.3", "spin 0.5", "spin 0.7", "spin 0.9")


class Answer(NamedTuple):
    """What was said of a pair; ``p`` are a_source, b_source and common_source."""

    relation: str
    method: str | None
    p: tuple[float, float, float]
    abstained: bool
    detail: dict[str, Any]

    @property
    def source(self) -> str:
        """The likeliest direction: "a", "b" or "common"."""
        return ("a", "b", "common")[max(range(3), key=self.p.__getitem__)]


Judged = tuple[Pair, Answer]


def ask(pair: Pair) -> Answer:
    """Judge a pair."""
    j = judged(pair.a, pair.b)
    d = j.direction
    detail = {
        "extent": j.extent,
        "cover": [j.alignment.cover_a, j.alignment.cover_b],
        "features": dict(j.features),
        "evidence": {e.name: e.log_odds for e in j.evidence},
        "changes": dict(Counter(c.code for c in j.changes)),
    }
    return Answer(
        j.relation, j.method, (d.a_source, d.b_source, d.common_source), d.abstained, detail
    )


def rate(items: Iterable[Judged], good: Callable[[Pair, Answer], bool]) -> float:
    """Return the share of the items for which ``good`` holds."""
    marks = [good(pair, answer) for pair, answer in items]
    return share(sum(marks), len(marks))


def is_copy(_: Pair, answer: Answer) -> bool:
    """Say whether the pair was called a copy, rightly or not."""
    return answer.relation in COPIED


def is_right(pair: Pair, answer: Answer) -> bool:
    """Say whether the direction named is the true one."""
    return answer.source == pair.source


def is_spun(_: Pair, answer: Answer) -> bool:
    """Say whether the pair was called spun."""
    return answer.relation == "spun"


def by_kind(items: Iterable[Judged]) -> dict[str, list[Judged]]:
    """Group by kind, in the order they come."""
    groups: dict[str, list[Judged]] = defaultdict(list)
    for item in items:
        groups[item[0].kind].append(item)
    return dict(groups)


def headline(items: Sequence[Judged]) -> Figures:
    """Return the figures that the gate watches."""
    counted = [item for item in items if item[0].kind not in HEADLINE_OUT]
    copies = [item for item in counted if item[0].copied]
    others = [item for item in counted if not item[0].copied]
    spun = [item for item in copies if item[0].kind in SPUN_KINDS]
    directed = [item for item in copies if item[0].source in ("a", "b")]
    said = [item for item in directed if not item[1].abstained]
    substituted = [item for item in directed if item[0].method == "substitution"]
    figures = {
        "relations.copies_found": rate(copies, is_copy),
        "relations.false_alarms": rate(others, is_copy),
        "relations.false_alarms_sub_topic": rate(
            [item for item in items if item[0].kind == "same sub-topic"], is_copy
        ),
        "relations.spun_called_spun": rate(spun, is_spun),
        "relations.relation_right": rate(counted, lambda p, a: a.relation in p.relations),
        "relations.direction_right_when_said": rate(said, is_right),
        "relations.direction_said_substitution": rate(substituted, lambda _, a: not a.abstained),
        "relations.calibration_error": calibration(directed)[1],
    }
    return {name: value for name, value in figures.items() if not math.isnan(value)}


def calibration(items: Iterable[Judged]) -> tuple[list[tuple[object, ...]], float]:
    """Return the rows of a reliability table of p(a_source), and its expected error.

    Each row: bin, pairs, mean stated p, observed share. The error is the mean distance between
    stated and observed, weighted by pairs (expected calibration error).
    """
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(10)]
    for pair, answer in items:
        bins[min(9, int(answer.p[0] * 10))].append((answer.p[0], pair.source == "a"))
    rows: list[tuple[object, ...]] = []
    error, total = 0.0, sum(map(len, bins))
    for number, entries in enumerate(bins):
        stated = share(sum(p for p, _ in entries), len(entries))
        observed = share(sum(true for _, true in entries), len(entries))
        rows.append((f"{number / 10:.1f}-{number / 10 + 0.1:.1f}", len(entries), stated, observed))
        if entries:
            error += abs(stated - observed) * len(entries) / total
    return rows, error


def report(items: Sequence[Judged]) -> None:
    """Print the tables."""
    relations = (*sorted(COPIED), "same-event", "unrelated")
    rows, directions = [], []
    for kind, group in by_kind(items).items():
        called = Counter(answer.relation for _, answer in group)
        methods = [item for item in group if item[0].method and is_spun(*item)]
        method = rate(methods, lambda p, a: a.method == p.method)
        right = rate(group, lambda p, a: a.relation in p.relations)
        rows.append((kind, len(group), right, *(called[r] or None for r in relations), method))
        if group[0][0].source != "none":
            said = [item for item in group if not item[1].abstained]
            true = (share(len(said), len(group)), rate(said, is_right), rate(group, is_right))
            directions.append((kind, len(group), *true))
    show("Relations", ("kind", "pairs", "right", *relations, "method right"), rows)
    show("Direction", ("kind", "pairs", "said", "right when said", "likeliest right"), directions)
    directed = [item for item in items if item[0].copied and item[0].source in ("a", "b")]
    columns = ("p(a is the source)", "pairs", "stated", "observed")
    show("Reliability", columns, calibration(directed)[0])


def dump(path: Path, items: Iterable[Judged]) -> None:
    """Write a line a pair: the truth, the answer, features and evidence; no text."""
    with path.open("w", encoding="utf-8") as out:
        for pair, answer in items:
            record = {
                "kind": pair.kind,
                "group": pair.group,
                "split": pair.split,
                "truth": {
                    "relations": sorted(pair.relations),
                    "method": pair.method,
                    "source": pair.source,
                },
                "relation": answer.relation,
                "method": answer.method,
                "p": answer.p,
                "abstained": answer.abstained,
                **answer.detail,
            }
            out.write(json.dumps(record, sort_keys=True) + "\n")


def run(args: argparse.Namespace) -> Figures:
    """Build, judge and print; return the figures."""
    built = pairs.build(args.data, args.limit, args.only)
    if args.split != "all":
        built = [pair for pair in built if pair.split == args.split]
    items = list(zip(built, parallel(ask, built, args.jobs), strict=True))
    if args.features:
        dump(args.features, items)
    report(items)
    figures = headline(items)
    show("Summary", ("figure", "value"), figures.items())
    return figures


def main() -> int:
    """Run the command and return its exit code."""
    parser = options(__doc__)
    parser.add_argument("--only", nargs="+", default=(), choices=sorted(pairs.SETS))
    parser.add_argument("--split", choices=("all", "fit", "held"), default="all")
    parser.add_argument("--features", type=Path, help="write a line a pair for calibration")
    return command(run, parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
