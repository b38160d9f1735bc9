"""Verbs are known in all their forms."""

from __future__ import annotations

import pytest

from unspin.quotes.cues import USES, Use


@pytest.mark.parametrize(
    "word", "said says saying told replied replies denies denied quipped noted noting wrote written".split()
)  # fmt: skip
def test_inflections(word):
    assert USES[word] & Use.CUE


def test_sure_verbs_are_verbs_of_saying():
    assert all(use & Use.CUE for use in USES.values() if use & Use.SURE)
