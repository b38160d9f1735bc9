"""Labelled pairs of texts for ``relations.py``, built from the open data and our own spinner.

Every pair says what it is: which relations are right, by which method it was made, which side is
the source. The sides are swapped at random, by a seed that hangs on the pair's name alone.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, islice
from pathlib import Path
from typing import Any, NamedTuple

import obfuscate
from common import chance, has, read, rng_of, sample
from pan_score import negatives
from releases import kin_and_others, runs, share_run

COPIED = frozenset(("identical", "near-duplicate", "edited", "spun"))
APART = frozenset(("same-event", "unrelated"))
UNRELATED = frozenset(("unrelated",))
EDITED = frozenset(("edited", "near-duplicate"))
NEWS = ("basil_open", "kremlin_2021_2022_open", "senate_releases_open", "wikinews_2019")
SHORT, LONG = 600, 9000
"""Characters of a news text used as material: shorter ones hold no story, longer ones cost time."""


class Pair(NamedTuple):
    """Two texts and the truth about them.

    ``relations`` are the accepted answers, ``source`` is "a", "b", "common" or "none" (no copy, or
    none of the two came first). ``group`` is the document that decides fit or held.
    """

    kind: str
    group: str
    a: str
    b: str
    relations: frozenset[str]
    method: str | None
    source: str

    @property
    def split(self) -> str:
        """Return "fit" or "held": half of the source documents each, by hash of the id."""
        return "fit" if chance(f"split {self.group}") < 0.5 else "held"

    @property
    def copied(self) -> bool:
        """Say whether one text is a copy of the other's words."""
        return self.relations <= COPIED


def _directed(
    kind: str, group: str, source: str, copy: str, relations: frozenset[str], method: str | None
) -> Pair:
    if chance(f"swap {kind} {group}") < 0.5:
        return Pair(kind, group, source, copy, relations, method, "a")
    return Pair(kind, group, copy, source, relations, method, "b")


SPUN = frozenset(("spun",))
REVISED = frozenset(("spun", "edited"))
DETECTRL: dict[str, tuple[frozenset[str], str | None]] = {
    "word_swap": (SPUN, "substitution"),
    "char": (COPIED, None),
    "char_word": (COPIED, None),
    "back_translation": (SPUN, "translation"),
    "polish": (REVISED, "paraphrase"),
    "dipper": (SPUN, "paraphrase"),
}
"""Variant -> accepted relations and method; misspelling alone may pass as any copy."""


def _detectrl(data: Path) -> Iterator[Pair]:
    for record in read(data, "detectrl_other"):
        for name, (relations, method) in DETECTRL.items():
            variant = record["variants"].get(name)
            # Less than half the words in common: the machine wrote something else.
            if variant and (name != "dipper" or variant["overlap"] >= 0.5):
                yield _directed(
                    name, record["id"], record["original"], variant["text"], relations, method
                )


def _outfox(data: Path) -> Iterator[Pair]:
    for record in read(data, "outfox_dipper_open"):
        copy = record["variants"]["dipper"].strip()
        yield _directed("outfox dipper", record["id"], record["original"], copy, SPUN, "paraphrase")


def _mixset(data: Path) -> Iterator[Pair]:
    for record in read(data, "mixset_other"):
        for name, copy in sorted(record["variants"].items()):
            work = next((w for w in ("polish", "rewrite", "humanize") if w in name), None)
            if work:
                group = f"{record['id']} {name}"
                pair = _directed(
                    f"mixset {work}", group, record["original"], copy, REVISED, "paraphrase"
                )
                yield pair._replace(group=record["id"])


def _wmt(data: Path) -> Iterator[Pair]:
    for record in read(data, "wmt21_news"):
        rng = rng_of(record["id"])
        engines = sorted(record["hyps"])
        one, other = rng.sample(engines, 2)
        human = "\n".join(record["refs"][min(record["refs"])])
        machine, second = ("\n".join(record["hyps"][engine]) for engine in (one, other))
        truth = (REVISED, "translation", "common")
        yield Pair("two engines", record["id"], machine, second, *truth)
        yield Pair("engine, human", record["id"], machine, human, *truth)


def _basil(data: Path) -> Iterator[Pair]:
    for event, texts in _grouped(read(data, "basil_open"), "event_id").items():
        for one, other in combinations(texts, 2):
            yield Pair("same event", event, one, other, APART, None, "none")


def _ecb(data: Path) -> Iterator[Pair]:
    """Reports of one sub-topic, without those that may be wire copies.

    Those share many 5-grams, or a long run of words.
    """
    for topic, texts in _grouped(read(data, "ecbplus_open"), "subtopic").items():
        for one, other in combinations(texts, 2):
            if _containment(one, other) < 0.10 and not share_run(one, other):
                yield Pair("same sub-topic", topic, one, other, APART, None, "none")


def _grouped(records: Sequence[dict[str, Any]], key: str) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for record in records:
        groups.setdefault(record[key], []).append(record["text"])
    return groups


