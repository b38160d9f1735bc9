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
the words they share.

Legend: W = wordy tokens of a side; R = rectangles.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from unspin.config import PassageConfig
from unspin.records import Int32, Kind, Lexicon, Passage, Segmented, Span

Float64 = NDArray[np.float64]

CELLS = 1_000_000
"""Work budget of the grid; longer texts get coarser cells, never a cut."""
MOST, LEAST = 4.0, -1.5
REACH = 50
"""Words beyond its edge that a stretch may look for new matches in, at the least."""
MAX_TURNS = 20
UNSEEN = 0.5
"""Count given to a word the lexicon has never seen (half an occurrence)."""
DEFAULT_TOTAL = 1_000_000
"""Size of the sample a word's frequency is taken from when there is no lexicon."""


class WordColumn(NamedTuple):
    """The wordy tokens of one side, prepared for matching.

    tokens (W,) int32 index into the Segmented; stems (W,) uint64; rate (W,) float64 chance of the
    word at any one place of the other text; rows (W,) int32 lexicon rows; bounds
    (m+1,) int32 words where each sentence starts, then W; low, high (W,) int32 range of its occurrences in
    ``order`` of the other side; order (W,) int32 positions of this side sorted by (stem, position).
    """

    tokens: Int32
    stems: NDArray[np.uint64]
    order: Int32
    rate: Float64
    low: Int32
    high: Int32
    rows: Int32
    bounds: Int32


def find_passages(
    a: Segmented, b: Segmented, lexicon: Lexicon, config: PassageConfig
) -> tuple[Passage, ...]:
    """Return the reused passages of two texts, in the order of a.

    Args:
        a, b: the two sides.
        lexicon: word frequencies; with an empty one all words count as equally rare.
        config: how much evidence a passage needs, and how long it must be.

    Returns:
        Passages with spans in the texts and scores in nats; stretches of one side may overlap
        when that side was used twice.
    """
    left, right = columns(a, b, lexicon)
    if len(left.tokens) == 0 or len(right.tokens) == 0:
        return ()
    found = tuple(
        Passage(
            _span(a, left.tokens, int(r[0]), int(r[1])),
            _span(b, right.tokens, int(r[2]), int(r[3])),
            float(r[4]),
        )
        for r in rectangles(left, right, lexicon, config.nats)
    )
    least = config.characters
    return tuple(p for p in found if len(p.a) >= least and len(p.b) >= least)


def columns(a: Segmented, b: Segmented, lexicon: Lexicon) -> tuple[WordColumn, WordColumn]:
    """Prepare both sides: their wordy tokens, and where each word occurs on the other side."""
    sides = []
    for side in (a, b):
        tokens = np.flatnonzero(side.kinds <= Kind.NUMBER).astype(np.int32)
        stems = side.stems[tokens]
        sides.append((tokens, stems, np.argsort(stems, kind="stable").astype(np.int32)))
    out = []
    for me, other, segmented in ((0, 1, a), (1, 0, b)):
        tokens, stems, order = sides[me]
        other_sorted = sides[other][1][sides[other][2]]
        low = np.searchsorted(other_sorted, stems, "left").astype(np.int32)
        high = np.searchsorted(other_sorted, stems, "right").astype(np.int32)
        own_sorted = stems[order]
        own = np.searchsorted(own_sorted, stems, "right") - np.searchsorted(own_sorted, stems)
        rate = _rates(segmented, tokens, lexicon, own, high - low, len(other_sorted))
        out.append(WordColumn(tokens, stems, order, rate, low, high, segmented.rows[tokens],
                              np.searchsorted(tokens, segmented.sentences).astype(np.int32)))
    return out[0], out[1]


def _rates(
    side: Segmented, tokens: Int32, lexicon: Lexicon, own: NDArray[np.int64],
    others: NDArray[np.int32], other_size: int,
) -> Float64:  # fmt: skip
    """Chance of each word at one place of the other text: in the language, or in the text's topic.

    One use on each side is what copying looks like; every further one is the topic's.
    """
    rows = side.rows[tokens]
    counts = np.full(len(tokens), UNSEEN)
    if len(lexicon.keys):
        known = rows >= 0
        counts[known] = np.maximum(lexicon.counts[rows[known]], UNSEEN)
    language = counts / max(lexicon.total, DEFAULT_TOTAL)
    topic = np.maximum(np.maximum(others - 1, 0) / max(other_size, 1), np.maximum(own - 1, 0) / max(len(tokens), 1))
    return np.minimum(language + topic, 0.2)


