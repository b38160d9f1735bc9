"""What the caller names, files and folders, becomes parts that can be read alone, in any order.

The parts of an input depend on the input and on nothing else: however many workers read them,
the same documents come out.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePath

from unspin.errors import BadInput, MissingExtra
from unspin.ingest import s3
from unspin.ingest.compressed import Plain, Unpacked, shown, unpacked
from unspin.ingest.feeds import read_feed
from unspin.ingest.kinds import HEAD, PAGES, TEXTS, kind_of, kind_of_stream
from unspin.ingest.lines import read_lines, read_values
from unspin.ingest.read import LIMIT, bytes_of, of_bytes
from unspin.ingest.rows import Fields
from unspin.ingest.tables import read_csv, read_parquet, row_groups
from unspin.ingest.warc import read_warc
from unspin.records import Document, Skipped

__all__ = ["Fields", "Inputs", "Part", "named", "parts", "read_part", "runs_foreign_code"]

Inputs = str | Path | Iterable[str | Path]
"""One file or folder, or several."""

CUT = 16 * 2**20
"""About how many bytes of JSONL, of Parquet or of small files a part has."""
FILES = 2000
"""Most files of a part."""

_NO_RECORDS = frozenset(("_SUCCESS",))  # an empty file that Spark leaves beside its output
_DEFAULT = Fields()


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the input that can be read without the rest.

    Attributes:
        path: the file; the first of them when there are several; ``"-"`` for standard input.
        start, end: bytes of a JSONL file, row groups of a Parquet file, else 0 and the size in
            bytes.
        kind: ``jsonl json csv parquet warc feed`` (``+packed`` when compressed), ``text``, or
            ``stdin``.
        files: the text and HTML files of a part of kind ``text``.
    """

    path: str
    start: int
    end: int
    kind: str
    files: tuple[str, ...] = ()


def named(inputs: Inputs) -> list[str]:
    """Return the names of inputs: of the one that was given, or of several, gone through once.

    Raises:
        BadInput: there is none, or one is no path.

    Example:
        >>> named("corpus/documents"), named(Path(f"{n}.txt") for n in "ab")
        (['corpus/documents'], ['a.txt', 'b.txt'])
    """
    given: list[object] = [inputs] if isinstance(inputs, str | Path) else list(inputs)
    if not given:
        raise BadInput("got no input: give files or folders, or - for standard input")
    for entry in given:
        if not isinstance(entry, str | Path):
            kind = type(entry).__name__
            raise BadInput(f"got {str(entry)[:40]!r} ({kind}) among the inputs, wanted paths")
    return [str(entry) for entry in given]


def parts(inputs: Sequence[str | Path], cut: int = CUT, *, but: Path | None = None) -> list[Part]:
    """List the parts of files and folders, or of objects under ``s3://``, in order.

    A folder is read with all that it holds, sorted by name, the files before the folders; hidden
    ones are left out, and folders that are links are not followed. What a folder holds that cannot
    be read becomes a ``Skipped`` of its part.

    Args:
        inputs: files, folders, or ``"-"`` for JSONL or one text on standard input.
        cut: about how many bytes a part has.
        but: a folder to leave out where it lies in another: that of the results.

    Raises:
        BadInput: there is no such file; or the only one is of no kind that unspin reads. One of
            several becomes a ``Skipped`` of its part, as in a folder.
        MissingExtra: it is a Parquet file, and the ``parquet`` extra is not installed.
    """
    found: list[Part] = []
    for entry in inputs:
        if str(entry) == "-":
            found.append(Part("-", 0, 0, "stdin"))
        elif s3.is_remote(str(entry)):
            found += _of_files(s3.listed(str(entry)), cut)
        elif (mode := _mode(path := str(entry))) and stat.S_ISDIR(mode):
            found += _of_files(_files(path, but), cut)
        elif stat.S_ISREG(mode):
            found += _of_one(path, cut, alone=len(inputs) == 1)
        else:
            raise BadInput(f"{path}: is neither a file nor a folder: pipe it in, and give -")
    return found


def read_part(part: Part, fields: Fields = _DEFAULT) -> Iterator[Document | Skipped]:
    """Read the records of a part, in order: each becomes a document, or says why it is none.

    The codes of ``Skipped``: of a record ``not-an-object no-text text-not-string empty too-deep
    too-long``; of its form ``bad-json bad-csv bad-value``; of a file ``unreadable not-a-file binary
    changed truncated corrupt bomb``; of a feed ``bad-xml dtd``; of a WARC file ``not-a-record
    bad-header bad-length bad-response http-status not-text``.

    Args:
        part: one of :func:`parts`.
        fields: names of the fields that hold a record's text and its id.

    Raises:
        MissingExtra: an optional package that this kind of input needs is not installed.
    """
    if part.kind == "text":
        yield from _read_files(part.files)
    elif part.kind == "parquet":
        yield from read_parquet(part.path, part.start, part.end, fields)
    elif part.kind == "jsonl":
        with Plain(part.path, part.start) as file:
            yield from read_lines(file, fields, part.start, part.end)
    else:
        with Plain(part.path) as file:
            kind = part.kind.removesuffix("+packed")
            yield from _read_whole(kind, unpacked(file, resume=kind == "warc"), fields)


def runs_foreign_code(part: Part) -> bool:
    """Tell whether a part goes through a parser in C that a broken file could crash.

    Those of web pages and of Parquet are meant. A page under the name of a text is seen by how it
    begins.
    """
    if part.kind != "text":
        return part.kind in {"parquet", "warc", "warc+packed", "feed"}
    return any(_may_be_page(path) for path in part.files)


