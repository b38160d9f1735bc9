"""Work on several processes: answers in order, and a worker that dies costs one item."""

from __future__ import annotations

import multiprocessing
import os
import sys

import pytest

import crashing
from unspin.errors import WorkerLost
from unspin.index import open_store
from unspin.ingest.inputs import Fields, parts
from unspin.run import fill as filling
from unspin.run.local import SHARED, each, get_ready, kept, let_go

WORDS = "The harbour council said that nine ferries would stay at their moorings until winter. "


def test_an_item_that_kills_its_worker_costs_itself():
    answers = list(each(crashing.halved, range(12), 2, lambda number: -number))
    assert answers == [-n if n in (3, 10) else n // 2 for n in range(12)]


def test_one_worker_can_be_asked_for():
    assert list(each(crashing.halved, [3], 1, lambda number: -number, apart=True)) == [-3]


def test_without_an_answer_for_the_lost_the_work_ends():
    with pytest.raises(WorkerLost, match="go on where it stopped"):
        list(each(crashing.halved, range(4), 2))


def test_kept_workers_are_asked_again_and_one_that_dies_is_replaced():
    with kept(2):
        get_ready(os.getpid)
        first = set(each(crashing.whereabouts, range(8), 2))
        ready = {child.pid for child in multiprocessing.active_children()}
        assert first | set(each(crashing.whereabouts, range(8), 2)) <= ready
        lost = list(each(crashing.halved, range(12), 2, lambda number: -number))
        second = set(each(crashing.whereabouts, range(8), 2))
        let_go()
        assert not multiprocessing.active_children()
        third = set(each(crashing.whereabouts, range(8), 2))
    assert lost == [-n if n in (3, 10) else n // 2 for n in range(12)]
    assert len(first | second | third | {os.getpid()}) == 1 + sum(map(len, (first, second, third)))
    assert not multiprocessing.active_children()


@pytest.mark.skipif(sys.platform != "linux", reason="workers import for themselves elsewhere")
def test_workers_begin_with_what_they_need():
    asked = [f"{SHARED!r} in __import__('sys').modules"] * 4
    assert list(each(eval, asked, 2)) == [True] * 4


def test_calls_that_nobody_waits_for_any_more_are_not_made(tmp_path):
    with kept(2):
        answers = each(crashing.marked, [tmp_path / str(n) for n in range(40)], 2)
        next(answers)
        answers.close()
        made = len(list(tmp_path.iterdir()))
        assert list(each(abs, [-1, -2], 2)) == [1, 2]
    assert len(list(tmp_path.iterdir())) == made < 40


def test_a_file_that_crashes_its_parser_costs_no_neighbour(tmp_path, monkeypatch):
    pages = tmp_path / "pages"
    pages.mkdir()
    for number in range(6):
        words = "CRASH" if number == 4 else f"Page {number}. " + WORDS * 6
        (pages / f"{number}.html").write_text(f"<html><body><p>{words}</p></body></html>")
    monkeypatch.setattr(filling.work, "read_and_sketch", crashing.read_and_sketch)
    with open_store(tmp_path / "index", write=True, create=True) as store:
        (filled,) = filling.fill(store, parts([pages]), Fields(), 1)
        held = store.documents(filled.nums)
    assert [d.doc_id[-6:] for d in held] == ["0.html", "1.html", "2.html", "3.html", "5.html"]
    (lost,) = filled.skipped
    assert (lost.code, lost.origin) == ("failed", str(pages / "4.html"))
    assert "killed" in lost.reason
