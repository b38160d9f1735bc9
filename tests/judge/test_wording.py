"""How what is left of a site is cut into parts, and what the parts are called."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from oracles_judge import blocks_crossed, parts_named
from strategies import aligned_columns
from unspin.judge.ranges import placed
from unspin.judge.wording import NAMES, crossings, lone_words, name_parts
from unspin.records import Kind


@given(aligned_columns(), st.data())
def test_parts_are_cut_and_named_as_the_textbook_does(drawn, data):
    a, b, w = drawn
    rows = np.flatnonzero(w.ops)
    flags = st.lists(st.booleans(), min_size=len(rows), max_size=len(rows))
    begins, explained = (np.array(data.draw(flags), bool) for _ in range(2))
    begins[:1] = True
    blank = np.zeros(100, np.uint32)
    seen = placed(w, a, b, blank, blank)
    names, places = name_parts(
        rows, begins, explained, seen.before_a, seen.before_b, w.ops, w.scores, w.a_starts, w.a_ends, w.b_starts, w.b_ends,
        a.starts, a.ends, a.kinds, a.stems, b.starts, b.ends, b.kinds, b.stems,
    )  # fmt: skip
    found = [
        (NAMES[name], (a0, a1), (b0, b1))
        for name, (a0, a1, b0, b1) in zip(names.tolist(), places.tolist(), strict=True)
    ]
    which = [{*rows[flagged].tolist()} for flagged in (begins, explained)]
    assert found == parts_named(a, b, w, rows.tolist(), *which)


@given(aligned_columns())
def test_lone_words_are_content_words_of_one_side(drawn):
    a, b, w = drawn
    rows = np.flatnonzero(w.ops)
    content = {Kind.WORD, Kind.NAME, Kind.NUMBER}
    for op, side, starts in ((2, a, w.a_starts), (3, b, w.b_starts)):
        held = [r for r in rows.tolist() if w.ops[r] == op and side.kinds[starts[r]] in content]
        assert lone_words(rows, w.ops, op, starts, side.kinds).tolist() == held


@given(aligned_columns(), st.sets(st.integers(0, 3)))
def test_crossings_are_blocks_that_go_back(drawn, joined):
    _, _, w = drawn
    two_sided = np.array([k in joined for k in w.links.tolist()], bool)
    found = crossings(w.ops, w.links, w.b_starts, two_sided).tolist()
    assert [tuple(block) for block in found] == blocks_crossed(w, joined)
