"""The shipped lexicon: it loads whole, knows what it should, and refuses damage."""

from __future__ import annotations

import json
import shutil
import unicodedata
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from unspin.errors import BadInput
from unspin.ingest.resources import empty_lexicon, load_lexicon, read_lexicon
from unspin.records import Lexicon
from unspin.text.hashing import word_key

SHIPPED = Path(__file__).resolve().parents[2] / "src" / "unspin" / "data" / "en"


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon("en")


def row(lexicon: Lexicon, word: str) -> int:
    at = int(np.searchsorted(lexicon.keys, np.uint64(word_key(word))))
    assert at < len(lexicon.keys) and int(lexicon.keys[at]) == word_key(word), f"no row: {word}"
    return at


def members(starts: NDArray[np.int32], values: NDArray[np.int32], at: int) -> set[int]:
    return set(values[starts[at] : starts[at + 1]].tolist())


def senses(lexicon: Lexicon, word: str) -> set[int]:
    return members(lexicon.sense_starts, lexicon.senses, row(lexicon, word))


def cosine(lexicon: Lexicon, a: str, b: str) -> float:
    rows = lexicon.vector_rows[[row(lexicon, a), row(lexicon, b)]]
    assert rows.min() >= 0
    x, y = lexicon.vectors[rows].astype(np.float64)
    return float(x @ y) / 127.0**2


def test_keys_are_sorted_and_every_list_is_sorted_and_in_range(lexicon: Lexicon) -> None:
    assert np.all(lexicon.keys[1:] > lexicon.keys[:-1])
    rows = len(lexicon.keys)
    for starts, values, limit in (
        (lexicon.sense_starts, lexicon.senses, None),
        (lexicon.near_starts, lexicon.near, None),
        (lexicon.opposite_starts, lexicon.opposites, rows),
        (lexicon.bigram_starts, lexicon.bigram_nexts.astype(np.int32), 65_536),
    ):
        steps = np.diff(values)
        borders = starts[1:-1]
        steps[borders[(borders > 0) & (borders < len(values))] - 1] = 1
        assert np.all(np.diff(starts) >= 0) and np.all(steps > 0) and values.min() >= 0
        assert limit is None or values.max() < limit
    for column in (lexicon.variants, lexicon.vector_rows, lexicon.lm_ids):
        assert column.min() >= -1
    assert lexicon.variants.max() < rows and lexicon.variants.min() >= 0
    assert lexicon.vector_rows.max() < len(lexicon.vectors)
    assert lexicon.lm_ids.max() < len(lexicon.bigram_starts) - 1


def test_numba_sees_one_plain_writable_type_everywhere(lexicon: Lexicon) -> None:
    for other in (lexicon, empty_lexicon()):
        for name in Lexicon.__slots__:
            value = getattr(other, name)
            if isinstance(value, np.ndarray):
                assert type(value) is np.ndarray
                assert value.flags.writeable and value.flags.c_contiguous and value.flags.aligned
                assert value.dtype == getattr(lexicon, name).dtype
                assert value.ndim == getattr(lexicon, name).ndim


@pytest.mark.parametrize(
    ("a", "b"),
    [("war", "warfare"), ("fight", "combat"), ("bought", "purchase"), ("cars", "automobiles")],
)
def test_synonyms_share_a_sense_through_their_base_forms(lexicon: Lexicon, a: str, b: str) -> None:
    assert senses(lexicon, a) & senses(lexicon, b)


@pytest.mark.parametrize(("a", "b"), [("dogs", "canine"), ("agreement", "agree"), ("big", "huge")])
def test_relatives_are_near_both_ways(lexicon: Lexicon, a: str, b: str) -> None:
    for one, other in ((a, b), (b, a)):
        near = members(lexicon.near_starts, lexicon.near, row(lexicon, one))
        assert near & senses(lexicon, other) and not near & senses(lexicon, one)


@pytest.mark.parametrize(
    ("a", "b"),
    [("rise", "fall"), ("hot", "cold"), ("chilly", "hot"), ("increased", "decreased"),
     ("possible", "impossible"), ("before", "after"), ("with", "without"), ("up", "down")],
)  # fmt: skip
def test_opposites_hold_both_ways(lexicon: Lexicon, a: str, b: str) -> None:
    for one, other in ((a, b), (b, a)):
        found = members(lexicon.opposite_starts, lexicon.opposites, row(lexicon, one))
        assert row(lexicon, other) in found


@pytest.mark.parametrize(
    ("uk", "us"),
    [("colour", "color"), ("colours", "colors"), ("organised", "organized"), ("centre", "center"),
     ("travelled", "traveled"), ("defence", "defense"), ("programme", "program"),
     ("grey", "gray"), ("analysed", "analyzed"), ("towards", "toward")],
)  # fmt: skip
def test_a_british_spelling_leads_to_the_american(lexicon: Lexicon, uk: str, us: str) -> None:
    assert lexicon.variants[row(lexicon, uk)] == row(lexicon, us)
    assert lexicon.variants[row(lexicon, us)] == row(lexicon, us)


