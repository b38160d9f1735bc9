"""A rewriter's dictionary, read off aligned pairs: which words it puts for which.

Every place where a rewritten text and its source differ is an observation. What was seen in many
texts one way and hardly ever the other way round is a rewriter's; what happens between edited texts
too is editing; numbers, function words and names put for other names say nothing of a dictionary.

Legend: a is the rewritten text, b its source.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from unspin.inspect.restore import EQUAL, ONLY_B, Site, sites
from unspin.records import Change, Document, Flag, Kind, Segmented, Words
from unspin.restorations import Entry, Mined, Shared

LONGEST = 4
"""Words of the longest phrase that is taken for one entry."""
RELATED = 0.3
"""Likeness of two words, as the alignment has it, from which one is a plausible stand-in."""
INFLECTED = 0.88
"""Likeness from which two words are forms or spellings of one."""
ALONE_RELATED, ALONE, RUN_RELATED, RUN, PHRASE, BROKEN = 0.9, 0.6, 0.8, 0.4, 0.55, 0.9
"""How far an observation is believed: a word alone between words that stayed, or one of a run, with
a related word or another; a phrase of another length; a broken collocation."""
LEAST_SCORE = 0.5
"""Score from which an entry is told of."""
EXAMPLES = 5
BESIDE = 40
"""Characters of context on either side."""
LEAST_SHARED, LEAST_ALIKE = 8, 0.3
"""Originals that two sites must both have replaced, and the share they replaced alike, to be taken
for customers of one table."""
K_FUNCTION, K_NAME, K_NUMBER = int(Kind.FUNCTION), int(Kind.NAME), int(Kind.NUMBER)


class Pair(NamedTuple):
    """A rewritten text and its source, aligned; ``site`` is where the rewritten one was found."""

    spun: Document
    original: Document
    spun_seg: Segmented
    original_seg: Segmented
    words: Words
    changes: tuple[Change, ...]
    site: str


class Seen(NamedTuple):
    """One observation: the words as they stand, how far it is believed, and whence it is."""

    spun: str
    original: str
    belief: float
    related: bool
    inflected: bool
    known: bool
    doc_id: str
    site: str
    context: str


@dataclass(slots=True)
class Tally:
    """What was observed of one exchange of words."""

    texts: dict[str, float] = field(default_factory=dict)
    spellings: Counter[tuple[str, str]] = field(default_factory=Counter)
    sites: Counter[str] = field(default_factory=Counter)
    context: str = ""
    inflected: bool = False
    known: bool = True

    def add(self, seen: Seen) -> None:
        """Take in an observation; of one text only the surest counts."""
        self.texts[seen.doc_id] = max(seen.belief, self.texts.get(seen.doc_id, 0.0))
        self.spellings[seen.spun, seen.original] += 1
        if seen.site:
            self.sites[seen.site] += 1
        self.context = self.context or seen.context
        self.inflected |= seen.inflected
        self.known &= seen.known


Key = tuple[str, str]


def observed(pair: Pair) -> Iterator[Seen]:
    """Yield what a pair shows of its rewriter's dictionary."""
    scores = _scores(pair)
    for site in sites(pair.words, pair.spun_seg.kinds, pair.original_seg.kinds):
        (a0, a1), (b0, b1) = site.a, site.b
        if not site.replaced or max(a1 - a0, b1 - b0) > 2 * LONGEST:
            continue
        level = a1 - a0 == b1 - b0 and not site.loose
        if level:
            for k in range(a1 - a0):
                single = Site((a0 + k, a0 + k + 1), (b0 + k, b0 + k + 1), True, False)
                alone = a1 - a0 == 1
                yield from _told(pair, single, scores.get((a0 + k, b0 + k), 0.0), alone=alone)
        if not level:
            yield from _phrase(pair, site, PHRASE)
            continue
        for first, last in _stretches(pair, site):
            part = Site((a0 + first, a0 + last), (b0 + first, b0 + last), True, False)
            yield from _phrase(pair, part, BROKEN)
    yield from _broken(pair)


