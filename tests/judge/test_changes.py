"""The registry of changes, on the case files and on properties that hold for all of them."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from unspin.config import Config
from unspin.ingest.resources import load_lexicon
from unspin.judge.changes import RULES
from unspin.pipeline import pairs
from unspin.records import Document, Judgement

CASES = sorted((Path(__file__).parent.parent / "cases").glob("C[0-9]*.toml"))
STORY = (
    'The mayor of Narvik said on Monday: "We will not sell the 14 ferries to anyone in Oslo." '
    "She reportedly met Anna Lind of Redwater Asset Management twice. Nobody left the harbour."
)


@pytest.fixture(scope="module")
def lexicon():
    return load_lexicon()


def compare(a: str, b: str, lexicon) -> Judgement:
    return pairs.compare(Document("a", a), Document("b", b), lexicon, Config())


def named(judgement: Judgement) -> list[tuple[str, str, str]]:
    a, b = judgement.a.text, judgement.b.text
    return [(c.code, c.a.of(a), c.b.of(b)) for c in judgement.changes]


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_case(path, lexicon):
    case = tomllib.loads(path.read_text(encoding="utf-8"))
    found = named(compare(case["a"], case["b"], lexicon))
    for want in case["expect"]:
        assert any(
            code == want["code"] and want["a_text"] in a and want["b_text"] in b
            for code, a, b in found
        ), f"{want} not among {found}: {case['why']}"
    assert not [f for f in found if f[0] in case["forbid"]], case["why"]


def test_every_code_has_a_case():
    assert {rule.code for rule in RULES} == {path.stem.partition("-")[0] for path in CASES}


def test_codes_and_names_are_each_used_once():
    assert len({rule.code for rule in RULES}) == len({rule.name for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.code)
def test_a_rule_has_a_message_of_one_sentence(rule):
    assert re.fullmatch(r"[A-Z`].*[.)]", rule.message)


def test_a_text_has_no_changes_against_itself(lexicon):
    judgement = compare(STORY, STORY, lexicon)
    assert judgement.changes == ()
    assert all(q.verdicts == ("identical",) for q in judgement.quotes)


@pytest.mark.parametrize(("a", "b"), [("", ""), ("", STORY), (STORY, ""), ("“", "”"), ("…", "7")])
def test_empty_and_tiny_texts_are_no_trouble(a, b, lexicon):
    assert {c.code[1] for c in compare(a, b, lexicon).changes} <= {"1", "2", "5"}


@pytest.mark.parametrize(
    ("of_a", "of_b"),
    [("14", "19"), ("Monday", "Friday"), ("not ", ""), ("Lind", "Holm"), ("sell", "give")],
)
def test_swapping_the_sides_names_the_same_facts(of_a, of_b, lexicon):
    other = STORY.replace(of_a, of_b)
    there, back = compare(STORY, other, lexicon), compare(other, STORY, lexicon)
    mirrored = sorted((code, b, a) for code, a, b in named(back) if code[1] in "35")
    assert sorted(f for f in named(there) if f[0][1] in "35") == mirrored != []


@pytest.mark.parametrize(
    ("of_a", "of_b", "verdict"),
    [
        ("We will not", "We will", "polarity-changed"),
        ("14", "15", "number-changed"),
        ("Oslo.", "Riga.", "name-changed"),
        ("sell", "hand", "substituted"),
        (' to anyone in Oslo."', '."', "truncated"),
        ('"We will not sell the 14 ferries to anyone in Oslo."',
         "that we will not sell the 14 ferries to anyone in Oslo.", "dequoted"),
        ('"We', "“We", "typographic"),
    ],
)  # fmt: skip
def test_what_became_of_a_quotation(of_a, of_b, verdict, lexicon):
    changed = STORY.replace(of_a, of_b)
    if verdict == "typographic":
        changed = changed.replace('Oslo."', "Oslo.”")
    quotes = compare(STORY, changed, lexicon).quotes
    assert [verdict in q.verdicts for q in quotes] == [True]


def test_without_a_lexicon_shapes_are_still_judged(lexicon):
    empty = load_lexicon("none")
    found = named(compare(STORY, STORY.replace("14", "41").replace("Lind", "Holm"), empty))
    assert {"C302", "C303"} <= {code for code, _, _ in found}
    assert "C308" not in {code for code, _, _ in found}


def test_the_reference_pair(data, lexicon):
    folder = data / "reference"
    spun, original = (
        (folder / name).read_text(encoding="utf-8") for name in ("a_spun.txt", "b_original.txt")
    )
    found = named(compare(spun, original, lexicon))
    facts = {a for code, a, _ in found if code in ("C301", "C302", "C308")}
    for garbled in ("White Home", "Japanese Europe", "International Minister",
                    "BlueBay Asset Administration", "Chilly Warfare"):  # fmt: skip
        assert any(garbled in fact for fact in facts), garbled
    altered = [a for code, a, _ in found if code == "C510"]
    assert len(altered) >= 20
    assert not {"open-door", "reciprocal transparency measures"} & set(altered)
    assert {a for code, a, _ in found if code == "C601"} == {"{hardware}", "{that a}"}
    assert [a for code, a, _ in found if code == "C602"] == [
        "GIPHY App Key not set. Please check settings"
    ]
    assert "C303" not in {code for code, _, _ in found}
