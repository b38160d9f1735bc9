"""What became of a quotation's wording: the verdicts, each defined here and nowhere else.

==================  ==============================================================================
``identical``       the same characters
``typographic``     the same words in another look: glyphs, dashes, spaces, case, final comma or
                    stop, US and UK spelling, figures and number words, contractions
``truncated``       words of a are gone: at an end, or inside, with an ellipsis or without
``extended``        the reverse: words were put in
``bracketed``       words stand in an editor's square brackets
``substituted``     other words stand for words
``reordered``       the same words stand in another order
``split``           one quotation has become several, with other words between; ``merged`` the reverse
``number-changed``  a number, a date or a unit is another, or was dropped or put in
``name-changed``    a name is another
``polarity-changed``  a negation was added, dropped or moved, or a word is its opposite
``dequoted``        words of a stand in b without quote marks; ``requoted`` the reverse
``reattributed``    the speaker is another
``unsupported``     the other text has no counterpart
==================  ==============================================================================

A place has the verdict that says most of it: a number put for a number is ``number-changed``, and
not ``substituted`` as well. A quotation has the verdicts of all its places.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from unspin.judge.counterparts import LEAST_WORDS, Counterpart, counterparts
from unspin.judge.pair import SUBSTITUTED, Pair, Side, Stretch, Tokens
from unspin.judge.quotations import speakers_changed, spoken_of
from unspin.judge.wordings import Inside, Run, inside
from unspin.records import Kind, QuotePair

K_QUOTE = int(Kind.QUOTE)

TELLING = {
    "C301": "name-changed", "C302": "name-changed", "C303": "number-changed",
    "C304": "number-changed", "C305": "number-changed", "C306": "polarity-changed",
}  # fmt: skip
"""What a change of fact makes of the quotation that it stands in."""
_GRAVE = frozenset(("number-changed", "polarity-changed"))
BESIDE = 2
"""Words cut or put in together with a fact, from which on that is said too."""

_MIRRORED = {
    "dequoted": "requoted", "requoted": "dequoted", "truncated": "extended",
    "extended": "truncated", "split": "merged", "merged": "split",
}  # fmt: skip


class Place(NamedTuple):
    """A verdict, and where what it tells of stands in the text of each side."""

    a: Stretch
    b: Stretch
    verdict: str


Reading = tuple[int, int, str, str]
"""Where a quotation reads otherwise in another text: from and to in its own text, in code points,
the words there in lower case, and the verdict."""


def verdicts(pair: Pair, changes: Sequence[tuple[str, Stretch, Stretch]]) -> tuple[QuotePair, ...]:
    """Say what became of each quotation, as a set of verdicts.

    Args:
        pair: the two sides.
        changes: code, stretch of a and stretch of b of the named changes of :data:`TELLING`, by
            place in a; those inside a quotation become its verdicts.
    """
    found = []
    matches = counterparts(pair)
    facts = _facts(changes)
    for match in matches:
        a = pair.a.span(match.a) if match.a else None
        b = pair.b.span(match.b) if match.b else None
        if match.a and match.b:
            names = sorted(_both_verdicts(pair, match, match.a, match.b, facts))
        elif match.image:
            names = ["dequoted" if match.a else "requoted"]
        else:
            names = ["unsupported"]
        found.append(QuotePair(a, b, tuple(names)))
    return tuple(found)


def mirrored_quotes(quotes: Sequence[QuotePair]) -> tuple[QuotePair, ...]:
    """Return the pairs with the sides swapped, in the order of the new a, then of what b alone has."""
    swapped = (QuotePair(q.b, q.a, mirrored_verdicts(q.verdicts)) for q in quotes)
    return tuple(sorted(swapped, key=_place))


def mirrored_verdicts(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return what is said of the same two wordings the other way round."""
    return tuple(sorted(turned(name) for name in names))


def turned(name: str) -> str:
    """Return what a verdict is called the other way round."""
    return _MIRRORED.get(name, name)


def _place(q: QuotePair) -> tuple[bool, int, int]:
    one, other = q.a or q.b, q.b or q.a
    return q.a is None, one.start if one else 0, other.start if other else 0


def readings(
    pair: Pair, changes: Sequence[tuple[str, Stretch, Stretch]]
) -> dict[Stretch, tuple[Reading, ...]]:
    """Return where each quotation of a reads otherwise in b, by its stretch in the text of a.

    Takes what :func:`verdicts` takes; the verdicts on a quotation are those of its readings.
    """
    facts = _facts(changes)
    found = {}
    for match in counterparts(pair):
        if match.a and match.b:
            start, end = pair.a.bounds(match.a)
            found[start, end] = tuple(
                (a[0] - start, a[1] - start, pair.b.text[slice(*b)].lower(), verdict)
                for a, b, verdict in _places(pair, match, match.a, match.b, facts)
            )
    return found


def _facts(changes: Sequence[tuple[str, Stretch, Stretch]]) -> list[Place]:
    return [Place(a, b, TELLING[code]) for code, a, b in changes]


def _both_verdicts(
    pair: Pair, match: Counterpart, a: Tokens, b: Tokens, facts: Sequence[Place]
) -> set[str]:
    names = {place.verdict for place in _places(pair, match, a, b, facts)}
    if not names:
        seen = inside(pair, a, b)
        plain = seen.styled or seen.runs or _marked(pair.a, a) != _marked(pair.b, b)
        names.add("typographic" if plain else "identical")
    return names


