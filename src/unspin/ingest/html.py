"""A web page becomes its main text and what the page claims about itself.

trafilatura finds the text of a news page and its metadata; resiliparse takes over where that finds
nothing. Both hand the page to a C parser that drops what is nested too deep, without a word: so the
page is measured first, by a scanner that nothing can make slow, and what a parser loses is taken
from that scanner instead, and named in ``Document.damage``.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape
from typing import TYPE_CHECKING, Any, NamedTuple

from unspin.errors import require
from unspin.records import Document

if TYPE_CHECKING:
    from collections.abc import Iterator

DEPTH = 200
"""Deepest nesting given to a parser. libxml2 drops everything below 256; real pages reach 60."""
WEIGHT = 4_000_000
"""Longest page in characters given to a parser, which needs about a second a million."""
TAGS = 60_000
"""Most tags given to a parser: finding the main text takes time that grows with their square."""
ATTRIBUTES = 10_000
"""Most attributes of one tag given to a parser: it compares each with all the others."""
KEPT = 0.98
"""Least share of a page's letters that a parser must have kept for its tree to be trusted."""

_TOKEN = re.compile(r"<!--|<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,30})|<[!?]")
_RAW = frozenset({"script", "style", "noscript", "template", "svg", "textarea", "iframe"})
_VOID = frozenset(
    "area base br col embed hr img input link meta param source track wbr".split()
)  # fmt: skip
_SELF_CLOSING = frozenset(
    "p li dt dd tr td th thead tbody tfoot option optgroup colgroup rp rt".split()
)  # fmt: skip
"""Elements whose end tag may be left out: open ones among them say nothing about depth."""
_UNCOUNTED = _VOID | _SELF_CLOSING | _RAW
_INLINE = frozenset(
    "a abbr b bdi bdo big cite code data del dfn em font i img ins kbd mark q s samp small span "
    "strike strong sub sup time tt u var wbr".split()
)  # fmt: skip
_SPACES = {ord(c): " " for c in "\t\n\f\r"}
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?<![\w-])opacity\s*:\s*0(\.0+)?\s*(;|$|!)"
    r"|font-size\s*:\s*0(\.0+)?\s*(px|pt|em|rem|%)?\s*(;|$|!)|text-indent\s*:\s*-\d{3,}"
    r"|(?<![\w-])(height|width)\s*:\s*0(px)?\s*(;|$|!)",
    re.IGNORECASE,
)
_WHITE = re.compile(
    r"(?<![\w-])color\s*:\s*(white|#fff(?:fff)?\b|rgba?\(\s*255\s*,\s*255\s*,\s*255)", re.IGNORECASE
)


def document(markup: str, doc_id: str) -> Document:
    """Return the main text of a page, with its title, outlet, date, language and address.

    Text hidden by an inline style or the ``hidden`` attribute is kept out and counted in
    ``damage``; hiding by a style sheet is not seen.

    Raises:
        MissingExtra: the ``web`` extra is not installed.
    """
    require("web")
    plain, depth, tags, attributes = strip(markup)
    if depth > DEPTH or tags > TAGS or attributes > ATTRIBUTES or len(markup) > WEIGHT:
        why = (
            f"a page of {len(markup)} characters and {tags} tags, nested {depth} deep, with "
            f"{attributes} attributes in one, is too much to look for its main text: the tags were "
            "stripped"
        )
        return Document(doc_id, plain, damage=(why,))
    tree = _tree(markup)
    kept = 0 if tree is None else _letters("".join(_read_text(tree)))
    if tree is None or kept < KEPT * _letters(plain):
        why = f"the HTML parser kept {kept} of {_letters(plain)} letters: the tags were stripped"
        return Document(doc_id, plain, damage=(why,))
    try:
        return _extracted(tree, doc_id, plain, _drop_hidden(tree))
    except Exception as fault:  # noqa: BLE001 (other people's code; its faults must not cost the page)
        why = f"looking for the main text failed ({fault!r:.200}): the tags were stripped"
        return Document(doc_id, plain, damage=(why,))


class Stripped(NamedTuple):
    """A page without its tags: an empty line stands where a block begins or ends."""

    text: str
    depth: int  # of the deepest open element
    tags: int
    attributes: int  # of a tag, at the most


