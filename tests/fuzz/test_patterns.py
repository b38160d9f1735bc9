"""No regular expression of the package takes more than 100 ms on a megabyte made to slow it."""

from __future__ import annotations

import ast
import importlib
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]

import pytest

import unspin

ROOT = Path(unspin.__file__).parent
SIZE = 2**20 if os.environ.get("UNSPIN_FUZZ") else 2**15
SECONDS = max(0.1 * SIZE / 2**20, 0.02)
"""Of a short text hundredths are allowed, for a clock tells no less; a quadratic one takes seconds."""
HANDED_OVER = 2e-6
"""Seconds that a match takes, whatever the pattern."""
BOUNDED = frozenset(
    (
        "unspin.ingest.html._HIDING",  # one style attribute
        "unspin.ingest.read._CHARSET",  # the first kilobytes of a page
        "unspin.judge.quantities._DIGITS",  # one token
        "unspin.quotes.days._DATED",  # the head of a page
        "unspin.report.anonymous._ROLE",  # one name
    )
)
"""Patterns that never see a megabyte; they get ten times as long, and must not be quadratic."""
CHEAP = (
    "a", "A", "1", " ", "\n", "\t", "-", ".", '"', "'", "<", ">", "{", "[", "(", "&", "/", ":", "=", ",", "%", "$",
    "a ", "A. ", "1,", "<a ", "{a|", "<!--", "a-", "a'", "\u201c", "é", "\ud800", "| ", "a\n",
)  # fmt: skip


def patterns() -> dict[str, re.Pattern[str] | re.Pattern[bytes]]:
    """Collect the compiled patterns of every module, and those that functions compile."""
    found: dict[str, re.Pattern[str] | re.Pattern[bytes]] = {}
    for path in sorted(ROOT.rglob("*.py")):
        name = ".".join(("unspin", *path.relative_to(ROOT).with_suffix("").parts))
        if name.endswith("__main__"):
            continue
        module = importlib.import_module(name.removesuffix(".__init__"))
        for attribute, value in vars(module).items():
            if isinstance(value, re.Pattern):
                found[f"{name}.{attribute}"] = value
        known = {value.pattern for value in found.values()}
        for line, pattern in written(path):
            if pattern.pattern not in known:
                found[f"{name}:{line}"] = pattern
    from unspin.judge import residue

    shapes = ("_SPINTAX", "_MESSAGE", "_TAG")
    return found | {f"residue.{s}": residue._shape(getattr(residue, s)) for s in shapes}


def written(path: Path) -> Iterator[tuple[int, re.Pattern[str] | re.Pattern[bytes]]]:
    """Yield the patterns that are written out in calls of ``re``'s functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
            continue
        owner, shape = node.func.value, node.args[0]
        if isinstance(owner, ast.Name) and owner.id == "re" and isinstance(shape, ast.Constant):
            yield node.lineno, re.compile(shape.value)


def sample(parsed: object) -> str:
    """Return a string that matches a pattern or nearly does: each first branch, each thing once."""
    out = []
    for op, value in parsed:  # type: ignore[attr-defined]
        if op is codes.LITERAL:
            out.append(chr(value))
        elif op is codes.NOT_LITERAL or op is codes.ANY:
            out.append("a")
        elif op is codes.IN:
            out.append(member(value))
        elif op is codes.BRANCH:
            out.append(sample(value[1][0]))
        elif op is codes.SUBPATTERN:
            out.append(sample(value[-1]))
        elif op in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
            out.append(sample(value[2]) * min(max(value[0], 1), 9))
        elif op is codes.ATOMIC_GROUP:
            out.append(sample(value))
    return "".join(out)


def member(choices: list[tuple[object, object]]) -> str:
    """Return a character of a class."""
    for op, value in choices:
        if op is codes.LITERAL:
            return chr(value)  # type: ignore[arg-type]
        if op is codes.RANGE:
            return chr(value[0])  # type: ignore[index]
        if op is codes.CATEGORY:
            return {codes.CATEGORY_DIGIT: "1", codes.CATEGORY_SPACE: " "}.get(value, "a")
    return "é"


def adversaries(pattern: re.Pattern[str] | re.Pattern[bytes]) -> Iterator[str]:
    """Yield long strings: of each kind of character, of near-matches, of matches begun for ever."""
    shape = pattern.pattern
    text = shape.decode("latin-1") if isinstance(shape, bytes) else shape
    near = sample(
        parser.parse(
            text, pattern.flags & ~re.UNICODE if isinstance(shape, bytes) else pattern.flags
        )
    )
    starts = {
        near[:size] for size in (2, 4, 8, len(near) // 2, len(near) - 1, len(near)) if near[:size]
    }
    for unit in {*CHEAP, *starts, *(s + " " for s in starts), *(s + "\n" for s in starts)}:
        yield unit * (SIZE // len(unit))
    for filler in ("a", " ", "1", "a ", "\n"):
        yield near[:-1] + filler * (SIZE // len(filler))


SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in ROOT.rglob("*.py"))


def is_anchored(name: str) -> bool:
    """Tell whether a pattern is tried at one place only, as the package uses it."""
    ways = set(re.findall(rf"\b{name.rpartition('.')[2]}\.(\w+)\(", SOURCE))
    return bool(ways) and ways <= {"match", "fullmatch"}


def seconds(pattern: re.Pattern[str] | re.Pattern[bytes], text: str, anchored: bool) -> float:
    """Return the processor time of finding all matches, or the one at the start.

    What Python takes to hand over a match is not the pattern's time, and is left out.
    """
    given = text.encode("utf-8", "replace") if isinstance(pattern.pattern, bytes) else text
    begun = time.thread_time()
    if anchored:
        pattern.fullmatch(given)  # type: ignore[arg-type]
        return time.thread_time() - begun
    matches = 0
    for _ in pattern.finditer(given):  # type: ignore[arg-type]
        matches += 1
        if time.thread_time() - begun > 2:
            break
    return time.thread_time() - begun - matches * HANDED_OVER


FOUND = patterns()


@pytest.mark.parametrize("name", FOUND)
def test_a_pattern_is_never_slow(name):
    anchored = is_anchored(name)
    least = SECONDS * (10 if name in BOUNDED else 1)
    for text in adversaries(FOUND[name]):
        taken = seconds(FOUND[name], text, anchored)
        if taken > least:  # the machine may have been busy
            taken = min(taken, *(seconds(FOUND[name], text, anchored) for _ in range(3)))
        assert taken <= least, f"{FOUND[name].pattern!r:.200} on {text[:40]!r}...: {taken:.3f} s"
