"""The pipeline over a store: documents go in, the copies of a document come out."""

from __future__ import annotations

from pathlib import Path

from unspin.find.sketch import SCHEME
from unspin.store.store import Store


def open_store(path: Path, *, write: bool = False, create: bool = False) -> Store:
    """Open an index's store for sketches of this version's scheme."""
    return Store.open(path, scheme=SCHEME, write=write, create=create)
