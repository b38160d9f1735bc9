"""The longest chain of pairs that rises on both sides."""

from __future__ import annotations

import numpy as np
from numba import njit

from unspin.records import Int32


@njit(nogil=True, cache=True)
def rising_chain(partner: Int32) -> Int32:
    """Return the indexes of the longest chain along which ``partner`` rises, by patience sorting.

    Patience sorting (Fredman 1975) takes O(n log n). Of several longest chains, it is the one
    whose end is least, and so on back from there.

    Args:
        partner: (n,) int32, no value twice; negative ones are left out.

    Returns:
        (k,) int32, ascending.

    >>> rising_chain(np.array([4, 0, -1, 1, 3, 2], np.int32)).tolist()
    [1, 3, 5]
    """
    n = len(partner)
    tails = np.empty(n, np.int32)  # where the smallest end of a chain of each length stands
    back = np.full(n, -1, np.int32)
    length = 0
    for i in range(n):
        if partner[i] < 0:
            continue
        low, high = 0, length
        while low < high:
            mid = (low + high) // 2
            if partner[tails[mid]] < partner[i]:
                low = mid + 1
            else:
                high = mid
        back[i] = tails[low - 1] if low > 0 else -1
        tails[low] = i
        length = max(length, low + 1)
    chain = np.empty(length, np.int32)
    i = tails[length - 1] if length > 0 else -1
    for k in range(length - 1, -1, -1):
        chain[k] = i
        i = back[i]
    return chain
