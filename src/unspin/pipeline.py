"""The order of the stages, and nothing else: documents in, judgement out. Pure."""

from __future__ import annotations

import math

import numpy as np

from unspin.align.passages import find_passages
from unspin.align.texts import align_texts, in_order
from unspin.align.texts import mirrored as mirrored_alignment
from unspin.config import Config, PassageConfig
from unspin.find.sketch import sketch
from unspin.find.traces import trace
from unspin.judge.verdict import judge, judgement
from unspin.judge.verdict import mirrored as mirrored_verdict
from unspin.records import (
    COPIES,
    Document,
    Judgement,
    Lexicon,
    Passage,
    Segmented,
    Sketch,
    Span,
    UInt32,
)
from unspin.text.segment import segment
from unspin.text.skim import skim


def compare(a: Document, b: Document, lexicon: Lexicon, config: Config) -> Judgement:
    """Compare two documents: segment, align, name the changes, judge.

    Args:
        a, b: the two sides; every text is accepted, the empty one too.
        lexicon: word knowledge of their language, or the empty one.
        config: the settings.

    Returns:
        The judgement; the same input gives the same judgement.
    """
    return compare_segmented(a, b, segment(a, lexicon), segment(b, lexicon), lexicon, config)


def compare_segmented(
    a: Document, b: Document, sa: Segmented, sb: Segmented, lexicon: Lexicon, config: Config
) -> Judgement:
    """Compare two documents that are segmented already: one is often compared with many."""
    if in_order(a, b):
        alignment = align_texts(a, b, sa, sb, lexicon, config.passages)
        verdict = judge(a, b, sa, sb, alignment, lexicon, config.direction)
    else:
        found = align_texts(b, a, sb, sa, lexicon, config.passages)
        verdict = mirrored_verdict(judge(b, a, sb, sa, found, lexicon, config.direction))
        alignment = mirrored_alignment(found)
    return judgement(a, b, sa, sb, alignment, verdict, (_spans(sa), _spans(sb)))


SHORTEST = 40
"""Words that the passages of a pair must have together to be told of a corpus: an address, a list
of signatories and a heading are copied too, and say nothing."""


def is_reuse(judgement: Judgement, documents: int) -> bool:
    """Tell whether a pair found among many documents is worth telling of.

    A corpus offers as many chances to meet as it has pairs, so a passage must have the logarithm
    of their number in evidence more than one between two texts at hand (Bonferroni).

    Args:
        judgement: of the pair.
        documents: how many the corpus holds.
    """
    if judgement.relation not in COPIES:
        return False
    if judgement.extent != "partial":
        return True
    found = judgement.alignment.passages
    words = min(
        judgement.a_words * judgement.alignment.cover_a,
        judgement.b_words * judgement.alignment.cover_b,
    )
    chances = 2 * math.log(max(documents, 2))
    return words >= SHORTEST and max(p.score for p in found) >= PassageConfig().nats + chances


def segmented(document: Document, lexicon: Lexicon) -> Segmented:
    """Return a document as columns, for :func:`compare_segmented` and :func:`reused`."""
    return segment(document, lexicon)


def sketched(document: Document, lexicon: Lexicon) -> tuple[Sketch, UInt32]:
    """Return a document's sketch, and its trace for a second look (``find.traces``).

    Args:
        document: any text.
        lexicon: the same one for all documents that are to be found by each other, whatever
            their language.
    """
    words = skim(document.text, lexicon)
    return sketch(document.doc_id, words), trace(words)


def traced(document: Document, lexicon: Lexicon) -> UInt32:
    """Return a document's trace alone."""
    return trace(skim(document.text, lexicon))


def passages(a: Document, b: Document, lexicon: Lexicon, config: Config) -> tuple[Passage, ...]:
    """Return only the reused passages of two documents; far quicker than the whole comparison."""
    return reused(segment(a, lexicon), segment(b, lexicon), lexicon, config)


def reused(a: Segmented, b: Segmented, lexicon: Lexicon, config: Config) -> tuple[Passage, ...]:
    """Return the reused passages of documents that are segmented already."""
    return find_passages(a, b, lexicon, config.passages)


def _spans(text: Segmented) -> tuple[Span, ...]:
    """Return where each sentence stands in the text."""
    if len(text) == 0:
        return ()
    first, last = text.sentences[:-1], np.maximum(text.sentences[1:] - 1, text.sentences[:-1])
    return tuple(
        Span(start, end)
        for start, end in zip(text.starts[first].tolist(), text.ends[last].tolist(), strict=True)
    )
