"""Pages that copy nothing, to hide copies among: the open data's own, and as many woven as wanted.

A woven page is a walk through the open data. Word follows word as somewhere in the data, but the
walk changes place every few words, so that no stretch of a page is anybody's copy. Names are
replaced by a small cast of the page's own and numbers are drawn anew, so that pages have rare
words, and the same ones again and again, as stories have.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from common import chance, read, rng_of
from numba import njit
from numpy.typing import NDArray
from obfuscate import sentences

LONGEST = 12_000
"""Characters after which a long page of the data is cut into several, as a site would."""
BARE = (" ,", " .", " 's ")
"""What shows that a text was stored as tokens with spaces between them."""
SETS = (
    "senate_releases_open", "kremlin_2021_2022_open", "wikinews_2019", "gum_wikinews", "meantime",
    "basil_open", "ecbplus_open", "pan13_docs_open", "outfox_dipper_open", "mixset_other",
    "wmt21_news",
)  # fmt: skip
"""Sets whose texts are pages of the background; of the pages of PAN only the sources are."""
MATERIAL = (*SETS, "detectrl_other", "tf_adv_open")
"""Sets that woven pages are made of."""
SYLLABLES = [
    c + v for c in "b br d f g h k l m n p r s st t v z".split() for v in "a e i o u".split()
]
INVENTED = 300_000
"""Names made up for the casts of woven pages, so that a large corpus meets ever new ones."""
NAME, NUMBER, COMMON, STOP = 2, 4, 8, 16
"""Flags of a token: is a name, a number, a very common word, ends a sentence."""

Int64 = NDArray[np.int64]
Int32 = NDArray[np.int32]
UInt8 = NDArray[np.uint8]


class Article(NamedTuple):
    """A page: where it comes from, its text, outlet and ISO date, and how it was made."""

    origin: str
    text: str
    outlet: str
    date: str
    made: str


def natural(data: Path, shortest: int = 1_500) -> list[Article]:
    """Return the pages of the open data with at least ``shortest`` characters, long ones cut."""
    found = []
    for name in SETS:
        for record in read(data, name):
            if record.get("kind") == "susp":
                continue
            outlet = str(record.get("source") or name.partition("_")[0])
            date = iso_date(str(record.get("date") or ""), record["id"])
            for part, text in enumerate(pieces(tidy(text_of(record)))):
                origin = f"{record['id']}#{part}" if part else record["id"]
                if len(text) >= shortest:
                    found.append(Article(origin, text, outlet, date, "natural"))
    return found


def text_of(record: dict[str, Any]) -> str:
    """Return the text that a person wrote, whichever set the record is of."""
    if "refs" in record:
        return "\n".join(record["refs"][min(record["refs"])])
    return str(record.get("text") or record["original"])


def tidy(text: str) -> str:
    """Undo the spaces of token-wise stored texts and of runs of blanks."""
    text = re.sub(r"[ \t]+", " ", text)
    if sum(map(text.count, BARE)) * 60 > len(text):
        text = re.sub(r" ([,.;:?!)%]|'s\b|'\B|n't\b)", r"\1", text)
    return re.sub(r"\s*\n\s*", "\n", text).strip()


def pieces(text: str) -> Iterator[str]:
    """Cut a text into parts of at most ``LONGEST`` characters at ends of sentences."""
    start = end = 0
    for _, stop in sentences(text) if len(text) > LONGEST else ():
        if stop - start > LONGEST and end > start:
            yield text[start:end].strip()
            start = end
        end = stop
    yield text[start:].strip()


def iso_date(written: str, name: str) -> str:
    """Return an ISO date from what a record says, or one drawn by its name."""
    for form, length in (("%Y-%m-%d", 10), ("%d%b%Y", 9), ("%d%b%Y", 8)):
        try:
            return datetime.strptime(written[:length], form).date().isoformat()  # noqa: DTZ007
        except ValueError:
            continue
    day = datetime(2005, 1, 1) + timedelta(days=int(6000 * chance(f"date {name}")))  # noqa: DTZ001
    return day.date().isoformat()


def material(data: Path) -> Iterator[str]:
    """Yield the English texts of the data, machine-made ones too, each different sentence once.

    What stands in many pages (joint releases, footers) would come out of the walk in one piece.
    """
    seen: set[int] = set()
    for text in _texts(data):
        new = []
        for start, end in sentences(text):
            key = hash_of(text[start:end])
            if key not in seen:
                seen.add(key)
                new.append(text[start:end])
        yield " ".join(new)


def hash_of(text: str) -> int:
    """Return 64 bits that hang on the words of a text alone, the same on every machine."""
    words = " ".join(re.findall(r"\w+", text.lower()))
    return int.from_bytes(hashlib.blake2b(words.encode(), digest_size=8).digest(), "big")


def _texts(data: Path) -> Iterator[str]:
    for name in MATERIAL:
        for record in read(data, name):
            yield tidy(text_of(record))
            for variant in record.get("variants", {}).values() if name != "detectrl_other" else ():
                yield tidy(variant if isinstance(variant, str) else variant["text"])
            for lines in record.get("hyps", {}).values() if name == "wmt21_news" else ():
                yield "\n".join(lines)
                break


class Weaver:
    """Makes page after page; a page hangs on the seed and its number alone.

    Legend: n tokens of the material, V different ones.

    Attributes:
        walk: the arrays of :func:`_weave`, in its order: a row a place of the material (n, 5),
            its token, then start and size of the token's group in ``single`` and of the bigram's
            in ``double``; places grouped by token and by bigram (n,); where sentences begin;
            flags and bytes proper of each token (V,); the bytes of tokens and names; where each
            of those starts.
    """

    def __init__(self, texts: Iterable[str], seed: int, invented: int = INVENTED) -> None:
        """Read the material once: tokens with what follows them, and names for the casts."""
        self._seed = seed
        ids: dict[str, int] = {}
        tokens, begins = [], []
        for text in texts:
            begins += [len(tokens) + b for b in _sentence_starts(text)]
            tokens += [ids.setdefault(word, len(ids)) for word in text.split()]
        stream = np.array(tokens, np.int32)
        flags, cores = _looks(list(ids), stream, np.array(begins, np.int64))
        names = _names(list(ids), stream, flags, cores) + _invented(invented, seed)
        words, places = _packed([*ids, *names])
        single, firsts = _occurrences(stream.astype(np.int64))
        # A pair of tokens: what stands before a place, and the place.
        double, seconds = _occurrences(np.roll(stream, 1).astype(np.int64) * len(ids) + stream)
        # One row a place, so that a step to a random place waits for memory once, not five times.
        rows = np.column_stack((stream, firsts, seconds))
        self._cast = len(ids)
        self._names_number = len(names)
        self.walk = (rows, single, double, np.array(begins, np.int64), flags, cores, words, places)

    def page(self, number: int, words: int) -> str:
        """Return page ``number`` with about ``words`` words.

        The walk ends at the first end of a sentence after them.
        """
        room = np.empty(40 * (words + 400), np.uint8)
        used = _weave(*self.walk, self._cast, self._names_number, room, words,
                      np.uint64(self._seed * 2_654_435_761 + number))  # fmt: skip
        return room[:used].tobytes().decode("utf-8", "replace")


def _names(words: list[str], stream: Int32, flags: UInt8, cores: Int32) -> list[str]:
    """Return the names of the material that are there twice or more, the commonest first."""
    counts: Counter[str] = Counter()
    for token, number in enumerate(np.bincount(stream, minlength=len(words)).tolist()):
        if flags[token] & NAME:
            counts[words[token].encode()[: cores[token]].decode()] += number
    return [name for name, number in counts.most_common() if number > 1]


def _invented(number: int, seed: int) -> list[str]:
    rng = rng_of(f"names {seed}")
    made = ("".join(rng.choices(SYLLABLES, k=rng.randint(2, 4))) for _ in range(number))
    return [name.capitalize() + rng.choice(("", "", "n", "s", "r")) for name in made]


def _sentence_starts(text: str) -> list[int]:
    """Return at which of the text's words sentences start."""
    words = text.split()
    starts = [0] if words else []
    for i in range(1, len(words)):
        ended = words[i - 1].rstrip("\"”')")[-1:] in {".", "?", "!"}
        # One letter before the stop is an initial, not an end.
        if ended and words[i][:1].isupper() and len(words[i - 1]) > 3:
            starts.append(i)
    return starts


