"""A family made by hand: five witnesses of two sentences, one of them lost."""

from __future__ import annotations

from datetime import UTC, datetime

from unspin.records import Document, Span
from unspin.witnesses import Apparatus, Appearance, Derivation, Lineage, Lost, Statement

BASE = "The Cold War ended, they said. Nobody was hurt when the wall of the old harbour fell down at last."
ROWS = {
    "wire": BASE.replace(",", "").replace(".", "").split(),
    "spun": "The Chilly Warfare ended they said Nobody was hurt when the wall of the old harbour fell down at last".split(),
    "respun": "The Chilly Battle ended they stated Nobody was hurt when the wall of the old harbour fell down at last".split(),
    "short": ["The", "Cold", "War", "ended", "they", "said", *[""] * 14],
}  # fmt: skip


def documents(bad: str = "") -> dict[str, Document]:
    return {
        name: Document(
            name, BASE if name == "wire" else " ".join(filter(None, row)), title=f"A wall {bad}",
            outlet=f"The {name} Post{bad}", url=f"https://{name}.example/{bad}",
            published=None if name == "short" else datetime(2026, 3, 1 + day, tzinfo=UTC),
            fetched=datetime(2026, 3, 9, tzinfo=UTC) if name == "wire" else None,
        )
        for day, (name, row) in enumerate(ROWS.items())
    }  # fmt: skip


def lineage() -> Lineage:
    return Lineage(
        "3", tuple(ROWS),
        (Derivation("wire", "lost-1", 0.97, "none", {"C301": 1}),
         Derivation("lost-1", "spun", 0.99, "G4", {"C308": 1}),
         Derivation("lost-1", "respun", 0.6, "G4", {"C308": 1, "C202": 1}),
         Derivation("wire", "respun", 0.3, "G4"),
         Derivation("wire", "short", 1.0, "none", {"C501": 1})),
        ("wire",), (Lost("lost-1", ("spun", "respun"), 2),), ("a date that does not fit",),
    )  # fmt: skip


def apparatus() -> Apparatus:
    return Apparatus("3", tuple(ROWS), tuple(zip(*ROWS.values(), strict=True)))


def statements(bad: str = "") -> tuple[Statement, ...]:
    def seen(name: str, exact: str, *verdicts: str) -> Appearance:
        return Appearance(name, None, None, None, Span(0, len(exact)), exact, None, verdicts)

    return (
        Statement(
            "g1", f"Ana Brandt{bad}", None, None, (), f"Nobody was hurt{bad}", 0.9,
            (seen("wire", f"Nobody was hurt{bad}", "identical"),
             seen("spun", f"No one was injured{bad}", "substituted", "polarity-changed")),
        ),
    )  # fmt: skip
