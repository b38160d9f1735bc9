#!/usr/bin/env python3
"""Speed and memory of finding copies in a corpus, beside peers on the same pages in the same run.

    bench/find.py CORPUS [--sizes N ...] [--tools NAME ...] [--jobs 2] [--text-dedup PYTHON]
                  [--work DIR] [--plot [FILE]] [--json FILE]

CORPUS is a folder that ``eval/corpus.py`` wrote; sizes beyond its own are made in ``--work``. Every
tool runs at every size in a process of its own, one after the other. rensa and datasketch get what
their manuals recommend: sets of word 5-grams, 128 permutations, LSH at a Jaccard similarity of 0.7,
candidates checked by their signatures. ``rensa-matrix`` is rensa's bulk interface, which says only
which pages have a duplicate. text-dedup runs as its command, from the Python that has it. Compare
the CPU seconds and the ratios: they hang less on what else the machine does.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import math
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "eval")]

from corpus import pages_of  # noqa: E402 (the tree this script lies in, wherever it is started)
from scan import ScanFailed, measured  # noqa: E402

PERMUTATIONS, WIDTH, THRESHOLD = 128, 5, 0.7
BANDS = 16
"""Of 8 rows each: the half-way point of that curve is at a Jaccard similarity of 0.68."""
BATCH = 1_000
FIGURE = ROOT / "docs" / "figures" / "find.svg"
NEEDS = {"rensa": "rensa", "rensa-matrix": "rensa", "datasketch": "datasketch"}
Row = dict[str, Any]


class Clock:
    """CPU seconds by name."""

    def __init__(self) -> None:
        """Start with no time spent."""
        self.spent: Counter[str] = Counter()

    @contextmanager
    def time(self, name: str) -> Iterator[None]:
        """Add what the block takes to ``name``."""
        start = time.process_time()
        yield
        self.spent[name] += time.process_time() - start  # type: ignore[assignment]


def batches(corpus: Path, size: int) -> Iterator[list[Row]]:
    """Yield the first ``size`` pages of a corpus, ``BATCH`` at a time."""
    pages = pages_of(corpus, size)
    while batch := list(islice(pages, BATCH)):
        yield batch


def shingles(text: str) -> set[str]:
    """Return the word 5-grams of a text, cut as plainly as can be."""
    words = text.lower().split()
    return {" ".join(words[i : i + WIDTH]) for i in range(max(1, len(words) - WIDTH + 1))}


def rensa(corpus: Path, size: int, clock: Clock) -> list[tuple[str, str]]:
    """Return the pairs of the one-by-one interface."""
    from rensa import RMinHash, RMinHashLSH

    index = RMinHashLSH(THRESHOLD, PERMUTATIONS, BANDS)
    names: list[str] = []
    known: list[Any] = []
    pairs = []
    for batch in batches(corpus, size):
        with clock.time("shingles"):
            sets = [shingles(page["text"]) for page in batch]
        with clock.time("signatures"):
            signed = []
            for grams in sets:
                signature = RMinHash(PERMUTATIONS, 42)
                signature.update(grams)
                signed.append(signature)
        with clock.time("search"):
            for page, signature in zip(batch, signed, strict=True):
                near = (i for i in index.query(signature) if i < len(known))
                alike = [i for i in near if known[i].jaccard(signature) >= THRESHOLD]
                pairs += [(names[i], page["id"]) for i in alike]
                index.insert(len(known), signature)
                names.append(page["id"])
                known.append(signature)
    return pairs


def rensa_matrix(corpus: Path, size: int, clock: Clock) -> list[tuple[str, str]]:
    """Run the bulk interface, which gives a flag a page and no pairs."""
    from rensa import RMinHash, RMinHashLSH

    index = RMinHashLSH(THRESHOLD, PERMUTATIONS, BANDS)
    for number, batch in enumerate(batches(corpus, size)):
        with clock.time("shingles"):
            sets = [shingles(page["text"]) for page in batch]
        with clock.time("signatures"):
            matrix = RMinHash.digest_matrix_from_token_sets(sets, PERMUTATIONS, 42)
        with clock.time("search"):
            index.insert_matrix(matrix, number * BATCH)
            index.query_duplicate_flags_matrix(matrix)
    return []


def datasketch(corpus: Path, size: int, clock: Clock) -> list[tuple[str, str]]:
    """Return the pairs of its MinHash and LSH."""
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS)
    known: dict[str, Any] = {}
    pairs = []
    for batch in batches(corpus, size):
        with clock.time("shingles"):
            sets = [[gram.encode() for gram in shingles(page["text"])] for page in batch]
        with clock.time("signatures"):
            signed = []
            for grams in sets:
                signature = MinHash(num_perm=PERMUTATIONS)
                signature.update_batch(grams)
                signed.append(signature)
        with clock.time("search"):
            for page, signature in zip(batch, signed, strict=True):
                near = index.query(signature)
                alike = [name for name in near if known[name].jaccard(signature) >= THRESHOLD]
                pairs += [(name, page["id"]) for name in alike]
                index.insert(page["id"], signature)
                known[page["id"]] = signature
    return pairs


def unspin_sketch(corpus: Path, size: int, clock: Clock) -> list[tuple[str, str]]:
    """Sketch every page; no search."""
    import unspin

    sketch = getattr(unspin, "sketch", None)
    if sketch is None:
        raise ScanFailed("this version of unspin has no sketch()")
    for page in pages_of(corpus, 20):
        sketch(unspin.Document(page["id"], page["text"]))  # compiles and loads
    for batch in batches(corpus, size):
        documents = [unspin.Document(page["id"], page["text"]) for page in batch]
        with clock.time("signatures"):
            for document in documents:
                sketch(document)
    return []


IN_PROCESS: dict[str, Callable[[Path, int, Clock], list[tuple[str, str]]]] = {
    "rensa": rensa,
    "rensa-matrix": rensa_matrix,
    "datasketch": datasketch,
    "unspin-sketch": unspin_sketch,
}
TOOLS = (*IN_PROCESS, "text-dedup", "unspin-scan")


def child(tool: str, corpus: Path, size: int) -> Row:
    """Run one tool in this process and return its figures."""
    clock = Clock()
    start, start_cpu = time.perf_counter(), time.process_time()
    pairs = IN_PROCESS[tool](corpus, size, clock)
    wall, cpu = time.perf_counter() - start, time.process_time() - start_cpu
    # Linux counts in kilobytes, macOS in bytes.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    figures: Row = {"wall": wall, "cpu": cpu}
    figures["peak_mb"] = peak / (2**20 if sys.platform == "darwin" else 2**10)
    return figures | {"seconds": dict(clock.spent), "pairs": len(pairs)} | planted(corpus, pairs)


def planted(corpus: Path, pairs: list[tuple[str, str]]) -> Row:
    """Count the planted copies that are among the pairs, by kind and strength."""
    found = set(map(frozenset, pairs))
    hits: Counter[str] = Counter()
    for entry in json.loads((corpus / "truth.json").read_text("utf-8")) if pairs else ():
        name = f"{entry['kind']} {entry['strength']}" if entry["strength"] else entry["kind"]
        hits[name] += frozenset((entry["original"], entry["copy"])) in found
    return {"planted": dict(hits)}


def in_child(tool: str, corpus: Path, size: int) -> Row:
    """Run one tool in a fresh process.

    Raises:
        ScanFailed: it ended badly; the message is its last line.
    """
    command = [sys.executable, __file__, str(corpus), "--child", tool, "--sizes", str(size)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip() or "ended without a word").splitlines()[-1]
        raise ScanFailed(last.removeprefix("error: "))
    figures: Row = json.loads(done.stdout.splitlines()[-1])
    return figures


def as_command(command: list[str]) -> Row:
    """Run a tool that is a command, its own children counted, and return its figures."""
    env = os.environ | {"PYTHONPATH": str(ROOT / "src"), "HF_DATASETS_OFFLINE": "1"}
    return measured(command, env, quiet=True)._asdict()


def run_tool(tool: str, corpus: Path, size: int, args: argparse.Namespace) -> Row:
    """Run one tool over the first ``size`` pages.

    Raises:
        ScanFailed: it is not there, or ended badly.
    """
    if tool in NEEDS and importlib.util.find_spec(NEEDS[tool]) is None:
        raise ScanFailed(f"not installed: pip install {NEEDS[tool]}")
    if tool in IN_PROCESS:
        return in_child(tool, corpus, size)
    with tempfile.TemporaryDirectory(dir=args.work) as scratch:
        pages = first_pages(corpus, size, Path(scratch))
        if tool == "text-dedup":
            if args.text_dedup is None:
                raise ScanFailed("say with --text-dedup which Python has it")
            return as_command(_text_dedup(args.text_dedup, pages))
        import unspin

        if not hasattr(unspin, "scan"):
            raise ScanFailed("this version of unspin has no scan")
        command = [sys.executable, "-m", "unspin", "scan", str(pages), "--out", f"{scratch}/out"]
        return as_command([*command, "--jobs", str(args.jobs)])


def _text_dedup(python: Path, pages: Path) -> list[str]:
    command = [str(python), "-m", "text_dedup.minhash", "--path", "json", "--split", "train"]
    command += ["--data_files", str(pages), "--cache_dir", f"{pages.parent}/cache"]
    command += ["--output", f"{pages.parent}/out", "--column", "text", "--batch_size", str(BATCH)]
    command += ["--ngram", str(WIDTH), "--threshold", str(THRESHOLD), "--num_proc", "1"]
    return [*command, "--num_perm", str(PERMUTATIONS)]


def first_pages(corpus: Path, size: int, scratch: Path) -> Path:
    """Return a file with the first ``size`` pages, text and id alone."""
    target = scratch / "pages.jsonl"
    with target.open("w", encoding="utf-8") as lines:
        for page in pages_of(corpus, size):
            record = {name: page[name] for name in ("id", "text", "outlet", "date")}
            lines.write(json.dumps(record, ensure_ascii=False) + "\n")
    return target


def corpus_of(size: int, args: argparse.Namespace) -> Path:
    """Return a folder with at least ``size`` pages: the one given, or one made for it."""
    given: Path = args.corpus
    with (given / "corpus.jsonl").open("rb") as lines:
        if sum(1 for _ in islice(lines, size)) >= size:
            return given
    made: Path = args.work / f"corpus-{size}"
    if not (made / "truth.json").is_file():
        command = [sys.executable, str(ROOT / "eval" / "corpus.py"), "--out", str(made)]
        env = os.environ | {"PYTHONPATH": str(ROOT / "src")}
        subprocess.run([*command, "--size", str(size)], check=True, env=env)
    return made


def volume(corpus: Path, size: int) -> float:
    """Return the megabytes of text of the first ``size`` pages."""
    return sum(len(page["text"].encode()) for page in pages_of(corpus, size)) / 1e6


def exponents(rows: list[Row]) -> dict[str, float]:
    """Return for each tool the slope of log CPU time against log pages, from 10,000 pages up.

    >>> round(exponents([{"tool": "x", "docs": n, "cpu": n**1.5} for n in (10**4, 10**5)])["x"], 3)
    1.5
    """
    fitted = {}
    for tool in dict.fromkeys(row["tool"] for row in rows):
        points = [(math.log(r["docs"]), math.log(r["cpu"])) for r in rows if r["tool"] == tool]
        points = [point for point in points if point[0] >= math.log(10_000)]
        if len(points) > 1:
            fitted[tool] = statistics.linear_regression(*zip(*points, strict=True)).slope
    return fitted


def plot(rows: list[Row], target: Path) -> None:
    """Draw CPU time and peak memory against the number of pages, both axes logarithmic."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 3.6), layout="constrained")
    panels = figure.subplots(1, 2)
    for panel, (field, label) in zip(
        panels, (("cpu", "CPU seconds"), ("peak_mb", "peak memory, MB")), strict=True
    ):
        for tool in dict.fromkeys(row["tool"] for row in rows):
            points = [(r["docs"], r[field]) for r in rows if r["tool"] == tool]
            panel.loglog(*zip(*points, strict=True), marker="o", label=tool)
        panel.set(xlabel="pages", ylabel=label)
        panel.grid(visible=True, alpha=0.3)
    panels[0].legend(frameon=False)
    target.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(target, metadata={"Date": None} if target.suffix == ".svg" else None)


