"""Swapping the sides mirrors the whole judgement: nothing may hang on which text is called a."""

from __future__ import annotations

import gzip
import json
import pickle
from itertools import combinations, islice

import pytest
from hypothesis import given, settings

from strategies import hostile_text, repeating_texts
from unspin.config import Config
from unspin.ingest.resources import load_lexicon
from unspin.judge.changes import RULES
from unspin.pipeline import pairs
from unspin.records import Document, Judgement

LEXICON = load_lexicon()
ONE_SIDED = {"C206": "C207", "C401": "C402", "C501": "C502", "C511": "C512"}
SWAPPED = ONE_SIDED | {back: there for there, back in ONE_SIDED.items()}
VERDICTS = {
    "dequoted": "requoted", "requoted": "dequoted", "truncated": "extended",
    "extended": "truncated", "split": "merged", "merged": "split",
}  # fmt: skip


def compare(a: str, b: str) -> Judgement:
    return pairs.compare(Document("a", a), Document("b", b), LEXICON, Config())


def assert_mirrored(a: str, b: str) -> None:
    """Compare both ways, and hold one judgement against the other."""
    there, back = compare(a, b), compare(b, a)
    assert (there.relation, there.method) == (back.relation, back.method)
    names = {"embedded-a": "embedded-b", "embedded-b": "embedded-a"}
    assert names.get(there.extent, there.extent) == back.extent
    p, q = there.direction, back.direction
    assert (p.a_source, p.b_source, p.common_source) == pytest.approx(
        (q.b_source, q.a_source, q.common_source), abs=1e-9
    )
    assert p.abstained == q.abstained
    assert [(e.name, e.log_odds) for e in there.evidence] == [
        (e.name, -e.log_odds) for e in back.evidence
    ]
    assert sorted(
        (c.code, c.a.start, c.a.end, c.b.start, c.b.end) for c in there.changes
    ) == sorted(
        (SWAPPED.get(c.code, c.code), c.b.start, c.b.end, c.a.start, c.a.end) for c in back.changes
    )
    assert {(q.a, q.b, q.verdicts) for q in there.quotes} == {
        (q.b, q.a, tuple(sorted(VERDICTS.get(v, v) for v in q.verdicts))) for q in back.quotes
    }
    for judgement in (there, back):  # whichever way: in the order of a
        places = [(c.a.start, c.b.start, c.code) for c in judgement.changes]
        assert places == sorted(places)
    for name, value in there.features.items():
        sign = -1 if name.startswith("signal_") else 1
        assert back.features[name] == sign * value


@settings(max_examples=200)
@given(repeating_texts())
def test_texts_full_of_ties_are_judged_alike_from_both_sides(texts):
    assert_mirrored(*texts)


@settings(max_examples=50)
@given(hostile_text, hostile_text)
def test_any_two_texts_are_judged_alike_from_both_sides(a, b):
    assert_mirrored(a, b)


def test_the_sample_stories_are_judged_alike_from_both_sides(samples):
    stories = [path.read_text(encoding="utf-8") for path in sorted(samples.glob("*.txt"))]
    for a, b in combinations(stories, 2):
        assert_mirrored(a, b)


def test_the_reference_pair_is_judged_alike_from_both_sides(data):
    folder = data / "reference"
    assert_mirrored(
        *((folder / name).read_text(encoding="utf-8") for name in ("a_spun.txt", "b_original.txt"))
    )


def test_copies_of_every_kind_in_the_open_data_are_judged_alike_from_both_sides(data):
    path = data / "detectrl_other.jsonl.gz"
    if not path.is_file():
        pytest.skip(f"needs {path.name} in ../shared/data")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in islice(lines, 6):
            record = json.loads(line)
            for variant in record["variants"].values():
                assert_mirrored(record["original"], variant["text"])


def test_what_only_one_side_has_is_told_with_the_side_it_has():
    a = 'The mill had 14 rooms. "It will never open," said Anna Lind. {that a} Snow fell.'
    b = 'The mill had rooms. "It will open," said Anna Lind. Snow fell and nobody came.'
    there, back = compare(a, b), compare(b, a)
    said = {(c.code, c.detail) for c in there.changes}
    assert {("C601", "spinner's braces in a"), ("C303", "14 dropped")} <= said
    said = {(c.code, c.detail) for c in back.changes}
    assert {("C601", "spinner's braces in b"), ("C303", "14 added")} <= said


def test_a_judgement_travels_as_what_it_says(samples):
    one, other = sorted(samples.glob("*.txt"))[:2]
    said = compare(one.read_text(encoding="utf-8"), other.read_text(encoding="utf-8"))
    packed = pickle.dumps(said)
    assert len(packed) < 200_000
    assert pickle.loads(packed).to_dict() == said.to_dict()  # noqa: S301 (made a moment ago)


def test_codes_that_mirror_each_other_are_of_one_severity():
    severity = {rule.code: rule.severity for rule in RULES}
    assert all(severity[there] == severity[back] for there, back in ONE_SIDED.items())