def _looks(words: list[str], stream: Int32, begins: Int64) -> tuple[UInt8, Int32]:
    """Return the flags of each token (V,) and how many bytes of it are its word proper (V,)."""
    counts = np.bincount(stream, minlength=len(words))
    # A name is what is written with a capital although no sentence begins there, nearly always.
    first = np.bincount(stream[begins], minlength=len(words))
    common = set(np.argsort(-counts, kind="stable")[:250].tolist())
    lower = {word for word in words if word.islower()}
    flags = np.zeros(len(words), np.uint8)
    cores = np.zeros(len(words), np.int32)
    for i, word in enumerate(words):
        core = word.rstrip(".,;:?!\"”’')]")
        cores[i] = len(core.encode())
        if re.fullmatch(r"[A-Z][a-z]{2,}", core) and first[i] * 2 < counts[i]:
            flags[i] |= NAME if core.lower() not in lower else 0
        if re.search(r"\d", core):
            flags[i] |= NUMBER
        if i in common and word.islower():
            flags[i] |= COMMON
        if word.rstrip("\"”’')")[-1:] in {".", "?", "!"} and len(core) > 2:
            flags[i] |= STOP
    return flags, cores


def _packed(words: list[str]) -> tuple[UInt8, Int64]:
    """Return the words' bytes one after the other, and where each starts (V+1,)."""
    coded = [word.encode() for word in words]
    places = np.zeros(len(coded) + 1, np.int64)
    np.cumsum([len(word) for word in coded], out=places[1:])
    return np.frombuffer(b"".join(coded), np.uint8).copy(), places


