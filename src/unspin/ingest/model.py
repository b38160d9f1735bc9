"""Load the language model that is shipped with the package."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np

from unspin.errors import BadInput
from unspin.findings import LanguageModel
from unspin.ingest.arrays import read_array

SCHEME = "unspin.model/1"
SHIPPED = ("en",)
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
    sizes = manifest.get("files", {})
    arrays = {
        name: read_array(
            folder / f"{name}.npy", sizes.get(f"{name}.npy", {}).get("bytes", 0), kind, _REPAIR
        )
        for name, kind in _TYPES.items()
    }
    phrases = ((a, b) for a, _, b in (line.partition("\t") for line in lines))
    return LanguageModel(
        language=manifest["language"], start=manifest["start"], tortured=tuple(phrases), **arrays
    )
