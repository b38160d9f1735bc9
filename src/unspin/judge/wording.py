"""C201..C207: the same said in other words.

What the facts, the typography and the residue have not explained is cut into parts, each a word
for a word or a phrase for a phrase, and each part gets the first name that fits.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from unspin.judge.pair import EQUAL, ONLY_A, ONLY_B, SUBSTITUTED, Found, Pair, Side, Tokens
from unspin.records import Kind, UInt64

K_FUNCTION = int(Kind.FUNCTION)
K_NAME = int(Kind.NAME)
K_NUMBER = int(Kind.NUMBER)
K_WORD = int(Kind.WORD)

POOR = 0.35
"""Score under which a one-for-one row is taken together with one-sided rows next to it."""


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
    found = {"reordering": list(_moved_words(pair))}
    a0, a1, b0, b1 = _parts(pair)
    names = _plain_names(pair, a0, a1, b0, b1)
    for k in np.flatnonzero((a1 - a0 > 1) | (b1 - b0 > 1)).tolist():
        names[k] = _name(pair, (int(a0[k]), int(a1[k])), (int(b0[k]), int(b1[k])))
    places = zip(names, pair.a.all_bounds(a0, a1), pair.b.all_bounds(b0, b1), strict=True)
    for name, a, b in places:
        if name:
            found.setdefault(name, []).append(Found(a, b))
    return found


def _parts(pair: Pair) -> tuple[NDArray[np.int64], ...]:
    """Cut the unexplained rows of each site where the aligner is sure of a word for a word.

    A row begins a part where a site begins, and at and after a sure or an explained row. Between
    these, a one-sided row goes with what is held, and a poor one only where a row of that is
    one-sided already.

    Returns:
        The token ranges of the parts: a first, a last, b first, b last.
    """
    w, rows = pair.alignment.words, pair.differing_rows
    explained = np.zeros(len(w), bool)
    explained[list(pair.claims.taken)] = True
    taken, lone = explained[rows], w.ops[rows] != SUBSTITUTED
    apart = taken | (~lone & (w.scores[rows].astype(np.float64) >= POOR))
    begins = apart.copy()
    begins[1:] |= apart[:-1]
    begins[pair.cuts] = True
    first = np.maximum.accumulate(np.where(begins, np.arange(len(rows)), 0))
    above = np.cumsum(lone) - lone
    cuts = np.flatnonzero(begins | (~lone & (above == above[first])))
    _, _, *bounds = pair.hulls(cuts)
    return tuple(column[~taken[cuts]] for column in bounds)


def _plain_names(
    pair: Pair, a0: NDArray[np.int64], a1: NDArray[np.int64], b0: NDArray[np.int64],
    b1: NDArray[np.int64],
) -> list[str]:  # fmt: skip
    """Return what :func:`_name` does for parts of at most a token a side; others get any name."""
    ours, our_stems = _lone_stems(pair.a, a0, a1)
    theirs, their_stems = _lone_stems(pair.b, b0, b1)
    neither = (our_stems == 0) & (their_stems == 0)
    names = np.select(
        [~ours & ~theirs, ~theirs, ~ours, neither, our_stems == their_stems],
        ["", "deletion", "insertion", "function-word", "inflection"],
        "synonym",
    )
    found: list[str] = names.tolist()
    return found


def _lone_stems(
    side: Side, first: NDArray[np.int64], last: NDArray[np.int64]
) -> tuple[NDArray[np.bool_], UInt64]:
    """Tell where a range begins with a word, and return its stem, 0 for a function word."""
    if not len(side):
        return np.zeros(len(first), bool), np.zeros(len(first), np.uint64)
    at = np.minimum(first, len(side) - 1)
    kinds = side.seg.kinds[at]
    words = (last > first) & (kinds <= K_NUMBER)
    return words, np.where(words & (kinds != K_FUNCTION), side.seg.stems[at], np.uint64(0))


def _name(pair: Pair, a: Tokens, b: Tokens) -> str:
    """Return the name of a part: which words it has, and whether they are of one stem."""
    ours, theirs = _stems(pair.a, a), _stems(pair.b, b)
    if not ours and not theirs:
        return ""
    if not theirs:
        return "deletion"
    if not ours:
        return "insertion"
    if not any(ours) and not any(theirs):
        return "function-word"
    if list(filter(None, ours)) == list(filter(None, theirs)):
        return "inflection"
    return "synonym" if len(ours) == len(theirs) == 1 else "paraphrase"


def _stems(side: Side, tokens: Tokens) -> list[int]:
    """Return the stem of each word of a range, 0 for the function words."""
    stems, kinds = side.stems, side.kinds
    return [
        stems[t] if kinds[t] != K_FUNCTION else 0 for t in range(*tokens) if kinds[t] <= K_NUMBER
    ]


def _moved_words(pair: Pair) -> Iterator[Found]:
    """Find content words that one link has on both sides, in places that were not aligned."""
    loose: dict[tuple[int, int], int] = {}
    ops, taken = pair.ops, pair.claims.taken
    for r in [r for r in pair.differing if ops[r] == ONLY_B and r not in taken]:
        for t in range(pair.b0[r], pair.b1[r]):
            if pair.b.kinds[t] in (K_WORD, K_NAME, K_NUMBER):
                loose.setdefault((pair.link_of[r], pair.b.keys[t]), t)
    lone = [r for r in pair.differing if ops[r] == ONLY_A and r not in taken]
    for r in lone if loose else ():
        for t in range(pair.a0[r], pair.a1[r]):
            there = loose.pop((pair.link_of[r], pair.a.keys[t]), None)
            if there is not None:
                pair.claims.take([r, pair.row_of_b[there]])
                yield pair.found((t, t + 1), (there, there + 1))


def _crossings(pair: Pair) -> Iterator[Found]:
    """Find blocks that the aligner itself put together across others of the same link."""
    w = pair.alignment.words
    rows = ((w.ops <= SUBSTITUTED) & pair.two_sided).nonzero()[0]
    starts, links = w.b_starts[rows], w.links[rows]
    back = ((starts[1:] < starts[:-1]) & (links[1:] == links[:-1])).nonzero()[0] + 1
    for k in back.tolist():
        last = k
        while (
            last + 1 < len(rows)
            and starts[last + 1] == starts[last] + 1
            and (rows[last + 1] == rows[last] + 1)
        ):
            last += 1
        first, end = int(rows[k]), int(rows[last]) + 1
        if any(pair.ops[r] == EQUAL for r in range(first, end)):
            yield pair.rows_found(first, end)
