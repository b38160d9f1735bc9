"""Verified pairs become families: documents joined by copying, and by nothing else.

Two documents belong to one family when each is mostly the other. A page that only quotes a passage,
or a digest that holds several stories, joins the one family it took most from and does not tie it
to another: so two stories never become one because a third page, or a boilerplate, shares
something with both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

MOSTLY = 0.5
"""Share of both sides that a link must cover to join their families."""


class Tie(NamedTuple):
    """A verified pair: its documents, and the share of each that the other has."""

    a: int
    b: int
    cover_a: float
    cover_b: float


class Family(NamedTuple):
    """Documents joined by copying, ascending; the guests share only a passage with the others."""

    members: tuple[int, ...]
    guests: tuple[int, ...]


def families(ties: Iterable[Tie]) -> list[Family]:
    """Return the families of verified pairs, by their first member.

    Args:
        ties: in any order; the answer does not depend on it.

    Example:
        >>> families([Tie(1, 2, 0.9, 0.8), Tie(2, 3, 0.1, 0.9), Tie(4, 5, 0.2, 0.3)])
        [Family(members=(1, 2, 3), guests=(3,)), Family(members=(4, 5), guests=())]
    """
    ordered = sorted(ties)
    roots = _Roots()
    for tie in ordered:
        if min(tie.cover_a, tie.cover_b) >= MOSTLY:
            roots.join(tie.a, tie.b)
    guests: dict[int, int] = {}
    # The strongest claim first; ties of two lone pages make families of their own.
    for tie in sorted(ordered, key=lambda t: (-max(t.cover_a, t.cover_b), t.a, t.b)):
        _seat(tie, roots, guests)
    return _collected(roots, guests)


def _seat(tie: Tie, roots: _Roots, guests: dict[int, int]) -> None:
    """Let a page without a family into that of a page it shares a passage with."""
    for guest, host in ((tie.a, tie.b), (tie.b, tie.a)):
        if guest not in roots and guest not in guests and host in roots:
            guests[guest] = host
            return
    if not any(page in roots or page in guests for page in (tie.a, tie.b)):
        roots.join(tie.a, tie.b)


class _Roots:
    """Disjoint sets: the smallest number of each stands for it."""

    def __init__(self) -> None:
        self.parents: dict[int, int] = {}

    def __contains__(self, item: int) -> bool:
        return item in self.parents

    def find(self, item: int) -> int:
        root = item
        while self.parents.setdefault(root, root) != root:
            root = self.parents[root]
        while self.parents[item] != root:
            self.parents[item], item = root, self.parents[item]
        return root

    def join(self, a: int, b: int) -> None:
        low, high = sorted((self.find(a), self.find(b)))
        self.parents[high] = low


def _collected(roots: _Roots, guests: dict[int, int]) -> list[Family]:
    members: dict[int, list[int]] = defaultdict(list)
    seated: dict[int, list[int]] = defaultdict(list)
    for item in list(roots.parents):
        members[roots.find(item)].append(item)
    for guest, host in guests.items():
        members[roots.find(host)].append(guest)
        seated[roots.find(host)].append(guest)
    found = (Family(tuple(sorted(m)), tuple(sorted(seated[root]))) for root, m in members.items())
    return sorted(found)
