from __future__ import annotations

import base64
import hashlib
import re
import time
from collections import Counter
from html.parser import HTMLParser

import pytest

from report.judgements import build, story
from unspin.records import Document, Evidence
from unspin.report.html import page
from unspin.report.naming import FAMILIES, look

VOID = {"meta", "br", "rect", "link", "img", "input", "path", "circle", "line"}


class Reader(HTMLParser):
    """Reads a page as a browser does: who stands inside whom, and the text of both sides."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.stack: list[tuple[str, str]] = []
        self.ids: list[str] = []
        self.hrefs: list[str] = []
        self.attributes: set[str] = set()
        self.tags: Counter[str] = Counter()
        self.sides = {"a": "", "b": ""}
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.tags[tag] += 1
        self.attributes |= set(found)
        self.ids += [found["id"]] if "id" in found else []
        self.hrefs += [found["href"]] if "href" in found else []
        assert not (tag == "a" and any(t == "a" for t, _ in self.stack)), "a link inside a link"
        if tag not in VOID:
            self.stack.append((tag, found.get("class", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.stack.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        classes = [c for _, c in self.stack]
        if {"vh", "tag", "side", "note"} & set(classes):
            return
        for side in "ab":
            if any(re.match(rf"cell {side}\b", c) for c in classes):
                self.sides[side] += data


def squeezed(text: str) -> str:
    return " ".join(text.split())


def test_both_texts_stand_on_the_page_once_and_in_order() -> None:
    judgement = story()
    found = Reader(page(judgement, version="1")).sides
    assert squeezed(found["a"]) == squeezed(judgement.a.text)
    assert squeezed(found["b"]) == squeezed(judgement.b.text)


def test_every_element_closes_every_place_has_one_name_and_every_link_arrives() -> None:
    reader = Reader(page(story(), version="1"))
    assert not reader.stack
    assert max(Counter(reader.ids).values()) == 1
    assert {href[1:] for href in reader.hrefs} <= set(reader.ids)
    assert "a-c1" in reader.ids


def test_hostile_text_is_escaped_wherever_it_appears() -> None:
    bad = "<script>alert('x')</script>"
    judgement = build(
        f"One {{{bad}|<img src=x onerror=y>|C301}} two.",
        a=Document(f"id {bad}", f"One {bad} two.", title=bad, outlet=bad, url=f"http://x/{bad}",
                   language='en"><script>', damage=(bad,)),
        evidence=(Evidence(bad, 1.0, bad),),
        fallback=bad,
    )  # fmt: skip
    html = page(judgement, version=f"1{bad}")
    reader = Reader(html)
    assert (reader.tags["script"], reader.tags["img"]) == (1, 0)
    assert "&lt;script&gt;" in html
    assert html.count("<script") == 1


def test_the_page_needs_nothing_but_itself() -> None:
    html = page(story(), version="1")
    reader = Reader(html)
    assert not re.search(r"""(?:href|src|url)\s*[=(]\s*["']?(?!#)\S*//""", html)
    assert all(href.startswith("#") for href in reader.hrefs)
    assert not {a for a in reader.attributes if a.startswith("on")} | (
        reader.attributes & {"src", "style"}
    )
    assert not reader.tags["link"]


def test_the_policy_allows_what_is_on_the_page_and_nothing_else() -> None:
    html = page(story(), version="1")
    hashes = []
    for tag in ("style", "script"):
        (found,) = re.findall(f"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
        hashes.append(base64.b64encode(hashlib.sha256(found.encode()).digest()).decode())
    policy = "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'"
    assert policy.format(*hashes) in html.replace("&#39;", "'")


def test_every_kind_of_mark_has_a_shape_and_a_place_in_the_legend() -> None:
    html = page(build("Same."), version="1")
    for kind in {look(f"{family}{n:02}")[0] for family in FAMILIES for n in range(14)}:
        assert f".m.{kind} {{" in html
        assert f'class="m {kind}"' in html


def test_marks_are_labelled_in_words() -> None:
    html = page(story(), version="1")
    assert '<span class="vh">[number changed: 40 was 14] </span>' in html
    assert 'title="name garbled: White Home was White House"' in html


def test_unchanged_rows_are_folded_and_still_there() -> None:
    same = " ".join(f"Nothing changed in sentence {i}." for i in range(9))
    html = page(
        build(f"It was {{14|40|C303}} then. {same} It was {{two|six|C303}} now."), version="1"
    )
    assert "<summary>7 unchanged rows</summary>" in html
    assert squeezed(Reader(html).sides["b"]).count("Nothing changed") == 9


def test_moved_sentences_name_each_other() -> None:
    html = page(story(), version="1")
    assert 'moved to <a href="#r7">row 7</a> of b' in html
    assert 'moved from <a href="#r4">row 4</a> of a' in html


def test_what_the_page_must_say() -> None:
    html = page(story(), version="9.8.7")
    for said in (
        "not proof of wrongdoing",
        "not proof of plagiarism",
        "What the numbers mean",
        "unspin 9.8.7",
        "original.txt",
    ):
        assert said in html


@pytest.mark.parametrize("text", ["lone \ud800 surrogate", "nul \x00", "\u202e bidi"])
def test_any_text_can_be_written(text: str) -> None:
    assert page(build(f"{{{text}|{text}x|C303}} end."), version="1").encode()


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.2, of a colour written #rgb or #rrggbb."""
    digits = colour.lstrip("#")
    digits = "".join(d * 2 for d in digits) if len(digits) == 3 else digits
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_text_and_marks_have_contrast_in_light_and_dark() -> None:
    html = page(build("Same."), version="1")
    themes = [
        dict(re.findall(r"--(\w+): (#\w+)", t))
        for t in re.findall(r":root \{(.*?)\}", html, re.DOTALL)
    ]
    inks = (
        "ink",
        "muted",
        "wording",
        "name",
        "number",
        "tortured",
        "quote",
        "moved",
        "added",
        "dropped",
        "residue",
    )
    for theme in themes[:2]:
        for paper in ("paper", "panel"):
            assert min(contrast(theme[ink], theme[paper]) for ink in inks) >= 4.5
        for paper in ("shade", "target"):
            assert contrast(theme["ink"], theme[paper]) >= 4.5
    assert contrast("#111", "#f0e442") >= 4.5


def test_ten_thousand_words_render_in_two_seconds() -> None:
    sentence = "The {quick|fast|C202} boat of {14|40|C303} left the {harbour|port} at dawn again. "
    judgement = build(sentence * 910)  # 10,010 words a side
    page(story(), version="1")
    start = time.process_time()
    page(judgement, version="1")
    assert time.process_time() - start < 2
