"""C503, C504, C510..C513: what was said in whose name, and whether it still is.

A quotation is a token range inside quote marks (``Segmented.quotations``); its counterpart is the
quotation that the word alignment carries most of its words to.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from unspin.judge.closed import CUE
from unspin.judge.names import is_variant
from unspin.judge.numbers import same_amount
from unspin.judge.pair import (
    EQUAL,
    ONLY_A,
    ONLY_B,
    SUBSTITUTED,
    Found,
    Pair,
    Side,
    Site,
    Stretch,
    Tokens,
    sided,
    versus,
)  # fmt: skip
from unspin.judge.typography import curious_rows, variant_spelling, written_out
from unspin.judge.words import is_name, is_ordinary
from unspin.records import Kind, QuotePair

K_NAME = int(Kind.NAME)
K_NUMBER = int(Kind.NUMBER)

SHARED = 0.3
"""Share of the shorter quotation's words that must be aligned to make two a pair."""
OUTSIDE = 0.6
"""Share of a quotation's words aligned outside quote marks that makes it dequoted."""
LEAST_WORDS = 3
"""A quotation of fewer words that loses its marks was a title or a scare quote."""
LONGEST_ATTRIBUTION = 15

_TELLING = {
    "C301": "name-changed", "C302": "name-changed", "C303": "number-changed",
    "C304": "number-changed", "C305": "number-changed", "C306": "polarity-changed",
    "C513": "reattributed", "C205": "reordered",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Counterpart:
    """A quotation on both sides; None where that side has it outside quote marks or not at all."""

    a: Tokens | None
    b: Tokens | None
    image: Tokens | None = None


@dataclass(frozen=True, slots=True)
class Inside:
    """What differs inside a pair of quotations: sites between the first and last aligned word."""

    sites: tuple[tuple[Tokens, Tokens], ...]
    real: tuple[tuple[Tokens, Tokens], ...]
    reordered: bool
    edges: tuple[str, ...]
    styled: bool


def altered(pair: Pair) -> Iterator[Found]:
    """The words inside the quotation marks are not the same words."""
    for match in _counterparts(pair):
        if match.a and match.b:
            inside = _inside(pair, match.a, match.b)
            count = len(inside.real) + inside.reordered
            if count:
                detail = f"{count} place{'s' if count > 1 else ''} altered"
                yield pair.found(match.a, match.b, (detail, detail))


def dequoted(pair: Pair) -> Iterator[Found]:
    """Words that a quotes stand in b without quote marks."""
    for match in _counterparts(pair):
        if match.a and match.image and not match.b:
            yield pair.found(match.a, match.image)


def requoted(pair: Pair) -> Iterator[Found]:
    """Words that a tells stand in b as a quotation."""
    for match in _counterparts(pair):
        if match.b and match.image and not match.a:
            yield pair.found(match.image, match.b)


def reattributed(pair: Pair) -> Iterator[Found]:
    """The quotation is in another speaker's mouth."""
    quoted = {
        pair.a.sentence_of(t)
        for m in _counterparts(pair)
        if m.a and m.b
        for t in (m.a[0], m.a[1] - 1)
    }
    for found, ta in _speakers_changed(pair):
        sentence = pair.a.sentence_of(ta)
        if sentence in quoted:
            yield found


def attribution_changed(pair: Pair) -> Iterator[Found]:
    """The words are given to another speaker."""
    for found, _ in _speakers_changed(pair):
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


def verdicts(pair: Pair, changes: Sequence[tuple[str, Stretch]]) -> tuple[QuotePair, ...]:
    """Say what became of each quotation, as a set of verdicts.

    Verdicts: identical, typographic, truncated, extended, bracketed, substituted, reordered,
    number-changed, name-changed, polarity-changed, reattributed, dequoted, requoted, unsupported.

    Args:
        pair: the two sides.
        changes: code and stretch of a of the named changes, by place in a; facts inside a
            quotation become its verdicts.
    """
    found = []
    telling = [change for change in changes if change[0] in _TELLING]
    for match in _counterparts(pair):
        a = pair.a.span(match.a) if match.a else None
        b = pair.b.span(match.b) if match.b else None
        if match.a and match.b:
            names = _both_verdicts(pair, match.a, match.b, telling)
        elif match.image:
            names = ["dequoted" if match.a else "requoted"]
        else:
            names = ["unsupported"]
        found.append(QuotePair(a, b, tuple(names)))
    return tuple(found)


_MIRRORED = {
    "dequoted": "requoted", "requoted": "dequoted", "truncated": "extended",
    "extended": "truncated",
}  # fmt: skip


def mirrored_quotes(quotes: tuple[QuotePair, ...]) -> tuple[QuotePair, ...]:
    """Return the pairs with the sides swapped, in the order of the new a, then of what b alone has."""
    swapped = (
        QuotePair(q.b, q.a, tuple(sorted(_MIRRORED.get(v, v) for v in q.verdicts))) for q in quotes
    )
    return tuple(sorted(swapped, key=_place))


def _place(q: QuotePair) -> tuple[bool, int, int]:
    one, other = q.a or q.b, q.b or q.a
    return q.a is None, one.start if one else 0, other.start if other else 0


def _both_verdicts(
    pair: Pair, a: Tokens, b: Tokens, telling: Sequence[tuple[str, Stretch]]
) -> list[str]:
    inside = _inside(pair, a, b)
    names = set(inside.edges)
    start, end = pair.a.bounds(a)
    first = bisect_left(telling, start, key=lambda change: change[1][0])
    last = bisect_right(telling, end, key=lambda change: change[1][0])
    names |= {_TELLING[code] for code, stretch in telling[first:last] if stretch[1] <= end}
    if any(_bracketed(pair, s) for s in inside.sites):
        names.add("bracketed")
    names |= {_plain_verdict(pair, s) for s in inside.real}
    if inside.reordered:
        names.add("reordered")
    if not names:
        names.add("typographic" if inside.styled or inside.sites else "identical")
    return sorted(names)


def _plain_verdict(pair: Pair, site: tuple[Tokens, Tokens]) -> str:
    ours, theirs = pair.a.has_words(site[0]), pair.b.has_words(site[1])
    if ours and theirs:
        return "substituted"
    return "truncated" if ours else "extended"


def _counterparts(pair: Pair) -> list[Counterpart]:
    return pair.once("quotations", lambda: list(_pair_up(pair)))


def _pair_up(pair: Pair) -> Iterator[Counterpart]:
    """Pair the quotations of both sides by the words aligned between them."""
    in_a, in_b = _quote_index(pair.a), _quote_index(pair.b)
    paired_b: set[int] = set()
    for q, (first, last) in enumerate(pair.a.seg.quotations.tolist()):
        partners, outside, words = _carried(pair, (first, last), in_b, from_a=True)
        mine = []
        for other, count in sorted(partners.items()):
            tokens = _quotation(pair.b, other)
            if count >= SHARED * min(words, len(pair.b.words(tokens))):
                mine.append(other)
                paired_b.add(other)
        for other in mine:
            theirs = _quotation(pair.b, other)
            ours = (first, last) if len(mine) == 1 else _clip(pair, (first, last), theirs)
            yield Counterpart(ours, _clip_b(pair, theirs, (first, last), in_a, q))
        if not mine:
            yield from _lone(pair, (first, last), outside, words, from_a=True)
    for q, (first, last) in enumerate(pair.b.seg.quotations.tolist()):
        if q not in paired_b:
            _, outside, words = _carried(pair, (first, last), in_a, from_a=False)
            yield from _lone(pair, (first, last), outside, words, from_a=False)


def _quotation(side: Side, index: int) -> Tokens:
    first, last = side.seg.quotations[index].tolist()
    return first, last


def _quote_index(side: Side) -> list[int]:
    """Return the index of the quotation that each token lies in, -1 for none."""
    index = [-1] * len(side)
    for q, (first, last) in enumerate(side.seg.quotations.tolist()):
        index[first:last] = [q] * (last - first)
    return index


def _carried(
    pair: Pair, tokens: Tokens, index: list[int], *, from_a: bool
) -> tuple[Counter[int], int, int]:
    """Count the words carried to each quotation of the other side, those carried outside, and all."""
    side, rows = (pair.a, pair.row_of_a) if from_a else (pair.b, pair.row_of_b)
    starts = pair.b0 if from_a else pair.a0
    kinds, ops = side.kinds, pair.ops
    held = [rows[t] for t in range(*tokens) if kinds[t] <= K_NUMBER]
    partners = Counter(index[starts[r]] for r in held if r >= 0 and ops[r] <= SUBSTITUTED)
    outside = partners.pop(-1, 0)
    return partners, outside, len(held)


def _clip(pair: Pair, ours: Tokens, theirs: Tokens) -> Tokens:
    """Return the part of a's quotation that one of several quotations of b answers."""
    image = pair.image_of_b(theirs)
    if image is None:
        return ours
    return max(ours[0], image[0]), min(ours[1], image[1])


def _clip_b(pair: Pair, theirs: Tokens, ours: Tokens, in_a: list[int], q: int) -> Tokens:
    """Return the part of b's quotation that this quotation of a answers, when others share it."""
    rows = pair.row_of_b[slice(*theirs)]
    answered = {in_a[pair.a0[r]] for r in rows if r >= 0 and pair.ops[r] <= SUBSTITUTED}
    if len(answered - {-1, q}) == 0:
        return theirs
    image = pair.image_of_a(ours)
    return theirs if image is None else (max(theirs[0], image[0]), min(theirs[1], image[1]))


def _lone(
    pair: Pair, tokens: Tokens, outside: int, words: int, *, from_a: bool
) -> Iterator[Counterpart]:
    """Yield a quotation without a quotation on the other side: dequoted, or unsupported there."""
    a, b = (tokens, None) if from_a else (None, tokens)
    if words >= LEAST_WORDS and outside >= OUTSIDE * words:
        image = pair.image_of_a(tokens) if from_a else pair.image_of_b(tokens)
        yield Counterpart(a, b, image)
    elif words >= LEAST_WORDS and pair.two_sided.any():
        yield Counterpart(a, b)


def _inside(pair: Pair, a: Tokens, b: Tokens) -> Inside:
    known: dict[tuple[Tokens, Tokens], Inside] = pair.once("inside", dict)
    if (a, b) not in known:
        known[a, b] = _look_inside(pair, a, b)
    return known[a, b]


def _look_inside(pair: Pair, a: Tokens, b: Tokens) -> Inside:
    """Return what differs between the first and the last word that both quotations hold."""
    rows_a, rows_b = pair.row_of_a[slice(*a)], pair.row_of_b[slice(*b)]
    ops, kinds = pair.ops, pair.a.kinds
    core = sorted({r for r in rows_a if r >= 0 and ops[r] <= SUBSTITUTED}.intersection(rows_b))
    if not core:
        return Inside((), (), False, (), False)
    first, last = core[0], core[-1]
    differing = {r for r in {*rows_a, *rows_b} if first <= r <= last and ops[r] != EQUAL}
    ends = _edge_tokens(pair, rows_a, rows_b, core)
    edges = {
        end: "truncated" if ours else "extended"
        for end, (ours, theirs) in ends.items()
        if bool(ours) != bool(theirs)
    }
    runs = [(ours, theirs) for ours, theirs in map(_hulls, ends.values()) if ours and theirs]
    real = [run for run in runs if _real(pair, run)]
    curious = curious_rows(pair)
    for low, high in _runs(sorted(differing)):
        run = pair.tokens_a(low, high), pair.tokens_b(low, high)
        runs.append(run)
        plain = curious.isdisjoint(rows := range(low, high)) and all(
            ops[r] == SUBSTITUTED for r in rows
        )
        if (plain and pair.a.has_words(run[0])) or _real(pair, run):
            real.append(run)
    wordy = [pair.b0[r] for r in core if kinds[pair.a0[r]] <= K_NUMBER]
    styled = _restyled(pair, a, core)
    reordered = any(wordy[k] > wordy[k + 1] for k in range(len(wordy) - 1))
    return Inside(tuple(runs), tuple(real), reordered, tuple(sorted(set(edges.values()))), styled)


def _restyled(pair: Pair, a: Tokens, core: list[int]) -> bool:
    """Tell whether equal words, or the marks around them, look different."""
    at = bisect_left(pair.restyled, core[0])
    if at < len(pair.restyled) and pair.restyled[at] <= core[-1]:
        return True
    marks = [pair.row_of_a[t] for t in (a[0] - 1, a[1]) if 0 <= t < len(pair.a)]
    return not pair.once("restyled", lambda: frozenset(pair.restyled)).isdisjoint(marks)


def _hulls(ends: tuple[list[int], list[int]]) -> tuple[Tokens | None, Tokens | None]:
    """Return the ranges of two lists of ascending tokens, None for an empty one."""
    ours, theirs = ((t[0], t[-1] + 1) if t else None for t in ends)
    return ours, theirs


def _edge_tokens(
    pair: Pair, rows_a: list[int], rows_b: list[int], core: list[int]
) -> dict[str, tuple[list[int], list[int]]]:
    """Return the words before and after the core on each side that nothing is aligned to."""
    first, last, ops = core[0], core[-1], pair.ops
    if (
        min(rows_a) >= first
        and max(rows_a) <= last
        and min(rows_b) >= first
        and max(rows_b) <= last
    ):
        return {}
    outer_a = {r for r in rows_a if (r < first or r > last) and r >= 0 and ops[r] == ONLY_A}
    outer_b = {r for r in rows_b if (r < first or r > last) and r >= 0 and ops[r] == ONLY_B}
    ours = _row_words(pair.a, outer_a, pair.a0, pair.a1)
    theirs = _row_words(pair.b, outer_b, pair.b0, pair.b1)
    return {
        "head": ([t for t, r in ours if r < first], [t for t, r in theirs if r < first]),
        "tail": ([t for t, r in ours if r > last], [t for t, r in theirs if r > last]),
    }


def _row_words(
    side: Side, rows: set[int], starts: list[int], ends: list[int]
) -> list[tuple[int, int]]:
    """Return (token, row) of the words of some rows, ascending."""
    return sorted((t, r) for r in rows for t in range(starts[r], ends[r]) if side.is_word(t))


def _runs(rows: list[int]) -> list[Tokens]:
    """Join neighbouring rows into half-open ranges."""
    found: list[Tokens] = []
    for r in rows:
        if found and found[-1][1] == r:
            found[-1] = (found[-1][0], r + 1)
        else:
            found.append((r, r + 1))
    return found


def _real(pair: Pair, site: tuple[Tokens, Tokens]) -> bool:
    """Tell whether a difference changes words, and not their look, a bracket or an ellipsis."""
    a, b = site
    ours, theirs = pair.a.has_words(a), pair.b.has_words(b)
    if not ours and not theirs:
        return False
    if _bracketed(pair, site) or written_out(pair, a, b) or same_amount(pair, a, b):
        return False
    if not ours or not theirs:
        return True
    if variant_spelling(pair, a, b):
        return False
    said = [
        "".join(filter(str.isalnum, side.text_of(t).lower()))
        for side, t in ((pair.a, a), (pair.b, b))
    ]
    return said[0] != said[1]


def _bracketed(pair: Pair, site: tuple[Tokens, Tokens]) -> bool:
    """Tell whether the words of a difference stand in an editor's brackets, or for an ellipsis."""
    return _in_brackets(pair.a, site[0]) or _in_brackets(pair.b, site[1])


def _in_brackets(side: Side, tokens: Tokens) -> bool:
    if tokens[0] == tokens[1]:
        return False
    first, last = side.lows[tokens[0]], side.lows[tokens[1] - 1]
    if first == "[" and last == "]":
        return True
    return tokens[1] - tokens[0] == 1 and first in ("…", "...")


def _speakers_changed(pair: Pair) -> list[tuple[Found, int]]:
    return pair.once("speakers", lambda: list(_find_speakers(pair)))


def _find_speakers(pair: Pair) -> Iterator[tuple[Found, int]]:
    spoken = _people(pair)
    rows = [(r, ta, tb) for r, ta, tb in pair.capitals if _other_name(pair, ta, tb)]
    lows_a, lows_b = pair.a.lows, pair.b.lows
    rows += [row for row in pair.replaced if lows_a[row[1]] in spoken and lows_b[row[2]] in spoken]
    for _, ta, tb in rows:
        if _speaks(pair.a, ta, pair) and _speaks(pair.b, tb, pair):
            detail = versus(pair.a.surface(ta), pair.b.surface(tb))
            yield pair.found((ta, ta + 1), (tb, tb + 1), detail), ta


def _other_name(pair: Pair, ta: int, tb: int) -> bool:
    """Tell whether two names name two people, and are no words of a longer name."""
    names = is_name(pair.a, ta) and is_name(pair.b, tb)
    words = is_ordinary(pair.a, ta) or is_ordinary(pair.b, tb)
    return names and not words and not is_variant(pair, ta, tb)


def _speaks(side: Side, t: int, pair: Pair) -> bool:
    """Tell whether a verb of saying follows the name at t, or stands before it as in "said X"."""
    first = last = t
    while side.is_word(last + 1) and is_name(side, last + 1):
        last += 1
    while side.is_word(first - 1) and is_name(side, first - 1):
        first -= 1
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
    rows = [r for r in range(*site.rows) if pair.ops[r] == op]
    if not rows or len(other.words(there)) > 2:
        return None
    tokens = (min(starts[r] for r in rows), max(ends[r] for r in rows))
    words = side.words(tokens)
    if not 2 <= len(words) <= LONGEST_ATTRIBUTION:
        return None
    if words[:2] == ["according", "to"]:
        return tokens
    cue = any(word in pair.closed.cues for word in words)
    who = any(
        is_name(side, t) or side.low(t) in _people(pair) for t in range(*tokens)
    )  # fmt: skip
    spoken = cue and who and not any(word in pair.closed.cues for word in other.words(there))
    return tokens if spoken and _is_clause(pair, side, tokens) else None


def _people(pair: Pair) -> frozenset[str]:
    """Return the pronouns that can only be a speaker."""
    return pair.closed.pronouns - {"it", "who"}


def _is_clause(pair: Pair, side: Side, tokens: Tokens) -> bool:
    """Tell whether the run is an attribution: speaker and verb next to each other."""
    for t in range(*tokens):
        if side.low(t) in pair.closed.cues and side.kinds[t] != K_NAME:
            near = (t - 2, t - 1, t + 1, t + 2)
            if any(
                tokens[0] <= k < tokens[1] and (is_name(side, k) or side.low(k) in _people(pair))
                for k in near
            ):
                return True
    return False
