"""Two documents seen through their word alignment: the view every change is judged in.

Legend: row = a step of ``Alignment.words``; t = token index; n = tokens of a side; e = rows.
Python objects are made only for the rows that differ; the rest stays in the columns.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import compress
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from unspin.judge.closed import Closed, closed_classes
from unspin.judge.ranges import (
    EQUAL,
    ONLY_A,
    ONLY_B,
    SUBSTITUTED,
    Placed,
    Tokens,
    codes,
    column,
    cut,
    hull,
    image,
    placed,
)
from unspin.judge.sites import Divided, divided
from unspin.later import lately
from unspin.records import Alignment, Flag, Int32, Kind, Lexicon, Segmented, Span, UInt32

__all__ = ["EQUAL", "ONLY_A", "ONLY_B", "SUBSTITUTED", "Tokens"]  # of .ranges, for every rule

T = TypeVar("T")
Stretch = tuple[int, int]
"""A half-open range of offsets in the text of one side."""
Detail = tuple[str, str]
"""What a change is here, in a few words, and the same with the sides swapped."""

_PADDING = 8
_LAST_WORDY = int(Kind.NUMBER)
_PLAIN, _CAPITAL = int(Kind.WORD), int(Flag.CAPITAL)
_STOPS = frozenset((".", "!", "?", "…"))
_LONGEST_RUN = 64
"""Rows looked at in either direction; nobody asks whether a run is longer than a clause."""
_LEAST_PLAIN = 3
"""Lower-case content words that no headline in title case has."""
_APOSTROPHES = "’‘ʼ′`´＇"


Found = tuple[Stretch, Stretch, Detail]
"""A change that a rule found, before it is given its code: its places in a and in b, and its detail.
Plain, since most pairs have many."""
PLAIN: Detail = ("", "")
"""The detail of a change of which its code says all."""


def versus(of_a: str, of_b: str) -> Detail:
    """Return the detail that sets what a has beside what b has."""
    return f"{of_a} / {of_b}", f"{of_b} / {of_a}"


def sided(text: str, *, in_a: bool) -> Detail:
    """Return a detail with the name of a side where ``text`` has ``{side}``."""
    there, back = text.replace("{side}", "a"), text.replace("{side}", "b")
    return (there, back) if in_a else (back, there)


def gone(what: str, *, in_a: bool) -> Detail:
    """Return the detail of something that only one side has."""
    there, back = f"{what} dropped", f"{what} added"
    return (there, back) if in_a else (back, there)


class Site(NamedTuple):
    """A maximal run of rows that differ, inside one link."""

    rows: Tokens
    a: Tokens
    b: Tokens
    link: int


class _Remembering:
    """What makes things once."""

    def __init__(self) -> None:
        self._made: dict[Hashable, Any] = {}

    def once(self, name: Hashable, make: Callable[[], T]) -> T:
        """Return what ``make`` gave the first time this name was asked for."""
        if name not in self._made:
            self._made[name] = make()
        made: T = self._made[name]
        return made


class Side(_Remembering):
    """One document with its tokens, read as strings and plain numbers where asked.

    Nothing in it depends on what the document is compared with.
    """

    def __init__(self, text: str, seg: Segmented, lexicon: Lexicon) -> None:
        super().__init__()
        self.lexicon = lexicon
        self.text = text
        self.seg = seg
        self._starts, self._ends = column(seg.starts), column(seg.ends)
        self._sentences = column(seg.sentences)
        self.keys, self.stems, self.rows = column(seg.keys), column(seg.stems), column(seg.rows)
        """Hash of the normalised form of each token, hash of its stem, its lexicon row or -1."""
        self.kinds: list[int] = seg.kinds.tolist()
        self.flags: list[int] = seg.flags.tolist()
        self.lowered = letter_for_letter(self.text)
        self.lows: list[str] = _lowered(self.lowered, seg.starts, seg.ends)
        self._prose: dict[int, bool] = {}

    def __len__(self) -> int:
        return len(self._starts)

    @cached_property
    def codes(self) -> UInt32:
        """The code points of the text."""
        return codes(self.text)

    def surface(self, t: int) -> str:
        """Return token t as it stands in the text."""
        return self.text[self._starts[t] : self._ends[t]]

    def low(self, t: int) -> str:
        """Return token t in lower case with straight apostrophes; "" just outside the document."""
        return self.lows[t]

    def words(self, tokens: Tokens) -> list[str]:
        """Return the lower-case forms of a token range, punctuation and quote marks left out."""
        first, last = tokens
        pairs = zip(self.lows[first:last], self.kinds[first:last], strict=False)
        return [low for low, kind in pairs if kind <= _LAST_WORDY]

    def has_words(self, tokens: Tokens) -> bool:
        """Tell whether a token range holds more than punctuation and quote marks."""
        kinds = self.kinds[tokens[0] : tokens[1]]
        return bool(kinds) and min(kinds) <= _LAST_WORDY

    def span(self, tokens: Tokens) -> Span:
        """Return the stretch of text of a token range; an empty range is a point after a token."""
        return Span(*self.bounds(tokens))

    def bounds(self, tokens: Tokens) -> Stretch:
        """Return where in the text a token range starts and ends; an empty one after a token."""
        first, last = tokens
        if first < last:
            return self._starts[first], self._ends[last - 1]
        point = self._ends[first - 1] if 0 < first <= len(self._ends) else 0
        return point, point

    def gap(self, t: int) -> Stretch:
        """Return the stretch between token t and the one before it."""
        return self._ends[t - 1], self._starts[t]

    def text_of(self, tokens: Tokens) -> str:
        """Return the text of a token range, as it stands."""
        start, end = self.bounds(tokens)
        return self.text[start:end]

    def is_word(self, t: int) -> bool:
        """Tell whether token t exists and is a word, a name or a number."""
        return 0 <= t < len(self.kinds) and self.kinds[t] <= _LAST_WORDY

    def has(self, t: int, flag: int) -> bool:
        """Tell whether token t carries the flag."""
        return self.flags[t] & flag != 0

    def marks(self, closed: Closed) -> dict[int, int]:
        """Return the marks of the tokens that are closed-class words."""
        return self.once(closed, partial(self._marked, closed))

    def _marked(self, closed: Closed) -> dict[int, int]:
        watch, lows = closed.watch, self.lows
        held = compress(range(len(lows)), map(watch.__contains__, lows))
        return {t: watch[lows[t]] for t in held}

    def is_prose(self, t: int) -> bool:
        """Tell whether token t's sentence ends in a stop or has plain words: no headline does."""
        index = self.sentence_of(t)
        known = self._prose.get(index)
        if known is None:
            first, last = self.sentence(index)
            plain = sum(
                self.kinds[k] == _PLAIN and not self.flags[k] & _CAPITAL for k in range(first, last)
            )
            stopped = any(self.low(k) in _STOPS for k in range(max(first, last - 2), last))
            known = plain >= _LEAST_PLAIN or (stopped and plain > 0)
            self._prose[index] = known
        return known

    def sentence_of(self, t: int) -> int:
        """Return the index of the sentence that token t lies in."""
        return bisect_right(self._sentences, t) - 1

    def sentence(self, index: int) -> Tokens:
        """Return the token range of a sentence."""
        return self._sentences[index], self._sentences[index + 1]


