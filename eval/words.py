#!/usr/bin/env python3
"""Word alignment: precision, recall and F1 against gold, and exact where the gold is exact.

Gold: Edinburgh++ (train) and MultiMWA (dev), sure links only; adversarial synonym copies (tf_adv)
and ``word_swap`` copies (detectrl), in which token i of one side is token i of the other.
The edits of a judgement are laid over the gold's tokens: in an equal edit a token goes with the
one at the same place, in a replacement or a move each token of one side with each of the other.
"""

from __future__ import annotations

import argparse
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from common import Figures, command, has, judged, options, parallel, read, sample, share, show

Step = tuple[str, int, int, int, int]
"""An edit: op, a_start, a_end, b_start, b_end."""
Links = set[tuple[int, int]]
Spans = list[tuple[int, int]]


class Case(NamedTuple):
    """A pair of texts with the spans of their gold tokens and the gold links."""

    a: str
    b: str
    a_tokens: Spans
    b_tokens: Spans
    gold: Links


class Count(NamedTuple):
    """Links found that are right, found, and wanted; and the same without equal words."""

    right: int
    found: int
    wanted: int
    changed_right: int
    changed_found: int
    changed_wanted: int


def token_spans(tokens: Sequence[str]) -> tuple[str, Spans]:
    """Join tokens with single spaces; return the text and where each token stands in it."""
    spans, at = [], 0
    for token in tokens:
        spans.append((at, at + len(token)))
        at += len(token) + 1
    return " ".join(tokens), spans


def meeting(spans: Spans, start: int, end: int) -> list[int]:
    """Return the tokens that overlap ``start..end``."""
    first = bisect_right(spans, start, key=lambda span: span[1])
    last = bisect_left(spans, end, key=lambda span: span[0])
    return list(range(first, last))


def project(steps: Iterable[Step], a_tokens: Spans, b_tokens: Spans) -> Links:
    """Return the token links that the edits mean."""
    links: Links = set()
    for op, a, a_end, b, b_end in steps:
        if op not in ("equal", "replace", "move"):
            continue
        ours, theirs = meeting(a_tokens, a, a_end), meeting(b_tokens, b, b_end)
        # A move may carry equal words or altered ones: at equal length they go by place.
        if op == "equal" or (op == "move" and a_end - a == b_end - b):
            for i in ours:
                start, stop = (max(a, a_tokens[i][0]), min(a_end, a_tokens[i][1]))
                links |= {(i, j) for j in meeting(b_tokens, start + b - a, stop + b - a)}
        else:
            links |= {(i, j) for i in ours for j in theirs}
    return links


def count(found: Links, case: Case) -> Count:
    """Return how the found links compare with the gold."""

    def changed(links: Links) -> Links:
        return {(i, j) for i, j in links if _word(case, 0, i) != _word(case, 1, j)}

    right = found & case.gold
    all_links = (right, found, case.gold)
    return Count(*map(len, all_links), *(len(changed(links)) for links in all_links))


def _word(case: Case, side: int, index: int) -> str:
    start, end = (case.a_tokens, case.b_tokens)[side][index]
    return (case.a, case.b)[side][start:end].lower()


def measure(case: Case) -> Count:
    """Judge a case and count."""
    edits = judged(case.a, case.b).alignment.edits
    steps = [(e.op, e.a.start, e.a.end, e.b.start, e.b.end) for e in edits]
    return count(project(steps, case.a_tokens, case.b_tokens), case)


def gold_case(record: dict[str, Any]) -> Case:
    """Return a case from tokens and sure links."""
    a, a_tokens = token_spans(record["s1"])
    b, b_tokens = token_spans(record["s2"])
    pairs = (link.split("-") for link in record["sure"])
    return Case(a, b, a_tokens, b_tokens, {(int(i), int(j)) for i, j in pairs})


def parallel_case(a: str, b: str) -> Case | None:
    """Return a case whose token i goes with token i, or None when the counts differ."""
    ours, theirs = _white_tokens(a), _white_tokens(b)
    if len(ours) != len(theirs) or not ours:
        return None
    return Case(a, b, ours, theirs, {(i, i) for i in range(len(ours))})


def _white_tokens(text: str) -> Spans:
    spans, at = [], 0
    for token in text.split():
        start = text.index(token, at)
        at = start + len(token)
        spans.append((start, at))
    return spans


def cases(data: Path, limit: int) -> dict[str, list[Case]]:
    """Return the cases of each set that is present."""
    sets: dict[str, list[Case]] = {}
    if has(data, "edinburghpp_train"):
        sets["edinburghpp"] = [gold_case(r) for r in read(data, "edinburghpp_train")]
    if has(data, "multimwa_train_dev"):
        records = read(data, "multimwa_train_dev")
        for name in sorted({r["set"] for r in records if "dev" in r["set"]}):
            sets[f"multimwa {name}"] = [gold_case(r) for r in records if r["set"] == name]
    if has(data, "tf_adv_open"):
        pairs = [(r["original"], r["variant"]) for r in read(data, "tf_adv_open")]
        sets["tf_adv"] = _parallel_cases(pairs)
    pairs = [(r["original"], _variant(r)) for r in read(data, "detectrl_other")]
    sets["word_swap"] = _parallel_cases(pairs)
    return {name: sample(found, limit, name) for name, found in sets.items()}


def _variant(record: dict[str, Any]) -> str:
    return str(record["variants"].get("word_swap", {}).get("text", ""))


def _parallel_cases(pairs: Iterable[tuple[str, str]]) -> list[Case]:
    found = (parallel_case(a, b) for a, b in pairs)
    return [case for case in found if case]


def scores(counts: Sequence[Count]) -> tuple[float, float, float, float]:
    """Return precision, recall and F1 of all links, and F1 of links between unlike words."""
    right, found, wanted, c_right, c_found, c_wanted = (
        sum(column) for column in zip(*counts, strict=True)
    )
    return (
        share(right, found),
        share(right, wanted),
        share(2 * right, found + wanted),
        share(2 * c_right, c_found + c_wanted),
    )


def run(args: argparse.Namespace) -> Figures:
    """Measure, print, and return the figures."""
    figures, rows = {}, []
    for name, items in cases(args.data, args.limit).items():
        counts = parallel(measure, items, args.jobs)
        row = scores(counts)
        rows.append((name, len(items), *row))
        figures[f"words.f1.{name.split()[-1]}"] = row[2]
    columns = ("set", "pairs", "precision", "recall", "F1", "F1, words that changed")
    show("Word alignment", columns, rows)
    return figures


if __name__ == "__main__":
    sys.exit(command(run, options(__doc__).parse_args()))
