"""Families against the oracle, and the guard against chaining."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

import oracles_find
from unspin.lineage.families import Family, Tie, families

covers = st.sampled_from([0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0])
ties = st.lists(
    st.tuples(st.integers(0, 12), st.integers(13, 25), covers, covers)
    | st.tuples(st.integers(0, 5), st.integers(6, 12), covers, covers),
    max_size=25,
    unique_by=lambda t: t[:2],
).map(lambda rows: [Tie(*row) for row in rows])


@given(ties)
def test_families_are_those_of_the_oracle(drawn):
    found = [([*f.members], [*f.guests]) for f in families(drawn)]
    assert found == oracles_find.families(drawn)


@given(ties, st.randoms())
def test_order_does_not_matter_and_nobody_is_in_two(drawn, random):
    found = families(drawn)
    shuffled = list(drawn)
    random.shuffle(shuffled)
    assert families(shuffled) == found
    members = [m for family in found for m in family.members]
    assert len(members) == len(set(members))
    assert all(set(f.guests) <= set(f.members) and len(f.members) > 1 for f in found)


def test_a_page_that_shares_with_two_stories_ties_them_not():
    stories = [Tie(1, 2, 0.9, 0.9), Tie(5, 6, 0.9, 0.9)]
    found = families([*stories, Tie(2, 9, 0.2, 0.6), Tie(6, 9, 0.2, 0.4)])
    assert found == [Family((1, 2, 9), (9,)), Family((5, 6), ())]


def test_a_story_copied_to_a_thousand_outlets_is_one_family():
    found = families(Tie(0, n, 0.8, 0.8) for n in range(1, 1601))
    assert found == [Family(tuple(range(1601)), ())]


def test_many_lone_ties_take_linear_time():
    began = time.process_time()
    assert len(families(Tie(2 * n, 2 * n + 1, 0.2, 0.3) for n in range(20_000))) == 20_000
    assert time.process_time() - began < 2.0
