"""What two texts are to each other: a softmax over counted features, after the plain cases.

The weights are fitted on the open data (``eval/calibrate.py`` writes ``weights.py``).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from operator import mul

import numpy as np

from unspin.judge import weights
from unspin.records import (
    Extent,
    Method,
    Relation,
    Segmented,
)

Class = tuple[Relation, Method | None]
CLASSES: tuple[Class, ...] = (
    ("edited", None),
    ("spun", "substitution"),
    ("spun", "translation"),
    ("spun", "paraphrase"),
    ("same-event", None),
    ("unrelated", None),
)
"""What the softmax tells apart; identical and near-duplicate texts are told by rule."""
WHOLE = 0.6
"""Share of both sides that reused passages must cover for the whole text to count as reused."""
EMBEDDED = 0.7
"""Share of the inner side that must be covered for it to be embedded in a longer one."""


def plain_case(a: Segmented, b: Segmented, cosmetic: bool) -> Relation | None:
    """Return identical or near-duplicate where that is beyond doubt, else None.

    ``cosmetic`` says that sentences are linked, that no difference between the texts is more than
    cosmetic, and that they share more than a line: then every sentence that is not boilerplate has
    a counterpart.
    """
    if len(a) and len(a) == len(b) and np.array_equal(a.keys, b.keys):
        return "identical"
    if a.words and cosmetic:
        return "near-duplicate"
    return None


def relation_features(features: Mapping[str, float]) -> dict[str, float]:
    """Return the features of a pair that the softmax reads: they do not change when sides swap.

    Of the signals only the size is read: a substitution spinner breaks word sequences, whichever
    side it worked on, and a translation engine does not.
    """
    plain = {name: value for name, value in features.items() if not name.startswith("signal_")}
    # shared words in one place (nats) that also stand in one order (kept): both, or it is a topic
    proof = math.log1p(math.expm1(plain["passage_nats"]) * plain["passage_kept"])
    plain |= {"passage_proof": proof, "passage_proof_squared": proof * proof}
    return plain | {f"size_of_{name}": abs(features[f"signal_{name}"]) for name in SIZES}


SIZES = ("collocation", "collocation_mean", "rarity", "misspelling", "hidden", "loose")


def standardised(
    values: Mapping[str, float], columns: Sequence[tuple[str, float, float]]
) -> list[float]:
    """Return each feature in standard deviations from its mean, no further than ``FARTHEST``.

    Beyond what the fitted data hold, more of a feature is no more evidence.
    """
    return [
        z if -FARTHEST <= (z := (values[name] - mean) / scale) <= FARTHEST
        else math.copysign(FARTHEST, z)
        for name, mean, scale in columns
    ]  # fmt: skip


FARTHEST = 3.0
SPINTAX = 1.5
"""Nats by which each left-over of a spinner's template speaks for substitution. Given, not fitted:
no open data hold any."""


def class_probabilities(
    features: Mapping[str, float],
) -> dict[Class, float]:
    """Return the probability of each class, summing to one."""
    values = relation_features(features)
    x = [1.0, *standardised(values, weights.RELATION_FEATURES)]
    scores = [sum(map(mul, row, x)) for row in weights.RELATION]
    scores[CLASSES.index(("spun", "substitution"))] += SPINTAX * features["spintax"]
    top = max(scores)
    exps = [math.exp(s - top) for s in scores]
    total = sum(exps)
    return {c: e / total for c, e in zip(CLASSES, exps, strict=True)}


def extent(cover_a: float, cover_b: float) -> Extent:
    """Say how far the reuse reaches: all of both, one side inside the other, or a passage."""
    if cover_a >= WHOLE and cover_b >= WHOLE:
        return "whole"
    if cover_a >= EMBEDDED or cover_b >= EMBEDDED:
        return "embedded-a" if cover_a >= cover_b else "embedded-b"
    return "partial"