def show(rows: list[Row]) -> None:
    """Print one table; seconds are CPU seconds unless they say wall."""
    head = f"{'tool':15}{'pages':>9}{'MB':>8}{'wall s':>9}{'CPU s':>9}{'docs/s':>9}{'MB/s':>8}"
    print(
        f"{head}{'shingle':>9}{'sign':>8}{'sign MB/s':>10}{'search':>8}{'peak MB':>9}{'pairs':>8}"
    )
    for r in rows:
        parts = r.get("seconds", {})
        sign = parts.get("signatures")
        cells = [
            f"{r['tool']:15}{r['docs']:>9,}{r['mb']:>8.1f}{r['wall']:>9.2f}{r['cpu']:>9.2f}",
            f"{r['docs'] / r['cpu']:>9,.0f}{r['mb'] / r['cpu']:>8.1f}",
            f"{_number(parts.get('shingles')):>9}{_number(sign):>8}",
            f"{_number(r['mb'] / sign if sign else None):>10}{_number(parts.get('search')):>8}",
            f"{r['peak_mb']:>9,.0f}{r.get('pairs', '-'):>8}",
        ]
        print("".join(cells))
    for r in rows:
        if r.get("planted"):
            print(f"{r['tool']}, {r['docs']:,}: planted copies found: {r['planted']}")


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def measure(args: argparse.Namespace) -> Row:
    """Run all tools at all sizes, print the table, and return everything measured."""
    rows: list[Row] = []
    missing: dict[str, str] = {}
    for size in args.sizes:
        corpus = corpus_of(size, args)
        megabytes = volume(corpus, size)
        for tool in args.tools:
            try:
                figures = run_tool(tool, corpus, size, args)
            except ScanFailed as problem:
                missing[f"{tool}, {size:,} pages"] = str(problem)
                continue
            rows.append({"tool": tool, "docs": size, "mb": megabytes} | figures)
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    print(f"{machine}; rates are per CPU second, reading included")
    show(rows)
    for name, why in missing.items():
        print(f"not measured: {name}: {why}")
    fitted = exponents(rows)
    for tool, slope in fitted.items():
        print(f"CPU time of {tool} grows with pages to the power of {slope:.3f}")
    if args.plot:
        plot(rows, args.plot)
        print(f"drawn: {args.plot}")
    return {"machine": machine, "rows": rows, "not_measured": missing, "exponents": fitted}


def arguments() -> argparse.Namespace:
    """Return the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("corpus", type=Path, help="folder that eval/corpus.py wrote")
    parser.add_argument("--sizes", type=int, nargs="+", default=[14_500], help="pages")
    parser.add_argument("--tools", nargs="+", choices=TOOLS, default=TOOLS, help="which to run")
    parser.add_argument("--jobs", type=int, default=2, help="workers of unspin's scan")
    parser.add_argument("--text-dedup", type=Path, metavar="PYTHON", help="a Python that has it")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()),
                        help="folder for corpora of other sizes, which are kept")  # fmt: skip
    parser.add_argument("--plot", type=Path, nargs="?", const=FIGURE, help="draw it to this file")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures here too")
    parser.add_argument("--child", choices=tuple(IN_PROCESS), help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> int:
    """Run the command and return its exit code."""
    args = arguments()
    try:
        if args.child:
            print(json.dumps(child(args.child, args.corpus, args.sizes[0])))
            return 0
        report = measure(args)
    except (OSError, ScanFailed) as problem:
        print(f"error: {problem}", file=sys.stderr)
        return 2
    if args.json:
        args.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
