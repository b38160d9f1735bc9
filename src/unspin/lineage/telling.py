"""What a stemma says of a family, in the nouns everybody else uses; contradictions are flagged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from unspin.lineage.changes import NAME_BIT, NUMBER_BIT, counted_changes, oriented
from unspin.lineage.collate import Collation, collate
from unspin.lineage.dates import contradiction, grade_of, worse
from unspin.lineage.growing import Tree
from unspin.lineage.second import Second, grown
from unspin.lineage.stemma import Nodes, prepare
from unspin.records import Document, Float32, Kind, Segmented, UInt8, UInt64
from unspin.witnesses import Apparatus, Derivation, Lineage, Lost

LARGEST = 150
"""Different texts of a family whose stemma is drawn; its costs grow with their square."""
UNSURE = 0.5
"""Probability below which a source is flagged as one that cannot be told."""
SAME = 0.5
"""Probability that of two identical texts the first was the source: nothing tells."""
FIRM = 0.8
"""Probability from which the judgement of a pair alone may contradict the stemma."""


@dataclass(frozen=True, slots=True, eq=False)
class Witness:
    """One page of a family: the document, its columns, and how likely each of its tokens is.

    Attributes:
        keys: (n,) what each token is known by; spellings of one word share it.
        logs: (n,) log probability of each token in its context, in nats.
    """

    document: Document
    text: Segmented
    keys: UInt64
    logs: Float32


Pairs = Mapping[tuple[str, str], Mapping[str, Any]]
"""Lines of ``pairs.jsonl`` by the ids of their sides."""


@dataclass(frozen=True, slots=True, eq=False)
class Collated:
    """A family's lineage, and what it was read from.

    Attributes:
        lineage: who derives from whom.
        witnesses: the pages that were collated, one of each text, in the order of the rows.
        collation: their words side by side.
    """

    lineage: Lineage
    witnesses: tuple[Witness, ...]
    collation: Collation

    def apparatus(self) -> Apparatus:
        """Return the witnesses word under word, as they are written."""
        columns = []
        for witness, tokens in zip(self.witnesses, self.collation.tokens, strict=True):
            text, columns_of = witness.document.text, witness.text
            starts, ends = columns_of.starts[tokens].tolist(), columns_of.ends[tokens].tolist()
            held = (tokens >= 0).tolist()
            columns.append(
                [text[a:b] if h else "" for a, b, h in zip(starts, ends, held, strict=True)]
            )
        ids = tuple(w.document.doc_id for w in self.witnesses)
        return Apparatus(self.lineage.family, ids, tuple(zip(*columns, strict=True)))


def lineage_of(family: str, witnesses: Sequence[Witness], pairs: Pairs) -> Collated:
    """Return the lineage of a family of any size.

    Args:
        family: its name.
        witnesses: its pages; their order does not matter.
        pairs: verified pairs among them; their counts of changes are taken over, and in a family
            of two different texts their verdict.
    """
    ordered = sorted(witnesses, key=lambda w: w.document.doc_id)
    every, same = _distinct(ordered)
    firsts = _fullest(every)
    collation = collate([w.text for w in firsts], [w.keys for w in firsts])
    if len(firsts) == 2 and (pair := _pair(pairs, firsts)) is not None:
        told = _told_by_pair(firsts, *pair)
    else:
        told = _told_by_stemma(firsts, collation, pairs)
    if len(every) > LARGEST:
        told.flags.append(
            f"fallback: of {len(every)} different texts only the {LARGEST} longest were placed"
        )
    found = _with_same(family, ordered, told, same)
    return Collated(found, tuple(firsts), collation)


def readings_of(family: str, witnesses: Sequence[Witness]) -> Apparatus:
    """Return all witnesses of a family word under word, however many there are."""
    firsts, _ = _distinct(sorted(witnesses, key=lambda w: w.document.doc_id))
    collation = collate([w.text for w in firsts], [w.keys for w in firsts])
    bare = Lineage(family, tuple(w.document.doc_id for w in firsts), (), ())
    return Collated(bare, tuple(firsts), collation).apparatus()


def _fullest(every: Sequence[Witness]) -> list[Witness]:
    """Return the longest texts, as many as a stemma is drawn of, in the order they came in.

    What a copy has left out can speak for nobody; what it has kept may.
    """
    ordered = sorted(range(len(every)), key=lambda w: (-len(every[w].text), w))
    return [every[w] for w in sorted(ordered[:LARGEST])]


@dataclass(slots=True)
class _Told:
    """A lineage in the making."""

    derivations: list[Derivation]
    roots: tuple[str, ...]
    lost: tuple[Lost, ...]
    flags: list[str]


def _distinct(ordered: Sequence[Witness]) -> tuple[list[Witness], dict[str, list[Witness]]]:
    """Return one witness of each text, and the others of that text by the first's id."""
    firsts: dict[bytes, Witness] = {}
    same: dict[str, list[Witness]] = {}
    for witness in ordered:
        text = witness.text
        words = witness.keys[text.kinds <= Kind.NUMBER].tobytes()
        first = firsts.setdefault(words, witness)
        if first is not witness:
            same.setdefault(first.document.doc_id, []).append(witness)
    return list(firsts.values()), same


