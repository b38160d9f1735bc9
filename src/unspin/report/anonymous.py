"""Pure: documents -> the same documents under names that tell nobody, for sharing a report.

Outlets, authors, addresses and ids get new names in every field and wherever they stand in a
text. Done before anything is compared, so that what is said of the texts holds for those shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from unspin.records import Document

_ANCHOR = re.compile(  # what an address cannot be without: its first letter may be any
    r"@(?P<mail>(?<=[\w.+-]@)[\w-]++(?:\.[\w-]+)+)"
    r"|\.(?P<www>(?<=[wW]{3}\.))"
    r"|:(?=//)(?:(?P<http>(?<=[hH][tT]{2}[pP]:))|(?P<https>(?<=[hH][tT]{2}[pP][sS]:)))//"
)
_BEFORE = {"mail": 0, "www": 3, "http": 4, "https": 5}
"""Letters of an address that are known to stand before its anchor."""
_LINK = re.compile(r"[^\s<>\"'’”)\]]*")
_RUN = re.compile(r"[\w.+-]*")
_HOST = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//(?:[^/@]*@)?(?:www\.)?([^/:?#]+)", re.IGNORECASE)
_HANDLE = re.compile(r"(?<![\w@])@\w{2,}")
_BYLINE = re.compile(  # after the end of a line, which is found far sooner than the start of one
    r"\n(?!\n)[ \t]*+(?=[bwar])"  # what most lines fail at stands first
    r"(?:by|writer|author|written by|reported by):?[ \t]+([^\n]{3,80}?)[ \t]*(?=\n|$)",
    re.IGNORECASE,
)
_PERSON = re.compile(r"[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){1,3}")
_ROLE = re.compile(
    r"(?i)\b(?:correspondents?|reporters?|editors?|staff|writers?|agenc(?:y|ies)|desk|bureau|columnists?)$"
)
_AUTHORS = ("author", "authors", "byline", "creator")
_TELLING = 5
"""Letters from which an id or a name says who it is; shorter ones are in every text by chance."""


class Masks:
    """New names for everybody in some documents.

    Args:
        documents: all that the report may name.
        ids: further ids that it may name.
    """

    def __init__(self, documents: Sequence[Document], ids: Iterable[str] = ()) -> None:
        every = sorted({*(d.doc_id for d in documents), *ids})
        wide = len(str(len(every)))
        self.ids = {name: f"witness-{n:0{wide}}" for n, name in enumerate(every, 1)}
        outlets = sorted({d.outlet for d in documents if d.outlet})
        authors = sorted({name for d in documents for name in _authors(d)})
        self.outlets = {name: f"Outlet {n}" for n, name in enumerate(outlets, 1)}
        self.terms = {name.casefold(): f"Author {n}" for n, name in enumerate(authors, 1)}
        self.terms |= {name.casefold(): new for name, new in self.outlets.items()}
        for d in documents:
            if host := _HOST.match(d.url or ""):
                self.terms.setdefault(host[1].casefold(), "[address]")
            if _tells(d.doc_id):
                self.terms.setdefault(d.doc_id.casefold(), self.ids[d.doc_id])
        longest = sorted(filter(_tells, self.terms), key=lambda term: (-len(term), term))
        pattern = "|".join(rf"(?<!\w){_loose(term)}(?!\w)" for term in longest)
        self._found = re.compile(pattern, re.IGNORECASE) if pattern else None

    def text(self, text: str) -> str:
        """Return a text in which nobody is named by outlet, author or address."""
        text = _HANDLE.sub("[address]", masked(text))
        if self._found is None:
            return text
        return self._found.sub(
            lambda m: self.terms.get(" ".join(m[0].split()).casefold(), "[name]"), text
        )

    def document(self, document: Document) -> Document:
        """Return a document under its new name."""
        return replace(
            document, doc_id=self.ids[document.doc_id], text=self.text(document.text), url=None,
            title=self.text(document.title) if document.title else None,
            outlet=self.outlets.get(document.outlet or ""), extra={},
            damage=tuple(map(self.text, document.damage)),
        )  # fmt: skip


def hidden(documents: Sequence[Document]) -> tuple[Document, ...]:
    """Return documents, in their order, so that no outlet, author or address can be read.

    >>> [d.outlet for d in hidden([Document("a", "The Courier says so.", outlet="The Courier")])]
    ['Outlet 1']
    >>> hidden([Document("a", "The Courier says so.", outlet="The Courier")])[0].text
    'Outlet 1 says so.'
    """
    masks = Masks(documents)
    return tuple(masks.document(d) for d in documents)


def masked(text: str) -> str:
    """Return a text in which a mask stands for every link and mail address.

    >>> masked("See www.other.example or desk@courier.example.")
    'See [address] or [address].'
    """
    kept, last = [], 0
    for start, end in _addresses(text):
        kept += [text[last:start], "[address]"]
        last = end
    return "".join([*kept, text[last:]])


def _addresses(text: str) -> Iterator[tuple[int, int]]:
    """Yield where addresses stand, from their anchors on to both sides: time in line with the text."""
    backwards, last, at = text[::-1], 0, 0
    while anchor := _ANCHOR.search(text, at):
        kind, middle = anchor.lastgroup or "", anchor.start()
        start, end, at = middle - _BEFORE[kind], anchor.end(), middle + 1
        if start < last:
            continue
        if kind in ("mail", "www"):
            start -= _reach(_RUN, backwards, len(text) - start, len(text) - last)
        if kind != "mail":
            end += _reach(_LINK, text, end, len(text))
        if start < middle and (kind == "mail" or end > anchor.end()):
            yield start, end
            at = last = end


def _reach(run: re.Pattern[str], text: str, start: int, end: int) -> int:
    found = run.match(text, start, end)
    return len(found[0]) if found else 0


def _authors(document: Document) -> list[str]:
    """Return the authors a record or a byline names."""
    found: list[str] = []
    for key in _AUTHORS:
        value = document.extra.get(key)
        names = value if isinstance(value, list | tuple) else [value]
        found += [str(name) for name in names if name]
    for line in _BYLINE.findall("\n" + document.text):
        found += [
            p
            for p in re.split(r",| and |\|", line)
            if _PERSON.fullmatch(p.strip()) and not _ROLE.search(p.strip())
        ]
    return [name.strip() for name in found if _tells(name.strip())]


def _tells(name: str) -> bool:
    return len(name) >= _TELLING and any(c.isalpha() for c in name)


def _loose(term: str) -> str:
    """Return a pattern for a name, in which any white space stands for a space."""
    return r"\s+".join(map(re.escape, term.split()))
