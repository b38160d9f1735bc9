"""Care of an index: is it whole, and what can be made of it when it is not."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from unspin.errors import BadInput, Damaged
from unspin.records import Document, Sketch
from unspin.store import disk
from unspin.store.lock import NAME as LOCK
from unspin.store.lock import Lock, is_held
from unspin.store.manifest import (
    FOLDER,
    Entry,
    Manifest,
    read_manifest,
    write_manifest,
)
from unspin.store.manifest import NAME as MANIFEST
from unspin.store.opening import REBUILDING, is_index, no_index, sweep
from unspin.store.shelves import SUFFIX, records_in, salvage
from unspin.store.store import Store
from unspin.store.view import open_entry

_BATCH = 1000


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be.

    Attributes:
        path: the file.
        what: what is wrong with it.
        harmless: nothing is lost, and the next writer cleans it up: what a killed one left.
    """

    path: Path
    what: str
    harmless: bool = False

    def __str__(self) -> str:
        return f"{self.path}: {self.what}"


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What became of a rebuild.

    Attributes:
        kept: documents in the new index.
        lost: what could not be saved, in words.
        lost_documents: how many documents that were, as far as is known.
    """

    kept: int
    lost: tuple[str, ...]
    lost_documents: int


def check(path: str | Path) -> list[Finding]:
    """Read every byte of an index and compare it with its checksum.

    Finds every flipped bit, every cut and every missing file. Other processes may write meanwhile.

    Returns:
        What was found; nothing when the index is whole and the last writer closed it.

    Raises:
        BadInput: this is no index.
    """
    folder = Path(path)
    if not is_index(folder):
        raise no_index(folder)
    while True:
        found, manifest = _manifest(folder)
        if manifest is None:
            return found + _loose(folder)
        found = [f for entry in manifest.entries for f in _entry(folder, entry)]
        if _manifest(folder)[1] in (manifest, None):  # else a writer has replaced files meanwhile
            return found + _left_over(folder, manifest)


def _manifest(folder: Path) -> tuple[list[Finding], Manifest | None]:
    try:
        return [], read_manifest(folder)
    except FileNotFoundError:
        return [Finding(folder / MANIFEST, "is missing")], None
    except (BadInput, OSError) as error:
        return [Finding(folder / MANIFEST, _words(error, folder / MANIFEST))], None


def _entry(folder: Path, entry: Entry) -> Iterator[Finding]:
    """Yield what is wrong with a file that the manifest names."""
    path = folder / FOLDER / entry.name
    try:
        file = open_entry(folder, entry).file
    except FileNotFoundError:
        yield Finding(path, "is missing")
    except (Damaged, OSError) as error:
        yield Finding(path, _words(error, path))
    else:
        wrong = file.all_wrong()
        for _, run in groupby(enumerate(wrong), lambda item: item[1] - item[0]):
            pages = [page for _, page in run]
            yield Finding(path, f"pages {pages[0]} to {pages[-1]} have changed")


def _loose(folder: Path) -> list[Finding]:
    """Say what lies there, without a manifest that says what should."""
    if not (folder / FOLDER).is_dir():
        return []
    files = sorted(p for p in (folder / FOLDER).iterdir() if p.suffix == SUFFIX)
    return [Finding(p, "may hold documents: unspin rebuild will look") for p in files]


def _left_over(folder: Path, manifest: Manifest) -> list[Finding]:
    if is_held(folder):
        return []
    named = {e.name for e in manifest.entries}
    paths = [p for p in sorted((folder / FOLDER).iterdir()) if p.name not in named]
    paths += [p for p in (folder / (MANIFEST + disk.TEMPORARY), folder / REBUILDING) if p.exists()]
    found = [Finding(p, "was left by an interrupted write", harmless=True) for p in paths]
    lock = folder / LOCK
    if lock.exists() and lock.stat().st_size:
        found.append(Finding(lock, "the last writer was killed", harmless=True))
    return found


def _words(error: Exception, path: Path) -> str:
    """Return an error's words without the name of the file before and the advice behind."""
    return str(error).removeprefix(f"{path}: ").partition(". Run ")[0]


