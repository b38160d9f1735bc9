"""The hash that names a word: 64-bit FNV-1a over code points, then a finaliser.

FNV-1a (Fowler, Noll, Vo 1991) is one multiply a character; the finaliser of MurmurHash3
(Appleby 2011) spreads its weak high bits, so that keys can be sampled by threshold.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

FNV_OFFSET = np.uint64(0xCBF29CE484222325)
FNV_PRIME = np.uint64(0x100000001B3)
_MIX_1 = np.uint64(0xFF51AFD7ED558CCD)
_MIX_2 = np.uint64(0xC4CEB9FE1A85EC53)
_SHIFT = np.uint64(33)


@njit(nogil=True, cache=True, inline="always")
def step(state: np.uint64, code: int) -> np.uint64:
    """Feed one code point to a running FNV state."""
    return (state ^ np.uint64(code)) * FNV_PRIME


@njit(nogil=True, cache=True, inline="always")
def finish(state: np.uint64) -> np.uint64:
    """Mix a running FNV state into a key (MurmurHash3's 64-bit finaliser)."""
    h = np.uint64(state)
    h ^= h >> _SHIFT
    h *= _MIX_1
    h ^= h >> _SHIFT
    h *= _MIX_2
    h ^= h >> _SHIFT
    return h


@njit(nogil=True, cache=True)
def hash_codes(codes: NDArray[np.uint32]) -> np.uint64:
    """Return the key of a normalised word given as code points."""
    h = FNV_OFFSET
    for code in codes:
        h = step(h, code)
    return finish(h)


def word_key(word: str) -> int:
    """Return the key of a word that is already in normalised (lower-case, NFD) form.

    >>> word_key("war") == word_key("war"), word_key("war") == word_key("wars")
    (True, False)
    """
    codes = np.frombuffer(word.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).copy()
    return int(hash_codes(codes))
