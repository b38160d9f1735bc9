"""Load the arrays that are shipped with the package.

Arrays above ``LARGE`` bytes are mapped copy-on-write, the others read into memory. Both reach
numba as plain, writable, C-contiguous ``ndarray``, the one type its kernels are compiled for: a
read-only or ``memmap`` argument would be another type and compile them again. Writing to such an
array never reaches the file, but is still wrong: it is shared.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unspin.errors import BadInput

LARGE = 1 << 18


def read_array(path: Path, wanted: int, kind: type[np.generic], repair: str) -> NDArray[Any]:
    """Read an array that a build script of ours wrote.

    Args:
        path: the ``.npy`` file.
        wanted: its size in bytes, as the manifest has it.
        kind: what its elements must be.
        repair: what to do about a damaged one, for the message.

    Raises:
        BadInput: it is missing, cut short, or holds something else.
    """
    try:
        size = path.stat().st_size
        if size != wanted:
            raise BadInput(f"{path} has {size:,} bytes instead of {wanted:,}; {repair}")
        # Mode "c" (copy-on-write) costs no memory until written to, yet counts as writable.
        array = np.asarray(np.load(path, mmap_mode="c" if size > LARGE else None))
    except (OSError, ValueError, EOFError) as cause:
        raise BadInput(f"cannot read {path}: {cause}; {repair}") from cause
    if array.dtype != np.dtype(kind) or not array.flags.c_contiguous:
        raise BadInput(f"{path} holds {array.dtype}, wanted contiguous {np.dtype(kind)}; {repair}")
    return array
