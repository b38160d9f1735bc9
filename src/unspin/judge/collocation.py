"""C308 tortured-phrase: an established pair of words broken by a word that does not go there.

The measure is counted, not listed: a two-word phrase is established when it occurs often and far
more often than its words would by chance (pointwise mutual information, Church and Hanks 1990);
it is broken when the phrase on the other side, of the same shape, is next to never seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import log

import numpy as np
from numba import njit
from numpy.typing import NDArray

from unspin.judge.pair import EQUAL, SUBSTITUTED, Detail, Found, Pair, Side, Tokens, sided
from unspin.judge.words import (
    bigram_counts,
    followed,
    is_name,
    likeness,
    ordinary,
    related,
    same_spelling,
)
from unspin.records import Int32, Kind, Lexicon, UInt8

K_NAME = int(Kind.NAME)
K_PUNCTUATION = int(Kind.PUNCTUATION)
K_WORD = int(Kind.WORD)
APART = -1
"""In place of a count: the words do not follow each other."""
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


def _torn(pair: Pair) -> list[tuple[int, Detail]]:
    return pair.once("tortured", lambda: list(_find_torn(pair)))


def _find_torn(pair: Pair) -> Iterator[tuple[int, Detail]]:
    for first, count_a, count_b in _uneven(pair):
        if _is_broken(pair, first, count_a, count_b):
            yield first, _detail(pair, first, count_a, count_b)


def _uneven(pair: Pair) -> Iterator[tuple[int, int, int]]:
    """Yield (row, count in a, count in b) where one phrase is frequent and the other next to unseen."""
    if not len(pair.lexicon.bigram_counts):
        return
    w, sa, sb = pair.alignment.words, pair.a.seg, pair.b.seg
    first, ours, theirs = adjacent(
        w.ops, w.links, w.a_starts, w.a_ends, w.b_starts, w.b_ends, pair.two_sided,
        sa.kinds, sb.kinds, followed(sa, pair.lexicon), followed(sb, pair.lexicon),
    )  # fmt: skip
    for r, in_a, in_b in zip(first.tolist(), ours.tolist(), theirs.tolist(), strict=True):
        count = in_b if in_b != APART else _followed_apart(pair, r)
        if is_uneven(in_a, count):
            yield r, in_a, count


def _followed_apart(pair: Pair, row: int) -> int:
    """Return how often the word of b in a row and that in the next one follow each other."""
    rows, b0 = pair.b.seg.rows, pair.b0
    one, other = (rows[b0[r] : b0[r] + 1] for r in (row, row + 1))
    return int(bigram_counts(pair.lexicon, one, other)[0])


@njit(nogil=True, cache=True)
def is_uneven(one: int, other: int) -> bool:
    """Tell whether a phrase seen so often is frequent, and the other one next to unseen."""
    most, least = max(one, other), min(one, other)
    return most >= LEAST_COUNT and least <= RAREST * most


@njit(nogil=True, cache=True)
def adjacent(
    ops: UInt8, links: Int32, a0: Int32, a1: Int32, b0: Int32, b1: Int32,
    two_sided: NDArray[np.bool_], a_kinds: UInt8, b_kinds: UInt8, a_counts: Int32, b_counts: Int32,
) -> tuple[NDArray[np.int64], Int32, Int32]:  # fmt: skip
    """Find the rows that with the next row make two words side by side, on both sides.

    One of the two at least was replaced; in b a stray mark may have been left between them. Where
    none was, only those are told of which one side's words are next to unseen.

    Returns:
        The rows, and how often the words of a, and those of b, follow each other by the counts of
        the tokens; ``APART`` for words of b with a mark between them.
    """
    rows, count = np.empty(len(ops), np.int64), 0
    ours, theirs = np.empty(len(ops), np.int32), np.empty(len(ops), np.int32)
    for r in range(len(ops) - 1):
        after = r + 1
        if max(ops[r], ops[after]) != SUBSTITUTED or not two_sided[after]:
            continue
        gap = b0[after] - b1[r]
        if links[r] != links[after] or a1[r] != a0[after] or not 0 <= gap <= 1:
            continue
        if gap == 1 and b_kinds[b1[r]] != K_PUNCTUATION:
            continue
        if not (_in_phrases(a_kinds, a0[r], a0[after]) and _in_phrases(b_kinds, b0[r], b0[after])):
            continue
        if gap == 0 and not is_uneven(a_counts[a0[after]], b_counts[b0[after]]):
            continue
        rows[count], ours[count] = r, a_counts[a0[after]]
        theirs[count] = b_counts[b0[after]] if gap == 0 else APART
        count += 1
    return rows[:count], ours[:count], theirs[:count]


@njit(nogil=True, cache=True)
def _in_phrases(kinds: UInt8, one: int, other: int) -> bool:
    """Tell whether two tokens are of the kinds that the words of a phrase are."""
    return kinds[one] in (K_WORD, K_NAME) and kinds[other] in (K_WORD, K_NAME)


def _is_broken(pair: Pair, first: int, count_a: int, count_b: int) -> bool:
    """Tell whether the phrase seen more often is an established one, and the other its loss."""
    if pair.claims.any((first, first + 1)):
        return False
    side, tokens = _established(pair, first, in_a=count_a > count_b)
    if mutual_information(pair.lexicon, side, tokens, max(count_a, count_b)) < LEAST_PMI:
        return False
    return not _inflected(pair, first) and not _renamed(pair, first) and _meant(pair, first)


def _established(pair: Pair, first: int, *, in_a: bool) -> tuple[Side, Tokens]:
    side, starts = (pair.a, pair.a0) if in_a else (pair.b, pair.b0)
    return side, (starts[first], starts[first + 1])


def _inflected(pair: Pair, first: int) -> bool:
    """Tell whether the words changed only in form."""
    stems_a, stems_b = pair.a.stems, pair.b.stems
    return all(
        stems_a[pair.a0[r]] == stems_b[pair.b0[r]]
        or same_spelling(pair.lexicon, pair.a.rows[pair.a0[r]], pair.b.rows[pair.b0[r]])
        for r in (first, first + 1)
    )


def _renamed(pair: Pair, first: int) -> bool:
    """Tell whether a name that is no word came in or went out: then the name was replaced."""
    for r in (first, first + 1):
        ta, tb = pair.a0[r], pair.b0[r]
        if pair.ops[r] == SUBSTITUTED and (is_name(pair.a, ta) or is_name(pair.b, tb)):
            ra, rb = pair.a.rows[ta], pair.b.rows[tb]
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
            (pair.a.rows[pair.a0[r]], pair.b.rows[pair.b0[r]]) for r in (first, first + 1)
        )
    )


def _detail(pair: Pair, first: int, count_a: int, count_b: int) -> Detail:
    in_a = count_a > count_b
    side, (one, other) = _established(pair, first, in_a=in_a)
    seen = f"seen {max(count_a, count_b)} times, the other {min(count_a, count_b)}"
    phrase = f'"{side.surface(one)} {side.surface(other)}" {seen}'
    there, back = sided("established in {side}: ", in_a=in_a)
    return there + phrase, back + phrase


def mutual_information(lex: Lexicon, side: Side, tokens: Tokens, count: int) -> float:
    """Return the mutual information in nats of two words that follow each other count times."""
    first, second = (float(lex.counts[side.rows[t]]) for t in tokens)
    expected = first * second / max(1, lex.total)
    return log(count / expected) if expected > 0 else 0.0
