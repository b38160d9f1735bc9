"""The shapes of the API: JSON Schemas of what goes in and out, for the OpenAPI document."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any

from unspin.server.problems import TYPE

Schema = dict[str, Any]


def _object(required: Schema, **optional: Any) -> Schema:
    """Return the schema of an object; of what we send, nothing is promised beyond these names."""
    return {"type": "object", "properties": {**required, **optional}, "required": list(required)}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _maybe(kind: str) -> Schema:
    return {"type": [kind, "null"]}


_TEXT: Schema = {"type": "string"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_SHARE: Schema = {"type": "number", "minimum": 0, "maximum": 1}
_RANGE: Schema = {"type": "array", "items": _COUNT, "minItems": 2, "maxItems": 2}
_NUMBERS: Schema = {"type": "object", "additionalProperties": _COUNT}
WORDS = _ref("Text")
_SIDE = _object({"id": _TEXT, "words": _COUNT, "cover": _SHARE})
_VERDICT: Schema = {
    "relation": {"enum": ["identical", "near-duplicate", "edited", "spun", "same-event",
                          "unrelated"]},
    "extent": {"enum": ["whole", "partial", "embedded-a", "embedded-b"]},
    "method": {"enum": ["substitution", "translation", "paraphrase", None]},
    "p": _object({"a_source": _SHARE, "b_source": _SHARE, "common_source": _SHARE}),
    "abstained": {"type": "boolean"},
}  # fmt: skip
_ABOUT: Schema = {
    "id": _TEXT, "url": _maybe("string"), "title": _maybe("string"), "outlet": _maybe("string"),
    "language": _TEXT, "published": _maybe("string"), "fetched": _maybe("string"),
}  # fmt: skip
_PAIR: Schema = {
    "a": _TEXT, "b": _TEXT, **_VERDICT, "cover_a": _SHARE, "cover_b": _SHARE,
    "passages": _list({"type": "array", "items": _COUNT, "minItems": 4, "maxItems": 4}),
    "changes": _NUMBERS,
}  # fmt: skip
_PROGRESS: Schema = {**_object({"stage": _TEXT, "done": _COUNT, "total": _COUNT}),
                     "type": ["object", "null"]}  # fmt: skip

COMPONENTS: dict[str, Schema] = {
    "Problem": _object(
        {"type": _TEXT, "title": _TEXT, "status": {"type": "integer"}, "detail": _TEXT},
        errors=_list(_object({"where": _TEXT, "message": _TEXT})),
    ),
    "Server": _object({"schema": {"const": "unspin.server/1"}, "version": _TEXT,
                       "documents": _COUNT, "outlets": _COUNT, "families": _maybe("integer")}),
    "Judgement": _object({
        "schema": {"const": "unspin.judgement/1"}, "a": _SIDE, "b": _SIDE, **_VERDICT,
        "evidence": _list(_object({"name": _TEXT, "log_odds": {"type": "number"},
                                   "detail": _TEXT})),
        "links": _list(_object({"a": _list(_COUNT), "b": _list(_COUNT),
                                "score": {"type": "number"}})),
        "edits": _list(_object({"op": {"enum": ["equal", "replace", "delete", "insert", "move"]},
                                "a": _RANGE, "b": _RANGE})),
        "changes": _list(_object({
            "code": _TEXT, "name": _TEXT, "severity": {"enum": ["cosmetic", "wording", "meaning"]},
            "a": _RANGE, "b": _RANGE, "a_text": _TEXT, "b_text": _TEXT, "detail": _TEXT})),
        "quotes": _list(_object({"a": {"oneOf": [_RANGE, {"type": "null"}]},
                                 "b": {"oneOf": [_RANGE, {"type": "null"}]},
                                 "verdicts": _list(_TEXT)})),
        "fallback": _maybe("string"),
    }),
    "Matches": _list(_object({"schema": {"const": "unspin.match/1"}, **_PAIR,
                              "rank": {"type": "integer", "minimum": 1}})),
    "Documents": _object({"documents": _list(_object(_ABOUT)), "total": _COUNT,
                          "next": _maybe("string")}),
    "Document": _object({"id": _TEXT, "texts": _list(_object(
        {**_ABOUT, "text": _TEXT, "damage": _list(_TEXT)}))}),
    "Families": _object({"families": _list(_object({"family": _COUNT, "members": _list(_TEXT)})),
                         "total": _COUNT, "next": _maybe("string")}),
    "Family": _object({"family": _COUNT, "members": _list(_TEXT), "pairs": _list(_object(_PAIR))}),
    "Lineage": _object({
        "schema": {"const": "unspin.lineage/1"}, "family": _TEXT, "witnesses": _list(_TEXT),
        "derivations": _list(_object({
            "source": _TEXT, "derivative": _TEXT, "p": _SHARE,
            "grade": {"enum": ["G1", "G2", "G3", "G4", "G5", "none"]}, "changes": _NUMBERS})),
        "roots": _list(_TEXT),
        "lost": _list(_object({"name": _TEXT, "children": _list(_TEXT), "readings": _COUNT})),
        "flags": _list(_TEXT),
    }),
    "Quotes": _list(_object({
        "schema": {"const": "unspin.quote/1"}, "doc_id": _TEXT, "start": _COUNT, "end": _COUNT,
        "exact": _TEXT, "prefix": _TEXT, "suffix": _TEXT,
        "kind": {"enum": ["direct", "mixed", "indirect"]}, "cue": _maybe("string"),
        "speaker": {**_object({"surface": _TEXT, "start": _COUNT, "end": _COUNT,
                               "canonical": _TEXT, "method": _TEXT}), "type": ["object", "null"]},
        "addressee": _maybe("string"), "via": _list(_TEXT), "confidence": _SHARE, "rule": _TEXT,
    })),
    "Statements": _list(_ref("Statement")),
    "StatementList": _object({"statements": _list(_ref("Statement")),
                              "total": {**_COUNT, "type": ["integer", "null"]},
                              "next": _maybe("string")}),
    "Statement": _object({
        "schema": {"const": "unspin.statement/1"}, "group": _TEXT, "speaker": _maybe("string"),
        "addressee": _maybe("string"), "said_on": _maybe("string"), "via": _list(_TEXT),
        "wording": _TEXT, "confidence": _SHARE,
        "appearances": _list(_object({
            "doc_id": _TEXT, "outlet": _maybe("string"), "published": _maybe("string"),
            "url": _maybe("string"), "start": _COUNT, "end": _COUNT, "exact": _TEXT,
            "speaker": _maybe("string"), "verdicts": _list(_TEXT)})),
    }),
    "Restoration": _object({
        "schema": {"const": "unspin.restoration/1"}, "id": _TEXT, "text": _TEXT,
        "reason": _maybe("string"), "witnesses": _list(_TEXT),
        "changes": _list(_object({
            "start": _COUNT, "end": _COUNT, "text": _TEXT, "restored": _TEXT, "confidence": _SHARE,
            "witness": _maybe("string"), "why": _TEXT})),
        "unrecoverable": _list(_object({"start": _COUNT, "end": _COUNT, "text": _TEXT,
                                        "why": _TEXT})),
    }),
    "Inspection": _object({
        "schema": {"const": "unspin.inspection/1"}, "id": _TEXT,
        "p_spun": {"type": ["number", "null"], "minimum": 0, "maximum": 1},
        "reason": _maybe("string"), "words": _COUNT, "method": _maybe("string"),
        "findings": _list(_object({
            "code": _TEXT, "name": _TEXT, "start": _COUNT, "end": _COUNT, "text": _TEXT,
            "suggestion": _maybe("string"), "score": _SHARE, "why": _TEXT})),
    }),
    "Outlets": _object({
        "outlets": _list(_object({"outlet": _maybe("string"), "documents": _COUNT})),
        "copying": _list(_object({"source": _maybe("string"), "copy": _maybe("string"),
                                  "pairs": _COUNT})),
    }),
    "Job": _object({
        "schema": {"const": "unspin.job/1"}, "id": _TEXT, "kind": {"const": "scan"},
        "inputs": _list(_TEXT),
        "state": {"enum": ["queued", "running", "done", "failed", "cancelled"]},
        "progress": _PROGRESS, "books": _maybe("object"), "error": _maybe("string"),
    }),
    "Jobs": _object({"jobs": _list(_ref("Job"))}),
}  # fmt: skip
"""What the API answers, by name."""


def text() -> Schema:
    r"""Return the schema of a text: it holds a letter or a digit, of any script.

    The pattern lists them all, because ``\p{L}`` means less to some readers of patterns, and no
    escape means all that Python takes for one.
    """
    holds = "".join(
        first if first == last else f"{first}-{last}" for first, last in _ranges(str.isalnum)
    )
    said = "A text with at least one letter or digit of any script."
    return {"type": "string", "minLength": 1, "pattern": f"[{holds}]", "description": said}


def _ranges(taken: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
    """Yield the first and the last of each run of characters."""
    for holds, run in groupby(map(chr, range(sys.maxunicode + 1)), taken):
        if holds:
            members = list(run)
            yield members[0], members[-1]


def texts(names: dict[str, str]) -> Schema:
    """Return the request body that takes texts; ``names`` gives the field of each one's file."""
    plain = {**_object(dict.fromkeys(names, WORDS)), "additionalProperties": False}
    nothing = {"maxLength": 0, "description": "No file was chosen."}
    either = [
        {"anyOf": [{"required": [name], "properties": {name: WORDS, file: nothing}},
                   {"required": [file], "properties": {file: WORDS}}]}
        for name, file in names.items()
    ]  # fmt: skip
    parts: Schema = {
        "type": "object",
        "properties": dict.fromkeys((*names, *names.values()), _TEXT),
        "additionalProperties": False,
        "allOf": either,
    }
    return _body({
        "application/json": plain, "application/x-www-form-urlencoded": plain,
        "multipart/form-data": parts,
    })  # fmt: skip


