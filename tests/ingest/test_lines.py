"""Lines of JSON: every line is a document or a reason, wherever the file is cut."""

from __future__ import annotations

import gzip
import io
import json
import time
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unspin.ingest import lines as module
from unspin.ingest.lines import read_lines, read_values, values
from unspin.ingest.rows import Fields
from unspin.records import Document, Skipped

F = Fields()
GOOD = b'{"id": "good", "text": "good words"}'


class Held:
    """Bytes as a source."""

    def __init__(self, data: bytes, most: int = 2**30) -> None:
        self.name = "f"
        self.flaw = None
        self._file = io.BytesIO(data)
        self._most = most

    def read(self, size: int) -> bytes:
        return self._file.read(min(size, self._most))


def read(data: bytes, most: int = 2**30):
    return list(read_lines(Held(data, most), F))


def ids(found):
    return [d.doc_id if isinstance(d, Document) else d.code for d in found]


@pytest.mark.parametrize(("line", "code"), [
    (b"{", "bad-json"), (b"{'text': 'x'}", "bad-json"), (b'{"text": "x"} {}', "bad-json"), (b"\0", "bad-json"),
    (b'{"text": "tab\tinside"}', "bad-json"), (b'{"text": "x", "n": ' + b"9" * 5000 + b"}", "bad-json"), (b"[" * 100_000, "too-deep"),
    (b'{"a":' * 100_000, "too-deep"), (b'{"text": "x", "a": ' + b"[" * 500 + b"]" * 500 + b"}", "too-deep"), (b"[1]", "not-an-object"),
    (b"3", "not-an-object"), (b"null", "not-an-object"), (b'{"body": "x"}', "no-text"), (b'{"text": 3}', "text-not-string"),
    (b'{"text": " . "}', "empty"), (b'\xff\xfe{"text": "x"}', "bad-json"),
], ids=range(16))  # fmt: skip
def test_a_bad_line_costs_itself_only(line, code):
    first, second, third = read(GOOD + b"\n" + line + b"\n" + GOOD)
    assert first == third
    assert isinstance(first, Document)
    assert isinstance(second, Skipped)
    assert (second.code, second.origin) == (code, f"f@{len(GOOD) + 1}")


def test_what_stands_in_a_line_comes_through():
    record = {"id": "é", "text": "“Zoë”\r\n\u2028\x85 𝄞", "series": "S", "locs": [1, {"a": 2}]}
    for ascii_only in (True, False):
        (found,) = read(json.dumps(record, ensure_ascii=ascii_only).encode())
        assert (found.doc_id, found.text, found.outlet) == (record["id"], record["text"], "S")
        assert found.extra == {"locs": record["locs"]}


@pytest.mark.parametrize("data", [
    GOOD, GOOD + b"\n", b"\xef\xbb\xbf" + GOOD, GOOD + b"\r\n\r\n \n", b"\n\n" + GOOD,
])  # fmt: skip
def test_line_ends_and_empty_lines(data):
    assert ids(read(data)) == ["good"]


def test_html_in_a_record_is_text():
    (found,) = read(b'{"text": "<html><p>words</p></html>"}')
    assert found.text == "<html><p>words</p></html>"


def test_a_line_that_is_not_utf_8_is_read_and_named():
    (found,) = read('{"id": "1", "text": "Zoë said"}'.encode("cp1252"))
    assert (found.text, found.damage) == ("Zoë said", ("not UTF-8, read as Windows-1252",))


def test_an_endless_line_is_never_held():
    class Long(Held):
        def __init__(self):
            super().__init__(b"")
            self.left = 300

        def read(self, size):  # noqa: ARG002 - as a source has it
            self.left -= 1
            if self.left == 299:
                return GOOD + b"\n"
            return b"x" * 2**20 if self.left > 0 else (b"\n" + GOOD if self.left == 0 else b"")

    tracemalloc.start()
    found = list(read_lines(Long(), F))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert ids(found) == ["good", "too-long", "good"]
    assert peak < 150 * 2**20


