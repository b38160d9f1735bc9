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
    Int32,
    Lexicon,
    Link,
    Passage,
    Segmented,
    Span,
)

TOO_LONG = "a stretch was too long to align in one table and was cut in proportion"
CROWDED = "more places than could be searched share words; the likeliest were searched"
UNSOUGHT = "a linked stretch was too long to look for words that moved in it"


class Reuse(NamedTuple):
    """What two texts have in common, before it is aligned.

    Attributes:
        passages: the reused stretches.
        cover_a, cover_b: share of each side's words in them, 0..1.
        crowded: whether there were more places to search than were searched.
    """

    passages: tuple[Passage, ...]
    cover_a: float
    cover_b: float
    crowded: bool


def find_reuse(sa: Segmented, sb: Segmented, lexicon: Lexicon, config: PassageConfig) -> Reuse:
    """Find the passages of two texts: the quick part of aligning them, and often enough to know."""
    passages, crowded = search_passages(sa, sb, lexicon, config)
    return Reuse(
        passages, _cover(sa, [p.a for p in passages]), _cover(sb, [p.b for p in passages]), crowded
    )


def align_reuse(
    a: Document, b: Document, sa: Segmented, sb: Segmented, reuse: Reuse, lexicon: Lexicon
) -> Alignment:
    """Align two texts whose passages are known; the sides must be :func:`in_order`."""
    bundle = similarity.sides(sa, sb, _letters(a.text), _letters(b.text))
    if a.text == b.text:
        links = tuple(Link((s,), (s,), 1.0) for s in range(len(sa.sentences) - 1))
    else:
        knowledge = similarity.words(lexicon)
        links = link_sentences(sa, sb, reuse.passages, lexicon, bundle, knowledge)
    return _align(a, b, sa, sb, reuse, links, bundle, lexicon)


def align_linked(
    a: Document, b: Document, sa: Segmented, sb: Segmented, links: tuple[Link, ...],
    lexicon: Lexicon,
) -> Alignment:  # fmt: skip
    """Align the words of sentences that are known to say the same.

    Nothing is searched for, so this takes a tenth of the time. Ties are broken by the order of the
    sides.

    Args:
        a, b: the documents; sa, sb: their columns; neither may be empty.
        links: which sentences say the same, by place in a; every sentence is in one.
        lexicon: word knowledge.
    """
    bundle = similarity.sides(sa, sb, _letters(a.text), _letters(b.text))
    return _align(a, b, sa, sb, Reuse((), 1.0, 1.0, False), links, bundle, lexicon)


def _align(
    a: Document, b: Document, sa: Segmented, sb: Segmented, reuse: Reuse, links: tuple[Link, ...],
    bundle: similarity.Sides, lexicon: Lexicon,
) -> Alignment:  # fmt: skip
    """Align the words of linked sentences."""
    passages, knowledge = reuse.passages, similarity.words(lexicon)
    partner, scores, _, cut, unsought = words.pair_stretches(
        _bounds(sa, sb, links), False, bundle, knowledge
    )
    reasons = [CROWDED] * reuse.crowded + [TOO_LONG] * cut + [UNSOUGHT] * unsought
    return Alignment(
        a.doc_id,
        b.doc_id,
        passages,
        links,
        tidy.word_columns(sa, sb, partner, scores, links),
        tidy.edit_script(a.text, b.text, sa, sb, partner, links),
        reuse.cover_a,
        reuse.cover_b,
        "; ".join(reasons) or None,
    )


def in_order(a: Document, b: Document) -> bool:
    """Tell whether the sides come in the order in which they are compared.

    Ties are broken by the order of the sides, so a pair is compared in one order however it is
    given, and what is found is mirrored: swapping a and b swaps everything else, exactly.
    """
    return (len(a.text), a.text) <= (len(b.text), b.text)


def mirrored(alignment: Alignment) -> Alignment:
    """Return the alignment with the sides swapped."""
    links = mirrored_links(alignment.links)
    place = {(k.b, k.a): index for index, k in enumerate(links)}
    moved_to = np.array([place[k.a, k.b] for k in alignment.links], np.int32)
    passages = sorted(
        (Passage(p.b, p.a, p.score) for p in alignment.passages),
        key=lambda p: (p.a.start, p.a.end, p.b.start, p.b.end),
    )
    return Alignment(
        alignment.b_id,
        alignment.a_id,
        tuple(passages),
        links,
        tidy.mirrored_columns(alignment.words, moved_to),
        tidy.mirrored_script(alignment.edits),
        alignment.cover_b,
        alignment.cover_a,
        alignment.fallback,
    )


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
    wordy = text.kinds <= similarity.NUMBER
    total = int(wordy.sum())
    if total == 0:
        return 0.0
    inside = np.zeros(len(text), bool)
    for span in spans:
        inside |= (text.starts >= span.start) & (text.ends <= span.end)
    return float((inside & wordy).sum()) / total
