"""What is documented exists, and what exists is documented."""

from __future__ import annotations

import doctest
import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

import unspin
from unspin.cli.main import app

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
SHELL_BLOCKS = re.findall(r"^```sh\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
COMMANDS = [command.callback.__name__ for command in app.registered_commands]
MODULES = [
    ".".join(path.relative_to(ROOT / "src").with_suffix("").parts)
    for path in sorted((ROOT / "src" / "unspin").rglob("*.py"))
    if path.stem not in {"__init__", "__main__"}
]


def test_two_blocks_install_run_and_test():
    first, *_, last = (block.splitlines() for block in SHELL_BLOCKS)
    assert len(first) == len(last) == 2
    assert "pip install ." in first[0]
    assert first[1] == "unspin demo"
    assert "'.[dev]'" in last[0]
    assert last[1] == "pytest"


def test_the_readme_s_python_runs(monkeypatch, tmp_path, samples):
    (block,) = re.findall(r"^```python\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    (tmp_path / "story.txt").write_bytes((samples / "original.txt").read_bytes())
    (tmp_path / "copy.txt").write_bytes((samples / "spun.txt").read_bytes())
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    exec(block, names)  # noqa: S102 (our own README)
    assert names["judgement"].relation == "spun"
    assert (tmp_path / "report.html").exists()


def test_the_readme_quotes_the_samples(samples):
    """Its two passages are those of the bundled stories, less the bold type."""
    plain = README.replace("**", "")
    quoted = [p.replace("\n> ", " ").strip("> ") for p in plain.split("\n\n") if p[0] == ">"]
    for passage, name in zip(quoted, ("original", "spun"), strict=True):
        story = (samples / f"{name}.txt").read_text(encoding="utf-8")
        assert all(part.strip(" .") in story for part in passage.split("…"))


def test_the_readme_s_table_is_what_unspin_says(samples):
    changes = unspin.compare(samples / "original.txt", samples / "spun.txt").to_dict()["changes"]
    said = {(change["code"], change["b_text"]) for change in changes}
    assert {("C301", "River Fee"), ("C308", "human privileges"), ("C601", "{that a}")} <= said
    assert any(code == "C510" and "human privileges" in text for code, text in said)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_explained_with_examples(command, environment):
    done = subprocess.run(
        [sys.executable, "-m", "unspin", command, "--help"],
        env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert f"Examples:\n    unspin {command}" in done.stdout
    assert all(f"unspin {name}" in README for name in COMMANDS)
    summary = app.registered_commands[COMMANDS.index(command)].callback.__doc__.splitlines()[0]
    assert len(summary) < 60  # or the list of commands cuts it


@pytest.mark.parametrize("name", [n for n in unspin.__all__ if n != "__version__"])
def test_every_public_name_has_a_docstring(name):
    words = getattr(unspin, name).__doc__
    assert words
    assert not words.startswith(f"{name}(")  # what a dataclass says when nobody else did


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_run(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_links_lead_somewhere(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    targets = re.findall(r"\]\((?!https?:)([^)#]+)\)", text)
    assert not [target for target in targets if not (ROOT / target).exists()]


def test_the_changelog_s_next_lines_are_lists():
    for entry in (ROOT / "changelog.d").glob("*.md"):
        assert entry.read_text(encoding="utf-8").startswith("- ")
