"""Pure: documents -> the same documents under names that tell nobody, for sharing a report.

Outlets, authors, addresses and ids get new names in every field and wherever they stand in a
text. Done before anything is compared, so that what is said of the texts holds for those shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from unspin.records import Document

_MAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
# mail is looked for where a run of its letters begins, and what clings to it at once: trying every
# letter of a run would take the square of its length
_ADDRESS = re.compile(
    rf"(?=[\w.+-])(?:(?:[hH][tT]{{2}}[pP][sS]?://|[wW]{{3}}\.)[^\s<>\"'’”)\]]+"
    rf"|(?<![\w.+-])(?P<mail>{_MAIL}(?:{_MAIL})*))"
)
_HOST = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//(?:[^/@]*@)?(?:www\.)?([^/:?#]+)", re.IGNORECASE)
_HANDLE = re.compile(r"(?<![\w@])@\w{2,}")
_BYLINE = re.compile(  # after the end of a line, which is found far sooner than the start of one
    r"\n[ \t]*(?:by|writer|author|written by|reported by):?[ \t]+([^\n]{3,80}?)[ \t]*(?=\n|$)",
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
        text = _HANDLE.sub("[address]", _ADDRESS.sub(_masked, text))
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


def _masked(match: re.Match[str]) -> str:
    """Return a mask for each address that was found together."""
    return "[address]" * (match["mail"] or "@").count("@")


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
