"""Documents in, their quotations out: who said them, and what became of them elsewhere. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

import numpy as np

from unspin.align.texts import align_linked, in_order
from unspin.judge.changes import pair_quotations, read_quotations
from unspin.judge.survival import Reading, mirrored_quotes, turned
from unspin.quotes.counterparts import Parts, Question, variants
from unspin.quotes.extract import find_quotes, sure
from unspin.quotes.fates import Elsewhere, fates, inquiry
from unspin.quotes.groups import Group, carried_on, group, pooled, standing
from unspin.quotes.survival import composed
from unspin.records import Document, Lexicon, Link, QuotePair, Segmented
from unspin.text.glance import glance
from unspin.text.segment import segment
from unspin.witnesses import Quote


def quotes(document: Document, lexicon: Lexicon, *, strict: bool = False) -> tuple[Quote, ...]:
    """Return the quotations of a document, each with who is said to have said it.

    Args:
        document: any text.
        lexicon: of its language; with the empty one, quotations have no speakers.
        strict: only quotations whose speaker is sure.
    """
    known = lexicon.language == "en"
    found = find_quotes(document, glance(document, lexicon), known=known)
    return sure(found) if strict else found


def witnessed(
    documents: Sequence[Document], quotes: Sequence[Quote], lexicon: Lexicon, *,
    kin: Mapping[str, int] | None = None, strict: bool = False, each: bool = True,
) -> tuple[Quote, ...]:  # fmt: skip
    """Return the quotations of documents that are kin, as witnesses of each other.

    The same quotation gets one group, a speaker that its witnesses settle together, and what
    became of its wording in every other document.

    Args:
        documents: the members of a family, or of several with quotations in common.
        quotes: the quotations of all of them.
        lexicon: of their language.
        kin: family of each document by id; without, all are of one. What became of a quotation is
            also told of those of its documents' kin that do not have it.
        strict: only quotations whose speaker is sure.
        each: tell what became of every quotation, and not only of the one that speaks for its
            group: statements need no more.

    Returns:
        The quotations, in the order they came.
    """
    told = list(quotes)
    groups = group(told)
    for _ in range(2):  # a speaker settled here is that of the quotations that go on from it
        for g in groups:
            for i, quote in zip(g.members, pooled([told[i] for i in g.members]), strict=True):
                told[i] = quote
        told = carried_on(quotes, told)
    kept = [bool(sure((quote,))) or not strict for quote in told]
    asked = [inquiry(told, g, g.members if each else _speaking(told, g, kept)) for g in groups]
    collated = collate(
        [(said := told[g.best].exact, variants(said, q.questions.values()))
         for g, q in zip(groups, asked, strict=True)],
        lexicon,
    )  # fmt: skip
    elsewhere, found = Elsewhere(documents, kin or {}), list(told)
    for g, q, read in zip(groups, asked, collated, strict=True):
        answer = partial(_answer, read, lexicon, {})
        fate = dict(fates(told, q, answer, elsewhere))
        for i in g.members:
            found[i] = replace(told[i], group=g.name, survival=fate.get(i))
    return tuple(quote for quote, is_kept in zip(found, kept, strict=True) if is_kept)


def _speaking(quotes: Sequence[Quote], of: Group, kept: Sequence[bool]) -> list[int]:
    """Return which quotation speaks for a group, if one is kept."""
    return sorted((i for i in of.members if kept[i]), key=lambda i: standing(of.name, quotes[i]))[
        :1
    ]


Readings = dict[str, tuple[Reading, ...]]
BothWays = tuple[tuple[tuple[str, ...], ...], tuple[tuple[str, ...], ...]]
"""The verdicts on each wording of a, and on each of b."""


def _answer(
    read: Readings, lexicon: Lexicon, known: dict[tuple[Parts, Parts], BothWays],
    question: Question,
) -> tuple[str, ...]:  # fmt: skip
    """Say what became of a quotation in another document of its group."""
    a, b = question.a, question.b
    if question.is_single:
        return composed(read.get(a[0], ()), read.get(b[0], ()), turned)
    if (b, a) in known:
        return known[b, a][1][question.at]
    if (a, b) not in known:
        known[a, b] = _both_ways(a, b, lexicon)
    return known[a, b][0][question.at]


SHELF = 48
"""Wordings that are collated in one go: most of the time of a comparison is for beginning it."""


def collate(groups: Sequence[tuple[str, Sequence[str]]], lexicon: Lexicon) -> list[Readings]:
    """Say where wordings read otherwise than the best of their group.

    The rules are those of :func:`compare`.

    Args:
        groups: the best wording of each group, and the others.
        lexicon: word knowledge.

    Returns:
        For each group, the readings of each of the others.
    """
    asked = [(n, best, other) for n, (best, others) in enumerate(groups) for other in others]
    found: list[Readings] = [{} for _ in groups]
    for first in range(0, len(asked), SHELF):
        shelf = asked[first : first + SHELF]
        read = _collate([(best, other) for _, best, other in shelf], lexicon)
        for (n, _, other), readings in zip(shelf, read, strict=True):
            found[n][other] = readings
    return found


def _collate(wordings: Sequence[tuple[str, str]], lexicon: Lexicon) -> list[tuple[Reading, ...]]:
    """Compare wordings pair by pair, as paragraphs of two texts."""
    ours = _quoted([a for a, _ in wordings], "\n\n", lexicon)
    theirs = _quoted([b for _, b in wordings], "\n\n", lexicon)
    links = tuple(
        Link(a, b, 1.0) for a, b in zip(_sentences(ours), _sentences(theirs), strict=True)
    )
    da, db, sa, sb = ours.document, theirs.document, ours.seg, theirs.seg
    alignment = align_linked(da, db, sa, sb, links, lexicon)
    read = read_quotations(da, db, sa, sb, alignment, lexicon)
    whole = [(0, len(a), b.lower(), "substituted") for a, b in wordings]
    return [read.get(span, (other,)) for span, other in zip(ours.inside, whole, strict=True)]


class _Quoted(NamedTuple):
    """Wordings as a text: its columns, and where each wording stands."""

    document: Document
    seg: Segmented
    inside: list[tuple[int, int]]


def _quoted(wordings: Sequence[str], between: str, lexicon: Lexicon) -> _Quoted:
    """Return wordings as a text, each in quote marks."""
    at, places = 0, []
    for wording in wordings:
        places.append((at + 1, at + 1 + len(wording)))
        at += len(wording) + 2 + len(between)
    text = between.join(f'"{wording.translate(_INNER)}"' for wording in wordings)
    document = Document("quotations", text, language=lexicon.language)
    return _Quoted(document, segment(document, lexicon), places)


def _sentences(quoted: _Quoted) -> list[tuple[int, ...]]:
    """Return the indexes of the sentences of each wording."""
    seg = quoted.seg
    starts = seg.starts[seg.sentences[:-1]]
    bounds = np.searchsorted(starts, [start - 1 for start, _ in quoted.inside]).tolist()
    ends = [*bounds[1:], len(starts)]
    return [tuple(range(first, end)) for first, end in zip(bounds, ends, strict=True)]


def compared_wordings(a: Parts, b: Parts, lexicon: Lexicon) -> tuple[tuple[str, ...], ...]:
    """Say what became of the wordings of one document's quotations in another's.

    The verdicts are those of :func:`compare`; only the wordings are looked at.

    Args:
        a, b: the wordings, in order; more than one where a quotation is in parts.
        lexicon: word knowledge.

    Returns:
        The verdicts on each wording of a.
    """
    return _both_ways(a, b, lexicon)[0]


def _both_ways(a: Parts, b: Parts, lexicon: Lexicon) -> BothWays:
    (da, sa, in_a), (db, sb, in_b) = (_quoted(parts, " said ", lexicon) for parts in (a, b))
    swap = not in_order(da, db)
    one, other, s1, s2 = (db, da, sb, sa) if swap else (da, db, sa, sb)
    whole = (Link(tuple(range(len(s1.sentences) - 1)), tuple(range(len(s2.sentences) - 1)), 1.0),)
    alignment = align_linked(one, other, s1, s2, whole, lexicon)
    pairs = pair_quotations(one, other, s1, s2, alignment, lexicon)
    ours, theirs = (mirrored_quotes(pairs), pairs) if swap else (pairs, mirrored_quotes(pairs))
    return (
        tuple(_verdicts_in(ours, *place) for place in in_a),
        tuple(_verdicts_in(theirs, *place) for place in in_b),
    )


_INNER = str.maketrans(dict.fromkeys('“”„‟«»＂"', "'") | {"\n": " "})
"""Marks inside a quotation, so that they end none."""


def _verdicts_in(pairs: tuple[QuotePair, ...], start: int, end: int) -> tuple[str, ...]:
    """Return the verdicts on a stretch of a, those of its parts together."""
    own = {v for p in pairs if p.a and p.a.start < end and start < p.a.end for v in p.verdicts}
    return tuple(sorted(own)) or ("unsupported",)
