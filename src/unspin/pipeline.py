"""The order of the stages, and nothing else: documents in, judgement out. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

import numpy as np

from unspin.align.passages import find_passages
from unspin.align.texts import Reuse, align_linked, align_reuse, find_reuse, in_order
from unspin.align.texts import mirrored as mirrored_alignment
from unspin.config import Config
from unspin.find.sketch import sketch
from unspin.find.traces import trace
from unspin.findings import Finding, Findings, Inspection, LanguageModel, SpunBy
from unspin.inspect.features import Seen, features
from unspin.inspect.findings import broken_phrases, findings
from unspin.inspect.spinning import is_doubted, score, why_not, with_phrases
from unspin.judge.changes import pair_quotations, read_quotations
from unspin.judge.relation import extent
from unspin.judge.residue import left_overs
from unspin.judge.signals import log_probabilities
from unspin.judge.survival import Reading, mirrored_quotes, turned
from unspin.judge.verdict import Verdict, judge, judgement
from unspin.judge.verdict import mirrored as mirrored_verdict
from unspin.later import Later
from unspin.lineage.families import Tie
from unspin.lineage.families import families as joined_by_copying
from unspin.lineage.telling import LARGEST, Collated, Pairs, Witness, lineage_of, readings_of
from unspin.quotes.counterparts import Parts, Question, variants
from unspin.quotes.extract import find_quotes, sure
from unspin.quotes.fates import Elsewhere, fates, inquiry
from unspin.quotes.groups import Group, carried_on, group, pooled, standing
from unspin.quotes.survival import composed
from unspin.records import (
    COPIES,
    Alignment,
    Document,
    Float32,
    Int32,
    Judgement,
    Lexicon,
    Link,
    Passage,
    QuotePair,
    Segmented,
    Sketch,
    Span,
    UInt32,
    UInt64,
)
from unspin.restorations import Dictionary, Entry
from unspin.text.glance import glance
from unspin.text.hashing import word_key
from unspin.text.quick import read_quickly, with_quotations
from unspin.text.segment import segment
from unspin.text.skim import skim
from unspin.witnesses import Apparatus, Quote


def compare(a: Document, b: Document, lexicon: Lexicon, config: Config) -> Judgement:
    """Compare two documents: segment, align, name the changes, judge.

    Args:
        a, b: the two sides; every text is accepted, the empty one too.
        lexicon: word knowledge of their language, or the empty one.
        config: the settings.

    Returns:
        The judgement; the same input gives the same judgement.
    """
    sa, sb = segment(a, lexicon), segment(b, lexicon)
    a1, b1, s1, s2 = (a, b, sa, sb) if in_order(a, b) else (b, a, sb, sa)
    reuse = find_reuse(s1, s2, lexicon, config.passages)
    alignment = align_reuse(a1, b1, s1, s2, reuse, lexicon)
    verdict = judge(a1, b1, s1, s2, alignment, lexicon, config.direction)
    return _told(a, b, sa, sb, alignment, verdict)


PLENTY = 60
"""Numbers that two traces share around a meeting only when whole paragraphs are copied."""
SHORTEST = 40
"""Words that the passages of a pair must have together to be told of a corpus: an address, a list
of signatories and a heading are copied too, and say nothing."""


def verified(
    a: Document, b: Document, sa: Segmented, sb: Segmented, lexicon: Lexicon, config: Config,
    documents: int, shared: int,
) -> Judgement | str:  # fmt: skip
    """Compare two documents found among many, as far as it takes to know whether to tell of them.

    A corpus offers as many chances to meet as it has pairs, so a passage must have the logarithm
    of their number in evidence more than one between two texts at hand (Bonferroni).

    Args:
        a, b: the documents; sa, sb: their columns.
        lexicon, config: as for :func:`compare`.
        documents: how many the corpus holds.
        shared: numbers that their traces have in common where they met. From :data:`PLENTY` on
            they are copies even where few passages can be told: the trace sees the order of
            function words, which the passages of a heavily spun copy do not show.

    Returns:
        The judgement that :func:`compare` gives, or in a word why there is nothing to tell:
        ``"no passage"``, ``"slight"``, or the relation, when it is none of copying.
    """
    a1, b1, s1, s2 = (a, b, sa, sb) if in_order(a, b) else (b, a, sb, sa)
    reuse = find_reuse(s1, s2, lexicon, config.passages)
    if not reuse.passages:
        return "no passage"
    nats = config.passages.nats + 2 * math.log(max(documents, 2))
    if shared < PLENTY and _is_slight(reuse, s1, s2, nats):
        return "slight"
    alignment = align_reuse(a1, b1, s1, s2, reuse, lexicon)
    verdict = judge(a1, b1, s1, s2, alignment, lexicon, config.direction)
    if verdict.relation not in COPIES:
        return verdict.relation
    return _told(a, b, sa, sb, alignment, verdict)


def _told(
    a: Document, b: Document, sa: Segmented, sb: Segmented, alignment: Alignment, verdict: Verdict
) -> Judgement:
    """Return the judgement of a pair that was compared in its order, the way it was asked for."""
    if not in_order(a, b):
        alignment, verdict = mirrored_alignment(alignment), mirrored_verdict(verdict)
    return judgement(a, b, sa, sb, alignment, verdict, (_spans(sa), _spans(sb)))


def _is_slight(reuse: Reuse, sa: Segmented, sb: Segmented, nats: float) -> bool:
    """Tell whether what two texts share is a passage only, and too little of one."""
    if extent(reuse.cover_a, reuse.cover_b) != "partial":
        return False
    words = min(sa.words * reuse.cover_a, sb.words * reuse.cover_b)
    return words < SHORTEST or max(p.score for p in reuse.passages) < nats


def segmented(document: Document, lexicon: Lexicon) -> Segmented:
    """Return a document as columns, for :func:`verified` and :func:`reused`."""
    return segment(document, lexicon)


def sketched(document: Document, lexicon: Lexicon) -> tuple[Sketch, UInt32]:
    """Return a document's sketch, and its trace for a second look (``find.traces``).

    Args:
        document: any text.
        lexicon: the same one for all documents that are to be found by each other, whatever
            their language.
    """
    words = skim(document.text, lexicon)
    return sketch(document.doc_id, words), trace(words)


def traced(document: Document, lexicon: Lexicon) -> UInt32:
    """Return a document's trace alone."""
    return trace(skim(document.text, lexicon))