def _stretches(pair: Pair, site: Site) -> Iterator[tuple[int, int]]:
    """Yield where two words or more of a site stand side by side with no function word among them."""
    plain = [
        K_FUNCTION not in (pair.spun_seg.kinds[a], pair.original_seg.kinds[b])
        for a, b in zip(range(*site.a), range(*site.b), strict=True)
    ]
    first = 0
    for k, fits in enumerate([*plain, False]):
        if not fits:
            if k - first > 1:
                yield first, k
            first = k + 1


def _scores(pair: Pair) -> dict[tuple[int, int], float]:
    w = pair.words
    rows = np.flatnonzero((w.ops != EQUAL) & (w.ops < ONLY_B - 1))
    columns = (w.a_starts[rows], w.b_starts[rows], w.scores[rows])
    return {(a, b): s for a, b, s in zip(*(c.tolist() for c in columns), strict=True)}


def _told(pair: Pair, site: Site, score: float, *, alone: bool) -> Iterator[Seen]:
    """Yield one word put for another, unless it says nothing of a dictionary."""
    a, b = site.a[0], site.b[0]
    kinds = int(pair.spun_seg.kinds[a]), int(pair.original_seg.kinds[b])
    if K_FUNCTION in kinds or K_NUMBER in kinds:
        return
    related = score >= RELATED
    known = bool(pair.spun_seg.rows[a] >= 0)
    if K_NAME in kinds and not (related and known and pair.original_seg.rows[b] >= 0):
        return
    belief = (ALONE_RELATED if related else ALONE) if alone else (RUN_RELATED if related else RUN)
    yield _seen(pair, site, belief, related=related, inflected=score >= INFLECTED, known=known)


def _phrase(pair: Pair, site: Site, belief: float) -> Iterator[Seen]:
    """Yield a phrase put for a phrase, of words and names that are words too."""
    (a0, a1), (b0, b1) = site.a, site.b
    if max(a1 - a0, b1 - b0) > LONGEST:
        return
    kinds = pair.spun_seg.kinds[a0:a1], pair.original_seg.kinds[b0:b1]
    if any(bool((k == K_NUMBER).any()) or bool((k == K_FUNCTION).all()) for k in kinds):
        return
    rows = np.concatenate((pair.spun_seg.rows[a0:a1], pair.original_seg.rows[b0:b1]))
    if bool((rows < 0).any()):
        return
    yield _seen(pair, site, belief, related=True, inflected=False, known=True)


def _broken(pair: Pair) -> Iterator[Seen]:
    """Yield established phrases of which one word was replaced: ``White Home`` for ``White House``."""
    for change in pair.changes:
        if change.code != "C308":
            continue
        a, b = change.a.of(pair.spun.text), change.b.of(pair.original.text)
        if len(a.split()) == len(b.split()) == 2 and a.split()[0] == b.split()[0]:
            known = all(part[:1].isalpha() for part in (*a.split(), *b.split()))
            start = change.a.start
            if known:
                yield Seen(
                    a, b, BROKEN, True, False, True, pair.spun.doc_id, pair.site,
                    _context(pair.spun.text, start, change.a.end),
                )  # fmt: skip


def _seen(
    pair: Pair, site: Site, belief: float, *, related: bool, inflected: bool, known: bool
) -> Seen:
    sides = (
        (pair.spun, pair.spun_seg, site.a), (pair.original, pair.original_seg, site.b),
    )  # fmt: skip
    spun, original = (_surface(d, s, *place) for d, s, place in sides)
    start = int(pair.spun_seg.starts[site.a[0]])
    context = _context(pair.spun.text, start, int(pair.spun_seg.ends[site.a[1] - 1]))
    return Seen(
        spun, original, belief, related, inflected, known, pair.spun.doc_id, pair.site, context
    )


def _surface(document: Document, seg: Segmented, first: int, last: int) -> str:
    """Return words as they stand; the first of a sentence in lower case, where its capital says nothing."""
    text = " ".join(document.text[seg.starts[first] : seg.ends[last - 1]].split())
    if seg.flags[first] & Flag.INITIAL and seg.kinds[first] != K_NAME:
        return text[:1].lower() + text[1:]
    return text


def _context(text: str, start: int, end: int) -> str:
    return " ".join(text[max(0, start - BESIDE) : end + BESIDE].split())


