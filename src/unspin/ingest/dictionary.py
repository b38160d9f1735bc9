"""Read a rewriter's dictionary: a TSV of what was put in and what had been there."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path

from unspin.errors import BadInput
from unspin.restorations import Entry

_HEADS = {"original", "expected", "correct", "expected phrase", "original phrase"}
"""What the second column of a heading says, in the lists that are about."""
SHIPPED = ("en",)


def read_dictionary(path: Path) -> tuple[Entry, ...]:
    """Read the lines of ``unspin mine``, or of a published list of tortured phrases.

    Args:
        path: UTF-8; in each line what was put in, what had been there, and perhaps how often and
            the ids of texts, with tabs between. A heading, empty lines and lines that begin with
            ``#`` are passed over.

    Raises:
        BadInput: the file cannot be read, or a line is no entry.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as cause:
        raise BadInput(
            f"{path}: cannot be read ({cause.strerror or cause}): give a TSV as  unspin mine  prints it"
        ) from cause
    except UnicodeDecodeError as cause:
        raise BadInput(
            f"{path}: is not UTF-8 text: give a TSV as  unspin mine  prints it"
        ) from cause
    return tuple(_entries(path, text))


def _entries(path: Path, text: str) -> Iterator[Entry]:
    for number, line in enumerate(text.split("\n"), 1):
        cells = [cell.strip() for cell in line.rstrip("\r").split("\t")]
        if not any(cells) or cells[0].startswith("#"):
            continue
        if len(cells) > 1 and cells[1].lower() in _HEADS and number == 1:
            continue
        count = cells[2] if len(cells) > 2 and cells[2] else "1"
        if len(cells) < 2 or not cells[0] or not cells[1] or not count.isdecimal() or count == "0":
            raise BadInput(
                f"{path}:{number}: got {line[:60]!r}, wanted two phrases and perhaps a count, with "
                "tabs between: what was put in, and what had been there"
            )
        examples = tuple(cells[3].split()) if len(cells) > 3 else ()
        yield Entry(cells[0], cells[1], int(count), examples)


@cache
def load_dictionary(language: str = "en") -> tuple[Entry, ...]:
    """Return what rewriters of ``language`` were seen to do; nothing when that is not known.

    >>> len(load_dictionary("fi"))
    0
    """
    primary = language.partition("-")[0].lower()
    if primary not in SHIPPED:
        return ()
    return read_dictionary(Path(str(files("unspin") / "data" / primary / "rewriters.tsv")))
