"""A text digested in a few sentences is told from a paragraph that was copied from it."""

from __future__ import annotations

from pathlib import Path

import pytest

import unspin
from unspin.align.digests import WEIGHTS, Shares, log_odds

STORY = (Path(__file__).parent / "harbour.txt").read_text(encoding="utf-8")
DIGEST = """The new quay at Ardmore harbour will open two years late and cost nineteen million pounds.
A winter storm tore the first caissons from their bed. Divers then found a wreck, the Marigold, and the
archaeologists needed seven months. The ferry company moved its summer timetable to Portlennan and lost a
third of its passengers. Councillor Breda Quillan wants an inquiry; the engineers blame the survey. Fishermen,
who were promised an ice plant, still carry ice by lorry from Castlebay."""
PARAGRAPHS = STORY.split("\n\n")


def told(text: str) -> unspin.Passage:
    """Return the strongest passage that a text shares with the story."""
    return max(unspin.passages(text, STORY), key=lambda p: p.score)


def test_a_digest_is_of_the_whole_text():
    passage = told(DIGEST)
    assert len(passage.b) >= 0.95 * len(STORY)
    assert len(passage.a) >= 0.8 * len(DIGEST)


@pytest.mark.parametrize("paragraph", [p for p in PARAGRAPHS if len(p) > 300])
def test_a_copied_paragraph_is_of_that_paragraph(paragraph):
    around = "A reader in another town sent us this. {} We thank him, and wish to hear from others."
    passage = told(around.format(paragraph))
    start = STORY.index(paragraph)
    assert abs(passage.b.start - start) < 80 and abs(passage.b.end - start - len(paragraph)) < 80


def test_the_more_is_met_beside_a_paragraph_the_likelier_a_digest():
    paragraph, digest = Shares(-0.04, 0.06, 1.0, 0.2), Shares(0.02, 0.03, 0.7, 0.7)
    assert log_odds(paragraph, WEIGHTS) < 0.0 < log_odds(digest, WEIGHTS)
    assert log_odds(digest._replace(beside=0.05), WEIGHTS) > log_odds(digest, WEIGHTS)
    assert log_odds(digest._replace(rest=0.9), WEIGHTS) > log_odds(digest, WEIGHTS)
