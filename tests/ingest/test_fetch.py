"""Fetching: checked at every hop, bound to the address that was checked, polite, and never for long."""

from __future__ import annotations

import gzip
import shutil
import socket
import ssl
import subprocess
import threading
import time
from contextlib import suppress

import pytest

from publishing import publish
from unspin.ingest import fetch
from unspin.ingest.fetch import LARGEST, Answer, Fetcher


@pytest.fixture
def publisher():
    here, server = publish()
    here.pages["/a"] = ("text/plain; charset=Latin-1", "Zürich".encode("latin-1"))
    yield here
    server.shutdown()
    server.server_close()


@pytest.fixture
def fetcher(publisher):
    return Fetcher("desk@v.example", frozenset((publisher.place,)))


@pytest.fixture
def raw():
    """Serve each connection with a function of its socket; gives the place."""
    listeners = []

    def serve(answer):
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)

        def run():
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                threading.Thread(target=answered, args=(connection,), daemon=True).start()

        def answered(connection):
            with connection:
                asked = connection.recv(4096)
                if b"/robots.txt" in asked:
                    connection.sendall(b"HTTP/1.0 404 Not Found\r\n\r\n")
                    return
                with suppress(OSError):  # whoever asked had enough
                    answer(connection)

        threading.Thread(target=run, daemon=True).start()
        return f"localhost:{listener.getsockname()[1]}"

    yield serve
    for listener in listeners:
        listener.close()


def test_an_answer(publisher, fetcher):
    answer = fetcher.get(publisher.url("/a"))
    assert isinstance(answer, Answer)
    assert answer.body.decode(answer.charset) == "Zürich"
    assert fetcher.get(publisher.url("/a"), {"If-None-Match": answer.headers["etag"]}).status == 304
    assert fetcher.get(publisher.url("/b")).code == "http-status"


def test_a_redirect_is_followed_when_it_leads_to_a_public_place(publisher, fetcher):
    publisher.moved = {"/old": publisher.url("/older"), "/older": "/a"}
    assert fetcher.get(publisher.url("/old")).url == publisher.url("/a")


@pytest.mark.parametrize(
    "place",
    [
        "http://127.0.0.1/", "http://169.254.169.254/latest/", "http://[::ffff:127.0.0.1]/",
        "http://2130706433/", "file:///etc/passwd", "//10.0.0.1/", "http://localhost/",
    ],
)  # fmt: skip
def test_a_redirect_to_a_private_place_is_refused(publisher, fetcher, place):
    publisher.moved = {"/old": place}
    assert fetcher.get(publisher.url("/old")).code == "refused"


def test_redirects_have_an_end(publisher, fetcher):
    publisher.moved = {"/round": "/round"}
    assert fetcher.get(publisher.url("/round")).code == "redirects"
    assert publisher.asked["/round"] == 4


@pytest.fixture
def connected(monkeypatch):
    """Note what is connected to, and connect to nothing."""
    seen = []

    def connect(address, **_):
        seen.append(address)
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr(fetch.socket, "create_connection", connect)
    return seen


def test_a_name_that_changes_its_address_is_asked_at_the_one_that_was_checked(connected):
    answers = iter([["93.184.216.34"], ["127.0.0.1"], ["127.0.0.1"]])
    asked = Fetcher(resolve=lambda *_: next(answers), sleep=lambda _: None)
    asked.get("http://rebind.example/")
    assert connected == [("93.184.216.34", 80)]
    assert asked.post("http://rebind.example/hook", b"{}", {}).code == "refused"
    assert connected == [("93.184.216.34", 80)]


def test_a_webhook_may_not_lead_inside(connected):
    sender = Fetcher(resolve=lambda *_: ["93.184.216.34", "::1"])
    for url in ("https://two.example/", "https://localhost/", "https://v.example:6379/"):
        assert sender.post(url, b"{}", {}).code == "refused"
    assert not connected


def test_a_webhook_s_redirect_is_not_followed(publisher, fetcher):
    publisher.status = 302
    assert fetcher.post(publisher.url("/hook"), b"{}", {}).status == 302
    assert len(publisher.messages) == 1


def test_robots_are_heeded(publisher, fetcher):
    publisher.pages["/robots.txt"] = (
        "text/plain", b"User-agent: *\nDisallow: /private\n\nUser-agent: unspin-watch\nDisallow: /b\n",
    )  # fmt: skip
    assert isinstance(fetcher.get(publisher.url("/a")), Answer)
    assert fetcher.get(publisher.url("/b/1")).code == "robots"
    assert publisher.asked == {"/robots.txt": 1, "/a": 1}


