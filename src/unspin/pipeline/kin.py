"""Documents of one origin in, their families and who derives from whom out. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from unspin.config import Config
from unspin.judge.signals import log_probabilities
from unspin.lineage.families import Tie
from unspin.lineage.families import families as joined_by_copying
from unspin.lineage.telling import LARGEST, Collated, Pairs, Witness, lineage_of, readings_of
from unspin.pipeline.pairs import compare
from unspin.records import Document, Float32, Lexicon, Segmented, UInt64
from unspin.text.segment import segment
from unspin.witnesses import Apparatus


def families(ties: Iterable[tuple[int, int, float, float]]) -> list[tuple[int, ...]]:
    """Return the families of verified pairs (document, document, share of each that is shared)."""
    return [family.members for family in joined_by_copying(Tie(*tie) for tie in ties)]


def lineage(
    family: str, documents: Sequence[Document], lexicon: Lexicon, config: Config, pairs: Pairs
) -> Collated:  # fmt: skip
    """Return who derives from whom among the documents of a family.

    Args:
        family: its name.
        documents: the witnesses; their order does not matter.
        lexicon: of their language; with the empty one only what they share decides.
        config: settings of :func:`compare`, which judges a family of two.
        pairs: lines of pairs that were judged before, by the ids of their sides.
    """
    if len(documents) == 2 and not pairs:
        a, b = sorted(documents, key=lambda d: d.doc_id)
        pairs = {(a.doc_id, b.doc_id): compare(a, b, lexicon, config).to_pair()}
    return lineage_of(family, _read(documents, lexicon), pairs)


def apparatus(collated: Collated, documents: Sequence[Document], lexicon: Lexicon) -> Apparatus:
    """Return the readings of all documents of a family, also of those too many for a stemma."""
    if len(collated.witnesses) < LARGEST:
        return collated.apparatus()
    return readings_of(collated.lineage.family, _read(documents, lexicon))


def _read(documents: Sequence[Document], lexicon: Lexicon) -> list[Witness]:
    texts = [segment(d, lexicon) for d in documents]
    return [Witness(d, t, *_known(t, lexicon)) for d, t in zip(documents, texts, strict=True)]


def _known(text: Segmented, lexicon: Lexicon) -> tuple[UInt64, Float32]:
    """Return by token: a key that spellings of one word share, and its log probability."""
    if not len(lexicon.bigram_counts):
        return text.keys, np.zeros(len(text), np.float32)
    rows = lexicon.variants[np.maximum(text.rows, 0)]
    keys = np.where(text.rows >= 0, lexicon.keys[rows], text.keys)
    return keys, log_probabilities(text, lexicon)[0]
