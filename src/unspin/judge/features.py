"""What can be counted of an aligned pair: the numbers that relation and direction are judged by.

Every feature is a plain number with a name; shares lie in 0..1. They are kept in the judgement so
that a verdict can be traced to them and the weights can be fitted again (``eval/calibrate.py``).
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numba import njit
from numpy.typing import NDArray

from unspin.records import Alignment, Flag, Int32, Kind, Segmented, UInt8, Words

Bool = NDArray[np.bool_]
ALIKE = 0.3
"""Similarity from which a substitution counts as one, and not as two words in one slot."""
RUN = 5
"""Tokens in an unbroken run of equal words that make it a shared shingle."""


def features(
    a: Segmented, b: Segmented, alignment: Alignment, codes: Mapping[str, int]
) -> dict[str, float]:
    """Count what the verdict rests on.

    Args:
        a, b: the two sides.
        alignment: how they map on to each other.
        codes: how many changes were named, by code.

    Returns:
        Name to value, always the same names in the same order.
    """
    words = alignment.words
    pairs = _Pairs(a, b, words)
    linked = int((pairs.wordy & pairs.in_pair).sum())
    weight = linked / (linked + PRIOR)
    out = {"cover_min": min(alignment.cover_a, alignment.cover_b),
           "cover_max": max(alignment.cover_a, alignment.cover_b),
           "passage_nats": math.log1p(max((p.score for p in alignment.passages), default=0.0)),
           "evidence": weight}  # fmt: skip
    out |= _shares(a, b, pairs)
    out["passage_kept"] = _kept_in_passages(a, alignment, pairs)
    out["dense"] = _dense(a, b, words, pairs)
    inside = _inside(pairs) | _order(words, pairs) | _sentences(alignment, a, b)
    inside |= _kinds_of_change(codes, linked)
    out |= {name: value * weight for name, value in inside.items()}
    out["words_log"] = math.log(max(2, min(a.words, b.words)))
    out["spintax"] = float(min(3, codes.get("C601", 0)))
    out["length_ratio"] = min(a.words, b.words) / max(a.words, b.words, 1)
    out |= {f"{name}_squared": out[name] ** 2 for name in SQUARED}
    return out


PRIOR = 40.0
"""Linked words at which what is counted inside linked sentences counts half: of three linked
words two may be equal by chance."""
SQUARED = (
    "cover_min",
    "cover_max",
    "kept",
    "kept_or_near",
    "dense",
    "linked_share",
    "passage_nats",
)
"""Features that also enter squared: the step from "shares a topic" to "copies" is not linear."""


class _Pairs:
    """Masks over the rows of a word alignment; rows of punctuation are left out throughout."""

    def __init__(self, a: Segmented, b: Segmented, words: Words) -> None:
        self.paired = words.ops <= 1
        self.kind_a = _kind(a.kinds, words.a_starts, words.a_ends)
        self.kind_b = _kind(b.kinds, words.b_starts, words.b_ends)
        self.wordy = np.minimum(self.kind_a, self.kind_b) <= Kind.NUMBER
        self.linked = words.links >= 0
        self.same = self.paired & (words.ops == 0) & self.wordy
        self.near = self.paired & (words.ops == 1) & (words.scores >= ALIKE) & self.wordy
        self.slot = self.paired & (words.ops == 1) & (words.scores < ALIKE) & self.wordy
        self.function = self.wordy & (
            (self.kind_a == Kind.FUNCTION) | (self.kind_b == Kind.FUNCTION)
        )
        quoted = _kind(a.flags, words.a_starts, words.a_ends)
        quoted |= _kind(b.flags, words.b_starts, words.b_ends)
        self.quoted = quoted & Flag.QUOTED > 0
        linked_pair = np.zeros(int(words.links.max(initial=-1)) + 2, bool)
        linked_pair[words.links[self.paired]] = True
        self.in_pair = linked_pair[words.links]
        self.in_pair &= self.linked
        self.runs = _runs(self.same, self.paired, words.b_starts)


def _kind(column: UInt8, starts: Int32, ends: Int32) -> UInt8:
    """Return the column's value at each row's first token, 255 & ~QUOTED where the side is empty."""
    out = np.full(len(starts), 255 - Flag.QUOTED, np.uint8)
    has = ends > starts
    out[has] = column[starts[has]]
    return out


def _ratio(top: float, bottom: float) -> float:
    return float(top) / float(bottom) if bottom else 0.0


def _shares(a: Segmented, b: Segmented, p: _Pairs) -> dict[str, float]:
    """How much of the shorter side is kept, replaced, lost; inside linked sentences and over all."""
    shorter = max(1, min(a.words, b.words))
    content = p.wordy & ~p.function
    kept, near = int(p.same.sum()), int(p.near.sum())
    inside = p.wordy & p.in_pair
    return {
        "kept": _ratio(kept, shorter),
        "kept_or_near": _ratio(kept + near, shorter),
        "content_kept": _ratio((p.same & content).sum(), content.sum()),
        "content_kept_unquoted": _ratio(
            (p.same & content & ~p.quoted).sum(), (content & ~p.quoted).sum()
        ),
        "linked_share": _ratio(inside.sum(), p.wordy.sum()),
        "in_runs": _ratio(p.runs[p.runs >= RUN].sum(), p.wordy.sum()),
        "longest_run_log": float(np.log1p(p.runs.max(initial=0))),
    }


def _inside(p: _Pairs) -> dict[str, float]:
    """What became of the words of linked sentences."""
    content = p.wordy & ~p.function
    inside = p.wordy & p.in_pair
    pairs = (p.same | p.near | p.slot).sum()
    return {
        "near_share": _ratio((p.near & content).sum(), (inside & content).sum()),
        "slot_share": _ratio((p.slot & content).sum(), (inside & content).sum()),
        "loose_share": _ratio((inside & ~p.paired).sum(), inside.sum()),
        "inside_kept": _ratio((p.same & inside).sum(), inside.sum()),
        "function_kept": _ratio((p.same & p.function).sum(), (inside & p.function).sum()),
        "function_loose": _ratio(
            (inside & p.function & ~p.paired).sum(), (inside & p.function).sum()
        ),
        "content_loose": _ratio((inside & content & ~p.paired).sum(), (inside & content).sum()),
        "slot_of_pairs": _ratio(p.slot.sum(), pairs),
        "mean_run": float(p.runs.mean()) if len(p.runs) else 0.0,
    }


def _kept_in_passages(a: Segmented, alignment: Alignment, p: _Pairs) -> float:
    """Share of the words of a's reused passages that b has in the same place.

    Two pages on one topic meet in its words, but not word by word.
    """
    words = alignment.words
    start = a.starts[np.minimum(words.a_starts, len(a) - 1)] if len(a) else words.a_starts
    inside = np.zeros(len(words), bool)
    for passage in alignment.passages:
        inside |= (start >= passage.a.start) & (start < passage.a.end)
    inside &= p.wordy & (words.a_ends > words.a_starts)
    return _ratio((inside & (p.same | p.near)).sum(), inside.sum())


def _dense(a: Segmented, b: Segmented, words: Words, p: _Pairs) -> float:
    """Share of the shorter side's content words in dense runs of kept words, quotations left out.

    Independent reports of an event share words; they do not share them four in a row.
    """
    rows = np.flatnonzero((p.same | p.near) & ~p.function & ~p.quoted)
    total = min(int(((s.kinds <= Kind.NUMBER) & (s.kinds != Kind.FUNCTION)).sum()) for s in (a, b))
    return min(1.0, _ratio(_in_dense_runs(words.a_starts[rows], words.b_starts[rows]), total))


@njit(nogil=True, cache=True)
def _in_dense_runs(a_at: Int32, b_at: Int32) -> int:
    """Count pairs in runs of DENSE_RUN or more that rise on both sides with small gaps."""
    total, run = 0, 0
    for k in range(len(a_at)):
        follows = (
            k > 0
            and 0 < a_at[k] - a_at[k - 1] <= DENSE_GAP
            and 0 < b_at[k] - b_at[k - 1] <= DENSE_GAP
        )
        if not follows:
            total += run if run >= DENSE_RUN else 0
            run = 0
        run += 1
    return total + (run if run >= DENSE_RUN else 0)


DENSE_GAP, DENSE_RUN = 6, 4


def _order(words: Words, p: _Pairs) -> dict[str, float]:
    """How well the order is kept."""
    b_at = words.b_starts[p.same | p.near]
    return {
        "crossing": _ratio((np.diff(b_at) < 0).sum(), len(b_at)),
        "jumps": _ratio((np.abs(np.diff(b_at) - 1) > 0).sum(), len(b_at)),
    }


@njit(nogil=True, cache=True)
def _runs(same: Bool, paired: Bool, b_starts: Int32) -> Int32:
    """Return the lengths of unbroken runs of equal words that follow each other on both sides."""
    out = np.empty(len(same), np.int32)
    count, run, last = 0, 0, -2
    for r in range(len(same)):
        follows = paired[r] and (same[r] or run > 0) and b_starts[r] == last + 1
        if same[r] and (follows or run == 0):
            run += 1
        elif same[r]:
            out[count] = run
            count += 1
            run = 1
        elif run > 0:
            out[count] = run
            count += 1
            run = 0
        if paired[r]:
            last = b_starts[r]
    if run > 0:
        out[count] = run
        count += 1
    return out[:count].copy()


def _sentences(alignment: Alignment, a: Segmented, b: Segmented) -> dict[str, float]:
    """How many sentences have a counterpart, one for one, in place."""
    joined = [k for k in alignment.links if k.a and k.b]
    sentences = max(1, min(len(a.sentences), len(b.sentences)) - 1)
    one_to_one = sum(len(k.a) == 1 == len(k.b) for k in joined)
    return {
        "sentences_linked": min(1.0, len(joined) / sentences),
        "one_to_one": _ratio(one_to_one, len(joined)),
        "moved_links": _ratio(sum(k.moved for k in joined), len(joined)),
        "link_score": float(np.mean([k.score for k in joined])) if joined else 0.0,
    }


CODES = (
    "C101", "C102", "C103", "C104", "C105", "C106", "C107", "C201", "C202", "C203", "C204", "C205",
    "C206", "C207", "C301", "C302", "C303", "C308", "C401", "C402", "C510", "C603", "C604",
)  # fmt: skip


def _kinds_of_change(codes: Mapping[str, int], linked: int) -> dict[str, float]:
    """Changes of each code per hundred words of linked sentences."""
    return {f"rate_{code}": 100.0 * codes.get(code, 0) / max(1, linked) for code in CODES}
