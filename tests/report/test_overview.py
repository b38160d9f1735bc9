"""What is said of a whole scan."""

from __future__ import annotations

from report.test_corpus import BOOKS, pair
from unspin.judge.changes import RULES
from unspin.records import Document
from unspin.report import corpus
from unspin.report.overview import NAMES, overview

ABOUT = {name: Document(name, "", outlet=f"The {name.upper()}") for name in "abc"}
FAMILIES = [{"family": 0, "members": ["a", "b"]}, {"family": 1, "members": ["c", "d", "e"]}]


def seen(pairs, books=BOOKS):
    return overview(books, FAMILIES, pairs, ABOUT)


def test_families_go_by_size_and_tell_their_damage():
    found = seen([pair(changes={"C303": 3, "C510": 1}), pair(changes={"C301": 1})])
    assert [f.number for f in found.families] == [1, 0]
    assert (found.families[1].facts, found.families[1].quotations) == (2.0, 0.5)


def test_only_pairs_with_a_source_say_who_copies():
    rows = [pair(), pair("a", "c", p=(0.1, 0.8, 0.1)), pair("b", "c", abstained=True)]
    found = seen(rows)
    assert found.edges == (("The A", "The C", 1, 1), ("The B", "The A", 1, 1))
    assert found.untold == 1
    row, column = found.outlets.index("The B"), found.outlets.index("The A")
    assert found.matrix[row][column] == 1


def test_everything_skipped_is_told():
    books = BOOKS | {"skipped": {"empty": 2}, "skips": [{"origin": "x:3", "reason": "no words"}]}
    page = corpus.page(corpus.view(books, FAMILIES, [], ABOUT, {}, whole=True), version="0")
    assert "2 empty" in page
    assert "no words" in page


def test_a_whole_page_has_no_cap():
    families = [{"family": i, "members": [f"{i}a", f"{i}b"]} for i in range(corpus.FAMILIES + 3)]
    found = corpus.view(BOOKS, families, [], {}, {}, whole=True)
    assert (len(found.families), found.unshown) == (corpus.FAMILIES + 3, 0)


def test_every_code_has_its_name():
    assert set(NAMES) == {rule.code for rule in RULES}
