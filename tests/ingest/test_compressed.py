"""gzip and zstd: whole, cut, broken, and made to burst."""

from __future__ import annotations

import gzip
import random
import time
import tracemalloc

import pytest
import zstandard

from unspin.ingest.compressed import PIECE, Plain, Unpacked, unpacked

DATA = b"".join(
    b"%d some words of a line\n" % random.Random(1).randrange(n) for n in range(1, 9000)
)
PACK = {"gzip": gzip.compress, "zstd": zstandard.ZstdCompressor().compress}
both = pytest.mark.parametrize("pack", PACK.values(), ids=PACK)


@pytest.fixture
def read(tmp_path):
    def read(data: bytes, size: int = 2**20, *, resume: bool = False):
        path = tmp_path / "f"
        path.write_bytes(data)
        with Plain(str(path)) as file:
            source = unpacked(file, resume=resume)
            pieces = []
            while piece := source.read(size):
                pieces.append(piece)
            return b"".join(pieces), source

    return read


@both
@pytest.mark.parametrize("size", [1000, PIECE, 2**20])
def test_what_was_packed_comes_back(read, pack, size):
    assert read(pack(DATA), size)[0] == DATA


def test_a_plain_file_is_left_as_it_is(read):
    data, source = read(DATA)
    assert data == DATA
    assert isinstance(source, Plain)


@both
def test_members_follow_each_other(read, pack):
    data, source = read(pack(b"one ") + pack(b"") + pack(DATA) + pack(b"two"))
    assert data == b"one " + DATA + b"two"
    assert source.flaw is None


def test_zeros_after_gzip_are_padding(read):
    data, source = read(gzip.compress(b"x") + bytes(512))
    assert (data, source.flaw) == (b"x", None)


@both
def test_something_else_after_it_is_named(read, pack):
    data, source = read(pack(b"good") + b"and then something else")
    assert data == b"good"
    assert source.flaw[0] == "corrupt"


@both
def test_cut_at_any_byte_it_keeps_what_came_before(read, pack):
    packed = pack(b"abc" * 30) + pack(bytes(range(256)))
    whole = b"abc" * 30 + bytes(range(256))
    for cut in range(5, len(packed)):
        data, source = read(packed[:cut])
        assert whole.startswith(data)
        assert (source.flaw is None) == (cut == len(pack(b"abc" * 30)))
        assert source.flaw is None or source.flaw[0] in {"truncated", "corrupt"}


def test_most_of_a_cut_file_is_kept(read):
    data, source = read(gzip.compress(DATA)[:-20])
    assert len(data) > 0.95 * len(DATA)
    assert source.flaw[0] == "truncated"


@both
def test_a_bomb_is_left_after_64_megabytes(read, pack):
    bomb = pack(bytes(100 * 2**20))
    begin = time.perf_counter()
    data, source = read(bomb)
    assert source.flaw[0] == "bomb"
    assert 0 < len(data) <= 2 * 64 * 2**20
    assert time.perf_counter() - begin < 5


def test_a_bomb_needs_little_memory(tmp_path):
    path = tmp_path / "bomb.zst"
    path.write_bytes(PACK["zstd"](bytes(2**29)))
    tracemalloc.start()
    with Plain(str(path)) as file:
        source = unpacked(file)
        while source.read(2**16):
            pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert source.flaw[0] == "bomb"
    assert peak < 300 * 2**20


def test_nothing_is_opened_twice_over(read):
    inner = gzip.compress(b"x")
    assert read(gzip.compress(inner))[0] == inner


def test_it_goes_on_at_the_next_gzip_member_when_told(read):
    members = [gzip.compress(random.Random(n).randbytes(5000)) for n in range(6)]
    broken = members[2][:2000] + bytes(50) + members[2][2050:]
    data, source = read(b"".join([*members[:2], broken, *members[3:]]), resume=True)
    assert isinstance(source, Unpacked)
    assert source.flaw is None
    assert source.breaks
    for n in (0, 1, 3, 4, 5):
        assert random.Random(n).randbytes(5000) in data


def test_a_file_that_is_not_there_is_a_flaw():
    with Plain("no/such/file") as file:
        assert file.read(10) == b""
        assert file.flaw[0] == "unreadable"
