"""Sketches against their oracle, and what is promised of them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import oracles_find
from unspin.find import sketch as module
from unspin.find.sketch import CHANNELS, SHARES, TWIN, channel, sketch, stride
from unspin.find.traces import trace
from unspin.ingest.resources import load_lexicon
from unspin.records import Skimmed
from unspin.text.skim import skim

FUNCTION, NAME = 0x80, 0x40


def words_of(seed, size, vocabulary=500, function=0.45, anchors=0.2):
    """A text of drawn words; each of the vocabulary has one stem and one class."""
    rng = np.random.default_rng(seed)
    keys = rng.integers(1, 2**63, vocabulary, np.uint64)
    stems = np.where(rng.random(vocabulary) < 0.5, keys, keys[::-1])
    classes = rng.integers(0, 17, vocabulary).astype(np.uint8)
    classes[rng.random(vocabulary) < anchors] |= NAME
    classes[rng.random(vocabulary) < function] |= FUNCTION
    drawn = rng.integers(0, vocabulary, size)
    return Skimmed(keys[drawn], stems[drawn], classes[drawn])


def lists(words):
    return words.keys.tolist(), words.stems.tolist(), words.classes.tolist()


texts = st.builds(
    words_of, st.integers(0, 10_000), st.integers(0, 1500), st.sampled_from([3, 40, 900, 5000]),
    st.sampled_from([0.0, 0.45, 1.0]), st.sampled_from([0.0, 0.2, 1.0]),
)  # fmt: skip


@given(texts)
def test_keys_and_positions_are_those_of_the_oracle(words):
    made = sketch("x", words)
    found = dict(zip(made.keys.tolist(), made.positions.tolist(), strict=True))
    assert found == oracles_find.sketched(*lists(words))


@given(texts)
def test_sketches_are_ascending_distinct_and_small(words):
    made = sketch("x", words)
    assert (np.diff(made.keys.astype(np.int64)) > 0).all()
    assert made.keys[-1] < 2**48 and made.tokens == len(words)
    assert set(channel(made.keys).tolist()) <= set(range(len(CHANNELS)))
    assert len(made) <= len(words) * SHARES.sum() * 4 + 10


@given(texts)
def test_no_channel_outgrows_its_budget(words):
    made = sketch("x", words)
    boost = min(4.0, max(1.0, module.SHORT / max(len(words), 1)))
    for kind, number in enumerate(np.bincount(channel(made.keys), minlength=5).tolist()):
        budget = 6 if kind == TWIN else math.ceil(SHARES[kind] * boost * len(words))
        assert number <= budget


def test_a_copied_passage_keeps_its_shingles():
    passage, other = words_of(1, 700, 2000), words_of(2, 700, 2000)
    alone = sketch("a", passage)
    joined = Skimmed(
        *(np.concatenate((x, y)) for x, y in (
            (passage.keys, other.keys), (passage.stems, other.stems),
            (passage.classes, other.classes),
        ))
    )  # fmt: skip
    both = sketch("b", joined)
    free = np.bincount(channel(both.keys), minlength=5) < SHARES * 1400 - 1
    wanted = free[channel(alone.keys)] & (channel(alone.keys) != TWIN)
    kept = np.isin(alone.keys, both.keys)[wanted]
    assert wanted.sum() > 10 and kept.all()


def test_keys_are_uniform_within_their_channels():
    made = sketch("x", words_of(3, 400_000, 300_000))
    for kind in range(1, len(CHANNELS)):
        keys = made.keys[channel(made.keys) == kind] >> np.uint64(3)
        counts = np.bincount((keys >> np.uint64(45 - 6)).astype(np.int64), minlength=64)
        expected = len(keys) / 64
        assert len(keys) > 1000
        # 63 degrees of freedom: 115 is passed once in ten thousand times.
        assert ((counts - expected) ** 2 / expected).sum() < 115


@pytest.mark.parametrize("size", [65_535, 65_536, 140_000])
def test_positions_of_long_texts_count_in_strides(size):
    words = words_of(4, size, 60_000)
    made = sketch("x", words)
    own = channel(made.keys) != TWIN
    assert made.positions[own].max() == pytest.approx((size - 1) // stride(size), rel=0.01)
    assert (size - 1) // stride(size) < 65_536
    found = dict(zip(made.keys.tolist(), made.positions.tolist(), strict=True))
    assert found == oracles_find.sketched(*lists(words))


@pytest.mark.parametrize(
    "text",
    [
        "", "word", "the of and to in", "Ostrava",
        "Die Regierung hat am Montag neue Regeln für den Handel mit Holz beschlossen. " * 40,
        "Правительство приняло в понедельник новые правила торговли лесом в стране. " * 40,
        "政府星期一通过了新的木材贸易规则。" * 60,
    ],
)  # fmt: skip
def test_texts_of_any_kind_have_a_sketch_within_budget(text):
    words = skim(text, load_lexicon())
    made = sketch("x", words)
    assert len(made) <= 10 + 4 * SHARES.sum() * len(words)
    assert len(made) >= min(1, len(text)) and 0 in channel(made.keys)


@given(texts)
@settings(max_examples=50)
def test_traces_are_those_of_the_oracle(words):
    assert trace(words).tolist() == oracles_find.traced(*lists(words))
