"""Every noun that passes between stages: frozen, slotted, and checked when built.

Offsets are half-open and count Unicode code points of one immutable ``Document.text``.
``a`` and ``b`` are the two sides of a comparison and mean nothing else: which of them is the
source is said only by a :class:`Judgement`.

Token arrays, not token objects: a 1,400-word pair must align in milliseconds.
Legend: n = tokens of a document, m = its sentences, V = lexicon rows, e = word edits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, IntFlag
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from unspin.errors import BadRecord
from unspin.fields import check_fields
from unspin.shown import Shown

Int32 = NDArray[np.int32]
UInt16 = NDArray[np.uint16]
UInt32 = NDArray[np.uint32]
UInt64 = NDArray[np.uint64]
UInt8 = NDArray[np.uint8]
Float32 = NDArray[np.float32]

Relation = Literal["identical", "near-duplicate", "edited", "spun", "same-event", "unrelated"]
Extent = Literal["whole", "partial", "embedded-a", "embedded-b"]
Method = Literal["substitution", "translation", "paraphrase"]
Severity = Literal["cosmetic", "wording", "meaning"]
Op = Literal["equal", "replace", "delete", "insert", "move"]

RELATIONS: tuple[Relation, ...] = (
    "identical", "near-duplicate", "edited", "spun", "same-event", "unrelated",
)  # fmt: skip
COPIES: frozenset[Relation] = frozenset(("identical", "near-duplicate", "edited", "spun"))
"""The relations in which one text is, in whole or in part, a copy of the other's words."""


class Kind(IntEnum):
    """What a token is, by its shape and its place."""

    WORD = 0
    FUNCTION = 1
    NAME = 2
    NUMBER = 3
    PUNCTUATION = 4
    QUOTE = 5
    SYMBOL = 6


_NUMBER = int(Kind.NUMBER)  # numpy takes much longer to compare with a member of an enumeration


