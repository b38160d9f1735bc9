"""The quotations of everything that was found: over the folder of a finished scan, or an index.

A scan is gone through a family at a time, so memory does not grow with the corpus. An index has no
families yet: kin is looked for, and quotations are brought together over all of it, since the same
words are quoted in pages that are no copies of each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from unspin.config import Config
from unspin.errors import BadInput
from unspin.index import family_lexicon, kin_of, open_store
from unspin.ingest.resources import lexicon_of, load_lexicon
from unspin.pipeline.pairs import PLENTY, segmented, verified
from unspin.pipeline.quotations import quotes, witnessed
from unspin.quotes.groups import group
from unspin.quotes.statements import FORMATS, statements
from unspin.records import Document, Judgement
from unspin.run.finished import Finished, numbers
from unspin.run.local import each, processes
from unspin.store.store import Store
from unspin.witnesses import Quote, Statement

SHELF = 16
"""Families that a process gets at a time."""
PAGE = 256
"""Documents of an index that a process reads at a time."""


@dataclass(frozen=True, slots=True)
class Circle:
    """Documents whose quotations are told of together: their numbers, and the family of each."""

    nums: tuple[int, ...]
    kin: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """Circles of an index whose quotations are wanted; what a process gets."""

    index: Path
    circles: tuple[Circle, ...]
    strict: bool
    each: bool


@dataclass(frozen=True, slots=True)
class Told:
    """The quotations of a circle, and its documents without their texts."""

    documents: tuple[Document, ...]
    quotes: tuple[Quote, ...]


def witnesses(
    place: Path, *, strict: bool = False, jobs: int | None = None, each_one: bool = True,
    after: int = 0,
) -> Iterator[Told]:  # fmt: skip
    """Yield the quotations of an index or a finished scan, as witnesses of each other.

    Args:
        place: the folder.
        strict: only quotations whose speaker is sure.
        jobs: processes; as many as there are cores when not given.
        each_one: tell what became of every quotation; else only what statements need.
        after: circles to leave out at the beginning.

    Raises:
        BadInput: there is neither an index nor a finished scan.
    """
    if not place.is_dir():
        raise BadInput(f"{place}: is no folder: give an index, or the results of a scan")
    count = processes(jobs)
    if (place / "families.jsonl").is_file():
        index, circles = _of_scan(Finished(place))
    else:
        index, circles = place, _of_index(place, count)
    circles = circles[after:]
    shelves = [
        Asked(index, tuple(circles[i : i + SHELF]), strict, each_one)
        for i in range(0, len(circles), SHELF)
    ]
    for answer in each(tell, shelves, count):
        yield from answer


def all_statements(
    place: Path, *, strict: bool = False, jobs: int | None = None
) -> list[Statement]:
    """Return who said what in an index or a finished scan; takes what :func:`witnesses` takes.

    What families of a scan have in common is one statement.
    """
    quoted: list[Quote] = []
    documents: dict[str, Document] = {}
    for told in witnesses(place, strict=strict, jobs=jobs, each_one=False):
        quoted += told.quotes
        documents.update((d.doc_id, d) for d in told.documents)
    return statements(quoted, documents)


def statements_of_each(
    place: Path, *, after: int = 0, strict: bool = False, jobs: int | None = None
) -> Iterator[tuple[Statement, ...]]:
    """Yield who said what in each circle; takes what :func:`witnesses` takes."""
    for told in witnesses(place, strict=strict, jobs=jobs, each_one=False, after=after):
        yield tuple(statements(told.quotes, {d.doc_id: d for d in told.documents}))


def written(found: Iterable[Statement], suffix: str) -> str:
    """Return statements as the text of a file.

    Raises:
        BadInput: the suffix names no format for them.
    """
    write = FORMATS.get(suffix.lower())
    if write is None:
        raise BadInput(
            f"statements are written as {', '.join(FORMATS)}, got {suffix or 'no suffix'}: "
            "name a file of one of these kinds"
        )
    return write(found)


def tell(asked: Asked) -> list[Told]:
    """Return the quotations of some circles; what a process does."""
    store = _store(asked.index)
    return [_told(store.documents(c.nums), c.kin, asked) for c in asked.circles]


def _told(documents: Sequence[Document], families: Sequence[int], asked: Asked) -> Told:
    found = [q for d in documents for q in quotes(d, load_lexicon(d.language))]
    kin = {d.doc_id: family for d, family in zip(documents, families, strict=True)}
    # Statements need the groups of all quotations, so that only sure ones are kept at the end.
    lexicon = family_lexicon(documents)
    known = witnessed(documents, found, lexicon, kin=kin, strict=asked.strict, each=asked.each)
    return Told(tuple(replace(d, text="", extra={}) for d in documents), known)


def _of_scan(scan: Finished) -> tuple[Path, list[Circle]]:
    """Return the families of a scan, and every other document by itself."""
    with scan.store() as store:
        known = numbers(store).of
        rest = dict.fromkeys(store.columns().nums.tolist())
        circles = []
        for row in scan.families():
            nums = tuple(known[name] for name in row["members"] if name in known)
            circles.append(Circle(nums, (0,) * len(nums)))
            for num in nums:
                rest.pop(num, None)
        return store.folder, circles + [Circle((num,), (0,)) for num in rest]


def _of_index(index: Path, jobs: int) -> list[Circle]:
    """Return the documents of an index in circles: kin, and whoever quotes the same words."""
    with open_store(index) as store:
        nums: list[int] = store.columns().nums.tolist()
    pages = [(index, tuple(nums[i : i + PAGE])) for i in range(0, len(nums), PAGE)]
    families = _Sets(nums)
    quoted: list[Quote] = []
    for links, found in each(read_page, pages, jobs):
        for a, b in links:
            families.join(a, b)
        quoted += found
    circles = _Sets(nums)
    for num in nums:
        circles.join(num, families.root(num))
    for g in group(quoted):
        for i in g.members:
            circles.join(int(quoted[i].doc_id), int(quoted[g.members[0]].doc_id))
    joined: dict[int, list[int]] = defaultdict(list)
    for num in nums:
        joined[circles.root(num)].append(num)
    return [Circle(tuple(held), tuple(map(families.root, held))) for held in joined.values()]


def read_page(page: tuple[Path, tuple[int, ...]]) -> tuple[list[tuple[int, int]], list[Quote]]:
    """Return the kin of some documents and their quotations, under their numbers as ids."""
    index, nums = page
    store = _store(index)
    links: list[tuple[int, int]] = []
    found: list[Quote] = []
    own = _Sets(())
    for num, document in zip(nums, store.documents(nums), strict=True):
        for other, shared in kin_of(store, document):
            for number in store.nums_of([other.doc_id]).get(other.doc_id, ()):
                if own.root(num) != own.root(number) and _is_kin(store, document, other, shared):
                    own.join(num, number)
                    links.append((num, number))
        said = quotes(document, load_lexicon(document.language))
        found += [replace(q, doc_id=str(num)) for q in said]
    return links, found


def _is_kin(store: Store, a: Document, b: Document, shared: int) -> bool:
    """Tell whether two documents are copies; only those that share little are compared."""
    if shared >= PLENTY or a.text == b.text:
        return True
    lexicon = lexicon_of(a, b)
    sides = segmented(a, lexicon), segmented(b, lexicon)
    return isinstance(verified(a, b, *sides, lexicon, Config(), len(store), shared), Judgement)


class _Sets:
    """Disjoint sets of numbers: the smallest of each stands for it."""

    def __init__(self, items: Iterable[int]) -> None:
        self.parents = {item: item for item in items}

    def root(self, item: int) -> int:
        """Return the number that stands for the set of an item."""
        root = self.parents.setdefault(item, item)
        while self.parents[root] != root:
            root = self.parents[root]
        while self.parents[item] != root:
            self.parents[item], item = root, self.parents[item]
        return root

    def join(self, a: int, b: int) -> None:
        """Join the sets of two items."""
        low, high = sorted((self.root(a), self.root(b)))
        self.parents[high] = low


@cache
def _store(index: Path) -> Store:
    return open_store(index)
