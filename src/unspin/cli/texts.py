"""The ``unspin`` command: parse, call the library, print.

Records go to stdout, messages to stderr. Exit codes: 0 done, 1 something found (only with
``--exit-code``), 2 bad arguments or unreadable input, 70 internal error, 130 interrupted.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import contextmanager
from dataclasses import replace
from functools import wraps
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, ParamSpec

import typer

import unspin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FOUND, BAD_INPUT, INTERNAL, INTERRUPTED = 1, 2, 70, 130
_NO_COPY = ("same-event", "unrelated")
_SAMPLES = {"spun": "report.html", "edited": "edited.html", "independent": "independent.html"}
_P = ParamSpec("_P")

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,  # plain help: no escape codes, and no time spent on drawing boxes
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def main() -> None:
    """Run the command line and leave with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a narrow encoding must not end a report half way
            stream.reconfigure(errors="replace")
    app(prog_name="unspin")


def _guarded(command: Callable[_P, None]) -> Callable[_P, None]:
    """Turn every way a command can fail into its message and exit code."""

    @wraps(command)
    def run(*args: _P.args, **kwargs: _P.kwargs) -> None:
        try:
            command(*args, **kwargs)
            sys.stdout.flush()
        except typer.Exit:
            raise
        except unspin.BadInput as error:
            _leave(BAD_INPUT, f"unspin: {error}")
        except KeyboardInterrupt:
            _leave(INTERRUPTED, "unspin: interrupted")
        except BrokenPipeError:
            # Whoever read our output has seen enough; keep the interpreter from complaining too.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except Exception as error:  # the outermost frame: nobody else can report it
            if os.environ.get("UNSPIN_DEBUG"):
                raise
            _leave(
                INTERNAL,
                f"unspin: internal error: {type(error).__name__}: {error}\n"
                "This is a fault in unspin, not in what you gave it. Please report it, with the "
                "two inputs if you may share them.\nUNSPIN_DEBUG=1 shows where it happened.",
            )

    return run


def _leave(code: int, message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(code)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"unspin {unspin.__version__}")
        raise typer.Exit


@app.callback()
def _top(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Find machine-spun copies of a text, name every change, and say which way the copying went.

    \b
    Examples:
      unspin demo                              see it work on the bundled stories
      unspin compare story.txt copy.txt        what became of the story in the copy?
      unspin compare a.html b.html --json      the same for a program

    Messages go to stderr, results to stdout. Exit codes: 0 done, 1 copy found (with --exit-code),
    2 bad arguments or input, 70 internal error, 130 interrupted.
    """


@app.command()
@_guarded
def compare(
    a: Annotated[str, typer.Argument(metavar="A", help="A text or HTML file; - is stdin.")],
    b: Annotated[str, typer.Argument(metavar="B", help="The other; at most one can be -.")],
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the judgement as JSON (unspin.judgement/1).")
    ] = False,
    html: Annotated[
        Path | None,
        typer.Option(
            "--html", metavar="FILE", dir_okay=False, help="Write a page with both side by side."
        ),
    ] = None,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Leave with 1 if one copies from the other.")
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Print nothing but errors, and --json.")
    ] = False,
) -> None:
    """Compare two texts and name every change.

    Says how they are related, which way the copying went or that it cannot be told, and lists the
    changes, the gravest first. It does not matter which text comes first.

    \b
    Examples:
      unspin compare story.txt copy.txt
      unspin compare story.txt copy.html --html report.html
      unspin compare a.txt b.txt --json | jq .relation
      unspin compare story.txt - --quiet --exit-code < copy.txt; echo $?

    HTML needs the web extra: pip install 'unspin[web]'
    """
    if html is not None and str(html) == "-":
        raise unspin.BadInput("--html -: a page is not written to stdout: name a file")
    if a == b == "-":
        raise unspin.BadInput("both A and B are -: standard input can be only one of them")
    with _waiting(quiet):
        judgement = unspin.compare(unspin.read(a), unspin.read(b))
    if html is not None:
        written = unspin.report(judgement, html)
        if not quiet:
            typer.echo(f"report: {written}", err=True)
    if as_json:
        typer.echo(json.dumps(judgement.to_dict()))
        for side in () if quiet else (judgement.a, judgement.b):  # the view shows it by itself
            for damage in side.damage:
                typer.echo(f"{side.doc_id}: {damage}", err=True)
    elif not quiet:
        typer.echo(_view(judgement), nl=False, color=True)
    if exit_code and judgement.relation not in _NO_COPY:
        sys.stdout.flush()
        raise typer.Exit(FOUND)


@app.command()
@_guarded
def demo(
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", file_okay=False, help="Where the pages go.")
    ] = Path("unspin-demo"),
) -> None:
    """Compare the bundled stories and write reports.

    \b
    Examples:
      unspin demo
      unspin demo --out /tmp/demo

    The stories are invented: an original, another outlet's edit of it, a spun copy, and an
    independent report of the same event. The path of the spun copy's report is printed on stdout;
    those of the other two lie beside it.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as cause:
        raise unspin.BadInput(f"{out}: cannot make this folder ({cause.strerror})") from cause
    original = _sample("original")
    for name, page in _SAMPLES.items():
        with _waiting(quiet=False):
            judgement = unspin.compare(_sample(name), original)
        written = unspin.report(judgement, out / page)
        typer.echo(_summary(judgement, written), err=True)
    typer.echo(str(out / _SAMPLES["spun"]))


def _sample(name: str) -> unspin.Document:
    """Return a bundled story; its first line is the headline, its second the outlet."""
    path = Path(unspin.__file__).parent / "samples" / f"{name}.txt"
    story = unspin.read(path)
    title, outlet = story.text.split("\n", 2)[:2]
    return replace(story, doc_id=name, title=title, outlet=outlet)


def _summary(judgement: unspin.Judgement, page: Path) -> str:
    """Say in a line or two what was found."""
    result = judgement.to_dict()
    names: dict[str, int] = {}
    for change in result["changes"]:
        if change["severity"] == "meaning":
            names[change["name"]] = names.get(change["name"], 0) + 1
    worst = ", ".join(f"{count} {name}" for name, count in sorted(names.items()))
    method = f" by {result['method']}" if result["method"] else ""
    cover = round(100 * result["a"]["cover"])
    return (
        f"{result['a']['id']:<12} against {result['b']['id']}: {result['relation']}{method}, "
        f"{cover} % of its words shared\n"
        f"{'':<12} changes of meaning: {worst or 'none'}\n{'':<12} {page}"
    )


def _view(judgement: unspin.Judgement) -> str:
    """Draw the terminal view, without an escape code when stdout is piped or under NO_COLOR."""
    from rich.console import Console

    plain = bool(os.environ.get("NO_COLOR"))
    console = Console(color_system=None if plain else "auto", highlight=False)
    with console.capture() as drawn:  # printing a closed pipe, rich would choose the exit code
        console.print(unspin.render(judgement))
    if console.is_terminal:
        return drawn.get()
    return "".join(f"{line.rstrip()}\n" for line in drawn.get().splitlines())


@contextmanager
def _waiting(quiet: bool) -> Iterator[None]:
    """Show on a terminal that work is going on: the first run compiles for a good while."""
    if quiet or not sys.stderr.isatty() or os.environ.get("NO_COLOR"):
        yield
        return
    from threading import Timer

    from rich.console import Console

    with Console(stderr=True).status("comparing") as status:
        hint = "comparing (the first run compiles for this machine: a minute or two)"
        timer = Timer(3.0, status.update, [hint])
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
