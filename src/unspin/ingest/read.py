"""A file or standard input becomes a Document, or a refusal that says what to do.

The text is kept as it stands in the file: line ends, odd spaces and NULs are offsets too. What was
wrong with it is named in ``Document.damage``, and nothing is repaired that could be read.
"""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from unspin.errors import BadInput
from unspin.ingest import html
from unspin.ingest.compressed import opened
from unspin.records import Document, Skipped

LIMIT = 32 * 2**20
"""Largest input in bytes. A text this long is a dump of many; while it is read it stands in memory
five times, and a worker is to stay below 512 MB."""

_BOMS = (  # the longer first: UTF-32's little-endian mark begins with UTF-16's
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_MAGIC = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a zip archive (a .docx, .odt or .epub is one too)"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "an image, sound or video file"),
    (b"\x1f\x8b", "a gzip file"),
    (b"\x28\xb5\x2f\xfd", "a zstd file"),
    (b"BZh", "a bzip2 file"),
    (b"\xfd7zXZ", "an xz file"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\x7fELF", "a program"),
)
_WORDLESS = "there are no words in it: give a text with at least one"
_CONTROLS = bytes({*range(32)} - set(b"\t\n\v\f\r\x1b"))
_WESTERN = {  # what Windows-1252 has where Latin-1 has control characters
    code: bytes([code]).decode("cp1252")
    for code in range(0x80, 0xA0)
    if code not in {0x81, 0x8D, 0x8F, 0x90, 0x9D}
}
_SURROGATE = re.compile("[\ud800-\udfff]")
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]{2,20})""", re.IGNORECASE)
_KNOWN_CHARSETS = re.compile(
    r"iso-8859-\d+|windows-125\d|koi8-[ru]|shift_jis|euc-(jp|kr)|gb2312|gbk|gb18030|big5|macintosh",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"\s*(<!--.{0,2000}?-->\s*|<\?xml.{0,200}?\?>\s*)?<(!doctype\s+html|html|head|body)\b",
                     re.IGNORECASE | re.DOTALL)  # fmt: skip
_TAG = re.compile(r"</?[a-z][a-z0-9]*[\s/>]", re.IGNORECASE)


def read(origin: str | Path) -> Document:
    """Read a text or HTML file.

    Encodings tried in turn: a byte order mark's, UTF-8, the one the page declares, Windows-1252.
    HTML (told by its content, or by its suffix if it has a tag) gives its main text.

    Args:
        origin: the path of the file, or ``"-"`` for standard input. It becomes the document's id.

    Returns:
        The document; ``damage`` names what was wrong with the input.

    Raises:
        BadInput: missing, not a file, unreadable, larger than :data:`LIMIT`, binary, or without words.
        MissingExtra: it is HTML, and the ``web`` extra is not installed.
    """
    name = str(origin)
    found = of_bytes(bytes_of(name), name)
    if isinstance(found, Skipped):
        raise BadInput(f"{name}: {found.reason}")
    return found


def of_bytes(data: bytes, name: str, charset: str = "") -> Document | Skipped:
    """Make a document of a text or a page.

    Args:
        data: the bytes as they were found.
        name: becomes the document's id; its suffix may tell HTML.
        charset: the encoding that something outside of the bytes claims, or nothing.

    Returns:
        The document, or why it is none; its code is ``empty`` or ``binary``.

    Raises:
        MissingExtra: it is HTML, and the ``web`` extra is not installed.
    """
    if not data:
        return Skipped(name, "empty", "the file is empty: give one that holds a text")
    if why := binary(data):
        return Skipped(name, "binary", why)
    text, damage = decode(data, charset)
    if _is_html(text, name):
        document = html.document(text.replace("\0", "\ufffd"), name)
    else:
        document = Document(name, text)
    if not has_words(document.text):
        return Skipped(name, "empty", _WORDLESS)
    text, more = usable(document.text, name)
    return replace(document, text=text, damage=(*damage, *document.damage, *more))


def from_text(text: str) -> Document:
    """Make a document of a text in hand; its id is the first 16 hex digits of its SHA-256.

    Raises:
        BadInput: the text holds no words.
    """
    doc_id = content_id(text)
    text, damage = usable(text, "the text")
    return Document(doc_id, text, damage=damage)


def content_id(text: str) -> str:
    """Return the first 16 hex digits of the SHA-256 of a text: the id of one that came without."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def has_words(text: str) -> bool:
    """Whether there is a letter or a digit in a text."""
    return any(map(str.isalnum, text))


