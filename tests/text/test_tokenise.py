"""The tokeniser against its oracle, and what tokens promise."""

from __future__ import annotations

import time
import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oracles_text import Oracle
from strategies import WORDS, hostile_text, plain_words
from unspin.ingest.resources import empty_lexicon, load_lexicon
from unspin.records import Flag
from unspin.text import normalise
from unspin.text.hashing import word_key
from unspin.text.tokenise import tokenise

CONFUSABLES = np.array(
    [[0x430, 97], [0x435, 101], [0x43E, 111], [0x440, 112], [0x456, 105]], np.int32
)
LATIN = {chr(a): chr(b) for a, b in CONFUSABLES.tolist()}


def tokens_of(text, confusables=CONFUSABLES):
    codes = normalise.code_points(text)
    normalise.learn(codes)
    return tokenise(
        codes, normalise.GLYPHS, normalise.UPPER, normalise.FOLDS, normalise.EXPANSIONS, confusables
    )


def keys_of(text):
    return tokens_of(text)[2].tolist()


@given(hostile_text)
def test_tokens_and_keys_are_those_of_the_oracle(text):
    starts, ends, keys, *_ = tokens_of(text)
    found = list(zip(starts.tolist(), ends.tolist(), keys.tolist(), strict=True))
    assert found == [(i, j, word_key(form)) for i, j, form in Oracle(text, LATIN).tokens]


@given(hostile_text)
def test_tokens_are_in_order_and_hold_all_that_is_visible(text):
    starts, ends, *_ = tokens_of(text)
    assert (starts < ends).all() and (ends[:-1] <= starts[1:]).all()
    assert len(text) == 0 or len(ends) == 0 or ends[-1] <= len(text)
    inside = {i for s, e in zip(starts.tolist(), ends.tolist(), strict=True) for i in range(s, e)}
    outside = {text[i] for i in range(len(text)) if i not in inside}
    unseen = set(normalise.INVISIBLE + normalise.BIDI)
    for char in outside - unseen:
        variation = "\ufe00" <= char <= "\ufe0f" or "\U000e0000" <= char <= "\U000e01ef"
        assert variation or char.isspace() or unicodedata.category(char)[0] in "CZ"


@given(hostile_text)
def test_what_is_hidden_lies_in_the_text_and_is_what_it_is_called(text):
    for kind, start, end in tokens_of(text)[5].tolist():
        assert 0 <= start < end <= len(text)
        if kind == 3:
            assert text[start] in normalise.BIDI
        if kind == 1:
            assert any(c in LATIN for c in text[start:end])


spoken = st.lists(
    st.sampled_from([*WORDS[:40], "café", "naïve", "Ångström", "can't", "U.S.", "1,000", "3rd"]),
    min_size=1,
).map(" ".join)


@given(spoken)
def test_keys_do_not_depend_on_composition_case_or_width(text):
    keys = keys_of(text)
    assert keys == keys_of(unicodedata.normalize("NFC", text))
    assert keys == keys_of(unicodedata.normalize("NFD", text))
    assert keys == keys_of(text.upper()) == keys_of(text.title().replace("U.s.", "U.S."))
    wide = "".join(
        chr(ord(c) + 0xFEE0) if "a" <= c.lower() <= "z" or c.isdigit() else c for c in text
    )
    assert keys == keys_of(wide) or "U.S." in text or "can't" in text or "3rd" in text


@given(
    plain_words, st.sampled_from(normalise.DOUBLE_QUOTES), st.sampled_from(normalise.DOUBLE_QUOTES)
)
def test_keys_do_not_depend_on_the_glyph_of_a_double_quote(words, left, right):
    text = " ".join(words)
    assert keys_of(f'He "{text}" so') == keys_of(f"He {left}{text}{right} so")


@given(plain_words, st.sampled_from(normalise.SINGLE_QUOTES))
def test_keys_do_not_depend_on_the_glyph_of_an_apostrophe(words, glyph):
    text = f"can't {' '.join(words)} o'clock the {words[0]}'s 'end'"
    assert keys_of(text) == keys_of(text.replace("'", glyph))


@given(plain_words, st.sampled_from(normalise.DASHES.replace("—", "").replace("―", "")))
def test_keys_do_not_depend_on_the_glyph_of_a_dash(words, glyph):
    text = f"{words[0]}-{words[-1]} - 10-12 -"
    assert keys_of(text) == keys_of(text.replace("-", glyph))


@given(plain_words, st.data())
def test_zero_width_characters_inside_words_change_no_key(words, data):
    hidden = st.sampled_from("\u200b\u200c\u200d\u2060\u00ad\u202e\u2069")
    stuffed = [
        word[:at] + data.draw(hidden) + word[at:]
        for word in words
        for at in (data.draw(st.integers(1, len(word) - 1)),)
    ]
    assert keys_of(" ".join(words)) == keys_of(" ".join(stuffed))
    assert (tokens_of(" ".join(stuffed))[4] & Flag.FOLDED).all()


@given(plain_words, st.data())
def test_letters_of_another_script_that_play_latin_change_no_key(words, data):
    text = "A story of " + " ".join(words)
    fakes = {latin: fake for fake, latin in LATIN.items()}
    at = data.draw(st.sets(st.integers(0, len(text) - 1), max_size=len(text) // 4))
    forged = "".join(fakes.get(c, c) if i in at else c for i, c in enumerate(text))
    assert keys_of(text) == keys_of(forged)


def test_the_shipped_look_alikes_work_and_russian_stays_russian():
    known = load_lexicon("en").confusables
    fake, true = tokens_of("Apple in the раypal", known), tokens_of("Apple in the paypal", known)
    assert fake[2].tolist() == true[2].tolist()
    assert len(tokens_of("Москва — столица России, город на реке", known)[5]) == 0
    none = empty_lexicon().confusables
    assert tokens_of("раypal", none)[2].tolist() != tokens_of("paypal", none)[2].tolist()


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("They can't, won't and cannot.", "They ca n't , wo n't and can not ."),
        ("The U.S. sent 1,000.5 men.", "The U.S. sent 1,000.5 men ."),
        ("Tom's dogs' rock'n'roll", "Tom 's dogs ' rock'n'roll"),
        ("the 1980s 3rd 40mph 3D 1000's", "the 1980s 3rd 40 mph 3D 1000 's"),
        ("state-of-the-art -- yes...", "state - of - the - art -- yes ..."),
        ("((so)) ''old'' £5", "( ( so ) ) '' old '' £ 5"),
    ],
)  # fmt: skip
def test_texts_come_apart_like_this(text, tokens):
    starts, ends, *_ = tokens_of(text)
    assert [text[i:j] for i, j in zip(starts, ends, strict=True)] == tokens.split()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("can't", "cannot"), ("won't", "will not"), ("they're", "they are"), ("U.S.", "U.S"),
        ("1,000", "1000"), ("...", "…"), ("a -- b", "a — b"), ("ﬁre", "fire"), ("٣٤", "34"),
    ],
)  # fmt: skip
def test_two_spellings_share_their_keys(one, other):
    assert keys_of(one) == keys_of(other)


@pytest.mark.parametrize(
    "unit", ['"', "'", "’", "a.", "a", "1", "\u200b", ".", "-", "а", "A.'", "n't"]
)
def test_a_megabyte_of_one_thing_takes_linear_time(unit):
    text = unit * (1_000_000 // len(unit))
    tokens_of(unit * 100)
    began = time.process_time()
    tokens_of(text)
    assert time.process_time() - began < 1.0