def _containment(one: str, other: str, width: int = 5) -> float:
    """Return the share of the smaller side's word 5-grams that the other side has too."""
    sets = [set(runs(text.lower().split(), width)) for text in (one, other)]
    return len(sets[0] & sets[1]) / max(1, min(map(len, sets)))


def news(data: Path, number: int, name: str) -> list[tuple[str, str]]:
    """Return id and text of ``number`` news texts of middling length, evenly from all sets."""
    chosen: list[tuple[str, str]] = []
    present = [source for source in NEWS if has(data, source)]
    for source in present:
        records = [r for r in read(data, source) if _is_prose(r["text"])]
        drawn = sample(records, -(-number // len(present)), f"{name} {source}")
        chosen += [(r["id"], r["text"]) for r in drawn]
    return chosen[:number] if number else chosen


def _is_prose(text: str) -> bool:
    """Say whether a text is of middling length and kept its full stops: some releases lost them."""
    return SHORT <= len(text) <= LONG and text.count(". ") * 400 > len(text)


def _unrelated(data: Path) -> Iterator[Pair]:
    texts = news(data, 1200, "unrelated")
    texts += [(r["id"], r["original"]) for r in sample(read(data, "detectrl_other"), 400, "other")]
    rng = rng_of("unrelated")
    rng.shuffle(texts)
    for (name, one), (other_name, other) in zip(texts[::2], texts[1::2], strict=False):
        if not _may_be_kin(name, other_name):
            yield Pair("unrelated", name, one, other, UNRELATED, None, "none")


def _may_be_kin(name: str, other: str) -> bool:
    """Say whether two news texts may be kin: of one senator, or meetings of one president."""
    return name.split("-")[:2] == other.split("-")[:2]


def _pan(data: Path) -> Iterator[Pair]:
    documents = read(data, "pan13_docs_open")
    texts = {d["id"]: d["text"] for d in documents}
    for a, b in negatives(documents, 1000):
        yield Pair("pan13 negative", a, texts[a], texts[b], UNRELATED, None, "none")


PLANTED: dict[str, tuple[frozenset[str], str | None]] = {
    "no-obfuscation": (COPIED - {"spun"}, None),
    "random-obfuscation": (REVISED, "substitution"),
    "translation-obfuscation": (REVISED, "translation"),
}
"""Way of copying in PAN 2013 -> accepted relations and method; summaries are judged by PAN alone."""
PAGE = 15_000
"""Characters of the longest page of planted passages that is judged, to save time."""


def _planted(data: Path) -> Iterator[Pair]:
    """Pages with a passage of a source planted in them (PAN 2013)."""
    texts = {d["id"]: d["text"] for d in read(data, "pan13_docs_open")}
    seen = set()
    for case in read(data, "pan13_cases_open"):
        key = case["susp"], case["source"]
        if case["category"] not in PLANTED or key in seen or len(texts[key[0]]) > PAGE:
            continue
        seen.add(key)
        kind = f"pan13 {case['category'].split('-')[0]}"
        page, source = texts[key[0]], texts[key[1]]
        yield _directed(kind, case["component"], source, page, *PLANTED[case["category"]])


def _siblings(data: Path) -> Iterator[Pair]:
    """Two children of a text that is not shown: an edit of it, and a spun copy of another edit.

    And the control: a spun copy of the very edit that is shown.
    """
    for name, text in news(data, 200, "siblings"):
        one, _ = obfuscate.edit(text, rng_of(f"one {name}"))
        other, _ = obfuscate.edit(text, rng_of(f"other {name}"))
        strength = rng_of(f"strength {name}").choice((0.3, 0.5, 0.7))
        spun, _ = obfuscate.spin(other, strength, rng_of(f"spin {name}"))
        truth = (SPUN, "substitution")
        pair = _directed("spun sibling", name, one, spun, *truth)
        yield pair._replace(source="common")
        yield _directed("spun edit", name, other, spun, *truth)


def _made(data: Path) -> Iterator[Pair]:
    """Copies of news texts made by our own spinner and editor."""
    kept = frozenset(("identical", "near-duplicate"))
    texts = news(data, 200, "made")
    rng_of("made").shuffle(texts)
    for name, text in texts:
        for strength in (0.3, 0.5, 0.7, 0.9):
            kind = f"spin {strength}"
            copy, _ = obfuscate.spin(text, strength, rng_of(f"{kind} {name}"), strength == 0.7)
            yield _directed(kind, name, text, copy, SPUN, "substitution")
        copy, _ = obfuscate.edit(text, rng_of(f"edit {name}"))
        yield _directed("wire edit", name, text, copy, EDITED, None)
        copy, _ = obfuscate.house_style(text, rng_of(f"style {name}"))
        yield _directed("house style", name, text, copy, kept, None)._replace(source="none")
        yield Pair("identical", name, text, text, frozenset(("identical",)), None, "none")


RELEASES = 700
"""Pairs of real releases of each kind."""


def _releases(data: Path) -> Iterator[Pair]:
    """Real releases that share paragraphs, or a topic only; a quarter of them lost their marks."""
    texts = {r["id"]: r["text"] for r in read(data, "senate_releases_open")}
    for kind, group, one, other in kin_and_others(texts, RELEASES):
        truth = COPIED - SPUN if kind == "release kin" else APART
        yield Pair(kind, group, texts[one], texts[other], truth, None, "none")


def _bare(data: Path) -> Iterator[Pair]:
    """Texts without marks, as captions have them: beside their source, spun or not, and spun alike."""
    texts = news(data, 200, "bare")
    for name, text in texts:
        strength = rng_of(f"strength {name}").choice((0.3, 0.5, 0.7))
        spun, _ = obfuscate.spin(text, strength, rng_of(f"spin {name}"))
        lower = chance(f"lower {name}") < 0.5
        bare, bare_spun = (obfuscate.without_marks(t, lower) for t in (text, spun))
        kept = COPIED - SPUN
        yield _directed("captions", name, text, bare, kept, None)._replace(source="none")
        yield _directed("spun captions", name, text, bare_spun, SPUN, "substitution")
        yield _directed("spin of captions", name, bare, bare_spun, SPUN, "substitution")


def _brief(data: Path) -> Iterator[Pair]:
    """Paragraphs: with a word or a sentence changed, spun, as another reported the same; strangers."""
    before = "", ""
    texts = news(data, 600, "brief")
    rng_of("brief").shuffle(texts)
    for name, text in texts:
        rng = rng_of(f"brief {name}")
        cut = _cut(text, rng)
        pair = _directed("brief edit", name, cut, _touched(cut, rng), EDITED, None)
        yield pair._replace(source="none")
        strength = rng.choice((0.3, 0.5, 0.7, 0.9))
        spun, acts = obfuscate.spin(cut, strength, rng)
        if len(acts) * 12 >= len(cut.split()):
            yield _directed("brief spin", name, cut, spun, SPUN, "substitution")
        if before[1] and not _may_be_kin(before[0], name):
            yield Pair("brief strangers", name, before[1], cut, UNRELATED, None, "none")
        before = name, cut
    for pair in _ecb(data):
        rng = rng_of(f"brief {pair.a[:80]}")
        one, other = _cut(pair.a, rng), _cut(pair.b, rng)
        yield pair._replace(kind="brief sub-topic", a=one, b=other)


def _cut(text: str, rng: random.Random) -> str:
    """Return sentences of a text in a row, of 20 to 200 words together, short ones as often as long."""
    spans = obfuscate.sentences(text)
    first = rng.randrange(len(spans))
    wanted, last = 20 * 10 ** rng.random(), first
    while last + 1 < len(spans) and len(text[spans[first][0] : spans[last][1]].split()) < wanted:
        last += 1
    return text[spans[first][0] : spans[last][1]]


def _touched(text: str, rng: random.Random) -> str:
    """Return a text with a word or two replaced by others of its own, put in, left out or misspelt."""
    words = text.split(" ")
    for _ in range(rng.choice((1, 1, 2, 1 + len(words) // 40))):
        at = rng.randrange(len(words))
        other = rng.choice(words)
        kept = words[at]
        words[at] = rng.choice((other, other, f"{kept} {other}", "", kept[:1] + kept[2:]))
    spans = obfuscate.sentences(changed := " ".join(word for word in words if word))
    if len(spans) > 2 and rng.random() < 0.3:
        start, end = rng.choice(spans)
        return changed[:start] + changed[end:].lstrip()
    return changed


SETS: dict[str, Callable[[Path], Iterator[Pair]]] = {
    "detectrl": _detectrl,
    "outfox": _outfox,
    "mixset": _mixset,
    "wmt": _wmt,
    "basil": _basil,
    "ecb": _ecb,
    "unrelated": _unrelated,
    "pan": _pan,
    "planted": _planted,
    "siblings": _siblings,
    "made": _made,
    "releases": _releases,
    "bare": _bare,
    "brief": _brief,
}
"""Name -> builder."""
STEPS = {"made": 7, "siblings": 2, "bare": 3}
"""Pairs that one text gives in the sets made by ourselves."""


def build(data: Path, limit: int, only: Sequence[str] = ()) -> list[Pair]:
    """Return the pairs of all sets (or of ``only``), at most ``limit`` of each kind."""
    chosen = [name for name in SETS if not only or name in only]
    pairs: dict[str, list[Pair]] = {}
    for name in chosen:
        found = SETS[name](data)
        # Our own copies are made one by one: stop early instead of drawing from all of them.
        if name in STEPS and limit:
            found = islice(found, STEPS[name] * limit)
        for pair in found:
            pairs.setdefault(pair.kind, []).append(pair)
    return [p for kind, group in pairs.items() for p in sample(group, limit, f"pairs {kind}")]