def lineage(
    family: str, documents: Sequence[Document], lexicon: Lexicon, config: Config, pairs: Pairs
) -> Collated:  # fmt: skip
    """Return who derives from whom among the documents of a family.

    Args:
        family: its name.
        documents: the witnesses; their order does not matter.
        lexicon: of their language; with the empty one only what they share decides.
        config: settings of :func:`compare`, which judges a family of two.
        pairs: lines of pairs that were judged before, by the ids of their sides.
    """
    if len(documents) == 2 and not pairs:
        a, b = sorted(documents, key=lambda d: d.doc_id)
        pairs = {(a.doc_id, b.doc_id): compare(a, b, lexicon, config).to_pair()}
    return lineage_of(family, _read(documents, lexicon), pairs)


def apparatus(collated: Collated, documents: Sequence[Document], lexicon: Lexicon) -> Apparatus:
    """Return the readings of all documents of a family, also of those too many for a stemma."""
    if len(collated.witnesses) < LARGEST:
        return collated.apparatus()
    return readings_of(collated.lineage.family, _read(documents, lexicon))


def _read(documents: Sequence[Document], lexicon: Lexicon) -> list[Witness]:
    texts = [segment(d, lexicon) for d in documents]
    return [Witness(d, t, *_known(t, lexicon)) for d, t in zip(documents, texts, strict=True)]


def _known(text: Segmented, lexicon: Lexicon) -> tuple[UInt64, Float32]:
    """Return by token: a key that spellings of one word share, and its log probability."""
    if not len(lexicon.bigram_counts):
        return text.keys, np.zeros(len(text), np.float32)
    rows = lexicon.variants[np.maximum(text.rows, 0)]
    keys = np.where(text.rows >= 0, lexicon.keys[rows], text.keys)
    return keys, log_probabilities(text, lexicon)[0]


def families(ties: Iterable[tuple[int, int, float, float]]) -> list[tuple[int, ...]]:
    """Return the families of verified pairs (document, document, share of each that is shared)."""
    return [family.members for family in joined_by_copying(Tie(*tie) for tie in ties)]


