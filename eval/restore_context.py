#!/usr/bin/env python3
"""Learn which words go together, in plain texts, and which ones rewriters put for each other.

    eval/restore_context.py [--out FILE] [--rounds N]

Two maps of the lexicon's vectors, for ``unspin restore``, written as one file. The first says from
the words around a place which of several synonyms stood there (a log-bilinear model, Mnih and
Hinton 2007), learned from plain texts by telling each word from others it may be put for; some of
the words around are rewritten, as they are where it is used. The second brings words near each
other that rewriters put for each other. Only texts whose lot is below ``OWN_SHARE`` are read of
the sets that ``calibrate_restore.py`` learns and shows with, which uses none of these.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from common import ROOT, Figures, command, options, read, sample
from restore_sets import NEWS, OWN_SHARE, group
from swaps import FITTED, lot, pairs, swaps

from unspin.findings import LanguageModel
from unspin.ingest.dictionary import read_dictionary
from unspin.ingest.model import load_model
from unspin.ingest.resources import load_lexicon
from unspin.inspect.candidates import Source
from unspin.inspect.company import Vectors, vectors
from unspin.inspect.context import OFFSETS, WINDOW, Maps
from unspin.inspect.lattice import stream
from unspin.pipeline.single import keyed, quickly
from unspin.records import Document
from unspin.run.restoring import load_thesaurus

Array = np.ndarray[Any, Any]
OUT = ROOT / "src" / "unspin" / "data" / "en" / "context.npz"
DICTIONARY = ROOT / "src" / "unspin" / "data" / "en" / "rewriters.tsv"
LONGEST = 12000
WIDTH, NEAR_WIDTH = 96, 64
"""Numbers that a place, and a word among its like, are told by."""
OTHERS, KEPT = 8, 40
"""Words that one is told from at a time; those that are drawn from."""
REWRITTEN = 0.25
"""Share of the content words around a place that are rewritten."""
BATCH, RATE = 1024, 2e-3
PLAIN = (
    ("pan13_docs_open", 1400), ("outfox_dipper_open", 0), ("senate_releases_open", 900),
    ("kremlin_2021_2022_open", 200), ("wikinews_2019", 0), ("meantime", 0), ("gum_wikinews", 0),
    ("wmt21_news", 0),
)  # fmt: skip
"""Sets that nothing else of ``restore`` is fitted or shown with, and how many texts of each."""


def plain(data: Path) -> Iterator[str]:
    """Yield the texts to learn from."""
    for name, original, _ in pairs(data):
        if lot(name) < OWN_SHARE:
            yield original
    for file in NEWS[:2]:
        yield from (r["text"] for r in read(data, file) if lot(group(file, r)) < OWN_SHARE)
    for file, most in PLAIN:
        records = [r for r in read(data, file) if r.get("kind") != "susp"]
        records = [r for r in records if lot(r.get("component", r["id"])) < FITTED]
        for r in sample(records, most, f"restore context {file}"):
            lines = next(iter(r["refs"].values())) if "refs" in r else None
            yield "\n".join(lines) if lines else r.get("text") or r["original"]


class Corpus:
    """Streams of all texts one after another: ids, vectors, and the text each is of."""

    def __init__(self, texts: Iterator[str], source: Source) -> None:
        parts, number = [], []
        gap = np.full(2 * WINDOW, -1, np.int32)
        for n, text in enumerate(texts):
            ids = stream(quickly(Document("t", text[:LONGEST]), source.lexicon), source.model).ids
            parts += [gap, ids]
            number.append(np.full(len(gap) + len(ids), n))
        self.ids = np.concatenate([*parts, gap])
        self.text = np.concatenate([*number, np.full(len(gap), n)])


def others(corpus: Corpus, source: Source, known: Vectors) -> tuple[Array, Array]:
    """Return for each id some it may be put for, and how many they are."""
    found = np.zeros((len(known.rows), KEPT), np.int32)
    sizes = np.zeros(len(known.rows), np.int64)
    there = np.unique(corpus.ids[corpus.ids >= 0])
    there = there[known.subject[there]]
    source.prepare(source.rows[there].astype(np.int64))
    for number in there.tolist():
        ids = source.of(int(source.rows[number])).ids
        ids = ids[known.rows[ids] >= 0][:KEPT]
        found[number, : len(ids)], sizes[number] = ids, len(ids)
    return found, sizes


class Learner:
    """Fits the map of contexts, and that of the words that stand in them."""

    def __init__(self, corpus: Corpus, source: Source, known: Vectors) -> None:
        self.corpus, self.known = corpus, known
        self.choices, self.sizes = others(corpus, source, known)
        self.logs = np.log(np.maximum(source.model.chances, 1e-9)).astype(np.float32)
        self.rng = np.random.default_rng(0)
        blocks = len(OFFSETS) + 2
        dims = known.unit.shape[1]
        self.p = [
            self.rng.normal(0, 0.05, (blocks * dims, WIDTH)).astype(np.float32),
            self.rng.normal(0, 0.08, (dims, WIDTH)).astype(np.float32), np.array(1.5, np.float32),
        ]  # fmt: skip
        at = np.arange(len(corpus.ids))
        ids = np.maximum(corpus.ids, 0)
        self.places = at[(corpus.ids >= 0) & known.subject[ids] & (self.sizes[ids] >= OTHERS // 2)]

    def rewrite(self) -> None:
        """Draw anew which words are rewritten, and sum up the texts."""
        ids, known = self.corpus.ids.copy(), self.known
        own = np.maximum(ids, 0)
        hit = (ids >= 0) & (self.sizes[own] > 0) & (self.rng.random(len(ids)) < REWRITTEN)
        draw = self.rng.integers(0, 1 << 30, int(hit.sum())) % self.sizes[ids[hit]]
        ids[hit] = self.choices[ids[hit], draw]
        own = np.maximum(ids, 0)
        self.rows = np.where(ids >= 0, known.rows[own], -1)
        self.subject = np.where((ids >= 0) & known.subject[own], known.rows[own], -1)
        count = int(self.corpus.text[-1]) + 1
        self.sums = np.zeros((count, known.unit.shape[1]), np.float32)
        for first in range(0, len(ids), 1 << 16):
            part = slice(first, first + (1 << 16))
            np.add.at(self.sums, self.corpus.text[part], known.unit[self.subject[part]])

    def around(self, at: Array) -> Array:
        """Return what stands around places, one block after another."""
        unit = self.known.unit
        blocks = [unit[self.rows[at + o]] for o in OFFSETS]
        wide = np.zeros_like(blocks[0])
        for o in range(-WINDOW, WINDOW + 1):
            if o not in OFFSETS and o:
                wide += unit[self.subject[at + o]]
        whole = self.sums[self.corpus.text[at]] - unit[self.subject[at]]
        sizes = [np.linalg.norm(side, axis=1, keepdims=True) for side in (wide, whole)]
        blocks += [wide / np.maximum(sizes[0], 1.0), whole / np.maximum(sizes[1], 1.0)]
        return np.column_stack(blocks)

    def learn(self, rounds: int) -> None:
        """Descend by Adam (Kingma and Ba 2015)."""
        steps, done = rounds * (len(self.places) // BATCH), 0
        one, two = [np.zeros_like(v) for v in self.p], [np.zeros_like(v) for v in self.p]
        for _ in range(rounds):
            self.rewrite()
            order = self.rng.permutation(self.places)
            right = 0
            for k in range(len(order) // BATCH):
                slopes, hits = self._slopes(order[k * BATCH : (k + 1) * BATCH])
                right, done = right + hits, done + 1
                rate = RATE * 0.5 * (1 + np.cos(np.pi * done / (steps + 1)))
                for n, slope in enumerate(slopes):
                    one[n] = 0.9 * one[n] + 0.1 * slope
                    two[n] = 0.999 * two[n] + 0.001 * slope**2
                    step = one[n] / (1 - 0.9**done)
                    step = step / (np.sqrt(two[n] / (1 - 0.999**done)) + 1e-9)
                    self.p[n] = (self.p[n] - rate * step).astype(np.float32)
            print(f"{right / len(order):.4f} told from {OTHERS} others", flush=True)

    def _slopes(self, at: Array) -> tuple[list[Array], int]:
        own = self.corpus.ids[at]
        draw = self.rng.integers(0, 1 << 30, (len(at), OTHERS)) % self.sizes[own][:, None]
        ids = np.column_stack((own, self.choices[own[:, None], draw]))
        x = self.around(at)
        y = self.known.unit[self.known.rows[ids]].reshape(-1, self.known.unit.shape[1])
        h, z = x @ self.p[0], (y @ self.p[1]).reshape(*ids.shape, WIDTH)
        s = np.einsum("br,bnr->bn", h, z) + self.p[2] * self.logs[ids]
        hits = int((s.argmax(1) == 0).sum())
        e = np.exp(s - s.max(1, keepdims=True))
        g = e / e.sum(1, keepdims=True)
        g[:, 0] -= 1
        g = (g / len(at)).astype(np.float32)
        gh, gz = np.einsum("bn,bnr->br", g, z), g[:, :, None] * h[:, None, :]
        return [
            x.T @ gh + 1e-6 * self.p[0], y.T @ gz.reshape(-1, WIDTH) + 1e-6 * self.p[1],
            np.array((g * self.logs[ids]).sum(), np.float32),
        ], hits  # fmt: skip


def kin(data: Path, model: LanguageModel, known: Vectors) -> Array:
    """Return (D, NEAR_WIDTH) a map that brings words near that are put for each other."""
    taught = {p for name, a, b in pairs(data) if lot(name) < OWN_SHARE for p in swaps(a, b)}
    number = {model.word(n): n for n in range(len(model.chances))}
    ids = [[number.get(w, -1) for w in pair] for pair in sorted(taught)]
    rows = np.array([known.rows[i] for i in ids if min(i) >= 0])
    rows = rows[(rows >= 0).all(axis=1)]
    rng, unit = np.random.default_rng(0), known.unit[:-1]
    _, _, axes = np.linalg.svd(unit[rng.choice(len(unit), 4000)], full_matrices=False)
    start = axes[:NEAR_WIDTH].T.astype(np.float32)
    w, one, two, done = start.copy(), np.zeros_like(start), np.zeros_like(start), 0
    for _ in range(14):
        order = rng.permutation(len(rows))
        for k in range(0, len(order) - 255, 256):
            a, b = rows[order[k : k + 256]].T
            done += 1
            slope = _kin_slope(w, unit, a, np.concatenate((b, rng.choice(len(unit), 1024))))
            slope = slope + 2e-4 * (w - start)
            one, two = 0.9 * one + 0.1 * slope, 0.999 * two + 0.001 * slope**2
            step = one / (1 - 0.9**done) / (np.sqrt(two / (1 - 0.999**done)) + 1e-8)
            w = (w - 1e-3 * step).astype(np.float32)
    print(f"{len(rows)} pairs of words")
    return w


def _kin_slope(w: Array, unit: Array, a: Array, b: Array) -> Array:
    """Return the slope of the loss of telling each of ``b`` that is its own from all the others."""
    x, y, n = unit[a] @ w, unit[b] @ w, len(a)
    nx, ny = (np.linalg.norm(v, axis=1, keepdims=True) for v in (x, y))
    x, y = x / nx, y / ny
    s = (x @ y.T) / 0.08
    same = (b[None, :] == b[:n, None]) | (b[None, :] == a[:, None])
    same[np.arange(n), np.arange(n)] = False
    s[same] = -50.0
    e = np.exp(s - s.max(1, keepdims=True))
    g = e / e.sum(1, keepdims=True)
    g[np.arange(n), np.arange(n)] -= 1
    g /= n * 0.08
    dx, dy = g @ y, g.T @ x
    dx = (dx - x * (dx * x).sum(1, keepdims=True)) / nx
    dy = (dy - y * (dy * y).sum(1, keepdims=True)) / ny
    found: Array = unit[a].T @ dx + unit[b].T @ dy
    return found


def run(args: argparse.Namespace) -> Figures:
    """Learn, and write the file."""
    model, lexicon = load_model(), load_lexicon()
    if model is None:
        raise SystemExit("no English language model")
    known = vectors(lexicon, model)
    near = kin(args.data, model, known)
    maps = Maps(np.zeros((1, 1), np.float32), np.zeros((1, 1), np.float32), near)
    source = Source(lexicon, model, keyed(read_dictionary(DICTIONARY), lexicon), maps,
                    load_thesaurus()._replace(phrases=()))  # fmt: skip
    corpus = Corpus(plain(args.data), source)
    learner = Learner(corpus, source, known)
    print(f"{len(corpus.ids)} words, {len(learner.places)} places", flush=True)
    learner.learn(args.rounds)
    around, words, _ = learner.p
    write(args.out, Maps(around, words, near))
    return {}


def write(path: Path, maps: Maps) -> None:
    """Write maps in steps of a 127th of what is largest in each column."""
    parts = {}
    for name, numbers in maps._asdict().items():
        steps = (np.abs(numbers).max(axis=0) / 127).astype(np.float32)
        parts |= {name: np.rint(numbers / steps).astype(np.int8), f"{name}_steps": steps}
    np.savez_compressed(path, **parts)


def main() -> int:
    """Run the command and return its exit code."""
    parser = options(__doc__)
    parser.add_argument("--out", type=Path, default=OUT, help="file to write")
    parser.add_argument("--rounds", type=int, default=4, help="times that every place is seen")
    return command(run, parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
