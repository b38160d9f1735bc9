"""What a publisher lists of its stories: a news sitemap, an index of such, an RSS or Atom feed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urldefrag, urljoin

from unspin.ingest.addresses import LONGEST
from unspin.ingest.dates import moment
from unspin.ingest.feeds import items_of, parse
from unspin.ingest.html import strip

_MAP = "http://www.sitemaps.org/schemas/sitemap/0.9 "
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9 "
_FIELDS = {
    f"{_MAP}loc": "loc",
    f"{_NEWS}title": "title",
    f"{_NEWS}publication_date": "date",
    f"{_NEWS}name": "outlet",
    f"{_NEWS}language": "language",
}
_ENTRIES = frozenset((f"{_MAP}url", f"{_MAP}sitemap"))
_DATES = ("pubDate", "published", "updated")
_BODIES = ("encoded", "content", "description", "summary")
_ROOT = re.compile(rb"<(\w{1,20}:)?(urlset|sitemapindex)\b")
_LONGEST_TITLE = 1000


@dataclass(frozen=True, slots=True)
class Listed:
    """A story as its publisher lists it; all of it is a claim.

    Attributes:
        url: of its page, absolute, without a fragment.
        text: what the feed itself gives of it, its tags stripped; often only the beginning.
    """

    url: str
    title: str | None = None
    outlet: str | None = None
    language: str | None = None
    published: datetime | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """What was read of a feed or a sitemap.

    Attributes:
        stories: in its order, each address once.
        maps: addresses of further sitemaps, if it is an index of them.
        passed: entries left out: without an address, or in a sitemap and no news.
        flaw: code and reason of what broke it; what stands before that is good.
    """

    stories: tuple[Listed, ...]
    maps: tuple[str, ...] = ()
    passed: int = 0
    flaw: tuple[str, str] | None = None


def listing_of(data: bytes, base: str) -> Listing:
    """Read a feed or a sitemap, whichever it is.

    Args:
        data: XML; DTDs and entities are refused.
        base: the address it was found at, which relative ones in it begin from.

    Example:
        >>> feed = b"<rss><channel><item><link>/a#top</link></item></channel></rss>"
        >>> listing_of(feed, "https://v.example/feed").stories[0].url
        'https://v.example/a'
    """
    if _ROOT.search(data[:4000]):
        return _of_map(data, base)
    items, feed, flaw = items_of(data)
    found = [_of_item(item, feed, base) for item in items]
    return _listing(found, (), flaw)


def _listing(
    found: list[Listed | None], maps: tuple[str, ...], flaw: tuple[str, str] | None
) -> Listing:
    kept: dict[str, Listed] = {}
    for story in found:
        if story:
            kept.setdefault(story.url, story)
    return Listing(tuple(kept.values()), maps, found.count(None), flaw)


def _of_map(data: bytes, base: str) -> Listing:
    reader = _Reader()
    flaw = parse(data, reader)
    found: list[Listed | None] = []
    maps: dict[str, None] = {}
    for kind, entry in reader.entries:
        url = _address(entry.get("loc", ""), base)
        if kind.endswith("sitemap"):
            maps |= {url: None} if url else {}
        elif not url or "date" not in entry:
            found.append(None)
        else:
            found.append(_listed(url, entry, entry.get("outlet"), entry["date"]))
    return _listing(found, tuple(maps), flaw)


def _of_item(item: dict[str, str], feed: dict[str, str], base: str) -> Listed | None:
    link = item.get("link") or (item.get("guid") or item.get("id") or "")
    url = _address(link, base)
    if not url:
        return None
    date = next((item[name] for name in _DATES if item.get(name)), None)
    body = next((name for name in _BODIES if item.get(name)), None)
    text = "" if body is None else item[body]
    if body is not None and f"plain {body}" not in item:
        text = strip(text).text
    entry = {
        "language": feed.get("language", ""),
        **item,
        "title": strip(item.get("title", "")).text,
    }
    return _listed(url, entry, strip(feed.get("title", "")).text, date, text)


def _listed(
    url: str, entry: dict[str, str], outlet: str | None, date: str | None, text: str = ""
) -> Listed:
    title = entry.get("title", "").strip()[:_LONGEST_TITLE]
    return Listed(
        url, title or None, (outlet or "").strip()[:_LONGEST_TITLE] or None,
        entry.get("language") or None, moment(date), text,
    )  # fmt: skip


def _address(link: str, base: str) -> str:
    """Return an absolute address without its fragment, or nothing where it is none."""
    try:
        url = urldefrag(urljoin(base, link.strip())).url
    except ValueError:
        return ""
    return url if url.startswith(("http://", "https://")) and len(url) <= LONGEST else ""


class _Reader:
    """Collects the entries of a sitemap as Expat meets their parts."""

    def __init__(self) -> None:
        self.entries: list[tuple[str, dict[str, str]]] = []
        self._entry: dict[str, str] | None = None
        self._pieces: list[str] | None = None

    def attach(self, parser: Any) -> None:
        """Let a parser call this handler."""
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text

    def _start(self, name: str, _: dict[str, str]) -> None:
        if name in _ENTRIES:
            self._entry = {}
        elif name in _FIELDS and self._entry is not None:
            self._pieces = []

    def _text(self, text: str) -> None:
        if self._pieces is not None:
            self._pieces.append(text)

    def _end(self, name: str) -> None:
        if name in _FIELDS and self._entry is not None and self._pieces is not None:
            self._entry.setdefault(_FIELDS[name], "".join(self._pieces).strip())
            self._pieces = None
        elif name in _ENTRIES and self._entry is not None:
            self.entries.append((name, self._entry))
            self._entry = None
