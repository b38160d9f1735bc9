"""The probable original wording where witnesses have it: the best reading of each place.

A witness that was judged the source is believed at every place the rewriter touched; a sibling,
which was rewritten too, only where its reading is the likelier English. Several witnesses vote,
each with the weight of how much likelier its English is as a whole.

Legend: a is the text to restore, b a witness; a site is a run of word rows that differ, side by side
on both sides and in one pair of linked sentences.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from unspin.records import Document, Flag, Float32, Kind, Segmented, UInt8, Words
from unspin.restorations import Restored

EQUAL, SUBSTITUTED, ONLY_A, ONLY_B = range(4)
SITE = 16
"""Words of a site on either side from which on it is another sentence, not another word."""
LOOSE = 3
"""Words without counterpart that a rewriter may have put in or left out; more were written so."""
SURE, MIXED, SLIGHT = 0.99, 0.95, 0.85
"""Confidence in a source's reading: words for words, with words left over, words in or out only."""
LIKELIER = 0.3
"""Nats a word that a sibling's reading must be the likelier English by."""
K_NAME, K_NUMBER = int(Kind.NAME), int(Kind.NUMBER)


class Testimony(NamedTuple):
    """A witness, aligned with the text to restore.

    Attributes:
        document, seg: the witness and its columns.
        words: the alignment, the text to restore being a.
        source: probability that the text was made from it and not the other way round, 0..1.
        is_source: whether it was judged the source; otherwise it is a sibling.
        words_only: whether only words put for words are told of: a person edited one of the two,
            and what was added or left out may be meant.
        weight: nats by which its English is the likelier one over all places.
        ours, theirs: (n,) log probability of each token of both texts, in nats.
    """

    document: Document
    seg: Segmented
    words: Words
    source: float
    is_source: bool
    words_only: bool
    weight: float
    ours: Float32
    theirs: Float32


class Site(NamedTuple):
    """A place that reads otherwise: token ranges on both sides, half-open, and what it is made of."""

    a: tuple[int, int]
    b: tuple[int, int]
    replaced: bool
    loose: bool


class Reading(NamedTuple):
    """What a witness has in the place of some tokens."""

    a: tuple[int, int]
    text: str
    confidence: float
    witness: int
    why: str


def witnessed(
    document: Document, seg: Segmented, testimonies: Sequence[Testimony]
) -> tuple[Restored, ...]:
    """Return the changes that witnesses speak for, in the order of the text.

    Args:
        document, seg: the text to restore and its columns.
        testimonies: the witnesses, in any order.
    """
    ranked = sorted(
        testimonies, key=lambda t: (-t.is_source, -t.weight, -t.source, t.document.doc_id)
    )
    taken = np.zeros(len(seg) + 1, bool)
    found: list[Restored] = []
    proposed = [list(_readings(document, seg, t, n)) for n, t in enumerate(ranked)]
    for n, witness in enumerate(ranked):
        for reading in proposed[n]:
            first, last = reading.a
            if taken[first:last].any() or (first == last and taken[first]):
                continue
            best = _voted(reading, proposed, ranked)
            if best is not None:
                found.append(_change(document, seg, best, ranked[best.witness]))
        taken[: len(seg)] |= _covered(witness.words, len(seg))
        taken[1:] |= taken[:-1] & _covered(witness.words, len(seg))
    return tuple(sorted(found, key=lambda c: (c.start, c.end)))


def covered(seg: Segmented, testimonies: Sequence[Testimony]) -> NDArray[np.bool_]:
    """Return (n,) which tokens lie in a sentence that some witness has."""
    found = np.zeros(len(seg), bool)
    for witness in testimonies:
        found |= _covered(witness.words, len(seg))
    return found


def _covered(words: Words, size: int) -> NDArray[np.bool_]:
    found = np.zeros(size, bool)
    rows = np.flatnonzero((words.links >= 0) & (words.ops != ONLY_B))
    for first, last in zip(words.a_starts[rows].tolist(), words.a_ends[rows].tolist(), strict=True):
        found[first:last] = True
    return found


def sites(words: Words, a_kinds: UInt8, b_kinds: UInt8) -> Iterator[Site]:
    """Yield the places of linked sentences where words differ."""
    columns = (words.ops, words.a_starts, words.a_ends, words.b_starts, words.b_ends, words.links)
    open_: list[int] = []  # a first, a last, b first, b last, link, substituted, only a, only b
    for op, a0, a1, b0, b1, link in zip(*(c.tolist() for c in columns), strict=True):
        marks = (op != ONLY_B and a_kinds[a0] > K_NUMBER) or (
            op != ONLY_A and b_kinds[b0] > K_NUMBER
        )
        if op == EQUAL or link < 0 or marks:
            yield from _closed(open_)
            open_ = [a1, a1, b1, b1, link, 0, 0, 0] if op == EQUAL and link >= 0 else []
            continue
        joins = open_ and open_[4] == link
        joins = joins and (op == ONLY_B or a0 == open_[1]) and (op == ONLY_A or b0 == open_[3])
        if not joins:
            yield from _closed(open_)
            if op == ONLY_B:  # nothing says where in a it would stand
                open_ = []
                continue
            open_ = [a0, a0, b0, b0, link, 0, 0, 0]
            if op == ONLY_A:
                open_[2:4] = [b0, b0]
        if op != ONLY_B:
            open_[1] = a1
        if op != ONLY_A:
            open_[3] = b1
        open_[4 + op] += 1
    yield from _closed(open_)


def _closed(run: list[int]) -> Iterator[Site]:
    if run and any(run[5:]):
        both = bool(run[5] or (run[6] and run[7]))
        yield Site((run[0], run[1]), (run[2], run[3]), both, bool(run[6] or run[7]))


