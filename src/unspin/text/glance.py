"""Tokens of a text and nothing more, for stages that need no lexicon: a tenth of what ``segment`` costs."""

from __future__ import annotations

import numpy as np

from unspin.records import Document, Lexicon, Segmented
from unspin.text.tokenise import tokens_of


def glance(document: Document, lexicon: Lexicon) -> Segmented:
    """Cut a document into tokens only.

    Args:
        document: any text.
        lexicon: gives look-alike letters; may be empty.

    Returns:
        Columns of which ``starts``, ``ends``, ``keys``, ``flags`` and ``kinds`` are told, the kinds
        by shape alone: no names, no function words. The whole text is one sentence, stems are the
        keys, rows are -1, and quotations are not paired.
    """
    _, starts, ends, keys, kinds, flags, _ = tokens_of(document.text, lexicon)
    n = len(starts)
    return Segmented(
        document.doc_id, starts, ends, keys, keys, kinds, flags, np.full(n, -1, np.int32),
        np.unique(np.array([0, n], np.int32)), np.zeros((0, 2), np.int32),
    )  # fmt: skip
