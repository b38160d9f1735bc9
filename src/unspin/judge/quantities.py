"""Numbers as values: digits, words, ordinals, fractions and magnitudes read alike."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from fractions import Fraction
from functools import partial
from typing import NamedTuple

from unspin.judge.closed import NUMBER, UNIT, Closed
from unspin.judge.pair import Side, Tokens
from unspin.records import Flag, Kind

K_NUMBER = int(Kind.NUMBER)
K_NAME = int(Kind.NAME)
F_SPACED = int(Flag.SPACED)

_DIGITS = re.compile(r"(\d+(?:[.,]\d+)*)(st|nd|rd|th|'?s|k|m|bn|b|tn)?", re.IGNORECASE)
_FRACTION = re.compile(r"(\d+)[/⁄](\d+)")
_CLOCK = re.compile(r"(\d{1,2})[:.](\d\d)(?::(\d\d))?")
_YEAR = re.compile(r"(?:19|20)\d\d(?:'?s)?")
_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?")
_SUFFIX = {"k": 10**3, "m": 10**6, "b": 10**9, "bn": 10**9, "tn": 10**12}
_JOINERS = frozenset(("-", "–", "‑", "‐"))


Value = int | Fraction
"""What a number says: a fraction only where it is none of the whole numbers, which most are."""


class Quantity(NamedTuple):
    """A value and the tokens that say it.

    ``role`` is "number", "year", "day" (of a month) or "clock"; ``weak`` words count as numbers
    only against another number; ``vague`` ones name an order of size.
    """

    tokens: Tokens
    value: Value
    role: str = "number"
    weak: bool = False
    vague: bool = False

    def same(self, other: Quantity) -> bool:
        """Tell whether both say the same value; a clock time is never a plain number."""
        return self.value == other.value and (self.role == "clock") == (other.role == "clock")


def quantities(side: Side, tokens: Tokens, closed: Closed) -> list[Quantity]:
    """Read every number of a token range, left to right."""
    found: list[Quantity] = []
    places = _places(side, closed)
    t, end = tokens
    for place in places[bisect_left(places, t) : bisect_left(places, end)]:
        quantity = _read(side, place, end, closed) if place >= t else None
        if quantity is not None:
            found.append(quantity)
            t = quantity.tokens[1]
    return found


def quantities_of(side: Side, sentence: int, closed: Closed) -> Sequence[Quantity]:
    """Return every number of a sentence, left to right."""
    known: dict[int, list[Quantity]] = side.once(("quantities", closed), dict)
    if sentence not in known:
        known[sentence] = quantities(side, side.sentence(sentence), closed)
    return known[sentence]


def digits(side: Side) -> list[int]:
    """Return the tokens that are numbers in digits."""
    return side.once("digits", partial(_find_digits, side))


def _find_digits(side: Side) -> list[int]:
    found: list[int] = (side.seg.kinds == K_NUMBER).nonzero()[0].tolist()
    return found


def _places(side: Side, closed: Closed) -> list[int]:
    """Return the tokens that a number may begin at."""
    return side.once(("numerals", closed), partial(_find_places, side, closed))


def _find_places(side: Side, closed: Closed) -> list[int]:
    words = (t for t, marks in side.marks(closed).items() if marks & NUMBER)
    return sorted({*digits(side), *words})


def _read(side: Side, t: int, end: int, closed: Closed) -> Quantity | None:
    if side.kinds[t] == K_NUMBER:
        return _in_digits(side, t, end, closed)
    return _in_words(side, t, end, closed)


def _in_digits(side: Side, t: int, end: int, closed: Closed) -> Quantity | None:
    low = side.low(t)
    if low.isdecimal():  # so are most
        grouped = _spaced_group(side, t, end)
        if grouped:
            return Quantity((t, t + grouped), int("".join(side.lows[t : t + grouped])))
        return _among_words(side, t, end, int(low), "", closed)
    if ":" in low and (clock := _CLOCK.fullmatch(low)):
        return Quantity((t, t + 1), int(clock[1]) * 60 + int(clock[2]), "clock")
    fraction = _FRACTION.fullmatch(low)
    if fraction and 0 < int(fraction[1]) < int(fraction[2]) <= 10:
        return Quantity((t, t + 1), Fraction(int(fraction[1]), int(fraction[2])))
    match = _DIGITS.match(low)
    if match is None:
        return None
    suffix = (match[2] or "").lower()
    value = _decimal(match[1]) * _SUFFIX.get(suffix, 1)
    return _among_words(side, t, end, value, suffix, closed)


def _among_words(
    side: Side, t: int, end: int, value: Value, suffix: str, closed: Closed
) -> Quantity:
    """Read what the tokens around a number in digits make of it."""
    after = t + 1
    if after < end and side.low(after) == "/" and after + 1 < end:
        below = _DIGITS.fullmatch(side.low(after + 1))
        if below and value < _decimal(below[1]) <= 10:
            return Quantity((t, after + 2), Fraction(value) / _decimal(below[1]))
    vague = suffix in ("s", "'s")
    if after < end and side.low(after) == "'s" and value >= 10:
        vague, after = True, after + 1
    role = _role(side, t, closed)
    if role == "number":
        value, after, more = _magnitude(side, after, end, value, closed)
        vague = vague or more
    return Quantity((t, after), value, role, _in_code(side, t), vague)


def _in_code(side: Side, t: int) -> bool:
    """Tell whether a number only ends a name (``COVID-19``)."""
    joined = side.low(t - 1) in _JOINERS and not side.has(t, F_SPACED)
    return t >= 2 and joined and side.kinds[t - 2] == K_NAME


def _spaced_group(side: Side, t: int, end: int) -> int:
    """Return how many tokens make a number with spaces for thousands (``18 693``), 0 for none."""
    if len(side.low(t)) > 3:
        return 0
    size = 1
    while t + size < end and len(low := side.low(t + size)) == 3 and low.isdecimal():
        size += 1
    return size if size > 1 else 0


def _decimal(digits: str) -> Value:
    """Read digits with separators: groups of three after each comma are thousands."""
    if digits.isdecimal():
        return int(digits)
    if "," in digits:
        head, *groups = digits.split(",")
        if all(len(g.split(".")[0]) == 3 for g in groups) or len(groups) > 1:
            digits = digits.replace(",", "")
        else:
            digits = f"{head}.{groups[0]}"
    if digits.count(".") > 1:
        digits = digits.replace(".", "")
    return Fraction(digits)


def _role(side: Side, t: int, closed: Closed) -> str:
    """Tell a year and a day of a month from a plain number, by shape and neighbours."""
    low = side.low(t)
    before, after = side.low(t - 1), side.low(t + 1)
    if _YEAR.fullmatch(low):
        counted = closed.watch.get(after, 0) & UNIT or after in closed.magnitudes
        if before not in closed.currencies and not counted:
            return "year"
    day = _DAY.fullmatch(low)
    if day and 1 <= int(day[1]) <= 31:
        near = {before, after}
        if before in (",", "the") or after in (",", "of"):
            near |= {side.low(t - 2)} if before in (",", "the") else set()
            near |= {side.low(t + 2)} if after == "of" else set()
        if any(word in closed.months and word != "may" for word in near):
            return "day"
        if "may" in near and _is_month(side, t):
            return "day"
    return "number"


def _is_month(side: Side, t: int) -> bool:
    return any(
        side.low(k) == "may" and side.surface(k) != "may" for k in (t - 2, t - 1, t + 1, t + 2)
    )


def _magnitude(
    side: Side, t: int, end: int, value: Value, closed: Closed
) -> tuple[Value, int, bool]:
    """Multiply by the magnitudes that follow: ``2.5 million``, ``hundreds of thousands``."""
    vague = False
    while t < end:
        k = t + 1 if side.low(t) in _JOINERS and t + 1 < end else t
        word = side.low(k)
        if vague and word == "of" and side.low(k + 1) in closed.plurals and k + 1 < end:
            k, word = k + 1, side.low(k + 1)
        if word in closed.magnitudes:
            value *= closed.magnitudes[word]
        elif word in closed.plurals and (vague or value == 1 or k > t):
            value, vague = value * closed.plurals[word], True
        else:
            break
        t = k + 1
    return value, t, vague


def _in_words(side: Side, t: int, end: int, closed: Closed) -> Quantity | None:
    low = side.low(t)
    if low in closed.plurals:
        value, after, _ = _magnitude(side, t + 1, end, closed.plurals[low], closed)
        if side.low(after) == "of" and side.low(after + 1) in closed.plurals and after + 1 < end:
            value, after = value * closed.plurals[side.low(after + 1)], after + 2
        return Quantity((t, after), value, vague=True)
    if low == "half":
        k = t + 1 + (side.low(t + 1) in ("a", "-"))
        value, after, _ = _magnitude(side, k, end, Fraction(1, 2), closed)
        return Quantity((t, after if after > k else t + 1), value)
    if low in closed.units or low in closed.magnitudes:
        return _cardinal(side, t, end, closed)
    if low in closed.ordinals:
        if low in closed.fractions and side.low(t - 1) in ("a", "-") and side.low(t + 1) == "of":
            return Quantity((t, t + 1), Fraction(1, closed.fractions[low]))
        return Quantity((t, t + 1), closed.ordinals[low], weak=True)
    if low in closed.weak:
        return Quantity((t, t + 1), closed.weak[low], weak=True)
    return Quantity((t, t + 1), Fraction(1, closed.fractions[low]))


def _cardinal(side: Side, t: int, end: int, closed: Closed) -> Quantity:
    """Add up number words: ``one hundred and twenty-five thousand``, ``two-thirds``."""
    total, current, k = 0, 0, t
    while k < end:
        word = side.low(k)
        if word in closed.units and (k == t or current % 100 == 0 or _adds(current, word, closed)):
            current += closed.units[word]
        elif word in closed.magnitudes:
            size = closed.magnitudes[word]
            current = max(current, 1) * size
            if size >= 1000:
                total, current = total + current, 0
        elif not (_links(side, k, closed) and k > t and k + 1 < end):
            break
        k += 1
    k, value = _closing(side, k, end, total + current, closed)
    weak = k == t + 1 and side.low(t) in closed.weak
    return Quantity((t, k), value, weak=weak)


def _adds(current: int, word: str, closed: Closed) -> bool:
    tens = current % 100
    return tens >= 20 and tens % 10 == 0 and closed.units[word] < 10


def _links(side: Side, k: int, closed: Closed) -> bool:
    """Tell whether a hyphen or "and" goes on with the number (``twenty-one``)."""
    word, after, before = side.low(k), side.low(k + 1), side.low(k - 1)
    if word in _JOINERS:
        tens = closed.units.get(before, 0) >= 20 and closed.units.get(after, 99) < 10
        return tens or after in closed.magnitudes
    return word == "and" and before in closed.magnitudes and after in closed.units


def _closing(side: Side, k: int, end: int, value: Value, closed: Closed) -> tuple[int, Value]:
    """Read what may end a number word: a denominator, an ordinal, "and a half"."""
    joined = side.low(k) in _JOINERS
    at = k + 1 if joined else k
    word = side.low(at)
    if at < end and word in closed.fractions and (word.endswith("s") or value == 1):
        return at + 1, Fraction(value) / closed.fractions[word]
    if joined and at < end and word in closed.ordinals and value % 10 == 0:
        return at + 1, value + closed.ordinals[word]
    if side.lows[k : k + 3] == ["and", "a", "half"] and k + 2 < end:
        return k + 3, value + Fraction(1, 2)
    return k, value
