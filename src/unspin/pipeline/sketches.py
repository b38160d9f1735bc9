"""A document in, what it is found by among millions out. Pure."""

from __future__ import annotations

from unspin.find.sketch import sketch
from unspin.find.traces import seen_from, trace
from unspin.records import Document, Lexicon, Sketch, UInt32
from unspin.text.skim import skim


def sketched(document: Document, lexicon: Lexicon) -> tuple[Sketch, UInt32]:
    """Return a document's sketch, and its trace for a second look (``find.traces``).

    Args:
        document: any text.
        lexicon: the same one for all documents that are to be found by each other, whatever
            their language.
    """
    words = skim(document.text, lexicon)
    return sketch(document.doc_id, words), trace(words)


def traced(text: str, lexicon: Lexicon, at: int | None = None) -> UInt32:
    """Return a text's trace alone.

    Args:
        text: any text.
        lexicon: as for :func:`sketched`.
        at: where it met another, as in ``Sketch.positions``, when the trace will be looked at
            there only: it then ends where such a look does.
    """
    return trace(skim(text, lexicon, None if at is None else seen_from(at, text)))
