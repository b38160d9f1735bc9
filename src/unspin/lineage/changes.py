"""What was done to a text on its way, counted by change code from collated places.

The quick count: one code an event, without the word-by-word proof that ``compare`` gives.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import numpy as np

from unspin.lineage.readings import FEW, FIRST, KIND, LAST, N_U, N_V, REPLACED, Float64
from unspin.records import Int32, UInt8, UInt64

NAME_BIT, NUMBER_BIT = 1, 2
"""Bits of what a word is besides a word."""
MIRROR = {"C206": "C207", "C401": "C402", "C501": "C502", "C511": "C512"}
MIRROR |= {other: one for one, other in MIRROR.items()}
"""Codes that say on which side something stands, and what they are when the sides are swapped."""
SENTENCE = 22
"""Words of a sentence, where only words are known."""


def counted_changes(
    table: Float64, words_u: Int32, words_v: Int32, what: UInt8, function: UInt8, stems: UInt64
) -> dict[str, int]:  # fmt: skip
    """Return how often each change code applies between a source u and its derivative v.

    Args:
        table: the events between them.
        words_u, words_v: (p,) their rows of the collation.
        what: (k,) bits :data:`NAME_BIT` and :data:`NUMBER_BIT` of each word.
        function: (k,) 1 for function words.
        stems: (k,) stem of each word.
    """
    found: Counter[str] = Counter()
    for row in table:
        kind, n_u, n_v = int(row[KIND]), int(row[N_U]), int(row[N_V])
        if kind == REPLACED:
            at = slice(int(row[FIRST]), int(row[LAST]) + 1)
            u, v = words_u[at], words_v[at]
            found[_replacement(u[u >= 0], v[v >= 0], what, function, stems)] += 1
        elif kind == FEW:
            found["C207" if n_u else "C206"] += 1
        else:
            found["C501" if n_u else "C502"] += max(1, round(max(n_u, n_v) / SENTENCE))
    return dict(sorted(found.items()))


def _replacement(u: Int32, v: Int32, what: UInt8, function: UInt8, stems: UInt64) -> str:
    """Return the code of words that were put for others."""
    ours, theirs = (int(np.bitwise_or.reduce(what[side])) for side in (u, v))
    if (ours | theirs) & NUMBER_BIT:
        return "C303"
    if ours & NAME_BIT:
        return "C302" if theirs & NAME_BIT and set(u.tolist()).isdisjoint(v.tolist()) else "C301"
    if len(u) == len(v) == 1:
        if stems[u[0]] == stems[v[0]]:
            return "C201"
        return "C204" if function[u[0]] and function[v[0]] else "C202"
    return "C203"


def oriented(changes: Mapping[str, int], *, swapped: bool) -> dict[str, int]:
    """Return a pair's counted changes as seen from its source.

    Args:
        changes: counted from side a to side b.
        swapped: whether side b is the source.
    """
    if not swapped:
        return dict(changes)
    return {MIRROR.get(code, code): count for code, count in sorted(changes.items())}
