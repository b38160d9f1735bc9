"""The hostile set: some 400 files that want to crash, hang or fool a reader, made anew by each run.

    PYTHONPATH=tests python -m hostile.hostile_files FOLDER

Every file lies beside a good neighbour. Files of records hold good records before and behind the
bad ones. :func:`make` says which ids must be in an index afterwards, whatever becomes of the rest.
"""

from __future__ import annotations

import csv
import io
import json
import os
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from hostile import binaries
from hostile.base import MB, Case, between, good, line, page

FILES = 300
"""Least number of hostile files."""


class Set(NamedTuple):
    """What was made: hostile names, and the ids of good documents that must survive."""

    names: list[str]
    survivors: set[str]


def cases() -> Iterator[Case]:
    """Yield every hostile file."""
    for family in (
        _json_rows, _json_files, _texts, _wide, _pages, _feeds, _tables, binaries.packed, binaries.archives,
        binaries.tables, _names, _places, _long, _chance,
    ):  # fmt: skip
        yield from family()


def _json_rows() -> Iterator[Case]:
    text = good(1)
    fields: list[tuple[str, str]] = [
        ("nan", '"score": NaN'), ("infinity", '"score": -Infinity'), ("number", '"n": 1e400'),
        ("digits", f'"n": {"9" * 5000}'), ("deep", f'"d": {"[" * 70}{"]" * 70}'),
        ("deeper", f'"d": {"[" * 5000}{"]" * 5000}'), ("twice", '"id": "other"'),
        ("year-0", '"date": "0000-01-01"'), ("year-99999", '"date": "99999-12-31"'),
        ("year-1", '"date": "0001-01-01T00:00:00+14:00"'), ("date-inf", '"date": 1e308'),
        ("date-nan", '"date": NaN'), ("date-list", '"date": [1]'), ("date-long", f'"date": "{"1" * 99999}"'),
        ("date-zone", '"date": "Mon, 10 Sep 2007 02:00:00 +9999"'), ("date-neg", '"date": -99999999999999'),
        ("lang", '"language": "x-' + "a" * 9999 + '"'), ("url-control", '"url": "http://a\\u0000\\n\\u202e"'),
        ("key-long", f'"{"k" * 100000}": 1'), ("keys-many", ",".join(f'"k{i}": 1' for i in range(20000))),
        ("key-surrogate", '"\\ud800": 1'), ("value-surrogate", '"title": "\\udfff\\ud800"'),
        ("key-proto", '"__proto__": {"a": 1}, "__class__": 1'), ("title-object", '"title": {"a": 1}'),
        ("title-huge", f'"title": "{"T" * 500000}"'), ("outlet-list", '"outlet": [1, 2]'),
    ]  # fmt: skip
    for name, field in fields:
        yield between(f"row-{name}", f'{{"id": "row {name}", "text": "{text}", {field}}}'.encode())
    values = (
        "null", "true", "[]", "{}", '""', "1", '"text"', "[1, 2", '{"a"', "}", "]", "{" * 3000, "[" * 200000,
        '{"a":' * 50000, '{"text": null}', '{"text": ""}', '{"text": 5}', '{"text": ["a"]}', '{"text": "   "}',
        '{"text": "\\u0000\\u0000"}', '{"text": "...,,,"}', '{"text": "\\ud83d"}', "\x00", "\x00" * 5000,
        '{"text": "a', "nul", "{'text': 'a'}", "\u2028", '{"text": "a"}{"text": "b"}', "[[[]]]" * 9999,
    )  # fmt: skip
    for number, value in enumerate(values):
        yield between(f"value-{number:02}", value.encode())
    ids = ("", " ", "x" * MB, "a\nb", "\u202eevil", "../../etc/passwd", "/dev/null", "-rf", "\u0000", "=1+1",
           "<script>", "%00", "con", "a" * 2049)  # fmt: skip
    for number, doc_id in enumerate(ids):
        yield between(
            f"id-{number:02}", json.dumps({"id": doc_id, "text": good(50 + number)}).encode()
        )
    for number, odd in enumerate(("null", "1.5", "true", "[1]", '{"a": 1}', "1e999")):
        yield between(
            f"id-odd-{number}", f'{{"id": {odd}, "text": "{good(80 + number)}"}}'.encode()
        )
    yield between("id-repeats", *(line("the same id", n=n).strip() for n in range(50)))
    yield between(
        "id-texts", *(json.dumps({"id": "many", "text": good(n)}).encode() for n in range(50))
    )
    for number, broken in enumerate(
        (b"\xff\xfe", b"\xc3\x28", b"\xed\xa0\x80", b"\xf8\x88\x80\x80\x80", b"\x80" * 99)
    ):
        yield between(f"bytes-{number}", b'{"text": "' + text.encode() + broken + b'"}')


