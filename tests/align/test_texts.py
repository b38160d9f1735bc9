"""The whole alignment: what holds for any two texts, and for texts whose alignment is known."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from strategies import (
    align_texts,
    covers,
    document,
    edited_sentences,
    edited_words,
    hostile_text,
    moved_sentence,
    plain_words,
    repeating_texts,
    sentence,
)
from unspin.align.passages import OUTSHONE, _echoes
from unspin.align.sentences import WITHIN, _inside_passages
from unspin.ingest.resources import empty_lexicon, load_lexicon
from unspin.records import Kind, Passage, Span
from unspin.text.segment import segment

LEXICONS = {"none": empty_lexicon(), "en": load_lexicon("en")}
each_language = pytest.mark.parametrize("language", LEXICONS)


def columns(text, language="en"):
    return segment(document(text), LEXICONS[language])


def align(a, b, language="en"):
    lexicon = LEXICONS[language]
    da, db = document(a, "a"), document(b, "b")
    return align_texts(da, db, lexicon)


def links_of(alignment):
    return {(k.a, k.b, k.moved) for k in alignment.links}


def pairs_of(words):
    """Token pairs, with their score."""
    both = words.ops <= 1
    return set(
        zip(
            words.a_starts[both].tolist(),
            words.b_starts[both].tolist(),
            words.scores[both].tolist(),
            strict=True,
        )
    )


@each_language
@settings(max_examples=150)
@given(a=hostile_text, b=hostile_text)
def test_any_two_texts_align_and_their_edits_cover_both(language, a, b):
    found = align(a, b, language)
    assert covers([e.a for e in found.edits], len(a)) and covers([e.b for e in found.edits], len(b))
    for side, text in (("a", a), ("b", b)):
        inside = sorted(s for link in found.links for s in getattr(link, side))
        count = len(columns(text, language).sentences) - 1
        assert inside == list(range(count))


@each_language
@given(text=hostile_text)
def test_a_text_and_itself_have_one_equal_edit_if_every_sentence_holds_a_word(language, text):
    found = align(text, text, language)
    side = columns(text, language)
    wordy = np.flatnonzero(side.kinds <= Kind.NUMBER)
    assume(
        np.isin(
            np.arange(len(side.sentences) - 1), np.searchsorted(side.sentences, wordy, "right") - 1
        ).all()
    )
    assert [(e.op, len(e.a), len(e.b)) for e in found.edits] == [
        ("equal", len(text), len(text))
    ] * bool(text)
    assert (found.words.ops == 0).all()


@pytest.mark.parametrize(
    "a", ["", " ", "\x00", "\ud800", "x", "...", "“”", "\u200b", "one two three"]
)
@pytest.mark.parametrize("b", ["", "\n", "y", "?!", "A sentence. Another, longer one."])
def test_texts_of_next_to_nothing_align(a, b):
    found = align(a, b)
    assert covers([e.a for e in found.edits], len(a)) and covers([e.b for e in found.edits], len(b))
    assert found.fallback is None


@each_language
@given(known=edited_words())
def test_a_known_edit_script_of_a_sentence_is_recovered(language, known):
    found = {(i, j) for i, j, _ in pairs_of(align(known.a, known.b, language).words)}
    assert found >= set(known.kept)
    if language == "none":  # with senses, a new word may stand for another one elsewhere
        assert found == set(known.kept) | set(known.replaced)


@each_language
@given(known=edited_sentences())
def test_dropped_added_split_and_merged_sentences_are_linked_as_they_were_made(language, known):
    assert links_of(align(known.a, known.b, language)) == known.links


@each_language
@given(known=moved_sentence())
def test_a_moved_sentence_is_a_moved_link(language, known):
    assert links_of(align(known.a, known.b, language)) == known.links


def rows_of(words):
    """The rows as a set of plain tuples."""
    columns = (words.ops, words.a_starts, words.a_ends, words.b_starts, words.b_ends, words.scores)
    return set(zip(*(c.tolist() for c in columns), strict=True))


@each_language
@settings(max_examples=150)
@given(texts=st.one_of(st.tuples(hostile_text, hostile_text), repeating_texts()))
def test_swapping_the_sides_mirrors_the_alignment(language, texts):
    there, back = align(*texts, language), align(*texts[::-1], language)
    swapped = {"delete": "insert", "insert": "delete"}
    assert {(b, a, moved) for a, b, moved in links_of(back)} == links_of(there)
    assert {
        ((0, 1, 3, 2)[op], a0, a1, b0, b1, score)
        for op, b0, b1, a0, a1, score in rows_of(back.words)
    } == rows_of(there.words)
    assert {(swapped.get(e.op, e.op), e.b, e.a) for e in back.edits} == {
        (e.op, e.a, e.b) for e in there.edits
    }
    assert {(p.b, p.a, p.score) for p in back.passages} == {
        (p.a, p.b, p.score) for p in there.passages
    }
    assert (there.cover_a, there.cover_b) == (back.cover_b, back.cover_a)
    for found in (there, back):  # either way in the order of a
        for starts in (found.words.a_starts.tolist(), [e.a.start for e in found.edits]):
            assert starts == sorted(starts)
        still = [e.b.start for e in found.edits if e.op != "move"]
        assert still == sorted(still)


@given(edited_sentences(), plain_words)
def test_a_sentence_put_before_both_texts_shifts_the_alignment_and_changes_nothing_else(
    known, words
):
    first = "Nobody 12345 67890 " + sentence([f"q{w}" for w in words]).lower() + " "
    plain, slid = align(known.a, known.b), align(first + known.a, first + known.b)
    shifted = {(tuple(s + 1 for s in a), tuple(t + 1 for t in b), m) for a, b, m in links_of(plain)}
    assert links_of(slid) == shifted | {((0,), (0,), False)}
    tokens = len(columns(first))
    moved = {(i + tokens, j + tokens, s) for i, j, s in pairs_of(plain.words)}
    assert moved | {(i, i, 1.0) for i in range(tokens)} == pairs_of(slid.words)


def test_the_same_input_gives_the_same_alignment():
    a, b = "The mill was shut. It rained all day.", "It rained the whole day. They shut the mill."
    assert repr(align(a, b).edits) == repr(align(a, b).edits)


_MEGABYTES = """
import random, resource, sys
sys.path[:0] = sys.argv[1:]
from strategies import WORDS, align_texts, document, sentence
from unspin.ingest.resources import load_lexicon
from unspin.records import Kind
import time

