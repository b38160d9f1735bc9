"""Trigrams of our own tokens, from the counted ones."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from pathlib import Path

from lexicon.ngrams import _TORN, _lines, split

Triple = tuple[str, str, str]


def read(folder: Path) -> Counter[Triple]:
    """Return the counts of triples of our own tokens in ``ngrams_3`` of ``folder``.

    A counted trigram of which a part is two tokens of ours gives its first three. Those around
    "U.S." are left out: its stops tear it into pieces that no trigram holds whole.
    """
    counts: Counter[Triple] = Counter()
    for written, n in _lines(folder / "ngrams_3.tsv.gz"):
        if _of_states(written):
            continue
        tokens = _tokens(written)
        if len(tokens) >= 3:
            counts[tokens[0], tokens[1], tokens[2]] += n
    return counts


def _of_states(written: list[str]) -> bool:
    return any(a == "u" and b in ("s", ".") for a, b in pairwise(written)) or (
        "s" in written[1:] and "." in written
    )


def _tokens(written: list[str]) -> list[str]:
    """Return our own tokens: clitics apart, those torn off put back on their word."""
    tokens: list[str] = []
    for at, word in enumerate(written):
        if at and written[at - 1] in _TORN.get(word, ()):
            tokens[-1:] = split(f"{written[at - 1]}'{word}")
        else:
            tokens += split(word)
    return tokens
