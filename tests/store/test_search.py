"""Search, merge and cutting of postings, beside the obvious way."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspin.store.search import merge_runs, without_channel
from unspin.store.segments import (
    Postings,
    Segment,
    cut_points,
    filter_segment,
    merge_segments,
    merged,
    write_segment,
)

UNIFORM = st.integers(0, 2**48 - 1)
CROWDED = st.integers(0, 40) | st.just(2**48 - 1) | st.integers(2**40, 2**40 + 9)


def postings(pairs):
    """Postings of (key, number) pairs; the position is made of both."""
    pairs = sorted(pairs)
    keys = np.array([k for k, _ in pairs], np.uint64)
    nums = np.array([n for _, n in pairs], np.uint32)
    return Postings(keys, nums, ((keys % np.uint64(97)) + nums).astype(np.uint16))


def listed(p):
    return list(zip(p.keys.tolist(), p.nums.tolist(), p.positions.tolist(), strict=True))


def joined(pieces):
    return [row for piece in pieces for row in listed(piece)]


@given(
    keys=st.lists(UNIFORM | CROWDED, max_size=200), asked=st.lists(UNIFORM | CROWDED, max_size=20)
)
def test_every_run_of_a_key_is_found(keys, asked, tmp_path_factory):
    p = postings([(key, i) for i, key in enumerate(keys)])
    path = tmp_path_factory.mktemp("s") / "a.seg"
    segment = Segment(path, write_segment(path, p))
    queries = np.unique(np.array(asked + keys[:10] + [2**48], np.uint64))
    starts, ends = segment.ranges(queries)
    assert starts.tolist() == np.searchsorted(p.keys, queries, "left").tolist()
    assert ends.tolist() == np.searchsorted(p.keys, queries, "right").tolist()


@pytest.mark.parametrize("count", [0, 1, 5000, 200_000])  # the last counts its high halves
def test_a_segment_gives_back_what_was_written(tmp_path, count):
    rng = np.random.default_rng(count)
    keys = np.sort(rng.integers(0, 2**48, count, dtype=np.uint64))
    p = Postings(keys, rng.integers(0, 2**32, count, dtype=np.uint32), keys.astype(np.uint16))
    path = tmp_path / "a.seg"
    segment = Segment(path, write_segment(path, p))
    assert len(segment) == count
    assert joined(merged([segment], 1)) == listed(p)
    assert joined(merged([segment], 7)) == listed(p)
    queries = np.unique(rng.choice(keys, 100)) if count else np.array([3], np.uint64)
    starts, ends = segment.ranges(queries)
    assert starts.tolist() == np.searchsorted(keys, queries, "left").tolist()
    assert ends.tolist() == np.searchsorted(keys, queries, "right").tolist()


def four_segments(folder, keys):
    """Segments with rising numbers, and all their postings in order."""
    segments, pairs = [], []
    for i in range(4):
        part = [(key, 1000 * i + j) for j, key in enumerate(keys[i])]
        path = folder / f"{i}.seg"
        segments.append(Segment(path, write_segment(path, postings(part))))
        pairs += part
    return segments, listed(postings(pairs))


@given(
    keys=st.lists(st.lists(CROWDED | UNIFORM, max_size=30), min_size=4, max_size=4),
    parts=st.integers(1, 9),
)
def test_merged_ranges_are_complete_and_cut_no_key(keys, parts, tmp_path_factory):
    folder = tmp_path_factory.mktemp("m")
    segments, truth = four_segments(folder, keys)
    pieces = list(merged(segments, parts))
    assert joined(pieces) == truth
    ends = [(int(p.keys[0]), int(p.keys[-1])) for p in pieces if len(p)]
    assert all(a[1] < b[0] for a, b in pairwise(ends))
    seal = merge_segments(folder / "all.seg", segments)
    assert joined(merged([Segment(folder / "all.seg", seal)], 1)) == truth


def test_cut_points_make_even_parts_of_uneven_keys(tmp_path):
    keys = np.sort(
        np.random.default_rng(4).integers(0, 2**30, 100_000, dtype=np.uint64) ** 2 % 2**47
    )
    path = tmp_path / "a.seg"
    nums = np.arange(len(keys), dtype=np.uint32)
    segment = Segment(path, write_segment(path, Postings(keys, nums, nums.astype(np.uint16))))
    sizes = [len(p) for p in merged([segment], 10)]
    assert len(sizes) == 10 and max(sizes) < 1.3 * len(keys) / 10
    assert cut_points([segment], 10)[0] == 0


def test_filtering_leaves_out_all_of_a_document_and_nothing_else(tmp_path):
    p = postings([(k, n) for n in range(50) for k in range(n, n + 20)])
    segment = Segment(tmp_path / "a.seg", write_segment(tmp_path / "a.seg", p))
    gone = np.array([0, 7, 49], np.uint32)
    seal, count = filter_segment(tmp_path / "b.seg", segment, gone)
    kept = joined(merged([Segment(tmp_path / "b.seg", seal)], 3))
    assert kept == [row for row in listed(p) if row[1] not in {0, 7, 49}]
    assert count == len(kept)


@given(st.lists(st.lists(st.integers(0, 9), max_size=9), max_size=9))
def test_merging_runs_is_a_stable_sort(runs):
    flat = [key for run in runs for key in sorted(run)]
    nums = np.arange(len(flat), dtype=np.uint32)
    bounds = np.cumsum([0, *(len(run) for run in runs)], dtype=np.int64)
    keys = np.array(flat, np.uint64)
    order = np.argsort(keys, kind="stable").tolist()
    _, sorted_nums, positions = merge_runs(keys, nums, nums.astype(np.uint16), bounds)
    assert sorted_nums.tolist() == positions.tolist() == order


def test_a_channel_is_left_out():
    keys = np.arange(64, dtype=np.uint64)
    kept, nums, _ = without_channel(keys.copy(), keys.astype(np.uint32), keys.astype(np.uint16), 7)
    assert kept.tolist() == nums.tolist() == [k for k in range(64) if k % 8 != 7]
