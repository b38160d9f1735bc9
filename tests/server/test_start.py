"""The command: what it refuses, what it says, how it ends."""

from __future__ import annotations

import signal
import socket

import pytest

from running import call, refused
from serving import Client, serving


@pytest.mark.parametrize(("stop", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
def test_it_says_where_it_is_and_ends_when_told(demo, stop, code):
    with serving(demo / "index") as (address, process):
        assert Client(address).get("/").data["documents"] == 7
        process.send_signal(stop)
        _, message = process.communicate(timeout=30)
        assert process.returncode == code, message
        assert "Traceback" not in message


def test_it_refuses_what_would_not_work(demo, tmp_path):
    assert refused(call("serve", tmp_path / "nowhere", "--port", 0), "is no folder")
    assert refused(call("serve", demo, "--host", "0.0.0.0"), "UNSPIN_TOKEN")  # noqa: S104
    assert refused(call("serve", demo, "--token", "short"), "16 or more")
    assert refused(call("serve", demo, "--allow", tmp_path / "nowhere"), "--allow")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert refused(call("serve", demo, "--port", port), str(port), "--port 0")
