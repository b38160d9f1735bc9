#!/usr/bin/env python3
"""Scan a corpus with planted copies, and say what was found, what it cost, and what else came out.

    eval/scan.py CORPUS [--jobs 2] [--out DIR] [--sample 100] [--json FILE]
    eval/scan.py CORPUS --results DIR     score an earlier run

CORPUS is a folder that ``corpus.py`` wrote. A copy counts as found when it and its original are
reported as a pair (or stand-ins of theirs from one exact class are), a planted passage only when
the reported passages lie on half of it on both sides. ``sample.txt`` beside the results shows pairs
that nobody planted, for reading by hand.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from common import ROOT, Figures, chance, share, show
from corpus import pages_of
from releases import runs, words_of

Record = dict[str, Any]
COPIED = frozenset(("identical", "near-duplicate", "edited", "spun"))
WITNESS_RUN = 8
"""Words in a row that two pages share only if one of them, or a third, was copied from."""


class ScanFailed(Exception):
    """The scan did not end well, or did not write what it promised."""


class Cost(NamedTuple):
    """What a process and its children took: seconds of wall and CPU, megabytes at the peak."""

    wall: float
    cpu: float
    peak_mb: float


class Found(NamedTuple):
    """What a scan wrote, indexed: pairs by the classes of their sides, and each page's class."""

    pairs: dict[frozenset[str], Record]
    classes: dict[str, str]
    families: list[Record]

    def pair(self, one: str, other: str) -> Record | None:
        """Return the pair that holds for two pages, or an empty record for identical ones."""
        key = frozenset((self.classes.get(one, one), self.classes.get(other, other)))
        return {} if len(key) == 1 else self.pairs.get(key)


