"""What hangs together by any chain of ties: union-find, in which the least of a web is its root."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import SupportsRichComparisonT


def root(
    leads: dict[SupportsRichComparisonT, SupportsRichComparisonT], thing: SupportsRichComparisonT
) -> SupportsRichComparisonT:
    """Return the least thing of a web, and make the way there shorter.

    Args:
        leads: for each thing another of its web, or itself; one that is not there yet is put in.
        thing: any.
    """
    while (ahead := leads.setdefault(thing, thing)) != thing:
        leads[thing] = thing = leads[ahead]
    return thing


def tie(
    leads: dict[SupportsRichComparisonT, SupportsRichComparisonT],
    a: SupportsRichComparisonT,
    b: SupportsRichComparisonT,
) -> None:
    """Make one web of the webs of two things.

    >>> leads: dict[int, int] = {}
    >>> tie(leads, 3, 2)
    >>> tie(leads, 3, 5)
    >>> root(leads, 5)
    2
    """
    low, high = sorted((root(leads, a), root(leads, b)))
    leads[high] = low
