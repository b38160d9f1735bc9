"""However the changes of a family contradict each other, each lost witness has lines, and its odds."""

from __future__ import annotations

import random

import pytest

import unspin
from unspin.lineage import growing
from unspin.lineage.growing import grow, with_root
from unspin.lineage.telling import nodes_of
from unspin.run.lineages import of_documents


def strangers(seed: int, witnesses: int = 50, length: int = 60) -> list[unspin.Document]:
    """Pages of one mould and hardly a word in common: any tree of them is as good as any other."""
    chance = random.Random(seed)
    marks = ["well", "now then", "so", "in the end", "as ever", "by and by"]
    pages = []
    for number in range(witnesses):
        said = [
            f"{chance.choice('bdfgklmnprst')}{chance.choice('aeiou')}{n % 7}word"
            for n in range(length)
        ]
        start, end = " ".join(said[: length // 2]), " ".join(said[length // 2 :])
        mark = chance.choice(marks)
        text = f'The {start} {mark} {end}. "We {mark} know it," said Ann Lee{number}.'
        pages.append(unspin.Document(str(number), text))
    return pages


@pytest.mark.parametrize("seed", range(8))
def test_every_lost_witness_has_two_lines_and_its_odds(seed):
    tree = grow(nodes_of(of_documents("0", strangers(seed), {})))
    assert len(tree.certain) == len(tree.sources) == len(tree.nodes.items)
    assert all(tree.sources.count(n) >= 2 for n in range(tree.extant, len(tree.sources)))
    assert tree.sources.count(-1) == 1


STORY = """The old mill at Tarnow, which had made glass since 1904, closed in June after a long strike.
Its owner said that nobody in the town had been surprised by the decision. About 280 workers lost
their jobs, and the council promised them help with the search for new ones. The river beside the
mill had been the colour of milk for a hundred years, and children were told to keep away from it.
The buildings are to become flats, a school of design and a small museum. Work on the first of them
is to begin in the spring, once the machines have been sold to a company that paid a high price."""
STAND_INS = {
    "old": "olden", "closed": "shuttered", "long": "prolonged", "owner": "proprietor",
    "surprised": "astonished", "decision": "determination", "workers": "laborers",
    "promised": "pledged", "help": "assistance", "search": "hunt", "river": "watercourse",
    "colour": "coloration", "children": "youngsters", "told": "instructed", "buildings": "edifices",
    "flats": "apartments", "school": "academy", "small": "diminutive", "begin": "commence",
    "spring": "springtime", "machines": "apparatuses", "company": "corporation", "high": "lofty",
    "price": "cost", "town": "township", "strike": "walkout", "glass": "vitrics", "sold": "vended",
}  # fmt: skip


def copies_of_a_lost_page(seed: int) -> list[unspin.Document]:
    """Three copies by one spinner, which has one word for each word: they share some by chance."""
    chance = random.Random(seed)
    copies = []
    for name, share in (("light", 0.4), ("heavy", 0.6), ("other", 0.6)):
        text = STORY
        for word in chance.sample(sorted(STAND_INS), round(share * len(STAND_INS))):
            text = text.replace(f" {word} ", f" {STAND_INS[word]} ")
        copies.append(unspin.Document(name, text))
    return copies


@pytest.mark.parametrize("seed", range(6))
def test_what_siblings_share_against_a_page_above_them_is_that_page_s_own_change(seed, monkeypatch):
    nodes = nodes_of(of_documents("0", copies_of_a_lost_page(seed), {}))
    monkeypatch.setattr(growing, "two_lines", lambda *_: (3, 1.0))
    nodes.add(nodes.middle((0, 1, 2)))
    below_the_first = [-1, 3, 3, 0]
    sources, odds = with_root(nodes, below_the_first, [0.5])
    assert sources == [3, 3, 3, -1]
    assert len(odds) == 1
    assert odds[0] > 1.0  # what speaks for either speaks for it


@pytest.mark.parametrize("seed", range(6))
def test_a_lost_root_takes_every_copy_that_is_nearer_to_it(seed, monkeypatch):
    nodes = nodes_of(of_documents("0", copies_of_a_lost_page(seed), {}))
    monkeypatch.setattr(growing, "two_lines", lambda *_: (1, 1.0))
    sources, _ = with_root(nodes, [-1, 0, 1], [])
    nearer = nodes.costs[3, 2] < nodes.costs[1, 2]
    assert sources == [3, 3, 3 if nearer else 1, -1]
