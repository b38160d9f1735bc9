"""One writer at a time."""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
import weakref
from pathlib import Path

from unspin.errors import BadInput, Busy

NAME = "lock"
_held: weakref.WeakSet[Lock] = weakref.WeakSet()


class Lock:
    """The right to write to an index, held until :meth:`release` or the end of the process.

    The system gives the lock back when the process dies, however it dies, so there is no stale
    lock. While it is held the file holds the number of the process; a release empties it, and a
    number left behind says that the last writer was killed.

    Raises:
        Busy: another process, or another part of this one, holds it.
    """

    def __init__(self, folder: Path) -> None:
        path = folder / NAME
        try:
            self._handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        except OSError as cause:
            raise BadInput(f"{path}: cannot be opened for writing: {cause.strerror}") from cause
        try:
            _take(self._handle)
        except OSError as cause:
            holder = os.pread(self._handle, 20, 0).decode("ascii", "replace").strip()
            os.close(self._handle)
            raise Busy(
                f"{folder}: process {holder or '(unknown)'} is writing to this index. "
                "Wait until it is done; reading is possible meanwhile"
            ) from cause
        try:
            self.left_behind = os.fstat(self._handle).st_size > 0
            os.ftruncate(self._handle, 0)
            os.pwrite(self._handle, str(os.getpid()).encode(), 0)
        except OSError as cause:
            self.forget()
            raise BadInput(f"{path}: cannot be written: {cause.strerror}") from cause
        _held.add(self)

    @property
    def held(self) -> bool:
        """Whether it is this process's: a forked child of the one that took it has no share."""
        return self._handle >= 0

    def release(self) -> None:
        """Give the lock back; a second time does nothing."""
        if self._handle >= 0:
            with contextlib.suppress(OSError):  # the number that stays looks like a kill: harmless
                os.ftruncate(self._handle, 0)
            self.forget()

    def forget(self) -> None:
        """Close the file without a word."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1


def _take(handle: int) -> None:
    """Take a lock, or raise; :func:`is_held` may have it for a moment, so once is not enough."""
    for _ in range(5):
        with contextlib.suppress(BlockingIOError):
            return fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        time.sleep(0.05)
    return fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def is_held(folder: Path) -> bool:
    """Tell whether some process is writing to an index."""
    try:
        handle = os.open(folder / NAME, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False


def _after_fork() -> None:
    """Let a forked child drop its share, which would hold the lock beyond its parent's death."""
    for lock in list(_held):
        lock.forget()


os.register_at_fork(after_in_child=_after_fork)
