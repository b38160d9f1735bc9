"""The store of an index: documents and their postings, added, found, forgotten."""

from __future__ import annotations

import contextlib
import secrets
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np

from unspin.errors import BadInput, BadRecord, Busy, Damaged
from unspin.records import Document, Int32, Sketch, UInt32, UInt64
from unspin.store import disk, tiers
from unspin.store.batches import Added, Parcel, identify, parcel_of, postings_of
from unspin.store.lock import Lock
from unspin.store.manifest import FOLDER, Entry, Kind, write_manifest
from unspin.store.manifest import NAME as MANIFEST
from unspin.store.opening import create_index, lock_folder, open_index, sweep
from unspin.store.segments import SUFFIX as SEGMENT
from unspin.store.segments import (
    Postings,
    Segment,
    entry_of,
    filter_segment,
    merge_segments,
    write_segment,
)
from unspin.store.shelves import SUFFIX as SHELF
from unspin.store.shelves import Held, Shelf, merge_shelves, write_shelf
from unspin.store.view import Columns, Hits, Stats, View


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What a purge removed.

    Attributes:
        documents: how many.
        postings: how many of theirs, the store's own counted.
        unknown: ids that no document has.
    """

    documents: int
    postings: int
    unknown: tuple[str, ...]


class _Stopped(Exception):
    """A merge was told to end."""


class Store:
    """An index on disk: a folder with a manifest and the sealed files that it names.

    One process writes; any number read, each the generation it opened, and no one waits for
    anyone. Every file is written under a temporary name, synced and renamed; then the manifest
    is, which is the commit: killed at any moment, the index is as it was before or as it was to
    be. The folder must be on a local disk: network file systems do not keep locks and renames
    as they promise, and are not supported. Use :meth:`open`.
    """

    def __init__(self, folder: Path, view: View, lock: Lock | None) -> None:
        self.folder = folder
        self._view = view
        self._lock = lock
        self._commit = threading.RLock()  # held while the manifest changes
        self._merging = threading.Lock()  # held while files are being replaced
        self._worker: threading.Thread | None = None
        self._failure: BaseException | None = None
        self._stop = threading.Event()

    @classmethod
    def open(
        cls, path: str | Path, *, scheme: str | None, write: bool = False, create: bool = False
    ) -> Store:
        """Open an index.

        Args:
            path: its folder.
            scheme: name of the recipe of the sketches that will be added or looked up; None
                takes an index as it is, to read documents or forget some.
            write: whether to add or forget; then no other process can.
            create: make the index when there is none (with ``write``).

        Raises:
            BadInput: this is no index, or one of another scheme.
            Busy: another process is writing to it.
            Damaged: something of it has changed or is missing.
        """
        folder = Path(path)
        lock = None
        if write:
            lock = lock_folder(folder, create=create)
        try:
            if lock is not None and create and scheme and not (folder / MANIFEST).exists():
                create_index(folder, scheme)
            view = open_index(folder, scheme)
            if lock is not None:
                with disk.refusing(folder, "cleaning up"):
                    sweep(folder, view.manifest)
        except BaseException:
            if lock is not None:
                lock.release()
            raise
        return cls(folder, view, lock)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self.close(finish=kind is None)

    def add(self, batch: Sequence[tuple[Document, Sketch]]) -> Added:
        """Add documents in one transaction: when this returns they are on the disk, all of them.

        A document that is there already (same id, same text) is left alone. One whose id is there
        with another text becomes a new witness beside the old one.

        Args:
            batch: documents with their sketches; a few thousand at a time are quickest.

        Raises:
            BadRecord: a sketch is of another document, or its keys are not below ``2**48`` and
                outside the store's own channel 7.
            BadInput: a sketch has another scheme, or the disk failed; nothing was added.
            Damaged: the index must be repaired first.
        """
        self._writable()  # packing takes longer than refusing
        return self.put(parcel_of(batch, self.scheme))

    def put(self, parcel: Parcel) -> Added:
        """Do what :meth:`add` does for documents that were made ready by ``parcel_of``.

        Raises:
            BadInput: the parcel is of another scheme, or the disk failed; nothing was added.
            Damaged: the index must be repaired first.
        """
        self._writable()
        if parcel.scheme != self.scheme:
            raise BadInput(
                f"a parcel of scheme {parcel.scheme!r} came to an index of {self.scheme!r}"
            )
        with self._commit:
            nums, rows, changed = identify(self._view, parcel.documents)
            if rows:
                with disk.refusing(self.folder, "adding documents"):
                    self._append(parcel, rows, nums[rows])
        self._merge_behind()
        return Added(nums, len(rows), len(parcel) - len(rows), changed)

    def _append(self, parcel: Parcel, rows: list[int], nums: UInt32) -> None:
        first, last = int(nums[0]), int(nums[-1])
        postings = postings_of(parcel, rows, nums)
        name, path = self._fresh_name(SEGMENT)
        segment = entry_of(name, write_segment(path, postings), len(postings), first, last)
        name, path = self._fresh_name(SHELF)
        shelf = write_shelf(path, nums.tolist(), [parcel.documents[row] for row in rows])
        self._replace((), (segment, shelf.entry(name)), last + 1)

    def _replace(
        self, gone: tuple[Entry, ...], new: tuple[Entry, ...], next_num: int | None = None
    ) -> None:
        """Commit: put new files in place of old ones."""
        with self._commit:
            disk.sync_folder(self.folder / FOLDER)
            manifest = self._view.manifest.replaced(gone, new, next_num)
            write_manifest(self.folder, manifest)
            self._view = View(self.folder, manifest, self._view)
        with contextlib.suppress(OSError):  # what stays is rubbish that the next writer removes
            for entry in gone:
                disk.remove(self.folder / FOLDER / entry.name)

    def _fresh_name(self, suffix: str) -> tuple[str, Path]:
        name = secrets.token_hex(8) + suffix
        return name, self.folder / FOLDER / name

    def forget(self, ids: Sequence[str]) -> Forgotten:
        """Remove documents, their texts and their postings from every file, for good.

        All witnesses of an id go. Files that hold nothing of theirs are not touched.
        """
        self._writable()
        with self._merging, self._commit, disk.refusing(self.folder, "forgetting documents"):
            places = self._view.nums_of(ids)
            gone = np.array(sorted({n for nums in places.values() for n in nums}), np.uint32)
            before = self._view.stats().postings
            old, new = [], []
            for entry in self._view.manifest.entries:
                inside = gone[(gone >= entry.first) & (gone <= entry.last)]
                if len(inside):
                    old.append(entry)
                    new.append(self._without(entry, inside))
            if old:
                self._replace(tuple(old), tuple(n for n in new if n.count))
                sweep(self.folder, self._view.manifest)
        unknown = tuple(doc_id for doc_id, nums in places.items() if not nums)
        return Forgotten(len(gone), before - self._view.stats().postings, unknown)

    def _without(self, entry: Entry, gone: UInt32) -> Entry:
        file = self._view.files[entry.name]
        if isinstance(file, Segment):
            name, path = self._fresh_name(SEGMENT)
            seal, count = filter_segment(path, file, gone)
            return entry_of(name, seal, count, entry.first, entry.last)
        name, path = self._fresh_name(SHELF)
        return merge_shelves(path, [file], gone).entry(name)

    def merge_step(self) -> bool:
        """Merge one group of files of about one size; return whether there was one."""
        self._writable()
        with self._merging:
            view = self._view
            kinds: tuple[Kind, ...] = ("postings", "documents")
            for kind in kinds:
                entries = view.manifest.of(kind)
                group = tiers.due(kind, [e.size for e in entries])
                if group is not None:
                    with disk.refusing(self.folder, "merging files"):
                        self._merge(view, entries[slice(*group)])
                    return True
        return False

    def _merge(self, view: View, entries: tuple[Entry, ...]) -> None:
        files = [view.files[e.name] for e in entries]
        segments = [f for f in files if isinstance(f, Segment)]
        if segments:
            name, path = self._fresh_name(SEGMENT)
            seal = merge_segments(path, segments, self._keep_on)
            count = sum(e.count for e in entries)
            new = entry_of(name, seal, count, entries[0].first, entries[-1].last)
        else:
            name, path = self._fresh_name(SHELF)
            shelves = [f for f in files if isinstance(f, Shelf)]
            new = merge_shelves(path, shelves, keep_on=self._keep_on).entry(name)
        self._replace(entries, (new,))

    def _keep_on(self) -> None:
        if self._stop.is_set():
            raise _Stopped

    def _merge_behind(self) -> None:
        """Merge what is due in a thread, unless one is at it."""
        self._raise_failure()
        if self._worker is not None and self._worker.is_alive():
            return
        worker = threading.Thread(target=self._merge_all, name="unspin-merge", daemon=True)
        worker.start()  # before it is known: an interrupt must not leave one that cannot be joined
        self._worker = worker

    def _merge_all(self) -> None:
        try:
            while self.merge_step():
                self._keep_on()
        except _Stopped:
            pass
        except (BadInput, Damaged) as failure:
            self._failure = failure

    def _raise_failure(self) -> None:
        """Say here what went wrong in the thread."""
        failure, self._failure = self._failure, None
        if failure is not None:
            raise failure

    def close(self, *, finish: bool = True) -> None:
        """End; a second time does nothing.

        Args:
            finish: let a merge that is under way come to its end; else it is abandoned, which
                loses nothing, and the next writer does it again.

        Raises:
            BadInput, Damaged: a merge failed; what was added is safe.
        """
        if not finish:
            self._stop.set()
        if self._worker is not None:
            self._worker.join()
        if self._lock is not None:
            self._lock.release()
            self._lock = None
        self._raise_failure()

    def _writable(self) -> None:
        if self._lock is None:
            raise BadRecord(f"{self.folder}: this store was opened for reading, or is closed")
        if not self._lock.held:
            raise Busy(
                f"{self.folder}: was opened for writing by the process that this one was forked "
                "from, which alone may write: add there, or when it has closed the index"
            )

    @property
    def scheme(self) -> str:
        """Name of the recipe of the sketches."""
        return self._view.manifest.scheme

    @property
    def view(self) -> View:
        """The newest generation, which stays as it is while more is added."""
        return self._view

    def __len__(self) -> int:
        return len(self._view)

    def lookup(self, keys: UInt64, cap: int = 0) -> Hits:
        """See :meth:`View.lookup`."""
        return self._view.lookup(keys, cap)

    def frequencies(self, keys: UInt64) -> Int32:
        """See :meth:`View.frequencies`."""
        return self._view.frequencies(keys)

    def slices(self, parts: int) -> Iterator[Postings]:
        """See :meth:`View.slices`."""
        return self._view.slices(parts)

    def rest(self) -> None:
        """Let go of what was read, see :meth:`View.rest`."""
        self.view.rest()

    def documents(self, nums: Sequence[int] | UInt32) -> list[Document]:
        """See :meth:`View.documents`."""
        return self._view.documents(nums)

    def held(self, nums: Sequence[int] | UInt32) -> list[Held]:
        """See :meth:`View.held`."""
        return self._view.held(nums)

    def ids_of(self, nums: Sequence[int] | UInt32) -> list[str]:
        """See :meth:`View.ids_of`."""
        return self._view.ids_of(nums)

    def nums_of(self, ids: Sequence[str]) -> dict[str, tuple[int, ...]]:
        """See :meth:`View.nums_of`."""
        return self._view.nums_of(ids)

    def columns(self) -> Columns:
        """See :meth:`View.columns`."""
        return self._view.columns()

    def stats(self) -> Stats:
        """See :meth:`View.stats`."""
        return self._view.stats()
