"""Cursors: where a list goes on, for the client a word that means nothing.

A cursor holds a position and a digest of it with the list it belongs to, so that one that was
altered or belongs to another list is told from a good one; it stays good when the server restarts.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import blake2b
from hmac import compare_digest

from unspin.server.problems import Problem

PATTERN = r"^[A-Za-z0-9_-]{24}$"


def cursor(scope: str, position: int) -> str:
    """Return the cursor after a position, 0 <= position < 2**63, of the list that ``scope`` names."""
    place = position.to_bytes(8, "big")
    return urlsafe_b64encode(place + _digest(scope, place)).decode()


def position(scope: str, given: str) -> int:
    """Return the position that a cursor means.

    Raises:
        Problem: 404, no list goes on there.
    """
    data = urlsafe_b64decode(given)
    place, digest = data[:8], data[8:]
    if not compare_digest(digest, _digest(scope, place)):
        raise Problem(404, "no list goes on at this cursor: take one from the list itself")
    return int.from_bytes(place, "big")


def _digest(scope: str, place: bytes) -> bytes:
    named = scope.encode("utf-8", "surrogatepass")
    return blake2b(place + named, digest_size=10, person=b"unspin cursor").digest()
