"""A document with no source at hand in, how likely it is spun out. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import numpy as np

from unspin.findings import Finding, Findings, Inspection, LanguageModel, SpunBy
from unspin.inspect.features import Seen, features
from unspin.inspect.findings import broken_phrases, findings
from unspin.inspect.spinning import is_doubted, score, why_not, with_phrases
from unspin.judge.residue import left_overs
from unspin.records import Document, Float32, Lexicon, Segmented
from unspin.restorations import Dictionary, Entry
from unspin.text.hashing import word_key
from unspin.text.quick import read_quickly, with_quotations


def inspect(document: Document, lexicon: Lexicon, model: LanguageModel | None) -> Inspection:
    """Say how likely a document is spun, and where, with no source at hand.

    Args:
        document: any text.
        lexicon: of its language, or the empty one.
        model: of its language; without one, nothing is said.
    """
    seg = read_quickly(document, lexicon)
    if model is None:
        language = document.language
        unknown = f"no language model for {language!r}: only English is known"
        return Inspection(document, None, unknown, seg.words, None, ())
    seen, odds = features(seg, lexicon, model), np.zeros(0, np.float32)
    p: float | None = None
    reason = why_not(seg) or (None if len(seen.values) else "it has no words that can be judged")
    if reason is None:
        p, odds = score(seen.values, _braces(document.text))
        if is_doubted(p):
            p = with_phrases(p, broken_phrases(seg, seen, odds, lexicon, model))
    make = partial(_found, document.text, seg, seen, odds, p, lexicon, model)
    method: SpunBy | None = "substitution" if p is not None and p >= 0.5 else None
    return Inspection(document, p, reason, seg.words, method, Findings(make))


def quickly(document: Document, lexicon: Lexicon) -> Segmented:
    """Return the columns that a text is inspected by, with its quotations."""
    return with_quotations(document.text, read_quickly(document, lexicon))


def keyed(entries: Iterable[Entry], lexicon: Lexicon) -> Dictionary:
    """Return a rewriter's dictionary by the rows of its words; phrases by their words."""
    words: dict[tuple[int, int], float] = {}
    phrases: dict[str, list[tuple[str, int]]] = {}
    for entry in entries:
        spun, original = entry.spun.lower(), entry.original.lower()
        rows = tuple(_row(word, lexicon) for word in (spun, original))
        if min(rows) >= 0:
            words[rows[0], rows[1]] = words.get((rows[0], rows[1]), 0.0) + entry.count
        elif " " in spun or " " in original:
            phrases.setdefault(spun, []).append((entry.original, entry.count))
    order = sorted(words)
    firsts = np.array([spun for spun, _ in order], np.int64)
    return Dictionary(
        np.searchsorted(firsts, np.arange(len(lexicon.keys) + 1)).astype(np.int32),
        np.array([original for _, original in order], np.int64),
        np.array([words[pair] for pair in order], np.float64),
        {spun: tuple(found) for spun, found in phrases.items()},
    )


def _row(word: str, lexicon: Lexicon) -> int:
    """Return the row of a lower-case word, -1 when the lexicon has none."""
    key = np.uint64(word_key(word))
    row = int(np.searchsorted(lexicon.keys, key))
    return row if row < len(lexicon.keys) and lexicon.keys[row] == key else -1


def _found(
    text: str, seg: Segmented, seen: Seen, odds: Float32, p: float | None, lexicon: Lexicon,
    model: LanguageModel,
) -> tuple[Finding, ...]:  # fmt: skip
    quoted = with_quotations(text, seg)
    return findings(text, quoted, seen, odds, p, left_overs(text), lexicon, model)


def _braces(text: str) -> int:
    """Return how many of a spinner's braces were left in a text; of most texts, not looked for."""
    return sum(code == "C601" for code, _, _ in left_overs(text)) if "{" in text else 0
