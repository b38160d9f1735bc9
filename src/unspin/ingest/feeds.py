"""The items of an RSS or Atom feed become documents; entities and DTDs are refused."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any, Protocol
from xml.parsers import expat

from unspin.ingest.compressed import Source
from unspin.ingest.html import strip
from unspin.ingest.read import LIMIT, decode
from unspin.ingest.rows import Fields, document
from unspin.records import Document, Skipped

_ATOM = "http://www.w3.org/2005/Atom "
_RSS1 = "http://purl.org/rss/1.0/ "
_DUBLIN = "http://purl.org/dc/elements/1.1/ "
_CONTENT = "http://purl.org/rss/1.0/modules/content/ encoded"
_ITEMS = frozenset(("item", "entry", f"{_RSS1}item", f"{_ATOM}entry"))
_FIELDS = {
    **{f"{space}{name}": name for space in ("", _ATOM, _RSS1) for name in (
        "title", "link", "guid", "id", "pubDate", "published", "updated", "content",
        "description", "summary", "language",
    )},
    _CONTENT: "encoded",
    f"{_DUBLIN}date": "pubDate",
    f"{_DUBLIN}language": "language",
}  # fmt: skip
_BODIES = ("encoded", "content", "description", "summary")
_DATES = ("pubDate", "published", "updated")
_LANGUAGE = "http://www.w3.org/XML/1998/namespace lang"
_FEED_DEPTH = 2  # rss/channel/title and feed/title: below that stands an item, or an image


def read_feed(source: Source) -> Iterator[Document | Skipped]:
    """Read the items of a feed; origins are ``name@byte``.

    The text is the first of ``content:encoded``, ``content``, ``description`` and ``summary``,
    its tags stripped. The id is ``guid`` or ``id``, else the link, else a hash. Items before the
    place where a feed breaks are kept.
    """
    data = source.read(LIMIT + 1)
    if len(data) > LIMIT:
        yield Skipped(source.name, "too-long", f"a feed larger than {LIMIT >> 20} MB")
        return
    handler = _Handler()
    flaw = parse(data, handler)
    for offset, item in handler.items:
        yield _of_item(item, handler.feed, f"{source.name}@{offset}")
    if flaw := source.flaw or flaw:
        yield Skipped(source.name, *flaw)


def items_of(data: bytes) -> tuple[list[dict[str, str]], dict[str, str], tuple[str, str] | None]:
    """Return the fields of each item of a feed, those of the feed, and what broke it, if anything.

    The fields: ``title link guid id pubDate published updated content encoded description summary
    language``, each as it stood there; any may be missing.
    """
    handler = _Handler()
    flaw = parse(data, handler)
    return [item for _, item in handler.items], handler.feed, flaw


def _of_item(item: dict[str, str], feed: dict[str, str], origin: str) -> Document | Skipped:
    field = next((name for name in _BODIES if name in item), None)
    if field is None:
        return Skipped(origin, "no-text", f"an item without any of {', '.join(_BODIES)}")
    record = {
        "text": item[field] if f"plain {field}" in item else strip(item[field]).text,
        "id": item.get("guid") or item.get("id") or item.get("link"),
        "url": item.get("link"),
        "title": strip(item.get("title", "")).text,
        "date": next((item[name] for name in _DATES if item.get(name)), None),
        "outlet": strip(feed.get("title", "")).text,
        "language": item.get("language") or feed.get("language"),
    }
    return document({k: v for k, v in record.items() if v or k == "text"}, origin, Fields())


class Handler(Protocol):
    """Hears of the parts of an XML document."""

    def attach(self, parser: Any) -> None:
        """Let a parser call this handler."""
        ...


def parse(data: bytes, handler: Handler) -> tuple[str, str] | None:
    """Parse XML; return what broke it, if anything did: code and reason of a ``Skipped``.

    DTDs and entities are refused. Everything goes in at one call: Expat before 2.6 takes a time that
    grows with the square of a token's length when that arrives in pieces.
    """
    data = data.lstrip()
    if b"encoding" not in data[:200].lower() or b"utf-8" in data[:200].lower():
        data = decode(data)[0].encode("utf-8", "replace")
        parser = expat.ParserCreate("utf-8", namespace_separator=" ")
    else:
        parser = expat.ParserCreate(namespace_separator=" ")
    handler.attach(parser)
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as cause:
        return ("bad-xml", f"not well formed: {cause}")
    except _RefusedError:
        return ("dtd", "it declares a DTD or entities, which are refused: they can be bombs")
    except (ValueError, LookupError) as cause:  # an encoding that Expat and Python do not know
        return ("bad-xml", str(cause))
    return None


class _RefusedError(Exception):
    """A DTD was met; never leaves this module."""


def _refuse(*_: object) -> None:
    raise _RefusedError


class _Handler:
    """Collects the items of a feed as Expat meets their parts."""

    def __init__(self) -> None:
        self.items: list[tuple[int, dict[str, str]]] = []
        self.feed: dict[str, str] = {}
        self._item: dict[str, str] | None = None
        self._offset = self._depth = 0
        self._item_depth = 0
        self._field: str | None = None
        self._field_depth = 0
        self._type = ""
        self._pieces: list[str] = []
        self._parser: Any = None

    def attach(self, parser: Any) -> None:
        """Let a parser call this handler."""
        self._parser = parser
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._field is not None:  # xhtml: its markup is rebuilt, to be stripped with the rest
            self._pieces.append(f"<{name.rpartition(' ')[2]}>")
        elif self._item is None and name in _ITEMS:
            self._item = {}
            self._item_depth = self._depth
            self._offset = self._parser.CurrentByteIndex
        elif name in _FIELDS and self._is_direct():
            self._begin(name, attributes)
        if self._depth <= 2 and _LANGUAGE in attributes:
            self.feed.setdefault("language", attributes[_LANGUAGE])

    def _is_direct(self) -> bool:
        """Whether the element that begins is a child of an item, or of the feed."""
        if self._item is not None:
            return self._depth == self._item_depth + 1
        return self._depth <= _FEED_DEPTH + 1

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        field = _FIELDS[name]
        if field == "link" and "href" in attributes:
            if attributes.get("rel", "alternate") == "alternate":
                self._into().setdefault("link", attributes["href"])
            return
        self._field, self._field_depth = field, self._depth
        # In Atom a body without a type is plain text; in RSS it is HTML.
        self._type = attributes.get("type", "text" if name.startswith(_ATOM) else "html")
        self._pieces = []

    def _text(self, text: str) -> None:
        if self._field is not None:
            xhtml = self._type == "xhtml" or self._depth > self._field_depth
            self._pieces.append(escape(text, quote=False) if xhtml else text)

    def _end(self, name: str) -> None:
        if self._field is not None and self._depth == self._field_depth:
            text = "".join(self._pieces).strip()
            into = self._into()
            if text and self._field not in into:
                into[self._field] = text
                if self._type in {"text", "text/plain"} and self._field in _BODIES:
                    into[f"plain {self._field}"] = ""
            self._field = None
        elif self._field is not None:
            local = name.rpartition(" ")[2]
            self._pieces.append("" if local == "br" else f"</{local}>")  # a second line break
        elif self._item is not None and self._depth == self._item_depth:
            self.items.append((self._offset, self._item))
            self._item = None
        self._depth -= 1

    def _into(self) -> dict[str, str]:
        return self.feed if self._item is None else self._item
