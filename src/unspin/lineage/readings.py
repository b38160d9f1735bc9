"""Where two witnesses of a collation differ: their events, and what each says of the direction.

An event is a run of places at which two witnesses have no word in common: words for words, a few
words that only one has, or a block (a sentence, a paragraph, the end of the text).
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from unspin.records import Float32, Int32, UInt8

Float64 = NDArray[np.float64]

REPLACED, FEW, BLOCK, TAIL = 0, 1, 2, 3
"""Kinds of events; of the last three one side has no word."""
FEWEST = 5
"""Words from which an omission is a block."""
MOVED = 0.85
"""Share of a block's content words that the other witness has elsewhere, when it was moved."""
MET, LEAST_MET = 0.55, 3
"""Share of the content words of a block that the other witness must have elsewhere, where the two
have no word in common, and how many, when it was moved and reworded."""
MOST = 3.0
"""Nats of likelihood a single event may show."""
KIND, N_U, N_V, LIKELY, RECUR, OWN, NAMED, AGAIN, FIRST, LAST = range(10)
"""Columns of a table of events: kind; words of u, of v; mean log probability of u's words less
that of v's, in nats; words of u that v has elsewhere less the other way round; words of u that u
has elsewhere too, less those of v; whether the words are names or numbers; places."""


@njit(nogil=True, cache=True)
def events(
    words_u: Int32, words_v: Int32, logs_u: Float32, logs_v: Float32, counts_u: Int32,
    counts_v: Int32, function: UInt8, named: UInt8,
) -> Float64:  # fmt: skip
    """Return the (e, 10) table of the events between two witnesses.

    Args:
        words_u, words_v: (p,) their rows of the collation.
        logs_u, logs_v: (p,) log probability of each word in its context, in nats.
        counts_u, counts_v: (k,) how often each word occurs in either.
        function, named: (k,) whether a word is a function word; a name or a number.
    """
    places = len(words_u)
    table = np.zeros((64, 10))
    marks = np.zeros(64, np.int64)  # of each event, a number for the words put for each other
    size, p, last_shared = 0, 0, -1
    for q in range(places):
        if words_u[q] >= 0 and words_u[q] == words_v[q]:
            last_shared = q
    usual = _usual(words_u, counts_u, function) / 2 + _usual(words_v, counts_v, function) / 2
    while p < places:
        if words_u[p] == words_v[p]:
            p += 1
            continue
        u = _side(words_u, words_v, logs_u, counts_u, counts_v, function, named, p)
        v = _side(words_v, words_u, logs_v, counts_v, counts_u, function, named, p)
        first, last, mark, p = _bounds(words_u, words_v, p)
        if size + 2 > len(table):
            table = np.concatenate((table, np.zeros((len(table), 10))))
            marks = np.concatenate((marks, np.zeros(len(marks), np.int64)))
        fewer, over = min(u[WORDS], v[WORDS]), abs(u[WORDS] - v[WORDS])
        if fewer > 0 or over < FEWEST:
            row = table[size]
            split = fewer > 0 and over >= 2 * FEWEST
            row[KIND] = REPLACED if fewer > 0 else FEW
            row[N_U], row[N_V] = (fewer, fewer) if split else (u[WORDS], v[WORDS])
            if not split:
                row[LIKELY] = min(max(u[MEAN] - v[MEAN], -MOST), MOST)
                marks[size] = mark
                row[AGAIN] = fewer > 0 and (marks[:size] == mark).any()
            row[RECUR], row[OWN] = u[ELSEWHERE] - v[ELSEWHERE], u[TWICE] - v[TWICE]
            row[NAMED] = u[NAMES] + v[NAMES] > 0
            row[FIRST], row[LAST] = first, last
            size += 1
            if not split:
                continue
        # A block: how much of it speaks of what the page speaks of elsewhere, beyond half of what
        # any part of the page does.
        row = table[size]
        sign, more = (1.0, u) if u[WORDS] > v[WORDS] else (-1.0, v)
        row[KIND] = TAIL if first > last_shared else BLOCK
        row[N_U], row[N_V] = (over, 0.0) if sign > 0 else (0.0, over)
        row[OWN] = sign * (more[TWICE] / max(more[CONTENT], 1.0) - usual / 2)
        content = max(u[CONTENT] + v[CONTENT], 1.0)
        row[RECUR] = (u[ELSEWHERE] - v[ELSEWHERE]) / content - sign * usual / 2
        # What the other has elsewhere, nearly whole, was moved: that is no sign of a direction.
        row[AGAIN] = more[ELSEWHERE] >= MOVED * more[CONTENT]
        row[FIRST], row[LAST] = first, last
        size += 1
    return _met(table[:size], words_u, words_v, function)


