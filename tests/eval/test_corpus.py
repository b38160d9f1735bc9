import json
import re

import background
import corpus
import pytest
import respin
import scan
import wordnet
from common import MissingData, rng_of

STORY = (
    "The council agreed on Monday to close the old bridge after engineers found cracks in three "
    "of its piers. Drivers will need to take the northern road, said Anna Petrova, who leads the "
    "transport office. The repairs are expected to cost 40 million and to last for two years. "
    "“We cannot wait until somebody is hurt,” she told reporters in the town hall."
)


@pytest.fixture
def spinner():
    try:
        wordnet.thesaurus()
    except MissingData as missing:
        pytest.skip(str(missing))
    return respin.Spinner({"reporters": ("journalists",)})


def weave(text, other, seed=1):
    return background.Weaver([text, other] * 3, seed, invented=500)


def test_a_stronger_spin_leaves_fewer_words_alone(spinner):
    kept = []
    for strength in (0.0, 0.3, 0.6, 0.9):
        copy = spinner.spin(STORY, strength, rng_of("x"))
        kept.append(len(set(STORY.split()) & set(copy.split())))
    assert spinner.spin(STORY, 0.0, rng_of("x")) == STORY
    assert kept == sorted(kept, reverse=True) and kept[0] > kept[-1] + 10


def test_numbers_and_names_outlast_a_spin_that_rewrites_function_words(spinner):
    copy = spinner.spin(STORY, 0.5, rng_of("x"), function_words=0.4)
    function = [w for w in re.findall(r"\w+", STORY.lower()) if w in respin.FUNCTION]
    left = [w for w in re.findall(r"\w+", copy.lower()) if w in respin.FUNCTION]
    assert "40" in copy and "Petrova" in copy
    assert sum(left.count(w) < function.count(w) for w in set(function)) >= 4


@pytest.mark.parametrize("way", respin.PLAIN, ids=lambda way: way.kind)
def test_ways_that_spin_nothing_keep_most_of_the_text(way):
    copy = way.make(STORY, rng_of("x"))
    assert (copy == STORY) == (way.kind == "exact")
    assert sum(word in copy for word in STORY.split()) > 0.6 * len(STORY.split())


def test_woven_pages_hang_on_seed_and_number_alone():
    material = (STORY, STORY.replace("bridge", "tunnel").replace("Monday", "Friday"))
    pages = [weave(*material).page(i, 80) for i in range(4)]
    assert pages == [weave(*material).page(i, 80) for i in range(4)]
    assert len(set(pages)) == 4 and weave(*material, seed=2).page(0, 80) != pages[0]
    assert all(80 <= len(page.split()) < 80 + 46 for page in pages)


def test_long_pages_are_cut_at_ends_of_sentences_and_nothing_is_lost():
    text = " ".join([STORY] * 60)
    parts = list(background.pieces(text))
    assert " ".join(parts) == text
    assert all(len(part) <= background.LONGEST and part[-1] in ".”" for part in parts)


def test_pages_known_beforehand_are_all_mixed_in():
    def page(name):
        return background.Article(name, "", "", "", "")

    mixed = list(corpus.spread([page("a"), page("b")], iter(map(page, "123456")), 6, seed=1))
    assert sorted(p.origin for p in mixed) == list("123456ab")
    assert [p.origin for p in mixed if p.origin.isdigit()] == list("123456")


def pair(a, b, relation="spun", passages=((0, 100, 0, 100),)):
    said = {"a": a, "b": b, "relation": relation, "passages": [list(p) for p in passages]}
    return said | {"extent": "whole", "method": None, "cover_a": 1.0, "cover_b": 1.0}


def planted(original, copy, kind="spun", **spans):
    return {"kind": kind, "strength": 0.5, "original": original, "copy": copy, **spans}


def test_a_copy_is_found_through_the_stand_in_of_its_exact_class():
    family = {"members": ["o", "o2", "c"], "exact_classes": [["o", "o2"]]}
    found = scan.indexed([pair("c", "o2"), pair("x", "y", "same-event")], [family])
    _, figures = scan.recalls([planted("o", "c"), planted("o", "o2"), planted("x", "y")], found)
    assert figures["scan.recall_spun_0.5"] == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("passage", "there"),
    [((100, 200, 500, 600), True), ((100, 200, 0, 90), False), ((190, 400, 500, 600), False)],
)
def test_a_planted_passage_must_be_found_in_its_place_on_both_sides(passage, there):
    truth = planted("o", "c", "passage", a_span=[100, 200], b_span=[500, 600])
    turned = (*passage[2:], *passage[:2])
    for said in (pair("o", "c", passages=[passage]), pair("c", "o", passages=[turned])):
        assert scan.located(truth, scan.indexed([said], [])) is there


def test_two_copies_of_one_page_are_no_surprise_but_other_pairs_are():
    truth = [planted("o", "c1"), planted("o", "c2"), planted("p", "d")]
    said = [pair("c1", "c2"), pair("o", "c1"), pair("c1", "d"), pair("x", "y")]
    assert scan.unplanned(truth, said) == said[2:]


def test_a_story_copied_en_masse_should_be_one_family():
    truth = [planted("o", f"c{i}", "mass-exact") for i in range(4)]
    halves = [{"members": ["o", "c0", "c1", "z"]}, {"members": ["c2"]}, {"members": ["q", "r"]}]
    assert scan.mass(truth, halves) == {
        "scan.mass_families": 2.0,
        "scan.mass_lost": 2.0,
        "scan.mass_strangers": 1.0,
    }
    assert scan.mass([planted("o", "c")], halves) == {}


def test_results_are_scored_and_a_sample_is_written(tmp_path, capsys):
    records = [{"id": i, "text": STORY, "made": "woven", "origin": i} for i in "ocxy"]
    (tmp_path / "corpus.jsonl").write_text("\n".join(map(json.dumps, records)))
    (tmp_path / "truth.json").write_text(json.dumps([planted("o", "c")]))
    said = [pair("o", "c"), pair("x", "y")]
    (tmp_path / "pairs.jsonl").write_text("\n".join(map(json.dumps, said)))
    with pytest.raises(scan.ScanFailed, match=r"families\.jsonl"):
        scan.scored(tmp_path, tmp_path, 10)
    (tmp_path / "families.jsonl").write_text("")
    (tmp_path / "skipped.jsonl").write_text("")
    (tmp_path / "stats.json").write_text('{"read": 4, "seconds": {"sketch": 0.1}}')
    figures = scan.scored(tmp_path, tmp_path, 10)
    assert figures["scan.recall_spun"] == 1.0 and figures["scan.unplanned"] == 1.0
    assert "The council agreed" in (tmp_path / "sample.txt").read_text()
    assert "seconds.sketch" in capsys.readouterr().out


def test_the_cost_of_a_command_counts_its_children():
    code = "x = bytearray(60_000_000); import time; time.sleep(0.3)"
    shell = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {code!r}], check=True)"
    cost = scan.measured([scan.sys.executable, "-c", shell])
    assert cost.wall >= 0.3 and cost.peak_mb > 60 and cost.cpu > 0
    with pytest.raises(scan.ScanFailed, match="exit code 3"):
        scan.measured([scan.sys.executable, "-c", "raise SystemExit(3)"])
