"""Which files are merged: neighbours of about one size, so that a posting is rewritten few times."""

from __future__ import annotations

from collections.abc import Sequence

FAN = 6
"""How many neighbours of a level make one of the next: 4 keeps fewer files, 8 rewrites less."""
SMALLEST = {"postings": 3 << 20, "documents": 8 << 20}
"""Bytes below which all files are of level 0."""
LARGEST = {"postings": 1 << 62, "documents": 96 << 20}
"""Bytes from which a file is never merged again. Look-ups want few segments; shelves may be many."""


def due(kind: str, sizes: Sequence[int]) -> tuple[int, int] | None:
    """Return the range of neighbouring files to merge now, None when nothing is due.

    Due are ``FAN`` files of a level with none of a higher level between them; files of lower levels
    between them go along, as neighbours only can be merged.

    >>> due("postings", [90 << 20, 1, 1, 1, 1, 1, 1])
    (1, 7)
    >>> due("postings", [90 << 20, 1, 1, 1, 1]) is None
    True
    """
    levels = [_level(kind, size) for size in sizes]
    for level in sorted({x for x in levels if x >= 0}):
        run: list[int] = []  # the files of this level since the last higher one
        for i, other in enumerate([*levels, -1]):
            if other == level:
                run.append(i)
            elif other > level or other < 0:
                if len(run) >= FAN:
                    return run[0], run[-1] + 1
                run = []
    return None


def _level(kind: str, size: int) -> int:
    """Return the level of a file; -1 for one that is never merged again."""
    if size >= LARGEST[kind]:
        return -1
    level = 0
    while size >= SMALLEST[kind] * FAN**level:
        level += 1
    return level
