#!/usr/bin/env python3
"""Fit the weights that wording is put back by where no source is at hand.

    eval/calibrate_restore.py --features FILE.pkl [--write] [--limit N]

Learns from the texts whose lot is for fitting (``swaps.py``), shows the figures on those held out,
and with ``--write`` replaces ``guess_weights.py`` and ``rank_weights.py`` of ``src/unspin/inspect``.
What a text itself taught the dictionary is taken back while it is measured.
"""

from __future__ import annotations

import argparse
import pickle
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from common import ROOT, Figures, command, options, show
from descent import Descent, beginning, descend
from restore_sets import OWN_SHARE, Spun, further, material
from scipy.optimize import minimize
from swaps import FITTED, lot, pairs, swaps

from unspin.ingest.dictionary import read_dictionary
from unspin.ingest.model import load_model
from unspin.ingest.resources import load_lexicon
from unspin.inspect.candidates import NAMES as KNOWN
from unspin.inspect.candidates import Choices, Source
from unspin.inspect.guess import (
    FARTHEST,
    Choice,
    Network,
    Places,
    Ranked,
    beside,
    in_quotation,
    kindred,
    look,
    surely,
    swept,
    word_values,
)
from unspin.inspect.lattice import Stream, stream
from unspin.inspect.model import Tables, tables
from unspin.pipeline.single import keyed, quickly
from unspin.records import Document
from unspin.run.restoring import load_maps, load_thesaurus

WEIGHTS = ROOT / "src" / "unspin" / "inspect"
DICTIONARY = ROOT / "src" / "unspin" / "data" / "en" / "rewriters.tsv"
Array = np.ndarray[Any, Any]
WEIGHT = {"adversarial": 1.0, "word_swap": 1.0, "spun": 0.6}
HOW, FOLDS = Descent(cells=24, rounds=9, rate=4e-3, batch=512, decay=3e-5), 2
CELLS, ROUNDS, PLACES = 32, 7, 128
"""Of the layer beside the ranking: its cells, times that each place is seen, places of a step."""
HEAD = (
    '"""Weights fitted by ``eval/calibrate_restore.py`` on the open data; not edited by hand."""',
    "", "# fmt: off",
)  # fmt: skip
OFFERED = [KNOWN.index(name) for name in ("sense", "beside", "stem", "swap")]
"""What makes a word a candidate that no text taught, but for being near."""
UNTOUCHED, BEYOND = -2, -1
"""Labels of places that were not changed, and of those whose original is no candidate."""


class Measured(NamedTuple):
    """A text with its places: the right candidate of each, and whether it is in a quotation."""

    kind: str
    fit: bool
    stream: Stream
    places: Places
    labels: Array
    quoted: Array
    changed: int
    untouched: int


