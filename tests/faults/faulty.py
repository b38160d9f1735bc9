"""A disk that fails: at the n-th call that opens, writes, syncs, names or removes a file."""

from __future__ import annotations

import builtins
import errno
import os
import pathlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

CALLS = (
    (os, "open"), (os, "pwrite"), (os, "write"), (os, "fsync"), (os, "replace"), (os, "rename"),
    (os, "unlink"), (os, "mkdir"), (os, "ftruncate"), (os, "truncate"), (pathlib.Path, "unlink"),
    (pathlib.Path, "replace"), (pathlib.Path, "mkdir"), (builtins, "open"), (pathlib.Path, "open"),
)  # fmt: skip
FAULTS = ("ENOSPC", "EIO", "EINTR", "short")
_WRITES = {"pwrite", "write"}


class Disk:
    """Counts the calls that touch files below a folder, and lets one of them fail.

    Attributes:
        at: number of the call that fails, from 0; none when negative.
        fault: one of :data:`FAULTS`. A short write takes one byte, and the next call fails.
        stays: whether each call after that fails too, as on a disk that is full.
        count: calls so far.
        failed: name of the first call that failed.
    """

    def __init__(self, at: int = -1, fault: str = "ENOSPC", *, stays: bool = False) -> None:
        self.at, self.fault, self.stays = at, fault, stays
        self.count = 0
        self.failed: str | None = None
        self.below = ""

    def wants(self, name: str, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> bool:
        """Tell whether a call changes the disk (or opens a file) where this one looks."""
        first = arguments[0] if arguments else ""
        if isinstance(first, int):
            return True
        if isinstance(first, (str, os.PathLike)) and os.fspath(first).startswith(self.below):
            mode = keywords.get("mode", arguments[1] if len(arguments) > 1 else "r")
            return not (name == "open" and isinstance(mode, str) and set(mode) <= set("rbt"))
        return False

    def before(self, name: str) -> bool:
        """Count a call; raise when it is the one; tell whether it shall be a short write."""
        number, self.count = self.count, self.count + 1
        fault = self.fault
        if fault == "short":
            if number == self.at and name in _WRITES:
                self.failed = self.failed or name
                return True
            fault = "EIO"
        if self.at >= 0 and (number == self.at or (self.stays and number > self.at)):
            self.failed = self.failed or name
            code = getattr(errno, fault)
            raise OSError(code, os.strerror(code))
        return False


@contextmanager
def failing(disk: Disk, below: os.PathLike[str] | str) -> Iterator[Disk]:
    """Put a faulty disk in place of the real one for files below a folder."""
    disk.below = os.fspath(below)
    real = [(owner, name, getattr(owner, name)) for owner, name in CALLS]
    for owner, name, function in real:
        setattr(owner, name, _shim(disk, name, function))
    try:
        yield disk
    finally:
        for owner, name, function in real:
            setattr(owner, name, function)


def _shim(disk: Disk, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    def call(*arguments: Any, **keywords: Any) -> Any:
        if not disk.wants(name, arguments, keywords):
            return function(*arguments, **keywords)
        if disk.before(name):
            handle, data, *rest = arguments
            return function(handle, memoryview(data).cast("B")[:1], *rest)
        if name == "fsync":  # a process that goes on cannot tell whether it was waited for
            return None
        return function(*arguments, **keywords)

    return call
