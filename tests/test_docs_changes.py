"""The page of change codes is the one that the registry and the cases make."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from unspin.judge.changes import RULES

SCRIPT = Path(__file__).parent.parent / "docs" / "make_changes.py"


def test_the_page_is_current():
    spec = importlib.util.spec_from_file_location("make_changes", SCRIPT)
    make_changes = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make_changes)
    written = make_changes.PAGE.read_text(encoding="utf-8")
    assert written == make_changes.page(), "run docs/make_changes.py"
    assert all(f"| {rule.code} | {rule.name} |" in written for rule in RULES)
