"""C201..C207: the same said in other words.

What the facts, the typography and the residue have not explained is cut into parts, each a word
for a word or a phrase for a phrase, and each part gets the first name that fits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import repeat

import numpy as np
from numba import njit
from numpy.typing import NDArray

from unspin.judge.pair import ONLY_A, ONLY_B, PLAIN, SUBSTITUTED, Found, Pair
from unspin.judge.ranges import EQUAL, widen
from unspin.records import Float32, Int32, Kind, UInt8, UInt64
from unspin.typed import ZERO

K_FUNCTION = int(Kind.FUNCTION)
K_NUMBER = int(Kind.NUMBER)

POOR = 0.35
"""Score under which a one-for-one row is taken together with one-sided rows next to it."""
NAMES = ("", "deletion", "insertion", "function-word", "inflection", "synonym", "paraphrase")
NOTHING, DELETION, INSERTION, FUNCTION_WORD, INFLECTION, SYNONYM, PARAPHRASE = range(len(NAMES))
"""What a part is called, as a place in ``NAMES``."""


def inflection(pair: Pair) -> Iterator[Found]:
    """A word stands in another form (``says``/``said``)."""
    yield from _named(pair, "inflection")


def synonym(pair: Pair) -> Iterator[Found]:
    """A word was put for another."""
    yield from _named(pair, "synonym")


def paraphrase(pair: Pair) -> Iterator[Found]:
    """A phrase was put for another."""
    yield from _named(pair, "paraphrase")


def function_word(pair: Pair) -> Iterator[Found]:
    """Articles, prepositions, pronouns or auxiliaries differ, and nothing else."""
    yield from _named(pair, "function-word")


def reordering(pair: Pair) -> Iterator[Found]:
    """The same words stand in another order."""
    yield from _named(pair, "reordering")
    yield from _crossings(pair)


def insertion(pair: Pair) -> Iterator[Found]:
    """Words stand in b that a has not."""
    yield from _named(pair, "insertion")


def deletion(pair: Pair) -> Iterator[Found]:
    """Words stand in a that b has not."""
    yield from _named(pair, "deletion")


def _named(pair: Pair, wanted: str) -> Iterator[Found]:
    yield from pair.once("wording", lambda: _judge(pair)).get(wanted, ())


def _judge(pair: Pair) -> dict[str, list[Found]]:
    """Return what is found, by its name."""
    found = defaultdict(list, reordering=list(_moved_words(pair)))
    w, sa, sb = pair.alignment.words, pair.a.seg, pair.b.seg
    names, parts = name_parts(
        *_open_rows(pair), w.ops, w.scores, w.a_starts, w.a_ends, w.b_starts, w.b_ends,
        sa.starts, sa.ends, sa.kinds, sa.stems, sb.starts, sb.ends, sb.kinds, sb.stems,
    )  # fmt: skip
    a0, a1, b0, b1 = parts.T.tolist()
    places = zip(zip(a0, a1, strict=True), zip(b0, b1, strict=True), repeat(PLAIN), strict=False)
    for name, place in zip(names.tolist(), places, strict=True):
        found[NAMES[name]].append(place)
    return found


def _open_rows(
    pair: Pair,
) -> tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.bool_], Int32, Int32]:
    """Return the rows that differ, which of them begin a site and which of them are explained.

    Returns:
        And where a and b have got to before each row of the alignment.
    """
    rows = pair.divided.rows
    begins = np.zeros(len(rows), bool)
    begins[pair.divided.cuts] = True
    taken = pair.claims.taken
    explained = np.zeros(len(pair.alignment.words), bool)
    explained[np.fromiter(taken, np.int64, len(taken))] = True
    return rows, begins, explained[rows], np.asarray(pair.before_a), np.asarray(pair.before_b)


@njit(nogil=True, cache=True)
def name_parts(
    rows: NDArray[np.int64], begins: NDArray[np.bool_], explained: NDArray[np.bool_],
    before_a: Int32, before_b: Int32, ops: UInt8, scores: Float32,
    a0: Int32, a1: Int32, b0: Int32, b1: Int32,
    a_starts: Int32, a_ends: Int32, a_kinds: UInt8, a_stems: UInt64,
    b_starts: Int32, b_ends: Int32, b_kinds: UInt8, b_stems: UInt64,
) -> tuple[UInt8, Int32]:  # fmt: skip
    """Cut the rows that differ into parts, and name those that differ in words.

    Args:
        rows: those that differ; ``begins`` and ``explained`` say of each whether a site begins
            there, and whether a rule has explained it.
        before_a, before_b: where a and b have got to before each row of the alignment.
        ops, scores, a0, a1, b0, b1: the columns of the alignment.
        a_starts, a_ends, a_kinds, a_stems, b_starts, b_ends, b_kinds, b_stems: those of the tokens.

    Returns:
        (p,) the names of the parts and (p, 4) their places in the texts: of a, then of b.
    """
    parts = _parts(rows, begins, explained, before_a, before_b, ops, scores, a0, a1, b0, b1)
    names = np.empty(len(parts), np.uint8)
    named = 0
    for first_a, last_a, first_b, last_b in parts:
        name = _name(a_kinds[first_a:last_a], a_stems[first_a:last_a],
                     b_kinds[first_b:last_b], b_stems[first_b:last_b])  # fmt: skip
        if name != NOTHING:
            names[named] = name
            parts[named, :2] = _bounds(first_a, last_a, a_starts, a_ends)
            parts[named, 2:] = _bounds(first_b, last_b, b_starts, b_ends)
            named += 1
    return names[:named], parts[:named]


@njit(nogil=True, cache=True)
def _parts(
    rows: NDArray[np.int64], begins: NDArray[np.bool_], explained: NDArray[np.bool_],
    before_a: Int32, before_b: Int32, ops: UInt8, scores: Float32,
    a0: Int32, a1: Int32, b0: Int32, b1: Int32,
) -> Int32:  # fmt: skip
    """Cut the unexplained rows of each site where the aligner is sure of a word for a word.

    A part begins where a site begins, and at and after a sure or an explained row. Between these,
    a one-sided row goes with what is held, and a poor one only where a row of that is one-sided
    already.

    Returns:
        (p, 4) the token ranges of the parts: a first, a last, b first, b last; where a part holds
        no token of a side, twice the point that side has got to.
    """
    parts = np.empty((len(rows), 4), np.int32)
    size = 0
    apart = uneven = False  # whether the row above stands apart; whether what is held is one-sided
    for k in range(len(rows)):
        r, lone, after = rows[k], ops[rows[k]] != SUBSTITUTED, apart
        apart = explained[k] or (not lone and scores[r] >= POOR)
        cut = begins[k] or apart or after
        new = cut or not (lone or uneven)
        uneven = lone or (uneven and not cut)
        if explained[k]:
            continue
        if new:
            parts[size, :2], parts[size, 2:] = before_a[r], before_b[r]
            size += 1
        widen(parts[size - 1, :2], a0[r], a1[r])
        widen(parts[size - 1, 2:], b0[r], b1[r])
    return parts[:size]


@njit(nogil=True, cache=True)
def _name(a_kinds: UInt8, a_stems: UInt64, b_kinds: UInt8, b_stems: UInt64) -> int:
    """Return the name of a part: which words it has, and whether they are of one stem."""
    words_a, words_b = _words(a_kinds), _words(b_kinds)
    if words_a == 0 or words_b == 0:
        return NOTHING if words_a == words_b else DELETION if words_b == 0 else INSERTION
    i, j = _content_from(ZERO, a_kinds, a_stems), _content_from(ZERO, b_kinds, b_stems)
    if i == len(a_kinds) and j == len(b_kinds):
        return FUNCTION_WORD
    while i < len(a_kinds) and j < len(b_kinds) and a_stems[i] == b_stems[j]:
        i, j = _content_from(i + 1, a_kinds, a_stems), _content_from(j + 1, b_kinds, b_stems)
    if i == len(a_kinds) and j == len(b_kinds):
        return INFLECTION
    return SYNONYM if words_a == words_b == 1 else PARAPHRASE


@njit(nogil=True, cache=True)
def _words(kinds: UInt8) -> int:
    words = 0
    for kind in kinds:
        words += kind <= K_NUMBER
    return words


@njit(nogil=True, cache=True)
def _content_from(t: int, kinds: UInt8, stems: UInt64) -> int:
    """Return the first token from t on that is a word and no function word, the end for none."""
    while t < len(kinds) and (kinds[t] > K_NUMBER or kinds[t] == K_FUNCTION or stems[t] == 0):
        t += 1
    return t


@njit(nogil=True, cache=True)
def _bounds(first: int, last: int, starts: Int32, ends: Int32) -> tuple[int, int]:
    """Return where in the text a token range starts and ends; an empty one after a token."""
    if first < last:
        return starts[first], ends[last - 1]
    point = ends[first - 1] if first > 0 else 0
    return point, point


def _moved_words(pair: Pair) -> Iterator[Found]:
    """Find content words that one link has on both sides, in places that were not aligned."""
    w, sa, sb = pair.alignment.words, pair.a.seg, pair.b.seg
    lone_a = lone_words(pair.divided.rows, w.ops, ONLY_A, w.a_starts, sa.kinds)
    lone_b = lone_words(pair.divided.rows, w.ops, ONLY_B, w.b_starts, sb.kinds)
    keys_a, keys_b = sa.keys[w.a_starts[lone_a]].tolist(), sb.keys[w.b_starts[lone_b]].tolist()
    if {*keys_a}.isdisjoint(keys_b):  # as they mostly are
        return
    come = dict(_open_places(pair, lone_b, keys_b)[::-1])
    for place, r in _open_places(pair, lone_a, keys_a):
        if place in come:
            row = come.pop(place)
            pair.claims.take((r, row))
            t, there = pair.a0[r], pair.b0[row]
            yield pair.found((t, t + 1), (there, there + 1))


@njit(nogil=True, cache=True)
def lone_words(
    rows: NDArray[np.int64], ops: UInt8, op: int, starts: Int32, kinds: UInt8
) -> NDArray[np.int64]:
    """Return those of the rows, of this kind, that hold a content word of the side that has one."""
    found, count = np.empty(len(rows), np.int64), 0
    for r in rows:
        if ops[r] == op and kinds[starts[r]] <= K_NUMBER and kinds[starts[r]] != K_FUNCTION:
            found[count] = r
            count += 1
    return found[:count]


def _open_places(
    pair: Pair, rows: NDArray[np.int64], keys: list[int]
) -> list[tuple[tuple[int, int], int]]:
    """Return ((link, key), row) of the rows that nothing has explained yet."""
    taken, link_of = pair.claims.taken, pair.link_of
    held = zip(rows.tolist(), keys, strict=True)
    return [((link_of[r], key), r) for r, key in held if r not in taken]


def _crossings(pair: Pair) -> Iterator[Found]:
    """Find blocks that the aligner itself put together across others of the same link."""
    w = pair.alignment.words
    for first, end in crossings(w.ops, w.links, w.b_starts, pair.two_sided).tolist():
        yield pair.rows_found(first, end)


@njit(nogil=True, cache=True)
def crossings(
    ops: UInt8, links: Int32, b0: Int32, two_sided: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Return the blocks with a kept word that go back in b against the pair of tokens before.

    Returns:
        (blocks, 2) first row, and row after the last: the rows that go on token by token in b.
    """
    found, count = np.empty((len(ops), 2), np.int64), 0
    last = -1  # the paired row before
    for r in range(len(ops)):
        if ops[r] > SUBSTITUTED or not two_sided[r]:
            continue
        if last >= 0 and b0[r] < b0[last] and links[r] == links[last]:
            end = _block_end(r, ops, b0, two_sided)
            if np.any(ops[r:end] == EQUAL):
                found[count, 0], found[count, 1] = r, end
                count += 1
        last = r
    return found[:count]


@njit(nogil=True, cache=True)
def _block_end(first: int, ops: UInt8, b0: Int32, two_sided: NDArray[np.bool_]) -> int:
    """Return the first row after a paired one that does not pair the next token of b."""
    end = first + 1
    while end < len(ops) and ops[end] <= SUBSTITUTED and two_sided[end]:
        if b0[end] != b0[end - 1] + 1:
            break
        end += 1
    return end
