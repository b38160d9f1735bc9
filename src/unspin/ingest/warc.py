"""Responses of a web archive become documents; a broken record costs itself and no neighbour.

The records are cut here rather than by a library: what was tried hands out a record that breaks
off as a shorter one without a word, and ends at the first bad length. Here a length is believed
only if an empty line, another record or the end stands where it says; else the next record is looked for
inside what it covered.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from unspin.ingest.compressed import Source, Unpacked
from unspin.ingest.dates import moment
from unspin.ingest.lines import TOO_LONG
from unspin.ingest.read import LIMIT, of_bytes
from unspin.records import Document, Skipped

HEADER = 2**18
"""Longest header of a record or a response in bytes."""
STEP = 2**18

STARTS_WARC = re.compile(rb"WARC/[01]\.\d{1,2}\r?\n")
_END_OF_HEADER = re.compile(rb"\r?\n\r?\n")
_TEXTS = frozenset(("text/html", "application/xhtml+xml", "text/plain"))
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w-]{2,20})", re.IGNORECASE)
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)? (\d{3})")
_WANTED = frozenset(("response", "resource", "conversion"))


class Record(NamedTuple):
    """A record as it was cut; header names are in lower case."""

    offset: int
    headers: dict[str, str]
    block: bytes


def read_warc(source: Source) -> Iterator[Document | Skipped]:
    """Read the texts and pages of a WARC file; origins are ``name@byte``, decompressed.

    Requests, metadata, revisits and the like hold no text of their own and are not counted.

    Raises:
        MissingExtra: it holds HTML, and the ``web`` extra is not installed.
    """
    for found in records(source):
        if isinstance(found, Skipped):
            yield found
        elif found.headers.get("warc-type", "").lower() in _WANTED:
            yield _document(found, f"{source.name}@{found.offset}")
    if isinstance(source, Unpacked):
        for code, reason in source.breaks:
            yield Skipped(source.name, code, reason)
    if source.flaw:
        yield Skipped(source.name, *source.flaw)


def records(source: Source) -> Iterator[Record | Skipped]:
    """Cut a WARC file into its records, whatever their type."""
    window = _Window(source)
    while window.fill(1):
        offset = window.offset
        if not window.at_start():
            window.skip_to_start(0)
            fault = ("not-a-record", "bytes that are no WARC record")
        else:
            headers, size = window.headers()
            length = headers.get("content-length", "")
            if not (size and length.isascii() and length.isdigit() and len(length) < 19):
                window.skip_to_start(max(size, 1))
                fault = ("bad-header", "a WARC header without end or without Content-Length")
            elif int(length) > LIMIT:
                window.drop(size + int(length))
                window.drop_blank_lines()
                fault = ("too-long", TOO_LONG)
            elif window.is_whole(size + int(length)):
                yield Record(offset, headers, window.take(size + int(length))[size:])
                window.drop_blank_lines()
                continue
            else:
                there = window.skip_to_start(size)
                fault = ("bad-length", f"Content-Length is {length}, but {there} bytes follow")
        if window.fill(1):
            yield Skipped(f"{source.name}@{offset}", *fault)
        elif source.flaw is None:  # which would say the same
            code = "too-long" if fault[0] == "too-long" else "truncated"
            yield Skipped(f"{source.name}@{offset}", code, f"{fault[1]}, and the file ends")


class _Window:
    """What has been read of a source and not yet been used."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._data = b""
        self._at = 0
        self._ended = False
        self._endless = 0  # no header ends before this byte of the source: none looks there twice
        self.offset = 0  # of the window's first byte, in the source

    def fill(self, size: int) -> bool:
        """Have ``size`` bytes at hand; whether there are so many."""
        held = len(self._data) - self._at
        if held < size and not self._ended:
            wanted = max(size - held, STEP, held)  # twice what there is: it is copied seldom
            more = self._source.read(wanted)
            self._ended = len(more) < wanted
            self._data = self._data[self._at :] + more
            self._at = 0
            held = len(self._data)
        return held >= size

    def _use(self, size: int) -> int:
        size = min(size, len(self._data) - self._at)
        self._at += size
        self.offset += size
        return size

    def at_start(self) -> bool:
        """Whether a record begins here."""
        self.fill(12)
        return bool(STARTS_WARC.match(self._data, self._at))

    def headers(self) -> tuple[dict[str, str], int]:
        """Return the header fields and the header's size.

        Without an end to the header, no fields and 0; when another record begins before that, no
        fields and how far it is to there.
        """
        self.fill(HEADER)
        known = max(self._at, self._at + self._endless - self.offset)
        end = _END_OF_HEADER.search(self._data, known, self._at + HEADER)
        if not end:
            self._endless = self.offset + min(HEADER, len(self._data) - self._at) - 3
            return {}, 0
        header = self._data[self._at : end.end()]
        *_, last = STARTS_WARC.finditer(header)
        if last.start():
            return {}, last.start()
        return _fields(header), end.end() - self._at

    def is_whole(self, size: int) -> bool:
        """Whether a record of this size is followed by what ends one, by another, or the end."""
        if not self.fill(size):
            return False
        self.fill(size + 16)
        rest = self._data[self._at + size : self._at + size + 16]
        after = rest.lstrip(b"\r\n")
        return rest.startswith((b"\r\n\r\n", b"\n\n")) or bool(
            not after or STARTS_WARC.match(after)
        )

    def take(self, size: int) -> bytes:
        """Return the next bytes and go past them."""
        data = self._data[self._at : self._at + size]
        self._use(size)
        return data

    def drop(self, size: int) -> int:
        """Go past bytes without holding them; return how many were missing."""
        while size and self.fill(1):
            size -= self._use(size)
        return size

    def drop_blank_lines(self) -> None:
        """Go past the line ends that close a record."""
        while self.fill(1) and self._data[self._at] in b"\r\n":
            self._use(1)

    def skip_to_start(self, size: int) -> int:
        """Go past ``size`` bytes and on to where a record begins; return how far that was."""
        self.drop(size)
        before = self.offset
        while self.fill(1):
            self.fill(STEP)
            if found := STARTS_WARC.search(self._data, self._at):
                self._use(found.start() - self._at)
                break
            # A start may lie across the border of what is at hand.
            most = max(1, len(self._data) - self._at - 12) if self.fill(STEP + 1) else STEP
            self._use(most)
        return self.offset - before


