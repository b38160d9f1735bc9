"""What the columns of a text promise, whatever the text."""

from __future__ import annotations

import time
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import oracles_text
from strategies import WORDS, document, hostile_text, sentence
from unspin.ingest.resources import empty_lexicon, load_lexicon
from unspin.records import Flag, Kind
from unspin.text.keys import find_rows
from unspin.text.segment import _tell, segment

LEXICONS = {"none": empty_lexicon(), "en": load_lexicon("en")}
each_lexicon = pytest.mark.parametrize("lexicon", LEXICONS.values(), ids=LEXICONS)


def sentences_of(text, lexicon=LEXICONS["en"]):
    found = segment(document(text), lexicon)
    bounds = found.sentences.tolist()
    spans = pairwise(bounds)
    return [text[found.starts[i] : found.ends[j - 1]] for i, j in spans]


def kinds_of(text):
    found = segment(document(text), LEXICONS["en"])
    return {
        text[i:j]: Kind(k) for i, j, k in zip(found.starts, found.ends, found.kinds, strict=True)
    }


@each_lexicon
@settings(max_examples=400)
@given(text=hostile_text)
def test_any_text_becomes_columns_that_fit_together(lexicon, text):
    for end in {len(text), *range(0, len(text), 1 + len(text) // 12)}:  # over 10,000 texts in all
        check_columns(text[:end], lexicon)


def check_columns(text, lexicon):
    found = segment(document(text), lexicon)
    n = len(found)
    columns = (found.ends, found.keys, found.stems, found.kinds, found.flags, found.rows)
    assert all(len(column) == n for column in columns)
    bounds = found.sentences
    assert bounds[0] == 0 and bounds[-1] == n and (np.diff(bounds) > 0).all()
    assert (found.kinds <= max(Kind)).all() and (found.rows < max(1, len(lexicon.keys))).all()
    assert all(0 <= f.span.start < f.span.end <= len(text) for f in found.folds)


@given(st.lists(st.lists(st.sampled_from(WORDS), min_size=3, max_size=8), min_size=1, max_size=6),
       st.sampled_from((" ", "\n", "\n\n", "\r\n", "\t")))  # fmt: skip
def test_plain_sentences_are_found_however_they_are_set(sentences, gap):
    texts = [sentence(words) for words in sentences]
    assert sentences_of(gap.join(texts)) == texts


def test_lines_end_sentences_unless_the_text_is_wrapped():
    assert sentences_of("A headline\nThe text begins") == ["A headline", "The text begins"]
    assert len(sentences_of("The mill on the\nriver was shut by\nits owners in\nMay.")) == 1
    assert len(sentences_of("the mill on the\n\nriver")) == 2


def test_function_words_names_and_numbers_are_told_apart():
    kinds = kinds_of("Yesterday the mayor of Hartlepool told the WHO that 14 mills were shut.")
    assert kinds["the"] == kinds["of"] == kinds["were"] == Kind.FUNCTION
    assert kinds["Hartlepool"] == kinds["WHO"] == Kind.NAME
    assert kinds["14"] == Kind.NUMBER and kinds["mayor"] == kinds["Yesterday"] == Kind.WORD


def test_an_acronym_is_not_the_word_it_looks_like():
    us = segment(document("They sent the US team to us."), LEXICONS["en"])
    assert us.keys[3] != us.keys[6]


def test_inflections_share_a_stem_with_and_without_a_lexicon():
    for lexicon in LEXICONS.values():
        for one, other in (("walked", "walks"), ("blorped", "blorping")):
            stems = segment(document(f"they {one} and {other}"), lexicon).stems
            assert stems[1] == stems[3]


def test_hidden_characters_are_kept_as_evidence():
    found = segment(document("The m\u200bill in Lоndon \u202ewas shut."), LEXICONS["en"])
    assert [f.kind for f in found.folds] == ["invisible", "homoglyph", "bidi"]
    assert (found.flags[[1, 3]] & Flag.FOLDED).all()


def test_rows_are_where_the_lexicon_has_the_word():
    english = LEXICONS["en"]
    rows = np.random.default_rng(1).integers(0, len(english.keys), 1000)
    keys = english.keys[rows]
    assert (find_rows(keys, english) == rows).all()
    assert (find_rows(keys + np.uint64(1), english) == -1).all()
    assert find_rows(keys[:3], empty_lexicon()).tolist() == [-1, -1, -1]


@pytest.mark.parametrize(
    "unit", ['"', "'", "’ ", "a.", "a", " “a", "'a ", "' ", "`", "‹", "「", "\n", "the mill "]
)
def test_a_megabyte_of_one_thing_is_segmented_in_linear_time(unit):
    text = unit * (1_000_000 // len(unit))
    segment(document(unit * 1000), LEXICONS["en"])
    began = time.process_time()
    segment(document(text), LEXICONS["en"])
    assert time.process_time() - began < 1.5


tokens = st.tuples(
    st.sampled_from((Kind.WORD, Kind.WORD, Kind.WORD, Kind.NUMBER, Kind.PUNCTUATION, Kind.QUOTE)),
    st.sampled_from((0, Flag.CAPITAL, Flag.CAPITAL | Flag.UPPER)),
    st.sampled_from((0, Flag.SPACED)),
    st.integers(0, 6), st.integers(-1, 3),
)  # fmt: skip


@given(st.lists(tokens, max_size=30), st.sets(st.integers(1, 29), max_size=6))
def test_words_are_told_as_the_textbook_tells_them(drawn, cuts):
    kinds, shapes, spaced, keys, rows = map(list, zip(*drawn, strict=True)) if drawn else ([],) * 5
    n = len(kinds)
    bounds = sorted({0, n} | {cut for cut in cuts if cut < n})
    flags = [one | other for one, other in zip(shapes, spaced, strict=True)]
    function, known = (0, 1, 0, 1), (1, 1, 0, 1)
    columns = np.array(keys, np.uint64), np.array(rows, np.int32), np.array(kinds, np.uint8)
    after = [column.copy() for column in columns]
    _tell(
        np.array(bounds, np.int32), after[0], columns[0].copy(), after[1], after[2],
        np.array(flags, np.uint8), np.array(function, np.uint8), np.array(known, np.int32),
        np.zeros(4, np.uint8), 7,
    )  # fmt: skip
    sentences = [range(first, last) for first, last in pairwise(bounds)]
    told = oracles_text.told(sentences, keys, rows, kinds, flags, function, known)
    assert (after[2].tolist(), np.flatnonzero(after[0] != columns[0]).tolist()) == told
