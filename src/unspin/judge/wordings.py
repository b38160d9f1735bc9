"""What differs between the wordings of a quotation and its counterpart: runs of rows, explained.

A run is a maximal stretch of differing rows between the first and the last word that both
quotations hold; words before and after those are the ends. Whatever only looks different, stands
in an editor's square brackets or for an ellipsis is told from what says something else.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from unspin.judge.numbers import same_amount
from unspin.judge.pair import EQUAL, ONLY_A, ONLY_B, SUBSTITUTED, Pair, Side, Tokens
from unspin.judge.typography import curious_rows, letters, variant_spelling, written_out
from unspin.records import Flag, Kind

K_WORD = int(Kind.WORD)
K_FUNCTION = int(Kind.FUNCTION)
K_NUMBER = int(Kind.NUMBER)
F_SPACED = int(Flag.SPACED)

LONGEST_BRACKET = 16
"""Tokens between square brackets beyond which they are no editor's."""
_ELLIPSES = frozenset(("…", "..."))

What = Literal["look", "bracketed", "elided-a", "elided-b", "moved", "end", "words"]
"""What a run is: another look of the same words, an editor's brackets, an ellipsis of one side,
words that stand elsewhere in the other quotation, words at an end that one side alone has, or
other words."""


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch that differs, as tokens of both sides; ``what`` explains it."""

    a: Tokens
    b: Tokens
    what: What


@dataclass(frozen=True, slots=True)
class Inside:
    """What differs inside a pair of quotations.

    Attributes:
        runs: between the first and the last shared word, and at an end where both sides go on.
        bracketed: whether one side holds an editor's brackets that the other has not.
        reordered: whether shared words stand in another order.
        denial_moved: whether a negation stands elsewhere.
        styled: whether equal words, or the marks around them, look different.
    """

    runs: tuple[Run, ...] = ()
    bracketed: bool = False
    reordered: bool = False
    denial_moved: bool = False
    styled: bool = False

    @property
    def altered(self) -> int:
        """How many places say something else; ends, brackets and ellipses do not count."""
        return sum(run.what == "words" for run in self.runs) + self.reordered


@dataclass(frozen=True, slots=True)
class _Region:
    """Tokens in square brackets, or an ellipsis: what an editor put in.

    ``marks`` are the brackets, or the dots.
    """

    tokens: Tokens
    marks: tuple[int, ...]
    elided: bool


def inside(pair: Pair, a: Tokens, b: Tokens) -> Inside:
    """Return what differs between two quotations that are each other's counterpart."""
    known: dict[tuple[Tokens, Tokens], Inside] = pair.once("inside", dict)
    if (a, b) not in known:
        known[a, b] = _look_inside(pair, a, b)
    return known[a, b]


def _look_inside(pair: Pair, a: Tokens, b: Tokens) -> Inside:
    rows_a, rows_b = pair.row_of_a[slice(*a)], pair.row_of_b[slice(*b)]
    ops = pair.ops
    if rows_a == rows_b and _whole(rows_a, ops):  # as most are
        return Inside(styled=_restyled(pair, a, rows_a))
    core = sorted({r for r in rows_a if r >= 0 and ops[r] <= SUBSTITUTED}.intersection(rows_b))
    if not core:
        return Inside()
    edits = _edited(pair, a, b)
    first, last = core[0], core[-1]
    differing = {r for r in {*rows_a, *rows_b} if first <= r <= last and ops[r] != EQUAL}
    runs = []
    for rows in _joined(sorted(differing)):
        held = pair.tokens_a(*rows), pair.tokens_b(*rows)
        runs.append(Run(*held, _explained(pair, rows, *held, edits)))
    for ours, theirs in _ends(pair, a, b, core):
        what = _explained(pair, None, ours, theirs, edits)
        if what == "words" and not (pair.a.has_words(ours) and pair.b.has_words(theirs)):
            what = "end"
        runs.append(Run(ours, theirs, what))
    crossed = _crossed(pair, core)
    moved = _moved(pair, runs, crossed=crossed)
    return Inside(
        tuple(Run(r.a, r.b, "moved") if r in moved else r for r in runs),
        any(not region.elided for side in edits for region in side),
        bool(moved) or crossed,
        _denies(pair, a, b) and _denial_moved(pair, sorted(differing), core),
        _restyled(pair, a, core),
    )


def _whole(rows: Sequence[int], ops: Sequence[int]) -> bool:
    """Tell whether there are rows, all of them equal ones, that follow each other."""
    if not rows or rows[0] < 0:
        return False
    run = range(rows[0], rows[0] + len(rows))
    return list(rows) == list(run) and not any(ops[run.start : run.stop])


def _joined(rows: list[int]) -> list[Tokens]:
    """Join neighbouring rows into half-open ranges."""
    found: list[Tokens] = []
    for r in rows:
        if found and found[-1][1] == r:
            found[-1] = (found[-1][0], r + 1)
        else:
            found.append((r, r + 1))
    return found