def rectangles(
    left: WordColumn, right: WordColumn, lexicon: Lexicon, nats: float
) -> Float64:
    """Return (R, 5) rows (a start, a end, b start, b end, nats) over wordy positions, by a start."""
    kept: list[tuple[float, ...]] = []
    for guess in _guesses(left, right):
        if any(_inside(guess, r) for r in kept):
            continue
        r = _improve(
            guess[0], guess[1], guess[2], guess[3],
            left.rate, left.low, left.high, left.order,
            right.rate, right.low, right.high, right.order,
        )  # fmt: skip
        if r[4] >= SEED_NATS and not any(_same(r, k) for k in kept):
            kept.append(tuple(r.tolist()))
    kept = _with_digests(kept, left, right, nats)
    kept = [_sharpened(r, left, right, lexicon) for r in kept]
    kept = [r for r in kept if r[4] >= nats]
    kept = [r for r in kept if not any(_outshone(r, k) for k in kept)]
    kept.sort()
    return np.array(kept, dtype=np.float64).reshape(-1, 5)


def _outshone(r: tuple[float, ...], k: tuple[float, ...]) -> bool:
    """Tell whether a far stronger rectangle explains most of one side of r already."""
    if r[4] >= OUTSHONE * k[4]:
        return False
    over_a = min(r[1], k[1]) - max(r[0], k[0])
    over_b = min(r[3], k[3]) - max(r[2], k[2])
    return over_a > 0.5 * (r[1] - r[0]) or over_b > 0.5 * (r[3] - r[2])


def _sharpened(
    r: tuple[float, ...], left: WordColumn, right: WordColumn, lexicon: Lexicon
) -> tuple[float, ...]:
    """Fit the edges of a rectangle again, words of one sense counted as kept too."""
    a0, a1, b0, b1 = (int(x) for x in r[:4])
    if max(a1 - a0, b1 - b0) > DIGEST_RATIO * min(a1 - a0, b1 - b0):
        return r
    for _ in range(2):
        a0, a1, a_nats = _sharpen(
            a0, a1, b0, b1, left.rate, left.low, left.high, right.order, left.rows, right.rows,
            left.bounds, lexicon.sense_starts, lexicon.senses,
        )  # fmt: skip
        b0, b1, b_nats = _sharpen(
            b0, b1, a0, a1, right.rate, right.low, right.high, left.order, right.rows, left.rows,
            right.bounds, lexicon.sense_starts, lexicon.senses,
        )  # fmt: skip
    return (float(a0), float(a1), float(b0), float(b1), max(r[4], 2.0 * min(a_nats, b_nats)))


