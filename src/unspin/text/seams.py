"""Where a sentence that never ends is cut: texts without punctuation, and lists that go on and on.

Captions, old telegrams and pages whose marks were lost have sentences of hundreds of words; what
is told sentence by sentence says nothing of them. A seam is looked for as the ends of chunks are in
content-defined chunking: a token is one when it is the likeliest within ``APART`` tokens on either
side (local maximum chunking: Bjorner, Blass and Gurevich 2010). So the same words are cut in the
same places, whatever stands before them and after.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from unspin.records import Flag, Int32, Kind, UInt8, UInt64
from unspin.text.hashing import word_key

ENDLESS = 100
"""Tokens from which a sentence is cut; of sentences in the news one to twenty in ten thousand are as long."""
APART = 12
"""Tokens around a seam without another: pieces have 13 at least and some 25 in the mean."""
ANY, WORDLET, BREATH, CAPITAL, END = range(5)
"""How likely a piece begins at a token: anywhere; at a function word; after a comma or a bracket; at
a function word with a capital that no name explains; after a semicolon, a colon or a stop."""
_ENDS = np.array([word_key(mark) for mark in ";:.!?"], dtype=np.uint64)
_K_PUNCTUATION, _K_NUMBER = int(Kind.PUNCTUATION), int(Kind.NUMBER)
_F_CAPITAL, _F_SEAM = int(Flag.CAPITAL), int(Flag.SEAM)


def mark_seams(
    starting: NDArray[np.bool_], keys: UInt64, kinds: UInt8, flags: UInt8, rows: Int32,
    function: UInt8,
) -> None:  # fmt: skip
    """Mark where pieces of endless sentences begin, in place: as starts, and by a flag.

    Args:
        starting: (n+1,) whether a sentence begins at a token; the end counts as one.
        keys, kinds, flags, rows: (n,) of the tokens, names not yet told.
        function: of the lexicon, 1 for function words.

    Example:
        >>> words = 150
        >>> starting = np.zeros(words + 1, bool)
        >>> starting[[0, words]] = True
        >>> keys = np.arange(words, dtype=np.uint64)
        >>> rows = np.arange(words, dtype=np.int32)
        >>> function = (rows % 30 == 0).astype(np.uint8)
        >>> nothing = np.zeros(words, np.uint8)
        >>> mark_seams(starting, keys, nothing, nothing, rows, function)
        >>> [int(t) for t in np.flatnonzero(starting) if t % 30 == 0]
        [0, 30, 60, 90, 120, 150]
    """
    _mark_seams(starting, keys, kinds, flags, rows, function, _ENDS)


@njit(nogil=True, cache=True)
def _mark_seams(
    starting: NDArray[np.bool_], keys: UInt64, kinds: UInt8, flags: UInt8, rows: Int32,
    function: UInt8, ends: UInt64,
) -> None:  # fmt: skip
    first = 0
    for last in range(1, len(starting)):
        if not starting[last]:
            continue
        if last - first > ENDLESS:
            ranks = np.empty(last - first, np.uint64)
            for t in range(first, last):
                tier = np.uint64(_tier(t, first, keys, kinds, flags, rows, function, ends))
                ranks[t - first] = tier << np.uint64(60) | keys[t] >> np.uint64(4)
            for k in range(APART + 1, last - first - APART):
                if _is_highest(k, ranks):
                    starting[first + k] = True
                    flags[first + k] |= _F_SEAM
        first = last


@njit(nogil=True, cache=True)
def _tier(
    t: int, first: int, keys: UInt64, kinds: UInt8, flags: UInt8, rows: Int32, function: UInt8,
    ends: UInt64,
) -> int:  # fmt: skip
    """Return how likely a piece begins at a token of a sentence that begins at ``first``."""
    if t == first or kinds[t] > _K_NUMBER:
        return ANY
    before = kinds[t - 1]
    for mark in ends:
        if keys[t - 1] == mark:
            return END
    wordlet = rows[t] >= 0 and function[rows[t]] == 1
    following = flags[t + 1] if t + 1 < len(flags) else _F_CAPITAL
    if wordlet and flags[t] & _F_CAPITAL and not flags[t - 1] & following & _F_CAPITAL:
        return CAPITAL  # "in May The chairman left", not "Secure The Border"
    if before == _K_PUNCTUATION:
        return BREATH
    return WORDLET if wordlet else ANY


@njit(nogil=True, cache=True)
def _is_highest(k: int, ranks: UInt64) -> bool:
    """Tell whether a token ranks above all within ``APART``; of equals the first does."""
    for j in range(max(0, k - APART), min(len(ranks), k + APART + 1)):
        if ranks[j] > ranks[k] or (j < k and ranks[j] == ranks[k]):
            return False
    return True
