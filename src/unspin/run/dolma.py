"""What a scan found, as attributes for the Dolma toolkit: a JSON object a document.

The format is that of ``docs/data-format.md`` in ``allenai/dolma``: ``id`` as in the document's own
line, and ``attributes``, lists of ``[start, end, value]`` in code points of the text. Rows of a
file of attributes stand in the order of the file of documents, none left out.

    unspin__family             the whole text, with the number of its family
    unspin__reused             each stretch that another document has too, with how many have it
    unspin__drop_<rule>        the whole text, 1.0: another one of the family is kept by that rule
    unspin__cut                in a document that only shares a passage, the passage; 1.0
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

from unspin.errors import BadInput
from unspin.ingest.compressed import Plain, unpacked
from unspin.ingest.inputs import Part
from unspin.ingest.lines import lines, of_json
from unspin.ingest.rows import Fields
from unspin.records import Document
from unspin.run.curate import Keep, choose
from unspin.run.finished import Finished, Numbers, Row
from unspin.store.store import Store

BATCH = 500
"""Documents fetched from the index at a time."""
DOCUMENTS = "documents"
"""The folder under which the Dolma toolkit looks for documents."""

Attributes = dict[str, list[list[Any]]]


class Findings:
    """What was found of each document, by id."""

    def __init__(self, scan: Finished, store: Store, known: Numbers) -> None:
        """Gather it; nothing is said of ids that have several texts."""
        self._family = {m: row["family"] for row in scan.families() for m in row["members"]}
        for doc_id in known.several:
            self._family.pop(doc_id, None)
        self._spans = _spans(scan, known)
        rules: tuple[Keep, ...] = get_args(Keep)
        choices = {rule: choose(scan, store, known, rule) for rule in rules}
        self._drop = {rule: frozenset(choice.dropped) for rule, choice in choices.items()}
        self._met: set[int] = set()
        self._cut = {i: row["cut"] for i, row in choices["source"].kept.items() if "cut" in row}

    def met_again(self, document: Document) -> bool:
        """Tell whether a row had this id and this text before, and remember it."""
        name = hash((document.doc_id, document.text))
        again = name in self._met
        self._met.add(name)
        return again

    def of(self, doc_id: str, length: int, *, again: bool = False) -> Attributes:
        """Return the attributes of a document whose text has ``length`` code points.

        One that came before is dropped by every rule: ``again`` says so.
        """
        found: Attributes = {}
        if doc_id in self._family:
            found["unspin__family"] = [[0, length, self._family[doc_id]]]
            if spans := self._spans.get(doc_id):
                found["unspin__reused"] = depths(spans)
        for rule, dropped in self._drop.items():
            if again or doc_id in dropped:
                found[f"unspin__drop_{rule}"] = [[0, length, 1.0]]
        if cut := self._cut.get(doc_id):
            found["unspin__cut"] = [[start, end, 1.0] for start, end in cut]
        return found


def _spans(scan: Finished, known: Numbers) -> Mapping[str, list[tuple[int, int]]]:
    """Return the passages of every document, one entry for each pair they are of."""
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for row in scan.pairs():
        if row["a"] in known.of and row["b"] in known.of:
            for a_start, a_end, b_start, b_end in row["passages"]:
                found[row["a"]].append((a_start, a_end))
                found[row["b"]].append((b_start, b_end))
    return found


def depths(spans: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Return where spans lie, cut where their number changes: ``[start, end, number]``.

    Example:
        >>> depths([(0, 10), (4, 6)])
        [[0, 4, 1], [4, 6, 2], [6, 10, 1]]
    """
    steps: dict[int, int] = defaultdict(int)
    for start, end in spans:
        steps[start] += 1
        steps[end] -= 1
    found: list[list[int]] = []
    depth, begun = 0, 0
    for at, step in sorted(steps.items()):
        if step:
            if depth:
                found.append([begun, at, depth])
            depth, begun = depth + step, at
    return found


def rows(store: Store, findings: Findings) -> Iterator[Row]:
    """Yield the attributes of all documents of an index, in the order they were read in."""
    nums = store.columns().nums.tolist()
    for i in range(0, len(nums), BATCH):
        for document in store.documents(nums[i : i + BATCH]):
            yield _row(document.doc_id, document, findings)


def files(scan: Finished) -> dict[Path, list[Part]]:
    """Return the parts of each file of the input, by where below the documents it lies.

    Raises:
        BadInput: an input is not JSONL, so it has no rows to line up with.
    """
    found: dict[str, list[Part]] = defaultdict(list)
    for part in scan.parts():
        if part.kind not in {"jsonl", "jsonl+packed"}:
            raise BadInput(
                f"{part.path}: is not JSONL, as Dolma documents are: name a file (.jsonl, "
                ".jsonl.gz) instead of a folder, for one line a document in order of reading"
            )
        found[str(Path(part.path).resolve())].append(part)
    base = Path(os.path.commonpath([Path(name).parent for name in found])) if found else Path()
    if DOCUMENTS in base.parts:
        base = Path(*base.parts[: base.parts.index(DOCUMENTS) + 1])
    return {Path(name).relative_to(base): parts for name, parts in found.items()}


def rows_of(parts: Iterable[Part], fields: Fields, findings: Findings) -> Iterator[Row]:
    """Yield a row for each line of a file of documents, with the id that stands there.

    Raises:
        BadInput: the file cannot be read any more.
    """
    for part in parts:
        with Plain(part.path, part.start) as file:
            whole = part.kind != "jsonl"
            source = unpacked(file) if whole else file
            for offset, line in lines(source, part.start, None if whole else part.end):
                if line is None:
                    yield {"id": None, "attributes": {}}
                elif line and not line.isspace():
                    yield _row_of(line, f"{source.name}@{offset}", fields, findings)
            if file.flaw or source.flaw:
                _, reason = file.flaw or source.flaw or ("", "")
                raise BadInput(f"{part.path}: {reason}: rows cannot be lined up with it")


def _row_of(line: bytes, origin: str, fields: Fields, findings: Findings) -> Row:
    found = of_json(line, origin, fields)
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):  # counted by the scan; it has a row all the same
        record = None
    raw = record.get(fields.id) if isinstance(record, dict) else None
    if not isinstance(found, Document):
        return {"id": raw, "attributes": {}}
    again = findings.met_again(found)
    return _row(found.doc_id if raw is None else raw, found, findings, again=again)


def _row(doc_id: Any, document: Document, findings: Findings, *, again: bool = False) -> Row:
    source = {} if document.outlet is None else {"source": document.outlet}
    found = findings.of(document.doc_id, len(document.text), again=again)
    return {"id": doc_id, **source, "attributes": found}
