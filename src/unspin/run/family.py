"""Everything that is told of one family, for its page: lineage, readings, documents, quotations."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from unspin.index import family_lexicon, open_store
from unspin.ingest.resources import load_lexicon
from unspin.pipeline.kin import apparatus
from unspin.pipeline.quotations import quotes, witnessed
from unspin.quotes.statements import statements
from unspin.records import Document
from unspin.run.finished import Row
from unspin.run.lineages import members, of_documents
from unspin.witnesses import Apparatus, Lineage, Statement


@dataclass(frozen=True, slots=True)
class Told:
    """A family: who derives from whom, all readings, its documents by id, what they quote."""

    lineage: Lineage
    apparatus: Apparatus
    documents: Mapping[str, Document]
    statements: tuple[Statement, ...]


def family(
    place: Path, name: str, hidden: Callable[[Sequence[Document]], Sequence[Document]] | None = None
) -> Told:  # fmt: skip
    """Return what is told of a family of an index or a finished scan.

    Args:
        place: the folder.
        name: number of the family, or the id of a document in it.
        hidden: gives the documents in their order under other names, so that nobody is named.

    Raises:
        BadInput: there is neither an index nor a finished scan, or no such family.
    """
    index, number, nums, pairs = members(place, name)
    with open_store(index) as store:
        documents = store.documents(nums)
    if hidden is None:
        return of_texts(number, documents, pairs)
    called = hidden(documents)
    new = {old.doc_id: one.doc_id for old, one in zip(documents, called, strict=True)}
    known = {(new[a], new[b]): row for (a, b), row in pairs.items() if a in new and b in new}
    return of_texts(number, called, known)


def of_texts(
    name: str, documents: Sequence[Document], pairs: Mapping[tuple[str, str], Row]
) -> Told:  # fmt: skip
    """Return what is told of documents at hand; arguments and errors of ``of_documents``."""
    collated = of_documents(name, documents, pairs)
    by_id = {d.doc_id: d for d in documents}
    readings = apparatus(collated, documents, family_lexicon(documents))
    return Told(collated.lineage, readings, by_id, _said(documents, strict=False))


def said_in(place: Path, name: str, *, strict: bool = False) -> tuple[Statement, ...]:
    """Return who said what in a family; takes and raises what :func:`family` does.

    Args:
        strict: only quotations whose speaker is sure.
    """
    index, _, nums, _ = members(place, name)
    with open_store(index) as store:
        documents = store.documents(nums)
    return _said(documents, strict=strict)


def _said(documents: Sequence[Document], *, strict: bool) -> tuple[Statement, ...]:
    found = [q for d in documents for q in quotes(d, load_lexicon(d.language))]
    kin = {d.doc_id: 0 for d in documents}
    lexicon = family_lexicon(documents)
    known = witnessed(documents, found, lexicon, kin=kin, strict=strict, each=False)
    return tuple(statements(known, {d.doc_id: d for d in documents}))
