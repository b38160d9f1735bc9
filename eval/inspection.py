#!/usr/bin/env python3
"""Inspection without a source: are spun articles told from plain ones, and where.

    eval/inspection.py [--limit N] [--all] [--jobs N] [--json FILE]

The area under ROC by attack and set on the texts held out, the share of plain originals above 0.5,
how reliable the probabilities are, the reference pair, tortured phrases found in running text, and
articles a CPU second.

The weights were fitted on the other texts of the same sets; the language model was counted in
US Senate releases, kremlin.ru and Wikinews of 2019, so those sets (marked *) look plainer than others.
Published figures, on other data: a fine-tuned Longformer tells SpinBot with F1 0.997 and
SpinnerChief with 0.716, people with 0.78 and 0.66 (Wahle et al. 2022).
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from common import Figures, command, options, parallel, read, sample, share, show
from inspect_sets import IN_SAMPLE, Article, articles

ATTACKS = ("word_swap", "adversarial", "adversarial < 8 %", "spun", "pan13 random")
REFERENCE = {
    "Chilly Warfare": "Cold War", "White Home": "White House", "Japanese Europe": "Eastern Europe",
    "International Minister": "Foreign Minister",
    "Asset Administration": "Asset Management",
}  # fmt: skip
FRAMES = (
    "The report that was published on Monday says that {} had played a part in it.",
    "In the second section we discuss {} and what it means for our results.",
    "The authors have used {} since 2015, and they will go on using it.",
)  # fmt: skip
AROUND = (
    "The committee met on Tuesday to hear from the people who live near the river. They said that "
    "the water had risen twice in the past year and that nobody had told them what to do. A "
    "spokesman for the city said that the mayor would meet them next week. {} The meeting lasted "
    "for more than three hours, and most of the members stayed until the end of it."
)


def family(kind: str) -> str:
    """Return the kind without its strength: ``spun 0.3`` is ``spun``."""
    return "spun" if kind.startswith("spun") else kind


def area(positives: Sequence[float], negatives: Sequence[float]) -> float:
    """Return the area under ROC: how often a positive is above a negative, ties for a half."""
    if not len(positives) or not len(negatives):
        return float("nan")
    below = np.sort(np.asarray(negatives))
    p = np.asarray(positives)
    wins = np.searchsorted(below, p, "left") + np.searchsorted(below, p, "right")
    return float(wins.mean() / 2 / len(below))


def probability(article: Article) -> float | None:
    """Return unspin's probability that an article is spun; the one place that calls it."""
    import unspin  # the calibration uses this module too, before there are weights

    return unspin.inspect(article.text).p_spun


def run(args: argparse.Namespace) -> Figures:
    """Run all parts and return the figures."""
    held = [a for a in articles(args.data, args.limit) if args.all or a.use == "held"]
    said = parallel(probability, held, args.jobs, chunk=16)
    found = [(a, p) for a, p in zip(held, said, strict=True) if p is not None]
    print(f"{len(held)} articles, {len(held) - len(found)} abstained from")
    figures = _areas(found) | _plain(found) | _reliability(found)
    figures |= (
        _places(held, args.limit)
        | reference(args.data)
        | tortured(args.data, args.limit)
        | _speed(args.data)
    )
    print((__doc__ or "").partition("\n\n")[2].rpartition("\n\n")[2])
    return figures


def _areas(found: list[tuple[Article, float]]) -> Figures:
    figures, lines = {}, []
    for kind in (*ATTACKS, "back_translation", "polish", "dipper"):
        mine = [(a, p) for a, p in found if family(a.kind) == kind]
        sources = sorted({a.source for a, _ in mine})
        for source in ("all", *sources):
            p = [p for a, p in mine if source in ("all", a.source)]
            plain = [
                p for a, p in found
                if a.kind == "plain" and (a.source in sources if source == "all" else a.source == source)
            ]  # fmt: skip
            above = share(sum(x > 0.5 for x in p), len(p))
            name = source + "*" * (source in IN_SAMPLE)
            lines.append((kind, name, len(p), len(plain), area(p, plain), above))
            if source == "all" and kind in ATTACKS and kind != "adversarial < 8 %" and p:
                figures[f"inspect.area.{kind.replace(' ', '_')}"] = area(p, plain)
    show(
        "Spun against plain, held out",
        ("attack", "set", "spun", "plain", "area", "above 0.5"),
        lines,
    )
    return figures


def _plain(found: list[tuple[Article, float]]) -> Figures:
    plain = [(a.source, p) for a, p in found if a.kind == "plain"]
    lines = []
    for source in sorted({s for s, _ in plain}):
        p = [x for s, x in plain if s == source]
        above = share(sum(x > 0.5 for x in p), len(p))
        lines.append((source + "*" * (source in IN_SAMPLE), len(p), above, float(np.median(p))))
    show("Plain originals", ("set", "texts", "above 0.5", "median p"), lines)
    outside = [p for s, p in plain if s not in IN_SAMPLE]
    above = share(sum(x > 0.5 for x in outside), len(outside))
    print(f"plain originals above 0.5: {above:.4f} of {len(outside)} (in-sample sets left out)")
    return {"inspect.plain_above_half": above}


