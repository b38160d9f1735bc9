"""How much of what two texts share is prose, and how much lists of names, of links, of code.

Who took part in a meeting, what a site's menu offers and what a page's script sets up stand on many
pages that have nothing to do with each other, word for word and often too long for chance. They are
told from prose by their want of function words, of which running text has about four in ten. The
measure is the page that has fewer, so that no language needs a bound of its own, a page that is all
list is as good as its copy, and one whose language nobody knows the function words of is all prose.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from unspin.records import Kind, Passage, Segmented, Span

Int64 = NDArray[np.int64]

LISTED = 0.5
"""A stretch with less than this part of the share of function words that its page has is a list."""
_NUMBER, _FUNCTION = int(Kind.NUMBER), int(Kind.FUNCTION)


def prose_words(a: Segmented, b: Segmented, passages: Sequence[Passage]) -> int:
    """Return how many words of the side that has fewer stand in passages that are prose.

    Args:
        a, b: the texts.
        passages: what they share; of passages that overlap each counts for itself.
    """
    words_a, wordlets_a, share_a = _counts(a, [p.a for p in passages])
    words_b, wordlets_b, share_b = _counts(b, [p.b for p in passages])
    least = LISTED * min(share_a, share_b)
    prose = (wordlets_a >= least * words_a) & (wordlets_b >= least * words_b)
    return int(np.minimum(words_a, words_b)[prose].sum())


def _counts(text: Segmented, spans: Sequence[Span]) -> tuple[Int64, Int64, float]:
    """Return (p,) words and (p,) function words of each stretch, and their share in the text."""
    starts = np.searchsorted(text.starts, [s.start for s in spans])
    ends = np.searchsorted(text.starts, [s.end for s in spans])
    words, wordlets = _before(text.kinds <= _NUMBER), _before(text.kinds == _FUNCTION)
    share = float(wordlets[-1] / max(words[-1], 1))
    return words[ends] - words[starts], wordlets[ends] - wordlets[starts], share


def _before(marks: NDArray[np.bool_]) -> Int64:
    """Return (n + 1,) how many marks stand before each place."""
    return np.concatenate([[0], np.cumsum(marks)])
