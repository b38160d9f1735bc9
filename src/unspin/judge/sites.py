"""Where two texts differ: the rows of an alignment that do, and the sites these make.

Legend: row = a step of ``Alignment.words``; e = rows; d = rows that differ; s = sites.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from unspin.judge.ranges import EQUAL, SUBSTITUTED, IntP, hulls
from unspin.records import Int32, Link, UInt8, Words


class Divided(NamedTuple):
    """The rows of a word alignment, those of links with sentences on both sides told apart.

    Attributes:
        two_sided: (e,) rows that lie in such a link.
        rows: (d,) those of them whose sides are not equal, ascending.
        cuts: (s,) indexes into ``rows`` at which a site begins.
        site_of_row: (e + 1,) the site of each row, -1 where it does not differ; the last answers
            for the row of a token that has none, -1.
        sites: (6, s), see :func:`unspin.judge.ranges.hulls`.
        replaced: (3, words) row, token of a and token of b of words put for words.
    """

    two_sided: NDArray[np.bool_]
    rows: IntP
    cuts: IntP
    site_of_row: Int32
    sites: IntP
    replaced: IntP


def divided(words: Words, links: tuple[Link, ...], before_a: Int32, before_b: Int32) -> Divided:
    """Divide the rows of a word alignment, where a and b have got so far before each, into sites."""
    w = words
    both = np.array([bool(k.a and k.b) for k in links] + [False])
    return Divided(*_divided(
        w.ops, w.links, w.a_starts, w.a_ends, w.b_starts, w.b_ends, both, before_a, before_b
    ))  # fmt: skip


@njit(nogil=True, cache=True)
def _divided(
    ops: UInt8, links: Int32, a0: Int32, a1: Int32, b0: Int32, b1: Int32, both: NDArray[np.bool_],
    before_a: Int32, before_b: Int32,
) -> tuple[NDArray[np.bool_], IntP, IntP, Int32, IntP, IntP]:  # fmt: skip
    """Return the fields of :class:`Divided`; ``both`` of a link, and False of none, its last."""
    size = len(ops)
    two_sided, site_of_row = np.empty(size, np.bool_), np.full(size + 1, -1, np.int32)
    rows, cuts = np.empty(size, np.int64), np.empty(size, np.int64)
    replaced = np.empty((3, size), np.int64)
    differing, sites, words = 0, 0, 0
    for r in range(size):
        two_sided[r] = both[links[r]]
        if not two_sided[r] or ops[r] == EQUAL:
            continue
        last = rows[differing - 1] if differing else -1
        if last < 0 or not _goes_on(last, r, links, b0, b1, before_b):
            cuts[sites] = differing
            sites += 1
        rows[differing] = r
        differing += 1
        site_of_row[r] = sites - 1
        if ops[r] == SUBSTITUTED:
            replaced[0, words], replaced[1, words], replaced[2, words] = r, a0[r], b0[r]
            words += 1
    rows, cuts = rows[:differing].copy(), cuts[:sites].copy()
    held = hulls(rows, cuts, a0, a1, b0, b1, before_a, before_b)
    return two_sided, rows, cuts, site_of_row, held, replaced[:, :words].copy()


@njit(nogil=True, cache=True)
def _goes_on(last: int, row: int, links: Int32, b0: Int32, b1: Int32, before_b: Int32) -> bool:
    """Tell whether a row that differs belongs to the site that the last one lies in."""
    beside = row == last + 1 and links[row] == links[last]
    return beside and (b0[row] == b1[last] or b0[row] == before_b[row])
