"""Numbers as values: digits, words, ordinals, fractions and magnitudes read alike."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from unspin.judge.closed import UNIT, Closed
from unspin.judge.pair import Side, Tokens
from unspin.records import Flag, Kind

K_NUMBER = int(Kind.NUMBER)
K_NAME = int(Kind.NAME)
F_SPACED = int(Flag.SPACED)

_DIGITS = re.compile(r"(\d+(?:[.,]\d+)*)(st|nd|rd|th|'?s|k|m|bn|b|tn)?", re.IGNORECASE)
_FRACTION = re.compile(r"(\d+)[/⁄](\d+)")
_CLOCK = re.compile(r"(\d{1,2})[:.](\d\d)(?::(\d\d))?")
_SUFFIX = {"k": 10**3, "m": 10**6, "b": 10**9, "bn": 10**9, "tn": 10**12}
_JOINERS = frozenset(("-", "–", "‑", "‐"))


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value and the tokens that say it.

    ``role`` is "number", "year", "day" (of a month) or "clock"; ``weak`` words count as numbers
    only against another number; ``vague`` ones name an order of size.
    """

    tokens: Tokens
    value: Fraction
    role: str = "number"
    weak: bool = False
    vague: bool = False

    def same(self, other: Quantity) -> bool:
        """Tell whether both say the same value; a clock time is never a plain number."""
        return self.value == other.value and (self.role == "clock") == (other.role == "clock")


def quantities(side: Side, tokens: Tokens, closed: Closed) -> list[Quantity]:
    """Read every number of a token range, left to right."""
    found: list[Quantity] = []
    words, weak, kinds = closed.numbers, closed.weak, side.kinds
    t, end = tokens
    while t < end:
        quantity = None
        if kinds[t] == K_NUMBER:
            quantity = _in_digits(side, t, end, closed)
        elif (low := side.low(t)) in words or low in weak:
            quantity = _in_words(side, t, end, closed)
        if quantity is None:
            t += 1
        else:
            found.append(quantity)
            t = max(quantity.tokens[1], t + 1)
    return found


def _in_digits(side: Side, t: int, end: int, closed: Closed) -> Quantity | None:
    low = side.low(t)
    clock = _CLOCK.fullmatch(low)
    if clock and ":" in low:
        minutes = int(clock[1]) * 60 + int(clock[2])
        return Quantity((t, t + 1), Fraction(minutes), "clock")
    fraction = _FRACTION.fullmatch(low)
    if fraction and 0 < int(fraction[1]) < int(fraction[2]) <= 10:
        return Quantity((t, t + 1), Fraction(int(fraction[1]), int(fraction[2])))
    match = _DIGITS.match(low)
    if match is None:
        return None
    grouped = _spaced_group(side, t, end)
    if grouped:
        return Quantity(
            (t, t + grouped), Fraction("".join(side.low(t + k) for k in range(grouped)))
        )
    value = _decimal(match[1])
    suffix = (match[2] or "").lower()
    value *= _SUFFIX.get(suffix, 1)
    after = t + 1
    if after < end and side.low(after) == "/" and after + 1 < end:
        below = _DIGITS.fullmatch(side.low(after + 1))
        if below and value < _decimal(below[1]) <= 10:
            return Quantity((t, after + 2), value / _decimal(below[1]))
    vague = suffix in ("s", "'s")
    if after < end and side.low(after) == "'s" and value >= 10:
        vague, after = True, after + 1
    role = _role(side, t, low, closed)
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
    if not re.fullmatch(r"\d{1,3}", side.low(t)):
        return 0
    size = 1
    while t + size < end and re.fullmatch(r"\d{3}", side.low(t + size)):
        size += 1
    return size if size > 1 else 0


def _decimal(digits: str) -> Fraction:
    """Read digits with separators: groups of three after each comma are thousands."""
    if "," in digits:
        head, *groups = digits.split(",")
        if all(len(g.split(".")[0]) == 3 for g in groups) or len(groups) > 1:
            digits = digits.replace(",", "")
        else:
            digits = f"{head}.{groups[0]}"
    if digits.count(".") > 1:
        digits = digits.replace(".", "")
    return Fraction(digits)


def _role(side: Side, t: int, low: str, closed: Closed) -> str:
    """Tell a year and a day of a month from a plain number, by shape and neighbours."""
    before, after = side.low(t - 1), side.low(t + 1)
    if re.fullmatch(r"(19|20)\d\d('?s)?", low):
        counted = closed.watch.get(after, 0) & UNIT or after in closed.magnitudes
        if before not in closed.currencies and not counted:
            return "year"
    if re.fullmatch(r"\d{1,2}(st|nd|rd|th)?", low) and 1 <= int(re.sub(r"\D", "", low)) <= 31:
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
    side: Side, t: int, end: int, value: Fraction, closed: Closed
) -> tuple[Fraction, int, bool]:
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
        value, after, _ = _magnitude(side, t + 1, end, Fraction(closed.plurals[low]), closed)
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
        return Quantity((t, t + 1), Fraction(closed.ordinals[low]), weak=True)
    if low in closed.weak:
        return Quantity((t, t + 1), closed.weak[low], weak=True)
    return Quantity((t, t + 1), Fraction(1, closed.fractions[low]))


def _cardinal(side: Side, t: int, end: int, closed: Closed) -> Quantity:
    """Add up number words: ``one hundred and twenty-five thousand``, ``two-thirds``."""
    total, current, k = Fraction(0), Fraction(0), t
    while k < end:
        word = side.low(k)
        if word in closed.units and (k == t or current % 100 == 0 or _adds(current, word, closed)):
            current += closed.units[word]
        elif word in closed.magnitudes:
            size = closed.magnitudes[word]
            current = max(current, Fraction(1)) * size
            if size >= 1000:
                total, current = total + current, Fraction(0)
        elif not (_links(side, k, closed) and k > t and k + 1 < end):
            break
        k += 1
    value = total + current
    k, value = _closing(side, k, end, value, closed)
    weak = k == t + 1 and side.low(t) in closed.weak
    return Quantity((t, k), value, weak=weak)


def _adds(current: Fraction, word: str, closed: Closed) -> bool:
    tens = current % 100
    return tens >= 20 and tens % 10 == 0 and closed.units[word] < 10


def _links(side: Side, k: int, closed: Closed) -> bool:
    """Tell whether a hyphen or "and" goes on with the number (``twenty-one``)."""
    word, after, before = side.low(k), side.low(k + 1), side.low(k - 1)
    if word in _JOINERS:
        tens = closed.units.get(before, 0) >= 20 and closed.units.get(after, 99) < 10
        return tens or after in closed.magnitudes
    return word == "and" and before in closed.magnitudes and after in closed.units


def _closing(side: Side, k: int, end: int, value: Fraction, closed: Closed) -> tuple[int, Fraction]:
    """Read what may end a number word: a denominator, an ordinal, "and a half"."""
    joined = side.low(k) in _JOINERS
    at = k + 1 if joined else k
    word = side.low(at)
    if at < end and word in closed.fractions and (word.endswith("s") or value == 1):
        return at + 1, value / closed.fractions[word]
    if joined and at < end and word in closed.ordinals and value % 10 == 0:
        return at + 1, value + closed.ordinals[word]
    if [side.low(k + n) for n in range(3)] == ["and", "a", "half"] and k + 2 < end:
        return k + 3, value + Fraction(1, 2)
    return k, value
