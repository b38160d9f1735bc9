"""A document's text becomes its ``Segmented`` columns: tokens, sentences, quotations."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import sentencex
from numba import njit
from numpy.typing import NDArray

from unspin.records import (
    Document,
    Flag,
    Int32,
    Kind,
    Lexicon,
    Segmented,
    UInt8,
    UInt64,
)
from unspin.text import normalise
from unspin.text.hashing import FNV_OFFSET, finish, step, word_key
from unspin.text.keys import find_rows
from unspin.text.normalise import Glyph
from unspin.text.quotations import pair_quotations
from unspin.text.seams import mark_seams
from unspin.text.tokenise import tokens_of

TITLE_CASE = 0.6
"""A sentence with this share of its longer words capitalised is a headline: capitals say nothing."""

# as plain numbers: numpy takes much longer over members of an enumeration, and widens to theirs
K_WORD, K_FUNCTION, K_NAME = int(Kind.WORD), int(Kind.FUNCTION), int(Kind.NAME)
K_NUMBER, K_QUOTE = int(Kind.NUMBER), int(Kind.QUOTE)
F_SPACED, F_UPPER, F_CAPITAL = int(Flag.SPACED), int(Flag.UPPER), int(Flag.CAPITAL)
F_INITIAL, F_QUOTED = int(Flag.INITIAL), int(Flag.QUOTED)
G_LETTER, G_DIGIT = int(Glyph.LETTER), int(Glyph.DIGIT)
G_DOUBLE_QUOTE, G_SINGLE_QUOTE = int(Glyph.DOUBLE_QUOTE), int(Glyph.SINGLE_QUOTE)
_STOP_KEYS = np.array([word_key(mark) for mark in ".!?"], dtype=np.uint64)
AS_WORD, AS_NAME = 1, 2
"""Bits of a word: the text has it in lower case; or with a capital that makes it a name."""
_FULL_WORD = 4
"""Letters from which on a word before a stop is taken for no abbreviation."""
_TERMINAL_KEYS = np.array([word_key(mark) for mark in ".!?…:;"], dtype=np.uint64)
_ACRONYM_SALT = np.uint64(word_key("an upper-case initialism, not the word"))

_US_KEY, _DOTTED_US = np.uint64(word_key("us")) ^ _ACRONYM_SALT, np.uint64(word_key("u.s."))
"""``US`` is the one initialism the lexicon counts apart from the pronoun, as ``u.s.``."""


def segment(document: Document, lexicon: Lexicon) -> Segmented:
    """Cut a document into tokens, sentences and quotations.

    Args:
        document: any text; lone surrogates, NULs and a single endless line are fine.
        lexicon: gives rows, stems, function words and look-alike letters; may be empty.

    Returns:
        Columns as described in :class:`unspin.records.Segmented`.
    """
    tokens = tokens_of(document.text, lexicon)
    codes, starts, ends, keys, kinds, flags, _ = tokens
    rows = find_rows(keys, lexicon)
    stems = stem_keys(codes, starts, ends, keys, kinds, rows, lexicon.stems, normalise.FOLDS)
    sentences = _sentence_bounds(
        document, codes, starts, ends, keys, kinds, flags, rows, lexicon.function
    )
    _tell(
        sentences, keys, stems, rows, kinds, flags, lexicon.function, lexicon.counts, lexicon.pos,
        _row_of_us(lexicon),
    )  # fmt: skip
    quotations = pair_quotations(codes, starts, ends, kinds, flags, sentences)
    for first, last in quotations.tolist():
        flags[first:last] |= F_QUOTED
    return Segmented(
        document.doc_id,
        starts,
        ends,
        keys,
        stems,
        kinds,
        flags,
        rows,
        sentences,
        quotations,
        tokens.folds(),
    )


@njit(nogil=True, cache=True)
def stem_keys(
    codes: NDArray[np.uint32], starts: Int32, ends: Int32, keys: UInt64, kinds: UInt8, rows: Int32,
    lexicon_stems: UInt64, folds: Int32,
) -> UInt64:  # fmt: skip
    """Return the stem of each token: the lexicon's, else the word less a plural or tense ending."""
    stems = keys.copy()
    for t in range(len(keys)):
        if rows[t] >= 0:
            stems[t] = lexicon_stems[rows[t]]
            continue
        size = ends[t] - starts[t]
        if kinds[t] != 0 or size < 5:
            continue
        end = ends[t]
        last, before = codes[end - 1] | 32, codes[end - 2] | 32
        cut = 0
        if last == 115 and before != 115:  # -s, -es
            cut = 2 if before == 101 and (codes[end - 3] | 32) in (115, 120, 104, 122) else 1
        elif last == 100 and before == 101:  # -ed
            cut = 2
        elif last == 103 and before == 110 and (codes[end - 3] | 32) == 105 and size > 5:  # -ing
            cut = 3
        if cut == 0:
            continue
        h = FNV_OFFSET
        plain = True
        for i in range(starts[t], end - cut):
            plain = plain and folds[codes[i]] >= 0
            h = step(h, folds[codes[i]])
        if plain:
            stems[t] = finish(h)
    return stems


