"""``unspin report --pages``: from the overview to a family, and from there to a pair."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from running import call, refused

LINK = re.compile(r'href="([^"#]+)"')


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("pages") / "demo"
    assert call("demo", "--out", out).returncode == 0
    return out


def test_every_link_of_every_page_leads_to_a_page(demo, tmp_path):
    done = call("report", demo, "--out", tmp_path / "all.html", "--pages")
    assert done.returncode == 0, done.stderr
    assert done.stdout.decode().strip() == str(tmp_path / "all.html")
    seen, waiting = set(), [tmp_path / "all.html"]
    while waiting:
        page = waiting.pop()
        seen.add(page)
        text = page.read_text(encoding="utf-8")
        assert "default-src 'none'" in text
        waiting += {page.parent / link for link in LINK.findall(text)} - seen
    assert seen == {tmp_path / "all.html", *(tmp_path / "all-pages").iterdir()}
    family = (tmp_path / "all-pages" / "family-0.html").read_text(encoding="utf-8")
    assert LINK.search(family)
    assert 'id="h-heat"' in family
    assert f"{len(seen) - 2} pairs" in done.stderr.decode()


def test_a_report_without_pages_leads_nowhere(demo, tmp_path):
    call("report", demo, "--out", tmp_path / "all.html", "--quiet")
    assert not LINK.findall((tmp_path / "all.html").read_text(encoding="utf-8"))
    assert [path.name for path in tmp_path.iterdir()] == ["all.html"]


@pytest.mark.parametrize("more", [["--anonymous"], ["--family", "0"]])
def test_pages_are_of_a_whole_scan_under_its_own_names(demo, tmp_path, more):
    out = tmp_path / "all.html"
    assert refused(call("report", demo, "--out", out, "--pages", *more), "results of one scan")
    assert refused(call("report", demo / "index", "--out", out, "--pages"), "results of one scan")
    assert refused(call("report", demo, "--out", tmp_path / "all.csv", "--pages"), ".html")
