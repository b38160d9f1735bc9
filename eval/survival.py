#!/usr/bin/env python3
"""Survival of quotations: one mutation of a known class in one quotation, and what is said of it.

Real quotations in real news; the rest of the document is spun in half of the cases, and a third of
the pairs are turned round, with the class mirrored. Reported of a case is the union of the verdicts
on the quotations that meet the mutated one. House-style cases count as false when any other verdict
than identical and typographic is given. ``--misses FILE`` writes every wrong case as JSON lines.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from common import Figures, command, judged, options, parallel, read, rng_of, share, show
from mutate import CLASSES, MIRRORED, places
from obfuscate import Span, Swap, apply, quotations, spin_plan, touches

SOURCES = ("senate_releases_open", "wikinews_2019", "basil_open", "kremlin_2021_2022_open")
CASES = 313
STYLED = 2_000
LONGEST = 4_000
"""Characters of a document around the quotation, at most; whole paragraphs."""
NEIGHBOURLY = frozenset(("merged", "split", "reattributed"))
"""Classes whose mutation may bear on the quotation next to it."""
HARMLESS = frozenset(("identical", "typographic"))


class Case(NamedTuple):
    """A pair with one mutated quotation: its class, what was done, and where it stands."""

    label: str
    kind: str
    variant: str
    a: str
    b: str
    in_a: Span
    in_b: Span


class Found(NamedTuple):
    """What was said of a case, of the other quotations of its pair, and the time it took."""

    verdicts: frozenset[str]
    others: int
    altered: int
    seconds: float


def texts(data: Path) -> Iterator[tuple[str, str]]:
    """Yield id and text of excerpts of documents that hold quotations, in a fixed order."""
    for name in SOURCES:
        for row in read(data, name):
            text = row["text"]
            if len(text) > LONGEST:
                cut = text.rfind("\n", 0, LONGEST)
                text = text[: cut if cut > 500 else LONGEST]
            if text.count('"') % 2 == 0 and len(text) > 200 and re.search('["“]', text):
                yield row["id"], text


def targets(text: str) -> list[Span]:
    """Return the quotations of a text that may be mutated: whole, of one paragraph, of 5 words."""
    found = quotations(text)
    return [
        s for s in found
        if "\n" not in text[slice(*s)] and 5 <= len(places(text, s)) <= 120
        and text[s[0]] not in " ,." and text[s[1] - 1] != " "
        and "'" not in text[s[0] - 2 : s[0]] and text.count(text[slice(*s)]) == 1
    ]  # fmt: skip


def cases(data: Path, label: str, most: int) -> list[Case]:
    """Return ``most`` cases of a class; every document gives one."""
    pool = list(texts(data))
    rng_of(f"survival {label}").shuffle(pool)
    made: list[Case] = []
    for around in range(4):  # a rare class takes several quotations of a document
        for doc_id, text in pool:
            rng = rng_of(f"survival {label} {doc_id} {around}")
            spans = targets(text)
            rng.shuffle(spans)
            for span in spans:
                swaps = CLASSES[label](text, span, rng)
                if swaps:
                    made.append(planned(label, text, span, swaps, len(made)))
                    break
            if len(made) == most:
                return made
    return made


def planned(label: str, text: str, span: Span, swaps: list[Swap], number: int) -> Case:
    """Return the case of some swaps; its surroundings are spun in every second one."""
    rng = rng_of(f"around {label} {number} {len(text)}")
    spun = number % 2 == 1
    near = [(min(s.start for s in swaps) - 40, max(s.end for s in swaps) + 40)]
    kept = [(s - 3, e + 3) for s, e in quotations(text)] + near
    kept.append((span[0] - 60, span[1] + 60))
    around = spin_plan(text, rng.choice((0.15, 0.3, 0.5)), rng) if spun else []
    new, acts = apply(text, [*swaps, *(s for s in around if not touches(s, kept))])
    hull = (min(span[0], *(s.start for s in swaps)), max(span[1], *(s.end for s in swaps)))
    if label == "requoted":
        hull = (min(s.start for s in swaps), max(s.end for s in swaps))
    elif label == "reattributed":
        hull = span
    ours = [a for a in acts if hull[0] <= a.a_start and a.a_end <= hull[1]]
    before = [a for a in acts if a.a_end <= hull[0] and a not in ours]
    shift = sum(len(a.b_text) - len(a.a_text) for a in before)
    grown = sum(len(a.b_text) - len(a.a_text) for a in ours)
    image = (hull[0] + shift, hull[1] + shift + grown)
    kind, variant = swaps[0].code, "spun" if spun else "copy"
    if number % 3 == 2:
        return Case(MIRRORED.get(label, label), f"{kind} back", variant, new, text, image, hull)
    return Case(label, kind, variant, text, new, hull, image)


def ask(case: Case) -> Found:
    """Compare the pair of a case and collect what is said of its quotations."""
    start = time.process_time()
    said = judged(case.a, case.b).quotes
    seconds = time.process_time() - start
    own, others = [], []
    for q in said:
        met = (q.a and _meet(q.a, case.in_a)) or (q.b and _meet(q.b, case.in_b))
        (own if met else others).append(q)
    found = frozenset(v for q in own for v in q.verdicts)
    altered = sum(not HARMLESS.issuperset(q.verdicts) for q in others)
    return Found(found, len(others), altered, seconds)


def _meet(span: Any, place: Span) -> bool:
    return bool(span.start < place[1] and place[0] < span.end)


def tables(items: list[Case], found: list[Found]) -> Figures:
    """Print the table of classes and return its figures."""
    rows, scores = [], []
    for name in CLASSES:
        of = [(c, f) for c, f in zip(items, found, strict=True) if c.label == name]
        hits = sum(name in f.verdicts for _, f in of)
        false = sum(
            name in f.verdicts and c.label != name for c, f in zip(items, found, strict=True)
        )
        p, r = share(hits, hits + false), share(hits, len(of))
        scores.append(share(2 * p * r, p + r))
        exact = share(sum(f.verdicts == {name} for _, f in of), len(of))
        rows.append((name, len(of), p, r, scores[-1], exact))
    show("Survival", ("class", "cases", "precision", "recall", "F1", "alone"), rows)
    figures = {f"survival.f1.{row[0]}": float(row[4]) for row in rows}
    figures |= {f"survival.recall.{name}": float(row[3]) for row in rows
                if (name := str(row[0])) in ("polarity-changed", "number-changed")}  # fmt: skip
    return figures | {"survival.f1": sum(scores) / len(scores)}


def run(args: argparse.Namespace) -> Figures:
    """Measure, print, and return the figures."""
    items = [c for name in CLASSES for c in cases(args.data, name, args.limit or CASES)]
    styled = cases(args.data, "typographic", args.limit * 4 or STYLED)
    found = parallel(ask, items + styled, args.jobs)
    house = found[len(items) :]
    figures = tables(items, found[: len(items)])
    false = sum(not HARMLESS.issuperset(f.verdicts) for f in house)
    alone = [f for c, f in zip(items + styled, found, strict=True) if c.label not in NEIGHBOURLY]
    untouched = sum(f.others for f in alone)
    figures["survival.false_altered"] = share(false, len(house))
    figures["survival.false_untouched"] = share(sum(f.altered for f in alone), untouched)
    seconds = sum(f.seconds for f in found)
    rows = [
        ("house style called altered", len(house), figures["survival.false_altered"]),
        ("untouched called altered", untouched, figures["survival.false_untouched"]),
        ("milliseconds a pair", len(found), 1000 * seconds / len(found)),
    ]
    show("Elsewhere", ("what", "cases", "share"), rows)
    if args.misses:
        args.misses.write_text("".join(_misses(items + styled, found)), "utf-8")
    return figures


def _misses(items: list[Case], found: list[Found]) -> Iterator[str]:
    kinds: Counter[str] = Counter()
    for case, said in zip(items, found, strict=True):
        harmless = case.label in HARMLESS and HARMLESS.issuperset(said.verdicts) and said.verdicts
        if said.verdicts == {case.label} or (harmless and not said.altered):
            continue
        kinds[case.label] += 1
        yield json.dumps({
            "label": case.label, "kind": case.kind, "variant": case.variant,
            "said": sorted(said.verdicts), "others": said.altered,
            "a": case.a[max(0, case.in_a[0] - 60) : case.in_a[1] + 60],
            "b": case.b[max(0, case.in_b[0] - 60) : case.in_b[1] + 60],
        }) + "\n"  # fmt: skip


def main() -> int:
    """Run the command and return its exit code."""
    parser = options(__doc__)
    parser.add_argument("--misses", type=Path, help="write the wrong cases to this file")
    return command(run, parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
