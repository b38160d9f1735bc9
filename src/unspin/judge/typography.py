"""C101..C107: how it looks: glyphs, case, spaces, contractions, spellings, punctuation.

Keys fold all of this away, so most of it lies in rows whose keys are equal and whose text is not.
"""

from __future__ import annotations

from collections.abc import Iterator

from unspin.judge.names import initials_of, is_name
from unspin.judge.pair import EQUAL, Found, Pair, Side, Tokens
from unspin.judge.words import same_spelling
from unspin.records import Flag, Kind

F_FOLDED = int(Flag.FOLDED)
F_SPACED = int(Flag.SPACED)
K_PUNCTUATION = int(Kind.PUNCTUATION)
K_QUOTE = int(Kind.QUOTE)
K_SYMBOL = int(Kind.SYMBOL)

_FULL = {
    "n't": "not", "'re": "are", "'ve": "have", "'ll": "will", "'m": "am", "ca": "can", "wo": "will",
    "sha": "shall", "cannot": "can not",
}  # fmt: skip
_DASHES = frozenset("-‐‑‒–—―−﹘﹣－")
_APOSTROPHES = frozenset("'’‘ʼ′`´＇")
_CLITICS = frozenset(("n't", "'re", "'ve", "'ll", "'m", "'s", "'d"))


def quote_glyph(pair: Pair) -> Iterator[Found]:
    """Quote marks or apostrophes have another shape (``"`` and ``“``)."""
    yield from _styled(pair, "glyph")


def dash(pair: Pair) -> Iterator[Found]:
    """A dash or hyphen has another shape, or stands on one side only."""
    yield from _styled(pair, "dash")
    yield from _marks(pair, dashes=True)
    yield from _joined(pair, hyphens=True)


def case(pair: Pair) -> Iterator[Found]:
    """Capitals differ."""
    yield from _styled(pair, "case")


def spacing(pair: Pair) -> Iterator[Found]:
    """White space stands between two tokens on one side only."""
    for r in _respaced(pair):
        a, b = pair.a0[r], pair.b0[r]
        first, second = pair.a.span((a - 1, a)), pair.a.span((a, a + 1))
        gap_a = type(first)(first.end, second.start)
        first, second = pair.b.span((b - 1, b)), pair.b.span((b, b + 1))
        yield Found(gap_a, type(first)(first.end, second.start))
    yield from _joined(pair, hyphens=False)


def contraction(pair: Pair) -> Iterator[Found]:
    """A contraction was written out, or words were contracted (``don't``/``do not``)."""
    for r, what in _styles(pair):
        if what == "contraction":
            yield _with_host(pair, r, (pair.a0[r], pair.a1[r]), (pair.b0[r], pair.b1[r]))
    for first, last in _open_runs(pair):
        a, b = pair.tokens_a(first, last), pair.tokens_b(first, last)
        if written_out(pair, a, b):
            pair.claims.take(range(first, last))
            yield _with_host(pair, first, a, b)


def spelling_variant(pair: Pair) -> Iterator[Found]:
    """One word in two spellings (``colour``/``color``, ``U.S.``/``US``, ``1,000``/``1000``)."""
    yield from _styled(pair, "spelling")
    for first, last in _open_runs(pair):
        a, b = pair.tokens_a(first, last), pair.tokens_b(first, last)
        if a[0] < a[1] and b[0] < b[1] and variant_spelling(pair, a, b):
            pair.claims.take(range(first, last))
            yield pair.found(a, b)
    for r, ta, tb in list(pair.substituted()):
        if variant_spelling(pair, (ta, ta + 1), (tb, tb + 1)):
            pair.claims.take([r])
            yield pair.rows_found(r, r + 1)


def punctuation(pair: Pair) -> Iterator[Found]:
    """A punctuation mark was changed, dropped or added."""
    yield from _styled(pair, "punctuation")
    yield from _marks(pair, dashes=False)


def variant_spelling(pair: Pair, a: Tokens, b: Tokens) -> bool:
    """Tell whether two token ranges are one word or name in two spellings."""
    single = a[1] - a[0] == 1 and b[1] - b[0] == 1
    rows = pair.a.seg.rows, pair.b.seg.rows
    if single and same_spelling(pair.lexicon, int(rows[0][a[0]]), int(rows[1][b[0]])):
        return True
    plain_a, plain_b = pair.a.low(a[0]).replace(".", ""), pair.b.low(b[0]).replace(".", "")
    names = is_name(pair.a, a[0]) or is_name(pair.b, b[0])
    if single:
        return names and plain_a == plain_b
    return names and (
        (a[1] - a[0] == 1 and initials_of(pair.a, a[0], pair.b, b[1] - 1))
        or (b[1] - b[0] == 1 and initials_of(pair.b, b[0], pair.a, a[1] - 1))
    )


def written_out(pair: Pair, a: Tokens, b: Tokens) -> bool:
    """Tell whether two ranges say the same words, one contracted and one in full."""
    ours, theirs = _in_full(pair.a, a), _in_full(pair.b, b)
    if not ours or not theirs:
        return False
    if ours == theirs:
        return pair.a.words(a) != pair.b.words(b)
    if len(ours) != len(theirs):
        return False
    be = pair.closed.be
    differ = [(x, y) for x, y in zip(ours, theirs, strict=True) if x != y]
    return all(y in be.get(x, ()) or x in be.get(y, ()) for x, y in differ)


