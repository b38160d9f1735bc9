"""The scoring of words, relations and changes, on judgements made up for the purpose."""

import changes
import pytest
import relations
import words
from obfuscate import Act
from pairs import SPUN, Pair
from relations import Answer


def answer(relation="spun", p=(0.8, 0.1, 0.1), abstained=False):
    return Answer(relation, "substitution", p, abstained, {})


def pair(source="a", relations=SPUN, kind="spin 0.5", method="substitution"):
    return Pair(kind, "d", "a", "b", relations, method, source)


def test_equal_edits_link_tokens_by_place_and_replacements_link_all():
    a, b = (
        words.token_spans("the old mill closed".split()),
        words.token_spans("the mill shut".split()),
    )
    steps = [("equal", 0, 4, 0, 4), ("delete", 4, 8, 4, 4), ("equal", 8, 13, 4, 9),
             ("replace", 13, 19, 9, 13)]  # fmt: skip
    assert words.project(steps, a[1], b[1]) == {(0, 0), (2, 1), (3, 2)}


def test_a_phrase_for_a_phrase_links_each_with_each():
    _, spans = words.token_spans(["cold", "war"])
    assert len(words.project([("replace", 0, 8, 0, 8)], spans, spans)) == 4


def test_word_scores_tell_changed_words_apart():
    case = words.parallel_case("the big cat", "the large cat")
    right = words.count({(0, 0), (1, 1), (2, 2)}, case)
    missed = words.count({(0, 0), (2, 2)}, case)
    assert words.scores([right]) == (1.0, 1.0, 1.0, 1.0)
    assert words.scores([missed])[3] == 0.0


def test_headline_counts_only_what_was_said():
    items = [(pair("a"), answer()), (pair("b"), answer()), (pair("b"), answer(abstained=True))]
    figures = relations.headline(items)
    assert figures["relations.direction_right_when_said"] == 0.5
    assert figures["relations.direction_said_substitution"] == pytest.approx(2 / 3)
    assert figures["relations.copies_found"] == 1.0
    assert "relations.false_alarms" not in figures


def test_calibration_of_honest_and_of_boastful_probabilities():
    said = answer(p=(0.75, 0.2, 0.05))
    honest = [(pair("a"), said)] * 3 + [(pair("b"), said)]
    assert relations.calibration(honest)[1] == pytest.approx(0.0)
    assert relations.calibration([(pair("b"), said)])[1] == pytest.approx(0.75)


def reported(code, a, b):
    return {"code": code, "a": a, "b": b, "a_text": "", "b_text": ""}


def test_a_fact_at_the_place_is_found_and_elsewhere_is_false():
    act = Act("C303", 10, 12, 10, 12, "12", "19")
    case = changes.Case("", "", "", "", "", [act], [], frozenset(("C303",)))
    right = reported("C303", [10, 12], [10, 12])
    wrong = reported("C306", [30, 33], [30, 33])
    found = changes.score(case, [right, wrong])
    assert (found.hit, found.true, len(found.false)) == (True, 1, 1)
    assert not changes.score(case, [wrong]).hit


def test_a_spun_word_excuses_an_altered_quotation_but_no_other_fact():
    act = Act("C202", 10, 12, 10, 12, "", "")
    case = changes.Case("", "", "", "", "", [], [act], frozenset())
    quotation, number = reported("C510", [0, 40], [0, 40]), reported("C303", [10, 12], [10, 12])
    assert changes.score(case, [quotation]).false == []
    assert len(changes.score(case, [number]).false) == 1
