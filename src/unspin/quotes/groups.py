"""The same quotation in many documents: groups, their best-supported wording, a pooled speaker."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations

from unspin.quotes.wording import Bag, bag, bigrams, common, containment, is_long, look, words_of
from unspin.records import Span
from unspin.witnesses import Quote, Speaker

LEAST_WORDS = 4
"""Words below which quotations are the same only when their words are."""
SHARED = 0.5
"""Share of the long words of the shorter wording that the other has too, to make them one."""
SPUN = 0.34
"""The same where the speakers have one name: a spun wording keeps less."""
WHOLE = 0.8
"""Share from which one is the other, or a part of it, and may stand beside another part of it."""
PHRASES, LEAST_LONG = 2, 3
"""Pairs of neighbouring words, and long words, that wordings must share that are not nearly one."""
CROWD = 96
"""Wordings with a pair of words in common beyond which the pair says nothing."""
CLEAR = 0.85
"""Confidence from which a document says itself who speaks."""
SURE = 0.7
"""Share of the votes that settles the speaker of a group."""
CARRIED = frozenset(("continued", "carried"))
"""Rules that take the speaker of the quotation before."""
BY_PRONOUN, BY_THE_LAST = 0.5, 0.75
"""Trust in a name that a pronoun was resolved to, and in one that was taken from the last."""
MOST = 0.97
"""Confidence of a pooled speaker at the most."""
_PRONOUNS = frozenset("he she they it we i who his her their".split())


@dataclass(frozen=True, slots=True)
class Group:
    """One quotation and its witnesses.

    Attributes:
        name: made of the words of the best-supported wording, so it is the same in every run.
        best: index of the quotation with that wording.
        members: indexes of the quotations, ascending.
    """

    name: str
    best: int
    members: tuple[int, ...]


def group(quotes: Sequence[Quote]) -> list[Group]:
    """Find which quotations are the same one.

    Wordings are one when one holds most of what the other says: so a part belongs to the whole,
    and two parts of one whole belong together. A spun wording needs less, if the speaker is the
    same. Short ones are the same only when their words are.

    Args:
        quotes: of the documents of a family or of an index, in any order.

    Returns:
        Every quotation is in one group; groups by their first member.
    """
    by_words: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for i, quote in enumerate(quotes):
        by_words[words_of(quote.exact)].append(i)
    held = list(by_words.values())
    clusters = _Clusters([{quotes[i].doc_id for i in members} for members in held])
    for share, one, other in _links(quotes, held):
        clusters.join(one, other, whole=share >= WHOLE)
    joined: dict[int, list[int]] = defaultdict(list)
    for at, members in enumerate(held):
        joined[clusters.root(at)] += members
    found = [_group(quotes, sorted(members)) for members in joined.values()]
    return sorted(found, key=lambda g: g.members)


class _Clusters:
    """Disjoint sets of wordings; a weak link never joins two quotations of one document."""

    def __init__(self, documents: list[set[str]]) -> None:
        self.roots = list(range(len(documents)))
        self.documents = documents

    def root(self, item: int) -> int:
        """Return the number that stands for a wording's set."""
        while self.roots[item] != item:
            self.roots[item] = item = self.roots[self.roots[item]]
        return item

    def join(self, one: int, other: int, *, whole: bool) -> None:
        """Join two sets, unless both have a quotation of one document and the link is weak."""
        low, high = sorted((self.root(one), self.root(other)))
        if low == high or not (whole or self.documents[low].isdisjoint(self.documents[high])):
            return
        self.roots[high] = low
        self.documents[low] |= self.documents[high]


def _links(quotes: Sequence[Quote], held: Sequence[list[int]]) -> list[tuple[float, int, int]]:
    """Return which wordings may be one quotation, the likeliest first, and how much they share."""
    bags = [bag(quotes[members[0]].exact) for members in held]
    names = [{last_name(quotes[i].speaker) for i in members} - {""} for members in held]
    found = []
    for one, other in _candidates(bags):
        share = containment(bags[one], bags[other])
        known = not names[one].isdisjoint(names[other])
        least = SPUN if known else SHARED
        if share >= WHOLE or (share >= least and _has_evidence(bags[one], bags[other])):
            found.append((share, one, other))
    return sorted(found, key=lambda link: (-link[0], link[1:]))


