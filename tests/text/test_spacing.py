"""Words spelt out letter by letter are read as words; initials, lists and tables are not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import unspin
from unspin.ingest.resources import empty_lexicon, load_lexicon
from unspin.records import Document, Flag
from unspin.text import normalise
from unspin.text.glance import glance
from unspin.text.quick import read_quickly
from unspin.text.segment import segment
from unspin.text.skim import skim
from unspin.text.spacing import JOINER, closed_up, has_gaps

ENGLISH = load_lexicon()
STORY = "The mill at Ostrava, which had made paper since 1871, closed in May after a long strike."


def shown(text, lexicon=ENGLISH):
    return closed_up(text, lexicon).replace(JOINER, "|")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("the m i l l closed", "the m|i|l|l closed"),
        ("a l o n g strike", "a|l|o|n|g strike"),
        ("it was a s t r i k e.", "it was a s|t|r|i|k|e."),
        ("l e t t e r s p a c i n g", "l|e|t|t|e|r s|p|a|c|i|n|g"),
        ("P A P E R mills", "P|A|P|E|R mills"),
        ("(p a p e r)", "(p|a|p|e|r)"),
        ("the c o m p a n y's mill", "the c|o|m|p|a|n|y's mill"),
        ("near Z y z z o v i n a", "near Z|y|z|z|o|v|i|n|a"),
        ("w e s a w t h e m i l l b u r n", "w|e s|a|w t|h|e m|i|l|l b|u|r|n"),
    ],
)
def test_what_reads_as_words_is_closed_up(text, read):
    assert shown(text) == read


@pytest.mark.parametrize(
    "text",
    [
        "J. R. R. Tolkien", "J R R T", "options A B C D E F G", "key: B A C D A C B", "a b c d e f",
        "x y z a b", "I a m", "t h e mill", "m  i  l  l", "m\ti\tl\tl", "m\ni\nl\nl", "1 2 3 4 5",
        "q w r t p s", "I I V X X", "a a a a a a a", "mill a b c d mill", "о н и б ы л и",
        "W P D L F A Pts", "xm i l l", "m i l lx",
    ],
)  # fmt: skip
def test_what_does_not_is_left_alone(text):
    assert closed_up(text, ENGLISH) is text


def test_without_a_lexicon_only_the_shape_of_a_word_counts():
    assert shown("O s t r a v a m i l l", empty_lexicon()) == "O|s|t|r|a|v|a|m|i|l|l"
    assert shown("m i l l", empty_lexicon()) == "m i l l"


SPELT = st.lists(st.sampled_from(["m i l l", "mill", "A B C D", "é t é s", "a", "“q u o t e”", "\n", "😀 b c d e"])).map(" ".join)  # fmt: skip


@given(st.one_of(st.text("ab cé 😀", max_size=30), SPELT))
@example("m i l l")
@example("é i l l")
def test_nothing_moves_and_only_spaces_are_replaced(text):
    closed = closed_up(text, ENGLISH)
    assert len(closed) == len(text)
    assert all(a == b or (a, b) == (" ", JOINER) for a, b in zip(text, closed, strict=True))


@given(st.one_of(st.text("ab cé 😀", max_size=30), SPELT))
def test_the_quick_check_says_the_same_of_bytes_and_of_code_points(text):
    data = np.frombuffer((text + "\n").encode("utf-8", "replace"), np.uint8)
    assert has_gaps(data) == has_gaps(normalise.code_points(text + "\n"))


@pytest.mark.parametrize("word", ["Ostrava", "paper", "since", "strike"])
def test_all_readers_cut_a_spelt_word_like_the_word(word):
    plain, spelt = Document("a", STORY), Document("b", STORY.replace(word, " ".join(word)))
    for read in (segment, read_quickly, glance):
        one, other = read(plain, ENGLISH), read(spelt, ENGLISH)
        assert one.keys.tolist() == other.keys.tolist()
        (at,) = (t for t in range(len(other)) if other.flags[t] & Flag.FOLDED)
        assert spelt.text[other.starts[at] : other.ends[at]] == " ".join(word)
    assert skim(plain.text, ENGLISH).keys.tolist() == skim(spelt.text, ENGLISH).keys.tolist()


def test_it_is_named_where_it_stands():
    judged = unspin.compare(STORY, STORY.replace("paper", "p a p e r"))
    (change,) = judged.changes
    assert (change.code, change.b.of(judged.b.text)) == ("C604", "p a p e r")
    assert change.detail == "spaces between letters in b"
    assert not unspin.compare(STORY + " p a p e r", STORY + " p a p e r").changes
