"""What became of a quotation's wording in the other documents of its group.

Which wordings must be compared is planned here; how two wordings compare is one matter for a pair
of documents and for a group, and is handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from unspin.quotes.groups import Group, same_speaker
from unspin.quotes.wording import HARMLESS, Bag, bag, bigrams, common, containment, look
from unspin.witnesses import Quote, Survival

SEVERITY = (
    "polarity-changed", "number-changed", "reattributed", "name-changed", "substituted",
    "unsupported", "requoted", "dequoted", "truncated", "extended", "reordered", "bracketed",
    "split", "merged", "typographic", "identical",
)  # fmt: skip
"""The verdicts, the worst first."""
WHOLE = 0.9
"""Share of a quotation's words from which on one counterpart is enough of it."""
PART = 0.7
"""Share of a quotation's words that must stand in a longer one to be a part of it."""
OUTSIDE = 0.4
"""Share of a quotation's neighbouring words that a text without it in marks must have."""

Parts = tuple[str, ...]
Reading = tuple[int, int, str, str]
"""Where a wording differs from the group's best: from, to, the words there, the verdict."""


@dataclass(frozen=True, slots=True)
class Question:
    """What became of one quotation in one other document.

    Attributes:
        quote: index of the quotation; other: index of its (first) counterpart.
        a: its wording, among those of its document that are one in the other; at: which it is.
        b: the wordings of its counterpart.
    """

    quote: int
    other: int
    a: Parts
    at: int
    b: Parts


def worst(verdicts: Sequence[str]) -> str:
    """Return the gravest of some verdicts.

    >>> worst(["typographic", "number-changed", "substituted"])
    'number-changed'
    """
    return min(verdicts, key=SEVERITY.index, default="identical")


def is_altered(verdicts: Sequence[str]) -> bool:
    """Tell whether verdicts say more than that the look is another."""
    return not HARMLESS.issuperset(verdicts)


def ask(quotes: Sequence[Quote], group: Group) -> list[Question]:
    """Return what must be compared in a group: every quotation with every other document."""
    by_doc: dict[str, list[int]] = {}
    for i in group.members:
        by_doc.setdefault(quotes[i].doc_id, []).append(i)
    return [
        _question(quotes, i, by_doc[quotes[i].doc_id], theirs)
        for i in group.members
        for doc_id, theirs in by_doc.items()
        if doc_id != quotes[i].doc_id
    ]


def _question(
    quotes: Sequence[Quote], i: int, own: Sequence[int], theirs: Sequence[int]
) -> Question:
    """Return what to ask of a quotation and the quotations of another document in its group."""
    parts = theirs if len(theirs) == 1 else _counterparts(quotes, i, theirs)
    mine: Sequence[int] = [i]
    if len(parts) == 1 and len(own) > 1:
        whole, part = bag(quotes[parts[0]].exact), bag(quotes[i].exact)
        if _is_part(part, whole):
            mine = [j for j in own if j == i or _is_part(bag(quotes[j].exact), whole)]
        if any(containment(part, bag(quotes[j].exact)) >= PART for j in mine if j != i):
            mine = [i]
    wordings = tuple(quotes[j].exact for j in mine)
    return Question(i, parts[0], wordings, mine.index(i), tuple(quotes[j].exact for j in parts))


def _counterparts(quotes: Sequence[Quote], i: int, theirs: Sequence[int]) -> list[int]:
    """Return the one quotation of a document that answers another, or the parts that do."""
    own = bag(quotes[i].exact)
    same = [j for j in theirs if look(quotes[j].exact) == look(quotes[i].exact)]
    if same:
        return same[:1]
    bags = {j: bag(quotes[j].exact) for j in theirs}
    shared = {j: common(own.all, b.all) for j, b in bags.items()}
    best = max(theirs, key=lambda j: (shared[j] / (own.total + bags[j].total - shared[j]), -j))
    if shared[best] >= WHOLE * own.total:
        return [best]
    parts = [j for j in theirs if j == best or _is_part(bags[j], own)]
    apart = all(containment(bags[j], bags[k]) < PART for j in parts for k in parts if j < k)
    return parts if apart else [best]


