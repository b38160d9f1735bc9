"""Every call that changes the disk fails once: what was confirmed stays, the rest can be done again."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

import unspin
from faults.faulty import FAULTS, Disk, failing
from oracles_store import SCHEME, make
from running import call
from unspin.errors import BadInput, Busy
from unspin.store.care import check
from unspin.store.store import Store

LONG = bool(os.environ.get("UNSPIN_FAULTS"))
"""Whether every call is let fail, in every way; else a share of them."""
BATCH = 4
BATCHES = 12  # enough for merges of both kinds of files


def write(index: Path, confirmed: set[int]) -> None:
    """Add batches, forget a document, merge what is due; note what is confirmed."""
    with Store.open(index, scheme=SCHEME, write=True, create=True) as store:
        store._merge_behind = lambda: None  # in this thread instead: calls come in one order
        for batch in range(BATCHES):
            store.add([make(n) for n in range(batch * BATCH, (batch + 1) * BATCH)])
            confirmed.add(batch)
            while store.merge_step():
                pass
        store.forget(["doc-1"])
        confirmed.add(-1)


def whole(index: Path, confirmed: set[int]) -> None:
    """Look whether all that was confirmed is there, once; and do the rest."""
    if (index / "manifest").exists():
        assert [f for f in check(index) if not f.harmless] == []
        with Store.open(index, scheme=SCHEME) as store:
            held = store.documents(store.columns().nums)
        ids = [document.doc_id for document in held]
        assert len(ids) == len(set(ids))
        assert all(document == make(int(document.doc_id[4:]))[0] for document in held)
        batches = {int(name[4:]) // BATCH for name in ids}
        assert confirmed - {-1} <= batches and len(batches - confirmed) <= 1
        assert -1 not in confirmed or "doc-1" not in ids
    else:
        assert not confirmed
    again: set[int] = set()
    write(index, again)
    assert again == {*range(-1, BATCHES)} and check(index) == []
    with Store.open(index, scheme=SCHEME) as store:
        assert len(store) == BATCH * BATCHES - 1


def calls_of(folder: Path) -> int:
    with failing(Disk(), folder) as disk:
        write(folder / "counted", set())
    return disk.count


def chosen(count: int, some: int) -> list[int]:
    return list(range(count)) if LONG else sorted({n * count // some for n in range(some)})


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("stays", [False, True], ids=["once", "from then on"])
def test_an_index_outlives_a_failing_call(tmp_path, fault, stays):
    for at in chosen(calls_of(tmp_path), 6):
        index, confirmed = tmp_path / f"index-{at}", set[int]()
        failed = None
        try:
            with failing(Disk(at, fault, stays=stays), index) as disk:
                write(index, confirmed)
        except BadInput as error:
            failed = str(error)
        except OSError as error:
            raise AssertionError(f"call {at} ({disk.failed}) went by without words") from error
        if failed is None:
            assert confirmed == {*range(-1, BATCHES)}, f"call {at} ({disk.failed})"
        else:
            assert str(index) in failed
        whole(index, confirmed)


def records(path: Path) -> Path:
    rows = [{"id": f"r{n}", "text": make(n % 6)[0].text * 2} for n in range(12)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def books(out: Path) -> tuple[object, ...]:
    stats = json.loads((out / "stats.json").read_text())
    return stats["read"], stats["indexed"], (out / "pairs.jsonl").read_bytes()


@pytest.mark.parametrize("fault", ["ENOSPC", "EIO"])
def test_a_scan_outlives_a_failing_call(tmp_path, fault):
    given = records(tmp_path / "given.jsonl")
    with failing(Disk(), tmp_path / "true") as disk:
        unspin.scan([given], tmp_path / "true", jobs=1)
    for at in chosen(disk.count, 6):
        out, told = tmp_path / f"out-{at}", None
        with failing(Disk(at, fault), out) as faulty:
            try:
                unspin.scan([given], out, jobs=1)
            except BadInput as error:
                told = str(error)
            except OSError as error:
                raise AssertionError(f"call {at} ({faulty.failed}) has no words") from error
        assert told is None or str(out) in told
        unspin.scan([given], out, jobs=1)
        assert books(out) == books(tmp_path / "true"), f"call {at} ({faulty.failed})"


def test_the_command_says_what_failed(tmp_path):
    given = records(tmp_path / "given.jsonl")
    for at in (0, 3, 8):
        index = tmp_path / f"index-{at}"
        with failing(Disk(at, "ENOSPC", stays=True), index):
            done = call("add", index, given, "--jobs", 1)
        assert done.returncode == 2, done.stderr
        assert b"No space left on device" in done.stderr and b"Traceback" not in done.stderr
        assert call("add", index, given, "--jobs", 1).returncode == 0


def test_a_second_writer_is_told_at_once(tmp_path):
    with Store.open(tmp_path / "index", scheme=SCHEME, write=True, create=True):
        before = {p: p.read_bytes() for p in (tmp_path / "index").rglob("*") if p.is_file()}
        begun = time.monotonic()
        with pytest.raises(Busy, match="is writing to this index"):
            Store.open(tmp_path / "index", scheme=SCHEME, write=True)
        assert time.monotonic() - begun < 1
        assert before == {p: p.read_bytes() for p in (tmp_path / "index").rglob("*") if p.is_file()}
