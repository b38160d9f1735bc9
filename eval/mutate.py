"""Mutations of one quotation, each planned as swaps on its document; a class's name is its label.

Every planner takes the text, the span of a quotation's words (marks left out) and a generator, and
returns no swap where the quotation has no place for it. A plan is only returned when it does what
its label says: no cut that takes a negation away is called a truncation.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Sequence
from itertools import pairwise

import inject
import phrases
from obfuscate import Span, Swap, apply, like, quotations, sentences
from wordnet import thesaurus

Mutation = Callable[[str, Span, random.Random], list[Swap]]

FACT = re.compile(
    r"\b(?:no|not|never|none|nobody|nothing|neither|nor|without|hardly|cannot|un\w+|half|once|twice|"
    r"both|double|pair|couple|"
    + "|".join((*phrases.CARDINALS, *phrases.ORDINALS, *phrases.SCALES, *phrases.HUNDREDS, "one", "second"))
    + r"|fail\w*|den[yi]\w*|refuse\w*|may|might|\w*n['’]t)\b|\d",
    re.IGNORECASE,
)  # fmt: skip
CUE = r"(?:said|says|added|noted|stated|told|explained|argued|announced|wrote|warned|continued)"
PERSON = r"[A-Z][\w’'-]*[a-z](?: [A-Z]\.)?(?: [A-Z][\w’'-]*[a-z])*"
TAILS = (
    "and that is what matters", "as everybody here knows", "for the sake of our children",
    "and we are proud of it", "in my honest view", "when the time comes", "whatever they may say",
    "because the people deserve it", "and I thank all of you", "before it is too late",
)  # fmt: skip
HEADS = ("Let me be clear:", "As I see it,", "Frankly speaking,", "My friends,", "I believe that")
INSIDE = ("really", "certainly", "very clearly", "indeed", "of course", "as we know", "truly")
WHO = ("the senator", "the ministry", "the committee", "his staff", "the president", "the company")


def places(text: str, span: Span) -> list[Span]:
    """Return where the plain words of a quotation stand in its document."""
    found = re.finditer(r"[^\W\d_](?:[\w’'-]*\w)?", text[slice(*span)])
    return [(span[0] + m.start(), span[0] + m.end()) for m in found]


def truncated(text: str, span: Span, rng: random.Random) -> list[Swap]:
    """Cut the head, the tail or words of the middle, with an ellipsis or without."""
    at = places(text, span)
    if len(at) < 9:
        return []
    kind = rng.choice(("head", "tail", "middle", "ellipsis", "tail ellipsis"))
    most = max(2, min(len(at) // 2, 14))
    n = rng.randint(2, most)
    if kind == "head":
        return [Swap(kind, span[0], at[n][0], "")]
    if kind.startswith("tail"):
        mark = (
            "..." if "ellipsis" in kind else text[span[1] - 1] if text[span[1] - 1] in ",." else ""
        )
        return [Swap(kind, at[-n - 1][1], span[1], mark)]
    n = min(n, 6, len(at) - 6)
    first = rng.randint(3, len(at) - n - 3)
    cut = (at[first][0], at[first + n][0])
    said = text[slice(*cut)]
    if n < 2 or FACT.search(said) or re.search(r"\b[A-Z][a-z]", said) or "." in said:
        return []
    new = rng.choice(("... ", "… ", "[...] ", "[…] ")) if kind == "ellipsis" else ""
    return [Swap(kind, *cut, new)]


def bracketed(text: str, span: Span, rng: random.Random) -> list[Swap]:
    """Put an editor's words in square brackets, in a pronoun's place or after a word."""
    at = places(text, span)
    found = [
        p
        for p in at
        if text[slice(*p)].lower() in ("he", "she", "it", "they", "this", "them", "his", "that")
    ]
    kind = rng.choice(("pronoun", "after", "letter"))
    if kind == "letter":
        c = text[span[0]]
        return (
            [Swap(kind, span[0], span[0] + 1, f"[{c.swapcase()}]")]
            if c.isalpha() and len(at) > 5
            else []
        )
    if kind == "pronoun" and found:
        return [Swap(kind, *rng.choice(found), f"[{rng.choice(WHO)}]")]
    if kind == "after" and len(at) > 5:
        p = rng.choice(at[2:-1])
        return [Swap(kind, p[1], p[1], f" [{rng.choice(WHO)}]")]
    return []


def extended(text: str, span: Span, rng: random.Random) -> list[Swap]:
    """Add words at the head, at the tail or in the middle."""
    kind = rng.choice(("head", "tail", "middle"))
    at = places(text, span)
    if len(at) < 5 or not text[span[0]].isalpha():
        return []
    if kind == "head":
        return [Swap(kind, span[0], span[0], rng.choice(HEADS) + " ")]
    if kind == "tail":
        return [Swap(kind, at[-1][1], at[-1][1], " " + rng.choice(TAILS))]
    spaced = [p for p in at[1:-1] if text[p[0] - 1] == " "]
    if not spaced:
        return []
    p = rng.choice(spaced)
    return [Swap(kind, p[0], p[0], rng.choice(INSIDE) + " ")]


def substituted(text: str, span: Span, rng: random.Random) -> list[Swap]:
    """Put synonyms for one to three plain words."""
    swaps = []
    for p in places(text, span):
        word = text[slice(*p)]
        if (
            len(word) < 4
            or not word.islower()
            or word in phrases.LEFT_ALONE
            or FACT.fullmatch(word)
        ):
            continue
        spins = [s for s in thesaurus().spins(word) if not FACT.search(s) and _unlike(s, word)]
        if spins:
            swaps.append(Swap("synonym", *p, rng.choice(spins)))
    return sorted(
        rng.sample(swaps, min(len(swaps), rng.choice((1, 1, 2, 3)))), key=lambda s: s.start
    )


def _unlike(new: str, old: str) -> bool:
    """Tell a synonym from another spelling, or an opposite that the thesaurus slipped in."""
    opposite = any({new, old} == {one, other} for one, other in phrases.OPPOSITES)
    if old in new.split() or old.rstrip("s") in new:
        return False
    return not opposite and new.replace("-", "").replace(" ", "")[:4] != old[:4]


def reordered(text: str, span: Span, rng: random.Random) -> list[Swap]:
    """Let two words or two clauses change places, or move one to the end."""
    inside = text[slice(*span)]
    kind = rng.choice(("pair", "clauses", "words", "adverb"))
    if kind == "pair":
        found = list(re.finditer(r"\b([a-z]{3,}) (and|or) ([a-z]{3,})\b", inside))
        m = rng.choice(found) if found else None
        same = (
            m is None
            or m[1] == m[3]
            or FACT.search(m[0])
            or not phrases.LEFT_ALONE.isdisjoint(m.groups()[::2])
        )
        return [] if m is None or same else [
            Swap(kind, span[0] + m.start(), span[0] + m.end(), f"{m[3]} {m[2]} {m[1]}")
        ]  # fmt: skip
    if kind == "clauses":
        m = re.fullmatch(r"([A-Z][^,.;:?!“”\"]{12,}), ([a-z][^,.;:?!“”\"]{12,})([,.]?)", inside)
        if not m or FACT.search(inside) or re.match(r"(?:I|[A-Z]\w+ [A-Z])\b", inside):
            return []
        head = m[1][0].lower() + m[1][1:]
        return [Swap(kind, *span, f"{m[2][0].upper()}{m[2][1:]}, {head}{m[3]}")]
    at = [p for p in places(text, span) if text[slice(*p)].islower()]
    if kind == "words":
        long = [p for p in at if p[1] - p[0] > 3 and text[slice(*p)] not in phrases.LEFT_ALONE]
        pairs = [(p, q) for p, q in pairwise(long) if text[slice(*p)] != text[slice(*q)]]
        if not pairs or FACT.search(inside):
            return []
        p, q = rng.choice(pairs)
        return [Swap(kind, *p, text[slice(*q)]), Swap(kind, *q, text[slice(*p)])]
    adverbs = [
        p for p in at[1:-4] if re.fullmatch(r"\w{3,}ly|now|also|here|today", text[slice(*p)])
    ]
    if not adverbs or FACT.search(inside):
        return []
    p = rng.choice(adverbs)
    q = rng.choice([q for q in at if q[0] > p[1] + 8] or [None])
    if q is None or text[p[1]] != " ":
        return []
    return [Swap(kind, p[0], p[1] + 1, ""), Swap(kind, q[1], q[1], " " + text[slice(*p)])]


def split(text: str, span: Span, rng: random.Random) -> list[Swap]:
    """Break the quotation with who said it."""
    opening, closing = marks(text, span)
    at = places(text, span)
    if len(at) < 10:
        return []
    who = rng.choice(("he said", "she said", "the senator added", "he told reporters", "they said"))
    stops = [
        span[0] + m.start() for m in re.finditer(r"(?<=[a-z]{3})[.] (?=[A-Z])", text[slice(*span)])
    ]
    stops = [p for p in stops if at[2][1] < p < at[-3][0]]
    if stops and rng.random() < 0.5:
        p = rng.choice(stops)
        return [Swap("sentence", p, p + 2, f",{closing} {who}. {opening}")]
    spaced = [
        p
        for p in at[3:-3]
        if text[p[1]] in ", "
        and text[p[1] :][:2] in (", ", *(f" {c}" for c in "abcdefghijklmnopqrstuvwxyz"))
    ]
    if not spaced:
        return []
    p = rng.choice(spaced)
    end = p[1] + (2 if text[p[1]] == "," else 1)
    return [Swap("clause", p[1], end, f",{closing} {who}, {opening}")]


def merged(text: str, span: Span, _: random.Random) -> list[Swap]:
    """Join the quotation with the next one, when only who said it stands between."""
    rest = text[span[1] :]
    m = re.match(rf"[\"”] (?:[a-z]+|{PERSON}) (?:{CUE}|{PERSON})[,.] [\"“](?=[A-Za-z])", rest)
    if not m or text[span[1] - 1] not in ",.":
        return []
    head = "" if rest[m.end()].islower() else "."
    return [Swap("merged", span[1] - 1, span[1] + m.end(), f"{head} ")]


def number_changed(text: str, span: Span, rng: random.Random) -> list[Swap]:
    """Put another number or date."""
    return _injected(inject.inject_number, text, span, rng) or _injected(
        inject.inject_date, text, span, rng
    )


def name_changed(text: str, span: Span, rng: random.Random) -> list[Swap]:
    """Put another name, or garble a part of one."""
    swaps = _injected(inject.inject_name, text, span, rng)
    common = ("I", "We", "You", "They", "He", "She", "It", "Rather", "However", "But")
    if any(re.match(rf"(?:{'|'.join(common)})\b", text[s.start : s.end]) for s in swaps):
        return []
    return [] if re.search(r"[\[\]]", text[slice(*span)]) else swaps


def polarity_changed(text: str, span: Span, rng: random.Random) -> list[Swap]:
    """Add, drop or move a negation, or put an opposite."""
    inside = text[slice(*span)]
    moves = []
    for m in re.finditer(r" (not|never)(?= [a-z]{3,} )", inside):
        for n in re.finditer(r" (?=(?:be|have|do|go|support|[a-z]{4,}) )", inside):
            gap = inside[min(m.start(), n.start()) : max(m.end(), n.start())]
            if 12 < abs(n.start() - m.start()) < 60 and not re.search(r"[.;:?!]", gap):
                at = span[0] + n.start()
                drop = Swap("moved", span[0] + m.start(), span[0] + m.end(), "")
                moves.append([drop, Swap("moved", at, at, m[0])])
    if moves and rng.random() < 0.4:
        return sorted(rng.choice(moves), key=lambda s: s.start)
    found = re.finditer(
        r"\b(?:is|are|was|were|will|would|should|could|must|can|do|does|did)(?= [a-z]{3,})(?! not)",
        inside,
    )
    added = [
        Swap("added", span[0] + m.end(), span[0] + m.end(), rng.choice((" not", " not", " never")))
        for m in found
    ]
    if added and rng.random() < 0.4:
        return [rng.choice(added)]
    swaps = _injected(inject.inject_polarity, text, span, rng)
    return (
        []
        if any(text[s.start : s.end].istitle() for s in swaps) or "won’t" in text[slice(*span)]
        else swaps
    )


def _injected(
    plan: Callable[[str, random.Random], list[Swap]], text: str, span: Span, rng: random.Random
) -> list[Swap]:
    swaps = plan(text[slice(*span)], rng)
    return [Swap("fact", span[0] + s.start, span[0] + s.end, s.new) for s in swaps]


def dequoted(text: str, span: Span, rng: random.Random) -> list[Swap]:
    """Take the marks off; half of the time report the words with "that"."""
    if len(places(text, span)) < 5:
        return []
    new = ""
    before = text[: span[0] - 1]
    first = re.match(r"(?:The|We|They|This|It|There|He|She|Our|These|You)\b", text[span[0] :])
    if first and re.search(rf"{CUE},? $", before) and rng.random() < 0.5:
        return [
            Swap("that", len(before.rstrip().rstrip(",")), span[0] + 1, f" that {text[span[0]].lower()}"),
            Swap("that", span[1], span[1] + 1, ""),
        ]  # fmt: skip
    return [Swap("marks", span[0] - 1, span[0], new), Swap("marks", span[1], span[1] + 1, "")]


def requoted(text: str, _: Span, rng: random.Random) -> list[Swap]:
    """Put marks around narration beside the quotation: a whole sentence, or a part of one."""
    taken = [(s - 2, e + 2) for s, e in quotations(text)]
    free = [
        s for s in sentences(text)
        if all(s[1] <= t[0] or t[1] <= s[0] for t in taken) and 8 <= len(places(text, s)) <= 60
        and "\n" not in text[slice(*s)] and text[s[1] - 1] == "." and '"' not in text[slice(*s)]
    ]  # fmt: skip
    if not free:
        return []
    s = rng.choice(free)
    at = places(text, s)
    if rng.random() < 0.5:
        return [Swap("whole", s[0], s[0], '"'), Swap("whole", s[1], s[1], '"')]
    n = rng.randint(5, len(at) - 2)
    first = rng.randint(1, len(at) - n)
    return [
        Swap("part", at[first][0], at[first][0], '"'),
        Swap("part", at[first + n - 1][1], at[first + n - 1][1], '"'),
    ]


def reattributed(text: str, span: Span, rng: random.Random) -> list[Swap]:
    """Give the words to somebody else."""
    after, before = text[span[1] + 1 : span[1] + 90], text[max(0, span[0] - 90) : span[0] - 1]
    m = re.match(
        rf" (?:{CUE} )?((?:Senators? |Sen\. |President |Mr\. |Ms\. )?)({PERSON})(?: {CUE}\b|[.,])",
        after,
    )
    at = span[1] + 1
    if (
        not m
        or not re.search(CUE, m[0])
        or m[2].split()[0].lower() in ("he", "she", "they", "the", "i", "it", "we")
    ):
        m = re.search(
            rf"(?:[.\n] |\n|^)((?:Senator |Sen\. |President )?)({PERSON}) {CUE}[,:]? $", before
        )
        at = max(0, span[0] - 90)
    if not m or not text[span[0]].isupper():
        return []
    if m[2].split()[0] in phrases.TITLES or m[2].split()[-1] in phrases.TITLES:
        return []
    first = m[2].split()[:-1]
    last = rng.choice([n for n in phrases.SURNAMES if n not in m[2]])
    return [
        Swap(
            "speaker",
            at + m.start(2),
            at + m.end(2),
            f"{rng.choice(phrases.FIRST_NAMES)} {last}" if first else last,
        )
    ]


def unsupported(text: str, span: Span, _: random.Random) -> list[Swap]:
    """Drop the quotation with its sentence."""
    if len(places(text, span)) < 5:
        return []
    inside = [s for s in sentences(text) if s[0] < span[1] + 1 and span[0] - 1 < s[1]]
    if not inside:
        return []
    start, end = inside[0][0], inside[-1][1]
    others = [q for q in quotations(text) if q != span and q[0] < end and start < q[1]]
    return [] if others or start > span[0] - 1 else [Swap("dropped", start, end, "")]


def identical(_: str, span: Span, __: random.Random) -> list[Swap]:
    """Leave the quotation as it is."""
    return [Swap("nothing", span[0], span[0], "")]


def marks(text: str, span: Span) -> tuple[str, str]:
    """Return the marks around a quotation."""
    return text[span[0] - 1], text[span[1]]


def typographic(text: str, span: Span, rng: random.Random) -> list[Swap]:
    """Change what a house's style rules, one to three things at a time."""
    made: list[Swap] = []
    for style in rng.sample(STYLES, rng.choice((1, 1, 2, 3))):
        new = style(text, span, rng)
        if not any(s.start <= m.end and m.start <= s.end for s in new for m in made):
            made += new
    return sorted(made, key=lambda s: s.start) if apply(text, made)[0] != text else []


