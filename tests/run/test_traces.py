"""Traces on disk: the second look is the same however little of them is read at a time."""

from __future__ import annotations

import numpy as np
import pytest

from unspin.find.candidates import Pairs
from unspin.find.traces import shared_numbers
from unspin.run import traces
from unspin.run.traces import Traces


@pytest.mark.parametrize("span", [1, 50, 333, 10_000_000])
def test_stretches_of_any_size_give_the_same_counts(tmp_path, monkeypatch, span):
    monkeypatch.setattr(traces, "SPAN", span)
    rng = np.random.default_rng(span)
    lengths = rng.integers(0, 60, 40).astype(np.int32)
    places = rng.permutation(40)  # documents need not lie in the order of their numbers
    starts = np.zeros(40, np.int64)
    starts[places] = np.cumsum(lengths[places]) - lengths[places]
    numbers = rng.integers(1, 90, lengths.sum()).astype(np.uint32)
    numbers.tofile(tmp_path / "traces")
    a, b = rng.integers(0, 40, (2, 300)).astype(np.uint32)
    at = rng.integers(0, 50, (2, 300)).astype(np.uint16)
    pairs = Pairs(
        a, b, np.zeros(300, np.int32), np.zeros(300, np.float32), *at, np.zeros(300, np.uint8)
    )
    told = Traces(tmp_path / "traces", starts, lengths).shared(pairs)
    assert told.tolist() == shared_numbers(numbers, starts, lengths, a, b, *at).tolist()
    assert told.max() > 0
