"""Nouns of one document read without a source: what looks put in, and what a language expects.

They stand beside ``records`` under the same rules: frozen, slotted, checked when built, offsets in
code points of one ``Document.text``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from unspin.errors import BadRecord
from unspin.records import Document, Float32, Int32, Span, UInt8, UInt16, UInt32
from unspin.shown import Shown

SpunBy = Literal["substitution", "translation"]


@dataclass(frozen=True, slots=True, eq=False)
class LanguageModel:
    """What is known of a language's word sequences; made by ``tools/build_ngrams.py``.

    Legend: V = rows of the lexicon it belongs to, L = words it numbers.

    Attributes:
        language: BCP 47 tag, or "none" for the empty model.
        start: id of the start of a sentence.
        ids: (V,) int32, the number of each row of the lexicon, -1 for words too rare to have one.
        chances: (L,) float32, probability of each id on its own, from news and from the web.
        rare: (V,) float32, the same probability by row, for words without an id too.
        triples: (S,) uint32, hash table of trigrams, see ``inspect.model``.
        pair_firsts, pair_seconds: (K,) uint16 ids of pairs that other texts add to the lexicon's;
            pair_counts: (K,) float32, how often, for as many words as the lexicon was counted in.
        swap_starts: (V+1,) int32 into ``swaps``: ids of the words that each row may stand for.
        swaps: (W,) uint16.
        classes: (V,) uint8, the grammatical class of each row.
        spun: (V,) int32, how often rewriters were seen to put a word in, in quarters: four for
            itself, one for another word of its stem.
        letters: (B,) uint8, the spellings of all ids one after another; letter_ends: (L,) int32.
        tortured: (phrase, what was probably there) of published lists, lower-case.
    """

    language: str
    start: int
    ids: Int32
    chances: Float32
    rare: Float32
    triples: UInt32
    pair_firsts: UInt16
    pair_seconds: UInt16
    pair_counts: Float32
    swap_starts: Int32
    swaps: UInt16
    classes: UInt8
    spun: Int32
    letters: UInt8
    letter_ends: Int32
    tortured: tuple[tuple[str, str], ...]

    def word(self, number: int) -> str:
        """Return the spelling of an id."""
        start = int(self.letter_ends[number - 1]) if number else 0
        return bytes(self.letters[start : int(self.letter_ends[number])]).decode()


NAMES = {
    "C201": "inflection", "C202": "synonym", "C204": "function-word", "C301": "name-garbled",
    "C308": "tortured-phrase", "C510": "quotation-altered", "C601": "spintax-residue",
    "C602": "plug-in-residue", "C603": "homoglyph", "C604": "invisible-character",
    "C605": "bidi-control",
}  # fmt: skip
"""Names of the codes a finding may have; they are those of changes."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A place in a text that reads as put in.

    Attributes:
        code: that of the change which would have made it, see :data:`NAMES`.
        span: where it stands; ``text`` are the words there.
        suggestion: what was probably there; None when nothing better is known.
        score: how likely it was put in, 0..1.
        why: the reason, in plain words.
    """

    code: str
    span: Span
    text: str
    suggestion: str | None
    score: float
    why: str

    def __post_init__(self) -> None:
        if len(self.text) != len(self.span):
            raise BadRecord(f"a finding at {self.span} must have that length: {self.text!r}")
        if not 0.0 <= self.score <= 1.0:
            raise BadRecord(f"score is a probability, got {self.score}")

    @property
    def name(self) -> str:
        """The code in words."""
        return NAMES[self.code]

    def to_dict(self) -> dict[str, Any]:
        """Return the object of ``findings`` in ``unspin.inspection/1``."""
        return {
            "code": self.code,
            "name": self.name,
            "start": self.span.start,
            "end": self.span.end,
            "text": self.text,
            "suggestion": self.suggestion,
            "score": round(self.score, 3),
            "why": self.why,
        }


class Findings(Sequence[Finding]):
    """Findings that are made when somebody looks: of most texts only the probability is asked."""

    __slots__ = ("_made", "_make")

    def __init__(self, make: Callable[[], tuple[Finding, ...]]) -> None:
        """Take what makes them."""
        self._make = make
        self._made: tuple[Finding, ...] | None = None

    def _all(self) -> tuple[Finding, ...]:
        if self._made is None:
            self._made = self._make()
        return self._made

    def __len__(self) -> int:
        return len(self._all())

    def __getitem__(self, index: Any) -> Any:
        return self._all()[index]

    def __iter__(self) -> Iterator[Finding]:
        return iter(self._all())


@dataclass(frozen=True, slots=True, eq=False)
class Inspection(Shown):
    """What is said of one text without a source. ``to_dict`` is the JSON of ``unspin inspect``.

    Attributes:
        p_spun: how likely a machine put other words into it; None when nothing can be said.
        reason: why nothing is said; None when something is.
        words: how many words it has.
        method: what the rewriter did, when the text is more likely spun than not.
        findings: in the order of the text; made when somebody looks.
    """

    document: Document
    p_spun: float | None
    reason: str | None
    words: int
    method: SpunBy | None
    findings: Sequence[Finding]

    def __post_init__(self) -> None:
        if (self.p_spun is None) == (self.reason is None):
            raise BadRecord("an inspection has either a probability or a reason for none")
        if self.p_spun is not None and not 0.0 <= self.p_spun <= 1.0:
            raise BadRecord(f"p_spun is a probability, got {self.p_spun}")

    def to_dict(self) -> dict[str, Any]:
        """Return the ``unspin.inspection/1`` object: plain types only, ready for JSON."""
        return {
            "schema": "unspin.inspection/1",
            "id": self.document.doc_id,
            "p_spun": None if self.p_spun is None else round(self.p_spun, 4),
            "reason": self.reason,
            "words": self.words,
            "method": self.method,
            "findings": [finding.to_dict() for finding in self.findings],
        }
