"""The original wording of a text: from witnesses in an index, or from the language alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from unspin.findings import Inspection, LanguageModel
from unspin.ingest.dictionary import SHIPPED, load_dictionary, read_dictionary
from unspin.ingest.model import load_model
from unspin.ingest.resources import lexicon_of, load_lexicon
from unspin.inspect.candidates import Source, Thesaurus
from unspin.inspect.context import Maps
from unspin.inspect.guess import guessed
from unspin.inspect.lattice import likelihoods
from unspin.inspect.listed import Marks
from unspin.inspect.model import tables
from unspin.inspect.restore import Testimony, applied, covered, without_overlap, witnessed
from unspin.inspect.spinning import why_not
from unspin.inspect.taught import taught
from unspin.pipeline.pairs import segmented
from unspin.pipeline.single import inspect, keyed, quickly
from unspin.records import Document, Judgement, Segmented
from unspin.restorations import Entry, Mined, Restoration, Restored, Unrecoverable

COPIED = ("spun", "edited")
"""Relations in which a witness says something of the wording."""
SOURCE = 0.5
"""Probability from which a text is taken for the source of another."""
SPUN = 0.5
"""Probability, that a machine put words into a text, from which its quotations are in doubt."""
QUOTED = 4
"""Tokens of the shortest quotation that is; fewer are names and words held at a distance."""
OWN = 0.9
"""Probability, that the text itself is the source, from which a witness says nothing of it."""


def restore(
    document: Document, judgements: Iterable[Judgement], entries: Sequence[Entry] = ()
) -> Restoration:
    """Return the probable original wording of a text.

    Args:
        document: the text.
        judgements: of the text (side a) with what an index has of its copies and sources.
        entries: a rewriter's dictionary of the user's own.
    """
    seg = segmented(document, load_lexicon(document.language))
    model = load_model(document.language)
    heard = [t for j in judgements if (t := _testimony(j, seg, model)) is not None]
    changes = list(witnessed(document, seg, heard))
    told = covered(seg, heard)
    inspection = _inspected(document)
    reason = None
    if not heard:
        found, reason = _guessed(document, model, entries)
        changes += found
    changes += _braces(inspection)
    kept = without_overlap(changes)
    lost = tuple(_lost(document, seg, inspection, told))
    names = tuple(dict.fromkeys(c.witness for c in kept if c.witness is not None))
    return Restoration(document, applied(document.text, kept), kept, lost, names, reason)


def _testimony(
    judgement: Judgement, seg: Segmented, model: LanguageModel | None
) -> Testimony | None:
    """Return what a judged pair says of its side a; None when it says nothing."""
    p = judgement.direction
    if judgement.relation not in COPIED or p.a_source > OWN or not len(judgement.a.text):
        return None
    lexicon = lexicon_of(judgement.a, judgement.b)
    other = segmented(judgement.b, lexicon)
    if model is not None and len(lexicon.keys):
        known = tables(model, lexicon)
        ours, theirs = (likelihoods(s, model, known) for s in (seg, other))
    else:
        ours, theirs = np.zeros(len(seg), np.float32), np.zeros(len(other), np.float32)
    return Testimony(
        judgement.b, other, judgement.alignment.words,
        p.b_source / max(p.a_source + p.b_source, 1e-9), p.b_source >= SOURCE,
        judgement.relation == "edited" or p.a_source > p.b_source, -judgement.features.get("signal_collocation", 0.0),
        ours, theirs,
    )  # fmt: skip


def _guessed(
    document: Document, model: LanguageModel | None, entries: Sequence[Entry]
) -> tuple[list[Restored], str | None]:
    """Return the changes that the language alone speaks for, or why none were looked for."""
    if model is None:
        return [], f"no language model for {document.language!r}: only English is known"
    seg = quickly(document, load_lexicon(document.language))
    if reason := why_not(seg):
        return [], reason
    source = _source(document.language, tuple(entries))
    return list(guessed(document, seg, source, tables(model, source.lexicon))), None


@cache
def _source(language: str, entries: tuple[Entry, ...]) -> Source:
    lexicon, model = load_lexicon(language), load_model(language)
    if model is None:
        raise LookupError(language)
    book = keyed((*load_dictionary(language), *entries), lexicon)
    return Source(lexicon, model, book, load_maps(language), load_thesaurus(language))


def entries_of(lexicon: str | Path | Mined) -> tuple[Entry, ...]:
    """Return the entries of a rewriter's dictionary, read where a TSV of it is named.

    Raises:
        BadInput: the file cannot be read.
    """
    return lexicon.entries if isinstance(lexicon, Mined) else read_dictionary(Path(lexicon))


@lru_cache(maxsize=1)
def model_taught(language: str, entries: tuple[Entry, ...]) -> LanguageModel | None:
    """Return the model of a language that knows a rewriter's dictionary; None where there is none."""
    model = load_model(language)
    return None if model is None else taught(model, keyed(entries, load_lexicon(language)))


@cache
def load_thesaurus(language: str = "en") -> Thesaurus:
    """Return what a thesaurus of a language offers a rewriter.

    Raises:
        LookupError: there is none for it.
    """
    folder = _shipped(language)
    with np.load(folder / "listed.npz") as parts:
        marks = Marks(*(parts[name] for name in Marks._fields))
    return Thesaurus(read_dictionary(folder / "compounds.tsv"), marks)


@cache
def load_maps(language: str = "en") -> Maps:
    """Return the maps of a language's vectors that ``restore`` goes by.

    Raises:
        LookupError: there are none for it.
    """
    with np.load(_shipped(language) / "context.npz") as parts:
        return Maps(*(parts[name] * parts[f"{name}_steps"] for name in Maps._fields))


def _shipped(language: str) -> Path:
    """Return the folder of a language's data."""
    primary = language.partition("-")[0].lower()
    if primary not in SHIPPED:
        raise LookupError(language)
    return Path(str(files("unspin") / "data" / primary))


def _inspected(document: Document) -> Inspection:
    return inspect(document, load_lexicon(document.language), load_model(document.language))


def _braces(inspection: Inspection) -> Iterable[Restored]:
    """Yield the braces of a spinner's template, which go."""
    for finding in inspection.findings:
        if finding.code != "C601" or finding.suggestion is None:
            continue
        start, end = finding.span.start, finding.span.end
        if "|" in finding.text:
            yield Restored(start, end, finding.text, finding.suggestion, 0.5, None, finding.why)
            continue
        for at in (start, end - 1):
            yield Restored(at, at + 1, inspection.document.text[at], "", 0.98, None, finding.why)


def _lost(
    document: Document, seg: Segmented, inspection: Inspection, told: NDArray[np.bool_]
) -> Iterable[Unrecoverable]:
    """Yield the quotations that no witness has: all of a spun text, else those that read as it."""
    places = {f.span.start: f.span.end for f in inspection.findings if f.code == "C510"}
    if (inspection.p_spun or 0.0) >= SPUN:
        spans = ((seg.starts[a], seg.ends[b - 1]) for a, b in seg.quotations if b - a >= QUOTED)
        places |= {int(start): int(end) for start, end in spans}
    for start, end in sorted(places.items()):
        inside = (seg.starts < end) & (seg.ends > start)
        if not told[inside].any():
            yield Unrecoverable(start, end, document.text[start:end])
