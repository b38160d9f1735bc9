"""Objects of an S3-compatible store, listed and read as files are.

Where the store is and who may read it comes from the environment, as with Amazon's own tools:
``AWS_ENDPOINT_URL``, ``AWS_REGION``, ``AWS_ACCESS_KEY_ID`` and so on. A store that does not answer
is an error and never a skipped record: what is read must not depend on the network's mood.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import IO, Any

from unspin.errors import BadInput, require

SCHEME = "s3://"
AHEAD = 2**22
"""Bytes of an object that are fetched at a time."""


def is_remote(path: str) -> bool:
    """Tell whether a path names objects of a store."""
    return path.startswith(SCHEME)


def listed(url: str) -> list[str]:
    """Return the objects that a URL names: itself, or those below it as a folder would be read.

    Sorted by name, the files before the folders; hidden ones and empty markers are left out.

    Raises:
        BadInput: there is nothing, or the store does not answer.
        MissingExtra: the ``parquet`` extra, whose pyarrow reads such stores, is not installed.
    """
    name = _name(url).rstrip("/")
    if not name:
        raise BadInput(f"{url}: names no bucket: give s3://BUCKET/PREFIX")
    below = _fs().FileSelector(name, allow_not_found=True, recursive=True)
    with _asking(url):
        if _info(url).is_file:
            return [url]
        found = _files().get_file_info(below)  # nothing, too, of a bucket that is not there
    cut = len(name) + 1
    names = [
        info.path for info in found if info.is_file and "/." not in "/" + info.path[cut:]
        and not info.path.endswith("/_SUCCESS")
    ]  # fmt: skip
    if not names:
        raise BadInput(f"{url}: nothing is there: give s3://BUCKET/PREFIX of objects that are")
    return [SCHEME + name for name in sorted(names, key=lambda name: _order(name[cut:]))]


def mark(url: str) -> tuple[int, int]:
    """Return the bytes of an object and when it was changed, in nanoseconds; (-1, 0) of none.

    Raises:
        BadInput: the store does not answer.
    """
    with _asking(url):
        info = _info(url)
    return (info.size, info.mtime_ns) if info.is_file else (-1, 0)


def opened(url: str) -> IO[bytes]:
    """Open an object.

    Raises:
        FileNotFoundError: there is none.
        BadInput: the store does not answer, now or while it is read.
    """
    with _asking(url):
        raw = _files().open_input_file(_name(url))
    return io.BufferedReader(_Object(url, raw), AHEAD)


class _Object(io.RawIOBase):
    """An object as a raw file; a store that stops answering is an error, not a broken file."""

    def __init__(self, url: str, raw: Any) -> None:
        self._url, self._raw = url, raw

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, position: int, whence: int = os.SEEK_SET) -> int:
        return int(self._raw.seek(position, whence))

    def tell(self) -> int:
        return int(self._raw.tell())

    def readinto(self, buffer: Any) -> int:
        with _asking(self._url):
            data = self._raw.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._raw.close()
        super().close()


@contextmanager
def _asking(url: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as cause:
        where = os.environ.get("AWS_ENDPOINT_URL", "Amazon's")
        raise BadInput(
            f"{url}: the store ({where}) cannot be read ({' '.join(str(cause).split())[:300]}): "
            "look at the name, at --endpoint-url and at who may read it (AWS_ACCESS_KEY_ID ...), "
            "and run the same command again"
        ) from cause


def _info(url: str) -> Any:
    return _files().get_file_info(_name(url))


def _name(url: str) -> str:
    return url.removeprefix(SCHEME)


def _order(name: str) -> list[tuple[bool, str]]:
    """Return what sorts names as a walk through folders does: a folder's files, then its folders."""
    *folders, file = name.split("/")
    return [*((True, folder) for folder in folders), (False, file)]


def _fs() -> Any:
    require("parquet")
    import pyarrow.fs

    return pyarrow.fs


def _files() -> Any:
    """Return the store, as the environment now names it."""
    region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or "us-east-1"
    return _store(os.environ.get("AWS_ENDPOINT_URL"), region)


@cache
def _store(endpoint: str | None, region: str) -> Any:
    return _fs().S3FileSystem(endpoint_override=endpoint, region=region, connect_timeout=10)
