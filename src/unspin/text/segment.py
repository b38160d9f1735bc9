"""A document's text becomes its ``Segmented`` columns: tokens, sentences, quotations."""

from __future__ import annotations

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
from unspin.text.normalise import Glyph
from unspin.text.quotations import pair_quotations
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
    rows = find_rows(keys, lexicon.keys)
    stems = stem_keys(codes, starts, ends, keys, kinds, rows, lexicon.stems, normalise.FOLDS)
    sentences = _sentence_bounds(document, codes, starts, ends, keys, kinds, flags)
    _mark_initials(sentences, kinds, flags)
    if len(lexicon.keys):
        _tell_function_words(lexicon, rows, keys, stems, kinds, flags, sentences)
    _tell_names(lexicon, rows, keys, kinds, flags, sentences)
    quotations = pair_quotations(codes, starts, ends, kinds, flags, sentences)
    for first, last in quotations:
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
def find_rows(keys: UInt64, lexicon_keys: UInt64) -> Int32:
    """Return the lexicon row of each key, -1 where there is none; (n,) int32."""
    rows = np.full(len(keys), -1, np.int32)
    for t in range(len(keys)):
        low, high = 0, len(lexicon_keys)
        while low < high:
            mid = (low + high) // 2
            if lexicon_keys[mid] < keys[t]:
                low = mid + 1
            else:
                high = mid
        if low < len(lexicon_keys) and lexicon_keys[low] == keys[t]:
            rows[t] = low
    return rows


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
    kinds: UInt8, flags: UInt8,
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
    first_tokens = np.searchsorted(starts, cuts).astype(np.int32)
    # an opening mark belongs to the sentence it opens
    before = np.maximum(first_tokens - 1, 0)
    opens = (kinds[before] == K_QUOTE) & ((flags[before] & F_SPACED) > 0)
    opens &= (flags[np.minimum(first_tokens, n - 1)] & F_SPACED) == 0
    # "Why?" asked Tom: a sentence goes on in lower case after its quotation
    first_letter = codes[starts[np.minimum(first_tokens, n - 1)]]
    goes_on = (kinds[before] == K_QUOTE) & (first_letter >= 97) & (first_letter <= 122)
    first_tokens = np.where(opens, before, first_tokens)[~goes_on].astype(np.int32)
    line_tokens = _line_starts(codes, starts, ends, keys, normalise.GLYPHS, _TERMINAL_KEYS)
    starting = np.zeros(n + 1, bool)
    starting[[0, n]] = True
    for at in (
        first_tokens,
        line_tokens,
        _quotation_starts(codes, starts, ends, keys, kinds, flags),
    ):
        starting[at] = True
    return np.flatnonzero(starting).astype(np.int32)


def _quotation_starts(
    codes: NDArray[np.uint32], starts: Int32, ends: Int32, keys: UInt64, kinds: UInt8, flags: UInt8
) -> NDArray[np.int64]:
    """Return the tokens that open a quotation after a full stop, though it begins in lower case.

    ``he said. "to the end`` is two sentences, as ``he said. "To the end`` is: a copy that cuts the
    head of a quotation must split as its source does. A short word before the stop may be an
    abbreviation.
    """
    t = np.flatnonzero(kinds[:-1] == K_QUOTE)
    t = t[t >= 2]
    found = ((flags[t] & F_SPACED) != 0) & ((flags[t + 1] & F_SPACED) == 0)
    found &= (keys[t - 1, None] == _STOP_KEYS).any(axis=1) & (kinds[t - 2] <= K_NUMBER)
    found &= ends[t - 2] - starts[t - 2] >= _FULL_WORD
    letter = codes[starts[t + 1]]
    found &= (letter >= 97) & (letter <= 122)
    starting: NDArray[np.int64] = t[found]
    return starting


def _without_quotes(codes: NDArray[np.uint32]) -> str:
    """Return the text with spaces for quote marks, but for apostrophes inside words."""
    glyphs = normalise.GLYPHS[codes]
    wordy = (glyphs == G_LETTER) | (glyphs == G_DIGIT)
    inner = np.zeros(len(codes), bool)
    inner[1:-1] = wordy[:-2] & wordy[2:] & ((codes[1:-1] == 0x27) | (codes[1:-1] == 0x2019))
    hide = (glyphs == G_DOUBLE_QUOTE) | ((glyphs == G_SINGLE_QUOTE) & ~inner)
    hide |= (codes >= 0x300A) & (codes <= 0x300F)  # those of East Asia
    shown = np.where(hide, np.uint32(0x20), codes)
    shown[(codes >= 0xD800) & (codes <= 0xDFFF)] = 0xFFFD
    return shown.tobytes().decode("utf-32-le")


