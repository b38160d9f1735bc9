"""How good the dates of witnesses are, and where they speak against the texts. They decide nothing."""

from __future__ import annotations

from datetime import UTC, datetime

from unspin.records import Document
from unspin.witnesses import Grade

GRADES: tuple[Grade, ...] = ("G1", "G2", "G3", "G4", "G5", "none")
"""Best first: independent capture, own capture with a time stamp, first seen by us, declared by
the page, printed in the text; no date at all."""
CLAIMED: frozenset[Grade] = frozenset(("G4", "G5", "none"))
"""Grades of dates that somebody claims and nobody has observed."""


def grade_of(document: Document | None) -> Grade:
    """Return the best grade of a witness's dates; a lost one has none."""
    if document is None:
        return "none"
    if document.fetched is not None:
        return "G3"
    return "G4" if document.published is not None else "none"


def worse(one: Grade, other: Grade) -> Grade:
    """Return the worse of two grades.

    >>> worse("G3", "G4")
    'G4'
    """
    return max(one, other, key=GRADES.index)


def contradiction(source: Document, derivative: Document) -> str | None:
    """Say in words how the dates of two witnesses speak against a derivation; None if they do not."""
    for what, ours, theirs in (
        ("claimed", source.published, derivative.published),
        ("observed", source.fetched, derivative.fetched),
    ):
        if ours is not None and theirs is not None and _utc(ours) > _utc(theirs):
            return (
                f"{what} date contradicts text evidence: {source.doc_id} is {what} to be later "
                f"({ours.date()}) than {derivative.doc_id} ({theirs.date()}), which was made from it"
            )
    return None


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
