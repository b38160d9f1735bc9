"""Who is who in one text: full names, parts of them, roles and pronouns."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from dataclasses import dataclass, field
from itertools import accumulate, chain

from unspin.quotes.cues import Use
from unspin.quotes.marks import Stretch
from unspin.quotes.names import FEMALE, MALE
from unspin.quotes.page import Page
from unspin.quotes.subject import Phrase
from unspin.records import Kind

TITLE, ROLE, BODY, NOUN = int(Use.TITLE), int(Use.ROLE), int(Use.BODY), int(Use.NOUN)
CALENDAR, DETERMINER, PRONOUN = int(Use.CALENDAR), int(Use.DETERMINER), int(Use.PRONOUN)
CLOSED = int(Use.PREPOSITION | Use.CONJUNCTION | Use.SUBORDINATOR | Use.AUXILIARY | Use.RELATIVE)
_NUMBER = int(Kind.NUMBER)
_PARTICLES = frozenset(
    ("de", "van", "von", "al", "el", "bin", "la", "der", "den", "di", "da", "del")
)
_SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv"))
_HIS = {"mr": "m", "sir": "m", "lord": "m", "congressman": "m", "spokesman": "m", "chairman": "m",
        "businessman": "m", "king": "m", "prince": "m", "mrs": "f", "ms": "f", "miss": "f",
        "lady": "f", "congresswoman": "f", "spokeswoman": "f", "chairwoman": "f", "queen": "f",
        "princess": "f", "dame": "f"}  # fmt: skip
_HONOURS = frozenset("mr mrs ms miss dr".split())
_OFFICES = {"sen": "senator", "rep": "representative", "gov": "governor", "pres": "president",
            "congressman": "representative", "congresswoman": "representative", "sens": "senator",
            "lawmaker": "", "gen": "general", "prime": "minister", "col": "colonel",
            "chairwoman": "chairman", "chair": "chairman", "prof": "professor",
            "spokeswoman": "spokesman", "spokesperson": "spokesman"}  # fmt: skip
_PARTIES = frozenset(
    ("republican", "democrat", "democratic", "former", "vice", "minority", "majority")
)
_GENDERS = {"he": "m", "she": "f", "his": "m", "her": "f"}
WINDOW = 160
"""Tokens before a pronoun in which the person it stands for must be named."""


@dataclass(slots=True)
class Person:
    """One bearer of a name.

    Attributes:
        name: the fullest form; words: how many words it has.
        gender: ``m``, ``f`` or empty when nothing tells.
        human: whether something tells that it is a person, not a place or a body.
        offices: titles and roles given to the name; places: tokens where it is named.
    """

    name: str
    words: int
    gender: str = ""
    human: bool = False
    offices: set[str] = field(default_factory=set)
    places: list[int] = field(default_factory=list)


class People:
    """The names of one text, merged where one is the end of another."""

    def __init__(self, page: Page, stretches: list[Stretch]) -> None:
        self._page = page
        self._known_phrases: dict[int, tuple[str, str, Person | None]] = {}
        self._bearers: dict[str, list[Person]] | None = None
        self._recent: tuple[int, Person] | None = None
        self._by_last: dict[str, list[Person]] = {}
        self._at: dict[int, Person] = {}
        self._leading: dict[int, bool] = {}
        runs = [(-_size(page, first, end), first, end) for first, end in _runs(page)]
        for size, first, end in sorted(runs):
            self._enter(first, end, -size)
        self._places = sorted(self._at)
        self._told = _outside(self._places, stretches)
        self._ends = [s.end for s in stretches]
        self._quoted = [0, *accumulate(s.end - s.first for s in stretches)]

    def _enter(self, first: int, end: int, size: int) -> None:
        page = self._page
        at = _before(page, first)
        if size == 1 and not (
            first and page.uses[at] & TITLE
        ):  # most names are one word met before
            bearers = self._by_last.get(page.words[first], ())
            if len(bearers) == 1:
                insort(bearers[0].places, first)
                self._at[first] = bearers[0]
                return
        last = _last_word(page, first, end)
        title = page.words[at] if first else ""
        gender = _HIS.get(title, "") or (_gender(page.words[first]) if size > 1 else "")
        person = self._known(last, first, size, gender)
        if person is None:
            person = Person(_text(page, first, end), size)
            self._by_last.setdefault(last, []).append(person)
        person.gender = person.gender or gender
        titled = bool(first and (page.uses[at] & TITLE or title in _OFFICE_ENDS))
        if not page.uses[end - 1] & BODY:
            person.human = person.human or (titled and title not in _PARTIES) or bool(gender)
        if titled:
            person.offices.add(_OFFICES.get(title, title))
        insort(person.places, first)
        self._at[first] = person

    def _known(self, last: str, first: int, size: int, gender: str) -> Person | None:
        """Return the person that a name means: of those with its last word, the nearest before."""
        words = self._page.words
        fitting = []
        for person in self._by_last.get(last, ()):
            if size > 1 and person.words > 1:
                if person.name.lower().split()[0] != words[first]:
                    continue
            elif gender and person.gender and gender != person.gender:
                continue
            fitting.append(person)
        if len(fitting) < 2:
            return fitting[0] if fitting else None

        def nearness(person: Person) -> int:
            earlier = bisect_left(person.places, first)
            return first - person.places[earlier - 1] if earlier else 1 << 30

        return min(fitting, key=nearness)

    def of(self, phrase: Phrase) -> tuple[str, str, Person | None]:
        """Return the canonical name of a phrase, how it was found, and the person if one is known."""
        if phrase.first not in self._known_phrases:
            found = self._known_phrases[phrase.first] = self._of(phrase)
            if found[2] and phrase.kind != "thing" and not found[2].name.isupper():
                found[2].human = True
                self._recent = (phrase.first, found[2])
        return self._known_phrases[phrase.first]

    def _of(self, phrase: Phrase) -> tuple[str, str, Person | None]:
        page = self._page
        surface = page.text[page.starts[phrase.first] : page.ends[phrase.end - 1]]
        if phrase.kind == "pronoun":
            person = self._of_pronoun(phrase)
            return (person.name, "pronoun", person) if person else (surface, "pronoun", None)
        if phrase.kind == "name" and (person := self._head(phrase)):
            return person.name, "name" if person.name in surface else "shorter", person
        if phrase.kind != "pronoun" and (person := self._beside(phrase) or self._of_role(phrase)):
            return person.name, "role", person
        return surface, "name", None

    def _head(self, phrase: Phrase) -> Person | None:
        """Return the person a phrase names, unless the name only belongs to its head."""
        page = self._page
        at = bisect_left(self._places, phrase.first)
        best: int | None = None
        while at < len(self._places) and self._places[at] < phrase.end:
            t = self._places[at]
            if page.words[t - 1] not in _OFFICE_ENDS and any(
                page.uses[k] & CLOSED and not page.names[k] and page.words[k] not in ("and", "'s")
                for k in range(phrase.first, t)
            ):
                break
            best = t
            at += 1
        if best is None:
            return None
        end = best
        while end < phrase.end and (page.names[end] or page.kinds[end] > _NUMBER):
            end += 1
        rest = page.words[end : phrase.end]
        if rest and rest[0] == "'s":  # a statement speaks for its owner, an aide for himself
            return self._at[best] if page.uses[phrase.end - 1] & NOUN else None
        if rest and page.uses[end] & (ROLE | BODY):
            return None
        return self._at[best]

    def _beside(self, phrase: Phrase) -> Person | None:
        """Return the person named beside a phrase: ``her aide, Ann Lee, said``."""
        page, t = self._page, phrase.end
        if t + 1 >= page.n or page.words[t] != ",":
            return None
        t += 1
        while t < page.n and page.uses[t] & TITLE:
            t += 2 if t + 1 < page.n and page.words[t + 1] == "." else 1
        person = self._at.get(t)
        end = t
        while end < page.n and (page.names[end] or page.words[end] == "."):
            end += 1
        closed = end < page.n and page.words[end] == ","
        return person if person and person.words > 1 and closed else None

    def _of_role(self, phrase: Phrase) -> Person | None:
        """Return the only person who was given the office that a phrase names."""
        page = self._page
        if page.words[phrase.first] not in ("the", "mr", "madam"):
            return None
        words = page.words[phrase.first + 1 : phrase.end]
        office = words[-1] if words else ""
        office = _OFFICES.get(office, office)
        if self._bearers is None:
            self._bearers = {}
            for person in chain.from_iterable(self._by_last.values()):
                for held in person.offices:
                    self._bearers.setdefault(held, []).append(person)
        bearers = self._bearers.get(office, [])
        return bearers[0] if len(bearers) == 1 else None

    def _of_pronoun(self, phrase: Phrase) -> Person | None:
        """Return the person nearest before who fits, if no other stands in the way."""
        page = self._page
        gender = _GENDERS.get(page.words[phrase.first], "")
        if not gender:
            return None
        here = self._narrated(phrase.first)
        scores: dict[int, float] = {}
        people: dict[int, Person] = {}
        at = bisect_left(self._told, phrase.first)
        mentions = [
            (t, self._at[t], 3.0 if self._is_leading(t) else 1.0)
            for t in self._told[max(0, at - 40) : at]
        ]
        if self._recent and self._recent[0] < phrase.first:
            mentions.append((*self._recent, RECENT))
        for t, person, weight in mentions:
            if not person.human or (person.gender and person.gender != gender):
                continue
            gap = here - self._narrated(t)
            if gap > WINDOW and not (self._recent and self._recent[0] == t):
                continue
            near = weight * (1.5 if person.gender else 1.0) / (8 + gap)
            key = id(person)
            people[key] = person
            scores[key] = scores.get(key, 0.0) + near
        if not scores:
            return None
        best = max(scores, key=lambda k: scores[k])
        rest = max((s for k, s in scores.items() if k != best), default=0.0)
        return people[best] if scores[best] > SAFE * rest else None

    def _narrated(self, t: int) -> int:
        """Return how many tokens of narration stand before a token: quotations do not count."""
        return t - self._quoted[bisect_right(self._ends, t)]

    def _is_leading(self, t: int) -> bool:
        if t not in self._leading:
            self._leading[t] = self._leads(t)
        return self._leading[t]

    def _leads(self, t: int) -> bool:
        """Tell whether a name is a subject by its place: a sentence begins or a verb of saying is near."""
        page = self._page
        k = _before(page, t) if t else 0
        while k > 0 and (page.uses[k] & (TITLE | ROLE) or page.words[k] == ".") and t - k < 6:
            k -= 1
        if page.begins(k + 1) or page.begins(k):
            return True
        if page.words[k] == "and" and k and page.names[k - 1]:  # both, or neither
            return True
        end = t
        while end < page.n and page.names[end]:
            end += 1
        return end < page.n and bool(
            page.uses[end] & int(Use.CUE) and page.uses[end] & int(Use.SURE)
        )


RECENT = 1.5
"""Weight of whoever spoke last, where a subject has 3 and any other name 1."""
SAFE = 1.3
"""How much better the best candidate for a pronoun must be than the next."""


def _outside(places: list[int], stretches: list[Stretch]) -> list[int]:
    """Return the places that no quotation covers."""
    told, k = [], 0
    for t in places:
        while k < len(stretches) and stretches[k].end <= t:
            k += 1
        if k == len(stretches) or t < stretches[k].first:
            told.append(t)
    return told


def _runs(page: Page) -> list[tuple[int, int]]:
    """Return the token ranges of names, titles left out."""
    found = []
    begin, n = _headline(page), page.n
    uses, lines = page.uses, page.lines
    for t in page.named:
        if t < begin or uses[t] & (TITLE | CALENDAR | DETERMINER):
            continue
        end = t + 1
        while end < n and lines[end] == lines[t] and _goes_on(page, end):
            end += 1
        begin = end
        while end > t + 1 and page.kinds[end - 1] > _NUMBER and page.words[end - 1] != ".":
            end -= 1
        found.append((_past_offices(page, t, end) if end > t + 1 else t, end))
    return found


def _headline(page: Page) -> int:
    """Return where a text begins after a first line that is a headline: most of it in capitals."""
    end = 0
    while end < page.n and page.lines[end] == 0:
        end += 1
    longer = [t for t in range(end) if page.kinds[t] <= 2 and len(page.words[t]) > 3]
    if end == page.n or not longer or page.stops[end - 1]:
        return 0
    return end if sum(map(bool, map(page.capital.__getitem__, longer))) > 0.7 * len(longer) else 0


def _past_offices(page: Page, first: int, end: int) -> int:
    """Return where the name of a person begins in a run such as ``State Hillary Clinton``."""
    if end - first < 2 or page.words[first] in MALE or page.words[first] in FEMALE:
        return first
    for t in range(first + 1, end - 1):
        if page.words[t] in MALE or page.words[t] in FEMALE:
            return t
    return first + 1 if page.words[first] in _OFFICE_ENDS else first


_OFFICE_ENDS = frozenset("state house senate defense treasury interior".split())


def _goes_on(page: Page, t: int) -> bool:
    """Tell whether a token goes on with the name before it."""
    word = page.words[t]
    if page.capital[t] and page.kinds[t] <= 2:
        return not page.uses[t] & (TITLE | CALENDAR)
    if page.kinds[t] <= 3 and word not in _PARTICLES:
        return False
    following = t + 1 < page.n and page.capital[t + 1] != 0 and page.kinds[t + 1] <= 2
    if word == ".":
        return (following and page.is_short(t - 1)) or page.words[t - 1] in _SUFFIXES
    if word in ("-", "'") and not page.spaced[t]:
        return following and not page.spaced[t + 1]
    return word in _PARTICLES and following


def _size(page: Page, first: int, end: int) -> int:
    return 1 if end == first + 1 else sum(kind <= 2 for kind in page.kinds[first:end])


def _last_word(page: Page, first: int, end: int) -> str:
    t = end - 1
    while t > first and (page.kinds[t] > _NUMBER or page.words[t] in _SUFFIXES):
        t -= 1
    return page.words[t]


def _before(page: Page, t: int) -> int:
    """Return the word before a token, past the full stop of an abbreviation."""
    return t - 2 if t >= 2 and page.words[t - 1] == "." and page.is_short(t - 2) else t - 1


def _gender(first: str) -> str:
    return "m" if first in MALE else "f" if first in FEMALE else ""


def _text(page: Page, first: int, end: int) -> str:
    return " ".join(page.text[page.starts[first] : page.ends[end - 1]].split())
