"""Words of strangers, on their way to a program that reads words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

import unspin
from unspin.report.brief import name_of
from unspin.report.untrusted import neutral, untrusted

PAYLOADS = json.loads((Path(__file__).parent / "payloads.json").read_text(encoding="utf-8"))
MARK = "zqxj"
"""A word that stands in every payload, and in nothing that unspin says itself."""
STEERING = re.compile(
    r"[<>＜＞\u2329\u3008\u27e8]|\]\(|\]\[|\]:|```|~~~|\"\"\"|'''|##|---|===|\*\*\*|\{\{|\{%|\$\{|://|&#?\w+;|\\[ux]"
    r"|\b(?:system|assistant|user|human|developer|tool|prompt|instructions?)\W{0,4}:|\[/?(?:inst|sys)"
    r"|\b(?:javascript|vbscript|data|file|blob):",
    re.IGNORECASE,
)
ORDERS = PAYLOADS[:20]
STORY = (
    "The mill at Ostrava, which had made paper since 1871, closed in May after a long strike. "
    '"We have nothing to hide," said Ann Lee, its owner, to reporters on Monday. '
    "Nobody in the town was surprised, because the orders had gone to other mills for years. "
)


def harmless(text: str) -> bool:
    """Whether nothing in a text steers a program."""
    assert not STEERING.search(text), text
    assert not any(category(c) in ("Cc", "Cf", "Cs", "Co", "Cn") for c in text), ascii(text)
    assert not re.search("[\ufe00-\ufe0f\U000e0000-\U000e0fff]", text), ascii(text)
    return True


def strings(value: Any, foreign: bool = False) -> Iterator[tuple[bool, str]]:
    """Yield all strings of a result, each with whether its key says that it is foreign."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from strings(inner, key.startswith("untrusted_"))
            yield False, key
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner, foreign)
    elif isinstance(value, str):
        yield foreign, value


def well_kept(told: dict[str, Any]) -> bool:
    """Whether foreign words stand only where they are marked, and harmless."""
    for foreign, text in strings(told):
        assert foreign or MARK not in text.lower(), text
        assert harmless(text)
    return True


@pytest.mark.parametrize("payload", PAYLOADS, ids=ascii)
def test_a_payload_steers_nothing_and_its_words_stay(payload):
    told = untrusted(f"He said: {payload} That was all.")
    assert harmless(told["untrusted_text"])
    assert MARK in told["untrusted_text"]
    assert told["untrusted_text"].startswith("He said: ")
    assert told["untrusted_text"].endswith(" That was all.")
    assert told["gives_orders"] or payload not in ORDERS


@pytest.mark.parametrize("payload", PAYLOADS, ids=ascii)
def test_results_keep_foreign_words_in_marked_fields(payload):
    a = unspin.Document(payload, STORY, title=payload, outlet=payload, url=payload)
    b = unspin.Document("b", STORY.replace("to reporters", payload).replace("Ann", payload))
    judged = unspin.compare(a, b)
    assert well_kept(unspin.brief(judged, most=50))
    assert well_kept(unspin.brief(unspin.inspect(b), most=50))
    assert well_kept(unspin.brief(unspin.quotes(b), most=50))


@given(st.text(max_size=300))
def test_any_text_becomes_harmless_and_stays_so(text):
    once, _ = neutral(text)
    assert harmless(once)
    assert neutral(once) == (once, 0)


def test_plain_news_is_left_alone():
    text = STORY.strip()
    assert untrusted(text) == {
        "untrusted_text": text, "left_out": 0, "defused": 0, "gives_orders": False
    }  # fmt: skip


def test_what_is_cut_is_counted():
    told = untrusted("word " * 100, 50)
    assert len(told["untrusted_text"]) <= 50
    assert told["left_out"] == 450


def test_long_texts_take_time_in_line_with_their_length():
    for piece in (
        "<",
        "[",
        "system ",
        "ignore ",
        "{",
        "](",
        "as an ",
        "&a",
        "\u200b",
        "-=",
        "call the a ",
    ):
        assert harmless(untrusted(piece * 20_000, 100_000)["untrusted_text"])


def test_ids_that_look_alike_stay_apart():
    assert name_of("story-17") == "story-17"
    assert name_of("<a>") != name_of("‹a›")
    assert name_of("x" * 300) != name_of("x" * 301)
