"""The manifest: it comes back as it was written, or not at all."""

from __future__ import annotations

import pytest

from unspin.errors import BadInput, Damaged
from unspin.store.manifest import NAME, Entry, Manifest, read_manifest, write_manifest

ENTRIES = (
    Entry("a.docs", "documents", 4096, 2**64 - 1, 3, 0, 2, 5000, 2000),
    Entry("a.seg", "postings", 8192, 7, 90, 0, 2),
)
MANIFEST = Manifest("scheme \u00e9", 4, 3, ENTRIES)


def test_a_manifest_comes_back(tmp_path):
    write_manifest(tmp_path, MANIFEST)
    assert read_manifest(tmp_path) == MANIFEST
    assert [p.name for p in tmp_path.iterdir()] == [NAME]


def test_no_flip_and_no_cut_of_it_goes_unnoticed(tmp_path):
    write_manifest(tmp_path, MANIFEST)
    path = tmp_path / NAME
    whole = path.read_bytes()
    for cut in range(len(whole)):
        path.write_bytes(whole[:cut])
        with pytest.raises(Damaged, match="manifest"):
            read_manifest(tmp_path)
    for bit in range(8 * len(whole)):
        data = bytearray(whole)
        data[bit // 8] ^= 1 << bit % 8
        path.write_bytes(data)
        with pytest.raises(Damaged, match="manifest"):
            read_manifest(tmp_path)


def test_another_format_is_told_from_damage(tmp_path, monkeypatch):
    monkeypatch.setattr("unspin.store.manifest.FORMAT", 99)
    write_manifest(tmp_path, MANIFEST)
    monkeypatch.undo()
    with pytest.raises(BadInput, match="format 99") as caught:
        read_manifest(tmp_path)
    assert not isinstance(caught.value, Damaged)


def test_files_of_a_kind_stay_in_order_of_number(tmp_path):
    late = Entry("0.docs", "documents", 1, 1, 1, 7, 9)
    merged = Entry("9.docs", "documents", 1, 1, 1, 3, 6)
    grown = MANIFEST.replaced((), (late,), 10).replaced((), (merged,))
    assert [e.name for e in grown.of("documents")] == ["a.docs", "9.docs", "0.docs"]
    assert (grown.generation, grown.next_num) == (6, 10)
    assert grown.replaced(ENTRIES, ()).entries == (merged, late)
