"""The order in which pairs are verified: those with documents in common one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

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
    first = _firsts(pairs)
    return sorted(pairs, key=lambda pair: (_root(first, pair[0]), pair))


def _firsts(pairs: Iterable[Asked]) -> dict[int, int]:
    """Return for each document another of its web that leads to the least one (union-find)."""
    leads: dict[int, int] = {}
    for a, b, _ in pairs:
        one, other = _root(leads, a), _root(leads, b)
        leads[max(one, other)] = leads[min(one, other)] = min(one, other)
    return leads


def _root(leads: dict[int, int], document: int) -> int:
    """Return the least document of a web, and make the way there shorter."""
    while (ahead := leads.setdefault(document, document)) != document:
        leads[document] = document = leads[ahead]
    return document
