"""A scan as its users meet it: what comes out, again, in any number of processes, after a kill."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import unspin

RESULTS = ("pairs.jsonl", "families.jsonl", "skipped.jsonl")


def rows(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def books(folder: Path) -> dict:
    return json.loads((folder / "stats.json").read_text(encoding="utf-8"))


def test_the_copies_are_found_and_nothing_else(finished):
    found = {frozenset((r["a"], r["b"])) for r in rows(finished.out / "pairs.jsonl")}
    assert {frozenset(("spun", "agency")), frozenset(("agency", "=reprint"))} <= found
    assert not any("alone" in pair for pair in found)


def test_a_pair_is_judged_as_compare_judges_it(finished):
    pair = next(
        r for r in rows(finished.out / "pairs.jsonl") if {r["a"], r["b"]} == {"spun", "agency"}
    )
    alone = unspin.compare(finished.text[pair["a"]], finished.text[pair["b"]]).to_dict()
    assert pair["relation"] == alone["relation"] == "spun"
    assert pair["p"] == alone["p"]
    assert pair["cover_a"] == alone["a"]["cover"]


def test_passages_lie_in_the_texts(finished):
    for pair in rows(finished.out / "pairs.jsonl"):
        for a_start, a_end, b_start, b_end in pair["passages"]:
            assert 0 <= a_start < a_end <= max(map(len, finished.text.values()))
            assert 0 <= b_start < b_end


def test_identical_texts_are_one_class_of_one_family(finished):
    family = next(f for f in rows(finished.out / "families.jsonl") if "agency" in f["members"])
    assert sorted(family["exact_classes"][0]) == ["=reprint", "agency"]


def test_the_books_balance(finished):
    stats = books(finished.out)
    assert stats["read"] == stats["indexed"] + sum(stats["skipped"].values())
    assert stats["skipped"] == {"empty": 2}
    assert len(rows(finished.out / "skipped.jsonl")) == 2


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_same_bytes_come_out_whatever_the_number_of_processes(finished, tmp_path, jobs):
    unspin.scan([finished.place / "documents"], tmp_path / "out", jobs=jobs)
    for name in RESULTS:
        assert (tmp_path / "out" / name).read_bytes() == (finished.out / name).read_bytes()


def test_documents_in_the_index_already_are_found_but_not_told_of_among_themselves(
    finished, tmp_path
):
    old, new = finished.inputs
    unspin.add(tmp_path / "index", [old], jobs=1)
    unspin.scan([new], tmp_path / "out", index=tmp_path / "index", jobs=1)
    found = {frozenset((r["a"], r["b"])) for r in rows(tmp_path / "out" / "pairs.jsonl")}
    known = {"spun", "agency", "=reprint", "edited"}
    assert found and not any(pair <= known for pair in found)


def test_another_jobs_results_make_room_but_a_strangers_index_is_not_touched(finished, tmp_path):
    unspin.add(tmp_path / "out" / "index", [finished.inputs[0]], jobs=1)
    with pytest.raises(unspin.BadInput, match="no scan made it"):
        unspin.scan([finished.inputs[1]], tmp_path / "out", jobs=1)
    assert len(unspin.Index.open(tmp_path / "out" / "index")) == 4
    unspin.scan([finished.inputs[0]], tmp_path / "other", jobs=1)
    unspin.scan([finished.inputs[1]], tmp_path / "other", jobs=1)
    assert books(tmp_path / "other")["indexed"] == 4


@pytest.mark.parametrize(
    ("stop", "left"), [("sketch", set()), ("candidates", set()), ("align", {"pairs.jsonl"})]
)
def test_it_stops_where_it_is_told_to_and_goes_on_from_there(finished, tmp_path, stop, left):
    unspin.scan([finished.place / "documents"], tmp_path / "out", jobs=1, stop_after=stop)
    there = {
        name for name in ("pairs.jsonl", "families.jsonl") if (tmp_path / "out" / name).exists()
    }
    assert there == left
    unspin.scan([finished.place / "documents"], tmp_path / "out", jobs=1)
    for name in RESULTS:
        assert (tmp_path / "out" / name).read_bytes() == (finished.out / name).read_bytes()


def test_an_unknown_stop_is_refused(finished, tmp_path):
    with pytest.raises(unspin.BadInput, match="wanted one of sketch, candidates, align"):
        unspin.scan(finished.inputs, tmp_path, stop_after="soon")


SCRIPT = """
import sys, unspin
if __name__ == "__main__":
    def tell(stage, done, of):
        print(stage, done, flush=True)
    unspin.scan([sys.argv[1]], sys.argv[2], jobs=2, tell=tell)
