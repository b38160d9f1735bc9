"""Quotations of a text, for the tests of this folder."""

from __future__ import annotations

from datetime import UTC, datetime

from unspin.ingest.resources import empty_lexicon, load_lexicon
from unspin.pipeline.quotations import quotes
from unspin.records import Document

FRIDAY = datetime(2016, 6, 3, 12, tzinfo=UTC)


def told(text, *, strict=False, known=True, published=FRIDAY):
    """Return the quotations of a story published on Friday, June 3, 2016."""
    lexicon = load_lexicon("en") if known else empty_lexicon()
    return quotes(Document("story", text, published=published), lexicon, strict=strict)


def names(text, **options):
    """Return the canonical speaker of each quotation, None where nobody is named."""
    return [q.speaker.canonical if q.speaker else None for q in told(text, **options)]
