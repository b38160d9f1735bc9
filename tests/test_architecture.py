"""The import rules of the house, read off the source. ARCHITECTURE.md says why they are what they are."""

from __future__ import annotations

import ast
import sys
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "src" / "unspin"
FILES = sorted(PACKAGE.rglob("*.py"))
STAGES = {"text", "find", "align", "judge", "quotes", "inspect", "lineage", "report"}
NOUNS = {
    "shown",
    "records",
    "findings",
    "witnesses",
    "restorations",
    "errors",
    "config",
    "fields",
    "later",
    "patterns",
    "typed",
}
PURE = STAGES | {"pipeline"} | (NOUNS - {"shown"})
MAY_IMPORT = {  # a part of the package (a folder, or a module at its top) -> the parts it may import
    "errors": set(),
    "fields": {"errors"},
    "later": set(),
    "patterns": set(),
    "typed": set(),
    "shown": {"errors", "report", "unspin"},  # how a noun looks, asked for when somebody looks
    "records": {"errors", "fields", "shown"},
    "findings": {"records", "errors", "shown"},
    "restorations": {"records", "errors", "shown"},
    "witnesses": {"records", "errors", "shown"},
    "config": {"records", "errors"},
    **dict.fromkeys(STAGES, NOUNS),
    "ingest": NOUNS,
    "store": NOUNS,
    "data": set(),
    "pipeline": NOUNS | (STAGES - {"report"}),
    "index": NOUNS | {"find", "ingest", "store", "pipeline"},
    "run": NOUNS
    | {"find", "lineage", "quotes", "inspect", "ingest", "store", "pipeline", "index", "unspin"},
    "reports": NOUNS | {"ingest", "pipeline", "run", "report", "unspin"},
    "api": NOUNS | {"reports", "ingest", "store", "pipeline", "index", "run", "report", "unspin"},
    "wording": NOUNS | {"api", "ingest", "index", "run"},
    "unspin": NOUNS
    | {"api", "wording", "index", "report", "run"},  # the package itself: its __init__
    "server": {"errors", "unspin"},
    "cli": {"unspin", "server"},
    "__main__": {"cli"},
}
OUTSIDE = {  # files, clock, environment, network, chance: a pure stage is handed what it needs
    "asyncio", "glob", "io", "logging", "os", "pathlib", "random", "secrets", "shutil", "socket", "subprocess", "sys",
    "tempfile", "threading", "time", "urllib",
}  # fmt: skip
OPTIONAL = {"resiliparse", "trafilatura", "lxml", "pyarrow"}

each_file = pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def part(path: Path) -> str:
    """The folder or top module a file belongs to."""
    first = path.relative_to(PACKAGE).parts[0]
    return "unspin" if first == "__init__.py" else first.removesuffix(".py")


def imports(node: ast.AST) -> list[str]:
    """Dotted names imported anywhere below a node, with what is taken from ``unspin`` itself."""
    names = []
    for found in ast.walk(node):
        if isinstance(found, ast.Import):
            names += [alias.name for alias in found.names]
        elif isinstance(found, ast.ImportFrom):
            assert found.level == 0, "imports are absolute"
            module = found.module or ""
            names += [f"{module}.{alias.name}" for alias in found.names]
    return names


def imported_part(name: str) -> str | None:
    """The part of unspin that an import reaches, or None when it is someone else's."""
    head, _, rest = name.partition(".")
    if head != "unspin":
        return None
    first = rest.partition(".")[0]
    return first if first in MAY_IMPORT else "unspin"


@each_file
def test_a_part_imports_only_what_lies_before_it(path):
    own = part(path)
    reached = {imported_part(name) for name in imports(tree(path))} - {None, own}
    assert reached <= MAY_IMPORT[own]


@pytest.mark.parametrize(
    "path", [p for p in FILES if part(p) in PURE], ids=lambda p: f"{part(p)}-{p.stem}"
)
def test_pure_parts_leave_the_world_alone(path):
    heads = {name.partition(".")[0] for name in imports(tree(path))}
    called = {
        node.func.id
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert not heads & OUTSIDE
    assert not called & {"print", "open", "input", "breakpoint", "exec", "eval"}


@each_file
def test_optional_packages_are_asked_for_inside_functions(path):
    at_top = {
        name.partition(".")[0]
        for node in tree(path).body
        if not isinstance(node, ast.FunctionDef | ast.ClassDef)
        for name in imports(node)
    }
    anywhere = {name.partition(".")[0] for name in imports(tree(path))}
    assert not at_top & OPTIONAL
    if anywhere & OPTIONAL:
        assert "unspin.errors.require" in imports(tree(path))


@each_file
def test_the_folder_of_a_verb_is_imported_from(path):
    """``import unspin.report`` would bind the function of that name, not the folder."""
    plain = [a.name for n in ast.walk(tree(path)) if isinstance(n, ast.Import) for a in n.names]
    assert not [name for name in plain if name.startswith("unspin.")]


@each_file
def test_kernels_release_the_lock_and_are_cached(path):
    for node in ast.walk(tree(path)):
        for decorator in getattr(node, "decorator_list", []):
            if "njit" in ast.unparse(decorator):
                options = {k.arg: ast.unparse(k.value) for k in getattr(decorator, "keywords", [])}
                assert options.get("nogil") == options.get("cache") == "True", ast.unparse(node)
                assert "parallel" not in options


@each_file
def test_files_and_functions_stay_short(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 500
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef):
            length = node.end_lineno - node.lineno + 1
            assert length <= 60, f"{node.name} has {length} lines"


@each_file
def test_users_never_meet_an_assert(path):
    assert not [node.lineno for node in ast.walk(tree(path)) if isinstance(node, ast.Assert)]


@pytest.mark.parametrize("path", [p for p in FILES if p.name == "__init__.py" and p.parent != PACKAGE],
                         ids=lambda p: p.parent.name)  # fmt: skip
def test_folder_inits_hold_a_docstring_only(path):
    assert [type(node) for node in tree(path).body] == [ast.Expr]


def test_nouns_need_numpy_and_the_standard_library_only():
    for name in ("records", "findings", "witnesses", "restorations", "errors"):
        heads = {i.partition(".")[0] for i in imports(tree(PACKAGE / f"{name}.py"))}
        assert heads <= sys.stdlib_module_names | {"numpy", "unspin"}


def test_modules_of_a_folder_import_each_other_in_one_direction():
    graph = {}
    for path in FILES:
        name = ".".join(("unspin", *path.relative_to(PACKAGE).with_suffix("").parts))
        reached = set(imports(tree(path)))
        reached |= {i.rpartition(".")[0] for i in reached}
        graph[name] = {i for i in reached if i.startswith("unspin.")} - {name}
    done: set[str] = set()
    while ready := {n for n, needs in graph.items() if not (needs & graph.keys()) - done} - done:
        done |= ready
    assert done == set(graph), f"these import each other: {sorted(set(graph) - done)}"
