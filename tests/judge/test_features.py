"""What is counted of the rows of a word alignment."""

from hypothesis import given

from oracles_judge import rows_counted
from strategies import aligned_columns
from unspin.judge import features

NAMES = ("WORDY", "PAIRED", "SAME", "NEAR", "SLOT", "FUNCTION", "QUOTED", "INSIDE")


@given(aligned_columns())
def test_rows_are_counted_as_the_textbook_counts_them(drawn):
    a, b, words = drawn
    rows, numbers = rows_counted(a, b, words)
    found = features.count_rows(a, b, words)
    told = [{name for name in NAMES if bits & getattr(features, name)} for bits in found.classes]
    assert told == rows
    assert (*found[2:],) == numbers
    for every, none in (({"WORDY"}, set()), ({"INSIDE", "WORDY"}, {"FUNCTION", "PAIRED"})):
        bits = [sum(getattr(features, name) for name in names) for names in (every, none)]
        assert found.count(*bits) == sum(row >= every and not row & none for row in rows)
