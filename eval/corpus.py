#!/usr/bin/env python3
"""Make a corpus of news pages with planted copies, and say which they are.

    eval/corpus.py --out DIR [--size 14500] [--seed 7] [--mass]

Writes ``corpus.jsonl`` (id, text, outlet, date; ``made`` and ``origin`` say how the page came about)
and ``truth.json``: for every copy its kind, strength, original and, for a planted passage, its place
on both sides. Pages of the open data come first, then woven ones (``background``). The copies are
the same ones at every size from 14,500 up; below that they shrink with it.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple

import respin
from background import Article, Weaver, material, natural, tidy
from common import DATA, MissingData, chance, read, rng_of, sample
from obfuscate import sentences

FULL = 14_500
"""Pages of the acceptance corpus, to whose size the counts below belong."""
MEAN = 5_700
"""Characters of its mean page."""
SPUN, RECAST, PASSAGES, ROUND, PLAIN = 200, 200, 200, 200, 50
"""Originals of each kind."""
STRENGTHS = (0.3, 0.5, 0.7, 0.9)
RECAST_PORTION, RECAST_STRENGTH = 0.4, 0.5
PASSAGE_WORDS = 120
HOST = (3_800, 6_200)
"""Characters of the stranger's page: about 800 words."""
BODY = (2_200, 12_000)
"""Characters of a page that is copied whole."""
MASS_EXACT, MASS_SPUN, MASS_OTHERS = 1_500, 100, 2_000
WOVEN_OUTLETS = 60


class Planted(NamedTuple):
    """A copy: what it is, of which page, and the places of a passage on both sides."""

    kind: str
    strength: float
    original: str
    page: Article
    a_span: tuple[int, int] | None = None
    b_span: tuple[int, int] | None = None


class Plan(NamedTuple):
    """The pages that are copied, their copies, and the natural pages left for background."""

    originals: list[Article]
    copies: list[Planted]
    others: list[Article]


def plan(data: Path, pages: list[Article], spinner: respin.Spinner, scale: float) -> Plan:
    """Choose originals and hosts among the natural pages, and make the copies."""
    pool = sample(pages, 0, "plan")
    rng_of("plan").shuffle(pool)
    bodies = [p for p in pool if BODY[0] <= len(p.text) <= BODY[1] and _is_prose(p.text)]
    counts = {"spun": SPUN, "recast": RECAST, "passage": PASSAGES}
    counts |= {way.kind: PLAIN for way in respin.PLAIN}
    sources: dict[str, list[Article]] = {}
    for kind, number in counts.items():
        sources[kind] = [bodies.pop() for _ in range(max(1, round(number * scale)))]
    hosts = [p for p in bodies if HOST[0] <= len(p.text) <= HOST[1]][: len(sources["passage"])]
    copies = [*_spun(sources["spun"], spinner), *_recast(sources["recast"], spinner)]
    copies += _passages(sources["passage"], hosts, spinner)
    for way in respin.PLAIN:
        copies += [
            _copy(way.kind, 0.0, p, way.make(p.text, rng_of(f"{way.kind} {p.origin}")))
            for p in sources[way.kind]
        ]
    trips, trip_copies = _round_trips(data, max(1, round(ROUND * scale)))
    originals = [*chain.from_iterable(sources.values()), *trips]
    used = {p.origin for p in (*originals, *hosts)}
    return Plan(originals, [*copies, *trip_copies], [p for p in pool if p.origin not in used])


def _is_prose(text: str) -> bool:
    """Say whether a text kept its full stops and is no table or list."""
    return text.count(". ") * 400 > len(text) and text.count("\n") * 60 < len(text)


def _spun(sources: Iterable[Article], spinner: respin.Spinner) -> Iterator[Planted]:
    for page in sources:
        for strength in STRENGTHS:
            rng = rng_of(f"spun {strength} {page.origin}")
            yield _copy("spun", strength, page, spinner.spin(page.text, strength, rng))


def _recast(sources: Iterable[Article], spinner: respin.Spinner) -> Iterator[Planted]:
    for page in sources:
        rng = rng_of(f"recast {page.origin}")
        text = spinner.spin(page.text, RECAST_STRENGTH, rng, RECAST_PORTION)
        yield _copy("recast", RECAST_STRENGTH, page, text)


