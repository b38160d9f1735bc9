from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from report.judgements import build
from unspin.report.naming import FAMILIES, label, look, printable, title_of

CONTRACT = (
    "C101 C102 C103 C104 C105 C106 C107 C201 C202 C203 C204 C205 C206 C207 C301 C302 C303 C304 C305 "
    "C306 C307 C308 C401 C402 C403 C501 C502 C503 C504 C510 C511 C512 C513 C601 C602 C603 C604 C605 "
    "C701 C702 C703 C704 C705"
).split()  # fmt: skip


def test_every_family_has_a_look_and_facts_are_told_apart() -> None:
    assert {code[:2] for code in CONTRACT} == set(FAMILIES)
    kinds = {code: look(code)[0] for code in CONTRACT}
    assert {kinds[c] for c in CONTRACT if c.startswith("C1")} == {"typographic"}
    assert kinds["C301"] == kinds["C302"] == "name"
    assert kinds["C303"] == kinds["C304"] == kinds["C305"] == "number"
    assert kinds["C306"] == kinds["C307"] == "polarity"
    assert (kinds["C308"], kinds["C510"], kinds["C403"]) == ("tortured", "quote", "moved")
    assert {kinds[c] for c in CONTRACT if c.startswith("C6")} == {"residue"}
    assert look("C399")[1] == "FACT"


def test_what_changes_meaning_carries_a_tag_in_letters() -> None:
    assert all(look(c)[1] for c in CONTRACT if c[:2] in {"C3", "C5", "C6"})


def test_labels_say_what_was_only_where_the_direction_is_known() -> None:
    change = build("{14|40|C303}").changes[0]
    assert label(change, "14", "40", "a") == "number changed: 40 was 14"
    assert label(change, "14", "40", "b") == "number changed: 14 was 40"
    assert label(change, "14", "40", None) == "number changed: 14 in a, 40 in b"
    assert label(change, "", "40", "a") == "number changed, only in b"


@given(st.text())
def test_printable_keeps_the_length_and_can_be_written(text: str) -> None:
    shown = printable(text + "\x00\x1b\x7f\ud800")
    assert len(shown) == len(text) + 4
    assert not set(shown) & set("\x00\x1b\x7f\ud800")


def test_titles_hold_whichever_side_is_the_source() -> None:
    judgement = build("{One. ||C501}Two.{| Three.|C502}")
    assert [title_of(c) for c in judgement.changes] == ["sentence only in a", "sentence only in b"]
