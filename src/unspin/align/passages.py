"""Reused passages: maximal stretches of a and b whose words are each other's beyond chance.

A passage is a rectangle (stretch A of a) x (stretch B of b). A word of A that also occurs in B is
evidence for copying, one that does not is evidence against:

    matched    log(p / q)             p  share of words that survive copying, learned per passage
    unmatched  log((1-p) / (1-q))     q = 1 - exp(-f |B|): chance of meeting the word in B anyway

where f is how often the word occurs in the language and in the other text outside this use. The
best A for a given B is then the maximum-sum stretch (Kadane), and the other way round; the two are
improved in turns until nothing moves (coordinate ascent, as in expectation maximisation, with p
re-estimated each turn). A verbatim passage has p near 1, so its edges are sharp; of a summary's
source only one word in ten survives, and the same formula lets the stretch be sparse. Word order
inside the rectangle does not matter, so shuffled copies are found too.

First guesses come from a coarse grid: cells of a few dozen words by a few dozen words, scored by
the words they share. Where words stand in one order on both sides without a gap (``runs.py``), the
run says where a passage ends, and a long run is a passage of its own if none was found there.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from unspin.align import edges
from unspin.align.digests import Rectangle, is_wide, with_digests
from unspin.align.edges import sharpen, snapped
from unspin.align.ends import settle
from unspin.align.meetings import Bool, Float64, Meetings, chance, meetings
from unspin.align.runs import runs, with_runs
from unspin.align.stretches import MOST, searched
from unspin.config import PassageConfig
from unspin.records import Int32, Lexicon, Passage, Segmented

CELL = 24
"""Words a side of a grid cell, at the least."""
CELLS = 1_000_000
"""Work budget of the grid; longer texts get coarser cells, never a cut."""
CELL_NATS = 16.0
"""A grid cell with less shared evidence than this starts no search."""
PLACES = 1_000_000
"""Pairs of words from which on a passage needs more evidence, by the log of their number (as the
scores of local alignments do: Karlin and Altschul 1990)."""
MAX_GUESSES = 2_000
"""Most searches started; the best cells come first, and each passage found covers many."""
GUESSED_SURVIVAL = 0.7
OUTSHONE = 0.5
"""Share of a stronger passage's evidence below which a passage that overlaps it is its echo."""


def find_passages(
    a: Segmented, b: Segmented, lexicon: Lexicon, config: PassageConfig
) -> tuple[Passage, ...]:
    """Return the reused passages of two texts, in the order of a.

    Args:
        a, b: the two sides.
        lexicon: word frequencies and senses; with an empty one all words count as equally rare.
        config: how much evidence a passage needs, and how long it must be.

    Returns:
        Passages with spans in the texts and scores in nats; stretches of one side may overlap
        when that side was used twice.
    """
    return search_passages(a, b, lexicon, config)[0]


def search_passages(
    a: Segmented, b: Segmented, lexicon: Lexicon, config: PassageConfig
) -> tuple[tuple[Passage, ...], bool]:
    """Return what :func:`find_passages` does, and whether there were more guesses than searched."""
    left, right = meetings(a, b, lexicon)
    if len(left.tokens) == 0 or len(right.tokens) == 0:
        return (), False
    # the more places there are to meet, the more evidence chance puts together
    wanted = config.nats + math.log(max(1.0, len(left.tokens) * len(right.tokens) / PLACES))
    rows, crowded = rectangles(left, right, lexicon, wanted)
    found = (
        Passage(
            snapped(a, left.tokens, int(r[0]), int(r[1]), int(r[5])),
            snapped(b, right.tokens, int(r[2]), int(r[3]), int(r[5])),
            r[4],
        )
        for r in rows
    )
    least = config.characters
    return tuple(p for p in found if len(p.a) >= least and len(p.b) >= least), crowded


