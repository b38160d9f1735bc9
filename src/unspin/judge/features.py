"""What can be counted of an aligned pair: the numbers that relation and direction are judged by.

Every feature is a plain number with a name; shares lie in 0..1. They are kept in the judgement so
that a verdict can be traced to them and the weights can be fitted again (``eval/calibrate.py``).
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from unspin.records import Alignment, Flag, Int32, Kind, Segmented, UInt8, Words

IntP = NDArray[np.intp]
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
    out["passage_kept"] = _kept_in_passages(a, b, alignment, pairs)
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
        rows = np.flatnonzero(self.same)
        self.runs = _runs(words.a_starts[rows], words.b_starts[rows], 1)


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


def _kept_in_passages(a: Segmented, b: Segmented, alignment: Alignment, p: _Pairs) -> float:
    """Share of the words of the reused passages, of both sides, that the other has in that place.

    Two pages on one topic meet in its words, but not word by word.
    """
    w = alignment.words
    kept = held = 0
    for text, starts, ends, spans in (
        (a, w.a_starts, w.a_ends, [q.a for q in alignment.passages]),
        (b, w.b_starts, w.b_ends, [q.b for q in alignment.passages]),
    ):
        rows = np.flatnonzero(p.wordy & (ends > starts))
        at = text.starts[starts[rows]]
        inside = np.zeros(len(rows), bool)
        for span in spans:
            inside |= (at >= span.start) & (at < span.end)
        kept += int((inside & (p.same | p.near)[rows]).sum())
        held += int(inside.sum())
    return _ratio(kept, held)


def _dense(a: Segmented, b: Segmented, words: Words, p: _Pairs) -> float:
    """Share of the shorter side's content words in dense runs of kept words, quotations left out.

    Independent reports of an event share words; they do not share them four in a row.
    """
    rows = np.flatnonzero((p.same | p.near) & ~p.function & ~p.quoted)
    total = min(int(((s.kinds <= Kind.NUMBER) & (s.kinds != Kind.FUNCTION)).sum()) for s in (a, b))
    in_runs = [
        runs[runs >= DENSE_RUN].sum()
        for runs in (
            _runs(*in_one_order, DENSE_GAP)
            for in_one_order in _both_orders(words.a_starts[rows], words.b_starts[rows])
        )
    ]
    return min(1.0, _ratio(sum(in_runs) / 2, total))


DENSE_GAP, DENSE_RUN = 6, 4


def _both_orders(a_at: Int32, b_at: Int32) -> tuple[tuple[Int32, Int32], tuple[Int32, Int32]]:
    """Return pairs in the order of a, and in that of b with the sides swapped."""
    of_a, of_b = np.argsort(a_at, kind="stable"), np.argsort(b_at, kind="stable")
    return (a_at[of_a], b_at[of_a]), (b_at[of_b], a_at[of_b])


def _runs(a_at: Int32, b_at: Int32, gap: int) -> IntP:
    """Return the lengths of the runs of pairs that rise on both sides by at most ``gap`` a step."""
    if not len(a_at):
        return np.zeros(0, np.intp)
    on_a, on_b = np.diff(a_at), np.diff(b_at)
    breaks = np.flatnonzero((on_a < 1) | (on_a > gap) | (on_b < 1) | (on_b > gap)) + 1
    return np.diff(breaks, prepend=0, append=len(a_at))


def _order(words: Words, p: _Pairs) -> dict[str, float]:
    """How well the order is kept, as seen from a and from b."""
    rows = p.same | p.near
    steps = [
        np.diff(there) for _, there in _both_orders(words.a_starts[rows], words.b_starts[rows])
    ]
    places = 2 * int(rows.sum())
    return {
        "crossing": _ratio(sum((step < 0).sum() for step in steps), places),
        "jumps": _ratio(sum((step != 1).sum() for step in steps), places),
    }


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
    "C301", "C302", "C303", "C308", "C510", "C603", "C604",
)  # fmt: skip
ONE_SIDED = (("C206", "C207"), ("C401", "C402"))
"""Codes that are each other's mirror image: counted together, and how uneven they are."""


def _kinds_of_change(codes: Mapping[str, int], linked: int) -> dict[str, float]:
    """Changes of each code per hundred words of linked sentences."""
    counts = {code: codes.get(code, 0) for code in CODES}
    for one, other in ONE_SIDED:
        ours, theirs = codes.get(one, 0), codes.get(other, 0)
        counts |= {f"{one}_{other}": ours + theirs, f"{one}_{other}_uneven": abs(ours - theirs)}
    return {f"rate_{name}": 100.0 * n / max(1, linked) for name, n in counts.items()}
