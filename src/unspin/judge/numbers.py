"""C303 number, C304 date, C305 unit: what was counted, when, and in what."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from typing import NamedTuple

from unspin.judge.closed import CALENDAR, NUMBER, UNIT, Closed
from unspin.judge.pair import EQUAL, ONLY_A, ONLY_B, Found, Pair, Side, Tokens, gone, versus
from unspin.judge.quantities import Quantity, digits, quantities, quantities_of
from unspin.records import Flag, Kind

F_CAPITAL = int(Flag.CAPITAL)
K_FUNCTION = int(Kind.FUNCTION)
K_NUMBER = int(Kind.NUMBER)

LONGEST_CUT = 5
"""Words of a one-sided run up to which a number in it is one dropped, not a clause dropped."""

_SEPARATORS = frozenset((".", ",", ":"))
_CODE = 3
"""Digits on either side of a hyphen from which on it is no range: ``224-5521``."""
_DATED = ("year", "day")


class Matched(NamedTuple):
    """A quantity of a and its counterpart in b; one of them may be missing."""

    a: Quantity | None
    b: Quantity | None


def number(pair: Pair) -> Iterator[Found]:
    """A number was changed, dropped or added.

    Equal values in another form (``ten``/``10``, ``thousands``/``1000's``) are no change.
    """
    for match in _unequal(pair):
        roles = {q.role for q in (match.a, match.b) if q}
        if not roles <= set(_DATED):
            yield _named(pair, match)
    yield from _coded(pair)


def date(pair: Pair) -> Iterator[Found]:
    """A weekday, month, day, year, or a day told from today was changed."""
    for match in _unequal(pair):
        if match.a and match.b and {match.a.role, match.b.role} <= set(_DATED):
            yield _named(pair, match)
    for site in pair.watched_sites(CALENDAR):
        atoms_a = _calendar(pair.a, site.a, pair.closed)
        atoms_b = _calendar(pair.b, site.b, pair.closed)
        for name in ("month", "weekday", "day"):
            ours, theirs = atoms_a.get(name, []), atoms_b.get(name, [])
            for (ta, va), (tb, vb) in zip(ours, theirs, strict=False):
                if va != vb and not _elsewhere(pair, ta, tb):
                    _claim(pair, (ta, ta + 1), (tb, tb + 1))
                    detail = versus(pair.a.surface(ta), pair.b.surface(tb))
                    yield pair.found((ta, ta + 1), (tb, tb + 1), detail)


def unit(pair: Pair) -> Iterator[Found]:
    """A currency or a unit of measure was changed while its number stayed."""
    for match in _matches(pair):
        if match.a is None or match.b is None or not match.a.same(match.b):
            continue
        ours, theirs = _unit(pair.a, match.a, pair.closed), _unit(pair.b, match.b, pair.closed)
        if ours and theirs and ours[0] != theirs[0]:
            _claim(pair, ours[1], theirs[1])
            tokens_a = _hull(match.a.tokens, ours[1])
            tokens_b = _hull(match.b.tokens, theirs[1])
            yield pair.found(tokens_a, tokens_b, versus(ours[0], theirs[0]))


def _named(pair: Pair, match: Matched) -> Found:
    a = match.a.tokens if match.a else None
    b = match.b.tokens if match.b else None
    a = a or pair.place_in_a(b or (0, 0))
    b = b or pair.place_in_b(a)
    _claim(pair, a, b)
    said = [pair.a.text_of(a), pair.b.text_of(b)]
    if not match.b:
        return pair.found(a, (b[0], b[0]), gone(said[0], in_a=True))
    if not match.a:
        return pair.found((a[0], a[0]), b, gone(said[1], in_a=False))
    return pair.found(a, b, versus(*said))


def _claim(pair: Pair, a: Tokens, b: Tokens) -> None:
    rows = [*pair.row_of_a[slice(*a)], *pair.row_of_b[slice(*b)]]
    pair.claims.take([r for r in rows if r >= 0])


def _unequal(pair: Pair) -> list[Matched]:
    """Return the quantities that are others, or stand on one side only."""
    return pair.once("unequal", lambda: list(_find_unequal(pair)))


def _find_unequal(pair: Pair) -> Iterator[Matched]:
    for match in _matches(pair):
        if match.a and match.b:
            if not match.a.same(match.b) and not _same_digits(pair, match):
                yield match
        elif _really_gone(pair, match) and not _same_digits(pair, match):
            yield match


def _same_digits(pair: Pair, match: Matched) -> bool:
    """Tell whether only the separators of a number were lost, or a digit written out.

    ``3.75`` / ``3 75``, ``6.8`` / ``six.8``.
    """
    if match.a:
        a = _run(pair, pair.a, match.a.tokens)
        b = _run(pair, pair.b, match.b.tokens if match.b else pair.place_in_b(a))
    else:
        b = _run(pair, pair.b, match.b.tokens if match.b else (0, 0))
        a = _run(pair, pair.a, pair.place_in_a(b))
    ours, theirs = _digits_in(pair, pair.a, a), _digits_in(pair, pair.b, b)
    return bool(ours) and ours == theirs


def _run(pair: Pair, side: Side, tokens: Tokens) -> Tokens:
    """Return a range and the numbers next to it."""
    words = pair.closed.numbers
    first, last = tokens
    while first > 0 and _in_run(side, first - 1, words):
        first -= 1
    while last < len(side) and _in_run(side, last, words):
        last += 1
    return first, last


def _digits_in(pair: Pair, side: Side, tokens: Tokens) -> str:
    """Return a range of numbers as digits and number words, without the marks."""
    words, units = pair.closed.numbers, pair.closed.units
    lows = side.lows[slice(*tokens)]
    digits = {low: str(units[low]) for low in lows if units.get(low, 10) < 10}
    return "".join(
        digits.get(low) or (low if low in words else "".join(filter(str.isdigit, low)))
        for low in lows
    )


def _in_run(side: Side, t: int, words: frozenset[str]) -> bool:
    low = side.low(t)
    return side.kinds[t] == K_NUMBER or low in _SEPARATORS or low in words or _in_code(side, t)


def _in_code(side: Side, t: int) -> bool:
    """Tell whether a token is a hyphen inside the likes of a telephone number."""
    if side.low(t) != "-" or not 0 < t < len(side) - 1:
        return False
    return all(
        side.kinds[n] == K_NUMBER and sum(map(str.isdigit, side.low(n))) >= _CODE
        for n in (t - 1, t + 1)
    )


def _coded(pair: Pair) -> Iterator[Found]:
    """Find codes of letters and digits whose digits alone differ (``SEK9`` / ``SEK8``)."""
    lows = pair.a.lows
    for r, ta, tb in [row for row in pair.substituted() if not lows[row[1]].isalpha()]:
        a, b = lows[ta], pair.b.low(tb)
        if pair.a.kinds[ta] == K_NUMBER or not any(c.isdigit() for c in a):
            continue
        letters = ["".join(c for c in word if not c.isdigit() and c not in ".,") for word in (a, b)]
        if letters[0] == letters[1] != "" and any(c.isdigit() for c in b):
            pair.claims.take([r])
            yield pair.rows_found(r, r + 1, versus(pair.a.surface(ta), pair.b.surface(tb)))


def _really_gone(pair: Pair, match: Matched) -> bool:
    """Tell a number dropped from a sentence from a weak word, a cut clause, or one that moved."""
    gone = match.a or match.b
    if gone is None or gone.weak or gone.role in _DATED:
        return False
    of_b = match.a is not None
    side, rows, op = (pair.a, pair.row_of_a, ONLY_A) if of_b else (pair.b, pair.row_of_b, ONLY_B)
    held = [r for r in rows[slice(*gone.tokens)] if r >= 0]
    if not held or _stands_loose(pair, side, gone, of_b=of_b):
        return False
    if any(pair.ops[r] == op and pair.in_long_run(r, LONGEST_CUT) for r in held):
        return False
    return not _in_one_unit(pair, gone, held, of_b=of_b)


def _stands_loose(pair: Pair, side: Side, gone: Quantity, *, of_b: bool) -> bool:
    """Tell whether the other side has one of its digits too, in a place where this side has none."""
    numbers = [t for t in range(*gone.tokens) if side.kinds[t] == K_NUMBER]
    loose = pair.once(f"loose {of_b}", lambda: _loose_keys(pair, of_b)) if numbers else ()
    return any(side.keys[t] in loose for t in numbers)


def _in_one_unit(pair: Pair, gone: Quantity, rows: list[int], *, of_b: bool) -> bool:
    """Tell whether one word of the other side says a number with its unit (``12 months``: a year)."""
    unit = _unit(pair.a if of_b else pair.b, gone, pair.closed)
    if unit is None:
        return False
    other, made_of = pair.b if of_b else pair.a, pair.closed.made_of
    places = (pair.site(s) for r in rows if (s := pair.site_of_row[r]) >= 0)
    words = (low for site in places for low in other.words(site.b if of_b else site.a))
    measures = pair.closed.measures
    return any(made_of.get(measures.get(low, "")) == (gone.value, unit[0]) for low in words)


def _loose_keys(pair: Pair, of_b: bool) -> set[int]:
    """Return the keys of the numbers that one side has and the other has not in that place."""
    op = ONLY_B if of_b else ONLY_A
    side = pair.b if of_b else pair.a
    rows = pair.row_of_b if of_b else pair.row_of_a
    return {side.keys[t] for t in digits(side) if rows[t] < 0 or pair.ops[rows[t]] == op}


def _matches(pair: Pair) -> list[Matched]:
    """Return every pair of quantities of the linked sentences where a number or a unit differs."""
    return pair.once(
        "quantities", lambda: [m for k in _touched(pair) for m in _match_link(pair, k)]
    )


def _touched(pair: Pair) -> list[int]:
    """Return the links in which a differing token may be part of a number or its unit."""
    found = {pair.link_of[r] for r, _, _, marks in pair.watched if marks & (NUMBER | UNIT)}
    ours, theirs = _rows_in_digits(pair, in_b=False), _rows_in_digits(pair, in_b=True)
    found.update(pair.link_of[r] for r in (*ours, *theirs) if pair.site_of_row[r] >= 0)
    return sorted(found | _crossed_links(pair, ours))


def _crossed_links(pair: Pair, numbers: list[int]) -> set[int]:
    """Return the links in which equal numbers, of these rows, stand in another order."""
    links, places, ops = pair.link_of, pair.b0, pair.ops
    linked = pair.two_sided
    rows = sorted(r for r in numbers if ops[r] == EQUAL and linked[r])
    return {
        links[r]
        for before, r in pairwise(rows)
        if places[r] < places[before] and links[r] == links[before]
    }


def _rows_in_digits(pair: Pair, *, in_b: bool) -> list[int]:
    """Return the rows that begin with a number in digits on one side."""
    side, rows, starts = (
        (pair.b, pair.row_of_b, pair.b0) if in_b else (pair.a, pair.row_of_a, pair.a0)
    )
    return [r for t in digits(side) if (r := rows[t]) >= 0 and starts[r] == t]


def _match_link(pair: Pair, link: int) -> list[Matched]:
    joined = pair.alignment.links[link]
    ours = [q for s in joined.a for q in quantities_of(pair.a, s, pair.closed)]
    theirs = [q for s in joined.b for q in quantities_of(pair.b, s, pair.closed)]
    found: list[Matched] = []
    free_b = list(theirs)
    rest: list[Quantity] = []
    for q in ours:  # first what the alignment itself puts together
        partner = _aligned(pair, q, free_b)
        if partner is None or (not partner.same(q) and _moved(pair, q, partner, ours, theirs)):
            rest.append(q)
            continue
        free_b.remove(partner)
        found.append(Matched(q, partner))
    rest = _cancel(rest, free_b, found)
    found = _uncrossed(pair, found)
    for q in rest:
        partner = _aligned(pair, q, free_b) or _in_same_site(pair, q, free_b)
        if partner:
            free_b.remove(partner)
        if partner and partner.weak != q.weak and not partner.same(q):
            strong = q if partner.weak else partner
            found.append(Matched(q, None) if strong is q else Matched(None, partner))
            continue
        found.append(Matched(q, partner))
    found.extend(Matched(None, q) for q in free_b)
    return found


def _moved(
    pair: Pair, q: Quantity, partner: Quantity, ours: list[Quantity], theirs: list[Quantity]
) -> bool:
    """Tell whether both values stand elsewhere too, and did not just change places."""
    source = next((o for o in ours if o.same(partner)), None)
    if source is None or not any(o.same(q) for o in theirs):
        return False
    answer = _aligned(pair, source, theirs)
    return answer is None or not answer.same(q)


def _uncrossed(pair: Pair, found: list[Matched]) -> list[Matched]:
    """Tell numbers that changed places from numbers that moved with what they count.

    ``from 41 to 67 percent`` / ``from 67 to 41 percent``: each stands between the words that the
    other stood between.
    """
    both = [m for m in found if m.a and m.b and m.a.same(m.b)] if len(found) > 1 else []
    places = [(_frame(pair.a, m.a), _frame(pair.b, m.b)) for m in both if m.a and m.b]
    for k, match in enumerate(both):
        for n in range(k + 1, len(both)):
            other = both[n]
            crossed = places[k][0] == places[n][1] and places[n][0] == places[k][1]
            if crossed and places[k][0] != places[n][0]:
                found = [m for m in found if m not in (match, other)]
                found += [Matched(match.a, other.b), Matched(other.a, match.b)]
    return found


def _frame(side: Side, q: Quantity | None) -> tuple[str, str]:
    if q is None:
        return "", ""
    return side.low(q.tokens[0] - 1), side.low(q.tokens[1])


def _cancel(rest: list[Quantity], free_b: list[Quantity], found: list[Matched]) -> list[Quantity]:
    """Pair equal values that stand in different places of the link."""
    left = []
    for q in rest:
        partner = next((o for o in free_b if o.same(q)), None)
        if partner is None:
            left.append(q)
        else:
            free_b.remove(partner)
            found.append(Matched(q, partner))
    return left


def _aligned(pair: Pair, q: Quantity, free_b: list[Quantity]) -> Quantity | None:
    image = pair.image_of_a(q.tokens) if free_b else None
    if image is None:
        return None
    best = [o for o in free_b if o.tokens[0] < image[1] and image[0] < o.tokens[1]]
    return next((o for o in best if o.same(q)), best[0] if best else None)


def _in_same_site(pair: Pair, q: Quantity, free_b: list[Quantity]) -> Quantity | None:
    sites = {pair.site_of_row[r] for r in pair.row_of_a[slice(*q.tokens)]} - {-1}
    for other in free_b:
        theirs = {pair.site_of_row[r] for r in pair.row_of_b[slice(*other.tokens)]}
        if sites & theirs:
            return other
    return None


def _calendar(side: Side, tokens: Tokens, closed: Closed) -> dict[str, list[tuple[int, int]]]:
    """Return (token, value) of the months, weekdays and relative days in a range."""
    found: dict[str, list[tuple[int, int]]] = {}
    for t in range(*tokens):
        low = side.low(t).rstrip(".")
        if low in closed.days:
            found.setdefault("day", []).append((t, closed.days[low]))
        elif side.has(t, F_CAPITAL) and low in closed.weekdays:
            found.setdefault("weekday", []).append((t, closed.weekdays[low]))
        elif side.has(t, F_CAPITAL) and low in closed.months:
            found.setdefault("month", []).append((t, closed.months[low]))
    return found


def _elsewhere(pair: Pair, ta: int, tb: int) -> bool:
    """Tell whether both dates only changed places inside their linked sentences."""
    link = pair.alignment.links[pair.link_of[pair.row_of_a[ta]]]
    one, other = pair.a.low(ta), pair.b.low(tb)
    return _has_word(pair.b, link.b, one) and _has_word(pair.a, link.a, other)


def _has_word(side: Side, sentences: tuple[int, ...], low: str) -> bool:
    return any(low in side.lows[slice(*side.sentence(index))] for index in sentences)


def _unit(side: Side, q: Quantity, closed: Closed) -> tuple[str, Tokens] | None:
    """Return the unit of a quantity and the tokens that say it: ``$`` before, ``miles`` after."""
    before, after = q.tokens[0] - 1, q.tokens[1]
    sign = before >= 0 and not side.surface(before).islower()  # "$", "USD", and not "he won"
    if sign and side.low(before) in closed.currencies:
        return closed.currencies[side.low(before)], (before, before + 1)
    for t in (after, after + 1):
        low = side.low(t)
        if low in closed.currencies:
            return closed.currencies[low], (t, t + 1)
        if low in closed.measures:
            return closed.measures[low], (t, t + 1)
        if low == "per" and side.low(t + 1) == "cent":
            return "percent", (t, t + 2)
        if side.kinds[t] == K_FUNCTION if t < len(side) else True:
            return None
    return None


def _hull(one: Tokens, other: Tokens) -> Tokens:
    return min(one[0], other[0]), max(one[1], other[1])


def same_amount(pair: Pair, a: Tokens, b: Tokens) -> bool:
    """Tell whether two ranges are one amount in two forms (``47 percent`` / ``47%``)."""
    ours, theirs = counted(pair)
    if ours.isdisjoint(range(*a)) or theirs.isdisjoint(range(*b)):
        return False
    amount = _amount(pair.a, a, pair.closed)
    return bool(amount) and amount == _amount(pair.b, b, pair.closed)


def counted(pair: Pair) -> tuple[set[int], set[int]]:
    """Return the tokens of a and of b that are numbers or units."""
    closed = pair.closed
    return pair.once("counted", lambda: (_counted(pair.a, closed), _counted(pair.b, closed)))


def _counted(side: Side, closed: Closed) -> set[int]:
    return side.once(("counted", closed), partial(_find_counted, side, closed))


def _find_counted(side: Side, closed: Closed) -> set[int]:
    marked = (t for t, marks in side.marks(closed).items() if marks & (NUMBER | UNIT))
    return {*digits(side), *marked}


def _amount(side: Side, tokens: Tokens, closed: Closed) -> list[object]:
    """Return the values, units and other words of a range, empty when it counts nothing."""
    found: list[object] = []
    read = {q.tokens[0]: q for q in quantities(side, tokens, closed)}
    t, counted = tokens[0], False
    while t < tokens[1]:
        low, q = side.low(t), read.get(t)
        if q:
            found.append((q.value, q.role == "clock"))
            t, counted = q.tokens[1], True
            continue
        if low == "per" and side.low(t + 1) == "cent":
            t, low = t + 1, "percent"
        name = closed.currencies.get(low) or closed.measures.get(low)
        counted = counted or name is not None
        if name or side.is_word(t):
            found.append(name or low)
        t += 1
    return found if counted else []
