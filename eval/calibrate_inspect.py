#!/usr/bin/env python3
"""Fit the weights that inspection judges by.

    eval/calibrate_inspect.py [--write] [--features FILE.pkl] [--limit N] [--jobs N]

Learns from the texts whose use is ``fit`` (``inspect_sets``), shows the area under ROC on those
held out, and with ``--write`` replaces ``src/unspin/inspect/weights.py``. ``--features`` keeps
what was measured of the texts, or takes it from there. Words that a text itself taught the model
(``swaps.py``) are taken back while it is measured, so that no text is told by its own words.
"""

from __future__ import annotations

import argparse
import pickle
import sys
import textwrap
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from common import ROOT, Figures, command, options, parallel, show
from descent import Descent, beginning, descend
from inspect_sets import IN_SAMPLE, Article, articles
from inspection import area, family
from swaps import FITTED, lot, pairs, swaps

from unspin.findings import LanguageModel
from unspin.ingest.model import load_model
from unspin.ingest.resources import load_lexicon
from unspin.inspect.features import NAMES, features
from unspin.inspect.spinning import DOCUMENT, FARTHEST, crossed, spread
from unspin.records import Document, Lexicon
from unspin.text.hashing import word_key
from unspin.text.quick import read_quickly

WEIGHTS = ROOT / "src" / "unspin" / "inspect" / "weights.py"
Array = np.ndarray[Any, np.dtype[np.float32]]

WORDS_OF = {"plain": 1.0, "word_swap": 1.0, "adversarial": 1.0, "adversarial < 8 %": 0.5,
            "spun": 1.2}  # fmt: skip
"""Weight of a word of each kind of text, where it is known which were put in."""
TEXTS_OF = {"word_swap": 1.3, "adversarial": 1.0, "adversarial < 8 %": 0.1, "spun": 1.3,
            "pan13 random": 1.0}  # fmt: skip
"""Weight of the kinds that count as spun."""
PLAIN = 2.0
"""Weight of all plain texts together, against all spun ones: a false alarm is worse than a miss."""
SMALL, ALARMS, REWEIGHED, RIDGE = 60, 0.018, 12, 0.0003
"""Texts under which a set weighs less; share of a plain set above a half that is put up with; how
often sets are reweighed; the ridge."""
FAMILIAR = 0.4
"""Weight of sets that the language model was counted in: they look plainer than others would."""
UNTAUGHT = 0.25
"""Share of texts shown without what was learned of rewriters' words: others have other words."""
TAUGHT = [NAMES.index(name) for name in ("spun", "spun_known", "better_spun")]
HOW = Descent(cells=24, rounds=8, rate=3e-3, batch=1024, decay=1e-5)
MOST_WORDS = 250
"""Words of a text that the network learns from."""


class Measured(NamedTuple):
    """An article with the features of its words, and which were put in (None: not known)."""

    article: Article
    values: Array
    put_in: np.ndarray[Any, np.dtype[np.int8]] | None


class Teacher:
    """Measures articles, each without what it taught the model itself."""

    def __init__(self, data: Path, lexicon: Lexicon, model: LanguageModel) -> None:
        self.lexicon, self.model = lexicon, model
        self.start = self._row("<s>")
        _, self.stem = np.unique(lexicon.stems, return_inverse=True)
        self.kin = np.argsort(self.stem, kind="stable")
        self.kin_starts = np.searchsorted(self.stem[self.kin], np.arange(self.stem.max() + 2))
        self.taught: dict[str, list[int]] = {}
        for name, original, copy in pairs(data):
            if lot(name) < FITTED:
                rows = (self._row(spun) for spun, _ in swaps(original, copy))
                self.taught[name] = [row for row in rows if row >= 0]

    def _row(self, word: str) -> int:
        key = np.uint64(word_key(word))
        row = int(np.searchsorted(self.lexicon.keys, key))
        return row if row < len(self.lexicon.keys) and self.lexicon.keys[row] == key else -1

    def _teach(self, name: str, sign: int) -> None:
        for row in self.taught.get(name, ()):
            self.model.spun[row] += 3 * sign
            self.model.spun[
                self.kin[self.kin_starts[self.stem[row]] : self.kin_starts[self.stem[row] + 1]]
            ] += sign

    def __call__(self, article: Article) -> Measured:
        """Return an article's features."""
        text = read_quickly(Document(article.name, article.text), self.lexicon)
        self._teach(article.name, -1)
        seen = features(text, self.lexicon, self.model)
        self._teach(article.name, 1)
        put_in = None
        if article.changed is not None:
            put_in = np.zeros(len(seen.tokens), np.int8)
            starts, ends = text.starts[seen.tokens], text.ends[seen.tokens]
            for first, last in article.changed:
                put_in[(starts < last) & (ends > first)] = 1
        return Measured(article._replace(text="", changed=None), seen.values, put_in)


_TEACHER: list[Teacher] = []
"""The one that forked workers share; sent to them, it would be copied for every few texts."""


