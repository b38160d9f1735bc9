#!/usr/bin/env python3
"""Speed of the comparison and of each of its stages, beside peers on the same texts in the same run.

    bench/speed.py [--runs N] [--json FILE] [--skip-large]

Every figure is CPU time of all threads, the best of N runs. The milliseconds are those of one
machine at one moment; what can be compared between machines and versions are the ratios to the
peer of the same row. The texts are the reference pair when ``../shared/data`` is there, else the
bundled stories, and synthetic ones with a seed. Peers: ``difflib`` and ``rapidfuzz`` align the
same tokens, the plainest cutter of words stands beside the segmenter, ``import numpy`` beside a process.
"""

from __future__ import annotations

import argparse
import contextlib
import difflib
import importlib
import json
import os
import platform
import random
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "src"))

import unspin  # noqa: E402 (the tree this script lies in, wherever it is started)

SAMPLES = ROOT / "src" / "unspin" / "samples"
REFERENCE = ROOT.parent / "shared" / "data" / "reference"
STAGES = {  # name -> where the function is looked up by the one who calls it
    "segment": ("unspin.pipeline.pairs", "segment"),
    "passages": ("unspin.align.texts", "search_passages"),
    "links": ("unspin.align.texts", "link_sentences"),
    "words": ("unspin.align.words", "pair_stretches"),
    "align": ("unspin.pipeline.pairs", "align_reuse"),
    "changes": ("unspin.judge.verdict", "name_all"),
    "judge": ("unspin.pipeline.pairs", "judge"),
}
"""``align`` and ``judge`` hold others: theirs is the whole time."""
WORDS = re.compile(r"\w+|[^\w\s]")
SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprstv" for vowel in "aeiou"]
Row = dict[str, Any]


def row(name: str, value: float, unit: str, peer: str, peer_value: float) -> Row:
    """One line of the table; the ratio is value / peer, below 1 where unspin is the quicker."""
    figures = {"value": round(value, 3), "unit": unit, "peer_value": round(peer_value, 3)}
    return {"name": name, **figures, "peer": peer, "ratio": round(value / peer_value, 3)}


def best(work: Callable[[], object], runs: int) -> float:
    """Return the least CPU milliseconds of ``runs`` calls, after one that warms up."""
    work()
    times = []
    for _ in range(runs):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return 1000 * min(times)


def stage_times(work: Callable[[], object]) -> dict[str, float]:
    """Return the CPU milliseconds that each stage takes while ``work`` runs."""
    spent = dict.fromkeys(STAGES, 0.0)

    def timed(name: str, stage: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any) -> Any:
            start = time.process_time()
            result = stage(*args)
            spent[name] += 1000 * (time.process_time() - start)
            return result

        return run

    with contextlib.ExitStack() as stack:
        for name, (module_name, attribute) in STAGES.items():
            module = importlib.import_module(module_name)
            watched = timed(name, getattr(module, attribute))
            stack.enter_context(mock.patch.object(module, attribute, watched))
        work()
    return spent


def reference_pair() -> tuple[str, str, str]:
    """Return a name and two texts of about 1,400 words, or the bundled stories."""
    folder, names = REFERENCE, ("b_original.txt", "a_spun.txt")
    if not folder.is_dir():
        folder, names = SAMPLES, ("original.txt", "spun.txt")
    a, b = ((folder / name).read_text(encoding="utf-8") for name in names)
    return folder.name, a, b


