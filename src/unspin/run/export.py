"""What a scan found, written for other programs: JSONL, Parquet, CSV, Dolma attributes, passim."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, Any

from zstandard import ZstdCompressor

from unspin.errors import BadInput, require
from unspin.records import Document
from unspin.run import dolma, passim
from unspin.run.finished import Finished, Row, numbers
from unspin.run.outputs import whole
from unspin.store.store import Store

GROUP = 50_000
"""Pairs of one row group of a Parquet file."""

_BY_SUFFIX = {".jsonl": "jsonl", ".parquet": "parquet", ".csv": "csv"}
_PACKED = (".gz", ".zst")
_FORMULA = tuple("=+-@\t\r")
_P = ("a_source", "b_source", "common_source")
_PAIR = ("a", "b", "relation", "extent", "method", *(f"p_{name}" for name in _P), "abstained",
         "cover_a", "cover_b", "passages", "changes")  # fmt: skip
_PASSAGE = ("a", "b", "a_start", "a_end", "b_start", "b_end")
_MEMBER = ("family", "id", "guest", "identical_to", "outlet", "title", "url", "published")


def export(results: str | Path, path: str | Path, form: str | None = None) -> list[Path]:
    """Write the results of a scan for another program.

    Args:
        results: folder of a finished scan.
        path: file to write; for ``dolma``, a folder too.
        form: one of :data:`FORMATS`; told by the suffix of ``path`` when not given.

    Returns:
        The files written, each whole; those that were there are replaced.

    Raises:
        BadInput: no scan has finished there, the format is not known, or nothing can be written.
        MissingExtra: Parquet is asked for, and the ``parquet`` extra is not installed.
    """
    target = Path(path)
    if form is None:
        form = _BY_SUFFIX.get(_unpacked(target).suffix.lower(), "")
    if form not in FORMATS:
        got = f"the format {form!r}" if form else f"the name {target.name!r} and no format"
        raise BadInput(f"got {got}, wanted one of: {', '.join(FORMATS)}")
    return FORMATS[form](Finished(results), target)


def _jsonl(scan: Finished, path: Path) -> list[Path]:
    return [_write_lines(path, scan.pairs())]


def _passim(scan: Finished, path: Path) -> list[Path]:
    with scan.store() as store:
        return [_write_lines(path, passim.lines(scan, store, numbers(store)))]


def _dolma(scan: Finished, path: Path) -> list[Path]:
    with scan.store() as store:
        findings = dolma.Findings(scan, store, numbers(store))
        if _unpacked(path).suffix in {".jsonl", ".json"} and not path.is_dir():
            return [_write_lines(path, dolma.rows(store, findings))]
    return [
        _write_lines(path / below, dolma.rows_of(parts, scan.fields, findings))
        for below, parts in dolma.files(scan).items()
    ]


def _csv(scan: Finished, path: Path) -> list[Path]:
    """Write pairs, and beside them ``NAME.passages.csv`` and ``NAME.families.csv``."""
    passages = (
        [row["a"], row["b"], *passage] for row in scan.pairs() for passage in row["passages"]
    )
    with scan.store() as store:
        return [
            _write_table(path, _PAIR, map(_cells, scan.pairs())),
            _write_table(_beside(path, "passages"), _PASSAGE, passages),
            _write_table(_beside(path, "families"), _MEMBER, _members(scan, store)),
        ]


def _unpacked(path: Path) -> Path:
    """Return a name without the suffix that says how the file is packed."""
    return path.with_suffix("") if path.suffix.lower() in _PACKED else path


def _beside(path: Path, what: str) -> Path:
    """Return the name of a table beside another: ``p.csv.gz``, ``p.passages.csv.gz``."""
    name = _unpacked(path)
    return path.with_name(f"{name.stem}.{what}{path.name.removeprefix(name.stem)}")


def _cells(row: Row) -> list[Any]:
    changes = " ".join(f"{code}:{count}" for code, count in row["changes"].items())
    flat = {**row, **{f"p_{name}": row["p"][name] for name in _P}}
    return [flat[name] for name in _PAIR[:-2]] + [len(row["passages"]), changes]


def _members(scan: Finished, store: Store) -> Iterator[list[Any]]:
    """Yield a row for each member of each family, the family first."""
    known = numbers(store)
    for row in scan.families():
        first = {m: members[0] for members in row["exact_classes"] for m in members[1:]}
        guests = set(row["guests"])
        named = [m for m in row["members"] if m in known.of]
        documents = dict(zip(named, store.documents([known.of[m] for m in named]), strict=True))
        for member in row["members"]:
            claims = _claims(documents[member]) if member in documents else [None] * 4
            yield [row["family"], member, member in guests, first.get(member), *claims]


def _claims(document: Document) -> list[Any]:
    published = document.published and document.published.isoformat()
    return [document.outlet, document.title, document.url, published]


def _write_table(path: Path, names: Sequence[str], rows: Iterable[Iterable[Any]]) -> Path:
    with whole(path) as file, _packed(file, path.suffix.lower()) as packed:
        text = io.TextIOWrapper(packed, "utf-8", "replace", newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(names)
        writer.writerows([cell(value) for value in row] for row in rows)
        text.flush()
        text.detach()
    return path


def cell(value: object) -> object:
    """Return what to write into a cell of a table, so that no spreadsheet runs it as a formula.

    Example:
        >>> cell("=HYPERLINK(A1)"), cell("a-b"), cell(True), cell(None)
        ("'=HYPERLINK(A1)", 'a-b', 'true', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return value
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _parquet(scan: Finished, path: Path) -> list[Path]:
    if path.suffix.lower() in _PACKED:
        raise BadInput(f"{path}: Parquet is packed inside: name it without {path.suffix}")
    pa, pq = require("parquet")
    p = pa.struct([(name, pa.float64()) for name in _P])
    schema = pa.schema([
        ("a", pa.string()), ("b", pa.string()), ("relation", pa.string()),
        ("extent", pa.string()), ("method", pa.string()), ("p", p), ("abstained", pa.bool_()),
        ("cover_a", pa.float64()), ("cover_b", pa.float64()),
        ("passages", pa.list_(pa.list_(pa.int32()))),
        ("changes", pa.map_(pa.string(), pa.int32())),
    ])  # fmt: skip
    with whole(path) as file, pq.ParquetWriter(file, schema, compression="zstd") as writer:
        pairs = scan.pairs()
        while rows := list(islice(pairs, GROUP)):
            plain = [{**row, "changes": list(row["changes"].items())} for row in rows]
            writer.write_table(pa.Table.from_pylist(plain, schema), row_group_size=GROUP)
    return [path]


def _write_lines(path: Path, rows: Iterable[Mapping[str, Any]]) -> Path:
    with whole(path) as file, _packed(file, path.suffix.lower()) as packed:
        for row in rows:
            packed.write((json.dumps(row, ensure_ascii=False) + "\n").encode("utf-8", "replace"))
    return path


@contextmanager
def _packed(file: IO[bytes], suffix: str) -> Iterator[Any]:
    """Compress what is written as the suffix says; the same bytes at any time of day."""
    if suffix == ".gz":
        with gzip.GzipFile("", "wb", 6, file, mtime=0) as packed:
            yield packed
    elif suffix == ".zst":
        with ZstdCompressor().stream_writer(file, closefd=False) as packed:
            yield packed
    else:
        yield file


FORMATS: dict[str, Callable[[Finished, Path], list[Path]]] = {
    "jsonl": _jsonl,
    "parquet": _parquet,
    "csv": _csv,
    "dolma": _dolma,
    "passim": _passim,
}
"""The writers, by the name of what they write."""
