"""C308 tortured-phrase: an established pair of words broken by a word that does not go there.

The measure is counted, not listed: a two-word phrase is established when it occurs often and far
more often than its words would by chance (pointwise mutual information, Church and Hanks 1990);
it is broken when the phrase on the other side, of the same shape, is next to never seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import log

import numpy as np

from unspin.judge.pair import EQUAL, SUBSTITUTED, Found, Pair, Side, Tokens
from unspin.judge.words import is_name, likeness, ordinary, related, same_spelling
from unspin.records import Kind, Lexicon

K_NAME = int(Kind.NAME)
K_PUNCTUATION = int(Kind.PUNCTUATION)
K_WORD = int(Kind.WORD)

LEAST_COUNT = 25
"""Occurrences in the n-gram counts (35 million tokens) that make a phrase established."""
LEAST_PMI = 5.0
"""Nats above chance that make a phrase a collocation and not two frequent words."""
LEAST_LIKENESS = 0.25
"""Cosine under which two words that no sense relates are strangers."""
ALIKE_NAMES = 0.6
"""Cosine under which a name that is no ordinary word is another name and no synonym."""
RAREST = 0.002
"""Share of the established phrase's count up to which the other one is broken."""


def tortured(pair: Pair) -> Iterator[Found]:
    """An established phrase was broken by a word-for-word replacement (``Chilly Warfare``)."""
    for first, detail in _torn(pair):
        yield pair.rows_found(first, first + 2, detail)


def torn_rows(pair: Pair) -> set[int]:
    """Return the rows that a tortured phrase lies in."""
    return {r for first, _ in _torn(pair) for r in (first, first + 1)}


def _torn(pair: Pair) -> list[tuple[int, str]]:
    return pair.once("tortured", lambda: list(_find_torn(pair)))


def _find_torn(pair: Pair) -> Iterator[tuple[int, str]]:
    if not len(pair.lexicon.bigram_counts):
        return
    last = -1
    for first in _adjacent(pair):
        detail = _broken(pair, first) if first > last else ""
        if detail:
            last = first
            yield first, detail


def _adjacent(pair: Pair) -> list[int]:
    """Return the rows that with the next row make two words side by side, on both sides.

    One of the two at least was replaced; in b a stray mark may have been left between them.
    """
    w = pair.alignment.words
    if len(w) < 2:
        return []
    replaced = (w.ops[:-1] == SUBSTITUTED) | (w.ops[1:] == SUBSTITUTED)
    two = replaced & (np.maximum(w.ops[:-1], w.ops[1:]) <= SUBSTITUTED) & pair.two_sided[1:]
    two &= w.a_ends[:-1] == w.a_starts[1:]
    gap = w.b_starts[1:] - w.b_ends[:-1]
    rows = np.flatnonzero(two & (gap >= 0) & (gap <= 1) & (w.links[:-1] == w.links[1:]))
    return [r for r in rows.tolist() if _all_words(pair, r)]


def _all_words(pair: Pair, first: int) -> bool:
    between = pair.b1[first]
    return (between == pair.b0[first + 1] or pair.b.kinds[between] == K_PUNCTUATION) and all(
        side.kinds[t] in (K_WORD, K_NAME)
        for side, starts in ((pair.a, pair.a0), (pair.b, pair.b0))
        for t in (starts[first], starts[first + 1])
    )


def _broken(pair: Pair, first: int) -> str:
    """Say which side holds the established phrase, "" when neither or both do."""
    if pair.claims.any((first, first + 1)):
        return ""
    a = (pair.a0[first], pair.a0[first + 1])
    b = (pair.b0[first], pair.b0[first + 1])
    count_a, pmi_a = strength(pair.lexicon, pair.a, a)
    count_b, pmi_b = strength(pair.lexicon, pair.b, b)
    whole = ""
    if _established(count_a, pmi_a) and count_b <= RAREST * count_a:
        whole = _detail(pair.a, a, count_a, count_b, "a")
    elif _established(count_b, pmi_b) and count_a <= RAREST * count_b:
        whole = _detail(pair.b, b, count_b, count_a, "b")
    if not whole:
        return ""
    other = _inflected(pair, first) or _renamed(pair, first) or not _meant(pair, first)
    return "" if other else whole


def _inflected(pair: Pair, first: int) -> bool:
    """Tell whether the words changed only in form."""
    stems_a, stems_b = pair.a.seg.stems, pair.b.seg.stems
    return all(
        stems_a[pair.a0[r]] == stems_b[pair.b0[r]]
        or same_spelling(
            pair.lexicon, int(pair.a.seg.rows[pair.a0[r]]), int(pair.b.seg.rows[pair.b0[r]])
        )
        for r in (first, first + 1)
    )


def _renamed(pair: Pair, first: int) -> bool:
    """Tell whether a name that is no word came in or went out: then the name was replaced."""
    for r in (first, first + 1):
        ta, tb = pair.a0[r], pair.b0[r]
        if pair.ops[r] == SUBSTITUTED and (is_name(pair.a, ta) or is_name(pair.b, tb)):
            ra, rb = int(pair.a.seg.rows[ta]), int(pair.b.seg.rows[tb])
            words = ordinary(pair.lexicon, ra) and ordinary(pair.lexicon, rb)
            if not words and likeness(pair.lexicon, ra, rb) < ALIKE_NAMES:
                return True
    return False


def _meant(pair: Pair, first: int) -> bool:
    """Tell whether the replaced words mean something like each other, or one stayed.

    Where the aligner put two strangers together, the phrase is another phrase and not a broken one.
    """
    if EQUAL in (pair.ops[first], pair.ops[first + 1]):
        return True
    return all(
        related(pair.lexicon, ra, rb) or likeness(pair.lexicon, ra, rb) >= LEAST_LIKENESS
        for ra, rb in (
            (int(pair.a.seg.rows[pair.a0[r]]), int(pair.b.seg.rows[pair.b0[r]]))
            for r in (first, first + 1)
        )
    )


def _established(count: int, pmi: float) -> bool:
    return count >= LEAST_COUNT and pmi >= LEAST_PMI


def _detail(side: Side, tokens: Tokens, count: int, other: int, name: str) -> str:
    phrase = f"{side.surface(tokens[0])} {side.surface(tokens[1])}"
    return f'established in {name}: "{phrase}" seen {count} times, the other {other}'


def strength(lex: Lexicon, side: Side, tokens: Tokens) -> tuple[int, float]:
    """Return how often two words follow each other, and their mutual information in nats."""
    rows = [int(side.seg.rows[t]) for t in tokens]
    if min(rows) < 0:
        return 0, 0.0
    first, second = (int(lex.lm_ids[r]) for r in rows)
    if first < 0 or second < 0:
        return 0, 0.0
    low, high = int(lex.bigram_starts[first]), int(lex.bigram_starts[first + 1])
    at = low + int(lex.bigram_nexts[low:high].searchsorted(second))
    if at >= high or int(lex.bigram_nexts[at]) != second:
        return 0, 0.0
    count = int(lex.bigram_counts[at])
    expected = float(lex.counts[rows[0]]) * float(lex.counts[rows[1]]) / max(1, lex.total)
    return count, log(count / expected) if expected > 0 else 0.0
