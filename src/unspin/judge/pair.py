"""Two documents seen through their word alignment: the view every change is judged in.

Legend: row = a step of ``Alignment.words``; t = token index; n = tokens of a side; e = rows.
Python objects are made only for the rows that differ; the rest stays in the columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from unspin.judge.closed import Closed, closed_classes
from unspin.records import Alignment, Document, Flag, Kind, Lexicon, Segmented, Span

T = TypeVar("T")
EQUAL, SUBSTITUTED, ONLY_A, ONLY_B = 0, 1, 2, 3
Tokens = tuple[int, int]
"""A half-open range of token indexes of one side."""

_PADDING = 8
_LAST_WORDY = int(Kind.NUMBER)
_PLAIN, _CAPITAL = int(Kind.WORD), int(Flag.CAPITAL)
_STOPS = frozenset((".", "!", "?", "…"))
_LONGEST_RUN = 64
"""Rows looked at in either direction; nobody asks whether a run is longer than a clause."""
_LEAST_PLAIN = 3
"""Lower-case content words that no headline in title case has."""
_APOSTROPHES = "’‘ʼ′`´＇"


@dataclass(frozen=True, slots=True)
class Found:
    """A change that a rule found, before it is given its code."""

    a: Span
    b: Span
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """A maximal run of rows that differ, inside one link."""

    rows: Tokens
    a: Tokens
    b: Tokens
    link: int


class Side:
    """One document with its tokens, read as strings only where asked."""

    __slots__ = (
        "_ends", "_lows", "_prose", "_starts", "document", "flags", "kinds", "lexicon", "seg", "text",
    )  # fmt: skip

    def __init__(self, document: Document, seg: Segmented, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.document = document
        self.text = document.text
        self.seg = seg
        self._starts: list[int] = seg.starts.tolist()
        self._ends: list[int] = seg.ends.tolist()
        self.kinds: list[int] = seg.kinds.tolist()
        self.flags: list[int] = seg.flags.tolist()
        self._prose: dict[int, bool] = {}
        self._lows = _lowered(self.text, self._starts, self._ends)

    def __len__(self) -> int:
        return len(self._starts)

    def surface(self, t: int) -> str:
        """Return token t as it stands in the text."""
        return self.text[self._starts[t] : self._ends[t]]

    def low(self, t: int) -> str:
        """Return token t in lower case with straight apostrophes; "" just outside the document."""
        return self._lows[t]

    def words(self, tokens: Tokens) -> list[str]:
        """Return the lower-case forms of a token range, punctuation and quote marks left out."""
        first, last = max(0, tokens[0]), min(tokens[1], len(self.kinds))
        lows, kinds = self._lows, self.kinds
        return [lows[t] for t in range(first, last) if kinds[t] <= _LAST_WORDY]

    def span(self, tokens: Tokens) -> Span:
        """Return the stretch of text of a token range; an empty range is a point after a token."""
        first, last = tokens
        if first < last:
            return Span(self._starts[first], self._ends[last - 1])
        point = self._ends[first - 1] if 0 < first <= len(self._ends) else 0
        return Span(point, point)

    def is_word(self, t: int) -> bool:
        """Tell whether token t exists and is a word, a name or a number."""
        return 0 <= t < len(self.kinds) and self.kinds[t] <= _LAST_WORDY

    def has(self, t: int, flag: int) -> bool:
        """Tell whether token t carries the flag."""
        return self.flags[t] & flag != 0

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
        return int(np.searchsorted(self.seg.sentences, t, side="right")) - 1

    def sentence(self, index: int) -> Tokens:
        """Return the token range of a sentence."""
        return int(self.seg.sentences[index]), int(self.seg.sentences[index + 1])


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


class Pair:
    """Both sides, the alignment between them, and what has been explained so far."""

    def __init__(self, a: Side, b: Side, alignment: Alignment) -> None:
        self.a, self.b = a, b
        self.alignment = alignment
        self.lexicon = a.lexicon
        language = a.document.language
        self.closed: Closed = closed_classes(language)
        self.claims = Claims()
        self._made: dict[str, object] = {}
        w = alignment.words
        self.ops: list[int] = w.ops.tolist()
        self.a0: list[int] = w.a_starts.tolist()
        self.a1: list[int] = w.a_ends.tolist()
        self.b0: list[int] = w.b_starts.tolist()
        self.b1: list[int] = w.b_ends.tolist()
        self.link_of: list[int] = w.links.tolist()
        self.scores: list[float] = w.scores.tolist()

    def once(self, name: str, make: Callable[[], T]) -> T:
        """Return what ``make`` gave the first time this name was asked for."""
        if name not in self._made:
            self._made[name] = make()
        return cast("T", self._made[name])

    @cached_property
    def two_sided(self) -> NDArray[np.bool_]:
        """(e,) rows that lie in a link with sentences on both sides."""
        both = np.array([bool(k.a and k.b) for k in self.alignment.links] + [False])
        return both[self.alignment.words.links]

    @cached_property
    def row_of_a(self) -> NDArray[np.int32]:
        """(n_a,) row of each token of a, -1 where no row holds it."""
        w = self.alignment.words
        return _rows_of(w.a_starts, w.a_ends, len(self.a))

    @cached_property
    def row_of_b(self) -> NDArray[np.int32]:
        """(n_b,) row of each token of b, -1 where no row holds it."""
        w = self.alignment.words
        return _rows_of(w.b_starts, w.b_ends, len(self.b))

    @cached_property
    def differing(self) -> list[int]:
        """Rows inside linked sentences whose sides are not equal, ascending."""
        found: list[int] = np.flatnonzero(
            (self.alignment.words.ops != EQUAL) & self.two_sided
        ).tolist()
        return found

    @cached_property
    def restyled(self) -> list[int]:
        """Rows with equal keys whose text is not the same, ascending."""
        w = self.alignment.words
        equal = np.flatnonzero(w.ops == EQUAL)
        sa, sb = self.a.seg, self.b.seg
        a, b = w.a_starts[equal], w.b_starts[equal]
        size = sa.ends[a] - sa.starts[a]
        same_size = size == sb.ends[b] - sb.starts[b]
        found = ~same_size
        at = np.flatnonzero(same_size)
        if len(at) and len(self.a.text) and len(self.b.text):
            found[at] = _unequal(
                _codes(self.a.text), _codes(self.b.text), sa.starts[a[at]], sb.starts[b[at]],
                size[at],
            )  # fmt: skip
        rows: list[int] = equal[found].tolist()
        return rows

    @cached_property
    def capitals(self) -> list[tuple[int, int, int]]:
        """(row, token of a, token of b) of words put for words, one of them with a capital."""
        w = self.alignment.words
        rows = np.flatnonzero((w.ops == SUBSTITUTED) & self.two_sided)
        a, b = w.a_starts[rows], w.b_starts[rows]
        capital = (self.a.seg.flags[a] | self.b.seg.flags[b]) & _CAPITAL != 0
        found = zip(rows[capital].tolist(), a[capital].tolist(), b[capital].tolist(), strict=True)
        return list(found)

    @cached_property
    def sites(self) -> list[Site]:
        """Maximal runs of differing rows, contiguous on both sides."""
        found: list[Site] = []
        rows = self.differing
        first = 0
        for k in range(1, len(rows) + 1):
            if k < len(rows) and self._joined(rows[k - 1], rows[k]):
                continue
            if rows:
                found.append(self._site(rows[first], rows[k - 1] + 1))
            first = k
        return found

    @cached_property
    def watched(self) -> list[tuple[int, int, bool, int]]:
        """(row, token, whether of a, marks) of closed-class words in differing rows."""
        watch = self.closed.watch
        found = []
        for r in self.differing:
            for side, start, end, in_a in (
                (self.a, self.a0[r], self.a1[r], True),
                (self.b, self.b0[r], self.b1[r], False),
            ):
                for t in range(start, end):
                    marks = watch.get(side.low(t))
                    if marks:
                        found.append((r, t, in_a, marks))
        return found

    def watched_sites(self, mark: int) -> list[Site]:
        """Return the sites that hold a closed-class word of this mark, on either side."""
        held = {self.site_of_row[r] for r, _, _, marks in self.watched if marks & mark}
        return [self.sites[s] for s in sorted(held)]

    @cached_property
    def site_of_row(self) -> dict[int, int]:
        """Index of the site of each differing row."""
        return {r: s for s, site in enumerate(self.sites) for r in range(*site.rows)}

    def _joined(self, before: int, after: int) -> bool:
        if after != before + 1 or self.link_of[before] != self.link_of[after]:
            return False
        b_before, b_after = self.before_b(after), self.b0[after]
        return self.b0[after] == self.b1[after] or b_before == b_after

    def before_b(self, row: int) -> int:
        """Return where b has got to before a row: the end of the last b token above it."""
        for r in range(row - 1, max(-1, row - 8 * _LONGEST_RUN), -1):
            if self.b1[r] > self.b0[r]:
                return self.b1[r]
        return self.b0[row]

    def before_a(self, row: int) -> int:
        """Return where a has got to before a row."""
        for r in range(row - 1, max(-1, row - 8 * _LONGEST_RUN), -1):
            if self.a1[r] > self.a0[r]:
                return self.a1[r]
        return self.a0[row]

    def _site(self, first: int, last: int) -> Site:
        return Site(
            (first, last),
            self.tokens_a(first, last),
            self.tokens_b(first, last),
            self.link_of[first],
        )

    def tokens_a(self, first: int, last: int) -> Tokens:
        """Return the tokens of a that rows [first, last) hold, or the point where a stands."""
        return _hull(self.a0, self.a1, first, last) or (self.before_a(first),) * 2

    def tokens_b(self, first: int, last: int) -> Tokens:
        """Return the tokens of b that rows [first, last) hold, or the point where b stands."""
        return _hull(self.b0, self.b1, first, last) or (self.before_b(first),) * 2

    def found(self, a: Tokens, b: Tokens, detail: str = "") -> Found:
        """Return a finding over token ranges."""
        return Found(self.a.span(a), self.b.span(b), detail)

    def rows_found(self, first: int, last: int, detail: str = "") -> Found:
        """Return a finding over rows [first, last)."""
        return self.found(self.tokens_a(first, last), self.tokens_b(first, last), detail)

    def image_of_a(self, tokens: Tokens) -> Tokens | None:
        """Return the tokens of b aligned to a range of a, or None when nothing is."""
        return _image(self.row_of_a[slice(*tokens)].tolist(), self.ops, self.b0, self.b1)

    def image_of_b(self, tokens: Tokens) -> Tokens | None:
        """Return the tokens of a aligned to a range of b, or None when nothing is."""
        return _image(self.row_of_b[slice(*tokens)].tolist(), self.ops, self.a0, self.a1)

    def place_in_b(self, tokens: Tokens) -> Tokens:
        """Return the image of a's tokens, or the point of b where they would stand."""
        image = self.image_of_a(tokens)
        if image is not None:
            return image
        row = int(self.row_of_a[tokens[0]]) if tokens[0] < len(self.a) else -1
        point = self.before_b(row) if row >= 0 else 0
        return point, point

    def place_in_a(self, tokens: Tokens) -> Tokens:
        """Return the image of b's tokens, or the point of a where they would stand."""
        image = self.image_of_b(tokens)
        if image is not None:
            return image
        row = int(self.row_of_b[tokens[0]]) if tokens[0] < len(self.b) else -1
        point = self.before_a(row) if row >= 0 else 0
        return point, point

    def run_length(self, row: int) -> int:
        """Return how many words the run of one-sided rows around a row holds, a long one cut."""
        op = self.ops[row]
        first = last = row
        while first > max(0, row - _LONGEST_RUN) and self.ops[first - 1] == op:
            first -= 1
        while last + 1 < min(len(self.ops), row + _LONGEST_RUN) and self.ops[last + 1] == op:
            last += 1
        if op == ONLY_A:
            return len(self.a.words(self.tokens_a(first, last + 1)))
        return len(self.b.words(self.tokens_b(first, last + 1)))

    def substituted(self) -> Iterator[tuple[int, int, int]]:
        """Yield (row, token of a, token of b) for words that stand for words, unexplained ones."""
        for r in self.differing:
            if self.ops[r] == SUBSTITUTED and r not in self.claims.taken:
                yield r, self.a0[r], self.b0[r]