@njit(nogil=True, cache=True)
def _met(table: Float64, words_u: Int32, words_v: Int32, function: UInt8) -> Float64:
    """Mark blocks that the other witness has elsewhere, partly in other words, as moved."""
    _met_in(table, words_u, words_v, function, N_U)
    _met_in(table, words_v, words_u, function, N_V)
    return table


@njit(nogil=True, cache=True)
def _met_in(table: Float64, words: Int32, others: Int32, function: UInt8, own: int) -> None:
    """Mark the blocks of one witness whose words the other has where the two have none in common."""
    alone = np.zeros(0, np.bool_)
    for row in table:
        if row[KIND] < BLOCK or row[own] == 0.0 or row[AGAIN]:
            continue
        if len(alone) == 0:
            alone = np.zeros(len(function), np.bool_)
            for p in range(len(words)):
                if others[p] >= 0 and others[p] != words[p]:
                    alone[others[p]] = True
        content, met = 0, 0
        for p in range(int(row[FIRST]), int(row[LAST]) + 1):
            word = words[p]
            if word >= 0 and word != others[p] and not function[word]:
                content += 1
                met += alone[word]
        if met >= LEAST_MET and met >= MET * content:
            row[AGAIN] = 1.0


WORDS, MEAN, CONTENT, ELSEWHERE, TWICE, NAMES = range(6)
"""What :func:`_side` counts: words, their mean log probability with the word after them, content
words, those the other witness has elsewhere, those this one has elsewhere, names and numbers."""


@njit(nogil=True, cache=True)
def _side(
    words: Int32, others: Int32, logs: Float32, counts: Int32, counts_other: Int32,
    function: UInt8, named: UInt8, p: int,
) -> Float64:  # fmt: skip
    """Count what one witness has in the run of differing places that begins at ``p``."""
    found = np.zeros(6)
    while p < len(words) and (words[p] != others[p] or words[p] < 0):
        word = words[p]
        if word >= 0:
            found[WORDS] += 1
            found[MEAN] += logs[p]
            if not function[word]:
                found[CONTENT] += 1
                found[ELSEWHERE] += counts_other[word] > 0
                found[TWICE] += counts[word] > 1
                found[NAMES] += named[word]
        p += 1
    after = p < len(words)
    if after:
        found[MEAN] += logs[p]
    found[MEAN] /= max(found[WORDS] + after, 1.0)
    return found


@njit(nogil=True, cache=True)
def _bounds(words_u: Int32, words_v: Int32, p: int) -> tuple[int, int, int, int]:
    """Return of a run: its first and last place, a number for its words, the place after it."""
    first = last = p
    mark = 0
    while p < len(words_u) and (words_u[p] != words_v[p] or words_u[p] < 0):
        u, v = words_u[p], words_v[p]
        if u >= 0 or v >= 0:
            last = p
            mark = mark * 1000003 + (u + 2) * 8191 + v + 2
        p += 1
    return first, last, mark, p


@njit(nogil=True, cache=True)
def _usual(words: Int32, counts: Int32, function: UInt8) -> float:
    """Return the share of a witness's content words that it has more than once."""
    content, again = 0, 0
    for word in words:
        if word >= 0 and not function[word]:
            content += 1
            again += counts[word] > 1
    return again / max(content, 1)