@njit(nogil=True, cache=True)
def _sharpen(
    start: int, end: int, other_start: int, other_end: int, rate: Float64, low: Int32,
    high: Int32, other_order: Int32, rows: Int32, other_rows: Int32, bounds: Int32,
    sense_starts: Int32, senses: Int32,
) -> tuple[int, int, float]:  # fmt: skip
    """Return the best stretch near [start, end) and its nats, by words kept and by words of a sense kept.

    How often chance alone gives a word a sense in common with the other stretch is read off the
    words around the stretch.
    """
    lo, hi = max(0, start - SHARPEN), min(len(rate), end + SHARPEN)
    size = other_end - other_start
    matched, soft = np.zeros(len(rate), np.bool_), np.zeros(len(rate), np.bool_)
    _matched(lo, hi, other_start, other_end, low, high, other_order, matched)
    p = _survival(start, end, size, rate, matched)
    if p >= VERBATIM:
        return start, end, 0.0
    known = _senses_of(other_start, other_end, other_rows, sense_starts, senses)
    inside, inside_all, outside, outside_all = 2.0, 6.0, 1.0, 6.0
    for i in range(lo, hi):
        if matched[i] or rows[i] < 0 or rate[i] * size > 0.5:
            continue
        soft[i] = _any_known(rows[i], sense_starts, senses, known)
        if start <= i < end:
            inside, inside_all = inside + soft[i], inside_all + 1.0
        else:
            outside, outside_all = outside + soft[i], outside_all + 1.0
    p_soft, q_soft = inside / inside_all, outside / outside_all
    if p_soft <= q_soft:
        p_soft = q_soft = 0.5
    best, best_start, best_end = -1e18, start, end
    running, first = 0.0, lo
    gains = np.zeros(hi + 1 - lo)  # running sums: gains[k] is the total of [lo, lo + k)
    for i in range(lo, hi):
        q = min(1.0 - np.exp(-rate[i] * size), 0.999)
        gain = 0.0
        if q < p:
            if matched[i]:
                gain = min(np.log(p / q), MOST)
            else:
                gain = max(np.log((1.0 - p) / (1.0 - q)), LEAST)
                if soft[i]:
                    gain += np.log(p_soft / q_soft)
                elif rows[i] >= 0:
                    gain += np.log((1.0 - p_soft) / (1.0 - q_soft))
        gains[i + 1 - lo] = gains[i - lo] + gain
        if running <= 0.0:
            running, first = 0.0, i
        running += gain
        if running > best and i + 1 > start and first < end:
            best, best_start, best_end = running, first, i + 1
    best_start, best_end = _to_sentence_ends(best_start, best_end, lo, hi, gains, bounds)
    return best_start, best_end, best


@njit(nogil=True, cache=True)
def _to_sentence_ends(
    start: int, end: int, lo: int, hi: int, gains: Float64, bounds: Int32
) -> tuple[int, int]:
    """Take in the sentences at either end that speak hardly against it."""
    s = np.searchsorted(bounds, start, "right") - 1
    for _ in range(EDGE_SENTENCES):
        if s < 0 or bounds[s] < lo:
            break
        if bounds[s] < start:
            if gains[start - lo] - gains[bounds[s] - lo] < EDGE:
                break
            start = bounds[s]
        s -= 1
    s = np.searchsorted(bounds, end, "left")
    for _ in range(EDGE_SENTENCES):
        if s >= len(bounds) or bounds[s] > hi:
            break
        if bounds[s] > end:
            if gains[bounds[s] - lo] - gains[end - lo] < EDGE:
                break
            end = bounds[s]
        s += 1
    return start, end


EDGE = -2.0
"""Nats a sentence at the end of a passage may speak against it and still belong to it."""
EDGE_SENTENCES = 1


@njit(nogil=True, cache=True)
def _senses_of(
    start: int, end: int, rows: Int32, sense_starts: Int32, senses: Int32
) -> Int32:
    """Return the sorted senses of the words of a stretch."""
    count = 0
    for j in range(start, end):
        if rows[j] >= 0:
            count += sense_starts[rows[j] + 1] - sense_starts[rows[j]]
    out = np.empty(count, np.int32)
    k = 0
    for j in range(start, end):
        if rows[j] >= 0:
            for x in range(sense_starts[rows[j]], sense_starts[rows[j] + 1]):
                out[k] = senses[x]
                k += 1
    return np.sort(out)


@njit(nogil=True, cache=True)
def _any_known(row: int, sense_starts: Int32, senses: Int32, known: Int32) -> bool:
    """Tell whether a word has a sense among the known ones."""
    for x in range(sense_starts[row], sense_starts[row + 1]):
        at = np.searchsorted(known, senses[x])
        if at < len(known) and known[at] == senses[x]:
            return True
    return False


OUTSHONE = 0.5
"""Share of a stronger passage's evidence below which a passage that overlaps it is its echo."""
SHARPEN = 60
"""Words around a stretch that are looked at again for its edges."""
VERBATIM = 0.93
"""Share of words kept from which edges are sharp already."""


