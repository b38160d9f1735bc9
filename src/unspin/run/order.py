"""The order in which pairs are verified: those with documents in common one after the other."""

from __future__ import annotations

from collections.abc import Sequence

from unspin.run.webs import root, tie

Asked = tuple[int, int, int]
"""Document numbers of a pair, and the numbers that their traces share."""


def kin_together(pairs: Sequence[Asked]) -> list[Asked]:
    """Order pairs so that those of one web of pairs stand together.

    A worker keeps the documents it has read lately; in this order it reads most of them once.

    Args:
        pairs: of any order.

    Returns:
        The pairs by the least document of their web, then by their own.

    >>> kin_together([(1, 5, 9), (2, 3, 9), (4, 5, 9)])
    [(1, 5, 9), (4, 5, 9), (2, 3, 9)]
    """
    leads: dict[int, int] = {}
    for a, b, _ in pairs:
        tie(leads, a, b)
    return sorted(pairs, key=lambda pair: (root(leads, pair[0]), pair))
