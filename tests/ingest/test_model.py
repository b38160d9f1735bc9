"""The shipped language model fits the shipped lexicon, and damage is told."""

from __future__ import annotations

import json

import numpy as np
import pytest

from unspin.errors import BadInput
from unspin.ingest.model import load_model, read_model
from unspin.ingest.resources import load_lexicon


def test_the_model_fits_the_lexicon():
    model, rows = load_model(), len(load_lexicon().keys)
    assert len(model.ids) == len(model.rare) == len(model.spun) == rows
    assert len(model.swap_starts) == rows + 1
    assert model.swap_starts[-1] == len(model.swaps)
    assert model.word(model.start) == "<s>"
    assert 0.5 < float(np.sum(model.chances)) < 1.5


def test_a_language_without_one_has_none():
    assert load_model("de") is None


def test_missing_and_cut_files_are_told(tmp_path):
    with pytest.raises(BadInput, match=r"build_ngrams\.py"):
        read_model(tmp_path)
    manifest = {"scheme": "unspin.model/1", "language": "en", "start": 0,
                "files": {"ids.npy": {"bytes": 5}}}  # fmt: skip
    (tmp_path / "model.json").write_text(json.dumps(manifest), "utf-8")
    (tmp_path / "tortured.tsv").write_text("", "utf-8")
    (tmp_path / "ids.npy").write_bytes(b"1234")
    with pytest.raises(BadInput, match="4 bytes instead of 5"):
        read_model(tmp_path)
