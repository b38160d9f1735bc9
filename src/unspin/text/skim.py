"""The quick reading of a text, for finding: every word's key and class, in one pass over its bytes.

``segment`` reads a text to judge it; a crawl is read by the gigabyte, and of each word only three
things are asked: what it is (its key), what it is a form of (its stem: five letters), and what it
is for (function word, anchor, how rare). No offsets are kept: a place is the number of the word.

Legend: d = UTF-8 bytes of the text and of a newline after it (N,), n = words.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numba import njit

from unspin.records import Int32, Lexicon, Reading, Skimmed, UInt8, UInt32, UInt64
from unspin.text import normalise
from unspin.text.hashing import FNV_OFFSET, finish, step, word_key
from unspin.text.normalise import CODE_POINTS, Glyph
from unspin.text.spacing import closed_up, has_gaps
from unspin.typed import ZERO

STEM = 5
"""Letters that make a stem here: enough to tell words, few enough to outlive an ending."""
FUNCTION, ANCHOR, COMMONNESS = (
    int(Reading.FUNCTION), int(Reading.ANCHOR), int(Reading.COMMONNESS),
)  # fmt: skip
US_KEY = np.uint64(word_key("us"))
KNOWN = 9
"""Commonness from which a word that opens a sentence is no name for having a capital."""

LETTER, DIGIT, HIDDEN, OTHER, APOSTROPHE, STOP = 1, 2, 4, 8, 16, 24
_KIND, _CAPITAL, _FOLD = 0x3F, 0x40, 7
"""A sign is what the tables hold of a character: kind, whether it is a capital, what it folds to."""
_WORDLY, _INSIDE = LETTER | DIGIT, LETTER | DIGIT | HIDDEN
_OPENING, _CAPITALISED, _TWO_CAPITALS, _NUMBER = 1, 2, 4, 8
"""What is seen of a word: it opens a sentence, starts with a capital, has two of them, is a number."""
COMMA, FULL_STOP = ord(","), ord(".")
_STOPS = frozenset(map(ord, ".!?:\n\r\u2028\u2029\u2026"))
_MARKS = range(0x300, 0x370)
"""Combining marks: accents are not kept here, copies often lose them."""
_FIRST_MARK, _LAST_MARK = _MARKS[0], _MARKS[-1]

_SLOTS = 1 << 17
_TOP, _REST, _VALUE = np.uint64(64 - 17), np.uint64(64 - 17 - 24), np.uint64(8)
_TAG = np.uint64((1 << 24) - 1)


class _Tables(NamedTuple):
    """What is known beforehand.

    Attributes:
        signs: (1114112,) int32 by code point; 0 where it was never met.
        bytes: (256,) int32, the same for ASCII; 0 for bytes of longer characters.
        slots: (2**17,) uint32, the classes of words as an open-addressed hash table: 24 bits of
            the key above 8 of the class; 0 where the slot is free.
    """

    signs: Int32
    bytes: Int32
    slots: UInt32


def skim(text: str, lexicon: Lexicon, most: int | None = None) -> Skimmed:
    """Read a text quickly.

    Args:
        text: any text. Case, accents, compatibility forms, invisible characters, spaces between
            the letters of a word and look-alike letters of other scripts fold away; clitics (``'s``, ``n't``) are left out.
        lexicon: tells function words, and which words are rare. The same one must be used for
            all texts that are to be compared, whatever language they are in.
        most: words after which reading ends; None reads all.

    Example:
        >>> from unspin.ingest.resources import load_lexicon
        >>> words = skim("The mill at Ostrava closed.", load_lexicon())
        >>> len(words), (words.classes & FUNCTION > 0).tolist(), (words.classes & ANCHOR > 0).tolist()
        (5, [True, False, True, False, False], [False, False, False, True, False])
    """
    data = _bytes_of(text)
    if has_gaps(data):
        text = closed_up(text, lexicon)
        data = _bytes_of(text)
    tables = _tables(lexicon)
    room = len(data) // 2 + 1
    room = room if most is None else min(room, most)
    while True:
        keys, stems, classes, clean = _skim(
            data, room, tables.signs, tables.bytes, normalise.EXPANSIONS, tables.slots
        )
        if clean:
            return Skimmed(keys, stems, classes)
        _learn(np.unique(normalise.code_points(text + "\n")), lexicon, tables)


def _bytes_of(text: str) -> UInt8:
    return np.frombuffer((text + "\n").encode("utf-8", "replace"), np.uint8)


@lru_cache(maxsize=4)
def _tables(lexicon: Lexicon) -> _Tables:
    common = np.minimum(np.log2(lexicon.counts.astype(np.float64) + 1.0), COMMONNESS)
    values = common.astype(np.uint8) | np.where(lexicon.function > 0, FUNCTION, 0).astype(np.uint8)
    # The commonest words are met first when a slot is looked for.
    order = np.argsort(-lexicon.counts, kind="stable")
    order = order[values[order] > 0]
    tables = _Tables(
        np.zeros(CODE_POINTS, np.int32), np.zeros(256, np.int32),
        _fill(lexicon.keys[order], values[order]),
    )  # fmt: skip
    _learn(np.arange(0x80, dtype=np.uint32), lexicon, tables)
    return tables


@njit(nogil=True, cache=True)
def _fill(keys: UInt64, values: UInt8) -> UInt32:
    slots = np.zeros(_SLOTS, np.uint32)
    for row in range(len(keys)):
        at = keys[row] >> _TOP
        while slots[at] != 0:
            at = (at + np.uint64(1)) & np.uint64(_SLOTS - 1)
        slots[at] = np.uint32((keys[row] >> _REST & _TAG) << _VALUE | np.uint64(values[row]))
    return slots


def _learn(codes: UInt32, lexicon: Lexicon, tables: _Tables) -> None:
    """Fill the tables for code points met for the first time."""
    normalise.learn(codes)
    imitated = dict(lexicon.confusables.tolist())
    for code in codes[tables.signs[codes] == 0].tolist():
        fold = imitated.get(code, int(normalise.FOLDS[code]))
        fold = _unmarked(ord(chr(fold).lower()) if fold > 0 else fold)
        if (kind := _kind(code, code in imitated)) == HIDDEN:
            fold = -len(normalise.EXPANSIONS)  # a row that is never filled: folds to nothing
        tables.signs[code] = fold << _FOLD | _CAPITAL * int(normalise.UPPER[code]) | kind
    tables.bytes[:0x80] = tables.signs[:0x80]


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
    return DIGIT if glyph == Glyph.DIGIT else OTHER


@njit(nogil=True, cache=True, inline="always")
def _class_of(key: np.uint64, slots: UInt32) -> np.int64:
    at, tag = key >> _TOP, key >> _REST & _TAG
    while slots[at] != 0:
        if slots[at] >> _VALUE == tag:
            return np.int64(slots[at] & 0xFF)
        at = (at + np.uint64(1)) & np.uint64(_SLOTS - 1)
    return np.int64(0)


@njit(nogil=True, cache=True)
def _skim(
    d: UInt8, room: int, signs: Int32, ascii_signs: Int32, expansions: Int32, slots: UInt32
) -> tuple[UInt64, UInt64, UInt8, bool]:
    """Return keys, stems, classes of the first ``room`` words; False when a code point is new."""
    keys, stems = np.empty(room, np.uint64), np.empty(room, np.uint64)
    classes = np.empty(room, np.uint8)
    n, i, size = 0, ZERO, len(d)
    opening = True  # a capital says nothing at the start of a sentence
    while i < size and n < room:
        sign, width = ascii_signs[d[i]], 1
        if sign == 0:
            sign, width = _sign(d, i, signs)
            if sign == 0:
                return keys[:0], stems[:0], classes[:0], False
        if not sign & _WORDLY:
            opening |= sign & _KIND == STOP
            i += width
            continue
        h, stem, letters, capitals = FNV_OFFSET, FNV_OFFSET, ZERO, 0  # stem: h after five letters
        shape, digits = sign & _CAPITAL, sign & DIGIT
        while True:
            if sign >= 0:
                h = step(h, sign >> _FOLD)
                letters += 1
                capitals += sign & _CAPITAL
                stem = h if letters == STEM else stem
            else:
                before = letters
                h, stem, letters = _expanded(h, stem, letters, expansions, -(sign >> _FOLD) - 1)
                capitals += (sign & _CAPITAL) * (letters - before)
            i += width
            sign, width = ascii_signs[d[i]], 1
            if sign & _WORDLY:
                continue
            if sign == 0:
                sign, width = _sign(d, i, signs)
                if sign == 0:
                    return keys[:0], stems[:0], classes[:0], False
                if sign & _INSIDE:
                    continue
                break
            mark = d[i] == COMMA or d[i] == FULL_STOP
            if not (mark and _runs_on(d, i, digits, letters * _CAPITAL == capitals, ascii_signs)):
                break
            if digits and d[i] == FULL_STOP:
                h = step(h, FULL_STOP)
            i += 1
            sign = ascii_signs[d[i]]
        if sign & _KIND == APOSTROPHE:
            i = _past_clitic(d, i, width, ascii_signs)
        keys[n], stems[n] = h, h if digits or letters <= STEM else stem
        seen = _OPENING if opening else 0
        seen |= _CAPITALISED if shape else 0
        seen |= _TWO_CAPITALS if capitals == 2 * _CAPITAL else 0
        classes[n] = seen | _NUMBER if digits else seen
        n += 1
        opening = False
    _finish(keys[:n], stems[:n], classes[:n], slots)
    return keys[:n], stems[:n], classes[:n], True


@njit(nogil=True, cache=True)
def _expanded(
    h: np.uint64, stem: np.uint64, letters: int, expansions: Int32, row: int
) -> tuple[np.uint64, np.uint64, int]:
    """Feed the several letters that one character folds to, without their marks."""
    for part in expansions[row]:
        if part != 0 and not _FIRST_MARK <= part <= _LAST_MARK:
            h = step(h, part)
            letters += 1
            stem = h if letters == STEM else stem
    return h, stem, letters


@njit(nogil=True, cache=True)
def _finish(keys: UInt64, stems: UInt64, classes: UInt8, slots: UInt32) -> None:
    """Turn hash states into keys, and what was seen of each word into its class, in place.

    On its own: so the look-ups of several words wait for memory at once.
    """
    for t in range(len(keys)):
        seen = classes[t]
        keys[t], stems[t] = finish(keys[t]), finish(stems[t])
        value = _class_of(keys[t], slots)
        if seen & _TWO_CAPITALS and keys[t] == US_KEY:
            value = np.int64(ANCHOR)
        known = seen & _OPENING and value & COMMONNESS >= KNOWN
        if seen & _NUMBER or (seen & _CAPITALISED and not value & FUNCTION and not known):
            value |= ANCHOR
        classes[t] = value


@njit(nogil=True, cache=True)
def _sign(d: UInt8, i: int, signs: Int32) -> tuple[int, int]:
    """Return the sign of the character at byte i of valid UTF-8, and its length."""
    first = int(d[i])
    if first < 0x80:
        return signs[first], 1
    if first < 0xE0:
        return signs[(first & 0x1F) << 6 | int(d[i + 1]) & 0x3F], 2
    code = (int(d[i + 1]) & 0x3F) << 6 | int(d[i + 2]) & 0x3F
    if first < 0xF0:
        return signs[(first & 0x0F) << 12 | code], 3
    return signs[(first & 0x07) << 18 | code << 6 | int(d[i + 3]) & 0x3F], 4


@njit(nogil=True, cache=True)
def _runs_on(d: UInt8, i: int, digits: int, capitals: bool, ascii_signs: Int32) -> bool:
    """Tell whether the comma or full stop at byte i is in a word: ``1,000``, ``3.5``, ``U.S.``."""
    if digits:
        return bool(ascii_signs[d[i + 1]] & DIGIT)
    if d[i] != FULL_STOP or not capitals or i + 2 >= len(d):
        return False
    return bool(65 <= d[i + 1] <= 90 and d[i + 2] == FULL_STOP)


@njit(nogil=True, cache=True)
def _past_clitic(d: UInt8, i: int, width: int, ascii_signs: Int32) -> int:
    """Return where reading goes on after an apostrophe: past ``'s``, ``'ll`` and their like."""
    after = i + width
    for letters in range(3):
        if not ascii_signs[d[after]] & LETTER:
            return after if letters > 0 else i + width
        after += 1
    return i + width
