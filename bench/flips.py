#!/usr/bin/env python3
"""Flip bits of an index and cut its files short; look whether ``check`` sees it and no answer is wrong.

    bench/flips.py [--flips N] [--rebuilds N] [--seed N] [--hasty] [--json FILE]

An index that was closed is damaged in one place at a time: a random bit of a random byte of all its
files, and each file cut at every 4 kB, by one byte, and to nothing. Each time ``check`` must find
something, and opening it and asking for everything must give either what an undamaged index gives
or the error that names the file. From some of the damaged copies it is rebuilt: nothing that comes
back may differ from what was added, and what one flip costs is counted. Exits with 1 when not.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

from oracles_store import SCHEME, make  # noqa: E402 (the tree this script lies in)
from unspin.api import ready_kernels  # noqa: E402

ready_kernels()

from unspin.errors import BadInput  # noqa: E402
from unspin.records import Document, Sketch  # noqa: E402
from unspin.store.care import check, rebuild  # noqa: E402
from unspin.store.store import Store  # noqa: E402

SIZES = (120, 40, 15, 1)  # documents of each batch, and so of each file
ALL = [make(n) for n in range(sum(SIZES))]
KEYS = np.unique(np.concatenate([sketch.keys for _, sketch in ALL]))
SKETCHES = {document.doc_id: sketch for document, sketch in ALL}
PAGE = 4096


def build(index: Path) -> None:
    """Make the index that is damaged."""
    with Store.open(index, scheme=SCHEME, write=True, create=True) as store:
        start = 0
        for size in SIZES:
            store.add(ALL[start : start + size])
            start += size


def answers(index: Path) -> list[Callable[[], object]]:
    """Return every question one can ask of an index, opened."""
    store = Store.open(index, scheme=SCHEME)
    return [
        lambda: [store.lookup(KEYS).nums.tobytes(), store.lookup(KEYS).positions.tobytes()],
        lambda: store.frequencies(KEYS).tobytes(),
        lambda: [
            p.keys.tobytes() + p.nums.tobytes() + p.positions.tobytes() for p in store.slices(3)
        ],
        lambda: [store.columns().witness.tobytes(), store.columns().tokens.tobytes()],
        lambda: store.nums_of([document.doc_id for document, _ in ALL]),
        *(lambda n=n: store.documents(range(n, n + 8)) for n in range(0, len(ALL), 8)),
    ]


def asked(questions: list[Callable[[], object]]) -> Iterator[tuple[object, str | None]]:
    """Yield each answer, or the error that came instead."""
    for ask in questions:
        try:
            yield ask(), None
        except BadInput as error:
            yield None, str(error)


def wrong(index: Path, right: list[object], harmed: Path) -> tuple[list[str], int]:
    """Return what is wrong about a damaged index, and how many of its answers were refused."""
    found = [f for f in check(index) if not f.harmless]
    problems = [] if any(f.path == harmed for f in found) else ["check did not see it"]
    try:
        questions = answers(index)
    except BadInput as error:
        return problems + ["the error names no file"] * (harmed.name not in str(error)), len(right)
    refused = 0
    for i, (answer, error) in enumerate(asked(questions)):
        if error is not None:
            refused += 1
            problems += ["the error names no file"] * (harmed.name not in error)
        elif answer != right[i]:
            problems.append(f"answer {i} is wrong")
    return problems, refused


def rebuilt(index: Path, copy: Path) -> tuple[list[str], int]:
    """Rebuild a copy; return what is wrong about it, and how many documents it lacks."""
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(index, copy)

    def sketcher(document: Document) -> Sketch:
        return SKETCHES[document.doc_id]

    result = rebuild(copy, sketcher, scheme=SCHEME)
    problems = [f"rebuilt, and {f}" for f in check(copy)]
    with Store.open(copy, scheme=SCHEME) as store:
        held = store.documents(store.columns().nums)
    truth = {document.doc_id: document for document, _ in ALL}
    problems += ["rebuilt a wrong document"] * any(truth.get(d.doc_id) != d for d in held)
    problems += ["rebuilt a document twice"] * (len({d.doc_id for d in held}) != len(held))
    problems += ["said another number than it kept"] * (result.kept != len(held))
    lost = len(ALL) - len(held)
    problems += ["lost documents and did not say so"] * (lost > 0 and not result.lost)
    return problems, lost


def damages(index: Path, flips: int, chance: random.Random) -> Iterator[tuple[str, Path, bytes]]:
    """Yield the name of a damage, the file, and what the file then holds."""
    files = sorted(p for p in index.rglob("*") if p.is_file() and p.stat().st_size)
    sizes = [p.stat().st_size for p in files]
    for _ in range(flips):
        path = chance.choices(files, sizes)[0]
        data = bytearray(path.read_bytes())
        bit = chance.randrange(len(data) * 8)
        data[bit // 8] ^= 1 << bit % 8
        yield f"flip of bit {bit}", path, bytes(data)
    for path, size in zip(files, sizes, strict=True):
        data = bytearray(path.read_bytes())
        for cut in sorted({*range(0, size, PAGE), size - 1}):
            yield f"cut at {cut}", path, bytes(data[:cut])


def run(folder: Path, flips: int, rebuilds: int, seed: int) -> dict[str, object]:
    """Do all damage and return the figures."""
    index = folder / "index"
    build(index)
    right = [answer for answer, _ in asked(answers(index))]
    figures = {"flips": 0, "cuts": 0, "answers refused": 0, "rebuilds": 0,
               "documents lost to flips": 0, "documents lost to cuts": 0}  # fmt: skip
    problems: list[str] = []
    every = damages(index, flips, random.Random(seed))
    step = max(flips // max(rebuilds, 1), 1)
    for i, (name, path, data) in enumerate(every):
        whole = path.read_bytes()
        path.write_bytes(data)
        found, refused = wrong(index, right, path)
        kind = "flips" if name.startswith("flip") else "cuts"
        figures[kind] += 1
        figures["answers refused"] += refused
        if rebuilds and i % step == 0:
            more, lost = rebuilt(index, folder / "copy")
            found += more
            figures["rebuilds"] += 1
            figures[f"documents lost to {kind}"] += lost
        problems += [f"{name} of {path.name}: {problem}" for problem in found]
        path.write_bytes(whole)
    return figures | {"documents": len(ALL), "wrong": problems}


def main() -> int:
    """Run, print the figures, and return 1 when something was wrong."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--flips", type=int, default=1000)
    parser.add_argument("--rebuilds", type=int, default=40, help="of how many damaged copies")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--hasty", action="store_true", help="do not wait for the disk")
    options = parser.parse_args()
    if options.hasty:  # a killed process loses nothing that the system has
        os.fsync = lambda _: None  # type: ignore[assignment]
    with tempfile.TemporaryDirectory() as folder:
        figures = run(Path(folder), options.flips, options.rebuilds, options.seed)
    text = json.dumps(figures, indent=1)
    print(text)
    if options.json:
        options.json.write_text(text + "\n", encoding="utf-8")
    return 1 if figures["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
