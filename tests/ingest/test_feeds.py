"""Feeds of every dialect, broken ones, and XML bombs."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unspin.ingest.compressed import Plain
from unspin.ingest.feeds import read_feed
from unspin.records import Document

DAY = datetime(2007, 9, 10, tzinfo=UTC)
RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Valley Post</title><link>https://v.example</link><language>en-gb</language>
<item><title>Mill &amp; men</title><link>https://v.example/1</link><guid>g1</guid><pubDate>Mon, 10 Sep 2007 00:00:00 GMT</pubDate>
<description>Short.</description><content:encoded><![CDATA[<p>The mill <b>closed</b>.</p><p>Men left.</p>]]></content:encoded></item>
<item><link>https://v.example/2</link><description>&lt;p&gt;Second &amp;amp; last&lt;/p&gt;</description></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Blog</title>
<entry><id>urn:1</id><title type="html">A &lt;i&gt;title&lt;/i&gt;</title><link rel="self" href="x"/><link href="https://b.example/1"/>
<updated>2007-09-10T00:00:00Z</updated><author><name>N</name><id>no</id></author>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One &lt; two</p><p>Three<br/>four</p></div></content></entry>
<entry><id>urn:2</id><summary>Plain a &lt; b &amp;amp; c</summary></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Old</title></channel>
<item><title>T</title><link>https://o.example/1</link><description>Old words</description><dc:date>2007-09-10</dc:date></item></rdf:RDF>"""


@pytest.fixture
def read(tmp_path):
    def read(data: str | bytes):
        path = tmp_path / "feed.xml"
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        with Plain(str(path)) as file:
            return list(read_feed(file))

    return read


def test_rss(read):
    first, second = read(RSS)
    assert (first.doc_id, first.url, first.title) == ("g1", "https://v.example/1", "Mill & men")
    assert (first.outlet, first.language, first.published) == ("Valley Post", "en-gb", DAY)
    assert first.text == "The mill closed.\n\nMen left."
    assert (second.doc_id, second.text) == ("https://v.example/2", "Second & last")
    assert second.published is None


def test_atom(read):
    first, second = read(ATOM)
    assert (first.doc_id, first.url, first.title) == ("urn:1", "https://b.example/1", "A title")
    assert (first.outlet, first.language, first.published) == ("Blog", "de", DAY)
    assert first.text == "One < two\n\nThree\nfour"
    assert second.text == "Plain a < b &amp; c"


def test_rss_1(read):
    (found,) = read(RDF)
    assert (found.text, found.outlet, found.published) == ("Old words", "Old", DAY)


def test_an_unreadable_date_stays_and_is_named(read):
    first, _ = read(RSS.replace("Mon, 10 Sep 2007 00:00:00 GMT", "soon"))
    assert (first.published, first.extra) == (None, {"date": "soon"})
    assert "unreadable date" in first.damage[0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "windows-1252", "utf-8-sig"])
def test_encodings(read, encoding):
    declared = "utf-8" if encoding == "utf-8-sig" else encoding
    text = (
        RSS.replace("Short", "Zoë")
        .replace('"1.0"?', f'"1.0" encoding="{declared}"?')
        .replace("The mill", "Zoë")
    )
    assert "Zoë" in read(text.encode(encoding))[0].text


def test_bytes_that_belie_the_declaration(read):
    text = RSS.replace('"1.0"?', '"1.0" encoding="UTF-8"?').replace("The mill", "“Zoë”")
    assert "“Zoë”" in read(text.encode("cp1252"))[0].text


def test_items_before_a_break_are_kept(read):
    found = read(RSS[: RSS.index("</description></item>\n</channel>")])
    assert [getattr(d, "code", d) for d in found][1:] == ["bad-xml"]
    assert isinstance(found[0], Document)
    assert [s.code for s in read("<rss><item>")] == ["bad-xml"]
    assert [s.code for s in read("")] == ["bad-xml"]


def test_an_item_without_text_costs_itself(read):
    found = read(
        RSS.replace(
            "<item><link>",
            "<item><title>Only</title></item><item><description> . </description></item><item><link>",
        )
    )
    assert [getattr(d, "code", "") for d in found] == ["", "no-text", "empty", ""]
    assert "feed.xml@" in found[1].origin


LAUGHS = "<!DOCTYPE z [<!ENTITY a 'lol'>" + "".join(
    f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize("head", [
    LAUGHS + "]>", f"<!DOCTYPE z [<!ENTITY i '{'x' * 100_000}'>]>", "<!DOCTYPE z [<!ENTITY i SYSTEM 'file:///etc/passwd'>]>",
    "<!DOCTYPE z SYSTEM 'http://a.example/z.dtd'>", "<!DOCTYPE z [<!ENTITY % i SYSTEM 'file:///etc/passwd'> %i;]>",
], ids=["laughs", "quadratic", "file", "dtd", "parameter"])  # fmt: skip
def test_bombs_are_refused(read, head):
    begin = time.perf_counter()
    (found,) = read(f"{head}<rss><item><description>{'&i;' * 1000}</description></item></rss>")
    assert found.code == "dtd"
    assert time.perf_counter() - begin < 1


@pytest.mark.parametrize("body", [
    "<a>" * 200_000, "<p " + "a" * 2_000_000, "&lt;" * 500_000, "<![CDATA[" + "<p>" * 100_000 + "]]>", "<!--" + "-" * 10 + "x" * 1_000_000,
], ids=["deep", "token", "escapes", "tags", "comment"])  # fmt: skip
def test_no_feed_takes_long(read, body):
    begin = time.perf_counter()
    read(f"<rss><channel><item><description>words {body}</description></item></channel></rss>")
    assert time.perf_counter() - begin < 5


@settings(max_examples=150)
@given(st.data())
def test_nothing_raises(tmp_path_factory, data):
    start = data.draw(st.sampled_from([RSS, ATOM, RDF]))
    at = data.draw(st.integers(0, len(start)))
    text = start[:at] + data.draw(st.text(max_size=5)) + start[at + data.draw(st.integers(0, 9)) :]
    path = tmp_path_factory.getbasetemp() / "any.xml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    with Plain(str(path)) as file:
        list(read_feed(file))
