"""Files and folders become parts, and the parts give the same documents however they are cut."""

from __future__ import annotations

import gzip
import io
import json
import os
import pickle
import time
from collections import Counter
from pathlib import Path

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from unspin.errors import BadInput
from unspin.ingest.inputs import FILES, Fields, Part, parts, read_part
from unspin.records import Document, Skipped

ROWS = [
    {"id": f"n{n}", "text": f"story {n} " + "é word " * (n % 7), "series": "S"} for n in range(60)
]
JSONL = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS).encode()
IDS = [row["id"] for row in ROWS]


def read(*inputs, cut=2**24, fields=Fields()):  # noqa: B008 - frozen
    return [found for part in parts(inputs, cut) for found in read_part(part, fields)]


def ids(found):
    return [d.doc_id if isinstance(d, Document) else d.code for d in found]


lines = st.lists(
    st.sampled_from(
        [
            b'{"text": "good"}',
            b"",
            b"{",
            b'{"text": "\\u2028"}',
            b"[]",
            b'{"id": 3, "text": "other words"}\r',
            b" ",
        ]
    )
)


@settings(max_examples=150)
@given(lines, st.integers(1, 90), st.booleans())
def test_any_cut_gives_the_same_documents_in_the_same_order(tmp_path_factory, rows, cut, closed):
    path = tmp_path_factory.getbasetemp() / "cut.jsonl"
    path.write_bytes(b"\n".join(rows) + b"\n" * closed)
    pieces = parts([path], cut)
    assert [d for p in pieces for d in read_part(p)] == read(path)
    assert all(p.end > p.start for p in pieces)
    assert [p.start for p in pieces[1:]] == [p.end for p in pieces[:-1]]


