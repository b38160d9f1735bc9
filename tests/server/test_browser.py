"""The pages in a browser: nothing foreign runs, keyboard and no script are enough."""

from __future__ import annotations

import json
import random
import shutil
from urllib.parse import urlencode

import pytest

import unspin
from payloads import PAYLOADS
from serving import Client, serving

playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),  # playwright's own
]

WATCH = """
window.happened = [];
window.ran = () => window.happened.push("ran");
document.addEventListener("securitypolicyviolation",
  e => window.happened.push("policy: " + e.violatedDirective + " " + e.blockedURI));
"""


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as started:
        # As root, in a container, Chromium cannot make its sandbox.
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def story(number: int, payload: str) -> str:
    """Return sixty words of its own with a payload in the middle, and a quotation with one."""
    words = random.Random(number)
    said = [f"{words.choice('bdfgklmnprst')}{words.choice('aeiou')}{n % 7}word" for n in range(60)]
    start, end = " ".join(said[:30]), " ".join(said[30:])
    return f'The {start} {payload} {end}. "We {payload} know it," said Ann Lee{number}.'


def documents() -> list[unspin.Document]:
    return [
        unspin.Document(
            f"{number}{payload}", story(number, payload), url=payload, title=payload,
            outlet=payload, extra={"author": payload}, damage=(payload,),
        )
        for number, payload in enumerate(PAYLOADS)
    ]  # fmt: skip


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """A client of a server over the results of a scan of nothing but payloads, some copied."""
    folder = tmp_path_factory.mktemp("hostile")
    rows = [
        {"id": d.doc_id, "text": d.text, "title": d.title, "outlet": d.outlet, "url": d.url,
         "author": d.title}
        for d in documents()
    ]  # fmt: skip
    rows += [{**row, "id": f"copy of {row['id']}"} for row in rows[::20]]
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (folder / "rows.jsonl").write_text(lines, encoding="utf-8")
    unspin.scan([folder / "rows.jsonl"], folder / "found", jobs=1)
    with serving(folder / "found") as (address, _):
        yield Client(address)


def test_two_hundred_payloads_run_nowhere(browser, hostile):
    assert len(PAYLOADS) == 200
    page = browser.new_page()
    page.add_init_script(WATCH)
    foreign, happened = [], []
    page.on("request", lambda r: foreign.append(r.url) if hostile.host not in r.url else None)
    page.on("dialog", lambda d: (foreign.append(d.message), d.dismiss()))
    page.on("console", lambda m: happened.append(m.text) if "Policy" in m.text else None)

    def look(path: str) -> None:
        answer = page.goto(hostile.address + path)
        assert answer.status == 200, path
        happened.extend(page.evaluate("window.happened"))
        assert not happened and not foreign, path

    families = hostile.get("/families").data
    assert families["total"] >= 5
    for path in ("/", "/documents?most=100", "/families", "/outlets", "/jobs",
                 "/statements?most=100"):  # fmt: skip
        look(path)
    for row in families["families"]:
        look(f"/families/{row['family']}")
        look(f"/families/{row['family']}/lineage")
        look(f"/families/{row['family']}/statements")
    for number, payload in enumerate(PAYLOADS):
        own = f"{number}{payload}"
        look(f"/document?{urlencode({'id': own})}")
        if number % 4 == 0:
            other = f"{number + 1}{PAYLOADS[number + 1]}"
            look(f"/pair?{urlencode({'a': own, 'b': other})}")
            for path in ("/quotes", "/inspect", "/matches", "/restore"):
                look(f"{path}?{urlencode({'id': own})}")
        look(uploaded(hostile, number, payload))
        missing = hostile.page("/document", id=payload)
        assert missing.status == 404
        assert payload not in missing.text or "<" not in payload
    page.close()


def uploaded(client: Client, number: int, payload: str) -> str:
    """Send two files that are named by a payload, and return where their page is."""
    name = payload.replace("\\", "").replace('"', "%22").replace("/", "\u2215")
    part = '--x\r\nContent-Disposition: form-data; name="{}"; filename="{}"\r\n\r\n{}\r\n'
    text = story(number, payload)
    body = part.format("a_file", name, text)
    body += part.format("b_file", f"b{name}", text.replace("word ", "verb ", 9))
    sent = client.ask("POST", "/compare", f"{body}--x--\r\n".encode(), Accept="text/html",
                      **{"Content-Type": "multipart/form-data; boundary=x"})  # fmt: skip
    assert sent.status == 303, sent.text
    return sent.headers["location"]


def test_a_keyboard_is_enough_without_a_script(browser, client, samples):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(client.address)
    page.keyboard.press("Tab")
    assert page.locator(".skip:focus").count() == 1
    for name in ("original", "spun"):
        while not page.locator("textarea:focus").count():
            page.keyboard.press("Tab")
        page.keyboard.insert_text((samples / f"{name}.txt").read_text(encoding="utf-8"))
        page.keyboard.press("Tab")
    while not page.locator("button:focus").count():
        page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "machine-spun copy" in page.locator("h1").inner_text()
    page.goto(f"{client.address}/families/0")
    page.get_by_text("side by side").first.click()
    assert page.locator(".rows .row").count() > 10
    context.close()


def test_a_scan_is_watched(browser, client):
    page = browser.new_page()
    page.goto(f"{client.address}/jobs")
    page.get_by_label("Files and folders").fill("stories.jsonl")
    page.get_by_role("button", name="Scan").click()
    page.get_by_text("families.jsonl").wait_for(timeout=120_000)
    assert page.locator("#state").inner_text() == "done"
    page.close()


@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_sticks_out(browser, client, width):
    page = browser.new_page(viewport={"width": width, "height": 800})
    for path in ("/", "/documents", "/document?id=original", "/families/0", "/families/0/lineage",
                 "/outlets", "/matches?id=original", "/quotes?id=original", "/inspect?id=spun",
                 "/pair?a=original&b=spun", "/jobs", "/nothing", "/statements",
                 "/families/0/statements", "/restore?id=spun"):  # fmt: skip
        page.goto(client.address + path)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, path
    page.close()
