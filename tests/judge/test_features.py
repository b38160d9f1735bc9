"""What is counted of the rows of a word alignment."""

from hypothesis import given
from hypothesis import strategies as st

from oracles_judge import rows_counted
from strategies import aligned_columns
from unspin.judge import features
from unspin.records import Passage, Span

NAMES = ("WORDY", "PAIRED", "SAME", "NEAR", "SLOT", "FUNCTION", "QUOTED", "INSIDE")


spans = st.tuples(st.integers(0, 12), st.integers(1, 6)).map(lambda s: Span(s[0], s[0] + s[1]))
passages = st.lists(st.builds(Passage, spans, spans, st.just(9.0)), max_size=3)


@given(aligned_columns(), passages)
def test_rows_are_counted_as_the_textbook_counts_them(drawn, passages):
    a, b, words = drawn
    rows, numbers = rows_counted(a, b, words, passages)
    found = features.count_rows(a, b, words, passages)
    told = [{name for name in NAMES if bits & getattr(features, name)} for bits in found.classes]
    assert told == rows
    assert (*found[2:],) == numbers
    for every, none in (({"WORDY"}, set()), ({"INSIDE", "WORDY"}, {"FUNCTION", "PAIRED"})):
        bits = [sum(getattr(features, name) for name in names) for names in (every, none)]
        assert found.count(*bits) == sum(row >= every and not row & none for row in rows)
