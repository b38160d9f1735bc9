"""Words told by the words around them, and words that are put for each other."""

from __future__ import annotations

import numpy as np
import pytest

from unspin.ingest.model import load_model
from unspin.ingest.resources import load_lexicon
from unspin.inspect.candidates import Source
from unspin.inspect.company import vectors
from unspin.inspect.context import FARTHEST, NAMES, context
from unspin.inspect.lattice import Stream
from unspin.pipeline.single import keyed
from unspin.run.restoring import load_maps, load_thesaurus


@pytest.fixture(scope="module")
def source():
    return Source(
        load_lexicon(), load_model(), keyed((), load_lexicon()), load_maps(), load_thesaurus()
    )


def told(words, at, candidates, source, width=1):
    ids = np.array([source.number(w) for w in words], np.int32)
    text = Stream(np.arange(len(ids), dtype=np.int32), ids, np.full(len(ids), 1e-3, np.float32))
    choices = np.array([source.number(c) for c in candidates], np.int32)
    places, widths, starts = (np.array(v, np.int32) for v in ([at], [width], [0, len(choices)]))
    known = vectors(source.lexicon, source.model)
    return context(text, places, widths, starts, choices, known, source.maps)


def test_the_word_that_belongs_there_is_told_from_its_synonyms(source):
    words = "the police said the suspect was taken into detention on tuesday".split()
    values = told(words, words.index("suspect"), ["defendant", "surmise", "mistrust"], source)
    assert values[0, 0] > values[1, 0]
    assert values[0, 0] > values[2, 0]


def test_each_candidate_has_finite_nats_and_none_is_ahead_of_the_best(source):
    words = "a report on the bridge".split()
    values = told(words, 1, ["account", "study", "story"], source)
    assert values.shape == (3, len(NAMES))
    assert np.isfinite(values).all()
    assert np.abs(values).max() <= FARTHEST
    assert values[:, 2].max() == 0.0


def test_unknown_words_and_the_ends_of_a_text_are_no_places_to_fall_off(source):
    values = told(["zzqx", "report"], 0, ["account"], source)
    assert np.isfinite(values).all()
    assert np.isfinite(told(["coffee", "bean"], 0, ["coffee"], source, width=2)).all()


def test_words_put_for_each_other_are_nearer_than_others(source):
    numbers = [source.number(word) for word in ("film", "movie", "river")]
    rows = source.lexicon.vector_rows[source.rows[numbers]]
    one, other, far = source.kin[rows]
    assert one @ other > one @ far