def test_a_long_file_has_parts_of_about_the_cut(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(JSONL)
    pieces = parts([path], 300)
    assert len(pieces) > 5
    assert all(300 <= p.end - p.start < 400 for p in pieces[:-1])
    assert pieces == pickle.loads(pickle.dumps(pieces))  # noqa: S301 - our own


RSS = b"<rss><channel>%s</channel></rss>" % b"".join(
    b"<item><guid>%s</guid><description>words</description></item>" % i.encode() for i in IDS
)
WARC = b"".join(
    b"WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: %s\r\nContent-Length: 5\r\n\r\nwords\r\n\r\n"
    % i.encode() for i in IDS
)  # fmt: skip


@pytest.mark.parametrize(("name", "data"), [
    ("a.jsonl", JSONL), ("a.ndjson", JSONL), ("a.jsonl.gz", gzip.compress(JSONL)), ("a.jsonl.zst", zstandard.compress(JSONL)),
    ("part-0.json", JSONL), ("part-0.json.gz", gzip.compress(JSONL)), ("a.json", json.dumps(ROWS).encode()), ("a", JSONL),
    ("a.json", json.dumps(ROWS, indent=1).encode()), ("a.jsonl", json.dumps(ROWS).encode()), ("misnamed.jsonl", gzip.compress(JSONL)),
    ("a.jsonl", b"\xef\xbb\xbf" + JSONL), ("a.json.zst", zstandard.compress(json.dumps(ROWS).encode())), ("a.data.gz", gzip.compress(JSONL)),
    ("a.csv", b"id,text\n" + b"".join(b"%s,words\n" % i.encode() for i in IDS)),
    ("a.tsv.gz", gzip.compress(b"id\ttext\n" + b"".join(b"%s\twords\n" % i.encode() for i in IDS))),
    ("unpacked-on-the-way.csv.gz", b"id,text\n" + b"".join(b"%s,words\n" % i.encode() for i in IDS)),
    ("feed", RSS),
    ("feed.xml", ("<rss><channel>" + "".join(f"<item><guid>{i}</guid><description>words</description></item>" for i in IDS)
     + "</channel></rss>").encode("utf-16")),
    ("a.warc", WARC),
], ids=range(20))  # fmt: skip
def test_kinds_are_told_by_suffix_and_content(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data)
    for cut in (50, 2**24):
        assert ids(read(path, cut=cut)) == IDS
        assert ids(read(tmp_path, cut=cut)) == IDS


def test_parquet_in_parts(tmp_path):
    arrow = pytest.importorskip("pyarrow", reason="needs the parquet extra")
    from pyarrow import parquet

    parquet.write_table(arrow.Table.from_pylist(ROWS), tmp_path / "a.parquet", row_group_size=7)
    assert read(tmp_path, cut=1) == read(tmp_path / "a.parquet")
    assert ids(read(tmp_path)) == IDS


def test_texts_and_pages_are_named_by_their_path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("b").mkdir()
    for name in ("b/two.txt", "a.txt", "c.md", "z", ".hidden", "b/.hidden.txt", "_SUCCESS"):
        Path(name).write_text("Some words.")
    Path(".git").mkdir()
    Path(".git/x.txt").write_text("words")
    assert ids(read(".")) == ["./a.txt", "./c.md", "./z", "./b/two.txt"]
    assert ids(read("z", "b")) == ["z", "b/two.txt"]
    (first,) = read("a.txt")
    assert first.text == "Some words."


def test_many_small_files_share_parts(tmp_path):
    for n in range(FILES + 5):
        (tmp_path / f"{n:05}.txt").touch()
    first, second = parts([tmp_path])
    assert (len(first.files), len(second.files)) == (FILES, 5)
    assert Counter(ids(read(tmp_path))) == {"empty": FILES + 5}


def test_the_cut_of_a_folder_does_not_matter(tmp_path):
    for n in range(20):
        (tmp_path / f"{n:02}.txt").write_text("words " * n)
        (tmp_path / f"{n:02}.jsonl").write_bytes(JSONL[: 100 * n])
    whole = read(tmp_path)
    assert {d.code for d in whole if isinstance(d, Skipped)} == {"bad-json", "empty"}
    for cut in (1, 40, 1000):
        assert read(tmp_path, cut=cut) == whole


def test_a_file_of_text_holds_one_text_whatever_it_begins_with(tmp_path):
    for n, start in enumerate(
        ("WARC/1.0\r\n", "<rss><item>", '{"text": "x"}\n', "[1]", "id,text\n")
    ):
        (tmp_path / f"{n}.txt").write_text(f"{start} some words")
        assert ids(read(tmp_path / f"{n}.txt")) == [str(tmp_path / f"{n}.txt")]
    assert len(read(tmp_path)) == 5


def test_passim_input_runs_as_it_is(tmp_path):
    record = {
        "id": "p1/a#3",
        "series": "valley",
        "date": "1848-03-01",
        "text": "Old <pb/> words",
        "locs": [{"start": 0}],
        "page_access": "x",
    }
    path = tmp_path / "in.json.gz"
    path.write_bytes(gzip.compress(json.dumps(record).encode()))
    (found,) = read(path)
    assert (found.doc_id, found.outlet, found.published.year) == ("p1/a#3", "valley", 1848)
    assert found.extra == {"locs": [{"start": 0}], "page_access": "x"}


def test_fields_by_other_names(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text('{"body": "words", "key": 9}')
    (found,) = read(path, fields=Fields("body", "key"))
    assert (found.doc_id, found.text, found.extra) == ("9", "words", {})


@pytest.mark.parametrize(("name", "data", "says"), [
    ("a.png", b"\x89PNG\r\n", "PNG"), ("a.pdf", b"%PDF-1.4", "PDF"), ("a.zip", b"PK\x03\x04", "zip"), ("a.bin", bytes(range(32)) * 99, "binary"),
    ("a.xml", b"<?xml version='1.0'?><book/>", "xml"), ("a.warc", b"words", "warc"), ("a.txt.gz", gzip.compress(b"words"), "unpack"),
    ("a.jsonl", b"\xff\xfe{\0", "UTF-16"), ("a.data.gz", b"\x1f\x8bnonsense", "compressed"), ("a.parquet", b"PK", "parquet"),
    ("a.tar.gz", gzip.compress(gzip.compress(b"words")), "gzip"),
], ids=range(11))  # fmt: skip
def test_what_nobody_can_read_is_refused_by_name_and_skipped_in_a_folder(
    tmp_path, name, data, says
):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(BadInput, match=says) as refused:
        parts([tmp_path / name])
    assert str(tmp_path / name) in str(refused.value)
    (tmp_path / "good.txt").write_text("words")
    assert sorted(type(d).__name__ for d in read(tmp_path)) == ["Document", "Skipped"]


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.warc.gz", "a.csv.gz"])
@pytest.mark.parametrize(
    "data", [b"\x1f\x8bnonsense", gzip.compress(JSONL)[:15]], ids=["corrupt", "cut"]
)
def test_a_crawl_goes_on_past_a_file_that_cannot_be_unpacked(tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    (found, *_) = read(tmp_path / name)
    assert found.code in {"corrupt", "truncated"}
    assert found.origin == str(tmp_path / name)


def test_names_that_are_no_text(tmp_path):
    for suffix in (b".txt", b".jsonl"):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/n\xff" + suffix)).write_bytes(b"{}")
    for found in read(tmp_path):
        assert found.origin.encode()


@settings(max_examples=120)
@given(st.data())
def test_no_bytes_make_a_reader_raise(tmp_path_factory, data):
    name, whole = data.draw(st.sampled_from([
        ("a.jsonl", JSONL), ("a.jsonl.gz", gzip.compress(JSONL)), ("a.json", json.dumps(ROWS).encode()), ("a.jsonl.zst", zstandard.compress(JSONL)),
        ("a.csv", b'id,text\n1,"so, ""words"""\n2,words\n' * 5), ("a", b"WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: 5\r\n\r\nwords\r\n\r\n"),
    ]))  # fmt: skip
    at = data.draw(st.integers(0, len(whole)))
    to = at + data.draw(st.integers(0, 40))
    put = data.draw(
        st.binary(max_size=4)
        | st.sampled_from(
            [b'"', b"\n", b"WARC/1.0\r\n", b"\x1f\x8b\x08", b"\\ud800", b"[", b"\xff"]
        )
    )
    path = tmp_path_factory.mktemp("any") / name
    path.write_bytes(whole[:at] + put + whole[to:])
    try:
        found = read(path)
    except BadInput:
        return
    for entry in found:
        if isinstance(entry, Document):
            f"{entry.doc_id}{entry.text}{json.dumps(entry.extra, ensure_ascii=False)}".encode()
        else:
            f"{entry.origin}{entry.reason}".encode()


@pytest.mark.parametrize("path", ["no/such", "nul\0inside"])
def test_what_is_not_there_is_refused(path):
    with pytest.raises(BadInput, match="cannot be read"):
        parts([path])


def test_a_pipe_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(BadInput, match="pipe it in"):
        parts([tmp_path / "pipe"])
    assert ids(read(tmp_path)) == ["not-a-file"]


def test_links_in_a_circle_end(tmp_path):
    (tmp_path / "a.txt").write_text("words")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "dead").symlink_to(tmp_path / "nowhere")
    assert ids(read(tmp_path)) == [str(tmp_path / "a.txt"), "unreadable"]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (JSONL, IDS), (gzip.compress(JSONL), IDS), (b"Only words.", ["-"]), (b"", ["empty"]),
        (json.dumps(ROWS).encode(), IDS), (RSS, IDS), (WARC, IDS), (gzip.compress(WARC), IDS),
        (b"[sic] is what editors write.", ["-"]), (b"<p>The mill closed.</p>", ["-"]), (b"\0\1" * 90, ["binary"]),
    ],
)  # fmt: skip
def test_standard_input(monkeypatch, data, expected):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert ids(read("-")) == expected


