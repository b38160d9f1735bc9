"""Shelves: sealed files of documents, which hold all that an index cannot work out again.

The column ``body`` is a row of zstandard frames, and so a valid zstandard stream by itself. A
document is a skippable frame, which holds everything but its text, and the frame of its text,
unless a document before it on the shelf has the same one. Both carry digests of their own: what is
intact can be told and taken out even where everything around it is gone (:func:`salvage`). The
other columns say where things are: ``nums``, ``tokens``, ``digests``, ``outlets`` (codes into the
list ``names``), ``records`` and ``texts`` (bytes into ``body``), ``sizes`` (of a text's frame) and
``lengths`` (of the text in UTF-8).
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from zstandard import ZstdCompressor, ZstdDecompressor, ZstdError

from unspin.records import Document, UInt32
from unspin.store.manifest import Entry, Kind
from unspin.store.sealed import Seal, Sealed, SealedWriter

KIND: Kind = "documents"
SUFFIX = ".docs"
LEVEL = 1
DIGEST = 16
"""Bytes of a text's digest: BLAKE2b of its UTF-8."""
_SKIPPABLE = 0x184D2A55
_HEAD_MAGIC = _SKIPPABLE.to_bytes(4, "little")
_TEXT_MAGIC = b"\x28\xb5\x2f\xfd"
_HEAD = struct.Struct("<II8s")  # magic, bytes that follow, digest of those after the digest
_FIXED = struct.Struct("<Ii16sI")  # number, tokens, digest of the text, bytes of the id
_NUMBERS = ("records", "nums", "tokens", "outlets", "texts", "sizes", "lengths")
_TYPES = {
    "records": "<u8", "nums": "<u4", "tokens": "<i4", "outlets": "<i4", "texts": "<u8",
    "sizes": "<u4", "lengths": "<u4", "digests": "V16", "names": "u1", "body": "u1",
}  # fmt: skip
_PIECE = 1 << 22
_LONGEST = 1 << 30  # a broken frame may claim to go on for ever


