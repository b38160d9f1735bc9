"""Load the language model that is shipped with the package."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unspin.errors import BadInput
from unspin.findings import LanguageModel

SCHEME = "unspin.model/1"
SHIPPED = ("en",)
LARGE = 1 << 18
_REPAIR = "reinstall unspin, or rebuild it with tools/build_ngrams.py"
_TYPES: dict[str, type[np.generic]] = {
    "ids": np.int32, "chances": np.float32, "rare": np.float32, "triples": np.uint32,
    "pair_firsts": np.uint16, "pair_seconds": np.uint16, "pair_counts": np.float32,
    "swap_starts": np.int32, "swaps": np.uint16, "classes": np.uint8, "spun": np.int32, "letters": np.uint8,
    "letter_ends": np.int32,
}  # fmt: skip


@cache
def load_model(language: str = "en") -> LanguageModel | None:
    """Return the shipped language model of ``language``, loaded once; None when there is none.

    Raises:
        BadInput: the package's data files are missing or damaged.

    >>> load_model("en-GB").language, load_model("fi")
    ('en', None)
    """
    primary = language.partition("-")[0].lower()
    if primary not in SHIPPED:
        return None
    return read_model(Path(str(files("unspin") / "data" / primary / "model")))


def read_model(folder: Path) -> LanguageModel:
    """Read a model that ``tools/build_ngrams.py`` wrote.

    Raises:
        BadInput: a file is missing, cut short or of another scheme.
    """
    try:
        manifest = json.loads((folder / "model.json").read_text("utf-8"))
        lines = (folder / "tortured.tsv").read_text("utf-8").splitlines()
    except (OSError, ValueError) as cause:
        raise BadInput(f"cannot read the language model in {folder}: {cause}; {_REPAIR}") from cause
    if not isinstance(manifest, dict) or manifest.get("scheme") != SCHEME:
        raise BadInput(f"{folder} does not hold a language model of {SCHEME!r}; {_REPAIR}")
    arrays = {name: _array(folder, name, manifest) for name in _TYPES}
    phrases = ((a, b) for a, _, b in (line.partition("\t") for line in lines))
    return LanguageModel(
        language=manifest["language"], start=manifest["start"], tortured=tuple(phrases), **arrays
    )


def _array(folder: Path, name: str, manifest: dict[str, Any]) -> NDArray[Any]:
    """Read an array, mapped copy-on-write when large, as ``ingest.resources`` does."""
    path = folder / f"{name}.npy"
    wanted = manifest.get("files", {}).get(path.name, {}).get("bytes")
    try:
        size = path.stat().st_size
        if size != wanted:
            raise BadInput(f"{path} has {size:,} bytes instead of {wanted}; {_REPAIR}")
        array = np.asarray(np.load(path, mmap_mode="c" if size > LARGE else None))
    except (OSError, ValueError, EOFError) as cause:
        raise BadInput(f"cannot read {path}: {cause}; {_REPAIR}") from cause
    if array.dtype != np.dtype(_TYPES[name]):
        raise BadInput(f"{path} holds {array.dtype}, wanted {_TYPES[name].__name__}; {_REPAIR}")
    return array
