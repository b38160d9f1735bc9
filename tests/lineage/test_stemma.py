"""Copying histories small enough to be read, and properties every stemma must have."""

from __future__ import annotations

import itertools
import json
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import unspin
from unspin.lineage.arborescence import arborescence, likelihoods
from unspin.lineage.lost import best_stretch
from unspin.lineage.stemma import Node, Nodes

REFERENCE = Path(__file__).parent.parent.parent / ".." / "shared" / "data" / "reference"

STORY = """The old mill at Ostrava, which had made paper since 1871, closed in May after a long strike.
Its owner, Marek Dvorak, said that nobody in the town had been surprised by the decision. About 340
workers lost their jobs, and the council promised them help with the search for new ones. The river
beside the mill had been the colour of rust for a hundred years, and children were told to keep away
from it. Biologists from the university have already counted eleven kinds of fish below the weir.
"We never thought that we would see trout here again," said Jana Novotna, who leads the survey. The
buildings are to become flats, a school of design and a small museum of paper. Work on the first of
them is to begin in the spring of next year, once the machines have been sold. Two of them went to a
company in Finland, which paid 4.2 million crowns for the pair. The chimney, the tallest in the
region, will be left standing as a landmark."""
SPINS = {
    "old": "olden", "closed": "shuttered", "long": "prolonged", "owner": "proprietor",
    "surprised": "astonished", "decision": "determination", "workers": "laborers",
    "promised": "pledged", "search": "hunt", "children": "youngsters", "kinds": "sorts",
    "buildings": "edifices", "begin": "commence", "company": "corporation", "paid": "remunerated",
}  # fmt: skip
OTHERS = {
    "strike": "walkout", "town": "township", "jobs": "occupations", "help": "assistance",
    "river": "watercourse", "colour": "coloration", "leads": "heads", "small": "diminutive",
    "museum": "repository", "machines": "apparatuses", "chimney": "smokestack",
    "landmark": "watershed",
}  # fmt: skip


def spun(text: str, words: dict[str, str]) -> str:
    for old, new in words.items():
        text = text.replace(f" {old} ", f" {new} ").replace(f" {old},", f" {new},")
    return text


def without(text: str, *beginnings: str) -> str:
    kept = [s for s in text.replace("\n", " ").split(". ") if not s.startswith(beginnings)]
    return ". ".join(kept)


def witnesses() -> dict[str, str]:
    once = spun(STORY, SPINS)
    return {
        "first": STORY,
        "spun": once,
        "again": spun(once, OTHERS),
        "short": without(once, "Two of them", "Biologists").replace("340", "430"),
        "cut": STORY[: STORY.index('"We never')].strip(),
    }


TRUE = {"spun": "first", "again": "spun", "short": "spun", "cut": "first"}


def documents(texts: dict[str, str]) -> list[unspin.Document]:
    return [unspin.Document(name, text) for name, text in texts.items()]


def told(texts: dict[str, str]) -> dict[str, object]:
    (found,) = unspin.lineage(documents(texts))
    return found.to_dict()


def sources(line) -> dict[str, str]:
    return {edge["derivative"]: edge["source"] for edge in line["derivations"]}


def test_a_history_is_read_off_its_copies():
    line = told(witnesses())
    assert sources(line) == TRUE
    assert (line["roots"], line["lost"]) == (["first"], [])
    changes = {edge["derivative"]: edge["changes"] for edge in line["derivations"]}
    assert changes["short"]["C303"] == 1
    assert changes["short"]["C501"] == 2
    assert changes["spun"]["C202"] > 8


def test_the_order_of_witnesses_does_not_matter():
    texts = witnesses()
    expected = told(texts)
    for names in itertools.islice(itertools.permutations(texts), 0, 120, 17):
        assert told({name: texts[name] for name in names}) == expected


def test_a_lost_source_is_put_in_where_no_copy_can_be_it():
    third = {
        "paper": "newsprint", "region": "territory", "survey": "canvass", "fish": "piscines",
        "flats": "apartments", "spring": "springtime", "school": "academy", "weir": "barrage",
        "sold": "vended", "design": "blueprint", "away": "off", "university": "academe",
    }  # fmt: skip
    texts = {
        name: spun(STORY, x) for name, x in (("one", SPINS), ("two", OTHERS), ("three", third))
    }
    line = told(texts)
    assert line["roots"] == ["lost-1"]
    assert [x["children"] for x in line["lost"]] == [["one", "three", "two"]]
    assert set(sources(line).values()) == {"lost-1"}


def test_what_one_copy_has_cut_the_others_say_of_a_lost_witness():
    tail = [*range(120, 199)]
    whole, short, other = (
        Node(np.array(words, np.int32), np.zeros(99, np.float32), np.zeros(200, np.int32))
        for words in (
            [*range(20), *tail], [*range(100, 120), *([-1] * 79)], [*range(100, 150), 7, *tail[31:]],
        )
    )  # fmt: skip
    nodes = Nodes(None, np.zeros(200, np.uint8), [short, whole, other], 0, np.zeros(99))
    assert nodes.middle((0, 2, 1)).words.tolist() == other.words.tolist()
    assert nodes.middle((2, 1, 0)).words.tolist() == other.words.tolist()
    assert nodes.middle((0, 1, 2)).words.tolist() == [*range(100, 120), *tail]


