"""Inspection end to end: what is found in a text, and what is not said of it."""

from __future__ import annotations

import pytest

import unspin

PLAIN = (
    "The committee met on Tuesday to hear from the people who live near the river. They said that "
    "the water had risen twice in the past year and that nobody had told them what to do. A "
    "spokesman for the city said that the mayor would meet them next week. The meeting lasted "
    "for more than three hours, and most of the members stayed until the end of it. "
)
SPUN = (
    "The White Home mentioned on Tuesday that the tip of the Chilly Warfare had been a very good "
    "alternative for the complete world, and that it can take no additional steps for the time "
    "being. International Minister Sergey Lavrov famous that there is no optimistic response on "
    "the principle query. He additionally knowledgeable reporters that the subsequent spherical "
    "of talks would happen within the approaching weeks. "
)


def codes(inspection):
    return {f.code for f in inspection.findings}


def suggested(inspection):
    return {f.text: f.suggestion for f in inspection.findings}


def test_a_plain_text_is_left_alone():
    found = unspin.inspect(PLAIN)
    assert found.p_spun < 0.3
    assert (found.method, list(found.findings)) == (None, [])


def test_a_spun_text_is_told_and_its_names_are_put_right():
    found = unspin.inspect(SPUN)
    assert found.p_spun > 0.6
    assert found.method == "substitution"
    names = suggested(found)
    assert names["Chilly Warfare"] == "Cold War"
    assert names["White Home"] == "White House"


def test_spans_are_where_the_words_are():
    found = unspin.inspect(SPUN + "\U0001f600 He famous the Chilly Warfare.")
    assert found.findings
    for finding in found.findings:
        assert finding.span.of(found.document.text) == finding.text
        assert finding.why


def test_the_same_text_gives_the_same_inspection():
    assert unspin.inspect(SPUN).to_dict() == unspin.inspect(SPUN).to_dict()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("The mill closed in May.", "too short"),
        ("Der Ausschuss hat am Dienstag die Anwohner des Flusses angehört. " * 12, "not English"),
    ],
)
def test_nothing_is_said_of_short_and_foreign_texts(text, reason):
    found = unspin.inspect(text)
    assert found.p_spun is None
    assert reason in found.reason
    assert found.to_dict()["p_spun"] is None


def test_a_language_without_a_model_is_not_judged():
    document = unspin.Document("x", PLAIN, language="fi")
    assert "'fi'" in unspin.inspect(document).reason


def test_residue_is_found_in_the_shortest_text():
    found = unspin.inspect("The army {hardware} was p\u0430inted.\nGIPHY App Key not set.")
    assert codes(found) == {"C601", "C602", "C603"}
    assert suggested(found)["{hardware}"] == "hardware"


def test_braces_make_a_text_likelier_spun():
    assert unspin.inspect(PLAIN + "The {hardware} came.").p_spun > unspin.inspect(PLAIN).p_spun


def test_published_phrases_are_found():
    found = unspin.inspect(PLAIN + "They used profound learning and information mining.")
    assert suggested(found)["information mining"] == "data mining"


def test_a_quotation_full_of_put_in_words_is_called_rewritten():
    said = (
        "He mentioned: \u201cThere is not any optimistic response. He famous that the Chilly Warfare and the White Home had "
        "been despatched by additionally varied International Ministers.\u201d"
    )
    found = unspin.inspect(SPUN + said)
    (quotation,) = (f for f in found.findings if f.code == "C510")
    assert quotation.text.startswith("There is not any")
    assert quotation.suggestion is None


def test_the_reference_pair(reference):
    spun = unspin.inspect(reference / "a_spun.txt")
    plain = unspin.inspect(reference / "b_original.txt")
    assert spun.p_spun > 0.95
    assert plain.p_spun < 0.05
    names = suggested(spun)
    assert names["Chilly Warfare"] == "Cold War"
    assert names["White Home"] == "White House"
    assert names["International Minister"] == "Foreign Minister"
    assert names["Asset Administration"] == "Asset Management"
