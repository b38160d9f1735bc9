"""The types of a document's fields, looked at when it is built.

What is stored under a wrong type cannot be read again, and an index that holds it fails far from
where it came in.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import NoneType

from unspin.errors import BadInput

_STRING = (str,), "a string"
_MAYBE = (str, NoneType), "a string or None"
_TIME = (datetime, NoneType), "a datetime or None"
_FIELDS = (
    ("doc_id", *_STRING), ("text", *_STRING), ("language", *_STRING), ("url", *_MAYBE),
    ("title", *_MAYBE), ("outlet", *_MAYBE), ("published", *_TIME), ("fetched", *_TIME),
    ("extra", (dict, Mapping), "a mapping"),
)  # fmt: skip


def check_fields(document: object) -> None:
    """Check the fields of a document.

    Raises:
        BadInput: one has another type than it must.
    """
    for name, kinds, wanted in _FIELDS:
        value = getattr(document, name)
        if not isinstance(value, kinds):
            got = f"{str(value)[:40]!r} ({type(value).__name__})"
            raise BadInput(f"the {name} of a document must be {wanted}, got {got}")