def _json_files() -> Iterator[Case]:
    row = line("inside").strip()
    yield Case("array-open.json", b"[" + row + b"," + row)
    yield Case("array-deep.json", b"[" * 300000)
    yield Case("array-commas.json", b"[" + b"," * 100000 + row + b"]")
    yield Case("array-closed.json", row + b"]" * 50000)
    yield Case("array-brackets.json", b"[]" * 200000)
    yield Case("array-quote.json", b'["' + b'\\"' * 200000)
    yield Case("array-bom.json", b"\xef\xbb\xbf[" + row + b"]")
    yield Case("array-scalars.json", b"[1, 2, null, true]")
    yield Case("empty.jsonl", b"")
    yield Case("blank.jsonl", b"\n" * 100000)
    yield Case("returns.jsonl", row + b"\r" + row + b"\r")
    yield Case("bom.jsonl", b"\xef\xbb\xbf" + row)
    yield Case("no-end.jsonl", row)
    yield Case("half.jsonl", row[:-9])


def _texts() -> Iterator[Case]:
    text = good(2).encode()
    odd = {
        "nothing": b"", "space": b" \n\t" * 999, "nul": b"\0", "nuls": b"\0" * 9999, "nul-inside": text + b"\0" + text,
        "controls": bytes(range(32)) * 99, "bell": text + b"\x07" * 3, "escape": b"\x1b[2J\x1b]0;evil\x07" + text,
        "cr": text.replace(b" ", b"\r"), "u2028": "\u2028".join([good(3)] * 9).encode(), "latin": "na\xefve caf\xe9 ".encode("latin-1") * 40,
        "cp1252": b"\x93quoted\x94 words \x96 here " * 40, "sjis": "日本語の文章 ".encode("shift_jis") * 60,
        "koi8": "съешь ещё этих ".encode("koi8-r") * 60, "gb18030": "中文新闻报道 ".encode("gb18030") * 60,
        "mojibake": "naïve café ".encode().decode("latin-1").encode() * 40, "overlong": text + b"\xc0\xaf\xe0\x80\xaf",
        "surrogates": text + b"\xed\xa0\x80\xed\xb0\x80" * 9, "half-char": text + b"\xe2\x82", "bom-only": b"\xef\xbb\xbf",
        "bom-middle": text + b"\xef\xbb\xbf" + text, "zalgo": ("e" + "\u0301" * 5000).encode() + text,
        "bidi": "\u202e\u2066".join(good(4)).encode(), "zero-width": "\u200b".join(good(5)).encode(),
        "tags": ("".join(chr(0xE0000 + ord(c)) for c in good(6) if ord(c) < 128) + good(6)).encode(),
        "private": "\ue000\uf8ff\U0010ffff".encode() * 999, "nonchar": "\ufffe\uffff".encode() + text, "flags": "🏴‍☠️👨‍👩‍👧‍👦".encode() * 2000,
        "pdf": b"%PDF-1.7\n" + text, "zip": b"PK\x03\x04" + text, "elf": b"\x7fELF" + text, "quotes": b'"' * 100000 + text,
        "apostrophes": b"'" * 100000 + text, "dots": b"." * 200000 + text, "dashes": b"-" * 200000, "digits": b"1" * 200000,
        "commas": b"1," * 100000, "capitals": b"A." * 100000, "newlines": b"\n" * 500000 + text, "one-word": b"word",
        "one-letter": b"a " * 100000, "braces": b"{a|b" * 50000, "spintax": b"{" * 99999, "brackets": b"[" * 99999 + text,
    }  # fmt: skip
    for name, content in odd.items():
        yield Case(f"text-{name}.txt", content)