def _with_same(
    family: str, ordered: Sequence[Witness], told: _Told, same: Mapping[str, Sequence[Witness]]
) -> Lineage:
    """Hang the other witnesses of a text under the first of it, and flag that nothing tells."""
    documents = {w.document.doc_id: w.document for w in ordered}
    for first, others in same.items():
        for other in others:
            name = other.document.doc_id
            grade = worse(grade_of(documents[first]), grade_of(other.document))
            told.derivations.append(Derivation(first, name, SAME, grade))
        names = ", ".join(o.document.doc_id for o in others)
        told.flags.append(f"same words: {first}, {names}: which came first cannot be told")
    for edge in told.derivations:
        ends = documents.get(edge.source), documents.get(edge.derivative)
        if ends[0] and ends[1] and edge.p >= UNSURE and edge.derivative not in _others(same):
            clash = contradiction(ends[0], ends[1])
            told.flags += [clash] if clash else []
    edges = sorted(told.derivations, key=lambda d: (d.derivative, -d.p, d.source))
    ids = tuple(w.document.doc_id for w in ordered)
    return Lineage(family, ids, tuple(edges), told.roots, told.lost, tuple(told.flags))


def _others(same: Mapping[str, Sequence[Witness]]) -> set[str]:
    return {o.document.doc_id for others in same.values() for o in others}


def _pair(pairs: Pairs, two: Sequence[Witness]) -> tuple[Mapping[str, Any], bool] | None:
    """Return the judgement of two witnesses, and whether its sides are swapped."""
    a, b = (w.document.doc_id for w in two)
    if (a, b) in pairs:
        return pairs[a, b], False
    return (pairs[b, a], True) if (b, a) in pairs else None


def _told_by_pair(
    two: Sequence[Witness], pair: Mapping[str, Any], swapped: bool
) -> _Told:  # fmt: skip
    """Say of two texts what was judged of them as a pair."""
    a, b = reversed(two) if swapped else two
    chances = pair["p"]
    names = a.document.doc_id, b.document.doc_id
    flags = ["order cannot be told: nothing decides between the two"] if pair["abstained"] else []
    best = max(("a_source", "b_source", "common_source"), key=lambda k: (chances[k], k))
    if best == "common_source":
        edges = [Derivation("lost-1", name, chances[best], "none") for name in sorted(names)]
        readings = sum(pair["changes"].values())
        return _Told(edges, ("lost-1",), (Lost("lost-1", tuple(sorted(names)), readings),), flags)
    source, derivative = (a, b) if best == "a_source" else (b, a)
    grade = worse(grade_of(source.document), grade_of(derivative.document))
    edge = Derivation(
        source.document.doc_id, derivative.document.doc_id, chances[best], grade,
        oriented(pair["changes"], swapped=best == "b_source"),
    )  # fmt: skip
    return _Told([edge], (source.document.doc_id,), (), flags)


def _told_by_stemma(
    firsts: Sequence[Witness], collation: Collation, pairs: Pairs
) -> _Told:  # fmt: skip
    """Say what the cheapest tree says."""
    what, stems = _known(firsts, collation)
    nodes = _nodes(firsts, collation, what)
    whole = list(nodes.items)
    tree, mixed = grown(nodes)
    nodes = tree.nodes
    names = [w.document.doc_id for w in firsts]
    names += [f"lost-{i + 1}" for i in range(len(tree.sources) - len(firsts))]
    documents: list[Document | None] = [w.document for w in firsts]
    documents += [None] * (len(names) - len(firsts))
    whole += nodes.items[len(whole) :]
    edges, flags = [], []
    for v, u in enumerate(tree.sources):
        if u < 0:
            continue
        p = float(tree.chances[u, v]) * tree.certain[u]
        changes = _changes(pairs, names[u], names[v])
        if changes is None:
            table = nodes.table(whole[u], whole[v])
            changes = counted_changes(
                table, whole[u].words, whole[v].words, what, collation.function, stems
            )  # fmt: skip
        grade = worse(grade_of(documents[u]), grade_of(documents[v]))
        edges.append(Derivation(names[u], names[v], p, grade, changes))
        flags += _doubts(tree, names, u, v, p) + _against(pairs, names[u], names[v])
    flags += _second_sources(mixed, tree, names, edges)
    root = tree.sources.index(-1)
    flags += _doubtful_root(tree, names, root)
    if collation.cut:
        flags.append("fallback: texts too different to be searched whole were collated in halves")
    lost = tuple(_lost(tree, names, v) for v in range(len(firsts), len(names)))
    return _Told(edges, (names[root],), lost, flags)


