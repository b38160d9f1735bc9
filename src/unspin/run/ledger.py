"""What ``watch`` remembers between rounds, in one SQLite file: what was seen, what is to be sent.

Every step is one transaction, on the disk when it returns: a kill loses at most the step under way,
which is done again. An index is kept otherwise (decision 006); here nothing lies that could not be read
or found anew, and one small file that changes in place is what a database is good at.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from unspin.errors import BadInput, Damaged
from unspin.ingest.dates import moment
from unspin.ingest.sitemaps import Listed
from unspin.store.lock import Lock

FILE = "ledger.sqlite"
FORGET = 90 * 86400.0
"""Seconds after which a story is forgotten that no source has listed since."""
TRIES = 5
"""Times a page is asked for, in all."""
RETRY = 600.0
"""Seconds until a page that could not be read is asked for again; four times as many each time."""

_TABLES = """
CREATE TABLE IF NOT EXISTS sources (
  url TEXT PRIMARY KEY, etag TEXT, modified TEXT, first REAL, last REAL);
CREATE TABLE IF NOT EXISTS stories (
  url TEXT PRIMARY KEY, source TEXT, seen REAL, listed REAL, state TEXT, tries INTEGER, due REAL,
  title TEXT, outlet TEXT, language TEXT, published TEXT, text TEXT, why TEXT);
CREATE INDEX IF NOT EXISTS waiting ON stories (state, due);
CREATE TABLE IF NOT EXISTS gaps (source TEXT, since REAL, until REAL);
CREATE TABLE IF NOT EXISTS messages (
  number INTEGER PRIMARY KEY, id TEXT UNIQUE, body BLOB, state TEXT, tries INTEGER, due REAL,
  told INTEGER, why TEXT);
