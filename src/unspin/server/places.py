"""What is served: an index, alone or among the results of a scan."""

from __future__ import annotations

from pathlib import Path

import unspin


def opened(place: Path) -> tuple[unspin.Finished | None, unspin.Index]:
    """Return the finished scan in a folder, if there is one, and the index.

    Raises:
        BadInput: there is neither.
    """
    if not place.is_dir():
        raise unspin.BadInput(
            f"{place}: is no folder: give an index that  unspin add  made, or the results of a scan"
        )
    scan = unspin.Finished(place) if (place / "families.jsonl").is_file() else None
    return scan, unspin.Index.open(scan.index if scan else place)
