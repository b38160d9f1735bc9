"""What became of a quotation's wording: the verdicts by their gravity, and how they are put together.

How two wordings compare is one matter for a pair of documents and for a group, and is not said
here. Which of the wordings of two documents answer each other is said in ``counterparts``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from unspin.quotes.wording import HARMLESS, bigrams

SEVERITY = (
    "polarity-changed", "number-changed", "reattributed", "name-changed", "substituted",
    "unsupported", "requoted", "dequoted", "truncated", "extended", "reordered", "bracketed",
    "split", "merged", "typographic", "identical",
)  # fmt: skip
"""The verdicts, the worst first."""
OUTSIDE = 0.4
"""Share of a quotation's neighbouring words that a text without it in marks must have."""

Reading = tuple[int, int, str, str]
"""Where a wording differs from the group's best: from, to, the words there, the verdict."""


def worst(verdicts: Sequence[str]) -> str:
    """Return the gravest of some verdicts.

    >>> worst(["typographic", "number-changed", "substituted"])
    'number-changed'
    """
    return min(verdicts, key=SEVERITY.index, default="identical")


def is_altered(verdicts: Sequence[str]) -> bool:
    """Tell whether verdicts say more than that the look is another."""
    return not HARMLESS.issuperset(verdicts)


def composed(
    ours: Sequence[Reading], theirs: Sequence[Reading], mirrored: Callable[[str], str]
) -> tuple[str, ...]:
    """Say what became of one wording in another, from what each is beside a third.

    What only the second reads otherwise is its change; what only the first does is its change
    undone. A change inside words that the other cut is not seen.

    Args:
        ours, theirs: where the two read otherwise than the third.
        mirrored: what a verdict is called the other way round.
    """
    own, other = set(ours) - set(theirs), set(theirs) - set(ours)
    cuts, other_cuts = ([r for r in rs if r[3] == "truncated"] for rs in (own, other))
    found = {r[3] for r in other if not _is_cut(r, cuts)}
    found |= {mirrored(r[3]) for r in own if not _is_cut(r, other_cuts)}
    return tuple(sorted(found)) or ("typographic",)


def _is_cut(reading: Reading, cuts: Sequence[Reading]) -> bool:
    """Tell whether a reading lies in what the other wording cut."""
    return any(r[0] <= reading[0] and reading[1] <= r[1] and r[:2] != reading[:2] for r in cuts)


def without_marks(words: Sequence[str], text: set[tuple[str, str]]) -> str:
    """Say what became of a quotation in a text that has it in no quote marks.

    Args:
        words: of the quotation.
        text: the neighbouring words of the text.
    """
    pairs = bigrams(words)
    return "dequoted" if pairs and len(pairs & text) >= OUTSIDE * len(pairs) else "unsupported"
