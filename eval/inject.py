"""Injectors: each plans ONE changed fact (or one trick), as the swaps that make it.

Each takes a text and a generator and returns an empty list where the text has no place for it.
``made(inject, text, rng)`` carries it out and gives the record.
"""

from __future__ import annotations

import random
import re

import phrases
from edits import merge, move, split
from obfuscate import (
    Made,
    Plan,
    Swap,
    apply,
    everywhere,
    like,
    quotations,
    starts_sentence,
    touches,
)
from wordnet import thesaurus

NAME = r"\b[A-Z][\w’'-]*[a-z](?: (?:of |the )?[A-Z][\w’'-]*[a-z])*\b"
DATES = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"


def made(inject: Plan, text: str, rng: random.Random) -> Made:
    """Inject, and return the new text with the record of what was done (empty: no place)."""
    return apply(text, inject(text, rng))


def one(swaps: list[Swap], rng: random.Random) -> list[Swap]:
    """Return one of the swaps, or none."""
    return [rng.choice(swaps)] if swaps else []


def by_list(
    code: str, pairs: tuple[tuple[str, str], ...], text: str, before: str = "", both: bool = False
) -> list[Swap]:
    """Swaps of listed words, whole and in either direction with ``both``."""
    table: dict[str, list[str]] = {}
    for old, new in pairs + (tuple((b, a) for a, b in pairs) if both else ()):
        table.setdefault(old, []).append(new)
    pattern = rf"{before}\b({'|'.join(map(re.escape, table))})\b"
    found = re.finditer(pattern, text, re.IGNORECASE)
    known = ((m, table.get(m[1].lower(), ())) for m in found)
    return [Swap(code, *m.span(1), like(new, m[1])) for m, news in known for new in news]


def inject_number(text: str, rng: random.Random) -> list[Swap]:
    """Another figure, number word, scale or ordinal; never a date."""
    figures = r"(?<![\w.,/:-])\$?(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(?![\w/:-]|[.,]\d)"
    swaps = [
        Swap("C303", m.start(1), m.end(), _figure(m[1] + (m[2] or ""), rng))
        for m in re.finditer(figures, text)
        if not dated(text, m)
    ]
    for words in (phrases.CARDINALS, phrases.ORDINALS, phrases.SCALES, phrases.HUNDREDS):
        for m in re.finditer(rf"\b({'|'.join(words)})\b(?!-)", text, re.IGNORECASE):
            other = rng.choice([w for w in words if w != m[0].lower()])
            swaps.append(Swap("C303", *m.span(), like(other, m[0])))
    for m in re.finditer(r"\b(\d+)(?:st|nd|rd|th)\b", text):
        new = int(m[1]) + rng.randint(1, 9)
        swaps += [] if dated(text, m) else [Swap("C303", *m.span(), f"{new}{_ending(new)}")]
    return one(swaps, rng)


def dated(text: str, m: re.Match[str]) -> bool:
    """Say whether a figure is a day or a year."""
    before, after = text[max(0, m.start() - 12) : m.start()], text[m.end() : m.end() + 12]
    months = rf"{DATES}|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
    near = re.search(rf"(?:{months})\.? $", before) or re.match(
        rf"(?:st|nd|rd|th)? (?:{months})", after
    )
    return bool(near or (re.fullmatch(r"(?:1[5-9]|20)\d\d", m[1]) and "$" not in m[0]))


def _figure(old: str, rng: random.Random) -> str:
    """Return another figure of the same make: as many digits, commas and decimals."""
    digits = [i for i, c in enumerate(old) if c.isdigit()]
    at = rng.choice(digits)
    allowed = [c for c in "123456789" if c != old[at]]
    return old[:at] + rng.choice(allowed) + old[at + 1 :]


