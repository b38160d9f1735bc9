"""Long work: scans, one at a time, each in processes of its own that can be ended."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import secrets
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import unspin
from unspin.server.asking import wrong
from unspin.server.problems import Problem, later
from unspin.server.questions import encoded

LIVE = ("queued", "running")
_QUEUE = 8
_REMEMBERED = 50
_LISTENERS = 64
_BEAT = 10.0
"""Seconds after which a silent stream says that it is alive."""
_OFTEN = 0.2
"""Seconds between two tellings of progress."""


@dataclass(slots=True)
class Job:
    """A scan, as it stands."""

    id: str
    inputs: list[str]
    paths: list[Path]
    out: Path
    state: str = "queued"
    progress: dict[str, Any] | None = None
    books: dict[str, Any] | None = None
    error: str | None = None
    key: str | None = None
    turn: int = 0
    process: Any = None
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    def to_dict(self) -> dict[str, Any]:
        """Return what is told of it."""
        return {
            "schema": "unspin.job/1", "id": self.id, "kind": "scan", "inputs": self.inputs,
            "state": self.state, "progress": self.progress, "books": self.books,
            "error": self.error,
        }  # fmt: skip


class Jobs:
    """The scans of a server. Results lie in a folder that goes when the server does."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self.folders = [folder.resolve() for folder in folders]
        self._out = Path(tempfile.mkdtemp(prefix="unspin-jobs-"))
        self._jobs: dict[str, Job] = {}
        self._listeners = 0
        self._running: asyncio.Task[None] | None = None

    def all(self) -> list[Job]:
        """Return all scans, the newest first."""
        return list(reversed(self._jobs.values()))

    def get(self, job_id: str) -> Job:
        """Return a scan by its id.

        Raises:
            Problem: 404, there is none.
        """
        if job_id not in self._jobs:
            raise Problem(404, "there is no such scan: /jobs lists those there are")
        return self._jobs[job_id]

    def add(self, inputs: Sequence[str], key: str | None = None) -> Job:
        """Take a scan on; it begins when those before it are done.

        Args:
            inputs: files and folders.
            key: the client's name for this request: sent again, it leads to the same scan, for as
                long as that is remembered.

        Raises:
            Problem: 403 for inputs outside the folders, 422 for a key that was used with other
                inputs, 429 when too many wait.
        """
        if key is not None:
            for job in self._jobs.values():
                if job.key == key:
                    if job.inputs != list(inputs):
                        raise wrong("Idempotency-Key", "was used for a scan of other inputs")
                    return job
        paths = [self._inside(name) for name in inputs]
        if sum(job.state in LIVE for job in self._jobs.values()) >= _QUEUE:
            raise later(60, f"{_QUEUE} scans wait already: wait for one to end, or cancel one")
        job_id = secrets.token_hex(8)
        job = Job(job_id, list(inputs), paths, self._out / job_id, key=key)
        self._jobs[job_id] = job
        self._forget()
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._run())
        return job

    def _inside(self, name: str) -> Path:
        """Return a path inside one of the folders; what lies elsewhere is as if it were not there."""
        if "\0" not in name:
            for folder in self.folders:
                with suppress(OSError, RuntimeError, ValueError):
                    path = (folder / name).resolve(strict=True)
                    if path.is_relative_to(folder):
                        return path
        raise Problem(403, f"{name[:200]}: is not in a folder that may be scanned here")

    def _forget(self) -> None:
        done = [job for job in self._jobs.values() if job.state not in LIVE]
        for job in done[: max(0, len(self._jobs) - _REMEMBERED)]:
            del self._jobs[job.id]
            shutil.rmtree(job.out, ignore_errors=True)

    async def _run(self) -> None:
        while waiting := [job for job in self._jobs.values() if job.state == "queued"]:
            await self._scan(waiting[0])

    async def _scan(self, job: Job) -> None:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe(duplex=False)
        job.process = context.Process(target=scan, args=(theirs, job.paths, job.out))
        await asyncio.to_thread(job.process.start)
        theirs.close()
        told: asyncio.Queue[tuple[str, Any] | None] = asyncio.Queue()
        loop = asyncio.get_running_loop()
        threading.Thread(target=_listen, args=(ours, loop, told), daemon=True).start()
        if job.state == "queued":
            await self._change(job, "running")
        while (message := await told.get()) is not None:
            what, about = message
            if job.state == "running":
                await self._take(job, what, about)
        if job.state in LIVE:
            job.error = "the process of this scan was lost, perhaps because memory ran out"
            await self._change(job, "failed")
        await asyncio.to_thread(job.process.join)

    async def _take(self, job: Job, what: str, about: Any) -> None:
        if what == "progress":
            job.progress = about
        elif what == "done":
            job.books = about
        else:
            job.error = about
        await self._change(job, "running" if what == "progress" else what)

    async def _change(self, job: Job, state: str) -> None:
        async with job.changed:
            job.state = state
            job.turn += 1
            job.changed.notify_all()

    async def cancel(self, job: Job) -> None:
        """End a scan; one that is done stays as it is."""
        if job.state in LIVE:
            await self._change(job, "cancelled")
            _kill(job)

    async def events(self, job: Job) -> AsyncIterator[bytes]:
        """Yield server-sent events: the scan as it stands, and whenever that changes.

        Raises:
            Problem: 429, too many listen already.
        """
        self._listeners += 1
        seen = -1
        try:
            while True:
                if job.turn != seen:
                    seen = job.turn
                    yield b"event: job\ndata: " + encoded(job.to_dict()) + b"\n\n"
                if job.state not in LIVE:
                    return
                if not await _changed(job, seen):
                    yield b": still there\n\n"
        finally:
            self._listeners -= 1

    def check_listeners(self) -> None:
        """Refuse one more listener when there are too many."""
        if self._listeners >= _LISTENERS:
            raise later(5, "too many listen already: ask for the scan itself instead")

    def end(self) -> None:
        """Stop everything and remove the results."""
        for job in self._jobs.values():
            if job.state in LIVE:
                job.state = "cancelled"
                _kill(job)
        shutil.rmtree(self._out, ignore_errors=True)


