"""What a worker's desk tells of a scan that is too large to be read for one question."""

from __future__ import annotations

import pytest

import unspin
from unspin.server import desk
from unspin.server.desk import Desk
from unspin.server.problems import Problem
from unspin.server.verbs import VERBS


@pytest.mark.parametrize("most", [1, 3, 1000])
def test_statements_of_a_large_scan_come_family_by_family(demo, most, monkeypatch):
    monkeypatch.setattr(desk, "FEW", 2)
    told = Desk(demo, "nonce")
    seen, after = [], None
    while True:
        page = VERBS["statements"](told, most=most, after=after, strict=False).data()
        assert page["total"] is None
        assert len(page["statements"]) <= most
        seen += page["statements"]
        after = page["next"]
        if after is None:
            break
    families = unspin.statements_by_family(demo, jobs=1)
    assert seen == [statement.to_dict() for found in families for statement in found]
    assert {s["group"] for s in seen} == {s.group for s in unspin.statements(demo)}


def test_what_has_no_end_in_time_is_refused_with_a_way_out(demo, monkeypatch):
    monkeypatch.setattr(desk, "FEW", 2)
    with pytest.raises(Problem, match="--statements"):
        VERBS["statements-table"](Desk(demo, "nonce"), strict=False)
    with pytest.raises(Problem, match="unspin scan"):
        VERBS["statements"](Desk(demo / "index", "nonce"), most=2, after=None, strict=False)
