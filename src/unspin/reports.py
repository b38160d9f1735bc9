"""Results as files: pages, tables, graphs; told by what is given and by the name of the file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeGuard

from unspin import __version__
from unspin.errors import BadInput
from unspin.ingest import kernels
from unspin.records import Document, Judgement

if TYPE_CHECKING:
    from unspin.report.corpus import CorpusView
    from unspin.run.family import Told
    from unspin.witnesses import Lineages, Statements

_PAGE = (".html", ".htm")
_TABLES = (".csv", ".jsonl", ".parquet")
_GRAPHS = (".json", ".graphml", ".xml", ".tei")


def report(
    result: Judgement | Lineages | Statements | Path | Sequence[Document], path: str | Path, *,
    pages: Mapping[tuple[str, str], str] | None = None, homes: Mapping[int, str] | None = None,
    family: str | None = None, anonymous: bool = False,
) -> Path:  # fmt: skip
    """Write a result as a file: a self-contained page, or what the suffix of ``path`` names.

    A judgement becomes a page or ``.json``. The folder of a scan becomes a page, or a table of its
    pairs: ``.csv``, ``.jsonl``, ``.parquet``. One family of a scan or an index becomes a page.
    Lineages, and families that are asked for as such, become ``.json``, ``.csv``, ``.graphml``, or
    ``.xml`` or ``.tei``: a TEI apparatus. Statements become ``.csv``, a row an appearance,
    ``.jsonl``, or ``.jsonld``: schema.org Claims.

    The file appears whole or not at all; one that is already there is replaced.

    Args:
        result: a judgement, lineages, statements, the folder of an index or a finished scan, or
            the documents of one family.
        path: the file.
        pages: of a scan or a family, addresses of the pages of pairs, by the ids of their sides.
        homes: of a scan, addresses of the pages of its families, by their numbers.
        family: of a folder, only this family: its number, or the id of a document in it.
        anonymous: name no outlet, author, address or id. A judgement cannot be made so afterwards:
            compare documents that are (:func:`hidden`).

    Returns:
        The path written.

    Raises:
        BadInput: the file cannot be written there, there is nothing to report in that folder, or
            the suffix names no format for it.
        MissingExtra: Parquet needs the ``parquet`` extra.
    """
    from unspin.run.outputs import write_text

    target = Path(path)
    suffix = target.suffix.lower()
    kernels.prepare(__version__)
    if isinstance(result, Path):
        if family is None and suffix in _TABLES and not anonymous:
            return _exported(result, target)
        content = _of_folder(
            result, target, (pages or {}, homes or {}), family, anonymous=anonymous
        )
    elif isinstance(result, Judgement):
        content = _of_judgement(result, target, anonymous=anonymous)
    elif _are_documents(result):
        content = _of_texts(result, target, anonymous=anonymous)
    elif anonymous:
        raise BadInput(f"{target}: these results name their witnesses: report the folder instead")
    elif suffix == ".json":
        content = json.dumps(result.to_dict(), indent=1) + "\n"  # type: ignore[union-attr]
    else:
        content = _table_file(result, target)
    write_text(target, content)
    return target


def hidden(documents: Sequence[Document]) -> tuple[Document, ...]:
    """Return documents under names that tell nobody: for reports that are to be shared.

    Outlets, authors, addresses and ids get new names in every field and in the texts.

    >>> hidden([Document("a", "The Courier says so.", outlet="The Courier")])[0].text
    'Outlet 1 says so.'
    """
    from unspin.report.anonymous import hidden as masked

    return masked(documents)


def scanned(
    folder: Path, pages: Mapping[tuple[str, str], str], *,
    homes: Mapping[int, str] | None = None, whole: bool = False, anonymous: bool = False,
) -> CorpusView:  # fmt: skip
    """Return the view of a scan that has finished in a folder.

    Args:
        folder: the folder; pages: addresses of the pages of its pairs, by the ids of their sides.
        homes: addresses of the pages of its families, by their numbers.
        whole: all families and pairs, not as many as a screen can show.
        anonymous: under names that tell nobody.
    """
    kernels.prepare(__version__)
    from unspin.report.corpus import FAMILIES, view
    from unspin.run.finished import Finished, numbers

    scan = Finished(folder)
    families = list(scan.families())
    shown = families if whole else families[:FAMILIES]
    with scan.store() as store:
        known = numbers(store).of
        ids = [name for row in shown for name in row["members"] if name in known]
        documents = store.documents([known[name] for name in ids])
    about = dict(zip(ids, documents, strict=True))
    pairs = list(scan.pairs())
    books = dict(scan.books) | {"skips": list(scan.skips())} if whole else scan.books
    if anonymous:
        books, families, pairs, about, pages = _masked(books, families, pairs, about, pages)
    return view(books, families, pairs, about, pages, homes=homes, whole=whole)


def _masked(
    books: Mapping[str, Any], families: list[dict[str, Any]], pairs: list[dict[str, Any]],
    about: Mapping[str, Document], pages: Mapping[tuple[str, str], str],
) -> tuple[Any, ...]:  # fmt: skip
    """Return the results of a scan under names that tell nobody; its pages name their sides."""
    from unspin.report.anonymous import Masks

    ids = {name for row in families for name in row["members"]}
    ids |= {pair[side] for pair in pairs for side in "ab"}
    masks = Masks(list(about.values()), ids | {name for sides in pages for name in sides})
    new = masks.ids
    rows = [
        {**row, "members": [new[n] for n in row["members"]],
         "guests": [new[n] for n in row.get("guests", ())]}
        for row in families
    ]  # fmt: skip
    lines = [{**pair, "a": new[pair["a"]], "b": new[pair["b"]]} for pair in pairs]
    skips = [{**s, "origin": f"input {n}", "reason": masks.text(s["reason"])}
             for n, s in enumerate(books.get("skips", ()), 1)]  # fmt: skip
    documents = {new[name]: masks.document(d) for name, d in about.items()}
    return {**books, "skips": skips}, rows, lines, documents, {}


def _of_folder(
    folder: Path, target: Path, linked: tuple[Mapping[tuple[str, str], str], Mapping[int, str]],
    family: str | None, *, anonymous: bool,
) -> str:  # fmt: skip
    pages, homes = linked
    suffix = target.suffix.lower()
    if suffix not in (*_PAGE, *_GRAPHS, ".csv"):
        kinds = ", ".join((*_PAGE[:1], *_GRAPHS, *_TABLES))
        raise BadInput(f"{target}: a report is written as {kinds}: name a file of one of these")
    if family is None and suffix in _PAGE:
        if folder.is_dir() and not (folder / "stats.json").is_file():
            raise BadInput(
                f"{folder}: no scan has finished here: give the results of a scan for a page of all, "
                "or name one family of this index"
            )
        from unspin.report import corpus

        seen = scanned(folder, pages, homes=homes, whole=True, anonymous=anonymous)
        return corpus.page(seen, version=__version__)
    if family is None:
        if anonymous:
            raise BadInput(f"{target}: without names only pages and single families are written")
        from unspin.run.lineages import lineages

        return _lineage_file(lineages(folder, readings=suffix in (".xml", ".tei")), target)
    from unspin.report.anonymous import hidden as masked
    from unspin.run.family import family as told

    return _of_family(told(folder, family, masked if anonymous else None), target, pages)


def _of_texts(documents: Sequence[Document], target: Path, *, anonymous: bool) -> str:
    from unspin.run.family import of_texts

    shown = hidden(documents) if anonymous else documents
    return _of_family(of_texts("0", shown, {}), target)


def _of_family(told: Told, target: Path, pages: Mapping[tuple[str, str], str] | None = None) -> str:
    if target.suffix.lower() in _PAGE:
        from unspin.report import family

        seen = family.view(told.lineage, told.apparatus, told.documents, told.statements, pages)
        return family.page(seen, version=__version__)
    from unspin.witnesses import Lineages

    return _lineage_file(Lineages((told.lineage,), (told.apparatus,)), target)


def _of_judgement(judgement: Judgement, target: Path, *, anonymous: bool) -> str:
    if anonymous:
        raise BadInput(
            f"{target}: a judgement names its sides: compare  unspin.hidden(documents)  instead"
        )
    if target.suffix.lower() == ".json":
        return json.dumps(judgement.to_dict(), indent=1) + "\n"
    if target.suffix.lower() not in (*_PAGE, ""):
        raise BadInput(
            f"{target}: a pair is written as .html or .json: name a file of one of these"
        )
    from unspin.report import html

    sides = _words(judgement.a, judgement), _words(judgement.b, judgement)
    return html.page(judgement, version=__version__, words=sides)


def _words(document: Document, judgement: Judgement) -> list[tuple[int, int]]:
    """Return where the words of a side stand, as the comparison counted them."""
    from unspin.ingest.resources import lexicon_of
    from unspin.pipeline.pairs import segmented
    from unspin.records import Kind

    text = segmented(document, lexicon_of(judgement.a, judgement.b))
    kept = text.kinds <= Kind.NUMBER
    return list(zip(text.starts[kept].tolist(), text.ends[kept].tolist(), strict=True))


def _are_documents(result: Any) -> TypeGuard[Sequence[Document]]:
    return isinstance(result, Sequence) and all(
        isinstance(one, Document) for one in islice(result, 3)
    ) and len(result) > 0  # fmt: skip


def _exported(folder: Path, target: Path) -> Path:
    from unspin.run.export import export

    return export(folder, target, None)[0]


def _table_file(result: Any, target: Path) -> str:
    from unspin.run.testimony import written
    from unspin.witnesses import Statements

    if isinstance(result, Statements):
        return written(result, target.suffix)
    return _lineage_file(result, target)


def _lineage_file(lineages: Lineages, target: Path) -> str:
    from unspin.report import graphs

    suffix = target.suffix.lower()
    if suffix in (".xml", ".tei") and len(lineages.apparatus) < len(lineages):
        raise BadInput(
            f"{target}: an apparatus needs the readings: call lineage(..., readings=True)"
        )
    kinds = {
        ".csv": lambda: graphs.table(lineages), ".graphml": lambda: graphs.graphml(lineages),
        ".xml": lambda: graphs.tei(lineages.apparatus),
        ".tei": lambda: graphs.tei(lineages.apparatus),
        ".json": lambda: json.dumps(lineages.to_dict(), indent=1) + "\n",
    }  # fmt: skip
    if suffix not in kinds:
        raise BadInput(
            f"{target}: lineages are written as .json, .csv, .graphml or .xml: name one of them"
        )
    return kinds[suffix]()
