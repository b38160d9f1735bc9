"""Pages are fetched politely, and from public addresses only.

The connection goes to the address that was checked, not to the name: a name that resolves to
another address a moment later changes nothing. Redirects are followed here, each of them checked
anew. Nothing else of the surroundings is used: no proxy, no cookies, no stored password.
"""

from __future__ import annotations

import http.client
import queue
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import urljoin
from urllib.robotparser import RobotFileParser

from unspin.ingest.addresses import (
    Refused,
    Resolve,
    Target,
    addresses_of,
    is_allowed,
    looked_up,
    target_of,
)
from unspin.records import Skipped

NAME = "unspin-watch"
"""Who we say we are; robots.txt files may name it."""
LARGEST = 20 * 2**20
"""Bytes of a page at the most."""
SECONDS = 30.0
"""Time for a page at the most, from the look-up of the name to the last byte."""
HOPS = 3
"""Redirects that are followed."""
PAUSE = 2.0
"""Seconds between two requests to one host, unless its robots.txt asks for more."""
LONGEST_PAUSE = 60.0
"""The most of ``Crawl-delay`` that is heeded; a host that asks for more is left alone."""
ROBOTS_LAST = 24 * 3600.0
"""Seconds for which a robots.txt is remembered, as RFC 9309 has it."""
RETRY_ROBOTS = 600.0
"""Seconds until a robots.txt that could not be read is asked for again."""
_ROBOTS_READ = 500 * 1024
"""Bytes of a robots.txt that are read; the least that RFC 9309 allows."""
_GZIP = b"\x1f\x8b"
_MOVED = frozenset((301, 302, 303, 307, 308))


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said.

    Attributes:
        url: where it was found in the end.
        status: the HTTP status.
        headers: by lower-case name; the last of several.
        body: as it was meant: what was packed with gzip, though nobody asked for it, is unpacked.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def charset(self) -> str:
        """The encoding the server claims, or nothing."""
        _, _, rest = self.headers.get("content-type", "").lower().partition("charset=")
        return rest.partition(";")[0].strip(" \"'")


@dataclass(slots=True)
class _Host:
    """What is known of a host: its rules, when they were read, and when it may be asked again."""

    rules: RobotFileParser | None = None
    read: float = 0.0
    flaw: str = ""
    ready: float = 0.0
    pause: float = PAUSE