def _with_digests(
    kept: list[tuple[float, ...]], left: WordColumn, right: WordColumn, nats: float
) -> list[tuple[float, ...]]:
    """Replace rectangles by one wide one where a stretch of one side digests all of the other.

    A digest takes a little from everywhere, so no small rectangle explains it.
    """
    if not kept:
        return kept
    best = max(kept, key=lambda r: (r[4], r))
    for flip in (False, True):
        short, long = (right, left) if flip else (left, right)
        start, end = (best[2], best[3]) if flip else (best[0], best[1])
        d = _digest(
            int(start), int(end), short.rate, short.low, short.high, short.order,
            long.rate, long.low, long.high, long.order,
        )  # fmt: skip
        if d[4] < nats:
            continue
        wide = (d[2], d[3], d[0], d[1], d[4]) if flip else tuple(d.tolist())
        inside = [r for r in kept if _mostly_within(r, wide, flip)]
        if max((_explained(r, wide, flip) for r in inside), default=0.0) < DIGEST_EXPLAINED:
            return [r for r in kept if r not in inside] + [wide]
    return kept


def _mostly_within(r: tuple[float, ...], wide: tuple[float, ...], flip: bool) -> bool:
    i = 2 if flip else 0
    over = min(r[i + 1], wide[i + 1]) - max(r[i], wide[i])
    return over > 0.5 * (r[i + 1] - r[i])


def _explained(r: tuple[float, ...], wide: tuple[float, ...], flip: bool) -> float:
    """Share of the digest that one dense rectangle explains; a sparse one explains nothing."""
    i, j = (2, 0) if flip else (0, 2)
    if r[j + 1] - r[j] > DIGEST_RATIO * (r[i + 1] - r[i]):
        return 0.0
    return (r[i + 1] - r[i]) / max(wide[i + 1] - wide[i], 1.0)


DIGEST_RATIO = 2.5
DIGEST_MOST = 12
DIGEST_EXPLAINED = 0.75
DIGEST_SPREAD = 0.6
DIGEST_SURVIVAL = 0.4
DIGEST_TELLING = 0.55
DIGEST_LONGEST = 1200
DIGEST_EXCESS = -0.01
SEED_NATS = 15.0
HOPELESS = 8.0
"""A search whose first turn ends below this is given up."""


@njit(nogil=True, cache=True)
def _digest(
    start: int, end: int, rate: Float64, low: Int32, high: Int32, order: Int32,
    long_rate: Float64, long_low: Int32, long_high: Int32, long_order: Int32,
) -> Float64:  # fmt: skip
    """Return (start, end, long start, long end, nats) of a stretch that digests the long side.

    nats is 0 when there is none.
    """
    none = np.zeros(5, np.float64)
    size = len(long_rate)
    if size > DIGEST_LONGEST:
        return none
    matched, hit = np.zeros(len(rate), np.bool_), np.zeros(size, np.bool_)
    _matched(0, len(rate), 0, size, low, high, long_order, matched)
    score, p = 0.0, 0.0
    for _ in range(6):
        before = (start, end)
        p = _survival(start, end, size, rate, matched)
        start, end, score = _best_stretch(0, len(rate), start, end, size, p, rate, matched)
        if before == (start, end):
            break
    if p < DIGEST_SURVIVAL or not DIGEST_RATIO <= size / (end - start) <= DIGEST_MOST:
        return none
    telling, kept = 1e-9, 0.0
    for i in range(start, end):
        if 1.0 - np.exp(-rate[i] * size) < 0.3:
            telling += 1.0
            kept += matched[i]
    if kept < DIGEST_TELLING * telling:
        return none
    _matched(0, size, start, end, long_low, long_high, order, hit)
    first, last = size, 0
    excess, weight = 0.0, 0.0
    for j in range(size):
        q = 1.0 - np.exp(-long_rate[j] * (end - start))
        excess += (1.0 - q) * ((1.0 if hit[j] else 0.0) - q)
        weight += 1.0 - q
        if hit[j] and q < 0.05:
            first, last = min(first, j), max(last, j + 1)
    if last - first < DIGEST_SPREAD * size or excess < DIGEST_EXCESS * weight:
        return none
    return np.array([start, end, 0, size, 2.0 * score], np.float64)


def _inside(guess: tuple[int, int, int, int], r: tuple[float, ...]) -> bool:
    return (
        r[0] <= (guess[0] + guess[1]) / 2 <= r[1] and r[2] <= (guess[2] + guess[3]) / 2 <= r[3]
    )