def _wide() -> Iterator[Case]:
    text = good(7)
    for coding in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "utf-7", "cp037"):
        yield Case(f"wide-{coding}.txt", text.encode(coding))
        yield Case(f"wide-{coding}.jsonl", json.dumps({"text": text}).encode(coding))
    yield Case("wide-mark-odd.txt", b"\xff\xfe" + text.encode("utf-16-le") + b"\0")
    yield Case("wide-mark-surrogate.txt", b"\xff\xfe" + b"\x00\xd8" * 40 + text.encode("utf-16-le"))
    yield Case("wide-mark-only.html", b"\xff\xfe")
    yield Case("wide-mark-32.txt", b"\xff\xfe\0\0" + b"\xff" * 400)


def _pages() -> Iterator[Case]:
    for depth in (250, 260, 5000, 100000):
        yield Case(f"page-div-{depth}.html", page("<div>" * depth + good(depth)))
        yield Case(f"page-dl-{depth}.html", page("<dl><dd>" * depth + good(depth)))
    for tag in (
        "b",
        "p",
        "table><tr><td",
        "a href=x",
        "font",
        "svg",
        "template",
        "select",
        "ruby",
        "form",
    ):
        yield Case(f"page-open-{tag[:5].replace('/', '')}.html", page(f"<{tag}>" * 100_000))
    inside = {
        "attribute": f'<a {"x" * 500000}="1">', "attributes": "<a " + " ".join(f"a{i}=1" for i in range(50000)) + ">",
        "colspan": '<table><tr><td colspan="9007199254740991" rowspan="-1">a</td></tr></table>', "comment": "<!--" * 90000,
        "comment-end": "<!-- -- " * 90000, "script": "<script>" + "<" * 300000, "style": "<style>" * 30000, "less": "<" * 300000,
        "ampersand": "&" * 300000, "entities": "&amp" * 90000, "number": "&#9999999999;&#xFFFFFFFF;&#0;&#xD800;" * 999,
        "cdata": "<![CDATA[" * 30000, "plaintext": "<plaintext>" + good(9), "nul": "\0" * 999, "base": "<base href='javascript:x'>",
        "meta": '<meta charset="utf-7"><meta property="og:url" content="file:///etc/passwd">' * 99, "date": '<meta property="article:published_time" content="99999-99-99">',
        "ld": '<script type="application/ld+json">' + "[" * 100000 + "</script>", "frames": "<frameset>" * 999, "math": "<math><mi>" * 50000,
        "hidden": "<p style='" + "display:" * 50000 + "none'>x</p>", "style-rgb": "<p style='color:rgb(" + " " * 200000 + "'>x</p>", "loop": '<link rel="canonical" href="' + "a" * 500000 + '">',
        "surrogate": "&#xD800;&#xDFFF;" * 99, "quote": '<a href="' + "x" * 300000, "lists": "<ul><li>" * 50000, "end": "</div>" * 200000,
        "doctype": "<!DOCTYPE html [<!ENTITY a 'b'>]>" * 99, "pi": "<?xml " * 50000, "image": "<img src='data:," + "A" * 900000 + "'>",
    }  # fmt: skip
    for name, markup in inside.items():
        yield Case(f"page-{name}.html", page(markup))


def _bomb_of_entities() -> str:
    lines = ['<!ENTITY a0 "lol">']
    lines += [f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 12)]
    return f"<?xml version='1.0'?><!DOCTYPE rss [{''.join(lines)}]>"