def _sentence_bounds(
    document: Document, codes: NDArray[np.uint32], starts: Int32, ends: Int32, keys: UInt64,
    kinds: UInt8, flags: UInt8, rows: Int32, function: UInt8,
) -> Int32:  # fmt: skip
    """Return the (m+1,) token bounds of sentences: sentencex's, and ends of lines that are one.

    Quote marks are hidden from sentencex: which glyphs pair decides whether it splits inside a
    quotation, and two copies of one text must split alike whatever their house style. It also
    takes quadratic time over many of them (a megabyte of one mark would take minutes).
    """
    n = len(starts)
    if n == 0:
        return np.zeros(1, np.int32)
    text = _without_quotes(codes)
    language = document.language.split("-")[0]
    found = sentencex.get_sentence_boundaries(language, text)
    cuts = np.fromiter((s["start_index"] for s in found), np.int32, len(found))
    starting = _starting(
        np.searchsorted(starts, cuts), codes, starts, ends, keys, kinds, flags, normalise.GLYPHS,
        _TERMINAL_KEYS, _STOP_KEYS,
    )  # fmt: skip
    mark_seams(starting, keys, kinds, flags, rows, function)
    return np.flatnonzero(starting).astype(np.int32)


@njit(nogil=True, cache=True)
def _starting(
    told: NDArray[np.int64], codes: NDArray[np.uint32], starts: Int32, ends: Int32, keys: UInt64,
    kinds: UInt8, flags: UInt8, glyphs: UInt8, terminals: UInt64, stops: UInt64,
) -> NDArray[np.bool_]:  # fmt: skip
    """Say of each token whether it begins a sentence, and of the end, which counts as a start.

    ``told`` are the first tokens of the sentences that sentencex found.
    """
    n = len(starts)
    starting = np.zeros(n + 1, np.bool_)
    starting[0] = starting[n] = True
    for first in told:
        before, at = max(first - 1, 0), min(first, n - 1)
        quote = kinds[before] == K_QUOTE
        # an opening mark belongs to the sentence it opens
        opens = quote and flags[before] & F_SPACED and not flags[at] & F_SPACED
        # "Why?" asked Tom: a sentence goes on in lower case after its quotation
        if not (quote and 97 <= codes[starts[at]] <= 122):
            starting[before if opens else first] = True
    for t in range(2, n - 1):
        if kinds[t] == K_QUOTE and _opens_after_stop(
            t, codes, starts, ends, keys, kinds, flags, stops
        ):
            starting[t] = True
    _mark_lines(starting, codes, starts, ends, keys, glyphs, terminals)
    return starting


def _without_quotes(codes: NDArray[np.uint32]) -> str:
    """Return the text with spaces for quote marks, but for apostrophes inside words."""
    return _unquoted(codes, normalise.GLYPHS).tobytes().decode("utf-32-le")


