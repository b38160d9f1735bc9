"""Copyists of another style than those of ``histories``: for testing what was fitted on theirs.

A wire desk (cuts, merges, splits, moves, its own house style), a spinner whose words come from
vectors and not from a thesaurus and that recasts function words and moves sentences, and a digest
that keeps the middle. Nothing is ever fitted on these.
"""

from __future__ import annotations

import random
import re
from functools import cache

import numpy as np
from obfuscate import Swap, edit, house_style, like, sentences
from respin import carried_out, is_content, recast

WAYS = ("vectors", "wire", "wire", "vectors", "middle", "styled")
"""How a page copies; those that stand twice are twice as likely."""
STRENGTHS = (0.1, 0.2, 0.35, 0.5)
MOST = 2
"""Stand-ins a word may have: a small dictionary, from which two spinners often take the same."""


@cache
def stand_ins(words: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Return the nearest words with the same last two letters, by the product's vectors."""
    from unspin.ingest.resources import load_lexicon
    from unspin.text.hashing import word_key

    lexicon = load_lexicon("en")
    keys = np.array([word_key(word) for word in words], np.uint64)
    at = np.minimum(np.searchsorted(lexicon.keys, keys), len(lexicon.keys) - 1)
    rows = np.where(lexicon.keys[at] == keys, lexicon.vector_rows[at], -1)
    known = [(word, row) for word, row in zip(words, rows.tolist(), strict=True) if row >= 0]
    found: dict[str, tuple[str, ...]] = {}
    for ending in sorted({word[-2:] for word, _ in known}):
        group = [(word, row) for word, row in known if word.endswith(ending)]
        vectors = lexicon.vectors[[row for _, row in group]].astype(np.float32)
        near = np.argsort(-(vectors @ vectors.T), axis=1, kind="stable")[:, : MOST + 1]
        for (word, _), ranked in zip(group, near.tolist(), strict=True):
            found[word] = tuple(group[r][0] for r in ranked if group[r][0] != word)[:MOST]
    return found


def restyled(
    text: str, way: str, words: tuple[str, ...], rng: random.Random
) -> str:  # fmt: skip
    """Return a copy made in one of the :data:`WAYS`.

    Args:
        text: the source.
        way: how.
        words: all words the spinner knows.
        rng: every choice is drawn from it.
    """
    if way == "vectors":
        return moved(vector_spun(text, words, rng), rng, rng.randrange(3))
    if way == "wire":
        return edit(text, rng)[0]
    if way == "middle":
        return moved(middle(text, rng), rng, 1)
    return moved(house_style(text, rng)[0], rng, rng.randrange(1, 4))


def vector_spun(text: str, words: tuple[str, ...], rng: random.Random) -> str:
    """Return the text with content words replaced by near ones, and some function words recast."""
    known, strength = stand_ins(words), rng.choice(STRENGTHS)
    swaps = []
    for found in re.finditer(r"[^\W\d_]{3,}", text):
        choices = known.get(found[0].lower(), ())
        if choices and is_content(text, found) and rng.random() < strength:
            swaps.append(Swap("C202", *found.span(), like(rng.choice(choices), found[0])))
    taken = {at for swap in swaps for at in range(swap.start, swap.end)}
    plain = [s for s in recast(text, strength / 3, rng) if s.start not in taken]
    return carried_out(text, [*swaps, *plain])


def moved(text: str, rng: random.Random, times: int) -> str:
    """Return the text after some of its sentences have gone elsewhere."""
    for _ in range(times):
        parts = pieces(text)
        if len(parts) < 6:
            return text
        part = parts.pop(rng.randrange(2, len(parts)))
        parts.insert(rng.randrange(1, len(parts) + 1), part)
        text = "".join(parts).rstrip()
    return text


def middle(text: str, rng: random.Random) -> str:
    """Return the text without a run of sentences somewhere after its first, a third at the most."""
    parts = pieces(text)
    if len(parts) < 8:
        return text
    gone = rng.randrange(1, len(parts) // 3 + 1)
    first = rng.randrange(1, len(parts) - gone + 1)
    return "".join(parts[:first] + parts[first + gone :]).rstrip()


def pieces(text: str) -> list[str]:
    """Return the sentences of a text, each with the white space behind it."""
    starts = [start for start, _ in sentences(text)]
    ends = [*starts[1:], len(text)]
    found = [text[a:b] for a, b in zip(starts, ends, strict=True)]
    return [part if part[-1].isspace() else f"{part}\n" for part in found]