def _measured(article: Article) -> Measured:
    return _TEACHER[0](article)


def measure(args: argparse.Namespace) -> list[Measured]:
    """Return the features of all articles, from the file if it is there."""
    if args.features and args.features.is_file():
        stored: list[Measured] = pickle.loads(args.features.read_bytes())  # noqa: S301 (our own file)
        return stored
    model = load_model()
    if model is None:
        raise SystemExit("no English language model: run tools/build_ngrams.py")
    _TEACHER.append(Teacher(args.data, load_lexicon(), model))
    found = parallel(_measured, articles(args.data, args.limit), args.jobs, chunk=16)
    found = [m for m in found if len(m.values)]
    if args.features:
        args.features.write_bytes(pickle.dumps(found))
    return found


class Network(NamedTuple):
    """A layer of rectified cells over standardised features."""

    mean: Array
    scale: Array
    hidden: Array
    hidden_bias: Array
    out: Array
    out_bias: Array
    prior: float

    def odds(self, x: Array) -> Array:
        """Return (n,) log-odds."""
        z = np.clip((x - self.mean) / self.scale, -FARTHEST, FARTHEST)
        found: Array = np.maximum(z @ self.hidden + self.hidden_bias, 0) @ self.out + self.out_bias
        return found.astype(np.float32)


def fit_words(rows: list[Measured]) -> Network:
    """Fit the network on the words of texts of which it is known what was put in."""
    rng = np.random.default_rng(1)
    xs, ys, ws = [], [], []
    sizes = Counter((family(m.article.kind), m.article.source) for m in rows)
    for article, values, put_in in rows:
        weight = WORDS_OF.get(family(article.kind), 0.0)
        if put_in is None or not weight:
            continue
        weight *= FAMILIAR if article.source in IN_SAMPLE else 1.0
        weight *= 20 * sizes[family(article.kind), article.source] ** -0.5
        kept = rng.permutation(len(values))[:MOST_WORDS]
        shown = values[kept].copy()
        if rng.random() < UNTAUGHT:
            shown[:, TAUGHT] = 0.0
        xs.append(shown)
        ys.append(put_in[kept])
        ws.append(np.full(len(kept), weight, np.float32))
    x, y, w = np.concatenate(xs), np.concatenate(ys).astype(np.float32), np.concatenate(ws)
    mean, scale = x.mean(0), x.std(0) + 1e-3
    z = np.clip((x - mean) / scale, -FARTHEST, FARTHEST).astype(np.float32)
    p = beginning(z.shape[1], HOW, rng)
    descend(p, z, y, w, HOW, rng)
    return Network(mean, scale, *p, float((y * w).sum() / w.sum()))


class Texts(NamedTuple):
    """A logistic regression over what :func:`_seen` gives; the first weight is the constant."""

    mean: Array
    scale: Array
    weights: Array

    def p(self, x: Array) -> Array:
        """Return the probability of each row."""
        found: Array = 1 / (1 + np.exp(-_seen(x, self.mean, self.scale) @ self.weights))
        return found


def _seen(x: Array, mean: Array, scale: Array) -> Array:
    """Return what the regression sees of texts: a one, and the features as ``crossed`` gives them."""
    rows = [crossed(row, mean, scale) for row in x]
    return np.c_[np.ones(len(rows)), np.array(rows)]


def fit_texts(x: Array, rows: list[Measured]) -> Texts:
    """Fit the regression, every set of a kind weighing alike.

    Sets of plain texts of which more than :data:`ALARMS` are above a half weigh more and more,
    until there are none such: no kind of writing shall be taken for spun.
    """
    kinds = [(family(m.article.kind), m.article.source) for m in rows]
    sizes = Counter(kinds)
    y = np.array([float(kind in TEXTS_OF) for kind, _ in kinds])
    w = np.array([
        TEXTS_OF.get(kind, float(kind == "plain")) / max(sizes[kind, source], SMALL)
        * (FAMILIAR if source in IN_SAMPLE else 1.0)
        for kind, source in kinds
    ])  # fmt: skip
    w[y == 0] *= PLAIN * w[y == 1].sum() / w[y == 0].sum()
    w /= w.sum()
    mean, scale = x.mean(0), x.std(0) + 1e-6
    z = _seen(x, mean, scale)
    places = {kind: np.array([k == kind for k in kinds]) for kind in sizes if kind[0] == "plain"}
    for _ in range(REWEIGHED):
        b = _regress(z, y, w)
        above = {kind: float((z[at] @ b > 0).mean()) for kind, at in places.items()}
        worst = [kind for kind, share in above.items() if share > ALARMS and sizes[kind] >= SMALL]
        for kind in worst:
            w[places[kind]] *= 1.4
        if not worst:
            break
    return Texts(mean, scale, b)


