"""However the changes of a family contradict each other, each lost witness has lines, and its odds."""

from __future__ import annotations

import random

import pytest

import unspin
from unspin.lineage.growing import grow
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
