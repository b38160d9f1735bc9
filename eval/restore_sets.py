"""Rewritten texts of which every changed word is known, for putting wording back."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import obfuscate
import phrases
from common import read, rng_of, sample
from swaps import FITTED, lot, pairs
from wordnet import thesaurus

STRENGTHS = (0.3, 0.5, 0.7, 0.9)
NEWS = ("basil_open", "ecbplus_open", "detectrl_other")
LONGEST = 6000
LEAST_WORDS = 60
USUAL = {"adversarial": 420, "word_swap": 150, "spun": 330}
MORE = {"adversarial": 500, "word_swap": 300, "spun": 120}
"""Further texts that weights are fitted to, of ``spun`` from each set."""
PAGES, MORE_PAGES = "pan13_docs_open", 200
OTHERWISE = 0.65
"""Share of the further texts in which a rewriter of other habits draws the words."""
SENSES, CHOICES = (1, 3, 6, 99), (2, 4, 8, 99)
"""Senses that one looks under, and words that one knows of those listed."""
OWN_SHARE = 0.25
"""Share of the texts that the maps of ``restore_context.py`` are learned from, and nothing else."""
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
    for kind in ("adversarial", "word_swap"):
        yield from sample(_replaced(data, kind), limit or USUAL[kind], f"restore {kind}")
    for file in NEWS:
        most = (limit or USUAL["spun"]) // len(NEWS)
        records = sample(read(data, file), most, f"restore {file}")
        yield from _spun(file, records)


def further(data: Path) -> Iterator[Spun]:
    """Yield more texts to learn from, none of which :func:`material` has."""
    known = {(item.kind, item.name) for item in material(data)}
    for kind in ("adversarial", "word_swap"):
        own = [i for i in _replaced(data, kind) if OWN_SHARE <= lot(i.lot) < FITTED]
        own = [i for i in own if (kind, i.name) not in known]
        yield from sample(own, MORE[kind], f"restore more {kind}")
    for file in NEWS:
        own_records = [r for r in read(data, file) if OWN_SHARE <= lot(group(file, r)) < FITTED]
        rest = [r for r in own_records if ("spun", f"{file} {r['id']}") not in known]
        yield from _spun(file, sample(rest, MORE["spun"], f"restore more {file}"), OTHERWISE)
    sources = [r for r in read(data, PAGES) if r["kind"] == "source"]
    pages = [r for r in sources if lot(r["component"]) >= FITTED]
    yield from _spun(PAGES, sample(pages, MORE_PAGES, f"restore more {PAGES}"), OTHERWISE)


def _replaced(data: Path, kind: str) -> list[Spun]:
    return [
        Spun(kind, name, name, copy, original, replaced(original, copy))
        for name, original, copy in pairs(data)
        if name.startswith("tfadv") == (kind == "adversarial")
        and len(original.split()) == len(copy.split()) >= LEAST_WORDS
    ]  # fmt: skip


def _spun(
    file: str, records: Iterable[Mapping[str, Any]], otherwise: float = 0.0
) -> Iterator[Spun]:
    for r in records:
        text, name = (r.get("text") or r["original"])[:LONGEST], f"{file} {r['id']}"
        if len(text.split()) < LEAST_WORDS:
            continue
        rng = rng_of(f"restore spin {name}")
        made, acts = obfuscate.spin(text, rng.choice(STRENGTHS), rng, rng.random() < 0.3)
        if rng_of(f"restore habit {name}").random() < otherwise:
            made, acts = redrawn(text, acts, rng_of(f"restore redraw {name}"))
        changed = tuple((a.b_start, a.b_end, a.a_text) for a in acts)
        yield Spun("spun", name, group(file, r), made, text, changed)


def redrawn(text: str, acts: Iterable[obfuscate.Act], rng: random.Random) -> obfuscate.Made:
    """Spin a text where it was spun, by the habits of another rewriter."""
    known = thesaurus(rng.choice(SENSES), rng.choice(CHOICES))
    from_the_top, planned = rng.random() < 0.5, []
    for act in acts:
        new = act.b_text
        if act.code in ("C202", "C301"):
            offered = known.spins(act.a_text.lower())
            offered = [w for w in offered if phrases.LEFT_ALONE.isdisjoint(w.split())]
            at = 2 * rng.random() - 1 if from_the_top else rng.random()
            if offered:
                new = obfuscate.like(offered[max(0, int(at * len(offered)))], act.a_text)
        planned.append(obfuscate.Swap(act.code, act.a_start, act.a_end, new))
    return obfuscate.apply(text, planned)


def group(file: str, record: Mapping[str, Any]) -> str:
    """Return the name that decides a text's lot: texts of one event share theirs."""
    own = str(record.get("event_id") or record.get("topic") or record["id"])
    return own if file == "detectrl_other" else f"{file} {own}"


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
