"""A text as the rules of attribution read it: words in lower case, their uses, lines."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import repeat

import numpy as np

from unspin.quotes.cues import USES, Use
from unspin.records import Document, Flag, Kind, Segmented

_CAPITAL, _UPPER, _SPACED = np.uint8(Flag.CAPITAL), np.uint8(Flag.UPPER), np.uint8(Flag.SPACED)
_WORD, _NUMBER, _QUOTE = int(Kind.NAME), int(Kind.NUMBER), int(Kind.QUOTE)
_ENDS = frozenset(".!?…")
_STOP = re.compile("[.!?…]")
_OPENERS = frozenset(":([•*")
_ENDINGS = ("ing", "ly")
_TITLE = int(Use.TITLE)
_CLOSED = int(
    Use.CUE | Use.PRONOUN | Use.DETERMINER | Use.PREPOSITION | Use.CONJUNCTION | Use.AUXILIARY
    | Use.ADVERB | Use.RELATIVE | Use.SUBORDINATOR
)  # fmt: skip


class Page:
    """Columns of one text as plain lists, which the rules index one by one.

    Attributes:
        text: the document's text; n: how many tokens it has.
        starts, ends: offsets of each token.
        words: each token in lower case.
        uses: the :class:`~unspin.quotes.cues.Use` bits of each token.
        kinds: the :class:`~unspin.records.Kind` of each token, by its shape.
        capital, spaced: whether a token begins with a capital; stands after white space.
        lines: number of the line that each token stands in: lines are paragraphs.
        stops: 1 for marks that end a sentence, abbreviations left out.
        names: 1 for words with a capital that the place where they stand does not explain.
        named: the tokens that are names; marks: those that are quote marks, in order.
    """

    __slots__ = (
        "capital", "ends", "kinds", "lines", "marks", "n", "named", "names", "spaced", "starts", "stops", "text",
        "upper", "uses", "words",
    )  # fmt: skip

    def __init__(self, document: Document, tokens: Segmented) -> None:
        text = self.text = document.text
        self.starts: list[int] = tokens.starts.tolist()
        self.ends: list[int] = tokens.ends.tolist()
        low = text.lower()
        if len(low) != len(text):  # a few letters become two when lowered
            low = "".join(c if len(c.lower()) != 1 else c.lower() for c in text)
        low = low.replace("’", "'")
        self.words = [low[i:j] for i, j in zip(self.starts, self.ends, strict=True)]
        self.uses = list(map(USES.get, self.words, repeat(0)))
        self.kinds: list[int] = tokens.kinds.tolist()
        self.capital: list[int] = (tokens.flags & _CAPITAL).tolist()
        self.upper: list[int] = (tokens.flags & _UPPER).tolist()
        self.spaced: list[int] = (tokens.flags & _SPACED).tolist()
        self.n = len(self.words)
        self.lines = _lines(text, self.starts)
        self.stops = self._find_stops(low)
        self.named: list[int] = []
        self.names = self._find_names(np.flatnonzero(tokens.flags & _CAPITAL).tolist())
        self.marks: list[int] = np.flatnonzero(tokens.kinds == Kind.QUOTE).tolist()

    def _find_stops(self, low: str) -> list[int]:
        stops, words, n = [0] * self.n, self.words, self.n
        t = -1
        for mark in _STOP.finditer(low):
            t = bisect_right(self.starts, mark.start(), max(t, 0)) - 1
            if t < 0 or self.ends[t] <= mark.start():
                continue
            if words[t] != ".":  # an initialism may end a sentence too
                stops[t] = words[t][0] in _ENDS or (words[t][-1] == "." and self._opens(t))
                continue
            short = t and self.is_short(t - 1) and not self._opens(t)
            # a stop before a lower-case word ends nothing: ``Jr. said``, ``example.org``
            goes_on = t + 1 < n and self.text[self.starts[t + 1]].islower()
            stops[t] = not (short or (goes_on and self.lines[t + 1] == self.lines[t]))
        return stops

    def _opens(self, t: int) -> bool:
        """Tell whether a full stop is followed by a closed word with a capital: ``Tenn. The``."""
        after = t + 1
        if after == self.n or not self.capital[after] or not self.uses[after] & _CLOSED:
            return False
        return self.words[after] != "i" and not (t and self.uses[t - 1] & _TITLE)

    def _find_names(self, capitals: list[int]) -> list[int]:
        """Mark the names; at the start of a sentence a word must not stand elsewhere in lower case."""
        kinds, lines, words, uses = self.kinds, self.lines, self.words, self.uses
        names = [0] * self.n
        for t in capitals:
            if kinds[t] > _WORD:
                continue
            inner = t and kinds[t - 1] <= _NUMBER and lines[t - 1] == lines[t]
            if not inner and self.begins(t):
                if uses[t] & _CLOSED and not self.upper[t]:
                    continue
                if words[t].endswith(_ENDINGS) or self._stands_low(words[t]):
                    continue
            names[t] = 1
            self.named.append(t)
        return names

    def _stands_low(self, word: str) -> bool:
        """Tell whether the text has a word in lower case."""
        text = self.text
        return any(f" {word}{end}" in text for end in " ,.")

    def begins(self, t: int) -> bool:
        """Tell whether a token is the first of its sentence, quotation or line."""
        if t == 0 or self.lines[t - 1] != self.lines[t]:
            return True
        if self.kinds[t - 1] == _QUOTE:  # after a closing mark only when the quotation has ended
            return not self.spaced[t] or (t > 1 and self.words[t - 2][0] in _ENDS)
        return self.words[t - 1] in _OPENERS or self.stops[t - 1] != 0

    def is_short(self, t: int) -> bool:
        """Tell whether a word before a full stop is an abbreviation or an initial."""
        word = self.words[t]
        return word in _SHORT or (len(word) == 1 and word.isalpha() and self.capital[t] != 0)


_SHORT = frozenset(
    """mr mrs ms dr sen sens rep reps gov govs pres gen col lt sgt capt maj rev prof jr sr st vs
    no inc corp co ltd jan feb mar apr jun jul aug sept sep oct nov dec mon tue tues wed thu thurs
    fri ala ariz ark calif colo conn del fla ga ill ind kan ky la mass md mich minn miss mo mont neb
    nev okla ore pa tenn tex va vt wash wis wyo etc messrs hon atty""".split()
)


def _lines(text: str, starts: list[int]) -> list[int]:
    """Return the number of the paragraph each token stands in.

    A line is one, unless the text is wrapped at a width: then lines go on in lower case, and only
    blank lines end a paragraph.
    """
    breaks: list[tuple[int, bool]] = []  # token after a line end, and whether a blank line is there
    at, goes_on, end = 0, 0, text.find("\n")
    while end >= 0:
        stop = bisect_left(starts, end, at)
        if stop >= len(starts):
            break
        blank = text.count("\n", end, starts[stop]) > 1
        if stop:
            breaks.append((stop, blank))
            goes_on += not blank and text[starts[stop]].islower()
        at, end = stop, text.find("\n", starts[stop])
    single = sum(not blank for _, blank in breaks)
    wrapped = goes_on * 3 > single
    lines: list[int] = [0] * len(starts)
    number, at = 0, 0
    for stop, blank in breaks:
        if blank or not (wrapped or text[starts[stop]].islower()):
            lines[at:stop] = [number] * (stop - at)
            number, at = number + 1, stop
    lines[at:] = [number] * (len(starts) - at)
    return lines
