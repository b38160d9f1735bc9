"""Reading: one generation of an index, which stays as it is whatever is written meanwhile."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from zstandard import ZstdDecompressor

from unspin.errors import BadInput, Damaged
from unspin.records import Document, Int32, UInt16, UInt32, UInt64
from unspin.store.manifest import FOLDER, Entry, Manifest, read_manifest
from unspin.store.search import collect, without_channel
from unspin.store.segments import Postings, Segment, merged
from unspin.store.shelves import Held, Shelf

IDENTITY = 7
"""The channel (low three bits of a key) that is the store's own: hashes of document ids."""
_NO_CAP = 1 << 31


@dataclass(frozen=True, slots=True, eq=False)
class Hits:
    """Postings found, in order of query, then of document number.

    Attributes:
        queries: (k,) int32, index of the key that was looked up.
        nums: (k,) uint32, document numbers.
        positions: (k,) uint16.
        lengths: (q,) int32, how long each key's whole list is: longer than its hits when capped.
    """

    queries: Int32
    nums: UInt32
    positions: UInt16
    lengths: Int32

    def __len__(self) -> int:
        return len(self.nums)


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """What is known of every document at once, in order of number.

    Attributes:
        nums: (n,) uint32.
        tokens: (n,) int32, word tokens.
        lengths: (n,) uint32, bytes of the text in UTF-8.
        witness: (n, 2) uint64, digest of the text: equal where the texts are equal.
        outlets: (n,) int32, index into ``outlet_names``, -1 for none.
        outlet_names: ascending.
    """

    nums: UInt32
    tokens: Int32
    lengths: UInt32
    witness: UInt64
    outlets: Int32
    outlet_names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.nums)


@dataclass(frozen=True, slots=True)
class Stats:
    """How large an index is.

    Attributes:
        documents, postings: how many; the store's own postings of ids are counted.
        segments, shelves: files of each kind.
        postings_bytes: of the segment files.
        catalogue_bytes: of the shelf files and the manifest, but for the packed texts.
        packed_bytes: of the packed texts.
        text_bytes: of the texts in UTF-8, before packing.
    """

    documents: int
    postings: int
    segments: int
    shelves: int
    postings_bytes: int
    catalogue_bytes: int
    packed_bytes: int
    text_bytes: int

    @property
    def overhead(self) -> float:
        """Everything on disk but the texts, as a share of the texts' bytes."""
        return (self.postings_bytes + self.catalogue_bytes) / max(self.text_bytes, 1)


