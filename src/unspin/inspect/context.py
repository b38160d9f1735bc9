"""Which of several words stands between given others: learned maps of the lexicon's vectors.

What n-grams have not counted, words of like meaning may tell: a place is mapped from the vectors of
the words around it, a candidate from its own, and their product says in nats how well the two go
together (a log-bilinear model, Mnih and Hinton 2007). A third map brings words near each other that
rewriters put for each other. Fitted by ``eval/restore_context.py``. Legend as in ``lattice``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from unspin.inspect.company import Vectors
from unspin.inspect.lattice import Stream
from unspin.records import Float32, Int32

OFFSETS = (-4, -3, -2, -1, 1, 2, 3, 4)
"""Places around one that have a part of the map each."""
WINDOW = 12
"""Words on either side whose mean has one, those of :data:`OFFSETS` left out; so has the text's."""
FARTHEST = 12.0
"""Nats that a comparison counts at most."""
NAMES = ("context", "context_gain", "context_ahead")
"""What is known of a candidate, in the order of columns."""


class Maps(NamedTuple):
    """The maps as they are fitted; D = numbers of a lexicon's vector.

    Attributes:
        around: ((len(OFFSETS) + 2) * D, W) of what stands around a place.
        words: (D, W) of a word that may stand there.
        kin: (D, V) that brings words near that are put for each other.
    """

    around: Float32
    words: Float32
    kin: Float32


def context(
    text: Stream, at: Int32, widths: Int32, starts: Int32, choices: Int32, known: Vectors,
    maps: Maps,
) -> Float32:  # fmt: skip
    """Return (N, len(NAMES)) how well the candidates of places go with what stands around them.

    Args:
        text: the stream; at: (k,) places; widths: (k,) their words; starts, choices: their candidates.
        known: vectors of the language; maps: fitted ones.

    Returns:
        Nats of each; by how much it is above what stands there, and above its place's best.
    """
    held = text.ids >= 0
    ids = np.maximum(text.ids, 0)
    rows = np.where(held, known.rows[ids], -1)
    subject = np.where(held & known.subject[ids], known.rows[ids], -1)
    places = _places(rows, subject, at, at + widths - 1, known.unit) @ maps.around
    used, number = np.unique(np.concatenate((choices, ids[at])), return_inverse=True)
    words = known.unit[known.rows[used]] @ maps.words
    place = np.repeat(np.arange(len(at)), np.diff(starts))
    nats = np.einsum("ij,ij->i", places[place], words[number[: len(choices)]])
    own = np.einsum("ij,ij->i", places, words[number[len(choices) :]])
    own[(widths > 1) | (text.ids[at] < 0)] = 0.0
    best = np.maximum.reduceat(nats, starts[:-1])
    found = np.column_stack((nats, nats - own[place], nats - best[place]))
    clipped: Float32 = np.clip(found, -FARTHEST, FARTHEST).astype(np.float32)
    return clipped


def _places(
    rows: Int32, subject: Int32, first: Int32, last: Int32, unit: Float32
) -> NDArray[np.float32]:
    """Return (k, (len(OFFSETS) + 2) * D) what stands around places."""
    pad = np.full(WINDOW, -1, rows.dtype)
    near = np.concatenate((pad, rows, pad))
    wide = unit[np.concatenate((pad, subject, pad))]
    ends = np.where(np.array(OFFSETS)[:, None] < 0, first, last) + WINDOW
    blocks = [unit[near[e + o]] for e, o in zip(ends, OFFSETS, strict=True)]
    sums = np.vstack((np.zeros((1, wide.shape[1])), np.cumsum(wide, axis=0, dtype=np.float64)))
    at = first + WINDOW
    window = sums[at + WINDOW + 1] - sums[at - WINDOW]
    window -= sums[at + max(OFFSETS) + 1] - sums[at + min(OFFSETS)]
    blocks += [
        side / np.maximum(np.linalg.norm(side, axis=1, keepdims=True), 1.0)
        for side in (window, sums[-1] - wide[at])
    ]
    found: Float32 = np.column_stack(blocks).astype(np.float32)
    return found
