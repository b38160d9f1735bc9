"""The results of a scan in words: families, pairs, and what is not shown."""

from __future__ import annotations

import pytest

from unspin.report import corpus

BOOKS = {"indexed": 9, "read": 9, "skipped": {}, "verified": 3, "pairs": 3, "families": 1}


def pair(a="a", b="b", p=(0.9, 0.1, 0.0), **fields):
    chances = dict(zip(("a_source", "b_source", "common_source"), p, strict=True))
    return {"a": a, "b": b, "relation": "spun", "extent": "whole", "method": None, "p": chances,
            "abstained": False, "cover_a": 0.5, "cover_b": 1.0, **fields}  # fmt: skip


def seen(pairs, families=({"family": 0, "members": ["a", "b"], "guests": []},), pages=None):
    return corpus.view(BOOKS, families, pairs, {}, pages or {})


@pytest.mark.parametrize(
    ("row", "order", "said"),
    [
        (pair(), ("a", "b"), "source and copy (90 %)"),
        (pair(p=(0.1, 0.9, 0.0)), ("b", "a"), "source and copy (90 %)"),
        (pair(p=(0.1, 0.1, 0.8)), ("a", "b"), "both from a third text (80 %)"),
        (pair(abstained=True), ("a", "b"), "cannot be told"),
        (pair(relation="identical"), ("a", "b"), "cannot be told"),
    ],
)
def test_direction_in_words(row, order, said):
    (line,) = seen([row]).families[0].lines
    assert (line.earlier, line.later, line.direction) == (*order, said)
    assert line.directed == said.startswith("source")


def test_shares_follow_the_order():
    (line,) = seen([pair(p=(0.1, 0.9, 0.0))]).families[0].lines
    assert line.shared == "100 % and 50 %"


def test_what_is_not_shown_is_counted():
    families = [{"family": i, "members": [f"{i}a", f"{i}b"]} for i in range(corpus.FAMILIES + 3)]
    pairs = [pair("0a", "0b") for _ in range(corpus.PAIRS + 2)]
    view = seen(pairs, families)
    assert (len(view.families), view.unshown) == (corpus.FAMILIES, 3)
    assert (len(view.families[0].lines), view.families[0].pairs) == (corpus.PAIRS, corpus.PAIRS + 2)
    page = corpus.page(view, version="0")
    assert "and 2 more pairs" in page
    assert "and 3 smaller families" in page


def test_pages_of_pairs_are_linked_whichever_side_is_first():
    pages = {("b", "a"): "copy.html", ("a", "z"): "other.html"}
    view = seen([pair()], pages=pages)
    assert view.families[0].lines[0].page == "copy.html"
    assert [(other.b, other.page) for other in view.others] == [("z", "other.html")]


def test_foreign_text_is_escaped():
    families = [{"family": 0, "members": ["<b>", "x\x1b"]}]
    page = corpus.page(seen([pair("<b>", "x\x1b")], families), version="0")
    assert "<b>" not in page
    assert "\x1b" not in page
