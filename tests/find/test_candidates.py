"""Postings that become pairs, against the oracle."""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import oracles_find
from unspin.find.candidates import (
    FEW,
    LONGEST,
    PIVOTS,
    Meetings,
    least_promise,
    meet,
    pair,
    twins,
    worth,
)

DOCUMENTS = 60


@st.composite
def postings(draw):
    """Postings of few keys and documents, and who stands for whom."""
    seed = draw(st.integers(0, 10_000))
    rng = np.random.default_rng(seed)
    size = draw(st.integers(0, 200))
    rows = {
        (int(k), int(n)): int(p)
        for k, n, p in zip(
            rng.integers(0, draw(st.sampled_from([3, 40])), size),
            rng.integers(0, DOCUMENTS, size), rng.integers(0, 900, size), strict=True,
        )
    }  # fmt: skip
    fold = np.arange(DOCUMENTS, dtype=np.uint32)
    folded = draw(st.sampled_from([0.0, 0.3]))
    for num in range(1, DOCUMENTS):
        if rng.random() < folded:
            fold[num] = rng.integers(0, num)
    return sorted((k, n, p) for (k, n), p in rows.items()), fold


def columns(rows):
    keys, nums, positions = zip(*rows, strict=True) if rows else ((), (), ())
    return (
        np.array(keys, np.uint64), np.array(nums, np.uint32), np.array(positions, np.uint16),
    )  # fmt: skip


def met(meetings):
    names = ("a", "b", "at_a", "at_b", "nats", "marks")
    rows = zip(*(getattr(meetings, name).tolist() for name in names), strict=True)
    return Counter((a, b, at_a, at_b, round(nats, 4), m) for a, b, at_a, at_b, nats, m in rows)


@given(postings())
def test_meetings_are_those_of_the_oracle(drawn):
    rows, fold = drawn
    found = met(meet(*columns(rows), fold, DOCUMENTS))
    expected = oracles_find.meet(rows, fold.tolist(), DOCUMENTS)
    assert {k[:4] for k in found} == {k[:4] for k in expected}
    near = {(*k[:4], k[5]): k[4] for k in expected}
    assert all(k[4] == pytest.approx(near[(*k[:4], k[5])], abs=1e-3) for k in found)
    assert found.total() == expected.total()


def test_of_copies_only_the_first_in_a_list_speaks():
    fold = np.array([0, 0, 0, 3, 2], np.uint32)  # 2 stands for 4, and 0 for 2
    found = meet(*columns([(8, 1, 10), (8, 2, 20), (8, 3, 30), (8, 4, 40)]), fold, 5)
    assert [*zip(found.a, found.b, strict=True)] == [(1, 3)]


def test_a_long_list_is_sampled_and_says_so():
    size = 10 * LONGEST
    rows = [(9, n, 0) for n in range(size)]
    found = meet(*columns(rows), np.arange(size, dtype=np.uint32), size)
    assert len(found) == PIVOTS * (size - PIVOTS) + PIVOTS * (PIVOTS - 1) // 2
    assert set(found.a.tolist()) | set(found.b.tolist()) == set(range(size))
    assert (found.marks & 0x80 > 0).all() and (found.a < found.b).all()


@given(st.integers(0, 10_000), st.integers(0, 200), st.sampled_from([3.0, 9.0]))
@settings(max_examples=50)
def test_pairs_have_the_best_neighbourhood(seed, size, least):
    rng = np.random.default_rng(seed)
    a, b = rng.integers(0, 3, size).astype(np.uint32), rng.integers(3, 6, size).astype(np.uint32)
    at = rng.integers(0, 1500, (2, size)).astype(np.uint16)
    at[1] = np.where(rng.random(size) < 0.5, at[0] + rng.integers(0, 90, size), at[1])
    nats = rng.uniform(0.5, 8, size).astype(np.float32)
    marks = (1 << rng.integers(1, 5, size)).astype(np.uint8)
    groups = defaultdict(list)
    for i in range(size):
        groups[int(a[i]), int(b[i])].append(i)
    found = pair(Meetings(a, b, at[0], at[1], nats, marks), least)
    pairs = [*zip(found.a.tolist(), found.b.tolist(), strict=True)]
    assert pairs == sorted(set(pairs))
    for ends, rows in groups.items():
        own = [(int(at[0][i]), int(at[1][i]), float(nats[i])) for i in rows]
        best = oracles_find.promise(own)
        if ends not in pairs:
            assert best < least + 1e-3
            continue
        i = pairs.index(ends)
        assert found.shared[i] == len(rows) and best >= least - 1e-3
        assert found.promise[i] == pytest.approx(best, rel=1e-4)
        assert (found.at_a[i], found.at_b[i]) in {(x, y) for x, y, _ in own}
        assert found.marks[i] == np.bitwise_or.reduce(marks[rows])


def test_a_passage_in_long_texts_is_not_lost_among_chance_meetings():
    rng = np.random.default_rng(1)
    chance = rng.integers(0, 60_000, (2, 400)).astype(np.uint16)
    passage = np.arange(30_000, 30_200, 10, np.uint16)
    at_a, at_b = np.concatenate((chance[0], passage)), np.concatenate((chance[1], passage - 9_000))
    ones = np.ones(len(at_a))
    found = pair(
        Meetings(ones.astype(np.uint32), 2 * ones.astype(np.uint32), at_a, at_b,
                 ones.astype(np.float32), ones.astype(np.uint8)),
        5.0,
    )  # fmt: skip
    assert 30_000 <= found.at_a[0] <= 30_200 and found.at_a[0] - found.at_b[0] == 9_000


@given(postings())
def test_twins_are_everyone_who_shares_a_key_with_the_first(drawn):
    rows, _ = drawn
    expected = [
        (next(n for k, n, _ in rows if k == key), num, position)
        for i, (key, num, position) in enumerate(rows)
        if i and rows[i - 1][0] == key
    ]
    found = twins(*columns(rows))
    assert [*zip(*(column.tolist() for column in found), strict=True)] == expected


def test_rarer_meetings_are_worth_more():
    assert worth(10**6, 2) > worth(10**6, FEW) == pytest.approx(least_promise(10**6))
    assert worth(4, 2) == worth(10_000, 2) and worth(10**6, 10**6) == 0
