"""Workers keep to the deadline, and one that is late or lost is replaced."""

from __future__ import annotations

import asyncio
import random
import time

import pytest

import unspin
from unspin.server.pool import Pool, Worker
from unspin.server.problems import Problem
from unspin.server.questions import Question, Side

SMALL = Question("compare", {"a": Side("The mill closed."), "b": Side("The mill shut.")}, "json")


def large() -> Question:
    words = random.Random(7)
    a, b = (" ".join(f"w{words.randrange(5_000)}" for _ in range(150_000)) for _ in range(2))
    return Question("compare", {"a": Side(a), "b": Side(b)}, "json")


@pytest.fixture
def worker(demo):
    worker = Worker(demo, "0" * 32)
    worker.ready()
    worker.ask(SMALL, time.monotonic() + 120)
    yield worker
    worker.end()


def test_a_late_answer_is_given_up_and_the_next_is_right(worker):
    begun = time.monotonic()
    with pytest.raises(Problem) as late:
        worker.ask(large(), begun + 0.3)
    assert (late.value.status, late.value.headers) == (503, {"Retry-After": "2"})
    assert time.monotonic() - begun < 10
    assert worker.ask(SMALL, time.monotonic() + 120).body.startswith(b'{"schema"')


def test_a_lost_worker_costs_one_answer(worker):
    worker._process.kill()
    with pytest.raises(Problem) as lost:
        worker.ask(SMALL, time.monotonic() + 30)
    assert lost.value.status == 500
    assert worker.ask(SMALL, time.monotonic() + 120).form == "json"


def test_an_index_that_is_none_is_said_at_once(tmp_path):
    worker = Worker(tmp_path / "nowhere", "0" * 32)
    with pytest.raises(unspin.BadInput, match="is no folder"):
        worker.ready()
    worker.end()


def test_more_questions_than_may_wait_are_turned_away():
    class Slow:
        def ask(self, question, until):
            time.sleep(min(0.2, until - time.monotonic()))
            return question

        def end(self):
            pass

    async def asked():
        pool = Pool([Slow()], deadline=5, waiting=3)  # type: ignore[list-item]
        answers = await asyncio.gather(*(pool.ask(SMALL) for _ in range(8)), return_exceptions=True)
        pool.end()
        return answers

    answers = asyncio.run(asked())
    refused = [a for a in answers if isinstance(a, Problem)]
    assert {a.status for a in refused} == {429}
    assert 3 <= len(answers) - len(refused) <= 4
