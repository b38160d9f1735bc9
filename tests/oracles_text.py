"""Slow textbook versions of what ``unspin.text`` does: regular expressions over a shadow of the text.

The shadow has one character a code point: ASCII letters and separators stand for themselves, other
letters are ``λ``, digits ``0``, white space and controls a space, quote marks ``"`` and ``'``, dashes
``-``, hidden characters ``~`` (direction) and ``_`` (the rest), punctuation ``!``, symbols ``+``.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from unspin.records import Flag, Kind
from unspin.text import normalise
from unspin.text.seams import APART, ENDLESS
from unspin.text.segment import TITLE_CASE

MASK = (1 << 64) - 1


def key(word: str) -> int:
    """FNV-1a over code points, then MurmurHash3's finaliser."""
    h = 0xCBF29CE484222325
    for char in word:
        h = (h ^ ord(char)) * 0x100000001B3 & MASK
    for factor in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
        h = (h ^ h >> 33) * factor & MASK
    return h ^ h >> 33


def shadow_of(char: str) -> str:
    category = unicodedata.category(char)
    for marks, shade in (
        (normalise.DOUBLE_QUOTES, '"'), (normalise.SINGLE_QUOTES, "'"), (normalise.DASHES, "-"),
        (normalise.INVISIBLE, "_"), (normalise.BIDI, "~"),
    ):  # fmt: skip
        if char in marks:
            return shade
    if "\ufe00" <= char <= "\ufe0f" or "\U000e0000" <= char <= "\U000e01ef":
        return "_"
    if category[0] in "LM":
        return char if char.isascii() else "λ"
    if category == "Nd":
        return "0"
    if category[0] == "P":
        return char if char in ".,:/" else "!"
    return "+" if category[0] in "SN" else " "


def fold(char: str) -> str:
    """Lower case, compatibility form, decomposed; digits of any script are ASCII."""
    if unicodedata.category(char) == "Nd":
        return str(unicodedata.digit(char))
    folded = unicodedata.normalize("NFKD", char.lower()).lower()
    return folded if 0 < len(folded) <= normalise.LONGEST_FOLD else char


WORD = re.compile(r"[a-zA-Zλ](?:[a-zA-Zλ0_~]|'(?=[a-zA-Zλ]))*(?<![_~])|[a-zA-Zλ]")
INITIALISM = re.compile(r"(?:[a-zA-Zλ]\.){2,}|[A-Z]\.[A-Z](?![a-zA-Zλ0_.])")
CLITIC = re.compile(r"(?i)(?<=.)(?:n't|'(?:[smd]|re|ve|ll))$", re.DOTALL)
NUMBER = re.compile(
    r"0+(?:[.,:/]0+)*(?:(?i:s|st|nd|rd|th)(?![a-zA-Zλ0])|[a-zA-Zλ]*[A-Z0][a-zA-Zλ0]*)?"
)
OWNER = re.compile(r"'[sS](?![a-zA-Zλ])")
FULL = {"n": "not", "r": "are", "v": "have", "l": "will", "m": "am", "d": "'d", "s": "'s"}
NEGATED = {"ca": "can", "wo": "will", "sha": "shall"}


class Oracle:
    """Tokens of one text as (start, end, normalised form)."""

    def __init__(self, text: str, confusables: dict[str, str]) -> None:
        self.text = text
        self.shadow = "".join(map(shadow_of, text))
        self.confusables = confusables
        letters = [c for c, shade in zip(text, self.shadow, strict=True) if shade.isalpha()]
        latin = sum(c < "\u0250" for c in letters)
        self.is_latin = latin > 2 * (len(letters) - latin)
        self.tokens: list[tuple[int, int, str]] = []
        at = 0
        while at < len(text):
            at = self.step(at)

    def step(self, at: int) -> int:
        shade = self.shadow[at]
        if shade in " _~":
            return at + 1
        if shade.isalpha():
            return self.word(at)
        if shade == "0":
            return self.number(at)
        return self.mark(at)

    def add(self, start: int, end: int, form: str) -> int:
        self.tokens.append((start, end, form))
        return end

    def word(self, at: int) -> int:
        short = INITIALISM.match(self.shadow, at)
        if short:
            return self.add(
                at, short.end(), self.form(at, short.end(), short.end()).replace(".", "")
            )
        end = WORD.match(self.shadow, at).end()
        form = self.form(at, end, end)
        clitic = CLITIC.search(self.shadow[at:end])
        if form == "cannot" and end - at == 6:
            self.add(at, at + 3, "can")
            return self.add(at + 3, end, "not")
        if not clitic:
            return self.add(at, end, form)
        cut = at + clitic.start()
        form = self.form(at, cut, end)
        tail = clitic.group().lower().lstrip("'")
        self.add(at, cut, NEGATED.get(form, form) if tail[0] == "n" else form)
        return self.add(cut, end, FULL[tail[0]])

    def form(self, start: int, cut: int, end: int) -> str:
        """The normalised text of [start, cut), a part of the word [start, end)."""
        swap = self.confusables if self.is_disguised(self.text[start:end]) else {}
        shades = self.shadow[start:cut]
        chars = [c for c, s in zip(self.text[start:cut], shades, strict=True) if s not in "'_~"]
        return "".join(swap[c].lower() if c in swap else fold(c) for c in chars)

    def is_disguised(self, word: str) -> bool:
        letters = [c for c in word if shadow_of(c).isalpha()]
        foreign = [c for c in letters if c >= "\u0250"]
        honest = [c for c in foreign if c not in self.confusables and c >= "\u0370"]
        fakes = [c for c in foreign if c in self.confusables]
        return bool(fakes) and not honest and (len(foreign) < len(letters) or self.is_latin)

    def number(self, at: int) -> int:
        end = NUMBER.match(self.shadow, at).end()
        self.add(at, end, "".join(map(fold, self.text[at:end].replace(",", ""))))
        owner = OWNER.match(self.shadow, end)
        return self.add(end, owner.end(), "'s") if owner else end

    def mark(self, at: int) -> int:
        char, shade = self.text[at], self.shadow[at]
        if shade == '"' or self.text[at : at + 2] in ("''", "``"):
            return self.add(at, at + (1 if shade == '"' else 2), '"')
        if shade == "'":
            return self.add(at, at + 1, "'")
        if shade == "-":
            end = at + re.match(r"-+", self.shadow[at:]).end()
            before = self.shadow[:at].rstrip("_~")[-1:]
            after = re.match(r"[a-zA-Zλ0]", self.shadow[end:])
            tight = before not in ("", " ") and char != "—" and end - at == 1 and after
            return self.add(at, end, "-" if tight else "—")
        run = (
            1 if char in "()[]{}" else len(re.match(re.escape(char) + "+", self.text[at:]).group())
        )
        folded = fold(char) if len(fold(char)) == 1 else char
        return self.add(at, at + run, "…" if char == "." and run > 1 else folded)


