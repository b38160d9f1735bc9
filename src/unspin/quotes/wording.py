"""A quotation's wording: its words, its look with the house style taken off, and what is common."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
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
    """The words of a wording: ``all`` of them, and the ``long`` ones, which say what it is about."""

    words: tuple[str, ...]
    all: Counter[str]
    long: Counter[str]
    total: int
    longs: int


@lru_cache(maxsize=4096)
def bag(text: str) -> Bag:
    """Return the words of a wording, counted."""
    words = words_of(text)
    counts = Counter(words)
    long = Counter(word for word in words if len(word) > SHORT)
    return Bag(words, counts, long, len(words), long.total())


def containment(a: Bag, b: Bag) -> float:
    """Return the share of the long words of the shorter wording that the other has too, 0..1.

    All words count where one has hardly any long ones.
    """
    if min(a.longs, b.longs) < FEW:
        least, shared = min(a.total, b.total), common(a.all, b.all)
    else:
        least, shared = min(a.longs, b.longs), common(a.long, b.long)
    return shared / least if least else 0.0


def common(a: Counter[str], b: Counter[str]) -> int:
    """Return how many words two bags have in common."""
    if len(a) > len(b):
        a, b = b, a
    return sum(min(n, b[word]) for word, n in a.items() if word in b)


def bigrams(words: Sequence[str]) -> set[tuple[str, str]]:
    """Return the pairs of neighbouring words."""
    return set(pairwise(words))
