"""Quote marks of every common kind, paired inside their paragraph."""

from __future__ import annotations

from dataclasses import dataclass

from unspin.quotes.page import Page
from unspin.records import Kind

_NUMBER = int(Kind.NUMBER)
_ANY = '"”“‟＂〞〟❞'
_CLOSERS = {
    '"': _ANY, "“": _ANY, "”": '”"', "„": '“”‟"〟', "‟": _ANY, "＂": _ANY, "«": "»", "»": "«",
    "〝": "〞〟", "❝": "❞", "「": "」", "『": "』",
}  # fmt: skip
"""Opening glyph -> the glyphs that may close what it opened."""
_OPENS, _CLOSES, _CORNERS = frozenset("“„«〝❝「『"), frozenset("”»〞〟❞」』"), frozenset("「『」』")
_DIRECTED = frozenset("«»„「『〝")
"""Openers whose closing glyph closes wherever it stands, as in ``« so »,``."""
_SINGLE = {"'": "'’", "‘": "’'", "‚": "‘’", "‹": "›", "›": "‹", "`": "'’`", "´": "´"}
_NESTED = 8
"""Tokens of a marked phrase inside a quotation that is taken for one; longer ones are new."""
LONGEST_SINGLE = 60
"""Tokens between single marks; beyond, they are apostrophes."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A quotation as tokens: ``first`` up to ``end``, marks left out.

    ``shut`` says that a mark closes it: without, it ended with its paragraph. ``single`` that its
    marks are single ones.
    """

    first: int
    end: int
    shut: bool
    single: bool = False


def pair(page: Page) -> list[Stretch]:
    """Return the quotations of a text in order, none nested or crossing, none empty.

    Double marks come first; single ones count where no double quotation stands. A mark may open
    when space or an opening bracket stands before it, and close otherwise; a directed glyph says
    so itself, unless its language uses it the other way round (``»so«``, ``”så”``).
    """
    doubles: list[int] = []
    singles: list[int] = []
    text, starts, ends = page.text, page.starts, page.ends
    marks = page.marks
    if any(c in text for c in _CORNERS):
        marks = sorted({*marks, *(t for t in range(page.n) if page.words[t][0] in _CORNERS)})
    for t in marks:
        glyph = text[starts[t]]
        if glyph in _CLOSERS or glyph in _CLOSES or ends[t] - starts[t] == 2:
            doubles.append(t)
        elif glyph in _SINGLE or glyph == "’":
            singles.append(t)
    found = _mended(page, _by_line(page, doubles))
    if singles:
        found += _singles(page, singles, found)
        found.sort(key=lambda s: s.first)
    return found


def _face(page: Page, t: int, glyph: str) -> int:
    """Return 1 when a mark can only open here, -1 when it can only close, 0 when either."""
    lines = page.lines
    before = bool(page.spaced[t]) or t == 0 or lines[t - 1] != lines[t]
    last = t + 1 >= page.n
    after = last or bool(page.spaced[t + 1]) or lines[t + 1] != lines[t]
    if glyph in _CORNERS:
        return 1 if glyph in _OPENS else -1
    if before != after:
        return 1 if before else -1
    if glyph in _OPENS:
        return 1
    if glyph in _CLOSES:
        return -1
    if not before and t > 0:
        previous = page.words[t - 1][-1]
        if previous in "([{—–-=:/":
            return 1
        if not last and page.kinds[t + 1] > _NUMBER:
            return -1
    return 0


def _by_line(page: Page, marks: list[int]) -> list[Stretch]:
    found: list[Stretch] = []
    at, lines = 0, page.lines
    while at < len(marks):
        stop = at + 1
        while stop < len(marks) and lines[marks[stop]] == lines[marks[at]]:
            stop += 1
        _pair_line(page, marks[at:stop], found)
        at = stop
    return found


