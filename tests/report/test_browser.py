"""The pages in a browser: keys, filters, eyes, paper, phones, and nothing that runs or is fetched."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from report.browsing import EYES, chromium, opened, pixels, through
from report.families import documents, lineage, statements
from report.judgements import build
from report.test_corpus import BOOKS, pair
from report.test_figure import with_passages
from unspin.records import Document, Passage, Span
from unspin.report import corpus, family, html
from unspin.report.view import percent
from unspin.witnesses import Apparatus, Derivation, Lineage

TOLD_APART = 25  # pixels of a word that must differ clearly


@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


@pytest.fixture
def write(tmp_path):
    def writing(content: str):
        path = tmp_path / "page.html"
        path.write_text(content, encoding="utf-8")
        return path

    return writing


@pytest.fixture(scope="module")
def pages():
    rows = [pair(changes={"C303": 2, "C202": 9}), pair("a", "c", abstained=True)]
    about = {name: Document(name, "", outlet=f"Outlet {name}", title="A wall") for name in "abc"}
    families = [{"family": 0, "members": ["a", "b", "c"]}]
    books = BOOKS | {"skipped": {"empty": 1}, "skips": [{"origin": "x:1", "reason": "no words"}]}
    table = Apparatus("3", tuple(documents()), tuple(zip(*(d.text.split() + [""] * 20 for d in documents().values()), strict=False)))  # fmt: skip
    return {
        "pair": html.page(long_story(), version="1"),
        "family": family.page(family.view(lineage(), table, documents(), statements()), version="1"),
        "corpus": corpus.page(corpus.view(books, families, rows, about, {}, whole=True), version="1"),
    }  # fmt: skip


def long_story():
    same = " ".join(f"Nothing at all changed in sentence number {i}." for i in range(8))
    return build(
        f"It was {{14|40|C303}} then. {same} The {{White House|White Home|C301}} was "
        f"{{quick|fast|C202}}{{| not|C306}} to {{“say”|'say'|C101}} so. It {{ended well|}} at last."
    )


def test_marks_are_told_apart_by_every_eye_without_their_letters(browser, write):
    style = re.search(r"<style>.*?</style>", html.page(build("Same."), version="1"), re.DOTALL)[0]
    kinds = ["verbatim", *(kind for kind, *_ in html.LEGEND)]
    words = "".join(
        f'<p class="text" style="margin:20px"><span id="{k}" style="display:inline-block;'
        f'width:140px;height:46px;padding:8px"><span class="m {k}">altered</span></span></p>'
        for k in kinds
    )
    path = write(f"<!doctype html><meta charset=utf-8>{style}<body>{words}")
    for mode in ({"color_scheme": "light"}, {"color_scheme": "dark"}, {"forced_colors": "active"}):
        with opened(browser, path, **mode) as page:
            shots = {k: pixels(page.locator(f"#{k}").screenshot()) for k in kinds}
        for eye in EYES:
            seen = {k: through(eye, shot) for k, shot in shots.items()}
            for one, other in combinations(kinds, 2):
                apart = np.abs(seen[one] - seen[other]).max(axis=-1) > 0.2
                assert apart.sum() >= TOLD_APART, (mode, eye, one, other, int(apart.sum()))


def test_walking_by_keyboard(browser, write, pages):
    with opened(browser, write(pages["pair"])) as page:
        at = "document.activeElement.id"
        page.keyboard.press("n")
        assert page.evaluate(at) == "a-c0"
        page.keyboard.press("Enter")
        assert page.evaluate(at) == "b-c0"
        page.keyboard.press("n")
        assert page.evaluate(at) == "a-c1"
        page.keyboard.press("N")
        assert page.evaluate(at) == "a-c0"
        page.keyboard.press("u")
        assert page.locator(".fold > details[open]").count() == 1
        page.keyboard.press("s")
        assert not page.locator(".row .cell.b").first.is_visible()
        page.keyboard.press("S")
        assert page.locator(".row .cell.b").first.is_visible()
        page.keyboard.press("?")
        assert page.locator("#help[open]").count() == 1
        assert page.faults == []


def test_a_filter_puts_out_marks_and_counts_anew(browser, write):
    text = "One {two|2|C303} three four. {By|From|C701} nobody six."
    judged = with_passages(build(text), Passage(Span(0, 19), Span(0, 17), 9.0))
    words = tuple(
        [m.span() for m in re.finditer(r"\w+", t)] for t in (judged.a.text, judged.b.text)
    )
    with opened(browser, write(html.page(judged, version="1", words=words))) as page:
        said = page.locator("#status")
        assert said.inner_text().startswith("2 of 2 changes shown. a: 4 of 7 words matched, 57 %.")
        page.get_by_label("the page's frame", exact=True).check()
        assert said.inner_text().startswith("1 of 2 changes shown. a: 4 of 6 words matched, 67 %.")
        page.get_by_label("meaning").uncheck()
        assert "off" in page.locator(".rows .m.number").first.get_attribute("class")
        assert said.inner_text().startswith("0 of 2")
        page.get_by_role("spinbutton").fill("5")
        assert "a: 0 of 6 words matched, 0 %." in said.inner_text()
        page.get_by_role("button", name="Show everything").click()
        page.wait_for_function("document.getElementById('status').textContent.startsWith('2 of 2')")
        assert page.locator("#cover-a .exact").inner_text() == "0.5714"


@pytest.mark.parametrize(
    ("matched", "words"),
    [(1, 8), (3, 8), (5, 8), (1, 32), (3, 32), (1, 1000), (999, 1000), (199, 200), (2, 3), (0, 4), (4, 4)],
)  # fmt: skip
def test_the_script_writes_numbers_as_the_command_does(browser, write, matched, words):
    text = " ".join(["word"] * words)
    cover = matched / words
    judged = build(text, covers=(cover, cover), sentences=False)
    if matched:
        span = Span(0, 5 * matched - 1)
        passages = (Passage(span, span, 9.0),)
        judged = replace(judged, alignment=replace(judged.alignment, passages=passages))
    places = [(5 * i, 5 * i + 4) for i in range(words)]
    content = html.page(judged, version="1", words=(places, places))
    with opened(browser, write(content)) as page:
        assert page.locator("#cover-a .share").inner_text() == percent(cover)
        assert page.locator("#cover-a .exact").inner_text() == f"{round(cover, 4):.4f}"
        assert page.locator("#cover-a .matched").inner_text() == f"{matched:,}"


def test_a_word_of_the_map_shows_its_variants(browser, write, pages):
    with opened(browser, write(pages["family"])) as page:
        page.locator(".heat .h", has_text="Cold").click()
        assert "Chilly" in page.locator("#look").inner_text()
        page.keyboard.press("n")
        assert page.locator("#look h3").inner_text() == "War"
        assert page.faults == []


@pytest.mark.parametrize("name", ["pair", "family", "corpus"])
def test_nothing_is_lost_without_a_script_on_a_phone_or_on_paper(browser, write, pages, name):
    path = write(pages[name])
    with opened(browser, path, java_script_enabled=False) as page:
        assert page.locator("#filters:visible, #look:visible").count() == 0
        if name == "pair":
            page.locator(".fold summary").click()
            assert page.get_by_text(
                "Nothing at all changed in sentence number 4."
            ).first.is_visible()
        assert page.faults == []
    with opened(browser, path, viewport={"width": 390, "height": 844}) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
    with opened(browser, path) as page:
        page.emulate_media(media="print")
        assert not page.locator(".filters:visible").count()
        if name == "pair":
            box = page.get_by_text(
                "Nothing at all changed in sentence number 4."
            ).first.bounding_box()
            assert box
            assert box["height"] > 5
        assert page.pdf().startswith(b"%PDF")


@pytest.mark.parametrize("name", ["pair", "family", "corpus"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_barrier(browser, write, pages, name, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is missing")
    with opened(browser, write(pages[name]), color_scheme=scheme) as page:
        found = axe.Axe().run(page).response["violations"]
    grave = [
        (v["id"], v["nodes"][0]["html"]) for v in found if v["impact"] in ("serious", "critical")
    ]
    assert grave == []


def payloads(count: int) -> list[str]:
    """Texts that run a script wherever a page forgets to escape, each in its own way."""
    run = "alert(1)"
    shapes = (
        f"<script>{run}</script>", f"<img src=x onerror={run}>", f"'\"><svg onload={run}>",
        f"</title><script>{run}</script>", f"</style><script>{run}</script>", f"javascript:{run}",
        f'" autofocus onfocus={run} x="', f"' onmouseover='{run}", f"</script><script>{run}</script>",
        f"<iframe srcdoc='<script>{run}</script>'>", f"&lt;script&gt;{run}&lt;/script&gt;",
        f"<math><mtext></form><form><img src=x onerror={run}>", f"<!--><script>{run}</script>-->",
        f"{{{{ {run} }}}}", f"<a href=javascript:{run}>x</a>", f"<details open ontoggle={run}>",
        f"\\u003cscript\\u003e{run}", f"<base href=//x.example/>{run}", f"<meta http-equiv=refresh content=0;//{run}>",
        f"<link rel=stylesheet href=//x.example>{run}",
    )  # fmt: skip
    return [f"{shapes[i % len(shapes)]} {i}" for i in range(count)]


def test_nothing_foreign_runs(browser, write):
    bad = payloads(200)
    names = tuple(f"{b} {i}" for i, b in enumerate(bad))
    known = {n: Document(n, n, title=n, outlet=n, url=n, damage=(n,)) for n in names}
    edges = tuple(Derivation(names[0], n, 0.9, "G4") for n in names[1:])
    shown = family.view(
        Lineage("0", names, edges, names[:1], flags=names),
        Apparatus("0", names, (names, names)), known,
        tuple(
            replace(s, appearances=tuple(replace(x, doc_id=names[5]) for x in s.appearances))
            for one in bad for s in statements(one)
        ),
    )  # fmt: skip
    long = (
        "\n".join(f"{b} {{x|y|C303}}".replace("|", "/") for b in bad)
        .replace("{", "⟨")
        .replace("}", "⟩")
    )
    judged = build(f"{{a|b|C301}} {long}", a=known[names[0]])
    judged = replace(
        judged, a=replace(judged.a, text=f"a {long}"), b=replace(known[names[3]], text=f"b {long}")
    )
    rows = [pair(names[0], names[1], changes={bad[2]: 1})]
    scanned = corpus.view(BOOKS, [{"family": 0, "members": names}], rows, known, {}, whole=True)
    for content in (
        family.page(shown, version=bad[0]), html.page(judged, version=bad[0]),
        corpus.page(scanned, version=bad[0]),
    ):  # fmt: skip
        with opened(browser, write(content)) as page:
            for key in ("n", "Enter", "u", "?"):
                page.keyboard.press(key)
            page.wait_for_timeout(100)
            assert page.faults == []


def busy(browser, path) -> float:
    """Return seconds of the page's own thread until it is ready and painted."""
    context = browser.new_context()
    page = context.new_page()
    told = context.new_cdp_session(page)
    told.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.goto(path.as_uri())
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    metrics = {m["name"]: m["value"] for m in told.send("Performance.getMetrics")["metrics"]}
    context.close()
    return metrics["TaskDuration"]