@pytest.mark.parametrize("most", [1, 7, 64, 1000])
def test_the_longest_record_to_the_byte(monkeypatch, most):
    monkeypatch.setattr(module, "LIMIT", len(GOOD))
    over = GOOD.replace(b"words", b"words!")
    data = b"\n".join([GOOD, over, GOOD, over])
    assert ids(read(data, most)) == ["good", "too-long", "good", "too-long"]


@given(
    st.lists(st.sampled_from([GOOD, b"", b"{", b'{"text": "other"}', b"\r", b"[]"])),
    st.integers(1, 50),
)
def test_chunks_do_not_matter(rows, most):
    data = b"\n".join(rows)
    assert read(data, most) == read(data)


def test_a_source_with_a_flaw_says_so_last():
    source = Held(GOOD + b'\n{"text": "cut h')
    source.flaw = ("truncated", "why")
    found = list(read_lines(source, F))
    assert ids(found) == ["good", "truncated"]
    assert found[1].origin == "f"


def of_values(data: bytes, most: int = 2**30):
    return list(read_values(Held(data, most), F))


A, B = b'{"id": "a", "text": "\\"]}[{\\\\"}', b'{"id": "b", "text": "x", "n": [{"m": [1]}]}'


@pytest.mark.parametrize("most", [1, 3, 1000])
@pytest.mark.parametrize(("data", "expected"), [
    (b"[]", []), (b"", []), (b"[" + A.replace(b"{\\\\", b"z") + b"]", ["a"]), (b"\xef\xbb\xbf [ " + B + b" ,\n" + B + b"\n]\n", ["b", "b"]),
    (B + b"\n" + B, ["b", "b"]), (json.dumps(json.loads(B), indent=2).encode(), ["b"]), (b"[" + B + b', {"text": 3}, [1], ' + B + b"]",
     ["b", "text-not-string", "not-an-object", "b"]), (b"[" + B + b", {", ["b", "truncated"]), (b"[" + B, ["b", "truncated"]),
    (b"[" + B + b', {"text" 3}, ' + B + b"]", ["b", "bad-json", "b"]),
])  # fmt: skip
def test_arrays_and_rows_of_records(data, expected, most):
    assert ids(of_values(data, most)) == expected


def test_what_stands_between_values_is_refused():
    assert set(ids(of_values(b"[" + B + b", 17, " + B + b"]"))) == {"b", "not-an-object"}


@settings(max_examples=40)
@given(st.lists(st.dictionaries(st.text(), st.text() | st.lists(st.integers()))), st.integers(1, 9))
def test_values_are_what_json_reads(records, most):
    data = json.dumps(records, ensure_ascii=False).encode()
    assert [json.loads(v) for _, v in values(Held(data, most))] == records


@pytest.mark.parametrize(
    "data",
    [b"[" * 10**5, b'"' * 10**6, b"\\" * 10**5, b"{}" * 10**4, b"]" * 10**5, b"[{" * 10**5 + b'"'],
)
def test_no_brackets_take_long(data):
    begin = time.perf_counter()
    of_values(data)
    read(data)
    assert time.perf_counter() - begin < 8


def test_deep_nesting_in_an_array_is_one_reason():
    assert ids(of_values(b"[" + b"[" * 10**5 + b"]" * 10**5 + b"," + B + b"]")) == ["too-deep", "b"]


def test_gzip_that_breaks_off_keeps_its_lines(tmp_path):
    from unspin.ingest.inputs import parts, read_part

    path = tmp_path / "news.jsonl.gz"
    rows = [json.dumps({"id": n, "text": f"words {n * 7919} and {n}"}) for n in range(5000)]
    path.write_bytes(gzip.compress("\n".join(rows).encode())[:-1000])
    (part,) = parts([path])
    found = list(read_part(part))
    assert len(found) > 4000
    assert all(isinstance(d, Document) for d in found[:-1])
    assert (found[-1].code, found[-1].origin) == ("truncated", str(path))
