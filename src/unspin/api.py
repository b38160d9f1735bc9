"""The library's verbs: the pure pipeline joined to the outside world."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from unspin import __version__
from unspin.errors import BadInput
from unspin.ingest import kernels
from unspin.ingest.read import from_text, read, usable
from unspin.ingest.rows import Fields
from unspin.records import Document, Judgement
from unspin.reports import hidden, report, scanned

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

    from unspin.config import Config
    from unspin.findings import Inspection
    from unspin.index import Found
    from unspin.ingest.inputs import Inputs
    from unspin.records import Passage, Sketch
    from unspin.restorations import Mined, Restoration
    from unspin.run.curate import Keep
    from unspin.run.scan import Tell
    from unspin.store.care import Finding, Rebuilt
    from unspin.witnesses import Lineage, Lineages, Quotes, Statements

__all__ = ["add", "check", "compare", "curate", "export", "graphml", "hidden", "inspect", "lineage", "passages", "quotes", "quotes_by_family", "read", "rebuild", "render", "report", "scan", "sketch", "statements", "statements_by_family"]  # fmt: skip

Side = str | Path | Document
"""One side of a comparison: a ``str`` is always the text itself, a ``Path`` is a file to read."""


def compare(a: Side, b: Side, *, config: Config | None = None) -> Judgement:
    """Compare two texts: align them, name every change, say which way the copying went.

    Args:
        a, b: the two sides. A ``str`` is the text itself, **never** a file name; a ``Path`` is a
            text or HTML file to read; a :class:`Document` is taken as it is.
        config: other settings than the defaults.

    Returns:
        The judgement. Its ``to_dict`` is the JSON of ``unspin compare --json``.

    Raises:
        BadInput: a side cannot be read, or holds no words.

    Example:
        >>> import unspin
        >>> unspin.compare("The mill closed in May.", "The mill closed in May.").relation
        'identical'
    """
    sides = _document(a), _document(b)
    ready_kernels()
    from unspin.config import Config
    from unspin.ingest.resources import lexicon_of
    from unspin.pipeline.pairs import compare as compare_documents

    return compare_documents(*sides, lexicon_of(*sides), config or Config())


def passages(a: Side, b: Side, *, config: Config | None = None) -> tuple[Passage, ...]:
    """Return the maximal reused stretches of two texts, and nothing else.

    The quick half of :func:`compare`, with the same arguments and errors: where the copied
    passages lie on either side, without naming changes or judging.
    """
    sides = _document(a), _document(b)
    ready_kernels()
    from unspin.config import Config
    from unspin.ingest.resources import lexicon_of
    from unspin.pipeline.pairs import passages as passages_of_documents

    return passages_of_documents(*sides, lexicon_of(*sides), config or Config())


def quotes(document: Side, *, strict: bool = False) -> Quotes:
    """Return the quotations of a text, each with who is said to have said it.

    Args:
        document: what :func:`compare` takes for a side. A ``Path`` may also be the folder of an
            index or of the results of a scan, for all of :func:`quotes_by_family`.
        strict: only quotations whose speaker is sure.

    Returns:
        The quotations in the order of the text. ``to_dict`` is the JSON of ``unspin quotes``.

    Raises:
        BadInput: the text cannot be read, or holds no words.

    Example:
        >>> import unspin
        >>> said = unspin.quotes('"The mill will close in May," said Ann Lee, its owner.')
        >>> said[0].speaker.canonical, said[0].exact
        ('Ann Lee', 'The mill will close in May,')
    """
    from unspin.witnesses import Quotes

    if isinstance(document, Path) and document.is_dir():
        return Quotes(tuple(q for part in quotes_by_family(document, strict=strict) for q in part))
    side = _document(document)
    ready_kernels()
    from unspin.ingest.resources import load_lexicon
    from unspin.pipeline.quotations import quotes as quotes_of_document

    return Quotes(quotes_of_document(side, load_lexicon(side.language), strict=strict))


def quotes_by_family(
    folder: str | Path, *, strict: bool = False, jobs: int | None = None
) -> Iterator[Quotes]:
    """Yield the quotations of the folder of an index or a finished scan, family after family.

    Each belongs to a group, the same quotation in other documents, which settle its speaker
    together; its ``survival`` says what became of its wording in each. Memory does not grow with
    the families of a scan. Arguments and errors are those of :func:`statements`.
    """
    ready_kernels()
    from unspin.run.testimony import witnesses
    from unspin.witnesses import Quotes

    for told in witnesses(Path(folder), strict=strict, jobs=jobs):
        yield Quotes(told.quotes)


def statements(
    folder: str | Path, *, family: str | None = None, strict: bool = False, jobs: int | None = None
) -> Statements:
    """Return who said what to whom, when and through whom, over an index or a scan.

    Args:
        folder: of an index, or of the results of a finished scan.
        family: only in this one: its number, or the id of a document in it.
        strict: only quotations whose speaker is sure.
        jobs: processes; as many as there are cores when not given.

    Returns:
        A sequence of ``Statement``, those with most witnesses first; :func:`report` writes it as
        CSV, JSON lines or schema.org Claims.

    Raises:
        BadInput: there is neither an index nor a finished scan, or no such family.
    """
    ready_kernels()
    from unspin.run.family import said_in
    from unspin.run.testimony import all_statements
    from unspin.witnesses import Statements

    if family is not None:
        return Statements(said_in(Path(folder), family, strict=strict))
    return Statements(tuple(all_statements(Path(folder), strict=strict, jobs=jobs)))


def statements_by_family(
    folder: str | Path, *, after: int = 0, strict: bool = False, jobs: int | None = None
) -> Iterator[Statements]:
    """Yield who said what in each family of a finished scan, largest first, then in every other page.

    Other arguments and errors are those of :func:`statements`, which makes one statement of what
    families have in common; here each is told of for itself, so the first come at once.

    Args:
        after: how many to leave out at the beginning: a later call goes on where one ended.
    """
    ready_kernels()
    from unspin.run.testimony import statements_of_each
    from unspin.witnesses import Statements

    for found in statements_of_each(Path(folder), after=after, strict=strict, jobs=jobs):
        yield Statements(found)


def inspect(document: Side, *, lexicon: str | Path | Mined | None = None) -> Inspection:
    """Say how likely a text is machine-spun, and where, with no source at hand.

    Args:
        document: what :func:`compare` takes for a side.
        lexicon: a rewriter's dictionary: what :func:`mine` returned, or a TSV of it. Its words
            count as ones that rewriters put in, and its phrases are found.

    Returns:
        The inspection. ``p_spun`` is None, and ``reason`` says why, for texts of fewer than 60
        words and for those that are not English. Findings are made when they are first looked
        at. Its ``to_dict`` is the JSON of ``unspin inspect --json``.

    Raises:
        BadInput: the text or the dictionary cannot be read, or the text holds no words.

    Example:
        >>> import unspin
        >>> found = unspin.inspect("The army {hardware} reminded them of the cold war.")
        >>> found.reason, [(f.code, f.text) for f in found.findings]
        ('too short: 9 words, and at least 60 are needed', [('C601', '{hardware}')])
    """
    side = _document(document)
    ready_kernels()
    from unspin.ingest.model import load_model
    from unspin.ingest.resources import load_lexicon
    from unspin.pipeline.single import inspect as inspect_document

    model = load_model(side.language)
    if lexicon is not None:
        from unspin.run.restoring import entries_of, model_taught

        model = model_taught(side.language, entries_of(lexicon))
    return inspect_document(side, load_lexicon(side.language), model)


def lineage(
    source: str | Path | Sequence[Side], family: str | None = None, *, jobs: int | None = None,
    readings: bool = False,
) -> Lineages:  # fmt: skip
    """Return who derives from whom: in every family of an index or a scan, or among some texts.

    Args:
        source: folder of an index or of the results of a scan, a ``str`` or a ``Path``; or a
            sequence of texts, each what :func:`compare` takes for a side, that are one family.
        family: only this one: its number, or the id of a document in it.
        jobs: processes; as many as there are cores when not given.
        readings: whether all readings are wanted too, for a TEI apparatus (:func:`report`).

    Returns:
        A sequence of ``Lineage``, largest family first. Dates are graded and never decide.

    Raises:
        BadInput: there is no index, scan or family of that name, or a text cannot be read.

    Example:
        >>> import unspin
        >>> old = "The mill closed in May after a long strike, and nobody was surprised."
        >>> unspin.lineage([old, old + " It had made paper since 1871."])[0].family
        '0'
    """
    ready_kernels()
    from unspin.run.lineages import lineages, of_documents
    from unspin.witnesses import Lineages

    if isinstance(source, str | Path):
        return lineages(Path(source), family, jobs, readings=readings)
    found = of_documents("0", [_document(side) for side in source], {})
    return Lineages((found.lineage,), (found.apparatus(),) if readings else ())


def graphml(lineages: Lineages) -> str:
    """Return lineages as one directed graph in GraphML, a node a witness, lost ones too."""
    from unspin.report import graphs

    return graphs.graphml(lineages)


def sketch(document: Side) -> Sketch:
    """Return what an index keeps of a text to find its copies by: about one key for ten words.

    Takes what :func:`compare` takes, and raises what it raises.
    """
    side = _document(document)
    ready_kernels()
    from unspin.index import finding_lexicon
    from unspin.pipeline.sketches import sketched

    return sketched(side, finding_lexicon())[0]


def add(
    index: str | Path, inputs: Inputs, *, text_key: str = "text",
    id_key: str = "id", jobs: int | None = None, tell: Tell | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Add the documents of files and folders to an index, which is made when there is none.

    Args:
        index: its folder.
        inputs: a file or folder, or several: text, HTML, JSONL, CSV, Parquet, WARC, RSS and Atom.
        text_key, id_key: names of the fields of a record that hold its text and its id.
        jobs: processes; as many as there are cores when not given.
        tell: called with ``("read", parts done, parts)`` as the work goes on.

    Returns:
        The books: ``read``, ``new``, ``same``, ``changed`` (ids that had another text before),
        ``skipped`` (by reason) and ``skips`` (each one).

    Raises:
        BadInput: an input cannot be read, or the index not written.
        Busy: another process is writing to the index.
    """
    ready_kernels()
    from unspin.run.local import begin

    begin(jobs)  # beside the imports that follow
    from unspin.run.add import add_inputs

    return add_inputs(Path(index), inputs, Fields(text_key, id_key), jobs, tell)


