"""How much of what two texts share is prose, and how much lists of names, of links, of code.

Who took part in a meeting, what a site's menu offers and what a page's script sets up stand on many
pages that have nothing to do with each other, word for word and often too long for chance. They are
told from prose by their want of function words, of which running text has about four in ten. The
measure is the page itself, so that no language needs a bound of its own, a page that is all list is
as good as its copy, and one whose language nobody knows the function words of is all prose.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from unspin.records import Int32, Kind, Passage, Segmented, Span

LISTED = 0.5
"""A stretch with less than this part of its page's share of function words is a list."""
_NUMBER, _FUNCTION = int(Kind.NUMBER), int(Kind.FUNCTION)


def prose_words(a: Segmented, b: Segmented, passages: Sequence[Passage]) -> int:
    """Return how many words of the side that has fewer stand in passages that are prose on both.

    Args:
        a, b: the texts.
        passages: what they share; of passages that overlap each counts for itself.
    """
    of_a, of_b = (_Side(a, [p.a for p in passages]), _Side(b, [p.b for p in passages]))
    return int(np.minimum(of_a.words, of_b.words)[of_a.prose & of_b.prose].sum())


class _Side:
    """The stretches of one text: (p,) int64 ``words``, and (p,) bool whether they are ``prose``."""

    def __init__(self, text: Segmented, spans: Sequence[Span]) -> None:
        starts = np.searchsorted(text.starts, [s.start for s in spans])
        ends = np.searchsorted(text.starts, [s.end for s in spans])
        words, function = _running(text.kinds <= _NUMBER), _running(text.kinds == _FUNCTION)
        self.words = words[ends] - words[starts]
        wordlets = function[ends] - function[starts]
        self.prose = wordlets * words[-1] >= LISTED * function[-1] * self.words


def _running(marks: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Int32:
    """Return (n + 1,) how many marks stand before each place."""
    return np.concatenate([[0], np.cumsum(marks)])
