"""Slow textbook versions of what ``judge`` counts."""

from __future__ import annotations

from itertools import pairwise

from unspin.judge.features import ALIKE, DENSE_GAP, DENSE_RUN, RUN
from unspin.records import Flag, Kind, Segmented, Words


def rows_counted(a: Segmented, b: Segmented, w: Words) -> tuple[list[set[str]], tuple[int, ...]]:
    """Return what each row of a word alignment is, and the numbers of ``features.Rows``."""
    pairing = {w.links[r] for r in range(len(w)) if w.ops[r] <= 1}
    rows = [_row(a, b, w, r) for r in range(len(w))]
    for r, row in enumerate(rows):
        if w.links[r] >= 0 and w.links[r] in pairing:
            row.add("INSIDE")
    places = [(int(w.a_starts[r]), int(w.b_starts[r]), row) for r, row in enumerate(rows)]
    same = [(i, j) for i, j, row in places if "SAME" in row]
    kept = [(i, j) for i, j, row in places if row & {"SAME", "NEAR"}]
    bare = [(i, j) for i, j, row in places
            if row & {"SAME", "NEAR"} and not row & {"FUNCTION", "QUOTED"}]  # fmt: skip
    dense = back = jumps = 0
    for flip in (False, True):
        dense += sum(n for n in _runs(_seen(bare, flip), DENSE_GAP) if n >= DENSE_RUN)
        steps = [other - one for (_, one), (_, other) in pairwise(_seen(kept, flip))]
        back += sum(step < 0 for step in steps)
        jumps += sum(step != 1 for step in steps)
    runs = _runs(same, 1)
    held = sum(n for n in runs if n >= RUN)
    return rows, (len(runs), held, max(runs, default=0), dense, back, jumps)


def _row(a: Segmented, b: Segmented, w: Words, r: int) -> set[str]:
    tokens = [(a, int(w.a_starts[r]))] if w.a_ends[r] > w.a_starts[r] else []
    tokens += [(b, int(w.b_starts[r]))] if w.b_ends[r] > w.b_starts[r] else []
    kinds = [int(side.kinds[t]) for side, t in tokens]
    found = {"PAIRED"} if w.ops[r] <= 1 else set()
    if any(int(side.flags[t]) & Flag.QUOTED for side, t in tokens):
        found.add("QUOTED")
    if min(kinds) <= Kind.NUMBER:
        found |= {"WORDY"} | ({"FUNCTION"} if Kind.FUNCTION in kinds else set())
        if w.ops[r] <= 1:
            likeness = "NEAR" if w.scores[r] >= ALIKE else "SLOT"
            found.add(likeness if w.ops[r] else "SAME")
    return found


def _seen(places: list[tuple[int, int]], flip: bool) -> list[tuple[int, int]]:
    return sorted((j, i) for i, j in places) if flip else sorted(places)


def _runs(places: list[tuple[int, int]], gap: int) -> list[int]:
    runs: list[int] = []
    for k, (i, j) in enumerate(places):
        before = places[k - 1] if k else None
        if before and 1 <= i - before[0] <= gap and 1 <= j - before[1] <= gap:
            runs[-1] += 1
        else:
            runs.append(1)
    return runs
