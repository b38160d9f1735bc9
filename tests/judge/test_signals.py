"""What is counted for the signals, as one counts it row by row."""

from hypothesis import given
from hypothesis import strategies as st

from strategies import aligned_columns, lexicon_rows
from unspin.judge.signals import LIKELY, loose_words, unknown_for_known
from unspin.records import Kind


@given(aligned_columns(), st.data())
def test_unknown_words_are_counted_by_side(drawn, data):
    a, b, w = drawn
    rows = [lexicon_rows(data.draw, len(s), 0) for s in (a, b)]
    count = unknown_for_known(w.ops, w.scores, w.a_starts, w.b_starts, a.kinds, b.kinds, *rows)
    expected = 0
    for r in range(len(w)):
        if w.ops[r] == 1 and w.scores[r] >= LIKELY:
            i, j = w.a_starts[r], w.b_starts[r]
            unknown_a = bool(rows[0][i] < 0 and a.kinds[i] <= Kind.NAME)
            unknown_b = bool(rows[1][j] < 0 and b.kinds[j] <= Kind.NAME)
            expected += (unknown_b and not unknown_a) - (unknown_a and not unknown_b)
    assert count == expected


@given(aligned_columns())
def test_loose_words_are_those_of_one_side(drawn):
    a, b, w = drawn
    for op, side, starts in ((2, a, w.a_starts), (3, b, w.b_starts)):
        tokens = [starts[r] for r in range(len(w)) if w.ops[r] == op]
        words = [t for t in tokens if side.kinds[t] <= Kind.NUMBER]
        assert loose_words(w.ops, op, starts, side.kinds) == len(words)
