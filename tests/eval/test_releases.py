"""Real releases are paired by the runs of words they share."""

from __future__ import annotations

import numpy as np
import releases


def words(rng: np.random.Generator, count: int) -> str:
    return " ".join(f"w{n}" for n in rng.integers(0, 10**6, count))


def test_a_shared_paragraph_makes_kin_and_shared_rare_words_a_topic() -> None:
    rng = np.random.default_rng(2)
    paragraph, rare = words(rng, 80), words(rng, 12).split()
    scattered = [" x ".join(rng.permutation(rare)) for _ in range(2)]
    texts = {
        "a": f"{words(rng, 60)} {paragraph} {words(rng, 60)}",
        "b": f"{paragraph} {words(rng, 90)}",
        "c": f"{scattered[0]} {words(rng, 90)}",
        "d": f"{words(rng, 90)} {scattered[1]}",
        "e": words(rng, 120),
    }
    found = sorted(releases.kin_and_others(texts, 10))
    assert found == [("release kin", "a", "a", "b"), ("release topic", "c", "c", "d")]


def test_a_letterhead_on_both_is_no_kin_and_words_are_compared_without_their_marks() -> None:
    head = "for immediate release the office of the honourable member for the harbour"
    rng = np.random.default_rng(3)
    texts = {n: f"{head} {words(rng, 100)}" for n in "ab"}
    assert list(releases.kin_and_others(texts, 10)) == []
    assert releases.share_run(head.replace(" ", ", ").upper(), head)