def test_a_host_is_left_in_peace_between_two_requests(publisher):
    publisher.pages["/robots.txt"] = ("text/plain", b"User-agent: *\nCrawl-delay: 7\n")
    slept: list[float] = []
    now = [1000.0]

    def sleep(seconds):
        slept.append(seconds)
        now[0] += seconds

    polite = Fetcher("", frozenset((publisher.place,)), clock=lambda: now[0], sleep=sleep)
    for _ in range(3):
        polite.get(publisher.url("/a"))
    assert slept == [7.0, 7.0]
    assert polite.ready(publisher.url("/a")) == now[0] + 7
    publisher.pages["/robots.txt"] = ("text/plain", b"User-agent: *\nCrawl-delay: 700\n")
    now[0] += 25 * 3600
    assert polite.get(publisher.url("/a")).code == "robots"


def test_a_robots_that_cannot_be_read_forbids_all():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        closed = f"localhost:{listener.getsockname()[1]}"
    assert Fetcher("", frozenset((closed,))).get(f"http://{closed}/a").code == "robots"


def test_a_page_that_is_too_long_is_refused(publisher, fetcher):
    publisher.pages["/big"] = ("text/plain", b"a" * (LARGEST + 1))
    publisher.pages["/bomb"] = ("application/gzip", gzip.compress(b"\0" * (LARGEST + 1)))
    publisher.pages["/packed"] = ("application/gzip", gzip.compress(b"a text"))
    publisher.pages["/broken"] = ("application/gzip", b"\x1f\x8b and no more")
    assert fetcher.get(publisher.url("/big")).code == "too-long"
    assert fetcher.get(publisher.url("/bomb")).code == "too-long"
    assert fetcher.get(publisher.url("/packed")).body == b"a text"
    assert fetcher.get(publisher.url("/broken")).code == "unreachable"


@pytest.mark.parametrize("drip", [b"H", b"HTTP/1.0 200 OK\r\nX: y\r\n", b"HTTP/1.0 200 OK\r\n\r\n"])
def test_a_server_that_drips_is_left(raw, monkeypatch, drip):
    monkeypatch.setattr(fetch, "SECONDS", 0.7)

    def answer(connection):
        connection.sendall(drip)
        for _ in range(100):
            connection.sendall(b"z")
            time.sleep(0.05)

    place = raw(answer)
    begun = time.monotonic()
    assert Fetcher("", frozenset((place,))).get(f"http://{place}/a").code == "too-slow"
    assert time.monotonic() - begun < 3


@pytest.mark.parametrize(
    "answer", [b"", b"\0\xff\r\n\r\n", b"HTTP/1.0 200 OK\r\nContent-Length: 9\r\n\r\na"]
)
def test_a_broken_answer_is_no_page(raw, answer):
    place = raw(lambda connection: connection.sendall(answer))
    found = Fetcher("", frozenset((place,))).get(f"http://{place}/a")
    assert found.code == "unreachable"


def test_https_asks_for_a_certificate_of_the_name(publisher, tmp_path, monkeypatch):
    if not shutil.which("openssl"):
        pytest.skip("needs openssl, to make a certificate")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    here, server = publish()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    here.pages["/a"] = ("text/plain", b"secret")
    asked = Fetcher("", frozenset((here.place, f"127.0.0.1:{here.port}")))
    assert "CERTIFICATE_VERIFY_FAILED" in asked.post(f"https://{here.place}/", b"", {}).reason
    trust = ssl.create_default_context(cafile=certificate)
    monkeypatch.setattr(fetch, "_trust", lambda: trust)
    assert Fetcher("", asked.allowed).get(f"https://{here.place}/a").body == b"secret"
    other = asked.post(f"https://127.0.0.1:{here.port}/", b"", {})
    assert "not valid for '127.0.0.1'" in other.reason
    server.shutdown()
    server.server_close()


def test_a_contact_cannot_add_a_header(publisher):
    asked = Fetcher("desk\r\nX-Evil: 1", frozenset((publisher.place,)))
    asked.get(publisher.url("/a"))
    assert publisher.agents == {"unspin-watch (+deskX-Evil: 1)"}
