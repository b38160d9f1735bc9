"""A rewriter's dictionary from everything that was found: a finished scan, an index, or pairs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from unspin.config import Config
from unspin.errors import BadInput
from unspin.index import Index, open_store
from unspin.ingest.resources import lexicon_of
from unspin.inspect.mine import Pair, Seen, mined, observed
from unspin.pipeline.pairs import compare, segmented
from unspin.records import Document, Judgement
from unspin.restorations import Mined
from unspin.run.finished import Finished, Row, numbers
from unspin.run.local import each, processes
from unspin.store.store import Store

SHELF = 16
"""Pairs that a process gets at a time."""
SURE = 0.8
"""Probability, of the two ways alone, from which it is plain which side was rewritten."""
EDITED = 400
"""Edited pairs that are looked at, to know what editors do."""


class Told(NamedTuple):
    """A pair that was judged: which side was rewritten, from which, and how sure that is."""

    spun: str
    original: str
    sure: float
    is_source: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """Pairs of an index, the rewritten document first, that are to be read; what a process gets."""

    index: Path
    pairs: tuple[tuple[int, int], ...]


def mine(
    source: Path | Sequence[tuple[Document, Document]], *, least: int, jobs: int | None
) -> Mined:
    """Return the dictionary of whoever rewrote the texts of a scan, an index, or some pairs.

    Args:
        source: the folder of a finished scan or of an index; or pairs of texts.
        least: texts in which an entry must have been seen.
        jobs: processes; as many as there are cores when not given.

    Raises:
        BadInput: there is neither a finished scan nor an index.
    """
    if not isinstance(source, Path):
        return _of_pairs(source, least)
    if not source.is_dir():
        raise BadInput(f"{source}: is no folder: give an index, or the results of a scan")
    count = processes(jobs)
    if (source / "pairs.jsonl").is_file():
        return _of_scan(Finished(source), least, count)
    return _of_index(source, least, count)


def _of_scan(scan: Finished, least: int, jobs: int) -> Mined:
    left: Counter[str] = Counter()
    told: list[Told] = []
    edits: list[tuple[str, str]] = []
    for row in scan.pairs():
        if row["relation"] == "spun" and row["method"] == "substitution":
            told.append(_told(row))
        elif row["relation"] in ("edited", "near-duplicate"):
            edits.append((row["a"], row["b"]))
        else:
            left[f"{row['relation']}{'' if row['method'] is None else ' by ' + row['method']}"] += 1
    chosen = list(_chosen(told, left))
    if len(edits) > EDITED:
        left["edited, not looked at"] = len(edits) - EDITED
    with scan.store() as store:
        known = numbers(store).of
        index = store.folder
    spun = _numbered([(t.spun, t.original) for t in chosen], known, left)
    edited = _numbered(edits[:EDITED], known, left)
    return mined(
        _read(index, spun, jobs), _read(index, edited, jobs), least=least, pairs=len(spun),
        edits=len(edited), left=dict(left),
    )  # fmt: skip


def _told(row: Row) -> Told:
    p = row["p"]
    return _oriented(row["a"], row["b"], p["a_source"], p["b_source"])


def _oriented(a: str, b: str, a_source: float, b_source: float) -> Told:
    """Return a pair with the side that was rewritten first.

    Two texts of a common source are oriented too: the one nearer to plain English was not, or was
    less, rewritten.
    """
    low, high = sorted((a_source, b_source))
    sure = high / max(low + high, 1e-9)
    spun, original = (a, b) if b_source >= a_source else (b, a)
    return Told(spun, original, sure, high >= 0.5)


def _chosen(told: Iterable[Told], left: Counter[str]) -> Iterator[Told]:
    """Yield of each rewritten text the pair with its nearest source.

    Copies of one source, rewritten in different places, are pairs too, and half of what differs
    between them was put in on the other side.
    """
    best: dict[str, Told] = {}
    for one in told:
        if one.sure < SURE:
            left["which side was rewritten is not plain"] += 1
            continue
        old = best.get(one.spun)
        if old is not None:
            left["another source is nearer"] += 1
        if old is None or _rank(one) > _rank(old):
            best[one.spun] = one
    yield from (best[name] for name in sorted(best))


def _rank(told: Told) -> tuple[bool, float, str]:
    return told.is_source, told.sure, told.original


def _numbered(
    pairs: Iterable[tuple[str, str]], known: dict[str, int], left: Counter[str]
) -> list[tuple[int, int]]:
    found = []
    for a, b in pairs:
        if a in known and b in known:
            found.append((known[a], known[b]))
        else:
            left["an id of several texts, or none"] += 1
    return found


def _read(index: Path, pairs: Sequence[tuple[int, int]], jobs: int) -> Iterator[Seen]:
    shelves = [Asked(index, tuple(pairs[i : i + SHELF])) for i in range(0, len(pairs), SHELF)]
    for answer in each(read, shelves, jobs):
        yield from answer


def read(asked: Asked) -> list[Seen]:
    """Return what some pairs show; what a process does."""
    store = _store(asked.index)
    found: list[Seen] = []
    for a, b in asked.pairs:
        spun, original = store.documents([a, b])
        lexicon = lexicon_of(spun, original)
        found += _observed(compare(spun, original, lexicon, Config()))
    return found


def _observed(judgement: Judgement) -> Iterator[Seen]:
    """Yield what a judged pair shows, its side a being the rewritten one."""
    spun, original = judgement.a, judgement.b
    lexicon = lexicon_of(spun, original)
    pair = Pair(
        spun, original, segmented(spun, lexicon), segmented(original, lexicon),
        judgement.alignment.words, tuple(judgement.changes), site_of(spun),
    )  # fmt: skip
    return observed(pair)


def site_of(document: Document) -> str:
    """Return where a document was found: its outlet, else the host of its address, else nothing."""
    return document.outlet or urlsplit(document.url or "").hostname or ""


def _of_index(index: Path, least: int, jobs: int) -> Mined:
    with open_store(index) as store:
        nums: list[int] = store.columns().nums.tolist()
    shelves = [(index, tuple(nums[i : i + SHELF])) for i in range(0, len(nums), SHELF)]
    seen: list[Seen] = []
    pairs, left = 0, Counter[str]()
    for count, unused, found in each(read_kin, shelves, jobs):
        pairs, seen = pairs + count, seen + found
        left.update(unused)
    return mined(seen, least=least, pairs=pairs, left=dict(left))


def read_kin(asked: tuple[Path, tuple[int, ...]]) -> tuple[int, Counter[str], list[Seen]]:
    """Return what some documents of an index show when each is looked up in it."""
    path, nums = asked
    index, store = _index(path), _store(path)
    left: Counter[str] = Counter()
    found: list[Seen] = []
    pairs = 0
    for document in store.documents(nums):
        judged = {
            j.b.doc_id: j
            for j in index.find(document).judgements
            if j.relation == "spun" and j.method == "substitution"
        }
        told = [
            _oriented("", name, j.direction.a_source, j.direction.b_source)
            for name, j in judged.items()
        ]
        # The other way round, the pair is told of when the other document is looked up.
        for one in _chosen((t for t in told if t.spun == ""), left):
            pairs += 1
            found += _observed(judged[one.original])
    return pairs, left, found


def _of_pairs(pairs: Sequence[tuple[Document, Document]], least: int) -> Mined:
    left: Counter[str] = Counter()
    seen: list[Seen] = []
    used = 0
    for number, (a, b) in enumerate(pairs):
        judgement = compare(a, b, lexicon_of(a, b), Config())
        if judgement.relation != "spun" or judgement.method != "substitution":
            left[judgement.relation] += 1
            continue
        p = judgement.direction
        told = _oriented("a", "b", p.a_source, p.b_source)
        if told.sure < SURE:
            left["which side was rewritten is not plain"] += 1
            continue
        if told.spun == "b":
            judgement = compare(b, a, lexicon_of(a, b), Config())
        used += 1
        name = judgement.a.doc_id
        seen += (s._replace(doc_id=name or str(number)) for s in _observed(judgement))
    return mined(seen, least=least, pairs=used, left=dict(left))


@cache
def _store(index: Path) -> Store:
    return open_store(index)


@cache
def _index(path: Path) -> Index:
    return Index.open(path)
