#!/usr/bin/env python3
"""Named changes: recall of injected facts, precision of reported ones, and negative controls.

Each class of change is put, one at a time, into sentences, paragraphs and documents of news; the
other side is the same text ("copy") or the text spun lightly around the place ("spun"). It is found
when the expected code overlaps the place. A reported fact (C301-C307, C510) is false when it lies
where neither an injected nor a recorded fact change is; C510 is true wherever any recorded change
lies inside the quotation. ``--misses FILE`` writes every miss and every false fact as JSON lines.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import cycle
from pathlib import Path
from typing import Any, NamedTuple

import inject
from common import Figures, command, judged, options, parallel, rng_of, share, show
from controls import CONTROLS
from obfuscate import Act, Plan, Swap, apply, sentences, spin_plan, touches
from pairs import news

FACTS = frozenset(("C301", "C302", "C303", "C304", "C305", "C306", "C307", "C510"))
SIZES = {"sentence": 1, "paragraph": 5, "document": 25}
"""Sentences in a text of each size, at most."""
CASES = 240
SPIN = 0.2

INJECTED: dict[str, tuple[Plan, frozenset[str]]] = {
    "name": (inject.inject_name, frozenset(("C301", "C302"))),
    "number": (inject.inject_number, frozenset(("C303",))),
    "date": (inject.inject_date, frozenset(("C304",))),
    "polarity": (inject.inject_polarity, frozenset(("C306",))),
    "quotation": (inject.inject_quotation, frozenset(("C510",))),
    "unit": (inject.inject_unit, frozenset(("C305",))),
    "modality": (inject.inject_modality, frozenset(("C307",))),
    "attribution": (inject.drop_attribution, frozenset(("C503",))),
    "homoglyph": (inject.homoglyphs, frozenset(("C603",))),
    "zero-width": (inject.zero_width, frozenset(("C604",))),
    "split": (inject.split_sentence, frozenset(("C401",))),
    "merge": (inject.merge_sentences, frozenset(("C402",))),
    "move": (inject.move_sentence, frozenset(("C403",))),
}
"""Class -> injector, and the codes that name it."""
GATED = ("name", "number", "date", "polarity", "quotation", "unit", "modality")


class Case(NamedTuple):
    """A pair with one injected change; ``around`` is what the spinner did elsewhere."""

    group: str
    size: str
    variant: str
    a: str
    b: str
    injected: list[Act]
    around: list[Act]
    codes: frozenset[str]


class Found(NamedTuple):
    """What came of a case: found or not, facts at recorded places, and facts elsewhere."""

    hit: bool
    true: int
    other_code: int
    false: list[tuple[str, str, str]]
    said_there: list[str]


def excerpts(data: Path, name: str, number: int) -> Iterator[tuple[str, str, str]]:
    """Return id, size and text of excerpts of news in turn of all sizes; quotations come whole."""
    texts = news(data, number, "changes")
    rng_of(f"excerpts {name}").shuffle(texts)
    sizes = cycle(SIZES.items())
    for doc_id, text in texts:
        size, most = next(sizes)
        spans = sentences(text)
        first = rng_of(f"{name} {doc_id}").randrange(max(1, len(spans) - most + 1))
        chosen = spans[first : first + most]
        excerpt = text[chosen[0][0] : chosen[-1][1]] if chosen else ""
        balanced = excerpt.count('"') % 2 == 0 and excerpt.count("“") == excerpt.count("”")
        if balanced and len(excerpt) > 60:
            yield doc_id, size, excerpt


def planned(text: str, swaps: Sequence[Swap], spun: bool, rng: random.Random) -> Case:
    """Return a case made by the swaps, with the rest spun lightly if wanted."""
    spans = [(swap.start, swap.end) for swap in swaps]
    around = spin_plan(text, SPIN, rng) if spun else []
    # Nothing within a word of the place: the injected change stays as it was planned.
    spans = [(max(0, start - 2), end + 2) for start, end in spans]
    around = [swap for swap in around if not touches(swap, spans)]
    new, acts = apply(text, [*swaps, *around])
    places = {(swap.start, swap.end) for swap in swaps}
    ours = [act for act in acts if (act.a_start, act.a_end) in places]
    rest = [act for act in acts if (act.a_start, act.a_end) not in places]
    return Case("", "", "spun" if spun else "copy", text, new, ours, rest, frozenset())


def cases(data: Path, name: str, plan: Plan, codes: frozenset[str], most: int) -> list[Case]:
    """Return ``most`` excerpts with the change in them, each as a copy and as a spun copy."""
    made: list[Case] = []
    for doc_id, size, text in excerpts(data, name, 24 * most):
        swaps = plan(text, rng_of(f"{name} {doc_id} plan"))
        if not swaps:
            continue
        for spun in (False, True):
            case = planned(text, swaps, spun, rng_of(f"{name} {doc_id} spin"))
            made.append(case._replace(group=f"{name} {doc_id}", size=size, codes=codes))
        if len(made) >= 2 * most:
            break
    return made


def meets(change: dict[str, Any], act: Act) -> bool:
    """Say whether a reported change and a recorded one overlap on either side."""
    (a, a_end), (b, b_end) = change["a"], change["b"]
    on_a = a < act.a_end and act.a_start < a_end
    return bool(on_a or (b < act.b_end and act.b_start < b_end))


def score(case: Case, changes: Sequence[dict[str, Any]]) -> Found:
    """Compare what was reported with what was done."""
    there = [c for c in changes if any(meets(c, act) for act in case.injected)]
    named = [c for c in there if c["code"] in case.codes]
    met = [any(meets(c, act) for c in named) for act in case.injected]
    # A moved sentence may be reported where it was or where it is.
    hit = bool(met) and (any(met) if "C403" in case.codes else all(met))
    facts = [c for c in changes if c["code"] in FACTS]
    true = [c for c in facts if _recorded(c, case)]
    other = [c for c in true if c in there and c["code"] not in {*case.codes, "C510"}]
    false = [(c["code"], c["a_text"], c["b_text"]) for c in facts if c not in true]
    return Found(hit, len(true), len(other), false, sorted({c["code"] for c in there}))


def _recorded(change: dict[str, Any], case: Case) -> bool:
    if any(meets(change, act) for act in case.injected):
        return True
    spun = (act for act in case.around if change["code"] == "C510" or act.code in FACTS)
    return any(meets(change, act) for act in spun)


def ask(case: Case) -> Found:
    """Judge a case and score it."""
    return score(case, judged(case.a, case.b).to_dict()["changes"])


def recall(found: Iterable[Found]) -> float:
    """Return the share of injected changes that were found."""
    hits = [f.hit for f in found]
    return share(sum(hits), len(hits))


def precision(found: Iterable[Found]) -> float:
    """Return the share of reported facts that lie where a fact was changed."""
    counts = [(f.true, len(f.false)) for f in found]
    true, false = (sum(column) for column in zip(*counts, strict=True)) if counts else (0, 0)
    return share(true, true + false)


def injected(args: argparse.Namespace, misses: list[dict[str, Any]]) -> Figures:
    """Measure the injected classes; print, and return the figures."""
    figures: Figures = {}
    rows, facts = [], []
    for name, (plan, codes) in INJECTED.items():
        items = cases(args.data, name, plan, codes, args.limit or CASES)
        found = parallel(ask, items, args.jobs)
        misses += [_record(*item) for item in zip(items, found, strict=True)]
        parts = [
            recall(f for c, f in zip(items, found, strict=True) if wanted in c)
            for wanted in ("copy", "spun", *SIZES)
        ]
        other = sum(f.other_code for f in found)
        false = sum(len(f.false) for f in found)
        rows.append((name, len(items), recall(found), precision(found), *parts, other, false))
        if name in GATED:
            figures[f"changes.recall.{name}"] = recall(found)
            facts += found
    columns = ("class", "pairs", "recall", "precision", "copy", "spun", *SIZES)
    show("Injected changes", (*columns, "other fact code", "false facts"), rows)
    return figures | {"changes.precision": precision(facts)}


def controlled(args: argparse.Namespace, misses: list[dict[str, Any]]) -> Figures:
    """Measure the negative controls; print, and return the figures."""
    rows, wrong, total = [], 0, 0
    for name, plan in CONTROLS.items():
        items = cases(args.data, name, plan, frozenset(), args.limit or CASES)
        items = [case for case in items if case.variant == "copy"]
        # Nothing is a fact here: what lies at the place is as false as what lies elsewhere.
        found = parallel(ask, [case._replace(injected=[]) for case in items], args.jobs)
        misses += [_record(*item) for item in zip(items, found, strict=True) if item[1].false]
        bad = sum(bool(f.false) for f in found)
        rows.append((name, len(items), share(bad, len(items))))
        wrong, total = wrong + bad, total + len(items)
    rows.append(("all", total, share(wrong, total)))
    show("Negative controls", ("change", "pairs", "called a fact"), rows)
    return {"changes.control_false_facts": share(wrong, total)}


def _record(case: Case, found: Found) -> dict[str, Any]:
    shown = [(act.a_text, act.b_text, case.a[max(0, act.a_start - 60) : act.a_end + 60])
             for act in case.injected]  # fmt: skip
    return {
        "case": case.group,
        "size": case.size,
        "variant": case.variant,
        "injected": shown,
        **found._asdict(),
    }


def run(args: argparse.Namespace) -> Figures:
    """Measure, print, and return the figures."""
    misses: list[dict[str, Any]] = []
    figures = injected(args, misses) | controlled(args, misses)
    if args.misses:
        lines = [json.dumps(m) + "\n" for m in misses if m["false"] or not m["hit"]]
        args.misses.write_text("".join(lines), "utf-8")
    return {name: value for name, value in figures.items() if not math.isnan(value)}


def main() -> int:
    """Run the command and return its exit code."""
    parser = options(__doc__)
    parser.add_argument("--misses", type=Path, help="write misses and false facts to this file")
    return command(run, parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
