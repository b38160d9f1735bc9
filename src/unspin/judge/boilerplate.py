"""C701..C705: lines around a story that are not the story, dropped or added.

They are told by the shape of a short line that the other side lacks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from unspin.judge.lone import beside, one_sided
from unspin.judge.pair import Found, Pair
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
_SHAPES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (code, re.compile(shape, re.IGNORECASE | re.VERBOSE))
    for code, shape in (
        ("C705", _COPYRIGHT), ("C703", _CREDIT), ("C701", _BYLINE), ("C702", _DATELINE),
        ("C704", _NAVIGATION),
    )
)  # fmt: skip
_PLACE = re.compile(
    r"\s*[A-Z][A-Z .,'’-]{2,40}(?:\([A-Za-z .]{2,20}\)\s*)?(?:[,.]\s*[A-Z][a-z.]+\s*\d{0,2}\s*)?\s*(?:[-–—]+)\s*$"
)


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
    tokens = side.sentence(index)
    if tokens[1] - tokens[0] > 2 * LONGEST or len(side.words(tokens)) > LONGEST:
        return None
    text = side.span(tokens).of(side.text)
    return next((code for code, shape in _SHAPES if shape.search(text)), None)


def _lines(pair: Pair, code: str) -> Iterator[Found]:
    for in_a in (True, False):
        side = pair.a if in_a else pair.b
        for index in one_sided(pair, in_a=in_a):
            if boilerplate_of(pair, index, in_a=in_a) == code:
                yield beside(pair, side.span(side.sentence(index)), index, in_a=in_a)


def _places(pair: Pair) -> Iterator[Found]:
    """Find ``MOSCOW (Reuters) -`` before a linked sentence, on one side only."""
    for site in pair.sites:
        if (site.a[0] == site.a[1]) == (site.b[0] == site.b[1]) or pair.claims.any(
            range(*site.rows)
        ):
            continue
        side, tokens = (pair.a, site.a) if site.a[0] < site.a[1] else (pair.b, site.b)
        starts = tokens[0] in side.seg.sentences[:-1]
        if (
            starts
            and side.kinds[tokens[0]] in (K_WORD, K_NAME)
            and _PLACE.fullmatch(side.span(tokens).of(side.text))
        ):
            pair.claims.take(range(*site.rows))
            yield pair.found(site.a, site.b)
