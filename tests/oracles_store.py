"""Slow textbook versions of what the store does, and documents to feed it."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime

import numpy as np

from unspin.records import Document, Sketch

SCHEME = "test-1"
WORDS = (
    "the mayor of a small town said on friday that no bridge would be closed before winter".split()
)


def make(
    number: int, version: int = 0, *, common: int = 4, keys: int = 24
) -> tuple[Document, Sketch]:
    """A document and a sketch made from its number: some keys are its own, some all documents share."""
    rng = np.random.default_rng([number, version])
    words = [WORDS[i] for i in rng.integers(0, len(WORDS), 120)]
    text = f"{number}.{version} " + " ".join(words)
    document = Document(
        f"doc-{number}", text, url=f"https://example.org/{number}", title=f"Story {number}",
        outlet=["Herald", None, "Gazette"][number % 3], published=datetime(2026, 1, 1, tzinfo=UTC),
        extra={"n": number},
    )  # fmt: skip
    own = rng.integers(0, 2**45, keys, dtype=np.uint64) << np.uint64(3) | np.uint64(number % 5)
    shared = np.arange(1, common + 1, dtype=np.uint64) * np.uint64(2**40) + np.uint64(1)
    all_keys = np.unique(np.concatenate([own, shared]))
    positions = rng.integers(0, 2**16, len(all_keys)).astype(np.uint16)
    return document, Sketch(document.doc_id, SCHEME, all_keys, positions, len(words) + 1)


def postings_of(sketches: dict[int, Sketch]) -> dict[int, list[tuple[int, int]]]:
    """The inverted index as a dict: key -> [(number, position)], numbers ascending."""
    lists: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for num in sorted(sketches):
        sketch = sketches[num]
        for key, position in zip(sketch.keys.tolist(), sketch.positions.tolist(), strict=True):
            lists[key].append((num, position))
    return lists


def page_sum(words: list[int], salt: int) -> int:
    """The sum of ``unspin.store.pages`` with unbounded numbers."""
    whole, odd, mixer = 2**64 - 1, 0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93
    a = mixer ^ (salt * odd & whole)
    lanes = [a, (a + odd) & whole, a ^ odd, (a - odd) & whole]
    for i, word in enumerate(words):
        lane = (lanes[i % 4] ^ word) * odd & whole
        lanes[i % 4] = (lane << 29 | lane >> 35) & whole
    total = lanes[0]
    for lane in lanes[1:]:
        total = (total ^ total >> 32) * mixer & whole ^ lane
    return (total ^ total >> 32) * odd & whole
