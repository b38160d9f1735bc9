"""Which folder is an index, and the way into it."""

from __future__ import annotations

import shutil
from pathlib import Path

from unspin.errors import BadInput, Damaged
from unspin.store import disk
from unspin.store.lock import NAME as LOCK
from unspin.store.lock import Lock
from unspin.store.manifest import FOLDER, Manifest, write_manifest
from unspin.store.manifest import NAME as MANIFEST
from unspin.store.segments import SUFFIX as SEGMENT
from unspin.store.shelves import SUFFIX as SHELF
from unspin.store.view import View, open_view

REBUILDING = "rebuilding"
"""Folder in the index in which a rebuild makes the new one."""


def sweep(folder: Path, manifest: Manifest) -> None:
    """Remove what an interrupted write left; only for the one who holds the lock."""
    named = {e.name for e in manifest.entries}
    for path in (folder / FOLDER).iterdir():
        if path.name not in named and path.suffix in {SEGMENT, SHELF, disk.TEMPORARY}:
            disk.remove(path)
    disk.remove(folder / (MANIFEST + disk.TEMPORARY))
    shutil.rmtree(folder / REBUILDING, ignore_errors=True)


def lock_folder(folder: Path, *, create: bool) -> Lock:
    """Return the lock of an index, or of a folder that may become one."""
    if not folder.is_dir():
        if not create or folder.exists():
            raise no_index(folder)
        with disk.refusing(folder, "making the folder"):
            folder.mkdir(parents=True, exist_ok=True)
    elif not _is_ours(folder) or not (create or is_index(folder)):
        raise no_index(folder)
    return Lock(folder)


def _is_ours(folder: Path) -> bool:
    """Tell whether a folder is an index, or empty, or the beginning of one."""
    own = {LOCK, MANIFEST, FOLDER, REBUILDING, MANIFEST + disk.TEMPORARY}
    names = {path.name for path in folder.iterdir()}
    return MANIFEST in names or names <= own


def no_index(folder: Path) -> BadInput:
    """Return the error that says so."""
    if (folder / "index" / MANIFEST).exists():
        inside = folder / "index"
        return BadInput(f"{folder}: these are the results of a scan; its index is {inside}")
    return BadInput(f"{folder}: this is no index. Make one with  unspin add {folder} FILES")


def is_index(folder: Path) -> bool:
    """Tell whether something was ever written here: a manifest, or files that have lost theirs."""
    files = folder / FOLDER
    return (folder / MANIFEST).exists() or (files.is_dir() and any(files.iterdir()))


def create_index(folder: Path, scheme: str) -> None:
    """Make an empty index, unless there are the files of one that has lost its manifest."""
    if is_index(folder):
        raise Damaged(f"{folder / MANIFEST}: is missing. Run  unspin rebuild {folder}")
    files = folder / FOLDER
    with disk.refusing(folder, "making the index"):
        files.mkdir(exist_ok=True)
        write_manifest(folder, Manifest(scheme))
        disk.sync_folder(folder.absolute().parent)


def open_index(folder: Path, scheme: str | None) -> View:
    """Open the newest generation of an index, of a scheme if one is given."""
    try:
        view = open_view(folder)
    except FileNotFoundError as cause:
        if is_index(folder):
            raise Damaged(
                f"{folder / MANIFEST}: is missing. Run  unspin rebuild {folder}"
            ) from cause
        raise no_index(folder) from cause
    except OSError as cause:
        raise BadInput(f"{folder}: cannot be read: {cause.strerror}") from cause
    if scheme is not None and view.manifest.scheme != scheme:
        raise BadInput(
            f"{folder}: this index holds sketches of scheme {view.manifest.scheme!r}, this version "
            f"of unspin makes {scheme!r}. Run  unspin rebuild {folder}"
        )
    return view
