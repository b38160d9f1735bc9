#!/usr/bin/env python3
"""Kill a writer of an index again and again; look whether anything that it confirmed is lost.

    bench/kills.py [--kills N] [--seed N] [--hasty] [--json FILE]

A child process adds small batches, forgets a document now and then, and closes; it confirms each
step when the call returns. It is killed with SIGKILL: after a random time (a third of them within
the first milliseconds of a new index, so that the first commit is hit), and once before every single
call that changes the disk. After each kill the index must open in less than a second with no step
by hand, hold every confirmed document once with its text, none that was confirmed forgotten, and
every other batch whole or not at all; and ``check`` must find no damage. Exits with 1 when not.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

from oracles_store import SCHEME, make  # noqa: E402 (the tree this script lies in)
from unspin.api import ready_kernels  # noqa: E402

ready_kernels()

from unspin.errors import BadInput  # noqa: E402
from unspin.store import disk  # noqa: E402
from unspin.store.care import check  # noqa: E402
from unspin.store.store import Store  # noqa: E402

BATCH = 8
STEPS = 30
SHORT = 8  # steps of a writer that dies before a call: enough for merges and a purge
CALLS = ("write_at", "sync", "sync_folder", "rename", "remove")


def work(index: Path, first: int, say: Callable[[str], object], steps: int = STEPS) -> None:
    """Add batches from number ``first`` on, forget one document in a while, and close."""
    store = Store.open(index, scheme=SCHEME, write=True, create=True)
    for batch in range(first, first + steps):
        store.add([make(n) for n in range(batch * BATCH, (batch + 1) * BATCH)])
        say(f"added {batch}")
        if batch % 5 == 4:
            say(f"forgetting {batch * BATCH}")
            store.forget([f"doc-{batch * BATCH}"])
            say(f"forgot {batch * BATCH}")
    store.close()
    say("closed 0")


def child(index: Path, first: int, kill_at: int | None) -> tuple[int, int]:
    """Fork a writer; return its process and the end of the pipe on which it confirms.

    With ``kill_at`` it kills itself before that one of the calls that change the disk.
    """
    reading, writing = os.pipe()
    process = os.fork()
    if process:
        os.close(writing)
        return process, reading
    if kill_at is not None:
        suicidal(kill_at)
    try:
        steps = STEPS if kill_at is None else SHORT
        work(index, first, lambda line: bool(os.write(writing, f"{line}\n".encode())), steps)
    finally:
        os._exit(0)


def suicidal(kill_at: int) -> None:
    """Let the process die before call number ``kill_at`` of those that change the disk."""
    left = [kill_at]

    def wrapped(call: Callable[..., None]) -> Callable[..., None]:
        def run(*args: object) -> None:
            left[0] -= 1
            if left[0] < 0:
                os.kill(os.getpid(), signal.SIGKILL)
            call(*args)

        return run

    for name in CALLS:
        setattr(disk, name, wrapped(getattr(disk, name)))


def confirmed(reading: int) -> list[tuple[str, int]]:
    """Read what a writer confirmed before it died."""
    with os.fdopen(reading) as pipe:
        lines = [line.split() for line in pipe.read().splitlines()]
    return [(what, int(number)) for what, number in lines]


def faults(
    index: Path, added: set[int], forgotten: set[int], unsure: set[int]
) -> tuple[list[str], float]:
    """Return what is wrong with an index after a kill, and how many seconds it took to open."""
    try:
        found = [str(f) for f in check(index) if not f.harmless]
    except BadInput:  # killed before there was an index
        found = ["confirmed documents, and there is no index"] * bool(added)
    start = time.perf_counter()
    with Store.open(index, scheme=SCHEME, write=True, create=True) as store:
        seconds = time.perf_counter() - start
        columns = store.columns()
        held = store.documents(columns.nums)
        keys = {int(d.doc_id.removeprefix("doc-")) for d in held}
        found += ["a document is there twice"] * (len(keys) != len(held))
        found += [f"document {d.doc_id} has another text" for d in held if d != truth(d.doc_id)]
        batches = {k // BATCH for k in keys}
        found += [f"batch {b}: confirmed and lost" for b in sorted(added - batches)]
        for batch in sorted(batches):
            wanted = set(range(batch * BATCH, (batch + 1) * BATCH))
            missing = wanted - keys - forgotten - unsure
            found += [f"batch {batch}: {len(missing)} documents missing"] * bool(missing)
        found += [f"document {n}: forgotten and there" for n in sorted(keys & forgotten)]
        for number, hits in zip(columns.nums.tolist(), posted(store, held), strict=True):
            found += [f"number {number}: its postings are wrong"] * (not hits)
    found += [f"after recovery: {f}" for f in check(index)]
    found += ["opening took more than a second"] * (seconds > 1.0)
    return found, seconds


def truth(doc_id: str) -> object:
    """Return the document that was added under an id."""
    return make(int(doc_id.removeprefix("doc-")))[0]


def posted(store: Store, held: list) -> list[bool]:  # type: ignore[type-arg]
    """Tell for each document whether each of its keys leads to it exactly once."""
    numbers = store.columns().nums.tolist()
    out = []
    for number, document in zip(numbers, held, strict=True):
        sketch = make(int(document.doc_id.removeprefix("doc-")))[1]
        hits = store.lookup(sketch.keys)
        mine = hits.nums == number
        out.append(
            int(mine.sum()) == len(sketch) and (hits.positions[mine] == sketch.positions).all()
        )
    return out


def run(folder: Path, kills: int, calls: int, seed: int) -> dict[str, object]:
    """Kill writers at random moments, then before calls spread over all; return the figures."""
    chance = random.Random(seed)
    figures: dict[str, object] = {"kills": 0, "before a call": 0, "while creating": 0}
    wrong: list[str] = []
    slowest = 0.0
    index, first = folder / "index", 0
    added, forgotten, unsure = set[int](), set[int](), set[int]()
    points: list[tuple[str, int | None]] = [("random", None)] * kills
    there_are = calls_of(folder)
    calls = min(calls, there_are)
    points += [("call", n * there_are // calls) for n in range(calls)]
    for kind, kill_at in points:
        new = kind == "call" or chance.random() < 1 / 3
        if new or first > 20 * STEPS:
            shutil.rmtree(index, ignore_errors=True)
            first, added, forgotten, unsure = 0, set(), set(), set()
        process, reading = child(index, first, kill_at)
        if kind == "random":
            time.sleep(chance.random() * (0.02 if new else 0.6))
            os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        lines = confirmed(reading)
        added |= {n for what, n in lines if what == "added"}
        forgotten |= {n for what, n in lines if what == "forgot"}
        unsure |= {n for what, n in lines if what == "forgetting"} - forgotten
        problems, seconds = faults(index, added, forgotten, unsure)
        wrong += [f"kill {figures['kills']} ({kind} {kill_at}): {p}" for p in problems]
        slowest = max(slowest, seconds)
        figures["kills"] = int(str(figures["kills"])) + 1
        figures["before a call"] = int(str(figures["before a call"])) + (kind == "call")
        figures["while creating"] = int(str(figures["while creating"])) + (not added)
        first += STEPS
    return figures | {"slowest open, s": round(slowest, 4), "wrong": wrong}


def calls_of(folder: Path) -> int:
    """Count the calls that change the disk in one whole run of a writer."""
    count = [0]
    kept = {name: getattr(disk, name) for name in CALLS}
    for name, call in kept.items():
        setattr(
            disk,
            name,
            lambda *args, call=call: (count.__setitem__(0, count[0] + 1), call(*args))[1],
        )
    work(folder / "counted", 0, lambda _: None, SHORT)
    for name, call in kept.items():
        setattr(disk, name, call)
    return count[0]


def main() -> int:
    """Run, print the figures, and return 1 when something was wrong."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--kills", type=int, default=200, help="kills at random moments")
    parser.add_argument("--calls", type=int, default=10**9, help="kills before calls, at most")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--hasty", action="store_true", help="do not wait for the disk")
    options = parser.parse_args()
    if options.hasty:  # a killed process loses nothing that the system has
        os.fsync = lambda _: None  # type: ignore[assignment]
    with tempfile.TemporaryDirectory() as folder:
        figures = run(Path(folder), options.kills, options.calls, options.seed)
    text = json.dumps(figures, indent=1)
    print(text)
    if options.json:
        options.json.write_text(text + "\n", encoding="utf-8")
    return 1 if figures["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
