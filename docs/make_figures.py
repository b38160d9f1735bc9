#!/usr/bin/env python3
"""Write docs/figures.md and its plots from eval/floors.json, the figures that every change must keep.

docs/make_figures.py            # rewrites the files beside this script
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "figures.md"
IMAGES = ROOT / "docs" / "images"
FLOORS = ROOT / "eval" / "floors.json"
SETS = {  # the first word of a figure -> the script that measures it, and what its figures are
    "relations": ("relations.py", "relations, direction and false alarms on pairs whose history is known; a calibration error is how far probabilities lie from shares"),
    "changes": ("changes.py", "facts that were changed one at a time, found and named; and false ones where nothing was changed"),
    "words": ("words.py", "word alignment against gold, F1"),
    "pan": ("pan_score.py", "reused passages of PAN 2013: plagdet by kind of obfuscation"),
    "find": ("find.py", "share of copies that become candidates, at the budget of the product"),
    "quotes": ("quotes.py", "quotations and their speakers, marked by hand"),
    "survival": ("survival.py", "what became of a quotation's wording, by verdict"),
    "pool": ("pool.py", "the same quotation of several witnesses brought together"),
    "lineage": ("lineage.py", "stemmas of made histories: edges, roots, lost witnesses, on a tuning and a held-out share"),
    "inspect": ("inspection.py", "spun texts told without a source: area under ROC by kind of attack, false alarms"),
    "restore": ("restore.py", "words put back"),
    "mine": ("mine.py", "dictionaries of spinners read off pairs"),
}  # fmt: skip
PLOTS = {  # a file -> the beginning and end of the names of its figures, and what it shows
    "find": ("find.", "_x1", "Copies that become candidates, share by kind"),
    "pan": ("pan.plagdet.", "", "Reused passages, plagdet by kind of obfuscation"),
    "inspect": ("inspect.area.", "", "Spun texts told without a source, area under ROC"),
}
HEAD = """\
# Figures

Made by `docs/make_figures.py` from `eval/floors.json`. A figure here is a floor: what the evaluation
gave when it was last raised, and what a change may not worsen by more than 0.005. It is of the short
run, a sample of each set (`python eval/gate.py --short`), unless the heading says *full*
(`python eval/gate.py`). The data are not part of the repository; `eval/README.md` says what each script
needs. Where less is better, the name says what is counted: errors and false alarms.
"""
_ROW, _LEFT, _WIDE = 22, 190, 400


def page(floors: Mapping[str, Mapping[str, float]]) -> str:
    """Return the page: a section a script, a row a figure."""
    parts = [HEAD]
    for name, (script, about) in SETS.items():
        for run, figures in floors.items():
            rows = {k: v for k, v in figures.items() if k.split(".")[0] == name}
            if not rows:
                continue
            command = f"python eval/{script}" if run == "full" else "python eval/gate.py --short"
            parts.append(
                f"\n## {name}{' (full)' if run == 'full' else ''}\n\n{about[0].upper()}{about[1:]}. `{command}` (`eval/{script}`)\n"
            )
            if name in PLOTS:
                parts.append(f"\n![{PLOTS[name][2]}](images/{name}.svg)\n")
            parts.append("\n| figure | floor |\n|---|---:|\n")
            parts += [f"| `{k}` | {v:g} |\n" for k, v in rows.items()]
    return "".join(parts)


def plot(name: str, figures: Mapping[str, float]) -> str:
    """Return a plot of bars from 0 to 1 as SVG, values beside them, for light and dark pages."""
    begin, end, title = PLOTS[name]
    rows = [
        (k.removeprefix(begin).removesuffix(end).replace("_", " "), v)
        for k, v in figures.items() if k.startswith(begin) and k.endswith(end)
    ]  # fmt: skip
    high = _ROW * (len(rows) + 2)
    drawn = [f'<text x="8" y="16" font-weight="bold">{escape(title)}</text>']
    for at, (label, value) in enumerate(rows, 1):
        y = _ROW * at + 12
        drawn.append(
            f'<text x="{_LEFT - 8}" y="{y + 11}" text-anchor="end">{escape(label)}</text>'
            f'<rect x="{_LEFT}" y="{y}" width="{value * _WIDE:.0f}" height="14" fill="#2f6f9f"/>'
            f'<text x="{_LEFT + value * _WIDE + 6:.0f}" y="{y + 11}">{value:.2f}</text>'
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_LEFT + _WIDE + 50} {high}" '
        f'font-family="sans-serif" font-size="12"><rect width="100%" height="100%" fill="#fff"/>'
        + "".join(drawn) + "</svg>\n"
    )  # fmt: skip


def written() -> dict[Path, str]:
    """Return every file of the page with its content."""
    floors = json.loads(FLOORS.read_text(encoding="utf-8"))
    best = floors["full"] or floors["short"]
    return {PAGE: page(floors)} | {IMAGES / f"{n}.svg": plot(n, best) for n in PLOTS}


if __name__ == "__main__":
    for path, content in written().items():
        path.write_text(content, encoding="utf-8")
