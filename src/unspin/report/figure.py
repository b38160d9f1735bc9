"""Pure: a Judgement -> the headline figure in parts small enough to leave any of them out.

Words and changes are counted by what a reader may want to leave out, so that a filter is a sum:
with nothing left out, the sums are the numbers of ``unspin compare`` to the last digit.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from unspin.records import Judgement, Span
from unspin.report.naming import look

Places = Sequence[tuple[int, int]]
"""Start and end of each word of a side, as the comparison counted words."""
_SEVERITIES = {"meaning": "m", "wording": "w", "cosmetic": "c"}


@dataclass(frozen=True, slots=True)
class Figure:
    """The counts of a pair.

    Attributes:
        a, b: of each side, rows (quoted, frame, passage, words, verbatim): how many words stand in
            quotations (0 or 1), in the page's frame (0 or 1), in a matched passage of how many
            words (0 for none), and how many of them are the same on both sides.
        changes: rows (severity, kind, quoted, frame, count).
    """

    a: tuple[tuple[int, int, int, int, int], ...]
    b: tuple[tuple[int, int, int, int, int], ...]
    changes: tuple[tuple[str, str, int, int, int], ...]

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds that occur; an edit that no change names is wording, added or dropped."""
        return frozenset(kind for _, kind, *_ in self.changes) | {"wording", "added", "dropped"}

    def to_dict(self) -> dict[str, Any]:
        """Return the counts as plain lists, for the page's script."""
        return {"a": list(self.a), "b": list(self.b), "changes": list(self.changes)}


def totals(rows: Iterable[tuple[int, int, int, int, int]]) -> tuple[int, int, int]:
    """Return words matched, words in all, and matched words that are the same on both sides."""
    matched = words = same = 0
    for _, _, passage, count, verbatim in rows:
        words += count
        if passage:
            matched, same = matched + count, same + verbatim
    return matched, words, same


def figure(judgement: Judgement, places: tuple[Places, Places] | None) -> Figure:
    """Return the counts; those of words are empty unless the ``places`` of words are known."""
    quotes_a = _Cover(q.a for q in judgement.quotes)
    quotes_b = _Cover(q.b for q in judgement.quotes)
    frame_a = _Cover(c.a for c in judgement.changes if c.code.startswith("C7"))
    frame_b = _Cover(c.b for c in judgement.changes if c.code.startswith("C7"))
    changes: Counter[tuple[str, str, int, int]] = Counter()
    for change in judgement.changes:
        quoted = change.a in quotes_a or change.b in quotes_b
        framed = change.code.startswith("C7")
        changes[_SEVERITIES[change.severity], look(change.code)[0], int(quoted), int(framed)] += 1
    equal = [e for e in judgement.alignment.edits if e.op == "equal"]
    passages = judgement.alignment.passages
    rows_a = _side(places[0], [p.a for p in passages], [e.a for e in equal], quotes_a, frame_a) if places else ()  # fmt: skip
    rows_b = _side(places[1], [p.b for p in passages], [e.b for e in equal], quotes_b, frame_b) if places else ()  # fmt: skip
    return Figure(rows_a, rows_b, tuple((*key, n) for key, n in sorted(changes.items())))


def _side(
    places: Places, passages: Sequence[Span], equal: Iterable[Span], quotes: _Cover, frame: _Cover
) -> tuple[tuple[int, int, int, int, int], ...]:
    """Return the rows of one side."""
    starts, ends = [p[0] for p in places], [p[1] for p in places]
    size = [0] * len(places)
    for passage in passages:
        first, stop = bisect_left(starts, passage.start), bisect_right(ends, passage.end)
        for i in range(first, stop):
            size[i] = max(size[i], stop - first)
    same = _Cover(equal)
    counts: Counter[tuple[int, int, int]] = Counter()
    verbatim: Counter[tuple[int, int, int]] = Counter()
    for place, passage_words in zip(places, size, strict=True):
        span = Span(*place)
        key = int(span in quotes), int(span in frame), passage_words
        counts[key] += 1
        verbatim[key] += span in same
    return tuple((*key, n, verbatim[key]) for key, n in sorted(counts.items()))


class _Cover:
    """Tells whether a span that is not empty lies in one of some spans."""

    def __init__(self, spans: Iterable[Span | None]) -> None:
        joined: list[list[int]] = []
        for start, end in sorted((s.start, s.end) for s in spans if s):
            if joined and start < joined[-1][1]:
                joined[-1][1] = max(joined[-1][1], end)
            else:
                joined.append([start, end])
        self._starts = [start for start, _ in joined]
        self._ends = [end for _, end in joined]

    def __contains__(self, span: Span) -> bool:
        at = bisect_right(self._starts, span.start) - 1
        return bool(len(span)) and at >= 0 and span.end <= self._ends[at]
