"""Copies of a page in every way the test corpora hold: spun, garbled, disguised, dressed anew."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import NamedTuple

import numpy as np
from obfuscate import Swap, like, spin_plan, starts_sentence
from wordnet import thesaurus

Neighbours = Mapping[str, tuple[str, ...]]
"""Word -> what else stands where it stands, for words the thesaurus does not know."""

FUNCTION = frozenset(
    "the a an and or but nor so yet for of to in on at by with from into onto over under after "
    "before between among through during about against toward towards within without upon as if "
    "because while although though since until unless that which who whom whose what when where "
    "why how this these those it its he she they them his her their our your my we you i me us him "
    "is are was were be been being am has have had having do does did will would shall should can "
    "could may might must not no than then there here also just only very any all each every both "
    "either neither some such same other more most much many few less least own too".split()
)
RECAST = {
    "the": ("this", "that", "the said"), "a": ("one", "some", "a single"), "an": ("one", "some"),
    "and": ("plus", "as well as", "along with"), "or": ("or else", "and"), "but": ("however", "yet"),
    "of": ("from", "for", "out of"), "to": ("toward", "unto", "for"), "in": ("inside", "within", "at"),
    "on": ("upon", "about", "at"), "at": ("in", "by"), "by": ("through", "via", "from"),
    "with": ("along with", "having"), "from": ("out of", "since"), "into": ("in", "within"),
    "over": ("above", "across"), "under": ("below", "beneath"), "after": ("following", "once"),
    "before": ("ahead of", "prior to"), "between": ("among", "amid"), "among": ("amid", "between"),
    "through": ("by way of", "via"), "during": ("throughout", "amid"), "about": ("regarding", "on"),
    "against": ("versus", "opposite"), "within": ("inside", "in"), "without": ("lacking", "minus"),
    "as": ("like", "being"), "if": ("provided", "in case"), "because": ("since", "as"),
    "while": ("whereas", "as"), "although": ("though", "even though"), "since": ("as", "because"),
    "until": ("till", "up to"), "that": ("which", "this"), "which": ("that", "what"),
    "who": ("that", "which"), "when": ("once", "as"), "where": ("in which", "wherein"),
    "this": ("that", "the"), "these": ("those", "the"), "those": ("these", "such"),
    "it": ("this", "that"), "its": ("the", "their"), "he": ("the man", "they"),
    "she": ("the woman", "they"), "they": ("these people", "those"), "them": ("those", "these"),
    "his": ("the", "their"), "her": ("the", "their"), "their": ("the", "those"),
    "our": ("the", "our own"), "we": ("us all", "you and I"), "is": ("remains", "stays", "'s"),
    "are": ("remain", "stay"), "was": ("had been", "became"), "were": ("had been", "became"),
    "be": ("become", "remain"), "been": ("become", "remained"), "has": ("holds", "possesses"),
    "have": ("hold", "possess"), "had": ("held", "possessed"), "will": ("shall", "is going to"),
    "would": ("might", "could"), "can": ("may", "is able to"), "could": ("might", "may"),
    "also": ("additionally", "too"), "than": ("compared to", "over"), "more": ("extra", "further"),
    "most": ("the majority of", "many"), "some": ("a few", "certain"), "such": ("this kind of", "like"),
    "other": ("another", "different"), "all": ("every one of", "the whole of"), "any": ("some", "every"),
    "each": ("every", "all"), "many": ("numerous", "a lot of"), "for": ("in favor of", "on behalf of"),
    "so": ("thus", "therefore"), "only": ("merely", "solely"), "not": ("never", "hardly"),
}  # fmt: skip
"""What is put for a function word when those are rewritten too; grammar is not the aim."""
LOOK_ALIKES = dict(zip("aeopcxyABEHKMOPTX", "аеорсхуАВЕНКМОРТХ", strict=True))
INVISIBLE = ("\u200b", "\u200d", "\u2060", "\u00ad")


class Spinner:
    """Replaces a set share of content words, where :func:`obfuscate.spin` takes what it knows."""

    def __init__(self, neighbours: Neighbours) -> None:
        """Take the stand-ins for words the thesaurus does not know."""
        self._neighbours = neighbours

    def spin(
        self, text: str, strength: float, rng: random.Random, function_words: float = 0.0
    ) -> str:
        """Return a copy with a share ``strength`` of the content words replaced.

        Numbers stay; names are hit now and then. ``function_words`` is the share of those that
        is rewritten too.
        """
        taken = np.zeros(len(text) + 1, np.bool_)
        swaps = [s for s in spin_plan(text, strength, rng) if _free(s, taken)]
        words = [m for m in re.finditer(r"[^\W\d_]{3,}", text) if is_content(text, m)]
        missing = round(strength * len(words)) - sum(bool(taken[m.start()]) for m in words)
        open_words = [m for m in words if not taken[m.start()]]
        rng.shuffle(open_words)
        for found in open_words:
            if missing <= 0:
                break
            new = self._other(found[0].lower(), rng)
            swap = Swap("C202", *found.span(), like(new, found[0]))
            if new and _free(swap, taken):
                swaps.append(swap)
                missing -= 1
        if function_words:
            swaps += [s for s in recast(text, function_words, rng) if _free(s, taken)]
        return carried_out(text, swaps)

    def _other(self, word: str, rng: random.Random) -> str:
        choices = _spins(word) or self._neighbours.get(word, ())
        return rng.choice(choices) if choices else ""


@cache
def _spins(word: str) -> tuple[str, ...]:
    return tuple(thesaurus().spins(word))


def is_content(text: str, found: re.Match[str]) -> bool:
    """Say whether a word carries meaning and is no name."""
    if found[0].lower() in FUNCTION:
        return False
    return not found[0][0].isupper() or starts_sentence(text, found.start())


def _free(swap: Swap, taken: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> bool:
    """Say whether a swap meets none before it, and book its place if so."""
    if swap.start == swap.end or taken[swap.start : swap.end].any():
        return False
    taken[swap.start : swap.end] = True
    return True


def carried_out(text: str, swaps: list[Swap]) -> str:
    """Return the text after swaps that do not overlap, in time linear in their number."""
    parts, read = [], 0
    for swap in sorted(swaps, key=lambda s: s.start):
        parts += [text[read : swap.start], swap.new]
        read = swap.end
    return "".join([*parts, text[read:]])


def recast(text: str, portion: float, rng: random.Random) -> list[Swap]:
    """Return swaps for a share ``portion`` of the function words, as far as they have stand-ins."""
    words = [m for m in re.finditer(r"[^\W\d_]+", text) if m[0].lower() in FUNCTION]
    known = [m for m in words if m[0].lower() in RECAST]
    drawn = rng.sample(known, min(len(known), round(portion * len(words))))
    return [Swap("C204", *m.span(), like(rng.choice(RECAST[m[0].lower()]), m[0])) for m in drawn]


def typos(text: str, rng: random.Random) -> str:
    """Return a copy with one word in twelve misspelt: letters swapped, dropped, doubled."""

    def misspelt(found: re.Match[str]) -> str:
        word = found[0]
        if rng.random() > 1 / 8:
            return word
        at = rng.randrange(1, len(word) - 1)
        swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        return rng.choice((swapped, word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:]))

    return re.sub(r"[^\W\d_]{4,}", misspelt, text)


def homoglyphs(text: str, rng: random.Random) -> str:
    """Return a copy with one word in six disguised: letters of another script, or hidden marks."""

    def disguised(found: re.Match[str]) -> str:
        word = found[0]
        if rng.random() > 1 / 5:
            return word
        if rng.random() < 0.5:
            at = rng.randrange(1, len(word))
            return word[:at] + rng.choice(INVISIBLE) + word[at:]
        return "".join(LOOK_ALIKES.get(c, c) for c in word)

    return re.sub(r"[^\W\d_]{3,}", disguised, text)


def redressed(text: str, rng: random.Random) -> str:
    """Return a near-duplicate: other quote marks and dashes, a byline on top, a footer below."""
    curly = text.count("“") > 0
    for straight, bent in (("--", "—"), (" - ", " – "), ("'", "’")):
        text = text.replace(bent, straight) if curly else text.replace(straight, bent)
    text = re.sub("[“”]", '"', text) if curly else re.sub(r'"([^"\n]*)"', r"“\1”", text)
    first, last = rng.choice(FIRST), rng.choice(LAST)
    top = rng.choice((f"By {first} {last}\n", f"{last.upper()} (Newsdesk) — ", "Published today\n"))
    foot = rng.sample(FOOTERS, 2)
    return "\n".join([top + text, *foot])


FIRST = "Anna Marek Ines Tom Ruth Paul Nadia Ivo Clara Sven Leah Omar".split()
LAST = "Hollis Brandt Okoye Lindgren Marsh Duarte Keller Novak Farrow Sato Quist Abara".split()
FOOTERS = (
    "Read more: our pick of the week's stories, chosen by the editors.",
    "Share this article on social media, or send it to a friend.",
    "All rights reserved. This material may not be published, broadcast or redistributed.",
    "Sign up for the morning newsletter and never miss a story.",
    "Reporting by our own staff; additional reporting by agencies.",
    "Follow us for the latest updates. Contact the newsroom with corrections.",
)


class Way(NamedTuple):
    """A way of copying a whole page: its name, and what makes the copy."""

    kind: str
    make: Callable[[str, random.Random], str]


PLAIN = (
    Way("exact", lambda text, _: text),
    Way("near-duplicate", redressed),
    Way("typos", typos),
    Way("homoglyphs", homoglyphs),
)
"""Ways that spin nothing."""


def neighbours(words: list[str], most: int = 3) -> Neighbours:
    """Return the nearest words by the product's vectors, for words the thesaurus does not know.

    Only words with the same last two letters stand in for each other, which keeps the inflection.
    """
    from unspin.ingest.resources import load_lexicon
    from unspin.text.hashing import word_key

    lexicon = load_lexicon("en")
    keys = np.array([word_key(word) for word in words], np.uint64)
    at = np.minimum(np.searchsorted(lexicon.keys, keys), len(lexicon.keys) - 1)
    rows = np.where(lexicon.keys[at] == keys, lexicon.vector_rows[at], -1)
    kept = np.flatnonzero(rows >= 0)
    vectors = lexicon.vectors[rows[kept]].astype(np.float32)
    names = [words[i] for i in kept.tolist()]
    endings = np.array([name[-2:] for name in names])
    found: dict[str, tuple[str, ...]] = {}
    for ending in sorted(set(endings.tolist())):
        group = np.flatnonzero(endings == ending)
        wanted = [i for i in group.tolist() if not _spins(names[i])]
        if not wanted or len(group) < 2:
            continue
        near = np.argsort(-(vectors[wanted] @ vectors[group].T), axis=1, kind="stable")
        for i, ranked in zip(wanted, near, strict=True):
            others = [names[group[r]] for r in ranked[: most + 1].tolist() if group[r] != i]
            found[names[i]] = tuple(others[:most])
    return found