def _passages(
    sources: Iterable[Article], hosts: Iterable[Article], spinner: respin.Spinner
) -> Iterator[Planted]:
    """Plant 120 words of each source, spun, between two sentences in the middle of a host."""
    for number, (page, host) in enumerate(zip(sources, hosts, strict=True)):
        rng = rng_of(f"passage {page.origin}")
        words = [m.span() for m in re.finditer(r"\S+", page.text)]
        first = rng.randrange(max(1, len(words) - PASSAGE_WORDS))
        last = min(first + PASSAGE_WORDS, len(words)) - 1
        a_span = words[first][0], words[last][1]
        strength = (0.3, 0.5, 0.7)[number % 3]
        spun = spinner.spin(page.text[slice(*a_span)], strength, rng)
        middle = len(host.text) / 2
        at = min((end for _, end in sentences(host.text)), key=lambda end: abs(end - middle))
        text = f"{host.text[:at]} {spun}{host.text[at:]}"
        copy = host._replace(text=text, made="passage", origin=f"{host.origin} < {page.origin}")
        yield Planted("passage", strength, page.origin, copy, a_span, (at + 1, at + 1 + len(spun)))


def _copy(kind: str, strength: float, page: Article, text: str) -> Planted:
    name = f"{kind} {strength} {page.origin}"
    days = 1 + int(5 * chance(f"days {name}"))
    later = (date.fromisoformat(page.date) + timedelta(days=days)).isoformat()
    return Planted(kind, strength, page.origin, Article(name, text, _outlet(name), later, kind))


def _outlet(name: str) -> str:
    return f"outlet-{int(WOVEN_OUTLETS * chance(f'outlet {name}')):02d}.example"


def _round_trips(data: Path, number: int) -> tuple[list[Article], list[Planted]]:
    """Take round trips, DIPPER and polish, each of texts of its own, from DetectRL."""
    records = sample(read(data, "detectrl_other"), 0, "trips")
    rng_of("trips").shuffle(records)
    originals, copies = [], []
    for kind in ("dipper", "back_translation", "polish"):
        fit = [r for r in records if _may(r, kind)][:number]
        records = [r for r in records if r not in fit]
        for record in fit:
            text = tidy(record["original"])
            name = record["id"]
            page = Article(name, text, _outlet(name), "2023-01-15", "natural")
            originals.append(page)
            copies.append(_copy(kind, 0.0, page, tidy(record["variants"][kind]["text"])))
    return originals, copies


def _may(record: dict[str, Any], kind: str) -> bool:
    """Say whether the variant is there and, for DIPPER, still a copy."""
    variant = record["variants"].get(kind)
    return bool(variant) and (kind != "dipper" or variant["overlap"] >= 0.5)


def woven(weaver: Weaver, number: int, mean_words: float) -> Iterator[Article]:
    """Yield ``number`` woven pages whose lengths spread as those of news do."""

    def page(i: int) -> Article:
        rng = rng_of(f"woven {i}")
        # Log-normal: half the pages have under 0.84 of the mean, one in a hundred 3.3 times it.
        words = mean_words * rng.lognormvariate(-0.18, 0.6)
        day = date(2005, 1, 1) + timedelta(days=rng.randrange(6000))
        outlet = f"outlet-{rng.randrange(WOVEN_OUTLETS):02d}.example"
        text = weaver.page(i, max(60, round(words)))
        return Article(f"woven-{i}", text, outlet, day.isoformat(), "woven")

    with ThreadPoolExecutor(2) as pool:
        for start in range(0, number, 4096):
            yield from pool.map(page, range(start, min(start + 4096, number)), chunksize=64)


def spread(
    fixed: list[Article], stream: Iterator[Article], number: int, seed: int
) -> Iterator[Article]:
    """Mix pages known beforehand evenly into ``number`` others that stream past."""
    rng = rng_of(f"spread {seed}")
    fixed = list(fixed)
    rng.shuffle(fixed)
    total = number + len(fixed)
    left = len(fixed)
    for i in range(total):
        if rng.random() * (total - i) < left:
            left -= 1
            yield fixed[left]
        else:
            yield next(stream)


