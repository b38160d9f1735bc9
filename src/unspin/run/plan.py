"""What ``watch`` is asked to do: a table of settings, checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from unspin.errors import BadInput
from unspin.ingest.addresses import Refused, target_of
from unspin.records import Document
from unspin.run.webhooks import key_of

EVERY = 15.0
"""Minutes between two rounds."""
LONGEST_EVERY = 720.0
"""News sitemaps list a story for two days only: who looks every twelve hours misses none."""
_NAMES = frozenset(("sources", "own", "webhook", "contact", "allow", "every"))
_SOURCE_NAMES = frozenset(("url", "outlet", "pages"))


@dataclass(frozen=True, slots=True)
class Source:
    """A feed or a news sitemap.

    Attributes:
        outlet: what its stories are said to be of; None leaves it to them.
        pages: whether the page of each story is fetched; else the feed's own text is taken.
    """

    url: str
    outlet: str | None = None
    pages: bool = True


@dataclass(frozen=True, slots=True)
class Plan:
    """What is watched, for whom, and who is told.

    Attributes:
        own: outlets and hosts whose stories are the user's own, in lower case.
        webhook: where messages go; None keeps them here.
        key: signs them.
        contact: see ``ingest.fetch.Fetcher``.
        allowed: servers that may be at private addresses.
        every: seconds between two rounds.
    """

    sources: tuple[Source, ...]
    own: frozenset[str] = frozenset()
    webhook: str | None = None
    key: bytes = b""
    contact: str = ""
    allowed: frozenset[str] = frozenset()
    every: float = EVERY * 60

    def is_own(self, document: Document) -> bool:
        """Tell whether a document is one of the user's own stories, by its outlet or its host."""
        if document.outlet and document.outlet.strip().lower() in self.own:
            return True
        try:
            host = urlsplit(document.url or "").hostname or ""
        except ValueError:
            return False
        labels = host.split(".")
        return any(".".join(labels[n:]) in self.own for n in range(len(labels)))


def plan_of(table: Mapping[str, Any], secret: str | None) -> Plan:
    """Read a plan.

    Args:
        table: ``sources`` (addresses, or tables of ``url``,
            ``outlet`` and ``pages``), ``own``, ``webhook``, ``contact``, ``allow``, ``every``.
        secret: of the webhook.

    Raises:
        BadInput: a setting is unknown, missing or of the wrong kind.
    """
    if unknown := sorted(table.keys() - _NAMES):
        raise BadInput(f"unknown setting {unknown[0]!r}: known are {', '.join(sorted(_NAMES))}")
    allowed = frozenset(name.lower() for name in _strings(table, "allow"))
    sources = tuple(_source(one, allowed) for one in _list(table, "sources"))
    if not sources:
        raise BadInput("nothing to watch: give the address of a feed or of a news sitemap")
    webhook = _string(table, "webhook")
    if webhook:
        _check(webhook, allowed)
        if not secret:
            raise BadInput("a webhook needs a secret to sign with: set UNSPIN_WEBHOOK_SECRET")
    every = table.get("every", EVERY)
    if not isinstance(every, int | float) or not 1 <= every <= LONGEST_EVERY:
        raise BadInput(f"every: got {every!r}, wanted minutes from 1 to {LONGEST_EVERY:.0f}")
    return Plan(
        sources,
        own=frozenset(name.strip().lower() for name in _strings(table, "own")),
        webhook=webhook or None,
        key=key_of(secret or "") if webhook else b"",
        contact=_string(table, "contact"),
        allowed=allowed,
        every=every * 60.0,
    )


def _source(given: object, allowed: frozenset[str]) -> Source:
    table = {"url": given} if isinstance(given, str) else given
    if not isinstance(table, Mapping) or not isinstance(table.get("url"), str):
        raise BadInput(f"sources: got {given!r}, wanted an address, or a table with a url")
    if unknown := sorted(table.keys() - _SOURCE_NAMES):
        raise BadInput(f"sources: unknown setting {unknown[0]!r}")
    pages = table.get("pages", True)
    if not isinstance(pages, bool):
        raise BadInput(f"pages: got {pages!r}, wanted true or false")
    return Source(_check(table["url"], allowed), _string(table, "outlet") or None, pages)


def _check(url: str, allowed: frozenset[str]) -> str:
    try:
        target_of(url, allowed)
    except Refused as cause:
        raise BadInput(f"{url}: cannot be asked: {cause}") from cause
    return url


def _string(table: Mapping[str, Any], name: str) -> str:
    value = table.get(name, "")
    if not isinstance(value, str):
        raise BadInput(f"{name}: got {value!r}, wanted a string")
    return value.strip()


def _list(table: Mapping[str, Any], name: str) -> Sequence[Any]:
    value = table.get(name, ())
    if not isinstance(value, list | tuple):
        raise BadInput(f"{name}: got {value!r}, wanted a list")
    return value


def _strings(table: Mapping[str, Any], name: str) -> list[str]:
    values = list(_list(table, name))
    for value in values:
        if not isinstance(value, str) or not value.strip():
            raise BadInput(f"{name}: got {value!r}, wanted a name")
    return values
