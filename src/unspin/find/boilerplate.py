"""What an outlet prints on every page says nothing about copying.

Boilerplate is learned from an outlet's own pages: a number of a trace (a row of words, see
``find.traces``) that many of them hold. The pages under suspicion never vote on it: those that are
copies of each other have one vote together, and a pair's own two votes do not count. So a story that
an outlet prints ten times stays a story.

Legend: t = words of an outlet's pages, end to end; d = its pages; c = pairs.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unspin.records import Int32, UInt32

VOTES = 5
"""Pages, besides the two compared, that make a row of words boilerplate: three pages of a small
outlet may well quote one speech."""
ELECTORATE = 300
"""Pages of an outlet that are asked, besides those under suspicion; they are spread evenly."""
SUSPECTS = 3_000
"""Most pages under suspicion that are asked, so that no outlet takes more memory than others."""
LITTLE = 20
"""Numbers two pages must still share where some of what they share is boilerplate: twice what a pair
without any must. A formula that is filled in anew (who was present, which bill was passed) is partly
other words each time, so a part of it is left."""
PARTLY = 0.8
"""Share of the numbers left from which on no more than chance was boilerplate."""


def common_numbers(traces: UInt32, lengths: Int32, voters: UInt32) -> UInt32:
    """Return the numbers of the traces that are boilerplate of an outlet, ascending.

    Args:
        traces: (t,) the traces of its pages, end to end.
        lengths: (d,) words of each page.
        voters: (d,) who votes for each page: the same number for pages that copy each other.

    Example:
        >>> pages = np.array([7, 8, 9] * 8, np.uint32)
        >>> pages[::3] = range(100, 108)
        >>> common_numbers(pages, np.full(8, 3, np.int32), np.arange(8, dtype=np.uint32))
        array([8, 9], dtype=uint32)
    """
    if len(traces) == 0:
        return np.zeros(0, np.uint32)
    votes = traces.astype(np.uint64) << np.uint64(32) | np.repeat(voters, lengths)
    votes.sort()  # np.unique would hash them, which takes three times as long
    held = (votes[np.append(True, votes[1:] != votes[:-1])] >> np.uint64(32)).astype(np.uint32)
    firsts = np.flatnonzero(np.append(True, held[1:] != held[:-1]))
    counts = np.diff(np.append(firsts, len(held)))
    common: UInt32 = held[firsts][counts >= VOTES + 2]
    return common


def hidden(trace: UInt32, common: UInt32) -> UInt32:
    """Return the trace of a page with 0 in the place of what its outlet prints on every page."""
    if len(common) == 0:
        return trace
    at = np.minimum(np.searchsorted(common, trace), len(common) - 1)
    return np.where(common[at] == trace, np.uint32(0), trace)


def electorate(pages: UInt32, suspects: UInt32) -> UInt32:
    """Return the pages of an outlet that are asked, ascending: suspects and some others."""
    asked = (
        side[:: max(1, len(side) // most)]
        for side, most in ((pages, ELECTORATE), (suspects, SUSPECTS))
    )
    return np.union1d(*asked)


def nothing_else(shared: Int32, left: Int32) -> NDArray[np.bool_]:
    """Tell of each pair whether its pages share no more than boilerplate.

    Args:
        shared: (c,) numbers that the traces share; left: those of them that are no boilerplate.
    """
    told: NDArray[np.bool_] = (left < LITTLE) & (left < PARTLY * shared)
    return told


def voters(a: UInt32, b: UInt32, documents: int) -> UInt32:
    """Return who votes for each document: the first of those that are linked to it.

    Args:
        a, b: (c,) pairs of documents that may be copies of each other.
        documents: one more than the highest number.
    """
    first: NDArray[np.uint32] = np.arange(documents, dtype=np.uint32)
    while True:  # the least number spreads along the links; chains are short
        least = first.copy()
        np.minimum.at(least, a, first[b])
        np.minimum.at(least, b, first[a])
        least = least[least]
        if np.array_equal(least, first):
            return first
        first = least
