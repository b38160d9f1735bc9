"""The registry of change codes: what a difference is called, and who finds it.

A code is a small function whose docstring is its message. The order of the table is the order of
judgement: a rule that has explained a row claims it, and rules further down name only the rest.
Facts come before typography, and typography before wording.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

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
from unspin.records import Alignment, Change, Document, Lexicon, QuotePair, Segmented, Severity


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
    return name_all(a, b, sa, sb, alignment, lexicon)[0]


def pair_quotations(
    a: Document, b: Document, sa: Segmented, sb: Segmented, alignment: Alignment, lexicon: Lexicon
) -> tuple[QuotePair, ...]:
    """Say what became of each quotation; see :func:`unspin.judge.quotations.verdicts`."""
    return name_all(a, b, sa, sb, alignment, lexicon)[1]


def name_all(
    a: Document, b: Document, sa: Segmented, sb: Segmented, alignment: Alignment, lexicon: Lexicon
) -> tuple[tuple[Change, ...], tuple[QuotePair, ...]]:
    """Return what :func:`name_changes` and :func:`pair_quotations` do, in one pass."""
    pair = Pair(Side(a, sa, lexicon), Side(b, sb, lexicon), alignment)
    found = {_place(rule, f): (rule, f) for rule in RULES for f in rule.find(pair)}
    changes = tuple(
        Change(rule.code, rule.name, rule.severity, f.a, f.b, f.detail)
        for _, (rule, f) in sorted(found.items())
    )
    return changes, quotations.verdicts(pair, changes)


def _place(rule: Rule, f: Found) -> tuple[int, int, str, int, int, str]:
    """Return what changes are told apart and sorted by."""
    return f.a.start, f.b.start, rule.code, f.a.end, f.b.end, f.detail
