"""Documents with a known edit script, and hostile text, for hypothesis.

The words of :data:`WORDS` have nothing in common, not even most of their letters, and no two
sentences share one: the right alignment of a document and its edited copy is then known.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from unspin.align.texts import align_reuse, find_reuse, in_order, mirrored
from unspin.config import PassageConfig
from unspin.records import Alignment, Document, Lexicon, Segmented, Span, Words
from unspin.text.segment import segment

_LIST = """
    acorn anvil apron atlas badge bagpipe bamboo barley basket beacon bishop blanket blossom boulder bracket bramble
    brigade bronze bucket buffalo bugle cabbage cactus camel candle canyon carpet cavern cello chapel cherry chimney
    cinema circus clarinet cobalt coffee compass copper coral cotton cradle crimson crypt curtain cymbal dagger daisy
    dancer diamond dolphin domino donkey dragon drizzle eagle easel ember engine envoy fabric falcon fennel ferry
    fiddle filter flannel forest fossil fountain galaxy garlic gazelle giraffe glacier goblet gorilla granite gravel
    guitar hammock harbour hazel helmet hermit hickory honey hornet igloo indigo island ivory jackal jasmine jungle
    juniper kernel kettle kitchen knapsack lagoon lantern lava leopard lilac lizard lobster lotus lumber magnet mammoth
    mango marble meadow melon mirror mitten monsoon mosaic muffin mustard nectar nickel nutmeg oasis ocean olive onion
    orbit orchid otter oyster paddle palace panther parcel pebble pelican pepper pigeon pillow pistol planet plaza
    pocket pollen poplar pumpkin puzzle quartz quilt quiver rabbit radish raven ribbon riddle rocket ruby saddle
    saffron salmon sapphire satchel scarlet sculpture shadow shovel shuttle silk sketch skipper slipper sonnet spiral
    squirrel statue stirrup sugar summit sunset swallow syrup tablet teapot temple thicket thistle thunder tiger timber
    tobacco toffee tornado tractor treasure trumpet tulip tunnel turnip turtle umbrella unicorn valley vapour velvet
    violet volcano waffle walnut walrus whisker willow window wizard yacht yogurt zebra zephyr zigzag