@lately
def side_of(seg: Segmented, text: str, lexicon: Lexicon) -> Side:
    """Return a text seen through its columns."""
    return Side(text, seg, lexicon)


@dataclass(slots=True, eq=False)
class Claims:
    """Rows that a rule has explained; rules further down leave them alone."""

    taken: set[int] = field(default_factory=set)
    sentences: set[tuple[bool, int]] = field(default_factory=set)
    """(of a, index) of sentences that a rule has explained whole."""

    def take(self, rows: Sequence[int]) -> None:
        """Mark rows as explained."""
        self.taken.update(rows)

    def any(self, rows: Sequence[int]) -> bool:
        """Tell whether any of the rows is explained already."""
        return not self.taken.isdisjoint(rows)


class Pair(_Remembering):
    """Both sides, the alignment between them, and what has been explained so far."""

    def __init__(self, a: Side, b: Side, alignment: Alignment, language: str) -> None:
        super().__init__()
        self.a, self.b = a, b
        self.alignment = alignment
        self.lexicon = a.lexicon
        self.closed: Closed = closed_classes(language)
        self.claims = Claims()
        w = alignment.words
        self.ops: list[int] = w.ops.tolist()
        self.a0, self.a1 = column(w.a_starts), column(w.a_ends)
        self.b0, self.b1 = column(w.b_starts), column(w.b_ends)
        self.link_of = column(w.links)

    @cached_property
    def divided(self) -> Divided:
        """The rows that differ, and the sites these make."""
        seen = self._placed
        w, links = self.alignment.words, self.alignment.links
        return divided(w, links, seen.before_a, seen.before_b)

    @property
    def two_sided(self) -> NDArray[np.bool_]:
        """(e,) rows that lie in a link with sentences on both sides."""
        return self.divided.two_sided

    @cached_property
    def _placed(self) -> Placed:
        a, b = self.a, self.b
        return placed(self.alignment.words, a.seg, b.seg, a.codes, b.codes)

    @cached_property
    def row_of_a(self) -> Sequence[int]:
        """(n_a,) row of each token of a, -1 where no row holds it."""
        return column(self._placed.row_of_a)

    @cached_property
    def row_of_b(self) -> Sequence[int]:
        """(n_b,) row of each token of b, -1 where no row holds it."""
        return column(self._placed.row_of_b)

    @cached_property
    def restyled(self) -> list[int]:
        """Rows with equal keys whose text is not the same, ascending."""
        rows: list[int] = self._placed.restyled.tolist()
        return rows

    @cached_property
    def capitals(self) -> list[tuple[int, int, int]]:
        """(row, token of a, token of b) of words put for words, one of them with a capital."""
        _, a, b = self.divided.replaced
        capital = (self.a.seg.flags[a] | self.b.seg.flags[b]) & _CAPITAL
        return list(compress(self.replaced, capital.tolist()))

    def site(self, index: int) -> Site:
        """Return a site by its place among the sites."""
        first, end, a0, a1, b0, b1 = self._sites[index]
        return Site((first, end), (a0, a1), (b0, b1), self.link_of[first])

    @cached_property
    def _sites(self) -> list[list[int]]:
        found: list[list[int]] = self.divided.sites.T.tolist()
        return found

    @cached_property
    def watched(self) -> list[tuple[int, int, bool, int]]:
        """(row, token, whether of a, marks) of closed-class words in differing rows."""
        site_of = self.site_of_row
        found = [
            (row, in_b, t, marks)
            for in_b, rows in ((False, self.row_of_a), (True, self.row_of_b))
            for t, marks in self.marked[in_b].items()
            if site_of[row := rows[t]] >= 0
        ]
        return [(row, t, not in_b, marks) for row, in_b, t, marks in sorted(found)]

    @cached_property
    def marked(self) -> tuple[dict[int, int], dict[int, int]]:
        """Marks of the tokens of a and of b that are closed-class words."""
        return self.a.marks(self.closed), self.b.marks(self.closed)

    def watched_sites(self, mark: int) -> list[Site]:
        """Return the sites that hold a closed-class word of this mark, on either side."""
        held = {self.site_of_row[r] for r, _, _, marks in self.watched if marks & mark}
        return [self.site(s) for s in sorted(held)]

    @cached_property
    def site_of_row(self) -> Sequence[int]:
        """(e + 1,) index of the site of each row, -1 where it does not differ; of none, the last."""
        return column(self.divided.site_of_row)

    @cached_property
    def before_a(self) -> Sequence[int]:
        """(e,) where a has got to before each row: the end of the last token of a above it."""
        return column(self._placed.before_a)

    @cached_property
    def before_b(self) -> Sequence[int]:
        """(e,) where b has got to before each row."""
        return column(self._placed.before_b)

    def tokens_a(self, first: int, last: int) -> Tokens:
        """Return the tokens of a that rows [first, last) hold, or the point where a stands."""
        if last - first == 1 and self.a1[first] > self.a0[first]:
            return self.a0[first], self.a1[first]
        return hull(self.a0, self.a1, first, last) or (self.before_a[first],) * 2

    def tokens_b(self, first: int, last: int) -> Tokens:
        """Return the tokens of b that rows [first, last) hold, or the point where b stands."""
        if last - first == 1 and self.b1[first] > self.b0[first]:
            return self.b0[first], self.b1[first]
        return hull(self.b0, self.b1, first, last) or (self.before_b[first],) * 2

    def found(self, a: Tokens, b: Tokens, detail: Detail = PLAIN) -> Found:
        """Return a finding over token ranges."""
        return self.a.bounds(a), self.b.bounds(b), detail

    def rows_found(self, first: int, last: int, detail: Detail = PLAIN) -> Found:
        """Return a finding over rows [first, last)."""
        return self.found(self.tokens_a(first, last), self.tokens_b(first, last), detail)

    def image_of_a(self, tokens: Tokens) -> Tokens | None:
        """Return the tokens of b aligned to a range of a, or None when nothing is."""
        return image(self.row_of_a[slice(*tokens)], self.ops, self.b0, self.b1)

    def image_of_b(self, tokens: Tokens) -> Tokens | None:
        """Return the tokens of a aligned to a range of b, or None when nothing is."""
        return image(self.row_of_b[slice(*tokens)], self.ops, self.a0, self.a1)

    def place_in_b(self, tokens: Tokens) -> Tokens:
        """Return the image of a's tokens, or the point of b where they would stand."""
        image = self.image_of_a(tokens)
        if image is not None:
            return image
        row = self.row_of_a[tokens[0]] if tokens[0] < len(self.a) else -1
        point = self.before_b[row] if row >= 0 else 0
        return point, point

    def place_in_a(self, tokens: Tokens) -> Tokens:
        """Return the image of b's tokens, or the point of a where they would stand."""
        image = self.image_of_b(tokens)
        if image is not None:
            return image
        row = self.row_of_b[tokens[0]] if tokens[0] < len(self.b) else -1
        point = self.before_a[row] if row >= 0 else 0
        return point, point

    def in_long_run(self, row: int, most: int) -> bool:
        """Tell whether the run of one-sided rows around a row holds more words than ``most``."""
        in_a = self.ops[row] == ONLY_A
        side, starts = (self.a, self.a0) if in_a else (self.b, self.b0)
        kinds, words, run = side.kinds, 0, [row]
        for r in self._run(row):  # each holds a token
            run.append(r)
            words += kinds[starts[r]] <= _LAST_WORDY
            if words > most:
                return True
        first, last = min(run), max(run) + 1
        held = self.tokens_a(first, last) if in_a else self.tokens_b(first, last)
        return len(side.words(held)) > most  # with what stands between them

    def _run(self, row: int) -> Iterator[int]:
        """Yield the rows around a row that are of its kind, so far as one looks."""
        ops, op = self.ops, self.ops[row]
        for r in range(row, min(len(ops), row + _LONGEST_RUN)):
            if ops[r] != op:
                break
            yield r
        for r in range(row - 1, max(0, row - _LONGEST_RUN) - 1, -1):
            if ops[r] != op:
                break
            yield r

    def substituted(self) -> Iterator[tuple[int, int, int]]:
        """Yield (row, token of a, token of b) for words that stand for words, unexplained ones."""
        taken = self.claims.taken
        for row in self.replaced:
            if row[0] not in taken:
                yield row

    @cached_property
    def replaced(self) -> list[tuple[int, int, int]]:
        """(row, token of a, token of b) of words put for words."""
        rows, a, b = self.divided.replaced.tolist()
        return list(zip(rows, a, b, strict=True))


def letter_for_letter(text: str) -> str:
    """Return a text in lower case and of the same length: letters that would grow stay."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := c.lower()) == 1 else c for c in text)


def _lowered(lowered: str, starts: Int32, ends: Int32) -> list[str]:
    """Return the tokens in lower case with straight apostrophes, and some empty ones.

    The padding answers indexes just outside the document: before it (as -1) and after it.
    """
    for mark in _APOSTROPHES:
        if mark in lowered:
            lowered = lowered.replace(mark, "'")
    return [*cut(lowered, starts, ends), *[""] * _PADDING]
