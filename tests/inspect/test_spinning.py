"""From the odds of words to those of a text."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from unspin.inspect.features import WIDTH
from unspin.inspect.spinning import DOCUMENT, chances, score, spread

odds = st.lists(st.floats(-12, 12, width=32), min_size=1, max_size=60)


@given(odds)
def test_chances_are_chances_and_keep_the_order(values):
    array = np.array(values, np.float32)
    found = chances(array)
    assert ((found >= 0) & (found <= 1)).all()
    order = np.argsort(array, kind="stable")
    assert (np.diff(found[order]) >= -1e-6).all()


@given(odds)
def test_the_order_of_the_words_does_not_matter(values):
    array, x = np.array(values, np.float32), np.zeros((len(values), WIDTH), np.float32)
    one, other = spread(array, x, 0.1), spread(array[::-1].copy(), x, 0.1)
    assert len(one) == len(DOCUMENT)
    np.testing.assert_allclose(one, other, atol=1e-9)


def test_braces_add_up_to_two():
    x = np.zeros((80, WIDTH), np.float32)
    p = [score(x, braces).p for braces in (0, 1, 2, 3)]
    assert p[0] < p[1] < p[2] == p[3]
