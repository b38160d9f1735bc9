"""A file is read as the bytes it holds, plain or compressed; a source that breaks off says why."""

from __future__ import annotations

import sys
import zlib
from types import TracebackType
from typing import IO, Any, Protocol, Self

import zstandard

from unspin.ingest import s3

BOMB = 64 * 2**20
"""Bytes that may come out of a compressed file before their ratio to what went in counts."""
RATIO = 200
"""Most bytes out for a byte in, past :data:`BOMB`. gzip can do 1,032; text rarely passes 20."""
PIECE = 2048
"""Bytes given to a decompressor at a time: a zstd frame may make 32,768 bytes of each."""
WINDOW = 2**27
"""Largest zstd window in bytes, and so the memory for it; what the zstd tool takes by default."""

_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
_SKIPPABLE = tuple(bytes([low, 0x2A, 0x4D, 0x18]) for low in range(0x50, 0x60))  # zstd's


class Source(Protocol):
    """Bytes to be read from first to last.

    Attributes:
        name: the file, as the caller named it.
        flaw: why the source ended before its end, as the code and reason of a ``Skipped``; None
            while all is well. What was read before the flaw is good.
    """

    name: str
    flaw: tuple[str, str] | None

    def read(self, size: int) -> bytes:
        """Return ``size`` bytes, fewer only at the end or at a flaw."""
        ...


def opened(path: str) -> IO[bytes]:
    """Open a file, or an object under ``s3://``, for reading."""
    return s3.opened(path) if s3.is_remote(path) else open(path, "rb")  # noqa: PTH123 - the caller closes it; 1M paths