def passages(a: Document, b: Document, lexicon: Lexicon, config: Config) -> tuple[Passage, ...]:
    """Return only the reused passages of two documents; far quicker than the whole comparison."""
    return reused(segment(a, lexicon), segment(b, lexicon), lexicon, config)


def reused(a: Segmented, b: Segmented, lexicon: Lexicon, config: Config) -> tuple[Passage, ...]:
    """Return the reused passages of documents that are segmented already."""
    return find_passages(a, b, lexicon, config.passages)


def quotes(document: Document, lexicon: Lexicon, *, strict: bool = False) -> tuple[Quote, ...]:
    """Return the quotations of a document, each with who is said to have said it.

    Args:
        document: any text.
        lexicon: of its language; with the empty one, quotations have no speakers.
        strict: only quotations whose speaker is sure.
    """
    known = lexicon.language == "en"
    found = find_quotes(document, glance(document, lexicon), known=known)
    return sure(found) if strict else found


def witnessed(
    documents: Sequence[Document], quotes: Sequence[Quote], lexicon: Lexicon, *,
    kin: Mapping[str, int] | None = None, strict: bool = False, each: bool = True,
) -> tuple[Quote, ...]:  # fmt: skip
    """Return the quotations of documents that are kin, as witnesses of each other.

    The same quotation gets one group, a speaker that its witnesses settle together, and what
    became of its wording in every other document.

    Args:
        documents: the members of a family, or of several with quotations in common.
        quotes: the quotations of all of them.
        lexicon: of their language.
        kin: family of each document by id; without, all are of one. What became of a quotation is
            also told of those of its documents' kin that do not have it.
        strict: only quotations whose speaker is sure.
        each: tell what became of every quotation, and not only of the one that speaks for its
            group: statements need no more.

    Returns:
        The quotations, in the order they came.
    """
    told = list(quotes)
    groups = group(told)
    for _ in range(2):  # a speaker settled here is that of the quotations that go on from it
        for g in groups:
            for i, quote in zip(g.members, pooled([told[i] for i in g.members]), strict=True):
                told[i] = quote
        told = carried_on(quotes, told)
    kept = [bool(sure((quote,))) or not strict for quote in told]
    asked = [inquiry(told, g, g.members if each else _speaking(told, g, kept)) for g in groups]
    collated = collate(
        [(said := told[g.best].exact, variants(said, q.questions.values()))
         for g, q in zip(groups, asked, strict=True)],
        lexicon,
    )  # fmt: skip
    elsewhere, found = Elsewhere(documents, kin or {}), list(told)
    for g, q, read in zip(groups, asked, collated, strict=True):
        answer = partial(_answer, read, lexicon, {})
        fate = dict(fates(told, q, answer, elsewhere))
        for i in g.members:
            found[i] = replace(told[i], group=g.name, survival=fate.get(i))
    return tuple(quote for quote, is_kept in zip(found, kept, strict=True) if is_kept)


def _speaking(quotes: Sequence[Quote], of: Group, kept: Sequence[bool]) -> list[int]:
    """Return which quotation speaks for a group, if one is kept."""
    return sorted((i for i in of.members if kept[i]), key=lambda i: standing(of.name, quotes[i]))[
        :1
    ]


Readings = dict[str, tuple[Reading, ...]]
BothWays = tuple[tuple[tuple[str, ...], ...], tuple[tuple[str, ...], ...]]
"""The verdicts on each wording of a, and on each of b."""


def _answer(
    read: Readings, lexicon: Lexicon, known: dict[tuple[Parts, Parts], BothWays],
    question: Question,
) -> tuple[str, ...]:  # fmt: skip
    """Say what became of a quotation in another document of its group."""
    a, b = question.a, question.b
    if question.is_single:
        return composed(read.get(a[0], ()), read.get(b[0], ()), turned)
    if (b, a) in known:
        return known[b, a][1][question.at]
    if (a, b) not in known:
        known[a, b] = _both_ways(a, b, lexicon)
    return known[a, b][0][question.at]


SHELF = 48
"""Wordings that are collated in one go: most of the time of a comparison is for beginning it."""


