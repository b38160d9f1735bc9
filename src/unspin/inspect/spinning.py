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
    "broken", "broken_doubted",
)  # fmt: skip
"""The features of a text, in their order."""
LEAST_WORDS = 60
"""Words under which nothing is said."""
LEAST_FUNCTION = 0.2
"""Share of function words that English prose does not fall below; it has 0.35 to 0.55."""
BRACES = 2.0
"""Nats that a left-over brace is worth, given and not learned: no open set has any."""
GAIN, NEAR = 3.0, 4.0
"""Nats by which another word must be likelier, and follow or precede a neighbour oftener than by
chance, for a phrase to count as broken: this word was never counted beside that neighbour."""
FACTORS = 16
"""Ratios that are multiplied before their logarithm is taken: they stay within a float's range."""
_REGISTER = tuple(DOCUMENT.index(k) for k in ("text_fit", "text_alone", "unknown", "length"))
_LEVELS = tuple(
    DOCUMENT.index(k) for k in (*(f"odds_{q}" for q in QUANTILES), "mean", "likely")
)  # fmt: skip
"""Features of a text that are multiplied with each other, see :func:`crossed`."""
_MEANS = ((15, 5), (16, 18), (17, 11), (18, 7), (19, 9), (22, 15), (23, 6), (24, 3))
"""Features of a text that are the mean of a feature of its words: (which, of which)."""
_FUNCTION, _NAME, _NUMBER = int(Kind.FUNCTION), int(Kind.NAME), int(Kind.NUMBER)
BLOCK = 64
"""Words that the network reads at once: as many as stay near the processor."""
DOUBTED_FROM, DOUBTED_TO = 0.25, 0.98
"""Probabilities between which a text's phrases are counted."""
PHRASE, PLAIN_PHRASES, MOST_PHRASES = 0.8, 3.0, 6.0
"""Nats that a broken phrase is worth, given and not learned; how many a page of plain text reads as
having (two, and four in one in ten), and how many are believed."""
FARTHEST = 4.0
"""Standard deviations beyond which no feature is believed."""


class Scored(NamedTuple):
    """What is said of a text: ``p`` that it is spun, and (n,) ``odds`` of each word in nats."""

    p: float
    odds: Float32


def why_not(seg: Segmented) -> str | None:
    """Return why nothing can be said of a text; None when something can."""
    kinds = np.bincount(seg.kinds, minlength=_NUMBER + 1).tolist()
    words = sum(kinds[: _NUMBER + 1])
    if words < LEAST_WORDS:
        return f"too short: {words} words, and at least {LEAST_WORDS} are needed"
    if kinds[_FUNCTION] < LEAST_FUNCTION * sum(kinds[: _NAME + 1]):
        return "not English prose: too few of the small words that hold English together"
    return None


def score(values: Float32, braces: int = 0) -> Scored:
    """Score a text.

    Args:
        values: (n, WIDTH) features of its words, n at least 1.
        braces: left-over braces of a spinner's template.
    """
    odds = word_odds(values, _MEAN, _SCALE, _HIDDEN, _HIDDEN_BIAS, _OUT, weights.OUT_BIAS)
    x = crossed(spread(odds, values, weights.PRIOR), _TEXT_MEAN, _TEXT_SCALE)
    total = weights.CONSTANT + BRACES * min(braces, 2) + float(x @ _TEXT)
    return Scored(1.0 / (1.0 + math.exp(-total)), odds)


def is_doubted(p: float) -> bool:
    """Tell whether a text is neither plain nor surely spun, so that its phrases are looked at."""
    return DOUBTED_FROM <= p < DOUBTED_TO