def test_a_variant_is_its_own_variant_and_other_words_are_left_alone(lexicon: Lexicon) -> None:
    assert np.array_equal(lexicon.variants[lexicon.variants], lexicon.variants)
    for word in ("hour", "four", "rise", "promise", "compelled", "installing", "rewards", "prise"):
        assert lexicon.variants[row(lexicon, word)] == row(lexicon, word)


def test_inflections_share_a_stem_and_other_words_do_not(lexicon: Lexicon) -> None:
    def stem(word: str) -> int:
        return int(lexicon.stems[row(lexicon, word)])

    assert stem("walks") == stem("walking") == stem("walk")
    assert stem("took") == stem("take") and stem("men") == stem("man")
    assert stem("war") != stem("warfare")


def test_function_words_are_few_and_have_no_chemistry(lexicon: Lexicon) -> None:
    assert 200 < int(lexicon.function.sum()) < 400
    assert lexicon.function[row(lexicon, "the")] and not lexicon.function[row(lexicon, "war")]
    assert not senses(lexicon, "in") & senses(lexicon, "indium")


def test_bigrams_know_collocations(lexicon: Lexicon) -> None:
    def count(a: str, b: str) -> int:
        first, second = lexicon.lm_ids[[row(lexicon, a), row(lexicon, b)]]
        span = slice(lexicon.bigram_starts[first], lexicon.bigram_starts[first + 1])
        hit = np.flatnonzero(lexicon.bigram_nexts[span] == second)
        return int(lexicon.bigram_counts[span][hit[0]]) if len(hit) else 0

    assert count("white", "house") > 1000 > count("white", "home")
    assert count("cold", "war") > count("chilly", "war")
    assert count(".", "</s>") > 100_000 < count("<s>", "the") + count("<s>", '"')
    assert count("0,000", "people") > 0 and count("do", "not") > 0 and count("u.s.", "senator") > 0


def test_counts_are_part_of_their_total(lexicon: Lexicon) -> None:
    counts = lexicon.counts.astype(np.int64)
    assert counts.min() >= 0
    assert counts.sum() - counts[row(lexicon, "<s>")] == lexicon.total


def test_vectors_are_unit_and_tell_synonyms_from_chance(lexicon: Lexicon) -> None:
    norms = np.linalg.norm(lexicon.vectors.astype(np.float32), axis=1) / 127
    assert np.all(np.abs(norms - 1) < 0.03)
    assert cosine(lexicon, "war", "warfare") > 0.5
    assert cosine(lexicon, "war", "butter") < 0.3


def test_confusables_imitate_ascii_in_their_own_case(lexicon: Lexicon) -> None:
    table = {chr(a): chr(b) for a, b in lexicon.confusables.tolist()}
    assert np.all(np.diff(lexicon.confusables[:, 0]) > 0)
    assert all(not a.isascii() and b.isascii() and b.isalnum() for a, b in table.items())
    disguised = "\u0440\u0430\u0443\u0440\u0430l \uff21\U0001d69d\u0578\u0501\u0391"
    assert "".join(table.get(c, c) for c in disguised) == "paypal AtndA"
    smalls = {
        b for a, b in table.items() if unicodedata.name(a, "").startswith("LATIN LETTER SMALL")
    }
    assert smalls and all(b.islower() for b in smalls)


def test_another_language_has_the_empty_lexicon() -> None:
    assert len(load_lexicon("xx").keys) == 0
    assert load_lexicon("../en").language == "none"
    assert load_lexicon("en-GB").language == "en"


def test_damage_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="manifest"):
        read_lexicon(tmp_path)
    folder = tmp_path / "en"
    shutil.copytree(SHIPPED, folder)
    keys = (folder / "keys.npy").read_bytes()
    (folder / "keys.npy").write_bytes(keys[:-8])
    with pytest.raises(BadInput, match=r"keys\.npy has"):
        read_lexicon(folder)
    (folder / "keys.npy").unlink()
    with pytest.raises(BadInput, match=r"keys\.npy"):
        read_lexicon(folder)
    (folder / "keys.npy").write_bytes(b"x" * len(keys))
    with pytest.raises(BadInput, match=r"keys\.npy"):
        read_lexicon(folder)
    manifest = json.loads((folder / "lexicon.json").read_text())
    (folder / "lexicon.json").write_text(json.dumps(manifest | {"scheme": "unspin.lexicon/0"}))
    with pytest.raises(BadInput, match="scheme"):
        read_lexicon(folder)
