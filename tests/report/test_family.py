"""The page of a family: what is counted at each word, what is drawn, and what it must say."""

from __future__ import annotations

import re

import pytest

from report.families import BASE, apparatus, documents, lineage, statements
from report.test_html import Reader
from unspin.report.family import page, view
from unspin.report.heat import central, heat
from unspin.report.stemma import stemma


def seen(bad: str = ""):
    return view(lineage(), apparatus(), documents(bad), statements(bad))


def test_the_base_is_the_source_where_it_is_there() -> None:
    assert central(apparatus(), ["wire"]) == 0
    assert central(apparatus(), ["lost-1"]) == 0, "the one most others agree with"


def test_the_map_spells_the_base_and_counts_who_differs() -> None:
    found = heat(apparatus(), 0, BASE)
    assert "".join(piece.text for piece in found.pieces) == BASE
    told = {p.text: (p.differ, p.present, p.level) for p in found.pieces if p.number}
    assert told == {"Cold": (2, 3, 4), "War": (2, 3, 4), "said": (1, 3, 2)}
    war = next(p for p in found.pieces if p.text == "War")
    assert war.said == "2 of 3 differ: Warfare 1, Battle 1"


def test_who_lacks_a_stretch_does_not_differ_in_it() -> None:
    found = heat(apparatus(), 0, BASE)
    assert found.differing[3] == 0
    assert found.lacking[3] == pytest.approx(14 / 20)


def test_words_that_others_add_are_a_gap() -> None:
    table = apparatus()
    places = (("", "Well", "", ""), *table.places)
    found = heat(type(table)(table.family, table.witnesses, places), 0, BASE)
    assert (found.pieces[0].text, found.pieces[0].said) == ("", "1 of 3 add words: Well 1")


def test_every_witness_stands_below_and_right_of_its_source() -> None:
    drawn = stemma(lineage(), {})
    at = {node.name: (node.x, node.y) for node in drawn.nodes}
    assert set(at) == {"wire", "lost-1", "spun", "respun", "short"}
    assert len({y for _, y in at.values()}) == len(at)
    for edge in lineage().derivations:
        assert at[edge.derivative] > at[edge.source]
    assert [node.lost for node in drawn.nodes if node.name == "lost-1"] == [True]


def test_edges_are_graded_and_dashed_when_the_order_is_only_claimed() -> None:
    drawn = {
        edge.said.split(":")[0]: edge for edge in stemma(lineage(), {}).edges if not edge.second
    }
    assert (drawn["spun from lost-1"].dashed, drawn["spun from lost-1"].grade) == (True, "G4")
    assert not drawn["short from wire"].dashed
    assert sum(edge.second for edge in stemma(lineage(), {}).edges) == 1


def test_the_page_is_whole_and_every_link_arrives() -> None:
    reader = Reader(page(seen(), version="1").replace("&nbsp;", " "))
    assert not reader.stack
    assert len(set(reader.ids)) == len(reader.ids)
    assert {href[1:] for href in reader.hrefs} <= set(reader.ids)


def test_what_the_page_must_say() -> None:
    text = re.sub(r"\s+", " ", page(seen(), version="9.8"))
    for said in (
        "4 witnesses of “A wall”, 1 lost", "not proof of plagiarism", "negation changed",
        "No one was injured", "a date that does not fit", "order claimed, not observed (G4)",
        "lost-1, lost", "2026-03-09",
    ):  # fmt: skip
        assert said in text
    assert 'class="v grave"' in text


def test_hostile_text_is_escaped() -> None:
    html = page(seen("<script>alert(1)</script>"), version="1")
    assert html.count("<script") == 1
