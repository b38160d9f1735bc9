"""Which quotations of two documents answer each other, where a group has more than one of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from unspin.quotes.wording import Bag, bag, common, containment, look

WHOLE = 0.9
"""Share of a quotation's words from which on one counterpart is enough of it."""
PART = 0.7
"""Share of a quotation's words that must stand in a longer one to be a part of it."""

Parts = tuple[str, ...]
"""The wordings of one document in a group, in the order of its text."""


@dataclass(frozen=True, slots=True)
class Question:
    """What became of one wording of a document in the wordings of another.

    Attributes:
        a: it, among those of its document that are one in the other; at: which it is.
        b: its counterparts; first: which of the other's wordings is the first of them.
    """

    a: Parts
    at: int
    b: Parts
    first: int

    @property
    def is_single(self) -> bool:
        """Tell whether one wording is to be compared with one."""
        return len(self.a) == 1 and len(self.b) == 1

    @property
    def by_look(self) -> tuple[str, ...] | None:
        """The verdict on single wordings that differ in their look at the most."""
        if not self.is_single:
            return None
        (a,), (b,) = self.a, self.b
        if a == b:
            return ("identical",)
        return ("typographic",) if look(a) == look(b) else None


def question(own: Parts, at: int, theirs: Parts) -> Question:
    """Return what to ask of the wording ``at`` of a document, and the wordings of another.

    >>> question(("We will go, and we will stay.",), 0, ("We will go.", "We will stay.")).b
    ('We will go.', 'We will stay.')
    """
    parts = (0,) if len(theirs) == 1 else _counterparts(own[at], theirs)
    mine: Sequence[int] = (at,)
    if len(parts) == 1 and len(own) > 1:
        whole, part = bag(theirs[parts[0]]), bag(own[at])
        if _is_part(part, whole):
            mine = [j for j in range(len(own)) if j == at or _is_part(bag(own[j]), whole)]
        if any(containment(part, bag(own[j])) >= PART for j in mine if j != at):
            mine = (at,)
    a, b = (tuple(texts[j] for j in held) for texts, held in ((own, mine), (theirs, parts)))
    return Question(a, mine.index(at), b, parts[0])


def _counterparts(wording: str, theirs: Parts) -> Sequence[int]:
    """Return which wording of a document answers another's, or the parts that do together."""
    seen = look(wording)
    for j, other in enumerate(theirs):
        if look(other) == seen:
            return (j,)
    own, bags = bag(wording), [bag(other) for other in theirs]
    shared = [common(own.all, b.all) for b in bags]
    likeness = [n / (own.total + b.total - n) for n, b in zip(shared, bags, strict=True)]
    best = max(range(len(theirs)), key=lambda j: (likeness[j], -j))
    if shared[best] >= WHOLE * own.total:
        return (best,)
    parts = [j for j, b in enumerate(bags) if j == best or _is_part(b, own)]
    apart = all(containment(bags[j], bags[k]) < PART for j in parts for k in parts if j < k)
    return parts if apart else (best,)


def _is_part(part: Bag, whole: Bag) -> bool:
    """Tell whether most words of one stand in the other, which is no shorter."""
    return part.total <= whole.total and containment(part, whole) >= PART


def variants(best: str, questions: Iterable[Question]) -> list[str]:
    """Return the wordings to collate with a group's best: those that look another, each once."""
    pairs = {(q.a[0], q.b[0]) for q in questions if q.is_single}
    found = {wording for a, b in pairs if look(a) != look(b) for wording in (a, b)}
    return sorted(wording for wording in found if look(wording) != look(best))
