"""One pass over the code points of a text: token bounds, kinds and keys.

Legend: c = code points of the text (N,), t = tokens found so far.
A token is a run of letters (hyphens and clitics split off), a number with its separators, an
initialism (``U.S.``), a quote mark, a dash, or one punctuation mark or symbol (repeats of the
same mark are one token).
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from unspin.records import Flag, Int32, Kind, UInt8, UInt64
from unspin.text.hashing import FNV_OFFSET, FNV_PRIME, finish
from unspin.text.normalise import Glyph

SPACE, NEWLINE, LETTER, DIGIT = (
    int(Glyph.SPACE), int(Glyph.NEWLINE), int(Glyph.LETTER), int(Glyph.DIGIT),
)  # fmt: skip
INVISIBLE, BIDI, CONTROL = int(Glyph.INVISIBLE), int(Glyph.BIDI), int(Glyph.CONTROL)
DOUBLE, SINGLE, DASH, PUNCTUATION = (
    int(Glyph.DOUBLE_QUOTE), int(Glyph.SINGLE_QUOTE), int(Glyph.DASH), int(Glyph.PUNCTUATION),
)  # fmt: skip
K_WORD, K_NUMBER, K_PUNCTUATION, K_QUOTE, K_SYMBOL = (
    int(Kind.WORD), int(Kind.NUMBER), int(Kind.PUNCTUATION), int(Kind.QUOTE), int(Kind.SYMBOL),
)  # fmt: skip
F_CAPITAL, F_UPPER, F_FOLDED, F_SPACED = (
    int(Flag.CAPITAL), int(Flag.UPPER), int(Flag.FOLDED), int(Flag.SPACED),
)  # fmt: skip
LATIN_END = 0x250
HIDDEN_LETTER, HIDDEN_INVISIBLE, HIDDEN_BIDI = 1, 2, 3


@njit(nogil=True, cache=True, inline="always")
def _step(state: int, code: int) -> int:
    return (state ^ np.uint64(code)) * FNV_PRIME


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
def _word_is_disguised(
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
def _hash_range(
    c: NDArray[np.uint32], start: int, end: int, glyphs: UInt8, folds: Int32, expansions: Int32,
    confusables: Int32, disguised: bool, skip_commas: bool, skip_stops: bool,
) -> int:  # fmt: skip
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
                h = _step(h, _ascii_lower(latin))
                continue
        fold = folds[code]
        if fold >= 0:
            h = _step(h, fold)
        else:
            for k in range(expansions.shape[1]):
                if expansions[-fold - 1, k] == 0:
                    break
                h = _step(h, expansions[-fold - 1, k])
    return finish(h)


@njit(nogil=True, cache=True, inline="always")
def _is_wordy(kind: int) -> bool:
    return kind == LETTER or kind == INVISIBLE


@njit(nogil=True, cache=True)
def _word_end(c: NDArray[np.uint32], start: int, glyphs: UInt8) -> int:
    """Return the end of the run of letters, digits and inner apostrophes that starts here."""
    i, size = start, len(c)
    while i < size:
        kind = glyphs[c[i]]
        if _is_wordy(kind) or kind == DIGIT or kind == BIDI:
            i += 1
        elif kind == SINGLE and i + 1 < size and glyphs[c[i + 1]] == LETTER and i > start:
            i += 1
        else:
            break
    while i > start + 1 and glyphs[c[i - 1]] in (INVISIBLE, BIDI):
        i -= 1
    return i


@njit(nogil=True, cache=True)
def _clitic_start(c: NDArray[np.uint32], start: int, end: int, glyphs: UInt8) -> int:
    """Return where the clitic of a word begins (``there|'s``, ``do|n't``), or ``end``."""
    for back in range(2, 4):
        i = end - back
        if i <= start or glyphs[c[i]] != SINGLE:
            continue
        first = c[i + 1] | 32
        if back == 2:
            if first == 116 and i - 1 > start and c[i - 1] | 32 == 110:  # n't
                return i - 1
            if first == 115 or first == 109 or first == 100:  # 's 'm 'd
                return i
        else:
            second = c[i + 2] | 32
            if (
                (first == 114 and second == 101)  # 're
                or (first == 118 and second == 101)  # 've
                or (first == 108 and second == 108)  # 'll
            ):
                return i
    return end


@njit(nogil=True, cache=True)
def _initialism_end(c: NDArray[np.uint32], start: int, glyphs: UInt8) -> int:
    """Return the end of ``U.S.``-like letters and stops, or ``start`` when there is none."""
    i, pairs, size = start, 0, len(c)
    while i + 1 < size and glyphs[c[i]] == LETTER and c[i + 1] == 46:
        pairs += 1
        i += 2
    if pairs == 1 and i < size and glyphs[c[i]] == LETTER and i - start == 2:
        lone = i + 1 >= size or not (_is_wordy(glyphs[c[i + 1]]) or glyphs[c[i + 1]] == DIGIT)
        upper = 65 <= c[start] <= 90 and 65 <= c[i] <= 90
        return i + 1 if lone and upper else start  # "U.S" with its last stop dropped
    return i if pairs >= 2 else start


@njit(nogil=True, cache=True)
def _number_end(c: NDArray[np.uint32], start: int, glyphs: UInt8) -> int:
    """Return the end of digits with inner separators, and of an ordinal or decade suffix."""
    i, size = start, len(c)
    while i < size:
        if glyphs[c[i]] == DIGIT:
            i += 1
        elif (c[i] in (44, 46, 58, 47)) and i + 1 < size and glyphs[c[i + 1]] == DIGIT:
            i += 1
        else:
            break
    stop = i
    while stop < size and (glyphs[c[stop]] == LETTER or glyphs[c[stop]] == DIGIT):
        stop += 1
    if stop == i:
        return i
    first = c[i] | 32
    if stop - i == 1 and first == 115:  # 1980s
        return stop
    if stop - i == 2:
        second = c[i + 1] | 32
        if (
            (first == 115 and second == 116)
            or (first == 110 and second == 100)
            or (first == 114 and second == 100)
            or (first == 116 and second == 104)
        ):
            return stop
    for k in range(i, stop):  # 3D, 5G, A4-like codes stay whole; 40mph, 10km come apart
        if glyphs[c[k]] == DIGIT or 65 <= c[k] <= 90:
            return stop
    return i


@njit(nogil=True, cache=True)
def tokenise(
    c: NDArray[np.uint32], glyphs: UInt8, upper: UInt8, folds: Int32, expansions: Int32,
    confusables: Int32,
) -> tuple[Int32, Int32, UInt64, UInt8, UInt8, Int32]:  # fmt: skip
    """Cut a text into tokens.

    Args:
        c: (N,) code points; the tables must have been taught them (``normalise.learn``).
        glyphs, upper, folds, expansions: the tables of ``normalise``.
        confusables: (C, 2), see ``records.Lexicon``.

    Returns:
        starts, ends (n,) int32; keys (n,) uint64; kinds (n,) uint8 (word, number, punctuation,
        quote or symbol: names and function words are told later); flags (n,) uint8;
        hidden (h, 3) int32 rows of (1 homoglyph | 2 invisible | 3 bidi, start, end).
    """
    size = len(c)
    starts, ends = np.empty(size, np.int32), np.empty(size, np.int32)
    keys = np.empty(size, np.uint64)
    kinds, flags = np.empty(size, np.uint8), np.empty(size, np.uint8)
    hidden, hiding = np.empty((size, 3), np.int32), 0
    latin = 0
    other = 0
    for i in range(size):
        if glyphs[c[i]] == LETTER:
            if c[i] < LATIN_END:
                latin += 1
            else:
                other += 1
    latin_text = latin > 2 * other
    n, i = 0, 0
    spaced = True
    while i < size:
        kind = glyphs[c[i]]
        if kind == SPACE or kind == NEWLINE or kind == CONTROL:
            spaced = True
            i += 1
            continue
        if kind == INVISIBLE or kind == BIDI:
            if i > 0 or c[i] != 0xFEFF:  # a byte order mark is no evasion
                hidden[hiding, 0] = HIDDEN_BIDI if kind == BIDI else HIDDEN_INVISIBLE
                hidden[hiding, 1], hidden[hiding, 2] = i, i + 1
                hiding += 1
            i += 1
            continue
        end, flag = i + 1, 0
        cut = end
        token_kind = K_SYMBOL
        if kind == LETTER:
            token_kind = K_WORD
            end = _initialism_end(c, i, glyphs)
            initialism = end > i
            if not initialism:
                end = _word_end(c, i, glyphs)
            cut = end if initialism else _clitic_start(c, i, end, glyphs)
            disguised = _word_is_disguised(c, i, end, glyphs, confusables, latin_text)
            capitals, letters = 0, 0
            for k in range(i, cut):
                g = glyphs[c[k]]
                if g == INVISIBLE or g == BIDI:
                    flag |= F_FOLDED
                    hidden[hiding, 0] = HIDDEN_BIDI if g == BIDI else HIDDEN_INVISIBLE
                    hidden[hiding, 1], hidden[hiding, 2] = k, k + 1
                    hiding += 1
                elif g == LETTER:
                    letters += 1
                    capitals += upper[c[k]]
            if disguised:
                flag |= F_FOLDED
                hidden[hiding, 0], hidden[hiding, 1], hidden[hiding, 2] = HIDDEN_LETTER, i, end
                hiding += 1
            if upper[c[i]]:
                flag |= F_CAPITAL
            if capitals == letters and letters >= 2:
                flag |= F_UPPER
            keys[n] = _hash_range(
                c, i, cut, glyphs, folds, expansions, confusables, disguised, False, initialism
            )
            if keys[n] == _CANNOT_KEY and end - i == 6:
                cut, keys[n] = i + 3, _CAN_KEY
        elif kind == DIGIT:
            token_kind = K_NUMBER
            end = _number_end(c, i, glyphs)
            cut = end
            for k in range(i, end):
                if glyphs[c[k]] == LETTER and 65 <= c[k] <= 90:
                    token_kind = K_WORD
                    flag |= F_CAPITAL
            keys[n] = _hash_range(
                c, i, end, glyphs, folds, expansions, confusables, False, True, False
            )
            if end + 1 < size and glyphs[c[end]] == SINGLE and c[end + 1] | 32 == 115:
                if end + 2 >= size or glyphs[c[end + 2]] != LETTER:  # 1000's
                    end += 2
        elif kind == DOUBLE:
            token_kind = K_QUOTE
            keys[n] = finish(_step(FNV_OFFSET, 34))
        elif kind == SINGLE:
            token_kind = K_QUOTE
            if i + 1 < size and c[i + 1] == c[i] and (c[i] == 39 or c[i] == 96):
                end = i + 2  # '' and `` are old double quotes
                keys[n] = finish(_step(FNV_OFFSET, 34))
            else:
                keys[n] = finish(_step(FNV_OFFSET, 39))
            cut = end
        elif kind == DASH:
            token_kind = K_PUNCTUATION
            while end < size and glyphs[c[end]] == DASH:
                end += 1
            cut = end
            tight = not spaced and end < size and end - i == 1 and c[i] != 0x2014
            if tight:
                after = glyphs[c[end]]
                tight = after == LETTER or after == DIGIT
            keys[n] = finish(_step(FNV_OFFSET, 45 if tight else 0x2014))
        else:
            token_kind = K_PUNCTUATION if kind == PUNCTUATION else K_SYMBOL
            while end < size and c[end] == c[i] and c[i] not in (40, 41, 91, 93, 123, 125):
                end += 1
            cut = end
            code = folds[c[i]]
            if code < 0:
                code = int(c[i])
            if (c[i] == 46 and end - i >= 2) or c[i] == 0x2026:
                code = 0x2026
            keys[n] = finish(_step(FNV_OFFSET, code))
        starts[n], ends[n], kinds[n] = i, cut, token_kind
        flags[n] = flag | (F_SPACED if spaced else 0)
        n += 1
        if cut < end:  # the clitic
            starts[n], ends[n], kinds[n], flags[n] = cut, end, K_WORD, 0
            keys[n] = _clitic_key(c, cut, end)
            if keys[n] == _NOT_KEY:
                keys[n - 1] = _negated_key(keys[n - 1])
            n += 1
        spaced = False
        i = end
    return (
        starts[:n].copy(), ends[:n].copy(), keys[:n].copy(), kinds[:n].copy(), flags[:n].copy(),
        hidden[:hiding].copy(),
    )  # fmt: skip


def _key(word: str) -> np.uint64:
    from unspin.text.hashing import word_key  # noqa: PLC0415 - only used to build the constants

    return np.uint64(word_key(word))


_NOT_KEY, _ARE_KEY, _HAVE_KEY, _WILL_KEY, _AM_KEY = map(
    _key, ("not", "are", "have", "will", "am")
)
_S_KEY, _D_KEY = map(_key, ("'s", "'d"))
_CANNOT_KEY = _key("cannot")
_CA_KEY, _WO_KEY, _SHA_KEY, _CAN_KEY, _SHALL_KEY = map(_key, ("ca", "wo", "sha", "can", "shall"))


@njit(nogil=True, cache=True)
def _clitic_key(c: NDArray[np.uint32], start: int, end: int) -> int:
    """Return the key of the full word a clitic stands for; 's and 'd stay themselves."""
    first = c[start] | 32
    if first == 110:
        return _NOT_KEY
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
def _negated_key(key: int) -> int:
    """Undo the spelling of ``ca|n't``, ``wo|n't``, ``sha|n't``."""
    if key == _CA_KEY:
        return _CAN_KEY
    if key == _WO_KEY:
        return _WILL_KEY
    return _SHALL_KEY if key == _SHA_KEY else key
