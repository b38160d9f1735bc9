"""From token pairs to the edit script: columns for the judges, spans for everybody else."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from unspin.records import Edit, Float32, Int32, Link, Op, Segmented, Span, Words

EQUAL, SUBSTITUTED, ONLY_A, ONLY_B = 0, 1, 2, 3
FREE = np.iinfo(np.int32).max


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
    n, m = len(a), len(b)
    link_a, link_b = _links_of_tokens(a, b, links)
    taken = np.zeros(m, bool)
    taken[partner[partner >= 0]] = True
    lone = np.flatnonzero(~taken).astype(np.int32)
    place = _places(partner, link_a, link_b, lone)
    ops, a0, a1, b0, b1, rows = _rows(a.keys, b.keys, partner, lone, place)
    link_of = np.where(a1 > a0, link_a[np.minimum(a0, n - 1)] if n else -1,
                       link_b[np.minimum(b0, m - 1)] if m else -1)  # fmt: skip
    score = np.where(rows >= 0, scores[np.maximum(rows, 0)] if n else 0.0, 0.0)
    return Words(ops, a0, a1, b0, b1, link_of.astype(np.int32), score.astype(np.float32))


def _links_of_tokens(
    a: Segmented, b: Segmented, links: tuple[Link, ...]
) -> tuple[Int32, Int32]:
    """Return for each token of a and of b the index of the link it lies in, -1 for none."""
    link_a, link_b = np.full(len(a), -1, np.int32), np.full(len(b), -1, np.int32)
    for index, link in enumerate(links):
        if link.a:
            link_a[a.sentences[link.a[0]] : a.sentences[link.a[-1] + 1]] = index
        if link.b:
            link_b[b.sentences[link.b[0]] : b.sentences[link.b[-1] + 1]] = index
    return link_a, link_b


@njit(nogil=True, cache=True)
def _places(partner: Int32, link_a: Int32, link_b: Int32, lone: Int32) -> Int32:
    """Return, for each lone token of b, the token of a it stands before (its place in a's order).

    That is after the partner of the nearest earlier paired token of b in the same link, else
    before the first token of a in that link, else after the text before it.
    """
    n = len(partner)
    back = np.full(len(link_b), -1, np.int32)
    for i in range(n):
        if partner[i] >= 0:
            back[partner[i]] = i
    links = 0
    for x in link_a:
        links = max(links, x + 1)
    for x in link_b:
        links = max(links, x + 1)
    first = np.full(links + 1, -1, np.int32)
    for i in range(n - 1, -1, -1):
        if link_a[i] >= 0:
            first[link_a[i]] = i
    out = np.empty(len(lone), np.int32)
    last, last_link, k = 0, -2, 0
    for j in range(len(link_b)):
        if back[j] >= 0:
            last, last_link = back[j] + 1, link_b[j]
        if k < len(lone) and lone[k] == j:
            if last_link != link_b[j] and link_b[j] >= 0 and first[link_b[j]] >= 0:
                last, last_link = first[link_b[j]], link_b[j]
            out[k] = last
            k += 1
    return out


@njit(nogil=True, cache=True)
def _rows(
    a_keys: NDArray[np.uint64], b_keys: NDArray[np.uint64], partner: Int32, lone: Int32, place: Int32
) -> tuple[NDArray[np.uint8], Int32, Int32, Int32, Int32, Int32]:
    """Merge a's tokens and b's lone tokens into one list of rows; the last column is a's token."""
    n, extra = len(partner), len(lone)
    size = n + extra
    order = np.argsort(place, kind="mergesort")
    ops = np.empty(size, np.uint8)
    a0, a1 = np.empty(size, np.int32), np.empty(size, np.int32)
    b0, b1 = np.empty(size, np.int32), np.empty(size, np.int32)
    token = np.full(size, -1, np.int32)
    row, k, b_at = 0, 0, 0
    for i in range(n + 1):
        while k < extra and place[order[k]] <= i:
            j = lone[order[k]]
            ops[row], a0[row], a1[row], b0[row], b1[row] = 3, i, i, j, j + 1
            b_at = j + 1
            row += 1
            k += 1
        if i == n:
            break
        a0[row], a1[row], token[row] = i, i + 1, i
        j = partner[i]
        if j >= 0:
            ops[row] = 0 if a_keys[i] == b_keys[j] else 1
            b0[row], b1[row] = j, j + 1
            b_at = j + 1
        else:
            ops[row], b0[row], b1[row] = 2, b_at, b_at
        row += 1
    return ops, a0, a1, b0, b1, token


def edit_script(
    a_text: str, b_text: str, a: Segmented, b: Segmented, partner: Int32, links: tuple[Link, ...]
) -> tuple[Edit, ...]:
    """Return edits that cover both texts with no gap: pairs, and what stands between them.

    Pairs on the heaviest rising chain are ``equal`` (same characters) or ``replace``; pairs off it
    are ``move``. Unpaired words of both sides in one place are a ``replace`` when they are a
    phrase for a phrase, else a ``delete`` and an ``insert``. Runs of equal characters are one
    edit, white space between them included.
    """
    link_a, link_b = _links_of_tokens(a, b, links)
    pieces = _pieces(
        a.starts, a.ends, b.starts, b.ends, partner, _in_order(partner), link_a, link_b,
        len(a_text), len(b_text),
    )  # fmt: skip
    rows = _settle(pieces, _codes(a_text), _codes(b_text))
    return tuple(
        Edit(OPS[op], Span(a0, a1), Span(b0, b1)) for a0, a1, b0, b1, op in rows.tolist()
    )


OPS: tuple[Op, ...] = ("equal", "replace", "delete", "insert", "move")


def _codes(text: str) -> NDArray[np.int32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.int32).copy()


@njit(nogil=True, cache=True, inline="always")
def _is_space(code: int) -> bool:
    return code == 32 or 9 <= code <= 13 or code == 0xA0 or code == 0x85


@njit(nogil=True, cache=True)
def _settle(pieces: Int32, a: Int32, b: Int32) -> Int32:
    """Name each piece's op, split off white space both sides share, join equal neighbours.

    Returns:
        (e, 5) rows (a start, a end, b start, b end, index into OPS).
    """
    out = np.empty((3 * len(pieces) + 1, 5), np.int32)
    count = 0
    for k in range(len(pieces)):
        a0, a1, b0, b1, moved = pieces[k]
        if moved:
            count = _add(out, count, a0, a1, b0, b1, 4)
            continue
        shorter = min(a1 - a0, b1 - b0)
        head = 0
        while head < shorter and a[a0 + head] == b[b0 + head]:
            head += 1
        if head == a1 - a0 and head == b1 - b0:
            count = _add(out, count, a0, a1, b0, b1, 0)
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
        count = _add(out, count, a0, a0 + head, b0, b0 + head, 0)
        op = 1 if a1 - a0 > head + tail and b1 - b0 > head + tail else 2
        if a1 - a0 == head + tail:
            op = 3
        count = _add(out, count, a0 + head, a1 - tail, b0 + head, b1 - tail, op)
        count = _add(out, count, a1 - tail, a1, b1 - tail, b1, 0)
    return out[:count].copy()


@njit(nogil=True, cache=True, inline="always")
def _put(out: NDArray[np.int32], row: int, a0: int, a1: int, b0: int, b1: int, moved: int) -> None:
    out[row, 0], out[row, 1], out[row, 2], out[row, 3], out[row, 4] = a0, a1, b0, b1, moved


@njit(nogil=True, cache=True)
def _add(out: Int32, count: int, a0: int, a1: int, b0: int, b1: int, op: int) -> int:
    """Append a row, joined to the one before it when both are equal and adjacent."""
    if a0 == a1 and b0 == b1:
        return count
    last = count - 1
    if op == 0 and last >= 0 and out[last, 4] == 0 and out[last, 1] == a0 and out[last, 3] == b0:
        out[last, 1], out[last, 3] = a1, b1
        return count
    _put(out, count, a0, a1, b0, b1, op)
    return count + 1


@njit(nogil=True, cache=True)
def _in_order(partner: Int32) -> NDArray[np.bool_]:
    """Mark the pairs on the longest chain that rises on both sides (patience sorting)."""
    n = len(partner)
    tails, back = np.empty(n, np.int32), np.full(n, -1, np.int32)
    length = 0
    for i in range(n):
        if partner[i] < 0:
            continue
        low, high = 0, length
        while low < high:
            mid = (low + high) // 2
            if partner[tails[mid]] < partner[i]:
                low = mid + 1
            else:
                high = mid
        back[i] = tails[low - 1] if low > 0 else -1
        tails[low] = i
        length = max(length, low + 1)
    kept = np.zeros(n, np.bool_)
    i = tails[length - 1] if length > 0 else -1
    while i >= 0:
        kept[i] = True
        i = back[i]
    return kept


PHRASE = 4
"""Most tokens of a phrase that stands for another phrase as one edit."""


@njit(nogil=True, cache=True)
def _phrase_for_phrase(i: int, i2: int, j: int, j2: int, link_a: Int32, link_b: Int32) -> bool:
    """Tell whether a's tokens [i, i2) and b's [j, j2) make one edit: short, or one side empty."""
    if i == i2 or j == j2:
        return True
    if i2 - i > PHRASE or j2 - j > PHRASE:
        return False
    return link_a[i] == link_a[i2 - 1] == link_b[j] == link_b[j2 - 1]


@njit(nogil=True, cache=True)
def _pieces(
    a_starts: Int32, a_ends: Int32, b_starts: Int32, b_ends: Int32, partner: Int32,
    kept: NDArray[np.bool_], link_a: Int32, link_b: Int32, a_size: int, b_size: int,
) -> NDArray[np.int32]:  # fmt: skip
    """Return (p, 5) rows (a start, a end, b start, b end, moved) in a's order.

    Between two pairs in order lies whatever a and b have there: moved pairs are cut out of it,
    the rest is one piece a side, or one piece for both when each has something.
    """
    n, m = len(partner), len(b_starts)
    moved_to = np.full(m, -1, np.int32)
    for i in range(n):
        if partner[i] >= 0 and not kept[i]:
            moved_to[partner[i]] = i
    out = np.empty((4 * (n + m) + 8, 5), np.int32)
    count = 0
    a_at, b_at, i, j = 0, 0, 0, 0
    while True:
        stop_i = i
        while stop_i < n and not kept[stop_i]:
            stop_i += 1
        a_stop = a_starts[stop_i] if stop_i < n else a_size
        stop_j = partner[stop_i] if stop_i < n else m
        b_stop = b_starts[stop_j] if stop_i < n else b_size
        gap_first = count
        for k in range(i, stop_i):
            if partner[k] >= 0:
                if a_starts[k] > a_at:
                    _put(out, count, a_at, a_starts[k], b_at, b_at, 0)
                    count += 1
                p = partner[k]
                _put(out, count, a_starts[k], a_ends[k], b_starts[p], b_ends[p], 1)
                count += 1
                a_at = a_ends[k]
        if a_stop > a_at:
            _put(out, count, a_at, a_stop, b_at, b_at, 0)
            count += 1
        lone = -1  # the last stretch of a here that has no counterpart may pair with b's first
        if _phrase_for_phrase(i, stop_i, j, stop_j, link_a, link_b):
            for q in range(gap_first, count):
                if out[q, 4] == 0:
                    lone = q
        for k in range(j, stop_j):
            if moved_to[k] >= 0:
                if b_starts[k] > b_at:
                    _put(out, count, a_stop, a_stop, b_at, b_starts[k], 0)
                    if lone >= 0:
                        out[lone, 2], out[lone, 3] = b_at, b_starts[k]
                        lone = -1
                    else:
                        count += 1
                b_at = b_ends[k]
        if b_stop > b_at:
            _put(out, count, a_stop, a_stop, b_at, b_stop, 0)
            if lone >= 0:
                out[lone, 2], out[lone, 3] = b_at, b_stop
            else:
                count += 1
        if stop_i == n:
            break
        _put(out, count, a_stop, a_ends[stop_i], b_stop, b_ends[stop_j], 0)
        count += 1
        a_at, b_at, i, j = a_ends[stop_i], b_ends[stop_j], stop_i + 1, stop_j + 1
    return out[:count].copy()