def test_copies_of_copies_that_are_only_cut_hang_in_a_chain():
    sentences = STORY.replace("\n", " ").split(". ")
    texts = {f"n{k}": ". ".join(sentences[:k]) + "." for k in (10, 7, 5, 3)}
    line = told(texts)
    assert line["roots"] == ["n10"]
    above = sources(line)
    for name in ("n7", "n5", "n3"):
        assert int(above[name][1:]) > int(name[1:])


def test_the_same_words_twice_are_one_text_without_an_order():
    line = told({"a": STORY, "b": STORY.replace('"', "“"), "c": spun(STORY, SPINS)})
    assert sources(line) == {"b": "a", "c": "a"}
    assert any("same words: a, b" in flag for flag in line["flags"])


def test_two_texts_are_told_as_compare_tells_them():
    a, b = documents({"a": STORY, "b": spun(STORY, SPINS | OTHERS)})
    judged = unspin.compare(a, b)
    (edge,) = unspin.lineage([a, b])[0].derivations
    assert (edge.source, edge.p) == ("a", pytest.approx(judged.direction.a_source, abs=1e-4))


@pytest.mark.skipif(not REFERENCE.exists(), reason="no shared/data/reference")
def test_the_reference_pair_has_a_lost_source():
    line = unspin.lineage([REFERENCE / "a_spun.txt", REFERENCE / "b_original.txt"])[0].to_dict()
    assert line["roots"] == ["lost-1"]
    assert len(line["lost"][0]["children"]) == 2


def test_dates_never_decide_and_contradictions_are_said():
    backwards = {"first": 5, "spun": 4, "again": 3, "short": 2, "cut": 1}
    dated = [
        unspin.Document(n, t, published=datetime(2022, 1, backwards[n], tzinfo=UTC))
        for n, t in witnesses().items()
    ]
    line = unspin.lineage(dated)[0].to_dict()
    assert sources(line) == TRUE
    assert sum("claimed date contradicts text evidence" in flag for flag in line["flags"]) == 4
    assert {edge["grade"] for edge in line["derivations"]} == {"G4"}


@given(st.lists(st.integers(-5, 5), min_size=1, max_size=12))
@settings(deadline=None)
def test_the_stretch_of_a_second_source_is_the_best_there_is(gains):
    first, last, nats = best_stretch(np.array(gains, float))
    sums = [sum(gains[i:j]) for i in range(len(gains)) for j in range(i + 1, len(gains) + 1)]
    assert nats == max(0, *sums)
    assert nats == 0 or sum(gains[first : last + 1]) == nats


def every_tree(n: int):
    for parents in itertools.product(range(-1, n), repeat=n):
        if sum(p == -1 for p in parents) != 1 or any(p == v for v, p in enumerate(parents)):
            continue
        reached = {parents.index(-1)}
        for _ in range(n):
            reached |= {v for v, p in enumerate(parents) if p in reached}
        if len(reached) == n:
            yield list(parents)


@given(st.integers(1, 4), st.integers(0, 10_000))
@settings(max_examples=60, deadline=None)
def test_the_cheapest_tree_is_found(n, seed):
    rng = np.random.default_rng(seed)
    costs, roots = rng.exponential(3, (n, n)), rng.exponential(3, n)

    def price(tree):
        return sum(roots[v] if p < 0 else costs[p, v] for v, p in enumerate(tree))

    best = min(every_tree(n), key=price)
    assert arborescence(costs, roots) == best
    chances = likelihoods(costs, roots, best, 2.0)
    assert np.allclose(chances.sum(axis=0), 1.0)


def test_any_number_of_processes_gives_the_same_bytes(tmp_path):
    rows = [
        {"id": f"{family}-{name}", "text": text.replace("Ostrava", place)}
        for family, place in enumerate(("Ostrava", "Ulm"))
        for name, text in witnesses().items()
    ]
    for row in rows[5:]:  # another story altogether, by other words
        row["text"] = " ".join(w[::-1] if len(w) > 3 else w for w in row["text"].split())
    corpus = tmp_path / "corpus.jsonl"
    corpus.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    unspin.scan([corpus], tmp_path / "out", jobs=1)
    one = unspin.lineage(tmp_path / "out", jobs=1).to_dict()
    assert one == unspin.lineage(tmp_path / "out", jobs=2).to_dict()
    assert len(one) >= 1
    members = json.loads((tmp_path / "out" / "families.jsonl").read_text().splitlines()[0])
    assert list(one[0]["witnesses"]) == sorted(members["members"])
    with unspin.Index.open(tmp_path / "out" / "index") as index:
        families = index.families()
        assert set(families[0]) == set(one[0]["witnesses"])
        assert set(index.lineage(families[0]).witnesses) == set(families[0])
        with pytest.raises(unspin.BadInput, match="texts in"):
            index.lineage(["nobody"])
