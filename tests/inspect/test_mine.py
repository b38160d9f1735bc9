"""What a pair shows of a rewriter's dictionary, and what is left out as noise."""

from __future__ import annotations

import pytest

import unspin
from unspin.ingest.dictionary import read_dictionary
from unspin.inspect.mine import Seen, mined
from unspin.restorations import Entry

PLAIN = (
    "The committee met on Tuesday to discuss the end of the Cold War and what it had meant for the "
    "towns along the river. The chairman said that 14 members had asked for a report on the bridge, "
    "which was closed in March after a heavy storm. He hoped that the work would begin before the "
    "winter, because the farmers on the far side could not bring their goods to the market. Nobody "
    "at the White House had answered the letter that the mayor sent in April."
)
SPUN = (
    PLAIN.replace("Cold War", "Chilly Warfare").replace("White House", "White Home")
    .replace("asked for", "requested").replace("heavy storm", "weighty tempest")
    .replace("answered", "replied").replace("begin", "commence").replace("goods", "merchandise")
    .replace("discuss", "talk about").replace("hoped", "trusted").replace("letter", "missive")
)  # fmt: skip


@pytest.fixture(scope="module")
def found():
    return unspin.mine([(unspin.Document("plain", PLAIN), unspin.Document("spun", SPUN))])


def test_words_and_phrases_are_read_off_a_pair(found):
    pairs = {(e.spun, e.original) for e in found}
    assert {("Chilly Warfare", "Cold War"), ("White Home", "White House")} <= pairs
    assert {
        ("merchandise", "goods"),
        ("commence", "begin"),
        ("weighty tempest", "heavy storm"),
    } <= pairs
    assert all(e.examples == ("spun",) for e in found)


def test_the_order_of_a_pair_does_not_matter(found):
    turned = unspin.mine([(unspin.Document("spun", SPUN), unspin.Document("plain", PLAIN))])
    assert turned.to_tsv() == found.to_tsv()


def test_a_plain_pair_gives_no_dictionary():
    pair = (unspin.Document("a", PLAIN), unspin.Document("b", PLAIN.replace("Tuesday", "Monday")))
    nothing = unspin.mine([pair])
    assert len(nothing) == 0
    assert sum(nothing.left.values()) == 1


def seen(spun: str, original: str, doc: str, site: str = "", belief: float = 0.9) -> Seen:
    return Seen(spun, original, belief, True, False, True, doc, site, "")


def test_the_commonest_comes_first_and_texts_are_counted_once():
    rows = [seen("big", "large", "a"), seen("big", "large", "a"), seen("odd", "strange", "a"),
            seen("odd", "strange", "b")]  # fmt: skip
    first, second = mined(rows)
    assert (first.spun, first.count, second.spun, second.count) == ("odd", 2, "big", 1)


def test_what_editors_do_too_is_no_rewriters():
    rows = [seen("film", "movie", f"s{n}") for n in range(3)]
    edits = [seen("film", "movie", f"e{n}") for n in range(6)]
    assert len(mined(rows, pairs=10, edits=10)) == 1
    assert len(mined(rows, edits, pairs=10, edits=10)) == 0


def test_sites_with_one_table_are_told_from_others():
    words = [f"word{n}" for n in range(12)]
    rows = [seen(f"{w}{ending}", w, f"{site} {w}", site)
            for site, ending in (("a", "x"), ("b", "x"), ("c", "y")) for w in words]  # fmt: skip
    found = mined(rows)
    assert found.tables == (("a", "b"),)
    assert {(s.a, s.b): s.alike for s in found.sites} == {
        ("a", "b"): 1.0,
        ("a", "c"): 0.0,
        ("b", "c"): 0.0,
    }


def test_the_tsv_is_read_again(tmp_path, found):
    path = tmp_path / "mined.tsv"
    path.write_text("spun\toriginal\tcount\texamples\n# a note\n" + found.to_tsv(), "utf-8")
    again = read_dictionary(path)
    assert [(e.spun, e.original, e.count) for e in again] == [
        (e.spun, e.original, e.count) for e in found
    ]


def test_a_published_list_is_a_dictionary(tmp_path):
    path = tmp_path / "list.tsv"
    path.write_text("tortured\texpected\nbosom peril\tbreast cancer\n", "utf-8")
    assert read_dictionary(path) == (Entry("bosom peril", "breast cancer", 1),)


@pytest.mark.parametrize("line", ["only one", "a\tb\tmany", "\tb"])
def test_a_bad_line_is_named(tmp_path, line):
    path = tmp_path / "bad.tsv"
    path.write_text(f"big\tlarge\n{line}\n", "utf-8")
    with pytest.raises(unspin.BadInput, match=r"bad\.tsv:2"):
        read_dictionary(path)
