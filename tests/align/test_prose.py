"""Lists that stand word for word on both sides are not counted as prose; everything else is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspin.align.passages import find_passages
from unspin.align.prose import LISTED, prose_words
from unspin.config import PassageConfig
from unspin.ingest.resources import empty_lexicon, load_lexicon
from unspin.records import Document, Kind, Passage, Segmented, Span
from unspin.text.segment import segment

REPORT = (
    "The council met on Tuesday to hear what the engineers had found under the old bridge, and it "
    "was told that two of the piers would have to be replaced before the winter. "
)
OTHER = (
    "A new library is to be opened in the east of the town, with rooms for children and a hall in "
    "which the choir may practise; most of the money was given by a family of brewers. "
)
ROSTER = (
    "Present: Mayor Ada Holm, Deputy Mayor Piet Varga, Treasurer Ines Okafor, Clerk Tomas Lindqvist, "
    "Surveyor Greta Moreau, Harbour Master Jonas Petrov, Councillors Mira Castell, Hugo Brandt, "
    "Selma Quist, Oskar Yilmaz, Nadia Ferro, Emil Stroud, Rosa Penhaligon. "
)
STORY = (
    "The ferry had been late for a week, and those who waited on the quay began to say that it would "
    "not come at all, since the captain was said to have quarrelled with the company over his pay. "
)


def read(text: str, language: str = "en") -> Segmented:
    lexicon = load_lexicon(language) if language == "en" else empty_lexicon()
    return segment(Document("x", text, language=language), lexicon)


def shared(a: str, b: str) -> int:
    left, right = read(a), read(b)
    found = find_passages(left, right, load_lexicon("en"), PassageConfig())
    assert found
    return prose_words(left, right, found)


def test_a_list_of_those_present_is_no_prose():
    assert shared(REPORT * 2 + ROSTER, ROSTER + OTHER * 2) == 0


def test_a_story_on_two_pages_is_prose_word_for_word():
    assert shared(REPORT + STORY, STORY + OTHER) >= 30


def test_a_page_that_is_all_list_is_as_good_as_its_copy():
    assert shared(ROSTER, ROSTER) == read(ROSTER).words


def test_nothing_is_a_list_where_no_function_word_is_known():
    a, b = read(REPORT + ROSTER, "xx"), read(ROSTER + OTHER, "xx")
    at_a, at_b = len(REPORT), 0
    whole = Passage(Span(at_a, at_a + len(ROSTER)), Span(at_b, at_b + len(ROSTER)), 90.0)
    assert prose_words(a, b, [whole]) == read(ROSTER, "xx").words


def test_without_passages_there_is_nothing():
    assert prose_words(read(REPORT), read(OTHER), []) == 0


@pytest.mark.parametrize(("a", "b"), [("", ""), ("", STORY), ("...", "!?")])
def test_texts_without_words_share_none(a, b):
    assert prose_words(read(a), read(b), [Passage(Span(0, len(a)), Span(0, len(b)), 1.0)]) == 0


@st.composite
def passages(draw: st.DrawFn, a: Segmented, b: Segmented) -> list[Passage]:
    def span(text: Segmented) -> Span:
        first = draw(st.integers(0, len(text) - 1))
        last = draw(st.integers(first, len(text) - 1))
        return Span(int(text.starts[first]), int(text.ends[last]))

    return [Passage(span(a), span(b), 1.0) for _ in range(draw(st.integers(0, 4)))]


@given(st.data())
def test_words_are_counted_as_by_hand(data):
    a, b = read(REPORT + ROSTER + STORY), read(ROSTER + OTHER)
    found = data.draw(passages(a, b))
    assert prose_words(a, b, found) == sum(by_hand(a, b, p) for p in found)


def by_hand(a: Segmented, b: Segmented, passage: Passage) -> int:
    """Walk through the tokens of both sides, one by one."""
    least = LISTED * min(wordlets(list(t.kinds)) / t.words for t in (a, b))
    counts = []
    for text, span in ((a, passage.a), (b, passage.b)):
        inside = [
            k for k, at in zip(text.kinds, text.starts, strict=True) if span.start <= at < span.end
        ]
        words = sum(k <= Kind.NUMBER for k in inside)
        if wordlets(inside) < least * words:
            return 0
        counts.append(words)
    return min(counts)


def wordlets(kinds: list[int]) -> int:
    return sum(k == Kind.FUNCTION for k in kinds)
