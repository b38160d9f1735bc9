"""Work on several processes: answers in order, and a worker that dies costs one item."""

from __future__ import annotations

import os
import signal

import pytest

from unspin.errors import WorkerLost
from unspin.run.local import each


def halved(number: int) -> int:
    """Crash as a parser in C may, at some numbers."""
    if number % 7 == 3:
        os.kill(os.getpid(), signal.SIGSEGV)
    return number // 2


def test_an_item_that_kills_its_worker_costs_itself():
    answers = list(each(halved, range(12), 2, lambda number: -number))
    assert answers == [-n if n in (3, 10) else n // 2 for n in range(12)]


def test_one_worker_can_be_asked_for():
    assert list(each(halved, [3], 1, lambda number: -number, apart=True)) == [-3]


def test_without_an_answer_for_the_lost_the_work_ends():
    with pytest.raises(WorkerLost, match="go on where it stopped"):
        list(each(halved, range(4), 2))
