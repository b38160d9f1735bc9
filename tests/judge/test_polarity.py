"""Words for words that may be opposites: no pair that is one may be left out."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from unspin.judge.polarity import ENDED, KNOWN, words_for_words
from unspin.judge.ranges import codes
from unspin.records import Kind

words = st.lists(st.text("aelfuUAL’\u212a", min_size=1, max_size=4), min_size=1, max_size=6)


def columns(spelt: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return the ends of words with a space between each two, and the code points of the text."""
    ends = np.cumsum([len(word) + 1 for word in spelt]) - 1
    return ends.astype(np.int32), codes(" ".join(spelt))


@given(words, words, st.data())
def test_words_for_words_keep_what_may_be_opposite(a, b, data):
    (ends_a, text_a), (ends_b, text_b) = columns(a), columns(b)
    size = min(len(a), len(b))
    replaced = np.array([range(10, 10 + size), range(size), range(size)], np.int64)
    drawn = [
        np.array(data.draw(st.lists(st.integers(low, 4), min_size=size, max_size=size)), kind)
        for low, kind in ((0, np.uint8), (0, np.uint8), (-1, np.int32), (-1, np.int32))
    ]
    kinds_a, kinds_b, rows_a, rows_b = drawn
    has = np.array([False, True, False, False, True, False])
    found = words_for_words(
        replaced, kinds_a, kinds_b, rows_a, rows_b, has, ends_a, ends_b, text_a, text_b
    )
    kept = [
        k for k in range(size) if {int(kinds_a[k]), int(kinds_b[k])} <= {Kind.WORD, Kind.FUNCTION}
    ]
    assert found[:3].T.tolist() == replaced.T[kept].tolist()
    for _, k, _, functions, hint in found.T.tolist():
        assert functions == int(kinds_a[k]) + int(kinds_b[k])
        both = rows_a[k] >= 0 and rows_b[k] >= 0
        assert bool(hint & KNOWN) == bool(both and (has[rows_a[k]] or has[rows_b[k]]))
        ours, theirs = a[k].lower(), b[k].lower()
        alike = ours.endswith((theirs, "ful")) or theirs.endswith((ours, "ful"))
        assert not alike or hint & ENDED
