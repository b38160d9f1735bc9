"""All candidate pairs of an index, in bounded memory: posting lists in, pairs worth aligning out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from unspin.find.candidates import COLUMNS, Meetings, Pairs, least_promise, meet, pair, twins
from unspin.find.sketch import TWIN
from unspin.find.traces import ALIKE
from unspin.records import UInt32
from unspin.run.outlets import is_boilerplate, outlets_of
from unspin.run.traces import Traces
from unspin.store.store import Store
from unspin.store.view import Columns

SLICE = 4_000_000
"""Postings joined at a time."""
BLOCK = 15_000
"""Documents whose meetings are summed up at a time."""
LOOKS = 5_000_000
"""Pairs that wait for the second look and get it together."""
CROWD = 8
"""Documents from which on a class of near-identical ones speaks through its first."""
ALIKE_BANDS = 3
"""Twin keys of the sketch, of five, that two near-identical documents share."""

_ROW = np.dtype(
    [("a", "<u4"), ("b", "<u4"), ("at_a", "<u2"), ("at_b", "<u2"), ("nats", "<f4"), ("marks", "u1")]
)


@dataclass(frozen=True, slots=True, eq=False)
class Joined:
    """Candidates and how they came about.

    Attributes:
        pairs: ascending; ``shared`` counts numbers of the traces, once looked at.
        identical: (n,) uint32, the first document of the same text, for each.
        met: pairs of documents that shared a shingle with enough promise.
        sampled: candidates in whose making a long list was sampled.
        boilerplate: pairs left out because what they share is boilerplate of their outlets.
    """

    pairs: Pairs
    identical: UInt32
    met: int
    sampled: int
    boilerplate: int


def join(store: Store, columns: Columns, identical: UInt32, traces: Traces, spill: Path) -> Joined:
    """Find the pairs of documents worth aligning.

    Args:
        store: the index.
        columns: what is known of its documents.
        identical: (n,) uint32, by number, the first document of the same text.
        traces: for the second look.
        spill: folder for what does not fit in memory; made and emptied here.
    """
    documents = len(identical)
    slices = max(1, store.stats().postings // SLICE)
    fold, likely = _fold(store, slices, identical)
    blocks = _Blocks(spill, documents)
    for postings in store.slices(slices):
        other = (postings.keys & np.uint64(7)) != TWIN
        keys, nums, positions = (
            column[other] for column in (postings.keys, postings.nums, postings.positions)
        )
        blocks.add(meet(keys, nums, positions, fold, documents))
    found, met, waiting = [likely], 0, [_no_pairs()]
    for meetings in blocks.drain():
        waiting.append(pair(meetings, least_promise(documents)))
        met += len(waiting[-1])
        if sum(map(len, waiting)) >= LOOKS:  # each round reads the traces anew
            found.append(_looked_at(_emptied(waiting), traces))
    found.append(_looked_at(_emptied(waiting), traces))
    pairs = _merged(found)
    outlets = outlets_of(columns, documents)
    kept = pairs.where(~is_boilerplate(pairs, outlets, identical, traces))
    sampled = int(np.count_nonzero(kept.marks & 0x80))
    return Joined(kept, identical, met, sampled, len(pairs) - len(kept))


def _looked_at(pairs: Pairs, traces: Traces) -> Pairs:
    """Keep the pairs whose traces agree around the place where they met."""
    shared = traces.shared(pairs)
    counted = Pairs(pairs.a, pairs.b, shared, pairs.promise, pairs.at_a, pairs.at_b, pairs.marks)
    return counted.where(shared >= ALIKE)


def _fold(store: Store, slices: int, identical: UInt32) -> tuple[UInt32, Pairs]:
    """Say who speaks for whom, and which of those pairs must be verified: all of unlike texts."""
    first, other = _twins(store, slices, identical)
    fold = identical.copy()
    sizes = np.bincount(first, minlength=len(fold))
    crowded = sizes[first] >= CROWD
    fold[other[crowded]] = np.minimum(fold[other[crowded]], first[crowded])
    count = len(first)
    zeros = np.zeros(count, np.uint16)
    return fold, Pairs(
        first, other, np.full(count, np.iinfo(np.int32).max, np.int32),
        np.full(count, np.inf, np.float32), zeros, zeros, np.ones(count, np.uint8),
    )  # fmt: skip


def _twins(store: Store, slices: int, identical: UInt32) -> tuple[UInt32, UInt32]:
    """Return (first, other) of near-identical documents whose texts differ."""
    rows = []
    for postings in store.slices(slices):
        own = (postings.keys & np.uint64(7)) == TWIN
        speaking = own & (identical[postings.nums] == postings.nums)
        rows.append(
            twins(postings.keys[speaking], postings.nums[speaking], postings.positions[speaking])
        )
    first, other, band = (np.concatenate(column) for column in zip(*rows, strict=True))
    code = first.astype(np.uint64) << np.uint64(32) | other
    weight = np.where(band == 0, ALIKE_BANDS, 1)  # the key of the whole text is enough
    codes, inverse = np.unique(code, return_inverse=True)
    alike = codes[np.bincount(inverse, weight, len(codes)) >= ALIKE_BANDS]
    return (alike >> np.uint64(32)).astype(np.uint32), alike.astype(np.uint32)


def _merged(found: list[Pairs]) -> Pairs:
    """Put pairs together, ascending; of one found twice the first is kept."""
    whole = _joined(found)
    code = whole.a.astype(np.uint64) << np.uint64(32) | whole.b
    _, firsts = np.unique(code, return_index=True)
    return whole.where(firsts)


def _emptied(waiting: list[Pairs]) -> Pairs:
    """Take all pairs out of a list, so that they are in memory once."""
    whole = _joined(waiting)
    waiting[:] = [_no_pairs()]
    return whole


def _joined(found: list[Pairs]) -> Pairs:
    return Pairs(*(np.concatenate([getattr(p, name) for p in found]) for name in COLUMNS))


def _no_pairs() -> Pairs:
    none, places = np.zeros(0, np.uint32), np.zeros(0, np.uint16)
    return Pairs(
        none, none, np.zeros(0, np.int32), np.zeros(0, np.float32), places, places,
        np.zeros(0, np.uint8),
    )  # fmt: skip


class _Blocks:
    """Meetings by block of their first document; on disk when there is more than one block."""

    def __init__(self, folder: Path, documents: int) -> None:
        self.folder = folder
        self.count = max(1, -(-documents // BLOCK))
        self.kept: list[Meetings] = []
        if self.count > 1:
            folder.mkdir(parents=True, exist_ok=True)
            for left in folder.iterdir():
                left.unlink()

    def add(self, meetings: Meetings) -> None:
        if self.count == 1:
            self.kept.append(meetings)
            return
        rows = np.empty(len(meetings), _ROW)
        for name in _ROW.names or ():
            rows[name] = getattr(meetings, name)
        blocks = meetings.a // BLOCK
        order = np.argsort(blocks, kind="stable")
        bounds = np.searchsorted(blocks[order], np.arange(self.count + 1))
        rows = rows[order]
        for block in range(self.count):
            with (self.folder / f"{block:05}").open("ab") as file:
                rows[bounds[block] : bounds[block + 1]].tofile(file)

    def drain(self) -> Iterator[Meetings]:
        names = _ROW.names or ()
        if self.count == 1:
            yield Meetings(*(np.concatenate([getattr(m, n) for m in self.kept]) for n in names))
            self.kept.clear()
            return
        for block in range(self.count):
            path = self.folder / f"{block:05}"
            rows = np.fromfile(path, _ROW)
            yield Meetings(*(np.ascontiguousarray(rows[n]) for n in names))
            path.unlink()
