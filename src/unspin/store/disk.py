"""The few calls that change a disk, each of which may fail and none of which may lie.

Everything the store writes goes through here, so that a test can let every one of them fail.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from unspin.errors import BadInput


def write_at(handle: int, data: bytes | memoryview, offset: int) -> None:
    """Write all of ``data`` at ``offset``; a short write goes on where it stopped."""
    view = memoryview(data).cast("B")
    while view:
        written = os.pwrite(handle, view, offset)
        if not written:  # asking again would never end
            raise OSError(errno.EIO, "the disk takes no more bytes")
        view = view[written:]
        offset += written


def sync(handle: int) -> None:
    """Return when everything written to an open file has reached the disk."""
    os.fsync(handle)


def sync_folder(path: Path) -> None:
    """Return when the names in a folder have reached the disk."""
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        sync(handle)
    finally:
        os.close(handle)


def rename(old: Path, new: Path) -> None:
    """Give a file another name in one step, in place of what had that name."""
    os.replace(old, new)  # noqa: PTH105 (one place to let fail, like the others)


def remove(path: Path) -> None:
    """Remove a file; one that is gone already is no error."""
    path.unlink(missing_ok=True)


def write_whole(path: Path, data: bytes) -> None:
    """Put ``data`` under a name so that the name has either its old content or all of the new."""
    fresh = path.with_name(path.name + TEMPORARY)
    try:
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
        try:
            write_at(handle, data, 0)
            sync(handle)
        finally:
            os.close(handle)
        rename(fresh, path)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


@contextmanager
def refusing(path: Path, what: str) -> Iterator[None]:
    """Turn a failure of the disk into words: what was not done, and that it may be done again."""
    try:
        yield
    except OSError as cause:
        raise BadInput(
            f"{path}: {what} failed: {cause.strerror or cause}. Nothing that was there is lost; see to "
            "the disk and do it again, which leaves alone what was done already"
        ) from cause


TEMPORARY = ".tmp"
"""How the name of a file ends that is being written: whatever is left of one is rubbish."""
