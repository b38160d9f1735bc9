"""What people do to a story: house style, and a wire desk's cuts, splits, merges and moves."""

from __future__ import annotations

import random
import re

import phrases
from obfuscate import Span, Swap, sentences, touches, without_overlap

OPENERS = ("(Northgate News) - ", "WASHINGTON (Northgate) -- ", "By Staff Reporter\n\n")
CLOSERS = (
    "\n\nRead more on our news page.",
    "\n\nCopyright 2021 Northgate News. All rights reserved.",
    "\n\nThis story was first published by Northgate News.",
    "\n\nSign up for our daily newsletter.",
)


def quote_glyphs(text: str, _rng: random.Random) -> list[Swap]:
    """Turn straight quote marks into curly ones, or back, all of one kind."""
    if "“" in text or "’" in text:
        plain = {"“": '"', "”": '"', "’": "'", "‘": "'"}
        return [Swap("C101", i, i + 1, plain[c]) for i, c in enumerate(text) if c in plain]
    swaps = []
    for found in re.finditer("[\"']", text):
        opens = found.start() == 0 or text[found.start() - 1] in " \n\t(—–-"
        new = ("“" if opens else "”") if found[0] == '"' else ("‘" if opens else "’")
        swaps.append(Swap("C101", *found.span(), new))
    return swaps


def dashes(text: str, rng: random.Random) -> list[Swap]:
    """Restyle the dashes between words."""
    new = rng.choice(("—", " – ", " -- ", " — "))
    found = re.finditer(r"(?<!\d)(?: ?(?:--|[—–]) ?| - )(?!\d)", text)
    return [Swap("C102", *m.span(), new) for m in found if m[0] != new]


def _listed(text: str, code: str, pairs: tuple[tuple[str, str], ...]) -> list[Swap]:
    """Swap words of a list for their partners, first to second or second to first."""

    # A document is of one style: the side it uses more is the one that goes.
    def hits(words: tuple[str, ...]) -> list[re.Match[str]]:
        return list(re.finditer(rf"\b({'|'.join(map(re.escape, words))})\b", text))

    ours, theirs = hits(tuple(p[0] for p in pairs)), hits(tuple(p[1] for p in pairs))
    table = dict(pairs) if len(ours) >= len(theirs) else {b: a for a, b in pairs}
    chosen = ours if len(ours) >= len(theirs) else theirs
    return [Swap(code, *m.span(), table[m[0]]) for m in chosen]


def spelling(text: str, _rng: random.Random) -> list[Swap]:
    """US spelling to UK spelling, or back."""
    return _listed(text, "C106", phrases.SPELLINGS)


def contractions(text: str, _rng: random.Random) -> list[Swap]:
    """Contract (`do not` to `don't`), or write in full."""
    return _listed(text, "C105", phrases.CONTRACTIONS)


def acronyms(text: str, _rng: random.Random) -> list[Swap]:
    """U.S. to US, or back; a full stop that ends the sentence stays."""
    if re.search(r"\bU\.S\.", text):
        found = re.finditer(r"\b(?:[A-Z]\.){2,}(?=\s+[a-z0-9]|\s+[A-Z][a-z]|[,'’)])", text)
        return [Swap("C106", *m.span(), m[0].replace(".", "")) for m in found]
    return [Swap("C106", *m.span(), "U.S.") for m in re.finditer(r"\bUS\b(?=\s+[a-z])", text)]


def percents(text: str, _rng: random.Random) -> list[Swap]:
    """`percent`, `per cent` and `%` after a number."""
    if re.search(r"\d ?per ?cent\b", text):
        found = re.finditer(r"(?<=\d) ?per ?cent\b", text)
        return [Swap("C106", *m.span(), "%") for m in found]
    found = re.finditer(r"(?<=\d)%", text)
    return [Swap("C106", *m.span(), " percent") for m in found]


