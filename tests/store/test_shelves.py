"""Shelves: a document comes back as it went in, also out of a wreck."""

from __future__ import annotations

from datetime import UTC, timedelta, timezone

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from zstandard import ZstdDecompressor

from oracles_store import make
from unspin.errors import Damaged
from unspin.records import Document
from unspin.store.shelves import Shelf, merge_shelves, pack, salvage, write_shelf

ANY = st.text(st.characters(), max_size=60)  # lone surrogates too
ZONES = st.sampled_from([None, UTC, timezone(timedelta(hours=-5))])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | ANY,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY, inner, max_size=3),
    max_leaves=5,
)
DOCUMENTS = st.builds(
    Document, ANY, ANY, url=st.none() | ANY, title=st.none() | ANY, outlet=st.none() | ANY,
    language=st.sampled_from(["en", "pt-BR"]),
    published=st.none() | st.datetimes(timezones=ZONES), fetched=st.none() | st.datetimes(),
    damage=st.lists(ANY, max_size=2).map(tuple), extra=st.dictionaries(ANY, JSON, max_size=3),
)  # fmt: skip


def shelf_of(path, documents, first=0):
    nums = range(first, first + len(documents))
    written = write_shelf(path, nums, pack(documents, [10 + num for num in nums]))
    return Shelf(path, written.seal), written


def read(shelf):
    return [shelf.held(row, ZstdDecompressor()).document() for row in range(len(shelf))]


@given(documents=st.lists(DOCUMENTS, min_size=1, max_size=5))
def test_documents_come_back_as_they_went_in(documents, tmp_path_factory):
    path = tmp_path_factory.mktemp("s") / "a.docs"
    shelf, written = shelf_of(path, documents, first=3)
    assert read(shelf) == documents
    assert (written.first, written.last) == (3, 2 + len(documents))
    assert written.raw == sum(len(d.text.encode("utf-8", "surrogatepass")) for d in documents)
    names = [*shelf.names(), None]
    assert [names[code] for code in shelf.file.take("outlets")] == [d.outlet for d in documents]
    found = {record.num: (record.doc_id, text) for record, text in salvage(path.read_bytes())}
    assert found == {num: (d.doc_id, d.text) for num, d in enumerate(documents, 3)}


def test_equal_texts_are_kept_once(tmp_path):
    text = "".join(chr(33 + (i * i) % 90) for i in range(5000))
    one = shelf_of(tmp_path / "a.docs", [Document("a", text)])[1]
    shelf, many = shelf_of(tmp_path / "b.docs", [Document(str(i), text) for i in range(50)])
    assert many.packed == one.packed
    assert many.raw == 50 * 5000
    assert {d.text for d in read(shelf)} == {text}


@pytest.mark.parametrize("gone", [(), (0,), (3, 4), (2, 5, 9), tuple(range(9)), tuple(range(10))])
def test_merging_keeps_all_but_those_forgotten(tmp_path, gone):
    documents = [make(n)[0] for n in range(10)]
    documents[5] = Document("twin", documents[3].text)  # of which only one may go
    documents[4] = Document("twin in its batch", documents[3].text, outlet="Own")
    shelves = [
        shelf_of(tmp_path / "a.docs", documents[:7])[0],
        shelf_of(tmp_path / "b.docs", documents[7:], first=7)[0],
    ]
    path = tmp_path / "c.docs"
    written = merge_shelves(path, shelves, np.array(gone, np.uint32))
    shelf = Shelf(path, written.seal)
    kept = [(n, d) for n, d in enumerate(documents) if n not in gone]
    assert shelf.file.take("nums").tolist() == [n for n, _ in kept]
    assert read(shelf) == [d for _, d in kept]
    assert written.raw == sum(len(d.text) for _, d in kept)
    names = [*shelf.names(), None]
    assert [names[code] for code in shelf.file.take("outlets")] == [d.outlet for _, d in kept]
    assert written.packed == sum({record.digest: len(record.digest) and shelf.size(i) for i, record in
                                  ((i, shelf.record(i)) for i in range(len(shelf)))}.values())  # fmt: skip


def test_a_wreck_gives_back_what_is_whole(tmp_path):
    documents = [make(n)[0] for n in range(40)]
    path = tmp_path / "a.docs"
    shelf_of(path, documents)
    data = path.read_bytes()
    wreck = data[:-5000]  # no trailer
    wreck = bytes(4096) + wreck[4096:]  # no header
    found = {record.doc_id: text for record, text in salvage(wreck)}
    whole = {d.doc_id: d.text for d in documents}
    assert len(found) > 10
    assert all(text in (None, whole[doc_id]) for doc_id, text in found.items())


def test_a_text_that_changed_under_a_right_page_is_refused(tmp_path):
    """As a fault of memory while writing would leave it."""
    document = make(1)[0]
    other = make(2)[0]
    right, wrong = pack([document, other], [1, 1])
    written = write_shelf(tmp_path / "a.docs", [0], [right._replace(digest=wrong.digest)])
    shelf = Shelf(tmp_path / "a.docs", written.seal)
    with pytest.raises(Damaged, match="doc-1"):
        read(shelf)