def _ends(pair: Pair, a: Tokens, b: Tokens, core: list[int]) -> Iterator[tuple[Tokens, Tokens]]:
    """Yield the words before and after the core that nothing is aligned to, head and tail."""
    head_a, tail_a = _outside(pair, a, core, in_a=True)
    head_b, tail_b = _outside(pair, b, core, in_a=False)
    head, tail = _kept_apart(pair, head_a[::-1], head_b[::-1]), _kept_apart(pair, tail_a, tail_b)
    for (of_a, of_b), points in ((head, (a[0], b[0])), (tail, (a[1], b[1]))):
        if of_a or of_b:
            yield _hull(of_a, points[0]), _hull(of_b, points[1])


def _outside(
    pair: Pair, tokens: Tokens, core: list[int], *, in_a: bool
) -> tuple[list[int], list[int]]:
    """Return the words before and those after the core that nothing is aligned to."""
    side, rows = (pair.a, pair.row_of_a) if in_a else (pair.b, pair.row_of_b)
    first, last = core[0], core[-1]
    beyond = [t for t in range(*tokens) if not first <= rows[t] <= last]  # seldom any
    lone = [t for t in beyond if side.is_word(t) and _alone(pair, rows[t])]
    return [t for t in lone if rows[t] < first], [t for t in lone if rows[t] > last]


def _alone(pair: Pair, row: int) -> bool:
    """Tell whether nothing is aligned to what stands in a row."""
    return row < 0 or pair.ops[row] in (ONLY_A, ONLY_B)


def _kept_apart(pair: Pair, ours: list[int], theirs: list[int]) -> tuple[list[int], list[int]]:
    """Leave out the words nearest the core that are the same on both sides after all."""
    same = 0
    while (
        same < min(len(ours), len(theirs)) and pair.a.keys[ours[same]] == pair.b.keys[theirs[same]]
    ):
        same += 1
    return ours[same:], theirs[same:]


def _hull(tokens: list[int], point: int) -> Tokens:
    """Return the range of some tokens, an empty one for none."""
    return (min(tokens), max(tokens) + 1) if tokens else (point, point)


def _explained(
    pair: Pair, rows: Tokens | None, a: Tokens, b: Tokens,
    edits: tuple[Sequence[_Region], Sequence[_Region]],
) -> What:  # fmt: skip
    """Say what a run is; rows is None for one at an end."""
    if edits[0] or edits[1]:
        for elided, what_a, what_b in (
            (False, "bracketed", "bracketed"),
            (True, "elided-a", "elided-b"),
        ):
            if _touches(a, edits[0], elided=elided):
                return what_a  # type: ignore[return-value]
            if _touches(b, edits[1], elided=elided):
                return what_b  # type: ignore[return-value]
    if rows is not None and {*pair.ops[rows[0] : rows[1]]} == {SUBSTITUTED}:
        if curious_rows(pair).isdisjoint(range(*rows)) and pair.a.has_words(a):
            return "words"
        if rows[1] - rows[0] > 1 and all(
            not _says_other(pair, pair.tokens_a(r, r + 1), pair.tokens_b(r, r + 1))
            for r in range(*rows)
        ):
            return "look"
    return "words" if _says_other(pair, a, b) else "look"


def _says_other(pair: Pair, a: Tokens, b: Tokens) -> bool:
    """Tell whether two ranges differ in more than their look."""
    ours, theirs = pair.a.has_words(a), pair.b.has_words(b)
    if not ours and not theirs:
        return False
    if same_amount(pair, a, b):
        return False
    if not ours or not theirs:
        return True
    if written_out(pair, a, b) or variant_spelling(pair, a, b):
        return False
    said = ["".join(side.words(t)) for side, t in ((pair.a, a), (pair.b, b))]
    return letters(said[0]) != letters(said[1])


def _touches(tokens: Tokens, regions: Sequence[_Region], *, elided: bool) -> bool:
    """Tell whether a range meets a region of the kind; an ellipsis may stand beside it too."""
    return any(
        r.elided == elided and r.tokens[0] < tokens[1] + elided and tokens[0] < r.tokens[1] + elided
        for r in regions
    )


def _edited(pair: Pair, a: Tokens, b: Tokens) -> tuple[list[_Region], list[_Region]]:
    """Return what an editor put into each quotation, and not into the other."""
    ours = [r for r in _regions(pair.a, a) if _differs(pair.row_of_a, pair.ops, r, b, pair.b0)]
    theirs = [r for r in _regions(pair.b, b) if _differs(pair.row_of_b, pair.ops, r, a, pair.a0)]
    return ours, theirs


def _differs(
    rows: Sequence[int], ops: list[int], region: _Region, other: Tokens, starts: Sequence[int]
) -> bool:
    """Tell whether a mark of a region has no equal in the other quotation."""
    held = [rows[t] for t in region.marks]
    return any(r < 0 or ops[r] != EQUAL or not other[0] <= starts[r] < other[1] for r in held)


