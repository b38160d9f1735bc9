"""C306 polarity and C307 modality: whether it is so, and how surely."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from unspin.judge.closed import MODAL, NEGATION
from unspin.judge.pair import (
    EQUAL,
    ONLY_A,
    ONLY_B,
    Found,
    Pair,
    Side,
    Site,
    gone,
    sided,
    versus,
)
from unspin.judge.ranges import IntP
from unspin.judge.words import opposite, with_antonyms
from unspin.records import Int32, Kind, UInt8, UInt32

K_FUNCTION = int(Kind.FUNCTION)
K_NUMBER = int(Kind.NUMBER)
K_WORD = int(Kind.WORD)

LONGEST_CUT = 4
"""Words of a one-sided run up to which a negation in it is one dropped, not a clause dropped."""
REACH = 4
"""Rows on either side within which another wording of the same negation is looked for."""
MOVED = 4
"""Equal content words between a negation dropped and one added that make it a negation moved."""

KNOWN, ENDED = 1, 2
"""Hints that two words may be opposites; see :func:`words_for_words`."""
ASCII, LOWER, LAST_OF_FUL = 128, 32, ord("l")
"""Code points from which on case is not a bit, that bit, and the last letter of ``-ful``."""

_BACKSHIFT = ({"can", "could"}, {"may", "might"}, {"will", "would"}, {"may", "can"})
_LOSES = frozenset(("possible", "must", "should", "hearsay"))


@dataclass(frozen=True, slots=True)
class Sign:
    """A word with a force of its own (a negation, a modal) in a row that differs."""

    row: int
    token: int
    force: str
    in_a: bool


def polarity(pair: Pair) -> Iterator[Found]:
    """A negation was added, dropped, weakened or moved, or a word turned into its opposite."""
    opposed = list(_opposed(pair))
    signs = _by_link(pair, _negations(pair))
    balanced: set[int] = set()
    for link in sorted(signs):
        for group in _unbalanced(pair, signs[link]):
            turned = [r for r in opposed if 0 < abs(r - group[0].row) <= REACH]
            if len(group) == 1 and (turned or _answered(pair, group[0])):
                balanced.update(turned)
            else:
                yield _sign_found(pair, group)
    for r in opposed:
        if r not in balanced and r not in pair.claims.taken:
            pair.claims.take([r])
            there, back = versus(pair.a.surface(pair.a0[r]), pair.b.surface(pair.b0[r]))
            yield pair.rows_found(r, r + 1, (f"{there}: opposites", f"{back}: opposites"))


def modality(pair: Pair) -> Iterator[Found]:
    """The writer is surer or less sure: a modal or a word like "reportedly" was changed."""
    lone: list[Sign] = []
    for site in pair.watched_sites(MODAL):
        ours = _modals(pair, site, in_a=True)
        theirs = _modals(pair, site, in_a=False)
        for sign in list(ours):
            same = next((o for o in theirs if _same_force(pair, sign, o)), None)
            if same:
                ours.remove(sign)
                theirs.remove(same)
        for sign, other in zip(ours, theirs, strict=False):
            yield _modal_found(pair, [sign, other])
        lone.extend(ours[len(theirs) :] or theirs[len(ours) :])
    for sign in lone:
        if (
            sign.force in _LOSES
            and _is_lost(pair, sign)
            and not _stands_elsewhere(pair, sign, lone)
        ):
            yield _modal_found(pair, [sign])


def _negations(pair: Pair) -> Iterator[Sign]:
    for r, t, in_a, marks in pair.watched:
        if marks & NEGATION and r not in pair.claims.taken:
            force = _negation(pair, pair.a if in_a else pair.b, t, r)
            if force:
                yield Sign(r, t, force, in_a)


def _negation(pair: Pair, side: Side, t: int, r: int) -> str:
    """Return the force of token t as a negation, "" when it is none."""
    low = side.low(t)
    force = pair.closed.negations.get(low, "")
    if not force:
        refused = low in pair.closed.deniers or (
            low in pair.closed.refusals and side.low(t + 1) == "to"
        )
        return "strong" if refused and not _same_refusal(pair, r) else ""
    after = side.low(t + 1)
    if after in pair.closed.harmless and not _kept(pair, side, t + 1):
        return ""  # "not only" went as a whole; where "only" stayed, it was denied
    if low in ("no", "not") and side.low(t + 2) == "than" and not _kept(pair, side, t + 1):
        return ""  # "no less than" is a bound, as "at least" is
    if low == "no" and side.low(t + 1) == ".":
        return ""
    if low == "not" and side.low(t - 1) == "or" and "whether" in side.words((max(0, t - 12), t)):
        return ""
    if low == "no" and side.kinds[t + 1 : t + 2] == [K_NUMBER]:
        return ""
    if (
        low in ("no", "not")
        and not side.is_word(t + 1)
        and after in (",", "")
        and (not side.is_word(t - 1))
    ):
        return ""
    return force


def _kept(pair: Pair, side: Side, t: int) -> bool:
    """Tell whether a token stands on both sides."""
    row = (pair.row_of_a if side is pair.a else pair.row_of_b)[t]
    return row >= 0 and pair.ops[row] == EQUAL


def _same_refusal(pair: Pair, r: int) -> bool:
    """Tell whether both words of a row deny what follows."""
    if pair.ops[r] in (ONLY_A, ONLY_B):
        return False
    words = (pair.a.low(pair.a0[r]), pair.b.low(pair.b0[r]))
    return all(w in pair.closed.refusals or w in pair.closed.implied for w in words)


def _by_link(pair: Pair, signs: Iterator[Sign]) -> dict[int, list[Sign]]:
    found: dict[int, list[Sign]] = {}
    for sign in signs:
        found.setdefault(pair.link_of[sign.row], []).append(sign)
    return found


def _unbalanced(pair: Pair, signs: list[Sign]) -> Iterator[list[Sign]]:
    """Yield the negations of a link that nothing on the other side answers."""
    ours = [s for s in signs if s.in_a]
    theirs = [s for s in signs if not s.in_a]
    for sign in list(ours):
        near = sorted(theirs, key=lambda o: (abs(o.row - sign.row), o.row))
        if not near:
            break
        other = next((o for o in near if o.force == sign.force), None)
        if other is not None and _between(pair, sign, other) < MOVED:
            ours.remove(sign)
            theirs.remove(other)
    for sign in list(ours):
        partner = next((o for o in theirs if abs(o.row - sign.row) <= REACH), None)
        if partner is not None and partner.force != sign.force:
            ours.remove(sign)
            theirs.remove(partner)
            yield [sign, partner]
    yield from ([s] for s in (*ours, *theirs))


def _between(pair: Pair, one: Sign, other: Sign) -> int:
    """Return how many equal content words stand between two signs."""
    first, last = sorted((one.row, other.row))
    kinds = pair.a.kinds
    return sum(1 for r in range(first, last) if pair.ops[r] == 0 and kinds[pair.a0[r]] == K_WORD)


def _answered(pair: Pair, sign: Sign) -> bool:
    """Tell whether the other side denies it in another way, or lacks the whole clause."""
    if pair.ops[sign.row] in (ONLY_A, ONLY_B) and pair.in_long_run(sign.row, LONGEST_CUT):
        return True
    if sign.force == "weak" and pair.ops[sign.row] in (ONLY_A, ONLY_B):
        return False
    side, other = (pair.a, pair.b) if sign.in_a else (pair.b, pair.a)
    own = set(side.words((max(0, sign.token - 3), sign.token + REACH + 1)))
    for t in _near(pair, sign):
        low = other.low(t)
        if low in pair.closed.implied:
            return True
        if any(_stripped(low) == word for word in own if len(word) > 3):
            return True
    return False


def _near(pair: Pair, sign: Sign) -> Iterator[int]:
    """Yield the differing tokens of the other side within reach of a sign."""
    starts, ends = (pair.b0, pair.b1) if sign.in_a else (pair.a0, pair.a1)
    for r in range(max(0, sign.row - REACH), min(len(pair.ops), sign.row + REACH + 1)):
        if pair.ops[r] != 0 and pair.link_of[r] == pair.link_of[sign.row]:
            yield from range(starts[r], ends[r])


def _stripped(word: str) -> str:
    """Return a word without a denying prefix or suffix (``unsafe``, ``careless``)."""
    for prefix in ("un", "in", "im", "ir", "il", "dis", "non"):
        if word.startswith(prefix) and len(word) > len(prefix) + 3:
            return word[len(prefix) :]
    return word


def _sign_found(pair: Pair, group: list[Sign]) -> Found:
    sign = group[0]
    pair.claims.take([s.row for s in group])
    first, last = min(s.row for s in group), max(s.row for s in group) + 1
    if len(group) == 2:
        return pair.rows_found(first, last, ("negation weakened or strengthened",) * 2)
    side = pair.a if sign.in_a else pair.b
    there, back = sided(" has no counterpart in {side}", in_a=not sign.in_a)
    word = f'"{side.surface(sign.token)}"'
    return pair.rows_found(first, last, (word + there, word + back))


def _opposed(pair: Pair) -> Iterator[int]:
    """Yield the rows in which a word stands for its opposite."""
    contraries, pointing = pair.closed.contraries, pair.closed.pointing
    lows_a, lows_b, taken = pair.a.lows, pair.b.lows, pair.claims.taken
    for r, ta, tb, functions, hint in _words_for_words(pair):
        ours, theirs = lows_a[ta], lows_b[tb]
        if r in taken:
            continue
        if theirs in contraries.get(ours, ()):
            if functions < 2 or _framed(pair, r):
                yield r
        elif functions or not hint or ours in pointing or theirs in pointing:
            continue
        elif opposite(pair, ta, tb, known=hint & KNOWN != 0):
            yield r


def _words_for_words(pair: Pair) -> Iterator[tuple[int, int, int, int, int]]:
    """Yield the rows of two words that are no names and no numbers; see :func:`words_for_words`."""
    sa, sb = pair.a.seg, pair.b.seg
    found = words_for_words(
        pair.divided.replaced, sa.kinds, sb.kinds, sa.rows, sb.rows, with_antonyms(pair.lexicon),
        sa.ends, sb.ends, pair.a.codes, pair.b.codes,
    )  # fmt: skip
    return zip(*found.tolist(), strict=True)


@njit(nogil=True, cache=True)
def words_for_words(
    replaced: IntP, a_kinds: UInt8, b_kinds: UInt8, a_rows: Int32, b_rows: Int32,
    antonyms: NDArray[np.bool_], a_ends: Int32, b_ends: Int32, a_text: UInt32, b_text: UInt32,
) -> IntP:  # fmt: skip
    """Return the rows of two words that are no names and no numbers, and what they may be.

    Args:
        replaced: (3, k) the rows of words put for words, their tokens in a and in b.
        a_kinds, b_kinds, a_rows, b_rows, a_ends, b_ends: columns of the tokens.
        antonyms: which rows of the lexicon have any.
        a_text, b_text: code points of the texts.

    Returns:
        (5, found) the row, its tokens, how many of the two are function words, and what hints that
        they may be opposites: ``KNOWN`` where the lexicon knows both words, and antonyms of one of
        them; ``ENDED`` where they end as a word and its denial do.
    """
    found, count = np.empty((5, replaced.shape[1]), np.int64), 0
    for k in range(replaced.shape[1]):
        a, b = replaced[1, k], replaced[2, k]
        if max(a_kinds[a], b_kinds[b]) > K_FUNCTION:
            continue
        ra, rb = a_rows[a], b_rows[b]
        known = ra >= 0 and rb >= 0 and (antonyms[ra] or antonyms[rb])
        ended = _may_end_alike(a_text[a_ends[a] - 1], b_text[b_ends[b] - 1])
        found[:3, count] = replaced[:, k]
        found[3, count] = a_kinds[a] + b_kinds[b]
        found[4, count] = KNOWN * known + ENDED * ended
        count += 1
    return found[:, :count]


@njit(nogil=True, cache=True)
def _may_end_alike(one: int, other: int) -> bool:
    """Tell whether these may be the last letters of a word and its denial (``able``, ``-ful``)."""
    if one >= ASCII or other >= ASCII:
        return True
    ours, theirs = one | LOWER, other | LOWER
    return ours == theirs or ours == LAST_OF_FUL or theirs == LAST_OF_FUL


def _framed(pair: Pair, r: int) -> bool:
    """Tell whether a row stands between equal rows, so that it says the same thing of the same."""
    return all(
        not 0 <= k < len(pair.ops) or pair.ops[k] == EQUAL or pair.link_of[k] != pair.link_of[r]
        for k in (r - 1, r + 1)
    )


def _modals(pair: Pair, site: Site, *, in_a: bool) -> list[Sign]:
    side, rows = (pair.a, pair.row_of_a) if in_a else (pair.b, pair.row_of_b)
    marked = pair.marked[0 if in_a else 1]
    found = []
    for t in range(*(site.a if in_a else site.b)):
        if not marked.get(t, 0) & MODAL:
            continue
        low = side.low(t)
        force = pair.closed.modals.get(low, "")
        if low in pair.closed.semi and side.low(t + 1) == "to":
            force = pair.closed.semi[low]
        month = low in pair.closed.months and side.surface(t) != low
        plain = side.kinds[t] <= K_FUNCTION and not month
        if force and plain and rows[t] not in pair.claims.taken:
            found.append(Sign(rows[t], t, force, in_a))
    return found


def _same_force(pair: Pair, one: Sign, other: Sign) -> bool:
    if one.force == other.force:
        return True
    words = {pair.a.low(one.token), pair.b.low(other.token)}
    if "able" in (one.force, other.force) and "could" in words:
        return True
    return words in _BACKSHIFT or {one.force, other.force} == {"will", "would"}


def _is_lost(pair: Pair, sign: Sign) -> bool:
    """Tell a modal dropped from its clause from one that went with it or only has another form."""
    side = pair.a if sign.in_a else pair.b
    if pair.ops[sign.row] in (ONLY_A, ONLY_B) and pair.in_long_run(sign.row, LONGEST_CUT):
        return False
    if side.low(sign.token) == "could":
        return pair.closed.negations.get(side.low(sign.token + 1)) is None
    return pair.closed.semi.get(side.low(sign.token)) is None


def _stands_elsewhere(pair: Pair, sign: Sign, lone: list[Sign]) -> bool:
    """Tell whether the other side has the same modal elsewhere in the linked sentences."""
    return any(
        other.in_a != sign.in_a
        and other.force == sign.force
        and pair.link_of[other.row] == pair.link_of[sign.row]
        for other in lone
    )


def _modal_found(pair: Pair, signs: list[Sign]) -> Found:
    pair.claims.take([s.row for s in signs])
    if len(signs) == 2:
        one, other = signs
        a, b = (one.token, one.token + 1), (other.token, other.token + 1)
        return pair.found(a, b, versus(pair.a.low(one.token), pair.b.low(other.token)))
    sign = signs[0]
    side = pair.a if sign.in_a else pair.b
    detail = gone(side.low(sign.token), in_a=sign.in_a)
    return pair.rows_found(sign.row, sign.row + 1, detail)
