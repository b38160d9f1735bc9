"""What goes wrong, as RFC 9457 tells it: one exception, one shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

TYPE = "application/problem+json"
TITLES = {
    400: "The request cannot be understood",
    401: "A token is needed",
    403: "This is not allowed",
    404: "There is nothing here",
    405: "This address does not take that method",
    408: "The request came too slowly",
    409: "This cannot be done now",
    413: "The request is too large",
    415: "This kind of content is not taken",
    421: "The server does not go by this name",
    422: "What was sent cannot be used",
    429: "Too much at once",
    500: "The server failed",
    501: "Something is not installed on the server",
    503: "The server could not answer in time",
}


class Problem(Exception):
    """An answer that is a refusal.

    Args:
        status: the HTTP status.
        detail: what was got, what was wanted, what to do.
        headers: more headers of the answer, such as ``Retry-After``.
        errors: places of the request that are wrong, each with ``where`` and ``message``.
    """

    def __init__(
        self, status: int, detail: str, headers: Mapping[str, str] | None = None,
        errors: Sequence[Mapping[str, str]] = (),
    ) -> None:  # fmt: skip
        super().__init__(status, detail, headers, errors)  # all of them: it travels by pickle
        self.status = status
        self.detail = detail
        self.headers = dict(headers or {})
        self.errors = list(errors)

    def to_dict(self) -> dict[str, Any]:
        """Return the members of the problem."""
        said: dict[str, Any] = {
            "type": "about:blank",
            "title": title_of(self.status),
            "status": self.status,
            "detail": self.detail,
        }
        return {**said, "errors": self.errors} if self.errors else said


def title_of(status: int) -> str:
    """Return what a status means, in words."""
    return TITLES.get(status) or HTTPStatus(status).phrase


def later(seconds: int, detail: str) -> Problem:
    """Return a refusal that asks to come again."""
    return Problem(429, detail, {"Retry-After": str(seconds)})