def inputs() -> Schema:
    """Return the request body of a scan."""
    one = {"type": "string", "minLength": 1}
    listed = {"type": "array", "items": one, "minItems": 1, "maxItems": 100}
    return _body({
        "application/json": {**_object({"inputs": listed}), "additionalProperties": False},
        "application/x-www-form-urlencoded":
            {**_object({"inputs": {**one, "pattern": "[^ \t\r\n]", "description": "Paths, one a line."}}),
             "additionalProperties": False},
    })  # fmt: skip


def token() -> Schema:
    """Return the request body of a login."""
    form = {**_object({"token": {"type": "string", "minLength": 1}}), "additionalProperties": False}
    return _body({"application/x-www-form-urlencoded": form})


def _body(content: dict[str, Schema]) -> Schema:
    kinds = {kind: {"schema": schema} for kind, schema in content.items()}
    return {"requestBody": {"required": True, "content": kinds}}


def answers(name: str, *statuses: int, ok: str = "200") -> dict[int | str, Schema]:
    """Return the responses of an operation: what it answers, and how it refuses.

    Args:
        name: of the component; statuses: what it may refuse with beyond what all may.
        ok: the status of the answer.
    """
    content = {"application/json": {"schema": _ref(name)}, "text/html": {"schema": _TEXT}}
    good: Schema = {"description": "As asked for, JSON or a page.", "content": content}
    if ok == "200":
        good["headers"] = {"ETag": {"schema": _TEXT}}
    return {ok: good, **refusals(*statuses)}