class Teacher:
    """Measures texts, each without what it taught the dictionary itself."""

    def __init__(self, data: Path) -> None:
        shipped = load_model()
        if shipped is None:
            raise SystemExit("no English language model")
        model = replace(shipped, spun=shipped.spun.copy())
        self.lexicon = load_lexicon()
        self.tables = tables(model, self.lexicon)
        self.source = Source(model=model, lexicon=self.lexicon,
                             dictionary=keyed(read_dictionary(DICTIONARY), self.lexicon),
                             maps=load_maps(), thesaurus=load_thesaurus())  # fmt: skip
        self.taught: dict[str, dict[int, set[int]]] = {}
        for name, original, copy in pairs(data):
            if lot(name) < FITTED:
                own = self.taught.setdefault(name, defaultdict(set))
                for spun, old in swaps(original, copy):
                    own[self.source.number(spun)].add(self.source.number(old))

    def __call__(self, item: Spun, fit: bool) -> Measured | None:
        """Return what is known of a text; None when it has no place to look at."""
        seg = quickly(Document(item.name, item.text), self.lexicon)
        text = stream(seg, self.source.model)
        hidden = self._hide(item.lot)
        spun = self.source.model.spun
        own = self._put_in(item.lot)
        spun -= own
        places = look(seg, text, self.source, self.tables)
        spun += own
        for row, choices in hidden.items():
            self.source.known[row] = choices
        if places is None:
            return None
        labels = np.full(len(places.tokens), UNTOUCHED)
        bounds = places.starts.tolist()
        for k, t in enumerate(places.tokens.tolist()):
            span = int(seg.starts[t]), int(seg.ends[t + int(places.widths[k]) - 1])
            hits = [g for g in item.changed if g[0] < span[1] and g[1] > span[0]]
            if hits:
                labels[k] = BEYOND
            if len(hits) == 1 and hits[0][:2] == span:
                own = places.choices[bounds[k] : bounds[k + 1]]
                at = np.flatnonzero(own == self.source.number(hits[0][2].lower()))
                labels[k] = int(at[0]) if len(at) else BEYOND
        return Measured(item.kind, fit, text, places, labels, in_quotation(seg)[places.tokens],
                        len(item.changed), seg.words - len(item.changed))  # fmt: skip

    def _hide(self, name: str) -> dict[int, Choices]:
        """Take back what a text taught; return what to put there again."""
        kept = {}
        rows = {int(self.source.model.ids[r]): r for r in self._rows(name)}
        for spun, originals in self.taught.get(name, {}).items():
            row = rows.get(spun)
            if row is None:
                continue
            choices = kept[row] = self.source.of(row)
            del self.source.known[row]
            values = choices.values.copy()
            times = np.expm1(values[:, 0]) - np.isin(choices.ids, list(originals))
            known = self.source.dictionary.of(row)[1].sum()
            total = max(0.0, known - len(originals))
            values[:, 0] = np.log1p(np.maximum(times, 0.0))
            values[:, 1] = np.maximum(times, 0.0) / (total + 1.0)
            values[:, 2] = (times < 0.5) & (total > 1)
            beside = np.isin(choices.ids, self.source.model.ids[self.source.near_of(row)])
            other = (values[:, 0] > 0) | (values[:, OFFERED] > 0).any(axis=1) | beside
            self.source.known[row] = Choices(choices.ids[other], values[other])
        return kept

    def _put_in(self, name: str) -> Array:
        """Return what a text added to ``LanguageModel.spun``."""
        source = self.source
        own = np.zeros(len(source.model.spun), np.int32)
        for number, originals in self.taught.get(name, {}).items():
            if number >= 0:
                row = int(source.rows[number])
                own[row] += 3 * len(originals)
                own[source.inverse.of_stem(int(source.lexicon.stems[row]))] += len(originals)
        return np.minimum(own, source.model.spun)

    def _rows(self, name: str) -> list[int]:
        numbers = [n for n in self.taught.get(name, {}) if n >= 0]
        return [int(r) for r in self.source.rows[numbers]] if numbers else []


