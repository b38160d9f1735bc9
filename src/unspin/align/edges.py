"""Where a passage ends: fitted again, with words of one sense, and to whole sentences.

The search for passages goes by words kept. A word replaced by a synonym is no evidence there, but
at an edge it says which side of it a sentence belongs to.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from unspin.align.meetings import Bool, Float64, Meetings, chance, matched
from unspin.align.stretches import best_stretch, gains, survival
from unspin.records import Int32, Segmented, Span

AROUND = 60
"""Words around a stretch that are looked at again for its edges."""
VERBATIM = 0.93
"""Share of words kept from which edges are sharp already."""
EDGE = -8.0
"""Nats a sentence at the end of a passage may speak against it and still be looked at as part of it;
``ends.py`` lets go of those that are not. Chosen by ``eval/edges.py``."""
SNAP = 8
"""Tokens that an end may move to meet the end of a sentence; half as many do as well there."""

SHARP_SNAP = 1
"""As ``SNAP``, of an end that is known to the word."""


@njit(nogil=True, cache=True)
def sharpen(
    r: Float64, a: Meetings, b: Meetings, sense_starts: Int32, senses: Int32, least: float
) -> None:
    """Fit the edges of a rectangle again, in place, words of one sense counted as kept too.

    Args:
        r: (5,) a start, a end, b start, b end, nats.
        a, b: the two sides.
        sense_starts, senses: of the lexicon.
        least: nats that a sentence at an end must have to belong to it; ``EDGE``.
    """
    a0, a1, b0, b1 = int(r[0]), int(r[1]), int(r[2]), int(r[3])
    a_nats = b_nats = 0.0
    for _ in range(2):
        a0, a1, a_nats = _sharpen(a0, a1, b0, b1, a, b.rows, sense_starts, senses, least)
        b0, b1, b_nats = _sharpen(b0, b1, a0, a1, b, a.rows, sense_starts, senses, least)
    r[0], r[1], r[2], r[3] = a0, a1, b0, b1
    r[4] = max(r[4], 2.0 * min(a_nats, b_nats))


@njit(nogil=True, cache=True)
def _sharpen(
    start: int, end: int, other_start: int, other_end: int, side: Meetings, other_rows: Int32,
    sense_starts: Int32, senses: Int32, least: float,
) -> tuple[int, int, float]:  # fmt: skip
    """Return the best stretch near [start, end) and its nats, by words kept and by senses kept."""
    lo, hi = max(0, start - AROUND), min(len(side.rate), end + AROUND)
    size = other_end - other_start
    kept = matched(lo, hi, other_start, other_end, side)
    p = survival(start, end, size, side, kept)
    if p >= VERBATIM:
        return start, end, 0.0
    known = _senses_of(other_start, other_end, other_rows, sense_starts, senses)
    akin = _akin(lo, hi, size, side, kept, sense_starts, senses, known)
    p_akin, q_akin = _sense_rates(start, end, lo, hi, size, side, kept, akin)
    values = gains(lo, hi, size, p, side, kept)
    for_akin = np.log(p_akin / q_akin)
    for_strange = np.log((1.0 - p_akin) / (1.0 - q_akin))
    rows, rate = side.rows, side.rate
    for i in range(lo, hi):
        if not kept[i] and chance(rate[i], size) < p:
            if akin[i]:
                values[i - lo] += for_akin
            elif rows[i] >= 0:
                values[i - lo] += for_strange
    start, end, best = best_stretch(lo, values, start, end)
    start, end = _to_sentence_ends(start, end, lo, hi, values, side.bounds, least)
    return start, end, best


@njit(nogil=True, cache=True)
def _akin(
    lo: int, hi: int, size: int, side: Meetings, kept: Bool, sense_starts: Int32, senses: Int32,
    known: Bool,
) -> Bool:  # fmt: skip
    """Tell which words, not kept themselves, have a sense that is known."""
    out = np.zeros(len(kept), np.bool_)
    rows, rate = side.rows, side.rate
    for i in range(lo, hi):
        row = rows[i]
        if kept[i] or row < 0 or rate[i] * size > 0.5:
            continue
        for x in range(sense_starts[row], sense_starts[row + 1]):
            if senses[x] < len(known) and known[senses[x]]:
                out[i] = True
                break
    return out


@njit(nogil=True, cache=True)
def _sense_rates(
    start: int, end: int, lo: int, hi: int, size: int, side: Meetings, kept: Bool, akin: Bool
) -> tuple[float, float]:
    """Return the share of akin words inside the stretch and around it: copying, and chance."""
    inside, inside_all, outside, outside_all = 2.0, 6.0, 1.0, 6.0
    rows, rate = side.rows, side.rate
    for i in range(lo, hi):
        if kept[i] or rows[i] < 0 or rate[i] * size > 0.5:
            continue
        if start <= i < end:
            inside, inside_all = inside + akin[i], inside_all + 1.0
        else:
            outside, outside_all = outside + akin[i], outside_all + 1.0
    p, q = inside / inside_all, outside / outside_all
    return (p, q) if p > q else (0.5, 0.5)


@njit(nogil=True, cache=True)
def _senses_of(start: int, end: int, rows: Int32, sense_starts: Int32, senses: Int32) -> Bool:
    """Tell of each sense, up to the last that occurs, whether a word of a stretch has it."""
    last = -1
    for j in range(start, end):
        if rows[j] >= 0 and sense_starts[rows[j]] < sense_starts[rows[j] + 1]:
            last = max(last, senses[sense_starts[rows[j] + 1] - 1])  # a word's senses are sorted
    out = np.zeros(last + 1, np.bool_)
    for j in range(start, end):
        if rows[j] >= 0:
            for x in range(sense_starts[rows[j]], sense_starts[rows[j] + 1]):
                out[senses[x]] = True
    return out


@njit(nogil=True, cache=True)
def _to_sentence_ends(
    start: int, end: int, lo: int, hi: int, values: Float64, bounds: Int32, least: float
) -> tuple[int, int]:
    """Take in the rest of a sentence, or the next one, at either end if it hardly objects."""
    s = np.searchsorted(bounds, start, "right") - 1
    if s > 0 and bounds[s] == start:
        s -= 1
    if lo <= bounds[s] < start and values[bounds[s] - lo : start - lo].sum() >= least:
        start = bounds[s]
    s = np.searchsorted(bounds, end, "left")
    if s + 1 < len(bounds) and bounds[s] == end:
        s += 1
    if (
        s < len(bounds)
        and end < bounds[s] <= hi
        and values[end - lo : bounds[s] - lo].sum() >= least
    ):
        end = bounds[s]
    return start, end


def snapped(text: Segmented, tokens: Int32, start: int, end: int, sharp: int = 0) -> Span:
    """Return a stretch of words in code points, its ends snapped to sentence ends that are near.

    A sentence that lies mostly inside belongs inside, one that lies mostly outside does not;
    the few words that chance put across the border are not worth a broken sentence. Ends that are
    ``sharp`` (see ``runs.py``) are known to the word, and move but to take in a mark.
    """
    first, last = int(tokens[start]), int(tokens[end - 1]) + 1
    bounds = text.sentences
    reach = SHARP_SNAP if sharp & 1 else SNAP
    s = int(np.searchsorted(bounds, first, "right")) - 1
    inside, outside = bounds[s + 1] - first, first - bounds[s]
    if inside >= outside and outside <= reach:
        first = int(bounds[s])
    elif inside < outside and inside <= reach and bounds[s + 1] < last:
        first = int(bounds[s + 1])
    reach = SHARP_SNAP if sharp & 2 else SNAP
    s = int(np.searchsorted(bounds, last - 1, "right")) - 1
    inside, outside = last - bounds[s], bounds[s + 1] - last
    if inside >= outside and outside <= reach:
        last = int(bounds[s + 1])
    elif inside < outside and inside <= reach and bounds[s] > first:
        last = int(bounds[s])
    return Span(int(text.starts[first]), int(text.ends[last - 1]))
