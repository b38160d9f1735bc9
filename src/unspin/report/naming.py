"""Pure: what changes are called on a page: their kind, their tag, and their labels in words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from unspin.records import Change, Judgement

Side = Literal["a", "b"]
MarkKind = Literal[
    "typographic", "wording", "name", "number", "quote", "polarity", "tortured",
    "dropped", "added", "moved", "residue", "boilerplate",
]  # fmt: skip

FAMILIES: dict[str, tuple[MarkKind, str]] = {
    "C1": ("typographic", ""),
    "C2": ("wording", ""),
    "C3": ("name", "FACT"),
    "C4": ("moved", "MOVED"),
    "C5": ("quote", "QUOTE"),
    "C6": ("residue", "RESIDUE"),
    "C7": ("boilerplate", ""),
}
"""Kind and tag of a family, for codes that :data:`CODES` does not name."""

CODES: dict[str, tuple[MarkKind, str]] = {
    "C206": ("added", "+"),
    "C207": ("dropped", "−"),
    "C301": ("name", "NAME"),
    "C302": ("name", "NAME"),
    "C303": ("number", "NUM"),
    "C304": ("number", "DATE"),
    "C305": ("number", "UNIT"),
    "C306": ("polarity", "NOT"),
    "C307": ("polarity", "MAY"),
    "C308": ("tortured", "PHRASE"),
    "C401": ("moved", "SPLIT"),
    "C402": ("moved", "MERGED"),
    "C501": ("dropped", "−"),
    "C502": ("added", "+"),
    "C503": ("quote", "SPEAKER"),
    "C504": ("quote", "SPEAKER"),
    "C513": ("quote", "SPEAKER"),
    "C603": ("residue", "HIDDEN"),
    "C604": ("residue", "HIDDEN"),
    "C605": ("residue", "HIDDEN"),
}
"""Kind and tag of a code."""

FRAMES = frozenset(("C401", "C402", "C403", "C510", "C511", "C512", "C513"))
"""Changes that frame other changes: the edits inside them keep marks of their own."""

TITLES = {
    "C206": "words only in b",
    "C207": "words only in a",
    "C401": "split in b",
    "C402": "split in a",
    "C501": "sentence only in a",
    "C502": "sentence only in b",
    "C503": "attribution on one side",
    "C511": "quoted only in a",
    "C512": "quoted only in b",
    "C602": "plug-in residue",
}
"""What is said of codes whose names need more than a space for a hyphen.

Most of them run from a to b, and would be wrong where b is the source.
"""

NAMED_BY_THING = frozenset(("number", "date", "unit", "polarity", "modality"))
"""Names of changes that name what changed and not what was done to it."""

_LONG = 60  # characters of a text that a label still repeats; a longer one can be read in place
_CONTROLS = {code: 0x2400 + code for code in range(32) if chr(code) not in "\t\n\r"} | {127: 0x2421}
_SURROGATES = re.compile("[\ud800-\udfff]")


def look(code: str) -> tuple[MarkKind, str]:
    """Return the kind and the tag of a change's mark.

    >>> look("C303")
    ('number', 'NUM')
    """
    return CODES.get(code) or FAMILIES.get(code[:2], ("wording", ""))


def printable(text: str) -> str:
    r"""Return ``text`` as safe to show, of the same length.

    Control characters become their pictures, so that none can steer a terminal, and lone
    surrogates become U+FFFD, so that the page can be written as UTF-8.

    >>> printable("a\x1b[31m")
    'a␛[31m'
    """
    return _SURROGATES.sub("\ufffd", text).translate(_CONTROLS)


def squeeze(text: str, limit: int = _LONG) -> str:
    """Return ``text`` on one line, cut at a word with an ellipsis when longer than ``limit``.

    Mere white space is shown by its sign.

    >>> squeeze("one  two three", 9)
    'one two…'
    """
    line = " ".join(printable(text).split()) or "␣" * bool(text)
    if len(line) <= limit:
        return line
    return (line[:limit].rsplit(" ", 1)[0] if " " in line[:limit] else line[: limit - 1]) + "…"


def source_of(judgement: Judgement) -> Side | None:
    """Return the side judged to be the source; None when abstained or when both have another."""
    p = judgement.direction
    if p.abstained or p.common_source >= max(p.a_source, p.b_source):
        return None
    return "a" if p.a_source >= p.b_source else "b"


def title_of(change: Change) -> str:
    """Return a change's name as words that hold whichever side is the source.

    >>> from unspin.records import Change, Span
    >>> nowhere = Span(0, 0)
    >>> title_of(Change("C303", "number", "meaning", nowhere, nowhere))
    'number changed'
    >>> title_of(Change("C501", "sentence-dropped", "wording", nowhere, nowhere))
    'sentence only in a'
    """
    name = change.name
    if change.code in TITLES:
        return TITLES[change.code]
    return f"{name} changed" if name in NAMED_BY_THING else name.replace("-", " ")


def label(change: Change, a: str, b: str, source: Side | None) -> str:
    """Return what a mark says in words; ``a`` and ``b`` are the texts of the change."""
    title, before, after = title_of(change), squeeze(a), squeeze(b)
    if not before or not after:
        return title if "only in" in title else f"{title}, only in {'a' if before else 'b'}"
    if max(len(before), len(after)) >= _LONG:
        return title
    if source is None:
        return f"{title}: {before} in a, {after} in b"
    return f"{title}: {after} was {before}" if source == "a" else f"{title}: {before} was {after}"
