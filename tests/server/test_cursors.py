"""A cursor is a word of its own list."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspin.server.cursors import PATTERN, cursor, position
from unspin.server.problems import Problem


@given(st.text(), st.integers(0, 2**63 - 1))
def test_a_cursor_comes_back_as_its_position(scope, place):
    assert re.fullmatch(PATTERN, cursor(scope, place))
    assert position(scope, cursor(scope, place)) == place


@given(st.text(), st.integers(0, 2**63 - 1), st.integers(0, 22), st.sampled_from("AZaz09-_"))
def test_a_cursor_of_another_list_or_altered_is_none(scope, place, at, other):
    good = cursor(scope, place)
    with pytest.raises(Problem):
        position(f"{scope} ", good)
    altered = good[:at] + other + good[at + 1 :]
    if altered != good:
        with pytest.raises(Problem):
            position(scope, altered)
