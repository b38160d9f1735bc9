"""How a word would be drawn from a thesaurus, written out with sets: slow and plain."""

from __future__ import annotations

from unspin.inspect.listed import DEEPEST, OPENED, UNKNOWN

Entry = tuple[int, int, int, int]


def entries_of(row, book) -> list[Entry]:
    """Return (sense, kind, rank, times) of each entry of a row that is marked."""
    columns = (book.senses, book.marks, book.times)
    span = slice(int(book.starts[row]), int(book.starts[row + 1]))
    return [
        (s, m // DEEPEST, m % DEEPEST, t)
        for s, m, t in zip(*(c[span].tolist() for c in columns), strict=True)
        if m != UNKNOWN
    ]


def list_of(row, kind, book) -> dict[int, int]:
    """Return the words that a row's first senses list as one kind, with their times."""
    found: dict[int, int] = {}
    for sense, own_kind, rank, _ in entries_of(row, book):
        if own_kind == kind and rank < OPENED:
            for other in range(len(book.starts) - 1):
                for s, k, _, times in entries_of(other, book) if other != row else ():
                    if (s, k) == (sense, kind):
                        found.setdefault(other, times)
    return found


def drawn_from(own, row, book) -> tuple[float, ...]:
    """Return what ``listed.drawn_from`` does for one word that was looked up."""
    theirs, ours = entries_of(row, book), entries_of(own, book)
    most = max((times for *_, times in theirs), default=0)
    hits = [
        (times < most, rank, kind, sense)
        for sense, kind, rank, times in theirs
        if any((s, k) == (sense, kind) for s, k, *_ in ours)
    ]
    if not hits:
        near = set(book.near[book.near_starts[row] : book.near_starts[row + 1]].tolist())
        kinds = [k for s, k, *_ in ours if s in near and k in {kind for _, kind, *_ in theirs}]
        size = len(list_of(row, kinds[0], book)) if kinds else 0
        return (0.0,) * 5 + (1.0 / (1 + size) if kinds else 0.0,)
    other, rank, kind, sense = min(hits, key=lambda hit: hit[:2])
    listed = list_of(row, kind, book)
    times, own_rank = next((t, r) for s, k, r, t in ours if (s, k) == (sense, kind))
    after = sum(t > times for t in listed.values())
    place = 1.0 / (1 + after) if rank < OPENED else 0.0
    return 1.0 / (1 + rank), place, float(len(listed)), float(not other), 1.0 / (1 + own_rank), 0.0