class View:
    """The files of one manifest, open for reading."""

    def __init__(self, folder: Path, manifest: Manifest, known: View | None = None) -> None:
        """Open what ``manifest`` names; files that ``known`` has open are taken from there."""
        self.folder = folder
        self.manifest = manifest
        had: dict[str, Segment | Shelf] = known.files if known is not None else {}
        self.files: dict[str, Segment | Shelf] = {
            e.name: had[e.name] if e.name in had else open_entry(folder, e)
            for e in manifest.entries
        }
        opened = self.files.values()
        self.segments = [f for f in opened if isinstance(f, Segment)]
        self.shelves = [f for f in opened if isinstance(f, Shelf)]
        self._firsts = np.array([e.first for e in manifest.of("documents")], np.int64)

    def __len__(self) -> int:
        """Return how many documents there are."""
        return sum(e.count for e in self.manifest.of("documents"))

    def lookup(self, keys: UInt64, cap: int = 0) -> Hits:
        """Return the postings of each key.

        Args:
            keys: (q,) uint64, in any order.
            cap: most postings of one key; of a longer list an evenly spaced sample is taken, the
                same one however the index was built up. 0 for all.

        Raises:
            Damaged: a page that is needed has changed.
        """
        order = np.argsort(keys, kind="stable")
        queries = keys[order]
        ranges = [s.ranges(queries) for s in self.segments]
        lengths = sum((ends - starts for starts, ends in ranges), np.zeros(len(keys), np.int64))
        taken = np.minimum(lengths, cap) if cap else lengths
        places = np.empty(len(keys), np.int64)  # hits come in the order the keys were given in
        counts = np.empty_like(taken)
        counts[order] = taken
        places = (np.cumsum(counts) - counts)[order]
        total = int(taken.sum())
        nums, positions = np.empty(total, np.uint32), np.empty(total, np.uint16)
        before = np.zeros(len(keys), np.int64)
        for segment, (starts, ends) in zip(self.segments, ranges, strict=True):
            segment.good(
                collect(segment.columns, starts, ends, before, lengths, cap or _NO_CAP, places,
                        nums, positions)
            )  # fmt: skip
        whole = np.empty(len(keys), np.int32)
        whole[order] = lengths
        return Hits(np.repeat(np.arange(len(keys), dtype=np.int32), counts), nums, positions, whole)

    def frequencies(self, keys: UInt64) -> Int32:
        """Return how many documents each key has, without reading the lists."""
        order = np.argsort(keys, kind="stable")
        out = np.zeros(len(keys), np.int32)
        for segment in self.segments:
            starts, ends = segment.ranges(keys[order])
            out[order] += (ends - starts).astype(np.int32)
        return out

    def slices(self, parts: int) -> Iterator[Postings]:
        """Yield all postings in about ``parts`` ascending ranges of keys, no key in two of them.

        Holds about 40 bytes for each posting of a slice.
        """
        for piece in merged(self.segments, parts):
            yield Postings(*without_channel(piece.keys, piece.nums, piece.positions, IDENTITY))
            self.rest()

    def rest(self) -> None:
        """Let go of the memory that what was read of the files takes."""
        for file in self.files.values():
            file.file.rest()

    def documents(self, nums: Sequence[int] | UInt32) -> list[Document]:
        """Return documents by number; raises as :meth:`held` does."""
        return [held.document() for held in self.held(nums)]

    def held(self, nums: Sequence[int] | UInt32) -> list[Held]:
        """Return documents by number, each text checked against its digest, the rest still packed.

        Raises:
            BadInput: there is no document of that number.
            Damaged: what is needed has changed.
        """
        unpacker = ZstdDecompressor()
        return [shelf.held(row, unpacker) for shelf, row in self._places(nums)]

    def ids_of(self, nums: Sequence[int] | UInt32) -> list[str]:
        """Return the ids of documents by number; raises as :meth:`documents` does."""
        return [shelf.record(row).doc_id for shelf, row in self._places(nums)]

    def digests(self, nums: Sequence[int] | UInt32) -> list[bytes]:
        """Return the digest of the text of each document; raises as :meth:`documents` does."""
        return [shelf.digest(row) for shelf, row in self._places(nums)]

    def _places(self, nums: Sequence[int] | UInt32) -> list[tuple[Shelf, int]]:
        wanted = np.asarray(nums, np.uint32)
        at = np.searchsorted(self._firsts, wanted, side="right") - 1
        rows = np.full(len(wanted), -1, np.int64)
        for i in np.unique(at[at >= 0]):
            rows[at == i] = self.shelves[i].rows(wanted[at == i])
        if (rows < 0).any():
            missing = wanted[rows < 0][0]
            raise BadInput(f"{self.folder}: there is no document of number {missing}")
        return [(self.shelves[i], int(row)) for i, row in zip(at, rows, strict=True)]

    def nums_of(self, ids: Sequence[str]) -> dict[str, tuple[int, ...]]:
        """Return the numbers of the documents under each id; () where there is none.

        An id whose text changed has several: the witnesses, oldest first.
        """
        asked = list(dict.fromkeys(ids))
        hits = self.lookup(identity_keys(asked))
        found: dict[str, list[int]] = defaultdict(list)
        for query, num, doc_id in zip(
            hits.queries.tolist(), hits.nums.tolist(), self.ids_of(hits.nums), strict=True
        ):
            if doc_id == asked[query]:
                found[doc_id].append(num)
        return {doc_id: tuple(found[doc_id]) for doc_id in asked}

    def columns(self) -> Columns:
        """Return what is known of every document, as arrays."""
        names = sorted({name for shelf in self.shelves for name in shelf.names()})
        codes = {name: i for i, name in enumerate(names)}
        outlets = []
        for shelf in self.shelves:
            own = np.array([codes[name] for name in shelf.names()] + [-1], np.int32)
            outlets.append(own[shelf.file.take("outlets")])
        digests = self._joined("digests", "V16").view(np.uint64).reshape(-1, 2)
        return Columns(
            self._joined("nums", "<u4"),
            self._joined("tokens", "<i4"),
            self._joined("lengths", "<u4"),
            digests,
            np.concatenate([np.empty(0, np.int32), *outlets]),
            tuple(names),
        )

    def _joined(self, name: str, dtype: str) -> NDArray[Any]:
        parts = [shelf.file.take(name) for shelf in self.shelves]
        return np.concatenate([np.empty(0, dtype), *parts])

    def stats(self) -> Stats:
        """Return how large the index is."""
        segments, shelves = self.manifest.of("postings"), self.manifest.of("documents")
        packed = sum(e.packed for e in shelves)
        return Stats(
            documents=len(self),
            postings=sum(e.count for e in segments),
            segments=len(segments),
            shelves=len(shelves),
            postings_bytes=sum(e.size for e in segments),
            catalogue_bytes=sum(e.size for e in shelves) - packed,
            packed_bytes=packed,
            text_bytes=sum(e.raw for e in shelves),
        )


def identity_keys(ids: Sequence[str]) -> UInt64:
    """Return the keys under which the store finds ids: 45 bits of hash, and its own channel.

    Another id may have the same key, so what is found is compared with the id itself.
    """
    digests = [blake2b(i.encode("utf-8", "surrogatepass"), digest_size=8).digest() for i in ids]
    hashes = np.frombuffer(b"".join(digests), np.uint64) >> np.uint64(16)
    return np.asarray(hashes | np.uint64(IDENTITY))


def open_entry(folder: Path, entry: Entry) -> Segment | Shelf:
    """Open a file that a manifest names."""
    path = folder / FOLDER / entry.name
    return (Segment if entry.kind == "postings" else Shelf)(path, entry.seal)


def open_view(folder: Path) -> View:
    """Open the newest generation.

    A writer may replace the files of a manifest between its being read and their being opened; then
    there is a newer manifest.

    Raises:
        FileNotFoundError: there is no manifest.
        Damaged: something has changed or is missing.
    """
    manifest = read_manifest(folder)
    while True:
        try:
            return View(folder, manifest)
        except FileNotFoundError as cause:
            newer = read_manifest(folder)
            if newer.generation == manifest.generation:
                raise Damaged(
                    f"{cause.filename}: is missing. Run  unspin rebuild {folder}"
                ) from cause
            manifest = newer
