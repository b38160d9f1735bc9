"""Damage: it is noticed, it gives no wrong answer, and what is whole is saved."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from oracles_store import SCHEME, make
from unspin.errors import BadInput, Busy, Damaged
from unspin.store import disk
from unspin.store.care import check, rebuild
from unspin.store.store import Store

BENCH = Path(__file__).resolve().parents[2] / "bench"
ALL = [make(n) for n in range(40)]


def sketcher(document):
    return next(sketch for known, sketch in ALL if known == document)


@pytest.fixture
def index(tmp_path):
    folder = tmp_path / "index"
    with Store.open(folder, scheme=SCHEME, write=True, create=True) as store:
        store.add(ALL[:25])
        store.add(ALL[25:])
    return folder


def held(index):
    with Store.open(index, scheme=SCHEME) as store:
        return store.documents(store.columns().nums)


def shelves(index):
    return sorted((index / "segments").glob("*.docs"), key=lambda p: p.stat().st_size)


def figures(script, *options):
    run = subprocess.run(
        [sys.executable, BENCH / script, *options], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return json.loads(run.stdout)


def test_no_kill_loses_what_was_confirmed():
    found = figures("kills.py", "--kills", "20", "--calls", "10", "--hasty")
    assert found["kills"] == 30 and found["wrong"] == []


def test_no_flip_and_no_cut_goes_unnoticed_or_gives_a_wrong_answer():
    found = figures("flips.py", "--flips", "200", "--rebuilds", "3", "--hasty")
    assert found["flips"] == 200 and found["wrong"] == []


def test_a_whole_index_has_nothing_to_find(index):
    assert check(index) == []


def test_leftovers_of_a_killed_writer_are_harmless_and_swept(index):
    (index / "segments" / "0123.docs").write_bytes(b"half")
    (index / "segments" / "0123.seg.tmp").write_bytes(b"half")
    (index / "lock").write_text("4711")
    found = check(index)
    assert len(found) == 3 and all(f.harmless for f in found)
    assert len(held(index)) == 40
    with Store.open(index, scheme=SCHEME, write=True) as store:
        assert check(index) == []
        assert store.add([make(50)]).new == 1
    assert check(index) == []


@pytest.mark.parametrize("content", [None, b"", b"{}\n", b"\xff" * 300])
def test_a_lost_manifest_costs_no_document(index, content):
    manifest = index / "manifest"
    if content is None:
        manifest.unlink()
    else:
        manifest.write_bytes(content)
    for write in (False, True):
        with pytest.raises(Damaged, match=r"manifest.*rebuild"):
            Store.open(index, scheme=SCHEME, write=write, create=write)
    assert any(f.path == manifest and not f.harmless for f in check(index))
    result = rebuild(index, sketcher, scheme=SCHEME)
    assert (result.kept, result.lost_documents) == (40, 0)
    assert held(index) == [d for d, _ in ALL]
    assert check(index) == []


def test_lost_segments_cost_nothing_and_a_lost_shelf_what_was_on_it(index):
    for path in (index / "segments").glob("*.seg"):
        path.unlink()
    shelves(index)[0].unlink()
    with pytest.raises(Damaged, match="is missing"):
        held(index)
    result = rebuild(index, sketcher, scheme=SCHEME)
    assert (result.kept, result.lost_documents) == (25, 15)
    assert "15 documents" in result.lost[0]
    assert held(index) == [d for d, _ in ALL[:25]]
    with Store.open(index, scheme=SCHEME) as store:
        assert len(store.lookup(ALL[7][1].keys).nums) >= len(ALL[7][1])


def test_a_rebuild_of_a_whole_index_changes_nothing_but_the_scheme(index):
    def other(document):
        return type(ALL[0][1])(document.doc_id, "test-2", *_fields(sketcher(document)))

    result = rebuild(index, other, scheme="test-2")
    assert (result.kept, result.lost) == (40, ())
    with Store.open(index, scheme="test-2") as store:
        assert store.documents(range(40)) == [d for d, _ in ALL]


def _fields(sketch):
    return sketch.keys, sketch.positions, sketch.tokens


def test_a_rebuild_that_fails_leaves_everything_as_it_was(index, monkeypatch):
    shelves(index)[0].write_bytes(shelves(index)[0].read_bytes()[:-1])
    before = {p: p.read_bytes() for p in index.rglob("*") if p.is_file()}

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(disk, "rename", full)
    with pytest.raises(BadInput, match="No space left"):
        rebuild(index, sketcher, scheme=SCHEME)
    monkeypatch.undo()
    assert {p: p.read_bytes() for p in before} == before
    assert rebuild(index, sketcher, scheme=SCHEME).kept == 40
    assert not (index / "rebuilding").exists() and check(index) == []


def test_nothing_is_rebuilt_under_a_writer(index):
    with Store.open(index, scheme=SCHEME, write=True), pytest.raises(Busy):
        rebuild(index, sketcher, scheme=SCHEME)


def test_no_index_is_neither_checked_nor_rebuilt(tmp_path):
    with pytest.raises(BadInput, match="no index"):
        check(tmp_path)
    with pytest.raises(BadInput, match="no index"):
        rebuild(tmp_path, sketcher, scheme=SCHEME)


CALLS = ("write_at", "sync", "sync_folder", "rename", "remove")


def test_a_disk_that_fails_at_any_call_costs_no_more_than_the_call(tmp_path, monkeypatch):
    """Calls are let fail in turn; what was confirmed is there, and doing it again works."""
    real = {name: getattr(disk, name) for name in CALLS}
    at = 0
    while True:
        left = [at]

        def failing(name, left=left):
            def call(*args):
                left[0] -= 1
                if left[0] == -1:
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                real[name](*args)

            return call

        folder = tmp_path / f"index-{at}"
        with monkeypatch.context() as patched:
            for name in CALLS:
                patched.setattr(disk, name, failing(name))
            confirmed = _events(folder)
        if (folder / "manifest").exists():
            assert [f for f in check(folder) if not f.harmless] == []
        with Store.open(folder, scheme=SCHEME, write=True, create=True) as store:
            ids = set(store.ids_of(store.columns().nums))
            assert confirmed <= ids
            store.add(ALL[:12])
            store.forget(["doc-2"])
            assert sorted(store.ids_of(store.columns().nums)) == sorted(
                f"doc-{n}" for n in range(12) if n != 2
            )
        assert check(folder) == []
        if left[0] >= 0:  # all went by without the failure
            break
        at += 3  # bench/kills.py stops at all of them
    assert at > 60


def _events(folder):
    """Add, merge and forget until something fails; return the ids that were confirmed."""
    confirmed: set[str] = set()
    try:
        with Store.open(folder, scheme=SCHEME, write=True, create=True) as store:
            store._merge_behind = lambda: None
            for start in range(0, 12, 2):
                store.add(ALL[start : start + 2])
                confirmed |= {d.doc_id for d, _ in ALL[start : start + 2]}
            while store.merge_step():
                pass
            confirmed -= {"doc-2"}
            store.forget(["doc-2"])
    except BadInput:
        pass
    return confirmed
