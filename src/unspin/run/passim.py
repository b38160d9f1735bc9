"""What a scan found, as passim writes it: clusters of passages, one line a witness of each.

The fields are those of passim 2: ``uid cluster size begin end src pboiler``, with the document's
own beside them and ``text`` cut down to the passage. ``begin`` and ``end`` count code points.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import NamedTuple

from unspin.run.curate import united
from unspin.run.dolma import BATCH
from unspin.run.finished import Finished, Numbers, Row
from unspin.run.webs import root, tie
from unspin.store.store import Store

OVERLAP = 0.5
"""Share of the longer of two passages of a document that must lie in both to make them one."""


class Extent(NamedTuple):
    """A passage of a pair, on one side: document number and span."""

    num: int
    begin: int
    end: int


class Copied(NamedTuple):
    """A passage of a pair; ``directed`` when ``source`` is known to be the source."""

    source: Extent
    copy: Extent
    directed: bool


@dataclass(slots=True)
class Witness:
    """A passage of a cluster: the extents that were made one, and what they were copied from."""

    num: int
    begin: int
    end: int
    sources: set[Extent] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Cluster:
    """Passages that are copies of each other.

    Attributes:
        witnesses: in order of document and place.
        size: how many documents they are of.
        boilerplate: share of the links between them that stay inside one series.
    """

    witnesses: list[Witness]
    size: int
    boilerplate: float


def lines(scan: Finished, store: Store, known: Numbers) -> Iterator[Row]:
    """Yield the lines of all clusters, the largest first.

    Ids that have several texts are left out.
    """
    columns = store.columns()
    series = dict(zip(columns.nums.tolist(), columns.outlets.tolist(), strict=True))
    found = clusters(list(_copied(scan, known)), series)
    placed = [(i, c, w) for i, c in enumerate(found) for w in c.witnesses]
    for at in range(0, len(placed), BATCH):
        yield from _lines(store, placed[at : at + BATCH])


def _copied(scan: Finished, known: Numbers) -> Iterator[Copied]:
    for row in scan.pairs():
        a, b = known.of.get(row["a"]), known.of.get(row["b"])
        if a is None or b is None or a == b:
            continue
        p = row["p"]
        directed = not row["abstained"] and p["common_source"] < max(p["a_source"], p["b_source"])
        turned = directed and p["b_source"] > p["a_source"]
        for a_start, a_end, b_start, b_end in row["passages"]:
            sides = Extent(a, a_start, a_end), Extent(b, b_start, b_end)
            source, copy = sides[::-1] if turned else sides
            yield Copied(source, copy, directed)


def clusters(copied: Sequence[Copied], series: dict[int, int]) -> list[Cluster]:
    """Join passages into clusters, the largest first.

    Two passages belong together when they are the two sides of one pair, or lie in one document
    and have half of the longer in common.

    Args:
        copied: the passages of all pairs.
        series: what each document's series is, by number; -1 for none.
    """
    roots = {extent: extent for link in copied for extent in (link.source, link.copy)}
    for link in copied:
        tie(roots, link.source, link.copy)
    for first, second in _overlapping(roots):
        tie(roots, first, second)
    extents, links = defaultdict(list), defaultdict(list)
    for extent in roots:
        extents[root(roots, extent)].append(extent)
    for link in copied:
        links[root(roots, link.source)].append(link)
    found = [_cluster(extents[first], links[first], series) for first in extents]
    return sorted(found, key=_rank)


def _rank(cluster: Cluster) -> tuple[int, int, int, int]:
    first = cluster.witnesses[0]
    return -cluster.size, first.num, first.begin, first.end


def _overlapping(extents: Iterable[Extent]) -> Iterator[tuple[Extent, Extent]]:
    """Yield neighbours within a document that have half of the longer in common."""
    before: list[Extent] = []
    for extent in sorted(extents):
        before = [e for e in before if e.num == extent.num and e.end > extent.begin]
        for other in before:
            longer = max(extent.end - extent.begin, other.end - other.begin)
            if min(extent.end, other.end) - extent.begin >= OVERLAP * longer:
                yield other, extent
        before.append(extent)


def _cluster(extents: Iterable[Extent], links: Sequence[Copied], series: dict[int, int]) -> Cluster:
    spans: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for num, begin, end in extents:
        spans[num].append((begin, end))
    made = {num: [Witness(num, *span) for span in united(spans[num])] for num in sorted(spans)}
    for link in links:
        if link.directed:
            begin, end = link.copy.begin, link.copy.end
            home = next(w for w in made[link.copy.num] if w.begin <= begin and end <= w.end)
            home.sources.add(link.source)
    inside = sum(series[k.source.num] == series[k.copy.num] != -1 for k in links)
    witnesses = [w for found in made.values() for w in found]
    return Cluster(witnesses, len(made), round(inside / len(links), 4))


def _lines(store: Store, placed: Sequence[tuple[int, Cluster, Witness]]) -> Iterator[Row]:
    wanted = {w.num for _, _, w in placed} | {s.num for _, _, w in placed for s in w.sources}
    nums = sorted(wanted)
    documents = dict(zip(nums, store.documents(nums), strict=True))
    for number, cluster, witness in placed:
        document = documents[witness.num]
        own = {
            "series": document.outlet,
            "title": document.title,
            "url": document.url,
            "date": document.published and document.published.isoformat(),
        }
        yield {
            **{name: value for name, value in own.items() if value is not None},
            **document.extra,
            "id": document.doc_id,
            "uid": uid(document.doc_id),
            "cluster": number,
            "size": cluster.size,
            "begin": witness.begin,
            "end": witness.end,
            "src": [
                {"uid": uid(documents[num].doc_id), "begin": begin, "end": end}
                for num, begin, end in sorted(witness.sources)
            ],
            "pboiler": cluster.boilerplate,
            "text": document.text[witness.begin : witness.end],
        }


def uid(doc_id: str) -> int:
    """Return a document's number for the field ``uid``: a hash of the id, 64 bits with a sign."""
    digest = blake2b(doc_id.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True)
