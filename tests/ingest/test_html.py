"""Web pages: the main text is found, nothing is lost without a word, nothing hangs."""

from __future__ import annotations

import random
import sys
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspin.errors import BadInput, MissingExtra
from unspin.ingest.html import document, strip
from unspin.ingest.read import read

HEAD = """<!DOCTYPE html><html lang="en-GB"><head><title>Mill closes - Valley Post</title>
<meta property="og:title" content="Mill closes"><meta property="og:site_name" content="Valley Post">
<meta property="article:published_time" content="2026-03-04T10:00:00Z">
<link rel="canonical" href="https://valley.example/mill"></head><body>"""
NAVIGATION = "<nav><a href='/'>Home</a> <a href='/sport'>Sport</a></nav>"
FOOTER = "<footer>Subscribe to our newsletter. Terms of use.</footer></body></html>"
needs_web = pytest.mark.usefixtures("_web")


@pytest.fixture
def _web():
    for name in ("trafilatura", "resiliparse"):
        pytest.importorskip(name, reason="needs the web extra")


def paragraphs(count: int) -> list[str]:
    """Sentences that differ, so that no extractor takes them for boilerplate."""
    words = "the mill owner said workers would leave before winter because orders from abroad had stopped".split()
    chance = random.Random(7)
    return [f"Report {n}: " + " ".join(chance.choices(words, k=40)) + "." for n in range(count)]


def page(body: str) -> str:
    return f"{HEAD}{NAVIGATION}<article><h1>Mill closes</h1>{body}</article>{FOOTER}"


BODY = "".join(f"<p>{text}</p>" for text in paragraphs(8))


@needs_web
def test_main_text_and_claims():
    found = document(page(BODY), "page.html")
    assert all(text in found.text for text in paragraphs(8))
    assert "Sport" not in found.text
    assert "newsletter" not in found.text
    assert (found.title, found.outlet, found.language) == ("Mill closes", "Valley Post", "en-GB")
    assert found.url == "https://valley.example/mill"
    assert found.published == datetime(2026, 3, 4, tzinfo=UTC)
    assert found.damage == ()


@needs_web
@pytest.mark.parametrize(
    "attribute",
    [
        "hidden",
        'style="display: none"',
        'style="color:red;visibility:hidden"',
        'style="font-size:0px"',
        'style="opacity: 0"',
        'style="color:#fff"',
        'style="text-indent:-9999px"',
    ],
)
def test_hidden_text_is_kept_out_and_named(attribute):
    found = document(page(BODY + f"<p {attribute}>secret keywords for machines</p>"), "page.html")
    assert "secret" not in found.text
    assert found.damage == ('4 hidden words kept out, such as "secret keywords for machines"',)


@needs_web
@pytest.mark.parametrize(
    "style", ["color: white; background: navy", "opacity: 0.9", "font-size: 0.8em"]
)
def test_what_can_be_read_is_not_hidden(style):
    found = document(page(BODY + f'<p style="{style}">{paragraphs(9)[8]}</p>'), "page.html")
    assert paragraphs(9)[8] in found.text
    assert found.damage == ()


@needs_web
def test_a_page_that_shows_itself_by_script_is_not_hidden():
    found = document(page(f'<div style="visibility:hidden">{BODY}</div>'), "page.html")
    assert paragraphs(8)[0] in found.text


@needs_web
@pytest.mark.parametrize("depth", [150, 250, 260, 5_000, 100_000])
def test_no_depth_loses_text(depth):
    begin = time.perf_counter()
    found = document(page("<div>" * depth + BODY + "</div>" * depth), "page.html")
    assert all(text in found.text for text in paragraphs(8))
    assert bool(found.damage) == (depth > 200)
    assert time.perf_counter() - begin < 20


@needs_web
def test_a_text_node_too_long_for_the_parser_is_kept():
    found = document(page("<p>" + "word " * 2_200_000 + "</p>"), "page.html")
    assert found.text.count("word") == 2_200_000
    assert "stripped" in found.damage[0]


@needs_web
@pytest.mark.parametrize("name", ["page.html", "page.txt", "page"])
def test_pages_are_told_by_content(tmp_path, name):
    path = tmp_path / name
    path.write_text(page(BODY), encoding="utf-8")
    assert read(path).title == "Mill closes"


def test_a_text_with_a_pages_suffix_is_a_text(tmp_path):
    path = tmp_path / "note.html"
    path.write_text("1 < 2, and no tag anywhere", encoding="utf-8")
    assert read(path).text == "1 < 2, and no tag anywhere"


@needs_web
def test_the_declared_charset_is_used(tmp_path):
    path = tmp_path / "page.html"
    text = page("<p>Цены выросли, сказал Иван Петров вчера.</p>" * 9)
    path.write_bytes(text.replace("<head>", '<head><meta charset="windows-1251">').encode("cp1251"))
    document = read(path)
    assert "Цены выросли" in document.text
    assert document.damage == ()


@needs_web
def test_a_page_without_words_is_refused(tmp_path):
    path = tmp_path / "page.html"
    path.write_text("<html><body><!-- words --></body></html>", encoding="utf-8")
    with pytest.raises(BadInput, match="no words"):
        read(path)


def test_without_the_extra_the_message_holds_the_install_line(monkeypatch):
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    with pytest.raises(MissingExtra, match=r"pip install 'unspin\[web\]'"):
        document(page(BODY), "page.html")


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("a<p>b</p>c", "a\n\nb\n\nc"),
        ("one<br>two <b>bo</b>ld", "one\ntwo bold"),
        ("x<script>if (1 < 2) {}</script>y<style>p{}</style>z", "x\n\ny\n\nz"),
        ("a<!-- <p>no</p> -->b", "ab"),
        ("3 < 4 &amp; 5 > 2", "3 < 4 & 5 > 2"),
        ("never <closed tag", "never <closed tag"),
        ("soft\nbreak", "soft break"),
    ],
)
def test_strip(markup, text):
    assert strip(markup).text == text


@pytest.mark.parametrize(
    "markup",
    [
        "<!-- " * 200_000,
        "<script " * 200_000 + "></script",
        '<a "' * 200_000,
        "<div>" * 200_000,
        "<p" + " " * 1_000_000,
        "&" * 1_000_000,
        "<style></stylE" * 100_000,
    ],
)
def test_strip_takes_linear_time(markup):
    begin = time.perf_counter()
    strip(markup)
    assert time.perf_counter() - begin < 5


@given(st.text(alphabet="<>/!-ab \"'=scriptp&;\n", max_size=200))
def test_strip_takes_anything(markup):
    result = strip(markup)
    assert result.depth >= 0
    assert "\n\n\n" not in result.text


@given(
    st.lists(st.sampled_from(["word", "other", "<p>", "</p>", "<b>", "<br>", "<div>"]), max_size=60)
)
def test_strip_keeps_every_word(parts):
    words = [part for part in parts if part.isalpha()]
    assert strip(" ".join(parts)).text.split() == words
