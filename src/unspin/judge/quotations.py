"""C503, C504, C510..C513: what was said in whose name, and whether it still is.

A quotation is a token range inside quote marks (``Segmented.quotations``); its counterpart is the
quotation that the word alignment carries most of its words to.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from unspin.judge.closed import CUE, Closed
from unspin.judge.counterparts import counterparts
from unspin.judge.names import is_variant
from unspin.judge.pair import (
    ONLY_A,
    ONLY_B,
    Found,
    Pair,
    Side,
    Site,
    Tokens,
    sided,
    versus,
)  # fmt: skip
from unspin.judge.wordings import inside
from unspin.judge.words import is_name, is_ordinary
from unspin.records import Flag, Kind

K_NAME = int(Kind.NAME)
F_INITIAL = int(Flag.INITIAL)

LONGEST_ATTRIBUTION = 15
BESIDE = 6
"""Tokens from a quotation within which a name in the next sentence is that of its speaker."""


def altered(pair: Pair) -> Iterator[Found]:
    """The words inside the quotation marks are not the same words."""
    for match in counterparts(pair):
        if match.a and match.b:
            count = inside(pair, match.a, match.b).altered
            if count:
                detail = f"{count} place{'s' if count > 1 else ''} altered"
                yield pair.found(match.a, match.b, (detail, detail))


def dequoted(pair: Pair) -> Iterator[Found]:
    """Words that a quotes stand in b without quote marks."""
    for match in counterparts(pair):
        if match.a and match.image and not match.b:
            yield pair.found(match.a, match.image)


def requoted(pair: Pair) -> Iterator[Found]:
    """Words that a tells stand in b as a quotation."""
    for match in counterparts(pair):
        if match.b and match.image and not match.a:
            yield pair.found(match.image, match.b)


def reattributed(pair: Pair) -> Iterator[Found]:
    """The quotation is in another speaker's mouth."""
    quoted = [m.a for m in counterparts(pair) if m.a and m.b]
    for found, ta in speakers_changed(pair):
        if any(spoken_of(pair.a, tokens, ta) for tokens in quoted):
            yield found


def attribution_changed(pair: Pair) -> Iterator[Found]:
    """The words are given to another speaker."""
    for found, _ in speakers_changed(pair):
        yield found


def attribution_dropped(pair: Pair) -> Iterator[Found]:
    """Who said it is told on one side only."""
    for site in pair.watched_sites(CUE):
        for in_a in (True, False):
            tokens = _attribution(pair, site, in_a=in_a)
            if tokens:
                other = pair.place_in_b(tokens) if in_a else pair.place_in_a(tokens)
                point = (other[0], other[0])
                detail = sided("told in {side} only", in_a=in_a)
                yield (
                    pair.found(tokens, point, detail) if in_a else pair.found(point, tokens, detail)
                )


def speakers_changed(pair: Pair) -> list[tuple[Found, int]]:
    """Return the changes of a speaker, each with the token of a that names one."""
    return pair.once("speakers", lambda: list(_find_speakers(pair)))


def spoken_of(side: Side, quotation: Tokens, t: int) -> bool:
    """Tell whether the name at t stands in the sentence of a quotation, or right beside it."""
    first, last = quotation
    if first <= t < last:
        return False
    at = side.sentence_of(t)
    if at in (side.sentence_of(first), side.sentence_of(last - 1)):
        return True
    after = last <= t <= last + BESIDE and at == side.sentence_of(min(last + 1, len(side) - 1))
    before = first - BESIDE <= t < first and at == side.sentence_of(max(first - 2, 0))
    return after or before


def _find_speakers(pair: Pair) -> Iterator[tuple[Found, int]]:
    for ta, tb in (*_names_that_speak(pair), *_pronouns_that_speak(pair)):
        detail = versus(pair.a.surface(ta), pair.b.surface(tb))
        yield pair.found((ta, ta + 1), (tb, tb + 1), detail), ta


def _names_that_speak(pair: Pair) -> Iterator[tuple[int, int]]:
    for _, ta, tb in pair.capitals:
        names = is_name(pair.a, ta) and is_name(pair.b, tb)
        if names and _both_speak(pair, ta, tb) and _other_name(pair, ta, tb):
            yield ta, tb