def _glyphs(text: str, span: Span, rng: random.Random) -> list[Swap]:
    pair = (
        rng.choice(("“”", '""', "«»", "„“", "‘’", "‘’"))
        if not re.search("['’]", text[slice(*span)])
        else rng.choice(("“”", '""', "«»", "„“"))
    )
    new = [
        Swap("glyph", span[0] - 1, span[0], pair[0]),
        Swap("glyph", span[1], span[1] + 1, pair[1]),
    ]
    return new + [Swap("apostrophe", span[0] + m.start(), span[0] + m.end(), "'" if m[0] == "’" else "’")
                  for m in re.finditer(r"(?<=[a-z])['’](?=[a-z])", text[slice(*span)])]  # fmt: skip


def _dashes(text: str, span: Span, rng: random.Random) -> list[Swap]:
    new = rng.choice((" – ", " — ", "—", " -- ", " - "))
    return [
        Swap("dash", span[0] + m.start(), span[0] + m.end(), new)
        for m in re.finditer(r" ?(?:--|—) ?| [–-] ", text[slice(*span)])
    ]


def _spaces(text: str, span: Span, rng: random.Random) -> list[Swap]:
    found = list(re.finditer(r"(?<=\w) (?=\w)", text[slice(*span)]))
    new = rng.choice(("\u00a0", "  ", "\u2009"))
    return [
        Swap("space", span[0] + m.start(), span[0] + m.end(), new)
        for m in rng.sample(found, min(3, len(found)))
    ]