def _marked(side: Side, tokens: Tokens) -> str:
    """Return the text of a quotation with the quote marks around it."""
    first, last = tokens
    first -= first > 0 and side.kinds[first - 1] == K_QUOTE
    last += last < len(side) and side.kinds[last] == K_QUOTE
    return side.text_of((first, last))


def _places(
    pair: Pair, match: Counterpart, a: Tokens, b: Tokens, facts: Sequence[Place]
) -> Iterator[Place]:
    """Yield what differs between a quotation and its counterpart, and where."""
    seen = inside(pair, a, b)
    yield from _runs_said(pair, seen, _facts_inside(pair, a, facts))
    whole = [*_beyond_marks(pair, a, b)]
    if seen.bracketed and all(run.what != "bracketed" for run in seen.runs):
        whole.append("bracketed")
    if seen.denial_moved:
        whole.append("polarity-changed")
    elif seen.reordered:
        whole.append("reordered")
    if match.parts:
        whole.append(match.parts)
    if any(spoken_of(pair.a, a, ta) for _, ta in speakers_changed(pair)):
        whole.append("reattributed")
    for verdict in whole:
        yield Place(pair.a.bounds(a), pair.b.bounds(b), verdict)


def _facts_inside(pair: Pair, a: Tokens, facts: Sequence[Place]) -> list[Place]:
    """Return the facts whose place in a lies inside a quotation of a."""
    start, end = pair.a.bounds(a)
    first = bisect_left(facts, start, key=lambda fact: fact.a[0])
    last = bisect_right(facts, end, key=lambda fact: fact.a[0])
    return [fact for fact in facts[first:last] if fact.a[1] <= end]


def _runs_said(pair: Pair, seen: Inside, facts: Sequence[Place]) -> Iterator[Place]:
    """Yield the verdicts of the places inside; a fact tells of its place all there is to tell."""
    for run in seen.runs:
        here = [f for f in facts if _meets(pair, run, f)]
        place = Place(pair.a.bounds(run.a), pair.b.bounds(run.b), "bracketed")
        if run.what == "bracketed":
            yield place
        elif run.what == "moved":
            yield from (f for f in here if f.verdict in _GRAVE)
        elif run.what in ("elided-a", "elided-b"):
            if pair.a.has_words(run.a) or pair.b.has_words(run.b):
                elided = "extended" if run.what == "elided-a" else "truncated"
                yield place._replace(verdict=elided)
        elif run.what in ("words", "end"):
            beyond = bool(here) and _goes_beyond(pair, run, here)
            if beyond or not here:
                yield place._replace(verdict=_plain(pair, run))
            if run.what == "words" or not beyond:
                yield from here
    yield from (f for f in facts if f.verdict in _GRAVE and not _in_run(pair, seen, f))


def _in_run(pair: Pair, seen: Inside, fact: Place) -> bool:
    return any(_meets(pair, run, fact) for run in seen.runs)


def _meets(pair: Pair, run: Run, fact: Place) -> bool:
    """Tell whether a fact lies in a run, on a side on which both hold something."""
    (a0, a1), (b0, b1) = pair.a.bounds(run.a), pair.b.bounds(run.b)
    in_a = a0 < fact.a[1] and fact.a[0] < a1
    in_b = b0 < fact.b[1] and fact.b[0] < b1
    return in_a or in_b


def _plain(pair: Pair, run: Run) -> str:
    ours, theirs = pair.a.has_words(run.a), pair.b.has_words(run.b)
    if ours and theirs:
        return "substituted"
    return "truncated" if ours else "extended"


def _goes_beyond(pair: Pair, run: Run, facts: Sequence[Place]) -> bool:
    """Tell whether a run changes words that its facts do not cover."""
    ours = _uncovered(pair.a, run.a, [f.a for f in facts])
    theirs = _uncovered(pair.b, run.b, [f.b for f in facts])
    if pair.a.has_words(run.a) and pair.b.has_words(run.b):
        return bool(ours) and bool(theirs)
    return max(len(ours), len(theirs)) > BESIDE


def _uncovered(side: Side, tokens: Tokens, stretches: Sequence[Stretch]) -> list[int]:
    """Return the words of a range that lie in none of the stretches."""
    words = [t for t in range(*tokens) if side.is_word(t)]
    bounds = ((t, side.bounds((t, t + 1))) for t in words)
    return [t for t, (s, e) in bounds if not any(s < high and low < e for low, high in stretches)]


def _beyond_marks(pair: Pair, a: Tokens, b: Tokens) -> Iterator[str]:
    """Yield what is said of words that one side has inside its marks and the other outside."""
    for name, cut, (side, tokens, rows, starts, other) in (
        ("dequoted", "truncated", (pair.a, a, pair.row_of_a, pair.b0, b)),
        ("requoted", "extended", (pair.b, b, pair.row_of_b, pair.a0, a)),
    ):
        out = [
            t for t in range(*tokens)
            if side.is_word(t) and (r := rows[t]) >= 0 and pair.ops[r] <= SUBSTITUTED
            and not other[0] <= starts[r] < other[1]
        ]  # fmt: skip
        if out:
            yield name if len(out) >= LEAST_WORDS else cut
