"""``unspin demo``: the main job, on the bundled stories."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

import unspin
from unspin.cli.app import drawn, say
from unspin.cli.progress import stages, waiting

_STORIES = Path(unspin.__file__).parent / "samples"
_PAGES = {  # the pairs that get a page of their own
    ("spun", "original"): "spun.html",
    ("edited", "original"): "edited.html",
    ("independent", "original"): "independent.html",
    ("planted", "original"): "planted.html",
}


def demo(
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", file_okay=False, help="Where the files go.")
    ] = Path("unspin-demo"),
) -> None:
    """Scan the bundled stories and write a report.

    \b
    Examples:
      unspin demo
      unspin demo --out /tmp/demo

    The stories are invented: a report, another outlet's edit of it, a reprint, two spun copies, a
    stranger's page with a spun passage in it, and an independent account of the same event. DIR
    gets them as stories.jsonl, the index and the results of the scan, and the pages. The path of
    the report is printed on stdout; it leads to the pages of single pairs.
    """
    stories = _stories()
    try:
        out.mkdir(parents=True, exist_ok=True)
        source = out / "stories.jsonl"
        source.write_text(
            "".join(json.dumps(story, ensure_ascii=False) + "\n" for story in stories),
            encoding="utf-8",
        )
    except OSError as cause:
        raise unspin.BadInput(f"{out}: cannot make this folder ({cause.strerror})") from cause
    with stages(quiet=False) as tell:
        unspin.scan([source], out, jobs=1, tell=tell)
    documents = {story["id"]: _document(story) for story in stories}
    with waiting("writing the pages", quiet=False):
        for (a, b), name in _PAGES.items():
            unspin.report(unspin.compare(documents[a], documents[b]), out / name)
        written = unspin.report(out, out / "report.html", pages=_PAGES)
    say(drawn(unspin.render(out)))
    say(f"\nthe stories: {source}\nthe report, which leads to pairs side by side:")
    typer.echo(str(written))


def _stories() -> list[dict[str, Any]]:
    """Return the bundled stories as records; in their files, line 2 names the outlet."""
    records = json.loads((_STORIES / "stories.json").read_text(encoding="utf-8"))
    return [_record(dict(record)) for record in records]


def _record(record: dict[str, Any]) -> dict[str, Any]:
    name = record.pop("text_of", record["id"])
    title, _, body = (_STORIES / f"{name}.txt").read_text(encoding="utf-8").split("\n", 2)
    return {**record, "title": title, "text": f"{title}\n{body}"}


def _document(record: dict[str, Any]) -> unspin.Document:
    return unspin.Document(
        record["id"], record["text"], title=record["title"], outlet=record["outlet"]
    )
