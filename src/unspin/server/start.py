"""A server begun, and ended: its workers, its socket, its signals."""

from __future__ import annotations

import asyncio
import ipaddress
import secrets
import signal
import socket
import sys
from collections.abc import Callable
from types import FrameType
from typing import NoReturn

import unspin
from unspin.errors import require
from unspin.server.options import Options

_BACKLOG = 512
_GRACE = 3
"""Seconds that requests under way have to end."""
_TOKEN = 16
"""Characters of the shortest token."""


def serve(options: Options, tell: Callable[[str], None]) -> None:
    """Serve until a signal ends it; SIGTERM ends the process with 0.

    Args:
        options: what the operator decided.
        tell: called with the address, once there is one.

    Raises:
        BadInput: there is no index, the address cannot be had, or it needs a token.
        MissingExtra: the ``serve`` extra is not installed.
        KeyboardInterrupt: Ctrl-C was pressed.
    """
    require("serve")
    _check(options)
    with listening(options) as held:
        before = signal.signal(signal.SIGTERM, _leave)
        try:
            _run(options, held, tell)
        finally:
            signal.signal(signal.SIGTERM, before)


def _run(options: Options, held: socket.socket, tell: Callable[[str], None]) -> None:
    from unspin.server.pool import Worker

    nonce = secrets.token_hex(16)  # stands in pages for each answer's own; no text can hold it
    workers: list[Worker] = []
    try:
        workers += [Worker(options.index, nonce) for _ in range(options.workers)]
        import uvicorn

        from unspin.server.app import application  # while the workers open the index

        workers[0].ready()  # says what is wrong with the index, if anything is
        config = uvicorn.Config(
            application(options, workers, nonce), log_level="warning", access_log=False,
            server_header=False, proxy_headers=False, lifespan="on", backlog=_BACKLOG,
            timeout_keep_alive=30, timeout_graceful_shutdown=_GRACE,
        )  # fmt: skip
        tell(address(held))
        asyncio.run(uvicorn.Server(config).serve(sockets=[held]))
    finally:
        for worker in workers:
            worker.end()


def _check(options: Options) -> None:
    """Refuse what would be unsafe.

    Raises:
        BadInput: says why.
    """
    if options.token is not None and len(options.token) < _TOKEN:
        raise unspin.BadInput(
            f"the token has {len(options.token)} characters, wanted {_TOKEN} or more: make one with  "
            "python -c 'import secrets; print(secrets.token_urlsafe())'"
        )
    for folder in options.folders:
        if not folder.is_dir():
            raise unspin.BadInput(f"--allow {folder}: is no folder")


def listening(options: Options) -> socket.socket:
    """Return a socket that listens where the operator wants it.

    Raises:
        BadInput: that place cannot be had, or is open to others and there is no token.
    """
    place = f"{options.host}:{options.port}"
    try:
        family, kind, proto, _, where = socket.getaddrinfo(
            options.host, options.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError as cause:
        raise unspin.BadInput(f"--host {options.host}: there is no such address") from cause
    if options.token is None and not ipaddress.ip_address(str(where[0])).is_loopback:
        raise unspin.BadInput(
            f"--host {options.host}: others could reach the server there: set UNSPIN_TOKEN, or give "
            "--token, so that they need one"
        )
    held = socket.socket(family, kind, proto)
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        held.bind(where)
        held.listen(_BACKLOG)
    except OSError as cause:
        held.close()
        why = cause.strerror or str(cause)
        raise unspin.BadInput(
            f"{place}: cannot listen here ({why}): name another with --port, or --port 0 for any"
        ) from cause
    return held


def address(held: socket.socket) -> str:
    """Return the address at which a socket listens."""
    host, port = held.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _leave(number: int, frame: FrameType | None) -> NoReturn:  # noqa: ARG001 (what signals hand over)
    sys.exit(0)
