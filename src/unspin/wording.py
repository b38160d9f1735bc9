"""The library's verbs of wording: mine a rewriter's dictionary, and put the original back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from unspin.api import _document as document_of
from unspin.api import ready_kernels

if TYPE_CHECKING:
    from collections.abc import Iterable

    from unspin.api import Side
    from unspin.index import Index
    from unspin.restorations import Mined, Restoration

__all__ = ["mine", "restore"]


def mine(
    source: str | Path | Iterable[tuple[Side, Side]], *, min_count: int = 1, jobs: int | None = None
) -> Mined:
    """Read the dictionary of whoever rewrote texts off confirmed pairs of copies.

    Args:
        source: folder of a finished scan or of an index, a ``str`` or a ``Path``; or pairs of
            texts, each what :func:`unspin.compare` takes for a side, in any order.
        min_count: texts in which an entry must have been seen.
        jobs: processes; as many as there are cores when not given.

    Returns:
        The dictionary: a sequence of entries (``spun``, ``original``, ``count``, ``examples``),
        the surest and commonest first, and which sites seem to share one. Its ``to_tsv`` is what
        ``unspin mine`` prints, its ``to_dict`` the JSON.

    Raises:
        BadInput: there is no index or scan, or a text cannot be read.

    Example:
        >>> import unspin
        >>> len(unspin.mine([]))
        0
    """
    pairs = None if isinstance(source, str | Path) else [
        (document_of(a), document_of(b)) for a, b in source
    ]  # fmt: skip
    ready_kernels()
    from unspin.run.mining import mine as mine_from

    place = Path(source) if isinstance(source, str | Path) else pairs or []
    return mine_from(place, least=min_count, jobs=jobs)


def restore(
    document: Side, index: Index | str | Path | None = None, *,
    lexicon: str | Path | Mined | None = None,
) -> Restoration:  # fmt: skip
    """Return the probable original wording of a machine-spun text.

    With an index, what it has of the text's sources and siblings is aligned with it, and each
    place gets the best reading. Where there is none, words that were probably put in are replaced
    by what most likely stood there, and only where that is nearly certain; quotations are then
    left as they are, and those that read as rewritten are listed.

    Args:
        document: what :func:`unspin.compare` takes for a side.
        index: an open index, or the folder of one or of the results of a scan.
        lexicon: a rewriter's dictionary: what :func:`mine` returned, or a TSV of it.

    Returns:
        The restoration: ``text``, and ``changes`` each with its confidence and witness. Its
        ``to_dict`` is the JSON of ``unspin restore --json``.

    Raises:
        BadInput: the text, the index or the dictionary cannot be read.

    Example:
        >>> import unspin
        >>> unspin.restore("The mill closed in May.").text
        'The mill closed in May.'
    """
    side = document_of(document)
    ready_kernels()
    from unspin.index import Index
    from unspin.run.restoring import entries_of
    from unspin.run.restoring import restore as restore_document

    entries = () if lexicon is None else entries_of(lexicon)
    if index is None:
        return restore_document(side, (), entries)
    from unspin.run.finished import Finished

    if isinstance(index, Index):
        return restore_document(side, index.find(side).judgements, entries)
    with Index.open(Finished.index_of(Path(index))) as opened:
        return restore_document(side, opened.find(side).judgements, entries)
