"""Writing: short writes go on, a failed one leaves no trace."""

from __future__ import annotations

import errno
import os

import pytest

from oracles_store import SCHEME, make
from unspin.errors import BadInput
from unspin.store import disk, store
from unspin.store.care import check
from unspin.store.store import Store


def test_short_writes_go_on_where_they_stopped(tmp_path, monkeypatch):
    real = os.pwrite
    monkeypatch.setattr(
        os, "pwrite", lambda handle, data, at: real(handle, memoryview(data)[:701], at)
    )
    batch = [make(n) for n in range(30)]
    with Store.open(tmp_path / "index", scheme=SCHEME, write=True, create=True) as held:
        held.add(batch)
        assert held.documents(range(30)) == [d for d, _ in batch]
    assert check(tmp_path / "index") == []


def test_a_disk_that_takes_nothing_is_no_endless_loop(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "pwrite", lambda *_: 0)
    with pytest.raises(OSError, match="no more bytes"):
        disk.write_whole(tmp_path / "file", b"content")
    assert list(tmp_path.iterdir()) == []


def test_a_file_has_its_old_content_until_it_has_the_new(tmp_path, monkeypatch):
    path = tmp_path / "file"
    disk.write_whole(path, b"old")

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(disk, "sync", full)
        with pytest.raises(OSError, match="No space"):
            disk.write_whole(path, b"new")
    assert path.read_bytes() == b"old" and [p.name for p in tmp_path.iterdir()] == ["file"]
    disk.write_whole(path, b"new")
    assert path.read_bytes() == b"new"


def test_a_merge_that_fails_behind_add_is_told_and_costs_nothing(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(store, "merge_segments", full)
    held = Store.open(tmp_path / "index", scheme=SCHEME, write=True, create=True)

    def add_and_close():
        for n in range(20):
            held.add([make(n)])
        held.close()

    with pytest.raises(BadInput, match=r"merging.*No space left"):
        add_and_close()
    held.close()
    monkeypatch.undo()
    with Store.open(tmp_path / "index", scheme=SCHEME, write=True) as again:
        assert len(again) >= 6
        added = again.add([make(n) for n in range(20)])
        assert added.new + added.same == 20
        assert len(again) == 20
    assert check(tmp_path / "index") == []


def test_an_interruption_abandons_merges_and_loses_nothing(tmp_path):
    index = tmp_path / "index"

    def interrupted():
        with Store.open(index, scheme=SCHEME, write=True, create=True) as held:
            for n in range(12):
                held.add([make(n)])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert [f for f in check(index) if not f.harmless] == []
    with Store.open(index, scheme=SCHEME, write=True) as again:
        assert again.ids_of(range(12)) == [f"doc-{n}" for n in range(12)]
        while again.merge_step():
            pass
        assert again.stats().segments < 7
    assert check(index) == []
