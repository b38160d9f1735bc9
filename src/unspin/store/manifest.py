"""The manifest: which sealed files are the index. Its renaming into place is the commit.

A text file: one line of JSON, one line with the digest of the first. There is no state beside it:
a file that it does not name is rubbish, a file that it names is whole.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from hashlib import blake2b
from pathlib import Path
from typing import Literal

from unspin.errors import BadInput, Damaged
from unspin.store import disk
from unspin.store.sealed import Seal

NAME = "manifest"
FOLDER = "segments"
FORMAT = 1
Kind = Literal["postings", "documents"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One sealed file.

    Attributes:
        name: in the folder ``segments``.
        kind: what it holds.
        size, checksum: its seal.
        count: postings or documents in it.
        first, last: lowest and highest document number in it (0 and -1 when empty).
        raw, packed: of documents: bytes of their texts in UTF-8, and of these compressed.
    """

    name: str
    kind: Kind
    size: int
    checksum: int
    count: int
    first: int
    last: int
    raw: int = 0
    packed: int = 0

    @property
    def seal(self) -> Seal:
        """What the file must be."""
        return Seal(self.size, self.checksum)


@dataclass(frozen=True, slots=True)
class Manifest:
    """One generation of an index.

    Attributes:
        scheme: name of the recipe of its sketches.
        generation: how many commits led here.
        next_num: number the next document gets; numbers are never used again.
        entries: the sealed files, those of a kind in order of document number.
    """

    scheme: str
    generation: int = 0
    next_num: int = 0
    entries: tuple[Entry, ...] = ()

    def of(self, kind: Kind) -> tuple[Entry, ...]:
        """Return the entries of a kind."""
        return tuple(e for e in self.entries if e.kind == kind)

    def replaced(
        self, gone: tuple[Entry, ...], new: tuple[Entry, ...], next_num: int | None = None
    ) -> Manifest:
        """Return the next generation, with ``new`` in place of ``gone``."""
        names = {e.name for e in gone}
        entries = [e for e in self.entries if e.name not in names] + list(new)
        return replace(
            self,
            generation=self.generation + 1,
            next_num=self.next_num if next_num is None else next_num,
            entries=tuple(sorted(entries, key=lambda e: (e.kind, e.first, e.name))),
        )


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Make a manifest the state of the index: when this returns, it is on the disk."""
    line = json.dumps({"format": FORMAT, **asdict(manifest)}, ensure_ascii=True).encode()
    disk.write_whole(folder / NAME, line + b"\n" + _digest(line) + b"\n")


def read_manifest(folder: Path) -> Manifest:
    """Return the state of the index.

    Raises:
        FileNotFoundError: there is no manifest.
        Damaged: it is not what was written.
        BadInput: it is of another format.
    """
    path = folder / NAME
    data = path.read_bytes()
    line, _, rest = data.partition(b"\n")
    if rest != _digest(line) + b"\n":
        raise Damaged(f"{path}: is not what was written. Run  unspin rebuild {folder}")
    content = json.loads(line)
    found = content.pop("format")
    if found != FORMAT:
        raise BadInput(
            f"{folder}: this index has format {found}, this version of unspin reads {FORMAT}. "
            "Add the documents to a new index, or use the version that made it"
        )
    entries = tuple(Entry(**entry) for entry in content.pop("entries"))
    return Manifest(**content, entries=entries)


def _digest(line: bytes) -> bytes:
    return blake2b(line, digest_size=16).hexdigest().encode()
