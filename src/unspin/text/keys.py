"""The key of a token: its letters and digits folded, disguises undone, clitics spelt out.

Legend: c = code points of the text (N,); the tables are those of ``normalise``.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numba import njit
from numpy.typing import NDArray

from unspin.records import Int32, Lexicon, UInt8, UInt64
from unspin.text.hashing import FNV_OFFSET, finish, step, word_key
from unspin.text.normalise import Glyph

LETTER, SINGLE = int(Glyph.LETTER), int(Glyph.SINGLE_QUOTE)
INVISIBLE, BIDI = int(Glyph.INVISIBLE), int(Glyph.BIDI)
LATIN_END = 0x250
DRAWERS = 15
"""Bits of a key that say where in the lexicon it stands, to within a handful of rows."""


def _key(word: str) -> np.uint64:
    return np.uint64(word_key(word))


NOT_KEY, _ARE_KEY, _HAVE_KEY, _WILL_KEY, _AM_KEY = map(_key, ("not", "are", "have", "will", "am"))
_S_KEY, _D_KEY, CANNOT_KEY = map(_key, ("'s", "'d", "cannot"))
_CA_KEY, _WO_KEY, _SHA_KEY, CAN_KEY, _SHALL_KEY = map(_key, ("ca", "wo", "sha", "can", "shall"))
DOUBLE_KEY, SINGLE_KEY, HYPHEN_KEY, DASH_KEY = map(_key, "\"'-\u2014")


@njit(nogil=True, cache=True, inline="always")
def _ascii_lower(code: int) -> int:
    return code + 32 if 65 <= code <= 90 else code


@njit(nogil=True, cache=True)
def _imitated(code: int, confusables: Int32) -> int:
    """Return the Latin code point that ``code`` imitates, or 0."""
    low, high = 0, confusables.shape[0]
    while low < high:
        mid = (low + high) // 2
        if confusables[mid, 0] < code:
            low = mid + 1
        else:
            high = mid
    if low < confusables.shape[0] and confusables[low, 0] == code:
        return int(confusables[low, 1])
    return 0


@njit(nogil=True, cache=True)
def is_disguised(
    c: NDArray[np.uint32], start: int, end: int, glyphs: UInt8, confusables: Int32, latin_text: bool
) -> bool:
    """Tell whether letters of another script stand among Latin ones, or all play Latin.

    A word of a text in another script is left alone; in a text mostly of Latin letters a word
    made of nothing but look-alikes is a disguise too.
    """
    latin, foreign = 0, 0
    for i in range(start, end):
        if glyphs[c[i]] != LETTER:
            continue
        if c[i] < LATIN_END:
            latin += 1
        elif _imitated(c[i], confusables) != 0:
            foreign += 1
        elif c[i] >= 0x370:
            return False
    return foreign > 0 and (latin > 0 or latin_text)


@njit(nogil=True, cache=True)
def key_of(
    c: NDArray[np.uint32], start: int, end: int, glyphs: UInt8, folds: Int32, expansions: Int32,
    confusables: Int32, disguised: bool, skip_commas: bool, skip_stops: bool,
) -> np.uint64:  # fmt: skip
    """Hash the folded letters and digits of c[start:end] as ``hashing.hash_codes`` would."""
    h = FNV_OFFSET
    for i in range(start, end):
        code = int(c[i])
        kind = glyphs[code]
        if kind == INVISIBLE or kind == BIDI or kind == SINGLE:
            continue
        if (skip_commas and code == 44) or (skip_stops and code == 46):
            continue
        if disguised and code >= LATIN_END:
            latin = _imitated(code, confusables)
            if latin != 0:
                h = step(h, _ascii_lower(latin))
                continue
        fold = folds[code]
        if fold >= 0:
            h = step(h, fold)
        else:
            for k in range(expansions.shape[1]):
                if expansions[-fold - 1, k] == 0:
                    break
                h = step(h, expansions[-fold - 1, k])
    return finish(h)


@njit(nogil=True, cache=True)
def clitic_key(c: NDArray[np.uint32], start: int) -> np.uint64:
    """Return the key of the full word a clitic stands for; 's and 'd stay themselves."""
    first = c[start] | 32
    if first == 110:
        return NOT_KEY
    letter = c[start + 1] | 32
    if letter == 114:
        return _ARE_KEY
    if letter == 118:
        return _HAVE_KEY
    if letter == 108:
        return _WILL_KEY
    if letter == 109:
        return _AM_KEY
    return _D_KEY if letter == 100 else _S_KEY


@njit(nogil=True, cache=True)
def negated_key(key: np.uint64) -> np.uint64:
    """Undo the spelling of ``ca|n't``, ``wo|n't``, ``sha|n't``."""
    if key == _CA_KEY:
        return CAN_KEY
    if key == _WO_KEY:
        return _WILL_KEY
    return _SHALL_KEY if key == _SHA_KEY else key


@lru_cache(maxsize=2)
def drawers_of(lexicon: Lexicon) -> Int32:
    """Return (2**DRAWERS + 1,) the row where keys of each beginning start: keys are uniform."""
    starts = np.arange(1 << DRAWERS, dtype=np.uint64) << np.uint64(64 - DRAWERS)
    found = np.searchsorted(lexicon.keys, starts)
    return np.append(found, len(lexicon.keys)).astype(np.int32)


@njit(nogil=True, cache=True, inline="always")
def row_of(key: np.uint64, lexicon_keys: UInt64, drawers: Int32) -> int:
    """Return the lexicon row of a key, -1 where there is none."""
    drawer = np.int64(key >> np.uint64(64 - DRAWERS))
    found = -1
    for row in range(drawers[drawer], drawers[drawer + 1]):
        if lexicon_keys[row] == key:
            found = row
            break
    return found


def find_rows(keys: UInt64, lexicon: Lexicon) -> Int32:
    """Return the lexicon row of each key, -1 where there is none; (n,) int32."""
    return _find_rows(keys, lexicon.keys, drawers_of(lexicon))


@njit(nogil=True, cache=True)
def _find_rows(keys: UInt64, lexicon_keys: UInt64, drawers: Int32) -> Int32:
    rows = np.full(len(keys), -1, np.int32)
    for t in range(len(keys)):
        rows[t] = row_of(keys[t], lexicon_keys, drawers)
    return rows
