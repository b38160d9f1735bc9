"""Articles for the inspection benchmark: plain ones of many kinds, and rewritten ones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import obfuscate
from common import read, rng_of, sample
from swaps import FITTED, lot

LEAST_WORDS = 60
MOST_WORDS = 1500
STRENGTHS = (0.3, 0.5, 0.7, 0.9)
IN_SAMPLE = ("senate", "kremlin", "wikinews")
"""Sets whose texts, or others of their source, the language model was counted in."""
Span = tuple[int, int]


class Article(NamedTuple):
    """A text, what was done to it, and where, if that is known.

    ``source`` is the set it is from, ``kind`` ``plain`` or the name of the attack, ``name`` that of
    the text it was made from: all copies of a text share its lot. ``changed`` are the spans put in,
    None when they are not known.
    """

    source: str
    kind: str
    name: str
    text: str
    changed: tuple[Span, ...] | None

    @property
    def use(self) -> str:
        """``fit`` or ``held``."""
        return "fit" if lot(self.name) < FITTED else "held"


def articles(data: Path, limit: int = 0) -> list[Article]:
    """Return all articles long enough, ``limit`` texts of each set at most (0: the usual)."""
    found = [
        *_swapped(data, limit), *_adversarial(data, limit), *_pan(data, limit),
        *_plain(data, limit),
    ]  # fmt: skip
    return [a for a in found if len(a.text.split()) >= LEAST_WORDS]


def cut(text: str) -> str:
    """Return the beginning of a text, up to the length of a long article, whole lines."""
    if len(text.split()) <= MOST_WORDS:
        return text
    end = text.rfind("\n", 0, 9000)
    return text[: end if end > 3000 else 9000]


def _swapped(data: Path, limit: int) -> Iterator[Article]:
    for r in sample(read(data, "detectrl_other"), limit, "inspect detectrl"):
        name = r["id"]
        source = f"detectrl {r['domain']}"
        yield Article(source, "plain", name, r["original"], ())
        copies = {k: v["text"] if isinstance(v, dict) else v for k, v in r["variants"].items()}
        if copy := copies.get("word_swap"):
            yield Article(source, "word_swap", name, copy, replaced(r["original"], copy))
        for kind in ("back_translation", "polish", "dipper"):
            if copy := copies.get(kind):
                yield Article(source, kind, name, copy, None)
        yield from _spun(source, name, r["original"])


def _adversarial(data: Path, limit: int) -> Iterator[Article]:
    for r in sample(read(data, "tf_adv_open"), limit and 4 * limit, "inspect tf_adv"):
        source = f"tf_adv {'reviews' if r['dataset'] not in ('snli', 'mnli') else 'nli'}"
        yield Article(source, "plain", r["id"], r["original"], ())
        share = r["n_changed"] / max(1, r["n_tokens"])
        kind = "adversarial" if share >= 0.08 else "adversarial < 8 %"
        yield Article(source, kind, r["id"], r["variant"], replaced(r["original"], r["variant"]))


def _pan(data: Path, limit: int) -> Iterator[Article]:
    docs = [d for d in read(data, "pan13_docs_open") if d["kind"] == "source"]
    for r in sample(docs, limit or 500, "inspect pan13"):
        text = cut(r["text"])
        yield Article("pan13", "plain", r["component"], text, ())
        yield from _spun("pan13", r["component"], text)
    cases = [c for c in read(data, "pan13_cases_open") if c["category"].startswith("random")]
    for r in sample(cases, limit or 600, "inspect pan13 random"):
        yield Article("pan13 passages", "plain", r["component"], cut(r["source_text"]), ())
        yield Article("pan13 passages", "pan13 random", r["component"], cut(r["susp_text"]), None)


PLAIN = (
    ("basil", "basil_open", 0), ("ecbplus", "ecbplus_open", 0), ("meantime", "meantime", 0),
    ("gum", "gum_wikinews", 0), ("senate", "senate_releases_open", 300),
    ("kremlin", "kremlin_2021_2022_open", 150), ("wikinews", "wikinews_2019", 0),
)  # fmt: skip


def _plain(data: Path, limit: int) -> Iterator[Article]:
    for source, file, usual in PLAIN:
        for r in sample(read(data, file), limit or usual, f"inspect {source}"):
            text = cut(r["text"])
            yield Article(source, "plain", _group(source, r), text, ())
            yield from _spun(source, _group(source, r), text)
    for r in sample(read(data, "outfox_dipper_open"), limit or 400, "inspect outfox"):
        yield Article("outfox", "plain", r["id"], r["original"], ())
    for r in sample(read(data, "mixset_other"), limit, "inspect mixset"):
        yield Article(f"mixset {r['kind']}", "plain", r["id"], r["original"], ())
    for r in sample(read(data, "wmt21_news"), limit, "inspect wmt21"):
        for lines in [*r["refs"].values()][:1]:
            yield Article("wmt21 people", "plain", r["id"], cut("\n".join(lines)), ())
    pairs = read(data, "etpc_train")
    for at in range(0, min(len(pairs), 5 * limit or len(pairs)), 5):
        text = "\n".join(r["s1"] for r in pairs[at : at + 5])
        yield Article("etpc", "plain", pairs[at]["id"], text, ())


def _group(source: str, record: dict[str, Any]) -> str:
    """Return a name that articles on one event share, so that they are used alike."""
    return f"{source} {record.get('event_id') or record.get('topic') or record['id']}"


def _spun(source: str, name: str, text: str) -> Iterator[Article]:
    rng = rng_of(f"inspect spin {name} {len(text)}")
    strength = rng.choice(STRENGTHS)
    made, acts = obfuscate.spin(text, strength, rng, rng.random() < 0.3)
    changed = tuple((a.b_start, a.b_end) for a in acts)
    yield Article(source, f"spun {strength}", name, made, changed)


def replaced(original: str, copy: str) -> tuple[Span, ...] | None:
    """Return where words of a copy differ, token by token; None when they cannot be paired."""
    before, after = original.split(), copy.split()
    if len(before) != len(after):
        return None
    spans, at = [], 0
    for old, new in zip(before, after, strict=True):
        at = copy.index(new, at)
        if old != new:
            spans.append((at, at + len(new)))
        at += len(new)
    return tuple(spans)