def _pronouns_that_speak(pair: Pair) -> Iterator[tuple[int, int]]:
    spoken, lows_a, lows_b = _people(pair.closed), pair.a.lows, pair.b.lows
    for _, ta, tb in pair.replaced:
        if lows_a[ta] in spoken and lows_b[tb] in spoken and _both_speak(pair, ta, tb):
            yield ta, tb


def _both_speak(pair: Pair, ta: int, tb: int) -> bool:
    return _speaks(pair.a, ta, pair) and _speaks(pair.b, tb, pair)


def _other_name(pair: Pair, ta: int, tb: int) -> bool:
    """Tell whether two names name two people, and are no words of a longer name."""
    return (
        not is_variant(pair, ta, tb)
        and _is_person(pair, pair.a, ta)
        and _is_person(pair, pair.b, tb)
        and not (_may_be_word(pair.a, ta) and _may_be_word(pair.b, tb))
    )


def _may_be_word(side: Side, t: int) -> bool:
    """Tell whether a capital says nothing of the word at t, which is one of the language."""
    return is_ordinary(side, t) and side.has(t, F_INITIAL)


def _is_person(pair: Pair, side: Side, t: int) -> bool:
    """Tell a name, which may be a word too (``Burns``), from an office (``the President``)."""
    if not is_ordinary(side, t):
        return True
    after_article = side.low(t - 1) in ("the", "a", "an", "our", "his", "her", "their")
    return side.low(t) not in pair.closed.personal and not after_article


def _speaks(side: Side, t: int, pair: Pair) -> bool:
    """Tell whether a verb of saying follows the name at t, or stands before it as in "said X"."""
    first = last = t
    while side.is_word(last + 1) and is_name(side, last + 1):
        last += 1
    while side.is_word(first - 1) and is_name(side, first - 1):
        first -= 1
    if side.low(first - 1) == "." and side.low(first - 2) in pair.closed.personal:
        first -= 2
    if side.low(last + 1) in pair.closed.cues or side.low(last + 2) in pair.closed.cues:
        return True
    before = side.low(first - 1)
    if before == "to" and side.low(first - 2) == "according":
        return True
    return before in pair.closed.cues and before not in pair.closed.addressing


def _attribution(pair: Pair, site: Site, *, in_a: bool) -> Tokens | None:
    """Return the tokens of a one-sided run that says who said it, None when there is none."""
    side, op = (pair.a, ONLY_A) if in_a else (pair.b, ONLY_B)
    starts, ends = (pair.a0, pair.a1) if in_a else (pair.b0, pair.b1)
    other, there = (pair.b, site.b) if in_a else (pair.a, site.a)
    beside = other.words(there)
    if len(beside) > 2:
        return None
    rows = [r for r in range(*site.rows) if pair.ops[r] == op]
    if not rows:
        return None
    tokens = (min(starts[r] for r in rows), max(ends[r] for r in rows))
    words = side.words(tokens)
    if not 2 <= len(words) <= LONGEST_ATTRIBUTION:
        return None
    if words[:2] == ["according", "to"]:
        return tokens
    cues = pair.closed.cues
    spoken = not cues.isdisjoint(words) and cues.isdisjoint(beside)
    return tokens if spoken and _is_clause(pair, side, tokens) else None


@cache
def _people(closed: Closed) -> frozenset[str]:
    """Return the pronouns that can only be a speaker."""
    return closed.pronouns - {"it", "who"}


def _is_clause(pair: Pair, side: Side, tokens: Tokens) -> bool:
    """Tell whether the run is an attribution: speaker and verb next to each other."""
    people = _people(pair.closed)
    for t in range(*tokens):
        if side.low(t) in pair.closed.cues and side.kinds[t] != K_NAME:
            near = (t - 2, t - 1, t + 1, t + 2)
            if any(
                tokens[0] <= k < tokens[1] and (is_name(side, k) or side.low(k) in people)
                for k in near
            ):
                return True
    return False
