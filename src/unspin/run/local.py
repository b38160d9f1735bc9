"""Many calls of one function on several processes, answered in the order they were asked in."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from contextvars import ContextVar
from multiprocessing import forkserver, resource_tracker
from typing import Protocol, TypeVar

from unspin.errors import BadInput, WorkerLost

Item = TypeVar("Item")
Answer = TypeVar("Answer")

SELDOM = 50_000
"""Objects a worker makes between two searches for circles of them; its calls leave few behind."""
SHARED = "unspin.run.work"
"""Module that workers need, with all that it imports: it is imported once for all of them."""
AHEAD = 2
"""Calls begun for each worker beyond the one whose answer is awaited: enough to keep it busy."""


class Engine(Protocol):
    """What makes calls elsewhere than on processes of this machine."""

    def each(
        self, function: Callable[[Item], Answer], items: Sequence[Item],
        lost: Callable[[Item], Answer] | None,
    ) -> Iterator[Answer]:  # fmt: skip
        """Do what :func:`each` promises."""
        ...


class _Pool:
    """Processes that make calls, begun when one is asked for.

    Args:
        jobs: how many at the most.
    """

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        self._others = set(multiprocessing.active_children())
        self._executor: ProcessPoolExecutor | None = None

    def submit(self, function: Callable[..., Answer], *items: object) -> Future[Answer]:
        """Have a call made."""
        if self._executor is None:
            _serve_workers()
            context = multiprocessing.get_context("forkserver")
            self._executor = ProcessPoolExecutor(self.jobs, context, _start_worker)
        with _unheard():  # a process half begun would complain that nobody is there
            return self._executor.submit(function, *items)

    def end(self) -> None:
        """Stop the processes, whatever they do."""
        if self._executor is None:
            return
        for process in set(multiprocessing.active_children()) - self._others:
            process.kill()
        self._executor.shutdown(wait=True, cancel_futures=True)
        self._executor = None


_elsewhere: ContextVar[Engine | None] = ContextVar("engine", default=None)
_kept: ContextVar[_Pool | None] = ContextVar("kept", default=None)


@contextmanager
def elsewhere(engine: Engine | None) -> Iterator[None]:
    """Have the calls of :func:`each` made by an engine meanwhile; None leaves them here."""
    before = _elsewhere.set(engine)
    try:
        yield
    finally:
        _elsewhere.reset(before)


@contextmanager
def kept(jobs: int) -> Iterator[None]:
    """Have the calls of :func:`each` made by the same processes meanwhile: what one loads, it keeps."""
    pool = _Pool(jobs)
    before = _kept.set(pool)
    try:
        yield
    finally:
        _kept.reset(before)
        pool.end()


def begin(jobs: int | None) -> None:
    """Begin the server that workers are forked from; nobody waits for it.

    It imports what they need beside what this process does meanwhile.

    Args:
        jobs: how many workers there will be; a single one is this process, and needs no server.
    """
    if processes(jobs) > 1:
        _serve_workers()


def _serve_workers() -> None:
    """Begin the server, if it is not there: no locks or connections of this process go along.

    On systems other than Linux libraries may not live through a fork, and each worker imports them.
    """
    if sys.platform == "linux":
        multiprocessing.set_forkserver_preload([SHARED])
        resource_tracker.ensure_running()  # which the server begins too, and which would unblock
        with _unheard():  # by the server either: what it begins with stays
            forkserver.ensure_running()


@contextmanager
def _unheard() -> Iterator[None]:
    """Let Ctrl-C wait."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def get_ready(function: Callable[[], object]) -> None:
    """Have each kept process make a call before the next that it is asked for; nobody waits for it."""
    pool = _kept.get()
    if pool is not None and pool.jobs > 1:
        for _ in range(pool.jobs):
            pool.submit(function)


def let_go() -> None:
    """End the kept processes; others are begun when there is something to do for them."""
    pool = _kept.get()
    if pool is not None:
        pool.end()


def processes(jobs: int | None) -> int:
    """Return how many processes to use: as many as were asked for, else as there are cores.

    Raises:
        BadInput: fewer than one were asked for.
    """
    if jobs is not None and jobs < 1:
        raise BadInput(f"got {jobs} jobs, wanted 1 or more, or None for one a core")
    return jobs or default_jobs()


def default_jobs() -> int:
    """Return how many processes to use: as many as this one may run on."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def each(
    function: Callable[[Item], Answer], items: Sequence[Item], jobs: int,
    lost: Callable[[Item], Answer] | None = None, *, apart: bool = False,
) -> Iterator[Answer]:  # fmt: skip
    """Call a function on every item and yield the answers in order, on ``jobs`` processes.

    Inside :func:`elsewhere` the calls are made there, and ``jobs`` and ``apart`` mean nothing.

    Args:
        function: a function at the top of a module; its items and answers are pickled.
        items: asked one after the other.
        jobs: processes at the most; with 1, or one item, the calls are made in this one.
        lost: gives the answer, in this process, for an item that kills its worker each time,
            even on its own.
        apart: whether one worker shall be used even where this process could do.

    Raises:
        WorkerLost: a worker was killed, as happens when memory runs out, and ``lost`` was not
            given, or no worker can live.
    """
    if (engine := _elsewhere.get()) is not None:
        yield from engine.each(function, items, lost)
        return
    jobs = min(jobs, len(items))
    if jobs <= 1 and not apart:
        yield from map(function, items)
        return
    done = 0
    while done < len(items):
        try:
            for answer in _in_pool(function, items[done:], jobs, _kept.get()):
                done += 1
                yield answer
        except BrokenProcessPool as cause:
            if lost is None:
                raise _gone() from cause
            for item in items[done : done + jobs * (1 + AHEAD)]:  # one of these it was
                done += 1
                yield _alone(function, item, lost)


def _alone(
    function: Callable[[Item], Answer], item: Item, lost: Callable[[Item], Answer]
) -> Answer:
    """Call a function in a process that does nothing else."""
    try:
        return next(_in_pool(function, [item], 1))
    except BrokenProcessPool:
        pass
    try:
        next(_in_pool(callable, [function], 1))  # is it the item, or can nothing live here?
    except BrokenProcessPool as cause:
        raise _gone() from cause
    return lost(item)


def _gone() -> WorkerLost:
    return WorkerLost(
        "a worker process was killed, perhaps because memory ran out: "
        "run the same command again to go on where it stopped, with fewer --jobs"
    )


def _in_pool(
    function: Callable[[Item], Answer], items: Sequence[Item], jobs: int, pool: _Pool | None = None
) -> Iterator[Answer]:
    """Yield the answers of a pool that is there, or of one for these calls alone."""
    asked, done = pool or _Pool(jobs), False
    try:
        yield from _answers(asked, function, items, jobs * (1 + AHEAD))
        done = True
    finally:
        if pool is None or not done:  # calls that nobody waits for any more must not go on
            asked.end()


def _answers(
    pool: _Pool, function: Callable[[Item], Answer], items: Iterable[Item], most: int
) -> Iterator[Answer]:
    waiting: deque[Future[Answer]] = deque()
    for item in items:
        waiting.append(pool.submit(function, item))
        if len(waiting) >= most:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _start_worker() -> None:
    """Leave Ctrl-C to the process that gave the work, and do not outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()  # what was imported stays
    gc.set_threshold(SELDOM)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)  # nobody is left to hear of it
