"""Fuzzing what stands on the texts: the tokeniser, the aligner, the sealed files of an index."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oracles_store import SCHEME, make
from unspin.config import Config
from unspin.errors import Damaged
from unspin.ingest.resources import load_lexicon
from unspin.pipeline.pairs import compare, segmented
from unspin.records import Document
from unspin.store.store import Store
from unspin.text.skim import skim

EXAMPLES = int(os.environ.get("UNSPIN_FUZZ", "12"))
few = settings(
    max_examples=EXAMPLES, derandomize="UNSPIN_FUZZ" not in os.environ, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
PIECES = st.sampled_from([
    "the mayor said", '"We will not close it,"', "she added.", "Mr. O’Neill’s", "3,500.50", "\u200b", "\u202e",
    "сору", "e\u0301", "\n\n", "“", "”", "‘", "—", "{a|b}", "😀", "\ud800", "\0", "U.S.", "...", "İ", "ﬁ", "\u2028",
])  # fmt: skip
texts = st.lists(st.one_of(PIECES, st.text(max_size=8)), min_size=1, max_size=60).map(" ".join)


def document(name: str, text: str) -> Document:
    return Document(name, text.encode("utf-8", "replace").decode() + " word")


@few
@given(texts)
def test_tokens_lie_in_the_text_in_order(text):
    told = document("a", text)
    seen = segmented(told, load_lexicon())
    starts, ends = np.asarray(seen.starts), np.asarray(seen.ends)
    assert (starts < ends).all() and (starts[1:] >= ends[:-1]).all()
    assert not len(starts) or (starts[0] >= 0 and ends[-1] <= len(told.text))
    assert len(skim(told.text, load_lexicon())) >= 1


@few
@given(a=texts, b=texts, same=st.booleans())
def test_edits_rebuild_both_sides_and_swapping_mirrors(a, b, same):
    da, db = document("a", a), document("b", a + " " + b if same else b)
    there = compare(da, db, load_lexicon(), Config()).alignment
    back = compare(db, da, load_lexicon(), Config()).alignment
    for side, told in (("a", da), ("b", db)):
        spans = sorted(
            (s.start, s.end) for s in (getattr(e, side) for e in there.edits) if s.end > s.start
        )
        assert "".join(told.text[start:end] for start, end in spans) == told.text
        assert all(0 <= start <= end <= len(told.text) for start, end in spans)
    for edit in there.edits:
        if edit.op == "equal":
            assert da.text[edit.a.start : edit.a.end] == db.text[edit.b.start : edit.b.end]
    assert [(e.a, e.b) for e in there.edits] and back.cover_a == there.cover_b


def ask(index: Path) -> list[str]:
    """Return what an index says of everything in it."""
    with Store.open(index, scheme=SCHEME) as store:
        keys = make(3)[1].keys
        hits = store.lookup(keys)
        slices = [p.keys.tobytes() + p.nums.tobytes() for p in store.slices(2)]
        documents = store.documents(store.columns().nums)
        return [
            repr(documents),
            hits.nums.tobytes().hex(),
            repr(slices),
            repr(store.stats().documents),
        ]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("fuzz") / "index"
    with Store.open(place, scheme=SCHEME, write=True, create=True) as store:
        store.add([make(n) for n in range(6)])
        store.add([make(n) for n in range(6, 9)])
    return place


@few
@given(data=st.data())
def test_a_damaged_file_gives_the_right_answer_or_says_damaged(index, data):
    right = ask(index)
    files = sorted(p for p in index.rglob("*") if p.is_file() and p.stat().st_size)
    path = data.draw(st.sampled_from(files))
    whole = path.read_bytes()
    content = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        match data.draw(st.integers(0, 3)):
            case 0:
                content[at] ^= 1 << data.draw(st.integers(0, 7))
            case 1:
                content[at:at] = data.draw(st.binary(min_size=1, max_size=9))
            case 2:
                del content[at : at + data.draw(st.integers(1, 5000))]
            case _:
                content[at : at + 8] = data.draw(st.binary(min_size=8, max_size=8))
        content = content or bytearray(b"\0")
    told = path.name
    try:
        path.write_bytes(content)
        assert ask(index) == right
    except Damaged as error:  # another BadInput, of a format made by chance, is impossible
        told = str(error)
    finally:
        path.write_bytes(whole)
    assert path.name in told


@few
@given(st.binary(max_size=300))
def test_bytes_of_chance_are_no_manifest(tmp_path, content):
    place = tmp_path / "index"
    (place / "segments").mkdir(parents=True, exist_ok=True)
    (place / "manifest").write_bytes(content)
    with pytest.raises(Damaged):
        Store.open(place, scheme=SCHEME)
