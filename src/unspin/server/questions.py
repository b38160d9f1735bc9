"""What a request asks of the library, and what it is answered: plain values that travel."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, Literal

Form = Literal["json", "html", "csv"]
KINDS: dict[Form, str] = {"json": "application/json", "html": "text/html; charset=utf-8",
                          "csv": "text/csv; charset=utf-8"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Side:
    """A text that a client sent: pasted, or a file with its name."""

    text: str = ""
    name: str = ""
    data: bytes | None = None

    def __len__(self) -> int:
        return len(self.text.encode("utf-8", "surrogatepass")) + len(self.data or b"")


@dataclass(frozen=True, slots=True)
class Question:
    """A question to a worker.

    Attributes:
        verb: a key of ``verbs.VERBS``; values: what it is asked about.
        form: what the answer is to be.
        site: for a page, what its frame needs.
    """

    verb: str
    values: Mapping[str, Any]
    form: Form
    site: Mapping[str, Any] = field(default_factory=dict)

    def key(self) -> str:
        """Return a name that only the same question has."""
        parts = [self.verb, self.form, *(f"{k}={v!r}" for k, v in sorted(self.values.items()))]
        parts.append(json.dumps(self.site, sort_keys=True))
        return digest("\0".join(parts))


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: its bytes, what they are, and headers that go with them.

    ``etag`` is its entity tag: a weak one for pages, whose nonce differs each time.
    """

    form: Form
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    etag: str = field(init=False)

    def __post_init__(self) -> None:
        mark = f'"{blake2b(self.body, digest_size=12).hexdigest()}"'
        object.__setattr__(self, "etag", f"W/{mark}" if self.form == "html" else mark)


def digest(text: str) -> str:
    """Return 32 hex digits that name a text."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def encoded(value: Any) -> bytes:
    """Return a value as JSON, exactly as the command line prints it."""
    return json.dumps(value).encode()
