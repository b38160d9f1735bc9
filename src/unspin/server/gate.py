"""What every request passes before anything is done for it, and every answer on its way out.

Plain ASGI: the host's name, how much is under way, who asks, how large it is. Refusals cost
nothing, so that a crowd is turned away before it does harm.
"""

from __future__ import annotations

import asyncio
import ipaddress
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from unspin.server.asking import form_of
from unspin.server.options import Options
from unspin.server.problems import Problem, later
from unspin.server.tokens import Tokens

_BODIES = 16
"""Requests with a body that are read at once."""
_PATIENCE = 20.0
"""Seconds in which a body must have come."""
_CLIENTS = 10_000
"""Clients whose rate is remembered."""
_OPEN = frozenset(("/login", "/favicon.svg"))
"""Addresses that need no token."""
_LOCAL = frozenset(("localhost", "ip6-localhost", "testserver.localhost"))
_FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
}
_POLICY = (
    "default-src 'none'; style-src 'nonce-{0}'; script-src 'nonce-{0}'; connect-src 'self'; "
    "img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_NOTHING = "default-src 'none'; frame-ancestors 'none'"


class Gate:
    """The application behind its gate.

    Args:
        app: what answers.
        options: what the operator decided.
        tokens: who may pass.
        refuse: makes the answer to a refusal, given the request's scope.
        nonce: what stands in pages where each answer gets a nonce of its own, of the same length.
    """

    def __init__(
        self, app: ASGIApp, options: Options, tokens: Tokens,
        refuse: Callable[[Scope, Problem], Response], nonce: str,
    ) -> None:  # fmt: skip
        self._app, self._options, self._tokens = app, options, tokens
        self._refuse, self._nonce = refuse, nonce.encode()
        self._inside = self._bodies = 0
        self._seen: OrderedDict[str, tuple[float, float]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or turn it away."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        outward = self._outward(scope, send)
        self._inside += 1
        try:
            self._check(scope)
            if scope["method"] == "HEAD":
                scope = {**scope, "method": "GET"}  # what is sent loses its body on the way out
            held = await self._held(scope, receive)
            await self._app(scope, held, outward)
        except Problem as problem:
            await self._refuse(scope, problem)(scope, receive, outward)
        finally:
            self._inside -= 1

    def _check(self, scope: Scope) -> None:
        """Raise a :class:`Problem` unless a request may come in."""
        headers = Headers(scope=scope)
        scope.setdefault("state", {})["form"] = form_of(headers.get("accept", ""))
        if not _known(headers.get("host", ""), self._options.names):
            raise Problem(
                421, "the Host of the request is no name of this server: use its address, or let "
                "the operator add the name with --name",
            )  # fmt: skip
        if self._inside > self._options.crowd:
            raise later(1, "too many requests are under way: ask again in a second")
        self._check_rate(scope)
        if scope["method"] == "POST":
            _check_origin(headers)
        if not self._tokens.pass_(headers) and scope["path"] not in _OPEN:
            raise Problem(
                401, "give the token of this server as  Authorization: Bearer TOKEN, or log in",
                {"WWW-Authenticate": 'Bearer realm="unspin"'},
            )  # fmt: skip
        path = scope["path"]
        if path.endswith(".json") and path != "/openapi.json" and "/results/" not in path:
            scope["state"]["form"] = "json"
            scope["path"] = path[: -len(".json")]
            scope["raw_path"] = scope["raw_path"].partition(b"?")[0].removesuffix(b".json")

    def _check_rate(self, scope: Scope) -> None:
        """Let each client ask ``rate`` times a minute, a quarter of that at once."""
        if not self._options.rate:
            return
        name, now = scope["client"][0] if scope.get("client") else "", time.monotonic()
        most = max(1.0, self._options.rate / 4)
        left, then = self._seen.pop(name, (most, now))
        left = min(most, left + (now - then) * self._options.rate / 60)
        self._seen[name] = (max(0.0, left - 1), now)
        if len(self._seen) > _CLIENTS:
            self._seen.popitem(last=False)
        if left < 1:
            raise later(
                max(1, round(60 / self._options.rate)),
                f"more than {self._options.rate} requests in a minute: ask more slowly",
            )

    async def _held(self, scope: Scope, receive: Receive) -> Receive:
        """Read the body, and return what hands it on.

        Raises:
            Problem: 413, 408 or 429.
        """
        headers = Headers(scope=scope)
        length = headers.get("content-length", "0")
        if length == "0" and "transfer-encoding" not in headers:
            return receive
        if length.isdecimal() and int(length) > self._options.largest:
            raise self._too_large()
        if self._bodies >= _BODIES:
            raise later(1, "too many texts are being sent: send this again in a second")
        self._bodies += 1
        try:
            body = await asyncio.wait_for(self._body(receive), _PATIENCE)
        except TimeoutError:
            raise Problem(408, f"the body had not come after {_PATIENCE:.0f} seconds") from None
        finally:
            self._bodies -= 1
        messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def hand_on() -> Message:
            return messages.pop() if messages else await receive()

        return hand_on

    async def _body(self, receive: Receive) -> bytes:
        pieces, size = [], 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return b""
            pieces.append(message.get("body", b""))
            size += len(pieces[-1])
            if size > self._options.largest:
                raise self._too_large()
            if not message.get("more_body"):
                return b"".join(pieces)

    def _too_large(self) -> Problem:
        most = self._options.largest
        return Problem(
            413, f"more than {most:,} bytes were sent: compare large files with  unspin compare",
            {"Connection": "close"},
        )  # fmt: skip

    def _outward(self, scope: Scope, send: Send) -> Send:
        """Return what sends an answer with its policy, and its own nonce in it."""
        nonce = secrets.token_hex(len(self._nonce) // 2)
        page = False

        async def sending(message: Message) -> None:
            nonlocal page
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message["headers"])
                page = headers.get("content-type", "").startswith("text/html")
                for name, value in _FIXED.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")
                if message["status"] != 304:  # a page kept by the browser keeps its own policy
                    headers["Content-Security-Policy"] = _POLICY.format(nonce) if page else _NOTHING
                message = {**message, "headers": headers.raw}
            elif page and message.get("body"):
                message = {**message, "body": message["body"].replace(self._nonce, nonce.encode())}
            if message["type"] == "http.response.body" and scope["method"] == "HEAD":
                message = {**message, "body": b""}
            await send(message)

        return sending


def _known(host: str, names: tuple[str, ...]) -> bool:
    """Whether a Host header names this server: an address, localhost, or a name it was given.

    A page of another site can make a browser send requests here under its own name, never under
    ours or an address.
    """
    name = host[: host.rindex("]") + 1] if "]" in host else host.partition(":")[0]
    name = name.lower().rstrip(".")
    if name in _LOCAL or name in names:
        return True
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


def _check_origin(headers: Headers) -> None:
    """Refuse what a browser sends for the page of another site."""
    origin, site = headers.get("origin"), headers.get("sec-fetch-site", "none")
    own = origin is None or origin.partition("://")[2] == headers.get("host")
    if not own or site not in ("none", "same-origin"):
        raise Problem(403, "this was sent by a page of another site: send it from this server's")


def state(scope: Scope) -> dict[str, Any]:
    """Return what the gate found out about a request."""
    found: dict[str, Any] = scope.get("state", {})
    return found
