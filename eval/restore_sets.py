"""Rewritten texts of which every changed word is known, for putting wording back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import obfuscate
from common import read, rng_of, sample
from swaps import pairs

STRENGTHS = (0.3, 0.5, 0.7, 0.9)
NEWS = ("basil_open", "ecbplus_open", "detectrl_other")
LONGEST = 6000
LEAST_WORDS = 60
USUAL = {"adversarial": 420, "word_swap": 150, "spun": 330}
Gold = tuple[int, int, str]


class Spun(NamedTuple):
    """A rewritten text, its original, and (start, end, what had been there) of each change.

    ``lot`` is what decides whether it is learned from; texts of one event share theirs.
    """

    kind: str
    name: str
    lot: str
    text: str
    original: str
    changed: tuple[Gold, ...]


def material(data: Path, limit: int = 0) -> Iterator[Spun]:
    """Yield the texts of all kinds, ``limit`` of each at most (0: the usual)."""
    swapped = list(pairs(data))
    for kind in ("adversarial", "word_swap"):
        wanted = [
            p for p in swapped
            if p[0].startswith("tfadv") == (kind == "adversarial")
            and len(p[1].split()) == len(p[2].split()) >= LEAST_WORDS
        ]  # fmt: skip
        for name, original, copy in sample(wanted, limit or USUAL[kind], f"restore {kind}"):
            yield Spun(kind, name, name, copy, original, replaced(original, copy))
    texts = []
    for file in NEWS:
        for r in sample(read(data, file), (limit or USUAL["spun"]) // len(NEWS), f"restore {file}"):
            text = (r.get("text") or r["original"])[:LONGEST]
            group = str(r.get("event_id") or r.get("topic") or r["id"])
            texts.append((f"{file} {group}", f"{file} {r['id']}", text))
    for group, name, text in texts:
        if len(text.split()) < LEAST_WORDS:
            continue
        rng = rng_of(f"restore spin {name}")
        made, acts = obfuscate.spin(text, rng.choice(STRENGTHS), rng, rng.random() < 0.3)
        changed = tuple((a.b_start, a.b_end, a.a_text) for a in acts)
        yield Spun("spun", name, group, made, text, changed)


def replaced(original: str, copy: str) -> tuple[Gold, ...]:
    """Return the changes of two texts of as many tokens, marks at the ends of words left out."""
    found, at = [], 0
    for old, new in zip(original.split(), copy.split(), strict=True):
        at = copy.index(new, at)
        if old != new:
            bare = re.sub(r"^\W+|\W+$", "", new) or new
            start = at + new.find(bare)
            found.append((start, start + len(bare), re.sub(r"^\W+|\W+$", "", old) or old))
        at += len(new)
    return tuple(found)