def _mended(page: Page, found: list[Stretch]) -> list[Stretch]:
    """Cut quotations whose closing mark is missing where the narration goes on: ``, Lee said``.

    One that goes on in the next paragraph is left alone; what is narration from its beginning was
    no quotation, its mark a stray one.
    """
    mended = []
    for k, s in enumerate(found):
        after = found[k + 1].first - 1 if k + 1 < len(found) else -1
        goes_on = after > 0 and page.lines[after] == page.lines[s.first] + 1
        goes_on = goes_on and page.lines[after - 1] != page.lines[after]
        end = s.end if s.shut or goes_on else _narration_from(page, s)
        if end > s.first:
            mended.append(s if end == s.end else Stretch(s.first, end, shut=False))
    return mended


def _narration_from(page: Page, s: Stretch) -> int:
    """Return the token from which a stretch tells who says something; its end when none does."""
    for v in range(s.first + 1, s.end):
        if page.words[v] not in _SAID:
            continue
        t = v - 1
        while t > s.first and page.names[t]:
            t -= 1
        t += page.names[t] == 0 and page.words[t] not in _SUBJECTS
        if t == v:
            continue
        if t == s.first or page.words[t - 1] in (",", "?", "!"):
            return t
    return s.end


_SAID = frozenset("said says told added recalled asked wrote explained noted argued".split())
_SUBJECTS = frozenset(("he", "she", "they"))


def _pair_line(page: Page, marks: list[int], found: list[Stretch]) -> None:
    """Pair the double marks of one paragraph."""
    glyphs = [page.text[page.starts[t]] for t in marks]
    faces = [_face(page, t, g) for t, g in zip(marks, glyphs, strict=True)]
    opener, nested = -1, 0
    for k, t in enumerate(marks):
        if opener < 0:
            if faces[k] >= 0:
                opener = k
            continue
        closers = _CLOSERS.get(glyphs[opener], _ANY)
        if glyphs[k] not in closers and not (len(closers) > 2 and glyphs[k] not in _OPENS):
            continue
        if faces[k] > 0 and glyphs[opener] not in _DIRECTED:
            nested += _is_nested(marks, faces, k)
            continue
        if nested:
            nested -= 1
            continue
        _add(found, marks[opener] + 1, t, shut=True)
        opener = -1
    if opener >= 0:
        _add(found, marks[opener] + 1, _line_end(page, marks[opener]), shut=False)


def _is_nested(marks: list[int], faces: list[int], k: int) -> int:
    """Tell (1 or 0) whether an opening mark inside a quotation begins a short one inside it."""
    if k + 2 >= len(marks) or faces[k + 1] > 0 or marks[k + 1] - marks[k] > _NESTED:
        return 0
    return int(faces[k + 2] <= 0)


def _line_end(page: Page, t: int) -> int:
    line, end = page.lines[t], t + 1
    while end < page.n and page.lines[end] == line:
        end += 1
    return end


def _add(found: list[Stretch], first: int, end: int, *, shut: bool, single: bool = False) -> None:
    if end > first:
        found.append(Stretch(first, end, shut, single))


def _singles(page: Page, marks: list[int], doubles: list[Stretch]) -> list[Stretch]:
    """Return the quotations in single marks, outside the double ones."""
    found: list[Stretch] = []
    opener, closers, at = -1, "", 0
    for t in marks:
        while at < len(doubles) and doubles[at].end < t:
            at += 1
        if at < len(doubles) and doubles[at].first <= t:
            opener = -1
            continue
        if opener >= 0 and (page.lines[opener] != page.lines[t] or t - opener > LONGEST_SINGLE):
            opener = -1
        glyph = page.text[page.starts[t]]
        face = _face(page, t, glyph)
        if opener >= 0 and glyph in closers and face <= 0 and t > opener + 1:
            _add(found, opener + 1, t, shut=True, single=True)
            opener = -1
        elif glyph in _SINGLE and (face > 0 or (glyph in "‘‚" and face == 0)):
            opener, closers = t, _SINGLE[glyph]
    return found
