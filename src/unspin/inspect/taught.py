"""A language model that has learned what one rewriter puts for what."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from unspin.findings import LanguageModel
from unspin.restorations import Dictionary

QUARTERS = 4
"""What a word that was put in once counts for in ``LanguageModel.spun``."""


def taught(model: LanguageModel, dictionary: Dictionary) -> LanguageModel:
    """Return a model that knows a rewriter's dictionary too.

    Words that are put in weigh the more the oftener they were seen; the words they were put for
    are tried first in their place; and phrases are found as those of the published list are.

    Args:
        model: of the language; dictionary: by rows of the lexicon that the model belongs to.
    """
    own = np.repeat(np.arange(len(model.ids)), np.diff(dictionary.starts))
    spun = model.spun + QUARTERS * np.bincount(own, dictionary.counts, len(model.ids))
    known = model.ids[dictionary.originals] >= 0
    order = np.lexsort((-dictionary.counts[known], own[known]))
    news, firsts = own[known][order], model.ids[dictionary.originals[known][order]]
    olds = np.repeat(np.arange(len(model.ids)), np.diff(model.swap_starts))
    rows = np.concatenate((news, olds))
    sorted_ = np.argsort(rows, kind="stable")
    swaps = np.concatenate((firsts.astype(np.uint16), model.swaps))[sorted_]
    phrases = {
        spun: max(found, key=lambda f: (f[1], f[0]))[0].lower()
        for spun, found in dictionary.phrases.items() if " " in spun
    }  # fmt: skip
    return replace(
        model, spun=spun.astype(np.int32), swaps=swaps,
        swap_starts=np.searchsorted(rows[sorted_], np.arange(len(model.ids) + 1)).astype(np.int32),
        tortured=(*model.tortured, *phrases.items()),
    )  # fmt: skip
