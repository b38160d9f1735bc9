"""Hostile files that are packed or binary: gzip and zstd, WARC, Parquet."""

from __future__ import annotations

import gzip
import io
import random
import struct
import zlib
from collections.abc import Iterator

import zstandard

from hostile.base import MB, Case, good, line, page


def packed() -> Iterator[Case]:
    rows = b"".join(line(f"packed {n}") for n in range(50))
    small = gzip.compress(rows)
    cut = [
        1,
        2,
        5,
        9,
        10,
        11,
        18,
        len(small) // 2,
        len(small) - 9,
        len(small) - 8,
        len(small) - 4,
        len(small) - 1,
    ]
    for at in cut:
        yield Case(f"cut-{at}.jsonl.gz", small[:at])
    frame = zstandard.compress(rows)
    for at in (1, 4, 5, 9, len(frame) // 2, len(frame) - 4, len(frame) - 1):
        yield Case(f"cut-{at}.jsonl.zst", frame[:at])
    chance = random.Random(5)
    for number in range(6):
        spoilt = bytearray(small)
        spoilt[chance.randrange(10, len(spoilt))] ^= 1 << chance.randrange(8)
        yield Case(f"flip-{number}.jsonl.gz", bytes(spoilt))
    zeros = gzip.compress(bytes(16 * MB), 9)
    yield Case("bomb-1g.jsonl.gz", zeros * 64)
    yield Case("bomb-lines.jsonl.gz", gzip.compress(b"\n" * (16 * MB), 9) * 64)
    yield Case("bomb-1g.jsonl.zst", zstandard.compress(bytes(64 * MB), 19) * 16)
    yield Case("bomb-text.csv.gz", gzip.compress(b"id,text\n" + b"a" * (80 * MB), 9))
    yield Case(
        "bomb-good.jsonl.gz", gzip.compress(line("bomb before")) + zeros * 16, ("bomb before",)
    )
    yield Case("twice.jsonl.gz", gzip.compress(small))
    yield Case("window.jsonl.zst", b"\x28\xb5\x2f\xfd\x00\xff" + bytes(20))
    yield Case(
        "skippable.jsonl.zst", b"\x50\x2a\x4d\x18" + struct.pack("<I", 2**32 - 1) + bytes(40)
    )
    yield Case("members.jsonl.gz", gzip.compress(b"") * 20000)
    yield Case(
        "tail.jsonl.gz", small + b"tail of something else", tuple(f"packed {n}" for n in range(50))
    )
    yield Case("name.jsonl.gz", b"\x1f\x8b\x08\x08" + bytes(6) + b"n" * 500000)
    yield Case("empty.gz", b"")
    yield Case("text.txt.gz", gzip.compress(good(18).encode()))


def record(
    body: bytes, *, length: int | str | None = None, kind: str = "response", more: str = ""
) -> bytes:
    """Return a WARC record of an HTTP response."""
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + more.encode() + b"\r\n" + body
    size = len(block) if length is None else length
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: http://a.example/{zlib.crc32(body)}\r\n"
    )
    return (
        f"{head}Content-Type: application/http\r\nContent-Length: {size}\r\n\r\n".encode()
        + block
        + b"\r\n\r\n"
    )


def archives() -> Iterator[Case]:
    sure = record(page("first"))
    last = record(page("last of all"))
    keeps = tuple(f"http://a.example/{zlib.crc32(page(x))}" for x in ("first", "last of all"))
    middle = {
        "length-huge": record(b"x", length=10**18), "length-minus": record(b"x", length=-5), "length-word": record(b"x", length="abc"),
        "length-short": record(page("short"), length=60), "length-long": record(page("long"), length=9999), "length-zero": record(b"x", length=0),
        "no-header": b"WARC/1.0\r\n" + b"X: y\r\n" * 90000, "junk": bytes(range(256)) * 999, "chunk": record(b"FFFFFFFFFFFF\r\nabc", more="Transfer-Encoding: chunked\r\n"),
        "gzip": record(gzip.compress(bytes(100 * MB), 9), more="Content-Encoding: gzip\r\n"), "gzip-bad": record(b"\x1f\x8b\x08abc", more="Content-Encoding: gzip\r\n"),
        "coding": record(b"x", more=f"Content-Encoding: {'br' * 9999}\r\n"), "headers": record(b"x", more="A: b\r\n" * 30000), "status": record(b"x").replace(b"200 OK", b"999999"),
        "type": record(b"x").replace(b"text/html", b"a" * 9999), "versions": b"WARC/1.0\r\n" * 20000, "date": record(page("d")).replace(b"WARC-Type", b"WARC-Date: 99999-01-01\r\nWARC-Type", 1),
    }  # fmt: skip
    for name, bad in middle.items():
        yield Case(f"archive-{name}.warc", sure + bad + last, keeps)
    whole = sure + last
    for at in (5, 12, 60, 200, len(sure) - 1, len(sure) + 3, len(whole) - 20):
        yield Case(f"archive-cut-{at}.warc", whole[:at], keeps[: int(at > len(sure))])
    packed = gzip.compress(sure) + gzip.compress(last)
    for share in (0.1, 0.5, 0.9):
        yield Case(f"archive-cut-{share}.warc.gz", packed[: int(len(packed) * share)])
    spoilt = bytearray(packed)
    spoilt[len(packed) // 4] ^= 255
    yield Case("archive-flip.warc.gz", bytes(spoilt), keeps[1:])
    yield Case("archive-deep.warc", sure + record(page("<div>" * 100000)) + last, keeps)


def tables() -> Iterator[Case]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    def table(**columns: object) -> bytes:
        out = io.BytesIO()
        pq.write_table(
            pa.table(columns),
            out,
            row_group_size=len(next(iter(columns.values()))) // 4 or 1,
            write_page_checksum=True,
        )
        return out.getvalue()

    ids = [f"parquet {n}" for n in range(40)]
    whole = table(id=ids, text=[good(200 + n) for n in range(40)])
    for at in (4, 8, 100, len(whole) // 2, len(whole) - 9, len(whole) - 4, len(whole) - 1):
        yield Case(f"columns-cut-{at}.parquet", whole[:at])
    chance = random.Random(6)
    for number in range(14):
        spoilt = bytearray(whole)
        for _ in range(3):
            spoilt[chance.randrange(len(spoilt) - 2000 * (number % 2))] ^= 1 << chance.randrange(8)
        yield Case(f"columns-flip-{number:02}.parquet", bytes(spoilt))
    yield Case("columns-footer.parquet", whole[:-8] + struct.pack("<I", 2**31) + b"PAR1")
    yield Case("columns-none.parquet", table(id=["a"]))
    yield Case(
        "columns-empty.parquet", table(id=pa.array([], pa.string()), text=pa.array([], pa.string()))
    )
    yield Case(
        "columns-kinds.parquet",
        table(text=pa.array([b"\xff\xfe", None], pa.binary()), id=pa.array([1.5, float("nan")])),
    )
    yield Case(
        "columns-times.parquet", table(text=[good(250)], date=pa.array([2**62], pa.timestamp("us")))
    )
    nested: object = "x"
    for _ in range(40):
        nested = [nested]
    yield Case("columns-deep.parquet", table(text=[good(251)], deep=[nested]))
    yield Case(
        "columns-run.parquet",
        table(id=["run"] * 3000, text=["one and the same text " * 999] * 3000),
    )