def collate(groups: Sequence[tuple[str, Sequence[str]]], lexicon: Lexicon) -> list[Readings]:
    """Say where wordings read otherwise than the best of their group.

    The rules are those of :func:`compare`.

    Args:
        groups: the best wording of each group, and the others.
        lexicon: word knowledge.

    Returns:
        For each group, the readings of each of the others.
    """
    asked = [(n, best, other) for n, (best, others) in enumerate(groups) for other in others]
    found: list[Readings] = [{} for _ in groups]
    for first in range(0, len(asked), SHELF):
        shelf = asked[first : first + SHELF]
        read = _collate([(best, other) for _, best, other in shelf], lexicon)
        for (n, _, other), readings in zip(shelf, read, strict=True):
            found[n][other] = readings
    return found


def _collate(wordings: Sequence[tuple[str, str]], lexicon: Lexicon) -> list[tuple[Reading, ...]]:
    """Compare wordings pair by pair, as paragraphs of two texts."""
    ours = _quoted([a for a, _ in wordings], "\n\n", lexicon)
    theirs = _quoted([b for _, b in wordings], "\n\n", lexicon)
    links = tuple(
        Link(a, b, 1.0) for a, b in zip(_sentences(ours), _sentences(theirs), strict=True)
    )
    da, db, sa, sb = ours.document, theirs.document, ours.seg, theirs.seg
    alignment = align_linked(da, db, sa, sb, links, lexicon)
    read = read_quotations(da, db, sa, sb, alignment, lexicon)
    whole = [(0, len(a), b.lower(), "substituted") for a, b in wordings]
    return [read.get(span, (other,)) for span, other in zip(ours.inside, whole, strict=True)]


class _Quoted(NamedTuple):
    """Wordings as a text: its columns, and where each wording stands."""

    document: Document
    seg: Segmented
    inside: list[tuple[int, int]]


def _quoted(wordings: Sequence[str], between: str, lexicon: Lexicon) -> _Quoted:
    """Return wordings as a text, each in quote marks."""
    at, places = 0, []
    for wording in wordings:
        places.append((at + 1, at + 1 + len(wording)))
        at += len(wording) + 2 + len(between)
    text = between.join(f'"{wording.translate(_INNER)}"' for wording in wordings)
    document = Document("quotations", text, language=lexicon.language)
    return _Quoted(document, segment(document, lexicon), places)


def _sentences(quoted: _Quoted) -> list[tuple[int, ...]]:
    """Return the indexes of the sentences of each wording."""
    seg = quoted.seg
    starts = seg.starts[seg.sentences[:-1]]
    bounds = np.searchsorted(starts, [start - 1 for start, _ in quoted.inside]).tolist()
    ends = [*bounds[1:], len(starts)]
    return [tuple(range(first, end)) for first, end in zip(bounds, ends, strict=True)]


def compared_wordings(a: Parts, b: Parts, lexicon: Lexicon) -> tuple[tuple[str, ...], ...]:
    """Say what became of the wordings of one document's quotations in another's.

    The verdicts are those of :func:`compare`; only the wordings are looked at.

    Args:
        a, b: the wordings, in order; more than one where a quotation is in parts.
        lexicon: word knowledge.

    Returns:
        The verdicts on each wording of a.
    """
    return _both_ways(a, b, lexicon)[0]


def _both_ways(a: Parts, b: Parts, lexicon: Lexicon) -> BothWays:
    (da, sa, in_a), (db, sb, in_b) = (_quoted(parts, " said ", lexicon) for parts in (a, b))
    swap = not in_order(da, db)
    one, other, s1, s2 = (db, da, sb, sa) if swap else (da, db, sa, sb)
    whole = (Link(tuple(range(len(s1.sentences) - 1)), tuple(range(len(s2.sentences) - 1)), 1.0),)
    alignment = align_linked(one, other, s1, s2, whole, lexicon)
    pairs = pair_quotations(one, other, s1, s2, alignment, lexicon)
    ours, theirs = (mirrored_quotes(pairs), pairs) if swap else (pairs, mirrored_quotes(pairs))
    return (
        tuple(_verdicts_in(ours, *place) for place in in_a),
        tuple(_verdicts_in(theirs, *place) for place in in_b),
    )