FIRM = np.array([2.5, 2.5, 4.0, 6.0])
FIRM_NAME = 3.5
"""Nats of direction a single event may add, by kind; and a replaced name or number."""
AGAIN_WORTH = 0.25
"""What the same replacement counts for when it is met again: it was one decision."""
_PLAIN = np.array([0.75, 0.8, -0.1])
_NAMED = np.array([0.8, 0.8, 0.25])
_FEW = np.array([0.35, 0.9, -0.2, -0.3])
_FEW_NAMES = np.array([0.6, 0.8])
_BLOCK = np.array([4.0, 3.2])
_TAIL = np.array([-4.0, 1.5, 2.0, 1.6])
"""What likelihood, recurrence, own recurrence and side are worth, by kind of event: logistic
regressions on the tuning share of ``eval/lineage.py``, drawn a little towards nothing."""


@njit(nogil=True, cache=True)
def leanings(table: Float64) -> Float64:
    """Return (e,) log odds that u is the source of v, for each event between them, in nats."""
    found = np.zeros(len(table))
    for e in range(len(table)):
        row = table[e]
        kind, recur, own = row[KIND], np.sign(row[RECUR]), np.sign(row[OWN])
        side = np.sign(row[N_U] - row[N_V])
        if kind == REPLACED:
            worth = _NAMED if row[NAMED] else _PLAIN
            lean = worth[0] * row[LIKELY] + worth[1] * recur + worth[2] * own
        elif kind == FEW and row[NAMED]:
            lean = _FEW_NAMES[0] * recur + _FEW_NAMES[1] * side
        elif kind == FEW:
            lean = _FEW[0] * row[LIKELY] + _FEW[1] * recur + _FEW[2] * own + _FEW[3] * side
        elif row[AGAIN]:
            lean = 0.0
        elif kind == BLOCK:
            lean = _BLOCK[0] * row[RECUR] + _BLOCK[1] * row[OWN]
        else:
            size = np.log(max(row[N_U], row[N_V]))
            lean = side * (_TAIL[0] + _TAIL[1] * size) + _TAIL[2] * row[RECUR] + _TAIL[3] * row[OWN]
        firm = FIRM_NAME if kind == REPLACED and row[NAMED] else FIRM[int(kind)]
        found[e] = min(max(lean, -firm), firm)
        if row[AGAIN]:
            found[e] *= AGAIN_WORTH
    return found


ANY, NAME, EVENT, UNEVEN = 0.5, 5.0, 4.5, 1.5
"""Nats of a replacement by an ordinary word, by a name or number; of an omission or addition. Two
copyists who replace a word take the same one about one time in four; the same number hardly ever."""


NEARBY = 12
"""Places across which a single content word may have moved."""
RUN = 3
"""Words in a row that are believed to have moved any distance, if two are content words."""


