"""A quotation's wording: its words, its look with the house style taken off, and what is common."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

_MARKS = str.maketrans(
    dict.fromkeys('“”„‟«»‘’‚‛‹›`´＂＇"', "'") | dict.fromkeys("‐‑‒–—―−", "-")
    | dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", None)
)  # fmt: skip
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
SHORT = 3
"""Letters up to which a word is taken for one that is in every text."""
FEW = 3
"""Long words below which the short ones must help."""
HARMLESS = frozenset(("identical", "typographic"))


@lru_cache(maxsize=8192)
def look(text: str) -> str:
    """Return a wording with what a house's style rules taken off; equal looks are typographic.

    >>> look("“We will — not — go,”") == look('"we will - not - go."')
    True
    """
    plain = unicodedata.normalize("NFC", text).translate(_MARKS).casefold()
    plain = re.sub(r" ?-+ ?", "-", " ".join(plain.split()))
    return plain.strip("'").rstrip(",.").strip("' ")


@lru_cache(maxsize=4096)
def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a text in lower case, house style taken off."""
    plain = unicodedata.normalize("NFC", text).translate(_MARKS).casefold()
    return tuple(_WORD.findall(plain))


@dataclass(frozen=True, slots=True, eq=False)
class Bag:
    """The words of a wording: ``all`` of them, and the ``long`` ones, which say what it is about.

    The second time a word is there it is another one, so that what bags share is plain to count.
    """

    words: tuple[str, ...]
    all: frozenset[tuple[str, int]]
    long: frozenset[tuple[str, int]]
    total: int
    longs: int


@lru_cache(maxsize=4096)
def bag(text: str) -> Bag:
    """Return the words of a wording, counted."""
    words = words_of(text)
    every, long = _numbered(words), _numbered(filter(is_long, words))
    return Bag(words, every, long, len(every), len(long))


def is_long(word: str) -> bool:
    """Tell whether a word may say what a wording is about."""
    return len(word) > SHORT


def _numbered(words: Iterable[str]) -> frozenset[tuple[str, int]]:
    seen: dict[str, int] = defaultdict(int)
    found = []
    for word in words:
        found.append((word, seen[word]))
        seen[word] += 1
    return frozenset(found)


def containment(a: Bag, b: Bag) -> float:
    """Return the share of the long words of the shorter wording that the other has too, 0..1.

    All words count where one has hardly any long ones.
    """
    if min(a.longs, b.longs) < FEW:
        least, shared = min(a.total, b.total), common(a.all, b.all)
    else:
        least, shared = min(a.longs, b.longs), common(a.long, b.long)
    return shared / least if least else 0.0


def common(a: frozenset[tuple[str, int]], b: frozenset[tuple[str, int]]) -> int:
    """Return how many words two bags have in common."""
    return len(a & b)


def bigrams(words: Sequence[str]) -> set[tuple[str, str]]:
    """Return the pairs of neighbouring words."""
    return set(pairwise(words))
