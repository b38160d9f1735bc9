"""The folder of a finished scan, read again: its lines, its index, and what it was made from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from unspin.errors import BadInput
from unspin.ingest.inputs import Fields, Part
from unspin.run.outputs import read_object
from unspin.store.store import Store

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Numbers:
    """The ids of an index, and the numbers of their documents.

    Attributes:
        of: number by id, in order of reading; without the ids of ``several``.
        several: ids that have more than one text. The lines of a scan name ids, so what they say
            of such an id cannot be given to one of its texts.
    """

    of: dict[str, int]
    several: frozenset[str]


WORK, PLAN, BOOKS = "work", "plan.json", "stats.json"
"""In its results: where a scan works, what it set out to do there, and what came of it."""
OWN_INDEX = "index"
"""The index that a scan makes in its results when it is given none."""


class Finished:
    """What a scan left in its folder: ``books`` is what ``stats.json`` holds.

    Args:
        results: the folder.

    Raises:
        BadInput: no scan has finished there.
    """

    def __init__(self, results: str | Path) -> None:
        self.path = Path(results)
        stats = read_object(self.path / BOOKS) if self.path.is_dir() else None
        if stats is None or "families" not in stats:
            raise BadInput(
                f"{self.path}: no scan has finished here: give the folder that  unspin scan  wrote "
                "its results to, after a scan that was not stopped early"
            )
        self.books: dict[str, Any] = stats
        plan = _plan(self.path)
        self._index = self.path / plan.get("index", OWN_INDEX)
        self._parts: list[list[Any]] = plan.get("parts", [])
        self.fields = Fields(**plan.get("fields", {}))

    @staticmethod
    def index_of(path: Path) -> Path:
        """Return the index that a path means: itself, or that of a scan whose results lie there."""
        own: Path = path / _plan(path).get("index", OWN_INDEX)
        return own if (path / BOOKS).exists() else path

    def pairs(self) -> Iterator[Row]:
        """Yield the lines of ``pairs.jsonl``."""
        return self._rows("pairs.jsonl", "passages")

    def families(self) -> Iterator[Row]:
        """Yield the lines of ``families.jsonl``."""
        return self._rows("families.jsonl", "members")

    def skips(self) -> Iterator[Row]:
        """Yield the lines of ``skipped.jsonl``."""
        return self._rows("skipped.jsonl", "reason")

    def _rows(self, name: str, needed: str) -> Iterator[Row]:
        path = self.path / name
        try:
            with path.open("rb") as file:
                for number, line in enumerate(file, 1):
                    if (row := _object(line)) is None or needed not in row:
                        raise BadInput(
                            f"{path}:{number}: is no line of a scan: the file was changed, scan again"
                        )
                    yield row
        except OSError as cause:
            raise BadInput(f"{path}: cannot be read ({cause.strerror or cause})") from cause

    def store(self) -> Store:
        """Open the index, to be closed by the caller.

        Raises:
            BadInput: it is not where the scan made it.
        """
        return Store.open(self.index, scheme=None)

    @property
    def index(self) -> Path:
        """Folder of the index that the scan worked with."""
        moved = self.path / "index"  # the folder may have been renamed since
        return self._index if self._index.exists() else moved

    def parts(self) -> list[Part]:
        """Return the parts of the input, as the scan cut it up; () for ``files``."""
        return [Part(path, start, end, kind) for path, start, end, kind, _ in self._parts]


def _plan(results: Path) -> dict[str, Any]:
    return read_object(results / WORK / PLAN) or {}


def _object(line: bytes) -> Row | None:
    try:
        value = json.loads(line)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def numbers(store: Store) -> Numbers:
    """Return the ids of an index with their numbers."""
    nums = store.columns().nums
    found: dict[str, int] = {}
    several = set()
    for doc_id, num in zip(store.ids_of(nums), nums.tolist(), strict=True):
        if doc_id in found:
            several.add(doc_id)
        found[doc_id] = num
    for doc_id in several:
        del found[doc_id]
    return Numbers(found, frozenset(several))
