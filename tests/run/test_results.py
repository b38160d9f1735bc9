"""The root that the pairs of a family speak for."""

from typing import Any

from unspin.run.results import headed

NAMES = {1: "one", 2: "two", 3: "three"}


def pair(a: int, b: int, a_source: float, b_source: float) -> tuple[int, int, dict[str, Any]]:
    chances = {"a_source": a_source, "b_source": b_source}
    chances["common_source"] = 1.0 - a_source - b_source
    return a, b, {"p": chances, "abstained": False, "changes": {"C202": 4}}


def test_the_root_is_what_the_pairs_make_the_source() -> None:
    pairs = [pair(1, 2, 0.1, 0.85), pair(1, 3, 0.4, 0.5), pair(2, 3, 0.9, 0.05)]
    assert headed(pairs, NAMES) == ("two", [])


def test_two_copies_of_a_third_text_have_a_lost_root() -> None:
    root, lost = headed([pair(1, 2, 0.05, 0.05)], NAMES)
    assert root == "lost-1"
    assert lost == [{"name": "lost-1", "children": ["one", "two"], "readings": 4}]


def test_no_root_is_named_where_nothing_speaks_for_one() -> None:
    a, b, row = pair(1, 2, 0.5, 0.4)
    assert headed([(a, b, {**row, "abstained": True})], NAMES) == (None, [])
