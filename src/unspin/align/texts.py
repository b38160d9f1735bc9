"""The whole alignment of two texts: passages, then sentences, then words, then edits."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unspin.align import similarity, tidy, words
from unspin.align.passages import find_passages
from unspin.align.sentences import link_sentences
from unspin.config import PassageConfig
from unspin.records import Alignment, Document, Int32, Kind, Lexicon, Link, Segmented, Span

BUDGET_SPENT = "a stretch was too long to align in one table and was cut in proportion"


def align_texts(
    a: Document, b: Document, sa: Segmented, sb: Segmented, lexicon: Lexicon,
    config: PassageConfig,
) -> Alignment:  # fmt: skip
    """Align two texts.

    Args:
        a, b: the documents.
        sa, sb: their columns.
        lexicon: frequencies, senses and vectors; with an empty one only forms and stems match.
        config: which passages count.

    Returns:
        The alignment; ``fallback`` says so when the work budget cut the search.
    """
    passages = find_passages(sa, sb, lexicon, config)
    bundle = similarity.sides(sa, sb, _letters(a.text), _letters(b.text))
    knowledge = similarity.words(lexicon)
    links = link_sentences(sa, sb, passages, lexicon, bundle, knowledge)
    partner, cut = _pair_words(sa, sb, links, bundle, knowledge)
    scores = words.pair_scores(partner, bundle, knowledge)
    return Alignment(
        a.doc_id,
        b.doc_id,
        passages,
        links,
        tidy.word_columns(sa, sb, partner, scores, links),
        tidy.edit_script(a.text, b.text, sa, sb, partner, links),
        _cover(sa, [p.a for p in passages]),
        _cover(sb, [p.b for p in passages]),
        BUDGET_SPENT if cut else None,
    )


def _letters(text: str) -> NDArray[np.int32]:
    """Return the text's code points, ASCII capitals lowered: enough to compare spellings."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.int32).copy()
    codes[(codes >= 65) & (codes <= 90)] += 32
    return codes


def _pair_words(
    sa: Segmented, sb: Segmented, links: tuple[Link, ...], bundle: similarity.Sides,
    knowledge: similarity.Words,
) -> tuple[Int32, bool]:  # fmt: skip
    """Return for each token of a its partner in b or -1, and whether a search was cut."""
    partner = np.full(len(sa), -1, np.int32)
    crossed = np.zeros(len(sa), bool)
    cut = False
    for link in links:
        if not link.a or not link.b:
            continue
        a0, a1 = int(sa.sentences[link.a[0]]), int(sa.sentences[link.a[-1] + 1])
        b0, b1 = int(sb.sentences[link.b[0]]), int(sb.sentences[link.b[-1] + 1])
        cut |= words.align_link(a0, a1, b0, b1, bundle, knowledge, partner)
        if (a1 - a0) * (b1 - b0) <= words.CELLS:
            words.pair_moved(a0, a1, b0, b1, bundle, knowledge, partner, crossed)
    return partner, cut


def _cover(text: Segmented, spans: list[Span]) -> float:
    """Return the share of words that lie in the spans."""
    wordy = text.kinds <= Kind.NUMBER
    total = int(wordy.sum())
    if total == 0:
        return 0.0
    inside = np.zeros(len(text), bool)
    for span in spans:
        inside |= (text.starts >= span.start) & (text.ends <= span.end)
    return float((inside & wordy).sum()) / total
