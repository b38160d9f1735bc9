"""The library's verbs: the pure pipeline joined to the outside world."""

from __future__ import annotations

import atexit
import hashlib
import json
import os
import shutil
import sys
import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from unspin import __version__
from unspin.errors import BadInput
from unspin.ingest.read import from_text, read, usable
from unspin.ingest.rows import Fields
from unspin.records import Document, Judgement

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import RenderableType

    from unspin.config import Config
    from unspin.index import Found
    from unspin.records import Passage, Sketch
    from unspin.report.corpus import CorpusView
    from unspin.run.curate import Keep
    from unspin.run.scan import Tell
    from unspin.store.care import Finding, Rebuilt

__all__ = ["add", "check", "compare", "curate", "export", "passages", "read", "rebuild", "render", "report",
           "scan", "sketch"]  # fmt: skip

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
    from unspin.pipeline import compare as compare_documents

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
    from unspin.pipeline import passages as passages_of_documents

    return passages_of_documents(*sides, lexicon_of(*sides), config or Config())


def sketch(document: Side) -> Sketch:
    """Return what an index keeps of a text to find its copies by: about one key for ten words.

    Takes what :func:`compare` takes, and raises what it raises.
    """
    side = _document(document)
    ready_kernels()
    from unspin.index import finding_lexicon
    from unspin.pipeline import sketched

    return sketched(side, finding_lexicon())[0]


def add(
    index: str | Path, inputs: Sequence[str | Path], *, text_key: str = "text",
    id_key: str = "id", jobs: int | None = None, tell: Tell | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Add the documents of files and folders to an index, which is made when there is none.

    Args:
        index: its folder.
        inputs: files and folders: text, HTML, JSONL, CSV, Parquet, WARC, RSS and Atom.
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
    from unspin.run.add import add_inputs

    return add_inputs(Path(index), inputs, Fields(text_key, id_key), jobs, tell)


def scan(
    inputs: Sequence[str | Path], out: str | Path, *, index: str | Path | None = None,
    text_key: str = "text", id_key: str = "id", jobs: int | None = None,
    stop_after: str | None = None, tell: Tell | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Find every copy in a corpus, as a job that can be stopped and gone on with at any moment.

    Writes ``pairs.jsonl``, ``families.jsonl``, ``skipped.jsonl`` and ``stats.json`` into ``out``.
    The same input gives the same bytes, whatever ``jobs`` is.

    Args:
        inputs: files and folders: text, HTML, JSONL, CSV, Parquet, WARC, RSS and Atom.
        out: folder for the results. A job that was stopped there goes on; another job's results
            there are replaced.
        index: an index to keep the documents in; pairs of those that are there already with each
            other are not reported. Without, one is made in ``out``.
        text_key, id_key: names of the fields of a record that hold its text and its id.
        jobs: processes; as many as there are cores when not given.
        stop_after: ``"sketch"``, ``"candidates"`` or ``"align"`` to stop early.
        tell: called with a stage (``read``, ``join``, ``verify``), how much is done, of how much.

    Returns:
        The books: what ``stats.json`` holds.

    Raises:
        BadInput: an input cannot be read, or nothing can be written to ``out``.
        WorkerLost: a process was killed, perhaps because memory ran out.
    """
    ready_kernels()
    from unspin.run.scan import scan as run
    from unspin.run.scan import silent

    return run(
        inputs, out, index=index, fields=Fields(text_key, id_key), jobs=jobs,
        stop_after=stop_after, tell=tell or silent,
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


def render(result: Judgement | Found | Path) -> RenderableType:
    """Return a result as something ``rich`` can print.

    A judgement gives what ``unspin compare`` shows, what ``Index.find`` returned what ``unspin
    find`` shows, and the folder of a finished scan its families and pairs.
    """
    from unspin.report import corpus, matches, terminal

    if isinstance(result, Judgement):
        return terminal.render(result)
    if isinstance(result, Path):
        return corpus.render(_scanned(result, {}))
    return matches.render(result.judgements)


def report(
    result: Judgement | Path, path: str | Path, *, pages: Mapping[tuple[str, str], str] | None = None
) -> Path:  # fmt: skip
    """Write a result as a file: a self-contained page, or JSON when ``path`` ends in ``.json``.

    The file appears whole or not at all; one that is already there is replaced.

    Args:
        result: a judgement, or the folder of a finished scan (only as a page).
        path: the file.
        pages: of a scan, addresses of the pages of its pairs, by the ids of their sides.

    Returns:
        The path written.

    Raises:
        BadInput: the file cannot be written there, or no scan has finished in that folder.
    """
    target = Path(path)
    if isinstance(result, Path):
        from unspin.report import corpus

        content = corpus.page(_scanned(result, pages or {}), version=__version__)
    elif target.suffix.lower() == ".json":
        content = json.dumps(result.to_dict(), indent=1) + "\n"
    else:
        from unspin.report import html

        content = html.page(result, version=__version__)
    _write(target, content)
    return target


def _scanned(folder: Path, pages: Mapping[tuple[str, str], str]) -> CorpusView:
    """Return the view of a scan that has finished in a folder."""
    ready_kernels()
    from unspin.report.corpus import FAMILIES, view
    from unspin.run.finished import Finished, numbers

    scan = Finished(folder)
    families = list(scan.families())
    with scan.store() as store:
        known = numbers(store).of
        ids = [name for row in families[:FAMILIES] for name in row["members"] if name in known]
        documents = store.documents([known[name] for name in ids])
    return view(scan.books, families, scan.pairs(), dict(zip(ids, documents, strict=True)), pages)


@cache
def ready_kernels() -> None:
    """Give numba a writable place for its compiled kernels, before it is first imported.

    Without one, importing a cached kernel fails; beside the source, uninstalling would leave the
    files behind. A place the user has chosen is left alone.
    """
    if "NUMBA_CACHE_DIR" in os.environ or "numba" in sys.modules:
        return
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111 (Path.home raises where there is none)
    place = Path(base) / "unspin" / "numba" / _kernel_scheme()
    try:
        place.mkdir(parents=True, exist_ok=True)
        writable = place.is_absolute() and os.access(place, os.W_OK)
    except OSError:
        writable = False
    if not writable:
        # A private folder: numba unpickles what it finds, so one that others can write is unsafe.
        place = Path(tempfile.mkdtemp(prefix="unspin-numba-"))
        atexit.register(shutil.rmtree, place, ignore_errors=True)
    os.environ["NUMBA_CACHE_DIR"] = str(place)


def _kernel_scheme() -> str:
    """Name the kernels by version and source: numba looks only at the file a kernel is in.

    A kernel that calls another from a changed file would run the old one from the cache.
    """
    sources = sorted(Path(__file__).parent.glob("*/*.py"))
    marks = "".join(f"{s.name}{(i := s.stat()).st_size}.{i.st_mtime_ns};" for s in sources)
    return f"{__version__}-{hashlib.sha256(marks.encode()).hexdigest()[:12]}"


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


def _write(target: Path, content: str) -> None:
    """Write beside the target and rename, so that nobody ever sees half a file."""
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        try:
            part.write_bytes(content.encode("utf-8", "replace"))
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    except OSError as cause:
        raise BadInput(
            f"{target}: cannot write here ({cause.strerror or cause}): name a file in a folder "
            "that exists and that you may write to"
        ) from cause
