"""Feeds and sitemaps as lists of addresses: of every dialect, broken, hostile."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspin.ingest.sitemaps import Listed, listing_of

BASE = "https://v.example/feeds/all.xml"
MAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
ENTRY = """<url><loc> https://v.example/1 </loc><news:news><news:publication><news:name>Valley Post</news:name>
<news:language>en</news:language></news:publication><news:publication_date>2026-03-12</news:publication_date>
<news:title>Mill &amp; men</news:title></news:news></url>"""
SITEMAP = f'<urlset xmlns="{MAP}" xmlns:news="{NEWS}">{ENTRY}{{}}</urlset>'


def urls(data: str) -> list[str]:
    return [story.url for story in listing_of(data.encode(), BASE).stories]


def test_a_news_sitemap():
    listing = listing_of(
        SITEMAP.format("<url><loc>https://v.example/about</loc></url>").encode(), BASE
    )
    assert listing.stories == (
        Listed("https://v.example/1", "Mill & men", "Valley Post", "en", datetime(2026, 3, 12, tzinfo=UTC)),
    )  # fmt: skip
    assert (listing.passed, listing.flaw) == (1, None)


def test_an_index_of_sitemaps():
    data = f'<s:sitemapindex xmlns:s="{MAP}"><s:sitemap><s:loc>/a.xml</s:loc></s:sitemap></s:sitemapindex>'
    assert listing_of(data.encode(), BASE).maps == ("https://v.example/a.xml",)


def test_addresses_are_made_whole_and_stand_once():
    links = ["/1", "2#top", "https://v.example/1", "//w.example/3", "?p=4"]
    items = "".join(f"<item><link>{link}</link></item>" for link in links)
    assert urls(f"<rss><channel>{items}</channel></rss>") == [
        "https://v.example/1", "https://v.example/feeds/2", "https://w.example/3",
        "https://v.example/feeds/all.xml?p=4",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "file:///etc/passwd", "http://[", "https://v.example/" + "h" * 3000],
)
def test_what_is_no_address_of_a_page_is_passed_over(link):
    listing = listing_of(f"<rss><item><link>{link}</link></item></rss>".encode(), BASE)
    assert (listing.stories, listing.passed) == ((), 1)


def test_a_guid_that_is_an_address_does_for_a_link():
    assert urls("<rss><item><guid>https://v.example/9</guid></item></rss>") == [
        "https://v.example/9"
    ]


def test_a_feed_that_breaks_off_keeps_what_stands_before():
    listing = listing_of(b"<rss><item><link>/1</link></item><item><link>/2", BASE)
    assert [story.url for story in listing.stories] == ["https://v.example/1"]
    assert listing.flaw[0] == "bad-xml"


@pytest.mark.parametrize("root", ["urlset", "rss"])
def test_a_bomb_is_refused(root):
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 20))
    data = f'<!DOCTYPE x [<!ENTITY e0 "lol">{entities}]><{root}>&e19;</{root}>'
    assert listing_of(data.encode(), BASE).flaw[0] == "dtd"


PIECES = st.sampled_from(["<urlset>", f'<urlset xmlns="{MAP}">', "<url>", "</url>", "<loc>", "</loc>", ENTRY, "<rss>",
                          "<item>", "</item>", "<link>/a</link>", "<link href='b'/>", "&amp;", "&lol;", "\0", "<![CDATA["])  # fmt: skip


@given(
    st.one_of(
        st.binary(max_size=80), st.lists(PIECES, max_size=12).map(lambda p: "".join(p).encode())
    )
)
def test_anything_at_all_gives_a_listing(data):
    listing = listing_of(data, BASE)
    assert all(story.url.startswith(("http://", "https://")) for story in listing.stories)