def _may_be_page(path: str) -> bool:
    if _suffix(path) in PAGES:
        return True
    try:
        if not stat.S_ISREG(_mode(path)):
            return False
    except BadInput:
        return False
    with Plain(path) as file:
        return b"<" in file.peek(HEAD // 16)


def _read_whole(
    kind: str, source: Plain | Unpacked, fields: Fields
) -> Iterator[Document | Skipped]:
    if kind == "stdin":
        kind = kind_of_stream(source.peek(HEAD))
    match kind:
        case "jsonl":
            return read_lines(source, fields)
        case "json":
            return read_values(source, fields)
        case "csv":
            return read_csv(source, fields)
        case "warc":
            return read_warc(source)
        case "feed":
            return read_feed(source)
    return _read_text(source)


def _read_text(source: Plain | Unpacked) -> Iterator[Document | Skipped]:
    data = source.read(LIMIT + 1)
    if source.flaw:
        yield Skipped(source.name, *source.flaw)
    elif len(data) > LIMIT:
        yield _too_long(source.name)
    else:
        yield of_bytes(data, source.name)


def _read_files(files: Iterable[str]) -> Iterator[Document | Skipped]:
    for path in files:
        name = shown(path)
        try:
            mode = _mode(path)
            if not stat.S_ISREG(mode):
                yield _no_file(path, name, mode)
                continue
            if _suffix(path) not in TEXTS and (kind := kind_of(path)) != "text":
                yield Skipped(name, "changed", f"it was text when it was found, and is {kind} now")
                continue
            if _size(path) > LIMIT:
                yield _too_long(name)
                continue
            data = bytes_of(path)
        except BadInput as cause:
            yield Skipped(name, "unreadable", str(cause).removeprefix(f"{path}: "))
            continue
        yield of_bytes(data, name)


def _no_file(path: str, name: str, mode: int) -> Skipped:
    if not stat.S_ISDIR(mode):
        return Skipped(name, "not-a-file", "neither a file nor a folder")
    try:
        next(Path(path).iterdir(), None)
    except OSError as cause:
        return Skipped(name, "unreadable", f"a folder that cannot be listed ({cause.strerror})")
    return Skipped(name, "changed", "a folder that could not be listed when it was found")


def _too_long(name: str) -> Skipped:
    return Skipped(name, "too-long", f"a text larger than {LIMIT >> 20} MB: split it")


def _mode(path: str) -> int:
    if s3.is_remote(path):
        return stat.S_IFREG
    try:
        return Path(path).stat().st_mode
    except (OSError, ValueError) as cause:  # ValueError: a NUL inside the path
        why = getattr(cause, "strerror", None) or cause
        raise BadInput(
            f"{path}: cannot be read ({why}): give a file or folder that is there"
        ) from (cause)


def _suffix(path: str) -> str:
    return PurePath(path).suffix.lower()


def _of_files(files: Iterable[str], cut: int) -> Iterator[Part]:
    """Yield the parts of a folder's files; neighbouring text files share one."""
    batch: list[str] = []
    size = 0
    for path in files:
        kind = "text"
        if _suffix(path) not in TEXTS:
            with suppress(BadInput):  # whoever reads the part will say why it cannot be
                kind = kind_of(path) if stat.S_ISREG(_mode(path)) else "text"
        if kind == "text":
            batch.append(path)
            size += _size(path)
        if batch and (kind != "text" or size >= cut or len(batch) == FILES):
            yield Part(batch[0], 0, size, "text", tuple(batch))
            batch, size = [], 0
        if kind != "text":
            yield from _of_file(path, kind, cut)
    if batch:
        yield Part(batch[0], 0, size, "text", tuple(batch))


def _files(folder: str, but: Path | None = None) -> Iterator[str]:
    """Yield the files below a folder, sorted, hidden ones left out; then folders that are shut."""
    shut: list[str] = []
    left_out = but.resolve() if but else None
    for where, folders, files in os.walk(folder, onerror=lambda cause: shut.append(cause.filename)):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        if left_out and left_out.name in folders and Path(where).resolve() == left_out.parent:
            folders.remove(left_out.name)
        for name in sorted(files):
            if not name.startswith(".") and name not in _NO_RECORDS:
                yield os.path.join(where, name)  # noqa: PTH118 - a million of them
    yield from shut


def _size(path: str) -> int:
    if s3.is_remote(path):
        return max(s3.mark(path)[0], 0)
    try:
        return Path(path).stat().st_size
    except OSError:
        return 0


def _of_one(path: str, cut: int, *, alone: bool) -> list[Part]:
    """Return the parts of a file that was named, among thousands perhaps: ``crawl/*.warc.gz``."""
    try:
        return list(_of_file(path, kind_of(path), cut))
    except MissingExtra:
        raise
    except BadInput:
        if alone:
            raise
        return [Part(path, 0, _size(path), "text", (path,))]  # whoever reads it says why not


def _of_file(path: str, kind: str, cut: int) -> Iterator[Part]:
    size = _size(path)
    if kind == "text":
        yield Part(path, 0, size, kind, (path,))
    elif kind == "parquet":
        for start, end in row_groups(path, cut):
            yield Part(path, start, end, kind)
    elif kind == "jsonl":
        for start, end in _ranges(path, size, cut):
            yield Part(path, start, end, kind)
    else:
        yield Part(path, 0, size, kind)


def _ranges(path: str, size: int, cut: int) -> Iterator[tuple[int, int]]:
    """Cut a JSONL file behind the first line end at or after each ``cut`` bytes."""
    start = 0
    with Plain(path) as file:
        while start < size:
            end = position = min(start + cut - 1, size)
            file.seek(position)
            while chunk := file.read(HEAD):
                if (at := chunk.find(b"\n")) >= 0:
                    end = position + at + 1
                    break
                position += len(chunk)
                end = position
            yield start, end
            start = end
