"""The registry of change codes: what a difference is called, and who finds it.

A code is a small function whose docstring is its message. The order of the table is the order of
judgement: a rule that has explained a row claims it, and rules further down name only the rest.
Facts come before typography, and typography before wording.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from unspin.judge import (
    boilerplate,
    collocation,
    names,
    numbers,
    polarity,
    quotations,
    residue,
    structure,
    survival,
    typography,
    wording,
)
from unspin.judge.pair import Found, Pair, side_of
from unspin.later import Later
from unspin.records import (
    Alignment,
    Change,
    Document,
    Lexicon,
    QuotePair,
    Segmented,
    Severity,
    Span,
)


@dataclass(frozen=True, slots=True)
class Rule:
    """A change code: its number and name never change once released."""

    code: str
    name: str
    severity: Severity
    find: Callable[[Pair], Iterable[Found]]

    @property
    def message(self) -> str:
        """What the change is, in one sentence."""
        return (self.find.__doc__ or "").strip().splitlines()[0]


RULES: tuple[Rule, ...] = (
    Rule("C601", "spintax-residue", "meaning", residue.spintax),
    Rule("C602", "plug-in-residue", "meaning", residue.plug_in),
    Rule("C603", "homoglyph", "meaning", residue.homoglyph),
    Rule("C604", "invisible-character", "meaning", residue.invisible),
    Rule("C605", "bidi-control", "meaning", residue.bidi),
    Rule("C701", "byline", "cosmetic", boilerplate.byline),
    Rule("C702", "dateline", "cosmetic", boilerplate.dateline),
    Rule("C703", "credit", "cosmetic", boilerplate.credit),
    Rule("C704", "navigation", "cosmetic", boilerplate.navigation),
    Rule("C705", "copyright", "cosmetic", boilerplate.copyright_line),
    Rule("C401", "sentence-split", "wording", structure.split),
    Rule("C402", "sentence-merged", "wording", structure.merged),
    Rule("C403", "moved", "wording", structure.moved),
    Rule("C501", "sentence-dropped", "wording", structure.dropped),
    Rule("C502", "sentence-added", "wording", structure.added),
    Rule("C510", "quotation-altered", "meaning", quotations.altered),
    Rule("C511", "dequoted", "meaning", quotations.dequoted),
    Rule("C512", "requoted", "meaning", quotations.requoted),
    Rule("C513", "reattributed", "meaning", quotations.reattributed),
    Rule("C503", "attribution-dropped", "meaning", quotations.attribution_dropped),
    Rule("C504", "attribution-changed", "meaning", quotations.attribution_changed),
    Rule("C303", "number", "meaning", numbers.number),
    Rule("C304", "date", "meaning", numbers.date),
    Rule("C305", "unit", "meaning", numbers.unit),
    Rule("C308", "tortured-phrase", "meaning", collocation.tortured),
    Rule("C105", "contraction", "cosmetic", typography.contraction),
    Rule("C106", "spelling-variant", "cosmetic", typography.spelling_variant),
    Rule("C104", "spacing", "cosmetic", typography.spacing),
    Rule("C102", "dash", "cosmetic", typography.dash),
    Rule("C301", "name-garbled", "meaning", names.garbled),
    Rule("C302", "name-replaced", "meaning", names.replaced),
    Rule("C306", "polarity", "meaning", polarity.polarity),
    Rule("C307", "modality", "meaning", polarity.modality),
    Rule("C101", "quote-glyph", "cosmetic", typography.quote_glyph),
    Rule("C103", "case", "cosmetic", typography.case),
    Rule("C107", "punctuation", "cosmetic", typography.punctuation),
    Rule("C205", "reordering", "wording", wording.reordering),
    Rule("C201", "inflection", "wording", wording.inflection),
    Rule("C202", "synonym", "wording", wording.synonym),
    Rule("C203", "paraphrase", "wording", wording.paraphrase),
    Rule("C204", "function-word", "wording", wording.function_word),
    Rule("C206", "insertion", "wording", wording.insertion),
    Rule("C207", "deletion", "wording", wording.deletion),
)
"""Every code, in the order of judgement."""


_RULES = {rule.code: rule for rule in RULES}
_MIRRORED = {
    one: other
    for pair in (("C206", "C207"), ("C401", "C402"), ("C501", "C502"), ("C511", "C512"))
    for one, other in (pair, pair[::-1])
}
"""The codes that say on which side something stands: each is another's mirror image."""

RESIDUE = frozenset(("C601", "C602"))
"""The codes of what a spinner or a plug-in left over."""

Row = tuple[int, int, str, int, int, str, str]
"""What changes are told apart and sorted by: start in a, start in b, code, end in a, end in b,
detail, and the detail with the sides swapped."""


def told(rows: Sequence[Row]) -> Sequence[Change]:
    """Return rows as changes, made when somebody looks."""
    return Later(len(rows), partial(_made, rows))


