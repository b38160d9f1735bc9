"""Numbers read as values, in digits and in words."""

from __future__ import annotations

from fractions import Fraction

import pytest

from unspin.ingest.resources import load_lexicon
from unspin.judge.closed import closed_classes
from unspin.judge.pair import Side
from unspin.judge.quantities import quantities
from unspin.records import Document
from unspin.text.segment import segment


@pytest.fixture(scope="module")
def lexicon():
    return load_lexicon()


def read(text: str, lexicon, language: str = "en"):
    document = Document("d", text, language=language)
    side = Side(text, segment(document, lexicon), lexicon)
    return quantities(side, (0, len(side)), closed_classes(language))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,400 ships", 1400),
        ("1400 ships", 1400),
        ("1 400 ships", 1400),
        ("3.5 million", 3_500_000),
        ("three and a half years", Fraction(7, 2)),
        ("half a million", 500_000),
        ("a dozen eggs", 12),
        ("twenty-one guns", 21),
        ("one hundred and five thousand", 105_000),
        ("two-thirds of them", Fraction(2, 3)),
        ("2/3 of them", Fraction(2, 3)),
        ("the 21st century", 21),
        ("thousands of birds", 1000),
        ("1000's of birds", 1000),
        ("hundreds of thousands", 100_000),
        ("$2.5bn", 2_500_000_000),
    ],
)
def test_one_value_is_read(text, value, lexicon):
    assert [q.value for q in read(text, lexicon)] == [value]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("in 1998", "year"),
        ("1998 dollars were paid", "number"),
        ("$1998", "number"),
        ("on 5 March", "day"),
        ("on March 5", "day"),
        ("the 5th of May", "day"),
        ("they may 5 times", "number"),
        ("at 12:30", "clock"),
    ],
)
def test_the_neighbours_tell_what_is_counted(text, role, lexicon):
    assert [q.role for q in read(text, lexicon)] == [role]


def test_one_and_first_are_weak(lexicon):
    assert [q.weak for q in read("one of the first two ships and 3 boats", lexicon)] == [
        True, True, True, False,
    ]  # fmt: skip


def test_another_language_has_digits_only(lexicon):
    assert [q.value for q in read("kolme laivaa ja 14 venettä", lexicon, "fi")] == [14]