def _occurrences(keys: Int64) -> tuple[Int32, Int32]:
    """Return places sorted by key (n,), and each place's group there: start and size (n, 2)."""
    order = np.argsort(keys, kind="stable").astype(np.int32)
    ranked = keys[order]
    heads = np.flatnonzero(np.r_[True, ranked[1:] != ranked[:-1]])
    sizes = np.diff(np.r_[heads, len(keys)])
    groups = np.empty((len(keys), 2), np.int32)
    groups[order] = np.repeat(np.column_stack((heads, sizes)), sizes, axis=0)
    return order, groups


@njit(nogil=True, cache=True)
def _drawn(state: np.uint64) -> tuple[np.uint64, np.int64]:
    """Return the next state and a number below 2**32 (splitmix64, Steele 2014)."""
    state += np.uint64(0x9E3779B97F4A7C15)
    z = state
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return state, np.int64((z ^ (z >> np.uint64(31))) >> np.uint64(32))


@njit(nogil=True, cache=True)
def _spelt(
    room: UInt8, used: int, words: UInt8, begin: int, end: int, anew: bool, state: np.uint64
) -> tuple[np.uint64, int]:
    """Copy bytes, 60 at most, to ``room``, digits after the first byte drawn anew if asked."""
    for i in range(begin, min(end, begin + 60)):
        byte = words[i]
        if anew and 48 <= byte <= 57 and i > begin:
            state, digit = _drawn(state)
            byte = np.uint8(48 + digit % 10)
        room[used] = byte
        used += 1
    return state, used


@njit(nogil=True, cache=True)
def _weave(
    rows: Int32, single: Int32, double: Int32, begins: Int64, flags: UInt8, cores: Int32,
    words: UInt8, places: Int64, cast_base: int, names: int, room: UInt8, length: int,
    seed: np.uint64,
) -> int:  # fmt: skip
    """Walk through the material and write its bytes to ``room``; return how many.

    At most 7 tokens after it last went on from one word alone the walk does so again, if the word
    has another place; in between it goes on from pairs of words, which reads better. Sentences
    of more than 45 words, and ones that find no other place for 10, are ended.
    """
    state, draw = _drawn(seed)
    # A page keeps to one neighbourhood of the material: one set, often one outlet.
    centre = draw % len(begins)
    cast = np.empty(16, np.int64)
    for i in range(16):
        state, draw = _drawn(state)
        # The cube of an even draw: common names often, rare ones now and then.
        share = draw / 4294967296.0
        cast[i] = cast_base + np.int64(share * share * share * names)
    used = done = run = in_sentence = 0
    at = begins[centre]
    last_room = len(room) - 200
    while used < last_room:
        token = np.int64(rows[at, 0])
        flag = flags[token]
        state, draw = _drawn(state)
        if in_sentence:
            room[used] = 32
            used += 1
        begin, end = places[token], places[token + 1]
        if flag & NAME and draw & 3:
            name = cast[(token * 7919 + np.int64(seed)) & 15]
            state, used = _spelt(room, used, words, places[name], places[name + 1], False, state)
            begin += cores[token]
        state, used = _spelt(room, used, words, begin, end, flag & NUMBER != 0, state)
        done += 1
        run += 1
        in_sentence += 1
        if flag & STOP or in_sentence > 45 or run > 10 or at + 1 >= len(rows):
            if not flag & STOP:
                room[used] = 46
                used += 1
            if done >= length:
                break
            state, draw = _drawn(state)
            room[used] = 10 if draw % 3 == 0 else 32
            used += 1
            state, draw = _drawn(state)
            at = begins[(centre + draw % 8192) % len(begins)]
            in_sentence = run = 0
            continue
        state, draw = _drawn(state)
        state, pick = _drawn(state)
        alone, paired = np.int64(rows[at, 2]), np.int64(rows[at, 4])
        if alone > 1 and ((flag & COMMON and draw % 8 < 3) or run > 4 + draw % 3):
            at, run = np.int64(single[rows[at, 1] + pick % alone]), 0
        elif in_sentence > 1 and run > 1 and paired > 1:
            at = np.int64(double[rows[at, 3] + pick % paired])
        at += 1
        if at >= len(rows):
            at = begins[centre]
    return used
