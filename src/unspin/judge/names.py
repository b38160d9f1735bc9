"""C301 name-garbled and C302 name-replaced.

A name is known by the segmenter's :class:`Kind`, which goes by shape and context, never by a list.
A name phrase is a maximal run of name tokens, with the small words inside it (``of``, ``'s``).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from unspin.judge.closed import CALENDAR
from unspin.judge.collocation import torn_rows
from unspin.judge.pair import EQUAL, SUBSTITUTED, Found, Pair, Side, Tokens, versus
from unspin.judge.words import is_name, likeness, ordinary, related, same_spelling, senses
from unspin.records import Flag, Kind

F_CAPITAL = int(Flag.CAPITAL)
F_INITIAL = int(Flag.INITIAL)
F_UPPER = int(Flag.UPPER)
K_FUNCTION = int(Kind.FUNCTION)
K_NAME = int(Kind.NAME)
K_NUMBER = int(Kind.NUMBER)
K_WORD = int(Kind.WORD)

GARBLED, REPLACED = "garbled", "replaced"
LIKE_SPELLING = 0.75
"""Edit similarity from which two names are spellings of one (``Sergei``/``Sergey``)."""

ALIKE = 0.45
"""Cosine from which two words mean much the same, so that one was put for the other."""

LONGEST_NAME = 12
"""Tokens on either side of a word that its name may reach; text in capitals has no end."""
_INSIDE = frozenset(("of", "'s", "-", "&"))
_LANDS = frozenset(("ia", "a", "e", "ians", "ian"))
"""Endings that no bare name goes without: Niger is not Nigeria."""
_ROOT = 4
"""Letters that are left of a name at least when an ending is taken off."""
_PEOPLES = ("ians", "ian", "ese", "ish", "ans", "an", "ic", "ia", "is", "i", "a", "y", "s", "e")


def garbled(pair: Pair) -> Iterator[Found]:
    """A part of a name was replaced by a word, so that the name names nothing (``White Home``)."""
    yield from (found for verdict, found in _verdicts(pair) if verdict == GARBLED)


def replaced(pair: Pair) -> Iterator[Found]:
    """A name was replaced by another name."""
    yield from (found for verdict, found in _verdicts(pair) if verdict == REPLACED)


def _verdicts(pair: Pair) -> list[tuple[str, Found]]:
    return pair.once("names", lambda: list(_judge_names(pair)))


def _judge_names(pair: Pair) -> Iterator[tuple[str, Found]]:
    done: set[tuple[Tokens, Tokens]] = set()
    for r, ta, tb in pair.capitals:
        if r not in pair.claims.taken and (verdict := _verdict(pair, r, ta, tb)):
            pair.claims.take([r])
            a, b = name_phrase(pair.a, ta), name_phrase(pair.b, tb)
            if (a, b) not in done:
                done.add((a, b))
                yield verdict, pair.found(a, b, versus(pair.a.surface(ta), pair.b.surface(tb)))


def name_phrase(side: Side, t: int) -> Tokens:
    """Return the run of names around token t in its sentence, small words inside it included."""
    known: dict[int, Tokens] = side.once("name phrases", dict)
    if t not in known:
        known[t] = _find_phrase(side, t)
    return known[t]


def _find_phrase(side: Side, t: int) -> Tokens:
    low, high = side.sentence(side.sentence_of(t))
    low, high = max(low, t - LONGEST_NAME), min(high, t + LONGEST_NAME + 1)
    first = last = t
    while (step := _step(side, first, -1)) and first - step >= low:
        first -= step
    while (step := _step(side, last, 1)) and last + step < high:
        last += step
    return first, last + 1


def _step(side: Side, t: int, way: int) -> int:
    """Return how far the next word of the name lies from token t, 0 when the name ends there."""
    if _extends(side, t + way):
        return 1
    return 2 if side.low(t + way) in _INSIDE and _extends(side, t + 2 * way) else 0


def _extends(side: Side, t: int) -> bool:
    if not 0 <= t < len(side.kinds):
        return False
    kind = side.kinds[t]
    return kind == K_NAME or (kind == K_WORD and side.has(t, F_CAPITAL))


def _verdict(pair: Pair, r: int, ta: int, tb: int) -> str:
    """Say what became of a name in one row: garbled, replaced, or "" for wording and variants."""
    a, b = pair.a, pair.b
    kinds = (a.kinds[ta], b.kinds[tb])
    if K_FUNCTION in kinds or K_NUMBER in kinds or max(kinds) > K_NUMBER:
        return ""
    names = is_name(a, ta), is_name(b, tb)
    if not any(names) or _dated(pair, ta, tb) or is_variant(pair, ta, tb):
        return ""
    words = ordinary(pair.lexicon, a.rows[ta]), ordinary(pair.lexicon, b.rows[tb])
    if all(names):
        return _renamed(pair, r, (ta, tb), words)
    return _unnamed(pair, r, (ta, tb), words, a_named=names[0])


def _renamed(pair: Pair, r: int, at: Tokens, words: tuple[bool, bool]) -> str:
    """Say what became of a name where a name stands; ``words`` as of :func:`ordinary`."""
    ra, rb = pair.a.rows[at[0]], pair.b.rows[at[1]]
    if _swapped(pair, r, *at) or _titled(pair, *at, words):
        return ""
    if any(words) and (_longer(pair, *at) or _kept(pair, *at)) and _spun(pair, r, ra, rb):
        return GARBLED
    return "" if _synonyms(pair, ra, rb) else REPLACED


def _unnamed(pair: Pair, r: int, at: Tokens, words: tuple[bool, bool], *, a_named: bool) -> str:
    """Say what became of a name where what stands on the other side is none."""
    (ta, tb), ra, rb = at, pair.a.rows[at[0]], pair.b.rows[at[1]]
    if not all(words):
        other, t = (pair.b, tb) if a_named else (pair.a, ta)
        capital = other.has(t, F_CAPITAL) and not other.has(t, F_INITIAL)
        return REPLACED if capital and (min(ra, rb) < 0 or _kept(pair, ta, tb)) else ""
    titled = pair.a.low(ta) in pair.closed.personal or pair.b.low(tb) in pair.closed.personal
    whole = not titled and _beside_kept(pair, r) and _kept(pair, ta, tb)
    return GARBLED if whole and _spun(pair, r, ra, rb) else ""


def _spun(pair: Pair, r: int, ra: int, rb: int) -> bool:
    """Tell whether one word was put for the other by what it means, or broke a phrase."""
    return r in torn_rows(pair) or _alike(pair, ra, rb)


def _synonyms(pair: Pair, ra: int, rb: int) -> bool:
    """Tell whether two names share a synset, as ``America`` and ``US`` do."""
    lex = pair.lexicon
    return min(ra, rb) >= 0 and not senses(lex, ra).isdisjoint(senses(lex, rb))


def _alike(pair: Pair, ra: int, rb: int) -> bool:
    return related(pair.lexicon, ra, rb) or likeness(pair.lexicon, ra, rb) >= ALIKE


def _longer(pair: Pair, ta: int, tb: int) -> bool:
    """Tell whether both names are of two words or more, so that a phrase stands for a phrase."""
    (a_first, a_last), (b_first, b_last) = name_phrase(pair.a, ta), name_phrase(pair.b, tb)
    return a_last - a_first == b_last - b_first >= 2


def _dated(pair: Pair, ta: int, tb: int) -> bool:
    watch = pair.closed.watch
    marks = watch.get(pair.a.low(ta), 0) | watch.get(pair.b.low(tb), 0)
    return marks & CALENDAR != 0


def is_variant(pair: Pair, ta: int, tb: int) -> bool:
    """Tell whether two tokens are one name in two forms: spelling, people, initials."""
    a, b = pair.a.low(ta), pair.b.low(tb)
    if pair.a.stems[ta] == pair.b.stems[tb]:
        return True
    if same_spelling(pair.lexicon, pair.a.rows[ta], pair.b.rows[tb]):
        return True
    if _plain(a) == _plain(b):
        return True
    if a[:_ROOT] == b[:_ROOT] and not _roots(a).isdisjoint(_roots(b)):
        return True
    return (
        initials_of(pair.a, ta, pair.b, tb)
        or initials_of(pair.b, tb, pair.a, ta)
        or (_respelt(pair, ta, tb, a, b))
    )


def _plain(name: str) -> str:
    """Return a name without stops and accents (``Ásrún`` is ``Asrún``)."""
    if name.isascii():
        return name.replace(".", "")
    parts = unicodedata.normalize("NFKD", name)
    return "".join(c for c in parts if c != "." and not unicodedata.combining(c))


def _respelt(pair: Pair, ta: int, tb: int, a: str, b: str) -> bool:
    """Tell whether two unknown words are spellings of one name: first letter and most others agree."""
    if pair.a.rows[ta] >= 0 and pair.b.rows[tb] >= 0:
        return False
    if min(len(a), len(b)) < _ROOT or a[0] != b[0]:
        return False
    # Few texts get here, and the package is slow to load.
    from rapidfuzz.distance import DamerauLevenshtein

    return DamerauLevenshtein.normalized_similarity(a, b) >= LIKE_SPELLING


def _roots(name: str) -> set[str]:
    """Return a name and what is left of it without the ending of a country or a people."""
    found = {name}
    for ending in _PEOPLES:
        if name.endswith(ending) and len(name) - len(ending) >= _ROOT:
            found.add(name[: -len(ending)] + "-" * (ending in _LANDS))
            found.add(name[: -len(ending)] + "-")
    return found


def initials_of(short: Side, ts: int, long: Side, tl: int) -> bool:
    """Tell whether a token is made of the initials of the name phrase around the other."""
    letters = short.low(ts).replace(".", "")
    if len(letters) == 1 and short.has(ts, F_CAPITAL):
        return long.low(tl).startswith(letters)
    if not (short.has(ts, F_UPPER) or "." in short.surface(ts)) or len(letters) < 2:
        return False
    first, last = name_phrase(long, tl)
    initials = "".join(long.low(t)[0] for t in range(first, last) if long.has(t, F_CAPITAL))
    return letters in initials


def _kept(pair: Pair, ta: int, tb: int) -> bool:
    """Tell whether another word of the name stands unchanged on both sides."""
    own = pair.row_of_a[ta]
    places = [(pair.row_of_a, name_phrase(pair.a, ta))] if is_name(pair.a, ta) else []
    if is_name(pair.b, tb):
        places.append((pair.row_of_b, name_phrase(pair.b, tb)))
    rows = (r for row_of, phrase in places for r in row_of[slice(*phrase)] if r >= 0 and r != own)
    kinds = (pair.a.kinds[pair.a0[r]] for r in rows if pair.ops[r] == EQUAL)
    return any(kind in (K_NAME, K_WORD) for kind in kinds)


def _beside_kept(pair: Pair, r: int) -> bool:
    """Tell whether a word that stayed stands next to the replaced one, on both sides."""
    for other in (r - 1, r + 1):
        if 0 <= other < len(pair.ops) and pair.ops[other] == EQUAL:
            near_a = abs(pair.a0[other] - pair.a0[r]) == 1
            if near_a and abs(pair.b0[other] - pair.b0[r]) == 1 and is_name(pair.a, pair.a0[other]):
                return True
    return False


def _titled(pair: Pair, ta: int, tb: int, ordinary_words: tuple[bool, bool]) -> bool:
    """Tell whether a title was left out, shortened or made plain (``President`` / ``Mr``).

    A title that stands where the other side has a first name says nothing either.
    """
    titles = pair.closed.personal
    if not (_extends(pair.a, ta + 1) and _extends(pair.b, tb + 1)):
        return False
    a, b = pair.a.low(ta), pair.b.low(tb)
    if a in titles and b in titles:
        short, long = sorted((a.rstrip("s"), b.rstrip("s")), key=len)
        plain = not pair.closed.honorifics.isdisjoint((a, b))
        return plain or (len(short) >= 3 and long.startswith(short))
    if a in titles:
        return not ordinary_words[1]
    return b in titles and not ordinary_words[0]


def _swapped(pair: Pair, r: int, ta: int, tb: int) -> bool:
    """Tell whether two joined names only changed places (``X and Y`` / ``Y and X``)."""
    key_a, key_b = pair.a.keys[ta], pair.b.keys[tb]
    for other in range(max(0, r - 6), min(len(pair.ops), r + 7)):
        if other == r or pair.ops[other] != SUBSTITUTED:
            continue
        oa, ob = pair.a0[other], pair.b0[other]
        if pair.b.keys[ob] == key_a and pair.a.keys[oa] == key_b:
            first, last = sorted((ta, oa))
            between = pair.a.words((first + 1, last))
            return all(word in ("and", "or") for word in between)
    return False
