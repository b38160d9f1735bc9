"""Requests read: what a client wants back, and the texts that it sends."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from fastapi import Request
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from unspin.server.problems import Problem
from unspin.server.questions import Form, Side

JSON, FORM, PARTS = "application/json", "application/x-www-form-urlencoded", "multipart/form-data"
_FIELDS = 16
"""Fields of a form that are read; ours have four."""
_NAME = 200


def form_of(accept: str) -> Form:
    """Return what an Accept header asks for: a page only when it names HTML, and JSON not more.

    >>> form_of("text/html,*/*;q=0.8"), form_of("*/*"), form_of("application/json, text/html;q=0.9")
    ('html', 'json', 'json')
    """
    wanted: dict[str, float] = {}
    for part in accept.split(","):
        kind, *options = (piece.strip().lower() for piece in part.split(";"))
        quality = next((o[2:] for o in options if o.startswith("q=")), "1")
        wanted[kind] = float(quality) if quality.replace(".", "", 1).isdecimal() else 0.0
    html = wanted.get("text/html", wanted.get("application/xhtml+xml", 0.0))
    data = wanted.get(JSON, wanted.get("application/*", wanted.get("*/*", 0.0)))
    return "html" if html > 0 and html >= data else "json"


async def fields_of(request: Request) -> dict[str, Any]:
    """Return what a request's body holds, by name: of JSON any value, of a form texts and files.

    Raises:
        Problem: 415 for another kind of content, 422 for one that is not what it says.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == JSON:
        return _object(await request.body())
    if kind not in (FORM, PARTS):
        raise Problem(
            415, f"got {kind[:80] or 'no content type'}, wanted {JSON}, {FORM} or {PARTS}",
            {"Accept-Post": f"{JSON}, {FORM}, {PARTS}"},
        )  # fmt: skip
    try:
        form = await request.form(max_files=_FIELDS, max_fields=_FIELDS, max_part_size=2**62)
    except HTTPException as refused:
        raise wrong("body", str(refused.detail)) from refused
    except (ValueError, AttributeError, KeyError) as refused:
        raise wrong("body", "this is no form: its parts cannot be told") from refused
    return await _form(form)


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as refused:
        raise wrong("body", "this is not JSON") from refused
    if not isinstance(found, dict):
        raise wrong("body", f"got {type(found).__name__}, wanted an object")
    return found


async def _form(form: FormData) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in form.multi_items():
        if name in found:
            raise wrong(name, "was given twice")
        if not isinstance(value, UploadFile):
            found[name] = value
        elif value.filename:  # without one, no file was chosen
            found[name] = Side(name=_safe(value.filename), data=await value.read())
    await form.close()
    return found


def _safe(name: str) -> str:
    """Return the last part of a file's name: folders of a client's disk are nobody's business."""
    return PurePath(name.replace("\\", "/")).name[:_NAME]


def sides_of(fields: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Side]:
    """Return the texts that were sent.

    Args:
        fields: what the body holds.
        names: of each text, the name of the field that may hold it as a file instead.

    Raises:
        Problem: 422, a text is missing, or something else was sent.
    """
    if unknown := sorted(fields.keys() - names.keys() - set(names.values())):
        raise wrong(unknown[0][:80], f"no such field; there are {', '.join(names)}")
    found = {}
    for name, file in names.items():
        side = fields.get(file) or fields.get(name)
        if side is None or side == "":
            raise wrong(name, "is missing: send the text")
        if isinstance(side, str):
            side = Side(text=side)
        if not isinstance(side, Side):
            raise wrong(name, f"got {type(side).__name__}, wanted a text")
        _check(name, side)
        found[name] = side
    return found


def _check(name: str, side: Side) -> None:
    if side.data is None and not any(map(str.isalnum, side.text)):
        raise wrong(name, "there are no words in it: send a text with at least one")
    if any("\ud800" <= c <= "\udfff" for c in side.text + side.name):
        raise wrong(name, "holds half of a surrogate pair, which is no character")


def wrong(where: str, message: str) -> Problem:
    """Return a refusal of one place of a request."""
    where = where.encode("utf-8", "replace").decode()
    return Problem(422, f"{where}: {message}", errors=[{"where": where, "message": message}])
