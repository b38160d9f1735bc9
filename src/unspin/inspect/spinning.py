"""How likely each word was put in, and the whole text spun.

Two small models, one on the other: a network of one layer reads the features of a word and gives
the log-odds that a rewriter put it in; a logistic regression reads how those are spread over the
text. A rewriter replaces some words and leaves others, so it is the upper end of the spread that
tells, and a mixture: plain words, and a share of put-in ones. Weights: ``weights.py``.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from unspin.inspect import weights
from unspin.inspect.features import WIDTH
from unspin.records import Float32, Kind, Segmented

Float64 = NDArray[np.float64]

SHARES = (0.03, 0.1, 0.25, 0.5)
"""Shares of put-in words at which the mixture is weighed against plain text."""
QUANTILES = (0.5, 0.8, 0.9, 0.95, 0.98)
DOCUMENT = (
    *(f"mixture_{share}" for share in SHARES), "evidence", *(f"odds_{q}" for q in QUANTILES),
    "mean", "likely", "surely", "text_fit", "text_alone", "left_unseen", "unknown",
    "spun", "better", "odds", "total", "length", "function", "right_unseen", "triple", "turn",
)  # fmt: skip
"""The features of a text, in their order."""
LEAST_WORDS = 60
"""Words under which nothing is said."""
LEAST_FUNCTION = 0.2
"""Share of function words that English prose does not fall below; it has 0.35 to 0.55."""
BRACES = 2.0
"""Nats that a left-over brace is worth, given and not learned: no open set has any."""
FARTHEST = 4.0
"""Standard deviations beyond which no feature is believed."""


class Scored(NamedTuple):
    """What is said of a text: ``p`` that it is spun, and (n,) ``odds`` of each word in nats."""

    p: float
    odds: Float32


def why_not(seg: Segmented) -> str | None:
    """Return why nothing can be said of a text; None when something can."""
    words = seg.words
    if words < LEAST_WORDS:
        return f"too short: {words} words, and at least {LEAST_WORDS} are needed"
    spelt = np.count_nonzero(seg.kinds <= Kind.NAME)
    if np.count_nonzero(seg.kinds == Kind.FUNCTION) < LEAST_FUNCTION * spelt:
        return "not English prose: too few of the small words that hold English together"
    return None


def score(values: Float32, braces: int = 0) -> Scored:
    """Score a text.

    Args:
        values: (n, WIDTH) features of its words, n at least 1.
        braces: left-over braces of a spinner's template.
    """
    odds = word_odds(values, _MEAN, _SCALE, _HIDDEN, _HIDDEN_BIAS, _OUT, weights.OUT_BIAS)
    x = spread(odds, values, weights.PRIOR)
    total = weights.CONSTANT + BRACES * min(braces, 2)
    for value, mean, scale, weight in zip(
        x.tolist(), weights.TEXT_MEAN, weights.TEXT_SCALE, weights.TEXT, strict=True
    ):
        total += weight * min(FARTHEST, max(-FARTHEST, (value - mean) / scale))
    return Scored(1.0 / (1.0 + math.exp(-total)), odds)


def chances(odds: Float32) -> Float32:
    """Return for each word the probability that it was put in."""
    found: Float32 = (1.0 / (1.0 + np.exp(-odds))).astype(np.float32)
    return found


@njit(nogil=True, cache=True)
def word_odds(
    x: Float32, mean: Float32, scale: Float32, hidden: Float32, hidden_bias: Float32,
    out: Float32, out_bias: float,
) -> Float32:  # fmt: skip
    """Return (n,) the network's log-odds of each word; hidden is (WIDTH, H), out (H,)."""
    n, size = len(x), len(out)
    odds = np.empty(n, np.float32)
    cells = np.empty(size, np.float32)
    for i in range(n):
        cells[:] = hidden_bias
        for k in range(WIDTH):
            value = min(FARTHEST, max(-FARTHEST, (x[i, k] - mean[k]) / scale[k]))
            for h in range(size):
                cells[h] += np.float32(value) * hidden[k, h]
        total = out_bias
        for h in range(size):
            total += max(cells[h], np.float32(0.0)) * out[h]
        odds[i] = total
    return odds


@njit(nogil=True, cache=True)
def spread(odds: Float32, x: Float32, prior: float) -> Float64:
    """Return how the words' odds are spread over a text, see :data:`DOCUMENT`."""
    n = len(odds)
    found = np.zeros(len(DOCUMENT))
    unlikely = (1.0 - prior) / prior
    for i in range(n):
        gain = math.exp(min(12.0, max(-12.0, odds[i]))) * unlikely - 1.0
        for k in range(len(SHARES)):
            found[k] += math.log(1.0 + SHARES[k] * gain) / n
        found[4] += math.log(1.0 + 0.08 * gain) / math.sqrt(n)
        likely = 1.0 / (1.0 + math.exp(-odds[i]))
        found[10] += likely / n
        found[11] += (likely > 0.5) / n
        found[12] += (likely > 0.8) / n
        found[15] += x[i, 5] / n
        found[16] += x[i, 18] / n
        found[17] += x[i, 11] / n
        found[18] += x[i, 7] / n
        found[19] += x[i, 9] / n
    ordered = np.sort(odds)
    for k in range(len(QUANTILES)):
        found[5 + k] = ordered[int(n * QUANTILES[k])]
    found[13], found[14] = x[0, 20], x[0, 21]
    found[21] = math.log(n)
    for i in range(n):
        found[22] += x[i, 15] / n
        found[23] += x[i, 6] / n
        found[24] += x[i, 3] / n
        found[25] += (x[i, 26] + x[i, 27]) / n
    found[20] = math.copysign(math.log1p(abs(found[1] * n)), found[1])
    return found


def _array(values: tuple[float, ...]) -> Float32:
    return np.array(values, dtype=np.float32)


_MEAN, _SCALE = _array(weights.MEAN), _array(weights.SCALE)
_HIDDEN, _HIDDEN_BIAS, _OUT = (
    np.array(weights.HIDDEN, dtype=np.float32), _array(weights.HIDDEN_BIAS), _array(weights.OUT),
)  # fmt: skip
