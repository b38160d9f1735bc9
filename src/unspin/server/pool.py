"""Processes that answer questions, each one at a time, none longer than the deadline."""

from __future__ import annotations

import asyncio
import multiprocessing
import signal
import sys
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

import unspin
from unspin.server.desk import Desk
from unspin.server.problems import Problem, later
from unspin.server.questions import Answer, Question
from unspin.server.verbs import answer

_COME_AGAIN = 2
_STORY = "The mill at Ostrava, which had made paper since 1871, closed in May after a strike."


class Worker:
    """One process at its desk."""

    def __init__(self, place: Path, nonce: str) -> None:
        self._place, self._nonce = place, nonce
        self._process, self._line = self._started()
        self._greeted = self._loaded = False

    def _started(self) -> tuple[multiprocessing.process.BaseProcess, Connection]:
        context = multiprocessing.get_context("spawn")  # this process has threads: no fork
        ours, theirs = context.Pipe()
        process = context.Process(target=sit, args=(theirs, self._place, self._nonce), daemon=True)
        process.start()
        theirs.close()
        return process, ours

    def ready(self) -> None:
        """Wait until it has opened the index.

        Raises:
            BadInput: it cannot.
        """
        try:
            refusal = self._line.recv()
        except EOFError as cause:
            raise unspin.WorkerLost("a process of the server ended as it began") from cause
        if refusal is not None:
            raise refusal
        self._greeted = True

    def ask(self, question: Question, until: float) -> Answer:
        """Return the answer; blocks. A worker that is late or dead is replaced.

        Raises:
            Problem: the question has no answer, or none in time.
        """
        try:
            if not self._warm(until):
                raise Problem(
                    503, "the server is still warming up: ask again soon", {"Retry-After": "5"}
                )
            self._line.send(question)
            if self._line.poll(max(0.0, until - time.monotonic())):
                said = self._line.recv()
            else:
                said = Problem(
                    503, "the answer took too long and was given up: ask with shorter texts",
                    {"Retry-After": str(_COME_AGAIN)},
                )  # fmt: skip
                self._replace()
        except (EOFError, OSError, unspin.UnspinError):
            self._replace()
            said = Problem(500, "the process that worked on this was lost: ask again, or for less")
        if isinstance(said, Problem):
            raise said
        answer: Answer = said
        return answer

    def _warm(self, until: float) -> bool:
        """Wait until it has loaded all it needs; the very first time, kernels are compiled."""
        if not self._greeted:  # it was just put in the place of another
            self.ready()
        if not self._loaded and self._line.poll(max(0.0, until - time.monotonic())):
            self._line.recv()
            self._loaded = True
        return self._loaded

    def _replace(self) -> None:
        self.end()
        self._process, self._line = self._started()
        self._greeted = self._loaded = False

    def end(self) -> None:
        """Stop the process, whatever it does."""
        self._process.kill()
        self._process.join()
        self._line.close()


def sit(line: Connection, place: Path, nonce: str) -> None:
    """Answer questions until nobody asks any more; what a worker does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which ends us
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        try:
            desk = Desk(place, nonce)
            len(desk.outlets)
        except unspin.BadInput as refusal:
            line.send(refusal)
            return
        line.send(None)
        _load(desk)
        line.send(None)
        while True:
            line.send(_answered(desk, line.recv()))


def _load(desk: Desk) -> None:
    """Load what the first questions would wait for; a first time, this compiles kernels."""
    unspin.compare(_STORY, _STORY[::-1])
    desk.index.find(unspin.Document("", _STORY))
    unspin.lineage([_STORY, f"{_STORY} Nobody was surprised."])
    len(unspin.quotes(_STORY))
    len(unspin.inspect(_STORY * 8).findings)


def _answered(desk: Desk, question: Question) -> Answer | Problem:
    try:
        return answer(desk, question)
    except Problem as problem:
        return problem
    except unspin.MissingExtra as refusal:
        return Problem(501, str(refusal))
    except (unspin.Damaged, unspin.Busy) as refusal:
        return Problem(500, str(refusal))
    except unspin.BadInput as refusal:
        return Problem(422, str(refusal))
    except MemoryError:
        return Problem(413, "this needs more memory than there is: ask with shorter texts")
    except Exception:  # noqa: BLE001 (the outermost frame of this process: nobody else can tell)
        traceback.print_exc(file=sys.stderr)
        return Problem(500, "this is a fault in unspin: what happened is in the server's log")


class Pool:
    """Some workers, and the queue before them."""

    def __init__(self, workers: list[Worker], *, deadline: float, waiting: int) -> None:
        self._workers = workers
        self._deadline, self._most = deadline, waiting
        self._threads = ThreadPoolExecutor(len(workers), thread_name_prefix="unspin-ask")
        self._free: asyncio.Queue[Worker] = asyncio.Queue()
        for worker in workers:
            self._free.put_nowait(worker)
        self._waiting = 0

    async def ask(self, question: Question) -> Answer:
        """Return a worker's answer.

        Raises:
            Problem: 429 when too many wait already, 503 after the deadline, or the worker's own.
        """
        if self._waiting >= self._most:
            raise later(_COME_AGAIN, "too many questions wait for an answer: ask again soon")
        until = time.monotonic() + self._deadline
        self._waiting += 1
        try:
            worker = await asyncio.wait_for(self._free.get(), self._deadline)
        except TimeoutError:
            raise later(_COME_AGAIN, "no worker was free in time: ask again soon") from None
        finally:
            self._waiting -= 1
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._threads, worker.ask, question, until)
        finally:
            self._free.put_nowait(worker)

    def end(self) -> None:
        """Stop all workers."""
        for worker in self._workers:
            worker.end()
        self._threads.shutdown(wait=False, cancel_futures=True)
