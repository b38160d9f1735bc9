"""Servers to ask, as processes of their own, and a client to ask them with."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

from running import command

ROOT = Path(__file__).parent.parent
TOKEN = "correct-horse-battery"  # noqa: S105 (of a server that lives for a test)


class Answer(NamedTuple):
    """What a server answered."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def data(self) -> Any:
        return json.loads(self.body)

    @property
    def text(self) -> str:
        return self.body.decode()


class Client:
    """Asks one server, over a new connection each time."""

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")
        self.host = self.address.removeprefix("http://")

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        with closing(HTTPConnection(self.host, timeout=120)) as connection:
            with suppress(BrokenPipeError, ConnectionResetError):  # refused before all was sent
                connection.request(method, path, body, sent)
            with connection.getresponse() as found:
                named = {k.lower(): v for k, v in found.getheaders()}
                return Answer(found.status, named, found.read())

    def get(self, path: str, **query: str | int) -> Answer:
        return self.ask("GET", path + (f"?{urlencode(query)}" if query else ""))

    def page(self, path: str, **query: str | int) -> Answer:
        address = path + (f"?{urlencode(query)}" if query else "")
        return self.ask("GET", address, Accept="text/html,*/*;q=0.8")

    def post(self, path: str, value: Any, **headers: str) -> Answer:
        body = json.dumps(value).encode()
        return self.ask("POST", path, body, **{"Content-Type": "application/json", **headers})

    def form(self, path: str, fields: dict[str, str], **headers: str) -> Answer:
        kind = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"}
        return self.ask("POST", path, urlencode(fields).encode(), **{**kind, **headers})


@contextmanager
def serving(*arguments: object, **variables: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Start a server on a free port, and end it when it is no longer needed."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), **variables}
    process = subprocess.Popen(
        command("serve", *arguments, "--port", 0), env=environment, stderr=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    try:
        assert process.stderr is not None
        line = process.stderr.readline()
        assert "unspin is at " in line, line
        address = line.rpartition(" ")[2].strip()
        warm = f"/families?{urlencode({'most': 1})}"
        while Client(address).get(warm).status == 503:  # it compiles kernels, a first time
            pass
        yield address, process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)
