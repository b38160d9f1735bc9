"""Which documents are kept, which go and why; and that the page about it tells the truth."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pytest

import unspin
from unspin.run.curate import Choice, Proof, _best, _dropped, _groups, _seat_guests, curate
from unspin.run.datatrove import DropCopies

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs" / "curation.md").read_text(encoding="utf-8")


def lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def proof(other: str, source: float = 0.3, derivative: float = 0.3, cover: float = 0.9, **more):
    common = max(0.0, 1 - source - derivative)
    return Proof(
        other, "edited", cover, 0.9, source, derivative, common, more.get("abstained", False), ()
    )


def both(a: str, b: str, p: float, **more) -> dict[str, list[Proof]]:
    return {a: [proof(b, p, 1 - p, **more)], b: [proof(a, 1 - p, p, **more)]}


@pytest.mark.parametrize(
    ("keep", "kept"), [("source", "agency"), ("first", "spun"), ("longest", "spun")]
)
def test_every_document_is_kept_or_dropped_for_a_reason(results, finished, keep, kept):
    counts = curate(results, keep=keep)
    stay, go = lines(results / "kept.jsonl"), lines(results / "dropped.jsonl")
    assert {row["id"] for row in stay + go} == finished.text.keys()
    assert counts == {"kept": len(stay), "dropped": len(go), "guests": 1}
    assert {row["id"] for row in go} == {"spun", "agency", "=reprint", "edited"} - {kept}
    for row in go:
        assert (row["family"], row["kept"], row["rule"]) == (0, kept, keep)
        assert min(row["covers"]) >= 0.5
        assert sum(row["p"].values()) == pytest.approx(1, abs=0.001)
    exact = next(row for row in go if row["id"] == "=reprint")
    assert exact["relation"] == "identical"
    assert exact["via"] == ([] if kept == "agency" else ["agency"])


def test_a_guest_stays_with_the_spans_to_cut(results, finished):
    curate(results)
    (guest,) = (row for row in lines(results / "kept.jsonl") if row["role"] == "guest")
    assert (guest["id"], guest["of"]) == ("guest", "agency")
    ((start, end),) = guest["cut"]
    assert finished.text["guest"][start:end].strip() in finished.text["agency"]


def test_ids_of_several_texts_are_left_alone(results):
    curate(results)
    rows = [row for row in lines(results / "kept.jsonl") if row["id"] == "changed"]
    assert rows == [{"id": "changed", "family": None, "role": "several"}]


def test_an_unknown_rule_and_an_unfinished_scan_are_refused(results, tmp_path):
    with pytest.raises(unspin.BadInput, match="wanted one of: source, first, longest"):
        curate(results, keep="newest")
    with pytest.raises(unspin.BadInput, match="no scan has finished here"):
        curate(tmp_path)
    for content in ("{", "[]", "{}"):
        (results / "pairs.jsonl").write_text(content, encoding="utf-8")
        with pytest.raises(unspin.BadInput, match=r"pairs\.jsonl:1: "):
            curate(results)


def test_the_source_is_who_the_pairs_speak_for():
    proofs = both("a", "b", 0.1)
    assert _best(["a", "b"], {"a", "b"}, proofs, "source", {}) == ("b", "source")
    shy = both("a", "b", 0.1, abstained=True)
    assert _best(["a", "b"], {"a", "b"}, shy, "source", {}) == ("a", "first")
    common = {
        "a": [proof("b", 0.001, 0.002)],
        "b": [proof("a", 0.002, 0.001), proof("c", 0.1, 0.9)],
    }
    assert _best(["a", "b"], {"a", "b", "c"}, common, "source", {})[0] == "a"


def test_a_chain_of_copies_is_followed_and_a_passage_is_not():
    proofs = {
        "a": [proof("b")],
        "b": [proof("a"), proof("c")],
        "c": [proof("b"), proof("d", cover=0.2)],
        "d": [proof("c", cover=0.2)],
    }
    (group,) = _groups(["a", "b", "c", "d"], proofs)
    assert group == ["a", "b", "c"]
    dropped = _dropped("a", "first", 7, group, proofs)
    assert {m: row["via"] for m, row in dropped.items()} == {"b": [], "c": ["b"]}


def test_two_pages_that_share_a_passage_are_both_kept(results):
    family = {"family": 0, "members": ["guest", "alone"], "exact_classes": [], "guests": []}
    pair = json.loads((results / "pairs.jsonl").read_text(encoding="utf-8").splitlines()[0])
    pair |= {"a": "guest", "b": "alone", "cover_a": 0.2, "cover_b": 0.9, "abstained": True}
    pair["passages"] = [[5, 9, 0, 4], [8, 12, 3, 7]]
    (results / "families.jsonl").write_text(json.dumps(family) + "\n", encoding="utf-8")
    (results / "pairs.jsonl").write_text(json.dumps(pair) + "\n", encoding="utf-8")
    assert curate(results)["dropped"] == 0
    rows = {row["id"]: row for row in lines(results / "kept.jsonl")}
    assert rows["guest"]["role"] == "keeper"
    assert rows["alone"]["cut"] == [[0, 7]]


def seated(members: str, proofs: dict[str, list[Proof]], kept=(), dropped=()) -> dict[str, dict]:
    """Return the lines of the guests among members, a letter each."""
    choice = Choice({m: {} for m in kept}, {m: {} for m in dropped})
    _seat_guests(members, 0, proofs, choice, "first", {})
    return {m: row for m, row in choice.kept.items() if row and row["role"] == "guest"}


def passage(other: str, cover: float = 0.4) -> Proof:
    return proof(other, cover=cover)._replace(spans=((10, 90),))


def test_what_a_guest_shares_with_a_page_that_goes_is_not_cut():
    guests = seated("kdg", {"g": [passage("d", cover=0.9)]}, kept="k", dropped="d")
    assert (guests["g"]["of"], guests["g"]["cut"]) == ("d", [])
    guests = seated("kdg", {"g": [passage("d", 0.9), passage("k", 0.3)]}, kept="k", dropped="d")
    assert (guests["g"]["of"], guests["g"]["cut"]) == ("k", [[10, 90]])


def test_of_two_guests_that_share_a_passage_one_stays_whole():
    proofs = {"g": [passage("h")], "h": [passage("g"), passage("i")], "i": [passage("h")]}
    guests = seated("kghi", proofs, kept="k")
    assert [guests[m]["cut"] for m in "ghi"] == [[], [[10, 90]], []]


def test_the_same_bytes_each_time(results):
    curate(results)
    before = [(results / f"{n}.jsonl").read_bytes() for n in ("kept", "dropped")]
    curate(results)
    assert before == [(results / f"{n}.jsonl").read_bytes() for n in ("kept", "dropped")]


@dataclass
class Page:
    """A document as a pipeline of datatrove hands it on, as far as blocks look at it."""

    id: str
    text: str


def run_pipeline(steps: list, rank: int = 0, world_size: int = 1) -> list[Page]:
    """Do with the steps what datatrove's executor does: call what is callable, take the rest."""
    data = None
    for step in steps:
        data = step(data, rank, world_size) if callable(step) else step
    return list(data)


