"""Records of every shape become a document or a reason."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unspin.ingest.read import from_text
from unspin.ingest.rows import Fields, document
from unspin.records import Document, Skipped

F = Fields()


def read(**record):
    return document(record, "o", F)


def test_every_field_has_its_place():
    found = read(
        id="7", text="Some words.", url="https://a.example/x", title="T", source="Post", date="10Sep2007", language="pt_BR", author="Z", n=[1],
    )  # fmt: skip
    assert found == Document(
        "7", "Some words.", "https://a.example/x", "T", "Post", "pt-BR", datetime(2007, 9, 10, tzinfo=UTC), extra={"author": "Z", "n": [1]},
    )  # fmt: skip


@pytest.mark.parametrize(("record", "outlet", "extra"), [
    ({"outlet": "A", "source": "B", "series": "C"}, "A", {"source": "B", "series": "C"}),
    ({"source": " ", "series": "C"}, "C", {"source": " "}),
    ({"series": 12}, "12", {}),
    ({"source": {"name": "X"}}, None, {"source": {"name": "X"}}),
])  # fmt: skip
def test_the_outlet_is_the_first_that_is_one(record, outlet, extra):
    found = read(text="words", id="1", **record)
    assert (found.outlet, found.extra) == (outlet, extra)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("x", "x"), (17, "17"), (1.5, "1.5"), (0, "0"), (" a b ", "a b"), ("\ud800", "\ufffd")],
)
def test_ids_become_strings(value, expected):
    assert read(text="words", id=value).doc_id == expected


@pytest.mark.parametrize("value", [None, "", "  ", True, [], {"a": 1}, "x" * 5000])
def test_without_an_id_the_text_names_itself(value):
    found = read(text="words", id=value)
    assert found.doc_id == from_text("words").doc_id == read(text="words").doc_id
    assert bool(found.damage) == (value not in (None, ""))


def test_other_names_for_text_and_id():
    fields = Fields(text="body", id="url")
    found = document({"body": "words", "url": "u", "id": 3, "text": "other"}, "o", fields)
    assert (found.doc_id, found.url, found.text) == ("u", "u", "words")
    assert found.extra == {"id": 3, "text": "other"}


@pytest.mark.parametrize(("record", "code"), [
    ([], "not-an-object"), ("text", "not-an-object"), (None, "not-an-object"), ({}, "no-text"), ({"text": None}, "no-text"),
    ({"text": 5}, "text-not-string"), ({"text": ["a"]}, "text-not-string"), ({"text": b"a"}, "text-not-string"), ({"text": ""}, "empty"),
    ({"text": " \n—!"}, "empty"),
])  # fmt: skip
def test_what_is_no_document_says_why(record, code):
    found = document(record, "f:1", F)
    assert isinstance(found, Skipped)
    assert (found.origin, found.code) == ("f:1", code)
    assert len(found.reason) < 500


def test_an_unreadable_date_stays_and_is_named():
    found = read(text="words", date="last week")
    assert (found.published, found.extra) == (None, {"date": "last week"})
    assert found.damage == ("unreadable date 'last week'",)


def test_an_unknown_language_stays_and_is_named():
    found = read(text="words", language="English, mostly")
    assert (found.language, found.extra) == ("en", {"language": "English, mostly"})
    assert "language" in found.damage[0]


def test_surrogates_and_nuls():
    found = read(text="a\ud800b\0c", title="t\udfff", note=["\ud800", {"\udc00": 1}])
    assert (found.text, found.title) == ("a\ufffdb\0c", "t\ufffd")
    assert found.extra == {"note": ["\ufffd", {"\ufffd": 1}]}
    assert len(found.damage) == 2


def test_what_json_cannot_hold_becomes_text():
    found = read(
        text="words", when=date(2020, 1, 2), price=Decimal("1.5"), raw=b"\xffx", bad=float("nan")
    )
    assert found.extra == {"when": "2020-01-02", "price": "1.5", "raw": "\ufffdx", "bad": "nan"}


@pytest.mark.parametrize(("depth", "code"), [(60, None), (70, "too-deep"), (900, "too-deep")])
def test_deep_fields(depth, code):
    deep = []
    for _ in range(depth):
        deep = [deep]
    assert getattr(read(text="words", deep=deep), "code", None) == code


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=4
)  # fmt: skip
names = st.sampled_from(
    ["text", "id", "url", "title", "outlet", "source", "date", "language", "other"]
)


@settings(max_examples=60)
@given(st.dictionaries(names, values))
def test_any_record_gives_one_or_the_other(record):
    found = document(record, "o", F)
    assert isinstance(found, Document | Skipped)
    if isinstance(found, Document):
        "".join((found.doc_id, found.text, found.url or "", found.title or "")).encode("utf-8")
