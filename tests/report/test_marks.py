from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from report.judgements import build, story
from unspin.records import Span
from unspin.report.marks import Mark, Marked, Part, nest, place


def spelled(parts: tuple[Part, ...]) -> str:
    return "".join(spelled(p.parts) if isinstance(p, Marked) else p.text for p in parts)


def marks(parts: tuple[Part, ...]) -> list[Mark]:
    found = []
    for part in parts:
        if isinstance(part, Marked):
            found += [part.mark, *marks(part.parts)]
    return found


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
