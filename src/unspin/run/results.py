"""Verified pairs become the rows of ``pairs.jsonl`` and ``families.jsonl``."""

from __future__ import annotations

import math
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
    """Return the lines of ``families.jsonl``, largest family first.

    Root and lost witness are what the judged pairs say; the readings of all members together, by
    which ``unspin lineage`` tells more, are not looked at here.
    """
    found = families(Tie(a, b, row["cover_a"], row["cover_b"]) for a, b, row in rows)
    ordered = sorted(found, key=lambda f: (-len(f.members), f.members))
    family_of = {member: i for i, family in enumerate(ordered) for member in family.members}
    within: list[list[Numbered]] = [[] for _ in ordered]
    for a, b, row in rows:
        home = family_of.get(a)  # a page tied to a guest only has no family
        if home is not None and home == family_of.get(b):
            within[home].append((a, b, row))
    return [_row(i, f, same, names, within[i]) for i, f in enumerate(ordered)]


def _row(
    number: int, family: Family, same: Mapping[int, Sequence[int]], names: Mapping[int, str],
    pairs: Sequence[Numbered],
) -> Row:  # fmt: skip
    root, lost = headed(pairs, names)
    return {
        "family": number,
        "members": [names[m] for m in family.members],
        "exact_classes": [
            [names[first], *(names[o] for o in same[first])]
            for first in family.members
            if first in same
        ],
        "guests": [names[g] for g in family.guests],
        "root": root,
        "lost": lost,
    }


def headed(
    pairs: Sequence[Numbered], names: Mapping[int, str]
) -> tuple[str | None, list[Row]]:  # fmt: skip
    """Return the root that a family's pairs speak for, and the lost witness of a family of two.

    Returns:
        The member that the log odds of its pairs, taken together, make the source, the first of
        equals; None where none is favoured. A pair more likely made from a third text than from
        each other has the root ``lost-1``.
    """
    if len(pairs) == 1:
        a, b, row = pairs[0]
        chance = row["p"]
        if chance["common_source"] > max(chance["a_source"], chance["b_source"]):
            children = sorted((names[a], names[b]))
            readings = sum(row["changes"].values())
            return "lost-1", [{"name": "lost-1", "children": children, "readings": readings}]
    spoken: dict[int, float] = defaultdict(float)
    for a, b, row in pairs:
        if row["abstained"]:
            continue
        odds = math.log((row["p"]["a_source"] + _LEAST) / (row["p"]["b_source"] + _LEAST))
        spoken[a] += odds
        spoken[b] -= odds
    best = max(sorted(spoken), key=spoken.__getitem__, default=None)
    return (names[best], []) if best is not None and spoken[best] > 0.0 else (None, [])


_LEAST = 1e-3
"""Probability below which none is believed: one judgement must not outweigh all others."""
