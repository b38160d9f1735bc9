"""Pure: a lineage -> a tree for a terminal, the source above, what was made from it below."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text

from unspin.report.naming import printable

if TYPE_CHECKING:
    from unspin.witnesses import Derivation, Lineage, Lineages

_CLAIMED = ("G4", "G5")
_UNSURE = 0.5
_DATED = "date contradicts text evidence"
MOST = 4
"""Kinds of changes that are named."""
SHOWN = 3
"""Flags of dates that are shown; pages that are dated at random would fill the screen."""
_KINDS = (
    ("C3", "fact", "facts"), ("C51", "quotation", "quotations"),
    ("C501", "sentence dropped", "sentences dropped"), ("C502", "sentence added", "sentences added"),
    ("C4", "moved or split", "moved or split"), ("C2", "wording", "wordings"),
    ("C6", "residue", "residues"), ("C1", "typographic", "typographic"),
)  # fmt: skip
"""Beginnings of change codes and what they are called, the gravest first."""


def render(lineages: Lineages) -> Group:
    """Return the trees of some families, one under the other, and a legend."""
    parts = [_tree(lineage) for lineage in lineages]
    legend = _legend(lineages)
    return Group(*parts, *([legend] if legend else []))


def _tree(lineage: Lineage) -> Text:
    below: dict[str, list[Derivation]] = defaultdict(list)
    for edge in _main(lineage):
        below[edge.source].append(edge)
    count = len(lineage.witnesses)
    drawn = Text()
    drawn.append(f"family {printable(lineage.family)}", "bold")
    drawn.append(f"  {count} {'witness' if count == 1 else 'witnesses'}")
    if lineage.lost:
        drawn.append(f", {len(lineage.lost)} lost")
    drawn.append("\n")
    for root in lineage.roots:
        drawn.append_text(_label(root))
        drawn.append("\n")
        for line in _branches(root, below, ""):
            drawn.append_text(line)
    dated = [flag for flag in lineage.flags if _DATED in flag]
    left = len(dated) - SHOWN
    for flag in lineage.flags:
        if flag not in dated[SHOWN:]:
            drawn.append("! ", "bold yellow")
            drawn.append(f"{printable(flag)}\n")
    if left > 0:
        drawn.append(f"! and {left} more dates that contradict the texts\n")
    return drawn


def _main(lineage: Lineage) -> Iterator[Derivation]:
    """Yield the likeliest derivation of each witness; second sources are told by a flag."""
    seen: set[str] = set()
    for edge in sorted(lineage.derivations, key=lambda d: (d.derivative, -d.p, d.source)):
        if edge.derivative not in seen:
            seen.add(edge.derivative)
            yield edge


def _branches(
    source: str, below: Mapping[str, list[Derivation]], margin: str
) -> Iterator[Text]:  # fmt: skip
    edges = sorted(below.get(source, ()), key=lambda d: d.derivative)
    for number, edge in enumerate(edges, 1):
        last = number == len(edges)
        dash = "╌╌" if edge.grade in _CLAIMED or edge.p < _UNSURE else "──"
        line = Text(f"{margin}{'└' if last else '├'}{dash} ")
        line.append_text(_label(edge.derivative))
        if edge.p < 0.995:
            line.append(f"  p {edge.p:.2f}", "yellow" if edge.p < _UNSURE else "dim")
        line.append(f"  {in_words(edge.changes)}", "dim")
        line.append("\n")
        yield line
        yield from _branches(edge.derivative, below, f"{margin}{' ' if last else '│'}   ")


def _label(name: str) -> Text:
    if name.startswith("lost-"):
        return Text(f"○ {name}", "italic")
    return Text.assemble("● ", (printable(name), "bold"))


def in_words(changes: Mapping[str, int]) -> str:
    """Say in a few words what was changed.

    >>> in_words({"C202": 12, "C303": 1, "C501": 2})
    '1 fact, 2 sentences dropped, 12 wordings'
    """
    left = dict(changes)
    said = []
    for code, one, more in _KINDS:
        count = sum(left.pop(c) for c in list(left) if c.startswith(code))
        if count:
            said.append(f"{count} {one if count == 1 else more}")
    return ", ".join(said[:MOST]) + (" …" if len(said) > MOST else "")


def _legend(lineages: Lineages) -> Text | None:
    lines = []
    if any(lineage.lost for lineage in lineages):
        lines.append("○ a lost witness: its copies share what none can have from another")
    edges = [edge for lineage in lineages for edge in lineage.derivations]
    if any(edge.grade in _CLAIMED for edge in edges):
        lines.append("╌ order claimed, not observed: no date but what the pages say of themselves")
    if any(edge.p < _UNSURE for edge in edges):
        lines.append("╌ with p: the source cannot be told for sure")
    return Text("\n".join(lines), "dim") if lines else None