def nodes_of(collated: Collated) -> Nodes:
    """Return what a family's stemma is grown from, with no lost witness yet."""
    what, _ = _known(collated.witnesses, collated.collation)
    return _nodes(collated.witnesses, collated.collation, what)


def _nodes(firsts: Sequence[Witness], collation: Collation, what: UInt8) -> Nodes:
    named = np.where(what & NUMBER_BIT, 2, what > 0).astype(np.uint8)
    return prepare(collation, [w.logs for w in firsts], named)


def _known(firsts: Sequence[Witness], collation: Collation) -> tuple[UInt8, UInt64]:
    """Return by word: bits of what it is, and its stem."""
    what = np.zeros(len(collation.function), np.uint8)
    stems = np.zeros(len(collation.function), np.uint64)
    for witness, words, tokens in zip(firsts, collation.words, collation.tokens, strict=True):
        held = words >= 0
        kinds = witness.text.kinds[tokens[held]]
        what[words[held]] |= np.where(kinds == Kind.NAME, NAME_BIT, 0).astype(np.uint8)
        what[words[held]] |= np.where(kinds == Kind.NUMBER, NUMBER_BIT, 0).astype(np.uint8)
        stems[words[held]] = witness.text.stems[tokens[held]]
    return what, stems


def _changes(pairs: Pairs, source: str, derivative: str) -> dict[str, int] | None:
    """Return the changes that were counted when the pair was judged."""
    if (source, derivative) in pairs:
        return oriented(pairs[source, derivative]["changes"], swapped=False)
    if (derivative, source) in pairs:
        return oriented(pairs[derivative, source]["changes"], swapped=True)
    return None


def _against(pairs: Pairs, source: str, derivative: str) -> list[str]:
    """Flag a pair that, judged by itself, goes the other way."""
    for key, other_way in (((source, derivative), "b_source"), ((derivative, source), "a_source")):
        if key in pairs and pairs[key]["p"][other_way] >= FIRM and not pairs[key]["abstained"]:
            chance = pairs[key]["p"][other_way]
            alone = f"contradiction: judged as a pair, {source} would be made from {derivative}"
            return [f"{alone} (p {chance:.2f}); the family's readings say the opposite"]
    return []


def _doubts(tree: Tree, names: Sequence[str], u: int, v: int, p: float) -> list[str]:
    """Flag a derivative whose source cannot be told."""
    if p >= UNSURE:
        return []
    others = tree.chances[:-1, v].copy()
    others[u] = 0.0
    rival = int(np.argmax(others))
    if others[rival] < 0.1:
        return [f"source cannot be told: {names[v]} is perhaps from {names[u]} (p {p:.2f})"]
    other = f"{names[rival]} (p {others[rival]:.2f})"
    return [f"source cannot be told: {names[v]} is from {names[u]} (p {p:.2f}) or {other}"]


def _doubtful_root(tree: Tree, names: Sequence[str], root: int) -> list[str]:
    chances = tree.chances[-1].copy()
    if chances[root] >= UNSURE:
        return []
    said = chances[root]
    chances[root] = 0.0
    rival = int(np.argmax(chances))
    other = f"{names[rival]} (p {chances[rival]:.2f})"
    return [f"root cannot be told: {names[root]} (p {said:.2f}) or {other}"]


def _second_sources(
    mixed: Sequence[Second], tree: Tree, names: Sequence[str], edges: list[Derivation]
) -> list[str]:
    """Add the derivations from second sources, and flag them with both sources named."""
    flags = []
    for second in mixed:
        v, w = second.derivative, second.source
        u = tree.sources[v]
        if u in (w, -1) or tree.sources[w] == v:
            continue
        share = (second.last - second.first + 1) / tree.nodes.collation.places
        edges.append(Derivation(names[w], names[v], min(0.5, share), "none"))
        flags.append(
            f"{names[v]} has a second source: {names[w]} for about {share:.0%} of its text, "
            f"{names[u]} for the rest"
        )
    return flags


def _lost(tree: Tree, names: Sequence[str], number: int) -> Lost:
    """Return a lost witness, and at how many places its children show it."""
    children = [v for v, s in enumerate(tree.sources) if s == number]
    node = tree.nodes.items[number]
    shown = [
        len(tree.nodes.table(node, tree.nodes.items[v]))
        for v in [*children, *([tree.sources[number]] if tree.sources[number] >= 0 else [])]
    ]
    return Lost(names[number], tuple(sorted(names[v] for v in children)), sum(shown))
