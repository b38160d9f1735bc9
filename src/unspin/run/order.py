"""The order in which pairs are verified: those with documents in common one after the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

Asked = tuple[int, int, int]
"""Document numbers of a pair, and the numbers that their traces share."""


def kin_together(pairs: Sequence[Asked]) -> list[Asked]:
    """Order pairs so that those of one web of pairs stand together, neighbours by neighbours.

    A worker keeps the documents it has read lately; in this order it reads most of them once.

    Args:
        pairs: of any order.

    Returns:
        The pairs as their documents are met on a walk through the webs, depth first.

    >>> kin_together([(1, 5, 9), (2, 3, 9), (4, 5, 9)])
    [(1, 5, 9), (4, 5, 9), (2, 3, 9)]
    """
    kin: dict[int, list[int]] = defaultdict(list)
    for a, b, _ in pairs:
        kin[a].append(b)
        kin[b].append(a)
    met = _walked(kin)
    return sorted(pairs, key=lambda pair: (*sorted((met[pair[0]], met[pair[1]])), pair))


def _walked(kin: Mapping[int, Sequence[int]]) -> dict[int, int]:
    """Return when each document is met: from the least of a web on, depth first."""
    met: dict[int, int] = {}
    for start in sorted(kin):
        ahead = [start]
        while ahead:
            document = ahead.pop()
            if document not in met:
                met[document] = len(met)
                ahead += sorted((k for k in kin[document] if k not in met), reverse=True)
    return met
