"""The list of copies and sources: which way each went, in words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rich.console import Console

import unspin
from unspin.records import Direction
from unspin.report import matches


@pytest.fixture(scope="module")
def judgement():
    text = "The mill at Ostrava, which had made paper since 1871, closed in May. " * 3
    found = unspin.compare(text, text.replace("paper", "boxes"))
    return replace(found, b=replace(found.b, doc_id="b\x1b[31m", title="A title", outlet="Weekly"))


def shown(judgements) -> str:
    console = Console(width=100)
    with console.capture() as drawn:
        console.print(matches.render(judgements))
    return drawn.get()


@pytest.mark.parametrize(
    ("direction", "said"),
    [
        (Direction(0.9, 0.1, 0.0, abstained=False), "it was made from your text (90 %)"),
        (Direction(0.1, 0.9, 0.0, abstained=False), "your text was made from it (90 %)"),
        (Direction(0.1, 0.1, 0.8, abstained=False), "both were made from a third text (80 %)"),
        (Direction(0.5, 0.5, 0.0, abstained=True), "which came first cannot be told"),
    ],
)
def test_direction_in_words(judgement, direction, said):
    assert said in shown([replace(judgement, relation="edited", direction=direction)])


def test_names_cannot_steer_the_terminal_and_ranks_count(judgement):
    seen = shown([judgement, judgement])
    assert "1. b␛[31m · Weekly" in seen
    assert "2. b" in seen
    assert "A title" in seen
    assert shown([]) == ""
