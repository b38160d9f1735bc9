"""The demo: the main job on the bundled stories."""

from __future__ import annotations

import json
import re

import pytest

from running import call, refused


def test_the_report_s_path_is_all_that_goes_to_stdout(demo):
    again = call("demo", "--out", demo)
    assert again.returncode == 0
    assert again.stdout.decode().split() == [str(demo / "report.html")]
    said = again.stderr.decode()
    assert "1 family of copies among 7 documents" in said
    assert re.search(r"original → spun +spun, word by word +source and copy", said)
    assert re.search(r"original – reprint +identical", said)
    assert re.search(r"planted .*shares a passage", said)
    assert "\x1b" not in said


def test_copies_are_one_family_and_the_independent_account_is_not_in_it(demo):
    (family,) = (demo / "families.jsonl").read_text(encoding="utf-8").splitlines()
    members = json.loads(family)["members"]
    assert sorted(members) == ["edited", "original", "planted", "reprint", "respun", "spun"]
    assert json.loads(family)["guests"] == ["planted"]


def test_the_report_leads_to_pages_that_are_there(demo):
    page = (demo / "report.html").read_text(encoding="utf-8")
    linked = set(re.findall(r'href="([^"#]+)"', page))
    assert linked == {"spun.html", "edited.html", "planted.html", "independent.html"}
    assert all((demo / name).stat().st_size > 1000 for name in linked)
    assert "Lake County Ledger" in page
    assert "<script" not in page


@pytest.mark.parametrize("inside", ["", "/below"])
def test_a_file_in_the_way_is_named(tmp_path, inside):
    (tmp_path / "file").write_text("here")
    assert refused(call("demo", "--out", f"{tmp_path}/file{inside}"), "file")
