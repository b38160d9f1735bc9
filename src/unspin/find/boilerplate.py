"""What an outlet prints on every page says nothing about copying.

Boilerplate is learned from an outlet's own pages: a number of a trace (a row of words, see
``find.traces``) that many of them hold. The pages under suspicion never vote on it: those that are
copies of each other have one vote together, and a pair's own two votes do not count. So a story that
an outlet prints ten times stays a story.

Legend: t = words of an outlet's pages, end to end; d = its pages.
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


def without_boilerplate(traces: UInt32, lengths: Int32, voters: UInt32) -> UInt32:
    """Return the traces of one outlet's pages with 0 in the place of boilerplate.

    Args:
        traces: (t,) the traces of its pages, end to end.
        lengths: (d,) words of each page.
        voters: (d,) who votes for each page: the same number for pages that copy each other.

    Example:
        >>> pages = np.array([7, 8, 9] * 8, np.uint32)
        >>> pages[::3] = range(100, 108)
        >>> without_boilerplate(pages, np.full(8, 3, np.int32), np.arange(8, dtype=np.uint32))[:3]
        array([100,   0,   0], dtype=uint32)
    """
    votes = traces.astype(np.uint64) << np.uint64(32) | np.repeat(voters, lengths)
    votes.sort()  # np.unique would hash them, which takes three times as long
    held = (votes[np.append(True, votes[1:] != votes[:-1])] >> np.uint64(32)).astype(np.uint32)
    firsts = np.flatnonzero(np.append(True, held[1:] != held[:-1]))
    counts = np.diff(np.append(firsts, len(held)))
    common = held[firsts][counts >= VOTES + 2]
    kept: UInt32 = np.where(np.isin(traces, common), np.uint32(0), traces)
    return kept


def electorate(pages: UInt32, suspects: UInt32) -> UInt32:
    """Return the pages of an outlet that are looked at, ascending: the suspects and some others."""
    step = max(1, len(pages) // ELECTORATE)
    return np.union1d(pages[::step], suspects)


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
