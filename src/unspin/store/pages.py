"""Checksums of 4 kB pages, and the look at one before its first use.

The sum folds eight-byte words into four lanes: ``lane = rotate((lane ^ word) * odd, 29)``. Every
step is one-to-one in the lane and in the word, and so is the folding of the lanes at the end:
a page in which one word differs, and so any flipped bit, never has the same sum. Other damage
passes with a chance of 1 in 2**64. The page's number goes in, so pages that changed places show.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from unspin.records import UInt8, UInt64

PAGE = 4096
"""Bytes of a page."""
WORDS = PAGE // 8
_ODD = np.uint64(0x9E3779B97F4A7C15)
_SALT = np.uint64(0xD6E8FEB86659FD93)
_LEFT, _RIGHT, _HALF = np.uint64(29), np.uint64(35), np.uint64(32)


class Pages(NamedTuple):
    """A mapped file as pages.

    Attributes:
        words: (512 p + trailer,) uint64, the whole file.
        sums: (p,) uint64, what each page's sum must be.
        seen: (p,) uint8, 1 for pages that were looked at and are right.
    """

    words: UInt64
    sums: UInt64
    seen: UInt8


@njit(nogil=True, cache=True)
def page_sum(words: UInt64, at: int, count: int, salt: int) -> np.uint64:
    """Return the 64-bit sum of ``count`` words (a multiple of 4) from ``at`` on."""
    a = _SALT ^ (np.uint64(salt) * _ODD)
    b, c, d = a + _ODD, a ^ _ODD, a - _ODD
    for i in range(at, at + count, 4):
        a = (a ^ words[i]) * _ODD
        a = (a << _LEFT) | (a >> _RIGHT)
        b = (b ^ words[i + 1]) * _ODD
        b = (b << _LEFT) | (b >> _RIGHT)
        c = (c ^ words[i + 2]) * _ODD
        c = (c << _LEFT) | (c >> _RIGHT)
        d = (d ^ words[i + 3]) * _ODD
        d = (d << _LEFT) | (d >> _RIGHT)
    total = a
    for lane in (b, c, d):
        total = ((total ^ (total >> _HALF)) * _SALT) ^ lane
    return np.uint64((total ^ (total >> _HALF)) * _ODD)


@njit(nogil=True, cache=True)
def page_sums(words: UInt64, first: int, out: UInt64) -> None:
    """Write the sums of the pages in ``words`` to ``out``; the first is page number ``first``."""
    for i in range(len(words) // WORDS):
        out[first + i] = page_sum(words, i * WORDS, WORDS, first + i)


@njit(nogil=True, cache=True)
def first_wrong(pages: Pages, first: int, last: int) -> int:
    """Return the first page of ``first..last`` that is not as written, or -1; marks the others."""
    for page in range(first, last + 1):
        if pages.seen[page] == 0:
            if page_sum(pages.words, page * WORDS, WORDS, page) != pages.sums[page]:
                return page
            pages.seen[page] = 1
    return -1


@njit(nogil=True, cache=True)
def all_wrong(pages: Pages) -> NDArray[np.int64]:
    """Return every page that is not as written, whether it was looked at before or not."""
    wrong = [
        page
        for page in range(len(pages.sums))
        if page_sum(pages.words, page * WORDS, WORDS, page) != pages.sums[page]
    ]
    out = np.empty(len(wrong), np.int64)
    for i, page in enumerate(wrong):
        out[i] = page
    return out


def trailer_sum(trailer: bytes) -> int:
    """Return the sum over a trailer, padded with zeros to whole groups of words."""
    padded = trailer + bytes(-len(trailer) % 32)
    words = np.frombuffer(padded, np.uint64)
    return int(page_sum(words, 0, len(words), len(trailer)))
