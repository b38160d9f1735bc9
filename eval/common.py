"""What the evaluation scripts share: options, data, ordered workers, tables and figures."""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import math
import multiprocessing
import random
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / ".." / "shared" / "data"

Item = TypeVar("Item")
Result = TypeVar("Result")
Figures = dict[str, float]
Array = NDArray[np.float64]


class MissingData(Exception):
    """A file the benchmark needs is not in the data folder."""


def options(doc: str | None) -> argparse.ArgumentParser:
    """Return a parser with the options every script has."""
    summary = (doc or "").partition("\n")[0]
    parser = argparse.ArgumentParser(description=summary)
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the evaluation data")
    parser.add_argument("--limit", type=int, default=0, help="items of each kind, 0 = all")
    parser.add_argument("--jobs", type=int, default=1, help="worker processes")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    return parser


def command(run: Callable[[argparse.Namespace], Figures], args: argparse.Namespace) -> int:
    """Run a benchmark, write its figures if asked, and return the exit code."""
    try:
        figures = run(args)
    except MissingData as missing:
        print(f"error: {missing}", file=sys.stderr)
        return 2
    if args.json:
        args.json.write_text(json.dumps(figures, indent=1, sort_keys=True) + "\n", "utf-8")
    return 0


def read(data: Path, name: str) -> list[dict[str, Any]]:
    """Return the records of ``name``.jsonl.gz.

    Raises:
        MissingData: the file is not there; the message says what was looked for and what to do.
    """
    path = data / f"{name}.jsonl.gz"
    if not path.is_file():
        raise MissingData(f"no {path.name} in {data}: point --data at the evaluation data")
    return list(_records(path))


@cache
def _records(path: Path) -> tuple[dict[str, Any], ...]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return tuple(json.loads(line) for line in lines)


def has(data: Path, *names: str) -> bool:
    """Say whether all the named record files are present."""
    return all((data / f"{name}.jsonl.gz").is_file() for name in names)


def chance(name: str) -> float:
    """Return a number in 0..1 that depends on ``name`` alone, the same on every machine."""
    digest = hashlib.blake2b(name.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64


def rng_of(name: str) -> random.Random:
    """Return a generator seeded by ``name`` alone."""
    return random.Random(hashlib.blake2b(name.encode()).digest())


def sample(items: Sequence[Item], limit: int, name: str) -> list[Item]:
    """Return ``limit`` of the items (all when 0), drawn by a seed, in their own order."""
    if not limit or limit >= len(items):
        return list(items)
    return [items[i] for i in sorted(rng_of(name).sample(range(len(items)), limit))]


def parallel(
    work: Callable[[Item], Result], items: Iterable[Item], jobs: int, chunk: int = 8
) -> list[Result]:
    """Apply ``work`` to all items in ``jobs`` processes; results come in the order of the items.

    Forked, so that what the parent has loaded (the lexicon) is shared and loaded once.
    """
    if jobs <= 1:
        return [work(item) for item in items]
    context = multiprocessing.get_context("fork")
    with context.Pool(jobs) as pool:
        return pool.map(work, items, chunksize=chunk)


def judged(a: str, b: str) -> Any:
    """Return unspin's judgement of two texts; the one place that calls the public ``compare``."""
    import unspin  # not needed by the scoring functions, which the tests use alone

    return unspin.compare(a, b)


def share(part: float, whole: float) -> float:
    """Return ``part / whole``, or nan when there is nothing to divide by."""
    return part / whole if whole else float("nan")


def logistic(x: Array, y: Array) -> Array:
    """Return the weights of a logistic regression, by Newton's method.

    Args:
        x: (n, k) a row a case, with a column of ones for the constant.
        y: (n,) 1 where it is true, else 0.
    """
    w = np.zeros(x.shape[1])
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ w))
        w += np.linalg.solve((x.T * (p * (1 - p))) @ x + 1e-9 * np.eye(len(w)), x.T @ (y - p))
    return w


def show(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print one table; floats with three decimals, missing values as a dash."""
    table = Table(title=title, title_justify="left")
    for number, column in enumerate(columns):
        table.add_column(column, justify="right" if number else "left")
    for row in rows:
        table.add_row(*map(_cell, row))
    width = None if sys.stdout.isatty() else 160
    Console(width=width).print(table)


def _cell(value: object) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "-"
    return f"{value:.3f}" if isinstance(value, float) else str(value)