def strip(markup: str) -> Stripped:
    """Take the tags out of a page, count them, and measure how deep they nest.

    One pass from left to right: time grows with the page and with nothing else.
    """
    parts: list[str] = []
    depth = deepest = position = tags = attributes = 0
    find = _Finder(markup)
    while token := _TOKEN.search(markup, position):
        parts.append(markup[position : token.start()].translate(_SPACES))
        closing, name = token[1], (token[2] or "").lower()
        end = find.after(">", token.end())
        if token[0] == "<!--":
            end = max(end, find.after("-->", token.end()))
        elif name in _RAW and not closing:
            end = max(end, find.before(f"</{name}", token.end()))
        if end < 0:  # never closed: it is no tag, and what follows may be text
            parts.append(token[0])
            position = token.end()
            continue
        tags += 1
        if name and name not in _INLINE:
            parts.append("\n" if name == "br" else "\n\n")
        if name and name not in _UNCOUNTED:
            depth = max(0, depth - 1) if closing else depth + 1
            deepest = max(deepest, depth)
        if end - position > ATTRIBUTES:  # else it has no room for them
            attributes = max(attributes, _attributes(markup[token.end() : end]))
        position = end
    parts.append(markup[position:].translate(_SPACES))
    lines = (" ".join(line.split()) for line in unescape("".join(parts)).split("\n"))
    return Stripped(_without_gaps(lines), deepest, tags, attributes)


def _attributes(inside: str) -> int:
    """Return how many attributes a tag may have: they may lack a value, or a space between."""
    return max(len(inside.split()), inside.count("="))


class _Finder:
    """``str.find`` for starts that only grow: it never scans the same stretch for a needle twice."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._found: dict[str, int] = {}

    def before(self, needle: str, start: int) -> int:
        """Return where ``needle`` (lower case) next begins at or after ``start``, or -1."""
        found = self._found.get(needle, 0)
        if 0 <= found < start or needle not in self._found:
            match = re.compile(re.escape(needle), re.IGNORECASE).search(self._text, start)
            found = self._found[needle] = match.start() if match else -1
        return found

    def after(self, needle: str, start: int) -> int:
        """Return where ``needle`` next ends, or -1."""
        found = self.before(needle, start)
        return found if found < 0 else found + len(needle)


def _without_gaps(lines: Iterator[str]) -> str:
    """Join lines, with one empty line at most between two."""
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).strip()


def _tree(markup: str) -> Any:
    """Parse the page; None when the parser finds nothing in it."""
    from lxml import etree
    from lxml import html as lxml_html

    parser = lxml_html.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True
    )
    try:
        return lxml_html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except etree.LxmlError:
        return None


def _read_text(tree: Any) -> Iterator[str]:
    """Yield the texts of a tree that a reader sees, in order."""
    for element in tree.iter():
        if isinstance(element.tag, str) and element.tag not in _RAW and element.text:
            yield element.text
        if element.tail:
            yield element.tail


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))


def _drop_hidden(tree: Any) -> list[str]:
    """Take hidden elements out of the tree and return their texts.

    One that holds most of the page is left: such a page shows itself by script.
    """
    most = _letters(tree.text_content()) / 2
    gone: set[Any] = set()
    texts = []
    for element in list(tree.iter()):
        if element.getparent() in gone:
            gone.add(element)
        elif isinstance(element.tag, str) and element.tag not in _RAW and _is_hidden(element):
            text = element.text_content()
            if text.strip() and _letters(text) < most:
                gone.add(element)
                texts.append(text)
                element.drop_tree()
    return texts


def _is_hidden(element: Any) -> bool:
    style = element.get("style", "")
    if "hidden" in element.attrib or _HIDING.search(style):
        return True
    if not _WHITE.search(style):
        return False
    around = (element, *element.iterancestors())  # white on a ground of its own can be read
    return not any("background" in e.get("style", "") or e.get("bgcolor") for e in around)


def _extracted(tree: Any, doc_id: str, plain: str, hidden: list[str]) -> Document:
    """Ask trafilatura, then resiliparse, then take the page without its tags."""
    import trafilatura
    from lxml import etree
    from resiliparse.extract.html2text import extract_plain_text

    damage = []
    if hidden:
        words = sum(len(text.split()) for text in hidden)
        sample = " ".join(hidden[0].split())[:60]
        damage.append(f'{words} hidden words kept out, such as "{sample}"')
    source = etree.tostring(tree, encoding="unicode", method="html")
    found = trafilatura.bare_extraction(
        tree, favor_precision=True, include_comments=False, with_metadata=True
    )
    claims = found.as_dict() if isinstance(found, trafilatura.settings.Document) else {}
    text = claims.get("text") or extract_plain_text(source, main_content=True)
    if not text.strip():
        text = plain
        damage.append("no main text was found: the tags were stripped")
    day = claims.get("date")
    return Document(
        doc_id,
        text.strip(),
        url=claims.get("url"),
        title=claims.get("title"),
        outlet=claims.get("sitename") or claims.get("hostname"),
        language=tree.get("lang", "").strip().replace("_", "-") or "en",
        published=datetime.fromisoformat(day).replace(tzinfo=UTC) if day else None,
        damage=tuple(damage),
    )
