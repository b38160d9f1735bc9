"""Which pairs of pages share only what their outlets print on every page, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from unspin.find.boilerplate import common_numbers, electorate, hidden, nothing_else, voters
from unspin.find.candidates import Pairs
from unspin.find.traces import shared_numbers
from unspin.pipeline.pairs import PLENTY
from unspin.records import Int32, UInt32
from unspin.run.traces import Traces
from unspin.store.view import Columns

NUMBERS = 20_000_000
"""Numbers of traces in memory at a time, but for those of a single pair."""
ASKED = 20_000_000
"""Numbers of the pages that an outlet is asked by; of an outlet of books fewer pages are asked."""


def outlets_of(columns: Columns, documents: int) -> Int32:
    """Return the outlet of every document by number, -1 where it is not known."""
    outlets = np.full(documents, -1, np.int32)
    outlets[columns.nums] = columns.outlets
    return outlets


def is_boilerplate(
    pairs: Pairs, outlets: Int32, identical: UInt32, traces: Traces
) -> NDArray[np.bool_]:
    """Tell of each pair whether its pages share no more than what their outlets print everywhere.

    Args:
        pairs: ascending, ``shared`` counted.
        outlets: (n,) by number of a document, -1 where it is not known.
        identical: (n,) the first document of the same text.
        traces: of all documents.
    """
    alike = pairs.shared >= PLENTY  # one vote together, and no suspicion
    says = voters(pairs.a[alike], pairs.b[alike], len(outlets))[identical]
    rows = np.flatnonzero(~alike & ((outlets[pairs.a] >= 0) | (outlets[pairs.b] >= 0)))
    common = _learned(np.union1d(pairs.a[rows], pairs.b[rows]), outlets, says, traces)
    found = np.zeros(len(pairs), bool)
    for block in _blocks(pairs, rows, traces.lengths):
        few = pairs.where(block)
        found[block] = nothing_else(few.shared, _left(few, outlets, common, traces))
    return found


def _learned(suspects: UInt32, outlets: Int32, says: UInt32, traces: Traces) -> dict[int, UInt32]:
    """Return the boilerplate of each outlet that has pages under suspicion."""
    found = {}
    everyone = dict(_by_outlet(np.arange(len(outlets), dtype=np.uint32), outlets))
    for outlet, own in _by_outlet(suspects, outlets):
        if outlet >= 0:
            pages = electorate(everyone[outlet], own)
            while len(pages) > 1 and traces.lengths[pages].sum(dtype=np.int64) > ASKED:
                pages = pages[::2]
            whole = np.concatenate([traces.of(page) for page in pages.tolist()])
            found[outlet] = common_numbers(whole, traces.lengths[pages], says[pages])
    return found


def _by_outlet(pages: UInt32, outlets: Int32) -> Iterator[tuple[int, UInt32]]:
    """Yield each outlet and its pages, ascending."""
    pages = pages[np.argsort(outlets[pages], kind="stable")]
    own = outlets[pages]
    cuts = np.flatnonzero(own[1:] != own[:-1]) + 1
    for group in np.split(pages, cuts):
        if len(group):
            yield int(outlets[group[0]]), group


def _blocks(pairs: Pairs, rows: NDArray[np.int64], lengths: Int32) -> Iterator[NDArray[np.int64]]:
    """Yield the rows in blocks whose documents fit into memory."""
    words = np.cumsum(lengths[pairs.a[rows]].astype(np.int64) + lengths[pairs.b[rows]])
    blocks = words // NUMBERS
    for block in np.unique(blocks):
        yield rows[blocks == block]


def _left(pairs: Pairs, outlets: Int32, common: dict[int, UInt32], traces: Traces) -> Int32:
    """Return how many numbers each pair shares that are no boilerplate of either side's outlet."""
    nums = np.union1d(pairs.a, pairs.b)
    none = np.zeros(0, np.uint32)
    shown = [hidden(traces.of(n), common.get(int(outlets[n]), none)) for n in nums.tolist()]
    lengths = traces.lengths[nums]
    starts = np.cumsum(lengths, dtype=np.int64) - lengths
    a, b = (np.searchsorted(nums, side).astype(np.uint32) for side in (pairs.a, pairs.b))
    return shared_numbers(np.concatenate(shown), starts, lengths, a, b, pairs.at_a, pairs.at_b)
