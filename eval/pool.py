#!/usr/bin/env python3
"""Pooled attribution: does a family of copies know better who spoke than its documents one by one?

Families of five are made of the stories of ``gold/quotes.tsv``: the story, and four copies that
are spun outside their quotations and in which each attribution was kept, cut, turned into a pronoun
or moved to the front. The truth is the one name of the gold. A name is right when its last word is.
Recall is compared at equal precision: the pooled names are cut at the confidence from which they
are at least as precise as those of single documents.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from common import Figures, command, options, read, rng_of, sample, share, show
from obfuscate import Span, Swap, apply, quotations, spin_plan, touches

from quotes import GOLD, Gold, gold_rows

COPIES = 4
STRENGTHS = (0.1, 0.2, 0.3, 0.5)
WAYS = ("keep", "keep", "cut", "pronoun", "moved")
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")


class Said(NamedTuple):
    """What was told of one quotation of one document: the name, its confidence, and the truth."""

    name: str
    confidence: float
    truth: str


def attribution(text: str, gold: Gold) -> Span | None:
    """Return the clause after a quotation that names its speaker: ``said Ann Lee``."""
    if gold.speaker is None:
        return None
    after = re.match(r"[,.]?[\"”] ([^\"“”\n.]{4,70})(?=[.] |[.]\n|[.]$|, )", text[gold.end - 1 :])
    if not after:
        return None
    place = gold.end - 1 + after.start(1), gold.end - 1 + after.end(1)
    return place if place[0] <= gold.speaker[0] and gold.speaker[1] <= place[1] else None


def altered(text: str, rows: Sequence[Gold], name: str, strength: float) -> str:
    """Return a copy with its attributions altered and the rest spun."""
    rng = rng_of(name)
    swaps: list[Swap] = []
    for gold in rows:
        place, way = attribution(text, gold), rng.choice(WAYS)
        if place is None or gold.speaker is None or way == "keep":
            continue
        start, end = place
        whole = text[start - 1 : end]
        if way == "pronoun":
            swaps.append(Swap(way, *gold.speaker, "he"))
            continue
        swaps.append(Swap(way, start - 1, end, ""))
        if way == "moved":
            swaps.append(
                Swap(way, gold.start - 1, gold.start - 1, f"{whole.strip()}: ".capitalize())
            )
    # A copy names the speaker as its source does: what is cut is the attribution, not the name.
    kept = [(s - 2, e + 2) for s, e in quotations(text)] + [(s.start, s.end) for s in swaps]
    kept += [gold.speaker for gold in rows if gold.speaker]
    around = [s for s in spin_plan(text, strength, rng) if not touches(s, kept)]
    return apply(text, [*swaps, *around])[0]


def family(data: Path, file: str, record: str, rows: Sequence[Gold]) -> list[str]:
    """Return a story and its copies."""
    text = next(r["text"] for r in read(data, file) if r["id"] == record)
    made = [altered(text, rows, f"{record} {n}", STRENGTHS[n]) for n in range(COPIES)]
    return [text, *made]


def told(texts: Sequence[str], rows: Sequence[Gold]) -> Iterator[tuple[Said, Said]]:
    """Yield what single documents and the pool say of each quotation whose speaker is known."""
    from unspin.ingest.resources import load_lexicon
    from unspin.pipeline.quotations import quotes, witnessed
    from unspin.records import Document

    lexicon = load_lexicon("en")
    documents = [Document(f"d{n}", text) for n, text in enumerate(texts)]
    alone = [q for d in documents for q in quotes(d, lexicon)]
    pooled = witnessed(documents, alone, lexicon)
    truth = {_key(texts[0][g.start : g.end]): g.name.lower() for g in rows if g.spoken and g.name}
    for one, other in zip(alone, pooled, strict=True):
        name = truth.get(_key(one.exact))
        if name:
            yield (
                Said(_last(one), one.confidence, name),
                Said(_last(other), other.confidence, name),
            )


def _key(text: str) -> str:
    return " ".join(_WORD.findall(text.lower()))


def _last(quote: object) -> str:
    speaker = getattr(quote, "speaker", None)
    found = _WORD.findall(speaker.canonical.lower()) if speaker else []
    found = [word for word in found if word not in ("jr", "sr")]
    return found[-1].removesuffix("'s").removesuffix("’s") if found else ""


def scores(said: Sequence[Said]) -> tuple[float, float]:
    """Return precision and recall of the names."""
    named = [s for s in said if s.name]
    right = sum(s.name == s.truth for s in named)
    return share(right, len(named)), share(right, len(said))


def at_precision(said: Sequence[Said], least: float) -> float:
    """Return the best recall of a cut by confidence that is precise enough."""
    best = 0.0
    for cut in sorted({s.confidence for s in said}):
        kept = [s if s.confidence >= cut else s._replace(name="") for s in said]
        precision, recall = scores(kept)
        if precision >= least:
            best = max(best, recall)
    return best


def run(args: argparse.Namespace) -> Figures:
    """Measure, print, and return the figures."""
    stories = sample(sorted(gold_rows().items()), args.limit, "pool")
    pairs = [p for key, rows in stories for p in told(family(args.data, *key, rows), rows)]
    single, pool = ([pair[n] for pair in pairs] for n in (0, 1))
    precision, recall = scores(single)
    pooled = at_precision(pool, precision)
    rows = [
        ("single documents", len(single), precision, recall),
        ("pooled", len(pool), *scores(pool)),
        ("pooled, as precise", len(pool), precision, pooled),
    ]
    show("Attribution in families of five", ("", "quotations", "precision", "recall"), rows)
    return {"pool.recall": pooled, "pool.gain": pooled - recall, "pool.precision": scores(pool)[0]}


def main() -> int:
    """Run the command and return its exit code."""
    if not GOLD.is_file():
        print(f"error: no {GOLD}", file=sys.stderr)
        return 2
    return command(run, options(__doc__).parse_args())


if __name__ == "__main__":
    sys.exit(main())
