"""How often each rule is right.

Measured on the gold of ``eval/quotes.py``, and moved a little towards the figures that an earlier
set of such rules had on PolNeAR, whose annotators disagree about one attribution in twelve. What
tells the precision of a finding is its rule, whether its verb is a sure one, and whether a name or
a role stands for the speaker.
"""

from __future__ import annotations

from unspin.quotes.attribute import Found
from unspin.quotes.cues import Use
from unspin.quotes.page import Page

_MEASURED: dict[str, float] = {
    "subject-cue": 0.97,
    "subject-cue/role": 0.86,
    "cue-subject": 0.96,
    "dash-name": 0.96,
    "continued": 0.95,
    "continued/role": 0.85,
    "continued/weak": 0.75,
    "cue-quote": 0.93,
    "cue-quote/role": 0.86,
    "transcript": 0.93,
    "paragraphs": 0.92,
    "later": 0.90,
    "cue-before": 0.88,
    "split": 0.89,
    "split/role": 0.84,
    "split/weak": 0.78,
    "colon": 0.86,
    "resumed": 0.85,
    "according": 0.76,
    "cue-weak": 0.78,
    "cue-beside": 0.75,
    "noun-quote": 0.65,
    "forward": 0.65,
    "lead-in": 0.62,
    "subject": 0.68,
    "carried": 0.55,
    "next-paragraph": 0.45,
    "narrated": 0.45,
}
UNNAMED = 0.5
"""Confidence of a quotation without a speaker: nothing is claimed."""
STRICT = 0.95
"""Confidence from which a speaker is sure."""


def confidence(page: Page, found: Found | None) -> float:
    """Return how often such a finding is right, 0..1."""
    if found is None:
        return UNNAMED
    best = _MEASURED[found.rule]
    if found.cue >= 0 and not page.uses[found.cue] & int(Use.SURE):
        best = min(best, _MEASURED.get(f"{found.rule}/weak", best))
    if found.phrase.kind not in ("name", "pronoun"):
        best = min(best, _MEASURED.get(f"{found.rule}/role", best))
    return best
