"""The probable original wording from the language alone: which words were put in, and for what.

Three small models, one on the other. The first ranks the candidates of each place (a conditional
logit over what is known of the pair of words and how well the candidate stands there). A network
then says how likely the word was put in, the places beside it are doubted accordingly, and the
candidates are ranked again between what probably stood beside them. The last networks say how
likely the first of them was really there, at its place and given how sure the others of the text
are; only what is nearly certain is changed. Weights:
``guess_weights.py`` and ``rank_weights.py``, fitted by ``eval/calibrate_restore.py``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from unspin.inspect import guess_weights as weights
from unspin.inspect import rank_weights
from unspin.inspect.candidates import NAMES as KNOWN
from unspin.inspect.candidates import PLACE, Source
from unspin.inspect.company import NAMES as IN_COMPANY
from unspin.inspect.company import company, elsewhere, vectors
from unspin.inspect.compounds import compounds
from unspin.inspect.context import NAMES as IN_CONTEXT
from unspin.inspect.context import context
from unspin.inspect.features import NAMES as MEASURED
from unspin.inspect.features import features
from unspin.inspect.lattice import Stream, around, beliefs, expected, softmax, stream
from unspin.inspect.listed import NAMES as LISTED
from unspin.inspect.model import Tables, pair_count
from unspin.records import Document, Float32, Int32, Kind, Segmented
from unspin.restorations import Restored

Float64 = NDArray[np.float64]

LEAST = 0.74
"""Confidence from which a word is changed: nine in ten changes are right, see ``eval/restore.py``."""
FARTHEST = 4.0
"""Standard deviations beyond which no feature is believed."""
USED = (
    "alone", "left", "right", "left_triple", "right_triple", "left_unseen", "right_unseen", "spun",
    "spun_known", "name", "first", "function", "topic", "around", "text_fit", "text_alone",
)  # fmt: skip
"""Features of a word, of those that inspection measures, that the networks read."""
_COLUMNS = [MEASURED.index(name) for name in USED]
KINDRED = [KNOWN.index(name) for name in (
    "seen", "seen_share", "others_seen", "sense", "beside", "cosine", "stem", "swap",
    "listed_sense", "listed_place",
)]  # fmt: skip
"""What says where a rewriter has its words from: it weighs more or less from text to text."""
DRAWN = [KNOWN.index(name) for name in LISTED]
"""What says how a rewriter would have come to a word: it weighs more where others came so."""
SPUN = MEASURED.index("spun")
VOWELS = tuple("aeiou")
LONGEST = 4
"""Words of the longest phrase that is looked up."""
PHRASE = 0.6
"""Share of the texts in which a phrase must have stood for one and the same."""


STANDING, AROUND = 5, 4
"""Columns that say how the first of the candidates stands to the others; those of ``around``."""
BESIDE = 4
"""Places on either side that tell how much was rewritten near a place."""


class Places(NamedTuple):
    """The places of a text that are looked at, with their candidates.

    Attributes:
        tokens: (k,) first token of each; at: (k,) its place in the stream; widths: (k,) its words.
        starts: (k+1,) into the candidates; choices: (N,) their ids; values: (N, F) what is known of
            each and how well it stands there.
        seen: (k, len(USED)) what was measured of each word; spun: (k,) how much oftener rewriters
            use it.
    """

    tokens: Int32
    at: Int32
    widths: Int32
    starts: Int32
    choices: Int32
    values: Float32
    seen: Float32
    spun: Float32


class Ranked(NamedTuple):
    """The candidates of each place, weighed.

    Attributes:
        shares: (N,) share of each among those of its place.
        top: (k,) the first of each place, into the candidates.
        values: (k, 5 + F) how it stands to the others, and what is known of it.
    """

    shares: Float64
    top: NDArray[np.int64]
    values: Float32


class Network(NamedTuple):
    """A layer of rectified cells over standardised features."""

    mean: Float32
    scale: Float32
    hidden: Float32
    hidden_bias: Float32
    out: Float32
    out_bias: float

    def odds(self, x: Float32) -> Float64:
        """Return (n,) log-odds."""
        z = np.clip((x - self.mean) / self.scale, -FARTHEST, FARTHEST)
        cells = np.maximum(z @ self.hidden + self.hidden_bias, 0.0)
        found: Float64 = (cells @ self.out + self.out_bias).astype(np.float64)
        return found


class Choice(NamedTuple):
    """A conditional logit over standardised features of candidates, and a layer of cells beside."""

    mean: Float32
    scale: Float32
    weights: Float32
    hidden: Float32
    hidden_bias: Float32
    out: Float32

    def worth(self, values: Float32) -> Float64:
        """Return (N,) what each candidate is worth, in nats, against the others of its place."""
        z = (values - self.mean) / self.scale
        near = np.clip(z, -FARTHEST, FARTHEST)
        cells = np.maximum(near @ self.hidden + self.hidden_bias, 0.0)
        found: Float64 = (z @ self.weights + cells @ self.out).astype(np.float64)
        return found

    def rank(self, values: Float32, starts: Int32) -> Ranked:
        """Weigh the candidates of each place; each has one at least."""
        worth = self.worth(values)
        shares = softmax(worth, starts)
        top, rows = np.empty(len(starts) - 1, np.int64), []
        for k, (first, last) in enumerate(
            zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True)
        ):
            part = worth[first:last]
            order = np.argsort(-part, kind="stable")[:2]
            top[k] = first + order[0]
            best = part[order[0]]
            rest = float(np.log(np.exp(part - best).sum()))
            ahead = float(best - part[order[1]]) if last - first > 1 else 5.0
            rows.append((best, rest, ahead, last - first, shares[top[k]]))
        found = np.column_stack((np.array(rows), values[top])).astype(np.float32)
        return Ranked(shares, top, found)


class Guess(NamedTuple):
    """What a look at a text gave: its places, the ranking, and (k,) confidence in the first."""

    places: Places
    ranked: Ranked
    confidence: Float64


def guessed(
    document: Document, seg: Segmented, source: Source, tables: Tables, least: float = LEAST
) -> Iterator[Restored]:
    """Yield the changes that are nearly certain, none of them in a quotation.

    Args:
        document: the text; seg: its columns of ``text.quick``, quotations told.
        source: of candidates; tables: of the language model.
        least: confidence from which a word is changed.
    """
    changed, quoted = set[int](), in_quotation(seg)
    for first, last, change in _phrases(document.text, seg, source, quoted):
        changed.update(range(first, last))
        yield change
    found = guess(seg, source, tables)
    if found is None:
        return
    model = source.model
    sure = np.flatnonzero(found.confidence >= least)
    for k in sure[np.argsort(-found.confidence[sure], kind="stable")].tolist():
        t = int(found.places.tokens[k])
        last = t + int(found.places.widths[k]) - 1
        if quoted[t : last + 1].any() or not changed.isdisjoint(range(t, last + 1)):
            continue
        changed.update(range(t, last + 1))
        new = model.word(int(found.places.choices[found.ranked.top[k]]))
        yield from _article(document.text, seg, t, new, float(found.confidence[k]), tables, source)
        old = document.text[seg.starts[t] : seg.ends[last]]
        yield Restored(
            int(seg.starts[t]), int(seg.ends[last]), old, like(new, old),
            min(float(found.confidence[k]), 0.999), None, _why(found, k),
        )  # fmt: skip


def _phrases(
    text: str, seg: Segmented, source: Source, quoted: NDArray[np.bool_]
) -> Iterator[tuple[int, int, Restored]]:
    """Yield (first token, last, change) for phrases that the dictionary has one original for."""
    book = source.dictionary.phrases
    if not book:
        return
    words = [text[a:b] for a, b in zip(seg.starts.tolist(), seg.ends.tolist(), strict=True)]
    t = 0
    while t < len(words):
        size = next(
            (n for n in range(LONGEST, 0, -1) if " ".join(words[t : t + n]).lower() in book), 0
        )
        old = (
            text[seg.starts[t] : seg.ends[t + size - 1]] if size and t + size <= len(words) else ""
        )
        if old and not quoted[t : t + size].any():
            choices = book[" ".join(words[t : t + size]).lower()]
            original, count = max(choices, key=lambda c: (c[1], c[0]))
            share = count / sum(n for _, n in choices)
            if share >= PHRASE:
                yield t, t + size, Restored(
                    int(seg.starts[t]), int(seg.ends[t + size - 1]), old, like(original, old),
                    0.9 * share, None, "the dictionary has it",
                )  # fmt: skip
        t += max(size, 1)


def in_quotation(seg: Segmented) -> NDArray[np.bool_]:
    """Return (n,) which tokens stand in a quotation."""
    found = np.zeros(len(seg), bool)
    for first, last in seg.quotations.tolist():
        found[first:last] = True
    return found


def guess(seg: Segmented, source: Source, tables: Tables) -> Guess | None:
    """Look at every word of a text; None when it has none with candidates."""
    text = stream(seg, source.model)
    places = look(seg, text, source, tables)
    if places is None:
        return None
    first, second, third = CHOICES
    ranked = first.rank(kindred(places, places.values), places.starts)
    odds = PUT_IN.odds(word_values(places, ranked))
    dense = np.full(len(odds), _chance(odds).mean())
    told = (odds, dense, beside(places, odds))
    odds = PUT_IN_HERE.odds(np.column_stack((word_values(places, ranked), *told)))
    for choice in (second, third):
        ranked = choice.rank(
            kindred(places, swept(text, places, ranked, odds, source, tables)), places.starts
        )
    x = np.column_stack((places.seen, ranked.values, odds, dense, beside(places, odds)))
    known = surely(_chance(RIGHT.odds(x)), _chance(odds))
    return Guess(places, ranked, _chance(RIGHT_HERE.odds(np.column_stack((x, known)))))


def look(seg: Segmented, text: Stream, source: Source, tables: Tables) -> Places | None:
    """Return the places of a text that have candidates, as :class:`Places`."""
    measured = features(seg, source.lexicon, source.model)
    rows = seg.rows[measured.tokens]
    kept = np.flatnonzero((rows >= 0) & (seg.kinds[measured.tokens] <= Kind.NAME))
    source.prepare(rows[kept].astype(np.int64))
    offered = [(k, source.of(int(rows[k]))) for k in kept.tolist()]
    tokens, values = measured.tokens, measured.values
    row_of = dict(zip(tokens.tolist(), range(len(tokens)), strict=True))
    seen: list[tuple[int, int, Int32, Float32, Float32]] = [
        (int(tokens[k]), 1, choices.ids, choices.values, values[k])
        for k, choices in offered if len(choices.ids)
    ]  # fmt: skip
    for found in compounds(seg, source):
        inside = range(found.token, found.token + found.width)
        if beside := [row_of[t] for t in inside if t in row_of]:
            seen.append((*found, values[beside].mean(axis=0)))
    if not seen:
        return None
    return _places(seg, text, seen, source, tables)


def _places(
    seg: Segmented, text: Stream, seen: list[tuple[int, int, Int32, Float32, Float32]],
    source: Source, tables: Tables,
) -> Places:  # fmt: skip
    """Return places given as first token, words, candidates, their values, and what was measured."""
    tokens = np.array([s[0] for s in seen], np.int32)
    widths = np.array([s[1] for s in seen], np.int32)
    measured = np.stack([s[4] for s in seen])
    place = np.full(len(seg), -1, np.int32)
    place[text.tokens[text.tokens >= 0]] = np.flatnonzero(text.tokens >= 0)
    starts = np.cumsum([0, *(len(s[2]) for s in seen)]).astype(np.int32)
    choices = np.concatenate([s[2] for s in seen]).astype(np.int32)
    there = around(*_columns(text), place[tokens], widths, starts, choices, tables)
    known = np.concatenate([s[3] for s in seen])
    rest = company(
        text, place[tokens], widths, starts, choices, there[:, :3].sum(axis=1),
        vectors(source.lexicon, source.model),
    )  # fmt: skip
    suits = context(
        text, place[tokens], widths, starts, choices, vectors(source.lexicon, source.model),
        source.maps,
    )  # fmt: skip
    return Places(
        tokens, place[tokens], widths, starts, choices, np.column_stack((known, there, rest, suits)),
        measured[:, _COLUMNS], measured[:, SPUN],
    )  # fmt: skip


def _columns(text: Stream) -> tuple[Int32, Int32, Float32]:
    return text.tokens, text.ids, text.alone


def kindred(places: Places, values: Float32) -> Float32:
    """Return values with those of :data:`KINDRED` again, times the signs of known rewriters' words.

    Where a text shows many of them, their dictionary says more.
    """
    shown = np.float32(np.clip(places.spun, -FARTHEST, FARTHEST).mean())
    return np.column_stack((values, shown * values[:, KINDRED])).astype(np.float32)


def word_values(places: Places, ranked: Ranked) -> Float32:
    """Return what the first networks read of each place."""
    first = STANDING + len(KNOWN)
    last = first + AROUND + len(IN_COMPANY) + len(IN_CONTEXT)
    parts = (slice(STANDING), slice(first, first + 3), slice(last - len(IN_CONTEXT), last))
    found = np.column_stack((places.seen, *(ranked.values[:, part] for part in parts)))
    return found.astype(np.float32)


def surely(right: Float64, put_in: Float64) -> Float64:
    """Return (k,) how sure the originals of a text are on the mean, the same for all its places.

    Some texts are of a subject, or were rewritten in a way, that little is known of.

    Args:
        right: (k,) how likely the first candidate was there; put_in: (k,) how likely another was.
    """
    return np.full(len(right), float(right @ put_in) / max(float(put_in.sum()), 0.5))


def beside(places: Places, odds: Float64) -> Float64:
    """Return (k,) how likely the places next to each were rewritten, on the mean."""
    order = np.argsort(places.at, kind="stable")
    sums = np.concatenate(([0.0], np.cumsum(_chance(odds)[order])))
    k = np.arange(len(order))
    first, last = np.maximum(k - BESIDE, 0), np.minimum(k + BESIDE + 1, len(order))
    found = np.empty(len(order))
    found[order] = (sums[last] - sums[first] - np.diff(sums)) / np.maximum(last - first - 1, 1)
    return found


def swept(
    text: Stream, places: Places, ranked: Ranked, odds: Float64, source: Source, tables: Tables
) -> Float32:
    """Return the values of candidates with what stands beside them doubted.

    And with the share that each has where the same word stands elsewhere, in nats on the mean, and
    how a thesaurus lists the word, times how near its top the words of the text are from.
    """
    held = beliefs(
        text,
        places.at,
        places.widths,
        places.starts,
        places.choices,
        ranked.shares,
        _chance(odds),
        articles(source),
    )
    there = expected(
        *_columns(text), places.at, places.widths, places.starts, places.choices, held.starts,
        held.ids, held.chances, tables,
    )  # fmt: skip
    own = np.where(places.widths == 1, text.ids[places.at], -1).astype(np.int32)
    own = np.repeat(own, np.diff(places.starts))
    nats = np.log(np.maximum(ranked.shares, 1e-4))
    agreed, _ = elsewhere(own, places.choices, nats)
    drawn = manner(places, ranked, odds) * places.values[:, DRAWN]
    return np.column_stack((places.values, there, agreed, drawn)).astype(np.float32)


def manner(places: Places, ranked: Ranked, odds: Float64) -> np.float32:
    """Return how near the top of a thesaurus's lists the words of a text seem to be from, 0..1.

    Some rewriters take what is listed first, others anything.
    """
    put_in = np.repeat(_chance(odds), np.diff(places.starts))
    weight = put_in * ranked.shares
    return np.float32(weight @ places.values[:, PLACE] / max(float(weight.sum()), 0.5))


def articles(source: Source) -> tuple[int, int]:
    """Return the ids of ``a`` and ``an``."""
    return source.number("a"), source.number("an")


def _chance(odds: Float64) -> Float64:
    found: Float64 = 1.0 / (1.0 + np.exp(-np.clip(odds, -30.0, 30.0)))
    return found


def _article(
    text: str, seg: Segmented, t: int, new: str, confidence: float, tables: Tables, source: Source
) -> Iterator[Restored]:
    """Yield the change of ``a`` to ``an``, or back, that a new word after it wants."""
    if t == 0 or t in seg.sentences:
        return
    start, end = int(seg.starts[t - 1]), int(seg.ends[t - 1])
    old = text[start:end]
    if old.lower() not in ("a", "an"):
        return
    wanted = "an" if _vowel(new, tables, source) else "a"
    if wanted != old.lower():
        yield Restored(
            start, end, old, like(wanted, old), min(confidence, 0.999), None,
            f"before \u201c{new}\u201d",
        )  # fmt: skip


def _vowel(word: str, tables: Tables, source: Source) -> bool:
    """Tell whether a word begins with the sound of a vowel: as it was counted, else as it is spelt."""
    number = source.number(word)
    a, an = (
        pair_count(tables.pairs, tables.sieve, tables.logs, article, number)
        for article in articles(source)
    )
    return an > a if a + an >= 3.0 else word.startswith(VOWELS)


def like(word: str, old: str) -> str:
    """Return a word in the case of the one it stands for.

    >>> like("house", "Home"), like("an", "A"), like("us", "USA")
    ('House', 'An', 'US')
    """
    if len(old) > 1 and old.isupper():
        return word.upper()
    return word[:1].upper() + word[1:] if old[:1].isupper() else word


def _why(found: Guess, k: int) -> str:
    values = found.places.values[found.ranked.top[k]]
    reasons = []
    if values[KNOWN.index("seen")] > 0:
        reasons.append("rewriters were seen to put the one for the other")
    elif values[KNOWN.index("sense")]:
        reasons.append("the two share a sense")
    gain = float(values[len(KNOWN) : len(KNOWN) + 3].sum())
    if gain > 1.0:
        times = float(np.exp(min(gain, 6.9)))
        reasons.append(f"between these words it is {times:,.0f} times likelier")
    return "; ".join(reasons) or "it is the likelier word in this text"


def _array(values: object) -> Float32:
    return np.array(values, dtype=np.float32)


def _network(name: str) -> Network:
    mean, scale, hidden, hidden_bias, out, out_bias = getattr(weights, name)
    arrays = (_array(part) for part in (mean, scale, hidden, hidden_bias, out))
    return Network._make((*arrays, out_bias))


PUT_IN, PUT_IN_HERE, RIGHT, RIGHT_HERE = (
    _network(name) for name in ("PUT_IN", "PUT_IN_HERE", "RIGHT", "RIGHT_HERE")
)
CHOICES = tuple(Choice._make(map(_array, parts)) for parts in rank_weights.CHOICES)
