"""Parts of an input go into an index: read and sketched by workers, added by this process."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from unspin.ingest.compressed import shown
from unspin.ingest.inputs import Fields, Part, runs_foreign_code
from unspin.records import Skipped, UInt32
from unspin.run import work
from unspin.run.local import each
from unspin.store.store import Store


@dataclass(frozen=True, slots=True, eq=False)
class Filled:
    """What became of a part; all its documents are on the disk.

    Attributes:
        nums: number of each document in the index, in the order of the input.
        tokens: how many words each has.
        new: witnesses that were not there.
        changed: ids that had another text before.
        traces: the documents' traces, end to end.
        skipped: the records that gave no document.
    """

    nums: list[int]
    tokens: list[int]
    new: int
    changed: list[str]
    traces: UInt32
    skipped: list[Skipped]


def fill(store: Store, parts: Sequence[Part], fields: Fields, jobs: int) -> Iterator[Filled]:
    """Bring parts into an index, one after the other; yield what became of each."""
    readings = [work.Reading(part, fields) for part in parts]
    here = any(part.kind == "stdin" for part in parts)  # other processes have none
    apart = not here and any(map(runs_foreign_code, parts))
    for read in each(work.read_and_sketch, readings, 1 if here else jobs, _lost, apart=apart):
        nums: list[int] = []
        changed: list[str] = []
        new = 0
        tokens: list[int] = []
        for parcel in read.parcels:
            added = store.put(parcel)
            tokens += [document.tokens for document in parcel.documents]
            nums += added.nums.tolist()
            changed += added.changed
            new += added.new
        yield Filled(nums, tokens, new, changed, read.traces, read.skipped)


def _lost(reading: work.Reading) -> work.Read:
    """Say that a part killed its worker; of several files, find those that do."""
    files = work.pieces(reading)
    if len(files) == 1:
        why = "the process that read it was killed: its parser crashed, or memory ran out"
        return work.Read([], np.zeros(0, np.uint32), [
            Skipped(shown(reading.part.path), work.FAILED, why)
        ])  # fmt: skip
    reads = list(each(work.read_and_sketch, files, 1, _lost, apart=True))
    return work.Read(
        [one for read in reads for one in read.parcels],
        np.concatenate([read.traces for read in reads]),
        [one for read in reads for one in read.skipped],
    )
