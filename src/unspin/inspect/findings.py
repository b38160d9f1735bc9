"""From measured words to findings: where, what was probably there, and why, in plain words."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from unspin.findings import Finding, LanguageModel
from unspin.inspect.features import NO_BETTER, Seen, rows_of
from unspin.inspect.model import NOTHING, Tables, pair_count, tables
from unspin.inspect.phrases import Phrase, broken, filled
from unspin.inspect.spinning import chances
from unspin.records import Flag, Float32, Kind, Lexicon, Segmented, Span

LIKELY = 0.5
"""Chance from which a word is reported in a text that reads as spun."""
SURE = 0.8
"""The same in a text that does not."""
DOUBTED = 0.25
"""Chance from which a word is tried as half of a broken phrase."""
PAGE = 500.0
"""Words in which broken phrases are counted."""
LISTED = 0.9
"""Score of a phrase of the published list."""
MOST_LISTED = 5
"""Words of the longest phrase that is looked up."""
KNOWN_PHRASE = 3.0
"""Times counted from which two neighbours of a listed phrase are plain English too."""
QUOTED_WORDS, QUOTED_PUT_IN, QUOTED_SHARE = 5, 2, 0.12
"""A quotation of so many words, so many of them put in, and that share, reads as rewritten."""
BETTER, SPUN = 7, 11
"""Columns of the features: gain of the better word, and how much oftener rewriters use this one."""
RESIDUE = {
    "C601": "a spinner's braces were left in the text",
    "C602": "a message or tag of a publishing plug-in",
    "C603": "letters of another script that look like Latin ones",
    "C604": "characters without width, or spaces between all letters, inside a word",
    "C605": "characters that turn the direction of writing",
}
_FOLDED = {"homoglyph": "C603", "invisible": "C604", "bidi": "C605"}
K_FUNCTION, K_NAME, K_NUMBER = int(Kind.FUNCTION), int(Kind.NAME), int(Kind.NUMBER)
F_CAPITAL, F_INITIAL, F_UPPER = int(Flag.CAPITAL), int(Flag.INITIAL), int(Flag.UPPER)

Residue = tuple[str, int, int]
"""A code and where in the text it stands."""


class Told(NamedTuple):
    """A text with everything known of it.

    ``chance`` is 0 for tokens that were not looked at, ``at`` the row of ``seen`` of each token, -1
    for none.
    """

    text: str
    seg: Segmented
    seen: Seen
    chance: Float32
    at: NDArray[np.int64]
    spun: bool
    lexicon: Lexicon
    model: LanguageModel
    words: Tables

    def surface(self, first: int, last: int | None = None) -> str:
        """Return the text from one token to another, both included."""
        return self.text[self.seg.starts[first] : self.seg.ends[first if last is None else last]]

    def number(self, t: int) -> int:
        """Return the id of a token, -1 for none, ``NOTHING`` for one out of its sentence."""
        row = int(self.seg.rows[t])
        return int(self.model.ids[row]) if row >= 0 else -1


def findings(
    text: str, seg: Segmented, seen: Seen, odds: Float32,
    p: float | None, residue: Iterable[Residue], lexicon: Lexicon, model: LanguageModel,
) -> tuple[Finding, ...]:  # fmt: skip
    """Return everything that reads as put in, in the order of the text.

    Args:
        text, seg: the text and its columns, quotations told.
        seen, odds: its words as measured and scored; ``odds`` may be empty.
        p: how likely the text is spun; None where nothing is said of it, and then single words
            are not reported.
        residue: what machines left behind, as far as it has a shape.
        lexicon, model: of the language.
    """
    chance, at = np.zeros(len(seg), np.float32), np.full(len(seg), -1)
    if len(odds) and p is not None:
        chance[seen.tokens] = chances(odds)
        at[seen.tokens] = np.arange(len(seen.tokens))
    spun = p is not None and p >= 0.5
    told = Told(text, seg, seen, chance, at, spun, lexicon, model, tables(model, lexicon))
    found = [*_residue(told, residue), *_listed(told)]
    taken = np.zeros(len(seg), bool)
    for finding in found:
        taken[_tokens(told, finding.span)] = True
    if p is not None:
        for first, finding in _phrases(told, taken):
            taken[first : first + 2] = True
            found.append(finding)
        found += _words(told, taken)
        found += _quotations(told, found)
    return tuple(sorted(found, key=lambda f: (f.span.start, -f.span.end, f.code)))


def broken_phrases(
    seg: Segmented, seen: Seen, odds: Float32, lexicon: Lexicon, model: LanguageModel
) -> float:
    """Return how many established phrases were broken, in :data:`PAGE` words of a text.

    It takes as long as everything else, and is asked for only of a text that is doubted.
    """
    chance, at = np.zeros(len(seg), np.float32), np.full(len(seg), -1)
    chance[seen.tokens], at[seen.tokens] = chances(odds), np.arange(len(seen.tokens))
    told = Told("", seg, seen, chance, at, True, lexicon, model, tables(model, lexicon))
    count, last = 0, -2
    for t in range(len(seg) - 1):
        if t > last + 1 and _is_pair(told, t) and broken(*_neighbours(told, t), model, told.words):
            count, last = count + 1, t
    return count * PAGE / max(PAGE, seg.words)


def _tokens(told: Told, span: Span) -> slice:
    first = int(told.seg.ends.searchsorted(span.start, side="right"))
    return slice(first, int(told.seg.starts.searchsorted(span.end, side="left")))


def _finding(
    told: Told, code: str, span: Span, suggestion: str | None, score: float, why: str
) -> Finding:
    return Finding(code, span, span.of(told.text), suggestion, min(max(score, 0.0), 0.999), why)


def _residue(told: Told, residue: Iterable[Residue]) -> Iterator[Finding]:
    for code, start, end in residue:
        suggestion = told.text[start + 1 : end - 1] if code == "C601" else None
        if suggestion and "|" in suggestion:
            suggestion = suggestion.partition("|")[0]
        yield _finding(told, code, Span(start, end), suggestion, 0.98, RESIDUE[code])
    last = -1
    for fold in told.seg.folds:
        code, place = _FOLDED[fold.kind], _tokens(told, fold.span)
        span = fold.span
        if place.start < place.stop:
            span = Span(int(told.seg.starts[place.start]), int(told.seg.ends[place.start]))
        if span.start > last:
            last = span.start
            yield _finding(told, code, span, None, 0.95, RESIDUE[code])


@lru_cache(maxsize=2)
def _book(model: LanguageModel) -> dict[str, str]:
    return dict(model.tortured)


def _listed(told: Told) -> Iterator[Finding]:
    """Find phrases of the published list of tortured phrases."""
    book, seg = _book(told.model), told.seg
    lows = [told.surface(t).lower() for t in range(len(seg))]
    t = 0
    while t < len(lows):
        for size in range(min(MOST_LISTED, len(lows) - t), 1, -1):
            wanted = book.get(" ".join(lows[t : t + size]))
            if wanted and not _is_plain(told, t, size):
                span = Span(int(seg.starts[t]), int(seg.ends[t + size - 1]))
                why = f"listed as a tortured form of \u201c{wanted}\u201d"
                yield _finding(told, "C308", span, _like(wanted, span.of(told.text)), LISTED, why)
                t += size - 1
                break
        t += 1


def _is_plain(told: Told, t: int, size: int) -> bool:
    """Tell whether every two neighbours of a phrase are English that anybody may write."""
    w = told.words
    pairs = ((told.number(k), told.number(k + 1)) for k in range(t, t + size - 1))
    return all(pair_count(w.pairs, w.sieve, w.logs, a, b) >= KNOWN_PHRASE for a, b in pairs)


def _phrases(told: Told, taken: NDArray[np.bool_]) -> Iterator[tuple[int, Finding]]:
    """Find established phrases and names that were broken, the likeliest reading first."""
    seg, tried = told.seg, []
    for t in range(len(seg) - 1):
        if taken[t] or taken[t + 1] or not _is_pair(told, t):
            continue
        if phrase := _broken(told, t):
            tried.append((-phrase.gain, t, phrase))
    done: set[int] = set()
    for _, t, phrase in sorted(tried):
        if done.isdisjoint((t, t + 1)):
            done |= {t, t + 1}
            yield t, _phrase_finding(told, t, phrase)


def _is_pair(told: Told, t: int) -> bool:
    """Tell whether two words side by side may be a broken phrase: one is doubted, or both a name."""
    kinds = told.seg.kinds
    if max(kinds[t], kinds[t + 1]) >= K_NUMBER or K_FUNCTION in (kinds[t], kinds[t + 1]):
        return False
    if t + 1 in told.seg.sentences or told.at[t] < 0 or told.at[t + 1] < 0:
        return False
    worst = max(told.chance[t], told.chance[t + 1])
    return bool(worst >= (DOUBTED if told.spun else LIKELY) or (told.spun and _is_name(told, t)))


def _is_name(told: Told, t: int) -> bool:
    flags = told.seg.flags
    return all(flags[k] & F_CAPITAL and not flags[k] & (F_INITIAL | F_UPPER) for k in (t, t + 1))


def _broken(told: Told, t: int) -> Phrase | None:
    left, one, other, right = _neighbours(told, t)
    found = broken(left, one, other, right, told.model, told.words)
    if found or not (_is_name(told, t) and one[0] >= 0 and other[0] >= 0):
        return found
    return filled(left, one, other, told.lexicon, told.model, told.words)


def _neighbours(told: Told, t: int) -> tuple[int, tuple[int, int], tuple[int, int], int]:
    """Return two words, as (row, id), and the ids of what stands before and after them."""
    rows, bounds = told.seg.rows, told.seg.sentences
    left = told.number(t - 1) if t > 0 and t not in bounds else NOTHING
    right = told.number(t + 2) if t + 2 < len(rows) and t + 2 not in bounds else NOTHING
    one, other = (int(rows[t]), told.number(t)), (int(rows[t + 1]), told.number(t + 1))
    return left, one, other, right


def _phrase_finding(told: Told, t: int, phrase: Phrase) -> Finding:
    words = [told.model.word(number) for number in (phrase.first, phrase.second)]
    shown = [_like(word, told.surface(k)) for word, k in zip(words, (t, t + 1), strict=True)]
    span = Span(int(told.seg.starts[t]), int(told.seg.ends[t + 1]))
    changed = [
        k for k, word in zip((t, t + 1), words, strict=True) if told.surface(k).lower() != word
    ]
    code = "C301" if _is_name(told, t) else "C308"
    doubt = 1.0 - math.prod(1.0 - float(told.chance[k]) for k in changed)
    score = max(doubt, 1.0 - 0.5 / (1.0 + phrase.gain / 4.0) if told.spun else 0.0)
    was = "never" if phrase.was < 1 else _times(phrase.was)
    why = (
        f"\u201c{' '.join(words)}\u201d is an established phrase, counted {_times(phrase.times)}; "
        f"this was counted {was}"
    )
    return _finding(told, code, span, " ".join(shown), score, why)


def _times(count: float) -> str:
    whole = float(f"{count:.2g}") if count >= 100 else round(count)
    return "once" if whole == 1 else f"{whole:,.0f} times"


def _words(told: Told, taken: NDArray[np.bool_]) -> Iterator[Finding]:
    """Find single words that were probably put in."""
    least = LIKELY if told.spun else SURE
    for t in np.flatnonzero((told.chance >= least) & ~taken).tolist():
        k = int(told.at[t])
        gain, best = float(told.seen.values[k, BETTER]), int(told.seen.best[k])
        word = told.model.word(best) if best >= 0 and gain > 0.0 else None
        name = told.seg.kinds[t] == K_NAME
        if name and (word is None or not told.spun):
            continue
        span = Span(int(told.seg.starts[t]), int(told.seg.ends[t]))
        code = _code(told, t, best if word else -1, name=bool(name))
        suggestion = _like(word, span.of(told.text)) if word else None
        why = _reason(gain, suggestion, float(told.seen.values[k, SPUN]))
        yield _finding(told, code, span, suggestion, float(told.chance[t]), why)


def _code(told: Told, t: int, best: int, *, name: bool) -> str:
    if name:
        return "C301"
    if told.seg.kinds[t] == K_FUNCTION:
        return "C204"
    if best >= 0:
        row = rows_of(told.model)[best]
        if (
            told.seg.rows[t] >= 0
            and told.lexicon.stems[row] == told.lexicon.stems[told.seg.rows[t]]
        ):
            return "C201"
    return "C202"


def _reason(gain: float, suggestion: str | None, spun: float) -> str:
    """Say in plain words why a word reads as put in."""
    parts = []
    if suggestion and gain > NO_BETTER:
        times = math.exp(min(gain, 9.0))
        often = "over 1,000" if times > 1000 else f"{max(2, round(times)):,}"
        parts.append(f"between these words \u201c{suggestion}\u201d is {often} times likelier")
    else:
        parts.append("it hardly ever stands between these words")
    if spun > 2.0:
        parts.append("rewriters use it far oftener than people do")
    return "; ".join(parts)


def _quotations(told: Told, found: list[Finding]) -> Iterator[Finding]:
    """Find quotations in which several words were put in: nobody said them."""
    seg = told.seg
    starts = np.array(sorted(f.span.start for f in found if f.code < "C4"), np.int64)
    for first, last in seg.quotations.tolist():
        span = Span(int(seg.starts[first]), int(seg.ends[last - 1]))
        words = int((seg.kinds[first:last] <= K_NUMBER).sum())
        hit = int(np.searchsorted(starts, span.end) - np.searchsorted(starts, span.start))
        if words >= QUOTED_WORDS and hit >= QUOTED_PUT_IN and hit >= QUOTED_SHARE * words:
            why = f"{hit} places in these {words} quoted words read as put in: nobody may have said them"
            yield _finding(told, "C510", span, None, 1.0 - 0.5**hit, why)


def _like(word: str, old: str) -> str:
    """Return words in the case of those they stand for.

    >>> _like("cold war", "Chilly Warfare"), _like("said", "mentioned")
    ('Cold War', 'said')
    """
    if len(old) > 1 and old.isupper():
        return word.upper()
    if all(part[:1].isupper() for part in old.split()):
        return " ".join(part[:1].upper() + part[1:] for part in word.split(" "))
    return word[:1].upper() + word[1:] if old[:1].isupper() else word
