"""Whom a name, a role or a pronoun stands for."""

from __future__ import annotations

import pytest

from quoting import names, told


def test_a_part_of_a_name_stands_for_the_full_one():
    text = (
        "Kremlin spokesman Dmitry Peskov came late.\n"
        '"We will see what comes," Peskov said.\n"It is good so," said Kremlin spokesman Dmitry Peskov.'
    )
    first, second = told(text)
    assert (first.speaker.canonical, first.speaker.method) == ("Dmitry Peskov", "shorter")
    assert (second.speaker.canonical, second.speaker.method) == ("Dmitry Peskov", "name")
    assert second.speaker.surface == "Kremlin spokesman Dmitry Peskov"


def test_two_of_one_name_are_told_by_their_honorific():
    text = (
        "Bill Clinton met Hillary Clinton.\n"
        '"We will see what comes," Mrs. Clinton said.\n"It is all good so," Mr. Clinton said.'
    )
    assert names(text) == ["Hillary Clinton", "Bill Clinton"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('Ann Lee met Bob Ray. "We will see what comes," she said.', "Ann Lee"),
        ('Ann Lee met Bob Ray. "We will see what comes," he said.', "Bob Ray"),
        ('Sen. Ann Lee left early. "We will see what comes," the senator said.', "Ann Lee"),
        ('"We will see what comes," her lawyer, Ann Lee, said.', "Ann Lee"),
        ('"We will see what comes," said Secretary of State Ann Lee.', "Ann Lee"),
    ],
)
def test_roles_and_pronouns(text, name):
    assert names(text) == [name]


def test_a_pronoun_that_may_stand_for_two_people_is_left_alone():
    (quote,) = told('Bob Ray and Tom Low came. "We will see what comes," he said.')
    assert (quote.speaker.canonical, quote.speaker.method) == ("he", "pronoun")


def test_a_statement_of_somebody_is_by_him_and_his_aide_is_not():
    assert names('Bob Ray\'s statement said it was "not at all true then."') == ["Bob Ray"]
    assert names('Bob Ray\'s aide said it was "not at all true then."') != ["Bob Ray"]