def _regions(side: Side, tokens: Tokens) -> list[_Region]:
    lows, (t, end) = side.lows, tokens
    found: list[_Region] = []
    while t < end:
        low, after = lows[t], t + 1
        if low == "[":
            close = next((k for k in range(t, min(end, t + LONGEST_BRACKET)) if lows[k] == "]"), t)
            if close > t:
                after = close + 1
                found.append(_bracket(side, t, after, end))
        elif low in _ELLIPSES or (low == "." and lows[after] == "." and after < end):
            while after < end and lows[after] == ".":
                after += 1
            found.append(_Region((t, after), (t,), elided=True))
        t = after
    return found


def _bracket(side: Side, first: int, after: int, end: int) -> _Region:
    """Return a region in square brackets, with the rest of a word that begins in it."""
    marks, elided = (first, after - 1), not side.has_words((first, after))
    if not elided and after < end and side.is_word(after) and not side.has(after, F_SPACED):
        after += 1
    return _Region((first, after), marks, elided)


def _moved(pair: Pair, runs: Sequence[Run], *, crossed: bool) -> list[Run]:
    """Return the runs whose words all stand elsewhere in the other quotation's runs.

    A function word that is dropped here and put in there has not moved, unless other words have.
    """
    open_runs = [run for run in runs if run.what == "words"]
    ours = [key for run in open_runs for key in _wordy(pair.a, run.a)]
    theirs = [key for run in open_runs for key in _wordy(pair.b, run.b)]
    common = {*ours}.intersection(theirs)
    if not common:
        return []
    telling = {
        pair.a.keys[t] for run in open_runs for t in range(*run.a) if pair.a.kinds[t] != K_FUNCTION
    }
    if not (crossed or sorted(ours) == sorted(theirs) or telling.intersection(common)):
        return []
    return [
        run
        for run in open_runs
        if common.issuperset((*_wordy(pair.a, run.a), *_wordy(pair.b, run.b)))
    ]


def _wordy(side: Side, tokens: Tokens) -> list[int]:
    """Return the keys of the words of a range."""
    return [side.keys[t] for t in range(*tokens) if side.kinds[t] <= K_NUMBER]


def _crossed(pair: Pair, core: list[int]) -> bool:
    """Tell whether words that are aligned stand in another order."""
    kinds = pair.a.kinds
    wordy = [pair.b0[r] for r in core if kinds[pair.a0[r]] <= K_NUMBER]
    return any(wordy[k] > wordy[k + 1] for k in range(len(wordy) - 1))


def _denies(pair: Pair, a: Tokens, b: Tokens) -> bool:
    """Tell whether a negation stands in either quotation."""
    words = {*pair.a.lows[slice(*a)], *pair.b.lows[slice(*b)]}
    return not words.isdisjoint(pair.closed.negations)


def _denial_moved(pair: Pair, differing: list[int], core: list[int]) -> bool:
    """Tell whether a negation was taken out here and put in there, past a word that says much.

    Past one function word (``not to go``, ``to not go``) it denies the same.
    """
    negations = pair.closed.negations
    gone = [r for r in differing if pair.ops[r] == ONLY_A and pair.a.low(pair.a0[r]) in negations]
    come = [r for r in differing if pair.ops[r] == ONLY_B and pair.b.low(pair.b0[r]) in negations]
    kinds = pair.a.kinds
    heavy = [(r, 1 if kinds[pair.a0[r]] == K_FUNCTION else 2) for r in core
             if kinds[pair.a0[r]] <= K_NUMBER]  # fmt: skip
    crossed = any(
        sum(w for r, w in heavy if min(one, other) < r < max(one, other)) >= 2
        for one in gone
        for other in come
    )
    return crossed or _denial_crossed(pair, core)


def _denial_crossed(pair: Pair, core: list[int]) -> bool:
    """Tell whether a negation that is aligned stands on the other side of an aligned word."""
    denials = [
        r for r in core if pair.ops[r] == EQUAL and pair.a.low(pair.a0[r]) in pair.closed.negations
    ]
    return any((r - d) * (pair.b0[r] - pair.b0[d]) < 0 for d in denials for r in core
               if pair.a.kinds[pair.a0[r]] == K_WORD)  # fmt: skip


def _restyled(pair: Pair, a: Tokens, core: Sequence[int]) -> bool:
    """Tell whether equal words, or the marks around them, look different."""
    at = bisect_left(pair.restyled, core[0])
    if at < len(pair.restyled) and pair.restyled[at] <= core[-1]:
        return True
    marks = [pair.row_of_a[t] for t in (a[0] - 1, a[1]) if 0 <= t < len(pair.a)]
    return not pair.once("restyled", lambda: frozenset(pair.restyled)).isdisjoint(marks)