@njit(nogil=True, cache=True)
def _unquoted(codes: NDArray[np.uint32], glyphs: UInt8) -> NDArray[np.uint32]:
    shown = codes.copy()
    for i in range(len(codes)):
        code, glyph = codes[i], glyphs[codes[i]]
        single = glyph == G_SINGLE_QUOTE and not _is_inside(i, codes, glyphs)
        if glyph == G_DOUBLE_QUOTE or single or 0x300A <= code <= 0x300F:  # those of East Asia
            shown[i] = 0x20
        elif 0xD800 <= code <= 0xDFFF:
            shown[i] = 0xFFFD
    return shown


@njit(nogil=True, cache=True, inline="always")
def _is_inside(i: int, codes: NDArray[np.uint32], glyphs: UInt8) -> bool:
    """Tell whether an apostrophe stands between letters or digits."""
    if i == 0 or i + 1 == len(codes) or not (codes[i] == 0x27 or codes[i] == 0x2019):
        return False
    before, after = glyphs[codes[i - 1]], glyphs[codes[i + 1]]
    wordy = before == G_LETTER or before == G_DIGIT
    return bool(wordy and (after == G_LETTER or after == G_DIGIT))


@njit(nogil=True, cache=True)
def _mark_lines(
    starting: NDArray[np.bool_], codes: NDArray[np.uint32], starts: Int32, ends: Int32,
    keys: UInt64, glyphs: UInt8, terminals: UInt64,
) -> None:  # fmt: skip
    """Mark the tokens that begin a sentence because a line ended before them.

    A blank line always ends a sentence. A single line end does too, unless the text is wrapped at
    a width: then lines break in mid-sentence, so most of them go on in lower case.
    """
    n = len(starts)
    breaks = np.zeros(n, np.int32)  # newlines before each token
    for t in range(1, n):
        for i in range(ends[t - 1], starts[t]):
            if glyphs[codes[i]] == 2 and not (codes[i] == 10 and codes[i - 1] == 13):
                breaks[t] += 1
    single, going_on = 0, 0
    for t in range(1, n):
        if breaks[t] == 1:
            single += 1
            if 97 <= codes[starts[t]] <= 122:
                going_on += 1
    wrapped = single > 0 and going_on * 3 > single
    for t in range(1, n):
        if breaks[t] == 0:
            continue
        lower = 97 <= codes[starts[t]] <= 122
        ended = False
        for k in range(max(0, t - 2), t):  # the mark may stand before a closing quote
            for mark in terminals:
                ended = ended or keys[k] == mark
        if breaks[t] >= 2 or ended or not (wrapped or lower):
            starting[t] = True


@njit(nogil=True, cache=True)
def _opens_after_stop(
    t: int, codes: NDArray[np.uint32], starts: Int32, ends: Int32, keys: UInt64, kinds: UInt8,
    flags: UInt8, stops: UInt64,
) -> bool:  # fmt: skip
    """Tell whether a quote mark opens a quotation after a full stop that begins in lower case.

    ``he said. "to the end`` is two sentences, as ``he said. "To the end`` is: a copy that cuts the
    head of a quotation must split as its source does. A short word before the stop may be an
    abbreviation.
    """
    if not flags[t] & F_SPACED or flags[t + 1] & F_SPACED:
        return False
    if kinds[t - 2] > K_NUMBER or ends[t - 2] - starts[t - 2] < _FULL_WORD:
        return False
    stopped = False
    for mark in stops:
        stopped |= keys[t - 1] == mark
    return stopped and bool(97 <= codes[starts[t + 1]] <= 122)


