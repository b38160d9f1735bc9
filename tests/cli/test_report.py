"""``unspin report``: what is given and the name of the file say what is written."""

from __future__ import annotations

import json

import pytest


@pytest.fixture
def texts(samples):
    return [samples / f"{name}.txt" for name in ("original", "spun", "edited")]


@pytest.mark.parametrize(
    ("options", "name", "said"),
    [
        ((), "scan.html", "Families by size and damage"),
        ((), "pairs.csv", "a,b,relation"),
        ((), "all.graphml", "<graphml"),
        (("--family", "0"), "family.html", "Where they differ"),
        (("--family", "spun"), "family.json", "unspin.lineage/1"),
        (("--family", "0"), "family.tei", "<TEI"),
        (("--family", "0", "--anonymous"), "family.html", "witness-"),
        (("--anonymous",), "scan.html", "witness-"),
    ],
)
def test_a_scan_and_its_families(run, demo, tmp_path, options, name, said):
    done = run("report", demo, "--out", tmp_path / name, *options)
    assert (done.returncode, done.stdout.decode().strip()) == (0, str(tmp_path / name))
    written = (tmp_path / name).read_text(encoding="utf-8")
    assert said in written
    if "--anonymous" in options:
        for outlet in (
            "Northern Courier",
            "Harbor Tribune",
            "Info Globe",
            "Hannah Weld",
            "original",
        ):
            assert outlet.casefold() not in written.casefold()


def test_two_texts_and_a_family_of_files(run, texts, tmp_path):
    assert run("report", *texts[:2], "-o", tmp_path / "pair.html").returncode == 0
    assert "machine-spun copy" in (tmp_path / "pair.html").read_text(encoding="utf-8")
    assert run("report", *texts[:2], "-o", tmp_path / "pair.json").returncode == 0
    assert json.loads((tmp_path / "pair.json").read_text())["schema"] == "unspin.judgement/1"
    assert run("report", *texts, "-o", tmp_path / "family.html").returncode == 0
    assert "3 witnesses" in (tmp_path / "family.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("inputs", "out", "said"),
    [
        (["nothing"], "x.html", "is not there"),
        (["one"], "x.html", "A judgement in JSON holds no texts"),
        (["scan"], "x.docx", "name a file of one of these"),
        (["scan", "scan"], "x.html", "wanted one folder"),
        (["scan"], "-", "not written to stdout"),
    ],
)
def test_errors_say_what_to_do(run, demo, texts, tmp_path, inputs, out, said):
    known = {"one": texts[0], "scan": demo, "nothing": tmp_path / "nothing"}
    done = run("report", *(known[name] for name in inputs), "--out", out)
    assert done.returncode == 2
    assert said in done.stderr.decode()
