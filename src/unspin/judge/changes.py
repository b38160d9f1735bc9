"""The registry of change codes: what a difference is called, and who finds it.

A code is a small function whose docstring is its message. The order of the table is the order of
judgement: a rule that has explained a row claims it, and rules further down name only the rest.
Facts come before typography, and typography before wording.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import overload

from unspin.judge import (
    boilerplate,
    collocation,
    names,
    numbers,
    polarity,
    quotations,
    residue,
    structure,
    typography,
    wording,
)
from unspin.judge.pair import Found, Pair, Side
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

Row = tuple[int, int, str, int, int, str, str]
"""What changes are told apart and sorted by: start in a, start in b, code, end in a, end in b,
detail, and the detail with the sides swapped."""


class Changes(Sequence[Change]):
    """Changes as plain rows, which become objects when somebody looks: most pairs are only judged."""

    __slots__ = ("_made", "rows")

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = rows
        self._made: tuple[Change, ...] | None = None

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, index: int) -> Change: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Change]: ...

    def __getitem__(self, index: int | slice) -> Change | Sequence[Change]:
        return self._all()[index]

    def __iter__(self) -> Iterator[Change]:
        return iter(self._all())

    def __repr__(self) -> str:
        return repr(self._all())

    @property
    def codes(self) -> Counter[str]:
        """How many changes there are of each code."""
        return Counter(row[2] for row in self.rows)

    @property
    def cosmetic(self) -> bool:
        """Whether no change is more than cosmetic."""
        return all(_RULES[code].severity == "cosmetic" for code in self.codes)

    @property
    def residue(self) -> tuple[int, int]:
        """How many left-overs of a spinner or a plug-in stand in a, and in b."""
        details = [row[5] for row in self.rows if row[2] in ("C601", "C602")]
        in_a, in_b = (sum(d.endswith(f" in {side}") for d in details) for side in "ab")
        return in_a, in_b

    def mirrored(self) -> Changes:
        """Return the changes that the same texts have with the sides swapped."""
        return Changes(
            sorted(
                (b0, a0, _MIRRORED.get(code, code), b1, a1, back, there)
                for a0, b0, code, a1, b1, there, back in self.rows
            )
        )

    def _all(self) -> tuple[Change, ...]:
        if self._made is None:
            self._made = tuple(
                Change(code, _RULES[code].name, _RULES[code].severity, Span(a0, a1), Span(b0, b1), said)
                for a0, b0, code, a1, b1, said, _ in self.rows
            )
        return self._made


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
    return tuple(name_all(a, b, sa, sb, alignment, lexicon)[0])


def pair_quotations(
    a: Document, b: Document, sa: Segmented, sb: Segmented, alignment: Alignment, lexicon: Lexicon
) -> tuple[QuotePair, ...]:
    """Say what became of each quotation; see :func:`unspin.judge.quotations.verdicts`."""
    return name_all(a, b, sa, sb, alignment, lexicon)[1]


def name_all(
    a: Document, b: Document, sa: Segmented, sb: Segmented, alignment: Alignment, lexicon: Lexicon
) -> tuple[Changes, tuple[QuotePair, ...]]:
    """Return what :func:`name_changes` and :func:`pair_quotations` do, in one pass."""
    pair = Pair(Side(a, sa, lexicon), Side(b, sb, lexicon), alignment)
    rows = sorted(
        {
            (a0, b0, rule.code, a1, b1, *detail)
            for rule in RULES
            for (a0, a1), (b0, b1), detail in rule.find(pair)
        }
    )
    told = [(code, (a0, a1)) for a0, _, code, a1, *_ in rows]
    return Changes(rows), quotations.verdicts(pair, told)
