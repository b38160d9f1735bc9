"""What became of the quotations of a group in every other document.

Copies have most wordings word for word. So questions are asked once of documents with the same
wordings, and quotations with the same answers share one list of them: time and memory grow with
the square of the different wordings of a group, and not with that of its copies.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from unspin.quotes.counterparts import Parts, Question, question
from unspin.quotes.groups import Group, same_speaker
from unspin.quotes.survival import without_marks
from unspin.quotes.wording import HARMLESS, bigrams, words_of
from unspin.records import Document
from unspin.witnesses import Fates, Quote, Speaker, Survival

Key = tuple[Parts, int, Parts]
"""The wordings of a document in a group, which of them is asked about, those of another."""


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What must be compared to tell of some quotations of a group.

    Attributes:
        wanted: indexes of these quotations.
        members: indexes of the quotations of the group by document, in order; wordings: the same.
        questions: each once, with what it is asked of.
    """

    wanted: tuple[int, ...]
    members: Mapping[str, tuple[int, ...]]
    wordings: Mapping[str, Parts]
    questions: Mapping[Key, Question]


def inquiry(quotes: Sequence[Quote], group: Group, wanted: Sequence[int]) -> Inquiry:
    """Return what must be compared: the wanted quotations with every other document of the group.

    Args:
        quotes: of all documents; group: one of theirs; wanted: members of it.
    """
    members: dict[str, list[int]] = defaultdict(list)
    for i in group.members:
        members[quotes[i].doc_id].append(i)
    wordings = {d: tuple(quotes[i].exact for i in held) for d, held in members.items()}
    holders = Counter(wordings.values())
    asked = {(wordings[d], members[d].index(i)) for i in wanted for d in (quotes[i].doc_id,)}
    questions = {
        (own, at, theirs): question(own, at, theirs)
        for own, at in sorted(asked)
        for theirs, documents in holders.items()
        if theirs != own or documents > 1
    }
    held = {d: tuple(indexes) for d, indexes in members.items()}
    return Inquiry(tuple(wanted), held, wordings, questions)


class Elsewhere:
    """The documents of a family that have a quotation in no marks, and what is left of it there."""

    def __init__(self, documents: Sequence[Document], kin: Mapping[str, int]) -> None:
        self.kin = kin
        self._texts: dict[int | None, dict[str, str]] = defaultdict(dict)
        for document in documents:
            self._texts[kin.get(document.doc_id)].setdefault(document.doc_id, document.text)
        self._pairs = lru_cache(maxsize=None)(lambda text: bigrams(words_of(text)))

    def verdicts(
        self, wording: str, family: int | None, held: Mapping[str, object]
    ) -> Iterator[tuple[str, str]]:
        """Yield a verdict for each document of a family but those that are held."""
        known: dict[str, str] = {}
        words = words_of(wording)
        for doc_id, text in self._texts[family].items():
            if doc_id not in held:
                if text not in known:
                    known[text] = without_marks(words, self._pairs(text))
                yield doc_id, known[text]


def fates(
    quotes: Sequence[Quote], asked: Inquiry, said: Callable[[Question], tuple[str, ...]],
    elsewhere: Elsewhere,
) -> Iterator[tuple[int, Fates]]:  # fmt: skip
    """Yield what became of each wanted quotation in the other documents, by its index.

    Args:
        quotes: of all documents.
        asked: what :func:`inquiry` gave for the group.
        said: answers a question about wordings that look different.
        elsewhere: the documents of its kin.
    """
    said = lru_cache(maxsize=None)(said)
    names = {key: q.by_look or said(q) for key, q in asked.questions.items()}
    lists: dict[tuple[object, ...], tuple[Survival, ...]] = {}
    tell = _Teller(quotes, asked, names)
    for i in asked.wanted:
        doc_id, speaker = quotes[i].doc_id, quotes[i].speaker
        own = asked.wordings[doc_id]
        at, family = asked.members[doc_id].index(i), elsewhere.kin.get(doc_id)
        key = (own, at, speaker.canonical if speaker else None, family)
        if key not in lists:
            absent = elsewhere.verdicts(own[at], family, asked.members)
            lists[key] = tell.all(own, at, speaker, absent)
        yield i, Fates(lists[key], doc_id)


class _Teller:
    """Makes the lists of a group; the same few verdicts are in all of them."""

    def __init__(
        self, quotes: Sequence[Quote], asked: Inquiry, names: Mapping[Key, tuple[str, ...]]
    ) -> None:
        self.quotes, self.asked, self.names = quotes, asked, names
        self.one = lru_cache(maxsize=None)(Survival)

    def all(
        self, own: Parts, at: int, speaker: Speaker | None, absent: Iterator[tuple[str, str]]
    ) -> tuple[Survival, ...]:
        """Return what became of a wording in all documents, by their ids."""
        found = {doc_id: self.one(doc_id, (verdict,)) for doc_id, verdict in absent}
        known: dict[tuple[Parts, str | None], tuple[str, ...]] = {}
        for doc_id, theirs in self.asked.wordings.items():
            key = (own, at, theirs)
            if key in self.names:
                first = self.asked.members[doc_id][self.asked.questions[key].first]
                other = self.quotes[first].speaker
                named = theirs, other.canonical if other else None
                if named not in known:
                    known[named] = _with_speaker(self.names[key], speaker, other)
                found[doc_id] = self.one(doc_id, known[named])
        return tuple(found[doc_id] for doc_id in sorted(found))


def _with_speaker(
    names: tuple[str, ...], ours: Speaker | None, theirs: Speaker | None
) -> tuple[str, ...]:
    """Return the verdicts, and that the speaker is another where he is."""
    if same_speaker(ours, theirs) is False:
        return tuple(sorted({*names, "reattributed"} - HARMLESS))
    return names