def _in_full(side: Side, tokens: Tokens) -> list[str]:
    found: list[str] = []
    for word in side.words(tokens):
        found.extend(_FULL.get(word, word).split())
    return found


def _with_host(pair: Pair, row: int, a: Tokens, b: Tokens) -> Found:
    """Return a finding that takes in the word a clitic hangs on, on both sides."""
    clitic = pair.a.low(a[0]) in _CLITICS or pair.b.low(b[0]) in _CLITICS
    host = row - 1
    if (
        clitic
        and host >= 0
        and pair.ops[host] == EQUAL
        and (pair.a1[host] == a[0] and pair.b1[host] == b[0])
    ):
        return pair.found((a[0] - 1, a[1]), (b[0] - 1, b[1]))
    return pair.found(a, b)


def _styles(pair: Pair) -> list[tuple[int, str]]:
    return pair.once("styles", lambda: [(r, _style(pair, r)) for r in pair.restyled])


def _styled(pair: Pair, wanted: str) -> Iterator[Found]:
    for r, what in _styles(pair):
        if what == wanted:
            yield pair.rows_found(r, r + 1)


def _style(pair: Pair, r: int) -> str:
    """Say in what way the two texts of an equal row differ."""
    ta, tb = pair.a0[r], pair.b0[r]
    a, b = pair.a.low(ta), pair.b.low(tb)
    if pair.a.has(ta, F_FOLDED) or pair.b.has(tb, F_FOLDED):
        return "folded"
    if pair.a.kinds[ta] == K_QUOTE:
        return "glyph"
    if a == b:
        apostrophe = pair.a.surface(ta).lower() != pair.b.surface(tb).lower()
        return "glyph" if apostrophe else "case"
    if a[0] in _DASHES or b[0] in _DASHES:
        return "dash"
    if a in _CLITICS or b in _CLITICS:
        return "contraction"
    if a in _FULL or b in _FULL:
        return "host"
    if pair.a.kinds[ta] in (K_PUNCTUATION, K_SYMBOL):
        return "punctuation"
    return "spelling"


def _respaced(pair: Pair) -> list[int]:
    """Return equal rows after equal rows where only one side has white space between."""
    w, sa, sb = pair.alignment.words, pair.a.seg, pair.b.seg
    rows = (w.ops == EQUAL).nonzero()[0]
    rows = rows[rows > 0]
    rows = rows[(w.ops[rows - 1] == EQUAL)]
    a, b = w.a_starts[rows], w.b_starts[rows]
    next_to = (w.a_ends[rows - 1] == a) & (w.b_ends[rows - 1] == b)
    differ = ((sa.flags[a] ^ sb.flags[b]) & F_SPACED) != 0
    found = rows[next_to & differ].tolist()
    clitic = {r for r, what in _styles(pair) if what == "contraction"}
    return [r for r in found if r not in clitic]


def _open_runs(pair: Pair) -> list[Tokens]:
    """Return the runs of rows in each site that nothing has explained yet."""
    found = []
    for site in pair.sites:
        first = None
        for r in range(site.rows[0], site.rows[1] + 1):
            free = r < site.rows[1] and r not in pair.claims.taken
            if free and first is None:
                first = r
            elif not free and first is not None:
                found.append((first, r))
                first = None
    return found


def _joined(pair: Pair, *, hyphens: bool) -> Iterator[Found]:
    """Find words that differ only in being written as one, with a hyphen, or apart."""
    for first, last in _open_runs(pair):
        a, b = pair.tokens_a(first, last), pair.tokens_b(first, last)
        if not (pair.a.words(a) and pair.b.words(b)) or len(range(*a)) == len(range(*b)) == 1:
            continue
        said = [side.span(t).of(side.text).lower() for side, t in ((pair.a, a), (pair.b, b))]
        plain = [
            "".join(
                c for c in text if c not in _DASHES and c not in _APOSTROPHES and not c.isspace()
            )
            for text in said
        ]
        hyphened = any(c in _DASHES for text in said for c in text)
        if plain[0] == plain[1] and hyphened == hyphens:
            pair.claims.take(range(first, last))
            yield pair.found(a, b)


def _marks(pair: Pair, *, dashes: bool) -> Iterator[Found]:
    """Find rows that hold punctuation and nothing else."""
    for first, last in _open_runs(pair):
        held: list[int] = []
        for r in range(first, last + 1):
            bare = r < last and _is_mark(pair, r)
            if bare:
                held.append(r)
            if held and not (bare and r + 1 < last):
                a = pair.tokens_a(held[0], held[-1] + 1)
                b = pair.tokens_b(held[0], held[-1] + 1)
                if _all_dashes(pair, a, b) == dashes:
                    pair.claims.take(held)
                    yield pair.found(a, b)
                held = []


def _is_mark(pair: Pair, r: int) -> bool:
    ours = pair.a.kinds[pair.a0[r] : pair.a1[r]]
    theirs = pair.b.kinds[pair.b0[r] : pair.b1[r]]
    return min(ours + theirs, default=0) >= K_PUNCTUATION


def _all_dashes(pair: Pair, a: Tokens, b: Tokens) -> bool:
    marks = [pair.a.low(t) for t in range(*a)] + [pair.b.low(t) for t in range(*b)]
    return all(mark[:1] in _DASHES for mark in marks)
