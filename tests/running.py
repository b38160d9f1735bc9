"""Running ``unspin``: as a process of its own, in this one, and on a terminal."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from typing import NamedTuple

from typer.testing import CliRunner

from unspin.cli.main import app


class Done(NamedTuple):
    """How a call ended; the streams are bytes, as with :mod:`subprocess`."""

    returncode: int
    stdout: bytes
    stderr: bytes


def command(*arguments: object) -> list[str]:
    """Return the command line of a call."""
    return [sys.executable, "-m", "unspin", *map(str, arguments)]


def call(*arguments: object, stdin: bytes = b"") -> Done:
    """Run ``unspin`` in this process: kernels are loaded only once."""
    done = CliRunner().invoke(app, list(map(str, arguments)), input=stdin, prog_name="unspin")
    return Done(done.exit_code, done.stdout_bytes, done.stderr_bytes)


def on_a_terminal(environment: dict[str, str], *arguments: object) -> str:
    """Run ``unspin`` with all streams on one terminal, and return what it shows."""
    ours, theirs = pty.openpty()
    subprocess.run(
        command(*arguments), env=environment, stdin=theirs, stdout=theirs, stderr=theirs, check=True
    )
    os.close(theirs)
    shown = os.read(ours, 100_000).decode()
    os.close(ours)
    return shown


def refused(done: Done | subprocess.CompletedProcess[bytes], *words: str) -> bool:
    """Tell that a call failed as bad input does: exit 2, one message on stderr, nothing else."""
    message = done.stderr.decode()
    assert done.returncode == 2, message
    assert done.stdout == b""
    assert "Traceback" not in message
    assert all(word in message for word in words), message
    return True