def usable(text: str, name: str) -> tuple[str, tuple[str, ...]]:
    """Check that a text can be compared, and name what is wrong with it.

    Returns:
        The text, its lone surrogates (which no encoding can hold) replaced by U+FFFD so that every
        offset stays, and the damage found.

    Raises:
        BadInput: there is no letter or digit in it.
    """
    if not has_words(text):
        raise BadInput(f"{name}: {_WORDLESS}")
    damage = []
    data = text.encode("utf-8", "surrogatepass")  # for NULs, searched ten times as fast as text
    if lost := 0 if text.isascii() else text.count("\ufffd"):
        damage.append(f"{lost} replacement characters (U+FFFD): letters were lost before this")
    if b"\0" in data:
        damage.append(f"{data.count(0)} NUL characters")
    if b"\xed" in data:  # begins a surrogate, and some letters
        text, surrogates = _SURROGATE.subn("\ufffd", text)
        if surrogates:
            damage.append(f"{surrogates} lone surrogates, read as U+FFFD")
    return text, tuple(damage)


def bytes_of(name: str) -> bytes:
    """Return what a file, or standard input for ``"-"``, holds.

    Raises:
        BadInput: missing, not a file, unreadable, or larger than :data:`LIMIT`.
    """
    try:
        if name == "-":
            data = sys.stdin.buffer.read(LIMIT + 1)
        else:
            with opened(name) as file:
                data = file.read(LIMIT + 1)
    except FileNotFoundError as cause:
        raise BadInput(
            f"{name}: no such file: give the path of a text or HTML file, or - for standard input"
        ) from cause
    except IsADirectoryError as cause:
        raise BadInput(f"{name}: is a folder: give one text or HTML file in it") from cause
    except (OSError, ValueError) as cause:  # ValueError: a NUL inside the path
        why = getattr(cause, "strerror", None) or cause
        raise BadInput(f"{name}: cannot be read ({why}): give a file that you may read") from cause
    if len(data) > LIMIT:
        raise BadInput(
            f"{name}: is larger than {LIMIT >> 20} MB, the most one comparison takes: "
            "split it into its documents"
        )
    return data


def binary(data: bytes) -> str | None:
    """Say why bytes are not text and what to do about it; None when they are."""
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return f"is {kind}, not text: save or export it as plain text or HTML"
    if any(data.startswith(bom) for bom, _ in _BOMS):
        return None
    controls = len(data) - len(data.translate(None, _CONTROLS))
    # Text with a few stray controls is still text; of random bytes one in ten is a control, and
    # they are no UTF-8.
    if controls * (10 if _is_utf8(data) else 50) <= len(data):
        return None
    if data[1::2].count(0) * 2 > len(data[1::2]) or data[::2].count(0) * 2 > len(data[::2]):
        return "looks like UTF-16 or UTF-32 without a byte order mark: save it as UTF-8"
    return (
        f"looks binary ({controls} of its {len(data)} bytes are control characters): "
        "give a text or HTML file"
    )


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def decode(data: bytes, charset: str = "") -> tuple[str, tuple[str, ...]]:
    """Return the text of the bytes, and what had to be assumed or was lost to get it.

    ``charset`` is an encoding claimed from outside; it counts before one that a page declares.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _with_holes(data[len(bom) :], encoding)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        pass
    text, damage = _with_holes(data, "utf-8")
    holes = text.count("\ufffd")
    if 2 * holes < sum(map(len, re.findall("[\x80-\ufffc\U00010000-\U0010ffff]+", text))):
        return text, damage  # mostly good UTF-8: a few broken bytes must not garble the rest
    if not charset and (declared := _CHARSET.search(data, 0, 4096)):
        charset = declared[1].decode("ascii")
    if _KNOWN_CHARSETS.fullmatch(charset):
        try:
            return data.decode(charset), ()
        except (UnicodeDecodeError, LookupError):
            pass
    western = data.decode("latin-1").translate(_WESTERN)
    return western, ("not UTF-8, read as Windows-1252",)


def _with_holes(data: bytes, encoding: str) -> tuple[str, tuple[str, ...]]:
    """Decode and put U+FFFD where that fails; surrogates pass, to be counted later."""
    try:
        return data.decode(encoding, "surrogatepass"), ()
    except UnicodeDecodeError:
        return data.decode(encoding, "replace"), (f"some bytes are not {encoding.upper()}",)


def _is_html(text: str, name: str) -> bool:
    """Tell a page by how it begins, or by a suffix that the content does not belie."""
    if _MARKUP.match(text):
        return True
    suffix = Path(name).suffix.lower()
    return suffix in {".html", ".htm", ".xhtml", ".shtml"} and bool(_TAG.search(text))
