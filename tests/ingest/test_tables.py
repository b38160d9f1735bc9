"""Rows of CSV and Parquet: every row is a document or a reason."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unspin.errors import MissingExtra
from unspin.ingest import tables as module
from unspin.ingest.compressed import Plain
from unspin.ingest.rows import Fields
from unspin.ingest.tables import read_csv, read_parquet, row_groups
from unspin.records import Document, Skipped

F = Fields()


@pytest.fixture
def read(tmp_path):
    def read(data: bytes | str):
        path = tmp_path / "t.csv"
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        with Plain(str(path)) as file:
            return list(read_csv(file, F))

    return read


def ids(found):
    return [d.doc_id if isinstance(d, Document) else d.code for d in found]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_rows(read, mark, end):
    rows = [
        ["id", "text", "date"],
        ["1", f'He said{mark} "no"', "2020-01-02"],
        ["2", "two\nlines", ""],
    ]
    out = io.StringIO()
    csv.writer(out, delimiter=mark, lineterminator=end).writerows(rows)
    first, second = read("\ufeff" + out.getvalue())
    assert (first.doc_id, first.text) == ("1", rows[1][1])
    assert first.published == datetime(2020, 1, 2, tzinfo=UTC)
    assert (second.doc_id, second.text) == ("2", "two\nlines")


@pytest.mark.parametrize(("row", "codes"), [
    ("x", ["bad-csv"]), ("x,y,z", ["bad-csv"]), ('x,"y"z', ["bad-csv"]), ("x,", ["empty"]), ("", []), ('x,"..."', ["empty"]),
    ("x\ry,z", ["bad-csv"]),
])  # fmt: skip
def test_a_bad_row_costs_itself_only(read, row, codes):
    found = read(f"id,text\n1,good words\n{row}\n2,good words\n")
    assert ids(found) == ["1", *codes, "2"]
    assert all(s.origin.endswith("t.csv:3") for s in found if isinstance(s, Skipped))


def test_nuls_pass_and_are_named(read):
    found = read("id,text\n1,a\0b\n2,words\n")
    assert ids(found) == ["1", "2"]
    assert found[0].damage == ("1 NUL characters",)


def test_an_open_quote_at_the_end_is_named(read):
    assert ids(read('id,text\n1,words\n2,"and\n3,so on\n')) == ["1", "bad-csv"]


def test_a_long_cell_is_read_and_a_longer_row_is_not(read, monkeypatch):
    assert len(read(f"id,text\n1,{'word ' * 50_000}x\n")[0].text) == 250_001
    monkeypatch.setattr(module, "LIMIT", 1000)
    runaway = "2," + '"' + "words\n" * 300 + '"'
    codes = ids(read(f"id,text\n1,words\n{runaway}\n3,words\n"))
    assert codes[:2] == ["1", "too-long"]
    assert "3" not in codes or codes[-1] == "3"


def test_cells_that_are_not_utf_8(read):
    (found,) = read("id,text,title\n1,Zoë said,plain\n".encode("cp1252"))
    assert (found.text, found.title) == ("Zoë said", "plain")
    assert found.damage == ("not UTF-8, read as Windows-1252",)


def test_a_header_that_is_not_utf_8(read):
    (found,) = read("text,prénom\nwords,Zoë\n".encode("cp1252"))
    assert found.extra == {"prénom": "Zoë"}
    (found,) = read("texte,prénom\nwords,x\n".encode("cp1252"))
    assert "prénom" in found.reason


@pytest.mark.parametrize("data", ["", "id,text\n", "\n", '"', '"a"b,c\nd'])
def test_files_of_no_rows(read, data):
    assert all(isinstance(d, Skipped) for d in read(data))


def test_a_table_without_a_text_column_says_which_it_has(read):
    (found,) = read("id,body\n1,words\n")
    assert found.code == "no-text"
    assert "id, body" in found.reason


cells = st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), max_size=20)


@settings(max_examples=50)
@given(st.lists(st.tuples(cells, cells, cells), max_size=6))
def test_what_csv_writes_is_read(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("csv") / "t.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(
            [("text", "author", "n"), *((f"w{a}", b, c) for a, b, c in rows)]
        )
    with Plain(str(path)) as source:
        found = list(read_csv(source, F))
    assert [d.text for d in found] == [f"w{a}" for a, _, _ in rows]


# Parquet


@pytest.fixture
def arrow():
    return pytest.importorskip("pyarrow", reason="needs the parquet extra")


@pytest.fixture
def write(tmp_path, arrow):
    from pyarrow import parquet

    def write(columns, rows=100):
        path = tmp_path / "t.parquet"
        parquet.write_table(arrow.table(columns), path, row_group_size=rows)
        return path

    return write


def test_parquet_rows(write):
    path = write(
        {
            "id": [1, 2, 3],
            "text": ["one", None, " "],
            "date": [date(2020, 1, 2)] * 3,
            "n": [[1], [], None],
        }
    )
    found = list(read_parquet(str(path), 0, 1, F))
    assert ids(found) == ["1", "no-text", "empty"]
    assert (found[0].published, found[0].extra) == (datetime(2020, 1, 2, tzinfo=UTC), {"n": [1]})
    assert found[1].origin == f"{path}:1"


def test_parquet_times_finer_than_ours(write, arrow):
    path = write(
        {
            "text": ["words"],
            "date": arrow.array([1189382400_000000001], arrow.timestamp("ns", "UTC")),
        }
    )
    (found,) = read_parquet(str(path), 0, 1, F)
    assert found.published == datetime(2007, 9, 10, tzinfo=UTC)


def test_parquet_text_that_is_not_utf_8_costs_its_row(write, arrow):
    raw = arrow.array([b"good", b"\xff\xfe bad", b"fine"], arrow.binary()).view(arrow.string())
    path = write({"text": raw, "id": ["1", "2", "3"]})
    assert ids(read_parquet(str(path), 0, 1, F)) == ["1", "bad-value", "3"]


def test_parquet_row_groups_are_cut_and_none_is_lost(write):
    path = write(
        {"id": list(range(1000)), "text": [f"words {n}" * 20 for n in range(1000)]}, rows=70
    )
    for cut in (1, 20_000, 2**30):
        ranges = row_groups(str(path), cut)
        found = [d for start, end in ranges for d in read_parquet(str(path), start, end, F)]
        assert ids(found) == [str(n) for n in range(1000)]
    assert len(row_groups(str(path), 1)) == 15


@pytest.mark.parametrize("where", [0.3, 0.6, 0.95])
def test_broken_parquet_is_named(write, where):
    path = write(
        {"id": list(range(1000)), "text": [f"words {n * 7919}" for n in range(1000)]}, rows=100
    )
    data = bytearray(path.read_bytes())
    at = int(len(data) * where)
    data[at : at + 40] = bytes(40)
    path.write_bytes(data)
    found = [d for s, e in row_groups(str(path), 1) for d in read_parquet(str(path), s, e, F)]
    assert found
    path.write_bytes(data[: len(data) // 2])
    (found,) = (d for s, e in row_groups(str(path), 1) for d in read_parquet(str(path), s, e, F))
    assert found.code == "corrupt"


def test_parquet_without_its_package(monkeypatch, tmp_path):
    monkeypatch.setitem(__import__("sys").modules, "pyarrow.parquet", None)
    with pytest.raises(MissingExtra, match=r"unspin\[parquet\]"):
        row_groups(str(tmp_path / "t.parquet"), 1)