@njit(nogil=True, cache=True)
def moves(words_u: Int32, words_v: Int32, function: UInt8) -> tuple[UInt8, UInt8]:
    """Return (p,) marks of the words of u, and of v, that the other has at another place.

    A word that stands alone on its place is paired with its like across, first of all next to the
    pair before it, else the nearest. Pairs in a row are kept if they hold a content word and are
    near, or are long: what was moved says nothing of the direction, and is paid for once.
    """
    places = len(words_u)
    head = np.full(len(function), -1, np.int32)
    onward = np.full(places, -1, np.int32)  # next place of v with the same word
    after_v = np.full(places, -1, np.int32)  # next place of v with a word that stands alone
    later = -1
    for q in range(places - 1, -1, -1):
        word = words_v[q]
        if word >= 0 and word != words_u[q]:
            onward[q], head[word] = head[word], q
            after_v[q] = later
            later = q
        elif word >= 0:
            later = -1
    moved_u, moved_v = np.zeros(places, np.uint8), np.zeros(places, np.uint8)
    partner = np.full(places, -1, np.int32)
    begun, before, content, length = -1, -1, 0, 0
    for p in range(places + 1):
        alone = p < places and words_u[p] >= 0 and words_u[p] != words_v[p]
        if p < places and words_u[p] < 0:
            continue
        q = -1
        if alone and before >= 0 and after_v[before] >= 0:
            follower = after_v[before]
            if words_v[follower] == words_u[p] and not moved_v[follower]:
                q = follower
        if q < 0 and length > 0:  # the row of pairs ends here
            if not _trusted(content, length, abs(begun - partner[begun])):
                for r in range(begun, p):
                    if partner[r] >= 0 and moved_u[r]:
                        moved_u[r], moved_v[partner[r]] = 0, 0
            length, content, begun = 0, 0, -1
        if q < 0 and alone:
            r = head[words_u[p]]
            while r >= 0:
                if not moved_v[r] and (q < 0 or abs(r - p) < abs(q - p)):
                    q = r
                r = onward[r]
        before = q
        if q >= 0:
            begun = p if length == 0 else begun
            partner[p], moved_u[p], moved_v[q] = q, 1, 1
            length, content = length + 1, content + (1 - function[words_u[p]])
    return moved_u, moved_v


@njit(nogil=True, cache=True)
def _trusted(content: int, length: int, distance: int) -> bool:
    """Tell whether words in a row that are met again elsewhere were moved, not met by chance."""
    return (content >= 1 and distance <= NEARBY) or (length >= RUN and content >= 2)


@njit(nogil=True, cache=True)
def costs(table: Float64, leaning: Float64, spread: int) -> tuple[float, float]:
    """Return what it costs, in nats, that v was made from u, and u from v, added words left out.

    Args:
        table, leaning: the events between them.
        spread: places at which copyists replace words at all; how many of them this edge takes is
            coded adaptively, so that a heavy hand pays little for each.
    """
    replaced, nats, there, back = 0.0, 0.0, 0.0, 0.0
    for e in range(len(table)):
        # What an event says of the direction is paid only by the way it speaks against: a source
        # with many copies must not earn its good readings again with each of them.
        there += math.log1p(math.exp(-leaning[e]))
        back += math.log1p(math.exp(leaning[e]))
        if table[e, KIND] == REPLACED:
            words = min(table[e, N_U], table[e, N_V])
            if table[e, AGAIN]:
                words *= AGAIN_WORTH
            replaced += words
            nats += words * ANY + (NAME - ANY if table[e, NAMED] else 0.0)
            if table[e, N_U] != table[e, N_V] and not table[e, AGAIN]:
                nats += UNEVEN
        else:
            nats += EVENT
    # From half of the places on a heavier hand is no cheaper: who knows what else could be replaced.
    taken = min(replaced, spread / 2.0)
    coded = math.lgamma(spread + 1.0) - math.lgamma(taken + 1.0)
    coded -= math.lgamma(spread - taken + 1.0)
    return nats + coded + there, nats + coded + back


@njit(nogil=True, cache=True)
def added(words_u: Int32, words_v: Int32, worth: Float64) -> tuple[float, float]:
    """Return the nats of the words that v has where u has none, and the other way round."""
    to_v, to_u = 0.0, 0.0
    for p in range(len(worth)):
        if words_u[p] < 0 <= words_v[p]:
            to_v += worth[p]
        elif words_v[p] < 0 <= words_u[p]:
            to_u += worth[p]
    return to_v, to_u


@njit(nogil=True, cache=True)
def median(words: Int32) -> Int32:
    """Return (p,) the row that has the word most have at each place; a tie is the first's.

    Args:
        words: (m, p) rows of the collation, the one to be believed in doubt first.
    """
    rows, places = words.shape
    found = np.zeros(places, np.int32)
    for p in range(places):
        most = 0
        for i in range(rows):
            count = 0
            for j in range(rows):
                count += words[i, p] == words[j, p]
            if count > most:
                most, found[p] = count, i
    return found
