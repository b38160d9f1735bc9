"""The gold of quotations is facts only, and its scoring is what it says."""

from __future__ import annotations

import quotes
from quotes import Gold, judge
from quoting import told

STORY = '"We will all go home," said Ann Lee of the mill.'


def test_the_gold_is_large_enough_and_holds_no_text():
    rows = quotes.gold_rows()
    every = [gold for story in rows.values() for gold in story]
    assert len(rows) >= 120
    assert sum(gold.spoken for gold in every) >= 500
    assert all(gold.start < gold.end and len(gold.name.split()) <= 1 for gold in every)


def test_a_speaker_is_right_when_he_overlaps_the_gold_or_ends_alike():
    (quote,) = told(STORY)
    at = STORY.index("Ann")
    for speaker, right in (
        ((at, at + 3), True),
        ((at + 4, at + 7), True),
        ((at + 15, at + 19), False),
    ):
        gold = [Gold(1, 21, speaker, "Lee")]
        assert judge(quote, gold, STORY, "here", "dev", strict=False).right is right


def test_a_span_counts_when_most_of_it_lies_in_the_gold():
    (quote,) = told(STORY)
    assert judge(quote, [Gold(1, 19, None, "")], STORY, "here", "dev", strict=False).spoken
    assert not judge(quote, [Gold(12, 21, None, "")], STORY, "here", "dev", strict=False).spoken
    assert not judge(quote, [Gold(1, 21, None, "x")], STORY, "here", "dev", strict=False).spoken
