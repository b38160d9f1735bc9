"""Posting segments: sealed files of postings sorted by key, then document number.

Ten bytes a posting: ``low``, the low 32 bits of the 48-bit key; ``nums`` uint32; ``positions`` uint16.
The high 16 bits are told by ``crowds``, how many postings have each; a file of few postings, where
that would be the larger, spells them out as ``high`` uint16. The segments of an index hold disjoint,
ascending ranges of document numbers, so merging neighbours by key alone keeps the order of numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from unspin.records import UInt16, UInt32, UInt64
from unspin.store.manifest import Entry
from unspin.store.sealed import Seal, Sealed, SealedWriter
from unspin.store.search import (
    KEY_BITS,
    TOPS,
    Columns,
    Int64,
    copy_range,
    find,
    merge_runs,
    tops_of,
)

KIND = "postings"
SUFFIX = ".seg"
PIECE = 1 << 20
"""Postings that a merge holds at once, about: 40 MB with its scratch."""


@dataclass(frozen=True, slots=True, eq=False)
class Postings:
    """Postings as columns, sorted by key, then document number.

    Attributes:
        keys: (n,) uint64.
        nums: (n,) uint32, document numbers.
        positions: (n,) uint16.
    """

    keys: UInt64
    nums: UInt32
    positions: UInt16

    def __len__(self) -> int:
        return len(self.keys)


class Segment:
    """One segment, open for reading."""

    def __init__(self, path: Path, seal: Seal | None = None) -> None:
        self.file = Sealed(path, KIND, seal)
        names = ("low", "nums", "positions")
        spelt = "high" in self.file
        self.columns = Columns(
            self.file.pages,
            tops_of(self.file.take("high")) if spelt else _summed(self.file.take("crowds")),
            self.file.column("low"),
            self.file.column("nums"),
            self.file.column("positions"),
            np.array([self.file.offset(name) for name in names], np.int64),
            np.zeros(1, np.int64),
        )

    def __len__(self) -> int:
        return len(self.columns.low)

    @property
    def crowds(self) -> Int64:
        """How many postings have each high half of a key: (65,536,) int64."""
        tops = self.columns.tops.astype(np.int64)
        return tops[1:] - tops[:-1]

    def good(self, intact: bool) -> None:
        """Raise :class:`Damaged` when a kernel met a page that has changed."""
        if not intact:
            raise self.file.wrong_page(int(self.columns.wrong[0]))

    def ranges(self, queries: UInt64) -> tuple[Int64, Int64]:
        """Return where the postings of each key, ascending, start and end."""
        starts, ends = np.empty(len(queries), np.int64), np.empty(len(queries), np.int64)
        self.good(find(self.columns, queries, starts, ends))
        return starts, ends

    def key(self, i: int) -> int:
        """Return key ``i``."""
        top = int(np.searchsorted(self.columns.tops, i, side="right")) - 1
        return top << 32 | int(self.file.take("low", i, i + 1)[0])


def write_segment(path: Path, postings: Postings) -> Seal:
    """Write sorted postings as a segment."""
    crowd = int(_crowds(postings).max())
    return write_stream(path, len(postings), crowd, iter([postings]))


def write_stream(path: Path, count: int, crowd: int, pieces: Iterator[Postings]) -> Seal:
    """Write ``count`` sorted postings that come in pieces as a segment.

    Args:
        path: the file.
        count: how many there are.
        crowd: most that share the high half of their key, or more.
        pieces: the postings, ascending.
    """
    wide = np.min_scalar_type(crowd).itemsize
    spelt = 2 * count < wide * TOPS
    columns = {"low": ("<u4", count), "nums": ("<u4", count), "positions": ("<u2", count)}
    columns |= {"high": ("<u2", count)} if spelt else {"crowds": (f"<u{wide}", TOPS)}
    crowds = np.zeros(TOPS, np.int64)
    with SealedWriter(path, KIND, columns) as file:
        for piece in pieces:
            if spelt:
                file.write("high", (piece.keys >> np.uint64(32)).astype(np.uint16))
            else:
                crowds += _crowds(piece)
            file.write("low", piece.keys.astype(np.uint32))
            file.write("nums", piece.nums)
            file.write("positions", piece.positions)
        if not spelt:
            file.write("crowds", crowds.astype(f"<u{wide}"))
        return file.finish()


def _summed(crowds: NDArray[np.unsignedinteger]) -> UInt32:
    """Return where the postings of each high half start, then their number."""
    return np.concatenate([[0], np.cumsum(crowds, dtype=np.int64)]).astype(np.uint32)


def _crowds(postings: Postings) -> Int64:
    """Return how many postings have each high half of a key: (65,536,) int64."""
    return np.bincount((postings.keys >> np.uint64(32)).astype(np.int64), minlength=TOPS)


def cut_points(segments: Sequence[Segment], parts: int) -> list[int]:
    """Return ``parts + 1`` keys that cut the postings into about equal parts; 0 and 2**48 among them.

    Every segment is sampled at evenly spaced postings, so uneven keys give even parts too.
    """
    total = sum(len(s) for s in segments)
    sampled: list[int] = []
    for segment in segments:
        wanted = 1 + 16 * parts * len(segment) // max(total, 1)
        step = max(len(segment) // wanted, 1)
        sampled += [segment.key(i) for i in range(step // 2, len(segment), step)]
    sampled.sort()
    inner = [sampled[len(sampled) * i // parts] for i in range(1, parts)] if sampled else []
    return [0, *sorted(set(inner) - {0}), 1 << KEY_BITS]


def merged(
    segments: Sequence[Segment], parts: int, keep_on: Callable[[], None] = lambda: None
) -> Iterator[Postings]:
    """Yield the postings of neighbouring segments together, in about ``parts`` ranges of keys.

    Args:
        segments: in order of document number.
        parts: how many pieces; one key's postings are never cut.
        keep_on: called before each piece; what it raises ends the work.
    """
    cuts = np.array(cut_points(segments, parts), np.uint64)
    places = [s.ranges(cuts)[0] for s in segments]
    for i in range(len(cuts) - 1):
        keep_on()
        spans = [(int(p[i]), int(p[i + 1])) for p in places]
        bounds = np.cumsum([0] + [end - start for start, end in spans], dtype=np.int64)
        n = int(bounds[-1])
        keys, nums, positions = np.empty(n, np.uint64), np.empty(n, np.uint32), np.empty(n, "u2")
        for segment, (start, end), at in zip(segments, spans, bounds, strict=False):
            segment.good(copy_range(segment.columns, start, end, at, keys, nums, positions))
        yield Postings(*merge_runs(keys, nums, positions, bounds))


def merge_segments(
    path: Path, segments: Sequence[Segment], keep_on: Callable[[], None] = lambda: None
) -> Seal:
    """Write neighbouring segments as one, in bounded memory."""
    count = sum(len(s) for s in segments)
    crowd = int(np.sum([s.crowds for s in segments], axis=0).max())
    return write_stream(path, count, crowd, merged(segments, count // PIECE + 1, keep_on))


def filter_segment(path: Path, segment: Segment, gone: UInt32) -> tuple[Seal, int]:
    """Write a segment without the postings of some documents.

    Args:
        path: the new file.
        segment: the old one.
        gone: (g,) uint32, ascending document numbers.

    Returns:
        The new file's seal, and how many postings it holds.
    """
    count = 0
    for start in range(0, len(segment), PIECE):
        nums = segment.file.take("nums", start, min(start + PIECE, len(segment)))
        count += int(np.count_nonzero(~among(nums, gone)))

    def pieces() -> Iterator[Postings]:
        for piece in merged([segment], len(segment) // PIECE + 1):
            kept = ~among(piece.nums, gone)
            yield Postings(piece.keys[kept], piece.nums[kept], piece.positions[kept])

    return write_stream(path, count, int(segment.crowds.max()), pieces()), count


def among(nums: UInt32, chosen: UInt32) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Tell for each number whether it is in ``chosen`` (ascending)."""
    if not len(chosen):
        return np.zeros(len(nums), np.bool_)
    at = np.minimum(np.searchsorted(chosen, nums), len(chosen) - 1)
    return np.asarray(chosen[at] == nums)


def entry_of(name: str, seal: Seal, count: int, first: int, last: int) -> Entry:
    """Return the line of the manifest for a segment."""
    return Entry(name, "postings", seal.size, seal.checksum, count, first, last)
