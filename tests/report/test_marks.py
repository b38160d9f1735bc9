from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from report.judgements import build, story
from unspin.records import Span
from unspin.report.marks import FAMILIES, Mark, Marked, Part, label, look, nest, place, printable

CONTRACT = (
    "C101 C102 C103 C104 C105 C106 C107 C201 C202 C203 C204 C205 C206 C207 C301 C302 C303 C304 C305 "
    "C306 C307 C308 C401 C402 C403 C501 C502 C503 C504 C510 C511 C512 C513 C601 C602 C603 C604 C605 "
    "C701 C702 C703 C704 C705"
).split()  # fmt: skip


def spelled(parts: tuple[Part, ...]) -> str:
    return "".join(spelled(p.parts) if isinstance(p, Marked) else p.text for p in parts)


def marks(parts: tuple[Part, ...]) -> list[Mark]:
    found = []
    for part in parts:
        if isinstance(part, Marked):
            found += [part.mark, *marks(part.parts)]
    return found


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


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 12)), max_size=12))
def test_nesting_loses_no_text_and_names_no_place_twice(spans: list[tuple[int, int]]) -> None:
    text = "abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOP"
    placed = [
        (Span(start, start + length), Mark("wording", "", "", f"a-{i}"))
        for i, (start, length) in enumerate(spans)
    ]
    tree = nest(text, Span(3, 40), placed)
    names = [m.anchor for m in marks(tree) if m.anchor]
    assert spelled(tree) == text[3:40]
    assert sorted(names) == sorted({m.anchor for s, m in placed if s.end > 3})


def test_a_quotation_holds_the_marks_of_the_edits_inside_it() -> None:
    judgement = story()
    text = judgement.a.text
    tree = nest(text, Span(0, len(text)), place(judgement)[0])
    quote = next(p for p in tree if isinstance(p, Marked) and p.mark.kind == "quote")
    assert spelled(quote.parts) == "There’s no quick way to mend a sea wall,"
    assert [m.kind for m in marks(quote.parts)] == ["wording"] * 4


def test_marks_that_cross_are_divided() -> None:
    quote, wording = Mark("quote", "", "", "a-q"), Mark("wording", "", "", "a-w")
    tree = nest("abcdef", Span(0, 6), [(Span(1, 4), quote), (Span(3, 6), wording)])
    assert spelled(tree) == "abcdef"
    assert [(m.kind, m.anchor) for m in marks(tree)] == [
        ("quote", "a-q"), ("wording", "a-w"), ("wording", None),
    ]  # fmt: skip


def test_an_edit_that_a_change_names_is_marked_once() -> None:
    placed_a, placed_b = place(build("one {two|three|C202} four {five|six} seven"))
    assert [m.kind for _, m in placed_a] == ["wording", "wording"]
    assert [m.anchor for _, m in placed_b] == ["b-c0", "b-e3"]


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
