"""The traces of a corpus, end to end in one file, of which little is in memory at a time."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from unspin.find.candidates import Pairs
from unspin.find.traces import shared_numbers
from unspin.records import Int32, UInt32

SPAN = 50_000_000
"""Numbers of the file (four bytes each) that documents of one stretch begin in. Two stretches are in
memory at once: those of either side of the pairs that are looked at."""


@dataclass(frozen=True, slots=True, eq=False)
class Traces:
    """The traces of an index's documents, by number.

    They are read and not mapped: what a process has mapped and touched counts as its memory.

    Attributes:
        path: the file; uint32, all of them.
        starts, lengths: (n,) where each document's lies, in numbers.
    """

    path: Path
    starts: NDArray[np.int64]
    lengths: Int32

    def of(self, num: int) -> UInt32:
        """Return the trace of one document."""
        return self._read(int(self.starts[num]), int(self.starts[num] + self.lengths[num]))

    def shared(self, pairs: Pairs) -> Int32:
        """Return (c,) how many numbers the traces around each pair's meeting have in common."""
        counts = np.zeros(len(pairs), np.int32)
        stretch_of = self.starts // SPAN
        of_a, of_b = stretch_of[pairs.a], stretch_of[pairs.b]
        order = np.lexsort((of_b, of_a))
        code = of_a[order] * (int(stretch_of.max(initial=0)) + 1) + of_b[order]
        cuts = np.flatnonzero(np.diff(code, prepend=-1, append=-1))
        held = -1
        for first, last in pairwise(cuts.tolist()):
            rows = order[first:last]
            a, b = int(of_a[rows[0]]), int(of_b[rows[0]])
            if held != a:
                ours, held = self._stretch(stretch_of, a), a
            counts[rows] = self._counted(pairs, rows, stretch_of == a, ours, stretch_of, b)
        return counts

    def _counted(
        self, pairs: Pairs, rows: NDArray[np.int64], in_a: NDArray[np.bool_],
        ours: tuple[int, UInt32], stretch_of: NDArray[np.int64], b: int,
    ) -> Int32:  # fmt: skip
        """Count for the pairs of one stretch with another, ``b``, or with itself."""
        base, numbers = ours
        starts = self.starts - base
        if not in_a[pairs.b[rows[0]]]:
            begun, theirs = self._stretch(stretch_of, b)
            starts = np.where(in_a, starts, self.starts - begun + len(numbers))
            numbers = np.concatenate((numbers, theirs))
        return shared_numbers(
            numbers, starts, self.lengths, pairs.a[rows], pairs.b[rows], pairs.at_a[rows],
            pairs.at_b[rows],
        )  # fmt: skip

    def _stretch(self, stretch_of: NDArray[np.int64], stretch: int) -> tuple[int, UInt32]:
        """Return where the traces that begin in a stretch begin, and all of their numbers."""
        inside = np.flatnonzero(stretch_of == stretch)
        first = int(self.starts[inside].min())
        return first, self._read(first, int((self.starts[inside] + self.lengths[inside]).max()))

    def _read(self, first: int, last: int) -> UInt32:
        return np.fromfile(self.path, np.uint32, last - first, offset=first * 4)