async def _changed(job: Job, seen: int) -> bool:
    """Wait until a job is no more as it was seen, for a while; return whether it is."""
    async with job.changed:
        try:
            await asyncio.wait_for(job.changed.wait_for(lambda: job.turn != seen), _BEAT)
        except TimeoutError:
            return False
    return True


def _kill(job: Job) -> None:
    """End the processes of a scan: it is made to be killed at any moment."""
    if job.process is None or job.process.pid is None:
        return
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(job.process.pid, signal.SIGKILL)
    job.process.kill()  # also when it had no group of its own yet


def _listen(line: Connection, loop: asyncio.AbstractEventLoop, told: asyncio.Queue[Any]) -> None:
    with suppress(EOFError, OSError, RuntimeError):  # RuntimeError: the server has ended
        try:
            while True:
                loop.call_soon_threadsafe(told.put_nowait, line.recv())
        except EOFError:
            loop.call_soon_threadsafe(told.put_nowait, None)


def scan(line: Connection, paths: Sequence[Path], out: Path) -> None:
    """Scan, and tell how it goes; what the process of a job does."""
    os.setsid()  # its own processes end with it
    last = 0.0

    def tell(stage: str, done: int, total: int) -> None:
        nonlocal last
        if done == total or time.monotonic() - last > _OFTEN:
            last = time.monotonic()
            line.send(("progress", {"stage": stage, "done": done, "total": total}))

    try:
        books = unspin.scan(paths, out, tell=tell)
    except unspin.UnspinError as refusal:
        line.send(("failed", str(refusal)))
    else:
        line.send(("done", books))
