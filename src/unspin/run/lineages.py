"""The lineages of everything that was found: over the folder of a finished scan, or an index."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from unspin.config import Config
from unspin.errors import BadInput
from unspin.index import Index, family_lexicon, open_store
from unspin.lineage.telling import Collated
from unspin.pipeline.kin import lineage
from unspin.records import Document
from unspin.run.finished import Finished, Row, numbers
from unspin.run.local import each, processes
from unspin.store.store import Store
from unspin.witnesses import Apparatus, Lineage, Lineages

SHELF = 16
"""Families that a process gets at a time."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Families of an index whose lineages are wanted.

    Attributes:
        index: the folder of the index.
        families: of each its name, the numbers of its documents, and its pairs.
        readings: whether the apparatus is wanted too.
    """

    index: Path
    families: tuple[tuple[str, tuple[int, ...], Mapping[tuple[str, str], Row]], ...]
    readings: bool


def lineages(
    place: Path, family: str | None = None, jobs: int | None = None, *, readings: bool = False
) -> Lineages:
    """Return the lineages of the families of an index or a finished scan, largest family first.

    Args:
        place: the folder.
        family: number of one family as ``families.jsonl`` has it, or the id of a document in it.
        jobs: processes; as many as there are cores when not given.
        readings: whether the apparatus of each family is wanted too.

    Raises:
        BadInput: there is neither an index nor a finished scan, or no such family.
    """
    index, found = _families(place)
    chosen = _chosen(place, found, family)
    pairs = _pairs(place, chosen)
    with open_store(index) as store:
        known = numbers(store).of
    wanted = [
        (name, tuple(known[m] for m in ids if m in known), pairs.get(name, {}))
        for name, ids in chosen
    ]
    shelves = [
        Asked(index, tuple(wanted[i : i + SHELF]), readings) for i in range(0, len(wanted), SHELF)
    ]
    told = [one for answer in each(traced, shelves, processes(jobs)) for one in answer]
    return Lineages(
        tuple(lineage for lineage, _ in told), tuple(table for _, table in told if table)
    )


def members(
    place: Path, family: str
) -> tuple[Path, str, tuple[int, ...], Mapping[tuple[str, str], Row]]:
    """Return of one family its index, its name, the numbers of its documents, and its pairs.

    Takes what :func:`lineages` takes, and raises what it raises.
    """
    index, found = _families(place)
    ((name, ids),) = _chosen(place, found, family)
    with open_store(index) as store:
        known = numbers(store).of
    pairs = _pairs(place, [(name, ids)]).get(name, {})
    return index, name, tuple(known[m] for m in ids if m in known), pairs


def _chosen(
    place: Path, found: list[tuple[str, list[str]]], family: str | None
) -> list[tuple[str, list[str]]]:
    """Return the families that were asked for."""
    if family is None:
        return found
    chosen = [f for f in found if f[0] == family] or [f for f in found if family in f[1]]
    if not chosen:
        raise BadInput(
            f"{family}: no family has this number, and none a document of this id: "
            f"unspin lineage {place}  shows all {len(found)}"
        )
    return chosen


def traced(asked: Asked) -> list[tuple[Lineage, Apparatus | None]]:
    """Return the lineages of some families; what a process does."""
    store = _store(asked.index)
    found = []
    for name, nums, pairs in asked.families:
        collated = of_documents(name, store.documents(nums), pairs)
        found.append((collated.lineage, collated.apparatus() if asked.readings else None))
    return found


def of_documents(
    name: str, documents: Sequence[Document], pairs: Mapping[tuple[str, str], Row]
) -> Collated:  # fmt: skip
    """Return the lineage of documents at hand.

    Raises:
        BadInput: there are none, or two have one id.
    """
    if not documents:
        raise BadInput(f"family {name} has no documents: its ids are not in the index")
    if len({d.doc_id for d in documents}) < len(documents):
        raise BadInput("two witnesses have the same id: give each document an id of its own")
    return lineage(name, documents, family_lexicon(documents), Config(), pairs)


def _families(place: Path) -> tuple[Path, list[tuple[str, list[str]]]]:
    """Return the index of a folder, and its families with their members."""
    if (place / "families.jsonl").is_file():
        scan = Finished(place)
        with scan.store() as store:
            index = store.folder
        return index, [(str(row["family"]), row["members"]) for row in scan.families()]
    with Index.open(_existing(place)) as opened:
        return place, [(str(n), list(ids)) for n, ids in enumerate(opened.families())]


def _existing(place: Path) -> Path:
    if not place.is_dir():
        raise BadInput(
            f"{place}: is no folder: give an index, the results of a scan, or several text files"
        )
    return place


def _pairs(
    place: Path, chosen: Iterable[tuple[str, list[str]]]
) -> dict[str, dict[tuple[str, str], Row]]:
    """Return the pairs of each family that a scan has judged; an index has none."""
    if not (place / "families.jsonl").is_file():
        return {}
    family = {member: name for name, ids in chosen for member in ids}
    found: dict[str, dict[tuple[str, str], Row]] = {}
    for row in Finished(place).pairs():
        name = family.get(row["a"])
        if name is not None and family.get(row["b"]) == name:
            kept: dict[str, Any] = {key: row[key] for key in ("p", "abstained", "changes")}
            found.setdefault(name, {})[row["a"], row["b"]] = kept
    return found


@cache
def _store(index: Path) -> Store:
    return open_store(index)
