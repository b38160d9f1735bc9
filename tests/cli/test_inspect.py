"""``unspin inspect``: streams and exit codes."""

from __future__ import annotations

import json

import pytest


@pytest.fixture
def spun(samples):
    return samples / "spun.txt"


def test_json_is_one_record_and_the_rest_is_silent(run, spun):
    done = run("inspect", spun, "--json")
    assert (done.returncode, done.stderr) == (0, b"")
    (line,) = done.stdout.splitlines()
    record = json.loads(line)
    assert record["schema"] == "unspin.inspection/1"
    assert set(record) >= {"p_spun", "words", "findings", "method", "reason"}


def test_the_view_has_no_escape_codes_when_piped(run, spun):
    done = run("inspect", spun)
    assert done.returncode == 0
    assert b"spun" in done.stdout
    assert b"\x1b" not in done.stdout + done.stderr


def test_stdin_and_exit_code(run, samples):
    plain = (samples / "original.txt").read_bytes()
    done = run("inspect", "-", "--quiet", "--exit-code", stdin=plain)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert run("inspect", samples / "spun.txt", "-q", "--exit-code").returncode == 1


def test_a_missing_file_is_told_and_2(run, tmp_path):
    done = run("inspect", tmp_path / "nothing.txt")
    assert done.returncode == 2
    assert b"nothing.txt" in done.stderr


def test_a_dictionary_is_taken_and_a_broken_one_is_told(run, spun, tmp_path):
    table = tmp_path / "spinner.tsv"
    table.write_text("weighty tempest\theavy storm\t3\n", "utf-8")
    assert run("inspect", spun, "--lexicon", table, "--json").returncode == 0
    table.write_text("no entry\n", "utf-8")
    done = run("inspect", spun, "--lexicon", table)
    assert done.returncode == 2
    assert b"spinner.tsv:1" in done.stderr
