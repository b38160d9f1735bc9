"""Who may ask: a token in a header, or a session in a cookie that proves it was known once."""

from __future__ import annotations

import hmac
import time
from hashlib import sha256
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers

COOKIE = "unspin"
SESSION = 12 * 3600
"""Seconds a session lasts."""


class Tokens:
    """The token of a server; None lets everybody in."""

    def __init__(self, token: str | None) -> None:
        self._token = token.encode() if token is not None else None

    @property
    def asked(self) -> bool:
        """Whether there is a token at all."""
        return self._token is not None

    def right(self, given: str) -> bool:
        """Whether this is the token; takes as long for any other."""
        return self._token is not None and hmac.compare_digest(
            sha256(given.encode("utf-8", "surrogatepass")).digest(), sha256(self._token).digest()
        )

    def pass_(self, headers: Headers) -> bool:
        """Whether a request may pass."""
        if self._token is None:
            return True
        scheme, _, given = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and self.right(given.strip()):
            return True
        return self._session(headers.get("cookie", ""))

    def cookie(self) -> str:
        """Return the value of a session that begins now."""
        ends = str(int(time.time()) + SESSION)
        return f"{ends}.{self._proof(ends)}"

    def _session(self, cookies: str) -> bool:
        try:
            morsel = SimpleCookie(cookies).get(COOKIE)
        except CookieError:
            return False
        ends, _, proof = morsel.value.partition(".") if morsel else ("", "", "")
        good = hmac.compare_digest(self._proof(ends).encode(), proof.encode("utf-8", "replace"))
        return good and int(ends) > time.time()

    def _proof(self, ends: str) -> str:
        said = f"unspin session {ends}".encode("utf-8", "replace")
        return hmac.new(self._token or b"", said, sha256).hexdigest()
