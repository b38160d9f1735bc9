"""Pair UK spellings with their US ones, by rules that two independent facts must confirm.

A rule only proposes. A pair holds when both forms are known words, the US one is not much rarer
than the UK one in the (mostly US) counts, and they share a base form or a WordNet synset. Of words
not in WordNet only s and z make a pair, when both were counted: other rules would join surnames.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_RULES: tuple[tuple[str, str], ...] = (
    (r"our(?=$|s$|ed$|ing|er|able|ably|less|ful|i[sz]|ite|ist|al|hood|y$|ies$|ism)", "or"),
    (r"is(?=(e|es|ed|ing|er|ers|able|ation|ations|ational)$)", "iz"),
    (r"ys(?=(e|es|ed|ing|er|ers)$)", "yz"),
    (r"(?<=[^aeiou])re(?=$|s$)", "er"),
    (r"(?<=[^aeiou])red$", "ered"),
    (r"(?<=[^aeiou])r(?=ing$)", "er"),
    (r"(?<=[aeiou])ll(?=(ed|ing|ings|er|ers|or|ors|ist|ists|ous|y)$)", "l"),
    (r"^(kidna|worshi)pp(?=(ed|ing|er|ers)$)", r"\1p"),
    (r"(?<=en)c(?=(e|es|ed|ing|eless)$)", "s"),
    (r"ogue(?=$|s$|d$)", "og"),
    (r"ae", "e"),
    (r"oe(?!s$)", "e"),
    (r"oeuvre", "euver"),
    (r"oeuvr(?=ing|ab)", "euver"),
    (r"gramme(?=$|s$)", "gram"),
    (r"(?<=g)e(?=(ment|ments|mental)$)", ""),
    (r"e(?=(able|ably|ability)$)", ""),
    (r"^grey", "gray"),
    (r"^ageing", "aging"),
    (r"sceptic", "skeptic"),
    (r"^tyre(?=s?$)", "tire"),
    (r"ough(?=$|s$|ed$|ing$|er$|ers$)", "ow"),
    (r"ould(?=$|s$|ed$|ing$|er$|y$|ering$|ered$|ers$)", "old"),
    (r"oult(?=$|s$|ed$|ing$)", "olt"),
    (r"l(?=(s|ment|ments|ful|fully|fulness)?$)", "ll"),
    (r"aeroplane", "airplane"),
    (r"ellery$", "elry"),
    (r"inium$", "inum"),
    (r"yjama", "ajama"),
    (r"oustache", "ustache"),
    (r"^cosy$", "cozy"),
    (r"^cosi(?=er$|est$|ly$|ness$)", "cozi"),
    (r"^artef", "artif"),
    (r"xion(?=$|s$)", "ction"),
    (r"^kerb(?=s?$)", "curb"),
    (r"^gaol", "jail"),
    (r"phur", "fur"),
    (r"phat(?=e|ic)", "fat"),
    (r"^whisky$", "whiskey"),
    (r"^(to|back|for|up|down|in|out|after|home|on|east|west|north|south|sky|sea)wards$", r"\1ward"),
    (r"^(among|amid)st$", r"\1"),
    (r"^whilst$", "while"),
    (r"^practis(?=e$|es$|ed$|ing$)", "practic"),
    (r"^licenc(?=e$|es$|ed$|ing$)", "licens"),
    (r"lyse", "lyze"),
    (r"woollen", "woolen"),
    (r"vellou", "velou"),
    (r"^(learn|burn|spoil|dream|leap|lean)t$", r"\1ed"),
)  # fmt: skip

_NOT = frozenset(
    "prise prises prised prising forwards storey storeys cheque cheques timbre timbres eagre eagres"
    " maigre".split()
)
"""Words a rule would pair with a different word."""

_FUNCTION = {
    "towards": "toward", "amongst": "among", "amidst": "amid", "whilst": "while",
}  # fmt: skip


def candidates(form: str) -> Iterator[str]:
    """Yield US spellings that the rules propose for ``form``.

    >>> list(candidates("colours"))
    ['colors']
    """
    if form in _NOT:
        return
    for pattern, instead in _RULES:
        for match in re.finditer(pattern, form):
            proposal = form[: match.start()] + match.expand(instead) + form[match.end() :]
            if proposal != form:
                yield proposal


def pair(
    forms: set[str],
    counts: Callable[[str], int],
    related: Callable[[str, str], bool],
) -> dict[str, str]:
    """Return UK form -> US form for every form of ``forms`` that has a confirmed US spelling.

    Args:
        forms: all word forms.
        counts: how often a form was counted.
        related: whether two forms share a base form or a synset.
    """
    pairs = dict(_FUNCTION)
    for form in sorted(forms):
        known = [
            c
            for c in candidates(form)
            if c in forms and 4 * counts(c) >= counts(form) and related(form, c)
        ]
        if known and form not in pairs:
            pairs[form] = max(known, key=lambda c: (counts(c), c))
    return {uk: _end(uk, pairs) for uk in pairs if uk in forms and _end(uk, pairs) in forms}


def _end(form: str, pairs: dict[str, str]) -> str:
    """Follow a chain of pairs to its end, which a loop has none of."""
    seen = {form}
    while form in pairs and pairs[form] not in seen:
        form = pairs[form]
        seen.add(form)
    return form
