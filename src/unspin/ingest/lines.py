"""Lines of JSON become records; a bad line costs itself and no neighbour."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace

from unspin.ingest.compressed import Source
from unspin.ingest.read import LIMIT, decode
from unspin.ingest.rows import Fields, document
from unspin.records import Document, Skipped

CHUNK = 2**20
WIDE = LIMIT // 4
"""Longest record that holds characters beyond U+FFFF: each of its letters then takes four bytes."""
FEW = 2**12
"""Empty lines that are yielded one by one."""
TOO_LONG = f"a record longer than {LIMIT >> 20} MB"
"""What is said of a record longer than :data:`LIMIT`: it is passed over as it streams by, never held
whole."""

_WIDE = re.compile(rb"[\xf0-\xf7]")
_BRACKETS = re.compile(rb'["\\\[\]{}]')
_BACKSLASH, _QUOTE = b'\\"'


def lines(
    source: Source, start: int = 0, end: int | None = None
) -> Iterator[tuple[int, bytes | None]]:
    """Yield each line that begins in ``start``..``end`` and the byte it begins at.

    Args:
        source: where to read, standing at ``start``.
        end: where to stop; a line ends there, or the source does.

    Yields:
        ``(offset, line)``, the line without its line end; ``(offset, None)`` for one longer than
        :data:`LIMIT`. The rest of a source that broke off inside a line is not yielded. Where
        nothing but empty lines comes for long, many come as one, with line ends inside.
    """
    position = begin = start
    held: list[bytes] = []
    size = 0
    while chunk := source.read(CHUNK if end is None else min(CHUNK, end - position)):
        position += len(chunk)
        if not size and len(chunk) > FEW and not chunk.strip(b"\n"):  # a bomb may hold millions
            yield begin, chunk[:-1]
            begin += len(chunk)
            continue
        pieces = chunk.split(b"\n")
        for piece in pieces[:-1]:
            size += len(piece)
            if held:
                held.append(piece)
                piece = b"".join(held)  # noqa: PLW2901 - the line that the piece ends
                held.clear()
            yield begin, piece if size <= LIMIT else None
            begin += size + 1
            size = 0
        if tail := pieces[-1]:
            size += len(tail)
            if size <= LIMIT:
                held.append(tail)
            else:
                held = [b""]
    if size and source.flaw is None:
        yield begin, b"".join(held) if size <= LIMIT else None


def read_lines(
    source: Source, fields: Fields, start: int = 0, end: int | None = None
) -> Iterator[Document | Skipped]:
    """Read JSONL; origins are ``name@byte``, counted in what the file decompresses to."""
    for offset, line in lines(source, start, end):
        origin = f"{source.name}@{offset}"
        if line is None:
            yield Skipped(origin, "too-long", TOO_LONG)
        elif line and not line.isspace():
            yield of_json(line, origin, fields)
    if source.flaw:
        yield Skipped(source.name, *source.flaw)


def of_json(line: bytes, origin: str, fields: Fields) -> Document | Skipped:
    """Make a document of one JSON object."""
    damage: tuple[str, ...] = ()
    if len(line) > WIDE and _WIDE.search(line):
        return Skipped(origin, "too-long", f"a record longer than {WIDE >> 20} MB, of wide letters")
    try:
        text = line.decode("utf-8-sig" if line.startswith(b"\xef") else "utf-8")
    except UnicodeDecodeError:
        text, damage = decode(line)
    try:
        record = json.loads(text)
    except RecursionError:
        return Skipped(origin, "too-deep", "nests too deep to be read")
    except ValueError as cause:  # bad JSON, or a number of more digits than Python reads
        return Skipped(origin, "bad-json", str(cause)[:200])
    found = document(record, origin, fields)
    if damage and isinstance(found, Document):
        return replace(found, damage=(*damage, *found.damage))
    return found


def read_values(source: Source, fields: Fields) -> Iterator[Document | Skipped]:
    """Read one JSON array of records, or records that follow each other over several lines."""
    for offset, value in values(source):
        origin = f"{source.name}@{offset}"
        if value is None:
            yield Skipped(origin, "too-long", TOO_LONG)
        else:
            yield of_json(value, origin, fields)
    if source.flaw:
        yield Skipped(source.name, *source.flaw)


def values(source: Source) -> Iterator[tuple[int, bytes | None]]:
    """Yield each value of a JSON array, or of a row of them, and the byte it begins at.

    One pass over the brackets and quotes. What stands between two values and is neither space
    nor comma is yielded too, to be refused by whoever parses it. A value longer than
    :data:`LIMIT` comes as None. When the input ends inside a value, ``source.flaw`` says so.
    """
    scan = _Scan()
    while chunk := source.read(CHUNK):
        yield from scan.feed(chunk)
    if source.flaw is None and scan.depth > 0:
        source.flaw = ("truncated", "the JSON breaks off before its last bracket")


class _Scan:
    """Where a scan of JSON stands between two chunks."""

    def __init__(self) -> None:
        self.depth = 0
        self._outside = 0  # the depth around the values: 1 inside of an array of them
        self._position = self._begin = self._size = 0
        self._escaped = -1
        self._quoted = self._started = False
        self._held: list[bytes] = []

    def feed(self, chunk: bytes) -> Iterator[tuple[int, bytes | None]]:
        """Yield the values that end in the next chunk."""
        done = 0  # up to here the chunk has been yielded, held or passed over
        for match in _BRACKETS.finditer(chunk):
            at = match.start()
            mark = chunk[at]
            if self._quoted:
                if self._position + at == self._escaped:
                    continue
                if mark == _BACKSLASH:
                    self._escaped = self._position + at + 1
                elif mark == _QUOTE:
                    self._quoted = False
            elif mark == _QUOTE:
                self._quoted = True
            elif mark in b"[{":
                if not self._started:
                    self._started = True
                    if mark == ord("["):
                        self.depth = self._outside = 1
                        done = at + 1
                        continue
                if self.depth == self._outside:
                    yield from self._between(chunk, done, at)
                    done = at
                    self._begin = self._position + at
                self.depth += 1
            elif mark in b"]}":
                self.depth -= 1
                if self.depth == self._outside:
                    yield self._value(chunk[done : at + 1])
                    done = at + 1
                elif self.depth < self._outside:
                    yield from self._between(chunk, done, at)
                    done = at + 1
                    self.depth = self._outside = 0
        if self.depth > self._outside:
            self._hold(chunk[done:])
        else:
            yield from self._between(chunk, done, len(chunk))
        self._position += len(chunk)

    def _between(self, chunk: bytes, start: int, end: int) -> Iterator[tuple[int, bytes | None]]:
        if junk := chunk[start:end].strip(b" \t\r\n,\xef\xbb\xbf"):
            yield self._position + start, junk

    def _hold(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._size <= LIMIT:
            self._held.append(piece)
        else:
            self._held.clear()

    def _value(self, piece: bytes) -> tuple[int, bytes | None]:
        self._hold(piece)
        whole = b"".join(self._held) if self._size <= LIMIT else None
        self._held.clear()
        self._size = 0
        return self._begin, whole