@dataclass(slots=True)
class Fetcher:
    """Asks servers for pages.

    Attributes:
        contact: how the people behind a server reach those behind this program: an address of a
            page or of a mailbox. It goes along with every request.
        allowed: ``host`` or ``host:port`` of servers that may be at private addresses and at any
            port: those of a test, or of one's own network.
        resolve: turns a name into addresses.
        clock, sleep: time, in seconds.
    """

    contact: str = ""
    allowed: frozenset[str] = frozenset()
    resolve: Resolve = looked_up
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _hosts: dict[str, _Host] = field(default_factory=dict)

    def get(self, url: str, tags: Mapping[str, str] | None = None) -> Answer | Skipped:
        """Ask for a page, after its host's pause, if its robots.txt lets us.

        Args:
            url: the address.
            tags: headers of a conditional request, for which 304 is an answer too.

        Returns:
            An answer of status 200 or 304, or why there is none. Codes: ``refused`` (an address
            that must not be asked), ``robots``, ``unreachable``, ``too-slow``, ``too-long``,
            ``redirects``, ``http-status``.
        """
        place = url
        for _ in range(HOPS + 1):
            try:
                target = target_of(place, self.allowed)
                if why := self._forbidden(target):
                    return Skipped(url, "robots", why)
                answer = self._asked(target, "GET", {"Accept": "*/*", **(tags or {})})
            except Refused as cause:
                return Skipped(url, "refused", f"{cause}")
            except _Failed as cause:
                return Skipped(url, cause.code, f"{cause}")
            if answer.status not in _MOVED:
                good = answer.status == 200 or (answer.status == 304 and tags)
                return answer if good else Skipped(url, "http-status", f"HTTP {answer.status}")
            place = urljoin(target.url, answer.headers.get("location", ""))
        return Skipped(url, "redirects", f"more than {HOPS} redirects")

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer | Skipped:
        """Send something, once: no redirect is followed, and any status is an answer."""
        try:
            return self._asked(target_of(url, self.allowed), "POST", headers, body, 64 * 1024)
        except Refused as cause:
            return Skipped(url, "refused", f"{cause}")
        except _Failed as cause:
            return Skipped(url, cause.code, f"{cause}")

    def ready(self, url: str) -> float:
        """Return when the host of an address may be asked again, on the clock."""
        try:
            host = self._hosts.get(target_of(url, self.allowed).place)
        except Refused:
            return 0.0
        return host.ready if host else 0.0

    def _forbidden(self, target: Target) -> str:
        """Say why the host's robots.txt keeps us out; wait for our turn when it does not."""
        free = is_allowed(target.host, target.port, self.allowed)
        host = self._hosts.setdefault(target.place, _Host(pause=0.0 if free else PAUSE))
        lasts = RETRY_ROBOTS if host.flaw else ROBOTS_LAST
        if host.rules is None or self.clock() - host.read > lasts:
            self._read_rules(host, target)
        if host.flaw:
            return host.flaw
        if host.rules is not None and not host.rules.can_fetch(NAME, target.url):
            return "its robots.txt forbids it"
        self._wait(host)
        return ""

    def _read_rules(self, host: _Host, target: Target) -> None:
        """Read a host's robots.txt; where that fails, as if it forbade all (RFC 9309)."""
        host.rules, host.flaw = None, ""
        rules = RobotFileParser()
        try:
            answer = self._robots(host, f"{target.scheme}://{target.place}/robots.txt")
        except _Failed as cause:
            answer, host.flaw = None, f"its robots.txt cannot be read: {cause}"
        if answer is not None and answer.status >= 500:
            host.flaw = f"its robots.txt cannot be read: HTTP {answer.status}"
        text = answer.body.decode("utf-8", "replace") if answer and answer.status == 200 else ""
        rules.parse(text.lstrip("\ufeff").splitlines())
        host.rules, host.read = rules, self.clock()
        host.pause = max(host.pause, float(rules.crawl_delay(NAME) or 0))
        if host.pause > LONGEST_PAUSE:
            host.flaw = f"its robots.txt asks for {host.pause:.0f} seconds between two requests"

    def _robots(self, host: _Host, place: str) -> Answer:
        for _ in range(HOPS + 2):
            target = target_of(place, self.allowed)
            self._wait(host)
            answer = self._asked(target, "GET", {"Accept": "text/plain"}, limit=_ROBOTS_READ)
            if answer.status not in _MOVED:
                return answer
            place = urljoin(target.url, answer.headers.get("location", ""))
        return Answer(place, 404, {}, b"")  # RFC 9309: too many redirects are no rules

    def _agent(self) -> str:
        contact = "".join(c for c in self.contact if " " <= c <= "~")
        return f"{NAME} (+{contact})" if contact else NAME

    def _wait(self, host: _Host) -> None:
        if (left := host.ready - self.clock()) > 0:
            self.sleep(left)
        host.ready = self.clock() + host.pause

    def _asked(
        self, target: Target, verb: str, headers: Mapping[str, str], body: bytes | None = None,
        limit: int = LARGEST,
    ) -> Answer:  # fmt: skip
        """Ask once, and read the answer.

        Raises:
            Refused: the host is at an address that must not be asked.
            _Failed: anything else went wrong.
        """
        end = time.monotonic() + SECONDS
        addresses = self._resolved(target)
        connection = _Pinned(target, addresses, end)
        # A server that sends a byte now and then resets every time limit of a socket but this.
        watch = threading.Timer(max(0.1, end - time.monotonic()), connection.cut)
        watch.daemon = True
        watch.start()
        try:
            connection.request(verb, target.path, body, {
                "Host": target.place, "User-Agent": self._agent(), "Accept-Encoding": "identity",
                "Connection": "close", **headers,
            })  # fmt: skip
            return _read(connection.getresponse(), target, limit, connection)
        except (OSError, http.client.HTTPException, ValueError) as cause:
            if connection.late or isinstance(cause, TimeoutError):
                raise _Failed("too-slow", f"no whole answer in {SECONDS:.0f} seconds") from cause
            raise _Failed("unreachable", f"{_why(cause)}") from cause
        finally:
            watch.cancel()
            connection.close()

    def _resolved(self, target: Target) -> tuple[str, ...]:
        """Resolve and check a name, in a thread: a look-up cannot be interrupted."""
        answers: queue.Queue[tuple[str, ...] | Exception] = queue.Queue()

        def look_up() -> None:
            try:
                answers.put(addresses_of(target, self.resolve, self.allowed))
            except (Refused, OSError, UnicodeError) as cause:
                answers.put(cause)

        threading.Thread(target=look_up, daemon=True).start()
        try:
            found = answers.get(timeout=SECONDS)
        except queue.Empty as cause:
            raise _Failed("too-slow", f"{target.host} was not found in time") from cause
        if isinstance(found, Refused):
            raise found
        if isinstance(found, Exception):
            raise _Failed("unreachable", f"{target.host}: {_why(found)}") from found
        return found


