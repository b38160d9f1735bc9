"""From token pairs to the edit script: columns for the judges, spans for everybody else."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from unspin.align.chains import rising_chain
from unspin.later import Later
from unspin.records import (
    Edit,
    Float32,
    Int32,
    Link,
    Op,
    Segmented,
    Span,
    UInt8,
    UInt64,
    Words,
)
from unspin.typed import FOUR, ZERO

OPS: tuple[Op, ...] = ("equal", "replace", "delete", "insert", "move")
EQUAL, MOVED = ZERO, FOUR
"""Indexes into OPS."""
_MIRRORED: dict[Op, Op] = {"delete": "insert", "insert": "delete"}
PHRASE = 4
"""Most tokens of a phrase that stands for another phrase as one edit."""


def word_columns(
    a: Segmented, b: Segmented, partner: Int32, scores: Float32, links: tuple[Link, ...]
) -> Words:
    """Return the word alignment as columns, one row a pair or an unpaired token, in a's order.

    Args:
        a, b: the two sides.
        partner: (n_a,) token of b paired with each token of a, -1 for none.
        scores: (n_a,) similarity of each pair.
        links: sentence links, to say which of them a row lies in.
    """
    link_a, link_b = _links_of_tokens(a, b, links)
    return Words(*_word_rows(a.keys, b.keys, partner, scores, link_a, link_b))


def _links_of_tokens(a: Segmented, b: Segmented, links: tuple[Link, ...]) -> tuple[Int32, Int32]:
    """Return for each token of a and of b the index of the link it lies in, -1 for none."""
    held_a = {s: index for index, link in enumerate(links) for s in link.a}
    held_b = {t: index for index, link in enumerate(links) for t in link.b}
    return _of_tokens(a, held_a), _of_tokens(b, held_b)


def _of_tokens(text: Segmented, link_of: dict[int, int]) -> Int32:
    sentences = range(len(text.sentences) - 1)
    of_sentence = np.array([link_of.get(s, -1) for s in sentences], np.int32)
    return np.repeat(of_sentence, np.diff(text.sentences))


@njit(nogil=True, cache=True)
def _places(back: Int32, n: int, link_a: Int32, link_b: Int32) -> Int32:
    """Return, for each token of b, the token of a it stands before (its place in a's order).

    That is, for a token without partner, after the partner of the nearest earlier paired token of
    b in the same link, else before the first token of a in that link, else after the text before
    it; n + 1 for tokens with a partner (``back``).
    """
    links = 0
    for x in link_a:
        links = max(links, x + 1)
    for x in link_b:
        links = max(links, x + 1)
    first = np.full(links + 1, -1, np.int32)
    for i in range(n - 1, -1, -1):
        if link_a[i] >= 0:
            first[link_a[i]] = i
    out = np.full(len(back), n + 1, np.int32)
    last, last_link = 0, -2
    for j in range(len(back)):
        if back[j] >= 0:
            last, last_link = back[j] + 1, link_b[j]
            continue
        if last_link != link_b[j] and link_b[j] >= 0 and first[link_b[j]] >= 0:
            last, last_link = first[link_b[j]], link_b[j]
        out[j] = last
    return out


@njit(nogil=True, cache=True)
def _word_rows(
    a_keys: UInt64, b_keys: UInt64, partner: Int32, scores: Float32, link_a: Int32, link_b: Int32
) -> tuple[UInt8, Int32, Int32, Int32, Int32, Int32, Float32]:
    """Merge a's tokens and b's lone ones into the columns of a :class:`Words`."""
    n, m = len(a_keys), len(b_keys)
    back = np.full(m, -1, np.int32)
    for i in range(n):
        if partner[i] >= 0:
            back[partner[i]] = i
    place = _places(back, n, link_a, link_b)
    ends = np.zeros(n + 2, np.int32)  # of b's tokens by place, in b's order: a counting sort
    for j in range(m):
        ends[place[j]] += 1
    for i in range(1, n + 2):
        ends[i] += ends[i - 1]
    sorted_b, at = np.empty(m, np.int32), ends.copy()
    for j in range(m - 1, -1, -1):
        at[place[j]] -= 1
        sorted_b[at[place[j]]] = j
    size = n + ends[n]
    ops, link, score = (
        np.empty(size, np.uint8),
        np.empty(size, np.int32),
        np.zeros(size, np.float32),
    )
    a0, a1 = np.empty(size, np.int32), np.empty(size, np.int32)
    b0, b1 = np.empty(size, np.int32), np.empty(size, np.int32)
    row, k, b_at = 0, 0, 0
    for i in range(n + 1):
        while k < ends[i]:
            j = sorted_b[k]
            ops[row], a0[row], a1[row], b0[row], b1[row] = 3, i, i, j, j + 1
            link[row] = link_b[j]
            b_at = j + 1
            row += 1
            k += 1
        if i == n:
            break
        a0[row], a1[row], link[row] = i, i + 1, link_a[i]
        j = partner[i]
        if j >= 0:
            ops[row] = 0 if a_keys[i] == b_keys[j] else 1
            b0[row], b1[row] = j, j + 1
            b_at = j + 1
        else:
            ops[row], b0[row], b1[row] = 2, b_at, b_at
        score[row] = scores[i]
        row += 1
    return ops, a0, a1, b0, b1, link, score


def edit_script(
    a_text: str, b_text: str, a: Segmented, b: Segmented, partner: Int32, links: tuple[Link, ...]
) -> Sequence[Edit]:
    """Return edits that cover both texts with no gap: pairs, and what stands between them.

    Pairs on the heaviest rising chain are ``equal`` (same characters) or ``replace``; pairs off it
    are ``move``. Unpaired words of both sides in one place are a ``replace`` when they are a
    phrase for a phrase, else a ``delete`` and an ``insert``. Runs of equal characters are one
    edit, white space between them included.

    Returns:
        The edits in the order of a, made when somebody looks.
    """
    return Later(None, partial(_edits, a_text, b_text, a, b, partner, links))


def _edits(
    a_text: str, b_text: str, a: Segmented, b: Segmented, partner: Int32, links: tuple[Link, ...]
) -> tuple[Edit, ...]:
    link_a, link_b = _links_of_tokens(a, b, links)
    rows = _script(
        a.starts, a.ends, b.starts, b.ends, partner, link_a, link_b, _codes(a_text), _codes(b_text)
    )
    return tuple(Edit(OPS[op], Span(a0, a1), Span(b0, b1)) for a0, a1, b0, b1, op in rows.tolist())


def mirrored_script(edits: Sequence[Edit]) -> Sequence[Edit]:
    """Return an edit script with the sides swapped, in the order of the new a."""
    return Later(None, partial(_mirrored, edits))


def _mirrored(edits: Sequence[Edit]) -> tuple[Edit, ...]:
    swapped = [Edit(_MIRRORED.get(e.op, e.op), e.b, e.a) for e in edits]
    found = [e for e in swapped if e.op != "move"]
    ends = [e.a.end for e in found]  # ascending: what does not move rises on both sides
    moves = sorted((e for e in swapped if e.op == "move"), key=lambda e: e.a.start)
    for move in reversed(moves):
        found.insert(bisect_right(ends, move.a.start), move)
    return tuple(found)


def mirrored_columns(words: Words, links: Int32) -> Words:
    """Return the rows of a word alignment with the sides swapped, in the order of the new a.

    Args:
        words: the rows.
        links: new index of each link.
    """
    order = np.lexsort((words.b_ends > words.b_starts, words.b_starts))
    ops = np.array([0, 1, 3, 2], np.uint8)[words.ops[order]]
    link_of = np.append(links, np.int32(-1))[words.links[order]]
    return Words(
        ops, words.b_starts[order], words.b_ends[order], words.a_starts[order],
        words.a_ends[order], link_of, words.scores[order],
    )  # fmt: skip


def _codes(text: str) -> NDArray[np.int32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.int32).copy()


@njit(nogil=True, cache=True)
def _script(
    a_starts: Int32, a_ends: Int32, b_starts: Int32, b_ends: Int32, partner: Int32,
    link_a: Int32, link_b: Int32, a: Int32, b: Int32,
) -> Int32:  # fmt: skip
    """Return the rows of the edit script; ``a`` and ``b`` are the code points of the texts."""
    kept = np.zeros(len(partner), np.bool_)
    for i in rising_chain(partner):
        kept[i] = True
    pieces = _pieces(
        a_starts, a_ends, b_starts, b_ends, partner, kept, link_a, link_b, len(a), len(b)
    )
    return _settle(pieces, a, b)


@njit(nogil=True, cache=True, inline="always")
def _is_space(code: int) -> bool:
    return code == 32 or 9 <= code <= 13 or code == 0xA0 or code == 0x85


@njit(nogil=True, cache=True)
def _settle(pieces: Int32, a: Int32, b: Int32) -> Int32:
    """Name each piece's op, split off white space both sides share, join equal neighbours.

    Returns:
        (e, 5) rows (a start, a end, b start, b end, index into OPS).
    """
    rows = pieces.astype(np.int64)
    out = np.empty((3 * len(pieces) + 1, 5), np.int32)
    count = ZERO
    for k in range(len(pieces)):
        a0, a1, b0, b1, moved = rows[k]
        if moved:
            count = _add(out, count, a0, a1, b0, b1, MOVED)
            continue
        shorter = min(a1 - a0, b1 - b0)
        head = 0
        while head < shorter and a[a0 + head] == b[b0 + head]:
            head += 1
        if head == a1 - a0 and head == b1 - b0:
            count = _add(out, count, a0, a1, b0, b1, EQUAL)
            continue
        whole = head
        head = 0
        while head < whole and _is_space(a[a0 + head]):
            head += 1
        tail = 0
        while (
            tail < shorter - head
            and a[a1 - 1 - tail] == b[b1 - 1 - tail]
            and _is_space(a[a1 - 1 - tail])
        ):
            tail += 1
        count = _add(out, count, a0, a0 + head, b0, b0 + head, EQUAL)
        op = 1 if a1 - a0 > head + tail and b1 - b0 > head + tail else 2
        if a1 - a0 == head + tail:
            op = 3
        count = _add(out, count, a0 + head, a1 - tail, b0 + head, b1 - tail, op)
        count = _add(out, count, a1 - tail, a1, b1 - tail, b1, EQUAL)
    return out[:count].copy()


@njit(nogil=True, cache=True, inline="always")
def _put(out: Int32, row: int, a0: int, a1: int, b0: int, b1: int, last: int) -> int:
    out[row, 0], out[row, 1], out[row, 2], out[row, 3], out[row, 4] = a0, a1, b0, b1, last
    return row + 1


@njit(nogil=True, cache=True)
def _add(out: Int32, count: int, a0: int, a1: int, b0: int, b1: int, op: int) -> int:
    """Append a row, joined to the one before it when both are equal and adjacent."""
    if a0 == a1 and b0 == b1:
        return count
    last = count - 1
    if op == 0 and last >= 0 and out[last, 4] == 0 and out[last, 1] == a0 and out[last, 3] == b0:
        out[last, 1], out[last, 3] = a1, b1
        return count
    return _put(out, count, a0, a1, b0, b1, op)


class _Tokens(NamedTuple):
    """What the cutting into pieces reads, as one argument for kernels."""

    a_starts: Int32
    a_ends: Int32
    b_starts: Int32
    b_ends: Int32
    partner: Int32
    moved_to: Int32
    link_a: Int32
    link_b: Int32


@njit(nogil=True, cache=True)
def _phrase_for_phrase(i: int, i2: int, j: int, j2: int, x: _Tokens) -> bool:
    """Tell whether a's tokens [i, i2) and b's [j, j2) make one edit: short, or one side empty."""
    if i == i2 or j == j2:
        return True
    if i2 - i > PHRASE or j2 - j > PHRASE:
        return False
    link = x.link_a[i]
    return bool(link == x.link_a[i2 - 1] and link == x.link_b[j] and link == x.link_b[j2 - 1])


@njit(nogil=True, cache=True)
def _pieces(
    a_starts: Int32, a_ends: Int32, b_starts: Int32, b_ends: Int32, partner: Int32,
    kept: NDArray[np.bool_], link_a: Int32, link_b: Int32, a_size: int, b_size: int,
) -> Int32:  # fmt: skip
    """Return (p, 5) rows (a start, a end, b start, b end, moved) in a's order.

    Between two pairs in order lies whatever a and b have there: moved pairs are cut out of it,
    the rest is one piece a side, or one piece for both when each has something.
    """
    n, m = len(partner), len(b_starts)
    moved_to = np.full(m, -1, np.int32)
    for i in range(n):
        if partner[i] >= 0 and not kept[i]:
            moved_to[partner[i]] = i
    x = _Tokens(a_starts, a_ends, b_starts, b_ends, partner, moved_to, link_a, link_b)
    out = np.empty((4 * (n + m) + 8, 5), np.int32)
    count, a_at, b_at, i, j = ZERO, ZERO, ZERO, ZERO, ZERO
    while True:
        stop_i = i
        while stop_i < n and not kept[stop_i]:
            stop_i += 1
        a_stop = a_starts[stop_i] if stop_i < n else a_size
        stop_j = partner[stop_i] if stop_i < n else m
        b_stop = b_starts[stop_j] if stop_i < n else b_size
        first = count
        count = _pieces_of_a(out, count, a_at, a_stop, b_at, i, stop_i, x)
        lone = -1
        if _phrase_for_phrase(i, stop_i, j, stop_j, x):
            lone = _last_lone(out, first, count)
        count = _pieces_of_b(out, count, b_at, b_stop, a_stop, j, stop_j, lone, x)
        if stop_i == n:
            return out[:count].copy()
        count = _put(out, count, a_stop, a_ends[stop_i], b_stop, b_ends[stop_j], 0)
        a_at, b_at, i, j = a_ends[stop_i], b_ends[stop_j], stop_i + 1, stop_j + 1


@njit(nogil=True, cache=True)
def _pieces_of_a(
    out: Int32, count: int, at: int, stop: int, b_at: int, i: int, stop_i: int, x: _Tokens
) -> int:
    """Write the pieces of a's text [at, stop), tokens [i, stop_i): moved pairs, and a's alone."""
    for k in range(i, stop_i):
        p = x.partner[k]
        if p >= 0:
            if x.a_starts[k] > at:
                count = _put(out, count, at, x.a_starts[k], b_at, b_at, 0)
            count = _put(out, count, x.a_starts[k], x.a_ends[k], x.b_starts[p], x.b_ends[p], 1)
            at = x.a_ends[k]
    if stop > at:
        count = _put(out, count, at, stop, b_at, b_at, 0)
    return count


@njit(nogil=True, cache=True)
def _pieces_of_b(
    out: Int32, count: int, at: int, stop: int, a_at: int, j: int, stop_j: int, lone: int,
    x: _Tokens,
) -> int:  # fmt: skip
    """Write the pieces of b's text [at, stop), tokens [j, stop_j), without the moved ones.

    The first of them becomes the other side of row ``lone``, a stretch of a with no counterpart.
    """
    for k in range(j, stop_j):
        if x.moved_to[k] >= 0:
            if x.b_starts[k] > at:
                if lone >= 0:
                    out[lone, 2], out[lone, 3] = at, x.b_starts[k]
                    lone = -1
                else:
                    count = _put(out, count, a_at, a_at, at, x.b_starts[k], 0)
            at = x.b_ends[k]
    if stop > at:
        if lone >= 0:
            out[lone, 2], out[lone, 3] = at, stop
        else:
            count = _put(out, count, a_at, a_at, at, stop, 0)
    return count


@njit(nogil=True, cache=True)
def _last_lone(out: Int32, first: int, count: int) -> int:
    """Return the last of the rows that is no moved pair, -1 when all are."""
    for row in range(count - 1, first - 1, -1):
        if out[row, 4] == 0:
            return row
    return -1
