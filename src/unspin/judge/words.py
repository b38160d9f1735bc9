"""What the lexicon says of two words: one stem, one meaning, opposites, one spelling."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numba import njit
from numpy.typing import NDArray

from unspin.judge.pair import Pair, Side
from unspin.later import lately
from unspin.records import Flag, Int32, Kind, Lexicon, Segmented, UInt16, UInt64

K_WORD = int(Kind.WORD)
K_NAME = int(Kind.NAME)
F_CAPITAL = int(Flag.CAPITAL)
F_INITIAL = int(Flag.INITIAL)

NOUN = 1
"""The bit of ``Lexicon.pos`` for nouns."""
SAME_FIELD = 0.3
"""Cosine from which two words belong to one field, as opposites do (``approve``/``reject`` 0.52)."""
SAME_FIELD_PLAIN = 0.15
"""The same for two words of one part of speech alone (``reduce``/``expand`` 0.24)."""
KEPT = 1 << 14
"""Words of which is kept what the lexicon says of each: few are used often."""
_PREFIXES = ("un", "non", "dis", "in", "im", "ir", "il")
_ADJECTIVE_ENDINGS = (
    "able", "ible", "ent", "ant", "al", "ate", "ive", "ous", "ect", "ure", "ible", "ic", "ful", "ed",
)  # fmt: skip


def opposite(pair: Pair, ta: int, tb: int, *, known: bool) -> bool:
    """Tell whether two words are opposites, by the lexicon or by a denying prefix or suffix.

    Args:
        pair: the two sides.
        ta, tb: the words.
        known: whether the lexicon knows both, and antonyms of either; see :func:`with_antonyms`.
    """
    if known and _antonyms(pair.lexicon, pair.a.rows[ta], pair.b.rows[tb]):
        return True
    a, b = pair.a.lows[ta], pair.b.lows[tb]
    if not (a.endswith((b, "ful")) or b.endswith((a, "ful"))):  # so are most
        return False
    return _denies(a, b) or _denies(b, a)


@lru_cache(maxsize=2)
def with_antonyms(lex: Lexicon) -> NDArray[np.bool_]:
    """Return which rows of the lexicon have antonyms; the last, -1, is that of an unknown word."""
    return np.append(np.diff(lex.opposite_starts) > 0, False)


@lru_cache(maxsize=65536)
def _antonyms(lex: Lexicon, one: int, other: int) -> bool:
    """Tell whether two words are antonyms, or one is a synonym of the other's antonym.

    The second tie is loose, so there the words must be of one field and no kin of each other. Words
    that are nouns and verbs both have the most senses, and synonyms that stray furthest.
    """
    if _opposed(lex, one, other) or _opposed(lex, other, one):
        return senses(lex, one).isdisjoint(senses(lex, other))
    ours, theirs = int(lex.pos[one]), int(lex.pos[other])
    plain = ours == theirs and (ours == NOUN or not ours & NOUN)
    if not plain and ours & theirs & NOUN:
        return False
    like = likeness(lex, one, other)
    if like != 0.0 and like < (SAME_FIELD_PLAIN if plain else SAME_FIELD):  # 0: no vector
        return False
    if related(lex, one, other) or related(lex, other, one):
        return False
    return _nearly_opposed(lex, one, other) or _nearly_opposed(lex, other, one)


def _opposed(lex: Lexicon, one: int, other: int) -> bool:
    return lex.stems.item(other) in _opposite_stems(lex, one)


@lru_cache(maxsize=KEPT)
def _opposite_stems(lex: Lexicon, row: int) -> frozenset[int]:
    """Return the stems of a row's antonyms."""
    return frozenset(lex.stems[_opposites(lex, row)].tolist())


def _opposites(lex: Lexicon, row: int) -> Int32:
    return lex.opposites[lex.opposite_starts[row] : lex.opposite_starts[row + 1]]


def _nearly_opposed(lex: Lexicon, one: int, other: int) -> bool:
    """Tell whether a word is a synonym of the other's antonym (``improve`` / ``worsen``)."""
    return not senses(lex, other).isdisjoint(_opposite_senses(lex, one))


@lru_cache(maxsize=KEPT)
def _opposite_senses(lex: Lexicon, row: int) -> frozenset[int]:
    """Return the senses of a row's antonyms."""
    return frozenset(s for other in _opposites(lex, row).tolist() for s in senses(lex, other))


@lru_cache(maxsize=KEPT)
def senses(lex: Lexicon, row: int) -> frozenset[int]:
    """Return the senses of a row."""
    return frozenset(lex.senses[lex.sense_starts[row] : lex.sense_starts[row + 1]].tolist())


