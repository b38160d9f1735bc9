"""Rows of an alignment that may hold the same in another look, sought all at once."""

from __future__ import annotations

import numpy as np
from numba import njit

from unspin.judge.ranges import EQUAL, SUBSTITUTED, IntP
from unspin.records import Flag, Int32, Kind, UInt8

F_NAMED = int(Flag.CAPITAL) | int(Flag.UPPER)
F_SPACED = int(Flag.SPACED)
K_NUMBER = int(Kind.NUMBER)
K_PUNCTUATION = int(Kind.PUNCTUATION)


@njit(nogil=True, cache=True)
def respaced(
    ops: UInt8, a0: Int32, a1: Int32, b0: Int32, b1: Int32, a_flags: UInt8, b_flags: UInt8
) -> IntP:
    """Return equal rows right after equal rows where only one side has white space between."""
    found, count = np.empty(len(ops), np.int64), 0
    for r in range(1, len(ops)):
        if ops[r] != EQUAL or ops[r - 1] != EQUAL:
            continue
        beside = a1[r - 1] == a0[r] and b1[r - 1] == b0[r]
        if beside and (a_flags[a0[r]] ^ b_flags[b0[r]]) & F_SPACED:
            found[count] = r
            count += 1
    return found[:count]


@njit(nogil=True, cache=True)
def without_words(
    rows: IntP, a0: Int32, a1: Int32, b0: Int32, b1: Int32, a_kinds: UInt8, b_kinds: UInt8
) -> IntP:
    """Return those of the rows that begin with a word on neither side."""
    found, count = np.empty(len(rows), np.int64), 0
    for r in rows:
        marks_a = a1[r] == a0[r] or a_kinds[a0[r]] >= K_PUNCTUATION
        if marks_a and (b1[r] == b0[r] or b_kinds[b0[r]] >= K_PUNCTUATION):
            found[count] = r
            count += 1
    return found[:count]


@njit(nogil=True, cache=True)
def one_for_one(
    ops: UInt8, a0: Int32, b0: Int32, a_rows: Int32, b_rows: Int32, variants: Int32,
    a_kinds: UInt8, b_kinds: UInt8, a_flags: UInt8, b_flags: UInt8,
) -> tuple[IntP, IntP]:  # fmt: skip
    """Seek, among rows of a word for a word, those that may be one word in two looks.

    Args:
        ops, a0, b0: columns of the alignment.
        a_rows, b_rows, a_kinds, b_kinds, a_flags, b_flags: those of the tokens.
        variants: of the lexicon.

    Returns:
        The rows of two spellings of one word, and those with a capital or a number.
    """
    spelt, named = np.empty(len(ops), np.int64), np.empty(len(ops), np.int64)
    count, names = 0, 0
    for r in range(len(ops)):
        if ops[r] != SUBSTITUTED:
            continue
        a, b = a0[r], b0[r]
        if min(a_rows[a], b_rows[b]) >= 0 and variants[a_rows[a]] == variants[b_rows[b]]:
            spelt[count] = r
            count += 1
        number = a_kinds[a] == K_NUMBER or b_kinds[b] == K_NUMBER
        if number or (a_flags[a] | b_flags[b]) & F_NAMED:
            named[names] = r
            names += 1
    return spelt[:count], named[:names]
