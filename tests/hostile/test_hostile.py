"""The hostile set, scanned as a user would: nothing crashes, hangs or grows; the books balance."""

from __future__ import annotations

import json
import os
import subprocess
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from hostile.hostile_files import FILES, make
from running import command
from unspin.index import open_store

WORKER_MB = 512
SECONDS = 300
"""For the whole set on two processes, of which a file may take thirty."""


def peaks(root: int, seen: dict[int, int]) -> None:
    """Note the most memory that each process below ``root`` has had, in MB, until there is none."""
    while Path(f"/proc/{root}").exists():
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and int(entry.name) != root and below(int(entry.name), root):
                seen[int(entry.name)] = max(seen.get(int(entry.name), 0), peak(int(entry.name)))
        time.sleep(0.05)


def below(process: int, root: int) -> bool:
    while process > 1:
        try:
            fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return False
        process = int(fields[1])
        if process == root:
            return True
    return False


def peak(process: int) -> int:
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0
    return next((int(x.split()[1]) // 1024 for x in status.splitlines() if x[:6] == "VmHWM:"), 0)


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    place = tmp_path_factory.mktemp("hostile")
    hostile = make(place / "set")
    memory: dict[int, int] = {}
    errors = place / "errors"
    with errors.open("wb") as stderr:
        child = subprocess.Popen(
            command("scan", place / "set", "--out", place / "out", "--jobs", 2),
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "src")},
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=stderr,
        )  # fmt: skip
        watch = threading.Thread(target=peaks, args=(child.pid, memory))
        watch.start()
        try:
            code = child.wait(SECONDS)
        finally:
            child.kill()
            watch.join()
    stats = json.loads((place / "out" / "stats.json").read_text()) if code == 0 else {}
    with (place / "out" / "skipped.jsonl").open() as file:
        skipped = [json.loads(row) for row in file]
    return SimpleNamespace(
        set=hostile, place=place, code=code, errors=errors.read_text(errors="replace"),
        memory=memory, stats=stats, skipped=skipped,
    )  # fmt: skip


def test_the_set_is_as_large_as_promised(scanned):
    assert len(scanned.set.names) >= FILES


def test_the_scan_ends_well_and_without_a_traceback(scanned):
    assert scanned.code == 0, scanned.errors
    assert "Traceback" not in scanned.errors and "Error" not in scanned.errors


def test_the_books_balance(scanned):
    books = scanned.stats
    out = sum(books["skipped"].values()) + sum(books.get("failed", {}).values())
    assert books["read"] == books["indexed"] + out
    assert all(row["code"] and row["reason"] and row["origin"] for row in scanned.skipped)


def test_neighbours_are_unharmed(scanned):
    with open_store(scanned.place / "out" / "index") as store:
        found = store.nums_of(sorted(scanned.set.survivors))
    assert [name for name, nums in found.items() if not nums] == []


def test_every_file_is_told_of(scanned):
    """Each is in the index or among the skipped, by its name or by the records it holds."""
    told = {row["origin"] for row in scanned.skipped}
    with open_store(scanned.place / "out" / "index") as store:
        inside = store.nums_of([shown(name) for name in scanned.set.names])
    silent = [
        name for name in scanned.set.names
        if name.endswith(".txt") and not inside[shown(name)] and not Path(name).is_dir()
        and not any(origin.startswith(shown(name)) for origin in told)
    ]  # fmt: skip
    assert silent == []


def shown(name: str) -> str:
    return name.encode("utf-8", "replace").decode()


def test_no_worker_takes_more_memory_than_promised(scanned):
    assert max(scanned.memory.values()) <= WORKER_MB, scanned.memory
