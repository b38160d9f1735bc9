"""What is written for a batch of documents, worked out before anything is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unspin.errors import BadInput, BadRecord
from unspin.records import Document, Sketch, UInt16, UInt32, UInt64
from unspin.store.search import KEY_BITS
from unspin.store.segments import Postings
from unspin.store.shelves import Packed, pack
from unspin.store.view import IDENTITY, View, identity_keys

_MOST = 2**32 - 1


@dataclass(frozen=True, slots=True, eq=False)
class Added:
    """What became of a batch.

    Attributes:
        nums: (b,) uint32, number of each document of the batch.
        new: documents that were not there; the changed ones are among them.
        same: documents that were there already, or twice in the batch.
        changed: ids that had another text before and are now a second witness.
    """

    nums: UInt32
    new: int
    same: int
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Parcel:
    """Documents with their sketches, ready to be written: what takes time is done.

    Attributes:
        scheme: of all the sketches.
        documents: (b,).
        counts: (b,) int64, keys of each sketch.
        keys, positions: (p,) those of all sketches, end to end.
    """

    scheme: str
    documents: list[Packed]
    counts: NDArray[np.int64]
    keys: UInt64
    positions: UInt16

    def __len__(self) -> int:
        return len(self.documents)


def parcel_of(batch: Sequence[tuple[Document, Sketch]], scheme: str) -> Parcel:
    """Make documents with their sketches ready to be written.

    Raises:
        BadInput: a sketch is of another scheme.
        BadRecord: a sketch is of another document, or its keys are not below ``2**48`` and outside
            the store's own channel 7.
    """
    for document, sketch in batch:
        _check_sketch(document, sketch, scheme)
    sketches = [sketch for _, sketch in batch]
    keys = np.concatenate([np.zeros(0, np.uint64), *(sketch.keys for sketch in sketches)])
    if (keys >> np.uint64(KEY_BITS)).any() or ((keys & np.uint64(7)) == IDENTITY).any():
        raise BadRecord(f"a sketch has keys of more than {KEY_BITS} bits, or of channel {IDENTITY}")
    return Parcel(
        scheme,
        pack([document for document, _ in batch], [sketch.tokens for sketch in sketches]),
        np.array([len(sketch) for sketch in sketches], np.int64),
        keys,
        np.concatenate([np.zeros(0, np.uint16), *(sketch.positions for sketch in sketches)]),
    )


def _check_sketch(document: Document, sketch: Sketch, scheme: str) -> None:
    """Refuse a sketch of another document or scheme."""
    if sketch.doc_id != document.doc_id:
        raise BadRecord(f"the sketch of {sketch.doc_id!r} came with document {document.doc_id!r}")
    if sketch.scheme != scheme:
        raise BadInput(f"a sketch of scheme {sketch.scheme!r} came to an index of {scheme!r}")


def identify(view: View, documents: Sequence[Packed]) -> tuple[UInt32, list[int], tuple[str, ...]]:
    """Give each document its number; return all numbers, the rows to write, the changed ids."""
    places = view.nums_of([d.doc_id for d in documents])
    there = [(doc_id, num) for doc_id, old in places.items() for num in old]
    digests = view.digests([num for _, num in there])
    known = {(i, digest): num for (i, num), digest in zip(there, digests, strict=True)}
    ids = {doc_id for doc_id, _ in there}
    rows, nums = [], np.empty(len(documents), np.uint32)
    changed: dict[str, None] = {}
    num = view.manifest.next_num
    for i, document in enumerate(documents):
        key = document.doc_id, document.digest
        if key not in known:
            if document.doc_id in ids:
                changed[document.doc_id] = None
            ids.add(document.doc_id)
            known[key] = num
            rows.append(i)
            num += 1
        nums[i] = known[key]
    if num > _MOST:
        raise BadInput(f"{view.folder}: an index holds {_MOST} documents at most")
    return nums, rows, tuple(changed)


def postings_of(parcel: Parcel, rows: Sequence[int], nums: UInt32) -> Postings:
    """Return the postings of new documents, sorted, with the store's own for their ids.

    Args:
        parcel: the documents, new ones and others.
        rows: (n,) which of them are new.
        nums: (n,) their numbers.
    """
    own = identity_keys([parcel.documents[row].doc_id for row in rows])
    is_new = np.zeros(len(parcel), np.bool_)
    is_new[rows] = True
    held = np.repeat(is_new, parcel.counts)
    keys = np.concatenate([own, parcel.keys[held]])
    every = np.concatenate([nums, np.repeat(nums, parcel.counts[rows])])
    positions = np.concatenate([np.zeros(len(own), np.uint16), parcel.positions[held]])
    order = np.argsort(keys, kind="stable")
    return Postings(keys[order], every[order], positions[order])
