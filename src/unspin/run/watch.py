"""A round of watching: what is new at the sources goes into the index, and what it copies is told.

A story is known from the moment it is listed, and done when it is in the index and was looked up;
both are written down in the ledger. Whatever a kill interrupts is done again: adding to an index
twice does nothing, and a message has its id from what it says.
"""

from __future__ import annotations

import json
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from unspin.errors import Busy, require
from unspin.index import LOOKS, Index
from unspin.ingest.fetch import Answer, Fetcher
from unspin.ingest.read import of_bytes
from unspin.ingest.rows import Fields
from unspin.ingest.rows import document as document_of
from unspin.ingest.sitemaps import Listed, Listing, listing_of
from unspin.records import Document, Skipped
from unspin.run.alerts import alerts_of
from unspin.run.ledger import Ledger, Message, Story, told_time
from unspin.run.local import each
from unspin.run.plan import Plan, Source, plan_of
from unspin.run.webhooks import deliver

PAGES = 1000
"""Pages of a round; the others wait for the next."""
BATCH = 20
"""Pages that are read and added together: what a kill costs at the most."""
BATCH_BYTES = 32 * 2**20
"""Bytes of pages from which a batch is full, however few they are."""
MAPS = 50
"""Sitemaps of an index of sitemaps that are read."""
GAP = 48 * 3600.0
"""Seconds for which a news sitemap lists a story."""
FOR_GOOD = frozenset(("refused", "binary", "empty", "redirects"))
"""Codes of pages that another try would not mend."""

Note = Callable[[str], None]
Paged = tuple[Story, Answer | Skipped, float]
"""A story, its page or why there is none, and when that was known."""


@dataclass(frozen=True, slots=True)
class Round:
    """What one round brought.

    Attributes:
        at: when it began, UTC.
        read: sources that were read; unchanged: of these, those with nothing new to say.
        listed: stories that were not known.
        new: documents added; same: those the index had already.
        skipped: sources and pages that gave nothing, and why; only pages given up for good.
        gaps: sources that may have listed something unseen, with the time it was not watched.
        left: stories whose pages are still to be read.
        unverified: candidates that a search had no time for.
        alerts: copies and altered quotations found, as ``unspin.alert/1`` objects.
        outbox: messages by state: ``waiting``, ``sent``, ``dead``, ``kept``.
    """

    at: datetime
    read: int
    unchanged: int
    listed: int
    new: int
    same: int
    skipped: tuple[Skipped, ...]
    gaps: tuple[str, ...]
    left: int
    unverified: int
    alerts: tuple[Mapping[str, Any], ...]
    outbox: Mapping[str, int]

    def to_dict(self) -> dict[str, Any]:
        """Return plain types only, ready for JSON."""
        return {
            **{name: getattr(self, name) for name in self.__slots__},
            "at": self.at.isoformat(),
            "skipped": [asdict(one) for one in self.skipped],
            "gaps": list(self.gaps),
            "alerts": [dict(one) for one in self.alerts],
            "outbox": dict(self.outbox),
        }


def watch(
    index: str | Path, settings: Mapping[str, Any], *, secret: str | None = None,
    once: bool = False, tell: Note | None = None,
) -> Iterator[Round]:  # fmt: skip
    """Watch feeds and news sitemaps: add what is new to an index, tell of copies of one's own.

    Nothing is fetched but what the settings name and what that lists. A message is sent for each
    copy of an own story, and for each altered quotation of one, as a signed Standard Webhook.
    What is known is kept beside the index, in a folder with ``.watch`` after its name.

    Args:
        index: made if it is not there.
        settings: ``sources``, and maybe ``own``, ``webhook``, ``contact``, ``allow``, ``every``; what
            they mean stands in ``docs/how/watch.md``.
        secret: signs the messages; ``whsec_`` and base64.
        once: whether to stop after one round.
        tell: is called with a line of text when something went wrong that will be tried again.

    Yields:
        Each round when it is over. What it tells of is shown again, in another run, unless the
        caller comes back for the next one.

    Raises:
        BadInput: a setting, or the place, cannot be used.
        MissingExtra: pages are to be read, and the ``web`` extra is not installed.
        Busy: another process watches for this index, or (with ``once``) writes to it.
    """
    plan = plan_of(settings, secret)
    if any(source.pages for source in plan.sources):
        require("web")
    place = Path(index)
    with Ledger(place.with_name(place.name + ".watch")) as ledger:
        watcher = Watcher(place, plan, ledger, tell or (lambda _: None))
        while True:
            begun = time.time()
            over, messages = watcher.round(patient=not once)
            yield over
            with ledger.step():
                ledger.told(messages)
            if once:
                return
            watcher.wait(begun + plan.every)


