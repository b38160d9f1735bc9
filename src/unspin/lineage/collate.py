"""The witnesses of a family word under word: one table, a row a witness, a column a place.

Witnesses join the table one after the other, those most like the others first. Each is tied to it
at words that occur once on both sides and rise together (patience, Bram Cohen's name for the
longest rising chain of unique matches); between two ties runs Needleman and Wunsch with Gotoh's
affine gaps, in which a word meets a column that holds it in any witness. A word that no column
takes gets one of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from unspin.records import Int32, Kind, Segmented, UInt8, UInt64

CELLS = 1 << 21
"""Cells of one table between two ties; a larger gap is cut in the middle of both sides."""
CONTENT, PLAIN, OTHER, OPEN, EXTEND = 3.0, 1.2, -0.8, -1.8, -0.25
"""Scores: the same content word, the same function word, another word; opening and prolonging a
gap. Chosen so that a word for a word beats a gap on each side, and a word alone breaks no gap."""
NEAR, DRIFT = 10, 4
"""A tie must have another within so many words, off its diagonal by no more than so many."""


@dataclass(frozen=True, slots=True, eq=False)
class Collation:
    """Witnesses side by side.

    Attributes:
        tokens: (w, p) int32, token of each witness at each place; -1 where it has none.
        words: (w, p) int32, number of the word there; equal numbers are equal words. -1 for none.
        function: (k,) uint8, 1 where word number k is a function word in most of its uses.
        cut: whether a gap was too large to be searched whole.
    """

    tokens: Int32
    words: Int32
    function: UInt8
    cut: bool

    @property
    def places(self) -> int:
        """How many columns there are."""
        return int(self.words.shape[1])


def collate(texts: Sequence[Segmented], keys_of: Sequence[UInt64]) -> Collation:
    """Put witnesses side by side; punctuation and typography are left out.

    Args:
        texts: the witnesses; their order decides only the order of the rows.
        keys_of: of each, (n,) what its tokens are known by: equal keys are equal words.
    """
    kept = [np.flatnonzero(t.kinds <= Kind.NUMBER).astype(np.int32) for t in texts]
    keys = np.concatenate([t[k] for t, k in zip(keys_of, kept, strict=True)])
    kinds = np.concatenate([t.kinds[k] for t, k in zip(texts, kept, strict=True)])
    distinct, numbers = np.unique(keys, return_inverse=True)
    ends = np.cumsum([len(k) for k in kept])
    rows = np.split(numbers.astype(np.int32), ends[:-1])
    counts = np.bincount(numbers, minlength=len(distinct))
    plain = np.bincount(numbers, kinds == Kind.FUNCTION, len(distinct))
    function = (2 * plain > counts).astype(np.uint8)
    at, places, cut = _joined(rows, _order(rows, len(distinct)), function)
    tokens = np.full((len(texts), places), -1, np.int32)
    words = np.full((len(texts), places), -1, np.int32)
    for w, (columns, row) in enumerate(zip(at, rows, strict=True)):
        tokens[w, columns] = kept[w]
        words[w, columns] = row
    return Collation(tokens, words, function, cut)


def _order(rows: Sequence[Int32], distinct: int) -> list[int]:
    """Return the witnesses, those first that share most words with the others."""
    held = np.zeros((len(rows), distinct), np.float32)
    for w, row in enumerate(rows):
        held[w, row] = 1.0
    shared = held @ held.T
    # What each has most in common is told by content alone, so that the order given is no matter.
    worth = shared.sum(axis=1)
    first = min(range(len(rows)), key=lambda w: (-worth[w], rows[w].tobytes()))
    near = shared[first] / np.maximum(held.sum(axis=1), 1.0)
    rest = [w for w in range(len(rows)) if w != first]
    return [first, *sorted(rest, key=lambda w: (-near[w], rows[w].tobytes()))]


def _joined(
    rows: Sequence[Int32], order: Sequence[int], function: UInt8
) -> tuple[list[Int32], int, bool]:
    """Return the column of every word of every witness, how many columns, whether one was cut."""
    at: list[Int32] = [np.zeros(0, np.int32)] * len(rows)
    at[order[0]] = np.arange(len(rows[order[0]]), dtype=np.int32)
    places, cut = len(rows[order[0]]), False
    columns = np.arange(places, dtype=np.int32)
    held = rows[order[0]].copy()
    for number, w in enumerate(order[1:], 1):
        found, was_cut = _placed(columns, held, places, rows[w], function)
        cut = cut or bool(was_cut)
        moved, mine, places = _widened(found, places)
        for before in order[:number]:
            at[before] = moved[at[before]]
        at[w] = mine
        columns = np.concatenate([moved[columns], mine])
        held = np.concatenate([held, rows[w]])
        columns, held = _distinct(columns, held)
    return at, places, cut


def _distinct(columns: Int32, held: Int32) -> tuple[Int32, Int32]:
    """Return the different (column, word) pairs, by column."""
    both = np.unique(columns.astype(np.int64) << 32 | held)
    return (both >> 32).astype(np.int32), (both & 0xFFFFFFFF).astype(np.int32)


@njit(nogil=True, cache=True)
def _widened(found: Int32, places: int) -> tuple[Int32, Int32, int]:
    """Make room for words without a column.

    Returns:
        The new number of each old column, the column of each word, how many columns there are.
    """
    moved = np.empty(places, np.int32)
    mine = np.empty(len(found), np.int32)
    column, t = 0, 0
    for p in range(places):
        # words before the next tied one go in front of its column
        while t < len(found) and found[t] < 0:
            upper = t
            while upper < len(found) and found[upper] < 0:
                upper += 1
            if upper < len(found) and found[upper] != p:
                break
            if upper == len(found):
                break
            mine[t] = column
            column += 1
            t += 1
        moved[p] = column
        if t < len(found) and found[t] == p:
            mine[t] = column
            t += 1
            while t < len(found) and found[t] < 0:  # and those after it, right behind
                column += 1
                mine[t] = column
                t += 1
        column += 1
    while t < len(found):
        mine[t] = column
        column += 1
        t += 1
    return moved, mine, column


@njit(nogil=True, cache=True)
def _placed(
    columns: Int32, held: Int32, places: int, row: Int32, function: UInt8
) -> tuple[Int32, bool]:
    """Return the column of each word of a witness, -1 for none; whether a gap was cut.

    Args:
        columns, held: (c,) the different (column, word) pairs of the table, by column.
        row: (n,) the witness's words.
    """
    distinct = len(function)
    starts = np.zeros(distinct + 1, np.int32)  # by word: its columns, ascending
    for word in held:
        starts[word + 1] += 1
    for word in range(distinct):
        starts[word + 1] += starts[word]
    lists = np.empty(len(held), np.int32)
    filled = starts[:-1].copy()
    for i in range(len(held)):
        lists[filled[held[i]]] = columns[i]
        filled[held[i]] += 1
    found = np.full(len(row), -1, np.int32)
    chain = _ties(starts, lists, row, function)
    cut = False
    t0, p0 = 0, 0
    for i in range(len(chain) + 1):
        t1 = chain[i] if i < len(chain) else len(row)
        p1 = lists[starts[row[t1]]] if i < len(chain) else places
        cut = _between(starts, lists, row, function, t0, t1, p0, p1, found) or cut
        if i < len(chain):
            found[t1] = p1
        t0, p0 = t1 + 1, p1 + 1
    return found, cut


@njit(nogil=True, cache=True)
def _ties(starts: Int32, lists: Int32, row: Int32, function: UInt8) -> Int32:
    """Return the words of the longest rising chain of well supported unique matches."""
    seen = np.zeros(len(function), np.int32)
    for word in row:
        seen[word] += 1
    own = np.empty(len(row), np.int32)
    size = 0
    for t in range(len(row)):
        word = row[t]
        if seen[word] == 1 and starts[word + 1] - starts[word] == 1:
            own[size] = t
            size += 1
    kept = np.empty(size, np.int32)
    count = 0
    for i in range(size):
        ok = False
        for j in (i - 1, i + 1):
            if 0 <= j < size:
                words = own[j] - own[i]
                places = lists[starts[row[own[j]]]] - lists[starts[row[own[i]]]]
                ok = ok or (abs(words) <= NEAR and abs(places - words) <= DRIFT)
        if ok:
            kept[count] = own[i]
            count += 1
    tails = np.empty(count, np.int32)
    before = np.full(count, -1, np.int32)
    longest = 0
    for i in range(count):
        place = lists[starts[row[kept[i]]]]
        low, high = 0, longest
        while low < high:
            mid = (low + high) // 2
            if lists[starts[row[kept[tails[mid]]]]] < place:
                low = mid + 1
            else:
                high = mid
        before[i] = tails[low - 1] if low else -1
        tails[low] = i
        longest = max(longest, low + 1)
    chain = np.empty(longest, np.int32)
    i = tails[longest - 1] if longest else -1
    for k in range(longest - 1, -1, -1):
        chain[k] = kept[i]
        i = before[i]
    return chain


@njit(nogil=True, cache=True)
def _between(
    starts: Int32, lists: Int32, row: Int32, function: UInt8, t0: int, t1: int, p0: int, p1: int,
    found: Int32,
) -> bool:  # fmt: skip
    """Place the words t0..t1 in the columns p0..p1; return whether the gap was cut."""
    n, m = t1 - t0, p1 - p0
    if n <= 0 or m <= 0:
        return False
    if n * m > CELLS:
        t, p = t0 + n // 2, p0 + m // 2
        _between(starts, lists, row, function, t0, t, p0, p, found)
        _between(starts, lists, row, function, t, t1, p, p1, found)
        return True
    steps = np.zeros((n + 1, m + 1), np.uint8)
    low = np.float32(-1e9)
    best = np.empty(m + 1, np.float32)  # any state, at the row above
    down = np.full(m + 1, low, np.float32)  # word without column
    best[0] = 0.0
    for j in range(1, m + 1):
        best[j] = OPEN + EXTEND * j
        steps[0, j] = 2
    scores = np.empty(m, np.float32)
    for i in range(1, n + 1):
        word = row[t0 + i - 1]
        scores[:] = OTHER
        worth = PLAIN if function[word] else CONTENT
        for k in range(starts[word], starts[word + 1]):
            if p0 <= lists[k] < p1:
                scores[lists[k] - p0] = worth
        diagonal = best[0]
        best[0] = OPEN + EXTEND * i
        steps[i, 0] = 1
        across = low  # column without word
        for j in range(1, m + 1):
            opened, longer = best[j] + OPEN + EXTEND, down[j] + EXTEND
            mark = np.uint8(0)
            if longer > opened:
                down[j] = longer
                mark |= np.uint8(4)
            else:
                down[j] = opened
            opened, longer = best[j - 1] + OPEN + EXTEND, across + EXTEND
            if longer > opened:
                across = longer
                mark |= np.uint8(8)
            else:
                across = opened
            value = diagonal + scores[j - 1]
            step = np.uint8(0)
            if down[j] > value:
                value, step = down[j], np.uint8(1)
            if across > value:
                value, step = across, np.uint8(2)
            diagonal = best[j]
            best[j] = value
            steps[i, j] = mark | step
    _walked(steps, t0, p0, n, m, found)
    return False


@njit(nogil=True, cache=True)
def _walked(steps: NDArray[np.uint8], t0: int, p0: int, i: int, j: int, found: Int32) -> None:
    """Read the best path off its steps: low bits the state, 4 and 8 whether a gap goes on."""
    state = -1
    while i > 0 and j > 0:
        step = steps[i, j]
        if state < 0:
            state = step & 3
        if state == 0:
            found[t0 + i - 1] = p0 + j - 1
            i, j, state = i - 1, j - 1, -1
        elif state == 1:
            state = 1 if step & 4 else -1
            i -= 1
        else:
            state = 2 if step & 8 else -1
            j -= 1