def shares(sentence, kinds, flags, flag):
    """Tell what share of the words of a sentence have a flag, 0 where there are fewer than three."""
    words = [t for t in sentence if kinds[t] == Kind.WORD]
    return sum(bool(flags[t] & flag) for t in words) / len(words) if len(words) >= 3 else 0.0


def told(sentences, keys, rows, kinds, flags, function, known):
    """Return the kinds of all tokens, and the tokens that are initialisms.

    Args:
        sentences: ranges of tokens.
        function, known: whether each row is a function word, and was ever seen in a text.
    """
    initial = {next((t for t in range(s.start, len(kinds)) if kinds[t] <= Kind.NUMBER), -1)
               for s in sentences}  # fmt: skip
    if any(kind <= Kind.NUMBER for kind in kinds):
        initial |= {t + 1 for t in range(len(kinds) - 1)
                    if kinds[t] == Kind.QUOTE and not flags[t + 1] & Flag.SPACED}  # fmt: skip
    capital = {t for t in range(len(kinds)) if flags[t] & Flag.CAPITAL}
    out, initialisms = list(kinds), []
    for sentence in sentences:
        shouting = shares(sentence, kinds, flags, Flag.UPPER) > 0.5
        for t in sentence:
            if kinds[t] == Kind.WORD and rows[t] >= 0 and function[rows[t]]:
                if flags[t] & Flag.UPPER and not shouting:
                    initialisms.append(t)
                else:
                    out[t] = Kind.FUNCTION
    silent = {t for sentence in sentences for t in sentence
              if t in initial or shares(sentence, out, flags, Flag.CAPITAL) > TITLE_CASE}  # fmt: skip
    words = [t for t in range(len(out)) if out[t] == Kind.WORD]
    spelt = {t: (keys[t], t in initialisms) for t in words}
    names = {spelt[t] for t in words if t in capital and t not in silent}
    plain = {spelt[t] for t in words if t not in capital}
    for t in words:
        if t in capital:
            unknown = rows[t] < 0 or t in initialisms or not known[rows[t]]
            guessed = spelt[t] not in plain and (unknown or spelt[t] in names)
            if t not in silent or guessed:
                out[t] = Kind.NAME
    return out, initialisms


def seams(words: list[str], ends: list[int], wordlets: list[bool]) -> list[int]:
    """Where endless sentences are cut: at tokens that rank above all within ``APART`` of them.

    ``ends`` are where sentences begin, and the end of the text.
    """
    found = []
    for first, last in pairwise(ends):
        if last - first <= ENDLESS:
            continue
        ranks = [
            (tier(words, t, first, wordlets), key(words[t].lower()) >> 4)
            for t in range(first, last)
        ]
        for k in range(APART + 1, last - first - APART):
            earlier, later = ranks[k - APART : k], ranks[k + 1 : k + APART + 1]
            if all(r < ranks[k] for r in earlier) and all(r <= ranks[k] for r in later):
                found.append(first + k)
    return found


def tier(words: list[str], t: int, first: int, wordlets: list[bool]) -> int:
    """How likely a piece begins at a token, 0..4."""
    if t == first or not words[t].isalpha():
        return 0
    before = words[t - 1]
    if before in ";:.!?":
        return 4
    after = words[t + 1] if t + 1 < len(words) else "A"
    if wordlets[t] and words[t][0].isupper() and not (before[0].isupper() and after[0].isupper()):
        return 3
    if not before.isalpha():
        return 2
    return 1 if wordlets[t] else 0