def _is_part(part: Bag, whole: Bag) -> bool:
    """Tell whether most words of one stand in the other, which is no shorter."""
    return part.total <= whole.total and containment(part, whole) >= PART


def is_single(question: Question) -> bool:
    """Tell whether one quotation is asked to be compared with one."""
    return len(question.a) == 1 and len(question.b) == 1


def variants(quotes: Sequence[Quote], group: Group, questions: Sequence[Question]) -> list[str]:
    """Return the wordings to collate with a group's best: those that look another, each once."""
    best = look(quotes[group.best].exact)
    pairs = {(q.a[0], q.b[0]) for q in questions if is_single(q)}
    found = {wording for a, b in pairs if look(a) != look(b) for wording in (a, b)}
    return sorted(wording for wording in found if look(wording) != best)


def composed(
    ours: Sequence[Reading], theirs: Sequence[Reading], mirrored: Callable[[str], str]
) -> tuple[str, ...]:
    """Say what became of one wording in another, from what each is beside a third.

    What only the second reads otherwise is its change; what only the first does is its change
    undone. A change inside words that the other cut is not seen.

    Args:
        ours, theirs: where the two read otherwise than the third.
        mirrored: what a verdict is called the other way round.
    """
    own, other = set(ours) - set(theirs), set(theirs) - set(ours)
    found = {r[3] for r in other if not _is_cut(r, own)}
    found |= {mirrored(r[3]) for r in own if not _is_cut(r, other)}
    return tuple(sorted(found)) or ("typographic",)


def _is_cut(reading: Reading, others: set[Reading]) -> bool:
    """Tell whether a reading lies in what the other wording cut."""
    return any(
        r[3] == "truncated" and r[0] <= reading[0] and reading[1] <= r[1] and r[:2] != reading[:2]
        for r in others
    )


def survived(
    quotes: Sequence[Quote], group: Group, questions: Sequence[Question],
    said: Callable[[Question], tuple[str, ...]], absent: Mapping[tuple[int, str], str],
) -> list[Quote]:  # fmt: skip
    """Return the members of a group with what became of each in the other documents.

    Args:
        quotes: of the family.
        group: one of its groups.
        questions: what :func:`ask` gave for it.
        said: answers a question about wordings that look different.
        absent: verdict by quotation and document, for documents of the family without it in marks.
    """
    found: dict[int, dict[str, Survival]] = {i: {} for i in group.members}
    one = lru_cache(maxsize=None)(Survival)  # the same few are in the lists of all members
    known: dict[tuple[Parts, int, Parts], tuple[str, ...]] = {}
    for q in questions:
        names = known.get((q.a, q.at, q.b))
        if names is None:
            names = known[q.a, q.at, q.b] = _by_look(q) or said(q)
        ours, theirs = quotes[q.quote], quotes[q.other]
        if same_speaker(ours.speaker, theirs.speaker) is False:
            names = tuple(sorted({*names, "reattributed"} - HARMLESS))
        found[q.quote][theirs.doc_id] = one(theirs.doc_id, names)
    for (i, doc_id), verdict in absent.items():
        found[i][doc_id] = one(doc_id, (verdict,))
    return [
        replace(
            quotes[i],
            group=group.name,
            survival=tuple(found[i][d] for d in sorted(found[i])),
        )
        for i in group.members
    ]


def _by_look(question: Question) -> tuple[str, ...] | None:
    """Return the verdict on two single wordings that differ in their look at the most."""
    if not is_single(question):
        return None
    (a,), (b,) = question.a, question.b
    if a == b:
        return ("identical",)
    return ("typographic",) if look(a) == look(b) else None


def without_marks(words: Sequence[str], text: set[tuple[str, str]]) -> str:
    """Say what became of a quotation in a text that has it in no quote marks.

    Args:
        words: of the quotation.
        text: the neighbouring words of the text.
    """
    pairs = bigrams(words)
    return "dequoted" if pairs and len(pairs & text) >= OUTSIDE * len(pairs) else "unsupported"