_INNER = str.maketrans(dict.fromkeys('“”„‟«»＂"', "'") | {"\n": " "})
"""Marks inside a quotation, so that they end none."""


def _verdicts_in(pairs: tuple[QuotePair, ...], start: int, end: int) -> tuple[str, ...]:
    """Return the verdicts on a stretch of a, those of its parts together."""
    own = {v for p in pairs if p.a and p.a.start < end and start < p.a.end for v in p.verdicts}
    return tuple(sorted(own)) or ("unsupported",)


def _spans(text: Segmented) -> Sequence[Span]:
    """Return where each sentence stands in the text, made for those who show it."""
    if len(text) == 0:
        return ()
    first, last = text.sentences[:-1], np.maximum(text.sentences[1:] - 1, text.sentences[:-1])
    return Later(len(first), partial(_between, text.starts[first], text.ends[last]))


def _between(starts: Int32, ends: Int32) -> tuple[Span, ...]:
    return tuple(map(Span, starts.tolist(), ends.tolist()))


def inspect(document: Document, lexicon: Lexicon, model: LanguageModel | None) -> Inspection:
    """Say how likely a document is spun, and where, with no source at hand.

    Args:
        document: any text.
        lexicon: of its language, or the empty one.
        model: of its language; without one, nothing is said.
    """
    seg = read_quickly(document, lexicon)
    if model is None:
        language = document.language
        unknown = f"no language model for {language!r}: only English is known"
        return Inspection(document, None, unknown, seg.words, None, ())
    seen, odds = features(seg, lexicon, model), np.zeros(0, np.float32)
    p: float | None = None
    reason = why_not(seg) or (None if len(seen.values) else "it has no words that can be judged")
    if reason is None:
        p, odds = score(seen.values, _braces(document.text))
        if is_doubted(p):
            p = with_phrases(p, broken_phrases(seg, seen, odds, lexicon, model))
    make = partial(_found, document.text, seg, seen, odds, p, lexicon, model)
    method: SpunBy | None = "substitution" if p is not None and p >= 0.5 else None
    return Inspection(document, p, reason, seg.words, method, Findings(make))


def quickly(document: Document, lexicon: Lexicon) -> Segmented:
    """Return the columns that a text is inspected by, with its quotations."""
    return with_quotations(document.text, read_quickly(document, lexicon))


def keyed(entries: Iterable[Entry], lexicon: Lexicon) -> Dictionary:
    """Return a rewriter's dictionary by the rows of its words; phrases by their words."""
    words: dict[tuple[int, int], float] = {}
    phrases: dict[str, list[tuple[str, int]]] = {}
    for entry in entries:
        spun, original = entry.spun.lower(), entry.original.lower()
        rows = tuple(_row(word, lexicon) for word in (spun, original))
        if min(rows) >= 0:
            words[rows[0], rows[1]] = words.get((rows[0], rows[1]), 0.0) + entry.count
        elif " " in spun or " " in original:
            phrases.setdefault(spun, []).append((entry.original, entry.count))
    order = sorted(words)
    firsts = np.array([spun for spun, _ in order], np.int64)
    return Dictionary(
        np.searchsorted(firsts, np.arange(len(lexicon.keys) + 1)).astype(np.int32),
        np.array([original for _, original in order], np.int64),
        np.array([words[pair] for pair in order], np.float64),
        {spun: tuple(found) for spun, found in phrases.items()},
    )


def _row(word: str, lexicon: Lexicon) -> int:
    """Return the row of a lower-case word, -1 when the lexicon has none."""
    key = np.uint64(word_key(word))
    row = int(np.searchsorted(lexicon.keys, key))
    return row if row < len(lexicon.keys) and lexicon.keys[row] == key else -1


def _found(
    text: str, seg: Segmented, seen: Seen, odds: Float32, p: float | None, lexicon: Lexicon,
    model: LanguageModel,
) -> tuple[Finding, ...]:  # fmt: skip
    quoted = with_quotations(text, seg)
    return findings(text, quoted, seen, odds, p, left_overs(text), lexicon, model)


def _braces(text: str) -> int:
    """Return how many of a spinner's braces were left in a text; of most texts, not looked for."""
    return sum(code == "C601" for code, _, _ in left_overs(text)) if "{" in text else 0
