"""The edit script and the word columns, for any pairing of tokens at all."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from strategies import covers, document, hostile_text
from unspin.align import tidy
from unspin.ingest.resources import empty_lexicon
from unspin.records import Link
from unspin.text.segment import segment

short = st.lists(
    st.sampled_from("one two three. Four five, six ( “ ” \n x".split(" ")), max_size=12
)
texts = st.one_of(short.map(" ".join), hostile_text)


@st.composite
def paired(draw):
    """Two texts, and a pairing of their tokens by chance."""
    a, b = draw(texts), draw(texts)
    sa, sb = segment(document(a), empty_lexicon()), segment(document(b), empty_lexicon())
    free = list(range(len(sb)))
    partner = np.full(len(sa), -1, np.int32)
    for i in range(len(sa)):
        if free and draw(st.booleans()):
            partner[i] = free.pop(draw(st.integers(0, len(free) - 1)))
    return a, b, sa, sb, partner


def whole(sa, sb):
    """One link that holds all sentences of both texts."""
    every = [tuple(range(len(s.sentences) - 1)) for s in (sa, sb)]
    return (Link(*every, 1.0),) if any(every) else ()


@given(paired())
def test_edits_cover_both_texts_and_say_what_they_are(case):
    a, b, sa, sb, partner = case
    edits = tidy.edit_script(a, b, sa, sb, partner, whole(sa, sb))
    assert covers([e.a for e in edits], len(a)) and covers([e.b for e in edits], len(b))
    for e in edits:
        one, other = e.a.of(a), e.b.of(b)
        assert one or other
        assert (e.op == "equal") == (one == other) or e.op == "move"
        assert (e.op == "insert") == (not one) and (e.op == "delete") == (not other)


@given(paired())
def test_edits_that_stay_in_order_rebuild_both_texts(case):
    """All but the moves: b in the order of a, each moved stretch put where b has it."""
    a, b, sa, sb, partner = case
    edits = tidy.edit_script(a, b, sa, sb, partner, whole(sa, sb))
    assert "".join(e.a.of(a) for e in edits) == a
    still = [e for e in edits if e.op != "move"]
    assert [e.b.start for e in still] == sorted(e.b.start for e in still)
    assert "".join(e.b.of(b) for e in sorted(edits, key=lambda e: (e.b.start, e.b.end))) == b


@given(paired())
def test_columns_hold_every_token_once_in_the_order_of_a(case):
    _, _, sa, sb, partner = case
    scores = np.ones(len(sa), np.float32)
    rows = tidy.word_columns(sa, sb, partner, scores, whole(sa, sb))
    one, other = rows.a_ends > rows.a_starts, rows.b_ends > rows.b_starts
    assert rows.a_starts[one].tolist() == list(range(len(sa)))
    assert sorted(rows.b_starts[other].tolist()) == list(range(len(sb)))
    both = one & other
    assert (partner[rows.a_starts[both]] == rows.b_starts[both]).all()
    assert (both == (rows.ops <= 1)).all() and ((rows.ops == 2) == (one & ~other)).all()
    same = sa.keys[rows.a_starts[both]] == sb.keys[rows.b_starts[both]]
    assert ((rows.ops[both] == 0) == same).all()
    assert (rows.scores[~one] == 0).all()


def script(a, b, pairs):
    sa, sb = segment(document(a), empty_lexicon()), segment(document(b), empty_lexicon())
    partner = np.full(len(sa), -1, np.int32)
    for i, j in pairs:
        partner[i] = j
    edits = tidy.edit_script(a, b, sa, sb, partner, whole(sa, sb))
    return [(e.op, e.a.of(a), e.b.of(b)) for e in edits if e.op != "equal"]


def test_unpaired_words_in_one_place_are_a_phrase_for_a_phrase():
    pairs = [(0, 0), (3, 2)]
    assert script("it did rain today", "it poured today", pairs) == [
        ("replace", "did rain", "poured")
    ]


def test_long_stretches_without_counterpart_are_dropped_and_added():
    a, b = "so one two three four five on", "so six on"
    ops = [op for op, *_ in script(a, b, [(0, 0), (6, 2)])]
    assert ops == ["delete", "insert"]


def test_pairs_off_the_rising_chain_are_moves():
    a, b = "then we all left", "we all left then"
    assert ("move", "then", "then") in script(a, b, [(0, 3), (1, 0), (2, 1), (3, 2)])


def test_white_space_both_sides_share_is_equal():
    assert script("a  b", "a  c", [(0, 0), (1, 1)]) == [("replace", "b", "c")]
    assert script("a b", "a\nb", [(0, 0), (1, 1)]) == [("replace", " ", "\n")]
