"""C701..C705: lines around a story that are not the story, dropped or added.

They are told by the shape of a short line that the other side lacks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, partial

import numpy as np
from numpy.typing import NDArray

from unspin.judge.lone import beside, one_sided
from unspin.judge.pair import Found, Pair, Side
from unspin.records import Kind

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
    _, _, a0, a1, b0, b1 = pair.divided.sites
    opens = (a1 > a0) & (b1 == b0) & _opening(pair.a)[a0]
    opens |= (a1 == a0) & (b1 > b0) & _opening(pair.b)[b0]
    found: list[int] = opens.nonzero()[0].tolist()
    return found


def _opening(side: Side) -> NDArray[np.bool_]:
    """Return (n + 1,) which tokens are words that a sentence begins with; the last one is none."""
    return side.once("opening", partial(_find_opening, side))


def _find_opening(side: Side) -> NDArray[np.bool_]:
    opening = np.zeros(len(side) + 1, np.bool_)
    opening[side.seg.sentences] = True
    opening[:-1] &= (side.seg.kinds == K_WORD) | (side.seg.kinds == K_NAME)
    opening[-1] = False
    return opening