def _regress(z: Array, y: Array, w: Array) -> Array:
    """Return the weights of a logistic regression with a ridge, by Newton's method."""
    ridge = RIDGE * np.r_[0.0, np.ones(z.shape[1] - 1)]
    b = np.zeros(z.shape[1])
    for _ in range(25):
        guess = 1 / (1 + np.exp(-np.clip(z @ b, -30, 30)))
        slope = z.T @ (w * (guess - y)) + ridge * b
        bend = (z * (w * guess * (1 - guess) + 1e-9)[:, None]).T @ z + np.diag(ridge + 1e-9)
        step = np.linalg.solve(bend, slope)
        b = b - step * min(1.0, 4.0 / (float(np.abs(step).max()) + 1e-12))
    return b


def write(network: Network, texts: Texts) -> None:
    """Write the weights as a module of constants."""
    lines = [
        '"""Weights fitted by ``eval/calibrate_inspect.py`` on the open data; not edited by hand."""',
        "",
        "# fmt: off",
    ]
    for name, values in (
        ("MEAN", network.mean), ("SCALE", network.scale), ("HIDDEN_BIAS", network.hidden_bias),
        ("OUT", network.out), ("TEXT_MEAN", texts.mean), ("TEXT_SCALE", texts.scale),
        ("TEXT", texts.weights[1:]),
    ):  # fmt: skip
        lines += [f"{name}: tuple[float, ...] = ({_listed(values)})"]
    lines += [f"OUT_BIAS = {float(network.out_bias):.6g}", f"CONSTANT = {texts.weights[0]:.6g}",
              f"PRIOR = {network.prior:.6g}",
              '"""Share of put-in words among those the network learned from."""',
              "HIDDEN: tuple[tuple[float, ...], ...] = ("]  # fmt: skip
    lines += [f"    ({_listed(row)})," for row in network.hidden]
    WEIGHTS.write_text("\n".join([*lines, ")", '"""A row a feature of a word."""', ""]), "utf-8")


def _listed(values: Array) -> str:
    """Return numbers with commas, wrapped."""
    return "\n    ".join(textwrap.wrap(", ".join(f"{v:.5g}" for v in values.tolist()), 92))


def run(args: argparse.Namespace) -> Figures:
    """Measure, fit, show, and write when asked."""
    rows = measure(args)
    fitting = [m for m in rows if m.article.use == "fit"]
    network = fit_words(fitting)
    table = {id(m): spread(network.odds(m.values), m.values, network.prior) for m in rows}
    learned = [m for m in fitting if family(m.article.kind) in (*TEXTS_OF, "plain")]
    texts = fit_texts(np.array([table[id(m)] for m in learned]), learned)
    for name, weight in zip(("constant", *DOCUMENT), texts.weights.tolist(), strict=False):
        print(f"{name:16} {weight:7.3f}")
    _left_out(rows, table, learned)
    for use in ("fit", "held"):
        _show(use, [m for m in rows if m.article.use == use], table, texts)
    if args.write:
        write(network, texts)
    return {}


def _left_out(rows: list[Measured], table: dict[int, Array], learned: list[Measured]) -> None:
    """Show how well a set is told by a regression that saw none of it (the network did)."""
    lines = []
    for source in sorted({m.article.source for m in rows if family(m.article.kind) in TEXTS_OF}):
        others = [m for m in learned if m.article.source != source]
        texts = fit_texts(np.array([table[id(m)] for m in others]), others)
        mine = [m for m in rows if m.article.source == source and m.article.use == "held"]
        p = texts.p(np.array([table[id(m)] for m in mine]))
        kinds = np.array([family(m.article.kind) for m in mine])
        plain = p[kinds == "plain"]
        lines += [
            (kind, source, area(p[kinds == kind], plain), float((plain > 0.5).mean()))
            for kind in TEXTS_OF
            if kind in kinds
        ]
    show("A set left out of the regression", ("kind", "set", "area", "plain above 0.5"), lines)


def _show(use: str, rows: list[Measured], table: dict[int, Array], texts: Texts) -> None:
    found = {id(m): float(texts.p(table[id(m)][None])[0]) for m in rows}
    lines = []
    for kind in sorted({family(m.article.kind) for m in rows}):
        mine = [m for m in rows if family(m.article.kind) == kind]
        for source in sorted({m.article.source for m in mine}):
            plain = [
                found[id(m)]
                for m in rows
                if m.article.kind == "plain" and m.article.source == source
            ]
            p = [found[id(m)] for m in mine if m.article.source == source]
            lines.append((kind, source, len(p), area(p, plain), float(np.mean(np.array(p) > 0.5))))
    show(f"Texts, {use}", ("kind", "set", "texts", "area under ROC", "above 0.5"), lines)
    every = np.array([found[id(m)] for m in rows if m.article.kind == "plain"])
    print(f"plain above 0.5: {float((every > 0.5).mean()):.4f} of {len(every)}")


def main() -> int:
    """Run the command and return its exit code."""
    parser = options(__doc__)
    parser.add_argument("--write", action="store_true", help="replace the weights")
    parser.add_argument("--features", type=Path, help="file that keeps what was measured")
    return command(run, parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
