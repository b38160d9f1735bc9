"""Many texts from the command line: scan, add, find."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time

import pytest

import unspin
from running import call, command, on_a_terminal, refused

PAIR = {"a", "b", "relation", "extent", "method", "p", "abstained", "cover_a", "cover_b",
        "passages", "changes"}  # fmt: skip
RESULTS = ("pairs.jsonl", "families.jsonl", "skipped.jsonl")


def rows(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def broken(stories, tmp_path):
    """The stories, and three records that are none."""
    path = tmp_path / "broken.jsonl"
    path.write_text(
        stories.read_text(encoding="utf-8")
        + '{"id": "e", "text": " "}\n{"id": "n\\u001b"}\n{"id"\n',
        encoding="utf-8",
    )
    return path


def test_adding_counts_and_tells_what_was_skipped(run, broken):
    done = run("add", "archive", broken)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout == b"10 records read: 7 new, 0 there already, 3 skipped\n"
    said = done.stderr.decode()
    assert "skipped 3 records (1 bad-json, 1 empty, 1 no-text)" in said
    assert re.search(r"broken\.jsonl@\d+: no words in field 'text'", said)
    assert "\x1b" not in said


def test_adding_twice_does_nothing_and_a_changed_text_is_said(archive, stories, tmp_path):
    done = call("add", archive, stories, "--json", "--jobs", 1)
    assert json.loads(done.stdout) == {"read": 7, "new": 0, "same": 7, "changed": 0, "skipped": {}}
    other = tmp_path / "other.jsonl"
    other.write_text(json.dumps({"id": "spun", "text": "Another text, under an old id."}), "utf-8")
    done = call("add", archive, other, "--jobs", 1)
    assert b"1 new" in done.stdout
    assert done.stderr == b"1 id had another text before; both are kept: spun\n"


def test_fields_of_other_names_on_standard_input(run, tmp_path):
    line = json.dumps({"body": "The mill closed in May after a long strike.", "url": "a/b"})
    done = run("add", "i", "-", "--text-key", "body", "--id-key", "url", stdin=line.encode())
    assert done.stdout == b"1 record read: 1 new, 0 there already, 0 skipped\n"
    assert call("purge", tmp_path / "i", "--ids", "-", stdin=b"a/b").stdout.startswith(b"1 ")
    done = call("add", tmp_path / "i", "-", "--jobs", 1, stdin=line.encode())
    assert "no field 'text'; the record has body, url" in done.stderr.decode()


def test_a_terminal_sees_progress_but_for_no_color(environment, stories, tmp_path):
    seen = {**environment, "TERM": "xterm-256color"}
    assert "reading" in on_a_terminal(seen, "add", tmp_path / "a", stories, "--jobs", 1)
    shown = on_a_terminal({**seen, "NO_COLOR": "1"}, "add", tmp_path / "a", stories, "--jobs", 1)
    assert shown.split("\r\n") == ["7 records read: 0 new, 7 there already, 0 skipped", ""]


def test_found_copies_are_a_list_to_read(archive, copy):
    done = call("find", archive, copy)
    assert done.returncode == 0, done.stderr.decode()
    listed = done.stdout.decode()
    ranked = re.findall(r"^ *(\d)\. (\w+)", listed, re.MULTILINE)
    assert [rank for rank, _ in ranked] == [str(i) for i in range(1, len(ranked) + 1)]
    assert {"spun", "original", "reprint"} <= {name for _, name in ranked}
    assert "The Northern Courier · 2026-03-12" in listed
    assert "machine-spun, word by word: your text was made from it (" in listed
    assert "tortured phrase" in listed
    assert "\x1b" not in listed
    assert re.match(rf"\d copies and sources of {copy}, from \d", done.stderr.decode())


def test_found_copies_are_lines_of_json(demo, copy):
    done = call("find", demo, copy, "--json", "--quiet")
    matches = [json.loads(line) for line in done.stdout.splitlines()]
    assert [match["rank"] for match in matches] == list(range(1, len(matches) + 1))
    assert all(match.keys() == PAIR | {"schema", "rank"} for match in matches)
    assert {match["schema"] for match in matches} == {"unspin.match/1"}
    assert {"original", "reprint", "edited", "spun", "respun"} <= {m["b"] for m in matches}
    with unspin.Index.open(demo / "index") as index:
        assert index.find(unspin.read(copy)).to_dict() == [{**m, "a": str(copy)} for m in matches]


def test_finding_says_what_it_left_out(archive, copy):
    done = call("find", archive, copy, "--most", 2)
    assert re.search(r"\d candidates? left unverified: --most", done.stderr.decode())


def test_the_exit_code_of_find(archive, copy):
    found = call("find", archive, "-", "--quiet", "--exit-code", stdin=copy.read_bytes())
    assert found == (1, b"", b"")
    stdin = b"A goat won the race for mayor by four votes, and ate the ribbon it was given."
    none = call("find", archive, "-", "--exit-code", stdin=stdin)
    assert (none.returncode, none.stdout) == (0, b"")
    assert none.stderr == b"no copy or source of -, from 0 candidates verified\n"


def test_a_scan_writes_its_results_and_says_what_is_in_them(run, broken, tmp_path):
    done = run("scan", broken, "--out", "found", "--jobs", 2)
    assert done.returncode == 0, done.stderr.decode()
    table = dict(line.split(None, 1) for line in done.stdout.decode().splitlines())
    assert table["read"] == "10 records, 7 documents, 3 skipped (1 bad-json, 1 empty, 1 no-text)"
    assert re.match(r"\d+ \(\d spun, .*1 identical\)", table["pairs"])
    assert table["families"] == "1"
    assert "found/pairs.jsonl" in table["files"]
    assert "broken.jsonl@" in done.stderr.decode()
    books = json.loads((tmp_path / "found" / "stats.json").read_text())
    assert books["read"] == books["indexed"] + sum(books["skipped"].values())
    pairs = rows(tmp_path / "found" / "pairs.jsonl")
    assert all(pair.keys() == PAIR for pair in pairs)
    assert len(pairs) == books["pairs"]


def test_a_scan_stopped_early_goes_on(stories, demo, tmp_path):
    for stage in ("sketch", "candidates"):
        done = call("scan", stories, "--out", tmp_path, "--stop-after", stage, "--jobs", 1)
        assert done.returncode == 0
        assert b"stopped early" in done.stdout
        assert not (tmp_path / "pairs.jsonl").exists()
    assert call("scan", stories, "--out", tmp_path, "--jobs", 1, "--quiet") == (0, b"", b"")
    for name in RESULTS:
        assert (tmp_path / name).read_bytes() == (demo / name).read_bytes()


def test_an_index_keeps_what_was_scanned(archive, copy, tmp_path):
    out = tmp_path / "found"
    done = call("scan", copy, "--out", out, "--index", archive, "--jobs", 1)
    assert done.returncode == 0, done.stderr.decode()
    sides = [{row["a"], row["b"]} for row in rows(out / "pairs.jsonl")]
    assert all(str(copy) in pair for pair in sides)  # the others were there, and are not told of
    assert {"spun", "original"} <= set().union(*sides)
    with unspin.Index.open(archive) as index:
        assert len(index) == 8


def test_copies_to_keep_are_chosen_on_results_that_are_there(stories, demo):
    shards = [(p, p.stat().st_mtime_ns) for p in (demo / "work").iterdir()]
    done = call("scan", stories, "--out", demo, "--keep", "longest", "--jobs", 1)
    assert done.returncode == 0, done.stderr.decode()
    assert shards == [(p, p.stat().st_mtime_ns) for p in (demo / "work").iterdir()]
    kept, dropped = rows(demo / "kept.jsonl"), rows(demo / "dropped.jsonl")
    assert len(kept) + len(dropped) == 7
    assert {row["rule"] for row in dropped} == {"longest"}
    table = dict(line.split(None, 1) for line in done.stdout.decode().splitlines())
    assert table["kept"].startswith(f"{len(kept)} documents")
    assert table["kept"].endswith(f", {len(dropped)} dropped")
    assert f"{demo}/dropped.jsonl" in table["files"]
    assert f"{demo}/kept.jsonl" in table["files"]


@pytest.mark.parametrize(
    ("name", "options", "written"),
    [
        ("p.jsonl", [], ["p.jsonl"]),
        ("p.csv", [], ["p.csv", "p.passages.csv", "p.families.csv"]),
        ("dir", ["--format", "dolma"], ["dir/stories.jsonl"]),
    ],
)
def test_an_export_says_what_it_wrote(demo, tmp_path, name, options, written):
    done = call("export", demo, tmp_path / name, *options)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.decode().splitlines() == [str(tmp_path / path) for path in written]
    assert all((tmp_path / path).stat().st_size for path in written)


def test_pairs_that_could_not_be_judged_are_told(monkeypatch, demo, stories):
    books = json.loads((demo / "stats.json").read_text(encoding="utf-8"))
    books |= {"unjudged": {"a fault in unspin: \x1b": 2}, "failed": {"failed": 1}}
    books["rejected"] |= {"budget": 5}
    monkeypatch.setattr(unspin, "scan", lambda *_, **_options: books)
    done = call("scan", stories, "--out", demo)
    assert done.stderr.decode() == "2 pairs could not be judged:\n  2 × a fault in unspin: \ufffd\n"
    table = dict(line.split(None, 1) for line in done.stdout.decode().splitlines())
    assert table["read"].endswith(", 1 failed")
    assert table["candidates"].endswith(", 5 unverified (each document has better ones)")
    assert table["verified"].endswith(", 2 not judged")
    assert "budget" not in table["verified"]


def started(environment, folder, *arguments) -> subprocess.Popen[bytes]:
    """Start a scan of parts as small as files, and wait until one of them is done."""
    scanning = subprocess.Popen(
        command("scan", *arguments, "--jobs", 1), env=environment, cwd=folder,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    while scanning.poll() is None and not (folder / "found" / "work" / "read-00000.json").exists():
        time.sleep(0.01)
    return scanning


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGINT])
def test_a_scan_that_was_stopped_goes_on(environment, stories, demo, tmp_path, blow):
    lines = stories.read_bytes().splitlines(keepends=True)
    names = [f"{i:02}.jsonl" for i in range(len(lines))]
    for name, line in zip(names, lines, strict=True):
        (tmp_path / name).write_bytes(line)
    scanning = started(environment, tmp_path, *names, "--out", "found")
    scanning.send_signal(blow)
    begin = time.perf_counter()
    _, said = scanning.communicate(timeout=30)
    if blow == signal.SIGINT:
        assert time.perf_counter() - begin < 2
        assert scanning.returncode == 130
        assert said == b"unspin: interrupted: the same command goes on where it stopped\n"
    assert not (tmp_path / "found" / "pairs.jsonl").exists()
    kept = (tmp_path / "found" / "work" / "read-00000.json").stat().st_mtime_ns
    again = subprocess.run(
        command("scan", *names, "--out", "found", "--jobs", 1), env=environment, cwd=tmp_path,
        capture_output=True, check=True,
    )  # fmt: skip
    assert b"7 documents" in again.stdout
    assert (tmp_path / "found" / "work" / "read-00000.json").stat().st_mtime_ns == kept
    for name in ("pairs.jsonl", "families.jsonl"):
        assert (tmp_path / "found" / name).read_bytes() == (demo / name).read_bytes()


def test_one_writer_at_a_time(archive, stories, copy):
    with unspin.Index.open(archive) as index:
        index.add([])
        for arguments in (["add", archive, stories, "--jobs", 1], ["rebuild", archive]):
            assert refused(call(*arguments), f"process {os.getpid()} is writing", "Wait")
        assert call("find", archive, copy, "--quiet", "--exit-code").returncode == 1


def test_a_damaged_index_is_no_answer(archive, copy, stories):
    (archive / "manifest").write_bytes(b"nonsense")
    for arguments in (["find", archive, copy], ["add", archive, stories, "--jobs", 1]):
        assert refused(call(*arguments), "manifest", f"unspin rebuild {archive}")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["scan", "HERE"], ["--out"]),
        (["scan", "--out", "x"], ["INPUT"]),
        (["scan", "gone.jsonl", "--out", "HERE/x"], ["gone.jsonl", "file or folder"]),
        (["scan", "HERE/a.txt", "--out", "HERE/x", "--engine", "sun"], ["local", "ray"]),
        (["scan", "HERE/a.txt", "--out", "HERE/x", "--stop-after", "it"], ["candidates"]),
        (["scan", "HERE/a.txt", "--out", "HERE/x", "--jobs", "0"], ["--jobs"]),
        (["scan", "HERE/a.txt", "--out", "HERE/a.txt"], ["a.txt"]),
        (["scan", "HERE/a.txt", "--out", "HERE/x", "--keep", "newest"], ["source", "longest"]),
        (
            ["scan", "HERE/a.txt", "--out", "HERE/x", "--keep", "first", "--stop-after", "sketch"],
            ["--keep", "--stop-after"],
        ),
        (["export", "HERE"], ["PATH"]),
        (["export", "HERE", "HERE/p.csv"], ["HERE", "no scan has finished", "unspin scan"]),
        (["export", "HERE", "HERE/p.txt"], ["p.txt", "parquet", "passim"]),
        (["export", "HERE", "HERE/p", "--format", "xml"], ["xml", "parquet", "passim"]),
        (["export", "HERE", "-", "--format", "jsonl"], ["-: ", "name of a file"]),
        (["add", "HERE/i"], ["INPUT"]),
        (["add", "HERE", "HERE/a.txt", "--jobs", "1"], ["no index"]),
        (["add", "HERE/i", "gone.jsonl"], ["gone.jsonl", "file or folder"]),
        (["find", "HERE/i", "HERE/a.txt"], ["HERE/i", "unspin add"]),
        (["find", "HERE", "HERE/a.txt"], ["no index", "unspin add"]),
        (["find", "HERE/i"], ["FILE"]),
    ],
)
def test_bad_arguments(tmp_path, arguments, words):
    (tmp_path / "a.txt").write_text("The mill closed in May after a long strike.")
    here = [word.replace("HERE", str(tmp_path)) for word in (*arguments, *words)]
    assert refused(call(*here[: len(arguments)]), *here[len(arguments) :])
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_a_lost_worker_is_no_fault_of_ours(monkeypatch, tmp_path, stories):
    def lost(*arguments, **options):
        raise unspin.WorkerLost("a worker process was killed")

    monkeypatch.setattr(unspin, "scan", lost)
    done = call("scan", stories, "--out", tmp_path)
    assert done == (70, b"", b"unspin: a worker process was killed\n")