def _readings(document: Document, seg: Segmented, t: Testimony, number: int) -> Iterator[Reading]:
    for site in sites(t.words, seg.kinds, t.seg.kinds):
        (a0, a1), (b0, b1) = site.a, site.b
        if max(a1 - a0, b1 - b0) > SITE or (not site.replaced and a1 - a0 + b1 - b0 > LOOSE):
            continue
        if t.words_only and (site.loose or _is_fact(seg, t.seg, site)):
            continue
        gain = _gain(t, site)
        if not t.is_source and (gain < LIKELIER or _is_fact(seg, t.seg, site)):
            continue
        sure = (MIXED if site.loose else SURE) if site.replaced else SLIGHT
        if t.is_source:
            confidence, why = sure * t.source, "the source has it"
        else:
            confidence = sure / (1.0 + math.exp(-gain))
            why = "a witness has it, and it is the likelier English"
        text = t.document.text[t.seg.starts[b0] : t.seg.ends[b1 - 1]] if b1 > b0 else ""
        text = _cased(" ".join(text.split()), document.text, seg, t.seg, site)
        yield Reading(site.a, text, confidence, number, why)


def _gain(t: Testimony, site: Site) -> float:
    """Return by how many nats a word the witness's reading is the likelier English."""
    ours = t.ours[site.a[0] : min(site.a[1] + 1, len(t.ours))]
    theirs = t.theirs[site.b[0] : min(site.b[1] + 1, len(t.theirs))]
    if not len(ours) or not len(theirs):
        return 0.0
    return float(theirs.mean() - ours.mean())


def _is_fact(seg: Segmented, other: Segmented, site: Site) -> bool:
    """Tell whether a number differs: two siblings may both have changed it."""
    kinds = (seg.kinds[slice(*site.a)], other.kinds[slice(*site.b)])
    return any(bool((k == K_NUMBER).any()) for k in kinds)


def _cased(text: str, old: str, seg: Segmented, other: Segmented, site: Site) -> str:
    """Return a witness's words with the capital that their place in the text wants."""
    if not text or site.a[0] == site.a[1]:
        return text
    t, u = site.a[0], site.b[0]
    surface = old[seg.starts[t] : seg.ends[t]]
    if surface.isupper() and len(surface) > 1 and not text.isupper() and _shouts(old, seg, t):
        return text.upper()
    first, theirs = bool(seg.flags[t] & Flag.INITIAL), bool(other.flags[u] & Flag.INITIAL)
    if first and surface[:1].isupper():
        return text[:1].upper() + text[1:]
    if theirs and not first and other.kinds[u] != K_NAME and surface[:1].islower():
        return text[:1].lower() + text[1:]
    return text


def _shouts(text: str, seg: Segmented, t: int) -> bool:
    """Tell whether the words beside one are upper-case too."""
    near = [k for k in (t - 1, t + 1) if 0 <= k < len(seg) and seg.kinds[k] < K_NUMBER]
    return any(text[seg.starts[k] : seg.ends[k]].isupper() for k in near)


def _voted(
    reading: Reading, proposed: list[list[Reading]], ranked: Sequence[Testimony]
) -> Reading | None:
    """Return the reading most witnesses have at a place; None when it is the text's own."""
    first, last = reading.a
    votes: dict[str, float] = {}
    best: dict[str, Reading] = {}
    for number, witness in enumerate(ranked):
        weight = max(witness.weight, 0.0) * (1.0 if witness.is_source else 0.5)
        theirs = [r for r in proposed[number] if r.a == reading.a]
        if theirs:
            text = theirs[0].text
            votes[text] = votes.get(text, 0.0) + weight
            best.setdefault(text, theirs[0])
        elif first < last and _keeps(witness.words, first, last):
            votes[""] = votes.get("", 0.0) + weight
    if not votes:
        return reading
    chosen = max(sorted(votes), key=lambda text: votes[text])
    return best.get(chosen)


def _keeps(words: Words, first: int, last: int) -> bool:
    """Tell whether a witness has the same words at a place."""
    rows = np.flatnonzero(
        (words.a_starts >= first) & (words.a_ends <= last) & (words.ops != ONLY_B)
    )
    return bool(len(rows)) and bool((words.ops[rows] == EQUAL).all())


def _change(document: Document, seg: Segmented, reading: Reading, t: Testimony) -> Restored:
    """Return a reading as a change of characters: one space goes or comes with a lone word."""
    first, last = reading.a
    text = document.text
    if first == last:
        at = int(seg.ends[first - 1]) if first else 0
        start, end, new = at, at, f" {reading.text}"
    else:
        start, end, new = int(seg.starts[first]), int(seg.ends[last - 1]), reading.text
        if not new and start > 0 and text[start - 1] == " ":
            start -= 1
        elif not new and text[end : end + 1] == " ":
            end += 1
    return Restored(
        start, end, text[start:end], new, min(reading.confidence, 0.999), t.document.doc_id,
        reading.why,
    )  # fmt: skip


def applied(text: str, changes: Sequence[Restored]) -> str:
    """Return a text with changes made that are in its order and do not overlap."""
    parts, at = [], 0
    for change in changes:
        parts += [text[at : change.start], change.restored]
        at = change.end
    return "".join([*parts, text[at:]])


def without_overlap(changes: Sequence[Restored]) -> tuple[Restored, ...]:
    """Return changes in the order of the text; of two that meet, the surer one."""
    kept: list[Restored] = []
    for change in sorted(changes, key=lambda c: (-c.confidence, c.start, c.end)):
        if all(change.end <= k.start or k.end <= change.start for k in kept) and all(
            (change.start, change.end) != (k.start, k.end) for k in kept
        ):
            kept.append(change)
    return tuple(sorted(kept, key=lambda c: (c.start, c.end)))
