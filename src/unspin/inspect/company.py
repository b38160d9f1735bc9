"""How well words that may have stood at places of a text go with all the rest of it.

Between its neighbours several synonyms may do; an author uses the same words again, and words of
one subject, and a rewriter puts the same word for the same one. Legend as in ``lattice``: k places,
N candidates of all places, one after another.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from unspin.findings import LanguageModel
from unspin.inspect.features import rows_of
from unspin.inspect.lattice import MOST_NATS, Stream
from unspin.records import Float32, Int32, Lexicon, UInt64

Float64 = NDArray[np.float64]

NEAR = 5
"""Words on either side that a candidate's vector is compared with."""
NAMES = (
    "in_text", "stem_in_text", "own_in_text", "subject", "subject_gain", "nearby", "nearby_gain",
    "elsewhere", "times_elsewhere",
)  # fmt: skip
"""What is known of a candidate and the rest of the text, in the order of columns."""


class Vectors(NamedTuple):
    """Vectors of words, and what is known of each id of the language model.

    Attributes:
        unit: unit vectors, and one of nothing at the end; rows: (L,) into them, -1 for none.
        subject: (L,) whether an id tells of a subject: it has a vector and is no function word.
        stems: (L,) the stem of each, numbered.
    """

    unit: Float32
    rows: Int32
    subject: NDArray[np.bool_]
    stems: UInt64


@lru_cache(maxsize=2)
def vectors(lexicon: Lexicon, model: LanguageModel) -> Vectors:
    """Return the vectors of the ids of a model, made once."""
    rows = rows_of(model)
    held = lexicon.vector_rows[rows]
    unit = np.vstack((lexicon.vectors, np.zeros((1, lexicon.vectors.shape[1]), np.int8)))
    _, stems = np.unique(lexicon.stems[rows], return_inverse=True)
    return Vectors(
        unit.astype(np.float32) / np.float32(127.0), np.where(held < 0, -1, held).astype(np.int32),
        (held >= 0) & (lexicon.function[rows] == 0), stems.astype(np.uint64),
    )  # fmt: skip


def company(
    text: Stream, at: Int32, widths: Int32, starts: Int32, choices: Int32, gains: Float64,
    known: Vectors,
) -> Float32:  # fmt: skip
    """Return (N, len(NAMES)) how the candidates of places go with the rest of a text.

    Args:
        text: the stream; at: (k,) places; widths: (k,) their words; starts, choices: their candidates.
        gains: (N,) nats by which each fits better between its neighbours than what stands there.
        known: of the language.
    """
    own = np.where(widths == 1, text.ids[at], -1).astype(np.int32)
    place = np.repeat(np.arange(len(at)), np.diff(starts))
    there = text.ids[text.ids >= 0]
    times = np.bincount(there, minlength=len(known.rows))
    stems = np.bincount(known.stems[there].astype(np.int64), minlength=int(known.stems.max()) + 1)
    owns = np.where(own >= 0, times[np.maximum(own, 0)], 0)
    subject, nearby = _around(text, at, known)
    theirs = known.unit[known.rows[choices]]
    ours = known.unit[np.where(own >= 0, known.rows[np.maximum(own, 0)], -1)]
    columns = [np.log1p(times[choices]), np.log1p(stems[known.stems[choices].astype(np.int64)])]
    columns.append(np.log1p(owns)[place])
    for side in (subject, nearby):
        cosine = np.einsum("ij,ij->i", theirs, side[place])
        columns += [cosine, cosine - np.einsum("ij,ij->i", ours, side)[place]]
    return np.column_stack((*columns, *elsewhere(own[place], choices, gains))).astype(np.float32)


def _around(text: Stream, at: Int32, known: Vectors) -> tuple[Float32, Float32]:
    """Return (k, D) the directions of the whole text and of what is near, each place left out."""
    ids = np.maximum(text.ids, 0)
    rows = np.where((text.ids >= 0) & known.subject[ids], known.rows[ids], -1)
    each = known.unit[rows]
    sums = np.vstack((np.zeros((1, each.shape[1])), np.cumsum(each, axis=0, dtype=np.float64)))
    first, last = np.maximum(at - NEAR, 0), np.minimum(at + NEAR + 1, len(rows))
    return _unit(sums[-1] - each[at]), _unit(sums[last] - sums[first] - each[at])


def _unit(directions: Float64) -> Float32:
    size = np.maximum(np.linalg.norm(directions, axis=1, keepdims=True), 1e-6)
    found: Float32 = (directions / size).astype(np.float32)
    return found


def elsewhere(own: Int32, choices: Int32, gains: Float64) -> tuple[Float64, Float64]:
    """Return what each candidate gains where the same word stands elsewhere, and how often."""
    codes = own.astype(np.int64) << 32 | choices
    _, group, times = np.unique(codes, return_inverse=True, return_counts=True)
    gains = np.clip(gains, -MOST_NATS, MOST_NATS)
    others = times[group] - 1
    mean = (np.bincount(group, gains)[group] - gains) / np.maximum(others, 1)
    unknown = own < 0
    mean[unknown], others[unknown] = 0.0, 0
    return mean, np.log1p(others)
