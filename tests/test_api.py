"""The library's face: small, lazy, and the same wherever a name is taken from."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

import unspin
from unspin import api
from unspin.ingest.resources import lexicon_of

ROOT = Path(__file__).parent.parent


def test_all_is_sorted_and_every_name_is_there():
    assert unspin.__all__ == sorted(unspin.__all__)
    assert all(hasattr(unspin, name) for name in unspin.__all__)
    assert set(unspin.__all__) <= set(dir(unspin))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        unspin.nothing  # noqa: B018 (the look-up is the test)


def test_the_version_is_the_package_s():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert unspin.__version__ == project["version"]


def test_a_verb_wins_over_the_folder_of_its_name():
    from unspin.report import terminal

    assert terminal.__name__ == "unspin.report.terminal"
    assert unspin.report is api.report


@pytest.mark.parametrize(
    "doing", ["import unspin", "from unspin.cli import main", "import unspin.errors"]
)
def test_importing_costs_nothing(doing, environment):
    code = f"{doing}; import sys; print(*{{'numpy', 'numba', 'rich', 'jinja2'}} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""


@pytest.mark.parametrize("side", [b"bytes", None, 3])
def test_a_side_of_another_type_is_refused(side):
    with pytest.raises(unspin.BadInput, match=r"wanted a text: pass a str .* pathlib\.Path"):
        unspin.compare(side, "a text")


def test_a_str_is_a_text_and_a_path_is_a_file(tmp_path):
    path = tmp_path / "story.txt"
    path.write_text("The mill closed in May after a long strike.", encoding="utf-8")
    assert unspin.compare(path, path.read_text(encoding="utf-8")).relation == "identical"
    assert unspin.compare(str(path), path).relation != "identical"


def test_documents_are_taken_as_they_are_but_for_lone_surrogates(samples):
    story = unspin.read(samples / "original.txt")
    broken = replace(story, text=story.text + "\ud800", damage=("found in a cellar",))
    judged = unspin.compare(story, broken)
    assert judged.a is story
    assert judged.b.text == story.text + "\ufffd"
    assert judged.b.damage[0] == "found in a cellar"
    assert "surrogate" in judged.b.damage[1]


@pytest.mark.parametrize("text", ["", " \n", "?!"])
def test_a_text_without_words_is_refused(text):
    with pytest.raises(unspin.BadInput, match="no words"):
        unspin.compare(text, "a text")


def test_passages_are_those_of_the_judgement(samples):
    sides = samples / "original.txt", samples / "edited.txt"
    assert unspin.passages(*sides) == unspin.compare(*sides).alignment.passages


def test_a_suffix_that_names_no_form_of_a_report_is_refused(tmp_path):
    judgement = unspin.compare("The mill closed in May.", "The mill closed in June.")
    with pytest.raises(unspin.BadInput, match=r"written as \.html or \.json"):
        unspin.report(judgement, tmp_path / "pair.csv")


def test_reports_appear_whole_or_not_at_all(tmp_path, samples):
    judged = unspin.compare(samples / "original.txt", samples / "spun.txt")
    page = unspin.report(judged, tmp_path / "report.html")
    assert page.read_text(encoding="utf-8").lstrip().lower().startswith("<!doctype html>")
    data = unspin.report(judged, str(tmp_path / "report.json"))
    assert json.loads(data.read_text(encoding="utf-8")) == judged.to_dict()
    with pytest.raises(unspin.BadInput, match="cannot write"):
        unspin.report(judged, tmp_path / "missing" / "report.html")
    with pytest.raises(unspin.BadInput, match="cannot write"):
        unspin.report(judged, tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["report.html", "report.json"]


def test_the_lexicon_is_that_of_both_sides():
    english = unspin.Document("e", "words", language="en-GB")
    finnish = unspin.Document("f", "sanoja", language="fi")
    assert lexicon_of(english, replace(english, language="en")).language == "en"
    assert lexicon_of(english, finnish).language == "none"


def place_of_kernels(environment) -> str:
    code = "import os; from unspin.api import ready_kernels as r; r(); print(os.environ['NUMBA_CACHE_DIR'])"
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_kernels_are_kept_in_a_writable_place(environment, tmp_path):
    environment.pop("NUMBA_CACHE_DIR", None)
    environment["XDG_CACHE_HOME"] = str(tmp_path)
    place = Path(place_of_kernels(environment))
    assert place.parent == tmp_path / "unspin" / "numba"
    assert place.name.startswith(unspin.__version__)  # and a mark of the source
    assert place_of_kernels({**environment, "NUMBA_CACHE_DIR": "mine"}) == "mine"


def test_kernels_have_a_place_even_without_a_home(environment, tmp_path):
    environment.pop("NUMBA_CACHE_DIR", None)
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    place = place_of_kernels({**environment, "XDG_CACHE_HOME": str(blocked)})
    assert "unspin-numba-" in place
    assert not Path(place).exists()  # private and temporary: gone with its process


MILL = (
    "The mill at Ostrava, which had made paper since 1871, closed in May after a long strike. Its "
    "owner said that nobody had been surprised, and that the river would at last run clear again."
)
GOAT = "A goat won the race for mayor of Ulm by four votes, and ate the ribbon it was given for it."
STORIES = [{"id": "first", "text": MILL}, {"id": "second", "text": GOAT}]


@pytest.fixture
def corpus(tmp_path) -> Path:
    path = tmp_path / "stories.jsonl"
    path.write_text("".join(json.dumps(s) + "\n" for s in [*STORIES, {"id": "none"}]), "utf-8")
    return path


def test_an_index_is_added_to_checked_and_rebuilt(corpus, tmp_path):
    told = []
    books = unspin.add(tmp_path / "index", [corpus], jobs=1, tell=lambda *news: told.append(news))
    assert (books["read"], books["new"], books["skipped"]) == (3, 2, {"no-text": 1})
    assert told == [("read", 0, 1), ("read", 1, 1)]
    assert unspin.check(tmp_path / "index") == []
    assert unspin.rebuild(tmp_path / "index").kept == 2
    with unspin.Index.open(tmp_path / "index") as index:
        (only,) = index.find(unspin.Document("new", MILL)).judgements
        assert (only.b.doc_id, only.relation) == ("first", "identical")


def test_a_higher_limit_finds_more_of_a_story_that_went_round(tmp_path):
    copies = [unspin.Document(f"copy {n}", f"{MILL} Page {n}.") for n in range(70)]
    with unspin.Index.open(tmp_path / "index") as index:
        index.add(copies)
        few = index.find(unspin.Document("new", MILL))
        all_of_them = index.find(unspin.Document("new", MILL), most=100)
    assert (len(few.judgements), few.candidates, few.unverified) == (20, 70, 50)
    assert (len(all_of_them.judgements), all_of_them.unverified) == (70, 0)


@pytest.mark.parametrize("on", [True, False])
def test_the_collector_rests_while_an_index_is_searched_and_no_longer(tmp_path, monkeypatch, on):
    seen = []

    def looked_up(store, document, looks):
        seen.append(gc.isenabled())
        raise RuntimeError("broken")

    monkeypatch.setattr("unspin.index._looked_up", looked_up)
    monkeypatch.setattr("unspin.index.Index._reading", lambda _: None)
    (gc.enable if on else gc.disable)()
    try:
        with pytest.raises(RuntimeError, match="broken"):
            unspin.Index.open(tmp_path / "index").find(unspin.Document("d", "A text."))
        assert (seen, gc.isenabled()) == ([False], on)
    finally:
        gc.enable()


def test_a_scan_s_results_are_reported_and_rendered(corpus, tmp_path):
    corpus.write_text(corpus.read_text() + json.dumps({"id": "third", "text": MILL}), "utf-8")
    books = unspin.scan([corpus], tmp_path / "out", jobs=1)
    assert books == json.loads((tmp_path / "out" / "stats.json").read_text())
    assert (books["indexed"], books["pairs"], books["families"]) == (3, 1, 1)
    page = unspin.report(
        tmp_path / "out", tmp_path / "scan.html", pages={("first", "third"): "pair.html"}
    )
    assert 'href="pair.html"' in page.read_text(encoding="utf-8")
    console = Console(width=100)
    with console.capture() as shown:
        console.print(unspin.render(tmp_path / "out"))
    assert "first – third" in shown.get()
    with pytest.raises(unspin.BadInput, match="no scan has finished here"):
        unspin.report(tmp_path, tmp_path / "no.html")


def test_a_sketch_has_a_key_for_some_words(samples):
    made = unspin.sketch(samples / "original.txt")
    assert 20 < len(made) < made.tokens
    assert list(made.keys) == sorted(set(made.keys.tolist()))
    assert unspin.sketch((samples / "original.txt").read_text("utf-8")).tokens == made.tokens
