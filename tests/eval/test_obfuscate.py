from itertools import pairwise

import inject
import obfuscate
import pytest
import wordnet
from common import MissingData, rng_of
from controls import CONTROLS
from hypothesis import given
from hypothesis import strategies as st
from obfuscate import Act, Swap, apply, rebuild, without_overlap

STORY = (
    "The White House said on Monday that 1,200 people will not return to Eastern Europe.\n"
    "“We have never seen such a positive response to these talks,” Anna Petrova said. The U.S. "
    "envoy, who arrived on March 5, asked for $40 million, and he did not say when. It rose by 12 "
    "percent in 2019. Officials in Warsaw agreed that ten miles of road must be closed. The talks "
    "go on, according to the ministry. Nobody expects the organization to accept less."
)
INJECTORS = [
    getattr(inject, name)
    for name in dir(inject)
    if name.startswith("inject_")
    or name in {"drop_attribution", "homoglyphs", "zero_width", "split_sentence", "move_sentence"}
]


@pytest.fixture(scope="module", autouse=True)
def _wordnet():
    try:
        wordnet.thesaurus()
    except MissingData as missing:
        pytest.skip(str(missing))


def exact(text: str, new: str, acts: list[Act]) -> None:
    assert rebuild(text, acts) == new
    for act in acts:
        assert text[act.a_start : act.a_end] == act.a_text
        assert new[act.b_start : act.b_end] == act.b_text


@given(st.text(max_size=40), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 9), st.text())))
def test_record_of_any_swaps_rebuilds_the_text(text, drawn):
    swaps = [
        Swap("C202", min(at, len(text)), min(at + width, len(text)), new)
        for at, width, new in drawn
    ]
    exact(text, *apply(text, swaps))
    kept = without_overlap(swaps)
    assert all(one.end <= other.start for one, other in pairwise(kept))


@given(st.integers(0, 10_000), st.floats(0, 1), st.booleans())
def test_spinner_and_editors_keep_an_exact_record(seed, strength, function_words):
    exact(STORY, *obfuscate.spin(STORY, strength, rng_of(f"{seed}"), function_words))
    exact(STORY, *obfuscate.edit(STORY, rng_of(f"{seed}")))
    exact(STORY, *obfuscate.house_style(STORY, rng_of(f"{seed}")))


def test_spinner_does_more_at_more_strength_and_leaves_facts_alone():
    counts = [len(obfuscate.spin(STORY, s, rng_of("1"))[1]) for s in (0.0, 0.3, 0.9)]
    assert counts[0] == 0 < counts[1] < counts[2]
    spun, _ = obfuscate.spin(STORY, 1.0, rng_of("1"), function_words=True)
    for fact in ("1,200", "not", "Monday", "March 5", "2019", "ten miles", "never", "must"):
        assert fact in spun


@pytest.mark.parametrize("plan", INJECTORS, ids=lambda plan: plan.__name__)
def test_an_injector_changes_one_place_and_says_which(plan):
    for seed in range(40):
        new, acts = inject.made(plan, STORY, rng_of(f"{seed}"))
        exact(STORY, new, acts)
        assert new != STORY
        assert len(acts) == {"move_sentence": 2, "homoglyphs": 3, "zero_width": 3}.get(
            plan.__name__, 1
        )


@pytest.mark.parametrize("plan", INJECTORS, ids=lambda plan: plan.__name__)
def test_an_injector_finds_no_place_in_an_empty_text(plan):
    assert inject.made(plan, "", rng_of("0")) == ("", [])


def test_the_same_seed_gives_the_same_text():
    for make in (obfuscate.edit, obfuscate.house_style):
        assert make(STORY, rng_of("3")) == make(STORY, rng_of("3"))


@pytest.mark.parametrize("name", CONTROLS)
def test_controls_leave_every_figure_and_negation_in_place(name):
    new, acts = inject.made(CONTROLS[name], STORY, rng_of("5"))
    exact(STORY, new, acts)
    assert {act.code for act in acts} <= {"C101", "C102", "C103", "C105", "C106", "C107", "C202"}
