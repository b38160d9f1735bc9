"""One small scan for the tests of what is made from scans: bundled stories, copies and a guest."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

import unspin

SAMPLES = Path(unspin.__file__).parent / "samples"
OTHER = (
    "The lighthouse keeper at Varn has painted the same door every spring for forty years. "
    "She says that the sea takes the colour before the summer is over, and that a grey door would "
    "be no trouble at all, but that sailors look for the red one. Last week the town council voted "
    "to give her the paint for nothing, which she refused, because a gift has to be thanked for."
)


def stories() -> list[dict[str, object]]:
    """A story, its copies, a page that shares a passage, one that shares nothing, and odd ids."""
    text = {p.stem: p.read_text(encoding="utf-8") for p in sorted(SAMPLES.glob("*.txt"))}
    lines = text["original"].splitlines()
    passage = "\n".join(lines[len(lines) // 2 : len(lines) // 2 + 5])
    return [
        {"id": "spun", "text": text["spun"], "source": "farm"},
        {
            "id": "agency",
            "text": text["original"],
            "source": "agency",
            "title": "@dam",
            "beat": "é",
        },
        {"id": "=reprint", "text": text["original"], "source": "agency", "date": "2024-03-12"},
        {"id": "edited", "text": text["edited"] + "\n" + OTHER[:200], "source": "paper"},
        {"id": "guest", "text": OTHER + "\n\n" + passage + "\n\n" + OTHER, "source": "blog"},
        {"id": "alone", "text": "A goat won the mayor's race in Ulm by four votes. " * 3},
        {"id": "changed", "text": text["original"][:900] + " One."},
        {"id": "changed", "text": text["original"][:900] + " Another ending."},
    ]


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """A finished scan: ``out`` is its folder, ``inputs`` the files, ``text`` the texts by id."""
    place = tmp_path_factory.mktemp("scan")
    documents = place / "documents" / "2024"
    documents.mkdir(parents=True)
    records = stories()
    inputs = [documents / "a.jsonl", documents / "b.jsonl"]
    broken = '{"id": "broken", "text": ""}\n'
    for path, part in zip(inputs, (records[:4], records[4:]), strict=True):
        lines = [json.dumps(r, ensure_ascii=False) + "\n" for r in part]
        path.write_text(lines[0] + broken + "".join(lines[1:]), encoding="utf-8")
    unspin.scan([place / "documents"], place / "out", jobs=1)
    text = {r["id"]: r["text"] for r in records}
    return SimpleNamespace(out=place / "out", inputs=inputs, text=text, place=place)


@pytest.fixture
def results(finished: SimpleNamespace, tmp_path: Path) -> Path:
    """A copy of the finished scan that a test may write into."""
    return Path(shutil.copytree(finished.out, tmp_path / "results"))
