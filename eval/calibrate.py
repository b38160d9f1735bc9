#!/usr/bin/env python3
"""Fit the weights that relation, direction and common source are judged by.

    eval/relations.py --features FILE.jsonl      # a line a pair: features, signals, truth
    eval/calibrate.py FILE.jsonl [--only relation|direction] [--write]
                                                 # fits on "fit" documents, shows "held" ones

``--write`` replaces ``src/unspin/judge/weights.py``. The models are plain: a softmax over the
features for relation and method, and logistic regressions without intercept over the signals for
the direction (so that swapping the sides gives 1 - p), one for each method, and with one for the
common source. All are fitted by full-batch gradient descent with a quadratic penalty.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from common import ROOT, show

from unspin.judge import weights
from unspin.judge.direction import COMMON_FEATURES, WHOLE, common_features
from unspin.judge.relation import CLASSES, relation_features, standardised

WEIGHTS = ROOT / "src" / "unspin" / "judge" / "weights.py"
GIVEN = {"residue": 1.5}
"""Nats a unit of a signal that the open data do not hold: no set has a spinner's left-overs."""
PRIOR = {"hidden": 1.5}
"""Nats that a signal is taken to be worth where hardly any pair shows it."""
Row = dict[str, Any]
Array = np.ndarray[Any, np.dtype[np.float64]]

CLASS_OF_KIND = {
    "word_swap": 1, "spin 0.3": 1, "spin 0.5": 1, "spin 0.7": 1, "spin 0.9": 1,
    "spun sibling": 1, "spun edit": 1, "pan13 random": 1,
    "back_translation": 2, "two engines": 2, "engine, human": 2, "pan13 translation": 2,
    "polish": 3, "dipper": 3, "outfox dipper": 3, "mixset polish": 3, "mixset rewrite": 3,
    "mixset humanize": 3,
    "wire edit": 0, "house style": 0, "char": 0, "char_word": 0, "pan13 no": 0,
    "release kin": 0, "captions": 0, "spun captions": 1, "spin of captions": 1,
    "brief edit": 0, "brief spin": 1, "brief sub-topic": 4, "brief strangers": 5,
    "release topic": 4, "same event": 4, "same sub-topic": 4, "unrelated": 5, "pan13 negative": 5,
}  # fmt: skip
"""Index into CLASSES of each kind of pair."""
EMPHASIS = {
    "same event": 3.0, "same sub-topic": 1.0, "unrelated": 2.0, "pan13 negative": 2.0,
    "back_translation": 2.0, "word_swap": 8.0, "brief spin": 2.0,
}  # fmt: skip
"""A false alarm, a missed round trip and a spun page called edited cost more than confusing two ways
of rewriting."""


def load(path: Path) -> list[Row]:
    """Read the rows whose relation is not settled by rule."""
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    for row in rows:
        row["relation_features"] = relation_features(row["features"])
        row["relation_features"].pop("spintax", None)  # its weight is given
        row["relation_features"].pop("rate_C601", None)
    return [r for r in rows if r["relation"] not in ("identical", "near-duplicate")]


def split(rows: Iterable[Row], name: str) -> list[Row]:
    """Return the rows of one split."""
    return [r for r in rows if r["split"] == name]


def softmax_fit(x: Array, y: Array, weight: Array, classes: int, penalty: float) -> Array:
    """Return (classes, features) weights of a softmax regression; column 0 of x is the constant."""
    w = np.zeros((classes, x.shape[1]))
    velocity = np.zeros_like(w)
    target = np.eye(classes)[y.astype(int)]
    free = np.ones(x.shape[1])
    free[0] = 0.0
    for _ in range(4000):
        logits = x @ w.T
        p = np.exp(logits - logits.max(1, keepdims=True))
        p /= p.sum(1, keepdims=True)
        gradient = ((p - target) * weight[:, None]).T @ x / weight.sum() + penalty * w * free
        velocity = 0.9 * velocity - 0.3 * gradient
        w += velocity
    return w


