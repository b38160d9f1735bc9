"""Pairs that share only boilerplate, of one outlet or of two, however little is in memory at a time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from unspin.find.candidates import Pairs
from unspin.run import outlets
from unspin.run.outlets import is_boilerplate
from unspin.run.traces import Traces

HEAD, STORY = 40, 60
"""Words of a letterhead and of a story."""


@pytest.fixture
def corpus(tmp_path: Path) -> tuple[Traces, np.ndarray]:
    """Twelve pages of each of two outlets, all under the letterhead of both; 3, 15 and 20 tell one story."""
    rng = np.random.default_rng(11)
    head = rng.integers(1, 1 << 30, HEAD)
    story = rng.integers(1, 1 << 30, STORY)
    pages = [
        np.concatenate([head, story if page in (3, 15, 20) else rng.integers(1, 1 << 30, STORY)])
        for page in range(26)
    ]
    np.concatenate(pages).astype(np.uint32).tofile(tmp_path / "traces")
    lengths = np.full(26, HEAD + STORY, np.int32)
    starts = np.cumsum(lengths, dtype=np.int64) - lengths
    own = np.repeat([0, 1, -1], [12, 12, 2]).astype(np.int32)
    return Traces(tmp_path / "traces", starts, lengths), own


@pytest.mark.parametrize("most", [1, 500, 10**9])
def test_a_letterhead_explains_pairs_across_outlets_and_a_story_is_no_letterhead(
    corpus: tuple[Traces, np.ndarray], monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(outlets, "NUMBERS", most)
    traces, own = corpus
    a = np.array([0, 2, 3, 3, 5, 24], np.uint32)
    b = np.array([1, 16, 15, 20, 25, 25], np.uint32)
    at = np.full(len(a), 30, np.uint16)
    pairs = Pairs(
        a, b, np.zeros(len(a), np.int32), np.ones(len(a), np.float32), at, at, at.astype("u1")
    )
    shared = traces.shared(pairs)
    counted = Pairs(a, b, np.minimum(shared, 55), pairs.promise, at, at, pairs.marks)
    told = is_boilerplate(counted, own, np.arange(26, dtype=np.uint32), traces)
    # of the last two, one page or both are of no known outlet: one side is enough to know it by
    assert told.tolist() == [True, True, False, False, True, False]


def test_no_pairs_are_no_trouble(corpus: tuple[Traces, np.ndarray]) -> None:
    none, traces = np.zeros(0, np.uint32), corpus[0]
    small, places = np.zeros(0, np.int32), np.zeros(0, np.uint16)
    pairs = Pairs(none, none, small, np.zeros(0, np.float32), places, places, np.zeros(0, "u1"))
    assert len(is_boilerplate(pairs, corpus[1], np.arange(26, dtype=np.uint32), traces)) == 0


def test_an_outlet_of_books_is_asked_by_fewer_pages(
    corpus: tuple[Traces, np.ndarray], monkeypatch: pytest.MonkeyPatch
) -> None:
    traces, own = corpus
    suspects, says = np.array([0, 1], np.uint32), np.arange(26, dtype=np.uint32)
    assert len(outlets._learned(suspects, own, says, traces)[0]) == HEAD
    monkeypatch.setattr(outlets, "ASKED", 5 * (HEAD + STORY))
    assert len(outlets._learned(suspects, own, says, traces)[0]) == 0
