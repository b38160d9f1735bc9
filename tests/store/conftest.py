"""What the tests of the store share."""

from __future__ import annotations

import pytest

from unspin.store import disk


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait for the disk: a process that goes on, or is killed, cannot tell."""
    monkeypatch.setattr(disk, "sync", lambda _: None)
