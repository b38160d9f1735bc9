"""What kind of input a file is, told by its suffix and by what it begins with."""

from __future__ import annotations

import json
import re
from pathlib import PurePath

from unspin.errors import BadInput
from unspin.ingest.compressed import Plain, unpacked
from unspin.ingest.read import binary
from unspin.ingest.warc import STARTS_WARC

HEAD = 2**16
"""Bytes looked at to tell a kind."""
PAGES = frozenset(".html .htm .xhtml .shtml".split())
TEXTS = PAGES | {".txt", ".text", ".md"}
"""Suffixes of files that hold one text or page each, whatever they begin with."""

_LINES = frozenset(".jsonl .ndjson .jsonlines .jl".split())
_PACKED = frozenset(".gz .zst .zstd .gzip".split())
_KINDS = {
    **dict.fromkeys(_LINES, "jsonl"), ".json": "json", ".csv": "csv", ".tsv": "csv", ".warc": "warc",
    ".rss": "feed", ".atom": "feed",
}  # fmt: skip
_LATER = re.compile(rb"(?m)^WARC/[01]\.\d")
_RECORDS = re.compile(rb"(\xef\xbb\xbf)?\s*\[\s*\{\s*\"")
_WIDE = (b"\xff\xfe", b"\xfe\xff")
_FEED = re.compile(rb"<(rss|feed|rdf:RDF|atom:feed)[\s>]")
_PAGE = re.compile(rb"<(!doctype\s+html|html|head|body)\b", re.IGNORECASE)


def kind_of(path: str) -> str:
    """Tell what a file holds: ``jsonl json csv parquet warc feed text``, with ``+packed``.

    Raises:
        BadInput: it cannot be read, or holds nothing that unspin reads.
    """
    with Plain(path) as file:
        raw = file.peek(8)
        source = unpacked(file)
        head = source.peek(HEAD)
        flaw = file.flaw or source.flaw
    packed = source is not file
    name = PurePath(path)
    if name.suffix.lower() in _PACKED:  # what a server has unpacked on the way keeps its name
        name = name.with_suffix("")
    if flaw and not head:  # what it should hold, its name may tell; whoever reads it says the rest
        if packed and name.suffix.lower() in _KINDS:
            return f"{_KINDS[name.suffix.lower()]}+packed"
        raise BadInput(f"{path}: {flaw[1]}")
    if raw.startswith(b"PAR1"):
        return "parquet"
    kind = _of_head(head, name.suffix.lower(), path)
    if not packed:
        return kind
    if kind == "text":
        raise BadInput(
            f"{path}: is a compressed file of plain text or HTML: unpack it, or give JSONL, "
            "CSV, a feed or WARC"
        )
    return f"{kind}+packed"


def kind_of_stream(head: bytes) -> str:
    """Tell what a stream holds by its first bytes: ``jsonl json warc feed``, else one text."""
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return "jsonl"
    try:
        kind = _of_head(head, "", "-")
    except BadInput:  # whoever reads it as a text says why it is none
        return "text"
    return "json" if kind == "text" and _RECORDS.match(head) else kind


def _of_head(head: bytes, suffix: str, path: str) -> str:
    if (why := binary(head)) and suffix in TEXTS:
        raise BadInput(f"{path}: {why}")
    if suffix in TEXTS:
        return "text"
    wide = head.startswith(_WIDE)
    if wide:  # feeds and pages may be; records may not
        head = head.decode("utf-16", "replace").encode("utf-8", "replace")
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if STARTS_WARC.match(start):
        return "warc"
    if start[:1] == b"<" and _FEED.search(head, 0, 4096) and not _PAGE.search(head, 0, 4096):
        return "feed"
    if why and not (suffix in _LINES and start[:1] == b"{"):  # one bad line must not cost the rest
        raise BadInput(f"{path}: {why}; {_KNOWN}")
    if wide and suffix in _LINES | {".json", ".csv", ".tsv"}:
        raise BadInput(f"{path}: is UTF-16, and records are read as UTF-8: convert it")
    if suffix in {".csv", ".tsv"}:
        return "csv"
    if suffix == ".json" or suffix in _LINES or (start[:1] == b"{" and not wide):
        return _of_json(start, suffix)
    if suffix == ".warc" and _LATER.search(head):  # something else stands before its records
        return "warc"
    if suffix in {".warc", ".parquet"} or (suffix in {".xml", ".rss", ".atom"} and start):
        if _PAGE.search(head, 0, 4096):
            return "text"
        raise BadInput(f"{path}: does not begin as a {suffix} file must; {_KNOWN}")
    return "text"


_KNOWN = "unspin reads text, HTML, JSONL, CSV, Parquet, WARC, RSS and Atom"


def _of_json(start: bytes, suffix: str) -> str:
    """Tell records of one line each from those that take several, and from text in braces."""
    first, line_end, _ = start.partition(b"\n")
    if start[:1] == b"[" and suffix in _LINES:  # a list, or a line that is broken?
        return "json" if first[1:].strip()[:1] in {b"", b"{"} else "jsonl"
    if start[:1] == b"[":
        return "json"
    if not line_end and len(start) > HEAD // 2:  # a long first line: of records, or of text
        return "jsonl"
    try:
        json.loads(first)
    except (ValueError, RecursionError):
        if suffix in _LINES:
            return "jsonl"
        return "json" if suffix == ".json" else "text"
    return "jsonl"
