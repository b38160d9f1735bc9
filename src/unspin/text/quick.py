"""The quick reading of a text, for inspecting: its tokens, and sentences by the marks alone.

``segment`` asks sentencex where sentences end, which takes nine tenths of its time; a language
model only has to know where a word begins one, and a crawl is inspected by the gigabyte.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
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
from unspin.text.tokenise import tokens_of

_ENDS = np.array([word_key(mark) for mark in ".!?\u2026"], dtype=np.uint64)
K_WORD, K_FUNCTION, K_NAME, K_NUMBER, K_QUOTE = (
    int(Kind.WORD), int(Kind.FUNCTION), int(Kind.NAME), int(Kind.NUMBER), int(Kind.QUOTE),
)  # fmt: skip
F_CAPITAL, F_INITIAL = int(Flag.CAPITAL), int(Flag.INITIAL)
NEWLINE, DIGIT, ZERO = int(Glyph.NEWLINE), int(Glyph.DIGIT), ord("0")


def read_quickly(document: Document, lexicon: Lexicon) -> Segmented:
    """Cut a document into tokens and rough sentences.

    Args:
        document: any text.
        lexicon: gives rows and function words; may be empty.

    Returns:
        Columns as of ``segment``, with these differences: sentences end at ``.!?`` before a
        capital and at line ends; every capital inside one makes a name; a number has the row of
        its shape (``0000`` for a year); stems are the keys; quotations are not looked for.
    """
    tokens = tokens_of(document.text, lexicon)
    codes, starts, ends, keys, kinds, flags, _ = tokens
    shaped = _shaped(codes, starts, ends, keys, kinds, normalise.GLYPHS)
    rows = find_rows(shaped, lexicon)
    sentences = _sentences(codes, starts, ends, keys, kinds, flags, normalise.GLYPHS, _ENDS)
    _tell_kinds(sentences, rows, kinds, flags, lexicon.function)
    nothing = np.empty((0, 2), np.int32)
    return Segmented(
        document.doc_id, starts, ends, keys, keys, kinds, flags, rows, sentences, nothing,
        tokens.folds(),
    )  # fmt: skip


def with_quotations(text: str, seg: Segmented) -> Segmented:
    """Return the columns with quotations told."""
    codes = normalise.code_points(text)
    kinds, flags = seg.kinds.copy(), seg.flags.copy()
    found = pair_quotations(codes, seg.starts, seg.ends, kinds, flags, seg.sentences)
    return replace(seg, kinds=kinds, flags=flags, quotations=found)


@njit(nogil=True, cache=True)
def _shaped(
    codes: NDArray[np.uint32], starts: Int32, ends: Int32, keys: UInt64, kinds: UInt8, glyphs: UInt8
) -> UInt64:
    """Return the keys, those of numbers with every digit made 0, as n-grams are counted."""
    shaped = keys.copy()
    for t in range(len(keys)):
        if kinds[t] == K_NUMBER:
            h = FNV_OFFSET
            for i in range(starts[t], ends[t]):
                h = step(h, ZERO if glyphs[codes[i]] == DIGIT else codes[i])
            shaped[t] = finish(h)
    return shaped


@njit(nogil=True, cache=True)
def _sentences(
    codes: NDArray[np.uint32], starts: Int32, ends: Int32, keys: UInt64, kinds: UInt8,
    flags: UInt8, glyphs: UInt8, marks: UInt64,
) -> Int32:  # fmt: skip
    """Return the (m+1,) token bounds of sentences."""
    n, count = len(starts), 1
    bounds = np.zeros(n + 2, np.int32)
    for t in range(1, n):
        broken = False
        for i in range(ends[t - 1], starts[t]):
            broken = broken or glyphs[codes[i]] == NEWLINE
        last = t - 1
        if kinds[last] == K_QUOTE and bounds[count - 1] == last and not broken:
            continue  # it opens the sentence that begins with it
        if kinds[last] == K_QUOTE and last > 0:
            last -= 1
        ended = False
        for mark in marks:
            ended = ended or keys[last] == mark
        capital = flags[t] & F_CAPITAL or (
            kinds[t] == K_QUOTE and t + 1 < n and flags[t + 1] & F_CAPITAL
        )
        lower = kinds[t] == K_WORD and not flags[t] & F_CAPITAL
        if (ended and capital) or (broken and (ended or not lower)):
            bounds[count] = t
            count += 1
    bounds[count] = n
    return bounds[: count + 1 if n else 1].copy()


@njit(nogil=True, cache=True)
def _tell_kinds(sentences: Int32, rows: Int32, kinds: UInt8, flags: UInt8, function: UInt8) -> None:
    """Mark first words of sentences, function words, and names, in place."""
    for s in range(len(sentences) - 1):
        first = True
        for t in range(sentences[s], sentences[s + 1]):
            if kinds[t] > K_NUMBER:
                continue
            if first:
                flags[t] |= F_INITIAL
            if kinds[t] == K_WORD:
                if rows[t] >= 0 and function[rows[t]] == 1:
                    kinds[t] = K_FUNCTION
                elif flags[t] & F_CAPITAL and not first:
                    kinds[t] = K_NAME
            first = False
