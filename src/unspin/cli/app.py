"""What every command shares: the application, exit codes, streams, and care with foreign text.

Records go to stdout, messages to stderr. Exit codes: 0 done, 1 something found (only with
``--exit-code``), 2 bad arguments or unreadable input, 70 internal error, 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from functools import wraps
from typing import TYPE_CHECKING, Annotated, NoReturn, ParamSpec

import typer

import unspin

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import RenderableType

FOUND, BAD_INPUT, INTERNAL, INTERRUPTED = 1, 2, 70, 130
_P = ParamSpec("_P")

Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors, and --json.")]
Jobs = Annotated[
    int | None,
    typer.Option("--jobs", "-j", min=1, metavar="N", help="Processes; as many as there are cores."),
]
TextKey = Annotated[
    str, typer.Option("--text-key", metavar="NAME", help="Field of a record that holds its text.")
]
IdKey = Annotated[
    str, typer.Option("--id-key", metavar="NAME", help="Field that holds its id, if any.")
]

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,  # plain help: no escape codes, and no time spent on drawing boxes
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def guarded(
    interrupted: str = "interrupted",
) -> Callable[[Callable[_P, None]], Callable[_P, None]]:
    """Turn every way a command can fail into its message and exit code.

    Args:
        interrupted: what is said after Ctrl-C.
    """

    def around(command: Callable[_P, None]) -> Callable[_P, None]:
        @wraps(command)
        def run(*args: _P.args, **kwargs: _P.kwargs) -> None:
            try:
                command(*args, **kwargs)
                sys.stdout.flush()
            except typer.Exit:
                raise
            except unspin.BadInput as error:
                leave(BAD_INPUT, f"unspin: {error}")
            except unspin.WorkerLost as error:
                leave(INTERNAL, f"unspin: {error}")
            except KeyboardInterrupt:
                leave(INTERRUPTED, f"unspin: {interrupted}")
            except BrokenPipeError:
                # Whoever read our output has seen enough; keep the interpreter from complaining too.
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            except Exception as error:  # the outermost frame: nobody else can report it
                if os.environ.get("UNSPIN_DEBUG"):
                    raise
                leave(
                    INTERNAL,
                    f"unspin: internal error: {type(error).__name__}: {error}\n"
                    "This is a fault in unspin, not in what you gave it. Please report it, with "
                    "the inputs if you may share them.\nUNSPIN_DEBUG=1 shows where it happened.",
                )

        return run

    return around


def leave(code: int, message: str) -> NoReturn:
    """Say something on stderr and end with an exit code."""
    say(message)
    raise typer.Exit(code)


def say(message: str) -> None:
    """Print a message on stderr."""
    typer.echo(message, err=True)


def printable(text: str) -> str:
    r"""Return a text of foreign origin on one line, with nothing in it that steers a terminal.

    >>> printable("a\x1b[31m\nb")
    'a�[31m b'
    """
    line = " ".join(text.split())
    return "".join(c if c.isprintable() else "\ufffd" for c in line)


def many(count: int, one: str, more: str = "") -> str:
    """Return a count with its noun.

    >>> many(1, "pair"), many(1200, "family", "families")
    ('1 pair', '1,200 families')
    """
    return f"{count:,} {one if count == 1 else more or one + 's'}"


def drawn(content: RenderableType) -> str:
    """Draw a view for stdout, without an escape code when it is piped or under NO_COLOR."""
    from rich.console import Console

    plain = bool(os.environ.get("NO_COLOR"))
    console = Console(color_system=None if plain else "auto", highlight=False)
    with console.capture() as captured:  # printing a closed pipe, rich would choose the exit code
        console.print(content)
    if console.is_terminal:
        return captured.get()
    return "".join(f"{line.rstrip()}\n" for line in captured.get().splitlines())


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
      unspin inspect page.html                 is it spun, and what did it say? no source needed
      unspin scan news.jsonl --out found       every copy in a corpus
      unspin export found pairs.csv            its results for another program
      unspin add archive news.jsonl            keep an index of it
      unspin find archive story.txt            sources and copies of one story
      unspin serve archive                     pages and an HTTP API

    Messages go to stderr, results to stdout. Exit codes: 0 done, 1 copy found (with --exit-code),
    2 bad arguments or input, 70 internal error, 130 interrupted.
    """