def logistic_fit(x: Array, y: Array, penalty: float, prior: Array | None = None) -> Array:
    """Return weights of a logistic regression with no intercept, drawn towards ``prior`` or 0."""
    centre = np.zeros(x.shape[1]) if prior is None else prior
    w = centre.copy()
    velocity = np.zeros_like(w)
    for _ in range(6000):
        p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
        velocity = 0.9 * velocity - 0.1 * (x.T @ (p - y) / len(y) + penalty * (w - centre))
        w += velocity
    return w


def fit_relation(rows: Sequence[Row]) -> tuple[list[tuple[str, float, float]], Array]:
    """Fit the softmax over relation and method."""
    names = list(rows[0]["relation_features"])
    raw = np.array([[r["relation_features"][n] for n in names] for r in rows])
    mean, scale = raw.mean(0), raw.std(0)
    kept = [i for i in range(len(names)) if scale[i] > 1e-9]
    columns = [(names[i], float(mean[i]), float(scale[i])) for i in kept]
    shown = [standardised(r["relation_features"], columns) for r in rows]
    x = np.c_[np.ones(len(rows)), np.array(shown)]
    y = np.array([CLASS_OF_KIND[r["kind"]] for r in rows])
    per_kind = Counter(r["kind"] for r in rows)
    weight = np.array([EMPHASIS.get(r["kind"], 1.0) / per_kind[r["kind"]] for r in rows])
    return columns, softmax_fit(x, y, weight, len(CLASSES), 0.0003)


def fit_direction(rows: Sequence[Row], group: int) -> dict[str, float]:
    """Fit the signals of one method; both orders of each pair are shown, so nothing favours a."""
    used = [r for r in rows if CLASS_OF_KIND[r["kind"]] == group and r["truth"]["source"] in "ab"]
    names = [n.removeprefix("signal_") for n in rows[0]["features"] if n.startswith("signal_")]
    x = np.array([[r["features"]["signal_" + n] for n in names] for r in used])
    y = np.array([float(r["truth"]["source"] == "a") for r in used])
    for name in GIVEN:
        x[:, names.index(name)] = 0.0  # not learned: the weight stays what it is given
    prior = np.array([GIVEN.get(n, PRIOR.get(n, 0.0)) for n in names])
    w = logistic_fit(np.r_[x, -x], np.r_[y, 1 - y], 0.002, prior)
    return {n: round(float(v), 4) for n, v in zip(names, w, strict=True) if abs(v) > 5e-4}


def fit_common(rows: Sequence[Row], group: int) -> dict[str, float] | None:
    """Fit "two children of a lost source" against "one is the other's source"."""
    used = [
        r for r in rows
        if CLASS_OF_KIND[r["kind"]] == group and r["truth"]["source"] != "none"
        and r["features"]["cover_min"] >= WHOLE
    ]  # fmt: skip
    y = np.array([float(r["truth"]["source"] == "common") for r in used])
    if y.sum() < 10:
        return None
    raw = np.array([list(common_features(r["features"]).values()) for r in used])
    mean, scale = raw.mean(0), np.maximum(raw.std(0), 1e-9)
    w = logistic_fit(np.c_[np.ones(len(raw)), (raw - mean) / scale], y, 0.003)
    slopes = w[1:] / scale
    table = {"": float(w[0] - (slopes * mean).sum())}
    return table | {n: float(v) for n, v in zip(COMMON_FEATURES, slopes, strict=True)}


