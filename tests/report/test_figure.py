"""The headline figure in parts: nothing lost, and the whole of it is what compare says."""

from __future__ import annotations

import re
from dataclasses import replace

from report.judgements import QUOTATION, build, story
from unspin.records import Alignment, Passage, Span
from unspin.report.figure import figure, totals
from unspin.report.view import view


def places(text: str) -> list[tuple[int, int]]:
    return [m.span() for m in re.finditer(r"\w+", text)]


def with_passages(judgement, *passages: Passage):
    old = judgement.alignment
    new = Alignment(old.a_id, old.b_id, passages, old.links, old.words, old.edits, 0.5, 0.5)
    return replace(judgement, alignment=new)


def test_words_are_counted_once_by_what_may_be_left_out() -> None:
    judgement = build("One {two|2|C303} three four. Five six seven.")
    judged = with_passages(judgement, Passage(Span(0, 19), Span(0, 17), 9.0))
    found = figure(judged, (places(judged.a.text), places(judged.b.text)))
    assert totals(found.a) == (4, 7, 3)
    assert found.a == ((0, 0, 0, 3, 3), (0, 0, 4, 4, 3))


def test_quotations_and_the_frame_are_told_apart() -> None:
    judgement = story()
    found = figure(judgement, (places(judgement.a.text), places(judgement.b.text)))
    quoted = sum(row[3] for row in found.a if row[0])
    assert quoted == len(places(QUOTATION[1]))
    assert sum(row[3] for row in found.a if row[1]) == len(places("By Mara Ellwood"))
    assert sum(row[3] for row in found.a) == len(places(judgement.a.text))


def test_every_change_is_counted() -> None:
    judgement = story()
    found = figure(judgement, None)
    assert found.a == found.b == ()
    assert sum(row[-1] for row in found.changes) == len(judgement.changes)
    assert {kind for _, kind, *_ in found.changes} <= found.kinds


def test_a_view_says_words_matched_and_words_in_all() -> None:
    seen = view(build("One two three four.", covers=(0.5, 1.0)))
    assert (seen.a.matched, seen.a.words, seen.a.same) == (2, 4, None)
