"""A text becomes its quotations, each with who is said to have said it."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from typing import NamedTuple

from unspin.quotes import attribute, channels, days, marks, trust
from unspin.quotes.attribute import Found, Place
from unspin.quotes.cues import Use
from unspin.quotes.marks import Stretch
from unspin.quotes.page import Page
from unspin.quotes.people import People
from unspin.records import Document, Kind, Segmented, Span
from unspin.witnesses import Quote, QuoteKind, Speaker

CONTEXT = 32
"""Characters of context on either side of a quotation, as the W3C's text quote selector has it."""
SHORT = 4
"""Words below which marks are mostly emphasis, and only a verb of saying beside them counts."""
_NUMBER = int(Kind.NUMBER)
_NAMING = frozenset(
    """titled entitled nicknamed dubbed named known so-called called as headlined subtitled
    reading labeled labelled marked""".split()
)
_WORKS = frozenset(
    """book memoir novel song album film movie show series program programme episode play essay
    documentary bill act hashtag slogan article column magazine podcast painting exhibition award
    game poem speech report study operation project""".split()
)
_BESIDE = frozenset(
    ("subject-cue", "cue-subject", "cue-quote", "cue-beside", "split", "cue-before")
)
_SMALL = int(Use.PREPOSITION | Use.CONJUNCTION | Use.DETERMINER | Use.SUBORDINATOR)


class _Details(NamedTuple):
    """What the sentence around a verb of saying tells besides the speaker."""

    addressee: str | None
    via: tuple[str, ...]
    said_on: date | None


def find_quotes(document: Document, tokens: Segmented, *, known: bool) -> tuple[Quote, ...]:
    """Return the quotations of a document in the order of the text.

    Titles and words set off by marks are left out as far as they can be told from speech.

    Args:
        document: any text.
        tokens: its tokens, as ``text.glance`` gives them.
        known: whether its language is one whose verbs of saying are known; otherwise no quotation
            has a speaker.
    """
    page = Page(document, tokens)
    stretches = marks.pair(page)
    if not stretches:
        return ()
    if not known or not _is_english(page):
        return tuple(_quote(document, page, s, None, None, None) for s in stretches)
    places, found = attribute.attribute(page, stretches)
    people = People(page, stretches)
    told = days.day_of(document)
    details: dict[int, _Details] = {}
    quotes = []
    for s, at, one in zip(stretches, places, found, strict=True):
        if not _is_said(page, s, at, one):
            continue
        speaker, more = None, None
        if one:
            speaker = _speaker(page, people, one)
            if one.cue not in details:
                details[one.cue] = _details(page, stretches, one, told)
            more = details[one.cue]
        quotes.append(_quote(document, page, s, one, speaker, more, at))
    return tuple(quotes)


def sure(quotes: tuple[Quote, ...]) -> tuple[Quote, ...]:
    """Return the quotations whose speaker is sure."""
    return tuple(q for q in quotes if q.speaker and q.confidence >= trust.STRICT)


def _is_english(page: Page) -> bool:
    """Tell whether one token in eight of a text is a closed word of English, as in any of its prose."""
    return 8 * (page.n - page.uses.count(0)) >= page.n


def _is_said(page: Page, s: Stretch, at: Place, found: Found | None) -> bool:
    """Tell speech from titles, nicknames and single words set off by marks."""
    words = [t for t in range(s.first, s.end) if page.kinds[t] <= _NUMBER]
    if not words:
        return False
    cued = found is not None and found.cue >= 0 and page.uses[found.cue] & int(Use.SURE)
    beside = bool(cued and found and found.rule in _BESIDE)
    if len(words) < SHORT and not beside:
        return False
    named = bool(set(page.words[max(0, at.left - 2) : at.left]) & _NAMING)
    led = found is not None and found.rule == "cue-quote" and not _names_work(page, at)
    if _is_title(page, words) and not (page.stops[s.end - 1] and (at.fresh or led)):
        rules = ("subject-cue", "cue-subject")
        return bool(beside and found and (led or found.rule in rules))
    return not (named and found is None)


def _names_work(page: Page, at: Place) -> bool:
    """Tell whether a noun for a work stands before the mark: ``in her memoir, "..."``."""
    return bool(set(page.words[max(0, at.left - 3) : at.left]) & _WORKS)


def _is_title(page: Page, words: list[int]) -> bool:
    """Tell whether all the longer words of a stretch begin with a capital, and there are several."""
    longer = [t for t in words if not (page.uses[t] & _SMALL) or t == words[0]]
    return len(longer) > 1 and all(page.capital[t] or page.kinds[t] == _NUMBER for t in longer)


def _speaker(page: Page, people: People, found: Found) -> Speaker:
    i, j = page.starts[found.phrase.first], page.ends[found.phrase.end - 1]
    name, method, _ = people.of(found.phrase)
    return Speaker(page.text[i:j], Span(i, j), name, method)


def _details(
    page: Page, stretches: list[Stretch], found: Found, told: date | None
) -> _Details:  # fmt: skip
    """Return what the sentence around a verb tells, the quotations in it left out."""
    cue = found.cue
    if cue < 0:
        return _Details(None, (), None)
    low, high = _around(page, stretches, cue)
    return _Details(
        channels.addressee(page, cue, high),
        channels.via(page, low, cue, high, found.phrase),
        days.said_on(page, low, cue, high, told),
    )


def _around(page: Page, stretches: list[Stretch], cue: int) -> tuple[int, int]:
    """Return the tokens around a verb up to the end of its sentence, line, or a quotation."""
    after = bisect_right(stretches, cue, key=lambda s: s.first)
    floor = stretches[after - 1].end if after else 0
    ceiling = stretches[after].first if after < len(stretches) else page.n
    line = page.lines[cue]
    floor, ceiling = max(floor, cue - attribute.FAR), min(ceiling, cue + attribute.FAR)
    low, high = cue, cue + 1
    while low > floor and page.lines[low - 1] == line and not page.stops[low - 1]:
        low -= 1
    while high < ceiling and page.lines[high] == line and not page.stops[high]:
        high += 1
    return low, high


def _kind(page: Page, s: Stretch, found: Found | None, at: Place | None) -> QuoteKind:
    """Tell a quoted sentence from a quoted part of one."""
    if at is None or at.fresh:
        return "direct"
    led = page.words[at.left - 1] in (",", ":") and found is not None and found.cue >= 0
    opens = page.capital[s.first] or not page.words[s.first][0].isalpha()
    whole = found is not None and found.rule == "split" and page.words[at.left - 1] == ","
    return "direct" if (led and opens) or whole else "mixed"


def _quote(
    document: Document, page: Page, s: Stretch, found: Found | None, speaker: Speaker | None,
    more: _Details | None, at: Place | None = None,
) -> Quote:  # fmt: skip
    text = document.text
    start, end = page.starts[s.first], page.ends[s.end - 1]
    cue = text[page.starts[found.cue] : page.ends[found.cue]] if found and found.cue >= 0 else None
    return Quote(
        doc_id=document.doc_id,
        span=Span(start, end),
        exact=text[start:end],
        prefix=text[max(0, start - CONTEXT) : start],
        suffix=text[end : end + CONTEXT],
        kind=_kind(page, s, found, at),
        cue=cue,
        speaker=speaker,
        addressee=more.addressee if more else None,
        via=more.via if more else (),
        confidence=trust.confidence(page, found),
        rule=found.rule if found else "none",
        said_on=more.said_on if more else None,
        outlet=document.outlet,
        published=document.published,
    )