class Flag(IntFlag):
    """What else is known of a token."""

    CAPITAL = 1  # its first letter is upper case
    UPPER = 2  # all its letters are upper case, and there are two or more
    INITIAL = 4  # first word of its sentence: a capital says nothing there
    QUOTED = 8  # inside a quotation
    FOLDED = 16  # holds homoglyphs or invisible characters, folded away in its key
    SPACED = 32  # white space stands before it
    OPENING = 64  # a quote mark that opens
    SEAM = 128  # a sentence without an end was cut before it


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one document's text, half-open, in code points."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise BadRecord(f"a span must have 0 <= start <= end, got {self.start}..{self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """Return the stretch of ``text`` that this span covers."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Document:
    """A witness: one page as bearer of a text, which never changes after ingest.

    ``published`` is what the page claims; ``fetched`` is when it was first seen, and is evidence.
    ``damage`` lists what was wrong with the input, in plain words. ``extra`` holds the fields of
    the record it came from that mean nothing here; they pass through.
    """

    doc_id: str
    text: str
    url: str | None = None
    title: str | None = None
    outlet: str | None = None
    language: str = "en"
    published: datetime | None = None
    fetched: datetime | None = None
    damage: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        check_fields(self)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A record that gave no document: counted and reported, never dropped in silence.

    Attributes:
        origin: the input and where in it: ``news.jsonl:17``, ``crawl.warc.gz@40961``.
        code: one short word to count by, such as ``empty`` or ``too-long``.
        reason: what was got and what was wanted, in plain words.
    """

    origin: str
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Fold:
    """Characters hidden inside a word, undone for matching and kept as evidence."""

    kind: Literal["homoglyph", "invisible", "bidi"]
    span: Span


@dataclass(frozen=True, slots=True, eq=False)
class Segmented:
    """A document as columns: one row a token, and the bounds of its sentences.

    Attributes:
        doc_id: id of the document.
        starts, ends: (n,) int32, offsets of each token.
        keys: (n,) uint64, hash of the normalised form (case, glyphs and hidden characters folded).
        stems: (n,) uint64, hash of the stem; words of one inflection share it.
        kinds: (n,) uint8, a :class:`Kind`.
        flags: (n,) uint8, a :class:`Flag` set.
        rows: (n,) int32, row of the word in the lexicon, -1 when it has none.
        sentences: (m+1,) int32, token index where each sentence starts, then n.
        quotations: (q, 2) int32, token ranges of quotations, quote marks left out.
        folds: what was hidden in the text.
    """

    doc_id: str
    starts: Int32
    ends: Int32
    keys: UInt64
    stems: UInt64
    kinds: UInt8
    flags: UInt8
    rows: Int32
    sentences: Int32
    quotations: Int32
    folds: tuple[Fold, ...] = ()

    def __len__(self) -> int:
        return len(self.starts)

    @property
    def words(self) -> int:
        """How many tokens are words, names or numbers."""
        return int(np.count_nonzero(self.kinds <= _NUMBER))


class Reading(IntFlag):
    """What a word is for, as :class:`Skimmed` keeps it; the low bits hold how common it is."""

    FUNCTION = 0x80
    ANCHOR = 0x40  # a name or a number, by its shape and place
    COMMONNESS = 0x1F  # log2 of one more than the word's count in the language; 0 = unknown


@dataclass(frozen=True, slots=True, eq=False)
class Skimmed:
    """A text read quickly, for finding: one row a word, and no offsets.

    Attributes:
        keys: (n,) uint64, hash of the folded word; that of ``Segmented.keys`` for plain words.
        stems: (n,) uint64, hash of its first five letters.
        classes: (n,) uint8, a :class:`Reading`.
    """

    keys: UInt64
    stems: UInt64
    classes: UInt8

    def __len__(self) -> int:
        return len(self.keys)


@dataclass(frozen=True, slots=True, eq=False)
class Sketch:
    """What is stored of a document to find its copies: a sample of its shingles, hashed.

    Attributes:
        doc_id: id of the document.
        scheme: name of the recipe; sketches of another scheme are never compared.
        keys: (k,) uint64, ascending and distinct, below 2**48; the low three bits are the
            channel, the others uniform, so that a channel's keys never meet another's.
        positions: (k,) uint16, number of the word where the shingle first begins; in texts of
            more than 65,536 words, of the group of words (see ``find.sketch.stride``).
        tokens: how many words the document has.
    """

    doc_id: str
    scheme: str
    keys: UInt64
    positions: UInt16
    tokens: int

    def __len__(self) -> int:
        return len(self.keys)


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """What is known of a language's words, as arrays; made by ``tools/``, read by ``ingest``.

    Row r of every (V,) array is one word form; rows are sorted by ``keys``.

    Attributes:
        language: BCP 47 tag, or "none" for the empty lexicon.
        keys: (V,) uint64, ascending; the same hash as ``Segmented.keys``.
        stems: (V,) uint64, hash of the stem, the same hash.
        function: (V,) uint8, 1 for function words.
        pos: (V,) uint8, bits noun 1, verb 2, adjective 4, adverb 8 (of the word or its base form).
        counts: (V,) int32, occurrences in the n-gram counts (0 when unseen).
        total: number of tokens those counts were made from.
        vector_rows: (V,) int32, row in ``vectors`` or -1.
        vectors: (R, D) int8, unit vectors times 127.
        sense_starts: (V+1,) int32 into ``senses``: sorted synset ids of the word and its base forms.
        near_starts: (V+1,) int32 into ``near``: sorted synset ids one relation away.
        opposite_starts: (V+1,) int32 into ``opposites``: sorted rows of its antonyms.
        variants: (V,) int32, row of the word's canonical (US) spelling; itself when there is none.
        lm_ids: (V,) int32, id in the bigram table, -1 when not in it.
        bigram_starts: (L+1,) int32 into the two below, by id of the first word.
        bigram_nexts: (B,) uint16, ascending ids of the second word.
        bigram_counts: (B,) int32.
        confusables: (C, 2) int32, code point of another script, ascending, and the Latin it imitates.
    """

    language: str
    keys: UInt64
    stems: UInt64
    function: UInt8
    pos: UInt8
    counts: Int32
    total: int
    vector_rows: Int32
    vectors: NDArray[np.int8]
    sense_starts: Int32
    senses: Int32
    near_starts: Int32
    near: Int32
    opposite_starts: Int32
    opposites: Int32
    variants: Int32
    lm_ids: Int32
    bigram_starts: Int32
    bigram_nexts: NDArray[np.uint16]
    bigram_counts: Int32
    confusables: Int32


@dataclass(frozen=True, slots=True)
class Link:
    """Sentences of a and sentences of b that say the same; one side empty = dropped or added."""

    a: tuple[int, ...]
    b: tuple[int, ...]
    score: float
    moved: bool = False

    def __post_init__(self) -> None:
        if not self.a and not self.b:
            raise BadRecord("a link must name a sentence of at least one side")


@dataclass(frozen=True, slots=True)
class Edit:
    """One step of the script that turns a's text into b's."""

    op: Op
    a: Span
    b: Span


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The word alignment as columns: one row a step, token ranges on both sides.

    Attributes:
        ops: (e,) uint8: 0 equal key, 1 substituted, 2 only in a, 3 only in b.
        a_starts, a_ends, b_starts, b_ends: (e,) int32, token ranges; empty on the missing side.
        links: (e,) int32, index of the :class:`Link` the step lies in, -1 for none.
        scores: (e,) float32, similarity of the two sides, 0..1.

    Rows with ops 0 and 1 align exactly one token to one token, unless a phrase stands for a
    phrase. Rows come in the order of a; rows with op 3 stand where b has them.
    """

    ops: UInt8
    a_starts: Int32
    a_ends: Int32
    b_starts: Int32
    b_ends: Int32
    links: Int32
    scores: Float32

    def __len__(self) -> int:
        return len(self.ops)


