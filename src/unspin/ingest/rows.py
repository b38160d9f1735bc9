"""A record, a mapping of field names to values, becomes a Document or a Skipped that says why."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Any

from unspin.errors import BadInput
from unspin.ingest.dates import moment
from unspin.ingest.read import content_id, usable
from unspin.records import Document, Skipped

DEEPEST = 64
"""Deepest nesting of a field that passes through: what is deeper cannot be written again safely."""
LONGEST_ID = 2048
"""Longest id in characters: the longest address that all browsers take."""

_NUMBERS = frozenset((int, float))  # and not bool
_SURROGATE = re.compile("[\ud800-\udfff]")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8}){0,4}")
_ALSO_IDS = frozenset(("url", "title", "outlet", "source", "series"))


@dataclass(frozen=True, slots=True)
class Fields:
    """Names of the fields that hold a record's text and its id."""

    text: str = "text"
    id: str = "id"


class _TooDeepError(Exception):
    """A field nests deeper than :data:`DEEPEST`; never leaves this module."""


def document(record: object, origin: str, fields: Fields) -> Document | Skipped:
    """Make a document of a record.

    ``text`` is needed. ``id`` (else a hash of the text), ``url``, ``title``, the first of
    ``outlet``, ``source`` and ``series``, ``date`` and ``language`` are used; all else passes
    through as ``Document.extra``, as does what of these cannot be used, which ``damage`` names.

    Args:
        record: what stood in the input; anything but a mapping is skipped.
        origin: where it stood, for ``Skipped.origin``.
        fields: what the text and the id are called.
    """
    if not isinstance(record, Mapping):
        return Skipped(origin, "not-an-object", f"{_kind(record)}, where an object was wanted")
    text = record.get(fields.text)
    if text is None:
        has = ", ".join(_whole(str(name))[:40] for name in list(record)[:8]) or "nothing"
        return Skipped(origin, "no-text", f"no field {fields.text!r}; the record has {has}")
    if not isinstance(text, str):
        return Skipped(
            origin, "text-not-string", f"field {fields.text!r} is {_kind(text)}, not a string"
        )
    try:
        text, damage = usable(text, origin)
    except BadInput:
        return Skipped(origin, "empty", f"no words in field {fields.text!r}")
    try:
        return _filled(record, text, damage, fields)
    except _TooDeepError:
        return Skipped(origin, "too-deep", f"a field nests deeper than {DEEPEST}")


def _filled(
    record: Mapping[str, Any], text: str, damage: tuple[str, ...], fields: Fields
) -> Document:
    rest = dict(record)
    del rest[fields.text]
    doc_id = _take(rest, fields.id)
    if not doc_id or len(doc_id) > LONGEST_ID:
        if (unusable := record.get(fields.id)) not in (None, ""):
            damage = (*damage, f"its id is no id ({_kind(unusable)}): a hash of the text is used")
        doc_id = content_id(text)
    elif fields.id in _ALSO_IDS:  # an address that serves as the id is an address still
        rest[fields.id] = doc_id
    published = None
    if (day := rest.get("date")) is not None:
        published = moment(day)
        if published:
            del rest["date"]
        elif day != "":
            damage = (*damage, f"unreadable date {str(day)[:40]!r}")
    language = rest.get("language") or "en"
    if language == "en":
        rest.pop("language", None)
    elif isinstance(language, str) and _LANGUAGE.fullmatch(language):
        language = language.replace("_", "-")
        rest.pop("language", None)
    else:
        damage = (*damage, f"unknown language {str(language)[:40]!r}, taken as English")
        language = "en"
    return Document(
        doc_id,
        text,
        url=_take(rest, "url"),
        title=_take(rest, "title"),
        outlet=_take(rest, "outlet") or _take(rest, "source") or _take(rest, "series"),
        language=language,
        published=published,
        damage=damage,
        extra=plain(rest) if rest else {},
    )


def _take(rest: dict[str, Any], name: str) -> str | None:
    """Take a field out of ``rest`` if it is a number or a string that holds something."""
    value = rest.get(name)
    if value is None:
        return None
    if type(value) in _NUMBERS:
        value = str(value)
    if isinstance(value, str) and (value := _whole(value).strip()):
        del rest[name]
        return value
    return None


def _whole(text: str) -> str:
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def plain(value: Any, depth: int = 0) -> Any:
    """Return a value that JSON can hold, in any encoding.

    Raises:
        _TooDeepError: it nests deeper than :data:`DEEPEST`.
    """
    if isinstance(value, str):
        return _whole(value)
    if depth >= DEEPEST and isinstance(value, dict | list | tuple):
        raise _TooDeepError
    if isinstance(value, dict):
        return {plain(k): plain(v, depth + 1) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item, depth + 1) for item in value]
    if value is None or isinstance(value, int) or (isinstance(value, float) and isfinite(value)):
        return value
    if isinstance(value, date):  # a datetime is one
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return str(value)


def _kind(value: object) -> str:
    """Name what a value is, in the words of JSON."""
    for kinds, name in (
        (bool, "true or false"), (int | float, "a number"), (str, "a string"),
        (Mapping, "an object"), (list | tuple, "a list"), (bytes, "bytes"), (date, "a date"),
    ):  # fmt: skip
        if isinstance(value, kinds):
            return name
    return "null" if value is None else f"a {type(value).__name__}"