def style(text: str, rng: random.Random) -> list[Swap]:
    """Return every change of house style that this text allows, each with a likelihood."""
    makers = (quote_glyphs, dashes, spelling, acronyms, percents)
    chosen = [maker for maker in makers if rng.random() < 0.8] or [quote_glyphs]
    return [swap for maker in chosen for swap in maker(text, rng)]


def split(text: str, _rng: random.Random) -> list[Swap]:
    """Places where one sentence becomes two."""
    found = re.finditer(r"(?:, (and|but) (he|she|it|they|we)|; (\w+)) ", text)
    swaps = []
    for m in found:
        words = (m[1], m[2]) if m[1] == "but" else (m[2],) if m[2] else (m[3],)
        new = " ".join(words)
        swaps.append(Swap("C401", *m.span(), f". {new[:1].upper()}{new[1:]} "))
    return swaps


def merge(text: str, rng: random.Random) -> list[Swap]:
    """Places where two sentences become one."""
    found = re.finditer(r"(?<=[a-z])\. (The|He|She|It|They|We|This|In|But)(?= )", text)
    return [Swap("C402", *m.span(), f"{rng.choice((', and', ';'))} {m[1].lower()}") for m in found]


def trim(text: str, _rng: random.Random) -> list[Swap]:
    """Clauses that can go: asides between commas or brackets, closing participles."""
    pattern = (
        r", (?:who|which|including|along with|as well as) [^,.;\"“”\n]{8,80},| \([^()\n]{3,60}\)"
    )
    return [Swap("C207", *m.span(), "") for m in re.finditer(pattern, text)]


def drop(text: str, _rng: random.Random) -> list[Swap]:
    """Whole sentences, with the space after them."""
    spans = sentences(text)
    ends = [start for start, _ in spans[1:]] + [len(text)]
    return [
        Swap("C501", start, stop, "")
        for (start, _), stop in zip(spans, ends, strict=True)
        if "\n" not in text[start:stop]
    ]


def move(text: str, rng: random.Random) -> list[Swap]:
    """Take a sentence out and put it in elsewhere, two or more sentences away; two swaps."""
    spans = sentences(text)
    starts = [start for start, _ in spans]
    # Both places inside running text: a line break would end up in the middle of a sentence.
    inner = [
        i for i in range(1, len(spans) - 1)
        if re.fullmatch(r"[^\n\"“”]{40,}", text[starts[i] : starts[i + 1]])
    ]  # fmt: skip
    pairs = [(i, j) for i in inner for j in inner if j not in (i - 1, i, i + 1, i + 2)]
    if not pairs:
        return []
    i, j = rng.choice(pairs)
    taken = Swap("C403", starts[i], starts[i + 1], "")
    return [taken, Swap("C403", starts[j], starts[j], text[slice(*spans[i])] + " ")]


def _some(swaps: list[Swap], part: float, rng: random.Random) -> list[Swap]:
    return [swap for swap in swaps if rng.random() < part]


def wire_edit(text: str, rng: random.Random) -> list[Swap]:
    """Return the swaps of one edit: structure first, house style in what is left alone."""
    swaps = move(text, rng) if rng.random() < 0.5 else []
    swaps += _some(drop(text, rng), 0.12, rng)
    swaps += _some(trim(text, rng), 0.5, rng)
    swaps += _some(split(text, rng), 0.4, rng) + _some(merge(text, rng), 0.2, rng)
    if rng.random() < 0.6:
        swaps.append(Swap("C702", 0, 0, rng.choice(OPENERS)))
    if rng.random() < 0.6:
        swaps.append(Swap("C705", len(text), len(text), rng.choice(CLOSERS)))
    kept = _whole(without_overlap(swaps))
    spans: list[Span] = [(s.start, s.end) for s in kept]
    return kept + [s for s in style(text, rng) if not touches(s, spans)]


def _whole(swaps: list[Swap]) -> list[Swap]:
    """Leave a move out unless both its halves are there."""
    halves = [swap for swap in swaps if swap.code == "C403"]
    return swaps if len(halves) != 1 else [swap for swap in swaps if swap.code != "C403"]