def rebuild(path: str | Path, sketcher: Callable[[Document], Sketch], *, scheme: str) -> Rebuilt:
    """Make an index anew of whatever documents are left of it, and put it in the old one's place.

    Needs no manifest and no whole file: documents are looked for by their own digests. The new
    index is written beside the old one and checked; one renaming then puts it in place, and the
    old files go after that. Documents get new numbers, in the old order. Also the way to
    another scheme of sketches.

    Args:
        path: the index.
        sketcher: makes a document's sketch.
        scheme: name of the sketches it makes.

    Raises:
        BadInput: this is no index, or the disk failed; the old index is as it was.
        Busy: another process is writing to it.
    """
    folder = Path(path)
    if not is_index(folder):
        raise no_index(folder)
    lock = Lock(folder)
    try:
        with disk.refusing(folder, "rebuilding"):
            return _rebuild(folder, sketcher, scheme)
    finally:
        lock.release()


def _rebuild(folder: Path, sketcher: Callable[[Document], Sketch], scheme: str) -> Rebuilt:
    old = _manifest(folder)[1]
    beside = folder / REBUILDING
    shutil.rmtree(beside, ignore_errors=True)
    lost = _Losses()
    with Store.open(beside, scheme=scheme, write=True, create=True) as store:
        batch: list[tuple[Document, Sketch]] = []
        for document in _saved(folder, old, lost):
            batch.append((document, sketcher(document)))
            if len(batch) == _BATCH:
                store.add(batch)
                batch = []
        store.add(batch)
    with Store.open(beside, scheme=scheme) as store:
        kept = len(store)
    if findings := check(beside):
        raise Damaged(f"{findings[0]}: the new index is damaged already; the old one was left")
    _put_in_place(folder, beside, old)
    return Rebuilt(kept, tuple(lost.reasons), lost.documents)


def _put_in_place(folder: Path, beside: Path, old: Manifest | None) -> None:
    new = read_manifest(beside)
    (folder / FOLDER).mkdir(exist_ok=True)
    for entry in new.entries:
        disk.rename(beside / FOLDER / entry.name, folder / FOLDER / entry.name)
    disk.sync_folder(folder / FOLDER)
    generation = new.generation + (old.generation + 1 if old else 0)
    new = replace(new, generation=generation)
    write_manifest(folder, new)
    sweep(folder, new)


@dataclass(slots=True)
class _Losses:
    """What could not be saved."""

    reasons: list[str]
    documents: int

    def __init__(self) -> None:
        self.reasons, self.documents = [], 0

    def add(self, reason: str, documents: int = 1) -> None:
        self.reasons.append(reason)
        self.documents += documents


def _saved(folder: Path, manifest: Manifest | None, lost: _Losses) -> Iterator[Document]:
    """Yield every whole document, in order of number.

    Without a manifest every shelf is looked at; a document may be on two, merged and not, and
    adding it again does nothing.
    """
    files = folder / FOLDER
    if manifest is not None:
        for entry in manifest.of("documents"):
            yield from _on_shelf(files / entry.name, entry.count, lost)
        return
    lost.add(f"{folder / MANIFEST}: is lost; files that are gone with it cannot be named", 0)
    paths = [p for p in files.iterdir() if p.suffix == SUFFIX] if files.is_dir() else []
    for path in sorted(paths, key=_first_num):
        yield from _on_shelf(path, None, lost)


def _first_num(path: Path) -> tuple[int, str]:
    first = next(iter(records_in(_bytes_of(path))), None)
    return -1 if first is None else first.num, path.name


def _on_shelf(path: Path, count: int | None, lost: _Losses) -> Iterator[Document]:
    """Yield the whole documents of a shelf, and note the others."""
    found = 0
    for record, text in salvage(_bytes_of(path)):
        found += 1
        if text is None:
            lost.add(f"{path}: the text of {record.doc_id!r} has changed")
        else:
            yield record.document(text)
    if count is not None and found < count:
        what = "is missing" if not path.exists() else "has changed"
        lost.add(f"{path}: {what}; {count - found} documents in it cannot be named", count - found)


def _bytes_of(path: Path) -> bytes:
    """Return what can be read of a file."""
    data = bytearray()
    try:
        with path.open("rb") as file:
            while piece := file.read(1 << 20):
                data += piece
    except OSError:
        return bytes(data)
    return bytes(data)
