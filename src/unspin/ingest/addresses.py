"""Which addresses may be asked for a page: public ones, named without tricks.

A feed is somebody else's text, and so are its links: whoever fetches what they name must not be
sent to machines that only this network can reach. So the name is read by one strict reader, every
address it resolves to is checked, and the connection is made to the address that was checked (see
``fetch``), whatever the name resolves to a moment later.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import quote, urlsplit

PORTS = {"http": 80, "https": 443}
"""The schemes that are fetched, each with its only port."""
LONGEST = 2048
"""Longest address in characters."""

Resolve = Callable[[str, int], Sequence[str]]
"""Turns a host and a port into addresses; raises OSError where there are none."""

_CLOSED_4 = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
            "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
            "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "168.63.129.16/32",  # a public number, and yet the host of a rented machine
        ),
    )
)  # fmt: skip
"""RFC 6890 and the registry of special-purpose addresses."""
_OPEN_6 = IPv6Network("2000::/3")
"""Global unicast: all else (loopback, local, multicast, mapped and translated IPv4) is closed."""
_CLOSED_6 = tuple(
    map(
        IPv6Network,
        (
            "2001::/23",  # Teredo, ORCHID, benchmarks: they carry or stand for other addresses
            "2001:db8::/32", "2002::/16", "3fff::/20",
        ),
    )
)  # fmt: skip
_LOCAL_NAMES = (
    "localhost",
    "local",
    "internal",
    "intranet",
    "lan",
    "home",
    "corp",
    "arpa",
    "onion",
)
"""Last labels of names that mean a machine of this network."""
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*")
_ODD = re.compile(r"[\x00-\x20\x7f\\]")


@dataclass(frozen=True, slots=True)
class Target:
    """What to connect to, and what to ask for there.

    Attributes:
        scheme: ``http`` or ``https``.
        host: the name in ASCII, or an address without brackets.
        port: never 0.
        path: with the query, percent-encoded, beginning with a slash.
    """

    scheme: str
    host: str
    port: int
    path: str

    @property
    def place(self) -> str:
        """Host and port as a ``Host`` header has them: the port only when it is not the usual."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The whole address."""
        return f"{self.scheme}://{self.place}{self.path}"


class Refused(ValueError):
    """An address that must not be asked; the message says why."""


def target_of(url: str, allowed: frozenset[str] = frozenset()) -> Target:
    """Read an address strictly.

    Args:
        url: as a feed or a user gave it.
        allowed: ``host`` or ``host:port`` of servers that may be anywhere and have any port.

    Raises:
        Refused: another scheme or port, a user name, a host that is no plain name or address.

    Example:
        >>> target_of("https://news.example/a?b=1#c").url
        'https://news.example/a?b=1'
        >>> target_of("http://0x7f.1/")
        Traceback (most recent call last):
        unspin.ingest.addresses.Refused: '0x7f.1' is an address in an odd form
    """
    if len(url) > LONGEST or _ODD.search(url):
        raise Refused("it is too long, or has spaces, backslashes or control characters in it")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as cause:
        raise Refused(f"it cannot be read: {cause}") from cause
    if parts.scheme not in PORTS:
        raise Refused(f"it begins with {parts.scheme or 'no scheme'!r}, not with http or https")
    if "@" in parts.netloc or "%" in parts.netloc:
        raise Refused("it has a user name or an encoded letter in its host")
    host = _host(parts.hostname or "")
    usual = PORTS[parts.scheme]
    port = usual if port is None else port
    if port != usual and not is_allowed(host, port, allowed):
        raise Refused(f"port {port} is not {usual}")
    query = f"?{parts.query}" if parts.query else ""
    path = quote((parts.path or "/") + query, safe="/?:@!$&'()*+,;=-._~%[]|^")
    return Target(parts.scheme, host, port, path)


def addresses_of(target: Target, resolve: Resolve, allowed: frozenset[str]) -> tuple[str, ...]:
    """Return the addresses a target may be reached at, all of them checked.

    One bad address among good ones refuses the name: nobody honest has such a name.

    Raises:
        Refused: an address is not public.
        OSError: the name is not known.
    """
    found = tuple(resolve(target.host, target.port))
    if not found:
        raise OSError("the name has no address")
    if not is_allowed(target.host, target.port, allowed):
        _check_name(target.host)
        for address in found:
            if why := closed(address):
                raise Refused(f"{target.host} is at {address}, {why}")
    return found


def closed(address: str) -> str | None:
    """Say why an address may not be asked, or None when anybody may reach it.

    >>> closed("::ffff:127.0.0.1")
    'which is not a public address'
    >>> closed("93.184.216.34")
    """
    try:
        found = ip_address(address)
    except ValueError:
        return "which is no address"
    if isinstance(found, IPv4Address):
        shut = any(found in network for network in _CLOSED_4)
    else:
        shut = found.scope_id is not None or _is_closed_6(found)
    return "which is not a public address" if shut else None


def _is_closed_6(address: IPv6Address) -> bool:
    return address not in _OPEN_6 or any(address in network for network in _CLOSED_6)


def looked_up(host: str, port: int) -> tuple[str, ...]:
    """Ask the system for the addresses of a host."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_allowed(host: str, port: int, allowed: frozenset[str]) -> bool:
    """Tell whether a server was named as one that may be anywhere."""
    name = f"[{host}]" if ":" in host else host
    return name in allowed or f"{name}:{port}" in allowed


def _host(host: str) -> str:
    """Return a host in ASCII and lower case.

    Raises:
        Refused: it is neither a plain name nor an address in its usual form.
    """
    if ":" in host:
        try:
            return str(IPv6Address(host))
        except ValueError as cause:
            raise Refused(f"{host!r} is an address in an odd form") from cause
    try:
        name = host.encode("idna").decode("ascii").lower().removesuffix(".")
    except UnicodeError as cause:
        raise Refused(f"{host!r} is no name of a host") from cause
    labels = name.split(".")
    if not all(map(_LABEL.fullmatch, labels)):
        raise Refused(f"{host!r} is no name of a host")
    if _NUMBER.fullmatch(labels[-1]):  # all who read addresses take these for numbers
        try:
            return str(IPv4Address(name))
        except ValueError as cause:
            raise Refused(f"{host!r} is an address in an odd form") from cause
    return name


def _check_name(host: str) -> None:
    labels = host.split(".")
    number = ":" in host or labels[-1].isdigit()
    if not number and (len(labels) == 1 or labels[-1] in _LOCAL_NAMES):
        raise Refused(f"{host!r} is a name of this network only")
