"""The API answers what the library does, byte for byte; every address is a page too."""

from __future__ import annotations

import json
from hashlib import sha256

import pytest

import unspin

PAGES = ["/", "/documents", "/document?id=original", "/matches?id=original", "/families",
         "/matches/1?id=original", "/pair?a=original&b=spun", "/quotes?id=original",
         "/inspect?id=spun", "/families/0", "/families/0/lineage", "/outlets", "/jobs",
         "/statements", "/families/0/statements", "/restore?id=spun"]  # fmt: skip


def bytes_of(value) -> bytes:
    return json.dumps(value).encode()


@pytest.fixture
def texts(samples):
    return [(samples / f"{name}.txt").read_text(encoding="utf-8") for name in ("original", "spun")]


@pytest.mark.parametrize("how", ["json", "form", "files"])
def test_comparing_is_the_library_s(client, texts, how):
    a, b = texts
    if how == "json":
        answer = client.post("/compare", {"a": a, "b": b})
    elif how == "form":
        answer = client.form("/compare", {"a": a, "b": b}, Accept="*/*")
    else:
        part = "--x\r\nContent-Disposition: form-data; name={}; filename={}\r\n\r\n{}\r\n"
        body = part.format("a_file", "a.txt", a) + part.format("b_file", "C:/desk/b.txt", b)
        answer = client.ask("POST", "/compare", f"{body}--x--\r\n".encode(),
                            **{"Content-Type": "multipart/form-data; boundary=x"})  # fmt: skip
        a, b = unspin.Document("a.txt", a), unspin.Document("b.txt", b)
    assert answer.status == 200
    assert answer.body == bytes_of(unspin.compare(a, b).to_dict())


def test_the_index_is_asked_as_the_library_is(client, demo, texts):
    pasted = unspin.Document(sha256(texts[1].encode()).hexdigest()[:16], texts[1])
    with unspin.Index.open(demo / "index") as index:
        (original,), (spun,) = index.witnesses("original"), index.witnesses("spun")
        found = index.find(original)
        assert client.get("/matches", id="original").body == bytes_of(found.to_dict())
        answer = client.post("/find", {"text": texts[1]})
        assert answer.body == bytes_of(index.find(pasted).to_dict())
    assert answer.headers["unspin-unverified"] == "0"
    judged = client.get("/pair", a="original", b="spun").body
    assert judged == bytes_of(unspin.compare(original, spun).to_dict())
    first = client.get("/matches/1", id="original").body
    assert first == bytes_of(found.judgements[0].to_dict())


def test_one_text_is_read_as_the_library_reads_it(client, demo, texts):
    story, spun = texts
    assert client.post("/quotes", {"text": story}).body == bytes_of(unspin.quotes(story).to_dict())
    assert client.post("/inspect", {"text": spun}).body == bytes_of(unspin.inspect(spun).to_dict())
    restored = client.post("/restore", {"text": spun})
    with unspin.Index.open(demo / "index") as index:
        assert restored.body == bytes_of(unspin.restore(spun, index).to_dict())
    assert restored.data["witnesses"]
    lineage = unspin.lineage(demo, "0", jobs=1)[0].to_dict()
    assert client.get("/families/0/lineage").body == bytes_of(lineage)


@pytest.mark.parametrize("strict", [False, True])
def test_statements_are_those_of_the_library(client, demo, tmp_path, strict):
    said = {"strict": str(strict).lower()}
    every = unspin.statements(demo, strict=strict)
    seen, after = [], {}
    while after is not None:
        page = client.get("/statements", most=2, **said, **after).data
        seen += page["statements"]
        after = {"after": page["next"]} if page["next"] else None
    assert bytes_of(seen) == bytes_of(every.to_dict())
    assert page["total"] == len(every)
    table = client.get("/statements.csv", **said)
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert table.body == unspin.report(every, tmp_path / "said.csv").read_bytes()
    family = unspin.statements(demo, family="0", strict=strict)
    assert client.get("/families/0/statements", **said).body == bytes_of(family.to_dict())
    table = client.get("/families/0/statements.csv", **said)
    assert table.body == unspin.report(family, tmp_path / "said.csv").read_bytes()
    assert len(family) > 0


