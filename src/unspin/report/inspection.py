"""Pure: an Inspection -> what a terminal shows, for rich to lay out.

Read from the top: what is said, in words and in a figure; the worst places as they stand in the
text, with what was probably there; then how many of each kind.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rich.console import Group
from rich.table import Table
from rich.text import Text

from unspin.findings import NAMES
from unspin.report.layout import section, stacked
from unspin.report.naming import printable, squeeze

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult

    from unspin.findings import Finding, Inspection

_SHOWN = 12
"""Findings that are shown in context."""
_OLD, _NEW = "bold color(166)", "bold color(32)"
_BAR = 24
_AROUND = 34
"""Characters of context on either side."""
_GRAVEST = ("C601", "C301", "C308", "C510", "C603", "C604", "C605", "C602", "C202", "C201", "C204")
"""Codes in the order in which a reader wants them."""
_SAID = (
    (0.95, "Almost certainly machine-spun"), (0.8, "Very likely machine-spun"),
    (0.5, "Probably machine-spun"), (0.2, "Probably not spun"), (0.05, "Very likely not spun"),
    (0.0, "Reads as its author wrote it"),
)  # fmt: skip


def render(inspection: Inspection) -> RenderableType:
    """Return the terminal view of an inspection, a :class:`rich.console.Group`."""
    found = list(inspection.findings)
    parts: list[RenderableType] = [_head(inspection, len(found))]
    if worst := _worst(found):
        parts.append(section("What stands out", "what stands there → what was probably there",
                              _places(inspection.document.text, worst)))  # fmt: skip
    if found:
        parts.append(section("Findings", f"{len(found):,}", _counts(found)))
    return stacked(parts)


class _Place:
    """A finding in its line of text; bracketed where there is no colour."""

    def __init__(self, text: str, finding: Finding) -> None:
        self.text, self.finding = text, finding

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        plain = console.no_color or console.color_system is None
        span, f = self.finding.span, self.finding
        before = _tidy(
            self.text[max(0, span.start - _AROUND) : span.start], cut_left=span.start > _AROUND
        )
        after = _tidy(
            self.text[span.end : span.end + _AROUND], cut_right=span.end + _AROUND < len(self.text)
        )
        there = squeeze(printable(f.text), 60)
        line = Text.assemble((before, "dim"))
        line.append(f"[{there}]" if plain else there, _OLD)
        if f.suggestion:
            line.append(" → ", "dim")
            line.append(squeeze(printable(f.suggestion), 60), _NEW)
        line.append(after, "dim")
        yield line
        yield Text(f.why, "italic dim" if not plain else "")


def _tidy(text: str, *, cut_left: bool = False, cut_right: bool = False) -> str:
    """Return context on one line, whole words only."""
    line = printable(" ".join(text.split()))
    lead, trail = " " * text[:1].isspace(), " " * text[-1:].isspace()
    if cut_left:
        line, lead = (line if lead else line.partition(" ")[2] or line), "… "
    if cut_right:
        line, trail = (line if trail else line.rpartition(" ")[0] or line), " …"
    return f"{lead}{line}{trail}" if line else lead or trail


def _head(inspection: Inspection, findings: int) -> RenderableType:
    p = inspection.p_spun
    words = f"{inspection.words:,} word{'s' * (inspection.words != 1)}"
    if p is None:
        reason = inspection.reason or ""
        return Text.assemble(
            ("Nothing can be said", "bold"), f"\n{reason[:1].upper()}{reason[1:]}."
        )
    said = next(phrase for least, phrase in _SAID if p >= least)
    filled = round(p * _BAR)
    bar = Text.assemble(("█" * filled, "color(166)"), ("░" * (_BAR - filled), "dim"))
    figure = Text.assemble(bar, f"  {_percent(p)} likely spun, by how {words} go together")
    caveat = (
        "Judged from the text alone, without a source. Findings are places to look at, not proof."
        if findings
        else "No place stands out."
    )
    return Group(Text(said, "bold"), figure, Text(caveat, "dim"))


def _percent(p: float) -> str:
    """Return a probability that is never said to be certain.

    >>> _percent(0.9999), _percent(0.5), _percent(0.0001)
    ('over 99 %', '50 %', 'under 1 %')
    """
    if p > 0.99:
        return "over 99 %"
    return "under 1 %" if p < 0.01 else f"{p:.0%}".replace("%", " %")


def _worst(found: Sequence[Finding]) -> list[Finding]:
    """Return the findings most worth reading: grave, sure, each word once, with a suggestion."""
    shown: dict[str, Finding] = {}
    order = sorted(found, key=lambda f: (_rank(f), f.span.start))
    for finding in order:
        if finding.code != "C510":
            shown.setdefault(finding.text.lower(), finding)
    return sorted(list(shown.values())[:_SHOWN], key=lambda f: f.span.start)


def _rank(finding: Finding) -> float:
    grave = _GRAVEST.index(finding.code) if finding.code in _GRAVEST else len(_GRAVEST)
    return grave * 0.15 - finding.score - 0.2 * (finding.suggestion is not None)


def _places(text: str, worst: Sequence[Finding]) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True, min_width=5)
    grid.add_column(overflow="fold")
    for finding in worst:
        grid.add_row(Text(_tag(finding.code), "bold"), _Place(text, finding))
    return grid


def _tag(code: str) -> str:
    tags = {"C301": "NAME", "C308": "PHRASE", "C510": "QUOTE", "C201": "FORM", "C202": "WORD",
            "C204": "WORD"}  # fmt: skip
    return tags.get(code, "RESIDUE" if code in ("C601", "C602") else "HIDDEN")


def _counts(found: Sequence[Finding]) -> Table:
    counts = Counter(f.code for f in found)
    grid = Table.grid(padding=(0, 2))
    for code in sorted(counts, key=lambda c: _GRAVEST.index(c) if c in _GRAVEST else 99):
        examples = ", ".join(dict.fromkeys(
            squeeze(printable(" ".join(f.text.split())), 28) for f in found if f.code == code
        ))  # fmt: skip
        name = NAMES[code].replace("-", " ")
        grid.add_row(Text(f"{counts[code]:>4,}"), Text(name), Text(code, "dim"),
                     Text(squeeze(examples, 56), "dim"))  # fmt: skip
    return grid
