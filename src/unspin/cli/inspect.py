"""``unspin inspect``: one text, and no source."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

import unspin
from unspin.cli.app import FOUND, Quiet, drawn, say
from unspin.cli.progress import waiting


def inspect(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A text or HTML file; - is stdin.")],
    lexicon: Annotated[
        Path | None,
        typer.Option("--lexicon", metavar="TSV", help="A dictionary that unspin mine printed."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the inspection as JSON (unspin.inspection/1).")
    ] = False,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Leave with 1 if the text is likely spun.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Say whether a text is machine-spun, and where.

    Needs no source. Reads English word by word: does each go with its neighbours, or would a word it may have
    replaced go far better? Finds broken phrases and names, words that only a thesaurus would
    choose, quotations that read as rewritten, and what machines leave behind.

    p_spun is the probability that a machine put other words in. A round-trip translation or a
    language model's paraphrase does not show. Of texts under 60 words, and of other languages,
    nothing is said: p_spun is null, and reason says why.

    With --lexicon, words of that dictionary count as put in, and its phrases are found.

    \b
    Examples:
      unspin inspect page.html
      unspin inspect story.txt --json | jq .p_spun
      unspin inspect story.txt --lexicon spinner.tsv
      unspin inspect story.txt --json | jq -r '.findings[] | [.text, .suggestion, .why] | @tsv'
      curl -s https://example.org/story | unspin inspect - --quiet --exit-code; echo $?

    HTML needs the web extra: pip install 'unspin[web]'
    """
    document = unspin.read(file)
    with waiting("inspecting", quiet=quiet):
        inspection = unspin.inspect(document, lexicon=lexicon)
        found = inspection.to_dict() if as_json else None
    if found is not None:
        typer.echo(json.dumps(found))
    elif not quiet:
        typer.echo(drawn(unspin.render(inspection)), nl=False, color=True)
    for damage in () if quiet else document.damage:
        say(f"{document.doc_id}: {damage}")
    if exit_code and inspection.method is not None:
        sys.stdout.flush()
        raise typer.Exit(FOUND)
