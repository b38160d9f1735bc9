"""The pipeline over a store: documents go in, the sources and copies of a document come out."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Self

import numpy as np

from unspin.config import Config
from unspin.errors import BadInput
from unspin.find.candidates import Meetings, Pairs, least_promise, pair, worth
from unspin.find.sketch import SCHEME, channel
from unspin.find.traces import ALIKE, shared_numbers
from unspin.ingest.read import usable
from unspin.ingest.resources import lexicon_of, load_lexicon
from unspin.pipeline.kin import families, lineage
from unspin.pipeline.pairs import segmented, verified
from unspin.pipeline.sketches import sketched, traced
from unspin.records import Document, Judgement, Lexicon, Sketch, UInt32
from unspin.shown import Shown
from unspin.store.care import Finding, Rebuilt, check, rebuild
from unspin.store.shelves import Held
from unspin.store.store import Forgotten, Store
from unspin.store.view import Hits, Stats
from unspin.witnesses import Lineage

BATCH = 2_000
"""Documents of one transaction."""
LIST = 256
"""Postings of a key that are looked at; of a longer list a sample."""
LOOKS = 40
"""Documents that get one, the most promising first; twice as many as are verified, if that is more."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of documents that were added.

    Attributes:
        new: witnesses that were not there.
        same: those that were, under this id and with this text.
        changed: ids that had another text before; the new one stands beside it.
    """

    new: int
    same: int
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Found(Shown):
    """What an index knows of one document.

    Attributes:
        judgements: of the document (side a) with each copy or source, closest first.
        candidates: documents that were worth aligning.
        unverified: those of them that a limit left out.
        sampled: whether a long list of postings was sampled on the way.
    """

    judgements: tuple[Judgement, ...]
    candidates: int
    unverified: int
    sampled: bool

    def to_dict(self) -> list[dict[str, Any]]:
        """Return the lines of ``unspin find --json``: ``unspin.match/1``."""
        return [
            {"schema": "unspin.match/1", **judgement.to_pair(), "rank": rank}
            for rank, judgement in enumerate(self.judgements, 1)
        ]


class Index:
    """Documents on disk, sketched, so that the copies of any text are found in a moment.

    One process writes at a time; any number read, and nobody waits for anybody. A document is known
    by its id and its text: adding it twice does nothing, and another text under an old id is a
    second witness. Close it, or use it in a ``with`` statement. What others add after it was opened is
    seen when it is opened again.

    Example:
        >>> import tempfile, unspin
        >>> story = "The mill at Ostrava, which had made paper since 1871, closed in May."
        >>> with unspin.Index.open(tempfile.mkdtemp() + "/news") as index:
        ...     index.add([unspin.Document("first", story)]).new
        1
    """

    def __init__(self, path: Path, store: Store | None) -> None:
        self.path = path
        self._open: Store | None = store
        self._writing = False

    @classmethod
    def open(cls, path: str | Path) -> Self:
        """Open an index, or name the place of one that the first :meth:`add` will make.

        Raises:
            BadInput: something else is there, or an index of another scheme.
            Damaged: the index there has lost or changed bytes.
        """
        place = Path(path)
        return cls(place, open_store(place) if place.exists() else None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the index; merging that is under way is finished first.

        What is asked of it afterwards opens it anew.
        """
        if self._open is not None:
            store, self._open, self._writing = self._open, None, False
            store.close()

    def add(self, documents: Iterable[Document]) -> Counts:
        """Add documents; when this returns they are on the disk, all of them.

        Raises:
            BadInput: a text has no words, or the disk is full.
            Busy: another process is writing to the index.
        """
        store = self._for_writing(create=True)
        new, same, changed = 0, 0, dict[str, None]()
        for batch in _batches(documents):
            added = store.add([(d, sketched(d, finding_lexicon())[0]) for d in batch])
            new, same = new + added.new, same + added.same
            changed.update(dict.fromkeys(added.changed))
        return Counts(new, same, tuple(changed))

    def find(self, document: Document, *, most: int = 20) -> Found:
        """Find the sources and copies of a document.

        Args:
            document: need not be in the index; a witness of the same id and text is left out.
            most: how many candidates are verified.

        Returns:
            What was found; every judgement is that of ``unspin.compare``.

        Raises:
            BadInput: it is no document or has no words, ``most`` is below 0, or there is no index yet.
            Damaged: the index there has lost or changed bytes.
        """
        _check_document(document)
        usable(document.text, document.doc_id)
        _at_least_none(most)
        with _undisturbed():
            return self._find(document, most)

    def _find(self, document: Document, most: int) -> Found:
        store = self._reading()
        looks = max(LOOKS, 2 * most)
        pairs, kept = _looked_up(store, document, looks)
        ours = segmented(document, lexicon_of(document, document))
        judged = []
        for other, shared in kept[:most]:
            lexicon = lexicon_of(document, other)
            theirs = segmented(other, lexicon)
            found = verified(document, other, ours, theirs, lexicon, Config(), len(store), shared)
            if isinstance(found, Judgement):
                judged.append(found)
        judged.sort(key=lambda j: (-_words_shared(j), j.b.doc_id))
        unlooked = max(0, len(pairs) - looks)
        return Found(
            tuple(judged), len(kept) + unlooked, max(0, len(kept) - most) + unlooked,
            bool((pairs.marks & 0x80).any()),
        )  # fmt: skip

    def families(self) -> tuple[tuple[str, ...], ...]:
        """Return the families of the index, as the ids of their members, largest first.

        Every document is looked up as by :meth:`find`; for a large corpus ``unspin.scan`` with
        ``index=`` is many times quicker, and ``unspin.lineage`` reads its results.
        """
        store = self._reading()
        nums = store.columns().nums.tolist()
        documents = store.documents(nums)
        numbers = {(d.doc_id, d.text): n for n, d in enumerate(documents)}
        ties = []
        for number, document in enumerate(documents):
            for judged in self.find(document).judgements:
                other = numbers[judged.b.doc_id, judged.b.text]
                covers = judged.alignment.cover_a, judged.alignment.cover_b
                ties.append((number, other, *covers))
        found = [tuple(documents[m].doc_id for m in members) for members in families(ties)]
        return tuple(sorted(found, key=lambda ids: (-len(ids), ids)))

    def lineage(self, family: Sequence[str], *, name: str = "0") -> Lineage:
        """Return who derives from whom among the documents of a family.

        Args:
            family: ids of its members, as :meth:`families` or a scan names them.
            name: what the family is called in the result.

        Raises:
            BadInput: an id is not in the index, or has several texts; there is no id.
        """
        store = self._reading()
        ids = tuple(dict.fromkeys(_several(family)))
        known = store.nums_of(ids)
        for doc_id in ids:
            if len(known.get(doc_id, ())) != 1:
                raise BadInput(
                    f"{doc_id!r} has {len(known.get(doc_id, ()))} texts in {self.path}, wanted one: "
                    "name documents as  unspin scan  or Index.families() do"
                )
        documents = store.documents([known[doc_id][0] for doc_id in ids])
        return lineage(name, documents, family_lexicon(documents), Config(), {}).lineage

    def witnesses(self, doc_id: str) -> tuple[Document, ...]:
        """Return the documents under an id, the oldest text first; none where it is unknown."""
        store = self._reading()
        return tuple(store.documents(store.nums_of([doc_id])[doc_id]))

    def page(
        self, *, after: int = -1, most: int = 100, outlet: str | None = None
    ) -> tuple[tuple[int, Document], ...]:
        """Return documents in the order in which they were added, each with its number.

        Args:
            after: number of the last document that was seen.
            most: how many at the most.
            outlet: only those of this outlet.

        Raises:
            BadInput: ``most`` is below 0, or there is no index yet.
        """
        _at_least_none(most)
        store = self._reading()
        columns = store.columns()
        wanted = columns.nums > min(max(after, -1), 2**32)
        if outlet is not None:
            names = columns.outlet_names
            wanted &= columns.outlets == (names.index(outlet) if outlet in names else -2)
        nums = columns.nums[wanted][:most].tolist()
        return tuple(zip(nums, store.documents(nums), strict=True))

    def outlets(self) -> dict[str | None, int]:
        """Return how many documents each outlet has, by name; None counts those without one."""
        columns = self._reading().columns()
        counts = np.bincount(columns.outlets + 1, minlength=len(columns.outlet_names) + 1).tolist()
        names: tuple[str | None, ...] = (*columns.outlet_names, None)
        found = zip(names, counts[1:] + counts[:1], strict=True)
        return {name: count for name, count in found if count}

    def forget(self, ids: Sequence[str]) -> Forgotten:
        """Remove the documents under these ids for good, texts and all.

        Raises:
            BadInput: there is no index, or ``ids`` is one string and not several.
            Busy: another process is writing to it.
        """
        several = _several(ids)
        return self._for_writing(create=False).forget(several)

    def stats(self) -> Stats:
        """Return how large the index is."""
        return self._reading().stats()

    def __len__(self) -> int:
        return 0 if self._open is None else len(self._open)

    def _reading(self) -> Store:
        if self._open is None:
            self._open = open_store(self.path)
        return self._open

    def _for_writing(self, *, create: bool) -> Store:
        if not self._writing:
            store = open_store(self.path, write=True, create=create)
            self.close()
            self._open, self._writing = store, True
        return self._reading()


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Keep Python's collector of circular garbage away from work that makes hardly any.

    It would go through all objects there are, which takes some 50 ms where kernels are loaded.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def check_index(path: str | Path) -> list[Finding]:
    """Return everything that is wrong with an index; nothing when all bytes are those written."""
    return check(path)


