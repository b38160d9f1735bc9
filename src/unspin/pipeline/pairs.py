"""Two documents in, what they share and how one became the other out. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial

from unspin.align.borrowed import with_borrowed_ends
from unspin.align.passages import find_passages
from unspin.align.prose import prose_words
from unspin.align.sentences import sentence_places
from unspin.align.texts import Reuse, align_reuse, find_reuse, in_order
from unspin.align.texts import mirrored as mirrored_alignment
from unspin.config import Config
from unspin.judge.relation import extent
from unspin.judge.verdict import Verdict, judge, judgement
from unspin.judge.verdict import mirrored as mirrored_verdict
from unspin.later import Later
from unspin.records import (
    COPIES,
    Alignment,
    Document,
    Int32,
    Judgement,
    Lexicon,
    Passage,
    Segmented,
    Span,
)
from unspin.text.segment import segment


def compare(a: Document, b: Document, lexicon: Lexicon, config: Config) -> Judgement:
    """Compare two documents: segment, align, name the changes, judge.

    Args:
        a, b: the two sides; every text is accepted, the empty one too.
        lexicon: word knowledge of their language, or the empty one.
        config: the settings.

    Returns:
        The judgement; the same input gives the same judgement.
    """
    sa, sb = segment(a, lexicon), segment(b, lexicon)
    a1, b1, s1, s2 = (a, b, sa, sb) if in_order(a, b) else (b, a, sb, sa)
    reuse = find_reuse(s1, s2, lexicon, config.passages)
    s1, s2 = with_borrowed_ends(s1, s2, reuse.passages)
    alignment = align_reuse(a1, b1, s1, s2, reuse, lexicon)
    verdict = judge(a1, b1, s1, s2, alignment, lexicon, config.direction)
    return _told(a, b, s1, s2, alignment, verdict)


PLENTY = 60
"""Numbers that two traces share around a meeting only when whole paragraphs are copied."""
SURE = 0.9
"""How likely a pair of a corpus must be a copy to be told of: more of those that meet there are none
than of those that somebody compares."""
IN_A_ROW = 20
"""Words in a row that two texts share only if they were copied; they are told of however unlikely."""
SHORTEST = 40
"""Words of prose that the passages of a pair must have together to be told of a corpus: an address,
a list of those present and a site's menu are copied too, and say nothing."""


def verified(
    a: Document, b: Document, sa: Segmented, sb: Segmented, lexicon: Lexicon, config: Config,
    documents: int, shared: int,
) -> Judgement | str:  # fmt: skip
    """Compare two documents found among many, as far as it takes to know whether to tell of them.

    A corpus offers as many chances to meet as it has pairs, so a passage must have the logarithm
    of their number in evidence more than one between two texts at hand (Bonferroni).

    Args:
        a, b: the documents; sa, sb: their columns.
        lexicon, config: as for :func:`compare`.
        documents: how many the corpus holds.
        shared: numbers that their traces have in common where they met. From :data:`PLENTY` on
            they are copies even where few passages can be told: the trace sees the order of
            function words, which the passages of a heavily spun copy do not show.

    Returns:
        The judgement that :func:`compare` gives, or in a word why there is nothing to tell:
        ``"no passage"``, ``"slight"``, ``"unsure"``, or the relation, when it is none of copying.
    """
    a1, b1, s1, s2 = (a, b, sa, sb) if in_order(a, b) else (b, a, sb, sa)
    reuse = find_reuse(s1, s2, lexicon, config.passages)
    if not reuse.passages:
        return "no passage"
    nats = config.passages.nats + 2 * math.log(max(documents, 2))
    if shared < PLENTY and _is_slight(reuse, s1, s2, nats):
        return "slight"
    s1, s2 = with_borrowed_ends(s1, s2, reuse.passages)
    alignment = align_reuse(a1, b1, s1, s2, reuse, lexicon)
    verdict = judge(a1, b1, s1, s2, alignment, lexicon, config.direction)
    if verdict.relation not in COPIES:
        return verdict.relation
    if verdict.copied < SURE and not _in_a_row(verdict):
        return "unsure"
    return _told(a, b, s1, s2, alignment, verdict)


def _told(
    a: Document, b: Document, s1: Segmented, s2: Segmented, alignment: Alignment, verdict: Verdict
) -> Judgement:
    """Return the judgement of a pair that was compared in its order, the way it was asked for.

    ``s1`` and ``s2`` are the columns in the order of comparing.
    """
    sa, sb = s1, s2
    if not in_order(a, b):
        alignment, verdict = mirrored_alignment(alignment), mirrored_verdict(verdict)
        sa, sb = s2, s1
    return judgement(a, b, sa, sb, alignment, verdict, (_spans(sa), _spans(sb)))


def _is_slight(reuse: Reuse, sa: Segmented, sb: Segmented, nats: float) -> bool:
    """Tell whether what two texts share is a passage only, and too little of one, or a list."""
    if extent(reuse.cover_a, reuse.cover_b) != "partial":
        return False
    words = min(sa.words * reuse.cover_a, sb.words * reuse.cover_b)
    if words < SHORTEST or max(p.score for p in reuse.passages) < nats:
        return True
    return prose_words(sa, sb, reuse.passages) < SHORTEST


def _in_a_row(verdict: Verdict) -> bool:
    """Tell whether two texts are the same, or share a row of words that nobody writes twice."""
    longest = math.expm1(verdict.features["longest_run_log"])
    return verdict.relation == "identical" or round(longest) >= IN_A_ROW


def segmented(document: Document, lexicon: Lexicon) -> Segmented:
    """Return a document as columns, for :func:`verified` and :func:`reused`."""
    return segment(document, lexicon)


def passages(a: Document, b: Document, lexicon: Lexicon, config: Config) -> tuple[Passage, ...]:
    """Return only the reused passages of two documents; far quicker than the whole comparison."""
    return reused(segment(a, lexicon), segment(b, lexicon), lexicon, config)


def reused(a: Segmented, b: Segmented, lexicon: Lexicon, config: Config) -> tuple[Passage, ...]:
    """Return the reused passages of documents that are segmented already."""
    return find_passages(a, b, lexicon, config.passages)


def _spans(text: Segmented) -> Sequence[Span]:
    """Return where each sentence stands in the text, made for those who show it."""
    if len(text) == 0:
        return ()
    starts, ends = sentence_places(text)
    return Later(len(starts), partial(_between, starts, ends))


def _between(starts: Int32, ends: Int32) -> tuple[Span, ...]:
    return tuple(map(Span, starts.tolist(), ends.tolist()))
