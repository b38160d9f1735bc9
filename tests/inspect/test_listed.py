"""How a rewriter comes to a word in a thesaurus."""

from __future__ import annotations

import numpy as np
import pytest

from oracles_inspect import drawn_from as slowly
from unspin.ingest.model import load_model
from unspin.ingest.resources import load_lexicon
from unspin.inspect.features import rows_of
from unspin.inspect.listed import DEEPEST, NAMES, UNKNOWN, Listed, drawn_from, listed
from unspin.run.restoring import load_thesaurus


def small(seed):
    """Return a thesaurus of a few words and senses."""
    rng = np.random.default_rng(seed)
    rows, senses = 7, 9
    sets = [np.flatnonzero(rng.random(senses) < 0.4) for _ in range(rows)]
    near = [np.flatnonzero(rng.random(senses) < 0.3) for _ in range(rows)]
    starts, near_starts = (np.cumsum([0, *map(len, s)]).astype(np.int32) for s in (sets, near))
    flat = np.concatenate(sets).astype(np.int32)
    kinds, ranks = rng.integers(0, 2, len(flat)), rng.integers(0, 5, len(flat))
    marks = (kinds * DEEPEST + ranks).astype(np.uint8)
    marks[rng.random(len(flat)) < 0.1] = UNKNOWN
    times = rng.integers(0, 40, rows)[np.repeat(np.arange(rows), np.diff(starts))].astype(np.uint8)
    times[marks == UNKNOWN] = 0
    sizes = np.bincount(flat, minlength=senses)
    return Listed(
        starts, flat, marks, times, near_starts, np.concatenate(near).astype(np.int32),
        np.concatenate(([0], np.cumsum(sizes))), np.argsort(flat, kind="stable"),
        np.repeat(np.arange(rows), np.diff(starts)),
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_the_kernel_finds_what_plain_sets_do(seed):
    book = small(seed)
    rows = np.arange(7)
    for own in range(7):
        found = drawn_from(own, rows, book)
        found[:, 2] = np.expm1(found[:, 2])
        wanted = [slowly(own, row, book) for row in rows.tolist()]
        np.testing.assert_allclose(found, wanted, atol=1e-4)


def test_a_word_is_listed_under_the_sense_it_has_of_the_word_looked_up():
    lexicon, model = load_lexicon(), load_model()
    rows = {model.word(n): int(row) for n, row in enumerate(rows_of(model))}
    book = listed(lexicon, load_thesaurus().marks)

    def told(own, *words):
        found = drawn_from(rows[own], np.array([rows[w] for w in words]), book)
        return [dict(zip(NAMES, values.tolist(), strict=True)) for values in found]

    car, cars, house = told("automobile", "car", "cars", "house")
    assert car["listed_sense"] == 1.0
    assert car["listed_place"] > 0
    assert not any(cars.values())  # another inflection
    assert not any(house.values())
    (cold,) = told("frigid", "cold")
    assert cold["listed_sense"] < 1.0 or cold["listed_near"] > 0
