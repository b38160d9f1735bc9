"""The benchmark of finding copies measures what is there and names what is not."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "bench" / "find.py"
STORY = "The council agreed on Monday to close the old bridge after engineers found cracks in it. "


@pytest.mark.skipif(importlib.util.find_spec("rensa") is None, reason="needs rensa")
def test_a_peer_is_measured_and_a_missing_one_is_named(tmp_path):
    texts = {"o": STORY * 5, "c": STORY * 5, "x": STORY[::-1] * 5}
    pages = [{"id": name, "text": text, "outlet": "", "date": ""} for name, text in texts.items()]
    (tmp_path / "corpus.jsonl").write_text("\n".join(map(json.dumps, pages)) + "\n")
    truth = [{"kind": "exact", "strength": 0.0, "original": "o", "copy": "c"}]
    (tmp_path / "truth.json").write_text(json.dumps(truth))
    out = tmp_path / "find.json"
    command = [sys.executable, SCRIPT, tmp_path, "--sizes", "3", "--json", out, "--tools"]
    subprocess.run([*command, "rensa", "text-dedup"], check=True, capture_output=True)
    report = json.loads(out.read_text(encoding="utf-8"))
    (row,) = report["rows"]
    assert row["pairs"] == 1 and row["planted"] == {"exact": 1}
    assert row["cpu"] > 0 and row["peak_mb"] > 0
    assert "--text-dedup" in report["not_measured"]["text-dedup, 3 pages"]
