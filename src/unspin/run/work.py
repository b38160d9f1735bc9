"""What a worker of a scan does: read and sketch a part of the input; verify some candidates.

Both are plain functions of what they are handed, so that any process may do them, twice if need
be. What a process needs again and again (the lexicon, the open index, the documents that the next
pair shares with the last) it keeps.
"""

from __future__ import annotations

import ctypes
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from unspin.config import Config
from unspin.errors import UnspinError
from unspin.find.sketch import SCHEME
from unspin.index import BATCH, finding_lexicon, open_store
from unspin.ingest.compressed import shown
from unspin.ingest.inputs import Fields, Part, read_part
from unspin.ingest.resources import lexicon_of
from unspin.pipeline.pairs import PLENTY, segmented, verified
from unspin.pipeline.sketches import sketched, traced
from unspin.records import Document, Segmented, Skipped, UInt32
from unspin.store.batches import Parcel, parcel_of
from unspin.store.store import Store

LONGEST = 2**24
"""Longest text in characters that is indexed, some 25 novels: sketching takes a dozen bytes of each."""
_SAMPLE = """The harbour office said on Monday that the two ferries which were laid up in the spring
will not sail again before the end of the year, since the parts that their engines need have not come.
"We had to choose between a late boat and an unsafe one," Anna Weller, its director, told reporters.
Passengers can take the bus across the bridge meanwhile, and nobody will have to pay more than 4 euros.
The mayor of the island called the decision a blow to shops and hotels that live on summer guests."""
FAILED = "failed"
"""Code of a record or pair that unspin itself could not deal with."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A part of the input, and how its records name their fields."""

    part: Part
    fields: Fields


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """What became of a part of the input.

    Attributes:
        parcels: the documents with their sketches, in the order of the input.
        traces: (t,) uint32, their traces end to end.
        skipped: the records that gave no document.
    """

    parcels: list[Parcel]
    traces: UInt32
    skipped: list[Skipped]


@dataclass(frozen=True, slots=True)
class Shard:
    """Candidates to verify: (a, b, numbers their traces share), by document number in an index."""

    index: Path
    pairs: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Verified:
    """What became of a shard's candidates: lines for ``pairs.jsonl``, and why others are not there.

    Attributes:
        lines: (number of a, number of b, line).
        rejected: how many there are not, by reason.
        failed: (number of a, number of b, fault) of pairs that unspin could not judge.
    """

    lines: list[tuple[int, int, dict[str, Any]]]
    rejected: dict[str, int]
    failed: list[tuple[int, int, str]]


@dataclass(frozen=True, slots=True)
class Retrace:
    """Documents of an index, by number, whose traces are wanted."""

    index: Path
    nums: tuple[int, ...]


def read_and_sketch(reading: Reading) -> Read:
    """Read a part of the input and sketch its documents."""
    documents, traces, skipped = [], [], []
    for record in _records(reading):
        if isinstance(record, Skipped):
            skipped.append(record)
            continue
        if len(record.text) > LONGEST:
            why = f"a text longer than {LONGEST} characters: split it into its documents"
            skipped.append(Skipped(record.doc_id, "too-long", why))
            continue
        try:
            sketch, trace = sketched(record, finding_lexicon())
        except Exception as fault:  # noqa: BLE001 (one text must not cost the others; it is counted)
            skipped.append(Skipped(record.doc_id, FAILED, _words(fault)))
            continue
        documents.append((record, sketch))
        traces.append(trace)
    batches = (documents[i : i + BATCH] for i in range(0, len(documents), BATCH))
    parcels = [parcel_of(batch, SCHEME) for batch in batches]
    return Read(parcels, np.concatenate([np.zeros(0, np.uint32), *traces]), skipped)


def _records(reading: Reading) -> Iterator[Document | Skipped]:
    """Yield what the files of a part hold; a fault of ours costs the rest of the file."""
    for piece in pieces(reading):
        try:
            yield from read_part(piece.part, piece.fields)
        except UnspinError:
            raise  # an optional package is missing
        except Exception as fault:  # noqa: BLE001 (one file must not cost the others; it is counted)
            yield Skipped(shown(piece.part.path), FAILED, _words(fault))
        _give_back()


def _give_back() -> None:
    """Give freed memory back to the system, which else keeps what the largest file took (glibc)."""
    if (trim := _trim()) is not None:
        trim(0)


@cache
def _trim() -> Callable[[int], int] | None:
    return getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None


def pieces(reading: Reading) -> list[Reading]:
    """Cut a part of several files into parts of one file each."""
    part = reading.part
    return [
        Reading(replace(part, path=path, files=(path,)), reading.fields) for path in part.files
    ] or [reading]


def retrace(asked: Retrace) -> list[tuple[int, UInt32]]:
    """Make the traces of documents that are in an index."""
    documents = _store(asked.index).held(asked.nums)
    traces = [traced(document.text, finding_lexicon()) for document in documents]
    return list(zip(asked.nums, traces, strict=True))


def get_ready() -> None:
    """Load what verifying takes, as it is loaded for the first pair, by a pair that there is not."""
    whole = Document("whole", _SAMPLE)
    kept = (word for number, word in enumerate(_SAMPLE.split()) if number % 7)
    cut = Document("cut", " ".join(kept))
    lexicon = lexicon_of(whole, cut)
    columns = segmented(whole, lexicon), segmented(cut, lexicon)
    verified(whole, cut, *columns, lexicon, Config(), 1, PLENTY)


def verify(shard: Shard) -> Verified:
    """Align and judge candidates; those that are copies become lines."""
    lines: list[tuple[int, int, dict[str, Any]]] = []
    rejected: Counter[str] = Counter()
    failed: list[tuple[int, int, str]] = []
    for a_num, b_num, shared in shard.pairs:
        try:
            line, reason = _verified(shard.index, a_num, b_num, shared)
        except UnspinError:
            raise  # the index is damaged, not this pair
        except Exception as fault:  # noqa: BLE001 (one pair must not cost the others; it is told of)
            failed.append((a_num, b_num, _words(fault)))
            continue
        if line is None:
            rejected[reason] += 1
        else:
            lines.append((a_num, b_num, line))
    _store(shard.index).rest()  # else every process ends with all texts of the corpus mapped
    return Verified(lines, dict(rejected), failed)


def _verified(
    index: Path, a_num: int, b_num: int, shared: int
) -> tuple[dict[str, Any] | None, str]:
    a, sa = _side(index, a_num)
    b, sb = _side(index, b_num)
    found = verified(a, b, sa, sb, lexicon_of(a, b), Config(), len(_store(index)), shared)
    return (None, found) if isinstance(found, str) else (found.to_pair(), "")


def _words(fault: Exception) -> str:
    """Say what went wrong and where, in a line: it is a fault of ours, and to be reported."""
    frames = traceback.extract_tb(fault.__traceback__)
    place = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    return f"a fault in unspin: {type(fault).__name__}: {fault}{place}"


@lru_cache(maxsize=512)
def _side(index: Path, num: int) -> tuple[Document, Segmented]:
    (document,) = _store(index).documents([num])
    return document, segmented(document, lexicon_of(document, document))


@cache
def _store(index: Path) -> Store:
    return open_store(index)