@dataclass(frozen=True, slots=True)
class Record:
    """A document as stored: its text packed or only named.

    Attributes:
        num: its number.
        tokens: word tokens in it.
        digest: of its text.
        doc_id: its id.
        rest: its other fields, JSON.
    """

    num: int
    tokens: int
    digest: bytes
    doc_id: str
    rest: bytes

    def pack(self) -> bytes:
        """Return the skippable frame."""
        name = _encode(self.doc_id)
        data = _FIXED.pack(self.num, self.tokens, self.digest, len(name)) + name + self.rest
        return _HEAD.pack(_SKIPPABLE, len(data) + 8, _mark(data)) + data

    def document(self, text: str) -> Document:
        """Return the document, given its text."""
        url, title, outlet, language, published, fetched, damage, extra = json.loads(
            self.rest.decode("utf-8", "surrogatepass")
        )
        return Document(
            self.doc_id, text, url, title, outlet, language, _when(published), _when(fetched),
            tuple(damage), extra,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Held:
    """A document as read: its text, and a record of which the rest is unpacked when it is wanted.

    Attributes:
        record: all but the text.
        text: checked against its digest.
    """

    record: Record
    text: str

    @property
    def name(self) -> tuple[str, str]:
        """The id and the text, by which a document is known."""
        return self.record.doc_id, self.text

    def document(self) -> Document:
        """Return the whole document."""
        return self.record.document(self.text)


class Packed(NamedTuple):
    """A document ready for a shelf, but for its number.

    Attributes:
        doc_id: its id.
        outlet: its outlet.
        tokens: word tokens in it.
        digest: of its text.
        rest: its other fields, JSON.
        frame: its text, a zstandard frame.
        length: bytes of the text in UTF-8.
    """

    doc_id: str
    outlet: str | None
    tokens: int
    digest: bytes
    rest: bytes
    frame: bytes
    length: int

    def record(self, num: int) -> Record:
        """Return the record under which it is stored."""
        return Record(num, self.tokens, self.digest, self.doc_id, self.rest)


def pack(documents: Sequence[Document], tokens: Sequence[int]) -> list[Packed]:
    """Return documents of so many words ready for a shelf: all the work that can be done elsewhere.

    Of ``extra``, what JSON does not know is kept as a string.
    """
    packer = ZstdCompressor(level=LEVEL, write_checksum=True)
    texts = [_encode(document.text) for document in documents]
    return [
        Packed(
            document.doc_id, document.outlet, count, _digest(text), _rest(document),
            packer.compress(text), len(text),
        )
        for document, count, text in zip(documents, tokens, texts, strict=True)
    ]  # fmt: skip


def _rest(document: Document) -> bytes:
    d = document
    fields = [d.url, d.title, d.outlet, d.language, d.published and d.published.isoformat(),
              d.fetched and d.fetched.isoformat(), d.damage, dict(d.extra)]  # fmt: skip
    rest = json.dumps(fields, ensure_ascii=False, separators=(",", ":"), default=str)
    return _encode(rest)


def _digest(text: bytes) -> bytes:
    """Return the digest that names a text."""
    return blake2b(text, digest_size=DIGEST).digest()


@dataclass(frozen=True, slots=True)
class Shelved:
    """What is known of a shelf that was just written."""

    seal: Seal
    count: int
    first: int
    last: int
    raw: int
    packed: int

    def entry(self, name: str) -> Entry:
        """Return the line of the manifest."""
        s = self.seal
        return Entry(name, KIND, s.size, s.checksum, self.count, self.first, self.last,
                     self.raw, self.packed)  # fmt: skip


class Shelf:
    """One shelf, open for reading."""

    def __init__(self, path: Path, seal: Seal | None = None) -> None:
        self.file = Sealed(path, KIND, seal)

    def __len__(self) -> int:
        return len(self.file.column("nums"))

    def rows(self, nums: UInt32) -> NDArray[np.int64]:
        """Return the row of each number, -1 for one that is not here."""
        own = self.file.take("nums")
        at = np.searchsorted(own, nums)
        found = np.minimum(at, max(len(own) - 1, 0))
        here = own[found] == nums if len(own) else np.zeros(len(nums), np.bool_)
        return np.where(here, found, -1)

    def names(self) -> list[str]:
        """Return the outlets that ``outlets`` points to."""
        names: list[str] = json.loads(self.file.take("names").tobytes())
        return names

    def record(self, row: int) -> Record:
        """Return what is stored of a document but its text.

        Raises:
            Damaged: it has changed.
        """
        return self._record(int(self.file.take("records", row, row + 1)[0]))

    def _record(self, at: int) -> Record:
        head = self.file.take("body", at, at + _HEAD.size).tobytes()
        _, length, mark = _HEAD.unpack(head)
        data = self.file.take("body", at + _HEAD.size, at + 8 + length).tobytes()
        if mark != _mark(data):
            raise self.file.damaged(f"the document at byte {at} of its body has changed")
        return _unpack(data)

    def digest(self, row: int) -> bytes:
        """Return the digest of a document's text."""
        return self.file.take("digests", row, row + 1).tobytes()

    def packed(self, row: int) -> bytes:
        """Return the frame of a document's text."""
        at = int(self.file.take("texts", row, row + 1)[0])
        return self.file.take("body", at, at + self.size(row)).tobytes()

    def size(self, row: int) -> int:
        """Return the bytes of the frame of a document's text."""
        return int(self.file.take("sizes", row, row + 1)[0])

    def held(self, row: int, unpacker: ZstdDecompressor) -> Held:
        """Return a document, its text checked against its digest.

        Raises:
            Damaged: something of it has changed.
        """
        record = self.record(row)
        data = _unpacked(self.packed(row), unpacker)
        if data is None or _digest(data) != record.digest:
            raise self.file.damaged(f"the text of document {record.doc_id!r} has changed")
        return Held(record, data.decode("utf-8", "surrogatepass"))


def write_shelf(path: Path, nums: Sequence[int], documents: Sequence[Packed]) -> Shelved:
    """Write new documents, in order of their numbers, as a shelf; equal texts are kept once."""
    outlets = {
        o: i for i, o in enumerate(sorted({d.outlet for d in documents if d.outlet is not None}))
    }
    body: list[bytes] = []
    at = 0
    texts: dict[bytes, tuple[int, int, int]] = {}  # digest -> where, bytes packed, bytes
    rows: list[tuple[int, ...]] = []
    for num, document in zip(nums, documents, strict=True):
        start = at
        body.append(document.record(num).pack())
        at += len(body[-1])
        if document.digest not in texts:
            body.append(document.frame)
            texts[document.digest] = (at, len(document.frame), document.length)
            at += len(document.frame)
        code = -1 if document.outlet is None else outlets[document.outlet]
        rows.append((start, num, document.tokens, code, *texts[document.digest]))
    columns = zip(_NUMBERS, zip(*rows, strict=True), strict=True)
    arrays = {name: np.array(column, _TYPES[name]) for name, column in columns}
    arrays["digests"] = np.frombuffer(b"".join(d.digest for d in documents), _TYPES["digests"])
    return _write(path, arrays, list(outlets), at, iter([b"".join(body)]))


def _write(
    path: Path, arrays: dict[str, NDArray[Any]], outlets: list[str], size: int, body: Iterable[Any]
) -> Shelved:
    """Write a shelf from its columns, and its body of ``size`` bytes in pieces."""
    nums = arrays["nums"]
    names = json.dumps(outlets).encode()
    counts = dict.fromkeys(_TYPES, len(nums)) | {"names": len(names), "body": size}
    with SealedWriter(path, KIND, {c: (t, counts[c]) for c, t in _TYPES.items()}) as file:
        for name, values in arrays.items():
            file.write(name, values)
        file.write("names", names)
        for piece in body:
            file.write("body", piece)
        seal = file.finish()
    _, own = np.unique(arrays["texts"], return_index=True)
    return Shelved(
        seal,
        len(nums),
        int(nums[0]) if len(nums) else 0,
        int(nums[-1]) if len(nums) else -1,
        int(arrays["lengths"].sum()),
        int(arrays["sizes"][own].sum()),
    )


def merge_shelves(
    path: Path,
    shelves: Sequence[Shelf],
    gone: UInt32 | None = None,
    keep_on: Callable[[], None] = lambda: None,
) -> Shelved:
    """Write the documents of neighbouring shelves as one shelf; frames are copied as they are.

    Args:
        path: the new shelf.
        shelves: in order of document number.
        gone: (g,) uint32, numbers to leave out, with the texts that only they have.
        keep_on: called between pieces; what it raises ends the work.
    """
    outlets = sorted({name for shelf in shelves for name in shelf.names()})
    parts: list[dict[str, NDArray[Any]]] = []
    spans: list[tuple[Shelf, int, int]] = []
    size = 0
    for shelf in shelves:
        part, kept, moved = _sift(shelf, gone)
        part["records"] += np.uint64(size)
        part["texts"] += np.uint64(size)
        size += moved
        codes = np.array([outlets.index(name) for name in shelf.names()] + [-1], np.int32)
        part["outlets"] = codes[part["outlets"]]
        parts.append(part)
        spans += [(shelf, start, end) for start, end in kept]
    arrays = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}

    def body() -> Iterator[NDArray[Any]]:
        for shelf, start, end in spans:
            for at in range(start, end, _PIECE):
                keep_on()
                yield shelf.file.take("body", at, min(at + _PIECE, end))

    return _write(path, arrays, outlets, size, body())


