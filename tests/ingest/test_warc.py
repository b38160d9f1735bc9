"""Web archives: whole, cut at every byte, with wrong lengths and strange responses."""

from __future__ import annotations

import gzip
import random
import time
import zlib
from datetime import UTC, datetime

import pytest

from unspin.ingest import warc as module
from unspin.ingest.compressed import Plain, unpacked
from unspin.ingest.warc import read_warc, records
from unspin.records import Document, Skipped

PLAIN = "Content-Type: text/plain; charset=utf-8"


def response(body: bytes, headers: str = PLAIN, status: str = "200 OK") -> bytes:
    return f"HTTP/1.1 {status}\r\n{headers}\r\n\r\n".encode() + body


def record(
    number: int, block: bytes, kind: str = "response", length: int | None = None, **more: str
) -> bytes:
    fields = {
        "WARC-Type": kind, "WARC-Target-URI": f"https://a.example/{number}", "WARC-Date": "2020-01-02T03:04:05Z",
        "Content-Type": "application/http; msgtype=response", "Content-Length": str(len(block) if length is None else length), **more,
    }  # fmt: skip
    header = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"WARC/1.0\r\n{header}\r\n".encode() + block + b"\r\n\r\n"


def text(number: int, words: int = 12, **more) -> bytes:
    chance = random.Random(number)
    body = " ".join(str(chance.random()) for _ in range(words))
    return record(number, response(f"text {number} {body}".encode()), **more)


@pytest.fixture
def read(tmp_path):
    def read(data: bytes):
        path = tmp_path / "c.warc"
        path.write_bytes(data)
        with Plain(str(path)) as file:
            return list(read_warc(unpacked(file, resume=True)))

    return read


def numbers(found):
    return [int(d.doc_id.rpartition("/")[2]) if isinstance(d, Document) else d.code for d in found]


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_records(read, pack):
    others = pack(record(8, b"GET / HTTP/1.1\r\n\r\n", "request")) + pack(
        record(9, b"x: y", "warcinfo")
    )
    found = read(pack(text(1)) + others + pack(text(2)))
    assert numbers(found) == [1, 2]
    assert found[0].url == found[0].doc_id == "https://a.example/1"
    assert found[0].fetched == datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert found[0].text.startswith("text 1 ")


def test_one_gzip_member_may_hold_all(read):
    assert numbers(read(gzip.compress(text(1) + text(2)))) == [1, 2]


def test_pages_give_their_main_text(read):
    pytest.importorskip("trafilatura", reason="needs the web extra")
    body = "".join(
        f"<p>The mill owner said {n} workers would leave before winter.</p>" for n in range(20)
    )
    page = f"<html><head><title>Mill</title></head><body><nav>Home Sport</nav><article>{body}</article></body></html>"
    (found,) = read(record(1, response(page.encode(), "Content-Type: text/html")))
    assert found.text.count("The mill owner") == 20
    assert (found.url, found.title) == ("https://a.example/1", "Mill")
    assert "Sport" not in found.text


def test_deep_pages_are_not_dropped(read):
    pytest.importorskip("trafilatura", reason="needs the web extra")
    page = "<html><body>" + "<div>" * 5000 + "words at the bottom" + "</div>" * 5000
    (found,) = read(record(1, response(page.encode(), "Content-Type: text/html")))
    assert "words at the bottom" in found.text
    assert "nested 5" in found.damage[0]


def test_cut_at_every_byte_it_keeps_what_is_whole_and_names_the_rest(read):
    pieces = [text(n, 0) for n in range(3)]
    data = b"".join(pieces)
    ends = [sum(map(len, pieces[: n + 1])) for n in range(3)]
    for cut in range(1, len(data)):
        whole = sum(end - 4 <= cut for end in ends)  # the last line ends may be missing
        found = read(data[:cut])
        assert numbers(found)[:whole] == list(range(whole))
        inside = not any(end - 4 <= cut <= end for end in ends)
        assert [s.code for s in found[whole:]] == ["truncated"] * inside


def test_gzip_cut_at_every_byte(read):
    pieces = [gzip.compress(text(n, 1)) for n in range(2)]
    first = len(pieces[0])
    for cut in range(12, len(pieces[0] + pieces[1])):
        found = read((pieces[0] + pieces[1])[:cut])
        documents = [d for d in found if isinstance(d, Document)]
        assert (len(documents) >= 1) or cut < first
        if cut != first:
            assert numbers(found)[-1] in {"truncated", "not-a-record", "corrupt"}, cut
        assert len(found) <= 3


@pytest.mark.parametrize("length", [0, 5, 60, 400, 10**6, 10**9])
def test_a_wrong_length_costs_its_record_only(read, length):
    found = read(text(1) + text(2, length=length) + text(3) + text(4))
    assert numbers(found) == ([1, "bad-length", 3, 4] if length < module.LIMIT else [1, "too-long"])