def _forms(text: str, span: Span, _: random.Random) -> list[Swap]:
    found = re.finditer(r"[À-ɏ]", text[slice(*span)])
    return [
        Swap("nfd", span[0] + m.start(), span[0] + m.end(), unicodedata.normalize("NFD", m[0]))
        for m in found
    ]


def _case(text: str, span: Span, _: random.Random) -> list[Swap]:
    m = re.match(
        r"(?:The|We|They|This|It|There|He|She|Our|These|You|If|But|And|That|In|As|the|we|they|this|it|our)\b",
        text[span[0] :],
    )
    return [Swap("case", span[0], span[0] + 1, text[span[0]].swapcase())] if m else []


def _final(text: str, span: Span, rng: random.Random) -> list[Swap]:
    mark, closing = text[span[1] - 1], text[span[1]]
    if mark in ",.":
        outside = rng.random() < 0.5
        new = "." if mark == "," else ","
        return [
            Swap("final", span[1] - 1, span[1] + 1, closing + mark if outside else new + closing)
        ]
    if mark.isalpha() and text[span[1] + 1 : span[1] + 2] in (",", "."):
        return [Swap("final", span[1], span[1] + 2, text[span[1] + 1] + closing)]
    return []


def _spelling(text: str, span: Span, _: random.Random) -> list[Swap]:
    table = dict(phrases.SPELLINGS) | {b: a for a, b in phrases.SPELLINGS}
    found = re.finditer(rf"\b({'|'.join(table)})\b", text[slice(*span)], re.IGNORECASE)
    return [
        Swap("spelling", span[0] + m.start(), span[0] + m.end(), like(table[m[0].lower()], m[0]))
        for m in found
    ]


