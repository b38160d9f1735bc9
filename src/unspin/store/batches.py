"""What is written for a batch of documents, worked out before anything is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from unspin.errors import BadInput, BadRecord
from unspin.records import Document, Sketch, UInt32
from unspin.store.search import KEY_BITS
from unspin.store.segments import Postings
from unspin.store.shelves import Record, digest_of, record_of
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


def identify(
    view: View, batch: Sequence[tuple[Document, Sketch]]
) -> tuple[list[tuple[Record, Document, Sketch]], UInt32, tuple[str, ...]]:
    """Give each document its number; return those to write, all numbers, the changed ids."""
    places = view.nums_of([d.doc_id for d, _ in batch])
    there = [(doc_id, num) for doc_id, old in places.items() for num in old]
    digests = view.digests([num for _, num in there])
    known = {(i, digest): num for (i, num), digest in zip(there, digests, strict=True)}
    ids = {doc_id for doc_id, _ in there}
    rows, nums = [], np.empty(len(batch), np.uint32)
    changed: dict[str, None] = {}
    num = view.manifest.next_num
    for i, (document, sketch) in enumerate(batch):
        digest = digest_of(document.text)
        key = document.doc_id, digest
        if key not in known:
            if document.doc_id in ids:
                changed[document.doc_id] = None
            ids.add(document.doc_id)
            known[key] = num
            rows.append((record_of(document, num, sketch.tokens, digest), document, sketch))
            num += 1
        nums[i] = known[key]
    if num > _MOST:
        raise BadInput(f"{view.folder}: an index holds {_MOST} documents at most")
    return rows, nums, tuple(changed)


def check_sketch(document: Document, sketch: Sketch, scheme: str) -> None:
    """Refuse a sketch of another document or scheme."""
    if sketch.doc_id != document.doc_id:
        raise BadRecord(f"the sketch of {sketch.doc_id!r} came with document {document.doc_id!r}")
    if sketch.scheme != scheme:
        raise BadInput(f"a sketch of scheme {sketch.scheme!r} came to an index of {scheme!r}")


def postings_of(rows: Sequence[tuple[Record, Document, Sketch]]) -> Postings:
    """Return the postings of new documents, sorted, with the store's own for their ids."""
    own = identity_keys([record.doc_id for record, _, _ in rows])
    nums = np.array([record.num for record, _, _ in rows], np.uint32)
    counts = np.array([len(sketch) for _, _, sketch in rows], np.int64)
    keys = np.concatenate([own, *(sketch.keys for _, _, sketch in rows)])
    sketched = keys[len(own) :]
    if (sketched >> np.uint64(KEY_BITS)).any() or ((sketched & np.uint64(7)) == IDENTITY).any():
        raise BadRecord(f"a sketch has keys of more than {KEY_BITS} bits, or of channel {IDENTITY}")
    order = np.argsort(keys, kind="stable")
    positions = [np.zeros(len(own), np.uint16), *(sketch.positions for _, _, sketch in rows)]
    every = np.concatenate([nums, np.repeat(nums, counts)])
    return Postings(keys[order], every[order], np.concatenate(positions)[order])
