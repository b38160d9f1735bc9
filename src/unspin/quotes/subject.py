"""The words that name who speaks, beside a verb of saying.

No parser: a name is a run of capitals with the titles before it, a noun phrase begins with its
determiner, and both end at the closed words that cannot lie inside them.
"""

from __future__ import annotations

from typing import NamedTuple

from unspin.quotes.cues import Use
from unspin.quotes.page import Page
from unspin.records import Kind

CUE, SURE, PRONOUN, DETERMINER = int(Use.CUE), int(Use.SURE), int(Use.PRONOUN), int(Use.DETERMINER)
PREPOSITION, CONJUNCTION, AUXILIARY = int(Use.PREPOSITION), int(Use.CONJUNCTION), int(Use.AUXILIARY)
ADVERB, RELATIVE, TITLE = int(Use.ADVERB), int(Use.RELATIVE), int(Use.TITLE)
SUBORDINATOR, ROLE, BODY = int(Use.SUBORDINATOR), int(Use.ROLE), int(Use.BODY)
CALENDAR, NOUN = int(Use.CALENDAR), int(Use.NOUN)
_NUMBER, _PUNCTUATION = int(Kind.NUMBER), int(Kind.PUNCTUATION)
_STOPS = PREPOSITION | CONJUNCTION | AUXILIARY | RELATIVE | SUBORDINATOR
_CHAIN = frozenset(("of", "for", "at", "from", "with", "in", "to", "on", "near", "by"))
_DASHES = frozenset("—–-―")
LONGEST = 14
"""Words of a phrase that names somebody; beyond, it is a clause."""


class Phrase(NamedTuple):
    """Tokens ``first`` up to ``end`` that name somebody; ``kind``: name, pronoun, role or thing."""

    first: int
    end: int
    kind: str


def before(page: Page, verb: int, low: int, head: int = -1) -> Phrase | None:
    """Return the subject of a verb of saying, among the tokens from ``low`` up to it.

    Args:
        page: the text.
        verb: token of the verb.
        low: where what belongs to it may begin: its sentence, or the quotation before it.
        head: where its sentence begins; participles and second verbs take their subject there.
    """
    head = low if head < 0 else head
    words, uses = page.words, page.uses
    i = _past_fillers(page, verb - 1, low)
    if i < low:
        return None
    word, use = words[i], uses[i]
    if word in (",", ")", "(") or word[0] in _DASHES:
        if words[verb].endswith("ing") and (found := _nearest_clause(page, head, verb)):
            return found
        return _past_aside(page, i, low)
    if words[verb].endswith("ing") and i == verb - 1:
        beside = phrase_ending(page, i, low)
        joined = beside is not None and beside.first > low and words[beside.first - 1] in _WITH
        if beside and joined and beside.kind == "name":  # with Lee calling it
            return beside
        if found := _nearest_clause(page, head, verb):
            return found
    if word in ("and", "but", "or", "to"):
        return clause_subject(page, low, i) or clause_subject(page, head, low)
    if (use & PRONOUN and not page.names[i]) or word in _PERSONS:
        if word == "who":
            return _antecedent(page, i, low)
        return Phrase(i, i + 1, "pronoun")
    if word in ("which", "that", "whose"):
        return _antecedent(page, i, low)
    return phrase_ending(page, i, low) or clause_subject(page, low, i + 1)


_WITH = frozenset(("with", "and"))
_PERSONS = frozenset(("he", "she", "they", "i", "we"))


def _nearest_clause(page: Page, head: int, verb: int) -> Phrase | None:
    """Return the subject of the clause that a participle hangs on: the last one, or the first."""
    said = verb - 2
    if (
        said > head and page.words[verb - 1] == "," and page.words[said] in _SAID
    ):  # Lee said, adding
        return before(page, said, head)
    for t in range(verb - 2, head, -1):
        if page.words[t] in ("and", "but", "while", "as", ";", "though", "because", "when"):
            for k in range(t + 1, min(t + 5, verb)):
                if page.words[k] in ("he", "she", "they"):
                    return Phrase(k, k + 1, "pronoun")
    return clause_subject(page, head, verb)


_SAID = frozenset("said says added adds noted explained argued warned continued told wrote".split())
_TIMES = frozenset(
    """morning afternoon evening night week month year day weekend hour moment time summer fall
    spring winter monday tuesday wednesday thursday friday saturday sunday""".split()
)
_BEFORE_TIMES = frozenset("on last this that late early earlier in the same one next a".split())


def _past_fillers(page: Page, i: int, low: int) -> int:
    """Return the last word before adverbs, auxiliaries and times: ``Lee on Monday also said``."""
    timed = False
    while i >= low:
        if page.words[i] in _TIMES:
            timed = True
        elif not (_is_filler(page, i) or (timed and page.words[i] in _BEFORE_TIMES)):
            break
        i -= 1
    return i


def _is_filler(page: Page, t: int) -> bool:
    """Tell whether a word may stand between a subject and its verb."""
    word = page.words[t]
    if page.uses[t] & (AUXILIARY | ADVERB):
        return True
    return word.endswith("ly") and not page.names[t] and page.kinds[t] <= _NUMBER