@lru_cache(maxsize=KEPT)
def _near_senses(lex: Lexicon, row: int) -> frozenset[int]:
    """Return the senses that are one relation away from those of a row."""
    return frozenset(lex.near[lex.near_starts[row] : lex.near_starts[row + 1]].tolist())


def _denies(plain: str, denied: str) -> bool:
    if plain.endswith("ful") and denied == plain[:-3] + "less":
        return True
    if len(plain) <= 3 or not denied.endswith(plain):
        return False
    prefix = denied[: -len(plain)]
    return prefix in ("un", "non") or (prefix in _PREFIXES and plain.endswith(_ADJECTIVE_ENDINGS))


def related(lex: Lexicon, one: int, other: int) -> bool:
    """Tell whether two lexicon rows share a sense, or a sense one relation away."""
    if one < 0 or other < 0:
        return False
    theirs = senses(lex, other)
    return not (theirs.isdisjoint(senses(lex, one)) and theirs.isdisjoint(_near_senses(lex, one)))


@lru_cache(maxsize=65536)
def likeness(lex: Lexicon, one: int, other: int) -> float:
    """Return the cosine of two rows' vectors, 0 when either has none."""
    if one < 0 or other < 0:
        return 0.0
    va, vb = int(lex.vector_rows[one]), int(lex.vector_rows[other])
    if va < 0 or vb < 0:
        return 0.0
    # In whole numbers: exact, and out of the hands of a threaded library.
    dot = lex.vectors[va].astype(np.int32) @ lex.vectors[vb].astype(np.int32)
    return float(dot) / (127.0 * 127.0)


def bigram_counts(lex: Lexicon, first: Int32, second: Int32) -> Int32:
    """Return how often the words of two columns of lexicon rows follow each other."""
    return _follow(
        first, second, lex.lm_ids, lex.bigram_starts, lex.bigram_nexts, lex.bigram_counts
    )


@lately
def followed(text: Segmented, lexicon: Lexicon) -> Int32:
    """Return (n,) how often the word of each token follows that of the token before it."""
    counts = np.zeros(len(text), np.int32)
    counts[1:] = bigram_counts(lexicon, text.rows[:-1], text.rows[1:])
    return counts


@njit(nogil=True, cache=True)
def _follow(
    first: Int32, second: Int32, ids: Int32, starts: Int32, nexts: UInt16, counts: Int32
) -> Int32:
    found = np.zeros(len(first), np.int32)
    for k in range(len(first)):
        if first[k] < 0 or second[k] < 0:
            continue
        one, other = ids[first[k]], ids[second[k]]
        if one < 0 or other < 0:
            continue
        low, high = starts[one], starts[one + 1]
        end = high
        while low < high:
            middle = (low + high) // 2
            if nexts[middle] < other:
                low = middle + 1
            else:
                high = middle
        if low < end and nexts[low] == other:
            found[k] = counts[low]
    return found


def ordinary(lex: Lexicon, row: int) -> bool:
    """Tell whether a row is a word of the language and not only a name.

    Names are nouns without a family: a word is a verb, an adjective or an adverb too, or a noun
    with at least three forms that share its stem.
    """
    if row < 0 or not lex.pos[row]:
        return False
    return bool(lex.pos[row] != NOUN) or _family(lex, row) >= 3


@lru_cache(maxsize=1 << 17)
def _family(lex: Lexicon, row: int) -> int:
    """Return how many forms share a row's stem."""
    stems, stem = _sorted_stems(lex), lex.stems[row]
    return int(stems.searchsorted(stem, "right") - stems.searchsorted(stem, "left"))


@lru_cache(maxsize=2)
def _sorted_stems(lex: Lexicon) -> UInt64:
    return np.sort(lex.stems)


def same_spelling(lex: Lexicon, one: int, other: int) -> bool:
    """Tell whether two rows are spellings of one word (``colour``/``color``)."""
    return one >= 0 and other >= 0 and bool(lex.variants[one] == lex.variants[other])


def is_name(side: Side, t: int) -> bool:
    """Tell whether token t is a name.

    In a sentence full of capitals the segmenter trusts none. There a capitalised word is a name
    when the sentence reads like prose after all, or the lexicon does not know the word.
    """
    if side.kinds[t] == K_NAME:
        return True
    if side.kinds[t] != K_WORD or not side.has(t, F_CAPITAL) or side.has(t, F_INITIAL):
        return False
    return side.is_prose(t) or not ordinary(side.lexicon, side.rows[t])


def is_ordinary(side: Side, t: int) -> bool:
    """Tell whether token t is an ordinary word of the language, as :func:`ordinary` has it."""
    return ordinary(side.lexicon, side.rows[t])