"""


@dataclass(frozen=True, slots=True)
class Story:
    """A story that a source lists and whose page is to be read.

    Attributes:
        seen: when it was first listed, in seconds since 1970.
        tries: how often its page could not be read.
    """

    listed: Listed
    source: str
    seen: float
    tries: int


@dataclass(frozen=True, slots=True)
class Message:
    """Something to be sent, the same bytes under the same id until it arrives."""

    id: str
    body: bytes
    tries: int


class Ledger:
    """The memory of one ``watch``; only one process at a time has it open.

    Args:
        folder: made if need be.

    Raises:
        Busy: another process watches with it.
        BadInput: the folder cannot be written.
        Damaged: the file in it is no ledger.
    """

    def __init__(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as cause:
            raise BadInput(f"{folder}: cannot be made: {cause.strerror}") from cause
        self._lock = Lock(folder)
        self._path = folder / FILE
        try:
            self._base = sqlite3.connect(self._path, isolation_level=None, timeout=5)
            self._base.execute("PRAGMA synchronous = FULL")
            self._base.executescript(_TABLES)
            (state,) = self._base.execute("PRAGMA quick_check(1)").fetchone()
            if state != "ok":
                raise sqlite3.DatabaseError(state)
        except sqlite3.Error as cause:
            self._lock.release()
            raise Damaged(
                f"{self._path}: is no ledger of unspin watch ({cause}): move it away, and what is "
                "listed now will be read anew"
            ) from cause

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._base.close()
        self._lock.release()

    @contextmanager
    def step(self) -> Iterator[None]:
        """Make everything done inside one transaction.

        Raises:
            BadInput: the disk did not take it; nothing has changed.
        """
        try:
            self._base.execute("BEGIN IMMEDIATE")
            yield
            self._base.execute("COMMIT")
        except sqlite3.Error as cause:
            if self._base.in_transaction:
                self._base.execute("ROLLBACK")
            raise BadInput(
                f"{self._path}: cannot be written ({cause}). Nothing that was there is lost; see to "
                "the disk and start again"
            ) from cause
        except BaseException:
            if self._base.in_transaction:
                self._base.execute("ROLLBACK")
            raise

    def tags(self, source: str) -> dict[str, str]:
        """Return the headers with which a source says whether it has changed."""
        row = self._base.execute(
            "SELECT etag, modified FROM sources WHERE url = ?", (source,)
        ).fetchone()
        names = ("If-None-Match", "If-Modified-Since")
        return {name: value for name, value in zip(names, row or (), strict=False) if value}

    def list_stories(
        self, source: str, stories: Iterable[Listed], now: float, *, texts: bool
    ) -> int:
        """Note what a source lists; return how many stories were not known."""
        before = self._base.total_changes
        known = "UPDATE stories SET listed = ? WHERE url = ?"
        for one in stories:
            if self._base.execute(known, (now, one.url)).rowcount:
                before += 1
                continue
            self._base.execute(
                "INSERT INTO stories VALUES (?, ?, ?, ?, 'waiting', 0, ?, ?, ?, ?, ?, ?, '')",
                (
                    one.url, source, now, now, now, one.title, one.outlet, one.language,
                    one.published.isoformat() if one.published else None, one.text if texts else "",
                ),
            )  # fmt: skip
        return self._base.total_changes - before

    def polled(self, source: str, headers: Mapping[str, str] | None, now: float) -> float | None:
        """Note that a source was read, or has not changed (no headers).

        Returns:
            When it was read before, or None the first time.
        """
        row = self._base.execute("SELECT last FROM sources WHERE url = ?", (source,)).fetchone()
        if row is None:
            self._base.execute(
                "INSERT INTO sources VALUES (?, NULL, NULL, ?, ?)", (source, now, now)
            )
        if headers is not None:
            tags = headers.get("etag"), headers.get("last-modified")
            self._base.execute(
                "UPDATE sources SET etag = ?, modified = ? WHERE url = ?", (*tags, source)
            )
        self._base.execute("UPDATE sources SET last = ? WHERE url = ?", (now, source))
        return float(row[0]) if row else None

    def note_gap(self, source: str, since: float, until: float) -> None:
        """Note that a source may have listed something unseen between two times."""
        self._base.execute("INSERT INTO gaps VALUES (?, ?, ?)", (source, since, until))

    def forget(self, now: float) -> None:
        """Forget stories that no source has listed for long."""
        self._base.execute(
            "DELETE FROM stories WHERE state != 'waiting' AND listed < ?", (now - FORGET,)
        )

    def waiting(self, now: float, most: int) -> list[Story]:
        """Return the stories whose pages are to be read now, the first seen first."""
        rows = self._base.execute(
            "SELECT url, title, outlet, language, published, text, source, seen, tries FROM stories"
            " WHERE state = 'waiting' AND due <= ? ORDER BY seen, rowid LIMIT ?", (now, most),
        )  # fmt: skip
        return [
            Story(
                Listed(url, title, outlet, language, moment(day), text or ""), source, seen, tries
            )
            for url, title, outlet, language, day, text, source, seen, tries in rows
        ]

    def left(self) -> int:
        """Return how many stories are still to be read."""
        return self._count("SELECT count(*) FROM stories WHERE state = 'waiting'")

    def done(self, url: str) -> None:
        """Note that a story is in the index and was looked up."""
        self._base.execute("UPDATE stories SET state = 'done', text = '' WHERE url = ?", (url,))

    def failed(self, story: Story, why: str, now: float, *, for_good: bool) -> bool:
        """Note that a page gave no document; return whether it is asked for no more."""
        given_up = for_good or story.tries + 1 >= TRIES
        self._base.execute(
            "UPDATE stories SET state = ?, tries = tries + 1, due = ?, why = ? WHERE url = ?",
            (
                "skipped" if given_up else "waiting", now + RETRY * 4**story.tries, why,
                story.listed.url,
            ),
        )  # fmt: skip
        return given_up

    def put(self, message_id: str, body: bytes, now: float, *, send: bool) -> bool:
        """Put a message into the outbox; return whether it was not there before."""
        return bool(
            self._base.execute(
                "INSERT OR IGNORE INTO messages (id, body, state, tries, due, told, why)"
                " VALUES (?, ?, ?, 0, ?, 0, '')",
                (message_id, body, "waiting" if send else "kept", now),
            ).rowcount
        )

    def untold(self) -> list[Message]:
        """Return the messages that the caller of ``watch`` has not been shown."""
        return self._messages("told = 0", ())

    def told(self, messages: Iterable[Message]) -> None:
        """Note that messages were shown."""
        self._base.executemany(
            "UPDATE messages SET told = 1 WHERE id = ?", [(m.id,) for m in messages]
        )

    def due(self, now: float) -> list[Message]:
        """Return the messages that are to be sent now, the oldest first."""
        return self._messages("state = 'waiting' AND due <= ?", (now,))

    def next_due(self) -> float | None:
        """Return when the next message is to be sent, or None when none waits."""
        row = self._base.execute("SELECT min(due) FROM messages WHERE state = 'waiting'").fetchone()
        return None if row[0] is None else float(row[0])

    def sent(self, message: Message) -> None:
        """Note that a message has arrived."""
        self._base.execute("UPDATE messages SET state = 'sent' WHERE id = ?", (message.id,))

    def unsent(self, message: Message, why: str, due: float | None) -> None:
        """Note that a message did not arrive, and when it is tried again: None for never."""
        self._base.execute(
            "UPDATE messages SET state = ?, tries = tries + 1, due = ?, why = ? WHERE id = ?",
            ("dead" if due is None else "waiting", due, why, message.id),
        )

    def outbox(self) -> dict[str, int]:
        """Return how many messages are ``waiting``, ``sent``, ``dead``, or ``kept`` (not sent)."""
        rows = self._base.execute("SELECT state, count(*) FROM messages GROUP BY state")
        return {**dict.fromkeys(("waiting", "sent", "dead", "kept"), 0), **dict(rows.fetchall())}

    def _messages(self, where: str, values: tuple[float, ...]) -> list[Message]:
        rows = self._base.execute(
            f"SELECT id, body, tries FROM messages WHERE {where} ORDER BY number",  # noqa: S608 (ours)
            values,
        )
        return [Message(*row) for row in rows]

    def _count(self, question: str) -> int:
        return int(self._base.execute(question).fetchone()[0])


def told_time(seconds: float) -> str:
    """Return a time as records write it.

    >>> told_time(0)
    '1970-01-01T00:00:00+00:00'
    """
    return datetime.fromtimestamp(int(seconds), UTC).isoformat()