class Lot:
    """All texts, with what is known of their places side by side."""

    def __init__(self, texts: list[Measured], source: Source, known: Tables) -> None:
        self.texts, self.source, self.known = texts, source, known
        sizes = [len(t.labels) for t in texts]
        self.text = np.repeat(np.arange(len(texts)), sizes)
        self.labels = np.concatenate([t.labels for t in texts])
        self.quoted = np.concatenate([t.quoted for t in texts])
        self.fit = np.array([t.fit for t in texts])[self.text]
        self.kind = np.array([t.kind for t in texts])[self.text]
        self.weight = np.array([WEIGHT[t.kind] for t in texts])[self.text]
        self.fold = np.random.default_rng(0).integers(0, FOLDS, len(texts))[self.text]

    def split(self, column: Array) -> list[Array]:
        """Cut a column of places into one a text."""
        return np.split(column, np.cumsum([len(t.labels) for t in self.texts])[:-1])

    def dense(self, odds: Array) -> Array:
        """Return for each place the mean chance of its text."""
        chance = 1 / (1 + np.exp(-np.clip(odds, -30, 30)))
        mean = np.bincount(self.text, chance, len(self.texts)) / np.bincount(
            self.text, minlength=len(self.texts)
        )
        return mean[self.text]

    def beside(self, odds: Array) -> Array:
        """Return how likely the places next to each were rewritten."""
        parts = zip(self.texts, self.split(odds), strict=True)
        return np.concatenate([beside(t.places, part) for t, part in parts])

    def surely(self, told: Array, odds: Array) -> Array:
        """Return how sure the originals of each place's text are on the mean."""
        right, put_in = (1 / (1 + np.exp(-np.clip(v, -30, 30))) for v in (told, odds))
        parts = zip(self.split(right), self.split(put_in), strict=True)
        return np.concatenate([surely(r, p) for r, p in parts])

    def network(self, x: Array, y: Array) -> tuple[Network, Array]:
        """Fit a network; return it with the odds of all places, none told by one that learned it."""
        whole = fit_network(x[self.fit], y[self.fit], self.weight[self.fit])
        odds = whole.odds(x)
        for number in range(FOLDS):
            rest, mine = self.fit & (self.fold != number), self.fit & (self.fold == number)
            odds[mine] = fit_network(x[rest], y[rest], self.weight[rest]).odds(x[mine])
        return whole, odds

    def choice(self, values: Callable[[int], Array]) -> tuple[Choice, list[Ranked], Array]:
        """Fit a ranking of candidates; return it, how it ranks, and where its first is right.

        Args:
            values: gives what is known of the candidates of a text, by its number: made anew each
                time, since those of all texts would fill the memory.
        """
        choice = fit_choice(self.texts, lambda n: kindred(self.texts[n].places, values(n)))
        ranked, tops = [], []
        for n, text in enumerate(self.texts):
            starts = text.places.starts
            ranked.append(choice.rank(kindred(text.places, values(n)), starts))
            tops.append(ranked[n].top - starts[:-1])
        return choice, ranked, np.concatenate(tops) == self.labels

    def swept(self, ranked: list[Ranked], odds: Array) -> Callable[[int], Array]:
        """Return what gives the values of candidates with what stands beside them doubted."""
        parts = self.split(odds)

        def values(n: int) -> Array:
            text = self.texts[n]
            return swept(text.stream, text.places, ranked[n], parts[n], self.source, self.known)

        return values


def fit_choice(texts: list[Measured], values: Callable[[int], Array]) -> Choice:
    """Fit a conditional logit to the places whose original is a candidate."""
    rows, right, weight, sizes = [], [], [], []
    for n in np.flatnonzero([t.fit and (t.labels >= 0).any() for t in texts]).tolist():
        text, bounds, value = texts[n], texts[n].places.starts.tolist(), values(n)
        for k in np.flatnonzero(text.labels >= 0).tolist():
            right.append(int(text.labels[k]))
            rows.append(value[bounds[k] : bounds[k + 1]])
            sizes.append(bounds[k + 1] - bounds[k])
            weight.append(WEIGHT[text.kind])
    z, w = np.concatenate(rows), np.array(weight)
    del rows
    mean, scale = z[::4].mean(0), z[::4].std(0) + 1e-3
    z = (z - mean) / scale
    first = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    place = np.repeat(np.arange(len(sizes)), sizes)
    at = first + np.array(right)
    there = (z[at] * w[:, None]).sum(0)

    def loss(b: Array) -> tuple[float, Array]:
        s = (z @ b.astype(np.float32)).astype(np.float64)
        top = np.maximum.reduceat(s, first)
        e = np.exp(s - top[place])
        total = np.add.reduceat(e, first)
        value = -(w * (s[at] - top - np.log(total))).sum() / w.sum() + 1e-4 * b @ b
        share = (e / total[place] * w[place]).astype(np.float32)
        slope = z.T @ share - there
        return float(value), slope / w.sum() + 2e-4 * b

    found = minimize(
        loss, np.zeros(z.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 80}
    )
    cells = deepened(z, first, at, w, found.x)
    print(f"{len(sizes)} places, loss {found.fun:.4f}")
    return Choice(mean, scale, found.x.astype(np.float32), *cells)


