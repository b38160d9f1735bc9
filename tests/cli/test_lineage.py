"""``unspin lineage``: trees, lines of JSON, files for other programs, and refusals."""

from __future__ import annotations

import csv
import json
import shutil
import xml.etree.ElementTree as ET

import pytest

from running import refused

GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"
TEI = "{http://www.tei-c.org/ns/1.0}"


@pytest.fixture
def family(samples, tmp_path):
    for name in ("original", "spun", "edited"):
        shutil.copy(samples / f"{name}.txt", tmp_path / f"{name}.txt")
    return [f"{name}.txt" for name in ("original", "spun", "edited")]


def test_the_tree_has_the_source_above_and_nothing_on_stderr_but_a_count(run, family):
    done = run("lineage", *family)
    lines = done.stdout.decode().splitlines()
    assert done.returncode == 0
    assert lines[0].startswith("family 0  3 witnesses")
    above = next(n for n, line in enumerate(lines) if "● original.txt" in line)
    assert any("── ● spun.txt" in line for line in lines[above + 1 :])
    assert sum("●" in line for line in lines) == 3
    assert done.stderr.decode().strip() == "1 family"
    assert b"\x1b" not in done.stdout


def test_the_same_bytes_whatever_the_order_of_the_files(run, family):
    one = run("lineage", *family, "--json", PYTHONHASHSEED="1")
    other = run("lineage", *reversed(family), "--json", PYTHONHASHSEED="2")
    assert one.stdout == other.stdout
    line = json.loads(one.stdout)
    assert line["schema"] == "unspin.lineage/1"
    assert ("original.txt", "spun.txt") in {
        (edge["source"], edge["derivative"]) for edge in line["derivations"]
    }


def test_families_of_a_scan_and_of_its_index_are_told(run, demo):
    of_scan = [json.loads(x) for x in run("lineage", demo, "--json").stdout.splitlines()]
    told = [json.loads(x) for x in (demo / "families.jsonl").read_text().splitlines()]
    assert [x["family"] for x in of_scan] == [str(x["family"]) for x in told]
    for line, row in zip(of_scan, told, strict=True):
        assert sorted(line["witnesses"]) == sorted(row["members"])
    one = run("lineage", demo, told[0]["members"][0], "--json")
    assert json.loads(one.stdout) == of_scan[0]
    of_index = run("lineage", demo / "index", "--json")
    assert of_index.returncode == 0
    assert len(of_index.stdout.splitlines()) == len(of_scan)


def test_files_for_other_programs_can_be_read_by_them(run, family, tmp_path):
    done = run("lineage", *family, "--tei", "a.xml", "--csv", "a.csv", "--graphml")
    assert done.returncode == 0, done.stderr
    graph = ET.fromstring(done.stdout)  # noqa: S314 (our own output)
    edges = len(list(graph.iter(f"{GRAPHML}edge")))
    assert len(list(graph.iter(f"{GRAPHML}node"))) == edges + 1 >= 3
    with (tmp_path / "a.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == edges
    tei = ET.parse(tmp_path / "a.xml").getroot()  # noqa: S314 (our own output)
    names = [w.text for w in tei.iter(f"{TEI}witness")]
    entries = list(tei.iter(f"{TEI}app"))
    assert names == sorted(family)
    assert len(entries) > 5
    for entry in entries:
        said = [w for r in entry.iter(f"{TEI}rdg") for w in r.get("wit").split()]
        assert sorted(said) == ["#f0w0", "#f0w1", "#f0w2"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nowhere",), "is not there: give an index, the results of a scan, or several"),
        (("original.txt", "spun.txt", "--json", "--graphml"), "choose one of them"),
        (("original.txt", "original.txt"), "the same id"),
        (("original.txt", "spun.txt", "--csv", "-"), "appears whole or not at all"),
    ],
)
def test_what_cannot_be_done_is_said(run, family, arguments, message):
    refused(run("lineage", *arguments), message)


def test_a_family_that_is_not_there_is_refused(run, demo):
    refused(run("lineage", demo, "nobody"), "no family has this number")