def _lowered(text: str, starts: list[int], ends: list[int]) -> list[str]:
    """Return the tokens in lower case with straight apostrophes, and some empty ones.

    The padding answers indexes just outside the document: before it (as -1) and after it.
    """
    lowered = text.lower()
    for mark in _APOSTROPHES:
        lowered = lowered.replace(mark, "'")
    if len(lowered) == len(text):
        words = [lowered[s:e] for s, e in zip(starts, ends, strict=True)]
    else:  # a few letters grow when lowered
        words = [text[s:e].lower() for s, e in zip(starts, ends, strict=True)]
    return words + [""] * _PADDING


def _hull(starts: list[int], ends: list[int], first: int, last: int) -> Tokens | None:
    """Return the range that the non-empty ranges of rows [first, last) span, None for none."""
    low, high = -1, -1
    for r in range(first, last):
        start, end = starts[r], ends[r]
        if end > start:
            if low < 0 or start < low:
                low = start
            high = max(high, end)
    return None if low < 0 else (low, high)


def _rows_of(starts: NDArray[np.int32], ends: NDArray[np.int32], n: int) -> NDArray[np.int32]:
    rows = np.full(n, -1, np.int32)
    sizes = ends - starts
    total = int(sizes.sum())
    if total:
        offsets = np.arange(total) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        rows[np.repeat(starts, sizes) + offsets] = np.repeat(np.arange(len(starts)), sizes)
    return rows


def _image(rows: list[int], ops: list[int], starts: list[int], ends: list[int]) -> Tokens | None:
    held = [r for r in rows if r >= 0 and ops[r] <= SUBSTITUTED]
    if not held:
        return None
    return min(starts[r] for r in held), max(ends[r] for r in held)


def _codes(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def _unequal(
    a: NDArray[np.uint32], b: NDArray[np.uint32], a_starts: NDArray[np.int32],
    b_starts: NDArray[np.int32], sizes: NDArray[np.int32],
) -> NDArray[np.bool_]:  # fmt: skip
    """Return which of the stretches, alike in size and none of them empty, differ in text."""
    firsts = np.cumsum(sizes) - sizes
    offsets = np.arange(int(sizes.sum())) - np.repeat(firsts, sizes)
    differ = a[np.repeat(a_starts, sizes) + offsets] != b[np.repeat(b_starts, sizes) + offsets]
    return np.logical_or.reduceat(differ, firsts)