def _percent(text: str, span: Span, rng: random.Random) -> list[Swap]:
    inside = text[slice(*span)]
    swaps = [
        Swap("percent", span[0] + m.start(), span[0] + m.end(), "%")
        for m in re.finditer(r"(?<=\d) (?:percent|per cent)\b", inside)
    ]
    swaps += [
        Swap(
            "percent", span[0] + m.start(), span[0] + m.end(), rng.choice((" percent", " per cent"))
        )
        for m in re.finditer(r"(?<=\d)%", inside)
    ]
    numbers = {w: str(n) for n, w in phrases.COUNTS.items()}
    found = re.finditer(rf"\b({'|'.join(numbers)})\b(?! of us)(?!-)", inside)
    swaps += [Swap("numeral", span[0] + m.start(), span[0] + m.end(), numbers[m[0]]) for m in found]
    found = re.finditer(r"(?<![\w.,$-])(?:[2-9]|1[012])(?= [a-z])", inside)
    swaps += [
        Swap("numeral", span[0] + m.start(), span[0] + m.end(), phrases.COUNTS[int(m[0])])
        for m in found
    ]
    found = re.finditer(r"(?<=\d),(?=\d{3}\b)", inside)
    return swaps + [Swap("separator", span[0] + m.start(), span[0] + m.end(), "") for m in found]


STYLES: Sequence[Mutation] = (_glyphs, _dashes, _spaces, _forms, _case, _final, _spelling, _percent)

CLASSES: dict[str, Mutation] = {
    "identical": identical, "typographic": typographic, "truncated": truncated,
    "bracketed": bracketed, "extended": extended, "substituted": substituted,
    "reordered": reordered, "split": split, "merged": merged, "number-changed": number_changed,
    "name-changed": name_changed, "polarity-changed": polarity_changed, "dequoted": dequoted,
    "requoted": requoted, "reattributed": reattributed, "unsupported": unsupported,
}  # fmt: skip
MIRRORED = {
    "truncated": "extended", "extended": "truncated", "split": "merged", "merged": "split",
    "dequoted": "requoted", "requoted": "dequoted",
}  # fmt: skip
