from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from report.judgements import LINKS, build, story
from report.test_marks import spelled
from unspin.records import Link
from unspin.report.rows import Cell, Row, rows


def side(found: tuple[Row, ...], name: str) -> str:
    cells: list[Cell | None] = [getattr(row, name) for row in found]
    return "".join(c.lead + spelled(c.parts) + c.tail for c in cells if c)


def test_rows_hold_both_texts_whole_and_in_order() -> None:
    judgement = story()
    found = rows(judgement)
    assert side(found, "a") == judgement.a.text
    assert side(found, "b") == judgement.b.text


def test_a_moved_sentence_stands_where_each_side_has_it() -> None:
    found = rows(story())
    assert [r.state for r in found] == [
        "paired", "dropped", "paired", "moved", "paired", "paired", "moved", "added", "paired",
    ]  # fmt: skip
    assert (found[3].partner, found[6].partner) == (7, 4)
    assert found[3].b is None
    assert found[6].a is None


def test_a_paragraph_ends_where_the_text_has_a_line_end() -> None:
    assert [r.number for r in rows(story()) if r.ends_paragraph] == [5]


def test_without_sentences_rows_break_at_shared_line_ends() -> None:
    judgement = build("One {two|three}.\nFour {\nfive|six}.\n\nSeven.", sentences=False)
    found = rows(judgement)
    assert [r.state for r in found] == ["paired", "paired", "paired"]
    assert side(found, "a") == judgement.a.text
    assert side(found, "b") == judgement.b.text


links = st.builds(
    lambda a, b, moved: Link(tuple(a), tuple(b), 0.5, moved),
    st.lists(st.integers(0, 8), min_size=1, max_size=3),
    st.lists(st.integers(0, 8), max_size=3),
    st.booleans(),
)


@given(st.lists(links, max_size=8))
def test_no_set_of_links_loses_or_repeats_text(some: list[Link]) -> None:
    judgement = story(links=(*LINKS[:2], *some))
    found = rows(judgement)
    assert side(found, "a") == judgement.a.text
    assert side(found, "b") == judgement.b.text
    assert [r.number for r in found] == list(range(1, len(found) + 1))


def test_an_empty_side_has_no_cells() -> None:
    found = rows(build("{|All new.|C502}"))
    assert [(r.state, r.a) for r in found] == [("added", None)]
