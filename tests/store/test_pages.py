"""Page sums: as the textbook has them, and no flipped bit goes by."""

from __future__ import annotations

import numpy as np

import oracles_store
from unspin.store.pages import WORDS, Pages, all_wrong, first_wrong, page_sum, page_sums


def pages_of(words):
    sums = np.empty(len(words) // WORDS, np.uint64)
    page_sums(words, 0, sums)
    return Pages(words, sums, np.zeros(len(sums), np.uint8))


def test_the_sum_is_that_of_the_textbook():
    words = np.random.default_rng(1).integers(0, 2**64, WORDS, dtype=np.uint64)
    for salt in (0, 1, 10**9):
        assert int(page_sum(words, 0, WORDS, salt)) == oracles_store.page_sum(words.tolist(), salt)


def test_every_single_flip_changes_the_sum():
    words = np.random.default_rng(2).integers(0, 2**64, WORDS, dtype=np.uint64)
    right = int(page_sum(words, 0, WORDS, 7))
    for bit in range(WORDS * 64):
        words[bit // 64] ^= np.uint64(1) << np.uint64(bit % 64)
        assert int(page_sum(words, 0, WORDS, 7)) != right
        words[bit // 64] ^= np.uint64(1) << np.uint64(bit % 64)


def test_pages_that_changed_places_are_noticed():
    words = np.random.default_rng(3).integers(0, 2**64, 3 * WORDS, dtype=np.uint64)
    pages = pages_of(words)
    words[:] = np.concatenate([words[WORDS : 2 * WORDS], words[:WORDS], words[2 * WORDS :]])
    assert all_wrong(pages).tolist() == [0, 1]


def test_a_page_is_looked_at_once_and_a_wrong_one_every_time():
    words = np.zeros(4 * WORDS, np.uint64)
    pages = pages_of(words)
    words[2 * WORDS] = 1
    assert first_wrong(pages, 0, 1) == -1
    assert first_wrong(pages, 1, 3) == first_wrong(pages, 2, 2) == 2
    assert pages.seen.tolist() == [1, 1, 0, 0]
