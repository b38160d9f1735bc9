#!/usr/bin/env python3
"""Fit the weights by which a lineage believes in lost witnesses.

    eval/calibrate_lineage.py [--write] [--data DIR] [--limit N] [--jobs N]

Makes histories over the ``tune`` texts of ``lineage.py`` with seeds that nothing is measured on,
3,300 when no limit is given. Every lost witness that might stand in a tree is a case, and so is
the page at the top of a tree, which may go back to a lost one itself. Two logistic regressions are
fitted on the histories over three texts in four and shown on the others; what is printed at the end
is fitted on all, and with ``--write`` replaces ``src/unspin/lineage/weights.py``. The tops are those
of the trees that the present lost witnesses leave, so after a change of the signs run it twice.
"""

from __future__ import annotations

import argparse
import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from common import ROOT, Array, Figures, chance, command, logistic, options, parallel, share, show
from histories import History, Spin, history, spinners

import unspin
from lineage import SPINNERS, Truth, bases, flat, truth
from unspin.lineage.growing import candidates, put_in, with_lost
from unspin.lineage.stemma import Nodes, arborescence_of, signs_below
from unspin.lineage.telling import nodes_of
from unspin.run.lineages import of_documents

WEIGHTS = ROOT / "src" / "unspin" / "lineage" / "weights.py"
LOTS = {"trainB": (1500, 7), "train": (900, 7), "few": (300, 3), "some": (300, 4), "more": (300, 5)}
"""Histories, and the pages of each that are there, by what seeds them; another name makes others."""
STEP = 7919
"""Texts between those of two histories: no order of the texts shows in the first few."""
STRANGERS = 40
"""Texts from which added sentences are taken, the last of the share: no history begins with one."""
HELD = 0.25
ROUNDS, SAVES = 3, 4.5
"""How often lost witnesses are looked for in one history, and the nats that one must save to be
put in before the next time: what is learned does not depend on what was learned before."""
WRITTEN = {
    "lost": ("WORTH", "DOUBT", "Nats of each sign of a lost witness with a source, and of none."),
    "root": ("ROOT_WORTH", "ROOT_DOUBT", "The same of a lost root."),
}
HEAD = (
    "Weights fitted by ``eval/calibrate_lineage.py`` on histories of its own; not edited by hand."
)


class Case(NamedTuple):
    """A lost witness, or the top of a tree: which of the two, what tells, and what is true."""

    kind: str
    held: bool
    signs: dict[str, float]
    true: bool


class Fitted(NamedTuple):
    """Nats of each sign, and where there is none."""

    worth: dict[str, float]
    doubt: float


@cache
def beginnings(data: Path) -> tuple[list[str], list[str], dict[str, Spin]]:
    """Return the first texts of histories, the strangers, and the spinners."""
    texts = bases(data, "tune")
    return texts[:-STRANGERS], texts[-STRANGERS:], spinners(SPINNERS)


def cases(task: tuple[Path, str, int, int]) -> list[Case]:
    """Return the cases of one history; nothing else of it is kept, for collations are large."""
    data, lot, number, pages = task
    texts, strangers, spin_by = beginnings(data)
    of = (number * STEP + 13) % len(texts)
    made = history(f"fresh {lot} {number} {pages}", texts[of], strangers, spin_by, pages)
    return measured(made, held=chance(f"weights text {of}") < HELD)


def measured(made: History, *, held: bool) -> list[Case]:
    """Return the lost witnesses that might be put into the tree of a history, and its top.

    The one that saves most is put in, as long as one saves :data:`SAVES`, and all are looked at again.
    """
    documents = [unspin.Document(str(p.number), p.text) for p in made.extant]
    collated = of_documents("0", documents, {})
    known, nodes = truth(made), nodes_of(collated)
    names = [w.document.doc_id for w in collated.witnesses]
    return below(known, names, nodes.copy(), held) + top(known, names, nodes, held)


def below(known: Truth, names: list[str], nodes: Nodes, held: bool) -> list[Case]:
    """Return the lost witnesses with a source that fit into a tree and into what grows of it."""
    found, sources = [], arborescence_of(nodes)
    for _ in range(ROUNDS):
        seen = candidates(nodes, sources, {})
        for one in seen:
            hung = put_in(nodes.copy(), sources, one) if one.above >= 0 else None
            if hung is not None:
                found.append(Case("lost", held, one.signs, is_true(known, names, hung)))
        best = max(seen, key=lambda one: one.gain, default=None)
        hung = put_in(nodes, sources, best) if best and best.gain >= SAVES else None
        if hung is None:
            break
        sources = hung
    return found


