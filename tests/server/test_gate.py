"""Who is let in, how many, how large, and what goes out."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path

import pytest

from serving import TOKEN
from unspin.server.gate import Gate
from unspin.server.options import Options
from unspin.server.problems import Problem
from unspin.server.tokens import Tokens


def test_only_its_own_names_are_answered_to(client):
    for host in ("evil.example", "127.0.0.1.evil.example", "localhost.evil.example", ""):
        assert client.ask("GET", "/", Host=host).status == 421, host
    for host in ("localhost", "LOCALHOST:80", "127.0.0.1", "[::1]:8000"):
        assert client.ask("GET", "/", Host=host).status == 200, host


def test_pages_of_other_sites_cannot_send_forms(client):
    fields = {"text": "The mill closed in May."}
    for headers in ({"Origin": "http://evil.example"}, {"Origin": "null"},
                    {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}):  # fmt: skip
        assert client.form("/quotes", fields, **headers).status == 403
    own = {"Origin": client.address, "Sec-Fetch-Site": "same-origin"}
    assert client.form("/quotes", fields, **own).status == 303


def test_sizes_methods_and_kinds_are_checked(client):
    large = client.post("/compare", {"a": "word " * 300_000, "b": "word"})
    assert large.status == large.data["status"] == 413
    assert client.ask("PUT", "/quotes", b"x").headers["allow"] == "GET, POST"
    assert client.ask("POST", "/compare", b"x", Content_Type="text/plain").status == 415
    chunks = client.ask("POST", "/compare", iter([b"x" * 600_000] * 3),  # type: ignore[arg-type]
                        Content_Type="application/json")  # fmt: skip
    assert chunks.status == 413


def test_pages_allow_their_own_nonce_and_nothing_else(client):
    first, second = (client.page("/pair", a="original", b="spun") for _ in range(2))
    policy = first.headers["content-security-policy"]
    (nonce,) = set(re.findall("'nonce-([0-9a-f]{32})'", policy))
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert f'<style nonce="{nonce}">' in first.text
    assert nonce not in second.text
    assert first.headers["etag"] == second.headers["etag"]
    assert "set-cookie" not in first.headers
    assert not re.search(r"""(src|href)=["']?(https?:)?//""", first.text)
    for name in ("x-content-type-options", "x-frame-options", "referrer-policy"):
        assert name in first.headers
    assert "nonce" not in client.get("/").headers["content-security-policy"]


def test_a_token_is_asked_for(guarded):
    assert guarded.get("/").status == 401
    assert guarded.get("/").headers["www-authenticate"].startswith("Bearer")
    assert guarded.ask("GET", "/", Authorization="Bearer wrong-horse-battery").status == 401
    assert guarded.ask("GET", "/", Authorization=f"Bearer {TOKEN}").status == 200
    assert 'name="token"' in guarded.page("/documents").text


def test_a_browser_logs_in_once(guarded):
    assert guarded.form("/login", {"token": "wrong-horse-battery"}).status == 401
    answer = guarded.form("/login", {"token": TOKEN})
    cookie = answer.headers["set-cookie"]
    assert answer.status == 303
    assert "HttpOnly" in cookie and "samesite=strict" in cookie.lower() and TOKEN not in cookie
    session = cookie.partition(";")[0]
    assert guarded.ask("GET", "/", Cookie=session).status == 200
    for forged in (session[:-1] + "x", "unspin=9999999999.", "unspin=x", "unspin"):
        assert guarded.ask("GET", "/", Cookie=forged).status == 401
    assert 'unspin=""' in guarded.form("/logout", {}, Cookie=session).headers["set-cookie"]


def test_whoever_asks_too_fast_is_told_when_to_come_again(guarded):
    answers = [guarded.get("/favicon.svg") for _ in range(90)]
    assert {a.status for a in answers} == {200, 429}
    assert all(int(a.headers["retry-after"]) >= 1 for a in answers if a.status == 429)


def refusing(scope, problem: Problem):
    async def answer(scope, receive, send):
        await send({"type": "http.response.start", "status": problem.status, "headers": []})
        await send({"type": "http.response.body", "body": json.dumps(problem.headers).encode()})

    return answer


@pytest.mark.parametrize("crowd", [1, 5])
def test_a_crowd_is_turned_away(crowd):
    async def asked() -> list[int]:
        door, statuses = asyncio.Event(), []

        async def slow(scope, receive, send):
            await door.wait()
            await send({"type": "http.response.start", "status": 200, "headers": []})

        async def send(message):
            if message["type"] == "http.response.start":
                statuses.append(message["status"])
            if len(statuses) == 20 - crowd:
                door.set()

        gate = Gate(slow, Options(Path(), crowd=crowd), Tokens(None), refusing, "0" * 32)
        scope = {"type": "http", "method": "GET", "path": "/", "raw_path": b"/",
                 "headers": [(b"host", b"localhost")], "query_string": b""}  # fmt: skip
        await asyncio.gather(*(gate(dict(scope), None, send) for _ in range(20)))
        return statuses

    statuses = asyncio.run(asked())
    assert sorted(statuses) == [200] * crowd + [429] * (20 - crowd)