class _Failed(Exception):
    """A request without an answer; becomes a ``Skipped``."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


class _Pinned(http.client.HTTPConnection):
    """A connection to one of the addresses that were checked, and to nothing else."""

    def __init__(self, target: Target, addresses: Iterable[str], end: float) -> None:
        super().__init__(target.host, target.port, timeout=SECONDS)
        self._target, self._addresses, self._end = target, tuple(addresses), end
        self.late = False
        self._live: socket.socket | None = None  # http.client lets go of its own while it reads

    def connect(self) -> None:
        """Connect to the first address that answers."""
        failure: OSError = OSError("no address")
        for address in self._addresses:
            left = self._end - time.monotonic()
            if left <= 0:
                raise TimeoutError
            try:
                plain = socket.create_connection((address, self._target.port), timeout=left)
            except OSError as cause:
                failure = cause
                continue
            self.sock = self._live = plain
            if self._target.scheme == "https":
                secured = _trust().wrap_socket(
                    plain, server_hostname=self._target.host, do_handshake_on_connect=False
                )
                self.sock = self._live = secured
                secured.do_handshake()
            return
        raise failure

    def cut(self) -> None:
        """End the connection from another thread, whatever it waits for."""
        self.late = True
        if self._live is not None:
            with suppress(OSError):
                socket.socket.shutdown(self._live, socket.SHUT_RDWR)


@cache
def _trust() -> ssl.SSLContext:
    return ssl.create_default_context()


def _read(
    response: http.client.HTTPResponse, target: Target, limit: int, connection: _Pinned
) -> Answer:
    headers = {name.lower(): value for name, value in response.getheaders()}
    body = response.read(limit + 1)
    if connection.late:
        raise TimeoutError
    if len(body) <= limit and response.length:
        raise _Failed("unreachable", f"it broke off {response.length} bytes before its end")
    if body.startswith(_GZIP):  # some sitemaps are files of that kind
        body = _unpacked(body, limit)
    if len(body) > limit:
        if limit == LARGEST:
            raise _Failed("too-long", f"more than {limit >> 20} MB")
        body = body[:limit]
    return Answer(target.url, response.status, headers, body)


def _unpacked(body: bytes, limit: int) -> bytes:
    """Unpack the first member of a gzip file, a little beyond the limit at the most."""
    try:
        return zlib.decompressobj(31).decompress(body, limit + 1)
    except zlib.error as cause:
        raise _Failed("unreachable", f"its gzip data is broken: {cause}") from cause


def _why(cause: Exception) -> str:
    return getattr(cause, "strerror", None) or str(cause) or type(cause).__name__
