"""Pure: the changes a reader should see first, each in a few words of context."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby, takewhile
from typing import TYPE_CHECKING, Literal

from unspin.records import Span
from unspin.report.marks import trim
from unspin.report.naming import FRAMES, look, printable, title_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from unspin.records import Change, Judgement
    from unspin.report.naming import MarkKind, Side

SHOWN = 10
_BEFORE, _AFTER = 4, 3  # words of context
_NEAR = 200  # characters to look for them in: a line may be a whole book
_WORD = re.compile(r"\S+")
_INSIDE = 18  # words of a long change that are shown
_ORDER = (
    "C301",
    "C302",
    "C303",
    "C304",
    "C305",
    "C306",
    "C308",
    "C510",
    "C513",
    "C504",
    "C601",
    "C602",
)
_FILLING = frozenset(("C202", "C203", "C501", "C502"))  # shown where meaning leaves room
_SEVERITIES = ("meaning", "wording", "cosmetic")


@dataclass(frozen=True, slots=True)
class Bit:
    """A stretch of an excerpt: context or unchanged, the earlier wording, the later wording."""

    role: Literal["same", "old", "new"]
    text: str


@dataclass(frozen=True, slots=True)
class Worst:
    """One change in context; ``anchor`` is its place in the side-by-side view."""

    code: str
    title: str
    kind: MarkKind
    tag: str
    bits: tuple[Bit, ...]
    detail: str
    anchor: str | None


def worst(judgement: Judgement, earlier: Side) -> tuple[Worst, ...]:
    """Return the worst :data:`SHOWN` changes, no two alike; ``earlier`` is the side read first."""
    return tuple(_show(judgement, i, earlier) for i in gravest(judgement))


def gravest(judgement: Judgement, most: int = SHOWN) -> list[int]:
    """Return indexes of ``most`` changes: gravest kind first, a turn for each code before seconds."""
    queues: dict[str, list[int]] = {}
    seen: set[tuple[str, str]] = set()
    # The gravest name of the same words is the one that stays.
    for i, change in sorted(enumerate(judgement.changes), key=lambda c: (_gravity(c[1]), c[0])):
        in_a = " ".join(change.a.of(judgement.a.text).casefold().split())
        in_b = " ".join(change.b.of(judgement.b.text).casefold().split())
        worth = change.severity == "meaning" or change.code in _FILLING
        if worth and in_a != in_b and (in_a, in_b) not in seen:
            seen.add((in_a, in_b))
            queues.setdefault(change.code, []).append(i)
    order = sorted(queues, key=lambda code: _gravity(judgement.changes[queues[code][0]]))
    turns = [
        (turn, rank, i) for rank, code in enumerate(order) for turn, i in enumerate(queues[code])
    ]
    # Wording fills what meaning leaves free, never the other way round.
    turns.sort(key=lambda t: (_gravity(judgement.changes[t[2]])[0], t))
    kept = turns[:most]
    return [i for _, _, i in sorted(kept, key=lambda t: t[1:])]


def _gravity(change: Change) -> tuple[int, int, str]:
    rank = _ORDER.index(change.code) if change.code in _ORDER else len(_ORDER)
    return (_SEVERITIES.index(change.severity), rank, change.code)


def _show(judgement: Judgement, index: int, earlier: Side) -> Worst:
    change = judgement.changes[index]
    kind, tag = look(change.code)
    later: Side = "b" if earlier == "a" else "a"
    side = later if len(_span(change, later)) else earlier
    # White space at the ends of a change belongs to its context.
    left, right = _around(_text(judgement, side), trim(_text(judgement, side), _span(change, side)))
    inside = [bit for bit in _joined(_inside(judgement, change, earlier)) if bit.text]
    bits = (Bit("same", left), *_shorten(inside), Bit("same", right))
    return Worst(
        change.code, title_of(change), kind, tag,
        tuple(Bit(bit.role, _line(bit.text)) for bit in bits if bit.text),
        printable(_news(judgement, change)), f"{side}-c{index}" if len(_span(change, side)) else None,
    )  # fmt: skip


def _span(item: Change, side: Side) -> Span:
    return item.a if side == "a" else item.b


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", printable(text))


def _news(judgement: Judgement, change: Change) -> str:
    """Return the detail where it tells more than the words that are shown anyway."""
    texts = f"{change.a.of(judgement.a.text)} {change.b.of(judgement.b.text)}"
    told = set(re.findall(r"\w+", change.detail))
    return "" if told <= set(re.findall(r"\w+", texts)) else change.detail


def _text(judgement: Judgement, side: Side) -> str:
    return judgement.a.text if side == "a" else judgement.b.text


def _around(text: str, span: Span) -> tuple[str, str]:
    """Return a few words before and after ``span``, of its own line, with ellipses where cut."""
    line_start = text.rfind("\n", 0, span.start) + 1
    line_end = text.find("\n", span.end)
    left = text[max(line_start, span.start - _NEAR) : span.start]
    right = text[span.end : min(len(text) if line_end < 0 else line_end, span.end + _NEAR)]
    words_left, words_right = list(_WORD.finditer(left)), list(_WORD.finditer(right))
    if len(words_left) > _BEFORE:
        left = "…" + left[words_left[-_BEFORE].start() :]
    if len(words_right) > _AFTER:
        right = right[: words_right[_AFTER - 1].end()] + "…"
    return left, right


def _inside(judgement: Judgement, change: Change, earlier: Side) -> Iterator[tuple[str, str]]:
    """Yield earlier and later wording: whole, or edit by edit when the change frames others."""
    later: Side = "b" if earlier == "a" else "a"
    if change.code not in FRAMES:
        old = _span(change, earlier).of(_text(judgement, earlier)).strip()
        yield old, _span(change, later).of(_text(judgement, later)).strip()
        return
    for edit in judgement.alignment.edits:
        a, b = _common(edit.a, change.a), _common(edit.b, change.b)
        old = (a if earlier == "a" else b).of(_text(judgement, earlier))
        new = (b if earlier == "a" else a).of(_text(judgement, later))
        if old or new:
            yield (new or old, new or old) if edit.op in {"equal", "move"} else (old, new)


def _common(span: Span, other: Span) -> Span:
    start = max(span.start, other.start)
    return Span(start, max(start, min(span.end, other.end)))


def _joined(pairs: Iterable[tuple[str, str]]) -> Iterator[Bit]:
    """Yield bits; differences with only white space between them are one, easier to read."""
    for same, group in groupby(pairs, key=lambda p: p[0] == p[1] and bool(p[0].strip())):
        olds, news = zip(*group, strict=True)
        if same:
            yield Bit("same", "".join(news))
        else:
            yield from _replaced("".join(olds), "".join(news))


def _replaced(old: str, new: str) -> Iterator[Bit]:
    """Yield what two wordings share at their ends, by whole words, and what differs between."""
    olds, news = (re.findall(r"\s+|\S+", text) for text in (old, new))
    head = _shared(olds, news)
    tail = _shared(olds[head:][::-1], news[head:][::-1])
    old, new = ("".join(words[head : len(words) - tail]) for words in (olds, news))
    shown = new or old
    yield Bit("same", "".join(news[:head]) + shown[: len(shown) - len(shown.lstrip())])
    yield Bit("old", old.strip())
    yield Bit("new", new.strip())
    space = shown[len(shown.rstrip()) :] if shown.strip() else ""
    yield Bit("same", space + "".join(news[len(news) - tail :]))


def _shared(some: list[str], others: list[str]) -> int:
    """Return how many words two lists begin with in common."""
    return sum(1 for _ in takewhile(lambda p: p[0] == p[1], zip(some, others, strict=False)))


def _shorten(bits: list[Bit]) -> list[Bit]:
    """Cut a long change: from a few words before its first difference, for some words."""
    first = next((i for i, bit in enumerate(bits) if bit.role != "same"), 0)
    kept: list[Bit] = []
    if first:
        before = "".join(bit.text for bit in bits[:first])
        words = re.findall(r"\S+\s*", before)
        cut = len(words) > _BEFORE
        kept.append(
            Bit("same", ("…" if cut else "") + ("".join(words[-_BEFORE:]) if cut else before))
        )
    room = _INSIDE
    for bit in bits[first:]:
        words = re.findall(r"\s*\S+\s*|\s+", bit.text)
        if len(words) > room:
            kept.append(Bit(bit.role if room else "same", "".join(words[:room]).rstrip() + "…"))
            break
        kept.append(bit)
        # Old and new wording stand for one another, so only one of them costs room.
        room -= len(words) if bit.role != "old" else 0
    return kept
