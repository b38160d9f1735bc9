"""What became of quotations in large families: told of copies at once, and the same as one by one."""

from __future__ import annotations

import pickle
import random
import time
from dataclasses import replace

import pytest

from unspin.ingest.resources import load_lexicon
from unspin.pipeline.quotations import quotes, witnessed
from unspin.quotes.counterparts import question
from unspin.quotes.statements import statements
from unspin.records import Document
from unspin.witnesses import Fates, Survival

NAMES = "Ann Lee,Tom Burns,Ivy Marsh,Paul Reed,Nora Hale,Sam Frost".split(",")
WORDS = (
    "river mill council harbour market bridge winter school budget village doctor engine copper "
    "garden weather teacher railway captain journal factory quarter mountain station painter"
).split()
MOST_SECONDS = 12.0
"""CPU seconds for the statements of 200 copies; the square of the copies would take a minute."""


def story(rng: random.Random, said: int = 14) -> list[str]:
    """Sentences of a story, every other one a quotation of 20 words."""
    told = []
    for n in range(said):
        words = " ".join(rng.choice(WORDS) for _ in range(18))
        told.append(f'"The {words} must go," said {NAMES[n % len(NAMES)]}, the mayor.')
        told.append(f"The {rng.choice(WORDS)} was closed in May.")
    return told


def copy(sentences: list[str], rng: random.Random) -> list[str]:
    """The story with some words replaced, and a sentence dropped."""
    made = [s.replace(rng.choice(WORDS), rng.choice(WORDS), 1) for s in sentences]
    del made[rng.randrange(len(made))]
    return made


def family(copies: int, different: int, seed: int = 1) -> list[Document]:
    rng = random.Random(seed)
    first = story(rng)
    texts = [" ".join(first)] + [" ".join(copy(first, rng)) for _ in range(different - 1)]
    return [
        Document(f"d{n:04}", texts[n % different], outlet=f"o{n}", language="en")
        for n in range(copies)
    ]


@pytest.fixture(scope="module")
def lexicon():
    return load_lexicon("en")


def quoted(documents, lexicon):
    by_text = {d.text: quotes(d, lexicon) for d in documents}
    return [
        replace(q, doc_id=d.doc_id, outlet=d.outlet) for d in documents for q in by_text[d.text]
    ]


@pytest.mark.parametrize(("copies", "different"), [(200, 200), (1600, 60)])
def test_statements_of_a_large_family_take_seconds(copies, different, lexicon):
    documents = family(copies, different)
    said = quoted(documents, lexicon)
    witnessed(documents[:3], quoted(documents[:3], lexicon), lexicon, each=False)
    begun = time.process_time()
    found = statements(witnessed(documents, said, lexicon, each=False), {})
    assert time.process_time() - begun < MOST_SECONDS
    assert len(found[0].appearances) > copies / 2


@pytest.mark.parametrize("strict", [False, True])
def test_statements_need_one_quotation_of_each_group(strict, lexicon):
    documents = family(12, 9)
    said = quoted(documents, lexicon)
    every = witnessed(documents, said, lexicon, strict=strict)
    few = witnessed(documents, said, lexicon, strict=strict, each=False)
    assert sum(q.survival is not None for q in few) == len({q.group for q in few}) > 5
    assert statements(few, {}) == statements(every, {})


def test_copies_are_told_what_each_would_be_told_alone(lexicon):
    documents = family(9, 4)
    every = witnessed(documents, quoted(documents, lexicon), lexicon)
    firsts = witnessed(documents[:4], quoted(documents[:4], lexicon), lexicon)
    by_place = {(q.doc_id, q.span): q for q in every}
    for quote in firsts:
        own = by_place[quote.doc_id, quote.span]
        others = {s.doc_id: s.verdicts for s in own.survival}
        assert all(others[s.doc_id] == s.verdicts for s in quote.survival)
        assert set(others) == {d.doc_id for d in documents} - {quote.doc_id}


def test_copies_share_one_list_and_each_leaves_itself_out():
    of_all = tuple(Survival(doc_id, ("identical",)) for doc_id in "abc")
    mine, theirs = Fates(of_all, "b"), Fates(of_all, "x")
    assert [s.doc_id for s in mine] == ["a", "c"]
    assert len(mine) == 2
    assert mine[-1].doc_id == "c"
    assert list(theirs) == list(of_all)
    assert len(theirs) == 3
    assert mine == of_all[::2]
    assert pickle.loads(pickle.dumps(mine)) == mine  # noqa: S301 (made a moment ago)
    assert hash(mine) == hash(of_all[::2])
    many = of_all * 1000
    shared = [Fates(many, str(n)) for n in range(1000)]
    assert len(pickle.dumps(shared)) < 100_000


def test_a_part_is_asked_about_with_the_other_parts_of_its_document():
    whole = "We will build the bridge before winter, and the mill will open again in spring."
    parts = ("We will build the bridge before winter,", "and the mill will open again in spring.")
    asked = question((whole,), 0, parts)
    assert (asked.a, asked.b, asked.first) == ((whole,), parts, 0)
    back = question(parts, 1, (whole,))
    assert (back.a, back.at, back.b) == (parts, 1, (whole,))
    assert question(parts, 1, (parts[1], parts[0])).by_look == ("identical",)
