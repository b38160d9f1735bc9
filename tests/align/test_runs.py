"""What stands word for word on both sides is found, and ends where the copy ends."""

from __future__ import annotations

import time

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from oracles_align import longest_run
from unspin.align.edges import snapped
from unspin.align.meetings import Meetings, meetings
from unspin.align.passages import find_passages
from unspin.align.runs import ALONE, GRAM, in_runs, runs, with_runs
from unspin.config import PassageConfig
from unspin.ingest.resources import load_lexicon
from unspin.records import Document, Segmented
from unspin.text.segment import segment

LETTERS = st.lists(st.sampled_from("river mill farmer cattle".split()), max_size=40)
WARES = ("maple door panel, oak door panel, birch door panel, maple window frame, oak window frame, "
         "birch window frame, maple table top, oak table top, birch table top, ")  # fmt: skip
OUR_PAGE = "Our workshop near the harbour has opened again after a long and bitter winter. "
THEIR_PAGE = "Visitors ask every summer what could be ordered here, and when it would arrive. "


def read(text: str) -> Segmented:
    return segment(Document("x", text), load_lexicon("en"))


def both(a: str, b: str) -> tuple[Meetings, Meetings]:
    return meetings(read(a), read(b), load_lexicon("en"))


@given(LETTERS, LETTERS)
def test_a_run_is_as_long_as_the_longest_or_chained_from_several(
    a: list[str], b: list[str]
) -> None:
    found = runs(*both(" ".join(a), " ".join(b)))
    longest = longest_run(a, b)
    assert len(found) > 0 if longest >= GRAM else len(found) == 0
    if longest >= GRAM:
        assert (found[:, 1] - found[:, 0]).max() >= longest


def test_runs_with_a_word_changed_between_them_are_one() -> None:
    text = "a miller sold his boat and seven sacks of flour before heavy floods reached our town"
    found = runs(*both(text, text.replace("seven", "eleven")))
    assert found[:, :4].tolist() == [[0, 16, 0, 16]]


def test_a_copied_list_of_wares_is_a_passage_though_no_word_tells() -> None:
    a, b = OUR_PAGE + WARES * 6 + OUR_PAGE, THEIR_PAGE + WARES * 6 + THEIR_PAGE
    (found,) = find_passages(read(a), read(b), load_lexicon("en"), PassageConfig())
    assert a[found.a.start : found.a.end].startswith("maple door")
    assert abs(len(found.a) - len(found.b)) <= 1  # a comma


def test_a_rectangle_loses_what_nothing_faces_and_grows_along_its_run() -> None:
    run = np.array([[10.0, 60.0, 110.0, 160.0, 90.0]])
    kept = np.array([[10.0, 60.0, 95.0, 150.0, 120.0]])
    assert with_runs(kept, run).tolist() == [[10.0, 60.0, 110.0, 160.0, 120.0, 3.0]]


def test_a_rectangle_keeps_what_the_other_side_faces() -> None:
    kept = np.array([[0.0, 60.0, 100.0, 160.0, 120.0]])
    run = np.array([[10.0, 60.0, 110.0, 160.0, 90.0]])
    assert with_runs(kept, run).tolist() == [[0.0, 60.0, 100.0, 160.0, 120.0, 2.0]]


def test_only_long_runs_outside_of_every_rectangle_are_passages() -> None:
    run = [[0.0, ALONE, 0.0, ALONE, 80.0], [200.0, 200.0 + ALONE - 1, 0.0, ALONE - 1.0, 70.0]]
    held = np.array([[0.0, ALONE, 0.0, ALONE, 90.0]])
    assert len(with_runs(np.zeros((0, 5)), np.array(run))) == 1
    assert len(with_runs(held, np.array(run))) == 1


def test_a_word_said_a_hundred_thousand_times_takes_no_time() -> None:
    a, b = both("mill " * 100_000, "mill " * 90_000)
    runs(*both("mill " * 10, "mill " * 9))  # compiles it
    began = time.process_time()
    assert (runs(a, b)[0, :4] == (0, 90_000, 0, 90_000)).all()
    assert time.process_time() - began < 2.0  # every place with every place: tens of seconds


def test_the_share_in_long_runs() -> None:
    assert in_runs(0, 2 * ALONE, 0, np.array([[ALONE, 3.0 * ALONE, 0.0, 2.0 * ALONE, 1.0]])) == 0.5


def test_a_sharp_end_moves_for_a_mark_and_not_for_a_word() -> None:
    text = "Early heavy floods reached the town. Nobody was hurt."
    read_text = read(text)
    words = np.flatnonzero(read_text.kinds <= 4).astype(np.int32)
    assert snapped(read_text, words, 2, 6).start == 0
    span = snapped(read_text, words, 2, 6, sharp=3)
    assert text[span.start : span.end] == "floods reached the town."
