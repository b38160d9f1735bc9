"""What the hostile set is made of: a case, and the good texts around it."""

from __future__ import annotations

import json
import random
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

WORDS = (
    "the harbour council said on tuesday that nine ferries would stay at their moorings until "
    "winter because the pilots had asked for longer rest between crossings in heavy weather"
).split()
MB = 2**20


class Case(NamedTuple):
    """A hostile file: its name, what it holds (or who makes it), good records inside of it."""

    name: str
    content: bytes | Callable[[Path], object]
    keeps: tuple[str, ...] = ()


def good(number: int) -> str:
    """Return a text of its own, of some seventy words."""
    chance = random.Random(number)
    return f"Report {number}. " + " ".join(chance.choice(WORDS) for _ in range(70)) + "."


def line(name: str, **fields: object) -> bytes:
    """Return a line of JSONL with a good text."""
    number = zlib.crc32(name.encode())
    return json.dumps({"id": name, "text": good(number), **fields}).encode() + b"\n"


def page(inside: str) -> bytes:
    """Return a web page with a paragraph of good text, and something else."""
    return f"<html><body><p>{good(len(inside))}</p>{inside}</body></html>".encode(
        "utf-8", "replace"
    )


def between(name: str, *rows: bytes, kind: str = "jsonl") -> Case:
    """Return rows among good ones, which must survive."""
    ids = (f"{name} before", f"{name} behind")
    return Case(f"{name}.{kind}", line(ids[0]) + b"\n".join(rows) + b"\n" + line(ids[1]), ids)
