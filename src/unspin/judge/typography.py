"""C101..C107: how it looks: glyphs, case, spaces, contractions, spellings, punctuation.

Keys fold all of this away, so most of it lies in rows whose keys are equal and whose text is not.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from unspin.judge.looks import one_for_one, respaced, without_words
from unspin.judge.names import initials_of
from unspin.judge.numbers import counted, same_amount
from unspin.judge.pair import EQUAL, PLAIN, SUBSTITUTED, Found, Pair, Side, Tokens
from unspin.judge.ranges import codes
from unspin.judge.words import is_name, same_spelling
from unspin.records import Flag, Kind

F_FOLDED = int(Flag.FOLDED)
K_PUNCTUATION = int(Kind.PUNCTUATION)
K_QUOTE = int(Kind.QUOTE)
K_SYMBOL = int(Kind.SYMBOL)

_FULL = {
    "n't": "not", "'re": "are", "'ve": "have", "'ll": "will", "'m": "am", "ca": "can", "wo": "will",
    "sha": "shall", "cannot": "can not",
}  # fmt: skip
_DASHES = frozenset("-‐‑‒–—―−﹘﹣－")
_APOSTROPHES = frozenset("'’‘ʼ′`´＇")
_UNMARKED = {ord(c): None for c in (*_DASHES, *_APOSTROPHES, *" \t\n\r\u00a0\u2009\u202f")}
LONGEST_RUN = 12
"""Rows of the longest run that may be the same words in another look."""
_CLITICS = frozenset(("n't", "'re", "'ve", "'ll", "'m", "'s", "'d"))
_CONTRACTED = _CLITICS | _FULL.keys()
_SIZES = np.array([size in map(len, _CONTRACTED) for size in range(8)])
_INITIALS = np.array([chr(c) in {w[0] for w in _CONTRACTED} | _APOSTROPHES for c in range(128)])
_INITIALS[-1] = True
"""Whether contracted words have that size, or begin with that letter; the last of each stands for
all further ones, and most shapes of the apostrophe are among those."""


def quote_glyph(pair: Pair) -> Iterator[Found]:
    """Quote marks or apostrophes have another shape (``"`` and ``“``)."""
    yield from _styled(pair, "glyph")


def dash(pair: Pair) -> Iterator[Found]:
    """A dash or hyphen has another shape, or stands on one side only."""
    yield from _styled(pair, "dash")
    yield from _marks(pair, dashes=True)
    yield from _looks(pair, "hyphen")


def case(pair: Pair) -> Iterator[Found]:
    """Capitals differ."""
    yield from _styled(pair, "case")


def spacing(pair: Pair) -> Iterator[Found]:
    """White space stands between two tokens on one side only."""
    for r in _respaced(pair):
        a, b = pair.a0[r], pair.b0[r]
        yield pair.a.gap(a), pair.b.gap(b), PLAIN
    yield from _looks(pair, "space")


def contraction(pair: Pair) -> Iterator[Found]:
    """A contraction was written out, or words were contracted (``don't``/``do not``)."""
    for r, what in _styles(pair):
        if what == "contraction":
            yield _with_host(pair, r, (pair.a0[r], pair.a1[r]), (pair.b0[r], pair.b1[r]))
    yield from _looks(pair, "contraction")


def spelling_variant(pair: Pair) -> Iterator[Found]:
    """One word in two spellings (``colour``/``color``, ``U.S.``/``US``, ``1,000``/``1000``)."""
    yield from _styled(pair, "spelling")
    yield from _looks(pair, "variant")


def punctuation(pair: Pair) -> Iterator[Found]:
    """A punctuation mark was changed, dropped or added."""
    yield from _styled(pair, "punctuation")
    yield from _marks(pair, dashes=False)


def variant_spelling(pair: Pair, a: Tokens, b: Tokens) -> bool:
    """Tell whether two token ranges are one word or name in two spellings."""
    if a[1] - a[0] > 1 and b[1] - b[0] > 1:
        return False
    single = a[1] - a[0] == 1 and b[1] - b[0] == 1
    if single and same_spelling(pair.lexicon, pair.a.rows[a[0]], pair.b.rows[b[0]]):
        return True
    if single:
        same = pair.a.low(a[0]).replace(".", "") == pair.b.low(b[0]).replace(".", "")
        return same and (is_name(pair.a, a[0]) or is_name(pair.b, b[0]))
    return (is_name(pair.a, a[0]) or is_name(pair.b, b[0])) and (
        (a[1] - a[0] == 1 and initials_of(pair.a, a[0], pair.b, b[1] - 1))
        or (b[1] - b[0] == 1 and initials_of(pair.b, b[0], pair.a, a[1] - 1))
    )


def written_out(pair: Pair, a: Tokens, b: Tokens) -> bool:
    """Tell whether two ranges say the same words, one contracted and one in full."""
    ours, theirs = _contracted(pair)
    if ours.isdisjoint(range(*a)) and theirs.isdisjoint(range(*b)):
        return False
    return _same_in_full(pair, pair.a.words(a), pair.b.words(b))


def _same_in_full(pair: Pair, words_a: list[str], words_b: list[str]) -> bool:
    if _CONTRACTED.isdisjoint(words_a) and _CONTRACTED.isdisjoint(words_b):
        return False
    if not words_a or not words_b:
        return False
    ours, theirs = _in_full(words_a), _in_full(words_b)
    if ours == theirs:
        return words_a != words_b
    if len(ours) != len(theirs):
        return False
    be = pair.closed.be
    differ = [(x, y) for x, y in zip(ours, theirs, strict=True) if x != y]
    return all(y in be.get(x, ()) or x in be.get(y, ()) for x, y in differ)


def _in_full(words: list[str]) -> list[str]:
    return [part for word in words for part in _FULL.get(word, word).split()]


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
    columns = w.ops, w.a_starts, w.a_ends, w.b_starts, w.b_ends
    found = respaced(*columns, sa.flags, sb.flags).tolist()
    clitic = {r for r, what in _styles(pair) if what == "contraction"}
    return [r for r in found if r not in clitic]


def _open_runs(pair: Pair) -> Iterator[tuple[Tokens, Tokens, Tokens]]:
    """Yield the runs of rows in two-sided sites that nothing has explained yet, and their tokens.

    Sites of one row are left out unless it is a curious one.
    """
    taken = pair.claims.taken
    for index in _two_sided_sites(pair):
        rows, a, b, _ = pair.site(index)
        if taken.isdisjoint(range(*rows)):
            yield rows, a, b
            continue
        first = -1
        for r in range(rows[0], rows[1] + 1):
            if r == rows[1] or r in taken:
                if first >= 0:
                    yield (first, r), pair.tokens_a(first, r), pair.tokens_b(first, r)
                first = -1
            elif first < 0:
                first = r


def _two_sided_sites(pair: Pair) -> list[int]:
    """Return the sites with tokens of both sides, of one row only if it is a curious one."""
    first, end, a0, a1, b0, b1 = pair.divided.sites
    several = (a1 > a0) & (b1 > b0) & (end > first + 1)
    curious = {pair.site_of_row[r] for r in curious_rows(pair)} - {-1}
    return sorted(curious.union(several.nonzero()[0].tolist()))


def _looks(pair: Pair, wanted: str) -> Iterator[Found]:
    """Find runs whose words are the same but for their look, by what the look is."""
    for what, found in pair.once("looks", lambda: list(_judge_looks(pair))):
        if what == wanted:
            yield found


def _judge_looks(pair: Pair) -> Iterator[tuple[str, Found]]:
    curious = curious_rows(pair)
    for (first, last), a, b in list(_open_runs(pair)):  # before any is claimed
        if last - first > LONGEST_RUN:
            continue
        if last - first > 1 and (what := _look(pair, (first, last), a, b)):
            yield what, _looking(pair, what, (first, last), a, b)
            continue
        for r in sorted(curious.intersection(range(first, last))):
            one, other = pair.tokens_a(r, r + 1), pair.tokens_b(r, r + 1)
            if what := _look(pair, (r, r + 1), one, other):
                yield what, _looking(pair, what, (r, r + 1), one, other)


def _looking(pair: Pair, what: str, rows: Tokens, a: Tokens, b: Tokens) -> Found:
    pair.claims.take(range(*rows))
    return _with_host(pair, rows[0], a, b) if what == "contraction" else pair.found(a, b)


def curious_rows(pair: Pair) -> set[int]:
    """Return the rows of one word for one word that may be the same word in another look."""
    return pair.once("curious", lambda: _find_curious(pair))


def _find_curious(pair: Pair) -> set[int]:
    w, sa, sb = pair.alignment.words, pair.a.seg, pair.b.seg
    variants, names = one_for_one(
        w.ops, w.a_starts, w.b_starts, sa.rows, sb.rows, pair.lexicon.variants,
        sa.kinds, sb.kinds, sa.flags, sb.flags,
    )  # fmt: skip
    amounts_a, amounts_b = counted(pair)
    places = ((r, pair.a0[r], pair.b0[r]) for r in names.tolist())
    alike = [
        r for r, ta, tb in places
        if (ta in amounts_a and tb in amounts_b) or _same_letters(pair, ta, tb)
    ]  # fmt: skip
    ours, theirs = _contracted(pair)
    held = [pair.row_of_a[t] for t in ours] + [pair.row_of_b[t] for t in theirs]
    found: set[int] = set(variants.tolist())
    return found.union(alike, [r for r in held if r >= 0 and pair.ops[r] == SUBSTITUTED])


def _same_letters(pair: Pair, ta: int, tb: int) -> bool:
    """Tell whether two words have the same letters and digits, whatever stands between these."""
    a, b = pair.a.lows[ta], pair.b.lows[tb]
    if a[0] != b[0] and a[0].isalnum() and b[0].isalnum():  # as in most
        return False
    return letters(a) == letters(b)


def letters(text: str) -> str:
    """Return the letters and digits of a text."""
    return "".join(filter(str.isalnum, text))


def _contracted(pair: Pair) -> tuple[set[int], set[int]]:
    """Return the tokens of a and of b that are contracted or part of a contraction."""
    return pair.once("contracted", lambda: (_contracted_in(pair.a), _contracted_in(pair.b)))


def _contracted_in(side: Side) -> set[int]:
    return side.once("contracted", lambda: _find_contracted(side))


def _find_contracted(side: Side) -> set[int]:
    seg = side.seg
    sizes = np.minimum(seg.ends - seg.starts, len(_SIZES) - 1)
    initials = np.minimum(codes(side.lowered)[seg.starts], len(_INITIALS) - 1)
    likely: list[int] = np.flatnonzero(_SIZES[sizes] & _INITIALS[initials]).tolist()
    return {t for t in likely if side.lows[t] in _CONTRACTED}


def _look(pair: Pair, rows: Tokens, a: Tokens, b: Tokens) -> str:
    """Say in what way the two token ranges of some rows look different, "" for other words."""
    if a[0] == a[1] or b[0] == b[1]:
        return ""
    what = _joined(pair, a, b) if a[1] - a[0] > 1 or b[1] - b[0] > 1 else ""
    telling = not what and not telling_rows(pair).isdisjoint(range(*rows))
    if telling and written_out(pair, a, b):
        what = "contraction"
    if not what and (variant_spelling(pair, a, b) or (telling and same_amount(pair, a, b))):
        what = "variant"
    return what if what and pair.a.words(a) and pair.b.words(b) else ""


def telling_rows(pair: Pair) -> set[int]:
    """Return the rows with a contraction, a number or a unit: what is written in several ways."""
    return pair.once("telling", lambda: _find_telling(pair))


def _find_telling(pair: Pair) -> set[int]:
    rows_a, rows_b = pair.row_of_a, pair.row_of_b
    (ours, theirs), (amounts_a, amounts_b) = _contracted(pair), counted(pair)
    found = {rows_a[t] for t in ours | amounts_a}
    return found.union([rows_b[t] for t in theirs | amounts_b])


def _joined(pair: Pair, a: Tokens, b: Tokens) -> str:
    """Say whether only a "hyphen" or "space" inside tells two ranges apart, "" when more does."""
    first_a, first_b = pair.a.low(a[0])[0], pair.b.low(b[0])[0]
    if first_a != first_b and first_a.isalnum() and first_b.isalnum():
        return ""
    said = pair.a.text_of(a).lower(), pair.b.text_of(b).lower()
    if said[0].translate(_UNMARKED) != said[1].translate(_UNMARKED):
        return ""
    return "hyphen" if any(c in _DASHES for text in said for c in text) else "space"


def _marks(pair: Pair, *, dashes: bool) -> Iterator[Found]:
    """Find rows that hold punctuation and nothing else."""
    marks = pair.once("marks", lambda: _mark_rows(pair))
    for held in _runs(pair, [r for r in marks if r not in pair.claims.taken]):
        if all(marks[r] for r in held) == dashes:
            pair.claims.take(held)
            yield pair.rows_found(held[0], held[-1] + 1)


def _runs(pair: Pair, rows: list[int]) -> list[list[int]]:
    """Join rows that follow each other in a site."""
    site_of, found = pair.site_of_row, list[list[int]]()
    for r in rows:
        if found and found[-1][-1] == r - 1 and site_of[r] == site_of[r - 1]:
            found[-1].append(r)
        else:
            found.append([r])
    return found


def _mark_rows(pair: Pair) -> dict[int, bool]:
    """Return the rows that differ and hold no word, and whether they hold nothing but dashes."""
    w, sa, sb = pair.alignment.words, pair.a.seg, pair.b.seg
    columns = w.a_starts, w.a_ends, w.b_starts, w.b_ends
    rows = without_words(pair.divided.rows, *columns, sa.kinds, sb.kinds)
    return {r: _all_dashes(pair, r) for r in rows.tolist()}


def _all_dashes(pair: Pair, r: int) -> bool:
    marks = pair.a.lows[pair.a0[r] : pair.a1[r]] + pair.b.lows[pair.b0[r] : pair.b1[r]]
    return all(mark[:1] in _DASHES for mark in marks)
