"""The quick reading of a text, for finding: every word's key and class, in one pass over its bytes.

``segment`` reads a text to judge it; a crawl is read by the gigabyte, and of each word only three
things are asked: what it is (its key), what it is a form of (its stem: five letters), and what it
is for (function word, anchor, how rare). No offsets are kept: a place is the number of the word.

Legend: d = UTF-8 bytes of the text (N,), n = words.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numba import njit

from unspin.records import Int32, Lexicon, Reading, Skimmed, UInt8, UInt32, UInt64
from unspin.text import normalise
from unspin.text.hashing import FNV_OFFSET, finish, step, word_key
from unspin.text.normalise import CODE_POINTS, Glyph

STEM = 5
"""Letters that make a stem here: enough to tell words, few enough to outlive an ending."""
FUNCTION, ANCHOR, COMMONNESS = (
    int(Reading.FUNCTION), int(Reading.ANCHOR), int(Reading.COMMONNESS),
)  # fmt: skip
US_KEY = np.uint64(word_key("us"))
KNOWN = 9
"""Commonness from which a word that opens a sentence is no name for having a capital."""

OTHER, LETTER, DIGIT, APOSTROPHE, STOP, JOINER, HIDDEN, UNSEEN = range(8)
_SLOTS = 1 << 18
_TOP, _LOW = np.uint64(64 - 18), np.uint64(8)
_STOPS = frozenset(map(ord, ".!?:\n\r\u2028\u2029\u2026"))
_MARKS = range(0x300, 0x370)
"""Combining marks: accents are not kept here, copies often lose them."""


_KINDS: UInt8 = np.full(CODE_POINTS, UNSEEN, np.uint8)
_FOLDED: Int32 = np.zeros(CODE_POINTS, np.int32)
_CAPITAL: UInt8 = np.zeros(CODE_POINTS, np.uint8)


def skim(text: str, lexicon: Lexicon) -> Skimmed:
    """Read a text quickly.

    Args:
        text: any text. Case, accents, compatibility forms, invisible characters and look-alike
            letters of other scripts fold away; clitics (``'s``, ``n't``) are left out.
        lexicon: tells function words, and which words are rare. The same one must be used for
            all texts that are to be compared, whatever language they are in.

    Example:
        >>> from unspin.ingest.resources import load_lexicon
        >>> words = skim("The mill at Ostrava closed.", load_lexicon())
        >>> len(words), (words.classes & FUNCTION > 0).tolist(), (words.classes & ANCHOR > 0).tolist()
        (5, [True, False, True, False, False], [False, False, False, True, False])
    """
    data = np.frombuffer(text.encode("utf-8", "replace") + b"\n", np.uint8).copy()
    slots = _table(lexicon)
    while True:
        keys, stems, classes, clean = _skim(
            data, _KINDS, _FOLDED, _CAPITAL, normalise.EXPANSIONS, slots
        )
        if clean:
            return Skimmed(keys, stems, classes)
        _learn(np.unique(normalise.code_points(text + "\n")), lexicon)


@lru_cache(maxsize=4)
def _table(lexicon: Lexicon) -> UInt64:
    """Return the class of every word of the lexicon, as an open-addressed hash table.

    (2**18,) uint64: the key with its lowest byte replaced by the class; 0 where the slot is free.
    """
    common = np.minimum(np.log2(lexicon.counts.astype(np.float64) + 1.0), COMMONNESS)
    values = common.astype(np.uint8) | np.where(lexicon.function > 0, FUNCTION, 0).astype(np.uint8)
    seen = values > 0
    return _fill(lexicon.keys[seen], values[seen])


@njit(nogil=True, cache=True)
def _fill(keys: UInt64, values: UInt8) -> UInt64:
    slots = np.zeros(_SLOTS, np.uint64)
    for row in range(len(keys)):
        at = keys[row] >> _TOP
        while slots[at] != 0:
            at = (at + np.uint64(1)) & np.uint64(_SLOTS - 1)
        slots[at] = keys[row] >> _LOW << _LOW | np.uint64(values[row])
    return slots


def _learn(codes: UInt32, lexicon: Lexicon) -> None:
    """Fill the tables for code points met for the first time."""
    normalise.learn(codes)
    imitated = dict(lexicon.confusables.tolist())
    for code in codes[_KINDS[codes] == UNSEEN].tolist():
        fold = imitated.get(code, int(normalise.FOLDS[code]))
        _CAPITAL[code] = normalise.UPPER[code]
        _FOLDED[code] = _unmarked(ord(chr(fold).lower()) if fold > 0 else fold)
        _KINDS[code] = _kind(code, code in imitated)


def _unmarked(fold: int) -> int:
    """Return a fold without its combining marks, when that leaves one code point."""
    if fold >= 0:
        return fold
    letters = [c for c in normalise.EXPANSIONS[-fold - 1].tolist() if c and c not in _MARKS]
    return letters[0] if len(letters) == 1 else fold


def _kind(code: int, imitates: bool) -> int:
    glyph = normalise.GLYPHS[code]
    if code in _MARKS or glyph in (Glyph.INVISIBLE, Glyph.BIDI):
        return HIDDEN
    if code in _STOPS:
        return STOP
    if glyph == Glyph.LETTER or imitates:
        return LETTER
    if glyph == Glyph.SINGLE_QUOTE:
        return APOSTROPHE
    return DIGIT if glyph == Glyph.DIGIT else JOINER if code == ord(",") else OTHER


@njit(nogil=True, cache=True, inline="always")
def _decode(d: UInt8, i: int) -> tuple[int, int]:
    """Return the code point at byte i of valid UTF-8, and its length."""
    first = int(d[i])
    if first < 0x80:
        return first, 1
    if first < 0xE0:
        return (first & 0x1F) << 6 | int(d[i + 1]) & 0x3F, 2
    if first < 0xF0:
        return (first & 0x0F) << 12 | (int(d[i + 1]) & 0x3F) << 6 | int(d[i + 2]) & 0x3F, 3
    high = (first & 0x07) << 18 | (int(d[i + 1]) & 0x3F) << 12
    return high | (int(d[i + 2]) & 0x3F) << 6 | int(d[i + 3]) & 0x3F, 4


@njit(nogil=True, cache=True, inline="always")
def _expanded(h: np.uint64, row: Int32) -> np.uint64:
    """Feed the several code points that one folds to."""
    for part in row:
        if part == 0:
            break
        h = step(h, part)
    return h


@njit(nogil=True, cache=True, inline="always")
def _class_of(key: np.uint64, slots: UInt64) -> np.int64:
    at = key >> _TOP
    while slots[at] != 0:
        if slots[at] >> _LOW == key >> _LOW:
            return np.int64(slots[at] & np.uint64(0xFF))
        at = (at + np.uint64(1)) & np.uint64(_SLOTS - 1)
    return np.int64(0)


@njit(nogil=True, cache=True)
def _skim(
    d: UInt8, kinds: UInt8, folded: Int32, capital: UInt8, expansions: Int32, slots: UInt64,
) -> tuple[UInt64, UInt64, UInt8, bool]:  # fmt: skip
    """Return keys, stems, classes and whether every code point was known; d ends in a newline."""
    most = len(d) // 2 + 1
    keys, stems = np.empty(most, np.uint64), np.empty(most, np.uint64)
    classes = np.empty(most, np.uint8)
    n, i, size = 0, 0, len(d)
    opening = True  # a capital says nothing at the start of a sentence
    while i < size:
        code, width = _decode(d, i)
        kind = kinds[code]
        if kind == UNSEEN:
            return keys[:0], stems[:0], classes[:0], False
        if kind != LETTER and kind != DIGIT:
            if kind == STOP:
                opening = True
            i += width
            continue
        h, stem, letters, capitals = FNV_OFFSET, FNV_OFFSET, 0, 0  # stem: h after five letters
        shape = capital[code]
        digits = kind == DIGIT
        while True:
            if kind != HIDDEN:
                capitals += capital[code]
                fold = folded[code]
                letters += 1
                if fold >= 0:
                    h = step(h, fold)
                else:
                    h = _expanded(h, expansions[-fold - 1])
                if letters == STEM and not digits:
                    stem = h
            i += width
            code, width = _decode(d, i)
            kind = kinds[code]
            if digits and (kind == JOINER or code == 46):  # 1,000 and 3.5 are one number each
                if kinds[d[i + 1] if d[i + 1] < 0x80 else 32] == DIGIT:
                    if code == 46:
                        h = step(h, 46)
                    i += width
                    code, width = _decode(d, i)
                    kind = kinds[code]
            if code == 46 and letters == capitals and _goes_on(d, i, kinds):  # U.S.
                i += 1
                code, width = _decode(d, i)
                kind = kinds[code]
            if kind == UNSEEN:
                return keys[:0], stems[:0], classes[:0], False
            if kind != LETTER and kind != DIGIT and kind != HIDDEN:
                break
        if kind == APOSTROPHE:
            i = _past_clitic(d, i, width, kinds)
        key = finish(h)
        value = _class_of(key, slots)
        if key == US_KEY and capitals == 2:
            value = ANCHOR
        known = opening and value & COMMONNESS >= KNOWN
        if digits or (shape and not value & FUNCTION and not known):
            value |= ANCHOR
        whole = digits or letters <= STEM
        keys[n], stems[n], classes[n] = key, key if whole else finish(stem), value
        n += 1
        opening = False
    return keys[:n].copy(), stems[:n].copy(), classes[:n].copy(), True


@njit(nogil=True, cache=True, inline="always")
def _goes_on(d: UInt8, i: int, kinds: UInt8) -> bool:
    """Tell whether a full stop at byte i stands between the capitals of an initialism."""
    return i + 2 < len(d) and 65 <= d[i + 1] <= 90 and kinds[d[i + 2]] == STOP and d[i + 2] == 46


@njit(nogil=True, cache=True, inline="always")
def _past_clitic(d: UInt8, i: int, width: int, kinds: UInt8) -> int:
    """Return where reading goes on after an apostrophe: past ``'s``, ``'ll`` and their like."""
    after = i + width
    for letters in range(3):
        if after >= len(d) or d[after] >= 0x80 or kinds[d[after]] != LETTER:
            return after if letters > 0 else i + width
        after += 1
    return i + width
