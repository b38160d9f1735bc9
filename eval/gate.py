#!/usr/bin/env python3
"""Run every benchmark and compare its figures with the floors of ``floors.json``.

    eval/gate.py [--short] [--raise] [--allow-regression] [--data DIR] [--jobs N]

Exit 1 when a figure lies more than EPSILON on the wrong side of its floor. ``--raise`` lifts the
floors that were beaten; it lowers one only with ``--allow-regression``. Figures that depend on the
machine (speed) have no floor here.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple

from common import DATA, Figures, has, show

HERE = Path(__file__).resolve().parent
FLOORS = HERE / "floors.json"

EPSILON = 0.005
"""Slack of a share. Every script is seeded, so unchanged code gives unchanged figures; what the
slack lets through is a change that trades a few cases for others. Most sets hold 500 to 5,000
pairs, where a share near 0.95 has a standard error of 0.003 to 0.010: less than half a point up
or down says nothing."""
LOWER_IS_BETTER = (
    "relations.false_alarms",
    "relations.false_alarms_sub_topic",
    "relations.calibration_error",
    "changes.control_false_facts",
    "pan.false_per_1000",
    "lineage.tune.lost_false",
    "lineage.tune.calibration_error",
    "lineage.held.lost_false",
    "lineage.held.calibration_error",
    "lineage.other.lost_false",
    "lineage.other.calibration_error",
    "quotes.calibration_error",
    "survival.false_altered",
    "survival.false_untouched",
    "inspect.plain_above_half",
    "inspect.calibration_error",
    "inspect.reference_original",
    *(
        f"restore.{way}.harmed.{kind}"
        for way in ("source", "alone")
        for kind in ("adversarial", "word_swap", "spun", "all")
    ),
)
SPEEDS = (
    "pan.pairs_per_cpu_second", "quotes.articles_per_cpu_second",
    "inspect.articles_per_cpu_second",
)  # fmt: skip
COSTS = ("find.postings", "find.met", "find.candidates")
"""Beginnings of figures that are a cost, weighed against recall and not held."""
VARIANTS = ("_x0.5", "_x2")
"""Endings of figures of budgets that the product does not use."""
COUNTS = {"pan.false_per_1000": 1.0, "relations.false_alarms_sub_topic": 1 / 12}
"""Slack of what is no share, and of a share of twelve pairs: one case."""


class Benchmark(NamedTuple):
    """A script, the data it cannot do without, and its options in a short run."""

    script: str
    needs: tuple[str, ...]
    short: tuple[str, ...]


BENCHMARKS = (
    Benchmark(
        "lineage.py",
        ("wikinews_2019", "senate_releases_open", "kremlin_2021_2022_open", "basil_open"),
        ("--limit", "160"),
    ),
    Benchmark(
        "restore.py",
        ("detectrl_other", "tf_adv_open", "basil_open", "ecbplus_open", "wikinews_2019"),
        ("--limit", "24"),
    ),
    Benchmark("quotes.py", ("basil_open", "wikinews_2019", "senate_releases_open"), ()),
    Benchmark(
        "survival.py",
        ("senate_releases_open", "wikinews_2019", "basil_open", "kremlin_2021_2022_open"),
        ("--limit", "12"),
    ),
    Benchmark(
        "pool.py", ("basil_open", "wikinews_2019", "senate_releases_open"), ("--limit", "30")
    ),
    Benchmark("pan_score.py", ("pan13_docs_open", "pan13_cases_open"), ("--limit", "60")),
    Benchmark("words.py", ("detectrl_other",), ("--limit", "80")),
    Benchmark(
        "relations.py",
        ("detectrl_other", "outfox_dipper_open", "mixset_other", "wmt21_news", "basil_open",
         "ecbplus_open", "pan13_docs_open", "senate_releases_open"),
        ("--limit", "12"),
    ),
    Benchmark("changes.py", ("senate_releases_open", "basil_open"), ("--limit", "24")),
    Benchmark(
        "inspection.py",
        ("detectrl_other", "tf_adv_open", "pan13_docs_open", "pan13_cases_open", "basil_open",
         "ecbplus_open", "meantime", "gum_wikinews", "senate_releases_open",
         "kremlin_2021_2022_open", "wikinews_2019", "outfox_dipper_open", "mixset_other",
         "tortured_open"),
        ("--limit", "40"),
    ),
    Benchmark(
        "mine.py",
        ("detectrl_other", "tf_adv_open", "basil_open", "ecbplus_open"),
        ("--limit", "60"),
    ),
    Benchmark(
        "find.py",
        ("senate_releases_open", "kremlin_2021_2022_open", "pan13_docs_open", "detectrl_other"),
        ("--limit", "12", "--background", "1500"),
    ),
)  # fmt: skip


def worse(name: str, figure: float, floor: float) -> float:
    """Return by how much a figure is worse than its floor (negative: better)."""
    return figure - floor if name in LOWER_IS_BETTER else floor - figure


def failures(figures: Figures, floors: Figures) -> list[str]:
    """Return the names of figures that lie below their floors by more than the slack."""
    known = (name for name in sorted(floors) if name in figures)
    return [n for n in known if worse(n, figures[n], floors[n]) > COUNTS.get(n, EPSILON)]


def raised(figures: Figures, floors: Figures, allow_regression: bool) -> Figures:
    """Return the floors lifted to the figures that beat them; lowered only if allowed."""
    new = dict(floors)
    for name, figure in figures.items():
        if name in SPEEDS or name.startswith(COSTS) or name.endswith(VARIANTS):
            continue
        # Four decimals, cut on the safe side: a floor is never above what was measured.
        cut = round(figure + (0.00005 if name in LOWER_IS_BETTER else -0.00005), 4)
        if name not in floors or worse(name, cut, floors[name]) < 0 or allow_regression:
            new[name] = cut
    return new


def measure(args: argparse.Namespace, benchmark: Benchmark) -> tuple[str, Figures]:
    """Run a script and return what it printed and its figures; none when its data is absent."""
    if not has(args.data, *benchmark.needs):
        missing = ", ".join(benchmark.needs)
        return f"skipped: {benchmark.script} (no {missing} in {args.data})\n", {}
    with tempfile.TemporaryDirectory() as scratch:
        target = Path(scratch) / "figures.json"
        line = [sys.executable, str(HERE / benchmark.script), "--data", str(args.data)]
        line += ["--json", str(target), *(benchmark.short if args.short else ())]
        done = subprocess.run(
            line, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        if done.returncode:
            raise RuntimeError(
                f"{done.stdout}{benchmark.script} ended with exit code {done.returncode}"
            )
        figures: Figures = json.loads(target.read_text("utf-8"))
    return done.stdout, figures


def run(args: argparse.Namespace, benchmarks: Sequence[Benchmark] = BENCHMARKS) -> int:
    """Measure, compare, print, and return the exit code."""
    section = "short" if args.short else "full"
    book = json.loads(args.floors.read_text("utf-8"))
    floors: Figures = book[section]
    figures: Figures = {}
    with ThreadPoolExecutor(args.jobs) as side_by_side:
        for said, measured in side_by_side.map(partial(measure, args), benchmarks):
            print(said, end="", flush=True)
            figures |= measured
    failed = failures(figures, floors)
    rows = [
        (name, figure, floors.get(name), "FAILED" if name in failed else "")
        for name, figure in sorted(figures.items())
    ]
    show(f"Gate, {section}", ("figure", "measured", "floor", ""), rows)
    if args.raise_floors:
        book[section] = raised(figures, floors, args.allow_regression)
        args.floors.write_text(json.dumps(book, indent=1, sort_keys=True) + "\n", "utf-8")
    if failed and not (args.raise_floors and args.allow_regression):
        print(f"below the floor: {', '.join(failed)}", file=sys.stderr)
        return 1
    return 0


def arguments() -> argparse.Namespace:
    """Return the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the evaluation data")
    parser.add_argument(
        "--jobs",
        type=int,
        default=os.cpu_count() or 1,
        help="benchmarks at once, each in a process",
    )
    parser.add_argument("--short", action="store_true", help="small samples, some minutes")
    parser.add_argument("--floors", type=Path, default=FLOORS, help="the file of floors")
    parser.add_argument("--raise", dest="raise_floors", action="store_true", help="lift floors")
    parser.add_argument("--allow-regression", action="store_true", help="let --raise lower floors")
    return parser.parse_args()


def main() -> int:
    """Run the command and return its exit code."""
    try:
        return run(arguments())
    except (OSError, RuntimeError) as problem:
        print(f"error: {problem}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
