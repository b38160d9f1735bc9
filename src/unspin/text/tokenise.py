"""One pass over the code points of a text: token bounds, kinds and keys.

Legend: c = code points of the text (N,), t = tokens found so far.
A token is a run of letters (hyphens and clitics split off), a number with its separators, an
initialism (``U.S.``), a quote mark, a dash, or one punctuation mark or symbol (repeats of the
same mark are one token).
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from unspin.records import Flag, Fold, Int32, Kind, Lexicon, Span, UInt8, UInt64
from unspin.text import normalise
from unspin.text.bounds import clitic_start, initialism_end, number_end, word_end
from unspin.text.hashing import FNV_OFFSET, finish, step
from unspin.text.keys import (
    CAN_KEY,
    CANNOT_KEY,
    DASH_KEY,
    DOUBLE_KEY,
    HYPHEN_KEY,
    LATIN_END,
    NOT_KEY,
    SINGLE_KEY,
    clitic_key,
    is_disguised,
    key_of,
    negated_key,
)  # fmt: skip
from unspin.text.normalise import Glyph
from unspin.text.spacing import closed_up, has_gaps
from unspin.typed import ZERO

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
HIDDEN_LETTER, HIDDEN_INVISIBLE, HIDDEN_BIDI = 1, 2, 3


_FOLDS: tuple[Literal["homoglyph", "invisible", "bidi"], ...] = ("homoglyph", "invisible", "bidi")


class Tokens(NamedTuple):
    """A text's code points, and its tokens as :func:`tokenise` gives them."""

    codes: NDArray[np.uint32]
    starts: Int32
    ends: Int32
    keys: UInt64
    kinds: UInt8
    flags: UInt8
    hidden: Int32

    def folds(self) -> tuple[Fold, ...]:
        """Return what was hidden in the text."""
        return tuple(Fold(_FOLDS[k - 1], Span(i, j)) for k, i, j in self.hidden.tolist())


def tokens_of(text: str, lexicon: Lexicon) -> Tokens:
    """Cut a text into tokens, words that are spelt out letter by letter closed up first.

    Args:
        text: any text.
        lexicon: tells look-alike letters, and words; may be empty.
    """
    codes = normalise.code_points(text)
    if has_gaps(codes):
        codes = normalise.code_points(closed_up(text, lexicon))
    normalise.learn(codes)
    return Tokens(
        codes,
        *tokenise(
            codes, normalise.GLYPHS, normalise.UPPER, normalise.FOLDS, normalise.EXPANSIONS,
            lexicon.confusables,
        ),
    )  # fmt: skip


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
    kinds, flags = np.empty(size, np.uint8), np.empty(size, np.uint8)
    hidden, hiding = np.empty((size, 3), np.int32), 0
    keys, latin_text = np.empty(size, np.uint64), _is_latin(c, glyphs)
    n, i, spaced = 0, ZERO, True
    while i < size:
        glyph = glyphs[c[i]]
        if glyph == SPACE or glyph == NEWLINE or glyph == CONTROL:
            spaced = True
            i += 1
            continue
        if glyph == INVISIBLE or glyph == BIDI:
            if i > 0 or c[i] != 0xFEFF:  # a byte order mark is no evasion
                hiding = _hide(hidden, hiding, glyph, i)
            i += 1
            continue
        flag = F_SPACED if spaced else 0
        if glyph == LETTER:
            kind = K_WORD
            cut, end, keys[n], shape, hiding = _word(
                c, i, glyphs, upper, folds, expansions, confusables, latin_text, hidden, hiding
            )
            flag |= shape
        elif glyph == DIGIT:
            cut, end, keys[n], kind = _number(c, i, glyphs, folds, expansions, confusables)
            flag |= F_CAPITAL if kind == K_WORD else 0
        else:
            cut, keys[n], kind = _mark(c, i, glyphs, folds, spaced)
            end = cut
        starts[n], ends[n], kinds[n], flags[n] = i, cut, kind, flag
        n += 1
        if cut < end:
            starts[n], ends[n], kinds[n], flags[n] = cut, end, K_WORD, 0
            keys[n] = clitic_key(c, cut)
            if keys[n] == NOT_KEY:
                keys[n - 1] = negated_key(keys[n - 1])
            n += 1
        spaced = False
        i = end
    return (
        starts[:n].copy(), ends[:n].copy(), keys[:n].copy(), kinds[:n].copy(), flags[:n].copy(),
        hidden[:hiding].copy(),
    )  # fmt: skip


