"""What can be counted of an aligned pair: the numbers that relation and direction are judged by.

Every feature is a plain number with a name; shares lie in 0..1. They are kept in the judgement so
that a verdict can be traced to them and the weights can be fitted again (``eval/calibrate.py``).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from unspin.records import (
    Alignment,
    Flag,
    Float32,
    Int32,
    Kind,
    Passage,
    Segmented,
    UInt8,
    Words,
)

K_WORD, K_NUMBER, K_FUNCTION = int(Kind.WORD), int(Kind.NUMBER), int(Kind.FUNCTION)
F_QUOTED, F_SEAM = int(Flag.QUOTED), int(Flag.SEAM)
ALIKE = np.float32(0.3)
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
    rows = count_rows(a, b, alignment.words, alignment.passages)
    shorter, longer = sorted((a.words, b.words))
    linked = rows.count(WORDY | INSIDE)
    weight = linked / (linked + PRIOR)
    out = {"cover_min": min(alignment.cover_a, alignment.cover_b),
           "cover_max": max(alignment.cover_a, alignment.cover_b),
           "passage_nats": math.log1p(max((p.score for p in alignment.passages), default=0.0)),
           "passage_wide": _wideness(alignment.passages),
           "evidence": weight}  # fmt: skip
    out |= _shares(shorter, rows)
    # two pages on one topic meet in its words, but not word by word
    out["passage_kept"] = _ratio(rows.kept_in_passages, rows.in_passages)
    # independent reports share names, numbers and quotations, and few other words
    out["plain_kept"] = rows.plain_kept / (rows.plain + FEW)
    out["plain_kept_log"] = math.log1p(rows.plain_kept)
    out["dense"] = min(1.0, _ratio(rows.dense / 2, min(_content(a), _content(b))))
    inside = _inside(rows) | _order(rows) | _sentences(alignment, a, b)
    inside |= _kinds_of_change(codes, linked)
    out |= {name: value * weight for name, value in inside.items()}
    out["words_log"] = math.log(max(2, shorter))
    out["spintax"] = float(min(3, codes.get("C601", 0)))
    out["length_ratio"] = shorter / max(longer, 1)
    out["bare_uneven"] = abs(_bareness(a) - _bareness(b))
    out |= {f"{name}_squared": out[name] ** 2 for name in SQUARED}
    return out


FEW = 10.0
"""Plain words of passages to which as many that were not kept are added."""
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
    "plain_kept",
    "plain_kept_log",
)
"""Features that also enter squared: the step from "shares a topic" to "copies" is not linear."""


WORDY, PAIRED, SAME, NEAR, SLOT, FUNCTION, QUOTED, INSIDE = (1 << k for k in range(8))
"""Bits of a row: it holds words; it pairs tokens; those are words and the same, alike, or have only
their place in common; one of its words is a function word; one of its tokens stands in a quotation;
the row lies in a link that pairs tokens."""
NONE, NO_FLAG = 255, 0
"""Kind and flags of a side on which a row holds nothing."""
DENSE_GAP, DENSE_RUN = 6, 4


class Rows(NamedTuple):
    """The rows of a word alignment, counted.

    Attributes:
        classes: (e,) uint8, bits as above.
        table: (class, rows of it).
        runs, in_runs, longest: how many runs of the same words there are, the words of those of
            ``RUN`` or more, and of the longest.
        dense: words in dense runs of kept content words outside quotations, as seen from a and b.
        back, jumps: steps between kept words that go back, and that are no step to the next word,
            as seen from a and from b.
        in_passages, kept_in_passages: words of the reused passages, of both sides, and those of
            them that the other has in that place.
        plain, plain_kept: the same of plain words: no function words, names or numbers, and outside
            quotations.
    """

    classes: UInt8
    table: tuple[tuple[int, int], ...]
    runs: int
    in_runs: int
    longest: int
    dense: int
    back: int
    jumps: int
    in_passages: int
    kept_in_passages: int
    plain: int
    plain_kept: int

    def count(self, every: int, none: int = 0) -> int:
        """Return how many rows have every one of some bits, and none of others."""
        return sum(n for c, n in self.table if c & every == every and not c & none)


def count_rows(a: Segmented, b: Segmented, words: Words, passages: Sequence[Passage]) -> Rows:
    """Count the rows of a word alignment, which come in the order of a."""
    w = words
    spans = [(p.a.start, p.a.end, p.b.start, p.b.end) for p in passages]
    classes, found = _count_rows(
        w.ops, w.links, w.scores, w.a_starts, w.a_ends, w.b_starts, w.b_ends, a.kinds, b.kinds,
        a.flags, b.flags, a.starts, b.starts, np.array(spans, np.int32).reshape(-1, 4),
    )  # fmt: skip
    counts = np.bincount(classes, minlength=1).tolist()
    table = tuple((c, n) for c, n in enumerate(counts) if n)
    return Rows(classes, table, *found.tolist())


@njit(nogil=True, cache=True)
def _count_rows(
    ops: UInt8, links: Int32, scores: Float32, a0: Int32, a1: Int32, b0: Int32, b1: Int32,
    a_kinds: UInt8, b_kinds: UInt8, a_flags: UInt8, b_flags: UInt8, a_places: Int32,
    b_places: Int32, passages: Int32,
) -> tuple[UInt8, NDArray[np.int64]]:  # fmt: skip
    """Return the class of each row, and the numbers of :class:`Rows` after the table."""
    size = len(ops)
    most = -1
    for r in range(size):
        most = max(most, links[r])
    paired_links = np.zeros(most + 2, np.bool_)
    for r in range(size):
        if ops[r] <= 1:
            paired_links[links[r]] = True
    classes = np.zeros(size, np.uint8)
    for r in range(size):
        kind_a, flag_a = (a_kinds[a0[r]], a_flags[a0[r]]) if a1[r] > a0[r] else (NONE, NO_FLAG)
        kind_b, flag_b = (b_kinds[b0[r]], b_flags[b0[r]]) if b1[r] > b0[r] else (NONE, NO_FLAG)
        bits = INSIDE if links[r] >= 0 and paired_links[links[r]] else 0
        if (flag_a | flag_b) & F_QUOTED:
            bits |= QUOTED
        if ops[r] <= 1:
            bits |= PAIRED
        if min(kind_a, kind_b) <= K_NUMBER:
            bits |= WORDY
            if kind_a == K_FUNCTION or kind_b == K_FUNCTION:
                bits |= FUNCTION
            if ops[r] == 0:
                bits |= SAME
            elif ops[r] == 1:
                bits |= NEAR if scores[r] >= ALIKE else SLOT
        classes[r] = bits
    runs, in_runs, longest, _, _ = _steps(*_picked(classes, SAME, 0, a0, b0), 1, RUN)
    dense, back, jumps = 0, 0, 0
    for flip in (False, True):
        one, other = _picked(classes, SAME | NEAR, FUNCTION | QUOTED, a0, b0)
        one, other = _by_other(one, other, len(b_kinds)) if flip else (one, other)
        dense += _steps(one, other, DENSE_GAP, DENSE_RUN)[1]
        one, other = _picked(classes, SAME | NEAR, 0, a0, b0)
        one, other = _by_other(one, other, len(b_kinds)) if flip else (one, other)
        _, _, _, went_back, jumped = _steps(one, other, 1, 1)
        back, jumps = back + went_back, jumps + jumped
    counts = np.array([runs, in_runs, longest, dense, back, jumps, 0, 0, 0, 0])
    _count_in_passages(classes, a0, a1, a_kinds, a_places, passages[:, :2], counts[6:])
    _count_in_passages(classes, b0, b1, b_kinds, b_places, passages[:, 2:], counts[6:])
    return classes, counts


@njit(nogil=True, cache=True)
def _count_in_passages(
    classes: UInt8, starts: Int32, ends: Int32, kinds: UInt8, places: Int32, passages: Int32,
    counts: NDArray[np.int64],
) -> None:  # fmt: skip
    """Count the rows with words whose token of a side lies in a passage, in place.

    ``counts`` are (4,): all of them, those kept, the plain ones, the plain ones kept.
    """
    for r in range(len(classes)):
        if not classes[r] & WORDY or ends[r] == starts[r]:
            continue
        at = places[starts[r]]
        for k in range(len(passages)):
            if passages[k, 0] <= at < passages[k, 1]:
                kept = classes[r] & (SAME | NEAR) != 0
                plain = kinds[starts[r]] == K_WORD and not classes[r] & QUOTED
                counts[0] += 1
                counts[1] += kept
                counts[2] += plain
                counts[3] += plain and kept
                break


@njit(nogil=True, cache=True)
def _picked(classes: UInt8, some: int, none: int, a0: Int32, b0: Int32) -> tuple[Int32, Int32]:
    """Return where the rows that have one of some bits, and none of others, stand in a and in b."""
    on_a, on_b = np.empty(len(classes), np.int32), np.empty(len(classes), np.int32)
    count = 0
    for r in range(len(classes)):
        if classes[r] & some and not classes[r] & none:
            on_a[count], on_b[count] = a0[r], b0[r]
            count += 1
    return on_a[:count], on_b[:count]


@njit(nogil=True, cache=True)
def _by_other(on_a: Int32, on_b: Int32, size: int) -> tuple[Int32, Int32]:
    """Return pairs in the order of b, a text of so many tokens, with the sides swapped."""
    partner = np.full(size, -1, np.int32)
    for k in range(len(on_a)):
        partner[on_b[k]] = on_a[k]
    one, other = np.empty(len(on_a), np.int32), np.empty(len(on_a), np.int32)
    count = 0
    for t in range(size):
        if partner[t] >= 0:
            one[count], other[count] = t, partner[t]
            count += 1
    return one, other


@njit(nogil=True, cache=True)
def _steps(one: Int32, other: Int32, gap: int, least: int) -> tuple[int, int, int, int, int]:
    """Count the runs of pairs that rise on both sides by at most ``gap`` a step, and the steps.

    Returns:
        How many runs; the pairs in those of ``least`` or more; the pairs of the longest; the steps
        that go back on the other side; those that are none to the next token there.
    """
    runs, held, longest, back, jumps, first = 0, 0, 0, 0, 0, 0
    for k in range(1, len(one) + 1):
        if k < len(one):
            step, there = one[k] - one[k - 1], other[k] - other[k - 1]
            back += there < 0
            jumps += there != 1
            if 1 <= step <= gap and 1 <= there <= gap:
                continue
        runs, longest = runs + 1, max(longest, k - first)
        held += k - first if k - first >= least else 0
        first = k
    return runs, held, longest, back, jumps


def _ratio(top: float, bottom: float) -> float:
    return float(top) / float(bottom) if bottom else 0.0


def _bareness(text: Segmented) -> float:
    """Return how far a text lacks the ends of its sentences, 0..1: where it was cut at seams."""
    return min(1.0, WITHIN * _ratio(int(np.count_nonzero(text.flags & F_SEAM)), text.words))


WITHIN = 40.0
"""Words within which a text without any marks has a seam."""


def _wideness(passages: Sequence[Passage]) -> float:
    """Return how unlike in length the sides of the strongest passage are (nats; 0 of none)."""
    if not passages:
        return 0.0
    strongest = max(passages, key=lambda p: p.score)
    return abs(math.log(max(1, len(strongest.a)) / max(1, len(strongest.b))))


def _shares(shorter: int, rows: Rows) -> dict[str, float]:
    """How much of the shorter side is kept, replaced, lost; inside linked sentences and over all."""
    shorter = max(1, shorter)
    kept, wordy = rows.count(SAME), rows.count(WORDY)
    return {
        "kept": _ratio(kept, shorter),
        "kept_or_near": _ratio(kept + rows.count(NEAR), shorter),
        "content_kept": _ratio(rows.count(SAME, FUNCTION), rows.count(WORDY, FUNCTION)),
        "content_kept_unquoted": _ratio(
            rows.count(SAME, FUNCTION | QUOTED), rows.count(WORDY, FUNCTION | QUOTED)
        ),
        "linked_share": _ratio(rows.count(WORDY | INSIDE), wordy),
        "in_runs": _ratio(rows.in_runs, wordy),
        "longest_run_log": float(np.log1p(rows.longest)),
    }


def _inside(rows: Rows) -> dict[str, float]:
    """What became of the words of linked sentences."""
    inside, content = rows.count(WORDY | INSIDE), rows.count(WORDY | INSIDE, FUNCTION)
    function = rows.count(FUNCTION | INSIDE)
    kept, slots = rows.count(SAME), rows.count(SLOT)
    return {
        "near_share": _ratio(rows.count(NEAR, FUNCTION), content),
        "slot_share": _ratio(rows.count(SLOT, FUNCTION), content),
        "loose_share": _ratio(rows.count(WORDY | INSIDE, PAIRED), inside),
        "inside_kept": _ratio(rows.count(SAME | INSIDE), inside),
        "function_kept": _ratio(rows.count(SAME | FUNCTION), function),
        "function_loose": _ratio(rows.count(FUNCTION | INSIDE, PAIRED), function),
        "content_loose": _ratio(rows.count(WORDY | INSIDE, FUNCTION | PAIRED), content),
        "slot_of_pairs": _ratio(slots, kept + rows.count(NEAR) + slots),
        "mean_run": _ratio(kept, rows.runs),
    }


def _content(text: Segmented) -> int:
    """Return how many content words a text has."""
    return int(np.count_nonzero((text.kinds <= K_NUMBER) & (text.kinds != K_FUNCTION)))


def _order(rows: Rows) -> dict[str, float]:
    """How well the order is kept, as seen from a and from b."""
    places = 2 * (rows.count(SAME) + rows.count(NEAR))
    return {"crossing": _ratio(rows.back, places), "jumps": _ratio(rows.jumps, places)}


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