class Plain:
    """A file as it is from byte ``start``, or standard input for the path ``"-"``."""

    def __init__(self, path: str, start: int = 0) -> None:
        self.name = shown(path)
        self.flaw: tuple[str, str] | None = None
        self._returned = b""
        self._file: Any = None
        try:
            self._file = sys.stdin.buffer if path == "-" else opened(path)
            if start:
                self._file.seek(start)
        except (OSError, ValueError) as cause:  # ValueError: a NUL inside the path
            self.flaw = ("unreadable", f"cannot be opened: {_why(cause)}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file is not None and self.name != "-":
            self._file.close()

    def read(self, size: int) -> bytes:
        """Return ``size`` bytes, fewer only at the end or at a flaw."""
        if self._returned:
            data, self._returned = self._returned[:size], self._returned[size:]
            return data + self.read(size - len(data)) if len(data) < size else data
        if self.flaw:
            return b""
        try:
            return bytes(self._file.read(size))
        except OSError as cause:
            self.flaw = ("unreadable", f"reading failed: {_why(cause)}")
            return b""

    def seek(self, position: int) -> None:
        """Go on at a byte of the file."""
        self._returned = b""
        self._file.seek(position)

    def peek(self, size: int) -> bytes:
        """Return the next ``size`` bytes and leave them to be read."""
        data = self.read(size)
        self._returned = data + self._returned
        return data


class Unpacked:
    """What a gzip or zstd file holds, its members one after the other.

    Args:
        packed: the compressed bytes.
        resume: whether to go on at the next gzip member after a broken one, which is then named
            in ``breaks``; else a broken member is a flaw.

    Attributes:
        breaks: code and reason of each place that was passed over.
    """

    def __init__(self, packed: Plain, *, resume: bool = False) -> None:
        self.name = packed.name
        self.flaw: tuple[str, str] | None = None
        self.breaks: list[tuple[str, str]] = []
        self._packed = packed
        self._resume = resume
        self._gzip = packed.peek(2) == _GZIP
        self._member: Any = None
        self._ready = b""
        self._at = 0  # in _ready
        self._taken = 0
        self._made = 0
        self._broken = 0  # bytes taken when a break was last met
        self._ended = False

    def read(self, size: int) -> bytes:
        """Return ``size`` bytes, fewer only at the end or at a flaw."""
        pieces = []
        while size:
            if self._at >= len(self._ready):
                self._ready, self._at = self._next(), 0
                if not self._ready:
                    break
            piece = self._ready[self._at : self._at + size]
            self._at += len(piece)
            size -= len(piece)
            pieces.append(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def peek(self, size: int) -> bytes:
        """Return the next ``size`` bytes and leave them to be read."""
        data = self.read(size)
        self._ready, self._at = data + self._ready[self._at :], 0
        return data

    def _next(self) -> bytes:
        """Decompress until something comes out; nothing at the end or at a flaw."""
        made = b""
        while not made and not self._ended:
            piece = self._packed.read(PIECE)
            self._taken += len(piece)
            if not piece:
                self._finish()
                break
            made = self._unpack(piece)
            self._made += len(made)
            if self._made > BOMB and self._made > RATIO * self._taken:
                self._end(
                    "bomb",
                    f"{self._taken} bytes held over {self._made}, more than {RATIO} for one: "
                    "the rest was not read",
                )
                return b""
        return made

    def _finish(self) -> None:
        self._ended = True
        self.flaw = self.flaw or self._packed.flaw
        if self.flaw is None and self._member is not None and not self._member.eof:
            self._end("truncated", f"the compressed file breaks off after {self._taken} bytes")

    def _end(self, code: str, reason: str) -> None:
        self.flaw = (code, reason)
        self._ended = True

    def _unpack(self, piece: bytes) -> bytes:
        """Decompress a piece, which may end some members and begin others."""
        made = []
        while piece and not self._ended:
            if self._member is None or self._member.eof:
                piece = self._begin(piece)
                if self._member is None or self._member.eof:  # broken, or only padding
                    continue
            try:
                made.append(self._member.decompress(piece))
            except (zlib.error, zstandard.ZstdError) as cause:
                piece = self._break(piece, str(cause))
                continue
            piece = self._member.unused_data if self._member.eof else b""
        return b"".join(made)

    def _begin(self, piece: bytes) -> bytes:
        """Start a member; return the piece from where the member begins."""
        if self._member is not None:
            if not (piece := piece.lstrip(b"\0")):  # tapes and some tools pad with zeros
                return b""
            short = piece[:4]
            known = (_GZIP,) if self._gzip else (_ZSTD, *_SKIPPABLE)
            if not any(short.startswith(m[: len(short)]) for m in known):
                return self._break(piece, "what follows the compressed data is something else")
        if self._gzip:
            self._member = zlib.decompressobj(wbits=31)
        else:
            self._member = zstandard.ZstdDecompressor(max_window_size=WINDOW).decompressobj()
        return piece

    def _break(self, piece: bytes, why: str) -> bytes:
        """Note broken data and return what is left of the piece to go on with."""
        what = ("corrupt", f"compressed data broken near byte {self._taken}: {why}")
        if not (self._resume and self._gzip):
            self._end(*what)
            return b""
        if not self.breaks or self._taken - self._broken > 2 * PIECE:
            self.breaks.append(what)
        self._broken = self._taken
        self._member = None
        return self._seek(piece[1:])

    def _seek(self, piece: bytes) -> bytes:
        """Find where a gzip member may begin, reading on as far as it takes."""
        while (at := piece.find(_GZIP + b"\x08")) < 0:
            more = self._packed.read(PIECE)
            self._taken += len(more)
            if not more:
                self._finish()
                return b""
            piece = piece[-2:] + more
        return piece[at:]


def unpacked(file: Plain, *, resume: bool = False) -> Plain | Unpacked:
    """Return what a file holds: itself, unless it is compressed. Nothing is opened twice over."""
    head = file.peek(4)
    if head.startswith(_GZIP) or head == _ZSTD or head.startswith(_SKIPPABLE):
        return Unpacked(file, resume=resume)
    return file


def shown(path: str) -> str:
    """Return a path as text that any encoding can hold, though its bytes may be none."""
    return path if path.isascii() else path.encode("utf-8", "replace").decode("utf-8")


def _why(cause: Exception) -> str:
    return str(getattr(cause, "strerror", None) or cause)