@njit(nogil=True, cache=True)
def _tell(
    sentences: Int32, keys: UInt64, stems: UInt64, rows: Int32, kinds: UInt8, flags: UInt8,
    function: UInt8, counts: Int32, pos: UInt8, us_row: int,
) -> None:  # fmt: skip
    """Tell first words, function words, initialisms and names, in place.

    A name is told by shape and context: a capital that no sentence start or headline explains.
    Where a capital says nothing, a word is a name if it is one elsewhere in the text and never
    stands there in lower case, or if the lexicon has never seen it.
    """
    _mark_initials(sentences, kinds, flags)
    silent, count = np.empty(len(keys), np.int32), 0
    size = 2
    while size < 2 * len(keys):
        size *= 2
    known, seen = np.empty(size, np.uint64), np.zeros(size, np.uint8)
    for s in range(len(sentences) - 1):
        first, last = sentences[s], sentences[s + 1]
        shouting = _share(first, last, kinds, flags, F_UPPER) > 0.5
        _tell_function_words(
            first, last, shouting, keys, stems, rows, kinds, flags, function, us_row
        )
        headline = _share(first, last, kinds, flags, F_CAPITAL) > TITLE_CASE
        for t in range(first, last):
            if kinds[t] != K_WORD:
                continue
            if flags[t] & F_CAPITAL and (headline or flags[t] & F_INITIAL):
                silent[count] = t
                count += 1
                continue
            at = _slot(keys[t], known, seen)
            known[at] = keys[t]
            seen[at] |= AS_NAME if flags[t] & F_CAPITAL else AS_WORD
            if flags[t] & F_CAPITAL:
                kinds[t] = K_NAME
    for t in silent[:count]:
        elsewhere = seen[_slot(keys[t], known, seen)]
        unknown = rows[t] < 0 or (counts[rows[t]] == 0 and pos[rows[t]] == 0)
        if not elsewhere & AS_WORD and (unknown or elsewhere & AS_NAME):
            kinds[t] = K_NAME


@njit(nogil=True, cache=True)
def _mark_initials(sentences: Int32, kinds: UInt8, flags: UInt8) -> None:
    """Flag the first word of each sentence, quote marks and brackets passed over."""
    n, s = len(kinds), len(sentences) - 2
    following = n
    for t in range(n - 1, -1, -1):
        if kinds[t] <= K_NUMBER:
            following = t
        if s >= 0 and sentences[s] == t:
            s -= 1
            if following < n:
                flags[following] |= F_INITIAL
    if following == n:
        return
    for t in range(n - 1):
        if kinds[t] == K_QUOTE and not flags[t + 1] & F_SPACED:
            flags[t + 1] |= F_INITIAL


@njit(nogil=True, cache=True)
def _share(first: int, last: int, kinds: UInt8, flags: UInt8, flag: int) -> float:
    """Return the share of a sentence's words that carry a flag (0 of fewer than 3)."""
    words, held = 0, 0
    for t in range(first, last):
        if kinds[t] == K_WORD:
            words += 1
            held += flags[t] & flag != 0
    return held / words if words >= 3 else 0.0


@njit(nogil=True, cache=True)
def _tell_function_words(
    first: int, last: int, shouting: bool, keys: UInt64, stems: UInt64, rows: Int32, kinds: UInt8,
    flags: UInt8, function: UInt8, us_row: int,
) -> None:  # fmt: skip
    """Mark function words, and give upper-case look-alikes (``US``, ``WHO``, ``IT``) their own key."""
    for t in range(first, last):
        if kinds[t] != K_WORD or rows[t] < 0 or function[rows[t]] != 1:
            continue
        if shouting or not flags[t] & F_UPPER:
            kinds[t] = K_FUNCTION
            continue
        keys[t] ^= _ACRONYM_SALT
        stems[t] = keys[t]
        rows[t] = us_row if keys[t] == _US_KEY else -1


@njit(nogil=True, cache=True)
def _slot(key: np.uint64, known: UInt64, seen: UInt8) -> int:
    """Return where a key stands in a table of keys, or the free place where it would."""
    last = len(known) - 1
    at = np.int64(key & np.uint64(last))
    while seen[at] and known[at] != key:
        at = (at + 1) & last
    return int(at)


@lru_cache(maxsize=2)
def _row_of_us(lexicon: Lexicon) -> int:
    return int(find_rows(np.array([_DOTTED_US], np.uint64), lexicon)[0])