def _fields(header: bytes) -> dict[str, str]:
    """Read header lines; the first of a name counts."""
    found: dict[str, str] = {}
    for line in header.decode("utf-8", "replace").splitlines()[1:]:
        name, colon, value = line.partition(":")
        if colon:
            found.setdefault(name.strip().lower(), value.strip())
    return found


def _document(record: Record, origin: str) -> Document | Skipped:
    address = record.headers.get("warc-target-uri", "").strip("<>")
    kind = record.headers.get("content-type", "")
    payload = record.block
    if kind.lower().startswith("application/http"):
        found = _of_response(record.block)
        if isinstance(found, str):
            code, _, reason = found.partition(": ")
            return Skipped(origin, code, reason)
        kind, payload = found
    media = kind.partition(";")[0].strip().lower()
    if media and media not in _TEXTS:
        return Skipped(origin, "not-text", f"its content is {media[:80]}, not a page or a text")
    charset = _CHARSET.search(kind[:500])
    document = of_bytes(payload, address or origin, charset[1] if charset else "")
    if isinstance(document, Skipped):
        return replace(document, origin=origin)
    return replace(
        document,
        url=address or document.url,
        fetched=moment(record.headers.get("warc-date", "")),
    )


def _of_response(block: bytes) -> tuple[str, bytes] | str:
    """Return the content type and the body of an HTTP response, or ``code: reason``."""
    status = _STATUS.match(block)
    end = _END_OF_HEADER.search(block, 0, HEADER)
    if not status or not end:
        return "bad-response: no HTTP response begins here"
    if not status[1].startswith(b"2"):
        return f"http-status: the server answered {int(status[1])}"
    headers = _fields(block[: end.start()])
    body = block[end.end() :]
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body = _unchunked(body)
    coding = headers.get("content-encoding", "").strip().lower()
    if coding in {"gzip", "x-gzip", "deflate"}:
        unpacked = _inflated(body)
        if unpacked is None:
            room = f"{LIMIT >> 20} MB"
            return f"bad-response: its {coding} data cannot be unpacked, or hold over {room}"
        body = unpacked
    elif coding not in {"", "identity", "none", "utf-8"}:
        return f"bad-response: it is compressed as {coding[:40]!r}, which cannot be unpacked"
    return headers.get("content-type", ""), body


def _unchunked(body: bytes) -> bytes:
    """Join the chunks of a body; one that is not chunked, as archives may say, is left alone."""
    pieces: list[bytes] = []
    at = 0
    while (line := body.find(b"\r\n", at, at + 64)) >= 0:
        digits = body[at:line].partition(b";")[0].strip()
        if not digits or digits.translate(None, b"0123456789abcdefABCDEF"):
            return b"".join(pieces) or body
        if not (size := int(digits, 16)):
            break
        pieces.append(body[line + 2 : line + 2 + size])
        at = line + 2 + size + 2
    return b"".join(pieces) or body


def _inflated(body: bytes) -> bytes | None:
    """Unpack a gzip or deflate body, with or without a zlib header; plain text is left alone."""
    if body[:2] != b"\x1f\x8b" and body[:1].isspace() | body.startswith(b"<"):
        return body  # unpacked by the archiver, who kept the header
    for wbits in (47, -15):
        unpacker = zlib.decompressobj(wbits)
        try:
            whole = unpacker.decompress(body, LIMIT + 1)
        except zlib.error:
            continue
        return whole if len(whole) <= LIMIT else None
    return None
