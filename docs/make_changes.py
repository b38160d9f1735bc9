#!/usr/bin/env python3
"""Write docs/changes.md from the registry of change codes and the cases under tests/cases.

docs/make_changes.py            # rewrites the file beside this script
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "changes.md"
CASES = ROOT / "tests" / "cases"
HEAD = """\
# Change codes

Made by `docs/make_changes.py` from the registry (`src/unspin/judge/changes.py`) and the cases in
`tests/cases`; run it after changing either. Codes and names never change once released.
Severity says what a change may do to the reader: *meaning* may alter what is said, *wording* says it
otherwise, *cosmetic* changes how it looks.

| code | name | severity | what it is | a | b |
|---|---|---|---|---|---|
"""
LONGEST = 60
"""Characters of an example that are shown."""


def page() -> str:
    """Return the page, a row a code in the order of their numbers."""
    from unspin.api import ready_kernels

    ready_kernels()
    from unspin.judge.changes import RULES

    rows = [
        [rule.code, rule.name, rule.severity, escaped(rule.message), *example(rule.code)]
        for rule in sorted(RULES, key=lambda rule: rule.code)
    ]
    return HEAD + "".join(f"| {' | '.join(row)} |\n" for row in rows)


def example(code: str) -> tuple[str, str]:
    """Return both sides of the first change a case expects, or of the whole case, for a table."""
    found = ("", "")
    for path in sorted(CASES.glob(f"{code}-*.toml")):
        case = tomllib.loads(path.read_text(encoding="utf-8"))
        for wanted in case["expect"]:
            if wanted["code"] == code and (wanted["a_text"] or wanted["b_text"]):
                return shown(wanted["a_text"]), shown(wanted["b_text"])
            found = (shown(case["a"]), shown(case["b"]))
    return found


def shown(text: str) -> str:
    """Return a text as code in a table, what cannot be seen spelled out."""
    flat = text.replace("\n", " ")
    plain = "".join(c if c.isprintable() else f"[U+{ord(c):04X}]" for c in flat)
    if not plain:
        return "–"
    cut = plain if len(plain) <= LONGEST else plain[: LONGEST - 1] + "…"
    return escaped(f"`{cut}`" if cut.strip() else "(space)")


def escaped(text: str) -> str:
    """Return a text in which no bar ends the cell."""
    return text.replace("``", "`").replace("|", "\\|")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "src"))
    PAGE.write_text(page(), encoding="utf-8")
