"""The pages that are made are current, and their commands, their Python and the notebook run."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import unspin

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"


def script(name: str) -> ModuleType:
    """Import a script that stands beside the pages."""
    spec = importlib.util.spec_from_file_location(name, DOCS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


RUN = script("run_pages")


def test_the_options_are_current():
    cli = script("make_cli")
    assert cli.PAGE.read_text(encoding="utf-8") == cli.page(), "run docs/make_cli.py"


def test_the_figures_are_current():
    for path, content in script("make_figures").written().items():
        assert path.read_text(encoding="utf-8") == content, "run docs/make_figures.py"


@pytest.mark.parametrize("path", RUN.pages(), ids=lambda p: p.stem)
def test_the_commands_of_a_page_print_what_it_shows(path, tmp_path):
    if path.parent.name == "how" and not os.environ.get("UNSPIN_PAGES"):
        pytest.skip("pages of docs/how take minutes: just pages")
    text = path.read_text(encoding="utf-8")
    here = tmp_path / "here"
    here.mkdir()
    assert RUN.ran(text, here) == text, f"run docs/run_pages.py {path.relative_to(DOCS)}"


def test_every_public_name_is_on_the_python_page():
    told = set(
        re.findall(r"^::: unspin\.(\w+)$", (DOCS / "python.md").read_text("utf-8"), re.MULTILINE)
    )
    assert told == set(unspin.__all__) - {"__version__"}


def test_every_page_is_in_the_navigation():
    named = set(
        re.findall(
            r"^ +- (?:.*: )?(\S+\.md)$", (ROOT / "mkdocs.yml").read_text("utf-8"), re.MULTILINE
        )
    )
    there = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")}
    assert named - {"notebooks/stories.md"} == there


def test_the_picture_is_small():
    picture = DOCS / "images" / "report.png"
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.stat().st_size < script("make_screenshot").LARGEST


def test_the_notebook_runs():
    pytest.importorskip("nbclient", reason="nbclient is not installed")
    pytest.importorskip("ipykernel", reason="ipykernel is not installed")
    code = (
        "import sys, json; sys.path.insert(0, 'docs'); import run_notebook as r; "
        "print(json.dumps([c.get('outputs', []) for c in r.ran(r.NOTEBOOK).cells]))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True,
                          check=True)  # fmt: skip
    stored = json.loads((DOCS / "notebooks" / "stories.ipynb").read_text(encoding="utf-8"))
    kinds = [[out["output_type"] for out in cell.get("outputs", [])] for cell in stored["cells"]]
    assert [[out["output_type"] for out in cell] for cell in json.loads(done.stdout)] == kinds
    assert "error" not in {kind for cell in kinds for kind in cell}


def test_the_site_builds_and_fetches_nothing(tmp_path):
    pytest.importorskip("material", reason="mkdocs-material is not installed")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    for page in tmp_path.rglob("*.html"):
        fetched = re.findall(r'<(?:script|link|img|iframe)[^>]*?(?:src|href)="(https?:[^"]+)"',
                             page.read_text(encoding="utf-8"))  # fmt: skip
        assert not fetched, page
