"""Copying histories by our own editor and spinner: who copied from whom is known exactly.

A history is a tree of pages grown at random from one article. Each new page copies one that is
there: spun, lightly edited, cut short, or nearly word for word. Some pages are then lost. Now and
then a page mixes two others. Dates are drawn at random; some run against the copying on purpose.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import respin
import restylers
from common import rng_of
from obfuscate import Swap, apply, quotations, sentences, spin, touches

WITNESSES = 7
WAYS = ("spun", "edited", "edited", "spun", "cut", "light")
"""How a page copies; those that stand twice are twice as likely."""
STOCK = (
    "Officials did not immediately respond to a request for comment.",
    "The announcement follows weeks of speculation in the capital.",
    "Further details are expected later this week.",
    "Observers said the matter was unlikely to end there.",
    "A spokeswoman declined to add anything to the statement.",
    "It was not clear how long the arrangement would last.",
    "The figures could not be verified independently.",
    "Several local outlets carried similar accounts.",
    "Analysts had expected a different outcome.",
    "More than a dozen people were present, according to witnesses.",
)
"""Sentences an editor adds to anything."""
INTENSIFIERS = (
    "very", "clearly", "certainly", "really", "truly", "deeply", "fully", "largely", "simply",
)  # fmt: skip


class Page(NamedTuple):
    """A page of a history, as it was made.

    Attributes:
        number: in the order of making; 0 is the first.
        source: page it was copied from, None for the first; second: another it took parts from.
        text: its words; way: how it was made; lost: whether nobody has it.
        date: what it claims, which says nothing.
    """

    number: int
    source: int | None
    second: int | None
    text: str
    way: str
    lost: bool
    date: datetime


class History(NamedTuple):
    """Pages that copy each other, and a name to know them by."""

    name: str
    pages: tuple[Page, ...]

    @property
    def extant(self) -> tuple[Page, ...]:
        """Return the pages somebody has."""
        return tuple(page for page in self.pages if not page.lost)


Spin = Callable[[str, float, random.Random], str]


def spinners(names: Sequence[str]) -> dict[str, Spin]:
    """Return spinners by name: ``dictionary``, ``recast`` (function words too), ``heavy``."""
    heavy = respin.Spinner({})
    known: dict[str, Spin] = {
        "dictionary": lambda text, strength, rng: spin(text, strength, rng)[0],
        "recast": lambda text, strength, rng: spin(text, strength, rng, function_words=True)[0],
        "heavy": heavy.spin,
    }
    return {name: known[name] for name in names}


def history(
    name: str, text: str, strangers: Sequence[str], spin_by: dict[str, Spin],
    witnesses: int = WITNESSES, restyling: tuple[str, ...] = (),
) -> History:  # fmt: skip
    """Grow a history of ``witnesses`` pages that are there, and up to two that are lost.

    Args:
        name: seeds every choice.
        text: the first page.
        strangers: other articles, from which added sentences are taken.
        spin_by: spinners, one drawn for each history.
        witnesses: pages that are there.
        restyling: words that the copyists of ``restylers`` know; when given, they do the copying.
    """
    rng = rng_of(f"history {name}")
    tool = spin_by[rng.choice(sorted(spin_by))]
    missing = rng.choice((0, 0, 1, 1, 2))
    pages = [Page(0, None, None, text, "first", False, _date(rng))]
    while len(pages) < witnesses + missing:
        pages.append(_copy(pages, strangers, tool, rng, restyling))
    return History(name, tuple(_losing(pages, missing, rng)))


def _date(rng: random.Random) -> datetime:
    return datetime(2022, 1, 1, tzinfo=UTC) + timedelta(hours=rng.randrange(24 * 60))


def _copy(
    pages: list[Page], strangers: Sequence[str], tool: Spin, rng: random.Random,
    restyling: tuple[str, ...],
) -> Page:  # fmt: skip
    source = rng.choice(pages[-3:] if rng.random() < 0.5 else pages)
    way, second, text = rng.choice(restylers.WAYS if restyling else WAYS), None, source.text
    others = [p for p in pages if p is not source and p.source is not None]
    if others and rng.random() < 0.06:
        other = rng.choice(others)
        text = mixed(source.text, other.text, rng)
        second = None if text == source.text else other.number
    if restyling:
        text = restylers.restyled(text, way, restyling, rng)
    else:
        text = altered(text, way, strangers, tool, rng)
    number = len(pages)
    date = _date(rng)
    if rng.random() < 0.3:  # a page that claims to be older than its source
        date = source.date - timedelta(days=rng.randrange(1, 60))
    return Page(number, source.number, second, text, way, False, date)


def altered(
    text: str, way: str, strangers: Sequence[str], tool: Spin, rng: random.Random
) -> str:  # fmt: skip
    """Return a copy made in one of the :data:`WAYS`."""
    if way == "spun":
        text = tool(text, rng.choice((0.1, 0.2, 0.3, 0.4, 0.5, 0.7)), rng)
        return edited(text, strangers, rng, 1) if rng.random() < 0.4 else text
    if way == "cut":
        return edited(cut(text, rng), strangers, rng, rng.randrange(1, 4))
    return edited(text, strangers, rng, rng.randrange(*((5, 10) if way == "edited" else (3, 5))))


def edited(text: str, strangers: Sequence[str], rng: random.Random, acts: int) -> str:
    """Return the text after some acts of a light editor."""
    for _ in range(acts):
        text = rng.choice(ACTS)(text, strangers, rng)
    return text


def _dropped(text: str, _: Sequence[str], rng: random.Random) -> str:
    spans = sentences(text)
    if len(spans) < 6:
        return text
    first = rng.randrange(1, len(spans) - 1)
    last = min(first + rng.choice((1, 1, 1, 2)), len(spans) - 1)
    return text[: spans[first][0]] + text[spans[last][0] :]


def _added(text: str, strangers: Sequence[str], rng: random.Random) -> str:
    new = rng.choice(STOCK)
    if strangers and rng.random() < 0.5:
        other = rng.choice(strangers)
        spans = [s for s in sentences(other) if 40 < s[1] - s[0] < 200]
        new = other[slice(*rng.choice(spans))] if spans else new
    spans = sentences(text)
    at = rng.choice(spans)[1] if spans else len(text)
    return f"{text[:at]} {new}{text[at:]}"


def _renumbered(text: str, _: Sequence[str], rng: random.Random) -> str:
    found = list(re.finditer(r"\b\d{1,4}\b", text))
    if not found:
        return text
    m = rng.choice(found)
    value = int(m[0])
    new = str(max(1, value + rng.choice((-3, -2, -1, 1, 2, 3, 7, 10, -10))))
    return text[: m.start()] + new + text[m.end() :]


def _renamed(text: str, _: Sequence[str], rng: random.Random) -> str:
    names = list(re.finditer(r"(?<=[a-z,] )[A-Z][a-z]{3,}\b", text))
    if not names:
        return text
    m = rng.choice(names)
    new = rng.choice(respin.LAST)
    if rng.random() < 0.5:
        return re.sub(rf"\b{m[0]}\b", new, text)
    return text[: m.start()] + new + text[m.end() :]


def _requoted(text: str, _: Sequence[str], rng: random.Random) -> str:
    spans = [s for s in quotations(text) if s[1] - s[0] > 30]
    if not spans:
        return _reworded(text, _, rng)
    start, end = rng.choice(spans)
    words = list(re.finditer(r" (?=[a-z])", text[start:end]))
    if not words:
        return text
    at = start + rng.choice(words).end()
    if rng.random() < 0.5:
        return f"{text[:at]}{rng.choice(INTENSIFIERS)} {text[at:]}"
    stop = text.find(" ", at)
    return text[:at] + text[stop + 1 :] if 0 < stop < end else text


def _reworded(text: str, _: Sequence[str], rng: random.Random) -> str:
    swaps = apply_some(text, rng)
    return apply(text, swaps)[0]


def apply_some(text: str, rng: random.Random) -> list[Swap]:
    """Return one or two word swaps by the thesaurus, as an editor makes them."""
    from obfuscate import spin_plan

    plan = spin_plan(text, 0.5, rng)
    quoted = quotations(text)
    plan = [s for s in plan if s.code == "C202" and not touches(s, quoted)]
    return rng.sample(plan, min(len(plan), rng.choice((1, 2))))


def _trimmed(text: str, _: Sequence[str], rng: random.Random) -> str:
    pattern = r", (?:who|which|including|along with) [^,.;\"“”\n]{8,80},| \([^()\n]{3,60}\)"
    found = list(re.finditer(pattern, text))
    if not found:
        return _dropped(text, _, rng)
    m = rng.choice(found)
    return text[: m.start()] + text[m.end() :]


ACTS = (_dropped, _dropped, _added, _renumbered, _renamed, _requoted, _reworded, _trimmed)


def cut(text: str, rng: random.Random) -> str:
    """Return the first part of a text, to the end of a sentence: 55 to 90 per cent of it."""
    spans = sentences(text)
    return text[: spans[max(3, round(len(spans) * rng.uniform(0.55, 0.9))) - 1][1]]


def mixed(text: str, other: str, rng: random.Random) -> str:
    """Return the text with a run of its sentences as the other has them, as far as both go."""
    ours, theirs = sentences(text), sentences(other)
    share = rng.uniform(0.25, 0.5)
    start = rng.uniform(0.0, 1.0 - share)
    i, j = (round(len(ours) * x) for x in (start, start + share))
    if i >= j or j > len(ours):
        return text
    first, last = _like(text[slice(*ours[i])], other, theirs), _like(
        text[slice(*ours[j - 1])], other, theirs
    )  # fmt: skip
    if first is None or last is None or last < first:
        return text
    new = other[theirs[first][0] : theirs[last][1]]
    return text[: ours[i][0]] + new + text[ours[j - 1][1] :]


def _like(sentence: str, other: str, spans: Sequence[tuple[int, int]]) -> int | None:
    """Return the sentence of another text that shares most words with one, if half of them."""
    words = set(re.findall(r"\w+", sentence.lower()))
    scored = []
    for k, span in enumerate(spans):
        theirs = set(re.findall(r"\w+", other[slice(*span)].lower()))
        scored.append((len(words & theirs) / max(1, len(words | theirs)), -k))
    best = max(scored, default=(0.0, 0))
    return -best[1] if best[0] >= 0.3 else None


def _losing(pages: list[Page], missing: int, rng: random.Random) -> list[Page]:
    """Lose pages that others were copied from; where a page has one copy only nothing shows it."""
    for _ in range(missing):
        fit = [
            p
            for p in pages
            if not p.lost
            and sum(q.source == p.number for q in pages) >= 1
            and not any(q.second == p.number for q in pages)
        ]
        if not fit:
            return pages
        several = [p for p in fit if sum(q.source == p.number for q in pages) >= 2]
        gone = rng.choice(several or fit)
        pages = [p._replace(lost=True) if p is gone else p for p in pages]
    return pages
