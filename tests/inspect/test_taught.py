"""Inspection with a rewriter's dictionary of one's own."""

from __future__ import annotations

import pytest

import unspin
from unspin.restorations import Entry, Mined

TEXT = (
    "The laborers met on Tuesday to hear from the people who live near the watercourse. They said "
    "that the water had risen twice in the past year and that nobody had told them what to do. A "
    "spokesman for the city said that the mayor would meet them next week, and that the mill had "
    "shuttered its entryways. The meeting lasted for more than three hours. "
)
BOOK = Mined((
    Entry("watercourse", "river", 5), Entry("laborers", "workers", 5),
    Entry("shuttered its entryways", "closed its doors", 5),
))  # fmt: skip


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "spinner.tsv"
    path.write_text(BOOK.to_tsv(), "utf-8")
    return path


def test_its_words_make_a_text_likelier_spun_and_its_phrases_are_found():
    found = unspin.inspect(TEXT, lexicon=BOOK)
    assert found.p_spun > unspin.inspect(TEXT).p_spun
    told = {f.text: f.suggestion for f in found.findings}
    assert told["shuttered its entryways"] == "closed its doors"


def test_a_file_says_what_the_dictionary_says(table):
    from_file = unspin.inspect(TEXT, lexicon=table).to_dict()
    assert from_file == unspin.inspect(TEXT, lexicon=BOOK).to_dict()


def test_texts_without_its_words_are_judged_as_before():
    plain = TEXT.replace("laborers", "workers").replace("watercourse", "river")
    plain = plain.replace("shuttered its entryways", "closed its doors")
    assert unspin.inspect(plain, lexicon=BOOK).p_spun == unspin.inspect(plain).p_spun
