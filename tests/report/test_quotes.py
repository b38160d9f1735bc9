"""Cards of quotations."""

from __future__ import annotations

from rich.console import Console

from quoting import told
from unspin.report import quotes


def drawn(found, width=80):
    console = Console(width=width, color_system=None)
    with console.capture() as captured:
        console.print(quotes.render(found))
    return [line.rstrip() for line in captured.get().splitlines()]


def test_a_card_says_who_what_when_to_whom_and_how_sure():
    assert drawn(told('Ann Lee left. "We will go home," Lee told CNN on Thursday.')) == [
        "Ann Lee (“Lee”)  97 % sure",
        "“We will go home,”",
        "“told” · Thursday, 2016-06-02 · to CNN · through CNN",
        "",
    ]


def test_a_quotation_without_a_speaker_says_so():
    assert drawn(told('"We will all go home."'))[:2] == [
        "nobody is named",
        "“We will all go home.”",
    ]


def test_foreign_text_steers_no_terminal():
    lines = drawn(told('"We will \x1b[31m all go home," said Ann Lee.'))
    assert not any("\x1b" in line for line in lines)
