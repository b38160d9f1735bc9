"""Sealed files: named columns of numbers, written once, with a checksum for every page.

    page 0          JSON: format, kind, columns (name, type, offset, length); zeros to its end
    pages 1..p-1    the columns, each from the start of a page, zeros to the end of its last
    trailer         uint64 sums[p]; then uint64 magic, p, size of the file, sum over all of the trailer

Every byte is under a sum, so no flipped bit and no cut goes unnoticed; a page is looked at before
its first use, so none gives a wrong answer either.
"""

from __future__ import annotations

import contextlib
import json
import mmap
import os
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from unspin.errors import BadRecord, Damaged
from unspin.records import UInt8
from unspin.store import disk
from unspin.store.pages import PAGE, Pages, all_wrong, first_wrong, page_sums, trailer_sum

FORMAT = 1
"""Number of the layout above; another one is not read."""
_MAGIC = int.from_bytes(b"unspin-1", "little")
_FOOTER = struct.Struct("<QQQQ")
_CHUNK = 1024 * PAGE


@dataclass(frozen=True, slots=True)
class Seal:
    """What a manifest keeps of a sealed file to know it again: its size and its trailer's sum."""

    size: int
    checksum: int


class SealedWriter:
    """Writes one sealed file column by column, in pieces, under a temporary name.

    Args:
        path: the final name.
        kind: what the columns mean; a reader asks for it.
        columns: name -> (numpy type, number of values), all known beforehand.
    """

    def __init__(self, path: Path, kind: str, columns: Mapping[str, tuple[str, int]]) -> None:
        self._path = path
        self._fresh = path.with_name(path.name + disk.TEMPORARY)
        layout, at = {}, PAGE
        self._cursor, self._end = {}, {}
        for name, (dtype, count) in columns.items():
            length = count * np.dtype(dtype).itemsize
            layout[name] = (dtype, at, count)
            self._cursor[name], self._end[name] = at, at + length
            at += length + -length % PAGE
        self._pages = at // PAGE
        header = json.dumps({"format": FORMAT, "kind": kind, "columns": layout}).encode()
        self._handle = os.open(self._fresh, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o666)
        try:
            os.ftruncate(self._handle, at)
            disk.write_at(self._handle, header, 0)
        except OSError:
            self.abandon()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self.abandon()

    def write(self, name: str, values: NDArray[Any] | bytes) -> None:
        """Append values to a column."""
        data = values if isinstance(values, bytes) else np.ascontiguousarray(values).data
        length = len(data) if isinstance(data, bytes) else data.nbytes
        if self._cursor[name] + length > self._end[name]:
            raise BadRecord(f"{self._path}: more values for {name} than were announced")
        if length:
            disk.write_at(self._handle, data, self._cursor[name])
        self._cursor[name] += length

    def finish(self) -> Seal:
        """Sum, sync and name the file; the caller syncs the folder."""
        if self._cursor != self._end:
            raise BadRecord(f"{self._path}: fewer values than were announced")
        sums = np.zeros(self._pages, np.uint64)
        for first in range(0, self._pages, _CHUNK // PAGE):
            data = os.pread(self._handle, _CHUNK, first * PAGE)
            page_sums(np.frombuffer(data, np.uint64), first, sums)
        size = self._pages * PAGE + len(sums) * 8 + _FOOTER.size
        trailer = sums.tobytes() + struct.pack("<QQQ", _MAGIC, self._pages, size)
        checksum = trailer_sum(trailer)
        disk.write_at(self._handle, trailer + struct.pack("<Q", checksum), self._pages * PAGE)
        disk.sync(self._handle)
        disk.rename(self._fresh, self._path)
        return Seal(size, checksum)

    def abandon(self) -> None:
        """Close the file, and remove it unless it was finished."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1
            with contextlib.suppress(OSError):
                disk.remove(self._fresh)


class Sealed:
    """A sealed file, mapped for reading. It may be unlinked while open: it stays readable.

    Args:
        path: the file.
        kind: what it must hold.
        seal: what it must be, when a manifest says so.

    Raises:
        FileNotFoundError: there is no such file.
        Damaged: it is not the file that was written.
    """

    def __init__(self, path: Path, kind: str, seal: Seal | None = None) -> None:
        self.path = path
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size < PAGE + 8 + _FOOTER.size or size % 8:
                raise self.damaged(f"has {size} bytes, which is no sealed file")
            whole = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._mapped = whole
        self._bytes: UInt8 = np.frombuffer(whole, np.uint8)
        _, pages, stated, checksum = _FOOTER.unpack_from(whole, size - _FOOTER.size)
        at = pages * PAGE
        if (stated, at + pages * 8 + _FOOTER.size) != (size, size):
            raise self.damaged(f"has {size} bytes, its trailer speaks of {stated}")
        if trailer_sum(bytes(whole[at : size - 8])) != checksum:
            raise self.damaged("its trailer is not what was written")
        self.seal = Seal(size, checksum)
        if seal is not None and seal != self.seal:
            raise self.damaged("is another file than the one the manifest names")
        sums = self._bytes[at : at + pages * 8].view(np.uint64)
        self.pages = Pages(self._bytes.view(np.uint64), sums, np.zeros(pages, np.uint8))
        self._seen = memoryview(self.pages.seen.data)
        self.check(0, 1)
        header = json.loads(whole[:PAGE].rstrip(b"\0"))
        if (header["format"], header["kind"]) != (FORMAT, kind):
            raise self.damaged(
                f"holds {header['kind']} in format {header['format']}, "
                f"and {kind} in format {FORMAT} was wanted"
            )
        self._layout: dict[str, tuple[str, int, int]] = header["columns"]
        self._columns = {name: self._column(name) for name in self._layout}

    def damaged(self, what: str) -> Damaged:
        """Return the error that names this file."""
        return Damaged(
            f"{self.path}: {what}. Run  unspin check, then  unspin rebuild  on the index"
        )

    def rest(self) -> None:
        """Let go of the memory that what was read takes; it is read again when it is wanted."""
        if hasattr(self._mapped, "madvise"):
            self._mapped.madvise(mmap.MADV_DONTNEED)

    def __contains__(self, name: str) -> bool:
        return name in self._layout

    def offset(self, name: str) -> int:
        """Return the byte at which a column starts."""
        return self._layout[name][1]

    def column(self, name: str) -> NDArray[Any]:
        """Return a column, unchecked: whoever reads from it looks at its pages first."""
        return self._columns[name]

    def _column(self, name: str) -> NDArray[Any]:
        dtype, at, count = self._layout[name]
        length = count * np.dtype(dtype).itemsize
        return self._bytes[at : at + length].view(dtype)

    def take(self, name: str, start: int = 0, stop: int | None = None) -> NDArray[Any]:
        """Return ``column[start:stop]``, checked."""
        column = self.column(name)
        stop = len(column) if stop is None else stop
        at, wide = self.offset(name), column.itemsize
        self.check(at + start * wide, at + stop * wide)
        return column[start:stop]

    def check(self, start: int, end: int) -> None:
        """Look at the pages that hold the bytes from ``start`` to ``end``.

        Raises:
            Damaged: one of them is not as it was written.
        """
        if end <= start:
            return
        first, last = start // PAGE, (end - 1) // PAGE
        if last - first < 2 and self._seen[first] and self._seen[last]:
            return  # most reads are short, and calling a kernel takes longer than they do
        wrong = first_wrong(self.pages, first, last)
        if wrong >= 0:
            raise self.wrong_page(int(wrong))

    def wrong_page(self, page: int) -> Damaged:
        """Return the error that names this file and a page of it."""
        first = page * PAGE
        return self.damaged(f"page {page} (bytes {first} to {first + PAGE}) has changed")

    def all_wrong(self) -> list[int]:
        """Return every page that is not as it was written, reading the whole file."""
        return [int(page) for page in all_wrong(self.pages)]
