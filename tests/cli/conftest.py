"""The stories of ``unspin demo`` as a corpus, an index of them, and a scan of them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from running import call, command
from unspin import api


@pytest.fixture
def run(environment, tmp_path):
    """Run ``unspin`` with arguments in an empty folder, both streams piped."""

    def running(*arguments, stdin=b"", **variables):
        return subprocess.run(
            command(*arguments), input=stdin, env={**environment, **variables}, cwd=tmp_path,
            capture_output=True, check=False, timeout=300,
        )  # fmt: skip

    return running


@pytest.fixture(scope="session")
def demo(tmp_path_factory) -> Path:
    """What ``unspin demo`` leaves: stories.jsonl, the results of a scan, an index, pages."""
    out = tmp_path_factory.mktemp("cli") / "demo"
    done = call("demo", "--out", out)
    assert done.returncode == 0, done.stderr.decode()
    return out


@pytest.fixture(scope="session")
def stories(demo) -> Path:
    return demo / "stories.jsonl"


@pytest.fixture
def archive(demo, tmp_path) -> Path:
    """An index of the stories."""
    return Path(shutil.copytree(demo / "index", tmp_path / "archive"))


@pytest.fixture
def copy(tmp_path, samples) -> Path:
    """A spun copy that differs from the one in the index."""
    path = tmp_path / "copy.txt"
    text = api.read(samples / "spun.txt").text
    path.write_text(text.replace("standoff", "stand-off") + "\nRead more on our site.\n", "utf-8")
    return path
