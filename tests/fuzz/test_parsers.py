"""Fuzzing: whatever a parser is given, it answers with documents and refusals, and nothing else.

    just fuzz MINUTES

The seeds beside this file are mutated. Each past crash is a seed.
"""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from unspin.errors import BadInput
from unspin.ingest.compressed import Plain, unpacked
from unspin.ingest.dates import moment
from unspin.ingest.html import strip
from unspin.ingest.inputs import Fields, Part, parts, read_part
from unspin.ingest.kinds import kind_of
from unspin.ingest.read import of_bytes
from unspin.records import Document, Skipped

SEEDS = sorted((Path(__file__).parent / "seeds").iterdir())
EXAMPLES = int(os.environ.get("UNSPIN_FUZZ", "15"))
few = settings(
    max_examples=EXAMPLES, derandomize="UNSPIN_FUZZ" not in os.environ, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
KINDS = ("jsonl", "json", "csv", "warc", "feed", "parquet", "text")


@st.composite
def mutated(draw: st.DrawFn, names: str = "") -> bytes:
    """A seed with some bytes changed, cut out, doubled, or replaced by those of another."""
    data = bytearray(draw(st.sampled_from([s for s in SEEDS if names in s.name])).read_bytes())
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(data)))
        size = draw(st.integers(0, 40))
        match draw(st.integers(0, 4)):
            case 0:
                data[at : at + 1] = draw(st.binary(max_size=3))
            case 1:
                del data[at : at + size]
            case 2:
                data[at:at] = bytes(data[at : at + size]) * draw(st.integers(1, 50))
            case 3:
                other = draw(st.sampled_from(SEEDS)).read_bytes()
                data[at : at + size] = other[at : at + size]
            case _:
                del data[at:]
    return bytes(data)


@pytest.mark.parametrize("kind", KINDS)
@few
@given(data=st.data())
def test_a_reader_gives_documents_and_refusals(tmp_path, kind, data):
    path = tmp_path / f"file.{kind}"
    content = data.draw(st.one_of(st.binary(max_size=200), mutated(), mutated(f".{kind}")))
    path.write_bytes(content)
    groups = 1 if kind == "parquet" else 0
    files = (str(path),) if kind == "text" else ()
    part = Part(str(path), 0, groups or len(content), kind, files)
    assert all(sound(record) for record in read_part(part, Fields()))


@few
@given(
    content=mutated(), packer=st.sampled_from([gzip.compress, zstandard.compress]), data=st.data()
)
def test_compressed_or_not_a_file_is_told_and_read(tmp_path, content, packer, data):
    packed = bytearray(packer(content))
    for _ in range(data.draw(st.integers(0, 2))):
        packed[data.draw(st.integers(0, len(packed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    cut = data.draw(st.integers(0, len(packed)))
    for name, inside in (
        ("a.bin", content),
        ("a.jsonl.gz", bytes(packed)),
        ("a.gz", bytes(packed[:cut])),
    ):
        path = tmp_path / name
        path.write_bytes(inside)
        found, told = [], str(path)
        try:
            found = parts([path])
        except BadInput as error:
            told = str(error)
        assert str(path) in told
        assert all(sound(record) for part in found for record in read_part(part))


@few
@given(content=mutated())
def test_what_comes_out_of_whole_compressed_data_went_in(tmp_path, content):
    path = tmp_path / "file.gz"
    for packer in (gzip.compress, zstandard.compress):
        path.write_bytes(packer(content))
        with Plain(str(path)) as file:
            source = unpacked(file)
            assert source.read(2**30) == content and source.flaw is None


@few
@given(content=st.one_of(mutated(), st.binary(max_size=100)), charset=st.text(max_size=9))
def test_bytes_become_a_document_or_a_refusal(content, charset):
    assert sound(of_bytes(content, "a.html", charset))


@few
@given(
    st.one_of(st.text(max_size=300), mutated().map(lambda d: d.decode("utf-8", "surrogateescape")))
)
def test_taking_out_tags_ends(markup):
    found = strip(markup)
    assert 0 <= found.depth <= found.tags or found.tags == 0


@few
@given(st.one_of(
    st.text(max_size=70), st.integers(), st.floats(), st.datetimes(), st.dates(),
    st.from_regex(r"[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{1,6} \d\d:\d\d:\d\d [+-]?\d{1,6}", fullmatch=True),
    st.from_regex(r"\d{1,6}-\d{1,3}-\d{1,3}T\d\d:\d\d(:\d\d)?([+-]\d\d:\d\d)?", fullmatch=True),
))  # fmt: skip
def test_a_date_is_a_moment_in_utc_or_none(value):
    found = moment(value)
    assert found is None or found.utcoffset().total_seconds() == 0


@few
@given(st.one_of(st.binary(max_size=300), mutated()))
def test_a_kind_is_told_or_refused(tmp_path, content):
    path = tmp_path / "some.file"
    path.write_bytes(content)
    told = str(path)
    try:
        assert kind_of(str(path)).removesuffix("+packed") in KINDS
    except BadInput as error:
        told = str(error)
    assert str(path) in told


def sound(record: Document | Skipped) -> bool:
    """Tell whether a record could be kept: its text can be encoded, or its refusal has words."""
    if isinstance(record, Skipped):
        record.reason.encode()
        return bool(record.code and record.reason and record.origin)
    record.text.encode()
    record.doc_id.encode("utf-8", "surrogatepass")
    return any(map(str.isalnum, record.text))
