from __future__ import annotations

import math
from typing import Any

import pytest

from report.judgements import build, story
from unspin.records import Document, Evidence
from unspin.report.view import CAVEAT, headline, percent, view

FORWARD, BACK, COMMON, OPEN = (
    (0.9, 0.05, 0.05),
    (0.05, 0.9, 0.05),
    (0.02, 0.2, 0.78),
    (0.4, 0.3, 0.3),
)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"p": FORWARD}, "b is a machine-spun copy of a"),
        ({"p": BACK}, "a is a machine-spun copy of b"),
        ({"p": FORWARD, "extent": "partial"}, "b is in part a machine-spun copy of a"),
        ({"p": FORWARD, "relation": "edited"}, "b is an edited copy of a"),
        ({"p": FORWARD, "relation": "near-duplicate"}, "b is a near-duplicate of a"),
        ({"p": COMMON}, "a and b both copy a third text that is not here; at least one of them is machine-spun"),
        ({"p": COMMON, "relation": "identical"}, "a and b are identical"),
        ({"p": OPEN, "abstained": True}, "a and b are one text, machine-spun on at least one side"),
        ({"p": OPEN, "abstained": True, "relation": "edited", "extent": "partial"}, "a and b are in part edited copies of one text"),
        ({"p": OPEN, "abstained": True, "relation": "same-event"}, "a and b report the same event independently"),
        ({"p": OPEN, "abstained": True, "relation": "unrelated"}, "a and b are unrelated"),
    ],
)  # fmt: skip
def test_headlines(fields: dict[str, Any], said: str) -> None:
    assert headline(story(**fields)) == said


def test_nobody_is_accused() -> None:
    assert "not proof of wrongdoing" in CAVEAT
    for p in (FORWARD, BACK, COMMON):
        seen = view(story(p=p))
        assert "plagia" not in " ".join((seen.headline, *seen.facts, seen.caveat, *seen.notes))


def test_examples_run_from_the_likelier_source() -> None:
    assert (view(story(p=BACK)).earlier, view(story(p=COMMON)).earlier) == ("b", "b")
    assert view(story(p=(0.3, 0.4, 0.3), abstained=True)).earlier == "a"
    assert view(story(p=BACK)).severities[0].codes[0].example == ("White Home", "White House")


def test_changes_are_counted_by_severity_and_code() -> None:
    judgement = story()
    seen = view(judgement)
    assert [s.severity for s in seen.severities] == ["meaning", "wording", "cosmetic"]
    assert sum(s.count for s in seen.severities) == len(judgement.changes)
    assert seen.severities[1].codes[0].code == "C202"


def test_evidence_is_sorted_by_strength_and_said_in_odds() -> None:
    evidence = (
        Evidence("weak", 0.01), Evidence("for-b", -math.log(3)), Evidence("strong", 12.0),
    )  # fmt: skip
    reasons = view(story(evidence=evidence)).reasons
    assert [(r.name, r.favours, r.odds) for r in reasons] == [
        ("strong", "a", "over 1,000 to 1"), ("for b", "b", "3.0 to 1"), ("weak", None, "even"),
    ]  # fmt: skip
    assert [r.weight for r in reasons] == sorted((r.weight for r in reasons), reverse=True)


def test_percent_never_rounds_to_all_or_nothing() -> None:
    assert [percent(x) for x in (0, 0.0001, 0.5, 0.999, 1)] == [
        "0 %", "under 1 %", "50 %", "over 99 %", "100 %",
    ]  # fmt: skip


def test_damage_and_cut_searches_are_told() -> None:
    damaged = Document("x", "One.", damage=("3 NUL characters removed",))
    seen = view(build("One.", a=damaged, fallback="work budget spent"))
    assert seen.notes == (
        "The search was cut: work budget spent.",
        "Input a was damaged: 3 NUL characters removed.",
    )


def test_a_pair_with_nothing_to_say_has_a_view() -> None:
    seen = view(build("Same.", evidence=(), p=(0.34, 0.33, 0.33), abstained=True))
    assert (seen.worst, seen.severities, seen.reasons) == ((), (), ())
