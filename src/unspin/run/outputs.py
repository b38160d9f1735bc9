"""The files a scan leaves: whole or not there, and the same bytes for the same input."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from unspin.errors import BadInput


def write_lines(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write one JSON object a line."""
    _write(path, (json.dumps(row, ensure_ascii=False) + "\n" for row in rows))


def write_object(path: Path, value: Mapping[str, Any]) -> None:
    """Write one JSON object, indented."""
    _write(path, [json.dumps(value, ensure_ascii=False, indent=1) + "\n"])


def read_object(path: Path) -> dict[str, Any] | None:
    """Return the object in a file that :func:`write_object` wrote, None where there is none."""
    try:
        value: dict[str, Any] = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    return value


def _write(path: Path, pieces: Iterable[str]) -> None:
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            for piece in pieces:
                file.write(piece.encode("utf-8", "replace"))
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as cause:
        part.unlink(missing_ok=True)
        raise BadInput(
            f"{path}: cannot write here ({cause.strerror or cause}): name a folder on a disk with "
            "room, that you may write to"
        ) from cause
