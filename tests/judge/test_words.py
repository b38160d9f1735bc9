"""What the lexicon says of two words, and the columns that answer for many at once."""

from __future__ import annotations

import numpy as np
import pytest

from unspin.ingest.resources import load_lexicon
from unspin.judge.pair import Side
from unspin.judge.words import bigram_counts
from unspin.records import Document, Lexicon
from unspin.text.segment import segment


def counted_slowly(lexicon: Lexicon, first: int, second: int) -> int:
    """Look one pair of rows up, word by word."""
    if first < 0 or second < 0 or lexicon.lm_ids[first] < 0 or lexicon.lm_ids[second] < 0:
        return 0
    low, high = lexicon.bigram_starts[lexicon.lm_ids[first] : lexicon.lm_ids[first] + 2]
    at = np.flatnonzero(lexicon.bigram_nexts[low:high] == lexicon.lm_ids[second])
    return int(lexicon.bigram_counts[low + at[0]]) if len(at) else 0


def test_counting_many_pairs_at_once_is_counting_each() -> None:
    lexicon = load_lexicon("en")
    text = "The White House said of the Cold War that climate change is here, qwzx said of course."
    rows = segment(Document("a", text), lexicon).rows
    first, second = np.repeat(rows, len(rows)), np.tile(rows, len(rows))
    expected = [counted_slowly(lexicon, *pair) for pair in zip(first, second, strict=True)]
    assert bigram_counts(lexicon, first, second).tolist() == expected
    assert max(expected) > 0


@pytest.mark.parametrize("text", ["", "İstanbul’s mayor said “no”.", "Don’t."])
def test_a_side_lowers_letter_for_letter(text: str) -> None:
    lexicon = load_lexicon("en")
    document = Document("a", text)
    side = Side(text, segment(document, lexicon), lexicon)
    assert len(side.lowered) == len(text)
    assert all("’" not in side.low(t) for t in range(len(side)))
