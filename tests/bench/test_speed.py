"""The benchmark runs, and every figure it gives stands beside a peer's."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "bench" / "speed.py"
STAGES = {"segment, both", "passages", "links", "words", "changes", "judge", "align"}


def test_a_short_run_names_every_stage(tmp_path):
    out = tmp_path / "speed.json"
    command = [sys.executable, SCRIPT, "--runs", "1", "--skip-large", "--json", out]
    table = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    report = json.loads(out.read_text(encoding="utf-8"))
    names = {row["name"].strip() for row in report["rows"]}
    assert names >= STAGES
    assert all(row["value"] > 0 and row["ratio"] > 0 and row["peer"] for row in report["rows"])
    assert all(name in table for name in names)
