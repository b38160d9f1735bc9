"""What is said and by whom, end to end."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quoting import names, told

PIECES = st.sampled_from(
    ['"', "“", "”", "„", "«", "»", "‘", "’", "'", "「", "」", "『", "』", "‹", "›", "`", "''", "``", "〝", "〟",
     "\n", "\n\n", "\r\n", ". ", ", ", "? ", ": ", "; ", " — ", " - ", "(", ")", " said", "said ",
     " told reporters ", " he ", " she ", "Mr. ", "Ann Lee", " U.S. ", " the ", " who ", " and ",
     "according to ", " per ", "His response", " on Thursday", "May 5, 2016", " May ", "Reuters",
     " reported", ", adding ", " called it ", " by ", "Asked ", "'s ", "’s ", " ", "\u200b", "\ud800",
     "İ", "ß", "\x00", "…", "$5", "spokesman", " for ", "of ", "that ", " letter", "yesterday"]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=30).map("".join)


@settings(max_examples=1000)
@given(st.lists(TEXTS, min_size=10, max_size=10))
def test_ten_thousand_texts_of_marks_give_quotations_and_no_error(texts):
    for text in texts:
        quotes = told(text)
        assert all(text[q.span.start : q.span.end] == q.exact for q in quotes)
        ends = [(q.span.start, q.span.end) for q in quotes]
        assert all(a[1] <= b[0] for a, b in pairwise(ends))


def test_context_and_kind():
    text = (
        'It rained. "We will all go home," said Ann Lee, who called it "a very wet and cold day."'
    )
    direct, mixed = told(text)
    assert (direct.prefix, direct.suffix) == (text[:12], text[32:64])
    assert (direct.kind, mixed.kind) == ("direct", "mixed")
    assert text[direct.speaker.span.start : direct.speaker.span.end] == direct.speaker.surface


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ('"We will all go home," Ann Lee said.', "Ann Lee"),
        ('"We will all go home," said Ann Lee.', "Ann Lee"),
        ('"We will all go home," Ann Lee, 22, a student at the college, told the crowd.', "Ann Lee"),
        ('"We will all go home," said longtime aide Ann Lee.', "Ann Lee"),
        ('Ann Lee said on Monday: "We will all go home."', "Ann Lee"),
        ('Ann Lee, who runs the mill, said it was "going to close for good."', "Ann Lee"),
        ('Rising from her seat, Ann Lee told the board that it "would not stand for it."', "Ann Lee"),
        ('Ann Lee of Ohio attacked the plan, calling it "a gift to very rich people."', "Ann Lee"),
        ('According to Ann Lee, "the mill will have to close."', "Ann Lee"),
        ('"The mill will have to close," according to Ann Lee.', "Ann Lee"),
        ('"The mill will have to close." — Ann Lee', "Ann Lee"),
        ('ANN LEE: "The mill will have to close."', "ANN LEE"),
        ('"The mill," Ann Lee said, "will have to close for good."', "Ann Lee"),
        ('"We go," Ann Lee said. "We will not ever come back."', "Ann Lee"),
        ('Ann Lee spoke next. Her response: "We will not ever come back."', "Ann Lee"),
        ('Ann Lee posted a statement on Monday:\n"We will not ever come back."', "Ann Lee"),
        ("“We will go.\n“We will not come back,” said Ann Lee.", "Ann Lee"),
    ],
)  # fmt: skip
def test_the_speaker_is_found_wherever_he_stands(text, speaker):
    assert set(names(text)) == {speaker}


def test_one_who_is_only_asked_does_not_speak_the_question():
    assert names('Asked again, "Is that you in this picture?" Ann Lee replied, "I will not say."') == [
        None, "Ann Lee",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        'She sang "A Song for the Long Winter" in the hall.',
        'He wrote in his memoir, "From Hope to Higher Ground," that faith helps.',
        'The so-called "bridge to nowhere at all" was closed.',
        'It was a "very" long day.',
    ],
)
def test_titles_and_single_words_are_not_speech(text):
    assert told(text) == ()


def test_strict_keeps_only_sure_speakers():
    text = '"We will go," Ann Lee said. The mayor felt it was "not a good idea at all."'
    assert len(told(text)) == 2
    (kept,) = told(text, strict=True)
    assert kept.exact == "We will go,"


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ('"We will all go home," said Ann Lee.', False),
        ("Il a dit hier soir à Lyon : « Ce n’est pas bon pour nous et les autres. »", True),
    ],
)
def test_in_an_unknown_language_nobody_is_named(text, known):
    (quote,) = told(text, known=known)
    assert quote.speaker is None
