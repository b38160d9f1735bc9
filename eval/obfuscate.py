"""Our own spinner and editor, for test data only; each says exactly what it did.

A change is planned as a :class:`Swap` on the original text. :func:`apply` carries swaps out and
returns the new text with one :class:`Act` for each: ``rebuild(text, acts)`` gives the new text
again. A moved stretch is two acts of code C403: taken out here, put in there.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

import phrases
from wordnet import thesaurus


class Swap(NamedTuple):
    """A planned change: put ``new`` in the place of ``start..end`` of the original."""

    code: str
    start: int
    end: int
    new: str


class Act(NamedTuple):
    """A change as it was made, with its place on both sides."""

    code: str
    a_start: int
    a_end: int
    b_start: int
    b_end: int
    a_text: str
    b_text: str


Made = tuple[str, list[Act]]
Span = tuple[int, int]


def apply(text: str, swaps: Iterable[Swap]) -> Made:
    """Carry out swaps that do not overlap; one that meets an earlier one in the list is left out.

    >>> apply("one two", [Swap("C303", 4, 7, "three")])
    ('one three', [Act(code='C303', a_start=4, a_end=7, b_start=4, b_end=9, a_text='two', b_text='three')])
    """
    parts: list[str] = []
    acts: list[Act] = []
    read = written = 0
    for swap in without_overlap(swaps):
        kept = text[read : swap.start]
        start = written + len(kept)
        written = start + len(swap.new)
        parts += [kept, swap.new]
        old = text[swap.start : swap.end]
        acts.append(Act(swap.code, swap.start, swap.end, start, written, old, swap.new))
        read = swap.end
    return "".join([*parts, text[read:]]), acts


def without_overlap(swaps: Iterable[Swap]) -> list[Swap]:
    """Return the swaps in the order of the text, without those that meet one listed earlier."""
    kept: list[Swap] = []
    for swap in swaps:
        # Touching counts as meeting for an insertion: the order of the two would be anybody's guess.
        if all(swap.end < k.start or k.end < swap.start or _apart(swap, k) for k in kept):
            kept.append(swap)
    return sorted(kept, key=lambda s: (s.start, s.end))


def _apart(one: Swap, other: Swap) -> bool:
    both_wide = one.start < one.end and other.start < other.end
    return both_wide and (one.end <= other.start or other.end <= one.start)


def rebuild(text: str, acts: Iterable[Act]) -> str:
    """Return the new text from the original and the record."""
    for act in sorted(acts, key=lambda act: (act.a_start, act.a_end), reverse=True):
        text = text[: act.a_start] + act.b_text + text[act.a_end :]
    return text


def sentences(text: str) -> list[Span]:
    """Return where sentences stand, by a simple rule; enough for cutting and moving them."""
    spans, at = [], 0
    for found in re.finditer(r"[.!?][\"”’')]*\s+(?=[\"“‘(]?[A-Z])|\n+", text):
        head = text[at : found.start() + 1].rstrip()
        if found[0][0] != "\n" and re.search(phrases.ABBREVIATION, head):
            continue
        if head.strip():
            spans.append((at, found.start() + len(found[0].rstrip())))
        at = found.end()
    if text[at:].strip():
        spans.append((at, len(text.rstrip())))
    return spans


def quotations(text: str) -> list[Span]:
    """Return where the words of direct quotations stand, marks left out.

    Where straight marks come in pairs, a quotation may run over paragraphs.
    """
    inside = "" if text.count('"') % 2 == 0 else r"\n"
    pattern = rf"“([^“”]{{3,2000}})”|\"([^\"{inside}]{{3,2000}})\""
    return [m.span(1 if m[1] else 2) for m in re.finditer(pattern, text)]


def everywhere(
    code: str, pattern: str, text: str, new: Callable[[re.Match[str]], str]
) -> list[Swap]:
    """Return a swap for every place where the pattern is found."""
    return [Swap(code, *m.span(), new(m)) for m in re.finditer(pattern, text)]


def touches(swap: Swap, spans: Iterable[Span]) -> bool:
    """Say whether a swap overlaps or borders on one of the spans."""
    return any(swap.start <= end and start <= swap.end for start, end in spans)


def like(new: str, old: str) -> str:
    """Return ``new`` in the case of ``old``."""
    if len(old) > 1 and old.isupper():
        return new.upper()
    return new[:1].upper() + new[1:] if old[:1].isupper() else new


def spin(text: str, strength: float, rng: random.Random, function_words: bool = False) -> Made:
    """Spin by dictionary: replace a share ``strength`` of the words and phrases it knows.

    Names are hit now and then, as in "White Home" (recorded as C301). With ``function_words``
    connectives go too. Numbers, dates, negations and modal verbs are left alone.
    """
    return apply(text, spin_plan(text, strength, rng, function_words))


def spin_plan(
    text: str, strength: float, rng: random.Random, function_words: bool = False
) -> list[Swap]:
    """Return the swaps of :func:`spin`."""
    swaps = _phrase_swaps(text, strength, rng, function_words)
    for found in re.finditer(r"[^\W\d_]+(?:['’][a-z]+)?", text):
        # Draw for every word, so that what is spun at 0.3 is spun at 0.5 as well.
        lot, choice = rng.random(), rng.random()
        swap = _spun_word(text, found, choice, hit_name=lot < strength / 4)
        if swap and lot < strength:
            swaps.append(swap)
    return swaps


def _phrase_swaps(
    text: str, strength: float, rng: random.Random, function_words: bool
) -> list[Swap]:
    table = phrases.SPUN | (phrases.FUNCTION if function_words else {})
    pattern = r"\b(" + "|".join(sorted(map(re.escape, table), key=len, reverse=True)) + r")\b"
    swaps = []
    for found in re.finditer(pattern, text, re.IGNORECASE):
        if rng.random() < strength and not found[0].isupper():
            new = like(table[found[0].lower()], found[0])
            code = "C204" if found[0].lower() in phrases.FUNCTION else "C203"
            swaps.append(Swap(code, *found.span(), new))
    return swaps


def _spun_word(text: str, found: re.Match[str], choice: float, hit_name: bool) -> Swap | None:
    word = found[0]
    known = word.lower()
    if len(word) < 3 or known in phrases.LEFT_ALONE or "'" in word or "’" in word:
        return None
    # "White House" is a name at the start of a sentence too, "Talks" is not.
    is_name = word[0].isupper() and (
        not starts_sentence(text, found.start()) or re.match(r" [A-Z]", text[found.end() :][:2])
    )
    if is_name and not (hit_name and word[1:].islower()):
        return None
    choices = [c for c in thesaurus().spins(known) if phrases.LEFT_ALONE.isdisjoint(c.split())]
    if not choices:
        return None
    # The first choice takes half the draws: a spinner's list is worked from the top.
    new = choices[max(0, int((2 * choice - 1) * len(choices)))]
    return Swap("C301" if is_name else "C202", *found.span(), like(new, word))


def starts_sentence(text: str, at: int) -> bool:
    """Say whether a sentence or a quotation starts here, where a capital says nothing."""
    before = text[max(0, at - 12) : at].rstrip(" \t")
    if re.search(phrases.ABBREVIATION, before):
        return False
    return not before or bool(re.search(r"([.!?:\n\"“‘*•]|--|[—–]|\s-)[\"”’')]*$", before))


def edit(text: str, rng: random.Random) -> Made:
    """Edit as a wire desk does: cut, trim, merge, split, move, restyle, add boilerplate."""
    import edits  # imports this module

    return apply(text, edits.wire_edit(text, rng))


def house_style(text: str, rng: random.Random) -> Made:
    """Change only what a style book rules: quote marks, dashes, spelling, acronyms, per cent."""
    import edits

    return apply(text, edits.style(text, rng))


def without_marks(text: str, lower: bool) -> str:
    r"""Return the words of a text alone, on one line, in lower case if asked for: as captions are.

    >>> without_marks('"No," he said.\nIt rained.', True)
    'no he said it rained'
    """
    bare = " ".join(re.findall(r"\w+(?:['’]\w+)*", text))
    return bare.lower() if lower else bare


Plan = Callable[[str, random.Random], list[Swap]]
"""What an injector is: the swaps that change one thing, or none where the text has no place."""
