"""What all tests share: where things lie, and a place for compiled kernels."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from unspin import api

ROOT = Path(__file__).parent.parent
DATA = ROOT.parent / "shared" / "data"

api.ready_kernels()  # before any test imports numba

# The first example may compile a kernel: a deadline would measure that. A run repeats exactly.
settings.register_profile("unspin", deadline=None, derandomize=True)
settings.load_profile("unspin")


@pytest.fixture
def data() -> Path:
    """The folder of evaluation data; a test that asks for it skips where there is none."""
    if not DATA.is_dir():
        pytest.skip("needs the evaluation data in ../shared/data")
    return DATA


@pytest.fixture
def samples() -> Path:
    """The folder of bundled sample stories."""
    return ROOT / "src" / "unspin" / "samples"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """An environment for the program as a child process: no colours forced, no settings of ours."""
    kept = {
        k: v for k, v in os.environ.items() if not k.startswith(("UNSPIN_", "NO_COLOR", "FORCE_"))
    }
    return {**kept, "PYTHONPATH": str(ROOT / "src"), "PYTHONWARNINGS": "error", "COLUMNS": "100"}
