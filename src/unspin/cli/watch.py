"""``unspin watch``: feeds and news sitemaps, day by day."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

import unspin
from unspin.cli.app import Quiet, many, printable, say

_SHOWN = 5
"""Sources and pages without a result that are named; the others are counted."""


Place = Annotated[
    Path, typer.Argument(metavar="INDEX", file_okay=False, help="Made if it is not there.")
]
Sources = Annotated[
    list[str] | None, typer.Argument(metavar="URL", help="Feeds (RSS, Atom) and news sitemaps.")
]
Config = Annotated[
    Path | None,
    typer.Option("--config", metavar="FILE", help="Settings in TOML; options add to them."),
]
Own = Annotated[
    list[str] | None,
    typer.Option("--own", metavar="NAME", help="An outlet or host of yours; repeatable."),
]
Webhook = Annotated[
    str | None, typer.Option("--webhook", metavar="URL", help="Where to send what is found.")
]
Secret = Annotated[
    str | None,
    typer.Option(
        "--secret",
        envvar="UNSPIN_WEBHOOK_SECRET",
        metavar="SECRET",
        help="What signs it. Others here can read a command line: the variable is safer.",
    ),
]
Every = Annotated[
    float | None,
    typer.Option("--every", min=1, max=720, metavar="MINUTES", help="Time between rounds; 15."),
]
Once = Annotated[bool, typer.Option("--once", help="One round, for cron.")]
Contact = Annotated[
    str | None,
    typer.Option("--contact", metavar="TEXT", help="How servers' owners can reach you."),
]
AllowHost = Annotated[
    list[str] | None,
    typer.Option(
        "--allow-host",
        metavar="HOST[:PORT]",
        help="A server that may be at a private address, at any or this port; repeatable.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print a line of JSON for each alert.")]


def watch(
    index: Place,
    source: Sources = None,
    config: Config = None,
    own: Own = None,
    webhook: Webhook = None,
    secret: Secret = None,
    every: Every = None,
    once: Once = False,
    contact: Contact = None,
    allow_host: AllowHost = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Watch feeds and news sitemaps for copies of your stories.

    Adds the stories they list to the index, with the time each was first read, and tells of every
    copy of a story of your own and of every altered quotation from one: on stdout, and as a signed
    Standard Webhook if there is a --webhook. Messages that do not arrive are sent again for a day.
    State lies in INDEX.watch; a round that was stopped, however it was, goes on where it stopped.

    Only public addresses are asked, at the usual ports, as robots.txt allows and not often.
    Reading pages needs the web extra: pip install 'unspin[web]'

    \b
    Examples:
      unspin watch archive https://valley.example/feed.xml --own valley.example --once
      unspin watch archive --config watch.toml
      unspin watch archive --config watch.toml --once --json | jq -r .data.other.url
      */15 * * * * unspin watch archive --config watch.toml --once --quiet
    """
    settings = _settings(config)
    for name, added in (("sources", source), ("own", own), ("allow", allow_host)):
        if added:
            settings[name] = [*settings.get(name, ()), *added]
    single = {"webhook": webhook, "every": every, "contact": contact}
    settings |= {name: value for name, value in single.items() if value is not None}
    tell = None if quiet else lambda line: say(printable(line))
    for over in unspin.watch(index, settings, secret=secret, once=once, tell=tell):
        for alert in over.alerts:
            if as_json:
                typer.echo(json.dumps(alert))
            elif not quiet:
                typer.echo(_line(alert))
        if not quiet:
            _tell(over)


def _settings(path: Path | None) -> dict[str, Any]:
    """Return the table of a TOML file."""
    import tomllib

    if path is None:
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as cause:
        raise unspin.BadInput(f"{path}: cannot be read: {cause.strerror or cause}") from cause
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as cause:
        raise unspin.BadInput(f"{path}: is not TOML: {cause}") from cause


def _line(alert: Mapping[str, Any]) -> str:
    """Return an alert on one line."""
    data = alert["data"]
    own, other = (printable(data[side]["id"]) for side in ("own", "other"))
    count = data["quotations_in_all"]
    if alert["type"] == "quotation.altered":
        return f"{many(count, 'quotation')} of {own} altered in {other}"
    return f"{own} copied in {other} ({data['pair']['relation']})"


def _tell(over: Any) -> None:
    """Say what a round brought."""
    for one in over.skipped[:_SHOWN]:
        say(f"{printable(one.origin)}: {printable(one.reason)}")
    if len(over.skipped) > _SHOWN:
        say(f"and {len(over.skipped) - _SHOWN:,} more sources and pages without a result")
    for gap in over.gaps:
        say(f"not watched, so stories may be missing: {printable(gap)}")
    box = over.outbox
    say(
        f"{over.at:%Y-%m-%d %H:%M} UTC: {many(over.read, 'source')} read, "
        f"{over.listed:,} listed anew, {over.new:,} added, {over.same:,} there already, "
        f"{over.left:,} to be read; {many(len(over.alerts), 'alert')}; messages: "
        f"{box['sent']:,} sent, {box['waiting']:,} waiting, {box['dead']:,} given up"
    )
    if over.unverified:
        say(f"{many(over.unverified, 'candidate')} left unverified")
