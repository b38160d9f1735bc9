"""The traces of a corpus, end to end in one file, of which little is in memory at a time."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from unspin.errors import Damaged
from unspin.find.candidates import Pairs
from unspin.find.traces import shared_numbers
from unspin.records import Int32, UInt32

SPAN = 30_000_000
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
        return self._fill(np.empty(self.lengths[num], np.uint32), int(self.starts[num]))

    def shared(self, pairs: Pairs) -> Int32:
        """Return (c,) how many numbers the traces around each pair's meeting have in common."""
        counts = np.zeros(len(pairs), np.int32)
        stretch_of = (self.starts // SPAN).astype(np.int32)
        of_a, of_b = stretch_of[pairs.a], stretch_of[pairs.b]
        order = np.lexsort((of_b, of_a))
        code = of_a[order] * (int(stretch_of.max(initial=0)) + 1) + of_b[order]
        cuts = np.flatnonzero(np.diff(code, prepend=-1, append=-1))
        bounds = self._bounds(stretch_of, np.union1d(of_a, of_b).tolist())
        longest = max((end - first for first, end in bounds.values()), default=0)
        numbers = np.empty(2 * longest, np.uint32)
        held, ours, base = -1, 0, 0
        for first, last in pairwise(cuts.tolist()):
            rows = order[first:last]
            a, b = int(of_a[rows[0]]), int(of_b[rows[0]])
            if held != a:
                held, (base, end) = a, bounds[a]
                ours = end - base
                self._fill(numbers[:ours], base)
            starts = self.starts - base
            if a != b:
                begun, end = bounds[b]
                self._fill(numbers[ours : ours + end - begun], begun)
                starts = np.where(stretch_of == a, starts, self.starts - begun + ours)
            counts[rows] = shared_numbers(
                numbers, starts, self.lengths, pairs.a[rows], pairs.b[rows], pairs.at_a[rows],
                pairs.at_b[rows],
            )  # fmt: skip
        return counts

    def _bounds(self, stretch_of: Int32, wanted: list[int]) -> dict[int, tuple[int, int]]:
        """Return where the traces that begin in each wanted stretch begin, and where they end."""
        found = {}
        for stretch in wanted:
            inside = np.flatnonzero(stretch_of == stretch)
            ends = self.starts[inside] + self.lengths[inside]
            found[stretch] = (int(self.starts[inside].min()), int(ends.max()))
        return found

    def _fill(self, numbers: UInt32, first: int) -> UInt32:
        """Read numbers of the file, the first of them given, to where there is room for them."""
        with self.path.open("rb") as file:
            file.seek(first * 4)
            if file.readinto(numbers.data.cast("B")) != numbers.nbytes:
                raise Damaged(
                    f"{self.path}: ends before the numbers that belong there: delete the folder it "
                    "is in, and scan again"
                )
        return numbers
