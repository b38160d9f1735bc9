"""A worker's desk: one index or one finished scan, and what was found in it once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import unspin
from unspin.server.places import opened
from unspin.server.problems import Problem

FEW = 1_000
"""Documents of an index whose families are looked for on the way; of more, a scan finds them."""
_ROOM = 1 << 24
"""Statements of a family that a position has room for."""


class Desk:
    """The library over one index or one finished scan.

    Raises:
        BadInput: there is neither.
    """

    def __init__(self, place: Path, nonce: str) -> None:
        self.place, self.nonce = place, nonce
        self.scan, self.index = opened(place)
        self._statements: dict[bool, Any] = {}

    @cached_property
    def outlets(self) -> dict[str | None, int]:
        """Documents of each outlet."""
        return self.index.outlets()

    @property
    def is_large(self) -> bool:
        """Tell whether there are more documents than can be read on the way."""
        return len(self.index) > FEW

    @cached_property
    def families(self) -> list[Mapping[str, Any]]:
        """The families, largest first, as lines of ``families.jsonl``.

        Raises:
            Problem: 409, there are too many documents to look for them now.
        """
        if self.scan:
            return list(self.scan.families())
        if self.is_large:
            raise Problem(
                409,
                f"the families of {len(self.index):,} documents are found by a scan: run  unspin "
                "scan INPUT --out DIR  and serve DIR",
            )
        found = self.index.families()
        return [{"family": number, "members": list(ids)} for number, ids in enumerate(found)]

    def family(self, number: int) -> Mapping[str, Any]:
        """Return a family by its number.

        Raises:
            Problem: 404, there is none.
        """
        for row in self.families:
            if row["family"] == number:
                return row
        raise Problem(404, f"there is no family {number}: /families lists all of them")

    def one(self, doc_id: str) -> unspin.Document:
        """Return the newest text under an id.

        Raises:
            Problem: 404, there is none.
        """
        return self.several(doc_id)[-1]

    def several(self, doc_id: str) -> tuple[unspin.Document, ...]:
        """Return all texts under an id, oldest first; raises as :meth:`one` does."""
        found = self.index.witnesses(doc_id)
        if not found:
            raise Problem(404, f"no document has the id {doc_id[:200]!r}: /documents lists all ids")
        return found

    def known(self, ids: Iterable[str]) -> dict[str, unspin.Document]:
        """Return the newest text under each id that has one."""
        found = {doc_id: self.index.witnesses(doc_id) for doc_id in dict.fromkeys(ids)}
        return {doc_id: texts[-1] for doc_id, texts in found.items() if texts}

    def statements(self, *, strict: bool) -> Any:
        """Return who said what in all of it.

        Raises:
            Problem: 409, there are too many documents to read now.
        """
        if self.is_large:
            raise Problem(
                409,
                f"the statements of {len(self.index):,} documents take longer than a request may: run  "
                "unspin quotes DIR --statements said.csv, or  unspin scan INPUT --out DIR  and "
                "serve DIR, which has them at /statements, family by family",
            )
        if strict not in self._statements:
            self._statements[strict] = unspin.statements(self.place, strict=strict, jobs=1)
        return self._statements[strict]

    def statements_from(
        self, position: int, most: int, *, strict: bool
    ) -> tuple[list[Any], int | None]:
        """Return some statements of a large scan, family by family, and where they go on.

        Args:
            position: 0, or where the last ones said that they go on.
            most: statements to return.
            strict: only quotations whose speaker is sure.
        """
        number, done = divmod(position, _ROOM)
        found: list[Any] = []
        each = unspin.statements_by_family(self.place, after=number, strict=strict, jobs=1)
        for number, told in enumerate(each, number):  # noqa: B020 (it counts on from where it is)
            rows = told[done : done + most - len(found)]
            found += rows
            done += len(rows)
            if done < len(told):
                return found, number * _ROOM + done
            done = 0
            if len(found) == most:
                return found, (number + 1) * _ROOM
        return found, None
