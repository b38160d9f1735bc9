"""One writer at a time."""

from __future__ import annotations

import os
import signal
import time

import pytest

from oracles_store import SCHEME, make
from unspin.errors import Busy
from unspin.store.lock import Lock, is_held
from unspin.store.store import Store


def test_a_second_writer_is_refused_at_once_and_changes_nothing(tmp_path):
    index = tmp_path / "index"
    with Store.open(index, scheme=SCHEME, write=True, create=True) as store:
        store.add([make(1)])
        before = sorted((p.name, p.stat().st_size) for p in index.rglob("*"))
        start = time.perf_counter()
        with pytest.raises(Busy, match=str(os.getpid())):
            Store.open(index, scheme=SCHEME, write=True)
        assert time.perf_counter() - start < 1
        assert sorted((p.name, p.stat().st_size) for p in index.rglob("*")) == before
        assert len(Store.open(index, scheme=SCHEME)) == 1  # reading is possible
    with Store.open(index, scheme=SCHEME, write=True) as store:
        assert store.add([make(2)]).new == 1


def test_the_lock_of_a_killed_process_is_free(tmp_path):
    process = os.fork()
    if not process:
        Lock(tmp_path)
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(process, 0)
    assert not is_held(tmp_path)
    lock = Lock(tmp_path)
    assert lock.left_behind and is_held(tmp_path)
    lock.release()
    assert not Lock(tmp_path).left_behind


def test_a_forked_child_does_not_keep_the_lock(tmp_path):
    lock = Lock(tmp_path)
    process = os.fork()
    if not process:
        time.sleep(30)
        os._exit(0)
    lock.release()
    Lock(tmp_path).release()
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