@dataclass(slots=True)
class _Count:
    """What a round has brought so far."""

    read: int = 0
    unchanged: int = 0
    listed: int = 0
    new: int = 0
    same: int = 0
    unverified: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Watcher:
    """One index, its plan and its ledger."""

    place: Path
    plan: Plan
    ledger: Ledger
    tell: Note
    fetcher: Fetcher = field(init=False)

    def __post_init__(self) -> None:
        self.fetcher = Fetcher(self.plan.contact, self.plan.allowed)

    def round(self, *, patient: bool) -> tuple[Round, list[Message]]:
        """Do one round; with ``patient``, an index that is being written to is left for later."""
        begun, count = time.time(), _Count()
        self._deliver()
        for source in self.plan.sources:
            self._poll(source, count)
        try:
            for batch in self._batches():
                self._take_in(batch, count)
                self._deliver()
        except Busy as cause:
            if not patient:
                raise
            self.tell(str(cause))
        with self.ledger.step():
            self.ledger.forget(begun)
        messages = self.ledger.untold()
        return self._round(begun, count, messages), messages

    def wait(self, until: float) -> None:
        """Wait for the next round; what is to be sent meanwhile is sent."""
        while (left := until - time.time()) > 0:
            due = self.ledger.next_due() if self.plan.webhook else None
            time.sleep(max(0.0, min(left, due - time.time() if due else left)))
            self._deliver()

    def _round(self, begun: float, count: _Count, messages: Sequence[Message]) -> Round:
        return Round(
            datetime.fromtimestamp(int(begun), UTC), count.read, count.unchanged, count.listed,
            count.new, count.same, tuple(count.skipped), tuple(count.gaps), self.ledger.left(),
            count.unverified, tuple(json.loads(m.body) for m in messages), self.ledger.outbox(),
        )  # fmt: skip

    def _deliver(self) -> None:
        if self.plan.webhook:
            plan = self.plan
            for why in deliver(self.ledger, self.fetcher, self.plan.webhook, plan.key, time.time):
                self.tell(why)

    def _poll(self, source: Source, count: _Count) -> None:
        """Read a source and note what it lists."""
        answer = self.fetcher.get(source.url, self.ledger.tags(source.url))
        if isinstance(answer, Skipped):
            count.skipped.append(answer)
            return
        count.read += 1
        if answer.status == 304:
            count.unchanged += 1
            with self.ledger.step():
                self.ledger.polled(source.url, None, time.time())
            return
        listing = listing_of(answer.body, answer.url)
        if listing.flaw:
            count.skipped.append(Skipped(source.url, *listing.flaw))
        stories, whole = self._with_maps(listing, count)
        # A list that was not read whole must be read again: its tags are not kept.
        tags = answer.headers if whole and not listing.flaw else {}
        now = time.time()
        with self.ledger.step():
            new = self.ledger.list_stories(source.url, stories, now, texts=not source.pages)
            before = self.ledger.polled(source.url, tags, now)
            count.listed += new
            if before is not None and stories and (now - before > GAP or new == len(stories)):
                self.ledger.note_gap(source.url, before, now)
                since = f"{source.url}: from {told_time(before)} to {told_time(now)}"
                count.gaps.append(since)

    def _with_maps(self, listing: Listing, count: _Count) -> tuple[list[Listed], bool]:
        """Return the stories of a listing and of the sitemaps it names, and whether all was read."""
        stories, whole = list(listing.stories), len(listing.maps) <= MAPS
        for place in listing.maps[MAPS:]:
            count.skipped.append(Skipped(place, "too-long", f"more than {MAPS} sitemaps in one"))
        for place in listing.maps[:MAPS]:
            answer = self.fetcher.get(place)
            if isinstance(answer, Skipped):
                count.skipped.append(answer)
                whole = False
                continue
            found = listing_of(answer.body, answer.url)
            if found.flaw:
                count.skipped.append(Skipped(place, *found.flaw))
                whole = False
            stories += found.stories
        return stories, whole

    def _batches(self) -> Iterator[list[Paged]]:
        """Yield stories with their pages, the host that may be asked first coming first."""
        hosts: dict[str, deque[Story]] = {}
        for story in self.ledger.waiting(time.time(), PAGES):
            host = "" if story.listed.text else urlsplit(story.listed.url).netloc
            hosts.setdefault(host, deque()).append(story)
        batch: list[Paged] = []
        size = 0
        while hosts:
            host = min(hosts, key=lambda name: self.fetcher.ready(hosts[name][0].listed.url))
            story = hosts[host].popleft()
            if not hosts[host]:
                del hosts[host]
            page = self._page(story)
            batch.append((story, page, time.time()))
            size += len(page.body) if isinstance(page, Answer) else 0
            if len(batch) == BATCH or size >= BATCH_BYTES:
                yield batch
                batch, size = [], 0
        if batch:
            yield batch

    def _page(self, story: Story) -> Answer | Skipped:
        if story.listed.text:
            return Answer(story.listed.url, 200, {}, b"")
        return self.fetcher.get(story.listed.url)

    def _take_in(self, batch: Sequence[Paged], count: _Count) -> None:
        """Bring stories into the index, look each up, and put what is found into the outbox."""
        now = time.time()
        read = {story.listed.url: (story, when) for story, _, when in batch}
        found = dict(zip(read, _documents(batch), strict=True))
        good: dict[str, Document] = {}
        with self.ledger.step():
            for url, document in found.items():
                story, when = read[url]
                if isinstance(document, Document):
                    good[url] = self._dated(story, document, when)
                elif self.ledger.failed(
                    story, document.reason, now, for_good=document.code in FOR_GOOD
                ):
                    count.skipped.append(document)
        if not good:
            return
        with Index.open(self.place) as index:
            added = index.add(good.values())
            count.new, count.same = count.new + added.new, count.same + added.same
            for url, document in good.items():
                self._look_up(index, url, document, count)

    def _dated(self, story: Story, document: Document, when: float) -> Document:
        """Return a document with what its source says of it, and when it was first read here."""
        listed = story.listed
        outlets = {source.url: source.outlet for source in self.plan.sources}
        return replace(
            document,
            doc_id=listed.url,
            url=document.url or listed.url,
            title=listed.title or document.title,
            outlet=outlets.get(story.source) or listed.outlet or document.outlet,
            published=listed.published or document.published,
            fetched=datetime.fromtimestamp(int(when), UTC),
            extra={**document.extra, "listed": told_time(story.seen), "listed_by": story.source},
        )

    def _look_up(self, index: Index, url: str, document: Document, count: _Count) -> None:
        known = (one for one in index.witnesses(document.doc_id) if one.text == document.text)
        document = next(known, document)  # that of the index was read here first
        found = index.find(document, most=LOOKS)
        count.unverified += found.unverified
        now = time.time()
        with self.ledger.step():
            for message_id, body in alerts_of(found.judgements, self.plan.is_own, told_time(now)):
                self.ledger.put(message_id, body, now, send=self.plan.webhook is not None)
            self.ledger.done(url)


def _documents(read: Sequence[Paged]) -> list[Document | Skipped]:
    """Make documents of pages, in another process: a parser may crash on what it is sent."""
    pages = [one for one in read if isinstance(one[1], Answer)]
    made = each(_document, pages, 1, _lost, apart=bool(pages))
    return [one[1] if isinstance(one[1], Skipped) else next(made) for one in read]


def _document(read: Paged) -> Document | Skipped:
    story, answer, _ = read
    url = story.listed.url
    if story.listed.text:
        return document_of({"text": story.listed.text, "id": url, "url": url}, url, Fields())
    if isinstance(answer, Skipped):
        return answer
    found = of_bytes(answer.body, url, answer.charset)
    return replace(found, url=answer.url) if isinstance(found, Document) else found


def _lost(read: Paged) -> Document | Skipped:
    why = "the process that read it was killed: its parser crashed, or memory ran out"
    return Skipped(read[0].listed.url, "failed", why)