def deepened(
    z: Array, first: Array, at: Array, weight: Array, linear: Array
) -> tuple[Array, Array, Array]:
    """Fit a layer of cells beside a conditional logit: hidden, its bias, out.

    Args:
        z: (n, F) candidates; first: (k,) where those of each place begin; at: (k,) the right ones.
        weight: (k,) of the places; linear: (F,) weights of the logit, which stay.
    """
    rng = np.random.default_rng(2)
    z = np.clip(z, -FARTHEST, FARTHEST).astype(np.float32)
    base, ends = z @ linear.astype(np.float32), np.append(first[1:], len(z))
    p = [rng.normal(0, z.shape[1] ** -0.5, (z.shape[1], CELLS)), np.zeros(CELLS), np.zeros(CELLS)]
    p[2] += rng.normal(0, 0.05, CELLS)
    one, two, done = [np.zeros_like(v) for v in p], [np.zeros_like(v) for v in p], 0
    steps = ROUNDS * (len(first) // PLACES + 1)
    for _ in range(ROUNDS):
        order = rng.permutation(len(first))
        for start in range(0, len(order), PLACES):
            k = order[start : start + PLACES]
            done += 1
            slopes = _list_slopes(p, z, base, first[k], ends[k], at[k], weight[k])
            rate = 4e-3 * 0.5 * (1 + np.cos(np.pi * done / steps))
            for n, slope in enumerate(slopes):
                one[n] = 0.9 * one[n] + 0.1 * slope
                two[n] = 0.999 * two[n] + 0.001 * slope**2
                step = one[n] / (1 - 0.9**done) / (np.sqrt(two[n] / (1 - 0.999**done)) + 1e-8)
                p[n] = p[n] - rate * step
    hidden, bias, out = (part.astype(np.float32) for part in p)
    return hidden, bias, out


def _list_slopes(
    p: list[Array], z: Array, base: Array, first: Array, ends: Array, at: Array, weight: Array
) -> tuple[Array, ...]:
    """Return the slopes of the mean loss of some places along the weights of the cells."""
    sizes = ends - first
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    rows = np.repeat(first - starts, sizes) + np.arange(sizes.sum())
    place, x = np.repeat(np.arange(len(first)), sizes), z[rows]
    before = x @ p[0] + p[1]
    h = np.maximum(before, 0)
    s = base[rows] + h @ p[2]
    e = np.exp(s - np.maximum.reduceat(s, starts)[place])
    g = e / np.add.reduceat(e, starts)[place] * weight[place]
    g[starts + at - first] -= weight
    g /= weight.sum()
    gh = np.outer(g, p[2]) * (before > 0)
    return x.T @ gh + 1e-4 * p[0], gh.sum(0), h.T @ g + 1e-4 * p[2]


def fit_network(x: Array, y: Array, w: Array) -> Network:
    """Fit a network to words as they are measured."""
    rng = np.random.default_rng(1)
    mean, scale = x.mean(0), x.std(0) + 1e-3
    z = np.clip((x - mean) / scale, -4, 4).astype(np.float32)
    p = beginning(z.shape[1], HOW, rng)
    descend(p, z, y, w, HOW, rng)
    return Network(mean, scale, p[0], p[1], p[2], float(p[3]))


def measure(args: argparse.Namespace, teacher: Teacher) -> list[Measured]:
    """Return what is known of all texts, from the file if it is there."""
    if args.features and args.features.is_file():
        stored: list[Measured] = pickle.loads(args.features.read_bytes())  # noqa: S301 (our own file)
        return stored
    lots = [(item, lot(item.lot) < FITTED) for item in material(args.data, args.limit)]
    lots = [(item, fit) for item, fit in lots if lot(item.lot) >= OWN_SHARE]
    lots += [] if args.limit else [(item, True) for item in further(args.data)]
    found = [m for item, fit in lots if (m := teacher(item, fit)) is not None]
    if args.features:
        args.features.write_bytes(pickle.dumps(found))
    return found


def run(args: argparse.Namespace) -> Figures:
    """Measure, fit, show, and write when asked."""
    teacher = Teacher(args.data)
    lots = Lot(measure(args, teacher), teacher.source, teacher.tables)
    texts = lots.texts
    first, ranked, _ = lots.choice(lambda n: texts[n].places.values)
    seen = np.concatenate([t.places.seen for t in texts])
    x = np.concatenate([word_values(t.places, r) for t, r in zip(texts, ranked, strict=True)])
    put_in, odds = lots.network(x, lots.labels >= BEYOND)
    dense = lots.dense(odds)
    x = np.column_stack((x, odds, dense, lots.beside(odds)))
    here, odds = lots.network(x, lots.labels >= BEYOND)
    second, ranked, _ = lots.choice(lots.swept(ranked, odds))
    third, ranked, right = lots.choice(lots.swept(ranked, odds))
    ranks = np.concatenate([r.values for r in ranked])
    x = np.column_stack((seen, ranks, odds, dense, lots.beside(odds)))
    sure, told = lots.network(x, right)
    here_too, told = lots.network(np.column_stack((x, lots.surely(told, odds))), right)
    tell(lots, 1 / (1 + np.exp(-told)), right)
    if args.write:
        write((first, second, third), {"PUT_IN": put_in, "PUT_IN_HERE": here, "RIGHT": sure,
              "RIGHT_HERE": here_too})  # fmt: skip
    return {}


def tell(lots: Lot, p: Array, right: Array) -> None:
    """Show, on the texts held out, what part is put back at several precisions."""
    lines = []
    for kind in (*WEIGHT, "all"):
        texts = [t for t in lots.texts if not t.fit and kind in (t.kind, "all")]
        mine = ~lots.fit & ~lots.quoted & ((lots.kind == kind) | (kind == "all"))
        order = np.argsort(-p[mine])
        ok = right[mine][order].cumsum()
        precision = ok / np.arange(1, len(ok) + 1)
        harm = (lots.labels[mine][order] == UNTOUCHED).cumsum() / sum(t.untouched for t in texts)
        for wanted in (0.95, 0.9, 0.85, 0.8):
            held = np.flatnonzero((precision >= wanted) & (harm <= 0.005))
            if len(held):
                k = held[-1]
                back = ok[k] / sum(t.changed for t in texts)
                lines.append((kind, wanted, float(back), float(harm[k]), float(p[mine][order][k])))
    show("Held out", ("kind", "precision", "put back", "harmed", "from"), lines)


def write(choices: tuple[Choice, ...], networks: dict[str, Network]) -> None:
    """Write the weights as two modules of constants."""
    rankings = [
        "CHOICES = (",
        *(f"    ({', '.join(_listed(part) for part in choice)})," for choice in choices), ")",
        '"""Mean, scale, weights and cells of the three rankings of candidates."""',
    ]  # fmt: skip
    others = [
        f"{name} = ({', '.join(_listed(np.asarray(part)) for part in network)})"
        for name, network in networks.items()
    ]
    for name, lines in (("rank_weights", rankings), ("guess_weights", others)):
        text = "\n".join(_wrapped([*HEAD, *lines])) + "\n"
        (WEIGHTS / f"{name}.py").write_text(text, "utf-8")


def _listed(values: Array, matrix: bool = False) -> str:
    """Return numbers as Python has them; of a matrix three decimals, which keeps the file short."""
    if values.ndim:
        return f"({', '.join(_listed(v, values.ndim > 1 or matrix) for v in values)},)"
    value = float(values)
    short = f"{value:.3f}".rstrip("0").rstrip(".") if matrix else f"{value:.5g}"
    if short == "-0":
        return "0"
    return short.replace("0.", ".", 1) if short.lstrip("-").startswith("0.") else short


def _wrapped(lines: list[str]) -> Iterator[str]:
    """Yield lines cut after commas, of 98 characters at most."""
    for line in lines:
        rest = line
        while len(rest) > 98:
            at = rest.rfind(", ", 0, 97) + 1
            yield rest[:at]
            rest = "    " + rest[at:].lstrip()
        yield rest


def main() -> int:
    """Run the command and return its exit code."""
    parser = options(__doc__)
    parser.add_argument("--features", type=Path, help="keep what was measured here, or take it")
    parser.add_argument("--write", action="store_true", help="replace the weights")
    return command(run, parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
