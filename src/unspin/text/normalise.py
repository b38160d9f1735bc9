"""What each code point is, and what it is folded to for matching.

Nothing is rewritten: the tables let the tokeniser hash a normalised form straight from the text
as read, so that every offset stays an offset into that text. Folding undoes case, Unicode
compatibility forms and canonical composition (NFKD of the lower case, Unicode Annex 15), so that
``é`` composed and decomposed, ``ﬁ`` and ``fi`` match, while accents still count.

The tables are filled as code points are met: the whole of Unicode would cost half a second.
"""

from __future__ import annotations

import unicodedata
from enum import IntEnum

import numpy as np
from numba import njit
from numpy.typing import NDArray

CODE_POINTS = 0x110000
LONGEST_FOLD = 6
"""Longer expansions (a few Arabic ligatures) keep their own code point."""


class Glyph(IntEnum):
    """What a code point does to tokens."""

    UNSEEN = 0
    SPACE = 1
    NEWLINE = 2
    LETTER = 3
    DIGIT = 4
    INVISIBLE = 5
    BIDI = 6
    DOUBLE_QUOTE = 7
    SINGLE_QUOTE = 8
    DASH = 9
    PUNCTUATION = 10
    SYMBOL = 11
    CONTROL = 12


DOUBLE_QUOTES = '"“”„‟«»〝〞〟＂❝❞'
SINGLE_QUOTES = "'‘’‚‛‹›＇`´ʼ′❛❜"
OPENING_QUOTES = frozenset(map(ord, "“„«‹‘‚〝❝❛"))
CLOSING_QUOTES = frozenset(map(ord, "”»›〞〟❞❜"))
DASHES = "-‐‑‒–—―−﹘﹣－⁃"
INVISIBLE = "\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\ufeff\u00ad\u034f\u180e\u115f\u1160"
BIDI = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
NEWLINES = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"

_SPECIAL: dict[int, Glyph] = {
    ord(char): glyph
    for glyph, chars in (
        (Glyph.DOUBLE_QUOTE, DOUBLE_QUOTES),
        (Glyph.SINGLE_QUOTE, SINGLE_QUOTES),
        (Glyph.DASH, DASHES),
        (Glyph.INVISIBLE, INVISIBLE),
        (Glyph.BIDI, BIDI),
        (Glyph.NEWLINE, NEWLINES),
    )
    for char in chars
}
_BY_CATEGORY = {
    "L": Glyph.LETTER, "M": Glyph.LETTER, "N": Glyph.DIGIT, "P": Glyph.PUNCTUATION,
    "S": Glyph.SYMBOL, "Z": Glyph.SPACE,
}  # fmt: skip

GLYPHS: NDArray[np.uint8] = np.zeros(CODE_POINTS, dtype=np.uint8)
FOLDS: NDArray[np.int32] = np.zeros(CODE_POINTS, dtype=np.int32)
"""The folded code point, or -(row + 1) into :data:`EXPANSIONS`."""
UPPER: NDArray[np.uint8] = np.zeros(CODE_POINTS, dtype=np.uint8)
EXPANSIONS: NDArray[np.int32] = np.zeros((20_000, LONGEST_FOLD), dtype=np.int32)
"""Rows of folded code points, padded with 0; Unicode 15 needs under 17,000 of them."""
_UNSEEN = int(Glyph.UNSEEN)
_expansion_rows: dict[tuple[int, ...], int] = {}


def code_points(text: str) -> NDArray[np.uint32]:
    """Return the text as (len(text),) uint32, lone surrogates and all.

    >>> code_points("aé").tolist()
    [97, 233]
    """
    # the copy is writable: numba would compile every kernel anew for read-only arrays
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).copy()


def learn(codes: NDArray[np.uint32]) -> None:
    """Fill the tables for every code point that is met for the first time."""
    if _any_unseen(codes, GLYPHS):
        for code in np.unique(codes[GLYPHS[codes] == _UNSEEN]).tolist():
            _learn_one(code)


@njit(nogil=True, cache=True)
def _any_unseen(codes: NDArray[np.uint32], glyphs: NDArray[np.uint8]) -> bool:
    """Tell whether any code point is met for the first time."""
    for code in codes:  # noqa: SIM110 (a kernel, where any() of a generator does not compile)
        if glyphs[code] == _UNSEEN:
            return True
    return False


def _learn_one(code: int) -> None:
    char = chr(code)
    FOLDS[code] = _fold(char)
    UPPER[code] = char.isupper() or char.istitle()
    GLYPHS[code] = _glyph(code, char)


def _glyph(code: int, char: str) -> Glyph:
    if code in _SPECIAL:
        return _SPECIAL[code]
    category = unicodedata.category(char)
    if char in "\t ":
        return Glyph.SPACE
    if category in ("No", "Nl"):  # superscripts and Roman numerals are not decimal digits
        return Glyph.SYMBOL
    if 0xFE00 <= code <= 0xFE0F or 0xE0000 <= code <= 0xE01EF:  # variation selectors, tags
        return Glyph.INVISIBLE
    return _BY_CATEGORY.get(category[0], Glyph.CONTROL)


def _fold(char: str) -> int:
    digit = unicodedata.digit(char, -1)
    if digit >= 0 and unicodedata.category(char) == "Nd":
        return ord("0") + digit
    folded = tuple(map(ord, unicodedata.normalize("NFKD", char.lower()).lower()))
    if len(folded) == 1:
        return folded[0]
    if not folded or len(folded) > LONGEST_FOLD:
        return ord(char)
    row = _expansion_rows.setdefault(folded, len(_expansion_rows))
    EXPANSIONS[row, : len(folded)] = folded
    return -(row + 1)


for _code in range(0x20, 0x250):  # Latin: nearly every text needs these
    _learn_one(_code)
