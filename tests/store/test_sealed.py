"""Sealed files: every cut and every change of their frame is told by name."""

from __future__ import annotations

import numpy as np
import pytest

from unspin.errors import BadRecord, Damaged
from unspin.store.sealed import Seal, Sealed, SealedWriter

VALUES = np.arange(3000, dtype=np.uint32)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.file"


def write(path, values=VALUES):
    with SealedWriter(path, "things", {"a": ("<u4", len(values)), "b": ("u1", 5)}) as file:
        file.write("a", values[:100])
        file.write("b", b"12345")
        file.write("a", values[100:])
        return file.finish()


def test_columns_come_back(path):
    file = Sealed(path, "things", write(path))
    assert file.take("a").tolist() == VALUES.tolist()
    assert file.take("a", 2000, 2003).tolist() == [2000, 2001, 2002]
    assert file.take("b").tobytes() == b"12345"
    assert "a" in file and "c" not in file
    assert file.all_wrong() == []


def test_a_file_cut_anywhere_near_its_end_is_refused(path):
    write(path)
    whole = path.read_bytes()
    for cut in [0, 1, 4095, 4096, 8192, *range(len(whole) - 150, len(whole))]:
        path.write_bytes(whole[:cut])
        with pytest.raises(Damaged, match=r"a\.file"):
            Sealed(path, "things")


def test_every_flip_of_header_and_trailer_is_refused_at_once(path):
    write(path)
    whole = path.read_bytes()
    for at in [*range(0, 4096, 97), *range(len(whole) - 72, len(whole))]:
        for bit in range(8):
            data = bytearray(whole)
            data[at] ^= 1 << bit
            path.write_bytes(data)
            with pytest.raises(Damaged, match=r"a\.file"):
                Sealed(path, "things")


def test_a_flip_elsewhere_is_refused_when_it_is_met(path):
    seal = write(path)
    data = bytearray(path.read_bytes())
    data[4096 + 4 * 2000] ^= 4  # on the second page of the column
    path.write_bytes(data)
    file = Sealed(path, "things", seal)
    assert file.take("a", 0, 1000).tolist() == list(range(1000))
    for _ in range(2):
        with pytest.raises(Damaged, match=r"page 2 \(bytes 8192 to 12288\)"):
            file.take("a", 1500, 2500)
    assert file.all_wrong() == [2]


def test_another_whole_file_under_the_name_is_refused(path):
    seal = write(path)
    write(path, VALUES[::-1].copy())
    with pytest.raises(Damaged, match="another file"):
        Sealed(path, "things", seal)
    with pytest.raises(Damaged, match="holds things"):
        Sealed(path, "others")
    assert isinstance(seal, Seal)


def test_too_many_or_too_few_values_leave_no_file(path):
    with SealedWriter(path, "things", {"a": ("<u4", 3)}) as file:
        with pytest.raises(BadRecord, match="more"):
            file.write("a", VALUES[:4])
        with pytest.raises(BadRecord, match="fewer"):
            file.finish()
    assert list(path.parent.iterdir()) == []


def test_a_file_stays_readable_when_it_is_unlinked(path):
    file = Sealed(path, "things", write(path))
    path.unlink()
    assert file.take("a").tolist() == VALUES.tolist()