def _sift(
    shelf: Shelf, gone: UInt32 | None
) -> tuple[dict[str, NDArray[Any]], list[tuple[int, int]], int]:
    """Return the rows that stay, with their places in the new body; the stretches of the old
    body that stay; and their bytes together."""  # noqa: D205, D209
    columns = {name: shelf.file.take(name) for name in (*_NUMBERS, "digests")}
    stays = np.ones(len(shelf), np.bool_)
    if gone is not None:
        stays = ~np.isin(columns["nums"], gone)
    part = {name: values[stays] for name, values in columns.items()}
    end = np.uint64(len(shelf.file.column("body")))
    frames = np.unique(np.concatenate([columns["records"], columns["texts"], [end]]))
    kept = np.isin(frames[:-1], np.concatenate([part["records"], part["texts"]]))
    sizes = np.where(kept, np.diff(frames), 0)
    places = np.cumsum(sizes) - sizes
    for name in ("records", "texts"):
        part[name] = places[np.searchsorted(frames, part[name])]
    turns = np.flatnonzero(np.diff(np.concatenate([[False], kept, [False]]).astype(np.int8)))
    stretches = [(int(frames[i]), int(frames[j])) for i, j in turns.reshape(-1, 2)]
    return part, stretches, int(sizes.sum())