def test_ten_thousand_words_are_ready_in_two_seconds_and_three_megabytes(browser, write):
    sentence = "The {quick|fast|C202} boat of {14|40|C303} left the {harbour|port} at dawn again. "
    judged = build(sentence * 910)
    path = write(html.page(judged, version="1"))
    assert path.stat().st_size < 3e6
    assert busy(browser, path) < 2


def test_two_hundred_copies_are_ready_in_five_seconds(browser, write):
    rng = np.random.default_rng(4)
    base = [f"word{i}" for i in range(600)]
    copies = [
        [w if rng.random() > 0.2 else f"{w}-{rng.integers(9)}" for w in base] for _ in range(199)
    ]
    names = tuple(f"copy-{i:03}" for i in range(200))
    known = {n: Document(n, " ".join(base), outlet=f"Outlet {n}") for n in names}
    edges = tuple(
        Derivation(names[(i - 1) // 3], n, 0.9, "G4", {"C202": 9}) for i, n in enumerate(names) if i
    )
    shown = family.view(
        Lineage("0", names, edges, names[:1]),
        Apparatus("0", names, tuple(zip(base, *copies, strict=True))), known, (),
    )  # fmt: skip
    path = write(family.page(shown, version="1"))
    assert path.stat().st_size < 12e6
    assert busy(browser, path) < 5