def _made(rows: Sequence[Row]) -> tuple[Change, ...]:
    return tuple(
        Change(code, _RULES[code].name, _RULES[code].severity, Span(a0, a1), Span(b0, b1), detail)
        for a0, b0, code, a1, b1, detail, _ in rows
    )


def mirrored_rows(rows: Sequence[Row]) -> list[Row]:
    """Return the rows that the same texts have with the sides swapped."""
    return sorted(
        (b0, a0, _MIRRORED.get(code, code), b1, a1, back, there)
        for a0, b0, code, a1, b1, there, back in rows
    )


def residue_sides(rows: Sequence[Row]) -> tuple[int, int]:
    """Return how many left-overs of a spinner or a plug-in stand in a, and in b."""
    details = [detail for _, _, code, _, _, detail, _ in rows if code in RESIDUE]
    in_a, in_b = (sum(detail.endswith(f" in {side}") for detail in details) for side in "ab")
    return in_a, in_b


def is_cosmetic(rows: Sequence[Row]) -> bool:
    """Tell whether no change is more than cosmetic."""
    return all(_RULES[code].severity == "cosmetic" for _, _, code, *_ in rows)


def name_changes(
    a: Document, b: Document, sa: Segmented, sb: Segmented, alignment: Alignment, lexicon: Lexicon
) -> tuple[Change, ...]:
    """Name every difference between two aligned texts.

    Args:
        a, b: the two documents.
        sa, sb: their tokens.
        alignment: how they map on to each other.
        lexicon: what is known of words; with an empty one only shapes are judged.

    Returns:
        The changes, sorted by place in a, then place in b, then code. One edit may carry several.
    """
    return _made(name_all(a, b, sa, sb, alignment, lexicon)[0])


_BEARING = tuple(
    rule for rule in RULES if rule.code[:2] == "C3" or rule.code in ("C102", "C104", "C105", "C106")
)
"""The rules of facts, and those that leave the facts nothing to name."""


def pair_quotations(
    a: Document, b: Document, sa: Segmented, sb: Segmented, alignment: Alignment, lexicon: Lexicon
) -> tuple[QuotePair, ...]:
    """Say what became of each quotation, and nothing else.

    Takes what :func:`name_changes` takes; see :func:`unspin.judge.survival.verdicts`.
    """
    pair = _pair(a, b, sa, sb, alignment, lexicon)
    return survival.verdicts(pair, _places(_named(pair, _BEARING)))


def read_quotations(
    a: Document, b: Document, sa: Segmented, sb: Segmented, alignment: Alignment, lexicon: Lexicon
) -> dict[tuple[int, int], tuple[survival.Reading, ...]]:
    """Say where each quotation of a reads otherwise; see :func:`unspin.judge.survival.readings`."""
    pair = _pair(a, b, sa, sb, alignment, lexicon)
    return survival.readings(pair, _places(_named(pair, _BEARING)))


def name_all(
    a: Document, b: Document, sa: Segmented, sb: Segmented, alignment: Alignment, lexicon: Lexicon
) -> tuple[list[Row], Sequence[QuotePair]]:
    """Return what :func:`name_changes` and :func:`pair_quotations` do.

    Returns:
        The changes as rows; and the quotations, which are looked at when somebody asks for them.
    """
    rows = _named(_pair(a, b, sa, sb, alignment, lexicon), RULES)
    return rows, Later(None, partial(_quoted, a, b, sa, sb, alignment, lexicon, rows))


def _quoted(
    a: Document, b: Document, sa: Segmented, sb: Segmented, alignment: Alignment, lexicon: Lexicon,
    rows: Sequence[Row],
) -> tuple[QuotePair, ...]:  # fmt: skip
    return survival.verdicts(_pair(a, b, sa, sb, alignment, lexicon), _places(rows))


def _pair(
    a: Document, b: Document, sa: Segmented, sb: Segmented, alignment: Alignment, lexicon: Lexicon
) -> Pair:
    ours, theirs = side_of(sa, a.text, lexicon), side_of(sb, b.text, lexicon)
    return Pair(ours, theirs, alignment, a.language)


def _named(pair: Pair, rules: Sequence[Rule]) -> list[Row]:
    """Return the changes that some rules find."""
    rows = [
        (a0, b0, rule.code, a1, b1, there, back)
        for rule in rules
        for (a0, a1), (b0, b1), (there, back) in rule.find(pair)
    ]
    rows.sort()  # quick: what a rule finds comes by place
    return [row for row, _ in groupby(rows)]  # each once


def _places(rows: Sequence[Row]) -> list[tuple[str, tuple[int, int], tuple[int, int]]]:
    """Return the code of each change that tells of a quotation, and where it stands."""
    return [
        (code, (a0, a1), (b0, b1))
        for a0, b0, code, a1, b1, _, _ in rows
        if code in survival.TELLING
    ]
