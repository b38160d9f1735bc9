"""C401..C403, C501, C502: sentences split, merged, moved, dropped and added."""

from __future__ import annotations

from collections.abc import Iterator

from unspin.judge.boilerplate import boilerplate_of
from unspin.judge.lone import beside, one_sided
from unspin.judge.pair import PLAIN, Detail, Found, Pair, Side, Stretch
from unspin.records import Link


def split(pair: Pair) -> Iterator[Found]:
    """A sentence of a was cut into several."""
    for link in pair.alignment.links:
        if len(link.a) == 1 and len(link.b) > 1:
            yield _link_found(pair, link, _became(1, len(link.b)))


def merged(pair: Pair) -> Iterator[Found]:
    """Several sentences of a were joined into one."""
    for link in pair.alignment.links:
        if len(link.a) > 1 and len(link.b) == 1:
            yield _link_found(pair, link, _became(len(link.a), 1))


def moved(pair: Pair) -> Iterator[Found]:
    """A sentence stands in another place of the text."""
    for link in pair.alignment.links:
        if link.moved and link.a and link.b:
            yield _link_found(pair, link)


def dropped(pair: Pair) -> Iterator[Found]:
    """A sentence of a has no counterpart in b."""
    yield from _one_sided(pair, in_a=True)


def added(pair: Pair) -> Iterator[Found]:
    """A sentence of b has no counterpart in a."""
    yield from _one_sided(pair, in_a=False)


def _became(in_a: int, in_b: int) -> Detail:
    ours, theirs = (f"{n} sentence" if n == 1 else f"{n} sentences" for n in (in_a, in_b))
    return f"{ours} became {in_b}", f"{theirs} became {in_a}"


def _link_found(pair: Pair, link: Link, detail: Detail = PLAIN) -> Found:
    return _sentences(pair.a, link.a), _sentences(pair.b, link.b), detail


def _sentences(side: Side, indexes: tuple[int, ...]) -> Stretch:
    return side.bounds((side.sentence(min(indexes))[0], side.sentence(max(indexes))[1]))


def _one_sided(pair: Pair, *, in_a: bool) -> Iterator[Found]:
    for index in one_sided(pair, in_a=in_a):
        if boilerplate_of(pair, index, in_a=in_a) is None:
            yield beside(pair, index, in_a=in_a)
