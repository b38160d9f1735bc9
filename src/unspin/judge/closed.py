"""The closed word classes of a language: the words whose change is a change of fact.

These are grammar, not vocabulary: a language has a dozen months and a handful of negations, and
never gains another. Open classes (names, synonyms, antonyms) come from the lexicon or from shape.
A language without an entry gets empty classes, and then only digits and shapes are judged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType


def _indexed(*rows: str, start: int = 1) -> dict[str, int]:
    return {word: n for n, row in enumerate(rows, start) for word in row.split()}


def _grouped(**groups: str) -> dict[str, str]:
    return {word: name for name, row in groups.items() for word in row.split()}


NUMBER, UNIT, CALENDAR, NEGATION, MODAL, CUE = 1, 2, 4, 8, 16, 32
"""Marks of a word in ``Closed.watch``."""


@dataclass(frozen=True, slots=True, eq=False)
class Closed:
    """Lower-case words by class; every mapping goes from the word to what it stands for.

    Attributes:
        units: number words below a hundred that add up (one .. ninety).
        magnitudes: number words that multiply (hundred, dozen, million).
        plurals: plural magnitudes, an order of size and no exact value (thousands).
        ordinals, fractions: "third" is 3, and the denominator 3 after a number.
        weak: number words with other uses; they count only when another number replaces them.
        months, weekdays, days: day names relative to today are ``days``.
        measures, currencies: unit words and symbols to one name for each unit.
        made_of: a unit to how many of which smaller one it is (a year is 12 months).
        negations: to "strong" (not, never) or "weak" (hardly).
        refusals: verbs that deny what they govern with "to"; deniers: those that deny a clause.
        pointing: verbs whose direction lies with who speaks (come, go); implied: adjectives that do.
        harmless: words after a negation that take its force away (not only, no doubt).
        contraries: words to those that say the opposite (before, after): function words, and the
            few common verbs whose antonyms dictionaries leave out.
        modals: to their class of strength; semi: words that are modal before "to".
        cues: verbs of saying; addressing: those that name the hearer next; pronouns: words that may stand for a speaker.
        be: words a clitic 's or 'd may stand for.
        numbers: every word that may be part of a number.
        watch: every word of a class that is looked for where texts differ, to its marks.
        personal: titles before a name; honorifics: those of them that say no office.
    """

    units: Mapping[str, int] = field(default_factory=dict)
    magnitudes: Mapping[str, int] = field(default_factory=dict)
    plurals: Mapping[str, int] = field(default_factory=dict)
    ordinals: Mapping[str, int] = field(default_factory=dict)
    fractions: Mapping[str, int] = field(default_factory=dict)
    weak: Mapping[str, Fraction] = field(default_factory=dict)
    months: Mapping[str, int] = field(default_factory=dict)
    weekdays: Mapping[str, int] = field(default_factory=dict)
    days: Mapping[str, int] = field(default_factory=dict)
    measures: Mapping[str, str] = field(default_factory=dict)
    currencies: Mapping[str, str] = field(default_factory=dict)
    made_of: Mapping[str, tuple[Fraction, str]] = field(default_factory=dict)
    negations: Mapping[str, str] = field(default_factory=dict)
    refusals: frozenset[str] = frozenset()
    deniers: frozenset[str] = frozenset()
    pointing: frozenset[str] = frozenset()
    implied: frozenset[str] = frozenset()
    harmless: frozenset[str] = frozenset()
    contraries: Mapping[str, frozenset[str]] = field(default_factory=dict)
    modals: Mapping[str, str] = field(default_factory=dict)
    semi: Mapping[str, str] = field(default_factory=dict)
    cues: frozenset[str] = frozenset()
    addressing: frozenset[str] = frozenset()
    pronouns: frozenset[str] = frozenset()
    be: Mapping[str, frozenset[str]] = field(default_factory=dict)
    personal: frozenset[str] = frozenset()
    honorifics: frozenset[str] = frozenset()

    numbers: frozenset[str] = field(init=False)
    watch: Mapping[str, int] = field(init=False)

    def __post_init__(self) -> None:
        numbers = (*self.units, *self.magnitudes, *self.plurals, *self.ordinals, *self.fractions)
        watch: dict[str, int] = {}
        for mark, words in (
            (NUMBER, (*numbers, *self.weak)),
            (UNIT, (*self.measures, *self.currencies)),
            (CALENDAR, (*self.months, *self.weekdays, *self.days)),
            (NEGATION, (*self.negations, *self.refusals)),
            (MODAL, (*self.modals, *self.semi)),
            (CUE, self.cues),
        ):
            for word in words:
                watch[word] = watch.get(word, 0) | mark
        object.__setattr__(self, "numbers", frozenset(numbers))
        object.__setattr__(self, "watch", watch)


_UNITS = _indexed(
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = {
    word: 10 * n
    for word, n in _indexed(
        "twenty", "thirty", "forty fourty", "fifty", "sixty", "seventy", "eighty", "ninety", start=2
    ).items()
}
_ORDINALS = _indexed(
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth",
    "eighteenth", "nineteenth", "twentieth",
)  # fmt: skip
_MAGNITUDES = {
    "dozen": 12, "hundred": 100, "thousand": 1000, "million": 10**6, "mln": 10**6, "billion": 10**9,
    "bn": 10**9, "trillion": 10**12, "lakh": 10**5, "crore": 10**7,
}  # fmt: skip
_PLURALS = {
    "dozens": 12, "hundreds": 100, "thousands": 1000, "millions": 10**6, "billions": 10**9,
    "trillions": 10**12,
}  # fmt: skip
_FRACTIONS = {
    "half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fourth": 4,
    "fourths": 4, "fifth": 5, "fifths": 5, "sixth": 6, "sixths": 6, "seventh": 7, "sevenths": 7,
    "eighth": 8, "eighths": 8, "ninth": 9, "ninths": 9, "tenth": 10, "tenths": 10,
}  # fmt: skip
_WEAK = {
    "one": Fraction(1), "once": Fraction(1), "single": Fraction(1), "sole": Fraction(1),
    "two": Fraction(2), "couple": Fraction(2), "pair": Fraction(2), "twice": Fraction(2),
    "double": Fraction(2), "both": Fraction(2), "triple": Fraction(3), "zero": Fraction(0),
    "quarter": Fraction(1, 4), "quarters": Fraction(1, 4), "twenties": Fraction(20),
    "thirties": Fraction(30), "forties": Fraction(40), "fifties": Fraction(50),
    "sixties": Fraction(60), "seventies": Fraction(70), "eighties": Fraction(80),
    "nineties": Fraction(90),
}  # fmt: skip

_CONTRARY = (
    "before after", "above below", "over under", "up down", "inside outside", "more less",
    "more fewer", "most least", "many few", "always never", "all none", "with without",
    "for against", "support oppose", "supports opposes", "supported opposed", "supporting opposing", "including excluding", "includes excludes", "everyone nobody", "everything nothing", "on off", "in out", "into from",
    "to from", "both neither", "either neither",
)  # fmt: skip
_ENGLISH = Closed(
    units={**_UNITS, **_TENS, "zero": 0},
    magnitudes=_MAGNITUDES,
    plurals=_PLURALS,
    ordinals=_ORDINALS,
    fractions=_FRACTIONS,
    weak=_WEAK,
    months=_indexed(
        "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
        "august aug", "september sept sep", "october oct", "november nov", "december dec",
    ),
    weekdays=_indexed(
        "monday mon mondays", "tuesday tue tues tuesdays", "wednesday wed wednesdays",
        "thursday thu thur thurs thursdays", "friday fri fridays", "saturday sat saturdays",
        "sunday sun sundays",
    ),
    days=_indexed("yesterday", "today tonight", "tomorrow", start=-1),
    measures=_grouped(
        percent="% percent pct percentage", metre="metre metres meter meters",
        centimetre="centimetre centimetres centimeter centimeters cm",
        millimetre="millimetre millimetres millimeter millimeters mm",
        kilometre="kilometre kilometres kilometer kilometers km kms", mile="mile miles",
        foot="foot feet ft", yard="yard yards", inch="inch inches",
        tonne="ton tons tonne tonnes", kilogram="kilogram kilograms kilo kilos kg kgs",
        gram="gram grams", ounce="ounce ounces oz", litre="litre litres liter liters",
        gallon="gallon gallons", barrel="barrel barrels", acre="acre acres",
        hectare="hectare hectares", celsius="celsius °c", fahrenheit="fahrenheit °f",
        watt="watt watts", kilowatt="kilowatt kilowatts kw", megawatt="megawatt megawatts mw",
        gigawatt="gigawatt gigawatts gw", second="seconds", minute="minute minutes",
        hour="hour hours", day="day days", week="week weeks", month="month months",
        year="year years", decade="decade decades", century="century centuries",
        mph="mph", kph="kph",
    ),
    currencies=_grouped(
        dollar="$ dollar dollars usd", euro="€ euro euros eur", pound="£ pound pounds gbp",
        yen="¥ yen jpy", rupee="₹ rupee rupees inr", rouble="₽ rouble roubles ruble rubles rub",
        franc="franc francs chf", yuan="yuan renminbi cny", peso="peso pesos", won="₩ won",
        crown="krona kronor krone kroner", lira="₺ lira liras", hryvnia="₴ hryvnia hryvnias",
        cent="¢ cent cents", penny="pence penny", rand="rand", real="reais",
    ),
    made_of={
        unit: (Fraction(size), smaller)
        for unit, size, smaller in (
            ("century", 100, "year"), ("decade", 10, "year"), ("year", 12, "month"),
            ("week", 7, "day"), ("day", 24, "hour"), ("hour", 60, "minute"),
            ("minute", 60, "second"),
        )
    },
    negations=_grouped(
        strong="not n't never no none nobody nothing nowhere neither cannot without",
        weak="hardly scarcely barely rarely seldom",
    ),
    refusals=frozenset(
        "fail fails failed failing refuse refuses refused refusing decline declines declined "
        "declining deny denies denied denying".split()
    ),
    deniers=frozenset("deny denies denied denying".split()),
    pointing=frozenset(
        "come comes came coming go goes went gone going bring brings brought bringing take takes "
        "took taken taking give gives gave given giving get gets got getting".split()
    ),
    implied=frozenset(
        "unable unlikely impossible lack lacks lacked lacking absent absence nor void devoid unless "
        "fail fails failed failing failure refuse refuses refused refusing refusal decline declines "
        "declined declining deny denies denied denying avoid avoids avoided avoiding prevent "
        "prevents prevented stop stops stopped free instead rather except halt halted zero "
        "reject rejects rejected rejecting oppose opposes opposed zilch ceased cease exclude "
        "excluded excludes excluding hardly scarcely barely little few less".split()
    ),
    harmless=frozenset(
        "only just merely simply doubt matter least surprise wonder mention question".split()
    ),
    contraries={
        word: frozenset(other for row in _CONTRARY if word in row.split() for other in row.split())
        - {word}
        for row in _CONTRARY for word in row.split()
    },
    modals=_grouped(
        possible="may might could possibly perhaps maybe", able="can ca", must="must",
        should="should ought", will="will 'll shall wo sha", would="would", hearsay=(
            "reportedly allegedly purportedly supposedly apparently"
        ), likely="probably likely presumably", sure="certainly definitely surely undoubtedly",
    ),
    semi=_grouped(
        must="have has had need needs needed required obliged forced", should="supposed",
        able="able", will="going about set", likely="expected",
    ),
    cues=frozenset(
        "said says say saying told tells tell telling stated states stating added adds adding noted "
        "notes noting announced announces announcing claimed claims claiming wrote writes writing "
        "explained explains explaining argued argues arguing warned warns warning insisted insists "
        "insisting asked asks asking replied replies replying responded responds reported reports "
        "reporting declared declares declaring commented comments commenting remarked remarks "
        "mentioned mentions mentioning informed informs informing according tweeted testified "
        "testifies acknowledged acknowledges acknowledging admitted admits stressed stresses "
        "stressing emphasized emphasised continued concluded observed recalled confirmed confirms "
        "confirming suggested suggests suggesting urged urges".split()
    ),
    addressing=frozenset("told tells tell telling informed informs asked asks warned urged".split()),
    pronouns=frozenset("i he she they we it who".split()),
    be=MappingProxyType({
        "'s": frozenset(("is", "has", "was", "does")), "'d": frozenset(("would", "had", "did")),
    }),
    honorifics=frozenset("mr mrs ms dr miss sir".split()),
    personal=frozenset(
        "mr mrs ms dr prof sir lord lady president senator senators sens reps sen rep gen general minister secretary "
        "chancellor chairman chairwoman governor gov mayor king queen prince princess pope judge "
        "justice prime vice former director chief representative congressman congresswoman".split()
    ),
)  # fmt: skip
_EMPTY = Closed()
_BY_LANGUAGE = MappingProxyType({"en": _ENGLISH})


def closed_classes(language: str) -> Closed:
    """Return the closed classes of a BCP 47 language, empty ones where there are none.

    >>> closed_classes("en-GB").months["may"], closed_classes("fi").months
    (5, {})
    """
    return _BY_LANGUAGE.get(language.partition("-")[0].lower(), _EMPTY)
