"""The judgement of an aligned pair: changes named, relation and direction told from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from operator import itemgetter
from typing import NamedTuple

from unspin.config import DirectionConfig
from unspin.judge.changes import (
    RESIDUE,
    Row,
    is_cosmetic,
    mirrored_rows,
    name_all,
    residue_sides,
    told,
)
from unspin.judge.direction import direction, mirrored_evidence
from unspin.judge.features import features
from unspin.judge.relation import Class, class_probabilities, extent, plain_case
from unspin.judge.signals import signals
from unspin.judge.survival import mirrored_quotes
from unspin.later import Later
from unspin.records import (
    COPIES,
    Alignment,
    Direction,
    Document,
    Evidence,
    Extent,
    Judgement,
    Lexicon,
    Method,
    QuotePair,
    Relation,
    Segmented,
    Span,
)


class Verdict(NamedTuple):
    """What is found out of a pair; fields as in :class:`Judgement`, the changes as plain rows.

    ``copied`` is how likely one text is a copy of the other, or both of a third, 0..1.
    """

    relation: Relation
    extent: Extent
    method: Method | None
    direction: Direction
    changes: Sequence[Row]
    evidence: tuple[Evidence, ...]
    quotes: Sequence[QuotePair]
    features: dict[str, float]
    copied: float


def judge(
    a: Document, b: Document, sa: Segmented, sb: Segmented, alignment: Alignment, lexicon: Lexicon,
    config: DirectionConfig,
) -> Verdict:  # fmt: skip
    """Name the changes of an aligned pair and judge it.

    Args:
        a, b: the documents; sa, sb: their columns.
        alignment: how they map on to each other.
        lexicon: word knowledge.
        config: when a direction is said.

    Returns:
        The verdict. Rules look at a first, so that ties depend on which side is a: compare a pair
        in one order, and ask for the other with :func:`mirrored`.
    """
    rows, quotes = name_all(a, b, sa, sb, alignment, lexicon)
    codes = _codes(rows)
    counted = features(sa, sb, alignment, codes)
    left_over = residue_sides(rows) if RESIDUE & codes.keys() else (0, 0)
    signed = signals(sa, sb, alignment, left_over, lexicon)
    counted |= {f"signal_{name}": value for name, value in signed.items()}
    chances = class_probabilities(counted)
    copied = sum(p for c, p in chances.items() if c[0] in COPIES)
    relation, method = _relation(sa, sb, alignment, is_cosmetic(rows), chances, copied > 0.5)
    said, evidence = direction(relation, method, chances, counted, config)
    return Verdict(
        relation,
        extent(alignment.cover_a, alignment.cover_b),
        method,
        said,
        rows,
        evidence,
        quotes,
        counted,
        copied,
    )


def _relation(
    sa: Segmented, sb: Segmented, alignment: Alignment, cosmetic: bool,
    chances: Mapping[Class, float], copied: bool,
) -> tuple[Relation, Method | None]:  # fmt: skip
    joined = any(k.a and k.b for k in alignment.links)
    known = copied or extent(alignment.cover_a, alignment.cover_b) != "partial"
    plain = plain_case(sa, sb, cosmetic and joined and known)
    if plain:
        return plain, None
    return max((c for c in chances if (c[0] in COPIES) == copied), key=lambda c: chances[c])


_MIRRORED: dict[Extent, Extent] = {"embedded-a": "embedded-b", "embedded-b": "embedded-a"}


def mirrored(verdict: Verdict) -> Verdict:
    """Return the verdict on the same pair with the sides swapped."""
    p = verdict.direction
    signed = {n: 0.0 - v for n, v in verdict.features.items() if n.startswith("signal_")}
    return Verdict(
        verdict.relation,
        _MIRRORED.get(verdict.extent, verdict.extent),
        verdict.method,
        Direction(p.b_source, p.a_source, p.common_source, p.abstained),
        mirrored_rows(verdict.changes),
        mirrored_evidence(verdict.evidence),
        Later(None, partial(mirrored_quotes, verdict.quotes)),
        verdict.features | signed,
        verdict.copied,
    )


def judgement(
    a: Document, b: Document, sa: Segmented, sb: Segmented, alignment: Alignment, verdict: Verdict,
    sentences: tuple[Sequence[Span], Sequence[Span]],
) -> Judgement:  # fmt: skip
    """Return what is said of a pair.

    Args:
        a, b: the documents; sa, sb: their columns.
        alignment: how they map on to each other.
        verdict: what was found out.
        sentences: where the sentences of a and of b stand, for those who show the judgement.
    """
    v = verdict
    return Judgement(
        a, b, sa.words, sb.words, alignment, v.relation, v.extent, v.method, v.direction,
        told(v.changes), v.evidence, v.quotes, *sentences, features=v.features,
        codes=_codes(v.changes),
    )  # fmt: skip


def _codes(rows: Sequence[Row]) -> Counter[str]:
    """Count the changes of each code."""
    return Counter(map(itemgetter(2), rows))
