"""Care of an index: what is wrong is found, what is left is saved, what must go is gone."""

from __future__ import annotations

import pytest

import unspin
from running import call, refused


def damage(archive) -> str:
    """Flip a bit in the middle of the largest file of an index."""
    path = max((archive / "segments").iterdir(), key=lambda p: p.stat().st_size)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    return path.name


def test_a_whole_index_and_a_scan_s(archive, demo):
    for place in (archive, demo):
        done = call("check", place)
        assert (done.returncode, done.stdout) == (0, b"")
        assert done.stderr.decode().endswith(": whole\n")


def test_damage_is_found_and_what_is_left_is_saved(archive):
    name = damage(archive)
    done = call("check", archive)
    assert done.returncode == 2
    assert name in done.stdout.decode()
    assert f"unspin rebuild {archive}" in done.stderr.decode()
    done = call("rebuild", archive)
    assert done.returncode == 0, done.stderr.decode()
    kept, lost = (int(word) for word in done.stdout.split() if word.isdigit())
    assert kept + lost == 7
    assert kept >= 6
    assert call("check", archive).returncode == 0


def test_what_a_killed_writer_left_is_harmless(archive):
    (archive / "segments" / "half.tmp").write_bytes(b"half")
    done = call("check", archive)
    assert done.returncode == 0
    assert "half.tmp" in done.stdout.decode()
    assert "harmless" in done.stdout.decode()


def test_a_purge_forgets_for_good_and_names_ids_that_are_not_there(archive, copy, tmp_path):
    (tmp_path / "ids.txt").write_bytes(b"spun\r\nnobody\n\nreprint\n")
    done = call("purge", archive, "--ids", tmp_path / "ids.txt")
    assert (done.returncode, done.stdout) == (0, b"2 documents removed, 1 id not found\n")
    assert done.stderr == b"not in the index: nobody\n"
    with unspin.Index.open(archive) as index:
        found = {j.b.doc_id for j in index.find(unspin.read(copy)).judgements}
        assert "original" in found
        assert not found & {"spun", "reprint"}
        assert len(index) == 5


def test_ids_come_from_standard_input_too(archive):
    assert call("purge", archive, "--ids", "-", "--quiet", stdin=b"edited\n") == (0, b"", b"")


@pytest.mark.parametrize("command", [["check"], ["rebuild"], ["purge", "--ids", "-"]])
def test_nothing_is_made_where_no_index_is(command, tmp_path):
    assert refused(call(*command, tmp_path / "nowhere"), "nowhere", "unspin add")
    assert list(tmp_path.iterdir()) == []


def test_ids_that_cannot_be_read(archive, tmp_path):
    assert refused(call("purge", archive, "--ids", "none.txt"), "none.txt", "an id a line")
    (tmp_path / "ids").write_bytes(b"\xff\xfe")
    assert refused(call("purge", archive, "--ids", tmp_path / "ids"), "UTF-8")
    assert refused(call("purge", archive), "--ids")