def _candidates(bags: Sequence[Bag]) -> list[tuple[int, int]]:
    """Return the pairs of wordings that share two neighbouring words, one of them long."""
    holders: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, b in enumerate(bags):
        if b.total >= LEAST_WORDS:
            for pair in bigrams(b.words):
                if is_long(pair[0]) or is_long(pair[1]):
                    holders[pair].append(at)
    pairs: set[tuple[int, int]] = set()
    for held in holders.values():
        if 1 < len(held) <= CROWD:
            pairs.update(combinations(held, 2))
    return sorted(pairs)


def _has_evidence(a: Bag, b: Bag) -> bool:
    """Tell whether two wordings share phrases, and not only a topic."""
    phrases = sum(is_long(x) or is_long(y) for x, y in bigrams(a.words) & bigrams(b.words))
    return phrases >= PHRASES and common(a.long, b.long) >= LEAST_LONG


def _group(quotes: Sequence[Quote], members: list[int]) -> Group:
    best = _best(quotes, members)
    return Group(name_of(quotes[best].exact), best, tuple(members))


@lru_cache(maxsize=4096)
def name_of(wording: str) -> str:
    """Return the name of the group whose best-supported wording this is."""
    words = " ".join(words_of(wording)).encode("utf-8", "surrogatepass")
    return f"q-{hashlib.blake2b(words, digest_size=6).hexdigest()}"


def standing(name: str, quote: Quote) -> tuple[bool, str, str, int]:
    """Return by what the witnesses of a group are ordered: the least one speaks for it.

    It is the first with the wording that the group is named after.
    """
    return name_of(quote.exact) != name, str(quote.published or "~"), quote.doc_id, quote.span.start


def _best(quotes: Sequence[Quote], members: Sequence[int]) -> int:
    """Return the member whose wording has most independent support.

    Outlets count, not copies. Where none has more, the wording that is nearest to all others is
    the one that the others were made from; then the earliest, then the longest.
    """
    looks: dict[str, list[int]] = defaultdict(list)
    for i in members:
        looks[look(quotes[i].exact)].append(i)
    bags = {text: bag(quotes[held[0]].exact) for text, held in looks.items()}

    def rank(text: str) -> tuple[object, ...]:
        held = looks[text]
        outlets = len({quotes[i].outlet or quotes[i].doc_id for i in held})
        far = sum(len(looks[t]) * _apart(bags[text], bags[t]) for t in looks if t != text)
        first = min((str(p) for i in held if (p := quotes[i].published)), default="~")
        return -outlets, far, first, -len(text), text

    chosen = looks[min(looks, key=rank)]
    return min(chosen, key=lambda i: (str(quotes[i].published or "~"), quotes[i].doc_id, i))


def _apart(a: Bag, b: Bag) -> int:
    """Return how many words one has and the other has not."""
    return a.total + b.total - 2 * common(a.all, b.all)


def last_name(speaker: Speaker | None) -> str:
    """Return the last word of a speaker's name, "" for none or a pronoun."""
    words = words_of(speaker.canonical) if speaker else ()
    while words and words[-1] in ("jr", "sr", "ii", "iii"):
        words = words[:-1]
    return "" if not words or words[-1] in _PRONOUNS else words[-1].removesuffix("'s")


def same_speaker(a: Speaker | None, b: Speaker | None) -> bool | None:
    """Tell whether two speakers are one; None when either is not named."""
    ours, theirs = last_name(a), last_name(b)
    if not ours or not theirs or a is None or b is None:
        return None
    if ours == theirs:
        return True
    words_a, words_b = set(words_of(a.canonical)), set(words_of(b.canonical))
    return words_a <= words_b or words_b <= words_a


