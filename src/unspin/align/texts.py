"""The whole alignment of two texts: passages, then sentences, then words, then edits."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from unspin.align import similarity, tidy, words
from unspin.align.passages import search_passages
from unspin.align.sentences import link_sentences, mirrored_links
from unspin.config import PassageConfig
from unspin.records import (
    Alignment,
    Document,
    Float32,
    Int32,
    Kind,
    Lexicon,
    Link,
    Passage,
    Segmented,
    Span,
)

TOO_LONG = "a stretch was too long to align in one table and was cut in proportion"
CROWDED = "more places than could be searched share words; the likeliest were searched"
UNSOUGHT = "a linked stretch was too long to look for words that moved in it"


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
    if _canonical(a, b):
        match = _match(a, b, sa, sb, lexicon, config)
    else:
        match = _mirrored(_match(b, a, sb, sa, lexicon, config), sa, sb)
    return Alignment(
        a.doc_id,
        b.doc_id,
        match.passages,
        match.links,
        tidy.word_columns(sa, sb, match.partner, match.scores, match.links),
        tidy.edit_script(a.text, b.text, sa, sb, match.partner, match.links),
        _cover(sa, [p.a for p in match.passages]),
        _cover(sb, [p.b for p in match.passages]),
        match.fallback,
    )


class _Match(NamedTuple):
    """Passages, sentence links, partners of a's tokens with their scores, and why a search was cut."""

    passages: tuple[Passage, ...]
    links: tuple[Link, ...]
    partner: Int32
    scores: Float32
    fallback: str | None


def _canonical(a: Document, b: Document) -> bool:
    """Tell whether the sides come in the order in which they are matched.

    Ties are broken by the order of the sides, so a pair is matched in one order however it is
    given: swapping a and b mirrors passages, links and word pairs exactly.
    """
    return (len(a.text), a.text) <= (len(b.text), b.text)


def _match(
    a: Document, b: Document, sa: Segmented, sb: Segmented, lexicon: Lexicon,
    config: PassageConfig,
) -> _Match:  # fmt: skip
    passages, crowded = search_passages(sa, sb, lexicon, config)
    bundle = similarity.sides(sa, sb, _letters(a.text), _letters(b.text))
    knowledge = similarity.words(lexicon)
    links = link_sentences(sa, sb, passages, lexicon, bundle, knowledge)
    partner, scores, _, cut, unsought = words.pair_stretches(
        _bounds(sa, sb, links), False, bundle, knowledge
    )
    reasons = [CROWDED] * crowded + [TOO_LONG] * cut + [UNSOUGHT] * unsought
    return _Match(passages, links, partner, scores, "; ".join(reasons) or None)


def _mirrored(match: _Match, sa: Segmented, sb: Segmented) -> _Match:
    """Return the match with its sides swapped; ``sa`` and ``sb`` are the sides it is to have."""
    partner, scores = np.full(len(sa), -1, np.int32), np.zeros(len(sa), np.float32)
    paired = np.flatnonzero(match.partner >= 0).astype(np.int32)
    partner[match.partner[paired]] = paired
    scores[match.partner[paired]] = match.scores[paired]
    passages = sorted(
        (Passage(p.b, p.a, p.score) for p in match.passages),
        key=lambda p: (p.a.start, p.a.end, p.b.start, p.b.end),
    )
    links = mirrored_links(match.links, len(sa.sentences) - 1, len(sb.sentences) - 1)
    return _Match(tuple(passages), links, partner, scores, match.fallback)


def _letters(text: str) -> NDArray[np.int32]:
    """Return the text's code points, ASCII capitals lowered: enough to compare spellings."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.int32).copy()
    codes[(codes >= 65) & (codes <= 90)] += 32
    return codes


def _bounds(sa: Segmented, sb: Segmented, links: tuple[Link, ...]) -> Int32:
    """Return (k, 4) token ranges (a start, a end, b start, b end) of the links with both sides."""
    joined = [(k.a[0], k.a[-1] + 1, k.b[0], k.b[-1] + 1) for k in links if k.a and k.b]
    places = np.array(joined, np.int32).reshape(-1, 4)
    return np.concatenate((sa.sentences[places[:, :2]], sb.sentences[places[:, 2:]]), axis=1)


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