def is_true(known: Truth, names: list[str], sources: list[int]) -> bool:
    """Tell whether two of the pages under the last lost witness hang under one that was there."""
    under: set[str] = set()
    for v in (v for v, s in enumerate(sources) if s == len(sources) - 1):
        leaves = [v] if v < len(names) else [w for w, s in enumerate(sources) if s == v]
        under |= {names[w] for w in leaves if w < len(names)}
    return any(len(under & flat(known, group)) >= 2 for group in known.shown.values())


def top(known: Truth, names: list[str], nodes: Nodes, held: bool) -> list[Case]:
    """Return the page at the top with the child that says most, if a page stands there."""
    sources, _ = with_lost(nodes)
    root = sources.index(-1)
    if root >= len(names) or root not in sources:
        return []
    seen_below = signs_below(nodes, sources, len(names))
    _, seen = max(seen_below, key=lambda found: found[1]["gain"])
    true = known.root in known.shown and names[root] in flat(known, known.shown[known.root])
    return [Case("root", held, seen, true)]


def table(rows: list[Case]) -> tuple[Array, Array]:
    """Return (n, signs + 1) a row a case, the constant last, and (n,) whether it is true."""
    x = np.array([[*r.signs.values(), 1.0] for r in rows])
    return x, np.array([float(r.true) for r in rows])


def fit(rows: list[Case]) -> Fitted:
    """Return the logistic regression of the cases, to two decimals."""
    *worth, doubt = (round(float(v), 2) for v in logistic(*table(rows)))
    return Fitted(dict(zip(rows[0].signs, worth, strict=True)), doubt)


def told(rows: list[Case], by: Fitted) -> tuple[int, int, float, float]:
    """Return how many cases there are and are true, the log loss, and the share told rightly."""
    x, y = table(rows)
    nats = x @ np.array([*by.worth.values(), by.doubt])
    loss = float(np.logaddexp(0.0, np.where(y > 0, -nats, nats)).mean())
    return len(rows), int(y.sum()), loss, share(float(((nats > 0) == (y > 0)).sum()), len(rows))


def write(found: dict[str, Fitted]) -> None:
    """Write the weights as a module of constants."""
    lines = [f'"""{HEAD}"""']
    for kind, (worth, doubt, says) in WRITTEN.items():
        lines += ["", f"{worth} = {{", *(f'    "{k}": {v},' for k, v in found[kind].worth.items())]
        lines += ["}", f"{doubt} = {found[kind].doubt}", f'"""{says}"""']
    WEIGHTS.write_text("\n".join([*lines, ""]), "utf-8")


def run(args: argparse.Namespace) -> Figures:
    """Measure, fit, show and write when asked; return what was reached on the held histories."""
    beginnings(args.data)  # before the workers fork
    tasks = [
        (args.data, lot, i, pages) for lot, (number, pages) in LOTS.items() for i in range(number)
    ]
    tasks = tasks[: args.limit or None]
    rows = [r for part in parallel(cases, tasks, args.jobs) for r in part]
    figures: Figures = {}
    shown, found = [], {}
    for kind in WRITTEN:
        mine = [r for r in rows if r.kind == kind]
        held = [r for r in mine if r.held]
        seen = told(held, fit([r for r in mine if not r.held]))
        found[kind] = fit(mine)
        shown += [(f"{kind}, held", *seen), (f"{kind}, all", *told(mine, found[kind]))]
        figures |= {f"lineage_weights.{kind}.log_loss": seen[2]}
        figures |= {f"lineage_weights.{kind}.right": seen[3]}
    show("Lost witnesses", ("cases", "all", "true", "log loss", "told rightly"), shown)
    for kind, (worth, doubt, _) in WRITTEN.items():
        print(f"{worth} = {found[kind].worth}\n{doubt} = {found[kind].doubt}")
    if args.write:
        write(found)
    return figures


def main() -> int:
    """Run the command and return its exit code."""
    parser = options(__doc__)
    parser.add_argument("--write", action="store_true", help="replace the weights")
    return command(run, parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
