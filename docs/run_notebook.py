#!/usr/bin/env python3
"""Run docs/notebooks/stories.ipynb and keep what its cells show.

docs/run_notebook.py            # needs nbclient and ipykernel: pip install '.[docs]'
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOK = ROOT / "docs" / "notebooks" / "stories.ipynb"
_SLOWEST = 900
"""Seconds that a cell may take; the first on a machine compiles kernels."""


def ran(path: Path) -> Any:
    """Return a notebook as it comes out when all its cells are run in an empty folder."""
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = str(ROOT / "src")
    with tempfile.TemporaryDirectory() as folder:
        NotebookClient(
            notebook, timeout=_SLOWEST, kernel_name="python3", resources={"metadata": {"path": folder}},
            record_timing=False,
        ).execute()  # fmt: skip
    if before is None:
        del os.environ["PYTHONPATH"]
    else:
        os.environ["PYTHONPATH"] = before
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            if "text/html" in data:  # the plain one is the whole text again
                data.pop("text/plain", None)
    notebook.metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    return notebook


if __name__ == "__main__":
    import nbformat

    nbformat.write(ran(NOTEBOOK), NOTEBOOK)
    sys.stderr.write(f"{NOTEBOOK}: {NOTEBOOK.stat().st_size:,} bytes\n")