@njit(nogil=True, cache=True)
def _is_latin(c: NDArray[np.uint32], glyphs: UInt8) -> bool:
    """Tell whether two letters in three of a text are Latin."""
    latin, other = 0, 0
    for code in c:
        if glyphs[code] == LETTER:
            if code < LATIN_END:
                latin += 1
            else:
                other += 1
    return latin > 2 * other


@njit(nogil=True, cache=True, inline="always")
def _hide(hidden: Int32, hiding: int, glyph: int, at: int) -> int:
    """Note an invisible or direction character; return how many hidden things are known now."""
    hidden[hiding, 0] = HIDDEN_BIDI if glyph == BIDI else HIDDEN_INVISIBLE
    hidden[hiding, 1], hidden[hiding, 2] = at, at + 1
    return hiding + 1


@njit(nogil=True, cache=True, inline="always")
def _word(
    c: NDArray[np.uint32], i: int, glyphs: UInt8, upper: UInt8, folds: Int32, expansions: Int32,
    confusables: Int32, latin_text: bool, hidden: Int32, hiding: int,
) -> tuple[int, int, np.uint64, int, int]:  # fmt: skip
    """Read the word that starts at i: its end, its clitic's end, its key, flags, what it hides."""
    end = initialism_end(c, i, glyphs)
    initialism = end > i
    if not initialism:
        end = word_end(c, i, glyphs)
    cut = end if initialism else clitic_start(c, i, end, glyphs)
    disguised = is_disguised(c, i, end, glyphs, confusables, latin_text)
    flag, capitals, letters = 0, 0, 0
    for k in range(i, cut):
        glyph = glyphs[c[k]]
        if glyph == INVISIBLE or glyph == BIDI:
            flag |= F_FOLDED
            hiding = _hide(hidden, hiding, glyph, k)
        elif glyph == LETTER:
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
    key = key_of(c, i, cut, glyphs, folds, expansions, confusables, disguised, False, initialism)
    if key == CANNOT_KEY and end - i == 6:
        cut, key = i + 3, CAN_KEY
    return cut, end, key, flag, hiding


@njit(nogil=True, cache=True, inline="always")
def _number(
    c: NDArray[np.uint32],
    i: int,
    glyphs: UInt8,
    folds: Int32,
    expansions: Int32,
    confusables: Int32,
) -> tuple[int, int, np.uint64, int]:
    """Read the number that starts at i: its end, its clitic's end, its key, its kind.

    One with a capital inside is a word: ``3D``.
    """
    size, kind = len(c), K_NUMBER
    cut = number_end(c, i, glyphs)
    for k in range(i, cut):
        if glyphs[c[k]] == LETTER and 65 <= c[k] <= 90:
            kind = K_WORD
    end = cut
    if (  # 1000's
        cut + 1 < size
        and glyphs[c[cut]] == SINGLE
        and c[cut + 1] | 32 == 115
        and (cut + 2 >= size or glyphs[c[cut + 2]] != LETTER)
    ):
        end += 2
    key = key_of(c, i, cut, glyphs, folds, expansions, confusables, False, True, False)
    return cut, end, key, kind


@njit(nogil=True, cache=True, inline="always")
def _mark(
    c: NDArray[np.uint32], i: int, glyphs: UInt8, folds: Int32, spaced: bool
) -> tuple[int, np.uint64, int]:
    """Read the quote mark, dash, punctuation or symbol that starts at i: its end, key and kind."""
    size, end, glyph = len(c), i + 1, glyphs[c[i]]
    if glyph == DOUBLE:
        return end, DOUBLE_KEY, K_QUOTE
    if glyph == SINGLE:
        if end < size and c[end] == c[i] and (c[i] == 39 or c[i] == 96):
            return i + 2, DOUBLE_KEY, K_QUOTE  # '' and `` are old double quotes
        return end, SINGLE_KEY, K_QUOTE
    if glyph == DASH:
        while end < size and glyphs[c[end]] == DASH:
            end += 1
        tight = not spaced and end < size and end - i == 1 and c[i] != 0x2014
        if tight:
            after = glyphs[c[end]]
            tight = after == LETTER or after == DIGIT
        return end, HYPHEN_KEY if tight else DASH_KEY, K_PUNCTUATION
    while end < size and c[end] == c[i] and c[i] not in (40, 41, 91, 93, 123, 125):
        end += 1
    code = folds[c[i]]
    if code < 0:
        code = int(c[i])
    if (c[i] == 46 and end - i >= 2) or c[i] == 0x2026:
        code = 0x2026
    kind = K_PUNCTUATION if glyph == PUNCTUATION else K_SYMBOL
    return end, finish(step(FNV_OFFSET, code)), kind
