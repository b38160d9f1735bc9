"""Load what is shipped with the package: the lexicon of a language."""

from __future__ import annotations

import json
from dataclasses import fields
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unspin.errors import BadInput
from unspin.ingest.arrays import read_array
from unspin.records import Document, Lexicon

SCHEME = "unspin.lexicon/1"
SHIPPED = ("en",)

_TYPES: dict[str, type[np.generic]] = {
    "keys": np.uint64,
    "stems": np.uint64,
    "function": np.uint8,
    "pos": np.uint8,
    "vectors": np.int8,
    "bigram_nexts": np.uint16,
}
"""Element types of the arrays that are not int32."""

_ARRAYS = tuple(f.name for f in fields(Lexicon) if f.name not in ("language", "total"))
_PER_ROW = ("stems", "function", "pos", "counts", "vector_rows", "variants", "lm_ids")
_LISTS = (("sense_starts", "senses"), ("near_starts", "near"), ("opposite_starts", "opposites"))
_REPAIR = "reinstall unspin, or rebuild it with tools/build_lexicon.py"


@cache
def load_lexicon(language: str = "en") -> Lexicon:
    """Return the shipped lexicon of ``language``, loaded once a process.

    Args:
        language: BCP 47 tag; only the part before the first hyphen counts.

    Returns:
        The lexicon; the empty one of :func:`empty_lexicon` when the language has none.

    Raises:
        BadInput: the package's data files are missing or damaged.

    >>> load_lexicon("en-GB").language, len(load_lexicon("fi").keys)
    ('en', 0)
    """
    primary = language.partition("-")[0].lower()
    if primary not in SHIPPED:
        return empty_lexicon()
    return read_lexicon(Path(str(files("unspin") / "data" / primary)))


def lexicon_of(a: Document, b: Document) -> Lexicon:
    """Return the words of the language both documents are in; of none, when they differ."""
    languages = {side.language.partition("-")[0].lower() for side in (a, b)}
    return load_lexicon(languages.pop()) if len(languages) == 1 else empty_lexicon()


@cache
def empty_lexicon(language: str = "none") -> Lexicon:
    """Return a lexicon that knows no word, for languages without one."""
    empty = {name: np.zeros(0, dtype=_TYPES.get(name, np.int32)) for name in _ARRAYS}
    empty["vectors"] = np.zeros((0, 256), dtype=np.int8)
    empty["confusables"] = np.zeros((0, 2), dtype=np.int32)
    for starts in ("sense_starts", "near_starts", "opposite_starts", "bigram_starts"):
        empty[starts] = np.zeros(1, dtype=np.int32)
    return Lexicon(language=language, total=0, **empty)


def read_lexicon(folder: Path) -> Lexicon:
    """Read a lexicon that ``tools/build_lexicon.py`` wrote.

    Args:
        folder: holds ``lexicon.json`` (scheme, language, total, size of each file) and one
            ``.npy`` file an array.

    Raises:
        BadInput: a file is missing, cut short, of another scheme, or does not fit the others.
    """
    manifest = _manifest(folder)
    arrays = {
        name: read_array(
            folder / f"{name}.npy", manifest["files"][name]["bytes"],
            _TYPES.get(name, np.int32), _REPAIR,
        )
        for name in _ARRAYS
    }  # fmt: skip
    _check(folder, arrays)
    return Lexicon(language=manifest["language"], total=manifest["total"], **arrays)


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / "lexicon.json"
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as cause:
        raise BadInput(f"cannot read the lexicon's manifest {path}: {cause}; {_REPAIR}") from cause
    if not isinstance(manifest, dict) or manifest.get("scheme") != SCHEME:
        found = manifest.get("scheme") if isinstance(manifest, dict) else None
        raise BadInput(f"{path} has scheme {found!r}, this version reads {SCHEME!r}; {_REPAIR}")
    missing = {"language", "total", "files"} - manifest.keys()
    missing |= set(_ARRAYS) - manifest.get("files", {}).keys()
    if missing:
        raise BadInput(f"{path} says nothing of {', '.join(sorted(missing))}; {_REPAIR}")
    return manifest


def _check(folder: Path, arrays: dict[str, NDArray[Any]]) -> None:
    """Refuse arrays whose lengths do not fit each other; the sizes are known to be right."""
    rows = len(arrays["keys"])
    unfit = [name for name in _PER_ROW if len(arrays[name]) != rows]
    unfit += [s for s, _ in _LISTS if len(arrays[s]) != rows + 1]
    ends = (*_LISTS, ("bigram_starts", "bigram_nexts"), ("bigram_starts", "bigram_counts"))
    unfit += [name for starts, name in ends if arrays[starts][-1] != len(arrays[name])]
    unfit += [name for name in ("vectors", "confusables") if arrays[name].ndim != 2]
    if unfit:
        names = ", ".join(sorted(set(unfit)))
        raise BadInput(f"the arrays of {folder} do not fit each other ({names}); {_REPAIR}")
