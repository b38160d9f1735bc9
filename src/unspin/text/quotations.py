"""Where quotations begin and end, whatever the glyphs."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from unspin.records import Flag, Int32, Kind, UInt8
from unspin.text.normalise import CLOSING_QUOTES, GLYPHS, OPENING_QUOTES, Glyph

F_SPACED, F_OPENING = int(Flag.SPACED), int(Flag.OPENING)
K_QUOTE, K_NUMBER, K_PUNCTUATION = int(Kind.QUOTE), int(Kind.NUMBER), int(Kind.PUNCTUATION)
NEWLINE, SINGLE = int(Glyph.NEWLINE), int(Glyph.SINGLE_QUOTE)
_OPENING = np.array(sorted(OPENING_QUOTES), dtype=np.uint32)
_CLOSING = np.array(sorted(CLOSING_QUOTES), dtype=np.uint32)


class _Tokens(NamedTuple):
    """What the pairing reads of a text, as one argument for kernels."""

    codes: NDArray[np.uint32]
    starts: Int32
    kinds: UInt8
    flags: UInt8
    opening: NDArray[np.uint32]
    closing: NDArray[np.uint32]


def pair_quotations(
    codes: NDArray[np.uint32], starts: Int32, ends: Int32, kinds: UInt8, flags: UInt8,
    sentences: Int32,
) -> Int32:  # fmt: skip
    """Pair quote marks inside each paragraph.

    Directed glyphs say which way they face; a straight mark opens when space or an opening
    bracket stands before it and none after. A quotation left open ends with its paragraph (the
    convention for quotations of several paragraphs). Single marks make a quotation only when they
    close again in the same sentence, or after a comma or stop in the same paragraph, since they are
    apostrophes too; marks that turn out to be
    apostrophes become punctuation in ``kinds``, and opening marks are flagged in ``flags``.

    Returns:
        (q, 2) int32 token ranges, marks left out, ascending, none empty, nested or crossing:
        where single and double marks contradict each other, the double ones count.
    """
    marks = np.flatnonzero(kinds == K_QUOTE).astype(np.int32)
    if len(marks) == 0:
        return np.zeros((0, 2), np.int32)
    single = (GLYPHS[codes[starts[marks]]] == SINGLE) & (ends[marks] - starts[marks] == 1)
    return _pair(
        marks[~single], marks[single], _paragraph_ends(codes, starts, ends, GLYPHS), sentences,
        codes, starts, kinds, flags, _OPENING, _CLOSING,
    )  # fmt: skip


@njit(nogil=True, cache=True)
def _pair(
    doubles: Int32, singles: Int32, paragraph_ends: Int32, sentences: Int32,
    codes: NDArray[np.uint32], starts: Int32, kinds: UInt8, flags: UInt8,
    opening: NDArray[np.uint32], closing: NDArray[np.uint32],
) -> Int32:  # fmt: skip
    x = _Tokens(codes, starts, kinds, flags, opening, closing)
    pairs = np.empty((len(doubles) + len(singles), 2), np.int32)
    count = _pair_doubles(doubles, paragraph_ends, x, pairs)
    count = _pair_singles(singles, sentences, paragraph_ends, x, pairs, count)
    found = pairs[:count].copy()
    return found[np.argsort(found[:, 0])]


@njit(nogil=True, cache=True)
def _faces(t: int, x: _Tokens) -> int:
    """Return 1 when mark t can only open, -1 when it can only close, 0 when it may do either."""
    glyph = x.codes[x.starts[t]]
    for mark in x.closing:
        if glyph == mark:
            return -1
    for mark in x.opening:
        if glyph == mark:
            return 1
    return _stands(t, x)


@njit(nogil=True, cache=True)
def _stands(t: int, x: _Tokens) -> int:
    """Return what :func:`_faces` does, by what stands beside the mark and not by its glyph."""
    spaced_before = (x.flags[t] & F_SPACED) != 0
    last = t + 1 >= len(x.starts)
    spaced_after = last or (x.flags[t + 1] & F_SPACED) != 0
    if spaced_before and not spaced_after:
        return 1
    if spaced_after and not spaced_before:
        return -1
    after_word = t > 0 and x.kinds[t - 1] <= K_NUMBER
    before_word = not last and x.kinds[t + 1] <= K_NUMBER
    if not spaced_before and after_word and not before_word:
        return -1
    if before_word and not after_word and t > 0 and x.kinds[t - 1] == K_PUNCTUATION:
        before = x.codes[x.starts[t - 1]]
        return 1 if before in (40, 91, 45, 0x2014, 0x2013) else 0
    return 0


@njit(nogil=True, cache=True)
def _pair_doubles(marks: Int32, paragraph_ends: Int32, x: _Tokens, pairs: Int32) -> int:
    """Write the quotations in double marks into ``pairs``; return how many there are."""
    count, open_at, paragraph_end = 0, -1, 0
    for t in marks:
        if open_at >= 0 and t >= paragraph_end:
            count = _add(pairs, count, open_at + 1, paragraph_end)
            open_at = -1
        face = _faces(t, x)
        # A glyph may face the wrong way round, by the custom of a language („so“, »so«) or by slip.
        if open_at < 0 and (face >= 0 or _stands(t, x) > 0):
            open_at = t
            x.flags[t] |= F_OPENING
            paragraph_end = paragraph_ends[t]
        elif open_at >= 0 and (face <= 0 or _stands(t, x) < 0):
            count = _add(pairs, count, open_at + 1, t)
            open_at = -1
    if open_at >= 0:
        count = _add(pairs, count, open_at + 1, paragraph_end)
    return count


@njit(nogil=True, cache=True)
def _pair_singles(
    marks: Int32, sentences: Int32, paragraph_ends: Int32, x: _Tokens, pairs: Int32, doubles: int
) -> int:
    """Add the quotations in single marks, or make the marks apostrophes; return the new count.

    One that does not close in its sentence goes on as far as its paragraph, and then closes after
    a comma or a stop only.
    """
    count, open_at, at, s, paragraph_end = doubles, -1, 0, 0, 0
    for t in marks:
        while at < doubles and pairs[at, 1] <= t:
            at += 1
        inside = at < doubles and pairs[at, 0] <= t
        while s + 1 < len(sentences) and sentences[s + 1] <= t:
            s += 1
        face = _faces(t, x)
        far = open_at >= 0 and open_at < sentences[s]
        if far and (t >= paragraph_end or face > 0 or x.kinds[t - 1] <= K_NUMBER):
            if t >= paragraph_end or face > 0:
                _is_apostrophe(open_at, x)
                open_at = -1
            else:
                x.kinds[t] = K_PUNCTUATION
                continue
        if open_at < 0 and face > 0:
            open_at = t
            x.flags[t] |= F_OPENING
            paragraph_end = paragraph_ends[t]
        elif open_at >= 0 and face <= 0:
            if not inside and (at == 0 or pairs[at - 1, 1] <= open_at):
                count = _add(pairs, count, open_at + 1, t)
            open_at = -1
        else:
            x.kinds[t] = K_PUNCTUATION
    if open_at >= 0:
        _is_apostrophe(open_at, x)
    return count


@njit(nogil=True, cache=True, inline="always")
def _add(pairs: Int32, count: int, first: int, end: int) -> int:
    """Append a quotation unless it is empty; return how many there are."""
    if end > first:
        pairs[count, 0], pairs[count, 1] = first, end
        return count + 1
    return count


@njit(nogil=True, cache=True, inline="always")
def _is_apostrophe(t: int, x: _Tokens) -> None:
    x.kinds[t] = K_PUNCTUATION
    x.flags[t] &= ~F_OPENING


@njit(nogil=True, cache=True)
def _paragraph_ends(codes: NDArray[np.uint32], starts: Int32, ends: Int32, glyphs: UInt8) -> Int32:
    """Return for each token the token after its paragraph's last; (n,) int32.

    A blank line ends a paragraph; so does a line end, unless the text goes on in lower case
    (it is wrapped at a width).
    """
    n = len(starts)
    found = np.full(n, n, np.int32)
    for k in range(n - 1, 0, -1):
        breaks = 0
        for i in range(ends[k - 1], starts[k]):
            if glyphs[codes[i]] == NEWLINE and not (codes[i] == 10 and codes[i - 1] == 13):
                breaks += 1
        lower = 97 <= codes[starts[k]] <= 122
        ended = breaks >= 2 or (breaks == 1 and not lower)
        found[k - 1] = k if ended else found[k]
    return found