def _antecedent(page: Page, i: int, low: int) -> Phrase | None:
    """Return whom a relative pronoun stands for."""
    t = i - 1
    if t >= low and page.words[t] == ",":
        t -= 1
    if t < low:
        return None
    if page.words[t] == ")":
        return _past_aside(page, t, low)
    return phrase_ending(page, t, low) or _past_aside(page, i - 1, low)


def _past_aside(page: Page, i: int, low: int) -> Phrase | None:
    """Return the subject before an aside that ends at ``i``: a comma, bracket or dash."""
    words = page.words
    if words[i] == ")":
        t = i
        while t > low and words[t] != "(":
            t -= 1
        return phrase_ending(page, t - 1, low) if t > low else None
    starts = [low]
    if page.uses[low] & (CONJUNCTION | SUBORDINATOR) and not page.uses[low] & DETERMINER:
        starts = [low + 1]
    for t in range(low, i):
        if (
            (words[t] == "," and not _inside_number(page, t))
            or words[t][0] in "—–"
            or words[t] in "()"
        ):
            starts.append(t + 1)
    for first in starts:
        if first < i and (phrase := phrase_starting(page, first, i)) and _fits(page, phrase, i):
            return phrase
    return None


def _inside_number(page: Page, t: int) -> bool:
    return t + 1 < page.n and not page.spaced[t + 1]


def _fits(page: Page, phrase: Phrase, end: int) -> bool:
    """Tell whether a phrase is cut by a comma or is not a mere place in an adverbial."""
    if phrase.kind == "thing" or (
        page.uses[phrase.first] & CALENDAR and phrase.end == phrase.first + 1
    ):
        return False
    following = page.words[phrase.end]
    return (
        phrase.end >= end or following in ",(—–-"
        or bool(page.uses[phrase.end] & (PREPOSITION | RELATIVE))
    )  # fmt: skip


def phrase_ending(page: Page, last: int, low: int) -> Phrase | None:
    """Return the noun phrase whose last word is ``last``, with what its prepositions hang on."""
    words, uses, kinds = page.words, page.uses, page.kinds
    if last < low or (kinds[last] > _NUMBER and words[last] != "."):
        return None
    if uses[last] & _STOPS and not page.names[last] and words[last] != "us":
        return None
    first, t = last, last
    named = False
    while t >= low and last - t < LONGEST:
        word, use = words[t], uses[t]
        if kinds[t] > _NUMBER:
            if not _joins(page, t):
                break
            t -= 1
            continue
        if kinds[t] == _NUMBER and len(word) == 4 and t < last:
            break
        named = named or bool(page.names[t])
        if use & DETERMINER and not page.names[t]:
            first = t
            if t - 1 >= low and uses[t - 1] & DETERMINER and not page.names[t - 1]:
                first = t = t - 1
            if t - 1 >= low and words[t - 1] in _CHAIN and _hangs(page, t - 1, low):
                t -= 2
                continue
            break
        if use & PREPOSITION and not page.names[t]:
            if word in _CHAIN and _hangs(page, t, low):
                t -= 1
                continue
            break
        if word in ("and", "&") and t - 1 >= low and page.names[t - 1] and page.names[t + 1]:
            t -= 1
            continue
        if use & _STOPS and not page.names[t] and word != "'s":
            break
        if use & PRONOUN and not page.names[t]:
            break
        if use & CUE and not page.names[t] and t != last and not use & (ROLE | NOUN | TITLE):
            break
        first = t
        t -= 1
    return Phrase(first, last + 1, _kind_of(page, first, last + 1))


def _joins(page: Page, t: int) -> bool:
    """Tell whether a mark stands inside a name: ``Ann-Lee``, ``J. Lee``, ``example.org``."""
    if page.words[t] == ".":
        return t > 0 and (page.is_short(t - 1) or not page.stops[t])
    return page.words[t] in ("-", "&", "'", "/")


def _hangs(page: Page, preposition: int, low: int) -> bool:
    """Tell whether a preposition hangs on a noun for somebody: a role, a body or a name."""
    t = preposition - 1
    if t < low or page.kinds[t] > _NUMBER:
        return False
    use = page.uses[t]
    if page.names[t]:
        return page.words[preposition] not in ("to", "on", "by") and not use & CALENDAR
    return bool(use & (ROLE | BODY | TITLE | NOUN)) and not (use & CUE and not use & (ROLE | TITLE))


def _kind_of(page: Page, first: int, end: int) -> str:
    """Tell what a phrase names by its words."""
    use = 0
    named = False
    for t in range(first, end):
        use |= 0 if page.words[t] in _MODIFIERS else page.uses[t]
        plain = not page.uses[t] & (CALENDAR | DETERMINER | PRONOUN)
        named = named or (plain and bool(page.names[t]))
    if end == first + 1 and page.uses[first] & PRONOUN:
        return "pronoun"
    if named:
        return "name"
    return "role" if use & (ROLE | TITLE | BODY | NOUN) else "thing"


