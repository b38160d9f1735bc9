"""C308 tortured-phrase: an established pair of words broken by a word that does not go there.

The measure is counted, not listed: a two-word phrase is established when it occurs often and far
more often than its words would by chance (pointwise mutual information, Church and Hanks 1990);
it is broken when the phrase on the other side, of the same shape, is next to never seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import log

from unspin.judge.pair import EQUAL, SUBSTITUTED, Found, Pair, Side, Tokens
from unspin.judge.words import likeness, ordinary, related, same_spelling
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
    for r in pair.differing:
        if pair.ops[r] != SUBSTITUTED:
            continue
        for first in (r - 1, r):
            if first > last and _adjacent(pair, first):
                detail = _broken(pair, first)
                if detail:
                    last = first
                    yield first, detail


def _adjacent(pair: Pair, first: int) -> bool:
    """Tell whether rows first and first+1 are two words next to each other on both sides."""
    second = first + 1
    if first < 0 or second >= len(pair.ops) or max(pair.ops[first], pair.ops[second]) > SUBSTITUTED:
        return False
    if pair.a1[first] != pair.a0[second] or pair.link_of[first] != pair.link_of[second]:
        return False
    tb = pair.b1[first]
    near_b = tb == pair.b0[second] or (  # a stray bracket may have been left between them
        tb + 1 == pair.b0[second] and pair.b.kinds[tb] == K_PUNCTUATION
    )
    return near_b and all(
        side.kinds[t] in (K_WORD, K_NAME)
        for side, starts in ((pair.a, pair.a0), (pair.b, pair.b0))
        for t in (starts[first], starts[second])
    )


def _broken(pair: Pair, first: int) -> str:
    """Say which side holds the established phrase, "" when neither or both do."""
    explained = pair.claims.any((first, first + 1))
    if explained or _inflected(pair, first) or _renamed(pair, first) or not _meant(pair, first):
        return ""
    a = (pair.a0[first], pair.a0[first + 1])
    b = (pair.b0[first], pair.b0[first + 1])
    count_a, pmi_a = strength(pair.lexicon, pair.a, a)
    count_b, pmi_b = strength(pair.lexicon, pair.b, b)
    if _established(count_a, pmi_a) and count_b <= RAREST * count_a:
        return _detail(pair.a, a, count_a, count_b, "a")
    if _established(count_b, pmi_b) and count_a <= RAREST * count_b:
        return _detail(pair.b, b, count_b, count_a, "b")
    return ""


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
    lex, rows_a, rows_b = pair.lexicon, pair.a.seg.rows, pair.b.seg.rows
    return any(
        pair.ops[r] == SUBSTITUTED
        and K_NAME in (pair.a.kinds[pair.a0[r]], pair.b.kinds[pair.b0[r]])
        and not (ordinary(lex, int(rows_a[pair.a0[r]])) and ordinary(lex, int(rows_b[pair.b0[r]])))
        and not related(lex, int(rows_a[pair.a0[r]]), int(rows_b[pair.b0[r]]))
        for r in (first, first + 1)
    )


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
