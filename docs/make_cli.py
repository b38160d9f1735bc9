#!/usr/bin/env python3
"""Write docs/cli.md from the ``--help`` of every command.

docs/make_cli.py                # rewrites the file beside this script
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "cli.md"
HEAD = """\
# The command line

Made by `docs/make_cli.py` from `unspin --help` and the `--help` of every command; run it after
changing an option. Results go to stdout and messages to stderr.
"""


def page() -> str:
    """Return the page: the program, then its commands in the order it lists them."""
    sys.path.insert(0, str(ROOT / "src"))
    from unspin.cli.main import app

    names = [command.callback.__name__ for command in app.registered_commands]
    parts = [f"\n```text\n{helped()}```\n"]
    parts += [f"\n## unspin {name}\n\n```text\n{helped(name)}```\n" for name in names]
    return HEAD + "".join(parts)


def helped(*command: str) -> str:
    """Return what a command says of itself on 92 columns."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("UNSPIN_", "FORCE_"))}
    done = subprocess.run(
        [sys.executable, "-m", "unspin", *command, "--help"],
        env={**kept, "PYTHONPATH": str(ROOT / "src"), "COLUMNS": "92", "LC_ALL": "C.UTF-8"},
        capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    return "".join(f"{line.rstrip()}\n" for line in done.stdout.strip().splitlines())


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
