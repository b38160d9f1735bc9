"""Where passages end: a move's worth against the whole sum, and what a reader would mark."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspin.align.ends import END_IN, END_OUT, START_IN, START_OUT, _count, _sentence, _won, settle
from unspin.align.meetings import Meetings, meetings
from unspin.align.stretches import LEAST, MOST
from unspin.ingest.resources import load_lexicon
from unspin.records import Document, Segmented
from unspin.text.segment import segment

WORDS = "the river rose and flooded old mills while farmers moved cattle to higher ground".split()
SENTENCES = st.lists(
    st.lists(st.sampled_from(WORDS), min_size=2, max_size=6).map(
        lambda words: " ".join(words).capitalize() + "."
    ),
    min_size=3,
    max_size=6,
)


def read(text: str) -> Segmented:
    return segment(Document("x", text), load_lexicon("en"))


def both(a: str, b: str) -> tuple[Meetings, Meetings]:
    return meetings(read(a), read(b), load_lexicon("en"))


def whole_sum(
    ends: list[int], sizes: tuple[int, int], kept: float, a: Meetings, b: Meetings
) -> float:
    """The nats of a rectangle, counted anew: of m uses here and n there, min(m, n) are copies."""
    total = 0.0
    stems: list[dict[int, list[float]]] = [{}, {}]
    for side, mine, start, end in ((0, a, ends[0], ends[1]), (1, b, ends[2], ends[3])):
        for i in range(start, end):
            shared = mine.low[i] < mine.high[i]
            on_b = int(mine.others[mine.low[i]]) if side == 0 and shared else i
            stem = int(a.low[b.others[b.low[on_b]]]) if shared else -1 - i - side * 10_000
            stems[side].setdefault(stem, []).append(float(mine.near[i]))
    for side, size in ((0, sizes[1]), (1, sizes[0])):
        for stem, rates in stems[side].items():
            found = min(len(rates), len(stems[1 - side].get(stem, [])))
            for k, rate in enumerate(rates):
                x = rate * size
                if x >= -math.log(1 - kept):
                    continue
                won = min(math.log(kept / (1 - math.exp(-x))), MOST)
                total += won if k < found else max(math.log(1 - kept) + x, LEAST)
    return total


@given(SENTENCES, SENTENCES, st.data())
def test_a_move_wins_the_difference_of_the_whole_sums(
    left: list[str], right: list[str], data: st.DataObject
) -> None:
    a, b = both(" ".join(left), " ".join(right))
    ends = [int(a.bounds[1]), int(a.bounds[-2]), int(b.bounds[1]), int(b.bounds[-2])]
    sizes, kept = (ends[1] - ends[0], ends[3] - ends[2]), 0.8
    counts = np.zeros((2, len(b.rate) + 1), np.int32)
    _count(ends[0], ends[1], 1, counts[0], a, a, False)
    _count(ends[2], ends[3], 1, counts[1], b, a, True)
    move = data.draw(st.sampled_from((START_OUT, START_IN, END_OUT, END_IN)))
    start, end = _sentence(move, ends[0], ends[1], a.bounds)
    won = _won(
        start, end, 1 if move % 2 else -1, sizes[1], sizes[0], kept, kept, a, b, False, *counts
    )
    moved = list(ends)
    if start < end:
        moved[0 if move in (START_OUT, START_IN) else 1] = (
            start if move in (START_OUT, END_IN) else end
        )
    expected = whole_sum(moved, sizes, kept, a, b) - whole_sum(ends, sizes, kept, a, b)
    assert won == (0.0 if start == end else pytest.approx(expected, abs=1e-9))


COPIED = (
    "Engineers drained the flooded quarry in March. Divers had found nine wooden barrels on its floor. "
    "Each barrel was sealed with beeswax and stamped with a falcon."
)


def ends_of(a: str, b: str, rectangle: tuple[int, int, int, int]) -> tuple[str, str]:
    left, right = read(a), read(b)
    m, n = meetings(left, right, load_lexicon("en"))
    settled = np.array((*rectangle, 50.0))
    settle(settled, m, n)
    r = settled[:4].astype(int).tolist()
    out = []
    for side, words, text, start, end in ((left, m, a, *r[:2]), (right, n, b, *r[2:])):
        first, last = int(words.tokens[start]), int(words.tokens[end - 1])
        out.append(text[int(side.starts[first]) : int(side.ends[last])])
    return out[0], out[1]


def test_a_neighbour_that_repeats_the_passage_is_not_part_of_it() -> None:
    rim = "The quarry was flooded, and barrels were sealed with beeswax."
    a = f"Tickets cost nine pounds this year. {COPIED} Children swim free on Sundays."
    b = f"{rim} {COPIED} A committee meets in autumn."
    m, n = both(a, b)
    whole = (int(m.bounds[1]), int(m.bounds[4]), 0, int(n.bounds[4]))
    assert ends_of(a, b, whole) == (COPIED.rstrip("."), COPIED.rstrip("."))


def test_a_sentence_moved_from_head_to_foot_is_taken_in_on_both_sides() -> None:
    first, *rest = (s + "." for s in COPIED.rstrip(".").split(". "))
    a = f"Tickets cost nine pounds this year. {COPIED} Children swim free on Sundays."
    b = f"Nobody knows the mayor. {' '.join(rest)} {first} A committee meets in autumn."
    m, n = both(a, b)
    inner = (int(m.bounds[2]), int(m.bounds[4]), int(n.bounds[1]), int(n.bounds[3]))
    on_a, on_b = ends_of(a, b, inner)
    assert on_a == COPIED.rstrip(".")
    assert first.rstrip(".") in on_b