def salvage(data: bytes) -> Iterator[tuple[Record, str | None]]:
    """Yield every whole record in the bytes of a shelf, with its text where that is whole too.

    Looks at nothing but the frames, so it does not matter what else of the file is lost.
    """
    unpacker = ZstdDecompressor()
    records = list(records_in(data))
    wanted = {r.digest for r in records}
    places: dict[bytes, int] = {}
    for at in _places(data, _TEXT_MAGIC):
        text = _text_at(data, at, unpacker)
        if text is not None:
            digest = _digest(text)
            if digest in wanted:
                places.setdefault(digest, at)
    for record in records:
        at = places.get(record.digest, -1)
        found = _text_at(data, at, unpacker) if at >= 0 else None
        yield record, None if found is None else found.decode("utf-8", "surrogatepass")


def records_in(data: bytes) -> Iterator[Record]:
    """Yield every whole record in the bytes of a shelf."""
    for at in _places(data, _HEAD_MAGIC):
        record = _record_at(data, at)
        if record is not None:
            yield record


def _places(data: bytes, magic: bytes) -> Iterator[int]:
    at = data.find(magic)
    while at >= 0:
        yield at
        at = data.find(magic, at + 1)


def _record_at(data: bytes, at: int) -> Record | None:
    """Return the record whose frame starts here, if one does."""
    if at + _HEAD.size > len(data):
        return None
    _, length, mark = _HEAD.unpack_from(data, at)
    inside = data[at + _HEAD.size : at + 8 + length]
    return _unpack(inside) if len(inside) == length - 8 and _mark(inside) == mark else None


def _text_at(data: bytes, at: int, unpacker: ZstdDecompressor) -> bytes | None:
    """Return the text whose frame starts here, if a whole one does."""
    reader = unpacker.decompressobj()
    text = bytearray()
    try:
        for start in range(at, len(data), 1 << 16):
            text += reader.decompress(data[start : start + (1 << 16)])
            if reader.eof:
                return bytes(text)
            if len(text) > _LONGEST:
                return None
    except (ZstdError, MemoryError):
        return None
    return None


def _unpack(data: bytes) -> Record:
    num, tokens, digest, length = _FIXED.unpack_from(data)
    end = _FIXED.size + length
    name = data[_FIXED.size : end].decode("utf-8", "surrogatepass")
    return Record(num, tokens, digest, name, data[end:])


def _unpacked(frame: bytes, unpacker: ZstdDecompressor) -> bytes | None:
    """Return the text of a frame, None when it is broken."""
    try:
        return unpacker.decompress(frame)
    except ZstdError:
        return None


def _mark(data: bytes) -> bytes:
    return blake2b(data, digest_size=8).digest()


def _encode(text: str) -> bytes:
    """Return UTF-8; lone halves of surrogate pairs, which a text may hold, survive."""
    return text.encode("utf-8", "surrogatepass")


def _when(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
