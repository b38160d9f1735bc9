"""Which document of each family to keep, and why each of the others may go.

A document is dropped only along verified pairs in which each side is mostly the other, one after
the other up to the one that is kept. A page that only shares a passage is never dropped: it is kept
as a guest, with the spans to cut.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path
from typing import Literal, NamedTuple, get_args

import numpy as np

from unspin.errors import BadInput
from unspin.lineage.families import MOSTLY
from unspin.run.finished import Finished, Numbers, Row, numbers
from unspin.run.outputs import write_lines
from unspin.store.store import Store

Keep = Literal["source", "first", "longest"]
Cuts = tuple[tuple[int, int], ...]
_SURE = 1e-3
"""Added to both sides of the odds: one pair can weigh no more than about seven nats."""


class Proof(NamedTuple):
    """A verified pair as one of its sides sees it: ``other`` is the other side.

    ``source`` is the probability that this side is the source of the other, ``derivative`` that it
    was made from it. ``spans`` are this side's passages; () where each side is mostly the other.
    """

    other: str
    relation: str
    cover: float
    cover_other: float
    source: float
    derivative: float
    common_source: float
    abstained: bool
    spans: Cuts

    @property
    def mutual(self) -> bool:
        """Whether each side is mostly the other."""
        return min(self.cover, self.cover_other) >= MOSTLY


Proofs = Mapping[str, Sequence[Proof]]


@dataclass(frozen=True, slots=True)
class Choice:
    """What is to become of the documents of one family.

    Attributes:
        kept: by id, the line of ``kept.jsonl`` for each that stays.
        dropped: by id, the line of ``dropped.jsonl`` for each that goes.
    """

    kept: dict[str, Row]
    dropped: dict[str, Row]


def curate(results: str | Path, *, keep: Keep = "source") -> dict[str, int]:
    """Choose the document of each family to keep; write ``kept.jsonl`` and ``dropped.jsonl``.

    Both files go into the folder of the results, in the order the documents were read in.

    Args:
        results: folder of a finished scan.
        keep: ``"source"``, the one with most evidence of being the source of the others, and the
            first where there is none; ``"first"`` in order of reading; ``"longest"``, in words.

    Returns:
        How many documents are ``kept``, ``dropped``, and ``guests`` among the kept.

    Raises:
        BadInput: no scan has finished there, or nothing can be written.
    """
    scan = Finished(results)
    with scan.store() as store:
        known = numbers(store)
        choice = choose(scan, store, known, keep)
    alone = {"family": None, "role": "alone"}
    kept = [
        {"id": doc_id, **choice.kept.get(doc_id, alone)}
        for doc_id in known.of
        if doc_id not in choice.dropped
    ]
    kept += [{"id": doc_id, "family": None, "role": "several"} for doc_id in sorted(known.several)]
    dropped = [{"id": i, **choice.dropped[i]} for i in known.of if i in choice.dropped]
    write_lines(scan.path / "kept.jsonl", kept)
    write_lines(scan.path / "dropped.jsonl", dropped)
    guests = sum(row["role"] == "guest" for row in kept)
    return {"kept": len(kept), "dropped": len(dropped), "guests": guests}


def choose(scan: Finished, store: Store, known: Numbers, keep: Keep) -> Choice:
    """Choose the document of each family to keep.

    Ids that have several texts take no part: what is said of them cannot be given to one text.

    Raises:
        BadInput: there is no such rule.
    """
    if keep not in get_args(Keep):
        raise BadInput(f"got {keep!r} to keep, wanted one of: {', '.join(get_args(Keep))}")
    families = [row for row in scan.families() if not known.several.issuperset(row["members"])]
    home = {m: row["family"] for row in families for m in row["members"] if m in known.of}
    proofs = _proofs(scan, home)
    lengths = _lengths(store, known, home) if keep == "longest" else {}
    choice = Choice({}, {})
    for row in families:
        members = [m for m in row["members"] if m in home]
        copies = {o: c[0] for c in _present(row["exact_classes"], home) for o in c[1:]}
        for group in _groups(members, proofs):
            heads = [m for m in group if copies.get(m) not in group]
            best, rule = _best(heads, set(group), proofs, keep, lengths)
            choice.kept[best] = {"family": row["family"], "role": "keeper", "rule": rule}
            choice.dropped.update(_dropped(best, rule, row["family"], group, proofs))
        _seat_guests(members, row["family"], proofs, choice, keep, lengths)
    return choice


def _present(classes: Iterable[Sequence[str]], home: Mapping[str, int]) -> list[list[str]]:
    present = ([m for m in members if m in home] for members in classes)
    return [members for members in present if members]


def _proofs(scan: Finished, home: Mapping[str, int]) -> dict[str, list[Proof]]:
    """Return the pairs inside of families, under both of their ids."""
    found: dict[str, list[Proof]] = defaultdict(list)
    for row in scan.pairs():
        a, b = row["a"], row["b"]
        if a == b or home.get(a, -1) != home.get(b, -2):
            continue
        covers, p = (row["cover_a"], row["cover_b"]), row["p"]
        spans_a: Cuts = ()
        spans_b: Cuts = ()
        if min(covers) < MOSTLY:
            spans_a = tuple((s, e) for s, e, _, _ in row["passages"])
            spans_b = tuple((s, e) for _, _, s, e in row["passages"])
        said = row["relation"], p["a_source"], p["b_source"], p["common_source"], row["abstained"]
        relation, a_source, b_source, common, abstained = said
        found[a].append(Proof(b, relation, *covers, a_source, b_source, common, abstained, spans_a))
        found[b].append(
            Proof(a, relation, *covers[::-1], b_source, a_source, common, abstained, spans_b)
        )
    return found


def _lengths(store: Store, known: Numbers, home: Iterable[str]) -> dict[str, int]:
    """Return how many words each document has."""
    columns = store.columns()
    ids = list(home)
    at = np.searchsorted(columns.nums, np.array([known.of[i] for i in ids], np.uint32))
    return dict(zip(ids, columns.tokens[at].tolist(), strict=True))


def _groups(members: Sequence[str], proofs: Proofs) -> list[list[str]]:
    """Return the members that are mostly each other, each group in order of reading.

    A family has one, or none when it is two pages that share a passage.
    """
    seen: set[str] = set()
    groups = []
    for member in members:
        if member not in seen:
            reached = _paths(member, proofs)
            seen |= reached.keys()
            groups.append([m for m in members if m in reached])
    return [group for group in groups if len(group) > 1]


def _paths(start: str, proofs: Proofs) -> dict[str, str]:
    """Return, for every document that mutual pairs lead to, the next one on the way to ``start``."""
    towards = {start: start}
    queue = deque([start])
    while queue:
        at = queue.popleft()
        for proof in proofs.get(at, ()):
            if proof.mutual and proof.other not in towards:
                towards[proof.other] = at
                queue.append(proof.other)
    return towards


def _best(
    heads: Sequence[str], group: set[str], proofs: Proofs, keep: Keep, lengths: Mapping[str, int]
) -> tuple[str, Keep]:
    """Return the one of ``heads`` to keep and the rule that said so; ties go to the first."""
    if keep == "source":
        weights = {m: _weight(proofs.get(m, ()), group) for m in heads}
        if max(weights.values()) > 0:
            return max(heads, key=weights.__getitem__), "source"
    if keep == "longest":
        return max(heads, key=lengths.__getitem__), "longest"
    return heads[0], "first"


def _weight(proofs: Iterable[Proof], group: set[str]) -> float:
    """Return the evidence that a document is the source of others of its group, in nats.

    That both come from a third text speaks for neither, so half of it counts on each side.
    """
    return sum(
        log((p.source + p.common_source / 2 + _SURE) / (p.derivative + p.common_source / 2 + _SURE))
        for p in proofs
        if p.other in group and not p.abstained
    )


def _dropped(
    kept: str, rule: Keep, family: int, group: Iterable[str], proofs: Proofs
) -> dict[str, Row]:
    towards = _paths(kept, proofs)
    rows = {}
    for member in group:
        if member == kept:
            continue
        proof = next(p for p in proofs[member] if p.other == towards[member] and p.mutual)
        way = [proof.other]
        while way[-1] != kept:
            way.append(towards[way[-1]])
        rows[member] = {
            "family": family,
            "kept": kept,
            "rule": rule,
            "via": way[:-1],
            "relation": proof.relation,
            "covers": [proof.cover, proof.cover_other],
            "p": {
                "source": proof.source,
                "derivative": proof.derivative,
                "common_source": proof.common_source,
            },
            "abstained": proof.abstained,
        }
    return rows


def _seat_guests(
    members: Sequence[str], family: int, proofs: Proofs, choice: Choice, keep: Keep,
    lengths: Mapping[str, int],
) -> None:  # fmt: skip
    """Keep those that only share a passage, with the spans to cut should one wish to.

    Spans are given only of what they share with a document that stays ``whole``: every word of the
    corpus is still there when all has been dropped and cut.
    """
    guests = [m for m in members if m not in choice.kept and m not in choice.dropped]
    if len(guests) == len(members) > 0:  # two pages that share a passage: one of them is host
        host, rule = _best(guests, set(guests), proofs, keep, lengths)
        choice.kept[host] = {"family": family, "role": "keeper", "rule": rule}
        guests.remove(host)
    whole = {m for m in members if m in choice.kept}
    for guest in guests:
        shared = max(proofs.get(guest, ()), key=lambda p: (p.other in whole, p.cover), default=None)
        cut = united(shared.spans) if shared and shared.other in whole else []
        choice.kept[guest] = {
            "family": family,
            "role": "guest",
            "of": shared.other if shared else None,
            "cut": [list(span) for span in cut],
        }
        if not cut:
            whole.add(guest)


def united(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans in order, those that overlap or touch made one.

    Example:
        >>> united([(5, 9), (0, 3), (8, 12)])
        [(0, 3), (5, 12)]
    """
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
