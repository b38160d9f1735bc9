"""Many calls of one function on several processes, answered in the order they were asked in."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

from unspin.errors import WorkerLost

Item = TypeVar("Item")
Answer = TypeVar("Answer")

AHEAD = 2
"""Calls begun for each worker beyond the one whose answer is awaited: enough to keep it busy."""


def default_jobs() -> int:
    """Return how many processes to use: as many as this one may run on."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def each(function: Callable[[Item], Answer], items: Sequence[Item], jobs: int) -> Iterator[Answer]:
    """Call a function on every item and yield the answers in order, on ``jobs`` processes.

    Args:
        function: a function at the top of a module; its items and answers are pickled.
        items: asked one after the other.
        jobs: processes at the most; with 1, or one item, the calls are made in this one.

    Raises:
        WorkerLost: a worker was killed, as happens when memory runs out.
    """
    jobs = min(jobs, len(items))
    if jobs <= 1:
        yield from map(function, items)
        return
    # A server that has imported nothing is forked: no threads, locks or open files go along.
    context = multiprocessing.get_context("forkserver")
    others = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(jobs, context, _start_worker)
    try:
        yield from _answers(pool, function, items, jobs * (1 + AHEAD))
    except BrokenProcessPool as cause:
        raise WorkerLost(
            "a worker process was killed, perhaps because memory ran out: "
            "run the same command again to go on where it stopped, with fewer --jobs"
        ) from cause
    finally:
        for process in set(multiprocessing.active_children()) - others:
            process.kill()
        pool.shutdown(wait=True, cancel_futures=True)


def _answers(
    pool: ProcessPoolExecutor, function: Callable[[Item], Answer], items: Iterable[Item], most: int
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
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)  # nobody is left to hear of it