def _feeds() -> Iterator[Case]:
    item = f"<item><title>t</title><description>{good(11)}</description></item>"
    shells = {
        "bomb": _bomb_of_entities() + "<rss><channel><item><description>&a11;</description></item></channel></rss>",
        "quadratic": f'<!DOCTYPE rss [<!ENTITY a "{"a" * 99999}">]><rss><channel>{"&a;" * 9999}</channel></rss>',
        "external": f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss>{item}<item><description>&x;</description></item></rss>',
        "parameter": '<!DOCTYPE rss [<!ENTITY % x SYSTEM "http://127.0.0.1:1/x"> %x;]><rss></rss>',
        "dtd": f'<!DOCTYPE rss SYSTEM "file:///dev/zero"><rss>{item}</rss>', "none": "<rss><channel></channel></rss>",
        "open": f"<rss><channel>{item}<item>", "deep": "<rss><channel>" + "<item>" * 100000, "nested": f"<rss>{'<item><title>' * 20000}",
        "attribute": f'<rss a="{"x" * 900000}">{item}</rss>', "attributes": "<rss " + " ".join(f'a{i}="1"' for i in range(20000)) + f">{item}</rss>",
        "namespaces": "<rss " + " ".join(f'xmlns:n{i}="u{i}"' for i in range(5000)) + f">{item}</rss>", "prefix": f"<rss><x:y>{item}</x:y></rss>",
        "encoding": f"<?xml version='1.0' encoding='evil-8'?><rss>{item}</rss>", "utf7": f"<?xml version='1.0' encoding='utf-7'?><rss>{item}</rss>",
        "empty-items": "<rss><channel>" + "<item></item>" * 20000 + "</channel></rss>", "nul": f"<rss>\0{item}</rss>",
        "cdata": "<rss><channel><item><description><![CDATA[" + "<b>" * 90000, "token": "<rss><channel><" + "x" * 900000,
        "xhtml": "<feed xmlns='http://www.w3.org/2005/Atom'><entry><content type='xhtml'>" + "<div>" * 50000 + "</content></entry></feed>",
        "guid": f"<rss><item><guid>{'g' * 300000}</guid><description>{good(12)}</description></item></rss>", "link": "<rss>" + "<link>" * 30000,
    }  # fmt: skip
    for name, markup in shells.items():
        yield Case(f"feed-{name}.xml", markup.encode())


def _tables() -> Iterator[Case]:
    def rows(*cells: tuple[str, ...], head: tuple[str, ...] = ("id", "text")) -> bytes:
        out = io.StringIO()
        csv.writer(out).writerows([head, *cells])
        return out.getvalue().encode("utf-8", "surrogatepass")

    sure = (("table before", good(13)), ("table behind", good(14)))
    quote = rows(sure[0]) + b'x,"' + b"never closed, \n" * 20000
    yield Case("table-quote.csv", quote, ("table before",))
    yield Case("table-nul.csv", rows(sure[0]) + b"a\0,b\0\n")
    yield Case("table-ragged.csv", rows(sure[0]) + b"a\na,b,c\n,,,,,\n" * 99 + rows(sure[1])[9:])
    yield Case(
        "table-wide.csv",
        b",".join(b"c%d" % i for i in range(100000)) + b"\n" + b"1," * 99999 + b"1\n",
    )
    yield Case("table-twice.csv", rows(("a", good(15), good(16)), head=("id", "text", "text")))
    yield Case("table-nothing.csv", b"")
    yield Case("table-header.csv", b"id,text\n")
    yield Case("table-blank.csv", b"\n" * 9999)
    yield Case("table-bad-header.csv", b'id,"text\n1,2\n')
    yield Case("table-latin.csv", rows(sure[0]) + "id9,naïve café words\n".encode("latin-1"))
    yield Case("table-cell.csv", rows(("big", "word " * 400000)))
    yield Case("table-quotes.csv", b"id,text\n" + b'"' * 500001)
    yield Case("table-tabs.tsv", b"id\ttext\n" + b"\t" * 99999 + b"\n")
    yield Case("table-cr.csv", rows(*sure).replace(b"\n", b""))
    yield Case("table-formula.csv", rows(("=cmd|' /C calc'!A0", good(17))))


def _names() -> Iterator[Case]:
    names = (
        "new\nline.txt", "tab\there.txt", "bell\x07.txt", "escape\x1b[31m.txt", "\u202etxt.exe.txt", "-rf.txt",
        "quote'\".txt", "$(reboot).txt", "per%cent%s%n.txt", "\u200b.txt", "n" * 250 + ".txt", "con.txt", "sp ace .txt",
        "back\\slash.txt", "semi;colon|pipe.txt", "é.txt", "e\u0301.txt", "[bold]rich.txt",
    )  # fmt: skip
    for number, name in enumerate(names):
        yield Case(name, good(300 + number).encode())
    for number, raw in enumerate((b"latin-\xe9.txt", b"bad-\xff\xfe.jsonl", b"half-\xe2\x82.html")):
        body = line(f"odd name {number}") if number == 1 else good(330 + number).encode()
        yield Case(os.fsdecode(raw), body)