def scan(
    inputs: Inputs, out: str | Path, *, index: str | Path | None = None,
    text_key: str = "text", id_key: str = "id", jobs: int | None = None,
    engine: str = "local", stop_after: str | None = None, tell: Tell | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Find every copy in a corpus, as a job that can be stopped and gone on with at any moment.

    Writes ``pairs.jsonl``, ``families.jsonl``, ``skipped.jsonl`` and ``stats.json`` into ``out``.
    The same input gives the same bytes, whatever ``jobs`` and ``engine`` are.

    Args:
        inputs: a file or folder, or several, or ``s3://bucket/prefix`` in the store that
            ``AWS_ENDPOINT_URL`` names: text, HTML, JSONL, CSV, Parquet, WARC, RSS and Atom.
        out: folder for the results. A job that was stopped there goes on; another job's results
            there are replaced.
        index: an index to keep the documents in; pairs of those that are there already with each
            other are not reported. Without, one is made in ``out``.
        text_key, id_key: names of the fields of a record that hold its text and its id.
        jobs: processes; as many as there are cores when not given.
        engine: ``"local"``, or ``"ray"`` for the Ray cluster that ``RAY_ADDRESS`` names (without,
            one is started on this machine), whose nodes must all see ``out``, ``index`` and local
            inputs under the same paths.
        stop_after: ``"sketch"``, ``"candidates"`` or ``"align"`` to stop early.
        tell: called with a stage (``read``, ``join``, ``verify``), how much is done, of how much.

    Returns:
        The books: what ``stats.json`` holds.

    Raises:
        BadInput: an input cannot be read, nothing can be written to ``out``, or a node is not fit.
        MissingExtra: an extra that the engine or an input needs is not installed.
        WorkerLost: a process was killed, perhaps because memory ran out.
    """
    ready_kernels()
    from unspin.run.local import begin

    if engine == "local":
        begin(jobs)  # beside the imports that follow
    from unspin.run.scan import scan as run
    from unspin.run.scan import silent

    return run(
        inputs, out, index=index, fields=Fields(text_key, id_key), jobs=jobs,
        engine=engine, stop_after=stop_after, tell=tell or silent,
    )  # fmt: skip


def export(results: str | Path, path: str | Path, *, format: str | None = None) -> list[Path]:  # noqa: A002 (the word every user would look for)
    """Write what a scan found for another program.

    Args:
        results: folder that a scan has finished in.
        path: file to write; for ``"dolma"`` also a folder, which gets a file of attributes for each
            file of documents.
        format: ``"jsonl"``, ``"parquet"`` or ``"csv"`` (pairs; told by the suffix of ``path`` when
            not given), ``"dolma"`` or ``"passim"``.

    Returns:
        The files written, each whole; those that were there are replaced.

    Raises:
        BadInput: no scan has finished there, or nothing can be written.
        MissingExtra: Parquet needs the ``parquet`` extra.
    """
    ready_kernels()
    from unspin.run.export import export as write

    return write(results, path, format)


def curate(results: str | Path, *, keep: Keep = "source") -> dict[str, int]:
    """Choose the document of each family to keep, and say why the others may go.

    Writes ``kept.jsonl`` and ``dropped.jsonl`` into the folder of a finished scan.

    Args:
        results: that folder.
        keep: ``"source"``, the one with most evidence of being the source of the others, and the
            first where there is none; ``"first"`` in order of reading; ``"longest"``, in words.

    Returns:
        How many documents are ``kept``, ``dropped``, and ``guests`` among the kept.

    Raises:
        BadInput: no scan has finished there, or nothing can be written.
    """
    ready_kernels()
    from unspin.run.curate import curate as choose

    return choose(results, keep=keep)


def check(index: str | Path) -> list[Finding]:
    """Return everything that is wrong with an index: nothing when its bytes are those written."""
    ready_kernels()
    from unspin.index import check_index

    return check_index(index)


def rebuild(index: str | Path) -> Rebuilt:
    """Make an index anew from whatever is left of it; what could not be saved is counted."""
    ready_kernels()
    from unspin.index import rebuild_index

    return rebuild_index(index)


def render(
    result: Judgement
    | Found
    | Inspection
    | Lineage
    | Lineages
    | Mined
    | Quotes
    | Restoration
    | Statements
    | Path,
) -> RenderableType:
    """Return a result as something ``rich`` can print.

    A judgement gives what ``unspin compare`` shows, what ``Index.find`` returned what ``unspin
    find`` shows, an inspection its findings, quotations their cards, statements
    their blocks, lineages their trees, a restoration its changes, what was mined a table, and the
    folder of a finished scan its families and pairs. Results do this by themselves in a notebook,
    and where ``rich`` prints them.
    """
    if isinstance(result, Judgement):  # the commonest: it waits for no other view to be loaded
        from unspin.report import terminal

        return terminal.render(result)
    if isinstance(result, Path):
        from unspin.report import corpus

        return corpus.render(scanned(result, {}))
    from unspin.findings import Inspection
    from unspin.report import inspection, matches, wording
    from unspin.report import lineage as trees
    from unspin.report import quotes as cards
    from unspin.report import statements as blocks
    from unspin.restorations import Mined, Restoration
    from unspin.witnesses import Lineage, Lineages, Quotes, Statements

    if isinstance(result, Inspection):
        return inspection.render(result)
    if isinstance(result, Quotes):
        return cards.render(result)
    if isinstance(result, Statements):
        return blocks.render(result)
    if isinstance(result, Lineage | Lineages):
        return trees.render(Lineages((result,)) if isinstance(result, Lineage) else result)
    if isinstance(result, Restoration):
        return wording.restored(result)
    if isinstance(result, Mined):
        return wording.dictionary(result)
    return matches.render(result.judgements)


def ready_kernels() -> None:
    """Give numba a writable place for its compiled kernels, before it is first imported."""
    kernels.prepare(__version__)


def _document(side: Side) -> Document:
    if isinstance(side, Document):
        text, damage = usable(side.text, side.doc_id)
        return side if text == side.text else replace(side, text=text, damage=side.damage + damage)
    if isinstance(side, Path):
        return read(side)
    if isinstance(side, str):
        return from_text(side)
    raise BadInput(
        f"got a {type(side).__name__} to compare, wanted a text: "
        "pass a str (the text itself), a pathlib.Path (a file to read) or an unspin.Document"
    )
