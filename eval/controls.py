"""Negative controls: one change each that alters no fact and must not be called one."""

from __future__ import annotations

import random
import re

import edits
import phrases
from inject import dated, one, outside_quotations
from obfuscate import Plan, Swap, everywhere, like, starts_sentence
from wordnet import thesaurus


def synonym(text: str, rng: random.Random) -> list[Swap]:
    """A plain word outside quotations for its first synonym."""
    swaps = [
        Swap("C202", *m.span(), spins[0])
        for m in re.finditer(r"\b[a-z]{4,}\b", text)
        if m[0] not in phrases.LEFT_ALONE and (spins := thesaurus().spins(m[0]))
    ]
    return one(outside_quotations(swaps, text), rng)


def commas(text: str, rng: random.Random) -> list[Swap]:
    """1,000 to 1000, or back."""
    written = r"(?<![\w,.])\d{1,3}(?:,\d{3})+(?![\w,]|\.\d)"
    swaps = everywhere("C107", written, text, lambda m: m[0].replace(",", ""))
    plain = r"(?<=[$€£])\d{4,6}(?![\w,]|\.\d)"
    return one(swaps + everywhere("C107", plain, text, lambda m: f"{int(m[0]):,}"), rng)


def number_words(text: str, rng: random.Random) -> list[Swap]:
    """10 to ten, or ten to 10."""
    words = {word: str(number) for number, word in phrases.COUNTS.items()}
    figures = {figure: word for word, figure in words.items()}
    digits = rf"(?<![\w$.,:/-])({'|'.join(figures)})(?= [a-z]{{4,}})"
    spelt = rf"\b({'|'.join(words)})\b(?= [a-z]{{4,}})"
    swaps = [
        Swap("C106", *m.span(), figures[m[0]])
        for m in re.finditer(digits, text)
        if not dated(text, m)
    ]
    return one(swaps + everywhere("C106", spelt, text, lambda m: words[m[0]]), rng)


def recase(text: str, rng: random.Random) -> list[Swap]:
    """A title in lower case, or a common word with a capital or in capitals."""
    titles = r"\b(President|Senator|Government|Federal|Committee|State|Nation)\b"
    lowered = everywhere("C103", titles, text, lambda m: m[0].lower())
    lowered = [swap for swap in lowered if not starts_sentence(text, swap.start)]
    raised = everywhere(
        "C103", r"\b[a-z]{5,}\b", text, lambda m: rng.choice((m[0].upper(), like(m[0], "A")))
    )
    return one(lowered + raised[: 1 + len(lowered)], rng)


def _single(maker: Plan) -> Plan:
    def plan(text: str, rng: random.Random) -> list[Swap]:
        return one(maker(text, rng), rng)

    return plan


CONTROLS: dict[str, Plan] = {
    "synonym": synonym,
    "spelling": _single(edits.spelling),
    "contraction": _single(edits.contractions),
    "US, U.S.": edits.acronyms,
    "percent, %": edits.percents,
    "1,000, 1000": commas,
    "10, ten": number_words,
    "quote glyphs": edits.quote_glyphs,
    "dashes": edits.dashes,
    "case": recase,
    "house style": edits.style,
}
"""Name -> what it does."""
