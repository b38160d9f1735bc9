"""Read the n-gram counts and bring them to the tokens our own tokeniser makes.

The files hold one n-gram a line, ``tokens<TAB>count``, lower case, tokens set off by a space, most
frequent first; hyphens were taken as space, ``<s>`` and ``</s>`` stand at sentence ends. Digits
are written as 0, one for one, separators kept: ``0000`` is a year, ``0,000,000`` are millions.

Typographic apostrophes were lost when they were counted, so that "nation's" stands there as
``nation's`` and also as ``nation s``, and "don't" as ``don't`` and ``don t``. Our tokeniser gives
``nation`` ``'s`` and ``do`` ``not``; both spellings are brought to that. It gives "U.S." one
token, where the files have ``u s`` and ``u . s .``: those become ``u.s.``, the trigrams telling
which ``s`` is which.
"""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

START, STOP = "<s>", "</s>"
US = "u.s."
LARGEST_TABLE = 65_535
FULL = {
    "'s": "'s",
    "n't": "not",
    "'re": "are",
    "'ve": "have",
    "'ll": "will",
    "'m": "am",
    "'d": "'d",
}
"""Clitics, and the token our tokeniser makes of each."""

_STEMS = {"ca": "can", "wo": "will", "sha": "shall"}
_TORN = {
    "t": frozenset(
        "don doesn didn can won isn aren wasn weren haven hasn hadn couldn wouldn shouldn".split()
    ),
    "m": frozenset(("i",)),
    "re": frozenset(("we", "you", "they", "there", "who", "what")),
    "ve": frozenset(("i", "we", "you", "they", "who")),
    "ll": frozenset(("i", "we", "you", "they", "he", "she", "it", "who", "that", "there")),
}
_TORN_LEFT = {"t": "not", "re": "are", "ve": "have", "ll": "will"}
"""Torn-off clitics that are little else when they stand first in a pair."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts of our own tokens, and of their pairs."""

    unigrams: Counter[str]
    bigrams: Counter[tuple[str, str]]


def split(written: str) -> tuple[str, ...]:
    """Return the tokens our own tokeniser makes of a token of the files.

    >>> split("nation's"), split("can't"), split("o'connor"), split("cannot"), split("s")
    (('nation', "'s"), ('can', 'not'), ('oconnor',), ('can', 'not'), ("'s",))
    """
    if written == "cannot":
        return "can", "not"
    for clitic, full in FULL.items():
        if written.endswith(clitic) and len(written) > len(clitic):
            stem = written[: -len(clitic)].replace("'", "")
            return _STEMS.get(stem, stem), full
    if written == "s":
        return ("'s",)
    return (written.replace("'", "") or written,)


def read(folder: Path) -> Counts:
    """Read ``ngrams_1``, ``ngrams_2`` and, for "U.S." alone, ``ngrams_3`` of ``folder``."""
    singles = {tokens[0]: n for tokens, n in _lines(folder / "ngrams_1.tsv.gz")}
    pairs = {(a, b): n for (a, b), n in _lines(folder / "ngrams_2.tsv.gz")}
    triples = {
        (a, b, c): n for (a, b, c), n in _lines(folder / "ngrams_3.tsv.gz") if a == "u" or b == "s"
    }
    torn = {(a, b): n for (a, b), n in pairs.items() if a in _TORN.get(b, ())}
    after = {c: n for (a, b, c), n in triples.items() if (a, b) == ("u", "s")}
    stopped = triples.get(("u", ".", "s"), 0)
    states = pairs.get(("u", "s"), 0) + stopped
    return Counts(_unigrams(singles, torn, states), _bigrams(pairs, torn, after, stopped))


def _lines(path: Path) -> Iterator[tuple[list[str], int]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            tokens, count = line.rstrip("\n").split("\t")
            yield tokens.split(" "), int(count)


def _unigrams(
    singles: dict[str, int], torn: dict[tuple[str, str], int], states: int
) -> Counter[str]:
    counts: Counter[str] = Counter()
    for token, n in singles.items():
        for part in split(token):
            counts[part] += n
    for (first, second), n in torn.items():
        for part in split(f"{first}'{second}"):
            counts[part] += n
        counts[first] -= n
        counts[second] -= n
    for token, n in ((US, states), ("u", -states), ("'s", -states)):
        counts[token] += n
    return +counts


def _bigrams(
    pairs: dict[tuple[str, str], int],
    torn: dict[tuple[str, str], int],
    after: dict[str, int],
    stopped: int,
) -> Counter[tuple[str, str]]:
    """Count our own pairs.

    Args:
        pairs: the pairs of the file.
        torn: those of them that are one word and its torn-off clitic.
        after: what follows ``u s``.
        stopped: how often ``u . s`` stands, nearly always with a false sentence end after it.
    """
    counts: Counter[tuple[str, str]] = Counter()
    for (first, second), n in pairs.items():
        if (first, second) == ("u", "s"):
            continue
        if (first, second) in torn:
            stem, clitic = split(f"{first}'{second}")
            counts[stem, clitic] += n
            continue
        if first == "s":
            states = after.get(second, 0)
            counts[US, split(second)[0]] += states
            counts["'s", split(second)[0]] += n - states
            continue
        left, right = _TORN_LEFT.get(first) or split(first)[-1], split(second)
        counts[left, US if second == "u" else right[0]] += n
        if len(right) == 2:
            counts[right[0], right[1]] += n
    for pair in (("u", "."), (".", "'s"), ("'s", "."), (".", STOP)):
        counts[pair] -= stopped
    return +counts


def rank(unigrams: Counter[str]) -> dict[str, int]:
    """Return the id of each token of the table: its rank by count, ties by spelling."""
    ordered = sorted(unigrams, key=lambda token: (-unigrams[token], token))
    return {token: number for number, token in enumerate(ordered[:LARGEST_TABLE])}


def table(
    bigrams: Counter[tuple[str, str]], ids: dict[str, int]
) -> tuple[NDArray[np.int32], NDArray[np.uint16], NDArray[np.int32]]:
    """Return starts (L+1,), next ids (B,) and counts (B,) of the pairs both of whose ids exist."""
    rows = sorted((ids[a], ids[b], n) for (a, b), n in bigrams.items() if a in ids and b in ids)
    array = np.array(rows, dtype=np.int64)
    starts = np.searchsorted(array[:, 0], np.arange(len(ids) + 1)).astype(np.int32)
    return starts, array[:, 1].astype(np.uint16), array[:, 2].astype(np.int32)
