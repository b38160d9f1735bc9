"""Watching from end to end, against a publisher on this machine."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import signal
import subprocess
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

import unspin
from publishing import publish
from running import call, command
from unspin.run.ledger import Ledger
from unspin.run.plan import plan_of

SECRET = "whsec_" + base64.b64encode(b"a key of twenty-six bytes.").decode()
ALTERED = ("We have nothing to hide, and we are ready to prove it", "We hide nothing, and we can prove all of it")  # fmt: skip


@pytest.fixture(autouse=True)
def read_here(monkeypatch):
    """Read pages in this process: the tests that start a program have the other way."""
    monkeypatch.setattr("unspin.run.watch.each", lambda read, pages, *_, **__: map(read, pages))


@pytest.fixture
def publisher(samples):
    """Two outlets: the Courier has the original, the Farm has nothing yet."""
    here, server = publish()
    here.put("/own/1", "Corvania offers inspections", story(samples, "original"))
    here.list("/own.xml", "The Northern Courier", ["/own/1"])
    here.list("/farm.xml", "Farm", [])
    yield here
    server.shutdown()
    server.server_close()


@pytest.fixture
def settings(publisher):
    return {
        "sources": [publisher.url("/own.xml"), publisher.url("/farm.xml")],
        "own": ["The Northern Courier"],
        "webhook": publisher.url("/hook"),
        "allow": [publisher.place],
        "contact": "desk@courier.example",
    }


def story(samples, name: str) -> str:
    return (samples / f"{name}.txt").read_text(encoding="utf-8")


def once(place, settings, secret=SECRET):
    (over,) = unspin.watch(place, settings, secret=secret, once=True)
    return over


def farm_copies(publisher, samples):
    """Let the Farm publish a copy in which a quotation is altered."""
    publisher.put("/farm/1", "A copy", story(samples, "original").replace(*ALTERED))
    publisher.list("/farm.xml", "Farm", ["/farm/1"])


def is_genuine(headers, body: bytes) -> bool:
    """Verify a message as the specification tells receivers to."""
    headers = {name.lower(): value for name, value in headers.items()}
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    wanted = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    recent = abs(time.time() - int(headers["webhook-timestamp"])) < 300
    return recent and f"v1,{wanted}" in headers["webhook-signature"].split(" ")


def test_the_first_round_adds_the_next_only_what_is_new(tmp_path, publisher, settings, samples):
    place = tmp_path / "archive"
    first = once(place, settings)
    assert (first.read, first.listed, first.new, first.left) == (2, 1, 1, 0)
    assert not first.alerts
    with unspin.Index.open(place) as index:
        (kept,) = index.witnesses(publisher.url("/own/1"))
    assert kept.outlet == "The Northern Courier"
    assert kept.title == "Story /own/1"
    assert timedelta() <= datetime.now(UTC) - kept.fetched < timedelta(minutes=1)
    second = once(place, settings)
    assert (second.read, second.unchanged, second.listed, second.new) == (2, 2, 0, 0)
    assert publisher.asked["/own/1"] == 1
    assert publisher.agents == {"unspin-watch (+desk@courier.example)"}
    publisher.put("/own/2", "Wheat", story(samples, "independent"))
    publisher.list("/own.xml", "The Northern Courier", ["/own/2", "/own/1"])
    third = once(place, settings)
    assert (third.unchanged, third.listed, third.new) == (1, 1, 1)
    assert publisher.asked["/own/1"] == 1
    assert not publisher.messages


def test_an_altered_quotation_is_told_once_and_signed(tmp_path, publisher, settings, samples):
    once(tmp_path / "archive", settings)
    farm_copies(publisher, samples)
    over = once(tmp_path / "archive", settings)
    assert [alert["type"] for alert in over.alerts] == ["copy.found", "quotation.altered"]
    assert over.outbox == {"waiting": 0, "sent": 2, "dead": 0, "kept": 0}
    assert all(is_genuine(*message) for message in publisher.messages)
    headers, body = publisher.messages[1]
    assert not is_genuine(headers, body.replace(b"Farm", b"Form"))
    assert not is_genuine({**headers, "webhook-id": "msg_1"}, body)
    told = json.loads(body)["data"]
    assert told["own"]["id"] == publisher.url("/own/1")
    assert told["other"]["outlet"] == "Farm"
    assert told["other"]["first_read"] > told["own"]["first_listed"][:10]
    (quotation,) = told["quotations"]
    assert ALTERED[0] in quotation["own"]
    assert ALTERED[1] in quotation["other"]
    again = once(tmp_path / "archive", settings)
    assert not again.alerts
    assert len(publisher.messages) == 2


def test_a_copy_that_was_there_before_the_own_story_is_told_too(
    tmp_path, publisher, settings, samples
):
    publisher.list("/own.xml", "The Northern Courier", [])
    farm_copies(publisher, samples)
    assert not once(tmp_path / "archive", settings).alerts
    publisher.list("/own.xml", "The Northern Courier", ["/own/1"])
    over = once(tmp_path / "archive", settings)
    assert {alert["data"]["own"]["outlet"] for alert in over.alerts} == {"The Northern Courier"}


def test_what_does_not_arrive_stays_in_the_outbox_under_its_id(
    tmp_path, publisher, settings, samples, monkeypatch
):
    monkeypatch.setattr("unspin.run.webhooks.WAITS", (0.0, 0.0))
    once(tmp_path / "archive", settings)
    farm_copies(publisher, samples)
    publisher.status = 503
    said: list[str] = []
    (over,) = unspin.watch(
        tmp_path / "archive", settings, secret=SECRET, once=True, tell=said.append
    )
    assert over.outbox["waiting"] == 2
    assert "HTTP 503; tried again" in said[0]
    publisher.status = 200
    over = once(tmp_path / "archive", settings)
    assert over.outbox["sent"] == 2
    ids = [headers["webhook-id"] for headers, _ in publisher.messages]
    bodies = {headers["webhook-id"]: body for headers, body in publisher.messages}
    assert len(set(ids)) == 2 < len(ids)
    assert all(bodies[headers["webhook-id"]] == body for headers, body in publisher.messages)


def test_a_message_that_never_arrives_is_given_up(
    tmp_path, publisher, settings, samples, monkeypatch
):
    monkeypatch.setattr("unspin.run.webhooks.WAITS", (0.0, 0.0))
    once(tmp_path / "archive", settings)
    farm_copies(publisher, samples)
    publisher.status = 500
    for _ in range(7):
        over = once(tmp_path / "archive", settings)
    assert over.outbox["dead"] == 2
    assert len(publisher.messages) == 6


def test_a_round_that_is_killed_goes_on(tmp_path, publisher, settings, samples, environment):
    farm_copies(publisher, samples)
    publisher.hold = threading.Event()
    arguments = ["watch", tmp_path / "archive", *settings["sources"], "--own", settings["own"][0],
                 "--webhook", settings["webhook"], "--allow-host", publisher.place, "--once"]  # fmt: skip
    environment["UNSPIN_WEBHOOK_SECRET"] = SECRET
    running = subprocess.Popen(
        command(*arguments), env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    while not publisher.asked["/own/1"]:
        time.sleep(0.05)
        assert running.poll() is None, running.stderr.read().decode()
    running.kill()
    running.communicate()
    publisher.hold.set()
    done = subprocess.run(
        command(*arguments), env=environment, capture_output=True, text=True, check=True
    )
    assert "0 listed anew, 2 added" in done.stderr
    assert len(done.stdout.splitlines()) == 2
    assert sorted(json.loads(body)["type"] for _, body in publisher.messages) == [
        "copy.found", "quotation.altered",
    ]  # fmt: skip


def test_an_interrupt_ends_it_at_once(tmp_path, publisher, settings, environment):
    publisher.hold = threading.Event()
    running = subprocess.Popen(
        command("watch", tmp_path / "archive", publisher.url("/own.xml"), "--allow-host", publisher.place),
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    while not publisher.asked["/own/1"]:
        time.sleep(0.05)
    asked = time.monotonic()
    os.kill(running.pid, signal.SIGINT)
    _, said = running.communicate(timeout=20)
    assert time.monotonic() - asked < 2
    publisher.hold.set()
    assert running.returncode == 130
    assert said.decode() == "unspin: interrupted: the next round goes on where it stopped\n"


def test_a_feed_may_give_its_texts_itself(tmp_path, publisher, samples):
    bodies = {"/own/1": story(samples, "original"), "/own/9": "<p>Only here: a mill burnt.</p>"}
    publisher.list("/own.xml", "The Northern Courier", list(bodies), bodies)
    source = {"url": publisher.url("/own.xml"), "outlet": "Courier", "pages": False}
    over = once(tmp_path / "a", {"sources": [source], "allow": [publisher.place]})
    assert over.new == 2
    assert not publisher.asked["/own/1"]
    with unspin.Index.open(tmp_path / "a") as index:
        (kept,) = index.witnesses(publisher.url("/own/9"))
    assert (kept.text, kept.outlet) == ("Only here: a mill burnt.", "Courier")


def test_a_sitemap_of_sitemaps_is_read_and_what_is_no_news_left_out(tmp_path, publisher):
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    news = "http://www.google.com/schemas/sitemap-news/0.9"
    publisher.pages["/all.xml"] = (
        "text/xml",
        f'<sitemapindex xmlns="{space}"><sitemap><loc>{publisher.url("/news.xml")}</loc></sitemap>'
        f"<sitemap><loc>{publisher.url('/gone.xml')}</loc></sitemap></sitemapindex>".encode(),
    )
    publisher.pages["/news.xml"] = (
        "text/xml",
        f'<urlset xmlns="{space}" xmlns:n="{news}"><url><loc>{publisher.url("/own/1")}</loc><n:news>'
        "<n:publication><n:name>Courier</n:name><n:language>en</n:language></n:publication>"
        "<n:publication_date>2026-03-12T10:00:00Z</n:publication_date><n:title>T</n:title></n:news>"
        f"</url><url><loc>{publisher.url('/imprint')}</loc></url></urlset>".encode(),
    )
    over = once(
        tmp_path / "a", {"sources": [publisher.url("/all.xml")], "allow": [publisher.place]}
    )
    assert (over.new, [s.code for s in over.skipped]) == (1, ["http-status"])
    assert not publisher.asked["/imprint"]
    with unspin.Index.open(tmp_path / "a") as index:
        (kept,) = index.witnesses(publisher.url("/own/1"))
    assert (kept.outlet, kept.published) == ("Courier", datetime(2026, 3, 12, 10, tzinfo=UTC))


def test_a_story_that_lies_inside_the_network_is_not_fetched(tmp_path, publisher):
    inside = "http://127.0.0.1:1/admin", "http://169.254.169.254/latest/meta-data/"
    items = "".join(f"<item><link>{url}</link></item>" for url in inside)
    publisher.pages["/own.xml"] = ("text/xml", f"<rss><channel>{items}</channel></rss>".encode())
    over = once(
        tmp_path / "a", {"sources": [publisher.url("/own.xml")], "allow": [publisher.place]}
    )
    assert [skipped.code for skipped in over.skipped] == ["refused", "refused"]
    assert (over.new, over.left) == (0, 0)


def test_a_page_that_fails_is_asked_again_and_then_given_up(tmp_path, publisher, monkeypatch):
    monkeypatch.setattr("unspin.run.ledger.RETRY", 0.0)
    publisher.list("/own.xml", "C", ["/gone"])
    settings = {"sources": [publisher.url("/own.xml")], "allow": [publisher.place]}
    rounds = [once(tmp_path / "a", settings) for _ in range(6)]
    assert [over.left for over in rounds] == [1, 1, 1, 1, 0, 0]
    assert [len(over.skipped) for over in rounds] == [0, 0, 0, 0, 1, 0]
    assert publisher.asked["/gone"] == 5


def test_a_time_without_watching_is_told(tmp_path, publisher, samples):
    settings = {"sources": [publisher.url("/own.xml")], "allow": [publisher.place]}
    assert not once(tmp_path / "a", settings).gaps
    publisher.put("/own/7", "W", story(samples, "independent"))
    publisher.list("/own.xml", "C", ["/own/7"])  # nothing of what was known: more was between
    (gap,) = once(tmp_path / "a", settings).gaps
    assert gap.startswith(publisher.url("/own.xml") + ": from ")


def test_only_one_watches_an_index(tmp_path, settings):
    with (
        Ledger(tmp_path / "archive.watch"),
        pytest.raises(unspin.Busy, match="writing to this index"),
    ):
        once(tmp_path / "archive", settings)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"sources": []}, "nothing to watch"),
        ({"sources": ["http://127.0.0.1:99/"]}, "cannot be asked: port 99"),
        ({"sources": [{"url": "https://a.example/", "page": True}]}, "unknown setting 'page'"),
        ({"sources": "https://a.example/"}, "wanted a list"),
        ({"own": [1]}, "wanted a name"),
        ({"every": 0}, "wanted minutes"),
        ({"evry": 15}, "unknown setting 'evry'"),
        ({"webhook": "https://user@hooks.example/"}, "user name"),
    ],
)
def test_settings_are_checked(settings, change, words):
    with pytest.raises(unspin.BadInput, match=words):
        plan_of({**settings, **change}, SECRET)


@pytest.mark.parametrize(
    "secret", [None, "", "whsec_c2hvcnQ=", "no base64 at all, however long it is"]
)
def test_a_webhook_needs_a_good_secret(settings, secret):
    with pytest.raises(unspin.BadInput, match="secret"):
        plan_of(settings, secret)


def test_own_stories_are_told_by_outlet_and_by_host():
    plan = plan_of({"sources": ["https://a.example/"], "own": ["Valley Post", "v.example"]}, None)
    own = [
        unspin.Document("1", "a b", outlet="valley post"),
        unspin.Document("2", "a b", url="https://news.v.example/1"),
    ]
    others = [
        unspin.Document("3", "a b", url="https://notv.example/1", outlet="Valley Posts"),
        unspin.Document("4", "a b", url="http://["),
    ]
    assert [plan.is_own(d) for d in own + others] == [True, True, False, False]


def test_the_command_reads_its_settings(tmp_path, publisher, samples):
    farm_copies(publisher, samples)
    config = tmp_path / "watch.toml"
    config.write_text(
        f'sources = ["{publisher.url("/own.xml")}"]\nallow = ["{publisher.place}"]\n'
        'own = ["The Northern Courier"]\n',
        "utf-8",
    )
    done = call(
        "watch", tmp_path / "a", publisher.url("/farm.xml"), "--config", config, "--once", "--json"
    )
    assert done.returncode == 0, done.stderr
    types = [json.loads(line)["type"] for line in done.stdout.splitlines()]
    assert sorted(types) == ["copy.found", "quotation.altered"]
    assert b"2 sources read, 2 listed anew, 2 added" in done.stderr
    again = call("watch", tmp_path / "a", "--config", config, "--once", "--quiet")
    assert (again.returncode, again.stdout, again.stderr) == (0, b"", b"")
    config.write_text("sources = [", "utf-8")
    assert b"is not TOML" in call("watch", tmp_path / "a", "--config", config).stderr


def test_a_broken_ledger_is_said(tmp_path, settings):
    once(tmp_path / "a", {**settings, "webhook": ""})
    path = tmp_path / "a.watch" / "ledger.sqlite"
    data = bytearray(path.read_bytes())
    data[100:4000] = b"\xff" * 3900
    path.write_bytes(data)
    with pytest.raises(unspin.Damaged, match="is no ledger"):
        once(tmp_path / "a", settings)
