"""Rows of CSV and of Parquet become records; a bad row costs itself and no neighbour."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from unspin.errors import require
from unspin.ingest import s3
from unspin.ingest.compressed import Source, shown
from unspin.ingest.lines import TOO_LONG, lines
from unspin.ingest.read import LIMIT, decode
from unspin.ingest.rows import Fields, document
from unspin.records import Document, Skipped

BATCH = 64
"""Parquet rows made into Python objects at a time."""
ROWS = 1_000
"""Rows from which on a part of a Parquet file is not made larger."""

_DELIMITERS = ",;\t|"


def read_csv(source: Source, fields: Fields) -> Iterator[Document | Skipped]:
    """Read CSV with a header line; origins are ``name:line``.

    The delimiter is the commonest of comma, semicolon, tab and bar in the header. Bytes that are
    not UTF-8 are read as what they most likely are, cell by cell.
    """
    feed = _Lines(source)
    if (header := next(feed, None)) is None:
        if source.flaw:
            yield Skipped(source.name, *source.flaw)
        return
    delimiter = max(_DELIMITERS, key=header.count)
    if csv.field_size_limit() < LIMIT:  # a setting of the process; articles pass its default
        csv.field_size_limit(LIMIT)
    try:
        cells = next(csv.reader([header], delimiter=delimiter, strict=True))
    except csv.Error as cause:
        yield Skipped(f"{source.name}:1", "bad-csv", f"the header cannot be read: {cause}")
        return
    names = [_mended(cell)[0] for cell in cells]
    rows = csv.reader(feed, delimiter=delimiter, strict=True)
    while True:
        feed.begin()
        try:
            row = next(rows, None)
        except _TooLongError:
            yield Skipped(feed.origin, "too-long", TOO_LONG)
            continue
        except csv.Error as cause:
            if source.flaw is None:
                yield Skipped(feed.origin, "bad-csv", str(cause))
            continue
        if row is None:
            break
        if row:
            yield _of_row(names, row, feed.origin, fields)
    if source.flaw:
        yield Skipped(source.name, *source.flaw)


class _TooLongError(Exception):
    """A row passed the limit; never leaves this module."""


class _Lines:
    """Lines for the csv module, counted, and cut off when a row grows past the limit."""

    def __init__(self, source: Source) -> None:
        self._name = source.name
        self._lines = lines(source)
        self._line = self._row = self._size = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        offset, line = next(self._lines)
        while line is not None and not self._size and not line.strip(b"\n"):  # no row begins here
            self._line += 1 + len(line)
            self._row = self._line + 1
            offset, line = next(self._lines)
        self._line += 1
        if line is None:
            raise _TooLongError
        self._size += len(line)
        if self._size > LIMIT:
            raise _TooLongError
        if offset == 0:
            line = line.removeprefix(b"\xef\xbb\xbf")
        return line.decode("utf-8", "surrogateescape") + "\n"

    def begin(self) -> None:
        """Note that the next line begins a row."""
        self._row, self._size = self._line + 1, 0

    @property
    def origin(self) -> str:
        """The file and the line that the row begins at."""
        return f"{self._name}:{self._row}"


def _of_row(names: list[str], row: list[str], origin: str, fields: Fields) -> Document | Skipped:
    if len(row) != len(names):
        return Skipped(origin, "bad-csv", f"{len(row)} cells under {len(names)} columns")
    damage: list[str] = []
    for number, cell in enumerate(row):
        if not cell.isascii():
            row[number], more = _mended(cell)
            damage += more
    found = document(dict(zip(names, row, strict=True)), origin, fields)
    if damage and isinstance(found, Document):
        return replace(found, damage=(*dict.fromkeys(damage), *found.damage))
    return found


def _mended(cell: str) -> tuple[str, tuple[str, ...]]:
    try:
        cell.encode("utf-8")
    except UnicodeEncodeError:
        return decode(cell.encode("utf-8", "surrogateescape"))
    return cell, ()


def read_parquet(path: str, start: int, end: int, fields: Fields) -> Iterator[Document | Skipped]:
    """Read row groups ``start``..``end`` of a Parquet file; origins are ``name:row`` from 0.

    Raises:
        MissingExtra: the ``parquet`` extra is not installed.
    """
    arrow, parquet = require("parquet")
    name = shown(path)
    broken = (arrow.ArrowException, OSError, ValueError, OverflowError)  # the last: a year 100,000
    try:
        file = parquet.ParquetFile(_source(path), page_checksum_verification=True)
        sizes = [file.metadata.row_group(group).num_rows for group in range(end)]
    except broken as cause:
        yield Skipped(name, "corrupt", f"no readable Parquet file: {cause}")
        return
    with file:
        for group in range(start, end):
            row = sum(sizes[:group])
            last = row + sizes[group]
            try:
                for batch in file.iter_batches(BATCH, row_groups=[group], use_threads=False):
                    batch = _in_microseconds(batch, arrow)  # noqa: PLW2901 - the same rows
                    yield from _of_batch(batch, name, row, fields, broken)
                    row += len(batch)
            except broken as cause:
                yield Skipped(
                    f"{name}:{row}", "corrupt", f"rows {row} to {last - 1} cannot be read: {cause}"
                )


def row_groups(path: str, cut: int) -> list[tuple[int, int]]:
    """Cut a Parquet file into ranges of row groups of at least ``cut`` bytes, or ``ROWS`` rows, each.

    Rows are counted too because their bytes are those of the file, where a text that comes again
    and again takes next to nothing.

    Raises:
        MissingExtra: the ``parquet`` extra is not installed.
    """
    arrow, parquet = require("parquet")
    try:
        with parquet.ParquetFile(_source(path)) as file:
            groups = map(file.metadata.row_group, range(file.metadata.num_row_groups))
            sizes = [(group.total_byte_size, group.num_rows) for group in groups]
    except (arrow.ArrowException, OSError, ValueError):
        return [(0, 0)]  # whoever reads it will say why it cannot be
    ranges = []
    start = held = rows = 0
    for group, (size, more) in enumerate(sizes, 1):
        held, rows = held + size, rows + more
        if held >= cut or rows >= ROWS or group == len(sizes):
            ranges.append((start, group))
            start = group
            held = rows = 0
    return ranges


def _source(path: str) -> Any:
    return s3.opened(path) if s3.is_remote(path) else path


def _of_batch(
    batch: Any, name: str, first: int, fields: Fields, broken: tuple[type[Exception], ...]
) -> Iterator[Document | Skipped]:
    try:
        records = batch.to_pylist()
    except broken:  # one value in it cannot be had: which row it is shows one by one
        records = [_alone(batch, number, broken) for number in range(len(batch))]
    for number, record in enumerate(records):
        origin = f"{name}:{first + number}"
        if isinstance(record, str):
            yield Skipped(origin, "bad-value", record)
            continue
        text = record.get(fields.text)
        if isinstance(text, str) and len(text) > LIMIT:
            yield Skipped(origin, "too-long", TOO_LONG)
        else:
            yield document(record, origin, fields)


def _in_microseconds(batch: Any, arrow: Any) -> Any:
    """Round times that are finer than Python's down to what it can hold."""
    schema = batch.schema
    for number, field in enumerate(schema):
        if arrow.types.is_timestamp(field.type) and field.type.unit == "ns":
            coarse = field.with_type(arrow.timestamp("us", field.type.tz))
            schema = schema.set(number, coarse)
    if schema == batch.schema:
        return batch
    columns = [
        column.cast(field.type, safe=False)
        for column, field in zip(batch.columns, schema, strict=True)
    ]
    return arrow.RecordBatch.from_arrays(columns, schema=schema)


def _alone(batch: Any, number: int, broken: tuple[type[Exception], ...]) -> Any:
    """Return one row of a batch, or the reason why it cannot be had."""
    try:
        return batch.slice(number, 1).to_pylist()[0]
    except broken as cause:
        return f"a value in this row cannot be read: {cause}"
