"""Which files are merged."""

from __future__ import annotations

import random

import pytest

from unspin.store.tiers import FAN, LARGEST, due


@pytest.mark.parametrize("kind", ["postings", "documents"])
def test_files_stay_few_and_are_rewritten_seldom(kind):
    chance = random.Random(1)
    sizes, written, added = [], 0, 0
    for _ in range(3000):
        sizes.append(chance.randrange(1 << 10, 4 << 20))
        added += sizes[-1]
        while group := due(kind, sizes):
            start, end = group
            assert end - start >= FAN
            sizes[start:end] = [sum(sizes[start:end])]
            written += sizes[start]
    assert sum(sizes) == added
    small = [size for size in sizes if size < LARGEST[kind]]
    assert len(small) <= 5 * FAN
    assert written <= 5 * added


def test_nothing_is_due_of_a_few_files_or_of_full_ones():
    assert due("postings", [1] * (FAN - 1)) is None
    assert due("documents", [LARGEST["documents"]] * 50) is None
