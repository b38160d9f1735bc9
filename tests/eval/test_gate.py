import argparse
import json

import gate
import pytest

FLOORS = {"words.f1.x": 0.9, "relations.false_alarms": 0.01}


def test_a_figure_within_the_slack_passes_and_below_it_fails():
    assert gate.failures({"words.f1.x": 0.896}, FLOORS) == []
    assert gate.failures({"words.f1.x": 0.894}, FLOORS) == ["words.f1.x"]


def test_false_alarms_fail_when_they_rise():
    assert gate.failures({"relations.false_alarms": 0.02}, FLOORS) == ["relations.false_alarms"]
    assert gate.failures({"relations.false_alarms": 0.0}, FLOORS) == []


def test_floors_rise_and_never_sink_unless_allowed():
    better = gate.raised({"words.f1.x": 0.95, "relations.false_alarms": 0.2}, FLOORS, False)
    assert better == {"words.f1.x": pytest.approx(0.95, abs=1e-4), "relations.false_alarms": 0.01}
    allowed = gate.raised({"relations.false_alarms": 0.2}, FLOORS, True)
    assert allowed["relations.false_alarms"] == pytest.approx(0.2, abs=1e-4)


def test_a_new_figure_becomes_a_floor_and_speed_never_does():
    assert set(gate.raised({"new": 0.5, "pan.pairs_per_cpu_second": 300.0}, {}, False)) == {"new"}


def test_missing_data_is_skipped_by_name(tmp_path, capsys):
    floors = tmp_path / "floors.json"
    floors.write_text(json.dumps({"short": FLOORS, "full": {}}), "utf-8")
    args = argparse.Namespace(
        data=tmp_path, jobs=1, short=True, floors=floors, raise_floors=False, allow_regression=False
    )
    assert gate.run(args) == 0
    printed = capsys.readouterr().out
    assert all(f"skipped: {b.script}" in printed for b in gate.BENCHMARKS)
