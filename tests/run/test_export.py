"""What a scan found, in the formats of other programs."""

from __future__ import annotations

import csv
import gzip
import json
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zstandard import ZstdDecompressor

import unspin
from unspin.run.dolma import depths
from unspin.run.export import FORMATS, cell
from unspin.run.passim import Copied, Extent, clusters

EACH = pytest.mark.parametrize(
    ("form", "name"),
    [("jsonl", "p.jsonl.gz"), ("parquet", "p.parquet"), ("csv", "p.csv"), ("dolma", "folder"),
     ("dolma", "one.jsonl.gz"), ("passim", "out.json")],
)  # fmt: skip


def lines(data: bytes) -> list[dict]:
    return [json.loads(line) for line in data.decode().splitlines()]


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def pairs(finished) -> list[dict]:
    return lines((finished.out / "pairs.jsonl").read_bytes())


@EACH
def test_the_same_bytes_each_time_and_nothing_left_beside(finished, tmp_path, form, name):
    written = unspin.export(finished.out, tmp_path / name, format=form)
    before = [path.read_bytes() for path in written]
    assert unspin.export(finished.out, tmp_path / name, format=form) == written
    assert [path.read_bytes() for path in written] == before
    assert sorted(p for p in tmp_path.rglob("*") if p.is_file()) == sorted(written)


def test_jsonl_may_be_packed(finished, tmp_path, pairs):
    (path,) = unspin.export(finished.out, tmp_path / "p.jsonl")
    assert lines(path.read_bytes()) == pairs
    (path,) = unspin.export(finished.out, tmp_path / "p.jsonl.gz")
    assert lines(gzip.decompress(path.read_bytes())) == pairs
    (path,) = unspin.export(finished.out, tmp_path / "p.jsonl.zst")
    with path.open("rb") as file:
        assert lines(ZstdDecompressor().stream_reader(file).read()) == pairs


def test_parquet_holds_the_pairs(finished, tmp_path, pairs):
    parquet = pytest.importorskip("pyarrow.parquet")
    (path,) = unspin.export(finished.out, tmp_path / "p.parquet")
    read = parquet.read_table(path).to_pylist()
    assert [{**row, "changes": dict(row["changes"])} for row in read] == pairs


def test_csv_holds_pairs_passages_and_families(finished, tmp_path, pairs):
    paths = unspin.export(finished.out, tmp_path / "p.csv")
    assert [path.name for path in paths] == ["p.csv", "p.passages.csv", "p.families.csv"]
    flat, passages, families = map(table, paths)
    assert [float(row["cover_a"]) for row in flat] == [row["cover_a"] for row in pairs]
    assert [row["abstained"] == "true" for row in flat] == [row["abstained"] for row in pairs]
    assert len(passages) == sum(len(row["passages"]) for row in pairs)
    by_id = {row["id"]: row for row in families}
    assert by_id["guest"]["guest"] == "true"
    assert by_id["'=reprint"]["identical_to"] == "agency"
    assert by_id["agency"]["title"] == "'@dam"
    assert by_id["'=reprint"]["published"] == "2024-03-12T00:00:00+00:00"


@given(st.text() | st.sampled_from(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"]))
def test_no_cell_is_a_formula(text):
    assert not str(cell(text)).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert str(cell(text)).removeprefix("'") == text.removeprefix("'")


def test_dolma_rows_stand_as_the_documents_do(finished, tmp_path):
    paths = unspin.export(finished.out, tmp_path / "attributes" / "unspin", format="dolma")
    below = tmp_path / "attributes" / "unspin" / "2024"  # the folder within ``documents``
    assert paths == [below / "a.jsonl", below / "b.jsonl"]
    for path, documents in zip(paths, finished.inputs, strict=True):
        rows, records = lines(path.read_bytes()), lines(documents.read_bytes())
        assert [row["id"] for row in rows] == [record["id"] for record in records]
        for row, record in zip(rows, records, strict=True):
            for name, spans in row["attributes"].items():
                assert name.startswith("unspin__")
                assert all(0 <= s < e <= len(record["text"]) for s, e, _ in spans)


def test_dolma_attributes_say_what_was_found(finished, tmp_path):
    (path,) = unspin.export(finished.out, tmp_path / "one.jsonl", format="dolma")
    found = {row["id"]: row["attributes"] for row in lines(path.read_bytes())}
    text = finished.text
    assert found["alone"] == found["changed"] == {}
    assert found["agency"]["unspin__family"] == [[0, len(text["agency"]), 0]]
    assert found["=reprint"]["unspin__drop_source"] == [[0, len(text["=reprint"]), 1.0]]
    assert "unspin__drop_source" not in found["agency"]
    assert "unspin__drop_first" in found["agency"]
    ((start, end, _),) = found["guest"]["unspin__cut"]
    assert text["guest"][start:end].strip() in text["agency"]


def test_dolma_wants_the_documents_that_were_scanned(results, tmp_path):
    plan = results / "work" / "plan.json"
    for old, new, message in [
        ('"jsonl"', '"csv"', "is not JSONL"), ("a.jsonl", "gone.jsonl", "cannot be lined up"),
    ]:  # fmt: skip
        kept = plan.read_text(encoding="utf-8")
        plan.write_text(kept.replace(old, new), encoding="utf-8")
        with pytest.raises(unspin.BadInput, match=message):
            unspin.export(results, tmp_path / "attributes", format="dolma")
        plan.write_text(kept, encoding="utf-8")


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9))))
def test_depths_count_the_spans_over_each_place(pieces):
    spans = [(start, start + length) for start, length in pieces]
    counted: dict[int, int] = defaultdict(int)
    for start, end in spans:
        for at in range(start, end):
            counted[at] += 1
    found = depths(spans)
    assert {at: n for start, end, n in found for at in range(start, end)} == counted
    assert all(a[1] < b[0] or a[2] != b[2] for a, b in pairwise(found))


