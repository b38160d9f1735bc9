"""Pure: the readings of a family -> one text in which each word tells how many witnesses differ.

The map that editors of Juxta and LERA know: one witness is the base, and the more of the others
read something else at a word, the darker it is.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from unspin.report.naming import printable
from unspin.witnesses import Apparatus

LEVELS = 5
"""Steps of darkness; the last is for words at which more than four of five others differ."""
STRETCH = 12
"""Words of the base in a row without any counterpart from which a witness is not there at all, and
no longer one that reads something else; about a sentence."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What some witnesses have at a place; no text where they have nothing. ``who`` are rows."""

    text: str
    who: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the base: text all have, a word at which some differ, or a gap they fill.

    Attributes:
        text: as the base has it, with what stands before it; empty for a gap.
        number: of the place, from 1; 0 for text that all share.
        differ: how many of the others read something else; present: how many have the stretch.
        level: darkness, 0..``LEVELS``.
        readings: of those that differ, the commonest first.
        said: the same in a few words.
    """

    text: str
    number: int = 0
    differ: int = 0
    present: int = 0
    level: int = 0
    readings: tuple[Reading, ...] = ()
    said: str = ""


@dataclass(frozen=True, slots=True)
class Heat:
    """A base text with the readings of the others.

    Attributes:
        base: row of the base; others: how many other rows there are.
        words: of the base; touched: those at which another differs.
        differing: of each row, the share of the base's words in the stretches it has that it has
            otherwise, 0..1; lacking: the share of the base's words in stretches it does not have.
    """

    base: int
    others: int
    words: int
    touched: int
    differing: tuple[float, ...]
    lacking: tuple[float, ...]
    pieces: tuple[Piece, ...]


def central(apparatus: Apparatus, roots: Sequence[str]) -> int:
    """Return the row to begin with: the source where it is there, else the one most agree with."""
    there = [i for i, name in enumerate(apparatus.witnesses) if name in roots]
    if len(there) == 1:
        return there[0]
    agreeing = [0] * len(apparatus.witnesses)
    for place in apparatus.places:
        folded = [word.casefold() for word in place]
        counts: dict[str, int] = defaultdict(int)
        for word in folded:
            counts[word] += 1
        for i, word in enumerate(folded):
            agreeing[i] += counts[word] if word else 0
    return min(there or range(len(agreeing)), key=lambda i: (-agreeing[i], i))


def heat(apparatus: Apparatus, base: int, text: str) -> Heat:
    """Return the heat map of a family over one of its witnesses.

    Args:
        apparatus: its readings.
        base: row of the witness; text: its text, from which what stands between words is taken.
    """
    there = _there(apparatus, base)
    pieces = tuple(_joined(_pieces(apparatus, base, text, there)))
    words = sum(bool(place[base]) for place in apparatus.places)
    count = len(apparatus.witnesses)
    held, missed = [0] * count, [0] * count
    for place, present in zip(apparatus.places, there, strict=True):
        own = place[base].casefold()
        for i in present if own else ():
            held[i] += 1
            missed[i] += place[i].casefold() != own
    touched = sum(bool(piece.text and piece.number) for piece in pieces)
    differing = tuple(m / h if h else 0.0 for m, h in zip(missed, held, strict=True))
    lacking = tuple(1 - h / words if words else 0.0 for h in held)
    return Heat(base, count - 1, words, touched, differing, lacking, pieces)


def _there(apparatus: Apparatus, base: int) -> list[frozenset[int]]:
    """Return at each place the rows that have the stretch of the base it lies in."""
    absent: list[set[int]] = [set() for _ in apparatus.places]
    for row in range(len(apparatus.witnesses)):
        run: list[int] = []
        for at, place in enumerate((*apparatus.places, None)):
            if place is not None and not place[row]:
                run.append(at)
                continue
            if sum(bool(apparatus.places[i][base]) for i in run) >= STRETCH:
                for i in run:
                    absent[i].add(row)
            run = []
    every = frozenset(range(len(apparatus.witnesses)))
    return [every - rows for rows in absent]


def _pieces(
    apparatus: Apparatus, base: int, text: str, there: Sequence[frozenset[int]]
) -> Iterator[Piece]:
    at = number = 0
    gap: list[tuple[str, ...]] = []
    for place, present in zip((*apparatus.places, None), (*there, frozenset[int]()), strict=True):
        if place is not None and not place[base]:
            gap.append(place)
            continue
        if gap:
            number += 1
            joined = [" ".join(filter(None, words)) for words in zip(*gap, strict=True)]
            yield _piece("", number, _readings(joined, "", range(len(joined))), len(joined) - 1)
            gap = []
        if place is None:
            break
        start = text.find(place[base], at)
        if start > at:
            yield Piece(printable(text[at:start]))
        at = (start if start >= 0 else at) + len(place[base])
        readings = _readings(place, place[base], present)
        if readings:
            number += 1
            yield _piece(printable(place[base]), number, readings, len(present) - 1)
        else:
            yield Piece(printable(place[base]))
    if at < len(text):
        yield Piece(printable(text[at:]))


def _readings(place: Sequence[str], own: str, present: Iterable[int]) -> tuple[Reading, ...]:
    """Return what others read, by how many; words that differ in case are one reading."""
    found: dict[str, list[int]] = defaultdict(list)
    for i in sorted(present):
        if place[i].casefold() != own.casefold():
            found[place[i].casefold()].append(i)
    ordered = sorted(found.values(), key=lambda who: (-len(who), who))
    return tuple(Reading(printable(place[who[0]]), tuple(who)) for who in ordered)


def _piece(text: str, number: int, readings: tuple[Reading, ...], present: int) -> Piece:
    differ = sum(len(r.who) for r in readings)
    told = ", ".join(f"{r.text or 'left out'} {len(r.who)}" for r in readings[:4])
    more = f" and {len(readings) - 4} more" if len(readings) > 4 else ""
    said = f"{differ} of {present} {'differ' if text else 'add words'}: {told}{more}"
    level = ceil(LEVELS * differ / present)
    return Piece(text, number, differ, present, level, readings, _short(said))


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Join neighbouring stretches that all share into one."""
    shared: list[str] = []
    for piece in pieces:
        if not piece.number:
            shared.append(piece.text)
            continue
        if shared:
            yield Piece("".join(shared))
            shared = []
        yield piece
    if shared:
        yield Piece("".join(shared))


def _short(said: str) -> str:
    return said if len(said) <= 240 else re.sub(r"\s\S*$", "", said[:240]) + " …"
