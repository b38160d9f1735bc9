#!/usr/bin/env python3
"""Run the commands of the pages, and write what they print below them.

    docs/run_pages.py                 # all pages beside this script
    docs/run_pages.py finding.md      # one

A block of ``console`` holds commands after ``$`` and below each what it prints: stdout, and stderr
too unless the command has a pipe or writes to a file (their order would be a matter of luck). The
blocks of a page are one session: they run in order, in a folder that holds nothing but ``src``, as
a copy of the repository does. What a clock decides is left out.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SECONDS = re.compile(r"^(seconds +).*$", re.MULTILINE)
_SLOWEST = 900
"""Seconds that a command may take; the first on a machine compiles kernels."""


def pages() -> list[Path]:
    """Return the pages that hold commands to run."""
    return [path for path in sorted(DOCS.rglob("*.md")) if _BLOCK.search(path.read_text("utf-8"))]


def ran(page: str, folder: Path) -> str:
    """Return a page with the output of each command as it is now.

    Args:
        page: its text; folder: where the commands run.
    """
    (folder / "src").symlink_to(ROOT / "src")
    return _BLOCK.sub(lambda block: f"```console\n{_session(block[1], folder)}```", page)


def _session(block: str, folder: Path) -> str:
    return "".join(f"$ {command}\n{_printed(command, folder)}" for command in _commands(block))


def _commands(block: str) -> Iterator[str]:
    """Yield the commands of a block; one with a mark left open goes on below."""
    lines = iter(block.splitlines())
    for line in lines:
        if not line.startswith("$ "):
            continue
        command = line[2:]
        while command.count('"') % 2:
            command += "\n" + next(lines)
        yield command


def _printed(command: str, folder: Path) -> str:
    beside = subprocess.DEVNULL if " | " in command or " > " in command else subprocess.STDOUT
    done = subprocess.run(
        ["bash", "-c", command], cwd=folder, env=_environment(folder), timeout=_SLOWEST,
        stdout=subprocess.PIPE, stderr=beside, encoding="utf-8", check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"{command}\nleft with {done.returncode}:\n{done.stdout}")
    lines = (line.rstrip() for line in _SECONDS.sub(r"\1…", done.stdout).splitlines())
    return "".join(f"{line}\n" for line in lines)


def _environment(folder: Path) -> dict[str, str]:
    """Return the environment of a page: this checkout's program, 88 columns, no colours."""
    programs = folder.parent / f"{folder.name}-bin"
    programs.mkdir(exist_ok=True)
    start = programs / "unspin"
    start.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m unspin "$@"\n', encoding="utf-8")
    start.chmod(0o755)
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("UNSPIN_", "FORCE_"))}
    path = f"{programs}{os.pathsep}{kept.get('PATH', '')}"
    return {**kept, "PATH": path, "PYTHONPATH": str(ROOT / "src"), "COLUMNS": "88",
            "LC_ALL": "C.UTF-8", "PYTHONUNBUFFERED": "1"}  # fmt: skip


def main(names: list[str]) -> None:
    """Rewrite the pages named, or all."""
    for path in [DOCS / name for name in names] or pages():
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place) / "here"
            folder.mkdir()
            path.write_text(ran(path.read_text(encoding="utf-8"), folder), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