@njit(nogil=True, cache=True)
def _line_starts(
    codes: NDArray[np.uint32], starts: Int32, ends: Int32, keys: UInt64, glyphs: UInt8,
    terminals: UInt64,
) -> Int32:  # fmt: skip
    """Return the tokens that begin a sentence because a line ended before them.

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
    found = np.empty(n, np.int32)
    count = 0
    for t in range(1, n):
        if breaks[t] == 0:
            continue
        lower = 97 <= codes[starts[t]] <= 122
        ended = False
        for k in range(max(0, t - 2), t):  # the mark may stand before a closing quote
            for mark in terminals:
                ended = ended or keys[k] == mark
        if breaks[t] >= 2 or ended or not (wrapped or lower):
            found[count] = t
            count += 1
    return found[:count].copy()


def _mark_initials(sentences: Int32, kinds: UInt8, flags: UInt8) -> None:
    """Flag the first word of each sentence, quote marks and brackets passed over."""
    wordy = np.flatnonzero(kinds <= K_NUMBER)
    if len(wordy) == 0:
        return
    at = np.searchsorted(wordy, sentences[:-1])
    first = wordy[at[at < len(wordy)]]
    flags[first] |= F_INITIAL
    after_quote = np.flatnonzero(kinds[:-1] == K_QUOTE) + 1
    quoted = after_quote[(flags[after_quote] & F_SPACED) == 0]
    flags[quoted] |= F_INITIAL


def _tell_function_words(
    lexicon: Lexicon, rows: Int32, keys: UInt64, stems: UInt64, kinds: UInt8, flags: UInt8,
    sentences: Int32,
) -> None:  # fmt: skip
    """Mark function words, and give upper-case look-alikes (``US``, ``WHO``, ``IT``) their own key."""
    function = (rows >= 0) & (lexicon.function[rows] == 1) & (kinds == K_WORD)
    upper = function & ((flags & F_UPPER) != 0)
    if upper.any():
        wordy = kinds == K_WORD
        shouting = _share_by_sentence(wordy & ((flags & F_UPPER) != 0), wordy, sentences) > 0.5
        acronym = upper & ~shouting
        keys[acronym] ^= _ACRONYM_SALT
        stems[acronym] = keys[acronym]
        rows[acronym] = np.where(keys[acronym] == _US_KEY, _row_of(_DOTTED_US, lexicon), -1)
        function &= ~acronym
    kinds[function] = K_FUNCTION


def _row_of(key: np.uint64, lexicon: Lexicon) -> int:
    return int(find_rows(np.array([key], np.uint64), lexicon.keys)[0])


def _tell_names(
    lexicon: Lexicon, rows: Int32, keys: UInt64, kinds: UInt8, flags: UInt8, sentences: Int32
) -> None:
    """Mark names by shape and context: a capital that no sentence start or headline explains.

    Where a capital says nothing, a word is a name if it is one elsewhere in the text and never
    stands there in lower case, or if the lexicon has never seen it.
    """
    word = kinds == K_WORD
    capital = word & ((flags & F_CAPITAL) != 0)
    longer = word | (kinds == K_NAME)
    headline = _share_by_sentence(capital, longer, sentences) > TITLE_CASE
    telling = capital & ~headline & ((flags & F_INITIAL) == 0)
    silent = np.flatnonzero(capital & ~telling)
    lower = _among(keys[silent], keys[word & ~capital])
    unknown = rows[silent] < 0
    if len(lexicon.keys):
        unknown |= (lexicon.counts[rows[silent]] == 0) & (lexicon.pos[rows[silent]] == 0)
    kinds[telling] = K_NAME
    kinds[silent[~lower & (unknown | _among(keys[silent], keys[telling]))]] = K_NAME


def _among(some: UInt64, keys: UInt64) -> NDArray[np.bool_]:
    """Tell which of some words are among others; quicker than ``np.isin`` for few of many."""
    if len(keys) == 0:
        return np.zeros(len(some), bool)
    ordered = np.sort(keys)
    at = np.minimum(np.searchsorted(ordered, some), len(ordered) - 1)
    found: NDArray[np.bool_] = ordered[at] == some
    return found


def _share_by_sentence(
    some: NDArray[np.bool_], every: NDArray[np.bool_], sentences: Int32
) -> NDArray[np.float64]:
    """Return for each token the share of ``some`` among ``every`` in its sentence (0 if fewer than 3)."""
    lengths = np.diff(sentences)
    if len(lengths) == 0:
        return np.zeros(len(some))
    top = np.add.reduceat(some.astype(np.int64), sentences[:-1])
    bottom = np.add.reduceat(every.astype(np.int64), sentences[:-1])
    return np.repeat(np.where(bottom >= 3, top / np.maximum(bottom, 1), 0.0), lengths)
