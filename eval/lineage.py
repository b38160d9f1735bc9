#!/usr/bin/env python3
"""Score the stemmas of copying histories that were made for it.

    eval/lineage.py [--data DIR] [--limit N] [--jobs N] [--share tune|held|other] [--seconds]

Half of the base articles (``held``) is never looked at while the method is fitted. ``other`` are
histories by copyists of another style (``restylers``), on which nothing is fitted either. An edge is
right when the source named is the true one; where the true source is lost, when the derivative
hangs under a lost witness with one of its true siblings, or under the nearest page that is there
when the lost one left only that child.
"""

from __future__ import annotations

import argparse
import math
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from background import text_of, tidy
from common import DATA, Figures, chance, command, options, parallel, read, rng_of, share, show
from histories import History, history, spinners

SETS = ("wikinews_2019", "senate_releases_open", "kremlin_2021_2022_open", "basil_open")
WORDS = (220, 900)
HISTORIES = 240
SPINNERS = ("dictionary", "recast", "heavy")
SHARES = ("tune", "held", "other")
OTHER = SHARES[2]
FAMILIES, LARGE = 50, 20
"""Families of the timing, and their witnesses."""


class Truth(NamedTuple):
    """What is true of a history, in words a stemma can be held against.

    Attributes:
        sources: source of each page that is there: a page, ``*n`` for a lost one that shows,
            or None for the root. second: the other source of a page that mixes two.
        siblings: by page, the pages that hang under the same lost one.
        root: the page all go back to, or ``*``.
        shown: lost pages that left two lines or more.
    """

    sources: dict[str, str | None]
    second: dict[str, str]
    siblings: dict[str, set[str]]
    root: str
    shown: dict[str, set[str]]


def truth(made: History) -> Truth:
    """Return the truth of a history, lost pages that show nothing left out."""
    pages = {p.number: p for p in made.pages}
    children: dict[int, list[int]] = defaultdict(list)
    for page in made.pages:
        if page.source is not None:
            children[page.source].append(page.number)

    @cache
    def heads(number: int) -> tuple[int, ...]:
        """Return what stands for a page: itself, or the heads below a lost one that shows none."""
        if not pages[number].lost:
            return (number,)
        below = [h for c in children[number] for h in heads(c)]
        return (number,) if len(below) > 1 else tuple(below)

    sources: dict[str, str | None] = {}
    shown: dict[str, set[str]] = {}

    def hang(number: int, under: str | None) -> None:
        page = pages[number]
        stays = not page.lost or heads(number) == (number,)
        name = f"*{number}" if page.lost else str(number)
        if stays:
            sources[name] = under
        if stays and page.lost:
            shown[name] = {
                f"*{h}" if pages[h].lost else str(h) for c in children[number] for h in heads(c)
            }
        for child in children[number]:
            hang(child, name if stays else under)

    hang(0, None)
    siblings = {c: group - {c} for group in shown.values() for c in group}
    (root,) = [name for name, source in sources.items() if source is None]
    second = {str(p.number): str(p.second) for p in made.pages if p.second is not None}
    return Truth(sources, second, siblings, root, shown)


def edges_right(known: Truth, said: dict[str, list[str]]) -> tuple[int, int]:
    """Return how many of the true edges are found, and how many there are.

    Args:
        known: the truth.
        said: sources by derivative, lost witnesses by the names the stemma gives them.
    """
    below: dict[str, set[str]] = defaultdict(set)
    for derivative, sources in said.items():
        for source in sources:
            below[source].add(derivative)
    right = of = 0
    for name, source in known.sources.items():
        if source is None or name.startswith("*"):
            continue
        of += 1
        named = said.get(name, [])
        if not source.startswith("*"):
            fit = source in named or known.second.get(name) in named
        else:
            fit = any(
                s.startswith("lost-") and _leaves(below, s, name) & _kin(known, name) for s in named
            )
        right += fit
    return right, of


def _kin(known: Truth, name: str) -> set[str]:
    """Return what hangs beside a page under a lost one; of lost siblings what hangs under them."""
    found: set[str] = set()
    for sibling in known.siblings[name]:
        found |= known.shown.get(sibling, {sibling})
    return found


def _leaves(below: dict[str, set[str]], source: str, but: str) -> set[str]:
    found: set[str] = set()
    for child in below[source] - {but}:
        found |= below[child] if child.startswith("lost-") else {child}
    return found


class Scored(NamedTuple):
    """What came out for a history."""

    edges: int
    of: int
    root: bool
    lost_told: bool
    nodes: int
    nodes_of: int
    false_lost: int
    name: str
    chances: tuple[tuple[float, bool], ...]
    mixed: tuple[int, int, int]


def stemma(made: History) -> Any:
    """Return unspin's lineage of a history's pages."""
    import unspin

    documents = [unspin.Document(str(p.number), p.text, published=p.date) for p in made.extant]
    rng_of(made.name).shuffle(documents)
    (found,) = unspin.lineage(documents)
    return found


