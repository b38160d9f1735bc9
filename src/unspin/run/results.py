"""Verified pairs become the rows of ``pairs.jsonl`` and ``families.jsonl``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unspin.lineage.families import Family, Tie, families
from unspin.records import UInt32

Row = dict[str, Any]
Numbered = tuple[int, int, Row]
"""A pair's document numbers, and its line."""


def classes(identical: UInt32, ours: NDArray[np.bool_]) -> dict[int, list[int]]:
    """Return the documents that have the text of an earlier one, under the first of them.

    Args:
        identical: (n,) the first document of the same text, for each.
        ours: (n,) which documents are asked about; pairs of two others are left out.
    """
    found: dict[int, list[int]] = defaultdict(list)
    asked = ours | ours[identical]
    others = np.flatnonzero((identical != np.arange(len(identical))) & asked)
    for num in others.tolist():
        found[int(identical[num])].append(num)
    return dict(found)


def with_identical(
    rows: Sequence[Numbered], same: Mapping[int, Sequence[int]], names: Mapping[int, str]
) -> list[Numbered]:
    """Add the pairs of identical texts: each with the first of its class.

    One pair of a class has been judged; the others have the same texts, so the same judgement.
    """
    judged = {(a, b): row for a, b, row in rows}
    more = [
        (first, other, {**judged[first, others[0]], "b": names[other]})
        for first, others in same.items()
        for other in others[1:]
        if (first, others[0]) in judged
    ]
    return sorted([*rows, *more], key=lambda row: row[:2])


def family_rows(
    rows: Sequence[Numbered], same: Mapping[int, Sequence[int]], names: Mapping[int, str]
) -> list[Row]:
    """Return the lines of ``families.jsonl``, largest family first."""
    found = families(Tie(a, b, row["cover_a"], row["cover_b"]) for a, b, row in rows)
    ordered = sorted(found, key=lambda f: (-len(f.members), f.members))
    return [_row(i, family, same, names) for i, family in enumerate(ordered)]


def _row(
    number: int, family: Family, same: Mapping[int, Sequence[int]], names: Mapping[int, str]
) -> Row:
    return {
        "family": number,
        "members": [names[m] for m in family.members],
        "exact_classes": [
            [names[first], *(names[o] for o in same[first])]
            for first in family.members
            if first in same
        ],
        "guests": [names[g] for g in family.guests],
        "root": None,
        "lost": [],
    }
