"""Where numba keeps its compiled kernels."""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import sys
import tempfile
from functools import cache
from pathlib import Path


@cache
def prepare(version: str) -> None:
    """Give numba a writable place for its compiled kernels, before it is first imported.

    Without one, importing a cached kernel fails; beside the source, uninstalling would leave the
    files behind. A place the user has chosen is left alone.
    """
    if "NUMBA_CACHE_DIR" in os.environ or "numba" in sys.modules:
        return
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111 (Path.home raises where there is none)
    place = Path(base) / "unspin" / "numba" / _scheme(version)
    try:
        place.mkdir(parents=True, exist_ok=True)
        writable = place.is_absolute() and os.access(place, os.W_OK)
    except OSError:
        writable = False
    if not writable:
        # A private folder: numba unpickles what it finds, so one that others can write is unsafe.
        place = Path(tempfile.mkdtemp(prefix="unspin-numba-"))
        atexit.register(shutil.rmtree, place, ignore_errors=True)
    os.environ["NUMBA_CACHE_DIR"] = str(place)


def _scheme(version: str) -> str:
    """Name the kernels by version and source: numba looks only at the file a kernel is in.

    A kernel that calls another from a changed file would run the old one from the cache.
    """
    sources = sorted(Path(__file__).parent.parent.glob("*/*.py"))
    marks = "".join(f"{s.name}{(i := s.stat()).st_size}.{i.st_mtime_ns};" for s in sources)
    return f"{version}-{hashlib.sha256(marks.encode()).hexdigest()[:12]}"
