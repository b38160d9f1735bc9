"""Every way unspin fails on purpose.

    UnspinError                      base of all; never raised itself
      x BadInput                     the world gave us something unusable      (exit 2)
          x MissingExtra             an optional package is not installed      (exit 2)
          x Damaged                  an index has lost or changed bytes        (exit 2)
          x Busy                     another process is writing to the index   (exit 2)
      x WorkerLost                   a process that worked for us was killed   (exit 70)
      x BadRecord                    a record was built with nonsense in it    (exit 70)

A message says what was got, what was wanted and what to do about it.
"""

from __future__ import annotations

import importlib
from types import ModuleType

EXTRAS: dict[str, tuple[str, ...]] = {
    "web": ("resiliparse", "trafilatura"),
    "parquet": ("pyarrow", "pyarrow.parquet"),
    "serve": ("fastapi", "uvicorn", "python_multipart"),
    "mcp": ("mcp.server.mcpserver",),
    "cluster": ("ray", "ray.exceptions"),
}
"""The packages that make up each optional extra, in the order they are imported."""


class UnspinError(Exception):
    """Base of everything unspin raises on purpose."""

    __module__ = "unspin"


class BadInput(UnspinError):
    """What the caller handed over cannot be used: missing, empty, binary, of the wrong kind."""

    __module__ = "unspin"


class MissingExtra(BadInput):
    """The work asked for needs an optional package that is not installed."""

    __module__ = "unspin"


class Damaged(BadInput):
    """An index holds bytes that are not the ones written: the message names the file."""

    __module__ = "unspin"


class Busy(BadInput):
    """Another process holds the index for writing."""

    __module__ = "unspin"


class WorkerLost(UnspinError):
    """A worker process ended before its work did; what was finished is kept."""

    __module__ = "unspin"


class BadRecord(UnspinError, ValueError):
    """A record of :mod:`unspin.records` was built with values that contradict each other."""

    __module__ = "unspin"


def require(extra: str) -> tuple[ModuleType, ...]:
    """Import the packages of an optional extra, or say how to install them.

    Args:
        extra: a key of :data:`EXTRAS`, for example ``"web"``.

    Returns:
        The imported modules, in the order :data:`EXTRAS` lists them.

    Raises:
        MissingExtra: one of them is not installed; the message holds the install line.
    """
    try:
        return tuple(importlib.import_module(name) for name in EXTRAS[extra])
    except ImportError as cause:
        raise MissingExtra(
            f"this needs the optional package {cause.name!r}, which is not installed: "
            f"run  pip install 'unspin[{extra}]'"
        ) from cause