def mined(
    seen: Iterable[Seen], edited: Iterable[Seen] = (), *, least: int = 1, pairs: int = 0,
    edits: int = 0, left: Mapping[str, int] | None = None,
) -> Mined:  # fmt: skip
    """Return the dictionary that observations make.

    Args:
        seen: of rewritten texts; edited: of edited ones, which say what editors do.
        least: texts in which an entry must have been seen.
        pairs, edits: how many pairs of texts both are of.
        left: pairs that could not be used, by reason.
    """
    tallies: dict[Key, Tally] = defaultdict(Tally)
    for one in seen:
        key = one.spun.lower(), one.original.lower()
        if key[0] != key[1]:
            tallies[key].add(one)
    editing: dict[Key, set[str]] = defaultdict(set)
    for one in edited:
        for key in (
            (one.spun.lower(), one.original.lower()),
            (one.original.lower(), one.spun.lower()),
        ):
            editing[key].add(one.doc_id)
    entries = []
    for key in tuple(tallies):
        entry = _entry(key, tallies, len(editing.get(key, ())) * max(1, pairs) / max(1, edits))
        if entry and entry.count >= least:
            entries.append(entry)
    entries.sort(key=lambda e: (-e.count * e.score, -e.count, e.spun, e.original))
    shared = tuple(_sites(tallies))
    return Mined(tuple(entries), pairs, left or {}, shared, tuple(_tables(shared)))


def _entry(key: Key, tallies: Mapping[Key, Tally], edits: float) -> Entry | None:
    """Return the entry of an exchange, or None when it is noise."""
    tally = tallies[key]
    back = len(tallies[key[1], key[0]].texts) if (key[1], key[0]) in tallies else 0
    count = len(tally.texts)
    if count < (2 if tally.inflected or not tally.known else 1):
        return None
    doubt = 1.0
    for belief in tally.texts.values():
        doubt *= 1.0 - belief
    one_way = (count + 1.0) / (count + 1.0 + 0.5 * back + edits)
    score = (1.0 - doubt) * one_way
    if score < LEAST_SCORE:
        return None
    spun, original = min(tally.spellings, key=lambda s: (-tally.spellings[s], s))
    examples = tuple(sorted(tally.texts)[:EXAMPLES])
    return Entry(spun, original, count, examples, back, score, tally.context)


def _sites(tallies: Mapping[Key, Tally]) -> Iterator[Shared]:
    """Yield every two sites that replaced enough of the same words, the most alike first."""
    tables: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for (spun, original), tally in tallies.items():
        for site, count in tally.sites.items():
            tables[site][original][spun] += count
    names, found = sorted(tables), []
    for number, a in enumerate(names):
        for b in names[number + 1 :]:
            both = tables[a].keys() & tables[b].keys()
            if len(both) >= LEAST_SHARED:
                found.append(_shared(a, b, sorted(both), tables))
    yield from sorted(found, key=lambda s: (-s.alike, -s.words, s.a, s.b))


def _shared(
    a: str, b: str, both: list[str], tables: Mapping[str, Mapping[str, Counter[str]]]
) -> Shared:
    """Return how alike two sites' replacements are: the overlap of their shares, word by word."""
    total, examples = 0.0, []
    for original in both:
        ours, theirs = tables[a][original], tables[b][original]
        n, m = ours.total(), theirs.total()
        alike = sum(min(ours[spun] / n, theirs[spun] / m) for spun in ours)
        total += alike
        if alike > 0.5:
            examples.append((original, max(sorted(ours), key=lambda s: min(ours[s], theirs[s]))))
    return Shared(a, b, len(both), total / len(both), tuple(examples[:EXAMPLES]))


def _tables(shared: Iterable[Shared]) -> Iterator[tuple[str, ...]]:
    """Yield groups of sites joined by pairs that are alike, the largest first."""
    group: dict[str, set[str]] = {}
    for pair in shared:
        if pair.alike >= LEAST_ALIKE:
            joined = group.get(pair.a, {pair.a}) | group.get(pair.b, {pair.b})
            for site in joined:
                group[site] = joined
    distinct = {tuple(sorted(sites)) for sites in group.values()}
    yield from sorted(distinct, key=lambda sites: (-len(sites), sites))
