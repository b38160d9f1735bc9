"""The spinner's thesaurus: WordNet synonyms with their inflections, as crude as a real spinner's.

WordNet 3 (Princeton University) is read where ``WNSEARCHDIR`` points, or where Linux packages of
``wordnet-base`` put it.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from common import MissingData

PARTS = ("noun", "verb", "adj", "adv")
SENSES = 3
"""Senses of a word whose synonyms are used: spinners do not tell senses apart, but know few."""
CHOICES = 4


class Reading(NamedTuple):
    """One reading of a word form: part of speech, base form, and its ending ("", s, ed or ing)."""

    part: str
    lemma: str
    form: str


class Thesaurus(NamedTuple):
    """Synonyms by (part, lemma); irregular forms both ways; how often each lemma is used."""

    synonyms: dict[tuple[str, str], tuple[str, ...]]
    bases: dict[tuple[str, str], str]
    irregular: dict[tuple[str, str], str]
    counts: dict[tuple[str, str], int]

    def read(self, word: str) -> Reading | None:
        """Return the commonest reading of a lower-case word, or None for an unknown word."""
        readings = [r for r in self._readings(word) if (r.part, r.lemma) in self.counts]
        return max(readings, key=lambda r: (self.counts[r.part, r.lemma], r), default=None)

    def _readings(self, word: str) -> list[Reading]:
        found = [Reading(part, word, "") for part in PARTS]
        for part, form in (("verb", "ed"), ("noun", "s")):
            if base := self.bases.get((part, word)):
                found.append(Reading(part, base, form))
        for ending, added in (("s", ""), ("es", ""), ("ies", "y")):
            if word.endswith(ending):
                base = word[: -len(ending)] + added
                found += [Reading("noun", base, "s"), Reading("verb", base, "s")]
        for ending in ("ed", "ing"):
            if word.endswith(ending) and len(word) > len(ending) + 2:
                stem = word[: -len(ending)]
                # planned -> plan, hoped -> hope, tried -> try
                bases = {stem, f"{stem}e", stem[:-1] if stem[-1] == stem[-2] else stem}
                bases |= {f"{stem[:-1]}y"} if stem.endswith("i") else set()
                found += [Reading("verb", base, ending) for base in sorted(bases)]
        return found

    def spins(self, word: str) -> list[str]:
        """Return what a spinner would put for a lower-case word, inflected likewise.

        >>> "automobile" in thesaurus().spins("car")  # doctest: +SKIP
        True
        """
        reading = self.read(word)
        if not reading:
            return []
        found = self.synonyms.get((reading.part, reading.lemma), ())
        forms = (self.inflect(s, reading.part, reading.form) for s in found)
        return [form for form in forms if form != word]

    def inflect(self, phrase: str, part: str, form: str) -> str:
        """Return a word or phrase with an ending; verbs bend their first word, nouns their last."""
        if not form:
            return phrase
        words = phrase.split()
        at = 0 if part == "verb" else -1
        irregular = self.irregular.get((f"{part} {form}", words[at]))
        words[at] = irregular or _ended(words[at], form)
        return " ".join(words)


def _ended(word: str, form: str) -> str:
    if word.endswith("y") and word[-2:-1] not in tuple("aeiou") and form != "ing":
        return word[:-1] + ("ies" if form == "s" else "ied")
    if form == "s":
        return word + ("es" if re.search(r"(s|x|z|ch|sh|o)$", word) else "s")
    if word.endswith("e") and len(word) > 2 and not (form == "ing" and word.endswith("ee")):
        return word[:-1] + form
    if len(word) < 5 and re.search(r"[^aeiou][aeiou][bdgmnprt]$", word):
        return word + word[-1] + form
    return word + form


def folder() -> Path:
    """Return where WordNet lies.

    Raises:
        MissingData: it is not installed; the message says how to get it.
    """
    place = Path(os.environ.get("WNSEARCHDIR", "/usr/share/wordnet"))
    if not (place / "data.noun").is_file():
        raise MissingData(
            f"no WordNet in {place}: install the package wordnet-base or set WNSEARCHDIR"
        )
    return place


@cache
def thesaurus(senses: int = SENSES, choices: int = CHOICES) -> Thesaurus:
    """Return the thesaurus, read once.

    Args:
        senses: of a word that are looked under.
        choices: words that are kept of what they list.
    """
    place = folder()
    counts = _counts(place)
    synonyms = {}
    for part in PARTS:
        members, kin = _synsets(place / f"data.{part}")
        for line in _lines(place / f"index.{part}"):
            lemma, offsets = line[0], line[-int(line[2]) :]
            counts.setdefault((part, lemma), 0)
            near = [w for offset in offsets[:senses] for w in members[offset] if w != lemma]
            if not near:
                near = [w for o in kin[offsets[0]] for w in members.get(o, ()) if w != lemma]
            if kept := _best(part, list(dict.fromkeys(near)), counts)[:choices]:
                synonyms[part, lemma] = kept
    bases, irregular = _exceptions(place)
    return Thesaurus(synonyms, bases, irregular, counts)


def _best(part: str, words: list[str], counts: dict[tuple[str, str], int]) -> tuple[str, ...]:
    """Keep plain words, the commonest first: a spinner is sold to people, who know them."""
    plain = [w for w in words if re.fullmatch(r"[a-z]+(_[a-z]+)?", w) and len(w) > 2]
    plain.sort(key=lambda w: (-counts.get((part, w), 0), w))
    return tuple(w.replace("_", " ") for w in plain)


def _lines(path: Path) -> list[list[str]]:
    return [line.split() for line in path.read_text("utf-8").splitlines() if line[:1] != " "]


def _synsets(path: Path) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Return the words of each synset, and the synsets near it: cold & chilly, walk @ travel."""
    members, kin = {}, {}
    near = {"&"} if path.suffix == ".adj" else {"@"} if path.suffix == ".verb" else set()
    for line in _lines(path):
        end = 4 + 2 * int(line[3], 16)
        members[line[0]] = [re.sub(r"\(\w+\)$", "", word) for word in line[4:end:2]]
        kin[line[0]] = [o for sign, o in pairwise(line[end:]) if sign in near]
    return members, kin


def _counts(place: Path) -> dict[tuple[str, str], int]:
    parts = {"1": "noun", "2": "verb", "3": "adj", "4": "adv", "5": "adj"}
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for key, _, number in _lines(place / "cntlist.rev"):
        lemma, _, rest = key.partition("%")
        counts[parts[rest[0]], lemma] += int(number)
    return dict(counts)


def _exceptions(place: Path) -> tuple[dict[tuple[str, str], str], dict[tuple[str, str], str]]:
    bases: dict[tuple[str, str], str] = {}
    irregular: dict[tuple[str, str], str] = {}
    for part, form in (("noun", "s"), ("verb", "ed")):
        for inflected, base, *_ in _lines(place / f"{part}.exc"):
            if not inflected.endswith(("ing", "_")) and "_" not in inflected:
                bases.setdefault((part, inflected), base)
                irregular.setdefault((f"{part} {form}", base), inflected)
    return bases, irregular
