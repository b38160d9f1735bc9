"""The original wording: from witnesses, and from the language alone."""

from __future__ import annotations

import pytest

import unspin
from unspin.inspect.restore import applied, without_overlap
from unspin.restorations import Restored

PLAIN = (
    "The committee met on Tuesday to discuss the end of the Cold War and what it had meant for the "
    "towns along the river.\n\n  The chairman said that 14 members had asked for a report on the "
    "bridge, which was closed in March after a heavy storm. He hoped that the work would begin "
    "before the winter, because the farmers on the far side could not bring their goods to the "
    "market.\n“Nobody at the White House had answered the letter,” the mayor said in April, and she "
    "asked the council to write again before the end of the month."
)
REPLACED = (
    ("Cold War", "Chilly Warfare"), ("White House", "White Home"), ("heavy storm", "weighty tempest"),
    ("a report", "an account"), ("begin", "commence"), ("goods", "merchandise"),
    ("answered", "replied to"), ("discuss", "talk about"),
)  # fmt: skip


def spun(text: str) -> str:
    for old, new in REPLACED:
        text = text.replace(old, new)
    return text


@pytest.fixture
def index(tmp_path):
    with unspin.Index.open(tmp_path / "index") as opened:
        opened.add([unspin.Document("plain", PLAIN)])
        yield opened


def test_a_source_in_the_index_gives_every_word_back(index):
    found = unspin.restore(spun(PLAIN), index)
    assert found.text == PLAIN
    assert found.witnesses == ("plain",)
    assert {c.witness for c in found.changes} == {"plain"}
    assert ("Chilly Warfare", "Cold War") in {(c.text, c.restored) for c in found.changes}
    assert not found.unrecoverable


def test_layout_glyphs_and_own_sentences_stay(index):
    own = "Our reporter visited the bridge last week and counted 31 cracks in it."
    page = spun(PLAIN).replace("“", '"').replace("”", '"') + f"\n\n\t{own}\n"
    found = unspin.restore(page, index)
    assert found.text == PLAIN.replace("“", '"').replace("”", '"') + f"\n\n\t{own}\n"


def test_the_source_itself_is_left_alone(index, tmp_path):
    assert unspin.restore(PLAIN, index).text == PLAIN
    with unspin.Index.open(tmp_path / "copies") as copies:
        copies.add([unspin.Document("copy", spun(PLAIN))])
        assert unspin.restore(PLAIN, copies).text == PLAIN


def test_the_changes_make_the_text_and_the_json_says_so(index):
    found = unspin.restore(spun(PLAIN), index)
    told = found.to_dict()
    assert told["schema"] == "unspin.restoration/1"
    assert applied(spun(PLAIN), found.changes) == told["text"]
    for change in told["changes"]:
        assert spun(PLAIN)[change["start"] : change["end"]] == change["text"]


def test_braces_of_a_template_go(index):
    page = spun(PLAIN).replace("farmers", "{farmers}")
    assert unspin.restore(page, index).text == PLAIN


def test_of_changes_that_meet_the_surer_stays():
    weak = Restored(0, 8, "one two ", "x", 0.6, None, "")
    sure = Restored(4, 7, "two", "2", 0.9, None, "")
    assert without_overlap((weak, sure)) == (sure,)


def test_plain_text_is_left_alone_without_a_source():
    assert unspin.restore(PLAIN).text == PLAIN


def test_quotations_are_never_guessed():
    found = unspin.restore(spun(PLAIN))
    start, end = spun(PLAIN).index("“"), spun(PLAIN).index("”")
    assert not [c for c in found.changes if start <= c.start < end]


def test_short_and_foreign_texts_are_left_alone():
    assert unspin.restore("The mill closed.").reason is not None
    finnish = unspin.Document("fi", "Tehdas suljettiin toukokuussa. " * 20, language="fi")
    found = unspin.restore(finnish)
    assert found.text == finnish.text
    assert "only English" in (found.reason or "")


def test_a_dictionary_of_ones_own_is_followed(tmp_path):
    path = tmp_path / "spinner.tsv"
    path.write_text("Chilly Warfare\tCold War\t12\tx\nweighty tempest\theavy storm\t4\n", "utf-8")
    text = unspin.restore(spun(PLAIN), lexicon=path).text
    assert "the end of the Cold War and" in text
    assert "after a heavy storm." in text


def test_quotations_of_a_spun_text_are_left_alone_and_said_to_be_lost(reference):
    text = (reference / "a_spun.txt").read_text("utf-8")
    found = unspin.restore(text)
    assert any("diplomacy" in place.text for place in found.unrecoverable)
    for place in found.unrecoverable:
        assert text[place.start : place.end] == place.text
        assert all(
            c.end <= place.start or place.end <= c.start for c in found.changes if c.restored
        )
    plain = unspin.restore((reference / "b_original.txt").read_text("utf-8"))
    assert not plain.unrecoverable