def _ending(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def inject_date(text: str, rng: random.Random) -> list[Swap]:
    """Another weekday, month, day, year or relative day."""
    swaps = []
    for m in re.finditer(rf"\b({'|'.join(phrases.WEEKDAYS)})\b", text):
        other = rng.choice([d for d in phrases.WEEKDAYS if d != m[0]])
        swaps.append(Swap("C304", *m.span(), other))
    for m in re.finditer(rf"\b({DATES}) (\d{{1,2}})\b(?!,\d)", text):
        month = rng.choice([w for w in phrases.MONTHS if w != m[1]])
        day = rng.choice([d for d in range(1, 29) if d != int(m[2])])
        swaps += [Swap("C304", *m.span(1), month), Swap("C304", *m.span(2), str(day))]
    for m in re.finditer(r"(?<![\w$.,/-])(19|20)(\d\d)(?![\w%,/-]|\.\d)", text):
        year = int(m[0]) + rng.choice((-10, -3, -2, -1, 1, 2, 3, 10))
        swaps.append(Swap("C304", *m.span(), str(year)))
    relative = (("yesterday", "today"), ("today", "yesterday"), ("tomorrow", "today"))
    return one(swaps + by_list("C304", relative, text), rng)


def names(text: str) -> list[re.Match[str]]:
    """Runs of capitalised words that are names, not sentence starts, months or titles.

    A single word that stands in lower case elsewhere in the text is no name.
    """
    found = []
    dates = {*phrases.MONTHS, *phrases.WEEKDAYS}
    common = {*re.findall(r"\b[a-z]+\b", text), *phrases.LEFT_ALONE, "according"}
    for m in re.finditer(NAME, text):
        words = m[0].split()
        plain = dates.isdisjoint(words) and words[0] not in phrases.TITLES and len(words) < 5
        if len(words) == 1:
            plain = plain and words[0].lower() not in common
        if plain and not starts_sentence(text, m.start()) and len(m[0]) > 3:
            found.append(m)
    return found


def inject_name(text: str, rng: random.Random) -> list[Swap]:
    """Another name for the whole, another surname, or a garbled part."""
    found = names(text)
    others = sorted({m[0] for m in found if " " not in m[0]})
    swaps: list[Swap] = []
    for m in found:
        words = m[0].split()
        for part in re.finditer(r"[\w’'-]+", m[0]):
            garbled = phrases.GARBLED.get(part[0].lower())
            if garbled and len(words) > 1:
                swaps.append(
                    Swap("C301", m.start() + part.start(), m.start() + part.end(), garbled)
                )
        if len(words) == 2 and words[1].lower() not in phrases.GARBLED:
            at = m.start() + len(words[0]) + 1
            pool = [n for n in (*phrases.SURNAMES, *others[:4]) if n not in words]
            swaps.append(Swap("C302", at, m.end(), rng.choice(pool)))
        pool = [n for n in (*phrases.PLACES, *others) if n not in m[0] and m[0] not in n]
        if len(words) == 2 and words[1].lower() not in phrases.GARBLED:
            pool = [f"{first} {last}" for first in phrases.FIRST_NAMES for last in phrases.SURNAMES]
        elif len(words) > 1:
            pool = list(phrases.ORGANISATIONS)
        swaps.append(Swap("C302", *m.span(), rng.choice(pool)))
    return one(swaps, rng)


def inject_polarity(text: str, rng: random.Random) -> list[Swap]:
    """Negate, take a negation away, or put an opposite."""
    kinds = [
        [Swap("C306", m.end(), m.end(), " not") for m in re.finditer(
            r"\b(?:is|are|was|were|will|would|has|have|had|should|could)(?= [a-z]{4,})(?! not)", text)],
        [Swap("C306", *m.span(), "") for m in re.finditer(r"(?<=[a-z]) (?:not|never)\b(?! only)", text)],
        [Swap("C306", *m.span(), "") for m in re.finditer(
            r"(?<=do|es|id|is|re|as|ld|ve|ad)n['’]t\b", text)],
        [Swap("C306", m.start() + 2, m.start() + 2, " never") for m in re.finditer(
            r"\bhe (?=[a-z]+ed )", text)],
        [Swap("C306", *m.span(), "every") for m in re.finditer(r"\bno(?! longer| matter)(?= [a-z]{4,})", text)],
        by_list("C306", phrases.OPPOSITES, text, both=True),
        [Swap("C306", *m.span(), "denied") for m in re.finditer(
            r"(?<=[a-z] )(?:said|announced|stated|confirmed)(?= (?:that|it|he|she|they|the) )", text)],
    ]  # fmt: skip
    kinds = [kind for kind in kinds if kind]
    return one(rng.choice(kinds), rng) if kinds else []


def inject_quotation(text: str, rng: random.Random) -> list[Swap]:
    """Change one plain word inside a quotation: a synonym, a cut, an addition."""
    swaps = []
    for start, end in quotations(text):
        inside = text[start:end]
        if inside.count(" ") < 4:
            continue
        for m in re.finditer(r"\b[a-z]{4,}\b", inside):
            if m[0] in phrases.LEFT_ALONE:
                continue
            at, stop = start + m.start(), start + m.end()
            if spins := thesaurus().spins(m[0]):
                swaps.append(Swap("C510", at, stop, rng.choice(spins)))
            if m.start() and inside[m.start() - 1] == " ":
                swaps.append(Swap("C510", at - 1, stop, ""))
                extra = rng.choice(("really", "certainly", "very", "indeed", "obviously"))
                swaps.append(Swap("C510", at, at, extra + " "))
    return one(swaps, rng)


def inject_unit(text: str, rng: random.Random) -> list[Swap]:
    """Another currency or measure for the same figure."""
    swaps = by_list(
        "C305", phrases.UNITS, text, before=r"(?:\d|illion|ve|en|ty|ree|ur|wo|ix|ht|ne) "
    )
    swaps += [
        Swap("C305", *m.span(), rng.choice("€£")) for m in re.finditer(r"(?<!\w)\$(?=\d)", text)
    ]
    return one(swaps, rng)


def inject_modality(text: str, rng: random.Random) -> list[Swap]:
    """Another modal verb, or a hedge put in."""
    swaps = by_list("C307", phrases.MODALS, text)
    swaps = [s for s in swaps if text[s.start : s.end].islower()]
    hedge = rng.choice(("allegedly", "reportedly", "possibly", "perhaps"))
    found = re.finditer(r"\b(?:was|were|is|are|has|have)(?= [a-z]+ed\b)", text)
    return one(swaps + [Swap("C307", m.end(), m.end(), f" {hedge}") for m in found], rng)


def drop_attribution(text: str, rng: random.Random) -> list[Swap]:
    """Say it in the paper's own voice: cut "..., he said" or "according to ..."."""
    who = r"(?:(?:(?:[A-Z][\w.’'-]+ ?){1,4}|he |she |they |officials )(?:said|says|added|noted))"
    day = r"(?: (?:on )?[A-Z]\w+day)?"
    plain = rf", {who}{day}(?=\.\s)|, according to [^,.;\n]{{3,70}}(?=\.\s)"
    quoted = rf",([\"”]) {who}{day}\.(?=\s)"
    swaps = everywhere("C503", plain, text, lambda _: "")
    return one(swaps + everywhere("C503", quoted, text, lambda m: f".{m[1]}"), rng)


LOOKALIKES = str.maketrans("aceopxyiAEHOPCTXBMK", "асеорхуіАЕНОРСТХВМК")


def homoglyphs(text: str, rng: random.Random) -> list[Swap]:
    """Put Cyrillic look-alikes into three words."""
    found = [
        m for m in re.finditer(r"\b[A-Za-z]{5,}\b", text) if m[0].translate(LOOKALIKES) != m[0]
    ]
    chosen = rng.sample(found, min(3, len(found)))
    return [Swap("C603", *m.span(), m[0].translate(LOOKALIKES)) for m in chosen]


def zero_width(text: str, rng: random.Random) -> list[Swap]:
    """Put invisible characters into three words."""
    found = list(re.finditer(r"(?<=[a-z]{2})(?=[a-z]{2})", text))
    chosen = rng.sample(found, min(3, len(found)))
    return [Swap("C604", *m.span(), rng.choice("\u200b\u200c\u2060\u00ad")) for m in chosen]


def split_sentence(text: str, rng: random.Random) -> list[Swap]:
    """Make two sentences of one."""
    return one(split(text, rng), rng)


def merge_sentences(text: str, rng: random.Random) -> list[Swap]:
    """Make one sentence of two."""
    return one(merge(text, rng), rng)


def move_sentence(text: str, rng: random.Random) -> list[Swap]:
    """Move one sentence elsewhere."""
    return move(text, rng)


def outside_quotations(swaps: list[Swap], text: str) -> list[Swap]:
    """Return the swaps that touch no quotation."""
    return [swap for swap in swaps if not touches(swap, quotations(text))]