def score(made: History) -> Scored:
    """Hold a stemma against the truth."""
    known, found = truth(made), stemma(made).to_dict()
    said: dict[str, list[str]] = defaultdict(list)
    for edge in found["derivations"]:
        said[edge["derivative"]].append(edge["source"])
    right, of = edges_right(known, said)
    lost_root = known.root.startswith("*")
    roots = found["roots"]
    is_root = len(roots) == 1 and (
        roots[0].startswith("lost-") if lost_root else roots == [known.root]
    )
    told = [set(x["children"]) for x in found["lost"]]
    groups = list(known.shown.values())
    nodes = sum(any(len(t & flat(known, g)) >= 2 for t in told) for g in groups)
    chances = tuple(
        (edge["p"], known.sources.get(edge["derivative"]) == edge["source"])
        for edge in found["derivations"]
        if not edge["derivative"].startswith("lost-")
        and not (known.sources.get(edge["derivative"]) or "*").startswith("*")
    )
    flagged = {flag.split(" ")[0] for flag in found["flags"] if "second source" in flag}
    mixed = {str(p.number) for p in made.extant if p.second is not None}
    return Scored(
        right, of, is_root, bool(told) == bool(groups), nodes, len(groups),
        max(0, len(told) - len(groups)), made.name, chances,
        (len(flagged & mixed), len(flagged), len(mixed)),
    )  # fmt: skip


def flat(known: Truth, group: set[str]) -> set[str]:
    """Return a group of pages, what hangs under the lost ones of it in their place."""
    found: set[str] = set()
    for name in group:
        found |= known.shown.get(name, {name})
    return found


def bases(data: Path, part: str) -> list[str]:
    """Return the base articles of a share, the same ones on every machine."""
    found = []
    for name in SETS:
        for record in read(data, name):
            text = tidy(text_of(record))
            fit = WORDS[0] <= len(text.split()) <= WORDS[1] and text.count(". ") > 8
            if fit and (chance(f"lineage {record['id']}") < 0.5) == (part == "tune"):
                found.append(text)
    rng_of(f"bases {part}").shuffle(found)
    return found


def histories(data: Path, part: str, number: int, witnesses: int = 7) -> list[History]:
    """Return histories over different base articles."""
    texts = bases(data, "tune" if part == OTHER else part)
    spin_by = spinners(SPINNERS)
    strangers = texts[-40:]
    words: tuple[str, ...] = ()
    if part == OTHER:
        texts = [*texts[HISTORIES:-40], *strangers]  # those the tuning has not seen
        every = {w for text in texts for w in re.findall(r"[^\W\d_]{3,}", text) if w.islower()}
        words = tuple(sorted(every))
    return [
        history(f"{part} {i} {witnesses}", texts[i], strangers, spin_by, witnesses, words)
        for i in range(min(number, len(texts) - 40))
    ]


def figures_of(scored: Iterable[Scored], name: str) -> Figures:
    """Return the shares of a set of scores."""
    rows = list(scored)
    total: Counter[str] = Counter()
    for row in rows:
        total.update(
            edges=row.edges, of=row.of, roots=row.root, told=row.lost_told, nodes=row.nodes,
            nodes_of=row.nodes_of, false=row.false_lost, mixed=row.mixed[0], flagged=row.mixed[1],
            mixed_of=row.mixed[2],
        )  # fmt: skip
    chances = [c for row in rows for c in row.chances]
    return {
        f"lineage.{name}.edges": share(total["edges"], total["of"]),
        f"lineage.{name}.roots": share(total["roots"], len(rows)),
        f"lineage.{name}.lost_told": share(total["told"], len(rows)),
        f"lineage.{name}.lost_found": share(total["nodes"], total["nodes_of"]),
        f"lineage.{name}.lost_false": share(total["false"], len(rows)),
        f"lineage.{name}.mixed_found": share(total["mixed"], total["mixed_of"]),
        f"lineage.{name}.mixed_right": share(total["mixed"], total["flagged"]),
        f"lineage.{name}.calibration_error": _calibration(chances),
    }


def _calibration(chances: list[tuple[float, bool]]) -> float:
    """Return the mean gap between p and the share that is right, over ten bins."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for p, right in chances:
        bins[min(9, int(p * 10))].append((p, right))
    gaps = [abs(sum(p for p, _ in b) - sum(r for _, r in b)) for b in bins.values()]
    return share(sum(gaps), len(chances))


def seconds(data: Path, families: int) -> float:
    """Return the CPU seconds that 1,000 families of 20 witnesses would take."""
    made = histories(data, "held", families, LARGE)
    stemma(made[0])
    begun = time.process_time()
    for one in made:
        stemma(one)
    return (time.process_time() - begun) / len(made) * 1000


def run(args: argparse.Namespace) -> Figures:
    """Score both shares, or the one asked for."""
    figures: Figures = {}
    for part in SHARES if args.share == "all" else (args.share,):
        made = histories(args.data, part, args.limit or HISTORIES)
        scored = parallel(score, made, args.jobs)
        told = figures_of(scored, part)
        figures |= {name: value for name, value in told.items() if not math.isnan(value)}
        if args.worst:
            for row in sorted(scored, key=lambda r: r.edges / r.of)[: args.worst]:
                print(row[:8])
    show("Lineages", ("figure", "measured"), figures.items())
    if args.seconds:
        print(f"{seconds(args.data, FAMILIES):.1f} CPU seconds for 1,000 families of {LARGE}")
    return figures


def main() -> int:
    """Run the command and return its exit code."""
    parser = options(__doc__)
    parser.set_defaults(data=DATA)
    parser.add_argument("--share", choices=(*SHARES, "all"), default="all")
    parser.add_argument("--worst", type=int, default=0, help="histories to name, the worst first")
    parser.add_argument("--seconds", action="store_true", help="also the time of large families")
    return command(run, parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