def rebuild_index(path: str | Path) -> Rebuilt:
    """Make an index anew from whatever is left of it."""
    return rebuild(path, lambda document: sketched(document, finding_lexicon())[0], scheme=SCHEME)


def open_store(path: Path, *, write: bool = False, create: bool = False) -> Store:
    """Open an index's store for sketches of this version's scheme."""
    return Store.open(path, scheme=SCHEME, write=write, create=create)


def finding_lexicon() -> Lexicon:
    """Return the lexicon all sketches are made with, whatever language a text says it is in."""
    return load_lexicon("en")


def family_lexicon(documents: Sequence[Document]) -> Lexicon:
    """Return the words of the language all documents are in; of none, when they differ."""
    languages = sorted(documents, key=lambda d: d.language)
    return lexicon_of(languages[0], languages[-1])


def _several(ids: Sequence[str]) -> Sequence[str]:
    """Return ids, if they are some: a single string would be taken letter by letter."""
    if isinstance(ids, str) or not ids:
        raise BadInput(f"got {ids!r}, wanted a list of ids")
    return ids


def _check_document(given: object) -> None:
    if not isinstance(given, Document):
        raise BadInput(f"got a {type(given).__name__}, wanted unspin.Document(id, text)")


def _at_least_none(most: int) -> None:
    if most < 0:
        raise BadInput(f"got most={most}, wanted 0 or more")