def _same(r: NDArray[np.float64], k: tuple[float, ...]) -> bool:
    """Tell whether two rectangles overlap by more than half of the smaller on both sides."""
    over_a = min(r[1], k[1]) - max(r[0], k[0])
    over_b = min(r[3], k[3]) - max(r[2], k[2])
    return bool(
        over_a > 0.5 * min(r[1] - r[0], k[1] - k[0])
        and over_b > 0.5 * min(r[3] - r[2], k[3] - k[2])
    )


def _guesses(left: WordColumn, right: WordColumn) -> list[tuple[int, int, int, int]]:
    """Return first guesses from the grid, best first."""
    na, nb = len(left.tokens), len(right.tokens)
    cell = max(24, math.ceil(math.sqrt(na * nb / CELLS)))
    grid = _grid(na, nb, cell, left.rate, left.low, left.high, right.order)
    flat = np.flatnonzero(grid.ravel() >= CELL_NATS)
    best_first = flat[np.argsort(-grid.ravel()[flat], kind="stable")][:MAX_GUESSES]
    rows, cols = np.divmod(best_first, grid.shape[1])
    return [
        (
            max(0, int(i) * cell - cell // 2), min(na, int(i + 1) * cell + cell // 2),
            max(0, int(j) * cell - cell // 2), min(nb, int(j + 1) * cell + cell // 2),
        )
        for i, j in zip(rows, cols, strict=True)
    ]  # fmt: skip


CELL_NATS = 12.0
"""A grid cell with less shared evidence than this starts no search."""
MAX_GUESSES = 400


@njit(nogil=True, cache=True)
def _grid(
    na: int, nb: int, cell: int, rate: Float64, low: Int32, high: Int32, other_order: Int32
) -> NDArray[np.float32]:
    """Return (na/cell, nb/cell) nats of shared words per cell, each word counted once a cell."""
    grid = np.zeros((na // cell + 1, nb // cell + 1), np.float32)
    seen = np.full(nb // cell + 1, -1, np.int32)
    for i in range(na):
        span = high[i] - low[i]
        if span == 0:
            continue
        q = 1.0 - np.exp(-rate[i] * cell)
        gain = min(np.log(0.7 / q), MOST) if q < 0.7 else 0.0
        if gain < 0.5:
            continue
        for k in range(low[i], high[i]):
            j = other_order[k] // cell
            if seen[j] != i:
                seen[j] = i
                grid[i // cell, j] += gain
    return grid


@njit(nogil=True, cache=True)
def _matched(
    lo: int, hi: int, start: int, end: int, low: Int32, high: Int32, other_order: Int32,
    out: NDArray[np.bool_],
) -> None:  # fmt: skip
    """Fill out[lo:hi] with whether each word occurs in [start, end) of the other side."""
    for i in range(lo, hi):
        left, right = low[i], high[i]
        while left < right:
            mid = (left + right) // 2
            if other_order[mid] < start:
                left = mid + 1
            else:
                right = mid
        out[i] = left < high[i] and other_order[left] < end


@njit(nogil=True, cache=True)
def _survival(lo: int, hi: int, size: int, rate: Float64, matched: NDArray[np.bool_]) -> float:
    """Estimate p, the share of telling words of [lo, hi) that survive, less what chance gives.

    The prior is worth four words at 0.6.
    """
    hits, total = 2.4, 4.0
    for i in range(lo, hi):
        q = 1.0 - np.exp(-rate[i] * size)
        weight = 1.0 - q
        total += weight
        if matched[i]:
            hits += weight
    return min(max(hits / total, 0.08), 0.98)


@njit(nogil=True, cache=True)
def _best_stretch(
    lo: int, hi: int, keep_start: int, keep_end: int, size: int, p: float, rate: Float64,
    matched: NDArray[np.bool_],
) -> tuple[int, int, float]:  # fmt: skip
    """Return the maximum-sum stretch inside [lo, hi) that meets [keep_start, keep_end), and its nats."""
    best, best_start, best_end = -1e18, keep_start, keep_end
    running, start = 0.0, lo
    for i in range(lo, hi):
        q = min(1.0 - np.exp(-rate[i] * size), 0.999)
        gain = 0.0
        if q < p:
            if matched[i]:
                gain = min(np.log(p / q), MOST)
            else:
                gain = max(np.log((1.0 - p) / (1.0 - q)), LEAST)
        if running <= 0.0:
            running, start = 0.0, i
        running += gain
        if running > best and i + 1 > keep_start and start < keep_end:
            best, best_start, best_end = running, start, i + 1
    return best_start, best_end, best


@njit(nogil=True, cache=True)
def _improve(
    a0: int, a1: int, b0: int, b1: int,
    a_rate: Float64, a_low: Int32, a_high: Int32, a_order: Int32,
    b_rate: Float64, b_low: Int32, b_high: Int32, b_order: Int32,
) -> Float64:  # fmt: skip
    """Improve a rectangle in turns; return (a start, a end, b start, b end, nats).

    Each side can only grow into words that the other side's stretch already holds, so a turn
    first looks at the other side with a margin around it, then tightens both.
    """
    in_a, in_b = np.zeros(len(a_rate), np.bool_), np.zeros(len(b_rate), np.bool_)
    best = np.array([a0, a1, b0, b1, -1e18], np.float64)
    for turn in range(MAX_TURNS):
        a0, a1, b0, b1 = int(best[0]), int(best[1]), int(best[2]), int(best[3])
        score = 0.0
        for tight in range(3):
            grow = 0 if tight else max(REACH, (b1 - b0) // 2)
            a0, a1, a_score = _fit(a0, a1, b0, b1, grow, a_rate, a_low, a_high, b_order, in_a)
            grow = 0 if tight else max(REACH, (a1 - a0) // 2)
            b0, b1, b_score = _fit(b0, b1, a0, a1, grow, b_rate, b_low, b_high, a_order, in_b)
            score = 2.0 * min(a_score, b_score)
        if score <= best[4] + 0.1:
            break
        best[0], best[1], best[2], best[3], best[4] = a0, a1, b0, b1, score
        if turn == 0 and score < HOPELESS:
            break
    return best


@njit(nogil=True, cache=True)
def _fit(
    start: int, end: int, other_start: int, other_end: int, grow: int,
    rate: Float64, low: Int32, high: Int32, other_order: Int32, matched: NDArray[np.bool_],
) -> tuple[int, int, float]:  # fmt: skip
    """Return the best stretch of one side for a stretch of the other, widened by ``grow``."""
    margin = max(4 * REACH, 2 * (end - start), 2 * (other_end - other_start))
    lo, hi = max(0, start - margin), min(len(rate), end + margin)
    other_start, other_end = other_start - grow, other_end + grow
    _matched(lo, hi, other_start, other_end, low, high, other_order, matched)
    size = other_end - other_start
    p = _survival(start, end, size, rate, matched)
    return _best_stretch(lo, hi, start, end, size, p, rate, matched)


def _span(side: Segmented, tokens: Int32, start: int, end: int) -> Span:
    """Return the stretch in code points, its ends snapped to sentence ends that are near.

    A sentence that lies mostly inside belongs inside, one that lies mostly outside does not;
    the few words that chance put across the border are not worth a broken sentence.
    """
    first, last = int(tokens[start]), int(tokens[end - 1]) + 1
    bounds = side.sentences
    s = int(np.searchsorted(bounds, first, "right")) - 1
    inside, outside = bounds[s + 1] - first, first - bounds[s]
    if inside >= outside and outside <= SNAP:
        first = int(bounds[s])
    elif inside < outside and inside <= SNAP and bounds[s + 1] < last:
        first = int(bounds[s + 1])
    s = int(np.searchsorted(bounds, last - 1, "right")) - 1
    inside, outside = last - bounds[s], bounds[s + 1] - last
    if inside >= outside and outside <= SNAP:
        last = int(bounds[s + 1])
    elif inside < outside and inside <= SNAP and bounds[s] > first:
        last = int(bounds[s])
    return Span(int(side.starts[first]), int(side.ends[last - 1]))


SNAP = 12
"""Tokens that an end may move to meet the end of a sentence."""