def rectangles(
    a: Meetings, b: Meetings, lexicon: Lexicon, nats: float
) -> tuple[list[Rectangle], bool]:
    """Return rows (a start, a end, b start, b end, nats, sharp) over wordy positions, by a start.

    The second value tells whether there were more guesses than ``MAX_GUESSES``.
    """
    found, crowded = seeds(a, b)
    in_order = runs(a, b)
    kept = np.array(with_digests(found, a, b, nats, in_order)).reshape(-1, 5)
    kept = _fit_edges(kept, a, b, lexicon.sense_starts, lexicon.senses, edges.EDGE, in_order)
    # what one run made of two rectangles is one
    strong = {tuple(r[:4]): tuple(r) for r in sorted(kept.tolist()) if r[4] >= nats}.values()
    echoes = _echoes(np.array(list(strong)).reshape(-1, 6)).tolist()
    return [r for r, echo in zip(strong, echoes, strict=True) if not echo], crowded


def seeds(a: Meetings, b: Meetings) -> tuple[list[Rectangle], bool]:
    """Return what :func:`rectangles` does, before digests are told and edges fitted."""
    guesses = _guesses(a, b)
    found = searched(guesses[:MAX_GUESSES], a, b)
    return [tuple(r) for r in found.tolist()], len(guesses) > MAX_GUESSES


@njit(nogil=True, cache=True)
def _fit_edges(
    kept: Float64, a: Meetings, b: Meetings, sense_starts: Int32, senses: Int32, least: float,
    in_order: Float64,
) -> Float64:  # fmt: skip
    """Fit the edges of rectangles again; those of digests are the texts' own. See ``with_runs``."""
    for k in range(len(kept)):
        if not is_wide(kept[k]):
            sharpen(kept[k], a, b, sense_starts, senses, least)
            settle(kept[k], a, b)
    return with_runs(kept, in_order)


@njit(nogil=True, cache=True)
def _echoes(rows: Float64) -> Bool:
    """Tell which rectangles a far stronger one explains most of on one side already."""
    found = np.zeros(len(rows), np.bool_)
    for i in range(len(rows)):
        r = rows[i]
        for k in rows:
            on_a = min(r[1], k[1]) - max(r[0], k[0])
            on_b = min(r[3], k[3]) - max(r[2], k[2])
            much = on_a > 0.5 * (r[1] - r[0]) or on_b > 0.5 * (r[3] - r[2])
            if much and r[4] < OUTSHONE * k[4]:
                found[i] = True
                break
    return found


def _guesses(a: Meetings, b: Meetings) -> Float64:
    """Return first guesses from the grid, best first: (g, 5) rectangles, their nats left open.

    A guess is a cell, and half a cell more on either side.
    """
    n_a, n_b = len(a.tokens), len(b.tokens)
    cell = max(CELL, math.ceil(math.sqrt(n_a * n_b / CELLS)))
    grid = _grid(n_b, cell, a)
    flat = np.flatnonzero(grid >= CELL_NATS)
    best_first = flat[np.argsort(-grid.ravel()[flat], kind="stable")][: MAX_GUESSES + 1]
    guesses = np.zeros((len(best_first), 5))
    for side, size in zip((0, 2), (n_a, n_b), strict=True):
        index = best_first // grid.shape[1] if side == 0 else best_first % grid.shape[1]
        guesses[:, side] = np.maximum(0, index * cell - cell // 2)
        guesses[:, side + 1] = np.minimum(size, (index + 1) * cell + cell // 2)
    return guesses


@njit(nogil=True, cache=True)
def _grid(other_size: int, cell: int, side: Meetings) -> NDArray[np.float32]:
    """Return (W/cell, X/cell) nats of shared words per cell, each word counted once a cell."""
    rate, low, high, others = side.near, side.low, side.high, side.others
    grid = np.zeros((len(rate) // cell + 1, other_size // cell + 1), np.float32)
    seen = np.full(grid.shape[1], -1, np.int32)
    for i in range(len(rate)):
        q = chance(rate[i], cell)
        if low[i] == high[i] or q >= GUESSED_SURVIVAL:
            continue
        nats = min(np.log(GUESSED_SURVIVAL / q), MOST)
        if nats < 0.5:
            continue
        for k in range(low[i], high[i]):
            j = others[k] // cell
            if seen[j] != i:
                seen[j] = i
                grid[i // cell, j] += nats
    return grid