def build(data: Path, out: Path, size: int, seed: int, mass: bool, mean: int) -> dict[str, int]:
    """Write corpus and truth to ``out``; return how many pages were made in which way.

    Raises:
        MissingData: the open data or WordNet is not there.
    """
    pages = natural(data)
    texts = list(material(data))
    seen = Counter(w for text in texts for w in re.findall(r"[a-z]{3,}", text))
    spinner = respin.Spinner(respin.neighbours(sorted(w for w, n in seen.items() if n > 2)))
    if mass:
        made = _mass(pages, spinner, size / (MASS_EXACT + MASS_SPUN + 1 + MASS_OTHERS))
    else:
        made = plan(data, pages, spinner, min(1.0, size / FULL))
    fixed = made.originals + [copy.page for copy in made.copies]
    room = size - len(fixed)
    # Nearly half of a full corpus is natural, and so is a small one.
    others = made.others[: max(0, min(len(made.others), room * 6 // 10))]
    number = room - len(others)
    weaver = Weaver(texts, seed)
    del texts
    held = sum(len(page.text) for page in (*fixed, *others))
    words = max(300.0, (mean * size - held) / max(1, number) / 6.1)
    stream = woven(weaver, number, words)
    ids, counts = _write(out, spread([*fixed, *others], stream, number, seed))
    _write_truth(out, made.copies, ids)
    return counts


def _mass(pages: list[Article], spinner: respin.Spinner, scale: float) -> Plan:
    """One story copied 1,500 times exactly and 100 times spun, among strangers."""
    pool = [p for p in pages if 4_000 <= len(p.text) <= 7_000 and _is_prose(p.text)]
    story = sample(pool, 1, "mass")[0]
    copies = [
        _copy("mass-exact", 0.0, story, story.text)._replace(
            page=Article(f"mass-exact {i}", story.text, _outlet(f"mass {i}"), story.date, "mass")
        )
        for i in range(round(MASS_EXACT * scale))
    ]
    for i in range(max(1, round(MASS_SPUN * scale))):
        strength = STRENGTHS[i % 4]
        text = spinner.spin(story.text, strength, rng_of(f"mass {i}"))
        page = Article(f"mass-spun {i}", text, _outlet(f"mass spun {i}"), story.date, "mass")
        copies.append(Planted("mass-spun", strength, story.origin, page))
    return Plan([story], copies, [p for p in pages if p.origin != story.origin])


def _write(out: Path, pages: Iterator[Article]) -> tuple[dict[str, str], dict[str, int]]:
    """Write the pages; return the ids of all but woven ones by origin, and counts by make."""
    out.mkdir(parents=True, exist_ok=True)
    ids: dict[str, str] = {}
    counts: Counter[str] = Counter()
    with (out / "corpus.jsonl").open("w", encoding="utf-8") as lines:
        for number, page in enumerate(pages):
            name = f"n{number:07d}"
            if page.made != "woven":
                ids[page.origin] = name
            counts[page.made] += 1
            record = {"id": name, "text": page.text, "outlet": page.outlet, "date": page.date}
            record |= {"made": page.made, "origin": page.origin}
            lines.write(json.dumps(record, ensure_ascii=False) + "\n")
    return ids, dict(counts)


def _write_truth(out: Path, copies: Iterable[Planted], ids: dict[str, str]) -> None:
    truth = []
    for copy in copies:
        entry: dict[str, Any] = {"kind": copy.kind, "strength": copy.strength}
        entry |= {"original": ids[copy.original], "copy": ids[copy.page.origin]}
        if copy.a_span:
            entry |= {"a_span": copy.a_span, "b_span": copy.b_span}
        truth.append(entry)
    (out / "truth.json").write_text(json.dumps(truth, indent=0) + "\n", "utf-8")


def pages_of(corpus: Path, limit: int | None = None) -> Iterator[dict[str, Any]]:
    """Yield the records of a corpus that was written before."""
    with (corpus / "corpus.jsonl").open(encoding="utf-8") as lines:
        yield from map(json.loads, islice(lines, limit))


def main() -> int:
    """Run the command and return its exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--out", type=Path, required=True, help="folder to write to")
    parser.add_argument("--size", type=int, help="pages (default: 14,500; 3,601 with --mass)")
    parser.add_argument("--seed", type=int, default=7, help="of woven pages and of the order")
    parser.add_argument("--mean", type=int, default=MEAN, help="characters of the mean page")
    parser.add_argument("--mass", action="store_true", help="one story copied 1,600 times instead")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the evaluation data")
    args = parser.parse_args()
    size = args.size or (MASS_EXACT + MASS_SPUN + 1 + MASS_OTHERS if args.mass else FULL)
    try:
        counts = build(args.data, args.out, size, args.seed, args.mass, args.mean)
    except MissingData as missing:
        print(f"error: {missing}", file=sys.stderr)
        return 2
    print(f"{sum(counts.values()):,} pages in {args.out}: {counts}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