def tables(*statuses: int) -> dict[int | str, Schema]:
    """Return the responses of an operation that answers a table; ``statuses`` as in ``answers``."""
    good: Schema = {"description": "A table.", "content": {"text/csv": {"schema": _TEXT}},
                    "headers": {"ETag": {"schema": _TEXT}}}  # fmt: skip
    return {"200": good, **refusals(*statuses)}


def refusals(*statuses: int) -> dict[int | str, Schema]:
    """Return the refusals that an operation may answer with; any may have others, rarely."""
    problem = {
        TYPE: {"schema": _ref("Problem")},
        "text/html": {"schema": _TEXT},
    }
    common = (401, 421, 429, 500, 503)
    return {
        status: {"description": "A problem.", "content": problem}
        for status in sorted({*common, *statuses})
    }


def document(found: Schema, *, token_asked: bool) -> Schema:
    """Finish the OpenAPI document that the framework began.

    A parameter that may be left out is no parameter that may be null.
    """
    found["components"] = {"schemas": {"Text": text(), **COMPONENTS}}
    for path in found["paths"].values():
        for operation in path.values():
            for parameter in operation.get("parameters", ()):
                either = parameter["schema"].pop("anyOf", None)
                if either:
                    parameter["schema"].update(either[0])
    if token_asked:
        found["components"]["securitySchemes"] = {
            "token": {"type": "http", "scheme": "bearer"},
            "session": {"type": "apiKey", "in": "cookie", "name": "unspin"},
        }
        found["security"] = [{"token": []}, {"session": []}]
        for path in ("/login", "/favicon.svg"):
            for operation in found["paths"].get(path, {}).values():
                operation["security"] = []
    return found
