"""The judgement of an aligned pair: changes named, relation and direction told from them."""

from __future__ import annotations

from collections.abc import Mapping

from unspin.config import DirectionConfig
from unspin.judge.changes import name_all
from unspin.judge.direction import Class, direction
from unspin.judge.features import features
from unspin.judge.relation import class_probabilities, extent, plain_case
from unspin.judge.signals import signals
from unspin.records import (
    COPIES,
    Alignment,
    Document,
    Judgement,
    Lexicon,
    Method,
    Relation,
    Segmented,
    Span,
)


def judge(
    a: Document, b: Document, sa: Segmented, sb: Segmented, alignment: Alignment, lexicon: Lexicon,
    config: DirectionConfig, sentences: tuple[tuple[Span, ...], tuple[Span, ...]],
) -> Judgement:  # fmt: skip
    """Name the changes of an aligned pair and judge it.

    Args:
        a, b: the documents; sa, sb: their columns.
        alignment: how they map on to each other.
        lexicon: word knowledge.
        config: when a direction is said.
        sentences: where the sentences of a and of b stand, for those who show the judgement.

    Returns:
        The judgement.
    """
    changes, quotes = name_all(a, b, sa, sb, alignment, lexicon)
    counted = features(sa, sb, alignment, changes.codes)
    signed = signals(sa, sb, alignment, changes.residue, lexicon)
    counted |= {f"signal_{name}": value for name, value in signed.items()}
    chances = class_probabilities(counted)
    relation, method = _relation(sa, sb, alignment, changes.cosmetic, chances)
    said, evidence = direction(relation, method, chances, counted, config)
    return Judgement(
        a, b, sa.words, sb.words, alignment, relation, extent(alignment), method, said,
        changes, evidence, quotes, *sentences,
        features=counted,
    )  # fmt: skip


def _relation(
    sa: Segmented, sb: Segmented, alignment: Alignment, cosmetic: bool,
    chances: Mapping[Class, float],
) -> tuple[Relation, Method | None]:  # fmt: skip
    joined = any(k.a and k.b for k in alignment.links)
    plain = plain_case(sa, sb, cosmetic and joined)
    if plain:
        return plain, None
    copied = sum(p for c, p in chances.items() if c[0] in COPIES) > 0.5
    return max((c for c in chances if (c[0] in COPIES) == copied), key=lambda c: chances[c])