""".split()


def _unlike(words: list[str]) -> list[str]:
    kept: list[str] = []
    for word in words:
        if all(OSA.normalized_similarity(word, other) < 0.6 for other in kept):
            kept.append(word)
    return kept


WORDS = _unlike(_LIST)
Pairs = list[tuple[int, int]]


@dataclass(frozen=True)
class EditedWords:
    """A text, its edited copy, and the tokens that belong together.

    ``kept`` and ``replaced`` are (token of a, token of b); the full stop is a kept token.
    """

    a: str
    b: str
    kept: Pairs = field(default_factory=list)
    replaced: Pairs = field(default_factory=list)


@dataclass(frozen=True)
class EditedSentences:
    """A text, its edited copy, and the sentence links between them: (of a, of b, moved)."""

    a: str
    b: str
    links: set[tuple[tuple[int, ...], tuple[int, ...], bool]]


def document(text: str, name: str = "d") -> Document:
    return Document(name, text)


def sentence(words: list[str]) -> str:
    return " ".join(words).capitalize() + "."


def covers(spans: list[Span], size: int) -> bool:
    """Whether spans, in order, cover a text of this size with no gap and no overlap."""
    at = 0
    for span in sorted((s for s in spans if len(s)), key=lambda s: s.start):
        if span.start != at:
            return False
        at = span.end
    return at == size


@st.composite
def edited_words(draw: st.DrawFn) -> EditedWords:
    """One long sentence, every second word of which may be replaced, deleted or inserted after."""
    words = draw(st.permutations(WORDS))
    size = draw(st.integers(4, 30))
    own, fresh = words[:size], iter(words[size:])
    b: list[str] = []
    kept: Pairs = []
    replaced: Pairs = []
    for i, word in enumerate(own):
        op = draw(st.sampled_from(("keep", "replace", "delete", "insert"))) if i % 2 else "keep"
        if op == "replace":
            replaced.append((i, len(b)))
            b.append(next(fresh))
        elif op != "delete":
            kept.append((i, len(b)))
            b.append(word)
        if op == "insert":
            b.append(next(fresh))
    kept.append((size, len(b)))
    return EditedWords(" ".join(own) + ".", " ".join(b) + ".", kept, replaced)


@st.composite
def edited_sentences(draw: st.DrawFn) -> EditedSentences:
    """Six sentences, some of which are dropped, followed by a new one, split or merged; or one moved."""
    words = iter(draw(st.permutations(WORDS)))

    def take(count: int) -> list[str]:
        return [next(words) for _ in range(count)]

    own = [take(10) for _ in range(6)]
    b: list[str] = []
    links: set[tuple[tuple[int, ...], tuple[int, ...], bool]] = set()
    s = 0
    while s < len(own):
        op = draw(st.sampled_from(("keep", "drop", "add", "split", "merge")))
        t = len(b)
        if op == "drop":
            links.add(((s,), (), False))
        elif op == "split":
            links.add(((s,), (t, t + 1), False))
            b += [sentence(own[s][:5]), sentence(own[s][5:])]
        elif op == "merge" and s + 1 < len(own):
            links.add(((s, s + 1), (t,), False))
            b.append(sentence(own[s] + own[s + 1]))
            s += 1
        else:
            links.add(((s,), (t,), False))
            b.append(sentence(own[s]))
            if op == "add":
                links.add(((), (t + 1,), False))
                b.append(sentence(take(10)))
        s += 1
    return EditedSentences(" ".join(map(sentence, own)), " ".join(b), links)


@st.composite
def moved_sentence(draw: st.DrawFn) -> EditedSentences:
    """Six sentences, one of which is moved past at least two others."""
    words = draw(st.permutations(WORDS))
    own = [sentence(words[10 * s : 10 * s + 10]) for s in range(6)]
    source = draw(st.integers(0, 5))
    target = draw(st.sampled_from([t for t in range(6) if abs(t - source) >= 2]))
    order = [s for s in range(6) if s != source]
    order.insert(target, source)
    links = {((s,), (t,), s == source) for t, s in enumerate(order)}
    return EditedSentences(" ".join(own), " ".join(own[s] for s in order), links)


_PIECES = [
    *"abcXYZ 019.,;:!?()[]{}/$%&+", " ", " ", "\n", "\n\n", "\r\n", "\t", "\x00", "\x1f", "\x85", "\u2028", "\u3000",
    *"\"'“”„‟«»‘’‚‛‹›`´′″＂＇〝〞", "''", "``", *"-‐‑‒–—―−", "--", "...", "…",
    "\u200b", "\u200d", "\ufeff", "\u00ad", "\u2060", "\u180e", "\ufe0f", "\U000e0061",
    "\u202a", "\u202e", "\u2066", "\u2069", "\u200f", "\u061c",
    "\ud800", "\udfff", "\udc80", "\ufffe", "\uffff", "\U0010ffff", "\ue000",
    "\u0301", "\u0308", "\u0345", "\u20dd", "e\u0301", "é", "ﬁ", "ﬃ", "ß", "İ", "ǅ", "ſ", "Å", "\ufdfa", "한", "한",
    "а", "е", "р", "о", "Аpple", "раypal", "ＡＢＣ", "１２", "٣٤", "²", "½", "Ⅷ", "①", "中文", "日本。", "😀", "👨‍👩‍👧", "🇫🇷",
    "can't", "cannot", "CANNOT", "won’t", "shan't", "it's", "'tis", "rock'n'roll", "o'", "n't", "'s", "'re", "x're",
    "U.S.", "U.S", "e.g.", "a.b", "Mr.", "3rd", "1980s", "1000's", "40mph", "3D", "1,000.50", "12:30", "1/2/3", "5,",
    "WHO", "US", "The", "said", "war",
]  # fmt: skip
_RUNS = st.builds(lambda piece, times: piece * times, st.sampled_from(_PIECES), st.integers(2, 60))

hostile_text = st.one_of(
    st.text(st.characters(), max_size=80),
    st.lists(st.sampled_from(_PIECES), max_size=60).map("".join),
    st.lists(st.one_of(st.sampled_from(_PIECES), _RUNS, st.characters()), max_size=25).map("".join),
)
"""Any Unicode at all: surrogates, NULs, direction marks, combining marks, long runs of one mark."""

plain_words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12)

_TIES = (
    "the a of and to not never said says may must will 14 15 ten Monday Friday Oslo Riga Anna Lind "
    "cold war chilly warfare mill mills house home colour color don't do big large , , . . . “ ” - "
    "U.S. US (Reuters) {that"
).split(" ")


@st.composite
def repeating_texts(draw: st.DrawFn) -> tuple[str, str]:
    """A text of few different words, and another that has some of its words: ties everywhere."""
    words = draw(st.lists(st.sampled_from(_TIES), min_size=4, max_size=60))
    other: list[str] = []
    for word in words:
        match draw(st.integers(0, 9)):
            case 0:
                other.append(draw(st.sampled_from(_TIES)))
            case 1:
                other += [word, draw(st.sampled_from(_TIES))]
            case 2:
                other.insert(draw(st.integers(0, len(other))), word)
            case 3:
                pass
            case _:
                other.append(word)
    texts = " ".join(words), " ".join(other)
    return texts if draw(st.booleans()) else texts[::-1]


def align_texts(a: Document, b: Document, lexicon: Lexicon) -> Alignment:
    """Align two documents as ``unspin.compare`` does."""
    if not in_order(a, b):
        return mirrored(align_texts(b, a, lexicon))
    sa, sb = segment(a, lexicon), segment(b, lexicon)
    return align_reuse(a, b, sa, sb, find_reuse(sa, sb, lexicon, PassageConfig()), lexicon)


def columns(kinds: list[int], flags: list[int]) -> Segmented:
    n = len(kinds)
    at, keys = np.arange(n, dtype=np.int32), np.arange(n, dtype=np.uint64)
    none = np.zeros((0, 2), np.int32)
    return Segmented(
        "d", at, at + 1, keys, keys, np.array(kinds, np.uint8), np.array(flags, np.uint8), at,
        np.array([0, n], np.int32), none,
    )  # fmt: skip


@st.composite
def aligned_columns(draw) -> tuple[Segmented, Segmented, Words]:
    """Draw two texts of some tokens, and rows in the order of a: pairs, and lone tokens."""
    tokens = st.lists(st.tuples(st.integers(0, 5), st.sampled_from((0, 8, 9, 255))), max_size=14)
    a, b = draw(tokens), draw(tokens)
    partners = draw(st.permutations(range(max(len(a), len(b)))))[: len(a)]
    rows = []
    for i, j in enumerate(partners):
        paired = j < len(b) and draw(st.booleans())
        op, ends = (draw(st.integers(0, 1)), (j, j + 1)) if paired else (2, (0, 0))
        rows.append((op, i, i + 1, *ends))
    held = {row[3] for row in rows if row[0] <= 1}
    rows += [(3, len(a), len(a), j, j + 1) for j in range(len(b)) if j not in held]
    links = draw(st.lists(st.integers(-1, 3), min_size=len(rows), max_size=len(rows)))
    scores = draw(st.lists(st.floats(0, 1, width=32), min_size=len(rows), max_size=len(rows)))
    ops, *bounds = np.array(rows, np.int32).reshape(-1, 5).T.copy()
    words = Words(ops.astype(np.uint8), *bounds, np.array(links, np.int32),
                  np.array(scores, np.float32))  # fmt: skip
    sides = [columns([k for k, _ in side], [f for _, f in side]) for side in (a, b)]
    return sides[0], sides[1], words


def lexicon_rows(draw, size, most):
    """Return a row of the lexicon, up to ``most``, or -1 for each of so many tokens."""
    return np.array(draw(st.lists(st.integers(-1, most), min_size=size, max_size=size)), np.int32)
