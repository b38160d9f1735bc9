"""C701..C705: lines around a story that are not the story, dropped or added.

They are told by the shape of a short line that the other side lacks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, partial

import numpy as np
from numba import njit

from unspin.judge.lone import beside, one_sided
from unspin.judge.pair import Found, Pair, Side
from unspin.judge.ranges import IntP
from unspin.records import Int32, Kind, UInt8

K_NAME = int(Kind.NAME)
K_WORD = int(Kind.WORD)

LONGEST = 30
"""Words of the longest line that can be boilerplate."""

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_COPYRIGHT = r"""
    copyright | © | \(c\)\s*\d{4} | all\ rights\ reserved | may\ not\ be\ (?:published|reproduced)
"""
_CREDIT = r"""
    \b(?:getty\ images|shutterstock|reuters\ photo|file\ photo|handout)\b
  | \b(?:photo|image|picture|credit|courtesy|illustration|video)\s*(?:by\b|:|credit|courtesy)
  | ^[^.|]{2,60}\|[^.]{2,60}$ | \((?:AP|AFP|Reuters)\ photo
"""
_BYLINE = r"""
    ^\s*(?:written\ |reported\ |posted\ |story\ )?by\s+(?-i:[A-Z])[\w.'’-]+(?:\s+\S+){0,8}$
  | ^\s*(?:reporting|editing|additional\ reporting)\ by\b
"""
_DATELINE = rf"""
    ^\s*(?:(?:published|updated|posted|last\ updated|first\ published)\b.{{0,60}}\d.*
  | (?:\w+day,?\s+)?{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}.{{0,30}}
  | (?:\w+day,?\s+)?\d{{1,2}}\s+{_MONTH},?\s+\d{{4}}.{{0,30}})$
"""
_NAVIGATION = r"""
    ^\s*(?:home|menu|search|share|print|email|subscribe|sign\ (?:in|up)|log\ ?in|contact(?:\ us)?
  | about(?:\ us)?|read\ (?:more|next|also).*|related(?:\ (?:articles|stories|posts|links))?
  | more\ from.*|see\ also.*|click\ here.*|follow\ us.*|(?:privacy|cookie)\ policy
  | terms(?:\ of\ (?:use|service))?|advertisement|skip\ to.*|back\ to\ top|next|previous
  | comments?|leave\ a\ (?:comment|reply)|tags?:.*|share\ (?:this|on).*)
    (?:\s*[|/•»>-]\s*\w.*)?[.:]?\s*$
"""
_PLACE = (
    r"\s*[A-Z][A-Z .,'’-]{2,40}(?:\([A-Za-z .]{2,20}\)\s*)?"
    r"(?:[,.]\s*[A-Z][a-z.]+\s*\d{0,2}\s*)?\s*(?:[-–—]+)\s*$"
)
_SHAPES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("C705", _COPYRIGHT, ("copyright", "©", "(c)", "rights", "may not be")),
    ("C703", _CREDIT, (
        "getty", "shutterstock", "photo", "handout", "image", "picture", "credit", "courtesy",
        "illustration", "video", "|",
    )),
    ("C701", _BYLINE, ("by",)),
    ("C702", _DATELINE, tuple("0123456789")),
    ("C704", _NAVIGATION, ("",)),
)  # fmt: skip
"""Code, shape, and what stands in every line of that shape: most lines have none of it."""


@cache  # made when first wanted: the shapes are slow to compile
def _shape(shape: str, flags: int = re.IGNORECASE | re.VERBOSE) -> re.Pattern[str]:
    return re.compile(shape, flags)


def byline(pair: Pair) -> Iterator[Found]:
    """The line that names the author was dropped or added."""
    yield from _lines(pair, "C701")


def dateline(pair: Pair) -> Iterator[Found]:
    """The place and date before a story were dropped or added."""
    yield from _lines(pair, "C702")
    yield from _places(pair)


def credit(pair: Pair) -> Iterator[Found]:
    """The credit of a picture was dropped or added."""
    yield from _lines(pair, "C703")


def navigation(pair: Pair) -> Iterator[Found]:
    """A line of the page around the story was dropped or added."""
    yield from _lines(pair, "C704")


def copyright_line(pair: Pair) -> Iterator[Found]:
    """A copyright notice was dropped or added."""
    yield from _lines(pair, "C705")


def boilerplate_of(pair: Pair, index: int, *, in_a: bool) -> str | None:
    """Return the code of the boilerplate a sentence is, None when it is text."""
    side = pair.a if in_a else pair.b
    known: dict[int, str | None] = side.once("boilerplate", dict)
    if index not in known:
        known[index] = _find_boilerplate(side, index)
    return known[index]


def _find_boilerplate(side: Side, index: int) -> str | None:
    tokens = side.sentence(index)
    if tokens[1] - tokens[0] > 2 * LONGEST or len(side.words(tokens)) > LONGEST:
        return None
    text = side.text_of(tokens)
    low = text.lower()
    for code, shape, anchors in _SHAPES:
        if any(anchor in low for anchor in anchors) and _shape(shape).search(text):
            return code
    return None


def _lines(pair: Pair, code: str) -> Iterator[Found]:
    for found, index, in_a in pair.once("lines around", partial(_find_lines, pair)):
        if found == code:
            yield beside(pair, index, in_a=in_a)


def _find_lines(pair: Pair) -> list[tuple[str, int, bool]]:
    """Return the code and the sentence of every line that one side lacks."""
    lone = [(index, in_a) for in_a in (True, False) for index in one_sided(pair, in_a=in_a)]
    codes = ((boilerplate_of(pair, index, in_a=in_a), index, in_a) for index, in_a in lone)
    return [(code, index, in_a) for code, index, in_a in codes if code]


def _places(pair: Pair) -> Iterator[Found]:
    """Find ``MOSCOW (Reuters) -`` before a linked sentence, on one side only."""
    for index in _opening_sites(pair):
        rows, a, b, _ = pair.site(index)
        said = pair.a.text_of(a) or pair.b.text_of(b)
        if _shape(_PLACE, 0).fullmatch(said) and not pair.claims.any(range(*rows)):
            pair.claims.take(range(*rows))
            yield pair.found(a, b)


def _opening_sites(pair: Pair) -> list[int]:
    """Return the sites with tokens of one side alone that open a sentence with a word."""
    a, b = pair.a.seg, pair.b.seg
    found = opening_sites(pair.divided.sites, a.kinds, a.sentences, b.kinds, b.sentences)
    opening: list[int] = found.tolist()
    return opening


@njit(nogil=True, cache=True)
def opening_sites(
    sites: IntP, a_kinds: UInt8, a_sentences: Int32, b_kinds: UInt8, b_sentences: Int32
) -> IntP:
    """Return which of the (6, s) sites hold tokens of one side alone, and a sentence's first word."""
    found, count = np.empty(sites.shape[1], np.int64), 0
    for k in range(sites.shape[1]):
        a0, a1, b0, b1 = sites[2, k], sites[3, k], sites[4, k], sites[5, k]
        if a0 < a1 and b0 == b1:
            opens = _opens(a0, a_kinds, a_sentences)
        else:
            opens = a0 == a1 and b0 < b1 and _opens(b0, b_kinds, b_sentences)
        if opens:
            found[count] = k
            count += 1
    return found[:count]


@njit(nogil=True, cache=True)
def _opens(t: int, kinds: UInt8, sentences: Int32) -> bool:
    """Tell whether a token is a word or a name, and the first of a sentence."""
    at = np.searchsorted(sentences, t)
    first = at < len(sentences) and sentences[at] == t
    return bool(first and (kinds[t] == K_WORD or kinds[t] == K_NAME))