def test_passim_lines_are_witnesses_of_passages(finished, tmp_path):
    (path,) = unspin.export(finished.out, tmp_path / "out.json", format="passim")
    rows = lines(path.read_bytes())
    for row in rows:
        assert row["text"] == finished.text[row["id"]][row["begin"] : row["end"]]
        assert {"uid", "cluster", "size", "src", "pboiler"} <= row.keys()
        members = {other["id"] for other in rows if other["cluster"] == row["cluster"]}
        assert len(members) == row["size"] > 1
    assert [row["size"] for row in rows] == sorted((r["size"] for r in rows), reverse=True)
    story = {row["id"]: row for row in rows if row["cluster"] == 0}
    assert story.keys() == {"spun", "agency", "=reprint", "edited"}
    assert story["agency"]["series"] == "agency"
    assert (story["agency"]["title"], story["agency"]["beat"]) == ("@dam", "é")
    assert story["agency"]["uid"] in {source["uid"] for source in story["spun"]["src"]}
    assert "changed" not in {row["id"] for row in rows}


def test_passages_that_overlap_by_half_are_one_and_others_are_not():
    whole, most, tail = Extent(1, 0, 100), Extent(1, 10, 100), Extent(1, 80, 100)
    links = [
        Copied(Extent(0, 0, 100), whole, True),
        Copied(Extent(2, 0, 90), most, False),
        Copied(Extent(3, 0, 20), tail, False),
    ]
    first, second = clusters(links, {0: 5, 1: 5, 2: -1, 3: -1})
    assert (first.size, second.size) == (3, 2)
    assert [(w.num, w.begin, w.end) for w in first.witnesses] == [
        (0, 0, 100),
        (1, 0, 100),
        (2, 0, 90),
    ]
    assert [w.sources for w in first.witnesses] == [set(), {Extent(0, 0, 100)}, set()]
    assert (first.boilerplate, second.boilerplate) == (0.5, 0.0)
    assert clusters(links[::-1], {0: 5, 1: 5, 2: -1, 3: -1}) == [first, second]


def test_a_format_must_be_known_and_a_place_writable(finished, tmp_path):
    with pytest.raises(unspin.BadInput, match=f"wanted one of: {', '.join(FORMATS)}"):
        unspin.export(finished.out, tmp_path / "pairs.doc")
    with pytest.raises(unspin.BadInput, match="the format 'tei'"):
        unspin.export(finished.out, tmp_path / "pairs.csv", format="tei")
    with pytest.raises(unspin.BadInput, match="no scan has finished here"):
        unspin.export(tmp_path, tmp_path / "pairs.csv")
    (tmp_path / "file").write_text("")
    with pytest.raises(unspin.BadInput, match="cannot write here"):
        unspin.export(finished.out, tmp_path / "file" / "pairs.csv")
    with pytest.raises(unspin.BadInput, match="cannot write here"):
        unspin.export(finished.out, tmp_path, format="jsonl")
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_a_packed_table_is_packed_and_named_as_such(finished, tmp_path):
    plain = [path.read_bytes() for path in unspin.export(finished.out, tmp_path / "p.csv")]
    packed = unspin.export(finished.out, tmp_path / "p.csv.gz")
    assert [path.name for path in packed] == ["p.csv.gz", "p.passages.csv.gz", "p.families.csv.gz"]
    assert [gzip.decompress(path.read_bytes()) for path in packed] == plain
    unspin.export(finished.out, tmp_path / "p.csv.zst")
    with (tmp_path / "p.csv.zst").open("rb") as file:
        assert ZstdDecompressor().stream_reader(file).read() == plain[0]
    with pytest.raises(unspin.BadInput, match="packed inside"):
        unspin.export(finished.out, tmp_path / "p.parquet.gz")


def test_a_row_that_repeats_another_is_dropped_by_every_rule(tmp_path):
    text = "The mill at Ostrava, which had made paper since 1871, closed its doors for good in May."
    records = [{"text": text}, {"id": "b", "text": text + " Nobody came."}, {"text": text}]
    page = tmp_path / "documents" / "a.jsonl"
    page.parent.mkdir()
    page.write_text("".join(json.dumps(r) + "\n" for r in records), encoding="utf-8")
    unspin.scan(page, tmp_path / "out", jobs=1)
    (path,) = unspin.export(tmp_path / "out", tmp_path / "attributes", format="dolma")
    first, _, last = (json.loads(line)["attributes"] for line in path.read_text().splitlines())
    drops = {
        f"unspin__drop_{rule}": [[0, len(text), 1.0]] for rule in ("source", "first", "longest")
    }
    assert not drops.items() <= first.items()
    assert drops.items() <= last.items()