def with_phrases(p: float, broken: float) -> float:
    """Return the probability, raised by as many established phrases as were broken on a page."""
    more = PHRASE * min(max(broken - PLAIN_PHRASES, 0.0), MOST_PHRASES)
    return 1.0 / (1.0 + (1.0 - p) / p * math.exp(-more))


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
    n, size, far = len(x), len(out), np.float32(FARTHEST)
    odds = np.full(n, out_bias, np.float32)
    z, cell = np.zeros((WIDTH, BLOCK), np.float32), np.zeros(BLOCK, np.float32)
    for start in range(0, n, BLOCK):
        count = min(BLOCK, n - start)
        for k in range(WIDTH):
            middle, unit = mean[k], np.float32(1.0) / scale[k]
            for i in range(count):
                z[k, i] = min(far, max(-far, (x[start + i, k] - middle) * unit))
        for h in range(size):
            for i in range(BLOCK):
                cell[i] = hidden_bias[h]
            for k in range(WIDTH):
                weight = hidden[k, h]
                for i in range(BLOCK):
                    cell[i] += weight * z[k, i]
            for i in range(count):
                odds[start + i] += max(cell[i], np.float32(0.0)) * out[h]
    return odds


@njit(nogil=True, cache=True)
def spread(odds: Float32, x: Float32, prior: float) -> Float64:
    """Return how the words' odds are spread over a text, see :data:`DOCUMENT`."""
    n, mixed = len(odds), len(SHARES)
    found, ones = np.zeros(len(DOCUMENT)), np.ones(mixed + 1)
    unlikely = (1.0 - prior) / prior
    for i in range(n):
        odd = math.exp(min(12.0, max(-12.0, odds[i])))
        for k in range(mixed):
            ones[k] *= 1.0 + SHARES[k] * (odd * unlikely - 1.0)
        ones[mixed] *= 1.0 + 0.08 * (odd * unlikely - 1.0)
        if i % FACTORS == FACTORS - 1 or i == n - 1:
            for k in range(mixed):
                found[k] += math.log(ones[k]) / n
            found[4] += math.log(ones[mixed]) / math.sqrt(n)
            ones[:] = 1.0
        likely = odd / (1.0 + odd)
        found[10] += likely / n
        found[11] += (likely > 0.5) / n
        found[12] += (likely > 0.8) / n
        for k in range(len(_MEANS)):
            found[_MEANS[k][0]] += x[i, _MEANS[k][1]] / n
        found[25] += (x[i, 26] + x[i, 27]) / n
        if x[i, 7] > GAIN and (x[i, 5] * x[i, 23] > NEAR or x[i, 6] * x[i, 24] > NEAR):
            found[26] += 1.0 / n
            found[27] += likely / n
    ordered = np.sort(odds)
    for k in range(len(QUANTILES)):
        found[5 + k] = ordered[int(n * QUANTILES[k])]
    found[13], found[14] = x[0, 20], x[0, 21]
    found[20] = math.copysign(math.log1p(abs(found[1] * n)), found[1])
    found[21] = math.log(n)
    return found


@njit(nogil=True, cache=True)
def crossed(x: Float64, mean: Float64, scale: Float64) -> Float64:
    """Return a text's features standardised, and then its levels of odds by its register.

    What odds are high depends on how a text is written: words of a story or of a summary of
    research are less expected than those of news, without being put in.
    """
    n, d = len(x), len(_REGISTER)
    found = np.empty(n + d * len(_LEVELS))
    for k in range(n):
        found[k] = min(FARTHEST, max(-FARTHEST, (x[k] - mean[k]) / scale[k]))
    for i in range(d):
        for j in range(len(_LEVELS)):
            value = found[_REGISTER[i]] * found[_LEVELS[j]]
            found[n + j * d + i] = min(FARTHEST, max(-FARTHEST, value))
    return found


def _array(values: tuple[float, ...]) -> Float32:
    return np.array(values, dtype=np.float32)


_MEAN, _SCALE = _array(weights.MEAN), _array(weights.SCALE)
_HIDDEN, _HIDDEN_BIAS, _OUT = (
    np.array(weights.HIDDEN, dtype=np.float32), _array(weights.HIDDEN_BIAS), _array(weights.OUT),
)  # fmt: skip
_TEXT_MEAN, _TEXT_SCALE, _TEXT = (
    np.array(weights.TEXT_MEAN), np.array(weights.TEXT_SCALE), np.array(weights.TEXT),
)  # fmt: skip
