"""The files a scan leaves: whole or not there, and the same bytes for the same input."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from unspin.errors import BadInput


def write_lines(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write one JSON object a line."""
    _write(path, (json.dumps(row, ensure_ascii=False) + "\n" for row in rows))


def write_object(path: Path, value: Mapping[str, Any], *, indent: int | None = None) -> None:
    """Write one JSON object: in a line, which takes a quarter of the time, or indented for people."""
    _write(path, [json.dumps(value, ensure_ascii=False, indent=indent) + "\n"])


def read_object(path: Path) -> dict[str, Any] | None:
    """Return the object in a file that :func:`write_object` wrote, None where there is none.

    A file that was cut or changed since holds none: what made it makes it again.
    """
    try:
        value = json.loads(path.read_bytes())
    except (FileNotFoundError, ValueError):
        return None
    return value if isinstance(value, dict) else None


@contextmanager
def whole(path: Path) -> Iterator[IO[bytes]]:
    """Open a file that appears whole or not at all, in a folder that is made if need be.

    Raises:
        BadInput: it cannot be written there.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with part.open("wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as cause:
        raise BadInput(
            f"{path}: cannot write here ({cause.strerror or cause}): name a file on a disk with "
            "room, in a folder that you may write to"
        ) from cause


def _write(path: Path, pieces: Iterable[str]) -> None:
    with whole(path) as file:
        for piece in pieces:
            file.write(piece.encode("utf-8", "replace"))


def write_text(target: Path, content: str) -> None:
    """Write beside the target and rename, so that nobody ever sees half a file."""
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        try:
            part.write_bytes(content.encode("utf-8", "replace"))
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    except OSError as cause:
        raise BadInput(
            f"{target}: cannot write here ({cause.strerror or cause}): name a file in a folder "
            "that exists and that you may write to"
        ) from cause
