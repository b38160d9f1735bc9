"""unspin's choice as a block of a datatrove pipeline, without needing datatrove.

A pipeline of datatrove takes any callable of ``(data, rank, world_size)`` that returns a generator
of documents; that is all this is.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Protocol, TypeVar

from unspin.errors import BadInput


class Identified(Protocol):
    """A document of datatrove, as far as it matters here."""

    id: str


D = TypeVar("D", bound=Identified)


class DropCopies:
    """Let documents pass, but for those that ``dropped.jsonl`` names.

    Args:
        dropped: the file that ``curate`` wrote.

    Attributes:
        counts: how many documents of this process were ``forwarded`` and ``dropped``.
    """

    name = "unspin: drop copies"
    type = "filter"

    def __init__(self, dropped: str | Path) -> None:
        self.path = str(dropped)
        self.counts: Counter[str] = Counter()

    def __repr__(self) -> str:
        return f"{self.type}: {self.name}"

    @cached_property
    def ids(self) -> frozenset[str]:
        """The ids to drop; read when first asked for, so that a worker gets a path, not a list."""
        try:
            with Path(self.path).open("rb") as file:
                rows = map(json.loads, file)
                return frozenset({row["id"]: row["kept"] for row in rows})
        except (OSError, ValueError, LookupError, TypeError) as cause:
            raise BadInput(
                f"{self.path}: is no list of dropped documents ({cause}): give the dropped.jsonl "
                "that curate wrote"
            ) from cause

    def run(self, data: Iterable[D] | None, rank: int = 0, world_size: int = 1) -> Iterator[D]:
        """Yield the documents that stay; every worker knows all ids, so ``rank`` does not matter."""
        del rank, world_size
        for document in data or ():
            drop = document.id in self.ids
            self.counts["dropped" if drop else "forwarded"] += 1
            if not drop:
                yield document

    def __call__(
        self, data: Iterable[D] | None = None, rank: int = 0, world_size: int = 1
    ) -> Iterator[D]:
        """Do as :meth:`run` does."""
        return self.run(data, rank, world_size)