"""


@pytest.mark.parametrize("stage", ["read", "verify"])
def test_killed_at_any_stage_it_goes_on_where_it_stopped(finished, tmp_path, stage):
    script = tmp_path / "job.py"
    script.write_text(SCRIPT)
    command = [
        sys.executable,
        str(script),
        str(finished.place / "documents"),
        str(tmp_path / "out"),
    ]
    env = {**os.environ, "PYTHONPATH": str(Path(unspin.__file__).parent.parent)}
    job = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=env, start_new_session=True
    )
    for line in job.stdout:
        if line.startswith(stage):
            break
    time.sleep(0.02)
    os.killpg(job.pid, signal.SIGKILL)
    job.stdout.close()
    job.wait()
    unspin.scan([finished.place / "documents"], tmp_path / "out", jobs=1)
    for name in RESULTS:
        assert (tmp_path / "out" / name).read_bytes() == (finished.out / name).read_bytes()


@pytest.mark.parametrize("lost", ["candidates.npz", "shard-00000.json", "read-00000.json"])
@pytest.mark.parametrize("how", ["gone", "cut", "changed"])
def test_what_a_job_wrote_and_is_damaged_is_made_anew(finished, tmp_path, lost, how):
    out = tmp_path / "out"
    unspin.scan([finished.place / "documents"], out, jobs=1)
    path = out / "work" / lost
    data = path.read_bytes()
    path.write_bytes(
        {"gone": b"", "cut": data[:-9], "changed": data[:-99] + b"\0" + data[-98:]}[how]
    )
    if how == "gone":
        path.unlink()
    unspin.scan([finished.place / "documents"], out, jobs=1)
    for name in RESULTS:
        assert (out / name).read_bytes() == (finished.out / name).read_bytes()


@pytest.mark.parametrize("form", [str, Path, lambda p: (q for q in [p]), lambda p: {str(p)}])
def test_one_input_may_stand_alone_and_several_are_gone_through_once(finished, tmp_path, form):
    unspin.scan(form(finished.place / "documents"), tmp_path / "out", jobs=1)
    assert (tmp_path / "out" / "pairs.jsonl").read_bytes() == (
        finished.out / "pairs.jsonl"
    ).read_bytes()


@pytest.mark.parametrize(
    ("inputs", "why"), [([], "no input"), ([5], "wanted paths"), ([b"a"], "wanted paths")]
)
def test_what_are_no_inputs_is_refused_and_nothing_is_touched(tmp_path, inputs, why):
    with pytest.raises(unspin.BadInput, match=why):
        unspin.scan(inputs, tmp_path / "out")
    with pytest.raises(unspin.BadInput, match=why):
        unspin.add(tmp_path / "index", inputs)
    assert not list(tmp_path.iterdir())


def test_fewer_than_one_process_are_refused(finished, tmp_path):
    with pytest.raises(unspin.BadInput, match="got 0 jobs, wanted 1 or more"):
        unspin.scan(finished.inputs, tmp_path / "out", jobs=0)


@pytest.mark.parametrize("name", ["work/thesis.txt", "pairs.jsonl"])
def test_what_no_scan_made_is_left_alone(finished, tmp_path, name):
    mine = tmp_path / name
    mine.parent.mkdir(exist_ok=True)
    mine.write_text("mine", encoding="utf-8")
    with pytest.raises(unspin.BadInput, match="no scan made it"):
        unspin.scan(finished.inputs, tmp_path, jobs=1)
    assert mine.read_text(encoding="utf-8") == "mine"


def test_results_may_be_moved_and_what_lies_beside_them_is_not_read_again(finished, tmp_path):
    pages = tmp_path / "pages"
    shutil.copytree(finished.place / "documents", pages)
    unspin.scan(pages, pages / "found", jobs=1)
    first = (pages / "found" / "pairs.jsonl").read_bytes()
    unspin.scan(pages, pages / "found", jobs=1)
    assert (pages / "found" / "pairs.jsonl").read_bytes() == first
    (pages / "found").rename(tmp_path / "moved")
    unspin.curate(tmp_path / "moved")
    unspin.scan(pages, tmp_path / "moved", jobs=1)
    assert (tmp_path / "moved" / "pairs.jsonl").read_bytes() == first


def test_a_folder_that_is_shut_is_told_of(tmp_path, monkeypatch):
    (tmp_path / "in" / "shut").mkdir(parents=True)
    (tmp_path / "in" / "a.txt").write_text("The mill at Ostrava closed in May.", encoding="utf-8")
    for name in ("scandir", "listdir"):
        monkeypatch.setattr(os, name, _shut(getattr(os, name)))
    unspin.scan(tmp_path / "in", tmp_path / "out", jobs=1)
    (row,) = rows(tmp_path / "out" / "skipped.jsonl")
    assert row["code"] == "unreadable"
    assert "Permission denied" in row["reason"]


def _shut(listing):
    """Return what lists a folder, but not one that is named so."""

    def listed(path="."):
        if str(path).endswith("shut"):
            raise PermissionError(13, "Permission denied", str(path))
        return listing(path)

    return listed
