"""Pure: lineages -> files for other programs: GraphML, CSV, and a TEI critical apparatus."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

if TYPE_CHECKING:
    from unspin.witnesses import Apparatus, Lineage, Lineages

_KEYS = (
    ("name", "node", "string"), ("lost", "node", "boolean"), ("family", "node", "string"),
    ("root", "node", "boolean"), ("p", "edge", "double"), ("grade", "edge", "string"),
    ("changes", "edge", "string"),
)  # fmt: skip
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0 cannot hold, not even escaped."""


def graphml(lineages: Lineages) -> str:
    """Return the families as one directed graph; node ids begin with the family's name."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
    ]
    lines += [
        f'<key id="{name}" for="{on}" attr.name="{name}" attr.type="{kind}"/>'
        for name, on, kind in _KEYS
    ]
    lines.append('<graph id="lineages" edgedefault="directed">')
    for lineage in lineages:
        lines += _graph(lineage)
    lines += ["</graph>", "</graphml>", ""]
    return "\n".join(lines)


def _graph(lineage: Lineage) -> Iterator[str]:
    def node(name: str) -> str:
        return _attribute(f"{lineage.family}/{name}")

    lost = {x.name for x in lineage.lost}
    for name in (*lineage.witnesses, *sorted(lost)):
        data = {
            "name": name, "lost": str(name in lost).lower(), "family": lineage.family,
            "root": str(name in lineage.roots).lower(),
        }  # fmt: skip
        yield f"<node id={node(name)}>{_data(data)}</node>"
    for edge in lineage.derivations:
        data = {
            "p": f"{edge.p:.4f}", "grade": edge.grade,
            "changes": json.dumps(dict(sorted(edge.changes.items()))),
        }  # fmt: skip
        ends = f"source={node(edge.source)} target={node(edge.derivative)}"
        yield f"<edge {ends}>{_data(data)}</edge>"


def _data(values: dict[str, str]) -> str:
    return "".join(f'<data key="{key}">{_text(value)}</data>' for key, value in values.items())


def table(lineages: Lineages) -> str:
    """Return the derivations as CSV, a row each."""
    rows: list[Sequence[str]] = [("family", "source", "derivative", "p", "grade", "changes")]
    for lineage in lineages:
        for edge in lineage.derivations:
            changes = " ".join(f"{code}={n}" for code, n in sorted(edge.changes.items()))
            row = lineage.family, edge.source, edge.derivative, f"{edge.p:.4f}", edge.grade
            rows.append((*row, changes))
    return "".join(",".join(map(_cell, row)) + "\n" for row in rows)


def _cell(value: str) -> str:
    """Return a value as RFC 4180 wants it.

    >>> _cell('a "b", c')
    '"a ""b"", c"'
    """
    return '"' + value.replace('"', '""') + '"' if re.search('[",\r\n]', value) else value


def tei(apparatus: Sequence[Apparatus]) -> str:
    """Return the readings of all witnesses as a TEI document (parallel segmentation)."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<TEI xmlns="http://www.tei-c.org/ns/1.0">',
        "<teiHeader><fileDesc><titleStmt><title>Collation</title></titleStmt>",
        "<publicationStmt><p>Made by unspin.</p></publicationStmt><sourceDesc>",
    ]
    for number, one in enumerate(apparatus):
        lines.append(f"<listWit n={_attribute(one.family)}>")
        lines += [
            f'<witness xml:id="f{number}w{w}">{_text(name)}</witness>'
            for w, name in enumerate(one.witnesses)
        ]
        lines.append("</listWit>")
    lines.append(
        "</sourceDesc></fileDesc><encodingDesc><variantEncoding "
        'method="parallel-segmentation" location="internal"/></encodingDesc></teiHeader><text><body>'
    )
    for number, one in enumerate(apparatus):
        lines.append(f"<div n={_attribute(one.family)}><p>")
        lines += _segments(one, number)
        lines.append("</p></div>")
    lines += ["</body></text></TEI>", ""]
    return "\n".join(lines)


def _segments(one: Apparatus, number: int) -> Iterator[str]:
    """Yield stretches that all share, and between them an entry with the readings."""
    shared: list[str] = []
    differing: list[tuple[str, ...]] = []
    for place in (*one.places, None):
        agree = place is not None and len({word.lower() for word in place}) == 1
        if place is not None and not agree:
            if shared:
                yield _text(" ".join(shared))
                shared = []
            differing.append(place)
            continue
        if differing:
            yield _entry(differing, number)
            differing = []
        if place is not None:
            shared.append(place[0])
    if shared:
        yield _text(" ".join(shared))


def _entry(places: Sequence[tuple[str, ...]], number: int) -> str:
    readings: dict[str, list[int]] = defaultdict(list)
    for w, words in enumerate(zip(*places, strict=True)):
        readings[" ".join(word for word in words if word)].append(w)
    ordered = sorted(readings.items(), key=lambda item: (-len(item[1]), item[1]))
    inner = "".join(
        f'<rdg wit="{" ".join(f"#f{number}w{w}" for w in who)}">{_text(words)}</rdg>'
        for words, who in ordered
    )
    return f"<app>{inner}</app>"


def _text(value: str) -> str:
    return escape(_UNWRITABLE.sub("\ufffd", value))


def _attribute(value: str) -> str:
    return quoteattr(_UNWRITABLE.sub("\ufffd", value))
