"""Slow textbook versions of what ``unspin.find``, ``unspin.text.skim`` and ``unspin.lineage`` do."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from functools import cache
from itertools import combinations, pairwise

import numpy as np

from oracles_text import MASK, fold, key, shadow_of
from unspin.find import candidates, sketch, traces
from unspin.lineage.families import MOSTLY

GOLDEN = 0x9E3779B97F4A7C15
RANKS = 1 << 19
LETTERS, DIGITS = "a-zA-Zλ", "01"
WORD = re.compile(f"[{LETTERS}][{LETTERS}{DIGITS}_]*")
NUMBER = re.compile(f"[{DIGITS}](?:[{LETTERS}{DIGITS}_]|[.,](?=1))*")
NEXT_CAPITAL = re.compile(r"\.[A-Z](?=\.)")
CLITIC = re.compile("'(?:[a-zA-Z]{1,2}(?![a-zA-Z]))?")


@cache
def values_of(lexicon):
    common = np.minimum(np.log2(lexicon.counts + 1.0), 31).astype(int)
    values = common + np.where(lexicon.function > 0, 0x80, 0)
    return dict(zip(lexicon.keys.tolist(), values.tolist(), strict=True))


class Skim:
    """Words of one text as (form, first five letters, class), by regular expressions."""

    def __init__(self, text, lexicon):
        self.text = "".join("?" if "\ud800" <= c <= "\udfff" else c for c in text)
        self.confusables = {chr(a): chr(b) for a, b in lexicon.confusables.tolist()}
        self.shadow = "".join(map(self.shade, self.text)) + " "
        self.known = values_of(lexicon)
        self.words, self.opening, at = [], True, 0
        while at < len(self.text):
            at = self.step(at)

    def shade(self, char):
        shade = shadow_of(char)
        if "\u0300" <= char < "\u0370" or shade in "~_":
            return "_"
        if char in self.confusables:
            return "λ"
        if shade.isalpha() or shade in "',.":
            return shade
        if shade == "0":
            return "1" if char.isascii() else "0"
        return "!" if char in "!?:\n\r\u2028\u2029…" else " "

    def letters(self, text):
        out = []
        for char in text:
            if "\u0300" <= char < "\u0370" or self.shade(char) in "_.,":
                out += ["."] * (char == ".")
                continue
            folded = self.confusables[char].lower() if char in self.confusables else fold(char)
            out += [c for c in folded if not "\u0300" <= c < "\u0370"]
        return "".join(out)

    def step(self, at):
        number = NUMBER.match(self.shadow, at)
        word = number or WORD.match(self.shadow, at)
        if not word:
            self.opening |= self.shadow[at] in "!."
            return at + 1
        end = word.end()
        while not number and self.is_capital(at, end):
            more = NEXT_CAPITAL.match(self.shadow, end)
            if not more:
                break
            end = more.end()
        self.add(self.text[at:end], bool(number))
        clitic = CLITIC.match(self.shadow, end)
        return clitic.end() if clitic else end

    def is_capital(self, at, end):
        seen = [c for c in self.text[at:end] if self.shade(c) not in "_."]
        return all(c.isupper() or c.istitle() for c in seen)

    def add(self, word, number):
        form = self.letters(word) if number else self.letters(word.replace(".", ""))
        value = self.known.get(key(form), 0)
        capitals = sum(c.isupper() or c.istitle() for c in word)
        if form == "us" and capitals == 2:
            value = 0x40
        opens = self.opening and value & 0x1F >= 9
        capital = word[0].isupper() or word[0].istitle()
        if number or (capital and not value & 0x80 and not opens):
            value |= 0x40
        self.words.append((form, form if number else form[:5], value))
        self.opening = False


def mix(h):
    h = (h ^ h >> 30) * 0xBF58476D1CE4E5B9 & MASK
    h = (h ^ h >> 27) * 0x94D049BB133111EB & MASK
    return h ^ h >> 31


def polynomial(words):
    h = 0
    for word in words:
        h = (h * GOLDEN + word) & MASK
    return h


def shingles(keys, stems, classes):
    """Return (channel, hash, first word, times its rate is halved) of every shingle."""
    commonness = [c & 0x1F for c in classes]
    function = [t for t, c in enumerate(classes) if c & 0x80]
    content = [t for t, c in enumerate(classes) if not c & 0x80]
    anchors = [t for t in content if classes[t] & 0x40]
    rows = zip(*(function[i:] for i in range(sketch.ROW)), strict=False)
    out = [(sketch.FUNCTION, polynomial(keys[t] for t in row), row[0], 0) for row in rows]
    for one, other in pairwise(content):
        both = commonness[one] + commonness[other]
        halved = 0 if both < 12 else 2 if both < 20 else 3 if both < sketch.PLAIN else 19
        out.append((sketch.STEM, polynomial((stems[one], stems[other])), one, halved))
    for one, other in pairwise(anchors):
        if commonness[one] + commonness[other] < sketch.PLAIN:
            out.append((sketch.ANCHOR, polynomial((keys[one], keys[other])), one, 0))
    out += [(sketch.RARE, keys[t], t, 0) for t in content if commonness[t] < sketch.RARELY]
    salts = [0x5851F42D4C957F2D * (2 * c + 1) & MASK for c in range(8)]
    return [(c, mix(h ^ salts[c]), t, halved) for c, h, t, halved in out]


def sketched(keys, stems, classes):
    """Return {key: position} of a sketch."""
    n = len(keys)
    boost = min(4.0, max(1.0, sketch.SHORT / max(n, 1)))
    found = shingles(keys, stems, classes)
    out = {}
    for c in range(1, len(sketch.CHANNELS)):
        within = int(min(float(sketch.RATES[c]) * boost, 1.0) * RANKS)
        own = [(h, t) for kind, h, t, halved in found if kind == c and h % RANKS < within >> halved]
        budget = math.ceil(float(sketch.SHARES[c]) * boost * n)
        ranks = sorted(h % RANKS for h, _ in own)
        limit = ranks[budget] if len(ranks) > budget else RANKS
        for h, t in own:
            if h % RANKS < limit:
                out.setdefault(h >> 19 << 3 | c, t // ((n >> 16) + 1))
    return out | twin_keys(keys, list(out))


def twin_keys(words, keys):
    whole = len(words)
    for word in words:
        whole = (whole ^ word) * GOLDEN & MASK
    twins = [mix(whole)]
    for band in range(sketch.BANDS if len(keys) >= sketch.BAND else 0):
        h = band
        for member in range(sketch.BAND):
            salt = mix(band * sketch.BAND + member + 1)
            h = mix(h * GOLDEN + min(mix(k ^ salt) for k in keys) & MASK)
        twins.append(h)
    return {twin >> 19 << 3: position for position, twin in enumerate(twins)}


def traced(keys, stems, classes):
    numbers, said, before = [], [], 0
    for word, stem, c in zip(keys, stems, classes, strict=True):
        if c & 0x80:
            said = [*said, word][-traces.ROW :]
            h = polynomial(said)
        else:
            h = polynomial((before, stem))
            before = stem
        numbers.append(((h ^ h >> 32) * GOLDEN & MASK) >> 32)
    return numbers


def shared_numbers(trace_a, trace_b, at_a, at_b):
    windows = []
    for trace, at in ((trace_a, at_a), (trace_b, at_b)):
        middle = at * ((len(trace) >> 16) + 1)
        low, high = max(0, middle - traces.REACH), middle + traces.REACH
        first = {}
        for place, number in enumerate(trace[low:high]):
            first.setdefault(number, place)
        windows.append(first)
    shared = (windows[0].keys() & windows[1].keys()) - {0}  # a 0 counts for nothing
    if len(shared) < traces.ALIKE:
        return 0
    if min(len(trace_a), len(trace_b)) > traces.SHORT:
        for first in windows:
            places = [first[number] for number in shared]
            if max(places) - min(places) < traces.PHRASE:
                return 0
    return len(shared)


def meet(postings, fold, documents):
    """Return a Counter of (a, b, at_a, at_b, nats, mark) from (key, num, position) postings."""

    def first(num):
        return num if fold[num] == num else first(fold[num])

    lists = defaultdict(dict)
    for word, num, position in sorted(postings):
        lists[word].setdefault(first(num), (num, position))
    out = Counter()
    for word, speakers in lists.items():
        rows = sorted(speakers.values())
        sampled = len(rows) > candidates.LONGEST
        ranked = sorted(rows, key=lambda row: row[0] * 2654435761 % 2**32)
        pivots = ranked[: candidates.PIVOTS] if sampled else rows
        nats = math.log(max(documents, candidates.SMALLEST) / len(rows))
        for one, other in combinations(rows, 2):
            if one in pivots or other in pivots:
                mark = 1 << (word & 7) | 0x80 * sampled
                out[one[0], other[0], one[1], other[1], round(nats, 4), mark] += 1
    return out


def promise(meetings):
    """Return the most evidence around one of a pair's meetings (at_a, at_b, nats)."""
    return max(
        sum(
            nats
            for at_a, at_b, nats in meetings
            if abs(at_a - a) <= candidates.NEAR
            and abs(at_b - b) <= candidates.NEAR
            and abs(at_a - a - at_b + b) <= candidates.SLANT
        )
        for a, b, _ in meetings
    )


def families(ties):
    """Return (members, guests) sets of the families, by their first member."""
    groups, guests = [], {}

    def of(page):
        return next((g for g in groups if page in g), None)

    def join(a, b):
        joined = (of(a) or {a}) | (of(b) or {b})
        groups[:] = [g for g in groups if not g & joined] + [joined]

    for a, b, cover_a, cover_b in sorted(ties):
        if cover_a >= MOSTLY and cover_b >= MOSTLY:
            join(a, b)
    for a, b, *_ in sorted(ties, key=lambda t: (-max(t[2], t[3]), t[0], t[1])):
        homeless = [p for p in (a, b) if of(p) is None and p not in guests]
        if len(homeless) == 2:
            join(a, b)
        elif len(homeless) == 1 and of(host := b if homeless == [a] else a) is not None:
            guests[homeless[0]] = host
    seats = [{guest for guest, host in guests.items() if host in group} for group in groups]
    both = [(sorted(g | s), sorted(s)) for g, s in zip(groups, seats, strict=True)]
    return sorted(both)
