"""The quick reading agrees with the careful one wherever it claims to."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from unspin.ingest.resources import load_lexicon
from unspin.records import Document, Kind
from unspin.text.hashing import word_key
from unspin.text.quick import read_quickly, with_quotations
from unspin.text.segment import segment

STORY = 'The mill closed in 1998. "Nobody was told," said Ann Lee, its owner.\nShe left in May.'


def read(text):
    return read_quickly(Document("x", text), load_lexicon())


@given(st.text(max_size=200))
def test_any_text_gives_the_tokens_of_segment(text):
    quick, careful = read(text), segment(Document("x", text), load_lexicon())
    assert quick.starts.tolist() == careful.starts.tolist()
    assert quick.ends.tolist() == careful.ends.tolist()
    assert quick.folds == careful.folds
    assert quick.sentences[0] == 0
    assert quick.sentences[-1] == len(quick)
    assert (np.diff(quick.sentences) > 0).all()


def test_sentences_names_and_shapes_of_numbers():
    seg, lexicon = read(STORY), load_lexicon()
    words = [STORY[i:j] for i, j in zip(seg.starts.tolist(), seg.ends.tolist(), strict=True)]
    assert [words[t] for t in seg.sentences[:-1].tolist()] == ["The", '"', "She"]
    names = [w for w, k in zip(words, seg.kinds, strict=True) if k == Kind.NAME]
    assert names == ["Ann", "Lee"]
    year = seg.rows[words.index("1998")]
    assert lexicon.keys[year] == np.uint64(word_key("0000"))


def test_quotations_are_told_when_asked():
    seg = read(STORY)
    assert len(seg.quotations) == 0
    ((first, last),) = with_quotations(STORY, seg).quotations.tolist()
    assert STORY[seg.starts[first] : seg.ends[last - 1]] == "Nobody was told,"