chance, lexicon = random.Random(3), load_lexicon("en")
def story(words):
    return " ".join(sentence(chance.choices(words, k=12)) for _ in range(13_000))
def compare(a, b):
    return align_texts(a, b, lexicon)
half = len(WORDS) // 2
a, b = document(story(WORDS[:half])), document(story(WORDS[half:]))
compare(document(a.text[:5000]), document(b.text[:5000]))
before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
compare(a, b)
spent = time.process_time() - began
print(len(a.text), len(b.text), spent, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
"""


def test_slow_two_unrelated_megabytes_take_seconds_and_half_a_gigabyte_at_most(
    environment, request
):
    tests = str(request.config.rootpath / "tests")
    done = subprocess.run(
        [sys.executable, "-c", _MEGABYTES, tests],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    size_a, size_b, seconds, megabytes = map(float, done.stdout.split())
    assert min(size_a, size_b) > 1_000_000
    assert seconds < 10 and megabytes < 500, done.stdout


@given(st.data())
def test_a_pair_of_sentences_is_inside_when_one_passage_holds_a_good_part_of_both(data):
    texts = [" ".join(sentence(data.draw(plain_words)) for _ in range(4)) for _ in range(2)]
    a, b = (columns(text) for text in texts)
    ends = [st.integers(0, len(text)) for text in texts]
    spans = [[Span(*sorted(data.draw(st.tuples(e, e)))) for e in ends] for _ in range(70)]
    passages = tuple(Passage(*pair, 1.0) for pair in spans)
    s, t = (np.repeat(np.arange(4), 4), np.tile(np.arange(4), 4))
    found = _inside_passages(a, b, s.astype(np.int32), t.astype(np.int32), passages)
    assert found.tolist() == [
        any(is_within(a, i, p.a) and is_within(b, j, p.b) for p in passages)
        for i, j in zip(s, t, strict=True)
    ]


def is_within(text, index, span):
    first, last = text.sentences[index], text.sentences[index + 1] - 1
    start, end = text.starts[first], text.ends[last]
    return min(end, span.end) - max(start, span.start) >= WITHIN * (end - start)


rectangles = st.lists(st.tuples(*[st.integers(0, 30)] * 4, st.integers(1, 40), st.just(0)))


@given(rectangles)
def test_an_echo_is_explained_by_a_far_stronger_rectangle_on_one_side(drawn):
    rows = np.array(drawn, np.float64).reshape(-1, 6)
    rows[:, :2].sort(axis=1), rows[:, 2:4].sort(axis=1)
    wanted = [
        any(
            r[4] < OUTSHONE * k[4]
            and (
                min(r[1], k[1]) - max(r[0], k[0]) > (r[1] - r[0]) / 2
                or min(r[3], k[3]) - max(r[2], k[2]) > (r[3] - r[2]) / 2
            )
            for k in rows
        )
        for r in rows
    ]
    assert _echoes(rows).tolist() == wanted
