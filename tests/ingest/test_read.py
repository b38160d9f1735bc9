"""Files of every kind, good and bad, become a Document or a clear refusal."""

from __future__ import annotations

import io
import random
import time
from unittest.mock import Mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspin.errors import BadInput
from unspin.ingest import compressed
from unspin.ingest import read as module
from unspin.ingest.read import from_text, read

WORDS = "Prices rose — “sharply”, said Zoë."


@pytest.fixture
def file(tmp_path):
    def write(data: bytes, name: str = "story.txt"):
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


@pytest.mark.parametrize(
    ("data", "damage"),
    [
        (WORDS.encode(), ()),
        (WORDS.encode("utf-8-sig"), ()),
        (WORDS.encode("utf-16"), ()),
        (b"\xfe\xff" + WORDS.encode("utf-16-be"), ()),
        (WORDS.encode("utf-32"), ()),
        (WORDS.encode("cp1252"), ("not UTF-8, read as Windows-1252",)),
    ],
)
def test_encodings(file, data, damage):
    document = read(file(data))
    assert document.text == WORDS
    assert document.damage == damage


def test_the_id_is_the_path_as_given(file, monkeypatch):
    monkeypatch.chdir(file(b"words").parent)
    assert read("story.txt").doc_id == "story.txt"


def test_standard_input(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"from a pipe")))
    assert (read("-").doc_id, from_text("from a pipe").text) == ("-", "from a pipe")


@pytest.mark.parametrize("breaks", ["a\rb\rc", "a\r\nb", "a\u2028b\u2029c\x85d", "a\fb", " a\n\n"])
def test_line_ends_are_kept(file, breaks):
    assert read(file(breaks.encode())).text == breaks


def test_one_line_of_ten_megabytes_is_read_whole_and_soon(file):
    line = b"word " * 2_000_000
    begin = time.perf_counter()
    assert len(read(file(line)).text) == 10_000_000
    assert time.perf_counter() - begin < 5


def test_broken_bytes_do_not_garble_the_rest(file):
    document = read(file("“Zoë” ".encode() * 20 + b"\xff and so on"))
    assert document.text.startswith("“Zoë”")
    assert any("UTF-8" in entry for entry in document.damage)


def test_nuls_stay_and_are_named(file):
    document = read(file(b"a text with\0a stray\0byte in its many words"))
    assert document.text.count("\0") == 2
    assert document.damage == ("2 NUL characters",)


def test_lone_surrogates_keep_their_place(file):
    document = read(file("left \ud83d right".encode("utf-8", "surrogatepass")))
    assert document.text == "left \ufffd right"
    assert document.damage == ("1 lone surrogates, read as U+FFFD",)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b" \n\t", "no words"),
        (b"--- !?", "no words"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04 ...", "zip"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\x1f\x8b\x08", "gzip"),
        (bytes(range(256)) * 8, "binary"),
        (b"\0" * 100, "UTF-16|binary"),
        ("in two bytes".encode("utf-16-le"), "UTF-16"),
    ],
)
def test_refusals_name_the_file_and_the_fault(file, data, said):
    path = file(data)
    with pytest.raises(BadInput, match=said) as caught:
        read(path)
    assert str(caught.value).startswith(f"{path}: ")


def test_missing_folder_and_bad_path(tmp_path):
    with pytest.raises(BadInput, match="no such file"):
        read(tmp_path / "nothing.txt")
    with pytest.raises(BadInput, match="folder"):
        read(tmp_path)
    with pytest.raises(BadInput, match="cannot be read"):
        read("a\0b")


def test_unreadable(file, monkeypatch):
    path = file(b"secret")
    refusal = Mock(side_effect=PermissionError(13, "Permission denied"))
    monkeypatch.setattr(compressed, "open", refusal, raising=False)
    with pytest.raises(BadInput, match=r"cannot be read \(Permission denied\)"):
        read(path)


def test_too_large_is_refused_not_cut(file, monkeypatch):
    monkeypatch.setattr(module, "LIMIT", 10)
    assert read(file(b"ten bytes.")).text == "ten bytes."
    with pytest.raises(BadInput, match="larger"):
        read(file(b"eleven byte"))


def test_texts_in_hand_are_named_by_their_content():
    assert from_text("one text").doc_id == from_text("one text").doc_id
    assert from_text("one text").doc_id != from_text("another").doc_id
    assert from_text("lone \udc80 surrogate").damage


@given(st.binary(max_size=300))
def test_any_bytes_give_a_document_or_a_refusal(tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "any.txt"
    path.write_bytes(data)
    try:
        document = read(path)
    except BadInput:
        return
    document.text.encode("utf-8")  # every offset is a real code point


@given(st.text(min_size=1))
def test_good_utf8_is_read_as_it_is(tmp_path_factory, text):
    path = tmp_path_factory.getbasetemp() / "good.txt"
    path.write_text("x" * 400 + text, encoding="utf-8", newline="")
    assert read(path).text == "x" * 400 + text


@pytest.mark.parametrize("seed", range(20))
def test_random_bytes_are_refused_as_binary(tmp_path, seed):
    path = tmp_path / "noise"
    path.write_bytes(random.Random(seed).randbytes(3000))
    with pytest.raises(BadInput, match="looks binary"):
        read(path)
