"""The page of change codes is current, and the pages beside it lead somewhere."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

from unspin.judge.changes import RULES

ROOT = Path(__file__).parent.parent
SCRIPT = ROOT / "docs" / "make_changes.py"
PAGES = [ROOT / "ARCHITECTURE.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_the_page_is_current():
    spec = importlib.util.spec_from_file_location("make_changes", SCRIPT)
    make_changes = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make_changes)
    written = make_changes.PAGE.read_text(encoding="utf-8")
    assert written == make_changes.page(), "run docs/make_changes.py"
    assert all(f"| {rule.code} | {rule.name} |" in written for rule in RULES)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_links_and_named_files_exist(page):
    text = page.read_text(encoding="utf-8")
    targets = re.findall(r"\]\((?!https?:)([^)#]+)\)", text)
    assert not [t for t in targets if not (page.parent / t).exists()]
    named = re.findall(r"`((?:src|tests|eval|tools|docs|bench)/[\w./-]+\w)`", text)
    assert not [n for n in named if not (ROOT / n).exists()]
