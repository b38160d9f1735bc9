"""Adding to an index from files and folders, and the books of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

from unspin.index import open_store
from unspin.ingest.inputs import Fields, Inputs, named, parts
from unspin.run.fill import fill
from unspin.run.local import processes
from unspin.run.scan import Tell, silent


def add_inputs(
    index: Path, inputs: Inputs, fields: Fields, jobs: int | None, tell: Tell | None
) -> dict[str, Any]:
    """Add the documents of files and folders to an index; see ``unspin.add``."""
    told = tell or silent
    found = parts(named(inputs))
    skips: list[dict[str, Any]] = []
    changed: dict[str, None] = {}
    documents, new = 0, 0
    with open_store(index, write=True, create=True) as store:
        told("read", 0, len(found))
        for done, filled in enumerate(fill(store, found, fields, processes(jobs)), 1):
            documents += len(filled.nums)
            new += filled.new
            changed.update(dict.fromkeys(filled.changed))
            skips += [asdict(s) for s in filled.skipped]
            told("read", done, len(found))
    return {
        "read": documents + len(skips),
        "new": new,
        "same": documents - new,
        "changed": list(changed),
        "skipped": dict(sorted(Counter(s["code"] for s in skips).items())),
        "skips": skips,
    }
