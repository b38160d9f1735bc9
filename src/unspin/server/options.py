"""What an operator decides about a server."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Options:
    """Settings of one server.

    Attributes:
        index: folder of an index, or of the results of a scan.
        host, port: where it listens; port 0 takes a free one.
        token: what a client must know; None asks for nothing, and only loopback may do without.
        names: names the server is reached under, beside its addresses.
        folders: where the inputs of scans may lie; with none there are no scans.
        workers: processes that answer questions.
        deadline: seconds a request may take, waiting included.
        largest: bytes of a request.
        crowd: requests under way at once; the next one is turned away.
        waiting: questions that wait for a worker; the next one is turned away.
        rate: questions a client may ask in a minute; 0 for as many as it likes.
        memory: bytes of answers that are kept, and of texts that were pasted.
    """

    index: Path
    host: str = "127.0.0.1"
    port: int = 8000
    token: str | None = None
    names: tuple[str, ...] = ()
    folders: tuple[Path, ...] = ()
    workers: int = 2
    deadline: float = 30.0
    largest: int = 8 * 2**20
    crowd: int = 400
    waiting: int = 32
    rate: int = 0
    memory: int = 64 * 2**20