def measured(
    command: Sequence[str], env: Mapping[str, str] | None = None, quiet: bool = False
) -> Cost:
    """Run a command to its end and return its cost; the memory is that of the whole tree.

    With ``quiet`` its output is kept from the screen.

    Raises:
        ScanFailed: it ended with another exit code than 0; with ``quiet`` its last line is told.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start, peak = time.perf_counter(), 0
    with tempfile.TemporaryFile() as said:
        sink = said if quiet else None
        with subprocess.Popen(command, env=env, stdout=sink, stderr=sink) as process:
            while process.poll() is None:
                peak = max(peak, tree_kb(process.pid))
                time.sleep(0.05)
        wall = time.perf_counter() - start
        said.seek(0)
        last = said.read().decode("utf-8", "replace").strip().rpartition("\n")[2]
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode:
        raise ScanFailed(f"exit code {process.returncode} from {' '.join(command[:4])}: {last}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(wall, cpu, peak / 1024)


def tree_kb(root: int) -> int:
    """Return the resident kilobytes of a process and all its descendants; shared pages count twice."""
    children: dict[int, list[int]] = defaultdict(list)
    resident: dict[int, int] = {}
    page = os.sysconf("SC_PAGE_SIZE") // 1024
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            # The name in brackets may hold blanks; the parent is the second field after it.
            parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
            resident[int(folder.name)] = int((folder / "statm").read_text().split()[1]) * page
        except (OSError, IndexError):
            continue
        children[int(parent)].append(int(folder.name))
    total, left = 0, [root]
    while left:
        one = left.pop()
        total += resident.get(one, 0)
        left += children[one]
    return total


def scan(corpus: Path, out: Path, jobs: int) -> Cost:
    """Run ``unspin scan`` as users do."""
    env = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-m", "unspin", "scan", str(corpus / "corpus.jsonl")]
    return measured([*command, "--out", str(out), "--jobs", str(jobs)], env)


def lines(path: Path) -> list[Record]:
    """Return the records of a file of lines.

    Raises:
        ScanFailed: the scan did not write it.
    """
    if not path.is_file():
        raise ScanFailed(f"the scan wrote no {path.name} in {path.parent}")
    with path.open(encoding="utf-8") as records:
        return [json.loads(record) for record in records]


def indexed(pairs: Iterable[Record], families: list[Record]) -> Found:
    """Index what a scan wrote; pairs that it does not call copies are left out."""
    classes = {
        member: min(group)
        for family in families
        for group in family.get("exact_classes", ())
        for member in group
    }
    kept = {}
    for pair in pairs:
        if pair["relation"] in COPIED:
            ends = (classes.get(pair["a"], pair["a"]), classes.get(pair["b"], pair["b"]))
            kept[frozenset(ends)] = pair
    return Found(kept, classes, families)


def located(truth: Record, found: Found) -> bool | None:
    """Say whether a copy was found in its place: reported passages on half of a planted one.

    Both sides count. None where the pair was not reported at all; a whole copy has no place.
    """
    pair = found.pair(truth["original"], truth["copy"])
    if pair is None or "a_span" not in truth or not pair:
        return None if pair is None else True
    original = found.classes.get(truth["original"], truth["original"])
    is_a = found.classes.get(pair["a"], pair["a"]) == original
    places = [(p[:2], p[2:]) if is_a else (p[2:], p[:2]) for p in pair["passages"]]
    spans = (truth["a_span"], truth["b_span"])
    return all(
        2 * covered(span, [place[side] for place in places]) >= span[1] - span[0]
        for side, span in enumerate(spans)
    )


def covered(span: Sequence[int], places: Iterable[Sequence[int]]) -> int:
    """Return how many characters of ``span`` lie in any of the places.

    >>> covered((0, 10), [(8, 20), (9, 12), (2, 4)])
    4
    """
    inside: set[int] = set()
    for start, end in places:
        inside.update(range(max(start, span[0]), min(end, span[1])))
    return len(inside)


def recalls(truth: Iterable[Record], found: Found) -> tuple[list[tuple[object, ...]], Figures]:
    """Return a row and a figure for each kind and strength, and a figure for each kind."""
    groups: dict[tuple[str, float], list[Record]] = defaultdict(list)
    kinds: dict[str, list[bool]] = defaultdict(list)
    for entry in truth:
        groups[entry["kind"], entry["strength"]].append(entry)
        kinds[entry["kind"]].append(bool(located(entry, found)))
    rows: list[tuple[object, ...]] = []
    figures = {f"scan.recall_{kind}": share(sum(hits), len(hits)) for kind, hits in kinds.items()}
    for (kind, strength), entries in sorted(groups.items()):
        pairs = [found.pair(entry["original"], entry["copy"]) for entry in entries]
        there = [pair for pair in pairs if pair is not None]
        recall = share(sum(bool(located(entry, found)) for entry in entries), len(entries))
        relations = Counter(pair.get("relation", "one class") for pair in there)
        said = ", ".join(f"{name} {number}" for name, number in relations.most_common())
        rows.append((kind, strength or None, len(entries), len(there), recall, said))
        if strength:
            figures[f"scan.recall_{kind}_{strength}"] = recall
    return rows, figures


def mass(truth: Iterable[Record], families: Iterable[Record]) -> Figures:
    """Return how many families the story copied en masse fell into, and the members lost."""
    members = set()
    for entry in truth:
        if entry["kind"].startswith("mass"):
            members |= {entry["original"], entry["copy"]}
    if not members:
        return {}
    inside = [len(members.intersection(family["members"])) for family in families]
    strangers = [
        len(set(family["members"]) - members)
        for family in families
        if members.intersection(family["members"])
    ]
    return {
        "scan.mass_families": float(sum(number > 0 for number in inside)),
        "scan.mass_lost": float(len(members) - max(inside, default=0)),
        "scan.mass_strangers": float(sum(strangers)),
    }


def unplanned(truth: Iterable[Record], pairs: Iterable[Record]) -> list[Record]:
    """Return the reported pairs that nobody planted: not a page and its copy, nor two copies.

    In the order of their ids, whatever the order of ``pairs``.
    """
    group = roots_of(truth)
    found = [
        pair
        for pair in pairs
        if pair["relation"] in COPIED
        and (pair["a"] not in group or group[pair["a"]] != group.get(pair["b"]))
    ]
    return sorted(found, key=lambda pair: (pair["a"], pair["b"]))


def roots_of(truth: Iterable[Record]) -> dict[str, str]:
    """Return the original of each planted copy, and of each original itself."""
    roots: dict[str, str] = {}
    for entry in truth:
        roots[entry["copy"]] = roots[entry["original"]] = entry["original"]
    return roots


def shown(pair: Record, pages: Mapping[str, Record]) -> str:
    """Return a pair as a person reads it: who, what was said of it, and up to three passages."""
    a, b = pages[pair["a"]], pages[pair["b"]]
    head = f"{pair['a']} {pair['b']}  {pair['relation']}, {pair['extent']}, {pair['method']}"
    cover = f"cover {pair['cover_a']:.2f} {pair['cover_b']:.2f}"
    parts = [f"{head}, {cover}\n  a: {a['made']} {a['origin']}\n  b: {b['made']} {b['origin']}"]
    for a_start, a_end, b_start, b_end in pair["passages"][:3]:
        for side, text in (("a", a["text"][a_start:a_end]), ("b", b["text"][b_start:b_end])):
            parts.append(f"  {side}| " + " ".join(text[:500].split()))
    return "\n".join(parts) + "\n"


def shares_run(pair: Record, roots: Mapping[str, str], pages: Mapping[str, Record]) -> bool:
    """Say whether two pages, or what they were made from, share ``WITNESS_RUN`` words in a row.

    Then the pair is a natural one, or a copy paired with a natural kin of its original.
    """
    sides = [{pair[side], roots.get(pair[side], pair[side])} for side in "ab"]
    runs = [set().union(*(word_runs(pages[name]["text"]) for name in side)) for side in sides]
    return not runs[0].isdisjoint(runs[1])


def word_runs(text: str) -> set[tuple[str, ...]]:
    """Return all stretches of ``WITNESS_RUN`` words of a text."""
    return set(runs(words_of(text), WITNESS_RUN))


def others(
    truth: list[Record], pairs: list[Record], corpus: Path, out: Path, number: int
) -> Figures:
    """Count the pairs nobody planted, by how both pages were made; write a sample of them."""
    found = unplanned(truth, pairs)
    roots = roots_of(truth)
    wanted = {pair[side] for pair in found for side in "ab"}
    wanted |= {roots.get(name, name) for name in wanted}
    pages = {page["id"]: page for page in pages_of(corpus) if page["id"] in wanted}
    makes: Counter[str] = Counter()
    bare: Counter[str] = Counter()
    for pair in found:
        sides = (pages[pair[side]]["made"] for side in "ab")
        make = " + ".join(sorted(m if m in {"natural", "woven"} else "copy" for m in sides))
        makes[make] += 1
        bare[make] += not shares_run(pair, roots, pages)
    found.sort(key=lambda pair: chance(f"{pair['a']} {pair['b']}"))  # a few more leave the rest
    sampled = "\n".join(shown(pair, pages) for pair in found[:number])
    (out / "sample.txt").write_text(sampled, "utf-8")
    title = f"Pairs that nobody planted ({len(found)}); a sample is in {out / 'sample.txt'}"
    columns = ("made", "pairs", f"no {WITNESS_RUN} words in a row shared")
    show(title, columns, [(make, n, bare[make]) for make, n in makes.most_common()])
    return {
        "scan.unplanned": float(len(found)),
        "scan.unplanned_woven": float(sum(n for make, n in makes.items() if "woven" in make)),
        "scan.unplanned_without_run": float(sum(bare.values())),
        "scan.unplanned_share": share(len(found), len(pairs)),
    }


def scored(corpus: Path, out: Path, number: int) -> Figures:
    """Print what a scan found in a corpus and return the figures.

    Raises:
        ScanFailed: a file that the scan must write is not there.
    """
    truth: list[Record] = json.loads((corpus / "truth.json").read_text("utf-8"))
    pairs, families = lines(out / "pairs.jsonl"), lines(out / "families.jsonl")
    skipped = lines(out / "skipped.jsonl")
    rows, figures = recalls(truth, indexed(pairs, families))
    columns = ("kind", "strength", "planted", "found", "recall", "called")
    show("Planted copies; a passage must be found in its place", columns, rows)
    figures |= mass(truth, families)
    figures |= others(truth, [p for p in pairs if p["relation"] in COPIED], corpus, out, number)
    stats = stats_rows(out)
    relations = Counter(f"{p['relation']}, {p['method']}" for p in pairs)
    show("Pairs by relation and method", ("relation, method", "pairs"), relations.most_common())
    show("What the scan says of itself", ("field", "value"), stats)
    figures |= {"scan.pairs": float(len(pairs)), "scan.families": float(len(families))}
    return figures | {"scan.skipped": float(len(skipped))}


def stats_rows(out: Path) -> list[tuple[str, object]]:
    """Return ``stats.json`` as rows, nested fields with dots."""
    path = out / "stats.json"
    if not path.is_file():
        raise ScanFailed(f"the scan wrote no stats.json in {out}")

    def flat(name: str, value: object) -> Iterable[tuple[str, object]]:
        if isinstance(value, dict):
            for key, inner in value.items():
                yield from flat(f"{name}.{key}".lstrip("."), inner)
        else:
            yield name, value

    return list(flat("", json.loads(path.read_text("utf-8"))))


def run(args: argparse.Namespace) -> Figures:
    """Scan if asked to, score, and return the figures."""
    figures: Figures = {}
    out = args.results or args.out or Path(tempfile.mkdtemp(prefix="scan-"))
    if not args.results:
        cost = scan(args.corpus, out, args.jobs)
        size = (args.corpus / "corpus.jsonl").stat().st_size / 1e6
        columns = ("jobs", "wall s", "CPU s", "peak MB", "MB/s", "results")
        row = (args.jobs, cost.wall, cost.cpu, cost.peak_mb, size / cost.wall, out)
        show("Cost of the whole scan", columns, [row])
        figures = {f"scan.{name}": value for name, value in cost._asdict().items()}
    return figures | scored(args.corpus, out, args.sample)


def main() -> int:
    """Run the command and return its exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("corpus", type=Path, help="folder that corpus.py wrote")
    parser.add_argument("--jobs", type=int, default=2, help="workers of the scan")
    parser.add_argument("--out", type=Path, help="where the scan writes (default: a new folder)")
    parser.add_argument("--results", type=Path, help="score this folder instead of scanning")
    parser.add_argument("--sample", type=int, default=100, help="unplanned pairs to write out")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    args = parser.parse_args()
    try:
        figures = run(args)
    except (OSError, ScanFailed) as problem:
        print(f"error: {problem}", file=sys.stderr)
        return 2
    if args.json:
        args.json.write_text(json.dumps(figures, indent=1, sort_keys=True) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
