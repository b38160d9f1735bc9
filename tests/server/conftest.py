"""Servers over the demo's stories."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from running import call
from serving import TOKEN, Client, serving

for package in ("fastapi", "uvicorn", "python_multipart"):
    pytest.importorskip(package, reason="needs the serve extra")


@pytest.fixture(scope="session")
def demo(tmp_path_factory) -> Path:
    """What ``unspin demo`` leaves: stories.jsonl, the results of a scan, an index."""
    out = tmp_path_factory.mktemp("server") / "demo"
    done = call("demo", "--out", out)
    assert done.returncode == 0, done.stderr.decode()
    return out


@pytest.fixture(scope="session")
def client(demo) -> Iterator[Client]:
    """A client of a server over the demo's scan, which may scan the demo's folder."""
    with serving(demo, "--allow", demo, "--limit", 1) as (address, _):
        yield Client(address)


@pytest.fixture(scope="session")
def guarded(demo) -> Iterator[Client]:
    """A client of a server that asks for a token, and takes 240 requests a minute."""
    with serving(demo / "index", "--rate", 240, UNSPIN_TOKEN=TOKEN) as (address, _):
        yield Client(address)
