"""Slow textbook versions of what ``judge`` counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from unspin.judge.features import ALIKE, DENSE_GAP, DENSE_RUN, RUN
from unspin.judge.wording import POOR
from unspin.records import Flag, Kind, Passage, Segmented, Words


def rows_counted(
    a: Segmented, b: Segmented, w: Words, passages: Sequence[Passage]
) -> tuple[list[set[str]], tuple[int, ...]]:
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
    inside = [(row, kind) for r, row in enumerate(rows) if "WORDY" in row
              for kind in _kinds_inside(a, b, w, r, passages)]  # fmt: skip
    plain = [row for row, kind in inside if kind == Kind.WORD and "QUOTED" not in row]
    kept_inside, plain_kept = (
        sum(bool(row & {"SAME", "NEAR"}) for row in some)
        for some in ([r for r, _ in inside], plain)
    )
    return rows, (
        len(runs), held, max(runs, default=0), dense, back, jumps, len(inside), kept_inside,
        len(plain), plain_kept,
    )  # fmt: skip


def _kinds_inside(
    a: Segmented, b: Segmented, w: Words, r: int, passages: Sequence[Passage]
) -> Iterator[int]:
    """Yield the kind of each token of a row that lies in a passage."""
    for side, first, end, span in (
        (a, w.a_starts[r], w.a_ends[r], "a"), (b, w.b_starts[r], w.b_ends[r], "b"),
    ):  # fmt: skip
        spans = [getattr(p, span) for p in passages]
        if end > first and any(s.start <= side.starts[first] < s.end for s in spans):
            yield int(side.kinds[first])


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


def parts_named(
    a: Segmented, b: Segmented, w: Words, rows: list[int], begins: set[int], explained: set[int]
) -> list[tuple[str, tuple[int, int], tuple[int, int]]]:
    """Return the parts of the rows that differ in words: name, place in a, place in b."""
    parts: list[list[int]] = []
    held: list[int] | None = None  # the rows since the last cut that is one whatever stands above
    for r in rows:
        sure = w.ops[r] == 1 and w.scores[r] >= POOR
        if r in begins or r in explained or sure or held is None:
            held = []
            parts.append([])
        elif w.ops[r] == 1 and all(w.ops[h] == 1 for h in held):
            parts.append([])
        parts[-1].append(r)
        held = None if sure or r in explained else [*held, r]
    named = []
    for part in parts:
        ours = _hull([(int(w.a_starts[r]), int(w.a_ends[r])) for r in part])
        theirs = _hull([(int(w.b_starts[r]), int(w.b_ends[r])) for r in part])
        name = _name(_stems(a, ours), _stems(b, theirs))
        if name and part[0] not in explained:
            before_a = _before(w.a_starts, w.a_ends, part[0])
            before_b = _before(w.b_starts, w.b_ends, part[0])
            places = _place(a, ours, before_a), _place(b, theirs, before_b)
            named.append((name, *places))
    return named


def _hull(ranges: list[tuple[int, int]]) -> tuple[int, int]:
    held = [bounds for bounds in ranges if bounds[0] < bounds[1]]
    return (min(held)[0], max(end for _, end in held)) if held else (0, 0)


def _before(starts, ends, row: int) -> int:
    above = [int(ends[r]) for r in range(row) if ends[r] > starts[r]]
    return above[-1] if above else int(starts[row])


def _place(text: Segmented, tokens: tuple[int, int], point: int) -> tuple[int, int]:
    if tokens[0] < tokens[1]:
        return int(text.starts[tokens[0]]), int(text.ends[tokens[1] - 1])
    return (int(text.ends[point - 1]) if point else 0,) * 2


def _stems(text: Segmented, tokens: tuple[int, int]) -> list[int]:
    """Return the stem of each word of a range, 0 for the function words."""
    kinds = [int(kind) for kind in text.kinds]
    return [
        int(text.stems[t]) if kinds[t] != Kind.FUNCTION else 0
        for t in range(*tokens)
        if kinds[t] <= Kind.NUMBER
    ]


def _name(ours: list[int], theirs: list[int]) -> str:
    if not ours and not theirs:
        return ""
    if not ours or not theirs:
        return "insertion" if theirs else "deletion"
    if not any(ours) and not any(theirs):
        return "function-word"
    if list(filter(None, ours)) == list(filter(None, theirs)):
        return "inflection"
    return "synonym" if len(ours) == len(theirs) == 1 else "paraphrase"


def sites_of(w: Words, joined: set[int]) -> list[list[int]]:
    """Return the rows that differ in the joined links, one list for each site."""
    sites: list[list[int]] = []
    for r in range(len(w)):
        if int(w.links[r]) not in joined or w.ops[r] == 0:
            continue
        ends = {_before(w.b_starts, w.b_ends, r), int(w.b_ends[r - 1])}
        beside = sites and sites[-1][-1] == r - 1 and w.links[r] == w.links[r - 1]
        if beside and int(w.b_starts[r]) in ends:
            sites[-1].append(r)
        else:
            sites.append([r])
    return sites


def blocks_crossed(w: Words, joined: set[int]) -> list[tuple[int, int]]:
    """Return the blocks with a kept word that go back in b against the pair before them."""
    rows = [r for r in range(len(w)) if w.ops[r] <= 1 and int(w.links[r]) in joined]
    found = []
    for before, r in pairwise(rows):
        if w.b_starts[r] < w.b_starts[before] and w.links[r] == w.links[before]:
            end = r + 1
            while end in rows and w.b_starts[end] == w.b_starts[end - 1] + 1:
                end += 1
            if 0 in w.ops[r:end]:
                found.append((r, end))
    return found


def phrases_beside(
    a: Segmented, b: Segmented, w: Words, joined: set[int]
) -> list[tuple[int, bool]]:
    """Return the rows that with the next one make two words side by side, and whether b's are apart."""
    found = []
    for r in range(len(w) - 1):
        gap = int(w.b_starts[r + 1] - w.b_ends[r])
        ops = {int(w.ops[r]), int(w.ops[r + 1])}
        if not ops <= {0, 1} or 1 not in ops or w.links[r] != w.links[r + 1]:
            continue
        if int(w.links[r + 1]) not in joined or w.a_ends[r] != w.a_starts[r + 1]:
            continue
        stray = gap == 1 and b.kinds[w.b_ends[r]] == Kind.PUNCTUATION
        kinds = {int(a.kinds[w.a_starts[k]]) for k in (r, r + 1)}
        kinds |= {int(b.kinds[w.b_starts[k]]) for k in (r, r + 1)}
        if (gap == 0 or stray) and kinds <= {Kind.WORD, Kind.NAME}:
            found.append((r, gap == 1))
    return found