def _batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    source = iter(documents)
    while batch := list(islice(source, BATCH)):
        for document in batch:
            _check_document(document)
            usable(document.text, document.doc_id)
        yield batch


def _candidates(store: Store, sketch: Sketch) -> Pairs:
    """Return the documents that share enough with a sketch, most promising first."""
    hits = store.lookup(sketch.keys, LIST)
    pairs = pair(_meetings(hits, sketch, len(store)), least_promise(len(store)))
    return pairs.where(np.lexsort((pairs.b, -pairs.promise)))


def _meetings(hits: Hits, sketch: Sketch, documents: int) -> Meetings:
    """Return the meetings of a sketch, as side a, with the documents of an index."""
    lengths = hits.lengths[hits.queries]
    marks = np.uint8(1) << channel(sketch.keys)[hits.queries]
    marks |= np.where(lengths > LIST, np.uint8(0x80), np.uint8(0))
    return Meetings(
        np.zeros(len(hits), np.uint32), hits.nums, sketch.positions[hits.queries], hits.positions,
        worth(documents, lengths + 1), marks,
    )  # fmt: skip


def _alike(
    pairs: Pairs, others: Sequence[Held], document: Document, trace: UInt32
) -> list[tuple[Document, int]]:
    """Keep the documents whose traces agree with ours where they met, those that agree most first.

    Returns:
        Each with how many numbers it shares.
    """
    met = zip(others, pairs.at_b.tolist(), strict=False)
    traces = [trace, *(traced(other.text, finding_lexicon(), at) for other, at in met)]
    lengths = np.array([len(t) for t in traces], np.int32)
    starts = np.concatenate([[0], np.cumsum(lengths[:-1], dtype=np.int64)])
    count = len(others)
    shared = shared_numbers(
        np.concatenate(traces), starts, lengths, np.zeros(count, np.uint32),
        np.arange(1, count + 1, dtype=np.uint32), pairs.at_a[:count], pairs.at_b[:count],
    )  # fmt: skip
    order = np.argsort(-shared, kind="stable").tolist()
    same = (document.doc_id, document.text)
    return [
        (others[i].document(), int(shared[i]))
        for i in order
        if shared[i] >= ALIKE and others[i].name != same
    ]


def kin_of(store: Store, document: Document) -> list[tuple[Document, int]]:
    """Return the documents of an index that look like copies of one of it, unverified.

    Returns:
        Each with how many numbers its trace shares with the document's, most first; from
        ``pipeline.pairs.PLENTY`` on they are copies.
    """
    return _looked_up(store, document)[1]


def _looked_up(
    store: Store, document: Document, looks: int = LOOKS
) -> tuple[Pairs, list[tuple[Document, int]]]:
    """Return the candidates of a document, and those that got a look and passed it."""
    sketch, trace = sketched(document, finding_lexicon())
    pairs = _candidates(store, sketch)
    others = store.held(pairs.b[:looks])
    return pairs, _alike(pairs, others, document, trace)


def _words_shared(judgement: Judgement) -> float:
    """Return the words of the side that shares fewer: a summary takes little from everywhere."""
    a = judgement.a_words * judgement.alignment.cover_a
    return min(a, judgement.b_words * judgement.alignment.cover_b)
