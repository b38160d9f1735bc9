"""Phrases that stand for single words, and the company that words keep."""

from __future__ import annotations

import numpy as np
import pytest

from unspin.ingest.model import load_model
from unspin.ingest.resources import load_lexicon
from unspin.inspect.candidates import NAMES, Source
from unspin.inspect.company import company, vectors
from unspin.inspect.compounds import compounds
from unspin.inspect.lattice import Stream
from unspin.pipeline.single import keyed, quickly
from unspin.records import Document
from unspin.restorations import Entry
from unspin.run.restoring import load_maps, load_thesaurus


@pytest.fixture(scope="module")
def source():
    phrases = (Entry("coffee bean", "coffee", 1), Entry("take place", "happen", 1))
    thesaurus = load_thesaurus()._replace(phrases=phrases)
    return Source(load_lexicon(), load_model(), keyed((), load_lexicon()), load_maps(), thesaurus)


def found(text, source):
    seg = quickly(Document("t", text), source.lexicon)
    words = text.replace(".", " .").split()
    return {
        " ".join(words[c.token : c.token + c.width]): {source.model.word(n) for n in c.ids}
        for c in compounds(seg, source)
    }


def test_a_phrase_is_found_in_any_ending_and_takes_it(source):
    told = found("They sold coffee beans. It is taking place now.", source)
    assert "coffees" in told["coffee beans"]
    assert "happening" in told["taking place"]


def test_a_phrase_does_not_run_over_the_end_of_a_sentence(source):
    assert not found("They sold coffee. Bean soup was off.", source)


def test_what_is_known_has_a_column_for_each_name(source):
    seg = quickly(Document("t", "They sold coffee beans."), source.lexicon)
    (phrase,) = compounds(seg, source)
    assert phrase.values.shape == (len(phrase.ids), len(NAMES))
    assert np.isfinite(phrase.values).all()


def test_a_word_that_the_text_uses_elsewhere_is_told(source):
    ids = np.array([source.number(w) for w in ("the", "film", "was", "a", "movie")], np.int32)
    text = Stream(np.arange(5, dtype=np.int32), ids, np.full(5, 1e-3, np.float32))
    choices = np.array([source.number("film"), source.number("picture")], np.int32)
    known = vectors(source.lexicon, source.model)
    at, widths, starts = (np.array(v, np.int32) for v in ([4], [1], [0, 2]))
    values = company(text, at, widths, starts, choices, np.zeros(2), known)
    assert values[0, 0] > values[1, 0] == 0
