"""Pure: the results of a scan -> what is said of all of it: damage, outlets, kinds, what was left out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from unspin.records import Document
from unspin.report.naming import look, printable, squeeze

MATRIX = 24
"""Outlets up to which who copied whom is a table of all against all; with more it is a list."""
NAMES = {
    "C101": "quote glyph", "C102": "dash", "C103": "case", "C104": "spacing", "C105": "contraction",
    "C106": "spelling variant", "C107": "punctuation", "C201": "inflection", "C202": "synonym",
    "C203": "paraphrase", "C204": "function word", "C205": "reordering", "C206": "insertion",
    "C207": "deletion", "C301": "name garbled", "C302": "name replaced", "C303": "number",
    "C304": "date", "C305": "unit", "C306": "polarity", "C307": "modality",
    "C308": "tortured phrase", "C401": "sentence split", "C402": "sentence merged", "C403": "moved",
    "C501": "sentence dropped", "C502": "sentence added", "C503": "attribution dropped",
    "C504": "attribution changed", "C510": "quotation altered", "C511": "dequoted",
    "C512": "requoted", "C513": "reattributed", "C601": "spintax residue",
    "C602": "plug-in residue", "C603": "homoglyph", "C604": "invisible character",
    "C605": "bidi control", "C701": "byline", "C702": "dateline", "C703": "credit",
    "C704": "navigation", "C705": "copyright",
}  # fmt: skip
"""Codes in words; a scan keeps the codes only."""
GROUPS = (
    ("C3", "Facts"), ("C5", "Quotations and sentences"), ("C6", "Residue and evasion"),
    ("C4", "Structure"), ("C2", "Wording"), ("C1", "Typography"), ("C7", "The page's frame"),
)  # fmt: skip
"""Families of codes, the gravest first."""
_QUOTED = ("C503", "C504", "C510", "C511", "C512", "C513")


@dataclass(frozen=True, slots=True)
class Damage:
    """A family in one line; facts and quotations are changes a pair, on average."""

    number: int
    title: str
    documents: int
    outlets: int
    days: str
    pairs: int
    spun: int
    facts: float
    quotations: float


@dataclass(frozen=True, slots=True)
class Kind:
    """A code and how often it was given; ``share`` of the commonest, 0..1."""

    code: str
    name: str
    kind: str
    count: int
    share: float


@dataclass(frozen=True, slots=True)
class Overview:
    """What is said of a whole scan.

    Attributes:
        families: by size, then by damage.
        outlets: those that copy or are copied; matrix: row by copying outlet, column by source.
            Empty when there are more than :data:`MATRIX`.
        edges: copying outlet, source outlet, pairs, of them spun; the most first.
        untold: pairs of outlets whose direction cannot be told.
        kinds: changes by group of codes, with the sum.
        skipped: reasons with counts; skips: each record, and why.
        numbers: of the run, name and value.
    """

    families: tuple[Damage, ...]
    outlets: tuple[str, ...]
    matrix: tuple[tuple[int, ...], ...]
    edges: tuple[tuple[str, str, int, int], ...]
    untold: int
    kinds: tuple[tuple[str, int, tuple[Kind, ...]], ...]
    skipped: tuple[tuple[str, int], ...]
    skips: tuple[tuple[str, str], ...]
    numbers: tuple[tuple[str, str], ...]


def overview(
    books: Mapping[str, Any], families: Sequence[Mapping[str, Any]],
    pairs: Sequence[Mapping[str, Any]], about: Mapping[str, Document],
) -> Overview:  # fmt: skip
    """Return the overview of a scan; takes what ``corpus.view`` takes, all of it."""
    family_of = {name: row["family"] for row in families for name in row["members"]}
    inside: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
    for pair in pairs:
        inside[family_of.get(pair["a"], -1)].append(pair)
    damages = [_damage(row, inside[row["family"]], about) for row in families]
    damages.sort(key=lambda d: (-d.documents, -d.facts - d.quotations, d.number))
    outlets, matrix, edges, untold = _copying(pairs, about)
    return Overview(
        tuple(damages), outlets, matrix, edges, untold, _kinds(pairs),
        tuple(sorted(books.get("skipped", {}).items(), key=lambda item: (-item[1], item[0]))),
        tuple((printable(s.get("origin", "")), printable(s["reason"])) for s in books.get("skips", ())),
        _numbers(books),
    )  # fmt: skip


def _damage(
    row: Mapping[str, Any], pairs: Sequence[Mapping[str, Any]], about: Mapping[str, Document]
) -> Damage:
    known = [about[name] for name in row["members"] if name in about]
    days = sorted(d.published.date().isoformat() for d in known if d.published)
    titled = sorted(
        (d for d in known if d.title), key=lambda d: (str(d.published or "~"), d.doc_id)
    )
    title = titled[0].title if titled else None
    codes: Counter[str] = Counter()
    for pair in pairs:
        codes.update(pair.get("changes", {}))
    facts = sum(n for code, n in codes.items() if code.startswith("C3"))
    quoted = sum(codes[code] for code in _QUOTED)
    many = len(pairs) or 1
    return Damage(
        row["family"], squeeze(title or row["members"][0], 90), len(row["members"]),
        len({d.outlet for d in known if d.outlet}),
        "" if not days else days[0] if days[0] == days[-1] else f"{days[0]} – {days[-1]}",
        len(pairs), sum(pair["relation"] == "spun" for pair in pairs), facts / many, quoted / many,
    )  # fmt: skip


def _copying(
    pairs: Iterable[Mapping[str, Any]], about: Mapping[str, Document]
) -> tuple[
    tuple[str, ...], tuple[tuple[int, ...], ...], tuple[tuple[str, str, int, int], ...], int
]:
    """Return who copies whom: outlets, the table of all against all, the list, what is untold."""
    found: Counter[tuple[str, str]] = Counter()
    spun: Counter[tuple[str, str]] = Counter()
    untold = 0
    for pair in pairs:
        a, b = (about[pair[s]].outlet if pair[s] in about else None for s in "ab")
        if not a or not b or a == b:
            continue
        p = pair["p"]
        if pair["abstained"] or p["common_source"] >= max(p["a_source"], p["b_source"]):
            untold += 1
            continue
        edge = (b, a) if p["a_source"] >= p["b_source"] else (a, b)
        found[edge] += 1
        spun[edge] += pair["relation"] == "spun"
    edges = sorted(found, key=lambda edge: (-found[edge], edge))
    weight: Counter[str] = Counter()
    for (copy, source), n in found.items():
        weight[copy] += n
        weight[source] += n
    names = sorted(weight, key=lambda name: (-weight[name], name))
    matrix = [[found[copy, source] for source in names] for copy in names]
    listed = tuple((squeeze(c), squeeze(s), found[c, s], spun[c, s]) for c, s in edges)
    shown = names if len(names) <= MATRIX else []
    return (
        tuple(map(squeeze, shown)), tuple(map(tuple, matrix)) if shown else (), listed, untold
    )  # fmt: skip


def _kinds(pairs: Iterable[Mapping[str, Any]]) -> tuple[tuple[str, int, tuple[Kind, ...]], ...]:
    codes: Counter[str] = Counter()
    for pair in pairs:
        codes.update(pair.get("changes", {}))
    most = max(codes.values(), default=1)
    found = []
    for beginning, title in GROUPS:
        kinds = [
            Kind(code, NAMES.get(code, "other"), look(code)[0], n, n / most)
            for code, n in sorted(codes.items(), key=lambda item: (-item[1], item[0]))
            if code.startswith(beginning)
        ]
        if kinds:
            found.append((title, sum(k.count for k in kinds), tuple(kinds)))
    return tuple(found)


def _numbers(books: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return the books of the run in order, what is nested told in one line."""
    found = []
    for key, value in books.items():
        if key in ("skips", "skipped", "schema"):
            continue
        if isinstance(value, Mapping):
            told = (
                ", ".join(f"{printable(str(k))} {_number(v)}" for k, v in value.items()) or "none"
            )
        else:
            told = _number(value)
        found.append((printable(str(key)).replace("_", " "), told))
    return tuple(found)


def _number(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else printable(str(value))
