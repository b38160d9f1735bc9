"""Guesses become rectangles."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from oracles_align import improved as worked_out
from unspin.align.meetings import meetings
from unspin.align.passages import _guesses
from unspin.align.stretches import FAR_MORE, _with, improved, nothing
from unspin.ingest.resources import load_lexicon
from unspin.records import Document
from unspin.text.segment import segment

PARTS = (
    "Engineers drained the flooded quarry in March and found nine wooden barrels on its floor.",
    "Each barrel was sealed with beeswax and stamped with a falcon by a cooper of the old harbour.",
    "Nobody in the village remembers the ferry that sank there, but the parish book has its name.",
    "The museum will show two of the barrels from May, and the rest when they have dried slowly.",
    "A diver said that the water below twenty metres was black, cold and as still as a cellar.",
)
texts = st.lists(st.sampled_from(PARTS), min_size=2, max_size=12).map(" ".join)


@settings(max_examples=40)
@given(texts, texts)
def test_a_known_way_leads_where_it_led_before(one, other):
    lexicon = load_lexicon("en")
    sides = [segment(Document(name, text), lexicon) for name, text in (("a", one), ("b", other))]
    a, b = meetings(*sides, lexicon)
    of_a, of_b = nothing(), nothing()
    for guess in _guesses(a, b):
        start = np.array((*guess[:4], -1e18))
        found = improved(start, a, b, of_a, of_b)
        assert found.tolist() == worked_out(start, a, b).tolist()


ranges = st.tuples(st.integers(0, 60), st.integers(1, 40)).map(lambda r: (r[0], r[0] + r[1]))
rectangles = st.lists(st.tuples(ranges, ranges, st.integers(1, 99)), max_size=12)


@given(rectangles)
def test_a_rectangle_takes_the_place_of_those_it_says_far_more_than(found):
    kept, count, expected = np.zeros((len(found), 5)), 0, []
    for a, b, nats in found:
        count = _with(np.array((*a, *b, nats), float), kept, count)
        over = [r for r in expected if half(a, r[0]) and half(b, r[1])]
        if FAR_MORE * sum(r[2] for r in over) <= nats:
            expected = [r for r in expected if r not in over] + [(a, b, nats)]
        assert kept[:count].tolist() == [[*a, *b, nats] for a, b, nats in expected]


def half(one, other):
    """Tell whether two ranges share more than half of the shorter."""
    shared = len(set(range(*one)) & set(range(*other)))
    return 2 * shared > min(one[1] - one[0], other[1] - other[0])