def _reliability(found: list[tuple[Article, float]]) -> Figures:
    """Show how often a text is spun, by what was said of it; plain and spun weigh alike."""
    used = [
        (family(a.kind) != "plain", p) for a, p in found if family(a.kind) in (*ATTACKS, "plain")
    ]
    spun = sum(s for s, _ in used)
    weight = {True: 0.5 / max(1, spun), False: 0.5 / max(1, len(used) - spun)}
    lines, error = [], 0.0
    for low in np.arange(0.0, 1.0, 0.1).tolist():
        mine = [(s, p) for s, p in used if low <= p < low + 0.1 + (low > 0.85)]
        mass = sum(weight[s] for s, _ in mine)
        if mass:
            truth = sum(weight[s] for s, _ in mine if s) / mass
            mean = sum(weight[s] * p for s, p in mine) / mass
            lines.append((f"{low:.1f}..{low + 0.1:.1f}", len(mine), mean, truth))
            error += mass * abs(truth - mean)
    show("Reliability, plain and spun alike", ("p", "texts", "mean p", "spun"), lines)
    print(f"expected calibration error {error:.3f}")
    return {"inspect.calibration_error": error}


def _places(held: Sequence[Article], limit: int) -> Figures:
    """Return how many findings of words stand where words were put in, and how many of those are found."""
    import unspin

    figures, lines = {}, []
    for kind in ("word_swap", "spun"):
        mine = [a for a in held if family(a.kind) == kind and a.changed]
        hits = said = found = put_in = 0
        for article in sample(mine, min(limit or 60, 60), f"inspect places {kind}"):
            spans = [f.span for f in unspin.inspect(article.text).findings if "C2" <= f.code < "C4"]
            changed = article.changed or ()
            hits += sum(any(s.start < j and i < s.end for i, j in changed) for s in spans)
            found += sum(any(s.start < j and i < s.end for s in spans) for i, j in changed)
            said, put_in = said + len(spans), put_in + len(changed)
        lines.append((kind, said, share(hits, said), put_in, share(found, put_in)))
        figures[f"inspect.places_right.{kind}"] = share(hits, said)
    show("Findings of words", ("attack", "findings", "right", "put in", "found"), lines)
    return figures


def reference(data: Path) -> Figures:
    """Inspect the real pair: the probabilities, and its garbled names."""
    folder = data / "reference"
    if not folder.is_dir():
        return {}
    import unspin

    spun, plain = unspin.inspect(folder / "a_spun.txt"), unspin.inspect(folder / "b_original.txt")
    lines, named, right = [], 0, 0
    for phrase, wanted in REFERENCE.items():
        mine = [f for f in spun.findings if f.text and set(f.text.split()) & set(phrase.split()[:2])
                and _overlaps(spun.document.text, f, phrase)]  # fmt: skip
        hits = [f for f in mine if wanted.lower() in _filled(spun.document.text, f).lower()]
        named, right = named + bool(mine), right + bool(hits)
        shown = (hits or mine)[:1]
        lines.append(
            (
                phrase,
                shown[0].code if shown else None,
                shown[0].suggestion if shown else None,
                wanted,
            )
        )
    print(f"reference pair: spun {spun.p_spun:.4f}, original {plain.p_spun:.4f}")
    show("Garbled names", ("stands there", "code", "suggested", "was there"), lines)
    return {
        "inspect.reference_spun": float(spun.p_spun or 0.0),
        "inspect.reference_original": float(plain.p_spun or 0.0),
        "inspect.reference_names": right / len(REFERENCE),
    }


def _overlaps(text: str, finding: Any, phrase: str) -> bool:
    at = text.find(phrase)
    while at >= 0:
        if finding.span.start < at + len(phrase) and finding.span.end > at:
            return True
        at = text.find(phrase, at + 1)
    return False


def _filled(text: str, finding: Any) -> str:
    """Return the words around a finding with the suggestion in its place."""
    before = text[max(0, finding.span.start - 25) : finding.span.start]
    after = text[finding.span.end : finding.span.end + 25]
    return before + (finding.suggestion or finding.text) + after


def tortured(data: Path, limit: int) -> Figures:
    """Put phrases of the open list into plain sentences, and see which are found."""
    import unspin

    rows = sample(read(data, "tortured_open"), limit or 300, "inspect tortured")
    found = right = 0
    for number, row in enumerate(rows):
        text = AROUND.format(FRAMES[number % len(FRAMES)].format(row["tortured"]))
        at = text.index(row["tortured"])
        hits = [f for f in unspin.inspect(text).findings
                if f.span.start < at + len(row["tortured"]) and f.span.end > at]  # fmt: skip
        found += bool(hits)
        right += any(_names(f.suggestion, row["expected"]) for f in hits)
    figures = {"inspect.tortured_found": share(found, len(rows)),
               "inspect.tortured_named": share(right, len(rows))}  # fmt: skip
    print(f"tortured phrases in running text: {figures['inspect.tortured_found']:.3f} found, "
          f"{figures['inspect.tortured_named']:.3f} with the right phrase, of {len(rows)}")  # fmt: skip
    return figures


def _names(suggestion: str | None, expected: str) -> bool:
    return suggestion is not None and suggestion.lower() in expected.lower()


def _speed(data: Path) -> Figures:
    """Return articles of 700 words a CPU second, findings not asked for."""
    import unspin

    texts = [r["text"] for r in sample(read(data, "basil_open"), 0, "")]
    words = sum(len(t.split()) for t in texts)
    for text in texts[:5]:
        unspin.inspect(text)
    started = time.process_time()
    for text in texts:
        unspin.inspect(text)
    spent = time.process_time() - started
    print(f"{words / 700 / spent:.0f} articles of 700 words a CPU second")
    return {"inspect.articles_per_cpu_second": words / 700 / spent}


def main() -> int:
    """Run the command and return its exit code."""
    parser = options(__doc__)
    parser.add_argument("--all", action="store_true", help="the texts that were learned from too")
    return command(run, parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
