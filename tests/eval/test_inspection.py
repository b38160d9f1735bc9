"""The figures of the inspection benchmark are what they say."""

from __future__ import annotations

import math

import inspect_sets
import swaps
from inspection import area, family


def test_area_is_how_often_a_positive_lies_above_a_negative():
    assert area([3, 4], [1, 2]) == 1.0
    assert area([1, 2], [3, 4]) == 0.0
    assert area([1, 2], [1, 2]) == 0.5
    assert math.isnan(area([], [1]))


def test_a_kind_without_its_strength():
    assert [family(k) for k in ("spun 0.3", "plain", "word_swap")] == ["spun", "plain", "word_swap"]


def test_replaced_words_are_found_where_they_stand():
    old, new = "He said it was cold.", "He famous it was chilly."
    spans = inspect_sets.replaced(old, new)
    assert [new[i:j] for i, j in spans] == ["famous", "chilly."]
    assert swaps.swaps(old, new) == {("famous", "said"), ("chilly", "cold")}


def test_texts_that_cannot_be_paired_teach_nothing():
    assert inspect_sets.replaced("one two", "one") is None
    assert swaps.swaps("one two", "one") == set()


def test_copies_of_one_text_are_used_alike():
    texts = (inspect_sets.Article("x", kind, "name", "", None) for kind in ("plain", "spun 0.3"))
    assert len({article.use for article in texts}) == 1
