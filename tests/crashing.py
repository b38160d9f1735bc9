"""Work that kills its process at some items, as a parser in C may; workers import it from here."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from unspin.run.work import Read, Reading


def halved(number: int) -> int:
    """Return half a number; crash at every seventh from 3 on."""
    if number % 7 == 3:
        os.kill(os.getpid(), signal.SIGSEGV)
    return number // 2


def whereabouts(number: int) -> int:
    """Return the number of the process that was asked."""
    return os.getpid()


def marked(path: Path) -> None:
    """Leave a file behind."""
    path.touch()


def read_and_sketch(reading: Reading) -> Read:
    """Read a part in a worker; abort where one of its files asks for it."""
    if any(b"CRASH" in Path(path).read_bytes() for path in reading.part.files):
        os.abort()
    from unspin.run import work  # slow to load: not for those that only halve

    return work.read_and_sketch(reading)
