"""Guesses become rectangles."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from oracles_align import improved as worked_out
from unspin.align.meetings import meetings
from unspin.align.passages import _guesses
from unspin.align.stretches import improved, nothing
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