@dataclass(frozen=True, slots=True)
class Passage:
    """A maximal reused stretch, on both sides; ``score`` in nats against chance."""

    a: Span
    b: Span
    score: float


@dataclass(frozen=True, slots=True, eq=False)
class Alignment:
    """How two texts map on to each other.

    ``edits`` taken by their a spans cover a's text with no gap and no overlap, and by their b
    spans b's text. ``cover_a`` and ``cover_b`` are the shares of each side's words that lie in
    ``passages``. ``fallback`` says why a search was cut, if one was.
    """

    a_id: str
    b_id: str
    passages: tuple[Passage, ...]
    links: tuple[Link, ...]
    words: Words
    edits: Sequence[Edit]
    cover_a: float
    cover_b: float
    fallback: str | None = None

    def __post_init__(self) -> None:
        for name, value in (("cover_a", self.cover_a), ("cover_b", self.cover_b)):
            if not 0.0 <= value <= 1.0:
                raise BadRecord(f"{name} is a share and must lie in 0..1, got {value}")


@dataclass(frozen=True, slots=True)
class Change:
    """One named difference; ``detail`` says in a few words what it is here."""

    code: str
    name: str
    severity: Severity
    a: Span
    b: Span
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason to believe a direction, in nats; positive favours "a is the source"."""

    name: str
    log_odds: float
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Direction:
    """Probabilities that sum to one, and whether the evidence is too weak to say."""

    a_source: float
    b_source: float
    common_source: float
    abstained: bool

    def __post_init__(self) -> None:
        total = self.a_source + self.b_source + self.common_source
        if abs(total - 1.0) > 1e-6:
            raise BadRecord(f"the three probabilities must sum to 1, got {total}")


@dataclass(frozen=True, slots=True)
class QuotePair:
    """A quotation of a and its counterpart in b, with what became of its wording."""

    a: Span | None
    b: Span | None
    verdicts: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Judgement(Shown):
    """What is said of a pair of texts. ``to_dict`` is the JSON of ``unspin compare``.

    ``codes`` counts the changes by code.
    """

    a: Document
    b: Document
    a_words: int
    b_words: int
    alignment: Alignment
    relation: Relation
    extent: Extent
    method: Method | None
    direction: Direction
    changes: Sequence[Change]
    evidence: tuple[Evidence, ...]
    quotes: Sequence[QuotePair] = ()
    a_sentences: Sequence[Span] = ()
    b_sentences: Sequence[Span] = ()
    features: dict[str, float] = field(default_factory=dict)
    codes: Mapping[str, int] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the ``unspin.judgement/1`` object: plain types only, ready for JSON."""
        align = self.alignment
        return {
            "schema": "unspin.judgement/1",
            "a": {"id": self.a.doc_id, "words": self.a_words, "cover": round(align.cover_a, 4)},
            "b": {"id": self.b.doc_id, "words": self.b_words, "cover": round(align.cover_b, 4)},
            **self._verdict(),
            "evidence": [
                {"name": e.name, "log_odds": round(e.log_odds, 3), "detail": e.detail}
                for e in self.evidence
            ],
            "links": [
                {"a": list(k.a), "b": list(k.b), "score": round(k.score, 3)} for k in align.links
            ],
            "edits": [
                {"op": e.op, "a": [e.a.start, e.a.end], "b": [e.b.start, e.b.end]}
                for e in align.edits
            ],
            "changes": [self._change(c) for c in self.changes],
            "quotes": [
                {"a": _pair(q.a), "b": _pair(q.b), "verdicts": list(q.verdicts)}
                for q in self.quotes
            ],
            "fallback": align.fallback,
        }

    def _verdict(self) -> dict[str, Any]:
        said = self.direction
        return {
            "relation": self.relation,
            "extent": self.extent,
            "method": self.method,
            "p": {
                "a_source": round(said.a_source, 4),
                "b_source": round(said.b_source, 4),
                "common_source": round(said.common_source, 4),
            },
            "abstained": said.abstained,
        }

    def to_pair(self) -> dict[str, Any]:
        """Return the line of ``pairs.jsonl``: what was found, without the word-by-word proof."""
        align = self.alignment
        return {
            "a": self.a.doc_id,
            "b": self.b.doc_id,
            **self._verdict(),
            "cover_a": round(align.cover_a, 4),
            "cover_b": round(align.cover_b, 4),
            "passages": [[p.a.start, p.a.end, p.b.start, p.b.end] for p in align.passages],
            "changes": dict(sorted(self.codes.items())),
        }

    def _change(self, change: Change) -> dict[str, Any]:
        return {
            "code": change.code,
            "name": change.name,
            "severity": change.severity,
            "a": [change.a.start, change.a.end],
            "b": [change.b.start, change.b.end],
            "a_text": change.a.of(self.a.text),
            "b_text": change.b.of(self.b.text),
            "detail": change.detail,
        }


def _pair(span: Span | None) -> list[int] | None:
    return None if span is None else [span.start, span.end]