def compare_rows(a: str, b: str, runs: int) -> list[Row]:
    """The warm library comparison, whole and by stage, and the aligner's peers."""
    from rapidfuzz.distance import Levenshtein

    whole = best(lambda: unspin.compare(a, b), runs)
    watched = [stage_times(lambda: unspin.compare(a, b)) for _ in range(runs)]
    stages = {name: min(times[name] for times in watched) for name in STAGES}
    tokens = WORDS.findall(a.lower()), WORDS.findall(b.lower())
    peers = {
        "difflib": lambda: difflib.SequenceMatcher(None, *tokens, autojunk=False).get_opcodes(),
        "rapidfuzz": lambda: Levenshtein.opcodes(*tokens).as_list(),
    }
    took = {name: best(work, max(3, runs // 3)) for name, work in peers.items()}
    cutting = best(lambda: (WORDS.findall(a), WORDS.findall(b)), runs)
    rows = [row(f"compare, warm, {len(tokens[0])} tokens", whole, "ms", "difflib", took["difflib"])]
    align = stages.pop("align")
    rows += [row("align", align, "ms", peer, took[peer]) for peer in peers]
    rows.append(row("  segment, both", stages.pop("segment"), "ms", "re.findall", cutting))
    rows += [row(f"  {name}", ms, "ms", "whole", whole) for name, ms in stages.items()]
    return rows


def synthetic(seed: int, words: int) -> str:
    """Return a text of invented words whose frequencies fall as those of a language do."""
    chance = random.Random(seed)
    real = re.findall(r"[a-z]+", (SAMPLES / "original.txt").read_text(encoding="utf-8"))
    common = sorted(set(real), key=lambda word: (-real.count(word), word))[:150]
    rare = ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _ in range(4000)]
    weights = [1.0 / (rank + 3) for rank in range(len(common) + len(rare))]
    drawn = chance.choices(common + rare, weights, k=words)
    lines = []
    while drawn:
        length = chance.randint(8, 28)
        lines.append(" ".join(drawn[:length]).capitalize() + ".")
        drawn = drawn[length:]
    return "\n\n".join(" ".join(lines[k : k + 5]) for k in range(0, len(lines), 5))


def planted(seed: int) -> tuple[str, str]:
    """Return two texts of 1,200 words that share 250, two in five of them replaced."""
    chance = random.Random(seed)
    a, b = synthetic(3 * seed, 1200).split(" "), synthetic(3 * seed + 1, 1200).split(" ")
    start, there = chance.randrange(900), chance.randrange(900)
    spare = synthetic(3 * seed + 2, 250).split(" ")
    copied = [w if chance.random() < 0.6 else s for w, s in zip(a[start:], spare, strict=False)]
    return " ".join(a), " ".join(b[:there] + copied[:250] + b[there + 250 :])


def passage_rows(count: int, runs: int) -> list[Row]:
    """Passages of pairs with a planted copy, in pairs per CPU second."""
    pairs = [planted(seed) for seed in range(count)]
    found = sum(bool(unspin.passages(*pair)) for pair in pairs)
    few = [(a.split(), b.split()) for a, b in pairs[: max(2, count // 10)]]

    def theirs() -> None:
        for pair in few:
            difflib.SequenceMatcher(None, *pair, autojunk=False).get_matching_blocks()

    ours = best(lambda: [unspin.passages(*pair) for pair in pairs], max(2, runs // 5))
    name = f"passages, {found} of {count} planted found"
    return [row(name, 1000 * count / ours, "pairs/s", "difflib", 1000 * len(few) / best(theirs, 1))]


def process_rows(runs: int) -> list[Row]:
    """Whole processes, kernels compiled before: help, and a second comparison."""
    env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    env["PYTHONPATH"] = str(ROOT / "src")
    compare = ["compare", str(SAMPLES / "original.txt"), str(SAMPLES / "spun.txt"), "--quiet"]
    rows = []
    for arguments, peer in ((["--help"], "import numpy"), (compare, "import numba")):
        ours = _child_ms([sys.executable, "-m", "unspin", *arguments], env, runs)
        theirs = _child_ms([sys.executable, "-c", peer], env, runs)
        name = f"process: {arguments[0]}" + ", second run" * (arguments is compare)
        rows.append(row(name, ours, "ms", peer, theirs))
    return rows


def _child_ms(command: list[str], env: dict[str, str], runs: int) -> float:
    def spent() -> float:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    times = []
    for _ in range(runs + 1):
        before = spent()
        subprocess.run(command, env=env, check=True, stdout=subprocess.DEVNULL)
        times.append(spent() - before)
    return 1000 * min(times[1:])


def large_rows(characters: int) -> list[Row]:
    """Two unrelated texts of a megabyte, in a process of their own for its peak memory."""
    command = [sys.executable, __file__, "--large-child", str(characters)]
    said = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return [
        row(
            "1 MB against 1 MB, unrelated", said["ms"], "ms", "rapidfuzz distance", said["peer_ms"]
        ),
        row("  its peak memory", said["megabytes"], "MB", "before it", said["before_megabytes"]),
    ]


def _large_child(characters: int) -> None:
    from rapidfuzz.distance import Levenshtein

    a, b = (synthetic(seed, characters // 5)[:characters] for seed in (101, 102))
    unspin.compare(a[:2000], b[:2000])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    unspin.compare(a, b)
    ms = 1000 * (time.process_time() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # before the peer takes its own
    tokens = WORDS.findall(a), WORDS.findall(b)
    peer_ms = best(lambda: Levenshtein.distance(*tokens), 1)
    unit = 2**20 if sys.platform == "darwin" else 2**10
    memory = {"megabytes": peak / unit, "before_megabytes": before / unit}
    print(json.dumps({"ms": ms, "peer_ms": peer_ms, **memory}))


def main() -> None:
    """Measure, print one table, and write it where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=15, help="runs of which the best counts")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures here too")
    parser.add_argument("--skip-large", action="store_true", help="leave the megabytes out")
    parser.add_argument("--large-child", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.large_child:
        _large_child(asked.large_child)
        return
    where, a, b = reference_pair()
    rows = compare_rows(a, b, asked.runs) + process_rows(max(2, asked.runs // 3))
    rows += passage_rows(4 * asked.runs, asked.runs)
    rows += [] if asked.skip_large else large_rows(1_000_000)
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    print(f"texts: {where}; {machine}; CPU time, best of {asked.runs}: compare the ratios")
    for r in rows:
        beside = f"{r['ratio']:8.3f} x {r['peer']} ({r['peer_value']:,.1f})"
        print(f"{r['name']:34}{r['value']:>12,.1f} {r['unit']:8}{beside}")
    if asked.json:
        report = {"machine": machine, "texts": where, "runs": asked.runs, "rows": rows}
        asked.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