def write(
    columns: Sequence[tuple[str, float, float]],
    relation: Array,
    direction: dict[str, dict[str, float]],
    common: dict[str, dict[str, float] | None],
) -> None:
    """Write the weights as a module of constants."""
    lines = ['"""Weights fitted by ``eval/calibrate.py`` on the open data; not edited by hand."""', "",
             "RELATION_FEATURES: tuple[tuple[str, float, float], ...] = ("]  # fmt: skip
    lines += [f'    ("{n}", {m:.6g}, {s:.6g}),' for n, m, s in columns]
    lines += [")", '"""Name, mean and scale of each feature."""', "",
              "RELATION: tuple[tuple[float, ...], ...] = ("]  # fmt: skip
    lines += ["    (" + ", ".join(f"{v:.5g}" for v in row) + ")," for row in relation]
    lines += [")", '"""A row a class of ``relation.CLASSES``: constant first, then a weight a feature."""',
              "", f"DIRECTION: dict[str, dict[str, float]] = {json.dumps(direction, indent=4)}",
              '"""Nats a unit of each signal is worth, by method."""', ""]  # fmt: skip
    rounded = {k: v and {n: float(f"{x:.5g}") for n, x in v.items()} for k, v in common.items()}
    text = json.dumps(rounded, indent=4).replace("null", "None")
    lines += [f"COMMON: dict[str, dict[str, float] | None] = {text}",
              '"""Log-odds of a common source: constant under "", then a weight a feature."""', ""]  # fmt: skip
    WEIGHTS.write_text("\n".join(lines))


def main(argv: Sequence[str] | None = None) -> int:
    """Fit, show, and write when asked."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("features", type=Path)
    parser.add_argument("--only", choices=("relation", "direction"), help="leave the others")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args(argv)
    rows = load(arguments.features)
    fit, held = split(rows, "fit"), split(rows, "held")
    columns, relation = list(weights.RELATION_FEATURES), np.array(weights.RELATION)
    direction, common = weights.DIRECTION, weights.COMMON
    methods = {0: "edited", 1: "substitution", 2: "translation", 3: "paraphrase"}
    if arguments.only != "direction":
        columns, relation = fit_relation(fit)
    if arguments.only != "relation":
        direction = {name: fit_direction(fit, group) for group, name in methods.items()}
        common = {name: fit_common(fit, group) for group, name in methods.items()}
    _show_relation(held, columns, relation)
    _show_direction(held, direction, common, methods)
    if arguments.write:
        write(columns, relation, direction, common)
    return 0


def _show_relation(
    rows: Sequence[Row], columns: Sequence[tuple[str, float, float]], relation: Array
) -> None:
    x = np.array([standardised(r["relation_features"], columns) for r in rows])
    logits = np.c_[np.ones(len(rows)), x] @ relation.T
    chances = np.exp(logits - logits.max(1, keepdims=True))
    chances /= chances.sum(1, keepdims=True)
    copy = chances[:, :4].sum(1) > 0.5
    said = np.where(copy, chances[:, :4].argmax(1), 4 + chances[:, 4:].argmax(1))
    table = []
    for kind in CLASS_OF_KIND:
        mine = [int(c) for c, r in zip(said, rows, strict=True) if r["kind"] == kind]
        counts = Counter(mine)
        copied = sum(c < 4 for c in mine) / max(1, len(mine))
        table.append((kind, len(mine), copied, *(counts[c] for c in range(len(CLASSES)))))
    head = ("kind", "held", "copy", *(f"{r[:9]} {(m or '')[:5]}" for r, m in CLASSES))
    show("Relation on held documents", head, table)


def _show_direction(
    rows: Sequence[Row], direction: dict[str, dict[str, float]],
    common: dict[str, dict[str, float] | None], methods: dict[int, str],
) -> None:  # fmt: skip
    table = []
    for kind, group in CLASS_OF_KIND.items():
        mine = [r for r in rows if r["kind"] == kind and r["truth"]["source"] != "none"]
        if not mine or group > 3:
            continue
        right = shared = 0
        for r in mine:
            z = sum(w * r["features"]["signal_" + n] for n, w in direction[methods[group]].items())
            right += (z > 0) == (r["truth"]["source"] == "a")
            weights = common[methods[group]]
            if weights and r["features"]["cover_min"] >= WHOLE:
                values = common_features(r["features"])
                shared += weights[""] + sum(weights[n] * v for n, v in values.items()) > 0
        table.append((kind, len(mine), right / len(mine), shared / len(mine)))
    show("Direction on held documents", ("kind", "held", "likelier right", "common said"), table)


if __name__ == "__main__":
    sys.exit(main())