def test_a_reader_walks_from_the_families_to_a_pair(client):
    assert 'href="/families/0"' in client.page("/families").text
    family = client.page("/families/0").text
    assert 'href="/families/0/lineage"' in family
    assert 'href="/families/0/statements"' in family
    told = client.page("/families/0/lineage").text
    assert 'id="h-heat"' in told
    assert 'class="stemma"' in told
    assert 'href="/document?id=original"' in told
    assert 'href="/pair?a=original&amp;b=spun"' in told
    assert "<nav" in told


@pytest.mark.parametrize("address", PAGES)
def test_every_address_is_a_page_and_json(client, address):
    page = client.page(address)
    assert page.status == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "<h1>" in page.text
    path, _, query = address.partition("?")
    asked = f"{path}.json" + (f"?{query}" if query else "")
    named = client.ask("GET", asked, Accept="text/html")
    assert named.headers["content-type"] == "application/json"
    assert named.data == client.get(address).data
    head = client.ask("HEAD", address)
    assert (head.status, head.body) == (200, b"")


def test_what_is_known_is_not_sent_again(client):
    for accept in ("text/html", "application/json"):
        first = client.ask("GET", "/outlets", Accept=accept)
        again = client.ask("GET", "/outlets", Accept=accept, If_None_Match=first.headers["etag"])
        assert (again.status, again.body) == (304, b"")
        assert "content-security-policy" not in again.headers  # the page keeps its own nonce
    assert first.headers["etag"] != client.page("/outlets").headers["etag"]


def test_a_browser_is_led_to_the_page_of_its_answer(client, texts):
    sent = client.form("/compare", dict(zip("ab", texts, strict=True)))
    assert sent.status == 303
    page = client.page(sent.headers["location"])
    assert "machine-spun copy" in page.text
    data = client.get(sent.headers["location"])
    assert data.body == bytes_of(unspin.compare(*texts).to_dict())
    found = client.form("/find?most=5", {"text": texts[1]}).headers["location"]
    assert 'href="/find/' in client.page(found).text
    path, _, query = found.partition("?")
    assert client.get(f"{path}/1?{query}").data["b"]["id"] == "spun"
    assert client.get(f"/compare/{'0' * 32}").status == 404


def test_a_list_is_walked_by_its_cursors(client):
    seen, after = [], {}
    while True:
        found = client.get("/documents", most=3, **after).data
        seen += [document["id"] for document in found["documents"]]
        if found["next"] is None:
            break
        after = {"after": found["next"]}
    assert seen == [d["id"] for d in client.get("/documents").data["documents"]]
    assert len(set(seen)) == found["total"] == 7
    assert client.get("/documents", outlet="Info Globe 24").data["total"] == 1


def test_what_is_not_there_is_a_problem(client):
    for path in ("/nothing", "/document?id=x", "/pair?a=original&b=x", "/families/9", "/jobs/0"):
        answer = client.get(path)
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.status == answer.data["status"]
        assert answer.data.keys() >= {"type", "title", "detail"}
    assert client.page("/nothing").headers["content-type"].startswith("text/html")


@pytest.mark.parametrize(("value", "where"), [
    ({"a": "one"}, "b"), ({"a": "one", "b": ""}, "b"), ({"a": "?!", "b": "two"}, "a"),
    ({"a": 1, "b": "two"}, "a"), ({"a": "one", "b": "two", "c": "three"}, "c"), (["a", "b"], "body"),
    ({"a": "one \ud800", "b": "two"}, "a"),
])  # fmt: skip
def test_what_cannot_be_compared_is_refused(client, value, where):
    answer = client.post("/compare", value)
    assert answer.status == 422
    assert answer.data["errors"][0]["where"] == where


def test_the_description_is_of_the_routes(client):
    found = client.get("/openapi.json").data
    assert found["openapi"] == "3.1.0"
    for path, operations in found["paths"].items():
        for operation in operations.values():
            assert operation["description"], path
            for name, answer in operation["responses"].items():
                kind = "application/problem+json"
                assert int(name) < 400 or kind in answer["content"], path