_MODIFIERS = frozenset("democratic republican former vice deputy majority minority".split())


def phrase_starting(page: Page, first: int, high: int) -> Phrase | None:
    """Return the noun phrase that begins at ``first``, cut where no name or noun can go on."""
    words, uses, kinds = page.words, page.uses, page.kinds
    if first >= high or kinds[first] > _NUMBER:
        return None
    use = uses[first]
    if use & PRONOUN and words[first] in _ALONE:
        return Phrase(first, first + 1, "pronoun")
    opening = page.names[first] or use & (DETERMINER | ROLE | TITLE) or kinds[first] == _NUMBER
    opening = opening or _leads_to_name(page, first, high)
    if not opening or (use & _STOPS and not use & DETERMINER and words[first] != "us"):
        return None
    t, named, determined = first, False, bool(use & DETERMINER)
    while t < high and t - first < LONGEST:
        word, use = words[t], uses[t]
        if kinds[t] > _NUMBER:
            if not _joins(page, t):
                break
        elif page.names[t]:
            if use & CALENDAR and t > first:
                break
            named = True
        elif word == "'s":  # a possessor is a determiner
            determined = True
        elif (
            named
            and t > first
            and not (
                use & (ROLE | BODY | TITLE)
                or word in _PARTS
                or determined
                or _leads_to_role(page, t, high)
            )
        ):
            break
        elif use & (_STOPS | PRONOUN) and word not in _PARTS and not use & DETERMINER:
            break
        elif use & DETERMINER and t > first and uses[t - 1] & DETERMINER == 0:
            break
        elif use & CUE and use & SURE and t > first and not use & ROLE:
            break
        t += 1
    while t > first and (
        (kinds[t - 1] > _NUMBER and words[t - 1] != ".") or words[t - 1] in _LOOSE
    ):
        t -= 1
    return Phrase(first, t, _kind_of(page, first, t)) if t > first else None


def _leads_to_role(page: Page, first: int, high: int) -> bool:
    """Tell whether plain words lead to a role: ``political scholar`` after a university."""
    for t in range(first, min(first + 3, high)):
        if page.uses[t] & (ROLE | TITLE):
            return True
        if page.kinds[t] > _NUMBER or page.uses[t] or page.names[t]:
            return False
    return False


def _leads_to_name(page: Page, first: int, high: int) -> bool:
    """Tell whether a plain word is followed by a name or a role: ``longtime aide Ann Lee``."""
    for t in range(first, min(first + 4, high)):
        use = page.uses[t]
        if t > first and (page.names[t] or use & (ROLE | TITLE)):
            return True
        plain = page.kinds[t] <= _NUMBER or page.words[t] == "-"
        if not plain or use & (_STOPS | PRONOUN | ADVERB | CUE):
            return False
    return False


_ALONE = frozenset(
    ("he", "she", "they", "i", "we", "it", "who", "you", "everyone", "somebody", "someone")
)
_PARTS = frozenset(
    ("'s", "de", "van", "von", "al", "el", "bin", "la", "der", "den", "di", "da", "of")
)


_LOOSE = frozenset(("of", "'s", "the", "a", "an"))


def clause_subject(page: Page, low: int, high: int) -> Phrase | None:
    """Return the first phrase that may be the subject of the clause from ``low`` to ``high``."""
    t, words, uses = low, page.words, page.uses
    while t < high:
        word = words[t]
        if page.kinds[t] > _NUMBER or (uses[t] & (CONJUNCTION | ADVERB) and not _opens(page, t)):
            t += 1
            continue
        if (
            (uses[t] & (PREPOSITION | SUBORDINATOR) and word != "that")
            or word.endswith("ing")
            or (uses[t] & CUE and not uses[t] & ROLE)
        ):
            comma = _next_comma(page, t, high)
            if comma < 0:
                return None if t > low else _first_name(page, t + 1, high)
            t = comma + 1
            continue
        phrase = phrase_starting(page, t, high)
        if phrase and phrase.kind != "thing" and not (uses[t] & CALENDAR and phrase.end == t + 1):
            return phrase
        t = phrase.end if phrase else t + 1
    return None


def _opens(page: Page, t: int) -> bool:
    return bool(page.uses[t] & (PRONOUN | DETERMINER))


def _next_comma(page: Page, t: int, high: int) -> int:
    while t < high:
        if page.words[t] == ",":
            return t
        t += 1
    return -1


def _first_name(page: Page, t: int, high: int) -> Phrase | None:
    while t < high:
        phrase = phrase_starting(page, t, high)
        if phrase and phrase.kind in ("name", "pronoun"):
            return phrase
        t += 1
    return None


def after(page: Page, verb: int, high: int) -> Phrase | None:
    """Return the subject that follows a verb of saying, before ``high``: ``said X``."""
    t = verb + 1
    while t < high and page.uses[t] & ADVERB and not page.uses[t] & PREPOSITION:
        t += 1
    if t >= high or (page.uses[t] & CALENDAR and page.uses[t] & int(Use.DAY)):
        return None
    return phrase_starting(page, t, high)
