"""English inflection both ways: regular forms out of a base form, and base forms out of a form.

The way back is WordNet's own ("morphy", see its manual page morphy(7)): the exception lists
first, then a list of endings to detach. The way out is the usual spelling rules, in US and UK
spelling where they differ (traveled, travelled).
"""

from __future__ import annotations

import re

NOUN, VERB, ADJECTIVE, ADVERB = 1, 2, 4, 8
POS_NAMES = {NOUN: "noun", VERB: "verb", ADJECTIVE: "adj", ADVERB: "adv"}

_DETACH: dict[int, tuple[tuple[str, str], ...]] = {
    NOUN: (
        ("s", ""), ("ses", "s"), ("xes", "x"), ("zes", "z"), ("ches", "ch"), ("shes", "sh"),
        ("men", "man"), ("ies", "y"),
    ),
    VERB: (
        ("s", ""), ("ies", "y"), ("es", "e"), ("es", ""), ("ed", "e"), ("ed", ""), ("ing", "e"),
        ("ing", ""),
    ),
    ADJECTIVE: (("er", ""), ("est", ""), ("er", "e"), ("est", "e")),
    ADVERB: (),
}  # fmt: skip

_VOWELS = "aeiou"


def detached(form: str, pos: int) -> list[str]:
    """Return what may be left of ``form`` when a regular ending is taken off, likeliest first.

    >>> detached("hoping", VERB)
    ['hope', 'hop']
    """
    found = []
    for ending, instead in _DETACH[pos]:
        if form.endswith(ending) and len(form) > len(ending) + 1:
            if pos == NOUN and form.endswith("ss"):
                continue
            found.append(form[: -len(ending)] + instead)
    return found


def plural(noun: str) -> str:
    """Return the regular plural of a noun, or third person of a verb.

    >>> [plural(w) for w in ("church", "city", "day", "box", "house")]
    ['churches', 'cities', 'days', 'boxes', 'houses']
    """
    if noun.endswith(("s", "x", "z", "ch", "sh")):
        return noun + "es"
    if noun.endswith("y") and noun[-2:-1] not in _VOWELS:
        return noun[:-1] + "ies"
    return noun + "s"


def verb_forms(verb: str) -> set[str]:
    """Return the regular third person, past and participle, with both spellings of a final l.

    >>> sorted(verb_forms("travel"))
    ['traveled', 'traveling', 'travelled', 'travelling', 'travels']
    """
    stems = {verb}
    if verb.endswith("ie"):
        return {plural(verb), verb + "d", verb[:-2] + "ying"}
    if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")):
        return {verb + "s", verb + "d", verb[:-1] + "ing"}
    if verb.endswith("e"):
        return {verb + "s", verb + "d", verb + "ing"}
    if verb.endswith("y") and verb[-2:-1] not in _VOWELS:
        return {plural(verb), verb[:-1] + "ied", verb + "ing"}
    if re.search(r"[^aeiou][aeiou]l$", verb):
        stems.add(verb + "l")
    elif _doubles(verb):
        stems = {verb + verb[-1]}
    return {plural(verb)} | {stem + end for stem in stems for end in ("ed", "ing")}


def _doubles(word: str) -> bool:
    """Tell whether a word of one syllable doubles its last consonant (stop, stopped)."""
    return bool(re.fullmatch(r"[^aeiou]*[aeiou][^aeiouwxy]", word))


def degrees(adjective: str) -> set[str]:
    """Return -er and -est of a short adjective, nothing of a long one.

    >>> sorted(degrees("chilly")), degrees("important")
    (['chillier', 'chilliest'], set())
    """
    syllables = len(re.findall(r"[aeiouy]+", adjective.removesuffix("e")))
    if adjective.endswith("y") and syllables == 2 and adjective[-2] not in _VOWELS:
        return {adjective[:-1] + "ier", adjective[:-1] + "iest"}
    if syllables != 1:
        return set()
    stem = adjective.removesuffix("e")
    stem += stem[-1] if _doubles(adjective) else ""
    return {stem + "er", stem + "est"}
