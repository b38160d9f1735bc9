"""The second look against its oracle."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import oracles_find
from unspin.find.traces import ALIKE, PHRASE, REACH, SHORT, seen_from, shared_numbers, trace
from unspin.ingest.resources import load_lexicon
from unspin.text.skim import skim


def counted(traces, pairs):
    lengths = np.array([len(t) for t in traces], np.int32)
    starts = np.concatenate(([0], np.cumsum(lengths)[:-1])).astype(np.int64)
    a, b, at_a, at_b = (np.array(c) for c in zip(*pairs, strict=True))
    return shared_numbers(
        np.concatenate(traces).astype(np.uint32), starts, lengths, a.astype(np.uint32),
        b.astype(np.uint32), at_a.astype(np.uint16), at_b.astype(np.uint16),
    ).tolist()  # fmt: skip


@given(st.integers(0, 10_000), st.sampled_from([2, 50, 5000]))
def test_shared_numbers_are_those_of_the_oracle(seed, variety):
    rng = np.random.default_rng(seed)
    traces = [rng.integers(0, variety, n) for n in rng.integers(1, 700, 4)]
    pairs = []
    for _ in range(12):
        a, b = (int(n) for n in rng.integers(0, 4, 2))
        pairs.append(
            (a, b, int(rng.integers(0, len(traces[a]))), int(rng.integers(0, len(traces[b]))))
        )
    expected = [
        oracles_find.shared_numbers(traces[a].tolist(), traces[b].tolist(), at_a, at_b)
        for a, b, at_a, at_b in pairs
    ]
    assert counted(traces, pairs) == expected


def test_windows_of_long_texts_lie_where_the_words_are():
    rng = np.random.default_rng(1)
    long, short = rng.integers(0, 2**32, 150_000), rng.integers(0, 2**32, 400)
    long[120_000:120_400] = short
    shared = counted([long, short], [(0, 1, 120_200 // 3, 200), (0, 1, 100, 200)])
    assert shared == [2 * REACH - 2, 0] or shared == [2 * REACH - 1, 0] or shared == [2 * REACH, 0]


def test_a_trace_that_ends_where_a_look_does_shows_the_same():
    lexicon = load_lexicon()
    text = " ".join(f"The {n} farmers of the town sold wool." for n in range(200))
    whole = trace(skim(text, lexicon))
    for at in (0, 5, 700, len(whole) - 1):
        cut = trace(skim(text, lexicon, seen_from(at, text)))
        shared = counted([whole, whole], [(0, 1, at, at)])
        assert counted([whole, cut], [(0, 1, at, at)]) == shared
        assert len(cut) == min(len(whole), at + REACH)
    assert seen_from(5, "wool " * 20_000) is None  # there a place may be that of several words


def test_a_spun_passage_keeps_more_numbers_than_it_takes():
    lexicon = load_lexicon()
    text = (
        "The mayor of the old town said on Monday that it would take at least a year to repair "
        "the bridge that had been damaged by the flood, and that the cost was not yet known to "
        "anybody who works for the city or for the state. "
    )
    spun = text.replace("mayor", "burgomaster").replace("repair", "mend").replace("cost", "price")
    one, other = trace(skim(text, lexicon)), trace(skim(spun, lexicon))
    strange = trace(skim("Prices of wool rose in June as farmers sold fewer sheep. " * 4, lexicon))
    shared, chance = counted([one, other, strange], [(0, 1, 20, 20), (0, 2, 20, 20)])
    assert shared > ALIKE > chance


def test_a_phrase_in_two_long_texts_counts_for_nothing():
    rng = np.random.default_rng(3)
    one, other, short = (rng.integers(1, 2**32, n) for n in (300, 300, SHORT))
    phrase, scattered = rng.integers(1, 2**32, (2, 12))
    for text in (one, other, short):
        text[5 : 5 + len(phrase)] = phrase
    assert counted([one, other, short], [(0, 1, 9, 9), (0, 2, 9, 9)]) == [0, len(phrase)]
    for text in (one, other):
        text[30 : 30 + 3 * len(scattered) : 3] = scattered
    assert counted([one, other], [(0, 1, 9, 9)]) == [len(phrase) + len(scattered)]
    assert len(phrase) < PHRASE
