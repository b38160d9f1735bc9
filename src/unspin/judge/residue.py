"""C601..C605: what a machine left behind, and what was hidden from machines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import NamedTuple, Protocol

from unspin.judge.pair import EQUAL, Found, Pair, Side, Stretch, Tokens, letter_for_letter, sided
from unspin.patterns import word_begun

_SPINTAX = r"(?<![\\^_$\w{}])\{(?![{%#])([^{}\n]{1,120})\}(?!\})"
_NOT_TEXT = re.compile(r"[;:=<>]|^\s*\d*\s*$")
_UNSET = r"\s+(?:key|id|token)\s+(?:is\s+)?(?:not\s+set|missing|invalid|required)\b"
_BROKEN = r"\b[^\n.]{0,160}\b(?:could\s+not\s+be\s+loaded|not\s+found|expired)\b"
_FAULT = r"\s*:[^\n]{0,160}\b(?:plugin|embed|feed|php|line\ \d+|token)\b"
_MESSAGE = word_begun(
    *(word + _UNSET for word in ("app", "api")),
    *(word + _FAULT for word in ("error", "warning", "notice")),
    *(word + _BROKEN for word in ("embed", "gallery", "feed", "widget", "plugin")),
    r"please\s+(?:check|update|configure)\s+(?:your\s+|the\s+)?(?:plugin\s+)?settings\b",
    r"<\?php\b",
)
"""What publishing plug-ins say where they fail, in lower case; the whole line is theirs."""
_MESSAGE_STARTS = (
    "app", "api", "please", "error", "warning", "notice", "embed", "gallery", "feed", "widget",
    "plugin", "<",
)  # fmt: skip
_TAG_STARTS = ("[", "{", "%", "$")
_TAG = r"""
    \[/?(?:caption|gallery|embed|video|audio|playlist|ad|shortcode|vc_\w+|et_pb_\w+|wp_\w+|su_\w+)
      (?:\s[^\]\n]{0,200})?\]
  | \{\{[^{}\n]{1,80}\}\} | \{%[^{}\n]{1,80}%\} | %%\w{1,40}%% | \$\{\w{1,40}\}
"""
"""Shortcodes and template tags that were never filled in."""


class _Readable(Protocol):
    """What the shapes are looked for in."""

    @property
    def text(self) -> str: ...

    @property
    def lowered(self) -> str: ...


class _Text(NamedTuple):
    text: str
    lowered: str


def left_overs(text: str) -> tuple[tuple[str, int, int], ...]:
    """Return what machines left in one text, as (code, start, end), in no order.

    For a text without another side; codes as of :func:`spintax` and :func:`plug_in`.
    """
    side = _Text(text, letter_for_letter(text))
    return (
        *(("C601", *span) for span in _spintax_spans(side)),
        *(("C602", *span) for span in _plug_in_spans(side)),
    )


@cache  # made when first wanted: the shapes are slow to compile, and most texts hold none
def _shape(shape: str) -> re.Pattern[str]:
    return re.compile(shape, 0 if shape is _SPINTAX else re.VERBOSE)


def _found_at(shape: str, side: _Readable, starts: tuple[str, ...]) -> Iterator[re.Match[str]]:
    """Yield the matches of a shape, tried only where one of the words it starts with stands."""
    end = 0
    for at in sorted(at for word in starts for at in _places(side.lowered, word)):
        match = _shape(shape).match(side.lowered, at) if at >= end else None
        if match:
            end = match.end()
            yield match


def _places(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


def spintax(pair: Pair) -> Iterator[Found]:
    """Braces of a spinner's template were left in the text (``{hardware}``, ``{a|b}``)."""
    yield from _patterned(pair, _spintax_spans, "spinner's braces")


def plug_in(pair: Pair) -> Iterator[Found]:
    """A message, shortcode or tag of a publishing plug-in was left in the text."""
    yield from _patterned(pair, _plug_in_spans, "left by a plug-in")


def homoglyph(pair: Pair) -> Iterator[Found]:
    """Letters of another script stand in for Latin ones, so that the word looks the same."""
    yield from _folded(pair, "homoglyph", "look-alike letters")


def invisible(pair: Pair) -> Iterator[Found]:
    """Characters without width, or spaces between all its letters, stand inside a word."""
    yield from _folded(pair, "invisible", "characters without width")