def test_a_file_that_goes_away_is_a_reason(tmp_path):
    for name in ("a.jsonl", "b.txt", "c.csv"):
        (tmp_path / name).write_bytes(JSONL)
    listed = parts([tmp_path])
    for path in tmp_path.iterdir():
        path.unlink()
    assert {d.code for part in listed for d in read_part(part)} == {"unreadable"}


def test_a_line_of_65_megabytes_between_good_ones(tmp_path):
    path = tmp_path / "a.jsonl"
    long = b'{"id": "long", "text": "' + b"word " * (13 * 2**20) + b'"}\n'
    path.write_bytes(JSONL + long + JSONL)
    for cut in (2**24, 2**30):
        assert ids(read(path, cut=cut)) == [*IDS, "too-long", *IDS]


def test_a_bomb_of_lines_ends_early(tmp_path):
    path = tmp_path / "a.jsonl.zst"
    path.write_bytes(zstandard.compress(JSONL + b'{"text": "x"}\n' * 5_000 + bytes(2**27)))
    begin = time.perf_counter()
    codes = ids(read(path))
    assert codes[: len(IDS)] == IDS
    assert codes[-1] == "bomb"
    assert time.perf_counter() - begin < 10


def test_the_part_says_what_it_is(tmp_path):
    path = str(tmp_path / "a.txt")
    Path(path).write_text("words")
    assert parts([path]) == [Part(path, 0, 5, "text", (path,))]


def test_one_damaged_file_of_several_is_a_reason_and_alone_it_is_refused(tmp_path):
    good, bad = tmp_path / "a.jsonl", tmp_path / "b.warc.gz"
    good.write_bytes(JSONL)
    bad.write_bytes(gzip.compress(b""))
    assert ids(read(good, bad)) == [*IDS, "unreadable"]
    with pytest.raises(BadInput, match="warc"):
        parts([bad])
    with pytest.raises(BadInput, match="gone"):
        parts([good, tmp_path / "gone.jsonl"])


def test_a_crawl_behind_something_else_is_read(tmp_path):
    path = tmp_path / "a.warc"
    path.write_bytes(b"<html>not yet</html>\r\n" + WARC)
    assert [i for i in ids(read(path)) if i in IDS] == IDS