def pooled(quotes: Sequence[Quote]) -> tuple[Quote, ...]:
    """Let the witnesses of one quotation settle who said it.

    Every document that names the speaker votes, weighed by how far its rule can be trusted; each
    outlet votes once for a name. Where some name the speaker clearly, they settle it; where none
    does, two or more must agree. A document with a pronoun, an unsure name or no speaker takes the
    name that wins. One that clearly names somebody else keeps him: that is a reattribution.

    Args:
        quotes: the members of a group, in order.

    Returns:
        The same quotations in the same order. Where the pool gave the speaker, his method is
        ``pooled``; where the document names nobody, or somebody else, his surface is "" and his
        span an empty one at the start of the quotation.
    """
    votes = _votes(quotes)
    total = sum(v.clear for v in votes)
    if total:
        votes.sort(key=lambda v: -v.clear)
        share = votes[0].clear / total
    elif votes:
        share = votes[0].weight / sum(v.weight for v in votes)
    agreed = len(votes) == 1 and votes[0].witnesses > 1
    if not votes or share < SURE or not (total or agreed):
        return tuple(quotes)
    confidence = min(MOST, votes[0].confidence * share)
    return tuple(_given(quote, votes[0].speaker, confidence) for quote in quotes)


def carried_on(before: Sequence[Quote], after: Sequence[Quote]) -> list[Quote]:
    """Give quotations that go on from the one before the speaker that it has been given.

    Args:
        before: the quotations as each document has them, in order; after: the same, pooled.
    """
    told = list(after)
    for i in range(1, len(told)):
        last, own = told[i - 1].speaker, before[i].speaker
        if (
            before[i].rule in CARRIED and last is not None and own is not None
            and before[i].doc_id == before[i - 1].doc_id and told[i] == before[i]
            and same_speaker(before[i - 1].speaker, own) and not same_speaker(last, own)
        ):  # fmt: skip
            told[i] = _given(told[i], last, told[i - 1].confidence)
    return told


@dataclass(frozen=True, slots=True)
class _Vote:
    """A speaker by his fullest name, and what speaks for him.

    Attributes:
        weight: trust in all who name him; clear: in those who do so clearly.
        confidence: of the surest of them; witnesses: how many they are.
    """

    speaker: Speaker
    weight: float
    clear: float
    confidence: float
    witnesses: int


def _trust(quote: Quote) -> float:
    """Return how far a document's own word on its speaker can be trusted, 0..1.

    The confidence of a quotation is its rule's: whom a pronoun means is another question, and one
    that goes on from the quotation before says nothing of its own.
    """
    pronoun = quote.speaker is None or quote.speaker.method == "pronoun"
    return (
        quote.confidence
        * (BY_PRONOUN if pronoun else 1.0)
        * (BY_THE_LAST if quote.rule in CARRIED else 1.0)
    )


def _votes(quotes: Iterable[Quote]) -> list[_Vote]:
    """Return the speakers named, heaviest first."""
    said: dict[str, dict[str, Quote]] = defaultdict(dict)
    for quote in quotes:
        name = last_name(quote.speaker)
        if name and quote.speaker and quote.speaker.method != "pooled":
            outlet = quote.outlet or quote.doc_id
            before = said[name].get(outlet)
            if before is None or _trust(before) < _trust(quote):
                said[name][outlet] = quote
    votes = [_vote(list(said[name].values())) for name in said]
    return sorted(votes, key=lambda v: (-v.weight, v.speaker.canonical))


def _vote(quotes: Sequence[Quote]) -> _Vote:
    """Return the vote of witnesses that name one speaker."""
    named = [(q, q.speaker) for q in quotes if q.speaker]
    _, fullest = max(
        named, key=lambda n: (len(words_of(n[1].canonical)), n[0].confidence, n[0].doc_id)
    )
    trusts = [_trust(q) for q, _ in named]
    clear = sum(t for t in trusts if t >= CLEAR)
    return _Vote(fullest, sum(trusts), clear, max(q.confidence for q, _ in named), len(named))


def _given(quote: Quote, speaker: Speaker, confidence: float) -> Quote:
    """Return a quotation with the speaker that the group has settled, where it needs one."""
    own = quote.speaker
    if same_speaker(own, speaker):
        return quote
    named = own is not None and last_name(own) != "" and own.method != "pronoun"
    if named and _trust(quote) >= CLEAR:
        return quote
    if own is None or named:
        place = Span(quote.span.start, quote.span.start)
        given = Speaker("", place, speaker.canonical, "pooled")
    else:
        given = replace(own, canonical=speaker.canonical, method="pooled")
    return replace(quote, speaker=given, confidence=confidence)
