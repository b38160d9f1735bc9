"""Pairs of real press releases, labelled by the runs of words that both have.

Nobody has labelled them, but what they share leaves little doubt. Runs of twelve words add up to a
paragraph only where one was copied; where two releases share many rare words and hardly a run, they
tell of one thing in words of their own; in between stand letterheads, formulas and quotations.
Punctuation is passed over: a quarter of the releases lost theirs.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from common import sample

LONG_RUN, PARAGRAPH = 12, 60
"""Words of a run that counts for copying, and words of such runs that a copied pair has."""
SHORT_RUN, FORMULA = 8, 40
"""Words of a run that may be a formula, and the most words of such runs of a pair not copied."""
SHORT, LONG = 400, 9000
"""Characters of a release that is used."""
RARE, SHARED_RARE = 40, 8
"""Releases that hold a rare word, at the most, and rare words that two on one topic share."""
CROWDED = 60
"""Releases that hold one run, at the most, for it to bring pairs together."""
OF_ONE = 6
"""Pairs of one family of copies that are used."""

Words = Sequence[str]


def kin_and_others(texts: dict[str, str], number: int) -> Iterator[tuple[str, str, str, str]]:
    """Yield (kind, group, one id, other id): "release kin" was copied, "release topic" was not.

    Args:
        texts: id to text.
        number: pairs of each kind, at the most. Pairs of one family of copies have one group.
    """
    words = {
        name: words_of(text) for name, text in sorted(texts.items()) if SHORT <= len(text) <= LONG
    }
    met = set(_meeting(words, LONG_RUN))
    kin = [pair for pair in sorted(met) if _in_runs(words, pair, LONG_RUN) >= PARAGRAPH]
    family = _families(words, kin)
    of_family: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for pair in kin:
        of_family[family[pair[0]]].append(pair)
    few = [pair for name, own in of_family.items() for pair in sample(own, OF_ONE, name)]
    yield from (("release kin", family[a], a, b) for a, b in sample(few, number, "kin"))
    apart = [
        pair
        for pair in _on_one_topic(words)
        if pair not in met and _in_runs(words, pair, SHORT_RUN) <= FORMULA
    ]
    drawn = sample(apart, number, "topic")
    yield from (("release topic", family.get(a, a), a, b) for a, b in drawn)


def share_run(one: str, other: str) -> bool:
    """Say whether two texts share ``LONG_RUN`` words in a row.

    >>> share_run("one two three", "one two three")
    False
    """
    rows = (set(runs(words_of(text), LONG_RUN)) for text in (one, other))
    return bool(set.intersection(*rows))


def words_of(text: str) -> list[str]:
    """Return the words of a text, in lower case and without marks."""
    return re.findall(r"\w+", text.lower())


def runs(words: Words, size: int) -> Iterator[tuple[str, ...]]:
    """Yield all rows of so many words."""
    return zip(*(words[i:] for i in range(size)), strict=False)


def _meeting(words: dict[str, Words], size: int) -> Iterator[tuple[str, str]]:
    """Yield the pairs that share a run which is not on every page."""
    holders: dict[int, list[str]] = defaultdict(list)
    for name, own in words.items():
        for run in set(map(hash, runs(own, size))):
            holders[run].append(name)
    for names in holders.values():
        if 2 <= len(names) <= CROWDED:
            yield from combinations(names, 2)


def _in_runs(words: dict[str, Words], pair: tuple[str, str], size: int) -> int:
    """Return how many words of the first stand in runs of so many words that the other has."""
    one, other = words[pair[0]], set(runs(words[pair[1]], size))
    inside: set[int] = set()
    for at, run in enumerate(runs(one, size)):
        if run in other:
            inside.update(range(at, at + size))
    return len(inside)


def _families(names: Iterable[str], kin: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the first member of the family of each that has kin."""
    first = {name: name for name in names}

    def head(name: str) -> str:
        while first[name] != name:
            name = first[name]
        return name

    for one, other in kin:
        low, high = sorted((head(one), head(other)))
        first[high] = low
    return {name: head(name) for name in first}


def _on_one_topic(words: dict[str, Words]) -> list[tuple[str, str]]:
    """Return the pairs that share many rare words."""
    holders: dict[str, list[str]] = defaultdict(list)
    for name, own in words.items():
        for word in set(own):
            holders[word].append(name)
    shared: Counter[tuple[str, str]] = Counter()
    for names in holders.values():
        if 2 <= len(names) <= RARE:
            shared.update(combinations(names, 2))
    return sorted(pair for pair, count in shared.items() if count >= SHARED_RARE)
