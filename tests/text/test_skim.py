"""Quick reading against its oracle, and what may change in a text without a word changing."""

from __future__ import annotations

import time
import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oracles_find import Skim
from strategies import WORDS, document, hostile_text, plain_words
from unspin.ingest.resources import empty_lexicon, load_lexicon
from unspin.text.hashing import word_key
from unspin.text.segment import segment
from unspin.text.skim import ANCHOR, COMMONNESS, FUNCTION, skim

ENGLISH = load_lexicon()


def rows(words):
    return list(zip(words.keys.tolist(), words.stems.tolist(), words.classes.tolist(), strict=True))


def anchors(text):
    return (skim(text, ENGLISH).classes & ANCHOR > 0).tolist()


@given(hostile_text, st.booleans())
def test_words_and_classes_are_those_of_the_oracle(text, english):
    lexicon = ENGLISH if english else empty_lexicon()
    expected = [(word_key(form), word_key(stem), c) for form, stem, c in Skim(text, lexicon).words]
    assert rows(skim(text, lexicon)) == expected


@given(hostile_text, st.integers(0, 9))
def test_a_reading_that_ends_early_is_the_start_of_the_whole(text, most):
    assert rows(skim(text, ENGLISH, most)) == rows(skim(text, ENGLISH))[:most]


@given(st.lists(st.sampled_from([*WORDS[:40], "the", "of", "café", "Oslo", "1,000", "U.S."])))
def test_composition_and_hidden_characters_change_nothing(words):
    text = " ".join(words)
    plain = rows(skim(text, ENGLISH))
    assert rows(skim(unicodedata.normalize("NFD", text), ENGLISH)) == plain
    assert rows(skim(text.replace("a", "a\u200b").replace("é", "e\u0301"), ENGLISH)) == plain
    assert rows(skim(text.replace("o", "о").replace("a", "а"), ENGLISH)) == plain


@given(plain_words, st.sampled_from("'’‘ʼ`´"), st.sampled_from('"“”«'))
def test_quote_marks_change_nothing(words, single, double):
    text = f"\"{' '.join(words)}\" isn't the {words[0]}'s, they'll say"
    changed = text.replace("'", single).replace('"', double)
    assert rows(skim(changed, ENGLISH)) == rows(skim(text, ENGLISH))


@given(plain_words)
def test_case_changes_only_what_is_a_name(words):
    text = "It was said that the " + " ".join(words)
    low, high = skim(text, ENGLISH), skim(text.upper(), ENGLISH)
    assert low.keys.tolist() == high.keys.tolist() and low.stems.tolist() == high.stems.tolist()
    assert (low.classes == high.classes & ~np.uint8(ANCHOR)).all()


@given(plain_words)
def test_plain_words_have_the_keys_that_judging_gives_them(words):
    text = "so " + " ".join(words)
    assert skim(text, ENGLISH).keys.tolist() == segment(document(text), ENGLISH).keys.tolist()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("In June the mill at Ostrava closed.", [0, 1, 0, 0, 0, 1, 0]),
        ("People came. Havel spoke.", [0, 0, 1, 0]),
        ("It is for us and the US, not the U.S. army", [0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0]),
        ("with 1,000.5 tons", [0, 1, 0]),
    ],
)
def test_names_and_numbers_are_anchors(text, names):
    assert anchors(text) == [bool(n) for n in names]


def test_classes_come_from_the_lexicon():
    the, word, other = skim("the country zzyzzx", ENGLISH).classes.tolist()
    assert the & FUNCTION and not word & FUNCTION
    assert word & COMMONNESS > 10 and other & COMMONNESS == 0


def test_every_lexicon_word_keeps_its_class():
    words = [w for w in "a be say government hospital ostrich quartz".split() if w]
    for word in words:
        row = int(np.searchsorted(ENGLISH.keys, np.uint64(word_key(word))))
        value = int(skim(word, ENGLISH).classes[0])
        assert bool(value & FUNCTION) == bool(ENGLISH.function[row])
        assert value & COMMONNESS == int(np.log2(ENGLISH.counts[row] + 1.0))


def test_one_lexicon_does_not_teach_another():
    forged = "Аррlе аnd раураl"
    before = rows(skim(forged, ENGLISH))
    bare = rows(skim(forged, empty_lexicon()))
    assert before == rows(skim("Apple and paypal", ENGLISH)) == rows(skim(forged, ENGLISH))
    assert bare != before


@pytest.mark.parametrize(("one", "other"), [("ﬃx", "ffix"), ("ǆep", "džep"), ("한국어", "한국어")])
def test_stems_count_the_letters_that_are_meant(one, other):
    assert rows(skim(one, ENGLISH)) == rows(skim(unicodedata.normalize("NFD", other), ENGLISH))


@pytest.mark.parametrize("text", ["", " \n", "...", "\ud800", "\u200b"])
def test_a_text_without_words_has_none(text):
    assert len(skim(text, ENGLISH)) == 0


@pytest.mark.parametrize("unit", ["a.", "A.", "a", "1,", "'", "’s", "\u200b", "é", "x\u0301"])
def test_a_megabyte_of_one_thing_takes_linear_time(unit):
    skim(unit * 100, ENGLISH)
    began = time.process_time()
    skim(unit * (1_000_000 // len(unit)), ENGLISH)
    assert time.process_time() - began < 1.0
