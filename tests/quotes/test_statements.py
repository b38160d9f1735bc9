"""Statements: who said what, over an index and over a scan, and their file formats."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime

import pytest

import unspin
from unspin.errors import BadInput

SAID = "We will not accept 41 percent of the cuts that were announced on Monday, and that is all,"
STORY = (
    'The council of Ostrava met in May to talk about the mill and its workers. "{}" said Ann Lee, '
    "the mayor. The mill has made paper since 1871 and employs half of the town. The strike began "
    "in March, after the owners had cut wages for the second time in a year, and it has not ended."
)


def page(name: str, words: str, day: int) -> unspin.Document:
    return unspin.Document(
        name, STORY.format(words), url=f"https://{name}.example/", outlet=name.title(),
        published=datetime(2021, 5, day, tzinfo=UTC),
    )  # fmt: skip


@pytest.fixture(scope="module")
def pages():
    pages = [
        page("late", SAID.replace("41", "45"), 9),
        page("first", SAID, 3),
        page("second", SAID, 4),
    ]
    bare = pages[1].text.replace('" said Ann Lee, the mayor.', '"')
    return [*pages, unspin.Document("bare", bare, outlet="Bare")]


@pytest.fixture(scope="module")
def index(pages, tmp_path_factory):
    place = tmp_path_factory.mktemp("said") / "index"
    with unspin.Index.open(place) as opened:
        opened.add(pages)
    return place


@pytest.fixture(scope="module")
def found(index):
    return unspin.statements(index, jobs=1)


def test_a_statement_has_its_speaker_best_wording_and_witnesses_in_order(found):
    (statement,) = found
    assert statement.speaker == "Ann Lee"
    assert statement.wording == SAID
    assert [a.doc_id for a in statement.appearances] == ["first", "second", "late", "bare"]
    assert statement.appearances[2].verdicts == ("number-changed",)
    assert statement.appearances[3].speaker is None


def test_quotations_of_an_index_have_group_survival_and_a_pooled_speaker(index):
    quotes = {q.doc_id: q for q in unspin.quotes(index)}
    assert len({q.group for q in quotes.values()}) == 1
    assert {s.doc_id: s.verdicts for s in quotes["first"].survival}["late"] == ("number-changed",)
    assert quotes["bare"].speaker.method == "pooled"
    assert "survival" in quotes["bare"].to_dict()


def test_the_processes_do_not_matter(index, found):
    assert unspin.statements(index, jobs=2).to_dict() == found.to_dict()


def test_a_scan_says_the_same_as_its_index(pages, found, tmp_path):
    source = tmp_path / "pages.jsonl"
    rows = [{"id": p.doc_id, "text": p.text, "url": p.url, "outlet": p.outlet,
             "date": p.published.isoformat() if p.published else None} for p in pages]  # fmt: skip
    source.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    unspin.scan([source], tmp_path / "out", jobs=1)
    scanned = unspin.statements(tmp_path / "out", jobs=1)
    assert [s.wording for s in scanned] == [s.wording for s in found]
    assert [a.verdicts for a in scanned[0].appearances] == [
        a.verdicts for a in found[0].appearances
    ]


def test_csv_has_a_row_an_appearance_and_survives_a_reader(found, tmp_path):
    path = unspin.report(found, tmp_path / "said.csv")
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["doc_id"] for row in rows] == ["first", "second", "late", "bare"]
    assert rows[2]["worst"] == "number-changed"
    assert rows[0]["wording"] == SAID


def test_claims_name_author_date_and_appearances_and_never_rate(found, tmp_path):
    text = unspin.report(found, tmp_path / "said.jsonld").read_text("utf-8")
    (claim,) = json.loads(text)["@graph"]
    assert claim["@type"] == "Claim"
    assert claim["author"] == {"@type": "Person", "name": "Ann Lee"}
    assert claim["firstAppearance"]["url"] == "https://first.example/"
    assert len(claim["appearance"]) == 4
    assert "ating" not in text


def test_lines_are_what_to_dict_says(found, tmp_path):
    path = unspin.report(found, tmp_path / "said.jsonl")
    assert [json.loads(line) for line in path.read_text("utf-8").splitlines()] == found.to_dict()


def test_other_places_and_files_are_refused(found, tmp_path):
    with pytest.raises(BadInput):
        unspin.report(found, tmp_path / "said.xlsx")
    with pytest.raises(BadInput):
        unspin.statements(tmp_path)
