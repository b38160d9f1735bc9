"""Every common mark opens and closes, and a stray one spoils its own paragraph only."""

from __future__ import annotations

import pytest

from quoting import told

PAIRS = ['""', "“”", "«»", "»«", "„“", "„”", "””", "「」", "『』", "‘’", "''", "‹›", "‚‘", '“"', '"”', "〝〟",
         "＂＂", "❝❞"]  # fmt: skip


@pytest.mark.parametrize("pair", PAIRS)
def test_every_pair_of_marks(pair):
    (quote,) = told(f"{pair[0]}It is not so{pair[1]}, said Ann Lee.")
    assert quote.exact == "It is not so"
    assert quote.speaker.canonical == "Ann Lee"


@pytest.mark.parametrize(
    "text", ["``It is not so'', said Ann Lee.", "« It is not so », said Ann Lee."]
)
def test_marks_of_two_characters_and_with_spaces_inside(text):
    (quote,) = told(text)
    assert quote.exact == "It is not so"


@pytest.mark.parametrize("inner", ["‘never again’", '"never again"', "“never again”"])
def test_the_outer_quotation_is_the_record(inner):
    (quote,) = told(f"“He said {inner} to me once,” said Ann Lee.")
    assert quote.exact == f"He said {inner} to me once,"


def test_apostrophes_are_no_marks():
    assert told("The senators' plan isn't the mayor's, and the '90s won't come back.") == ()


def test_a_stray_mark_spoils_its_own_paragraph_only():
    last = told('A 6\'2" man and a stray " mark here.\n\n"It is good so," said Ann Lee.')[-1]
    assert (last.exact, last.speaker.canonical) == ("It is good so,", "Ann Lee")


def test_lines_of_a_text_wrapped_at_a_width_are_one_paragraph():
    text = '"It is\nso good\nto be\nback here\nin the\ntown," said\nAnn Lee.\n'
    (quote,) = told(text)
    assert quote.exact.endswith("town,")


def test_a_quotation_that_nobody_closed_ends_where_the_narration_goes_on():
    (quote,) = told('"We will all go home, Ann Lee said on Monday in the town hall.\nIt rained.')
    assert (quote.exact, quote.speaker.canonical) == ("We will all go home,", "Ann Lee")


def test_a_paragraph_of_narration_behind_a_stray_mark_is_no_quotation():
    assert told('"Ann Lee said on Monday that the mill will close for good.\nIt rained.') == ()
