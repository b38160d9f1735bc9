#!/usr/bin/env python3
"""Build the wheel, install it where nothing else is, and see it work.

    tools/try_wheel.py                   # core alone, from the newest packages that fit
    tools/try_wheel.py --extra all       # with what an extra needs
    tools/try_wheel.py --locked          # exactly the packages of requirements.lock, by their hashes

The wheel stays in dist/. It needs the network, or a place that pip knows.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"
LOCK = ROOT / "requirements.lock"


def built() -> Path:
    """Build the wheel and return its path; wheels of earlier builds are removed."""
    for old in DIST.glob("unspin-*.whl"):
        old.unlink()
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", DIST, ROOT]
    subprocess.run(pip, check=True)
    (wheel,) = DIST.glob("unspin-*.whl")
    return wheel


def tried(wheel: Path, extra: str, folder: Path, *, locked: bool) -> None:
    """Install the wheel into a fresh environment in a folder, and run it there."""
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv" / "bin" / "python"
    pip = [python, "-m", "pip", "install", "--quiet", "--only-binary", ":all:"]
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "UNSPIN_"))}
    settings = {**kept, "NUMBA_CACHE_DIR": str(folder / "kernels")}

    def run(*command: object) -> str:
        return subprocess.run(
            list(map(str, command)),
            env=settings,
            cwd=folder,
            check=True,
            text=True,
            stdout=subprocess.PIPE,
        ).stdout

    if locked:
        run(*pip, "--require-hashes", "-r", LOCK)
        run(*pip, "--no-deps", wheel)
    else:
        run(*pip, f"{wheel}[{extra}]" if extra else wheel)
    run(python, "-m", "pip", "check")
    where = run(python, "-c", "import unspin; print(unspin.__file__)").strip()
    if not where.startswith(str(folder)):
        raise SystemExit(f"it ran {where}, not the wheel")
    unspin = folder / "venv" / "bin" / "unspin"
    print(run(unspin, "--version").strip(), "on Python", sys.version.split()[0])
    page = folder / run(unspin, "demo", "--out", "demo").strip()
    if "</html>" not in page.read_text(encoding="utf-8"):
        raise SystemExit(f"{page} is no page")
    samples = Path(where).parent / "samples"
    said = run(unspin, "compare", samples / "original.txt", samples / "spun.txt", "--json")
    if '"relation": "spun"' not in said:
        raise SystemExit("the demo's copy was not told as spun")
    print(f"{wheel.name}: installed, demo and compare run, {page.stat().st_size:,} bytes of report")


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--extra", default="", help="an extra to install too")
    parser.add_argument("--locked", action="store_true", help="install what the lock file names")
    args = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="unspin-wheel-"))
    try:
        tried(built(), args.extra, folder, locked=args.locked)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
