"""The terminal view of an inspection: what it says, and that nothing in a text steers a terminal."""

from __future__ import annotations

from rich.console import Console

from unspin.findings import Finding, Inspection
from unspin.records import Document, Span
from unspin.report.inspection import render


def drawn(inspection, width=80):
    console = Console(width=width, color_system=None)
    with console.capture() as captured:
        console.print(render(inspection))
    return captured.get()


def inspection(text, p=0.9, findings=(), reason=None):
    return Inspection(Document("x", text), p, reason, 9, None, findings)


def test_a_finding_is_shown_in_its_place_with_what_was_there():
    text = "It was the end of the Chilly Warfare, he said."
    finding = Finding("C301", Span(22, 36), "Chilly Warfare", "Cold War", 0.9, "seldom seen")
    shown = drawn(inspection(text, findings=(finding,)))
    assert "Very likely machine-spun" in shown
    assert "end of the [Chilly Warfare] → Cold War, he said." in shown
    assert "seldom seen" in shown


def test_an_abstention_says_why():
    shown = drawn(inspection("Too short.", p=None, reason="too short: 2 words"))
    assert "Nothing can be said" in shown
    assert "Too short: 2 words." in shown


def test_no_text_steers_the_terminal():
    text = "a \x1b[31mword\x07 b"
    finding = Finding("C202", Span(2, 12), text[2:12], "x\x1b[0m", 0.9, "why")
    assert "\x1b" not in drawn(inspection(text, findings=(finding,)), width=40)


def test_lines_keep_the_width():
    text = "word " * 60
    finding = Finding("C202", Span(100, 104), text[100:104], "other", 0.9, "because " * 20)
    assert all(
        len(line) <= 50 for line in drawn(inspection(text, findings=(finding,)), 50).splitlines()
    )