def test_the_block_drops_what_was_dropped(results, finished):
    curate(results)
    block = DropCopies(results / "dropped.jsonl")
    pages = [Page(i, text) for i, text in finished.text.items()]
    left = [page.id for page in run_pipeline([pages, block], rank=1, world_size=2)]
    assert left == ["agency", "guest", "alone", "changed"]
    assert block.counts == {"forwarded": 4, "dropped": 3}
    assert repr(block) == "filter: unspin: drop copies"
    assert list(block()) == []


def test_the_block_refuses_another_file(tmp_path):
    for content in ("[]", '{"no": "id"}', '{"id": "kept", "role": "keeper"}', "no json"):
        (tmp_path / "list").write_text(content, encoding="utf-8")
        with pytest.raises(unspin.BadInput, match="no list of dropped documents"):
            list(DropCopies(tmp_path / "list")([Page("a", "")]))
    with pytest.raises(unspin.BadInput, match="no list of dropped documents"):
        list(DropCopies(tmp_path / "missing")([Page("a", "")]))


def test_the_page_s_python_runs(finished: SimpleNamespace, tmp_path, monkeypatch):
    blocks = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    (tmp_path / "corpus" / "documents").mkdir(parents=True)
    for path in finished.inputs:
        (tmp_path / "corpus" / "documents" / path.name).write_bytes(path.read_bytes())
    monkeypatch.chdir(tmp_path)
    names = {"__name__": "__main__", "documents": [Page("spun", ""), Page("agency", "")]}
    for block in blocks:
        exec(block, names)  # noqa: S102 (our own page)
    assert [page.id for page in names["left"]] == ["agency"]
    assert (tmp_path / "corpus" / "attributes" / "unspin" / "a.jsonl").exists()
    written = {path.name for path in (tmp_path / "results").iterdir()}
    assert set(re.findall(r"^\| `(\w+\.\w+)` \|", PAGE, re.MULTILINE)) <= written
    attributes = (tmp_path / "corpus" / "attributes" / "unspin").glob("*.jsonl")
    found = {name for path in attributes for row in lines(path) for name in row["attributes"]}
    assert found == set(re.findall(r"`(unspin__\w+)`[,|\s]", PAGE))