def bidi(pair: Pair) -> Iterator[Found]:
    """Characters that turn the direction of writing stand in the text."""
    yield from _folded(pair, "bidi", "direction controls")


def _spintax_spans(side: _Readable) -> Iterator[Stretch]:
    for match in _found_at(_SPINTAX, side, ("{",)):
        if "|" in match[1] or not _NOT_TEXT.search(match[1]):
            yield match.span()


def _plug_in_spans(side: _Readable) -> Iterator[Stretch]:
    yield from _message_lines(side)
    for match in _found_at(_TAG, side, _TAG_STARTS):
        yield match.span()


def _message_lines(side: _Readable) -> Iterator[Stretch]:
    text, last = side.text, 0
    for match in _found_at(_MESSAGE, side, _MESSAGE_STARTS):
        if match.start() >= last:
            start = text.rfind("\n", 0, match.start()) + 1
            last = text.find("\n", match.end())
            last = len(text) if last < 0 else last
            line = text[start:last]
            left = len(line) - len(line.lstrip())
            yield start + left, start + len(line.rstrip())


def _patterned(pair: Pair, find: Callable[[Side], Iterator[Stretch]], what: str) -> Iterator[Found]:
    for side, in_a in ((pair.a, True), (pair.b, False)):
        for span in side.once(what, partial(_listed, find, side)):
            tokens = tokens_of(side, span)
            if tokens[0] < tokens[1] and not _shared(pair, tokens, in_a):
                _claim_marks(pair, tokens, in_a)
                pair.claims.sentences |= {(in_a, s) for s in _filled(side, tokens)}
                yield _placed(pair, tokens, span, in_a, what)


def _listed(find: Callable[[Side], Iterator[Stretch]], side: Side) -> list[Stretch]:
    return list(find(side))


def tokens_of(side: Side, span: Stretch) -> Tokens:
    """Return the tokens that lie in or touch a stretch of text."""
    first = int(side.seg.ends.searchsorted(span[0], side="right"))
    last = int(side.seg.starts.searchsorted(span[1], side="left"))
    return first, max(first, last)


def _shared(pair: Pair, tokens: Tokens, in_a: bool) -> bool:
    """Tell whether the other side has the same thing in the same place."""
    rows = (pair.row_of_a if in_a else pair.row_of_b)[slice(*tokens)]
    return all(r >= 0 and pair.ops[r] == EQUAL for r in (rows[0], rows[-1]))


def _claim_marks(pair: Pair, tokens: Tokens, in_a: bool) -> None:
    """Explain the braces, and everything that the other side lacks."""
    rows = (pair.row_of_a if in_a else pair.row_of_b)[slice(*tokens)]
    pair.claims.take([r for r in rows if r >= 0 and pair.ops[r] > 1])


def _filled(side: Side, tokens: Tokens) -> list[int]:
    """Return the sentences that lie wholly inside a token range."""
    first, last = side.sentence_of(tokens[0]), side.sentence_of(tokens[1] - 1)
    found = []
    for index in range(first, last + 1):
        start, end = side.sentence(index)
        if tokens[0] <= start and end <= tokens[1] + 1:
            found.append(index)
    return found


def _placed(pair: Pair, tokens: Tokens, span: Stretch, in_a: bool, what: str) -> Found:
    detail = sided(what + " in {side}", in_a=in_a)
    if in_a:
        return span, pair.b.bounds(pair.place_in_b(tokens)), detail
    return pair.a.bounds(pair.place_in_a(tokens)), span, detail


def _folded(pair: Pair, kind: str, what: str) -> Iterator[Found]:
    for side, in_a in ((pair.a, True), (pair.b, False)):
        last = None
        for fold in side.seg.folds:
            if fold.kind != kind:
                continue
            span = fold.span.start, fold.span.end
            tokens = tokens_of(side, span)
            other = pair.place_in_b(tokens) if in_a else pair.place_in_a(tokens)
            if tokens == last or _same_text(pair, tokens, other, in_a):
                continue
            last = tokens
            if tokens[0] < tokens[1]:
                span = side.bounds(tokens)
            spaced = side.text[fold.span.start] == " "
            said = "spaces between letters" if spaced else what
            yield _placed(pair, tokens, span, in_a, said)


def _same_text(pair: Pair, tokens: Tokens, other: Tokens, in_a: bool) -> bool:
    one, two = (pair.a, pair.b) if in_a else (pair.b, pair.a)
    return one.text_of(tokens) == two.text_of(other) != ""
