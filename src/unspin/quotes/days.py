"""The day something was said: a day word beside the verb, counted from the day of the text."""

from __future__ import annotations

import re
from datetime import date, timedelta

from unspin.quotes.page import Page
from unspin.records import Document

_DAYS = {name: k for k, name in enumerate(
    "monday tuesday wednesday thursday friday saturday sunday".split())}  # fmt: skip
_DAYS |= {name[:3]: k for name, k in list(_DAYS.items())} | {"tues": 1, "thurs": 3}
_NEAR = {"today": 0, "tonight": 0, "yesterday": 1}
_MONTHS = {name: k for k, name in enumerate(
    "january february march april may june july august september october november december".split(),
    1)}  # fmt: skip
_MONTHS |= {name[:3]: k for name, k in list(_MONTHS.items())} | {"sept": 9}
_NAMES = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATED = re.compile(
    rf"\b(?:({_NAMES})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})"
    rf"|(\d{{1,2}})\s+({_NAMES})\.?,?\s+(\d{{4}}))\b",
    re.IGNORECASE,
)
HEAD = 240
"""Characters at the head of a text in which its date is looked for."""
REACH = 12
"""Tokens after the verb of saying in which its day may stand."""


def day_of(document: Document) -> date | None:
    """Return the day of a text: that of its dateline, else the one its page claims."""
    if found := _DATED.search(document.text, 0, HEAD):
        month, day, year = (
            (found[1], found[2], found[3]) if found[1] else (found[5], found[4], found[6])
        )
        if made := _made(int(year), _MONTHS[month.lower()], int(day)):
            return made
    return document.published.date() if document.published else None


def said_on(page: Page, low: int, cue: int, high: int, told: date | None) -> date | None:
    """Return the day of a verb of saying.

    A day of the week is the last one up to the day of the text: stories tell of the week behind
    them. ``last week`` and ``in May`` are no days, nor is anything to come.

    Args:
        page: the text.
        low, high: tokens of the sentence around the verb, outside quotations.
        cue: token of the verb.
        told: the day of the text, from :func:`day_of`; without it only full dates count.
    """
    for t in range(cue + 1, min(high, cue + REACH)):
        if (found := _day_at(page, t, high, told)) is not None:
            return found
    for t in range(cue - 1, low - 1, -1):
        led = t - low <= 2 or cue - t <= 2
        if led and (found := _day_at(page, t, high, told)) is not None:
            return found
    return None


def _day_at(page: Page, t: int, high: int, told: date | None) -> date | None:
    word = page.words[t]
    if word in _NEAR:
        return told - timedelta(_NEAR[word]) if told else None
    if not page.capital[t]:
        return None
    before = page.words[t - 1] if t else ""
    if word in _DAYS and told and before not in ("next", "every", "until", "by"):
        return told - timedelta(_since(_DAYS[word], told, strictly=before == "last"))
    if word in _MONTHS and t + 1 < high:
        return _month_day(page, t, high, told)
    return None


def _since(weekday: int, told: date, *, strictly: bool) -> int:
    """Return how many days ago it last was a day of the week."""
    ago = (told.weekday() - weekday) % 7
    return 7 if strictly and ago == 0 else ago


def _month_day(page: Page, t: int, high: int, told: date | None) -> date | None:
    """Return the date that begins with a month: ``May 5``, ``Sept. 5, 2016``."""
    k = t + 1 + (page.words[t + 1] == ".")
    if k >= high or not page.words[k].isdecimal() or len(page.words[k]) > 2:
        return None
    after = page.words[k + 2] if k + 2 < page.n and page.words[k + 1] == "," else ""
    if len(after) == 4 and after.isdecimal():
        return _made(int(after), _MONTHS[page.words[t]], int(page.words[k]))
    if told is None:
        return None
    made = _made(told.year, _MONTHS[page.words[t]], int(page.words[k]))
    if made and made > told:
        made = _made(told.year - 1, _MONTHS[page.words[t]], int(page.words[k]))
    return made


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
