"""``unspin quotes``: cards for people, lines for programs."""

from __future__ import annotations

import json

STORY = (
    'The mill closes.\n"We are all very sad," said Ann Lee, its owner, told reporters on Monday.\n'
)


def test_lines_of_json_are_as_the_contract_says(run, tmp_path):
    path = tmp_path / "story.txt"
    path.write_text(STORY, encoding="utf-8")
    done = run("quotes", path, "--json", "--quiet")
    assert (done.returncode, done.stderr) == (0, b"")
    (line,) = map(json.loads, done.stdout.splitlines())
    assert line["schema"] == "unspin.quote/1"
    assert STORY[line["start"] : line["end"]] == line["exact"]
    assert line["speaker"]["canonical"] == "Ann Lee"


def test_a_card_names_the_speaker_and_has_no_escape_codes(run, tmp_path):
    path = tmp_path / "story.txt"
    path.write_text(STORY, encoding="utf-8")
    done = run("quotes", path)
    assert b"Ann Lee" in done.stdout
    assert "“We are all very sad,”" in done.stdout.decode()
    assert b"\x1b" not in done.stdout
    assert b"1 quotation in" in done.stderr


def test_a_missing_file_is_said_and_exits_with_two(run, tmp_path):
    done = run("quotes", tmp_path / "nothing.txt")
    assert done.returncode == 2
    assert b"no such file" in done.stderr
