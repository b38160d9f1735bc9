"""A document in, what it is found by among millions out. Pure."""

from __future__ import annotations

from unspin.find.sketch import sketch
from unspin.find.traces import trace
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


def traced(document: Document, lexicon: Lexicon) -> UInt32:
    """Return a document's trace alone."""
    return trace(skim(document.text, lexicon))
