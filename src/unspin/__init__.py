"""unspin compares texts: it finds machine-spun copies and names every change, word by word.

Every public name is listed in ``__all__`` and loaded when it is first used, so importing the
package costs next to nothing. See :func:`compare` for where to begin.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from unspin.api import (
        add,
        check,
        compare,
        curate,
        export,
        graphml,
        hidden,
        inspect,
        lineage,
        passages,
        quotes,
        quotes_by_family,
        read,
        rebuild,
        render,
        report,
        scan,
        sketch,
        statements,
        statements_by_family,
    )
    from unspin.config import Config
    from unspin.errors import BadInput, Busy, Damaged, MissingExtra, UnspinError, WorkerLost
    from unspin.index import Index
    from unspin.records import Document, Judgement
    from unspin.report.brief import brief
    from unspin.report.site import page
    from unspin.run.finished import Finished
    from unspin.run.watch import watch
    from unspin.wording import mine, restore

__version__ = "0.1.0"

__all__ = [
    "BadInput",
    "Busy",
    "Config",
    "Damaged",
    "Document",
    "Finished",
    "Index",
    "Judgement",
    "MissingExtra",
    "UnspinError",
    "WorkerLost",
    "__version__",
    "add",
    "brief",
    "check",
    "compare",
    "curate",
    "export",
    "graphml",
    "hidden",
    "inspect",
    "lineage",
    "mine",
    "page",
    "passages",
    "quotes",
    "quotes_by_family",
    "read",
    "rebuild",
    "render",
    "report",
    "restore",
    "scan",
    "sketch",
    "statements",
    "statements_by_family",
    "watch",
]

_HOMES = {
    "BadInput": "unspin.errors",
    "Busy": "unspin.errors",
    "Config": "unspin.config",
    "Damaged": "unspin.errors",
    "Document": "unspin.records",
    "Finished": "unspin.run.finished",
    "Index": "unspin.index",
    "Judgement": "unspin.records",
    "MissingExtra": "unspin.errors",
    "UnspinError": "unspin.errors",
    "WorkerLost": "unspin.errors",
    "add": "unspin.api",
    "brief": "unspin.report.brief",
    "check": "unspin.api",
    "compare": "unspin.api",
    "curate": "unspin.api",
    "export": "unspin.api",
    "graphml": "unspin.api",
    "hidden": "unspin.api",
    "inspect": "unspin.api",
    "lineage": "unspin.api",
    "page": "unspin.report.site",
    "passages": "unspin.api",
    "quotes": "unspin.api",
    "quotes_by_family": "unspin.api",
    "read": "unspin.api",
    "rebuild": "unspin.api",
    "render": "unspin.api",
    "report": "unspin.api",
    "mine": "unspin.wording",
    "restore": "unspin.wording",
    "scan": "unspin.api",
    "sketch": "unspin.api",
    "statements": "unspin.api",
    "statements_by_family": "unspin.api",
    "watch": "unspin.run.watch",
}


class _Package(ModuleType):
    """The package, in which a public verb wins over a folder of the same name.

    Importing ``unspin.report.html`` makes the import system bind the folder ``unspin.report`` here,
    which would hide the function ``unspin.report`` from then on.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in _HOMES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'unspin' has no attribute {name!r}")
    if name in ("Finished", "Index", "watch"):  # their modules load kernels, which need a place
        import_module("unspin.api").ready_kernels()
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(set(globals()) | set(__all__))
