"""What stands once on both sides, and the longest chain of pairs that rises on both."""

from __future__ import annotations

import numpy as np
from numba import njit

from unspin.records import Int32, UInt64


@njit(nogil=True, cache=True)
def once_on_both(mine: UInt64, yours: UInt64) -> Int32:
    """Return for each of mine the place of the same one of yours, -1 unless each side has it once.

    >>> once_on_both(np.array([7, 8, 9, 8], np.uint64), np.array([9, 7, 8], np.uint64)).tolist()
    [1, -1, 0, -1]
    """
    of_mine, of_yours = np.argsort(mine), np.argsort(yours)
    partner = np.full(len(mine), -1, np.int32)
    i, j = 0, 0
    while i < len(mine) and j < len(yours):
        one, other = mine[of_mine[i]], yours[of_yours[j]]
        if one < other:
            i += 1
        elif other < one:
            j += 1
        else:
            first, begun = i, j
            while i < len(mine) and mine[of_mine[i]] == one:
                i += 1
            while j < len(yours) and yours[of_yours[j]] == one:
                j += 1
            if i - first == 1 and j - begun == 1:
                partner[of_mine[first]] = of_yours[begun]
    return partner


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
