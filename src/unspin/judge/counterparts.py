"""Which quotation of b is which of a, by the words that the alignment carries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from unspin.judge.pair import SUBSTITUTED, Pair, Side, Tokens
from unspin.records import Kind

K_NUMBER = int(Kind.NUMBER)

SHARED = 0.3
"""Share of the shorter quotation's words that must be aligned to make two a pair."""
OUTSIDE = 0.6
"""Share of a quotation's words aligned outside quote marks that makes it dequoted."""
LEAST_WORDS = 3
"""A quotation of fewer words that loses its marks was a title or a scare quote."""


@dataclass(frozen=True, slots=True)
class Counterpart:
    """A quotation on both sides; None where that side has it outside quote marks or not at all.

    Attributes:
        a, b: its tokens; of a quotation that several answer, the part that this one answers.
        image: where the side without marks has it, None where it has not.
        parts: ``split`` when one quotation of a is several of b with words between, ``merged`` the
            other way round, "" otherwise.
    """

    a: Tokens | None
    b: Tokens | None
    image: Tokens | None = None
    parts: str = ""


def counterparts(pair: Pair) -> list[Counterpart]:
    """Return the quotations of both sides, each with its counterpart, by place in a."""
    return pair.once("quotations", lambda: list(_pair_up(pair)))


def _pair_up(pair: Pair) -> Iterator[Counterpart]:
    """Pair the quotations of both sides by the words aligned between them."""
    in_a, in_b = _quote_index(pair.a), _quote_index(pair.b)
    lone: list[Counterpart] = []
    met: list[tuple[int, int]] = []
    for q, tokens in enumerate(_quotations(pair.a)):
        partners, outside, words = _carried(pair, tokens, in_b, from_a=True)
        mine = [
            (q, other)
            for other, count in sorted(partners.items())
            if _enough(pair, count, words, other)
        ]
        met += mine
        if not mine:
            lone += _lone(pair, tokens, outside, words, from_a=True)
    paired = {other for _, other in met}
    yield from sorted((*_met(pair, met), *lone), key=lambda c: c.a or (0, 0))
    for q, tokens in enumerate(_quotations(pair.b)):
        if q not in paired:
            _, outside, words = _carried(pair, tokens, in_a, from_a=False)
            yield from _lone(pair, tokens, outside, words, from_a=False)


def _enough(pair: Pair, count: int, words: int, other: int) -> bool:
    """Tell whether the shared words are enough of the shorter quotation."""
    return count >= SHARED * min(words, len(pair.b.words(_quotation(pair.b, other))))


def _met(pair: Pair, met: list[tuple[int, int]]) -> Iterator[Counterpart]:
    """Yield the quotations that answer each other, cut into parts where one answers several."""
    of_a: dict[int, list[int]] = {}
    of_b: dict[int, list[int]] = {}
    for q, other in met:
        of_a.setdefault(q, []).append(other)
        of_b.setdefault(other, []).append(q)
    for q, other in met:
        ours, theirs = _quotation(pair.a, q), _quotation(pair.b, other)
        split = len(of_a[q]) > 1 and _apart(pair.b, of_a[q])
        merged = len(of_b[other]) > 1 and _apart(pair.a, of_b[other])
        a, b = ours, theirs
        if len(of_a[q]) > 1:
            images = [pair.image_of_b(_quotation(pair.b, o)) for o in of_a[q]]
            a = _part(ours, images, of_a[q].index(other))
        if len(of_b[other]) > 1:
            images = [pair.image_of_a(_quotation(pair.a, o)) for o in of_b[other]]
            b = _part(theirs, images, of_b[other].index(q))
        yield Counterpart(a, b, None, "split" if split else "merged" if merged else "")


def _apart(side: Side, quotations: list[int]) -> bool:
    """Tell whether words stand between two of the quotations, and not only marks and paragraphs."""
    ranges = [_quotation(side, q) for q in quotations]
    return any(side.has_words((one[1], other[0])) for one, other in pairwise(ranges))


def _part(whole: Tokens, images: list[Tokens | None], index: int) -> Tokens:
    """Return the part of a quotation that one of several counterparts answers.

    The parts leave nothing out where their images come in order: each goes on to the next one.
    """
    held = [image or whole for image in images]
    own = held[index]
    if held != sorted(held):
        return max(whole[0], own[0]), max(min(whole[1], own[1]), whole[0], own[0])
    first = whole[0] if index == 0 else max(whole[0], own[0])
    end = whole[1] if index == len(held) - 1 else min(whole[1], held[index + 1][0])
    return first, max(first, end)


def _quotations(side: Side) -> list[Tokens]:
    return [(first, last) for first, last in side.seg.quotations.tolist()]


def _quotation(side: Side, index: int) -> Tokens:
    first, last = side.seg.quotations[index].tolist()
    return first, last


def _quote_index(side: Side) -> list[int]:
    """Return the index of the quotation that each token lies in, -1 for none."""
    return side.once("quote index", partial(_find_quote_index, side))


def _find_quote_index(side: Side) -> list[int]:
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
