"""Words spelt out, letter after letter (``s p e l t``), are closed up for matching.

A reader sees the word; a program that cuts at white space sees letters. Each space inside of such a
word is taken for a character without width: nothing moves, and what was done stays on record as a
``Fold``. Initials, lists of letters and tables are left alone: what is closed up must read as words.

Legend: f = folded code points of a run's letters (n,), without the spaces between them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from math import log2

import numpy as np
from numba import njit
from numpy.typing import NDArray

from unspin.records import Int32, Lexicon, UInt8, UInt64
from unspin.text import normalise
from unspin.text.hashing import FNV_OFFSET, finish, step
from unspin.text.keys import drawers_of, row_of

JOINER = "\u2060"
"""What stands in for a space: one code point for one, so that every offset stays."""
LETTERS = 4
"""Letters of the shortest run, and of the shortest known word that tells one."""
UNKNOWN = 5
"""Letters of the shortest unknown word."""
ENOUGH = 2000
"""Letters of a run from which it is told whether it reads as words."""
LONGEST = 20
"""Letters of the longest known word that is looked for."""

# From the space after its first letter on: nothing is found sooner than a space, nor refused sooner
# than by a letter and another space; what stands before is looked at from there.
_RUN = re.compile(
    r" [^\W\d_] (?<=[^\W\d_] . )(?<![^\W_]. . )(?<![.'’-]. . )[^\W\d_](?: [^\W\d_])+(?![^\W_])"
)
_SPACE, _FIRST, _LAST, _BEYOND = ord(" "), ord("a"), ord("z"), 0x80
_VOWELS = frozenset("aeiou")
_LABELS = frozenset("abcdefgh")
"""Letters that number things: a run of few others is an answer key, or the names of columns."""
_UNKNOWN_BITS, _LETTER_BITS = 14.0, 4.0
"""What a word that the lexicon lacks costs, beside known ones at the logarithm of their frequency."""


def closed_up(text: str, lexicon: Lexicon) -> str:
    """Return the text with a joiner for each space inside a word that is spelt out.

    Args:
        text: any text in which :func:`has_gaps`; of others nothing would change.
        lexicon: tells words; without one only what has the shape of a single word is closed up.

    Example:
        >>> from unspin.ingest.resources import load_lexicon
        >>> closed_up("The m i l l closed.", load_lexicon()).replace(JOINER, "|")
        'The m|i|l|l closed.'
        >>> closed_up("Options A B C D E, and J R R Tolkien", load_lexicon())
        'Options A B C D E, and J R R Tolkien'
    """
    pieces: list[str] = []
    done = 0
    for run in _RUN.finditer(text):
        start = run.start() - 1
        if words := _words(text[start : run.end() : 2], lexicon):
            pieces.append(text[done:start])
            pieces.append(" ".join(map(JOINER.join, words)))
            done = run.end()
    return "".join([*pieces, text[done:]]) if pieces else text


@njit(nogil=True, cache=True)
def has_gaps(codes: NDArray[np.uint32] | UInt8) -> bool:
    """Tell whether four letters, the middle ones ASCII, stand anywhere with a space between each two.

    Args:
        codes: code points, or bytes of UTF-8: for both the answer is the same.
    """
    found = len(codes) > 6 and _is_gapped(codes, 0)
    for i in range(1, len(codes) - 6):  # to the end: so the compiler takes many codes at a time
        found |= _is_gapped(codes, i) & (not _is_letter(codes[i - 1]))
    return found


@njit(nogil=True, cache=True, inline="always")
def _is_gapped(codes: NDArray[np.uint32] | UInt8, i: int) -> bool:
    """Tell whether a run may begin with the code at a place."""
    gaps = (codes[i + 1] == _SPACE) & (codes[i + 3] == _SPACE) & (codes[i + 5] == _SPACE)
    inside = _is_letter(codes[i + 2]) & _is_letter(codes[i + 4])
    first = _is_letter(codes[i]) | (codes[i] >= _BEYOND)
    last = _is_letter(codes[i + 6]) | (codes[i + 6] >= _BEYOND)
    return bool(gaps & inside & first & last)


@njit(nogil=True, cache=True, inline="always")
def _is_letter(code: int) -> bool:
    """Tell whether a code is an ASCII letter."""
    return ((code | 0x20) >= _FIRST) & ((code | 0x20) <= _LAST)


def _words(letters: str, lexicon: Lexicon) -> list[str]:
    """Cut a run into the words it reads as; nothing when it reads as none."""
    words, share = _likeliest(letters[:ENOUGH], lexicon)
    if 2 * share >= 1:
        return words if len(letters) <= ENOUGH else _likeliest(letters, lexicon)[0]
    return [letters] if _is_wordlike(letters) else []


def _likeliest(letters: str, lexicon: Lexicon) -> tuple[list[str], float]:
    """Cut a run into the likeliest words; return them, and what share lies in telling ones."""
    codes = normalise.code_points(letters)
    normalise.learn(codes)
    folds = np.where(normalise.FOLDS[codes] > 0, normalise.FOLDS[codes], codes.astype(np.int32))
    bits = log2(max(lexicon.total, 1))
    ends, known = _cut(
        folds.astype(np.int32), lexicon.keys, drawers_of(lexicon), _counts(lexicon), bits
    )
    lengths = np.diff(ends, prepend=0)
    starts = (ends - lengths).tolist()
    words = [letters[start:end] for start, end in zip(starts, ends.tolist(), strict=True)]
    return words, lengths[known & (lengths >= LETTERS)].sum() / len(letters)


@lru_cache(maxsize=2)
def _counts(lexicon: Lexicon) -> Int32:
    """Return (V,) how often each word was counted, 0 for what no dictionary has (``abcd``, ``tnt``)."""
    listed = (lexicon.pos > 0) | (lexicon.function > 0)
    return np.where(listed, lexicon.counts, 0).astype(np.int32)


def _is_wordlike(letters: str) -> bool:
    """Tell whether letters that make no known word have the shape of one, such as a name."""
    rest = letters[1:]
    if not UNKNOWN <= len(letters) <= LONGEST or rest != rest.lower():
        return False
    vowels = sum(letter in _VOWELS for letter in letters.lower())
    return (
        0.25 * len(letters) <= vowels <= 0.65 * len(letters)
        and len(set(letters.lower()) - _LABELS) >= 3
    )


@njit(nogil=True, cache=True)
def _cut(
    f: Int32, keys: UInt64, drawers: Int32, counts: Int32, bits: float
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Cut letters into words so that the words together are the likeliest.

    Returns:
        The end of each word, and whether it is known.
    """
    n = len(f)
    best = np.full(n + 1, np.inf)
    best[0] = 0.0
    back, told = np.zeros(n + 1, np.int64), np.zeros(n + 1, np.bool_)
    unknown, since = np.inf, 0  # the cheapest unknown word that may end here, and its start
    for j in range(n):
        unknown += _LETTER_BITS
        fresh = best[j] + _UNKNOWN_BITS + _LETTER_BITS
        if fresh < unknown:
            unknown, since = fresh, j
        if unknown < best[j + 1]:
            best[j + 1], back[j + 1], told[j + 1] = unknown, since, False
        h = FNV_OFFSET
        for k in range(j, min(n, j + LONGEST)):
            h = step(h, f[k])
            row = row_of(finish(h), keys, drawers)
            if row >= 0 and counts[row] > 0:
                cost = best[j] + bits - np.log2(float(counts[row]))
                if cost < best[k + 1]:
                    best[k + 1], back[k + 1], told[k + 1] = cost, j, True
    ends, known, count, at = np.empty(n, np.int64), np.empty(n, np.bool_), 0, n
    while at > 0:
        ends[count], known[count] = at, told[at]
        count += 1
        at = back[at]
    return ends[:count][::-1].copy(), known[:count][::-1].copy()