def _places() -> Iterator[Case]:
    def links(path: Path) -> None:
        path.mkdir()
        (path / "round").symlink_to(path, target_is_directory=True)
        (path / "up").symlink_to("..", target_is_directory=True)

    def deep(path: Path) -> None:
        place = path
        for _ in range(120):
            place = place / "d"
        place.mkdir(parents=True)
        (place / "end.txt").write_text(good(340))

    yield Case("loop", links)
    yield Case("loop.txt", lambda p: p.symlink_to(p))
    yield Case("nowhere.txt", lambda p: p.symlink_to("nowhere at all"))
    yield Case("folder.txt", lambda p: p.mkdir())
    yield Case("folder.jsonl", lambda p: p.mkdir())
    yield Case("folder.warc.gz", lambda p: p.mkdir())
    yield Case("deep", deep)
    yield Case("pipe.txt", os.mkfifo)
    yield Case("pipe.jsonl", os.mkfifo)
    yield Case("pipe", os.mkfifo)
    yield Case("zero.txt", lambda p: p.symlink_to("/dev/zero"))
    yield Case("zero.jsonl", lambda p: p.symlink_to("/dev/zero"))
    yield Case("null.html", lambda p: p.symlink_to("/dev/null"))
    yield Case("memory.txt", lambda p: p.symlink_to("/proc/self/mem"))
    yield Case("endless", lambda p: p.symlink_to("/dev/random"))
    for name in ("closed.txt", "closed.jsonl", "closed.html", "closed.csv"):
        yield Case(name, lambda p: (p.write_bytes(line("closed")), p.chmod(0)))
    yield Case(
        "closed-folder", lambda p: (p.mkdir(), (p / "a.txt").write_text(good(341)), p.chmod(0))
    )
    yield Case("hole.txt", lambda p: (p.touch(), os.truncate(p, 200 * MB)))
    yield Case("hole.jsonl", lambda p: (p.touch(), os.truncate(p, 200 * MB)))


def _long() -> Iterator[Case]:
    words = (good(400) + " ").encode()
    yield Case(
        "long.jsonl",
        line("long before")
        + b'{"id": "long", "text": "'
        + words * (31 * MB // len(words))
        + b'"}\n'
        + line("long behind"),
        ("long before", "long behind"),
    )
    yield Case(
        "longer.jsonl",
        line("longer before") + b"x" * (50 * MB) + b"\n" + line("longer behind"),
        ("longer before", "longer behind"),
    )
    yield Case(
        "long-wide.jsonl",
        line("wide before")
        + json.dumps({"text": "😀 word " * (MB - 2**17)}, ensure_ascii=False).encode()
        + b"\n"
        + line("wide behind"),
        ("wide before", "wide behind"),
    )
    yield Case("long-line.txt", words * (31 * MB // len(words)))
    yield Case("long-word.txt", b"a" * (20 * MB))
    yield Case("too-long.txt", words * (50 * MB // len(words)))
    yield Case(
        "long-page.html", b"<html><body>" + b"<p>a paragraph of words that goes on</p>" * 400000
    )
    yield Case("long-array.json", b"[" + b",".join([line("in array").strip()] * 20000) + b"]")


def _chance() -> Iterator[Case]:
    chance = random.Random(7)
    suffixes = (
        "txt",
        "jsonl",
        "json",
        "csv",
        "xml",
        "html",
        "warc",
        "parquet",
        "gz",
        "zst",
        "bin",
        "rss",
    )
    for number in range(3 * len(suffixes)):
        suffix = suffixes[number % len(suffixes)]
        yield Case(f"chance-{number:02}.{suffix}", chance.randbytes(chance.choice((3, 500, 70000))))


def make(folder: Path) -> Set:
    """Write the hostile files and their neighbours into a folder.

    Returns:
        The names of the hostile files, and the ids that an index of the folder must hold.
    """
    names: list[str] = []
    survivors: set[str] = set()
    for number, case in enumerate(cases()):
        place = folder / f"{number // 20:02}"
        place.mkdir(parents=True, exist_ok=True)
        beside = place / f"{number:03}-good.txt"
        beside.write_text(good(10_000 + number), encoding="utf-8")
        survivors |= {str(beside), *case.keeps}
        path = place / f"{case.name}"
        if isinstance(case.content, bytes):
            path.write_bytes(case.content)
        else:
            case.content(path)
        names.append(str(path))
    return Set(names, survivors)


if __name__ == "__main__":
    made = make(Path(sys.argv[1]))
    sys.stdout.write(
        f"{len(made.names)} hostile files, {len(made.survivors)} documents that must survive\n"
    )
