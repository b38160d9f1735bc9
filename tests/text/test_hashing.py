"""The hash against its textbook definition."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from oracles_text import key
from unspin.text.hashing import word_key


@given(st.text(st.characters(), max_size=30))
def test_a_word_has_the_key_its_definition_gives(word):
    assert word_key(word) == key(word)