def test_a_file_that_broke_off_and_was_appended_to(read):
    assert numbers(read(text(1) + text(2)[:250] + text(3))) == [1, "bad-length", 3]
    broken = gzip.compress(text(2, 400))[:2000]
    found = read(gzip.compress(text(1)) + broken + gzip.compress(text(3)))
    assert [n for n in numbers(found) if isinstance(n, int)] == [1, 3]
    assert "corrupt" in numbers(found)


@pytest.mark.parametrize("junk", [b"junk\r\n", b"\0" * 500, b"WARC/1.0\r\n\r\n", b"WARC/1.0\r\nContent-Length: -5\r\n\r\n", b"x" * 600_000,
                                  b"WARC/1.0\r\n" + b"a: b\r\n" * 60_000], ids=range(6))  # fmt: skip
def test_junk_between_records(read, junk):
    codes = numbers(read(text(1) + junk + text(2)))
    assert [c for c in codes if isinstance(c, int)] == [1, 2]
    assert len(codes) == 3


def test_a_record_too_long_to_hold_streams_by(read, monkeypatch):
    monkeypatch.setattr(module, "LIMIT", 5000)
    assert numbers(read(text(1) + text(2, 1000) + text(3))) == [1, "too-long", 3]


def chunked(body: bytes) -> bytes:
    return b"".join(b"%x;ext\r\n%s\r\n" % (len(p), p) for p in (body[:7], body[7:])) + b"0\r\n\r\n"


WORDS = b"some words of a page"
RAW = zlib.compressobj(wbits=-15)


@pytest.mark.parametrize(("body", "headers"), [
    (chunked(WORDS), "Transfer-Encoding: chunked"), (WORDS, "Transfer-Encoding: chunked"), (gzip.compress(WORDS), "Content-Encoding: gzip"),
    (WORDS, "Content-Encoding: identity"), (zlib.compress(WORDS), "content-encoding: Deflate"), (b" " + WORDS, "Content-Encoding: gzip"),
    (RAW.compress(WORDS) + RAW.flush(), "Content-Encoding: deflate"),
    (chunked(gzip.compress(WORDS)), "Transfer-Encoding: chunked\r\nContent-Encoding: gzip"),
], ids=range(8))  # fmt: skip
def test_bodies_are_unpacked(read, body, headers):
    (found,) = read(record(1, response(body, f"{PLAIN}\r\n{headers}")))
    assert found.text.strip() == WORDS.decode()


@pytest.mark.parametrize(("block", "code"), [
    (response(b"moved", status="301 Moved"), "http-status"), (response(b"\x89PNG", "Content-Type: image/png"), "not-text"),
    (response(b"%PDF-1.4", "X: y"), "binary"), (response(b""), "empty"), (b"no http", "bad-response"), (b"", "bad-response"),
    (response(b"x", f"{PLAIN}\r\nContent-Encoding: br"), "bad-response"), (response(b"\x1f\x8bxx", f"{PLAIN}\r\nContent-Encoding: gzip"),
     "bad-response"), (response(b" . "), "empty"),
    (response(gzip.compress(bytes(65 * 2**20), 1), f"{PLAIN}\r\nContent-Encoding: gzip"), "bad-response"),
], ids=range(10))  # fmt: skip
def test_responses_without_a_text_say_why(read, block, code):
    first, second, third = read(text(1) + record(2, block) + text(3))
    assert (first.doc_id, third.doc_id) == ("https://a.example/1", "https://a.example/3")
    assert isinstance(second, Skipped)
    assert second.code == code
    assert "c.warc@" in second.origin


def test_the_charset_of_the_header_counts(read):
    greek = "Οι εργάτες έφυγαν".encode("iso-8859-7")
    (found,) = read(record(1, response(greek, "Content-Type: text/plain; charset=ISO-8859-7")))
    assert found.text == "Οι εργάτες έφυγαν"


def test_extracted_text_records(read):
    (found,) = read(
        record(1, b"Plain words of a page", "conversion", **{"Content-Type": "text/plain"})
    )
    assert found.text == "Plain words of a page"


@pytest.mark.parametrize("data", [
    b"WARC/1.0\n" * 40_000, b"WARC/1.0\n" * 40_000 + b"\n", (b"WARC/1.0\n" * 20_000 + b"\n") * 5, b"\r\n" * 500_000, b"\r" * 10**6,
    b"WARC/1." + b"1" * 10**6, b"WARC/1.0\n\n" * 30_000, b"x" * 10**6,
], ids=range(8))  # fmt: skip
def test_no_archive_takes_long(read, data):
    begin = time.perf_counter()
    assert len(read(data)) >= 0
    assert time.perf_counter() - begin < 8


def test_a_header_cut_by_another_record(read):
    found = read(text(1)[:30] + text(2) + text(3))
    assert numbers(found) == ["bad-header", 2, 3]
    assert found[1].text.startswith("text 2")


def test_a_length_that_covers_all_does_not_make_it_slow(tmp_path):
    path = tmp_path / "c.warc"
    path.write_bytes(text(1, 1, length=30 * 2**20) * 20_000)
    with Plain(str(path)) as file:
        codes = [getattr(r, "code", "") for r in records(unpacked(file))]
    assert len(codes) > 19_000
